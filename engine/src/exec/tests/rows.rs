//! Queries of rows, windows over rows, and groups over rows that point at a fact.

use super::*;
use crate::query::{RowColumn, Rows};

fn rows(columns: &[&str]) -> Query {
    let columns = columns.iter().map(|written| match written.split_once(" = ") {
        Some((code, expr)) => RowColumn::computed(code, expr),
        None => RowColumn::new(*written),
    });
    Query { rows: Some(Rows { columns: columns.collect(), ..Rows::default() }), ..Query::default() }
}

fn sorted(mut query: Query, by: SortBy, descending: bool) -> Query {
    query.sort.push(Sort { by, descending });
    query
}

/// Orders with a window of their own, and counts of stores.
fn wider() -> Model {
    let mut model = model();
    let parsed = crate::formula::parse_row(
        "row_number() over (partition by user order by amount desc)",
        &Limits::default(),
    );
    let Ok(crate::formula::RowExpr::Window(window)) = parsed else { panic!("it is a window") };
    let window = window.try_map(&mut |name: &String, _| model.find_field(&format!("orders.{name}")));
    model.datasets[0].fields.push(Field {
        code: "rank_of_user".to_owned(),
        label: Text::same("rank_of_user"),
        source: FieldSource::Windowed(window.expect("its fields exist")),
        data_type: DataType::Int,
    });
    let of_stores = |aggregate, at: Option<u32>| Definition::Atomic {
        dataset: STORES,
        aggregate,
        field: at.map(|at| field(STORES, at)),
        condition: None,
        time: None,
        over_time: None,
    };
    model.metrics.push(metric("stores", of_stores(Aggregate::CountRows, None)));
    model.metrics.push(metric("highest", of_stores(Aggregate::Max, Some(0))));
    model
}

#[test]
fn rows_take_columns_of_the_tables_that_they_lead_to() {
    check(
        &rows(&["region", "orders.amount", "twice = orders.amount * 2"]),
        "华东 1000e-2 2000e-2
         华东 250e-2 500e-2
         华南 50e-2 100e-2
         <Unmatched> 10e-2 20e-2
         <Blank> 1e-2 2e-2
         华东 <Blank> <NoData>",
    );
}

#[test]
fn rows_are_filtered_sorted_and_cut() {
    let mut query = sorted(rows(&["orders.user", "time"]), SortBy::Metric("orders.amount".to_owned()), true);
    query.conditions = vec!["orders.user is not null and region <> '华南'".to_owned()];
    check(
        &query,
        "7 2024-01-30
         8 2024-01-31
         8 2024-03-01",
    );
    query.limit = Some(Limit { keep: 1, dimension: None, others: false });
    query.rows.as_mut().unwrap().skip = 1;
    check(&query, "8 2024-01-31");
    query.rows.as_mut().unwrap().skip = 9;
    check(&query, "");
    let mut dated = rows(&["orders.user"]);
    dated.period = Some(Period::Bucket { grain: Grain::Month, offset: -1 });
    dated.filters = vec![Filter::test("orders.kind", Test::Is(Comparison::Eq, Scalar::Text("b".to_owned())))];
    check(&dated, "7");
    // On screen a missing value stands last either way.
    for descending in [false, true] {
        let query = sorted(rows(&["orders.kind"]), SortBy::Dimension(0), descending);
        let ends = if descending { "b\nb\na\na\na\n<Blank>" } else { "a\na\na\nb\nb\n<Blank>" };
        check(&query, ends);
    }
}

#[test]
fn windows_run_over_the_rows_that_pass() {
    let windows = [
        "orders.user",
        "n = row_number() over (partition by orders.user order by orders.amount desc)",
        "sum = sum(orders.amount) over (partition by orders.user order by time)",
        "before = lag(orders.amount) over (order by time)",
        "top = max(orders.kind) over (partition by region)",
        "mean = avg(orders.amount) over (order by time rows between 1 preceding and current row)",
    ];
    // Within a window a null is the high end: the first row of a descending order.
    check(
        &rows(&windows),
        "7 1 1000e-2 <NoData> b 10.0
         8 2 250e-2 1000e-2 b 6.25
         7 2 1050e-2 250e-2 a 1.5
         7 3 1060e-2 50e-2 b 0.3
         <Blank> 1 1e-2 10e-2 <NoData> 0.055
         8 1 250e-2 1e-2 b 0.01",
    );
    let mut some = rows(&windows[..2]);
    some.conditions = vec!["orders.kind = 'a'".to_owned()];
    check(
        &some,
        "7 1
         7 2
         8 1",
    );
}

#[test]
fn a_windowed_field_filters_rows_and_groups() {
    let mut first = rows(&["orders.user", "orders.amount", "orders.rank_of_user"]);
    let is_first = vec!["orders.rank_of_user = 1".to_owned()];
    first.conditions.clone_from(&is_first);
    check_on(
        wider(),
        &first,
        "7 1000e-2 1
         <Blank> 1e-2 1
         8 <Blank> 1",
    );
    let mut grouped = query(&["orders"], vec![Axis::new("region")]);
    grouped.conditions = is_first;
    check_on(
        wider(),
        &grouped,
        "华东 2
         <Blank> 1",
    );
}

