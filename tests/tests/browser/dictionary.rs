//! The dictionary: metrics defined, charted and found again without a mouse; changes that are refused, taken back and
//! handed on.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::key::Key;
use sandtable_tests::browser::{self, Page, Setup};
use sandtable_tests::duckdb::{self, Job};
use serde_json::Value;

/// Presses Tab until what has the focus fits.
async fn tab_to(page: &Page, css: &str) -> Result<()> {
    for _ in 0..400 {
        let script = "return document.activeElement?.matches(arguments[0]) ?? false";
        if page.eval(script, vec![css.into()]).await? == Value::Bool(true) {
            return Ok(());
        }
        page.press(&Key::Tab.to_string()).await?;
    }
    bail!("the keyboard does not reach {css}")
}

async fn press_at(page: &Page, css: &str) -> Result<()> {
    tab_to(page, css).await?;
    page.press(&Key::Enter.to_string()).await
}

async fn type_at(page: &Page, css: &str, text: &str) -> Result<()> {
    tab_to(page, css).await?;
    page.press(text).await
}

/// Waits until the text of an element is this.
async fn says(page: &Page, css: &str, text: &str) -> Result<()> {
    let script = "return document.querySelector(arguments[0])?.textContent.trim() === arguments[1]";
    page.wait_until(script, vec![css.into(), text.into()], &format!("{css} does not say {text}")).await
}

/// Orders under warranty in the last 30 days, and all of them, by DuckDB.
fn expected() -> Option<(String, f64)> {
    let python = duckdb::python()?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample/fact_service_order.parquet");
    let orders =
        format!("CREATE VIEW orders AS SELECT * FROM '{}'", file.display().to_string().replace('\'', "''"));
    let queries = vec![
        "SELECT count(*) FROM orders WHERE is_warranty = 1 AND order_date BETWEEN '2024-12-02' AND '2024-12-31'".to_owned(),
        "SELECT sum(is_warranty) / count(*) FROM orders".to_owned(),
    ];
    let answers = duckdb::answer(&python, &[Job { setup: vec![orders], queries }]);
    let number = |at: usize| -> Option<f64> { answers.get(at)?.as_ref().ok()?.first()?.first()?.number() };
    Some((thousands(number(0)? as u64), number(1)?))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    match digits.len() {
        4..=6 => format!("{},{}", &digits[..digits.len() - 3], &digits[digits.len() - 3..]),
        _ => digits,
    }
}

const NEW: &str = ".dictionary-list .button.is-primary";
const HEADING: &str = ".dictionary-card h2";

#[test]
fn metrics_are_defined_charted_and_found_by_keyboard() {
    let Some((count, share)) = expected() else { return };
    browser::run("dictionary-keyboard", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample").await?;
        page.wait_for(".dictionary-item").await?;
        press_at(page, NEW).await?;
        page.wait_for("form.dictionary-card").await?;
        type_at(page, "form .card-section > .field > input", "近30天质保期内工单数").await?;
        says(page, ".build-name strong", "近30天质保期内工单数").await?;
        says(page, ".preview-total", &count).await?;
        press_at(page, "form button[type=submit]").await?;
        says(page, HEADING, "近30天质保期内工单数").await?;

        press_at(page, NEW).await?;
        page.wait_for("form.dictionary-card").await?;
        tab_to(page, "input[name=layer]").await?;
        page.press(&Key::Right.to_string()).await?;
        page.wait_for("#build-formula").await?;
        let fields = ["质保工单占比", "Warranty order share", ""];
        for (at, text) in fields.into_iter().enumerate() {
            let css = format!(".form-grid > .field:nth-child({}) > input", at + 1);
            type_at(page, &css, text).await?;
        }
        type_at(page, "#build-formula", "质保期内工单数 / 工单数").await?;
        says(page, ".build-name .code", "warranty_order_share").await?;
        page.wait_for(".preview-total").await?;
        press_at(page, "form button[type=submit]").await?;
        says(page, HEADING, "质保工单占比").await?;

        press_at(page, ".dictionary-card .card-actions .button.is-primary").await?;
        page.wait_for(".chart svg").await?;
        page.settle().await?;
        let cards = page.cards().await?;
        let card =
            cards.iter().find(|card| card.name.contains("质保工单占比")).context("its card is not there")?;
        let shown: f64 = card.value.trim_end_matches('%').parse().context("a share in percent")?;
        ensure!((shown / 100.0 - share).abs() < 0.0006, "the card says {}, DuckDB {share}", card.value);

        page.goto(&format!("{}#/dictionary", page.url().await?.split('#').next().unwrap_or_default()))
            .await?;
        page.wait_for(".dictionary-search input").await?;
        type_at(page, ".dictionary-search input", "zbgdzb").await?;
        says(page, ".dictionary-item .name", "质保工单占比").await
    });
}

