use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::frame::{Cells, Coverage, Frame, FrameColumn, Null, Role};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Format, Model, Polarity};
use sandtable_engine::query::{Axis, Limit, Sort, SortBy, Totals};
use sandtable_engine::table::{DataType, Schema};
use sandtable_engine::text::Text;

use super::*;
use crate::charts::{CategoryAxis, ChartKind, Role as SeriesRole};
use crate::format::Lang;
use crate::state::{Chart, Condition, FieldFilter, TIME, View};

const DEFINITION: &str = "
sandtable: 1
datasets:
  - {code: sales, table: sales, time: day}
  - {code: visits, table: visits}
  - {code: stores, table: stores, key: store}
relationships:
  - {code: sales_stores, from: sales.store, to: stores.store}
dimensions:
  - {code: region, field: stores.region}
  - {code: store, field: stores.store}
  - {code: purpose, field: visits.purpose}
metrics:
  - {code: cars, label: {zh: 销量, en: Cars}, dataset: sales, aggregate: count_rows, aliases: 台数}
  - {code: amount, dataset: sales, aggregate: sum, field: amount, unit: CNY, format: money}
  - {code: cost, dataset: sales, aggregate: sum, field: cost, unit: CNY, format: money}
  - {code: price, formula: amount / cars, unit: CNY, format: money}
  - {code: visits, dataset: visits, aggregate: count_rows}
";

fn model() -> Model {
    let schema = |table: &str, columns: &[(&str, DataType)]| Schema {
        table: table.into(),
        columns: columns.iter().map(|(name, data_type)| ((*name).to_owned(), *data_type)).collect(),
    };
    let schemas = [
        schema(
            "sales",
            &[
                ("day", DataType::Date),
                ("store", DataType::Text),
                ("amount", DataType::Float),
                ("cost", DataType::Float),
            ],
        ),
        schema("visits", &[("purpose", DataType::Text)]),
        schema("stores", &[("store", DataType::Text), ("region", DataType::Text)]),
    ];
    let (model, findings) = model::load(DEFINITION, "model.yaml", &schemas, &Limits::default());
    assert_eq!(findings, []);
    model
}

fn view(metrics: &[&str], rows: &[&str], columns: Option<&str>) -> View {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    View {
        metrics: owned(metrics),
        rows: owned(rows),
        columns: columns.map(str::to_owned),
        ..View::default()
    }
}

#[test]
fn facts_dimensions_and_sums_of_a_metric() {
    let model = model();
    assert_eq!(facts_of(&model, "price").len(), 1);
    let codes = |metrics: &[&str]| -> Vec<String> {
        dimensions_of(&model, metrics.iter().copied()).into_iter().map(|field| field.code).collect()
    };
    assert_eq!(codes(&["price"]), [TIME, "region", "store"]);
    assert_eq!(codes(&["visits"]), ["purpose"]);
    assert_eq!(codes(&["cars", "visits"]), Vec::<String>::new());
    assert!(is_additive(&model, "amount") && !is_additive(&model, "price"));
}

#[test]
fn charts_follow_the_question() {
    let model = model();
    let check = |metrics: &[&str], rows: &[&str], columns, expected: Option<Chart>| {
        let view = view(metrics, rows, columns);
        assert_eq!(
            chart_plan(&model, &view).map(|plan| plan.kind),
            expected,
            "{metrics:?} by {rows:?} {columns:?}"
        );
    };
    check(&["cars"], &[], None, Some(Chart::Line));
    check(&["visits"], &[], None, None);
    check(&["cars"], &[TIME], None, Some(Chart::Line));
    check(&["cars"], &["region"], None, Some(Chart::Bar));
    check(&["cars", "amount"], &["store"], None, Some(Chart::Scatter));
    check(&["cars", "amount", "cost"], &["store"], None, Some(Chart::Bar));
    check(&["cars"], &[TIME, "region"], None, Some(Chart::Line));
    check(&["cars"], &["region"], Some("store"), Some(Chart::Heatmap));
}

#[test]
fn a_chosen_chart_stands_where_it_can_show_the_question() {
    let model = model();
    let chosen = |metric: &str, rows: &[&str], chart| {
        let view = View { chart: Some(chart), ..view(&[metric], rows, None) };
        chart_plan(&model, &view).map(|plan| plan.kind)
    };
    assert_eq!(chosen("cars", &[TIME, "region"], Chart::Stacked), Some(Chart::Stacked));
    assert_eq!(chosen("price", &[TIME, "region"], Chart::Stacked), Some(Chart::Line), "ratios do not stack");
    assert_eq!(chosen("cars", &["region"], Chart::Heatmap), Some(Chart::Bar));
}

