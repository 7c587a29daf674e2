use super::*;
use crate::limits::Limits;
use crate::model::edit::tried;
use crate::model::{assumed_schemas, read, resolve};

const MODEL: &str = "\
sandtable: 1
datasets:
  - {code: orders, key: order_id, time: order_date}
  - {code: visits, key: visit_id, time: visit_date}
qualifiers:
  - {code: valid, label: {zh: 有效, en: Valid}, where: \"status <> 'cancelled'\", on: orders}
  - {code: paid, label: {zh: 付款, en: Paid}, where: is_paid = 1, on: orders}
  - {code: done, label: {zh: 整车有效, en: Valid car}, where: \"kind = 'car' and is_valid = 1\", on: orders}
metrics:
  - {code: orders_n, label: {zh: 工单数, en: orders}, dataset: orders, aggregate: count, field: order_id}
  - {code: fixed_n, dataset: orders, aggregate: count, field: order_id, where: order_id is not null}
  - {code: users_n, label: {zh: 用户数, en: users}, dataset: orders, aggregate: count_distinct, field: user_key}
  - {code: total, label: {zh: 总金额, en: total}, dataset: orders, aggregate: sum, field: total_amount}
  - {code: labor, label: {zh: 工时费, en: labor}, dataset: orders, aggregate: sum, field: labor_amount}
  - {code: parts, label: {zh: 配件费, en: parts}, dataset: orders, aggregate: sum, field: parts_amount}
  - {code: received, label: {zh: 实收金额, en: received}, dataset: orders, aggregate: sum, field: paid_amount}
  - {code: visits_n, label: {zh: 到店数, en: visits}, dataset: visits, aggregate: count, field: visit_id}
  - {code: valid_n, base: orders_n, qualifiers: valid}
  - {code: valid_labor, base: labor, qualifiers: valid}
  - {code: valid_parts, base: parts, qualifiers: valid}
  - {code: paying, base: users_n, qualifiers: paid}
  - {code: arpu, label: {zh: 客单价, en: ARPU}, formula: total / orders_n}
  - {code: valid_arpu, label: {zh: 有效工单客单价, en: valid}, formula: (valid_labor + valid_parts) / valid_n}
  - {code: paid_arpu, label: {zh: 付款客户客单价, en: paid}, formula: received / paying}
  - {code: mau, base: users_n, window: this_month to end}
  - {code: after_mau, base: users_n, where: \"kind = 'service' and is_done = 1\", window: this_month to end}
  - {code: app_mau, base: users_n, where: \"kind = 'app'\", window: last_30d to end}
  - {code: cars, base: orders_n, qualifiers: done}
  - {code: cars_by_hand, base: orders_n, where: \"is_valid = 1 and kind = 'car'\"}
  - {code: some_cars, base: orders_n, where: \"kind = 'car' and is_done = 1\"}
  - {code: recent, base: orders_n, period: last_30d}
  - {code: open_before, base: orders_n, before_start: created_on}
  - {code: visits_recent, base: visits_n, where: \"kind = 'first'\", period: last_7d}
  - {code: income, formula: labor + parts}
  - {code: income_all, formula: labor + parts + received}
  - {code: income_net, formula: parts + labor - received}
  - {code: odd, formula: \"if(orders_n in (1, 2), 1, 0)\"}
";

/// The steps in words; what stands in between must be definitions that hold.
fn way(a: &str, b: &str) -> Option<String> {
    let (document, found) = read(MODEL, &Limits::default());
    assert_eq!(found, []);
    let schemas = assumed_schemas(&document);
    let (model, found) = resolve(&document, &schemas, &Limits::default());
    assert_eq!(found, []);
    let id = |code| model.find_metric(code).expect("it is there");
    let bridge = bridge(&model, id(a), id(b))?;
    assert_eq!(bridge.codes.len(), bridge.steps.len() + 1);
    let tried = tried(&document, &bridge.change, &schemas, &Limits::default()).expect("it holds");
    for code in &bridge.codes {
        assert!(tried.metrics.iter().any(|metric| metric.code.value == *code), "{code}");
    }
    let words = bridge.steps.iter().map(|step| {
        let turn = match &step.turn {
            Turn::Drop(clause) => format!("no longer {}", clause.zh),
            Turn::Add(clause) => format!("only {}", clause.zh),
            Turn::Days { from, to } => format!("days {} → {}", from.zh, to.zh),
            Turn::AddTerm(term) => format!("with {}", term.zh),
            Turn::DropTerm(term) => format!("without {}", term.zh),
            Turn::Terms { from, to } => format!("{} → {}", from.zh, to.zh),
        };
        format!("{:?}: {turn}", step.side)
    });
    Some(words.collect::<Vec<_>>().join("; "))
}

#[track_caller]
fn check(a: &str, b: &str, expected: &str) {
    assert_eq!(way(a, b).unwrap_or_default(), expected, "{a} to {b}");
}

#[test]
fn ratios_change_above_and_then_below() {
    check(
        "arpu",
        "valid_arpu",
        "Numerator: 总金额 → 工时费 + 配件费; Numerator: only 有效; Denominator: only 有效",
    );
    check(
        "arpu",
        "paid_arpu",
        "Numerator: 总金额 → 实收金额; Denominator: 工单数 → 用户数; Denominator: only 付款",
    );
    check("orders_n", "valid_n", "Whole: only 有效");
    check("total", "arpu", "Denominator: 1 → 工单数");
    check("arpu", "arpu", "");
}

#[test]
fn conditions_are_laid_on_and_taken_off_one_by_one() {
    check("mau", "after_mau", "Whole: only kind = 'service'; Whole: only is_done = 1");
    check(
        "after_mau",
        "app_mau",
        "Whole: no longer kind = 'service'; Whole: no longer is_done = 1; \
         Whole: days 本月（到期末） → 近30天（到期末）; Whole: only kind = 'app'",
    );
    // What a qualifier and a condition of its own share is no difference.
    check("cars", "cars_by_hand", "");
    check("cars", "some_cars", "Whole: no longer 整车有效（is_valid = 1）; Whole: only is_done = 1");
    check("fixed_n", "valid_n", "Whole: no longer order_id is not null; Whole: only 有效");
}

#[test]
fn no_condition_and_no_days_stand_on_a_fact_that_does_not_know_them() {
    check(
        "open_before",
        "visits_recent",
        "Whole: days created_on早于期初 → 近7天; Whole: 近7天 · 工单数 → 近7天 · 到店数; Whole: only kind = 'first'",
    );
    check(
        "visits_recent",
        "open_before",
        "Whole: no longer kind = 'first'; Whole: days 近7天 → 本期; Whole: 到店数 → 工单数; \
         Whole: days 本期 → created_on早于期初",
    );
    check("recent", "orders_n", "Whole: days 近30天 → 本期");
}

#[test]
fn sums_change_term_by_term() {
    check("income", "income_all", "Whole: with 实收金额");
    check("income_all", "income", "Whole: without 实收金额");
    check("income", "income_net", "Whole: with −实收金额");
    check("income_all", "income_net", "Whole: 实收金额 → 0 − 实收金额");
    check("odd", "orders_n", "Whole: odd → 工单数");
}
