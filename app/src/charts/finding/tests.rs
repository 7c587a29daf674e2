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
    let actual = |data: [Option<f64>; 3]| {
        let previous = Series::new("去年", Role::Previous, [Some(1.0), Some(2.0), Some(3.0)]);
        let actual = Series::new("销量", Role::Actual, data);
        spec(ChartKind::Line, CategoryAxis::Time, &months, vec![previous, actual])
    };
    check(
        &actual([Some(100.0), Some(250_000.0), Some(150.0)]),
        "销量从1月的 100 升至3月的 150（+50.0%），最高为2月的 25万",
        "销量 rose from 100 in 1月 to 150 in 3月 (+50.0%); peak 250K in 2月",
    );
    check(
        &actual([Some(100.0), Some(120.0), Some(150.0)]),
        "销量从1月的 100 升至3月的 150（+50.0%），为期间最高",
        "销量 rose from 100 in 1月 to 150 in 3月 (+50.0%), its peak",
    );
    check(
        &actual([Some(0.0), Some(-1.0), Some(-3.0)]),
        "销量从1月的 0 降至3月的 -3",
        "销量 fell from 0 in 1月 to -3 in 3月",
    );
    check(&actual([None, Some(7.0), None]), "销量：2月为 7", "销量: 7 in 2月");
    let mut unfinished = actual([Some(100.0), Some(110.0), Some(9.0)]);
    unfinished.partial_from = Some(2);
    check(
        &unfinished,
        "销量从1月的 100 升至2月的 110（+10.0%），为期间最高",
        "销量 rose from 100 in 1月 to 110 in 2月 (+10.0%), its peak",
    );
}

#[test]
fn several_members_are_compared_at_the_end() {
    let members = vec![
        Series::new("华东", Role::Member, [Some(9.0), Some(9.0), None]),
        Series::new("华南", Role::Member, [Some(1.0), Some(2.0), None]),
        Series::new("其他", Role::Other, [Some(99.0), Some(99.0), None]),
    ];
    check(
        &spec(ChartKind::StackedBar, CategoryAxis::Time, &["1月", "2月", "3月"], members),
        "销量在2月：华东最高（9），华南最低（2）",
        "销量 in 2月: highest 华东 (9), lowest 华南 (2)",
    );
}

#[test]
fn a_ranking_tells_both_ends() {
    let bars = Series::new("销量", Role::Actual, [Some(5.0), None, Some(2.0)]);
    check(
        &spec(ChartKind::Bar, CategoryAxis::Nominal, &["华东", "华南", "华北"], vec![bars]),
        "销量：华东最高（5），华北最低（2），共 2 项",
        "销量: highest 华东 (5), lowest 华北 (2), 2 in all",
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
        "试驾率与成交率，共 2 个点；试驾率最高的是乙店（8）",
        "试驾率 against 成交率, 2 points; highest 试驾率: 乙店 (8)",
    );
    check(
        &spec(ChartKind::Heatmap, CategoryAxis::Nominal, &stores, rows),
        "销量：试驾率 × 乙店 最高（8），成交率 × 甲店 最低（1）",
        "销量: highest 试驾率 × 乙店 (8), lowest 成交率 × 甲店 (1)",
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
