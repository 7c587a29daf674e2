//! The dictionary: metrics defined, charted and found again without a mouse; changes that are refused, taken back and
//! handed on.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::key::Key;
use sandtable_tests::browser::{self, Folder, Page, Setup};
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
const LEAVING: &str = ".notice[role=alertdialog]";

/// Definitions that are none, with what is said of them and where.
fn bad_definitions() -> [(&'static str, String, [&'static str; 2]); 6] {
    let orders = "sandtable: 1\ndatasets: [{code: service_orders, table: fact_service_order}]\nmetrics:\n\
                  - {code: n, dataset: service_orders, aggregate: count_rows}\n";
    let with = |more: &str| format!("{orders}{more}\n");
    let deep = format!("- {{code: a, formula: '{}n{}'}}", "(".repeat(300), ")".repeat(300));
    let mut bomb = "sandtable: 1\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, below) in ('b'..='j').zip('a'..) {
        let nine = vec![format!("*{below}"); 9].join(", ");
        bomb += &format!("{name}: &{name} [{nine}]\n");
    }
    [
        ("cycle.yaml", with("- {code: a, formula: b}\n- {code: b, formula: a}"), ["a → b → a", "第 5 行"]),
        ("twice.yaml", with("- {code: n, formula: n}"), ["编码 `n` 重复", "第 5 行"]),
        ("deep.yaml", with(&deep), ["64", "第 5 行"]),
        ("unknown.yaml", with("- {code: a, formula: n, colour: red}"), ["`colour`", "第 5 行"]),
        ("bomb.yaml", bomb, ["YAML", "第 7 行"]),
        ("broken.yaml", with("- {code: a, formula: n"), ["YAML", "第 5 行"]),
    ]
}

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

/// Revenue per order of VIPs in the last 7 days, and orders of 2,000 yuan or more in the last 45, by DuckDB.
fn expected_of_choices() -> Option<(f64, f64)> {
    let python = duckdb::python()?;
    let users = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample/dim_user.parquet");
    let users =
        format!("CREATE VIEW users AS SELECT * FROM '{}'", users.display().to_string().replace('\'', "''"));
    let queries = vec![
        "SELECT sum(total_amount) / count(*) FROM fact_service_order JOIN users USING (user_key) \
         WHERE membership_level = 'VIP' AND order_date BETWEEN '2024-12-25' AND '2024-12-31'"
            .to_owned(),
        "SELECT count(*) FROM fact_service_order WHERE total_amount >= 2000 \
         AND order_date BETWEEN '2024-11-17' AND '2024-12-31'"
            .to_owned(),
    ];
    let answers = duckdb::answer(&python, &[Job { setup: vec![orders_view(), users], queries }]);
    let number = |at: usize| -> Option<f64> { answers.get(at)?.as_ref().ok()?.first()?.first()?.number() };
    Some((number(0)?, number(1)?))
}

/// Waits until the preview's number is this one, as the page rounds it.
async fn previews(page: &Page, number: f64) -> Result<()> {
    let script = "const shown = document.querySelector('.preview-total')?.textContent.replaceAll(',', '');
        return Math.abs(parseFloat(shown) - arguments[0]) <= 0.5";
    page.wait_until(script, vec![number.into()], &format!("the preview does not say {number}")).await
}