#[test]
fn lines_share_an_axis_only_with_their_like() {
    let model = model();
    let plan = chart_plan(&model, &view(&["amount", "cars", "cost", "price", "visits"], &[TIME], None))
        .expect("a chart");
    assert_eq!(plan.metrics, ["amount", "cost", "price"]);
    assert_eq!(plan.query.dimensions, [Axis::by(TIME, Grain::Month)]);
    assert_eq!(plan.query.sort, [Sort { by: SortBy::Dimension(0), descending: false }]);
}

#[test]
fn six_series_and_the_rest_are_asked() {
    let model = model();
    let plan = chart_plan(&model, &view(&["cars", "amount"], &["region", TIME], None)).expect("a chart");
    assert_eq!((plan.category.as_str(), plan.series.as_deref()), (TIME, Some("region")));
    assert_eq!(plan.metrics, ["cars"]);
    assert_eq!(plan.query.limit, Some(Limit { keep: 6, dimension: Some(1), others: true }));
}

/// A frame of one month with these series; an empty name is 其他.
fn month_by_region(regions: &[&str]) -> Frame {
    let nulls: Vec<Null> =
        regions.iter().map(|name| if name.is_empty() { Null::Other } else { Null::None }).collect();
    let months = vec![Date::from_ymd(2024, 1, 1).expect("a date"); regions.len()];
    Frame {
        columns: vec![
            key(TIME, Cells::Date(months), &[], Some(Grain::Month)),
            key("region", texts(regions), &nulls, None),
            metric("cars", &vec![1.0; regions.len()]),
        ],
        rolled_up: vec![0; regions.len()],
        coverage: Coverage { rows_done: 1, rows_total: 1 },
        ..Frame::default()
    }
}

#[test]
fn a_member_left_over_alone_has_its_name_and_no_colour() {
    let plan = chart_plan(&model(), &view(&["cars"], &[TIME, "region"], None)).expect("a chart");
    let six = ["a", "b", "c", "d", "e", "f"];
    let shown = month_by_region(&[&six[..], &[""]].concat());
    assert_eq!(plan.rest_query(&month_by_region(&six)), None, "nobody is left over");
    let asked = plan.rest_query(&shown).expect("a question");
    assert_eq!(asked.dimensions, [Axis::new("region")]);
    assert_eq!(asked.limit, Some(Limit { keep: 8, dimension: None, others: false }));
    let drawn = |left: &[&str]| {
        let members = [&six[..], left].concat();
        let rest = Frame {
            columns: vec![
                key("region", texts(&members), &[], None),
                metric("cars", &vec![1.0; members.len()]),
            ],
            ..Frame::default()
        };
        let drawn = chart_spec(&plan, &shown, Some(&rest), Lang::Zh).expect("a drawing");
        let last = drawn.spec.series.last().expect("a series");
        (drawn.spec.series.len(), last.name.clone(), last.role)
    };
    assert_eq!(drawn(&["g"]), (7, "g".to_owned(), SeriesRole::Other));
    assert_eq!(drawn(&["g", "h"]), (7, "其他".to_owned(), SeriesRole::Other));
}

#[test]
fn the_table_asks_for_totals_and_the_first_members() {
    let model = model();
    let asked = |view: &View| pivot_query(&model, view).expect("a table");
    let one = asked(&view(&["cars"], &["region"], None));
    assert_eq!((one.totals, one.sort[0].descending), (Totals::Grand, true));
    let two = View { top: Some(5), ..view(&["cars", "visits"], &["region"], Some(TIME)) };
    let two = asked(&two);
    assert_eq!(two.metrics, ["cars"], "visits have no region");
    assert_eq!(two.totals, Totals::All);
    assert_eq!(two.limit, Some(Limit { keep: 5, dimension: Some(0), others: true }));
    assert_eq!(
        asked(&view(&["cars"], &[TIME], None)).sort,
        [Sort { by: SortBy::Dimension(0), descending: false }]
    );
    assert_eq!(pivot_query(&model, &view(&["cars"], &[], None)), None);
}

