//! Car sales: from a file, chosen or dropped, to a count and a sum by region and month that are DuckDB's.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sandtable_tests::browser::pivot::{Expected, agrees, expected};
use sandtable_tests::browser::{self, Page, Setup};
use sandtable_tests::duckdb::{self, Answer, Cell, Job};
use sandtable_tests::shared::shared;

/// The names that a first definition gives to the count of rows and the sum of prices.
const METRICS: &str = "car_data_rows,price_sum";

struct Cars {
    file: PathBuf,
    /// By region and month, and every total.
    answer: Answer,
}

fn cars() -> Option<Cars> {
    let file = shared("data/01-car-sales-kaggle/Car Sales.xlsx - car_data.csv")?;
    let python = duckdb::python()?;
    let job = Job {
        setup: vec![format!(
            "CREATE VIEW cars AS SELECT Dealer_Region AS region, \
             year(Date) || '年' || month(Date) || '月' AS month, \"Price ($)\" AS price FROM read_csv('{}')",
            file.display().to_string().replace('\'', "''")
        )],
        queries: vec!["SELECT region, month, count(*), sum(price) FROM cars GROUP BY CUBE (1, 2)".to_owned()],
    };
    let answer = duckdb::answer(&python, &[job]).remove(0);
    Some(Cars { file, answer })
}

async fn asks_by_region_and_month(page: &Page, answer: &Answer) -> Result<()> {
    page.show(&format!("#/explore?m={METRICS}&by=dealer_region&across=time")).await?;
    let expected = expected(answer, 2)?;
    let agreed = page.pivot(2, 1, true).await?.check(&expected)?;
    ensure!(agreed == expected.len() && agreed > 180, "{agreed} of {} cells", expected.len());
    let whole = &expected[&vec![None, None]];
    let cards = page.cards().await?;
    ensure!(
        cards.len() == 2 && cards.iter().zip(whole).all(|(card, value)| agrees(&card.value, value)),
        "the cards say {cards:?}, expected {whole:?}"
    );
    is_charted(page, &expected).await
}

/// The chart draws every series, and the numbers behind it are the same: regions, and the others together.
async fn is_charted(page: &Page, expected: &Expected) -> Result<()> {
    let marks = "return document.querySelectorAll(
        '.explore-main .chart-marks svg :is(path, rect, polyline, circle)').length";
    let marks = page.eval(marks, vec![]).await?;
    ensure!(marks.as_u64().is_some_and(|marks| marks >= 7), "the chart has {marks} marks");
    page.click(".explore-main .chart-foot .link-button").await?;
    page.wait_for(".explore-main .chart-data").await?;
    let script = "const rows = [...document.querySelectorAll('.chart-data tr')];
        return rows.map(row => [...row.querySelectorAll('th, td')].map(cell => cell.firstChild.textContent))";
    let rows: Vec<Vec<String>> = serde_json::from_value(page.eval(script, vec![]).await?)?;
    let (head, months) = rows.split_first().context("a table has a head")?;
    ensure!(head.len() == 8 && months.len() == 24, "{} series, {} months", head.len() - 1, months.len());
    let count = |region: Option<&String>, month: &String| {
        let values = expected.get(&vec![region.cloned(), Some(month.clone())]);
        values.and_then(|values| values[0].number()).with_context(|| format!("{region:?}, {month}"))
    };
    for row in months {
        let (month, others) = (&row[0], &row[7]);
        let mut rest = count(None, month)?;
        for (region, shown) in head[1..7].iter().zip(&row[1..]) {
            let wanted = count(Some(region), month)?;
            rest -= wanted;
            ensure!(agrees(shown, &Cell::Double(wanted)), "{region}, {month}: {shown}, expected {wanted}");
        }
        ensure!(agrees(others, &Cell::Double(rest)), "{}, {month}: {others}, expected {rest}", head[7]);
    }
    Ok(())
}

#[test]
fn chosen_in_a_file_input() {
    let Some(cars) = cars() else { return };
    browser::run("cars-chosen", Setup::default(), async move |page: &Page| {
        page.open("").await?;
        page.go_to_import().await?;
        page.choose(&[&cars.file]).await?;
        page.wait_recognised(1).await?;
        page.load(1).await?;
        ensure!(page.visible_text().await?.contains("23,906"), "the rows are not told");
        page.finish_import().await?;
        asks_by_region_and_month(page, &cars.answer).await
    });
}

#[test]
fn dropped_on_the_page() {
    let Some(cars) = cars() else { return };
    browser::run("cars-dropped", Setup::default(), async move |page: &Page| {
        page.open("").await?;
        // The Start screen takes files wherever they fall.
        page.drop_files("main", &[Path::new(&cars.file)]).await?;
        page.wait_recognised(1).await?;
        page.load(1).await?;
        page.finish_import().await?;
        // What stands first is a question about this file.
        let first = page.cards().await?;
        ensure!(first.first().is_some_and(|card| card.value.starts_with("23,906")), "{first:?}");
        asks_by_region_and_month(page, &cars.answer).await
    });
}
