//! A small table whose every total is known, to be there before something goes wrong and to answer after it.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use sandtable_tests::browser::pivot::Expected;
use sandtable_tests::browser::{Folder, Page};
use sandtable_tests::duckdb::Cell;

const ROWS: usize = 2_000;
const STORES: usize = 7;

/// Store and amount of a row.
fn order(row: usize) -> (usize, usize) {
    (row % STORES, row * 37 % 101)
}

/// Writes the table.
pub(crate) fn write(folder: &Folder) -> Result<PathBuf> {
    let mut text = "store,amount\n".to_owned();
    for (store, amount) in (0..ROWS).map(order) {
        text.push_str(&format!("s{store},{amount}\n"));
    }
    folder.write("orders.csv", text)
}

/// Imports the table into a page that has just been opened.
pub(crate) async fn import(page: &Page, folder: &Folder) -> Result<()> {
    let file = write(folder)?;
    page.go_to_import().await?;
    page.import(&[&file]).await?;
    answers(page, 0).await
}

/// Asks for the orders of an amount from `least` on, by store: every cell must be right. A question with another `least`
/// has not been asked before, so that its answer comes from the engine as it is now.
pub(crate) async fn answers(page: &Page, least: usize) -> Result<()> {
    page.show(&format!("#/explore?m=orders_rows,amount_sum&by=store&f=orders.amount~ge~*i{least}")).await?;
    let mut sums = [(0_usize, 0_usize); STORES + 1];
    for (store, amount) in (0..ROWS).map(order).filter(|(_, amount)| *amount >= least) {
        for at in [store, STORES] {
            sums[at].0 += 1;
            sums[at].1 += amount;
        }
    }
    let exact = |value: usize| Cell::Exact { units: value as i128, scale: 0 };
    let keys = |at: usize| vec![(at < STORES).then(|| format!("s{at}"))];
    let expected: Expected = sums
        .iter()
        .enumerate()
        .map(|(at, (rows, sum))| (keys(at), vec![exact(*rows), exact(*sum)]))
        .collect();
    let agreed = page.pivot(2, 1, false).await?.check(&expected)?;
    ensure!(agreed == STORES + 1, "{agreed} rows");
    Ok(())
}