#[test]
fn a_filter_that_one_fact_cannot_follow_is_named() {
    let model = model();
    let filter = FieldFilter { field: "region".into(), exclude: false, condition: Condition::Blank };
    let view = View { filters: vec![filter], ..view(&["cars", "visits", "amount"], &[], None) };
    let groups = metric_groups(&model, &view);
    assert_eq!(groups.len(), 2);
    assert_eq!((groups[0].metrics.len(), groups[0].unreached.len()), (2, 0));
    assert_eq!(groups[1].unreached, ["region"]);
}

#[test]
fn metrics_side_by_side_keep_what_all_of_them_can_follow() {
    let model = model();
    let filter = FieldFilter { field: "region".into(), exclude: false, condition: Condition::Blank };
    let period = Some(Period::ToDate(Grain::Year));
    let view = View { filters: vec![filter], period, ..view(&["cars"], &[], None) };
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let (both, left) = reached_view(&model, &view, codes(&["price", "amount"]));
    assert_eq!((both.filters.len(), both.period, left.len()), (1, period, 0));
    assert_eq!(both.metrics, ["price", "amount"]);
    // Visits know neither regions nor days.
    let (both, left) = reached_view(&model, &view, codes(&["price", "visits"]));
    assert_eq!((both.filters.len(), both.period), (0, None));
    assert_eq!(left, ["region"]);
}

#[test]
fn metrics_are_found_by_name_code_and_alias() {
    let model = model();
    let found = |search: &str| -> Vec<String> {
        metric_list(&model, search)
            .into_iter()
            .flat_map(|(_, listed)| listed)
            .map(|listed| listed.code)
            .collect()
    };
    assert_eq!(found("销"), ["cars"]);
    assert_eq!(found("台数"), ["cars"]);
    assert_eq!(found("AMO"), ["amount"]);
    assert_eq!(found("x y"), Vec::<String>::new());
    assert_eq!(found(""), ["price", "cars", "amount", "cost", "visits"]);
}

#[test]
fn the_first_view_is_a_trend_where_there_is_time() {
    let first = first_view(&model());
    assert_eq!(first.metrics, ["cars", "amount", "cost", "price"]);
    assert_eq!(first.rows, [TIME]);
    assert_eq!(first_view(&Model::default()), View::default());
}

#[test]
fn the_first_view_is_of_the_fact_in_the_middle_of_a_star() {
    let text = "
sandtable: 1
datasets:
  - {code: stores, table: stores, key: store}
  - {code: sales, table: sales, time: day}
relationships:
  - {code: sales_stores, from: sales.store, to: stores.store}
metrics:
  - {code: stores, dataset: stores, aggregate: count_rows}
  - {code: cars, dataset: sales, aggregate: count_rows}
  - {code: amount, dataset: sales, aggregate: sum, field: amount}
";
    let schemas = [
        Schema { table: "stores".into(), columns: vec![("store".into(), DataType::Text)] },
        Schema {
            table: "sales".into(),
            columns: vec![
                ("day".into(), DataType::Date),
                ("store".into(), DataType::Text),
                ("amount".into(), DataType::Float),
            ],
        },
    ];
    let (model, findings) = model::load(text, "model.yaml", &schemas, &Limits::default());
    assert_eq!(findings, []);
    assert_eq!(first_view(&model).metrics, ["cars", "amount"]);
}

fn key(code: &str, cells: Cells, nulls: &[Null], grain: Option<Grain>) -> FrameColumn {
    let role = Role::Dimension { grain };
    FrameColumn { code: code.into(), label: Text::same(code), role, cells, nulls: nulls.to_vec() }
}

fn metric(code: &str, values: &[f64]) -> FrameColumn {
    let role = Role::Metric { unit: Text::default(), format: Format::Number, polarity: Polarity::Neutral };
    let cells = Cells::Float(values.to_vec());
    FrameColumn { code: code.into(), label: Text::same(code), role, cells, nulls: Vec::new() }
}

