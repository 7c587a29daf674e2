use super::*;
use crate::calendar::Date;
use crate::limits::Limits;
use crate::model::edit::{self, Author};
use crate::model::{assumed_schemas, read, resolve};

const HEAD: &str = "\
sandtable: 1
datasets:
  - {code: orders, key: order_id, time: order_date}
qualifiers:
  - {code: in_warranty, label: {zh: 质保期内, en: In-warranty}, where: is_warranty = 1, on: orders}
  - {code: valid, label: {zh: 有效, en: Valid}, where: \"status <> 'cancelled'\", on: orders}
metrics:
  - {code: order_count, label: {zh: 工单数, en: orders}, dataset: orders, aggregate: count, field: order_id, unit: {zh: 单, en: orders}}
  - {code: total_amount, label: {zh: 总金额, en: amount}, dataset: orders, aggregate: sum, field: total_amount, unit: {zh: 元, en: CNY}}
";

fn findings(metrics: &str) -> Vec<Finding> {
    let text = format!("{HEAD}{metrics}");
    let (document, found) = read(&text, &Limits::default());
    assert_eq!(found, []);
    let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    assert_eq!(found, []);
    lint(&document, &model)
}

/// A metric has a finding, at the line where it stands.
#[track_caller]
fn check(metric: &str, code: &str) -> Finding {
    let found = findings(&format!("  - {metric}\n"));
    let is_own = |finding: &&Finding| !matches!(&*finding.metric, "order_count" | "total_amount");
    let finding = found.iter().filter(is_own).find(|finding| finding.diagnostic.code == code);
    let codes: Vec<&str> = found.iter().map(|finding| &*finding.diagnostic.code).collect();
    let finding = finding.unwrap_or_else(|| panic!("{code} is not among {codes:?}"));
    assert_eq!(finding.diagnostic.location.line, Some(HEAD.lines().count() as u32 + 1));
    finding.clone()
}

#[track_caller]
fn check_silent(metric: &str, code: &str) {
    let found = findings(&format!("  - {metric}\n"));
    assert!(found.iter().all(|finding| finding.diagnostic.code != code), "{found:?}");
}

#[test]
fn a_name_that_contradicts_its_definition_is_an_error_with_the_right_name() {
    let derived = |label: &str| {
        format!(
            "{{code: x, label: {{zh: {label}, en: x}}, base: order_count, period: last_30d, qualifiers: in_warranty}}"
        )
    };
    let finding = check(&derived("本月质保期内工单数"), "name_contradicts");
    assert!(finding.diagnostic.is_error() && finding.is_gate());
    let Some(Fix { change: Change::Put(fixed, Some(_)), .. }) = finding.fix else { panic!("it has no fix") };
    assert_eq!(fixed.label.zh, "近30天质保期内工单数");
    check(&derived("好工单"), "name_off_grammar");
    check_silent(&derived("近30天质保期内工单数"), "name_contradicts");
    check_silent(&derived("最近30天质保期内工单数"), "name_contradicts");
}

#[test]
fn one_definition_has_one_name() {
    check("{code: arpu, label: {zh: 工单数, en: y}, formula: total_amount / order_count}", "same_name");
    let twice =
        "{code: n, label: {zh: 单量, en: n}, dataset: orders, aggregate: count, field: order_id, unit: 单}";
    let finding = check(twice, "same_definition");
    let after = fixed(&format!("  - {twice}\n"), finding);
    let kept = after.metrics.iter().find(|item| item.code.value == "order_count").expect("it is kept");
    assert_eq!(after.metrics.len(), 2);
    assert_eq!(kept.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(), ["单量", "n"]);
}

/// What one click makes of it.
fn fixed(metrics: &str, finding: Finding) -> Document {
    let (document, _) = read(&format!("{HEAD}{metrics}"), &Limits::default());
    let author = Author {
        name: "张三".to_owned(),
        on: Date::from_ymd(2024, 12, 20).expect("it is a date"),
        note: String::new(),
    };
    let change = finding.fix.expect("it has a fix").change;
    edit::apply(&document, &change, &author, &assumed_schemas(&document), &Limits::default())
        .expect("it holds")
}

#[test]
fn a_mean_keeps_the_unit_of_what_it_is_of() {
    let rated = |column: &str| {
        format!(
            "  - {{code: score, label: {{zh: 评分和, en: score}}, dataset: orders, aggregate: sum, field: score, unit: 分}}\n  \
             - {{code: rated, label: {{zh: 评分数, en: rated}}, dataset: orders, aggregate: count, field: {column}, unit: 单}}\n  \
             - {{code: mean, label: {{zh: 满意度, en: mean}}, formula: score / rated, unit: 分}}\n"
        )
    };
    let differs =
        |metrics: &str| findings(metrics).iter().any(|finding| finding.diagnostic.code == "unit_differs");
    assert!(!differs(&rated("score")));
    assert!(differs(&rated("order_id")));
}

#[test]
fn a_new_name_loses_no_old_one() {
    let metric = "{code: x, label: {zh: 好工单, en: Good}, base: order_count, period: last_30d}";
    let after = fixed(&format!("  - {metric}\n"), check(metric, "name_off_grammar"));
    let own = after.metrics.iter().find(|item| item.code.value == "x").expect("it is there");
    assert_eq!(own.label.zh, "近30天工单数");
    assert_eq!(own.aliases.iter().map(|alias| alias.value.as_str()).collect::<Vec<_>>(), ["好工单", "Good"]);
}

#[test]
fn rates_divide_and_units_agree() {
    check(
        "{code: r, label: {zh: 预约率, en: r}, dataset: orders, aggregate: sum, field: booked}",
        "rate_without_ratio",
    );
    check_silent(
        "{code: r, label: {zh: 预约率, en: r}, formula: total_amount / order_count}",
        "rate_without_ratio",
    );
    let clash = check("{code: s, label: {zh: 和, en: s}, formula: total_amount + order_count}", "unit_clash");
    assert!(clash.diagnostic.message.zh.contains('元'), "{clash:?}");
    assert_eq!(clash.diagnostic.location.column, Some(47));
    let missing =
        check("{code: a, label: {zh: 客单价, en: a}, formula: total_amount / order_count}", "unit_missing");
    let Some(Fix { change: Change::Put(fixed, _), .. }) = missing.fix else { panic!("it has no fix") };
    assert_eq!(fixed.unit, Text::new("元/单", "CNY/orders"));
    check(
        "{code: a, label: {zh: 客单价, en: a}, formula: total_amount / order_count, unit: 元/人}",
        "unit_differs",
    );
    check_silent(
        "{code: a, label: {zh: 客单价, en: a}, formula: total_amount / order_count, unit: 元/单}",
        "unit_differs",
    );
}

#[test]
fn people_and_guards() {
    check(
        "{code: a, label: {zh: 甲, en: a}, formula: total_amount / order_count, owner: 张三, reviewer: 张三}",
        "owner_reviews",
    );
    check(
        "{code: a, label: {zh: 甲, en: a}, formula: total_amount / order_count, raci: {r: 张三, a: [李四, 王五]}}",
        "raci_accountable",
    );
    let gameable = check(
        "{code: n, label: {zh: 有单数, en: n}, dataset: orders, aggregate: count, field: user_key, target: {value: 9000, by: y2024}}",
        "gameable_alone",
    );
    assert_eq!(gameable.fix, None);
    check(
        "{code: a, label: {zh: 甲, en: a}, formula: total_amount / order_count, polarity: up, alert: {green: 1, red: 2}}",
        "alert_reversed",
    );
    check(
        "{code: a, label: {zh: 甲, en: a}, formula: total_amount / order_count, created: 2024-02-01, updated: 2024-01-01}",
        "dates_reversed",
    );
    check("{code: a, label: {zh: 甲, en: a}, formula: total_amount / order_count}", "owner_missing");
}

#[test]
fn parts_of_a_formula_have_one_period() {
    let found = findings(
        "  - {code: m, base: order_count, period: this_month}\n  - {code: y, base: order_count, period: this_year}\n  - {code: q, label: {zh: 比, en: q}, formula: m / y}\n",
    );
    assert!(
        found.iter().any(|finding| finding.metric == "q" && finding.diagnostic.code == "operands_differ")
    );
}
