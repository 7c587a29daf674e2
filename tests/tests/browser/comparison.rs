//! Definitions side by side and metric trees, under the filters and the period of the page: what they print is what
//! DuckDB says, and adds up as it is printed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use sandtable_tests::browser::{self, Page, Setup};
use sandtable_tests::duckdb::{self, Job};
use serde_json::Value;

/// A region in a year.
const VIEW: &str = "#/explore?data=sample&m=arpu&f=region~in~北京&p=2024-01-01~2024-12-31";

/// Numbers of one row of DuckDB over the service orders.
fn numbers(query: &str) -> Option<Vec<f64>> {
    let python = duckdb::python()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample");
    let view = |name: &str, file: &str| {
        let file = folder.join(file).display().to_string().replace('\'', "''");
        format!("CREATE VIEW {name} AS SELECT * FROM '{file}'")
    };
    let setup = vec![
        view("centers", "dim_center.csv"),
        view("all_orders", "fact_service_order.parquet"),
        "CREATE VIEW orders AS SELECT * FROM all_orders JOIN centers USING (center_key) WHERE region = '北京'".to_owned(),
    ];
    let answers = duckdb::answer(&python, &[Job { setup, queries: vec![query.to_owned()] }]);
    answers[0].as_ref().expect("DuckDB answers").first()?.iter().map(duckdb::Cell::number).collect()
}

/// The card of revenue per order, which is the first of the list.
async fn open_card(page: &Page) -> Result<()> {
    page.open(VIEW).await?;
    page.wait_for(".filter-bar .chip").await?;
    page.settle().await?;
    page.click("a[href='#/dictionary']").await?;
    page.wait_for(".dictionary-item").await?;
    page.click(".dictionary-item").await?;
    page.wait_for(".dictionary-card .card-actions").await
}

/// A metric from what is typed of it.
async fn choose(page: &Page, box_css: &str, typed: &str, code: &str) -> Result<()> {
    page.click(box_css).await?;
    page.press(typed).await?;
    let first =
        "return document.querySelector('.combobox-list [role=option] .code')?.textContent === arguments[0]";
    page.wait_until(first, vec![code.into()], &format!("{typed} does not find {code} first")).await?;
    page.press(&Key::Enter.to_string()).await
}

/// The printed lines of the first bridge: change and value, without units.
const LINES: &str = "const number = text => Math.round(parseFloat(text.replace(/[^0-9.+-]/g, '')) * 100000);
    return [...document.querySelectorAll('.bridge')][0] &&
        [...document.querySelectorAll('.bridge')[0].querySelectorAll('tbody tr')].map(row =>
            [...row.querySelectorAll('td.is-number')].map(cell => number(cell.textContent)))";