#[test]
fn a_change_that_breaks_a_metric_is_refused_and_a_good_one_can_be_undone() {
    browser::run("dictionary-changes", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample&metric=order_count").await?;
        says(page, HEADING, "工单数").await?;
        // Others are made of it: it cannot go.
        page.click(".dictionary-card .card-actions > .button:last-child").await?;
        page.wait_for(".notice.is-error").await?;
        ensure!(
            page.text(".notice.is-error").await?.contains("arpu"),
            "the notice does not name what uses it"
        );

        page.goto(&format!(
            "{}#/dictionary?data=sample&metric=arpu",
            page.url().await?.split('#').next().unwrap_or_default()
        ))
        .await?;
        says(page, HEADING, "客单价").await?;
        page.click(".dictionary-card .card-actions > .button:nth-child(3)").await?;
        page.wait_for("#build-formula").await?;
        page.type_into("#build-formula", "+").await?;
        page.wait_for(".card-section .finding.is-error").await?;
        page.click("form button[type=submit]").await?;
        page.wait_for("form .findings").await?;
        ensure!(page.text(HEADING).await?.contains("编辑"), "a broken formula was saved");
        page.type_into("#build-formula", " labor_amount").await?;
        page.click("form button[type=submit]").await?;
        says(page, HEADING, "客单价").await?;
        let formula = "return [...document.querySelectorAll('.facts dd')].some(it => it.textContent.includes(arguments[0]))";
        page.wait_until(formula, vec!["工时费".into()], "the new formula is not on the card").await?;
        page.wait_for(".history li").await?;
        page.press(&format!("{}z", Key::Control)).await?;
        let gone = "return ![...document.querySelectorAll('.facts dd')].some(it => it.textContent.includes(arguments[0]))";
        page.wait_until(gone, vec!["工时费".into()], "the change was not taken back").await
    });
}

/// The service orders of the sample, as a view of DuckDB.
fn orders_view() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample/fact_service_order.parquet");
    let file = file.display().to_string().replace('\'', "''");
    format!("CREATE VIEW fact_service_order AS SELECT * FROM '{file}'")
}

#[test]
fn the_sql_of_a_card_runs_and_a_tree_shows_the_same_value() {
    let Some(python) = duckdb::python() else { return };
    browser::run("dictionary-sql-tree", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample&metric=arpu").await?;
        says(page, HEADING, "客单价").await?;
        page.click("details.sql summary").await?;
        page.wait_for(".sql-text").await?;
        let queries = vec![
            page.text(".sql-text").await?,
            "SELECT sum(total_amount) / count(order_id) FROM fact_service_order WHERE order_date >= '2024-12-01'"
                .to_owned(),
        ];
        let answers = duckdb::answer(&python, &[Job { setup: vec![orders_view()], queries }]);
        let months = answers[0].as_ref().map_err(|error| anyhow::anyhow!("{error}"))?;
        let direct = answers[1].as_ref().ok().and_then(|rows| rows.first()?.first()?.number());
        let direct = direct.context("DuckDB's own value")?;
        let last = months.iter().rev().find_map(|row| row.last()?.number()).context("a last month")?;
        ensure!(
            months.len() == 36 && (last - direct).abs() < 1e-6,
            "{} months, {last} for {direct}",
            months.len()
        );

        page.click(".dictionary-tools > button").await?;
        page.wait_for(".tree-node").await?;
        let script = "const node = [...document.querySelectorAll('.tree-node')]
            .find(it => it.querySelector('.tree-name').textContent.trim() === '客单价');
            const shown = node?.querySelector('.tree-value').title.replaceAll(',', '') ?? '';
            return Math.abs(parseFloat(shown) - arguments[0]) < 0.01";
        page.wait_until(script, vec![direct.into()], "the tree does not show DuckDB's value").await?;
        page.click(".metric-tree > li > .tree-node .icon-button").await?;
        let folded = "return document.querySelectorAll('.tree-node').length === 1";
        page.wait_until(folded, Vec::new(), "the tree does not fold").await
    });
}

#[test]
fn the_catalogue_fits_its_own_sample_and_goes_out_and_in_without_loss() {
    browser::run("dictionary-exchange", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample").await?;
        page.wait_for(".dictionary-item").await?;
        page.click(".dictionary-tools > button:nth-child(3)").await?;
        let fits = "return /已有 \\d{3} 个，还有 0 个/.test(document.querySelector('.dictionary-pane [role=status]')?.textContent)";
        page.wait_until(fits, Vec::new(), "the catalogue does not fit the sample").await?;
        page.click(".dictionary-tools > button:nth-child(4)").await?;
        page.wait_for(".dictionary-pane .card-section button").await?;
        page.click(".dictionary-pane .card-section button").await?;
        let whole = "return document.querySelector('.dictionary-pane [role=status]')?.textContent.includes('没有丢失')";
        page.wait_until(whole, Vec::new(), "the native format loses something").await
    });
}