#[test]
fn what_a_query_of_rows_cannot_hold_is_refused() {
    check(&rows(&[]), "empty_query");
    check(&rows(&["orders.user", "amount"]), "metric_in_rows");
    check(&rows(&["orders.user", "s = sum(orders.amount)"]), "aggregate_in_formula");
    check(&rows(&["orders.nothing"]), "unknown_field");
    check(&rows(&["n = count(*) over ()"]), "rows_of_what");
    let mut mixed = rows(&["orders.user"]);
    mixed.metrics.push("orders".to_owned());
    mixed.totals = Totals::Grand;
    check(&mixed, "mixed_query_shape\nmixed_query_shape");
    let mut of_stores = rows(&["orders.user"]);
    of_stores.rows.as_mut().unwrap().of = Some("stores".to_owned());
    check(&of_stores, "no_path");
    let mut windowed = query(&["orders"], Vec::new());
    windowed.conditions = vec!["rank() over (order by orders.amount) = 1".to_owned()];
    check(&windowed, "window_not_here");
    windowed.conditions = vec!["orders.amount + 1".to_owned()];
    check(&windowed, "not_a_condition");
    let mut two = model();
    two.datasets.push(Dataset { code: "visits".to_owned(), ..two.datasets[0].clone() });
    check_on(two, &rows(&["orders.user", "visits.user", "region"]), "fan_out");
}

#[test]
fn a_row_stands_once_in_each_group_that_points_at_it() {
    let mut by_kind = query(&["stores", "highest", "orders"], vec![Axis::new("orders.kind")]);
    by_kind.totals = Totals::Grand;
    // Store 1 has orders of both kinds, store 4 has none; the order without a kind points at no store.
    check_on(
        wider(),
        &by_kind,
        "a 3 3 3
         b 1 1 2
         <Blank> 1 4 1
         <Total> 4 4 6",
    );
    by_kind.filters =
        vec![Filter::test("orders.kind", Test::Is(Comparison::Eq, Scalar::Text("b".to_owned())))];
    check_on(
        wider(),
        &by_kind,
        "b 1 1 2
         <Total> 1 1 2",
    );
    // Others are a union: store 1 counts once among them.
    by_kind.filters.clear();
    by_kind.limit = Some(Limit { keep: 1, dimension: Some(0), others: true });
    by_kind.sort = vec![Sort { by: SortBy::Dimension(0), descending: true }];
    check_on(
        wider(),
        &by_kind,
        "b 1 1 2
         <Other> 4 4 4
         <Total> 4 4 6",
    );
    // By the day of the orders; what came after the day that is set does not point at anything.
    let mut by_month = query(&["stores"], vec![Axis::by("orders.day", Grain::Month), Axis::new("region")]);
    by_month.as_of = Date::parse("2024-02-29");
    check_on(
        wider(),
        &by_month,
        "2024-01-01 华东 1
         2024-02-01 华南 1
         <Blank> 华东 1
         <Blank> 西北 1",
    );
}

#[test]
fn conditions_beyond_a_bridge_stand_alone() {
    let mut mixed = query(&["stores"], Vec::new());
    mixed.conditions = vec!["orders.kind = 'a' or stores.region = '西北'".to_owned()];
    check_on(wider(), &mixed, "mixed_bridge");
    mixed.conditions = vec!["orders.kind is null".to_owned()];
    check_on(wider(), &mixed, "1");
    mixed.conditions = vec!["orders.kind = 'a'".to_owned(), "stores.region = '华东'".to_owned()];
    check_on(wider(), &mixed, "2");
    let mut stores = rows(&["stores.id"]);
    stores.conditions = vec!["orders.kind = 'b'".to_owned()];
    check(&stores, "1");
}

#[test]
fn several_ways_over_a_bridge_are_told() {
    let mut model = wider();
    let mut second = model.relationships[0].clone();
    second.code = "order_store_again".to_owned();
    model.relationships.push(second);
    let by_kind = |axis: &str| query(&["stores"], vec![Axis::new(axis)]);
    let bound = Bound::new(Arc::new(model.clone()), &tables());
    let errors = execute(&bound, &by_kind("orders.kind"), Limits::default()).unwrap_err();
    assert_eq!(errors[0].code, "no_path");
    let hint = errors[0].hints[0].get(crate::text::Lang::En);
    assert!(hint.contains("`orders.kind@order_store`, `orders.kind@order_store_again`"), "{hint}");
    check_on(
        model,
        &by_kind("orders.kind@order_store"),
        "a 3
         b 1
         <Blank> 1",
    );
}

#[test]
fn groups_that_overlap_are_said_to() {
    let bound = Bound::new(Arc::new(wider()), &tables());
    let notes = |axis: &str| {
        let asked = query(&["stores"], vec![Axis::new(axis)]);
        let frame = execute(&bound, &asked, Limits::default()).unwrap();
        frame.diagnostics.iter().map(|found| found.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(notes("region"), [] as [String; 0]);
    assert_eq!(notes("orders.kind"), ["unmatched_keys", "several_groups"]);
    assert_eq!(notes("orders.store"), ["unmatched_keys"]);
}
