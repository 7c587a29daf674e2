use super::*;
use crate::charts::{Category, CategoryAxis};
use crate::format::NumberFormat;

fn spec(kind: ChartKind, axis: CategoryAxis, names: &[&str], series: Vec<Series>) -> ChartSpec {
    let mut spec = ChartSpec::new(kind, "销量", NumberFormat::integer());
    spec.axis = axis;
    spec.categories = names.iter().map(|name| Category::named(*name)).collect();
    spec.series = series;
    spec
}

#[track_caller]
fn check(spec: &ChartSpec, zh: &str, en: &str) {
    assert_eq!(finding(spec, Lang::Zh), zh);
    assert_eq!(finding(spec, Lang::En), en);
}

#[test]
fn a_course_tells_first_last_and_peak() {
    let months = ["1月", "2月", "3月"];
    let actual = Series::new("销量", Role::Actual, [Some(100.0), Some(250_000.0), Some(150.0)]);
    let previous = Series::new("去年", Role::Previous, [Some(1.0), Some(2.0), Some(3.0)]);
    check(
        &spec(ChartKind::Line, CategoryAxis::Time, &months, vec![previous, actual]),
        "销量从 1月 的 100 升至 3月 的 150（+50.0%），最高为 2月 的 25万",
        "销量 rose from 100 in 1月 to 150 in 3月 (+50.0%); peak 250K in 2月",
    );
    let gaps = Series::new("销量", Role::Actual, [None, Some(7.0), None]);
    check(&spec(ChartKind::Bar, CategoryAxis::Time, &months, vec![gaps]), "销量：2月 为 7", "销量: 7 in 2月");
    let members = vec![
        Series::new("华东", Role::Member, [Some(9.0), Some(9.0), Some(9.0)]),
        Series::new("华南", Role::Member, [Some(1.0), Some(1.0), Some(1.0)]),
    ];
    check(
        &spec(ChartKind::StackedBar, CategoryAxis::Time, &months, members),
        "销量（华东）从 1月 的 9 持平于 3月 的 9（0.0%），最高为 1月 的 9",
        "销量 (华东) stayed level from 9 in 1月 to 9 in 3月 (0.0%); peak 9 in 1月",
    );
}

#[test]
fn a_ranking_tells_both_ends() {
    let bars = Series::new("销量", Role::Actual, [Some(5.0), None, Some(2.0)]);
    check(
        &spec(ChartKind::Bar, CategoryAxis::Nominal, &["华东", "华南", "华北"], vec![bars]),
        "销量共 2 项，最高 华东 5，最低 华北 2",
        "销量 across 2: highest 华东 5, lowest 华北 2",
    );
}

#[test]
fn clouds_and_cells() {
    let rows = vec![
        Series::new("试驾率", Role::Member, [Some(5.0), Some(8.0), None]),
        Series::new("成交率", Role::Member, [Some(1.0), Some(2.0), Some(3.0)]),
    ];
    let stores = ["甲店", "乙店", "丙店"];
    check(
        &spec(ChartKind::Scatter, CategoryAxis::Nominal, &stores, rows.clone()),
        "试驾率 与 成交率：共 2 个点，试驾率 最高的是 乙店 8",
        "试驾率 against 成交率: 2 points, highest 试驾率 is 乙店 8",
    );
    check(
        &spec(ChartKind::Heatmap, CategoryAxis::Nominal, &stores, rows),
        "销量：最高 试驾率 × 乙店 8，最低 成交率 × 甲店 1",
        "销量: highest 试驾率 × 乙店 8, lowest 成交率 × 甲店 1",
    );
}

#[test]
fn nothing_is_said_plainly() {
    check(
        &spec(ChartKind::Line, CategoryAxis::Time, &["1月"], vec![Series::new("销量", Role::Actual, [None])]),
        "销量：没有数据",
        "销量: no data",
    );
}
