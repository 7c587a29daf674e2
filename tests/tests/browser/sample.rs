//! The sample: one click opens it, its numbers are DuckDB's, and what is looked at can be undone, gone back to, loaded
//! again and handed on.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sandtable_tests::browser::pivot::{Keys, agrees, expected};
use sandtable_tests::browser::{self, Card, Page, Setup};
use sandtable_tests::duckdb::{self, Answer, Job};

const METRICS: &str = "count(order_id), sum(total_amount), sum(total_amount) / count(order_id), \
    sum(is_first_time_fix) / count(order_id)";

/// By month; by month and war zone; all for the metrics that the sample opens with.
fn answers() -> Option<[Answer; 2]> {
    let python = duckdb::python()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample");
    let file = |name: &str| folder.join(name).display().to_string().replace('\'', "''");
    let orders = format!(
        "CREATE VIEW orders AS SELECT *, year(order_date) || '年' || month(order_date) || '月' AS month_name \
         FROM '{}' LEFT JOIN '{}' USING (center_key) LEFT JOIN '{}' USING (dealer_key)",
        file("fact_service_order.parquet"),
        file("dim_center.csv"),
        file("dim_dealer.csv"),
    );
    let queries = vec![
        format!("SELECT month_name, {METRICS} FROM orders GROUP BY CUBE (1)"),
        format!("SELECT month_name, war_zone, {METRICS} FROM orders GROUP BY CUBE (1, 2)"),
    ];
    let answers = duckdb::answer(&python, &[Job { setup: vec![orders], queries }]);
    answers.try_into().ok()
}

/// What a colleague must see to see the same.
#[derive(Debug, PartialEq)]
struct State {
    hash: String,
    cards: Vec<Card>,
    pivot: BTreeMap<Keys, Vec<String>>,
}

async fn state(page: &Page, down: usize) -> Result<State> {
    page.settle().await?;
    let url = page.url().await?;
    let (_, hash) = url.split_once('#').context("an address with a hash")?;
    let cards = page.cards().await?;
    let pivot = page.pivot(cards.len(), down, false).await?.cells;
    Ok(State { hash: hash.to_owned(), cards, pivot })
}

#[test]
fn one_click_opens_it_with_the_right_numbers() {
    let Some([by_month, by_zone]) = answers() else { return };
    browser::run("sample-numbers", Setup::default(), async move |page: &Page| {
        page.open("").await?;
        page.open_sample().await?;
        ensure!(page.text(".badge.is-sample").await? == "示例数据", "the sample is not marked as one");
        let months = expected(&by_month, 1)?;
        let whole = &months[&vec![None]];
        let cards = page.cards().await?;
        ensure!(
            cards.len() == 4 && cards.iter().zip(whole).all(|(card, value)| agrees(&card.value, value)),
            "the board says {cards:?}, expected {whole:?}"
        );
        let agreed = page.pivot(4, 1, false).await?.check(&months)?;
        ensure!(agreed == months.len() && agreed >= 37, "{agreed} of {} months", months.len());

        page.click(".question .popover-anchor > button").await?;
        page.click_text(".popover .menu-item", "war_zone").await?;
        let across = ".question .slot:nth-child(2) select";
        page.element(across).await?.select_by_value("war_zone").await?;
        page.settle().await?;
        let zones = expected(&by_zone, 2)?;
        let agreed = page.pivot(4, 1, true).await?.check(&zones)?;
        eprintln!("the sample on the page: {agreed} cells of 4 metrics agree");
        ensure!(agreed == zones.len() && agreed > 250, "{agreed} of {} cells", zones.len());
        Ok(())
    });
}

#[test]
fn steps_can_be_taken_back_and_handed_on() {
    browser::run("sample-steps", Setup::default(), async move |page: &Page| {
        page.open("").await?;
        page.open_sample().await?;
        let first = state(page, 1).await?;

        // A metric more, one less, a dimension more, one less.
        page.click("[data-search]").await?;
        page.click_text(".popover .menu-item", "appointment_rate").await?;
        page.click("[data-search]").await?;
        let more = state(page, 1).await?;
        ensure!(more.cards.len() == 5 && more.hash.contains("appointment_rate"), "{more:?}");
        ensure!(more.cards[..4] == first.cards, "the other metrics are {:?}", more.cards);
        page.click(".metric-item:nth-child(3) .metric-remove").await?;
        let less = state(page, 1).await?;
        ensure!(less.cards.len() == 4 && !less.cards.contains(&first.cards[2]), "{:?}", less.cards);
        page.click(".question .popover-anchor > button").await?;
        page.click_text(".popover .menu-item", "war_zone").await?;
        let split = state(page, 2).await?;
        ensure!(split.hash.contains("time,war_zone"), "{}", split.hash);
        page.click(".question .chip .chip-remove").await?;
        let zones = state(page, 1).await?;
        ensure!(zones.pivot.len() == 8, "{} war zones", zones.pivot.len());
        ensure!(zones.pivot[&vec![None]] == less.pivot[&vec![None]], "the total depends on the split");

        // Undo and redo, by button and by key.
        let undo = ".topbar-tools .icon-button[aria-label^='撤销']";
        page.click(undo).await?;
        ensure!(state(page, 2).await? == split, "undo does not lead to the state before");
        page.press("\u{e009}z\u{e000}").await?;
        ensure!(state(page, 1).await? == less, "Ctrl+Z does not lead to the state before");
        page.click(".topbar-tools .icon-button[aria-label^='重做']").await?;
        ensure!(state(page, 2).await? == split, "redo does not lead to the state after");

        // Back walks the views in the order in which they were seen: the one before the redo was without the split.
        page.client().back().await?;
        ensure!(state(page, 1).await? == less, "Back does not lead to the view before");
        page.client().forward().await?;
        ensure!(state(page, 2).await? == split, "Forward does not lead to the view after");
        page.client().refresh().await?;
        page.wait_for(".explore").await?;
        ensure!(state(page, 2).await? == split, "another view after a reload");

        let address = page.url().await?;
        let tab = page.client().new_window(true).await?;
        page.client().switch_to_window(tab.handle).await?;
        page.goto(&address).await?;
        page.wait_for(".explore").await?;
        ensure!(state(page, 2).await? == split, "another view in a second tab");
        Ok(())
    });
}