#[test]
fn the_way_between_definitions_adds_up_under_filters() {
    let valid = "FILTER (order_status NOT IN ('cancelled', 'refunded'))";
    let Some(expected) = numbers(&format!(
        "SELECT sum(total_amount) / count(*), (sum(labor_amount) {valid} + sum(parts_amount) {valid}) / count(*) {valid}
         FROM orders WHERE order_date BETWEEN '2024-01-01' AND '2024-12-31'"
    )) else {
        return;
    };
    browser::run("comparison-bridge", Setup::default(), async move |page: &Page| {
        open_card(page).await?;
        page.click(".dictionary-card .card-actions > .button:nth-child(2)").await?;
        page.wait_for(".compare .combobox input").await?;
        // Found by the initials of its name.
        choose(page, ".compare .combobox input", "yxgdkdj", "valid_arpu").await?;
        page.wait_for(".bridge tbody tr").await?;
        let lines = page.eval(LINES, Vec::new()).await?;
        let lines: Vec<Vec<Option<i64>>> = serde_json::from_value(lines).context("lines of numbers")?;
        ensure!(lines.len() == 5, "start, three steps and end: {lines:?}");
        let value = |at: usize| lines[at][1].context("a value");
        let mut now = value(0)?;
        for at in 1..4 {
            now += lines[at][0].context("a change")?;
            ensure!(now == value(at)?, "the lines do not add up as printed: {lines:?}");
        }
        ensure!(
            value(4)? == now && lines[4][0] == Some(now - value(0)?),
            "the end is not the last step: {lines:?}"
        );
        let agrees = |shown: i64, expected: f64| (shown as f64 / 100_000.0 - expected).abs() < 0.006;
        ensure!(agrees(value(0)?, expected[0]) && agrees(now, expected[1]), "{lines:?} is not {expected:?}");

        // Names and codes always differ, which is nothing to mark; of the unit nothing does.
        let marked = "return [...document.querySelectorAll('.compare tbody tr')].filter(row => row.querySelector('.difference'))
            .map(row => row.querySelector('th').textContent)";
        let marked = page.eval(marked, Vec::new()).await?.to_string();
        ensure!(
            marked.contains("计算公式") && !marked.contains("编码") && !marked.contains("单位"),
            "{marked}"
        );

        // By member: every row adds up too.
        page.eval(
            "const box = document.querySelectorAll('.compare-bar select')[1];
             box.value = 'service_type'; box.dispatchEvent(new Event('change', { bubbles: true }))",
            Vec::new(),
        )
        .await?;
        page.click(".compare .link-button[aria-expanded]").await?;
        let rows = "const number = text => Math.round(parseFloat(text.replace(/[^0-9.+-]/g, '')) * 100000);
            const rows = [...(document.querySelector('.bridge')?.parentElement.querySelectorAll('.table-wrap tbody tr') ?? [])]
                .map(row => [...row.querySelectorAll('td')].map(cell => number(cell.textContent)));
            return rows.length > 1 && rows.every(cells => {
                const [from, ...rest] = cells, to = rest.pop(), gap = rest.pop();
                return from + gap === to && rest.reduce((sum, step) => sum + step, from) === to;
            })";
        page.wait_until(rows, Vec::new(), "the rows of the members do not add up").await
    });
}

#[test]
fn a_tree_reads_under_filter_and_period_and_keeps_what_its_formula_gave() {
    let year = |year: i32| format!("FILTER (year(order_date) = {year})");
    let (now, before) = (year(2024), year(2023));
    let Some(expected) = numbers(&format!(
        "SELECT sum(total_amount) {now} / count(*) {now}, sum(total_amount) {before} / count(*) {before} FROM orders"
    )) else {
        return;
    };
    let change = format!("{:+.1}%", (expected[0] / expected[1] - 1.0) * 100.0);
    browser::run("comparison-tree", Setup::default(), async move |page: &Page| {
        open_card(page).await?;
        page.click(".dictionary-tools > button").await?;
        page.wait_for(".tree-node").await?;
        page.click(".dictionary-card .card-actions .button").await?;
        choose(page, ".dictionary-card .card-section .combobox input", "kdj", "arpu").await?;
        page.click(".dictionary-card .card-section .button.is-primary").await?;
        let read = "const node = document.querySelector('.tree-node');
            const shown = node?.querySelector('.tree-value').title.replaceAll(',', '') ?? '';
            return Math.abs(parseFloat(shown) - arguments[0]) < 0.006
                && node.querySelector('.tree-change').textContent.trim() === arguments[1]";
        let wanted: Vec<Value> = vec![expected[0].into(), change.clone().into()];
        page.wait_until(read, wanted, &format!("the tree does not say {} {change}", expected[0])).await?;

        let signs = "return [...document.querySelectorAll('.tree-bond')].map(it => it.textContent).join('') === arguments[0]";
        page.wait_until(signs, vec!["×÷".into()], "the formula gives no factor and divisor").await?;
        page.click(".tree-node .tree-actions button:nth-child(2)").await?;
        choose(page, ".tree-add .combobox input", "csat", "csat").await?;
        page.click(".tree-add .button.is-primary").await?;
        page.wait_until(signs, vec!["×÷→".into()], "the signs of the formula are not kept").await
    });
}