#[test]
fn a_metric_is_built_by_choosing() {
    let Some((arpu, large)) = expected_of_choices() else { return };
    browser::run("dictionary-builder", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample").await?;
        page.wait_for(".dictionary-item").await?;
        page.click(NEW).await?;
        let name = "form .card-section > .field > input";
        page.type_into(name, "近7天VIP用户客单价").await?;
        // What it is made of does not exist yet: it comes with it.
        previews(page, arpu).await?;
        page.click("form button[type=submit]").await?;
        says(page, HEADING, "近7天VIP用户客单价").await?;
        let made = "return [...document.querySelectorAll('.facts dd')].some(it => it.textContent.includes(arguments[0]))";
        page.wait_until(
            made,
            vec!["近7天VIP用户总金额 ÷ 近7天VIP用户工单数".into()],
            "its formula is another",
        )
        .await?;

        page.click(NEW).await?;
        page.type_into(name, "近45天大额工单数").await?;
        page.wait_for("form .finding.is-error").await?;
        page.click("form button[type=submit]").await?;
        page.wait_for("form .findings .finding").await?;
        ensure!(page.text(HEADING).await?.contains("新建"), "a refused name was saved");
        let clear = "const box = document.querySelector(arguments[0]); box.value = ''; box.dispatchEvent(new Event('input'))";
        page.eval(clear, vec![name.into()]).await?;
        page.type_into(name, "近45天工单数").await?;
        page.click("form details > summary").await?;
        page.click("form details .popover-anchor > button").await?;
        page.wait_for(".popover .menu-item").await?;
        let choose = "const item = [...document.querySelectorAll('.popover .menu-item')]
            .find(it => it.firstElementChild.textContent === arguments[0]); item.click()";
        page.eval(choose, vec!["总金额".into()]).await?;
        page.wait_for(".popover .filter-editor input.input").await?;
        page.type_into(".popover .filter-editor input.input", "2000").await?;
        page.click(".popover button[type=submit]").await?;
        for (at, text) in ["大额", "Large", "large"].into_iter().enumerate() {
            page.type_into(&format!("form details .form-grid > .field:nth-child({}) > input", at + 1), text)
                .await?;
        }
        page.press(&Key::Enter.to_string()).await?;
        says(page, ".build-name strong", "近45天大额工单数").await?;
        previews(page, large).await?;
        page.click("form button[type=submit]").await?;
        says(page, HEADING, "近45天大额工单数").await?;
        page.eval("window.scrollTo(0, 0)", Vec::new()).await?;
        page.click(".dictionary-tools > button:nth-child(5)").await?;
        let listed = "return [...document.querySelectorAll('.qualifier')].some(it => it.textContent.includes('大额') && it.textContent.includes('总金额 ≥ 2000'))";
        page.wait_until(listed, Vec::new(), "the register does not list it").await
    });
}

#[test]
fn a_change_that_breaks_a_metric_is_refused_and_a_good_one_can_be_undone() {
    browser::run("dictionary-changes", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample&metric=order_count").await?;
        says(page, HEADING, "工单数").await?;
        // Others are made of it: that is said before, and it cannot go.
        page.click(".dictionary-card .card-actions > .button:last-child").await?;
        page.wait_for(LEAVING).await?;
        ensure!(page.text(LEAVING).await?.contains("客单价"), "nobody says what the deletion touches");
        let is_offered = format!("return document.querySelector('{LEAVING} .button.is-primary') !== null");
        ensure!(page.eval(&is_offered, vec![]).await? == false, "a deletion that must fail is offered");

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
        // The form has its last height once the preview stands: the button no longer moves.
        let tried = "return document.querySelector('.preview')?.textContent.includes('华东')";
        page.wait_until(tried, Vec::new(), "the preview does not show the new formula").await?;
        page.click("form button[type=submit]").await?;
        says(page, HEADING, "客单价").await?;
        // It is online: the change is its next version, and can be taken back like any other.
        let has = |css: &str| {
            format!(
                "return [...document.querySelectorAll('{css}')].some(it => it.textContent.includes(arguments[0]))"
            )
        };
        page.wait_until(&has(".differences td"), vec!["工时费".into()], "the new formula is not told")
            .await?;
        page.wait_for(".history li").await?;
        let is_new = page.eval(&has(".facts dd"), vec!["工时费".into()]).await?;
        ensure!(is_new == false, "a metric that is online changed without its gates");
        page.press(&format!("{}z", Key::Control)).await?;
        page.wait_gone(".history li").await
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

#[test]
fn a_bad_definition_is_refused_with_its_place() {
    browser::run("dictionary-definitions", Setup::default(), async move |page: &Page| {
        let folder = Folder::new("definitions")?;
        page.open("#/dictionary?data=sample").await?;
        page.wait_for(".dictionary-item").await?;
        page.click(".dictionary-tools > button:nth-child(4)").await?;
        page.wait_for(".dictionary-pane input[type=file]").await?;
        for (name, text, said) in bad_definitions() {
            let file = folder.write(name, text)?;
            page.set_files(".dictionary-pane input[type=file]", &[&file]).await?;
            let script = "return [...document.querySelectorAll('.dictionary-pane .finding.is-error')].some(it => \
                          [...arguments].every(part => it.textContent.includes(part)))";
            let wanted = said.into_iter().chain([name]).map(Value::from).collect();
            page.wait_until(script, wanted, &format!("{name} is not told with its place")).await?;
        }
        // What was open is still there.
        page.type_into("input[type=search]", "kdj").await?;
        page.wait_until(
            "return document.querySelectorAll('.dictionary-item').length === 4",
            Vec::new(),
            "the list is gone",
        )
        .await
    });
}
