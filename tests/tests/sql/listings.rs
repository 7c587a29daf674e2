//! Random queries of rows, groups over many-to-many relations, and windows: as columns, as fields, over groups.

use fastrand::Rng;
use sandtable_engine::calendar::Grain;
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::query::{Axis, Comparison, Filter, Limit, Query, RowColumn, Rows, Test, Totals};
use sandtable_engine::table::Scalar;
use sandtable_tests::doc::ModelDoc;
use sandtable_tests::engine;
use sandtable_tests::random::world::World;
use sandtable_tests::random::{groups, rows};
use serde_json::json;

/// Queries of rows in each world.
const LISTINGS: usize = 6;

/// Queries over many-to-many relations in each world.
const BRIDGED: usize = 6;

/// Queries with windows over groups in each world.
const WINDOWS: usize = 6;

/// Fields that are windows, over fields that rest on other windows too.
const WINDOWED: [(&str, &str, &str); 6] = [
    ("sale", "nth", "row_number() over (partition by store_id order by day)"),
    ("sale", "before", "lag(amount, 2) over (partition by channel order by shipped desc)"),
    ("sale", "so_far", "sum(qty) over (partition by maker order by day, nth)"),
    ("sale", "part", "qty / so_far"),
    ("sale", "place", "rank() over (partition by paid order by part desc)"),
    ("store", "largest", "max(name) over (partition by region_id)"),
];

/// Adds fields that are windows, and metrics of them.
pub(crate) fn define(doc: &mut ModelDoc) {
    for (dataset, code, expr) in WINDOWED {
        doc.computed(dataset, code, expr);
    }
    for (code, aggregate, field) in rows::METRICS {
        doc.metric(json!({"code": code, "dataset": "store", "aggregate": aggregate, "field": field}));
    }
    doc.metric(json!({"code": "of_month", "base": "of_stores", "period": "this_month"}));
    doc.metric(json!({"code": "of_year", "base": "of_names", "window": "last_365d to end"}));
    doc.metric(json!({"code": "of_held", "dataset": "store", "aggregate": "sum", "field": "size", "over_time": "last"}));
    doc.metric(json!({"code": "of_part", "formula": "of_sizes / total(of_stores)"}));
    for (code, entry) in groups::METRICS {
        let mut entry: serde_json::Value = serde_json::from_str(entry).expect("an entry is JSON");
        entry["code"] = json!(code);
        doc.metric(entry);
    }
    doc.metric(json!({"code": "firsts", "base": "sales", "where": "nth = 1"}));
    doc.metric(json!({"code": "best", "dataset": "sale", "aggregate": "min", "field": "place"}));
}

/// Random queries with what the engine answers.
pub(crate) fn asked(bound: &Bound, world: &World, seed: u64) -> Vec<(Query, Frame)> {
    let mut rng = Rng::with_seed(seed ^ 0x115f);
    let mut queries: Vec<Query> = (0..LISTINGS).map(|_| listing(&mut rng)).collect();
    queries.push(grouped(&mut rng));
    queries.extend((0..WINDOWS).map(|_| windowed(&mut rng)));
    if !world.has_roles {
        queries.extend((0..BRIDGED).map(|_| bridged(&mut rng, world)));
    }
    // One edge leads to a store, or a query would have to name it.
    let answered = |query: Query| match engine::run(bound, &query, usize::MAX) {
        Ok(frame) => Some((query, frame)),
        Err(findings) => {
            assert!(world.has_roles, "{}\n{query:?}", engine::render(&findings));
            None
        }
    };
    queries.into_iter().filter_map(answered).collect()
}

/// Metrics of stores by columns of the sales that point at them, or the stores that such sales leave.
fn bridged(rng: &mut Rng, world: &World) -> Query {
    let (mut query, _) = rows::bridged(rng, world);
    if rng.u8(0..4) == 0 {
        let columns = ["store.name", "store.id", "region.zone"].map(RowColumn::new).into();
        let windowed = RowColumn::computed("nth", "row_number() over (order by store.name)");
        let columns = [columns, vec![windowed]].concat();
        let rows = Rows { of: Some("store".to_owned()), columns, skip: 0 };
        let conditions = vec!["sale.qty < 5 or sale.channel is null".to_owned()];
        return Query { rows: Some(rows), conditions, as_of: query.as_of, ..Query::default() };
    }
    let more = ["of_month", "of_year", "of_held", "of_part"];
    query.metrics.extend(more.iter().filter(|_| rng.u8(0..3) == 0).map(|&code| code.to_owned()));
    if rng.u8(0..3) == 0 {
        query.dimensions.push(Axis::by("time", Grain::Quarter));
    }
    match rng.u8(0..4) {
        0 => {
            query.totals = Totals::None;
            let others = rng.bool();
            query.limit = Some(Limit { keep: 2, dimension: (!others || rng.bool()).then_some(0), others });
        }
        1 => {
            let first = query.dimensions[0].field.clone();
            let total = format!("total(of_names) over (order by {first})");
            query.windows = vec![RowColumn::computed("so_far", total)];
        }
        2 => query.conditions.push("sale.qty > 0 or sale.qty is null".to_owned()),
        _ => query.totals = Totals::All,
    }
    query
}

fn listing(rng: &mut Rng) -> Query {
    let (mut query, _) = rows::listing(rng);
    if let Some(rows) = query.rows.as_mut().filter(|_| rng.bool()) {
        let (dataset, code, _) = WINDOWED[rng.usize(0..WINDOWED.len())];
        rows.columns.push(RowColumn::new(format!("{dataset}.{code}")));
    }
    if rng.u8(0..4) == 0 {
        query.conditions.push("sale.place <= sale.nth + 3".to_owned());
    }
    query
}

/// Metrics of windowed fields, by such a field.
fn grouped(rng: &mut Rng) -> Query {
    let field = ["sale.nth", "store.largest", "sale.before", "store.name"][rng.usize(0..4)];
    Query {
        metrics: ["sales", "firsts", "best"].map(str::to_owned).into(),
        dimensions: vec![Axis::new(field)],
        ..Query::default()
    }
}

/// Windows over groups, some among totals, beside what a limit leaves out, or after a condition on results.
fn windowed(rng: &mut Rng) -> Query {
    let (mut query, _) = groups::grouped(rng);
    match &mut query.limit {
        Some(limit) => limit.others = rng.bool(),
        None => query.totals = [Totals::None, Totals::Grand, Totals::All][rng.usize(0..3)],
    }
    if rng.u8(0..3) == 0 {
        query.having.push(Filter::test("w_rows", Test::Is(Comparison::Gt, Scalar::Int(1))));
    }
    query.all_members = query.limit.is_none() && rng.u8(0..4) == 0;
    query
}