fn texts(texts: &[&str]) -> Cells {
    Cells::Text(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// Region × store with subtotals: a small region with a great store, and rows 其他.
fn two_levels() -> Frame {
    use Null::{None as N, Other as O, Total as T};
    Frame {
        columns: vec![
            key(
                "region",
                texts(&["华东", "华东", "华南", "", "华东", "华南", ""]),
                &[N, N, N, O, N, N, T],
                None,
            ),
            key("store", texts(&["a", "b", "c", "d", "", "", ""]), &[N, N, N, N, T, T, T], None),
            metric("cars", &[1.0, 2.0, 9.0, 50.0, 3.0, 9.0, 62.0]),
        ],
        rolled_up: vec![0, 0, 0, 0, 2, 2, 3],
        coverage: Coverage { rows_done: 1, rows_total: 1 },
        ..Frame::default()
    }
}

#[test]
fn a_pivot_is_a_tree_ordered_by_its_own_subtotals() {
    let table = pivot(&view(&["cars"], &["region", "store"], None), &two_levels(), Lang::Zh);
    let rows: Vec<_> = table.rows.iter().map(|row| (row.level, row.label.as_str(), row.cells[0])).collect();
    assert_eq!(
        rows,
        [
            (0, "华南", Some(5)),
            (1, "c", Some(2)),
            (0, "华东", Some(4)),
            (1, "b", Some(1)),
            (1, "a", Some(0)),
            (0, "其他", None)
        ]
    );
    assert_eq!(table.total, Some(vec![Some(6)]));
    assert!(table.has_others && table.rows[0].has_children && !table.rows[5].has_children);
}

#[test]
fn members_across_become_columns_with_their_own_total() {
    let table = pivot(&view(&["cars"], &["region"], Some("store")), &two_levels(), Lang::En);
    let groups: Vec<_> = table.columns.iter().map(|column| column.group.as_deref()).collect();
    assert_eq!(groups.last(), Some(&Some("Total")));
    assert_eq!(table.depth, 1);
    let south = &table.rows[0];
    assert_eq!((south.label.as_str(), south.cells.last()), ("华南", Some(&Some(5))));
    assert_eq!(table.total.as_ref().and_then(|total| total.last().copied().flatten()), Some(6));
}

#[test]
fn a_sort_turns_siblings_and_leaves_others_last() {
    let mut asked = view(&["cars"], &["region", "store"], None);
    asked.sort = Some(Sort { by: SortBy::Metric("cars".into()), descending: false });
    let labels: Vec<_> =
        pivot(&asked, &two_levels(), Lang::Zh).rows.into_iter().map(|row| row.label).collect();
    assert_eq!(labels, ["华东", "a", "b", "华南", "c", "其他"]);
}

#[test]
fn a_frame_becomes_series_over_time() {
    let day = |month| Date::from_ymd(2024, month, 1).expect("a date");
    let frame = Frame {
        columns: vec![
            key(TIME, Cells::Date(vec![day(2), day(1), day(1), day(2)]), &[], Some(Grain::Month)),
            key(
                "region",
                texts(&["华东", "华东", "", ""]),
                &[Null::None, Null::None, Null::Other, Null::Other],
                None,
            ),
            metric("cars", &[2.0, 1.0, 10.0, 20.0]),
        ],
        rolled_up: vec![0; 4],
        coverage: Coverage { rows_done: 1, rows_total: 1 },
        ..Frame::default()
    };
    let plan = chart_plan(&model(), &view(&["cars"], &[TIME, "region"], None)).expect("a chart");
    let drawn = chart_spec(&plan, &frame, None, Lang::Zh).expect("a drawing");
    assert_eq!((drawn.spec.kind, drawn.spec.axis), (ChartKind::Line, CategoryAxis::Time));
    let series: Vec<_> = drawn
        .spec
        .series
        .iter()
        .map(|series| (series.name.as_str(), series.role, series.values().collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        series,
        [("华东", SeriesRole::Member, vec![1.0, 2.0]), ("其他", SeriesRole::Other, vec![10.0, 20.0])]
    );
    assert_eq!(drawn.category_rows, [1, 0]);
}

#[test]
fn special_groups_have_names_and_only_members_can_be_filtered() {
    use Null::{Blank, None as N, Other, Total, Unmatched};
    let column = key("region", texts(&["华东", "", "", "", ""]), &[N, Blank, Unmatched, Other, Total], None);
    let labels: Vec<_> = (0..5).map(|row| member_label(&column, row, Lang::Zh)).collect();
    assert_eq!(labels, ["华东", "(空)", "(未匹配)", "其他", "合计"]);
    let members: Vec<_> = (0..5).map(|row| member_at(&column, row).is_some()).collect();
    assert_eq!(members, [true, true, true, false, false]);
}
