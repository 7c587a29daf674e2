//! Queries over a small star: fan-out, nulls, totals, limits, stocks, periods.

mod periods;
mod rows;
mod windows;

use std::sync::Arc;

use super::*;
use crate::calendar::{Date, Grain, Period};
use crate::formula::{Expr, parse};
use crate::frame::{Cells, Null};
use crate::model::*;
use crate::query::{Axis, Comparison, Filter, Limit, Sort, SortBy, Test, Totals};
use crate::table::{Bitmap, Codes, Column, DataType, Dictionary, Ints, Scalar, Table, Values};
use crate::text::Text;

fn ints(name: &str, values: &[Option<i64>], data_type: DataType) -> Column {
    let stored = values.iter().map(|v| v.unwrap_or_default()).collect();
    let valid: Bitmap = values.iter().map(Option::is_some).collect();
    Column::new(name, data_type, Values::Ints(Ints::narrowest(stored)), Some(valid))
}

fn texts(name: &str, values: &[Option<&str>]) -> Column {
    let (codes, firsts) = coding::intern_rows(values.len(), |_| true, |row| values[row].unwrap_or_default());
    let dictionary = firsts.iter().map(|&row| values[row as usize].unwrap_or_default()).collect();
    let valid: Bitmap = values.iter().map(Option::is_some).collect();
    let values = Values::Coded {
        codes: Codes::narrowest(codes, firsts.len()),
        dictionary: Arc::new(Dictionary::new(dictionary)),
    };
    Column::new(name, DataType::Text, values, Some(valid))
}

fn day(text: &str) -> Option<i64> {
    Date::parse(text).map(|date| i64::from(date.days()))
}

/// Orders of stores: two in 华东, one in 华南, one whose store is unknown, one without a store.
fn tables() -> Tables {
    let orders = Table::new(
        "orders",
        vec![
            ints("store", &[Some(1), Some(1), Some(2), Some(9), None, Some(3)], DataType::Int),
            ints(
                "day",
                &[
                    day("2024-01-30"),
                    day("2024-01-31"),
                    day("2024-02-01"),
                    day("2024-02-10"),
                    day("2024-02-29"),
                    day("2024-03-01"),
                ],
                DataType::Date,
            ),
            ints(
                "amount",
                &[Some(1_000), Some(250), Some(50), Some(10), Some(1), None],
                DataType::Decimal { scale: 2 },
            ),
            ints("user", &[Some(7), Some(8), Some(7), Some(7), None, Some(8)], DataType::Int),
            texts("kind", &[Some("a"), Some("b"), Some("a"), Some("b"), None, Some("a")]),
        ],
        6,
    );
    let stores = Table::new(
        "stores",
        vec![
            ints("id", &[Some(1), Some(2), Some(3), Some(4)], DataType::Int),
            texts("region", &[Some("华东"), Some("华南"), Some("华东"), Some("西北")]),
        ],
        4,
    );
    [("orders".to_owned(), orders), ("stores".to_owned(), stores)].into()
}

const ORDERS: DatasetId = DatasetId(0);
const STORES: DatasetId = DatasetId(1);

fn field(dataset: DatasetId, field: u32) -> FieldId {
    FieldId { dataset, field }
}

fn dataset(code: &str, fields: &[(&str, DataType)], times: Vec<FieldId>) -> Dataset {
    let fields = fields.iter().map(|(name, data_type)| Field {
        code: (*name).to_owned(),
        label: Text::same(*name),
        source: FieldSource::Column((*name).to_owned()),
        data_type: *data_type,
    });
    Dataset {
        code: code.to_owned(),
        label: Text::same(code),
        table: code.to_owned(),
        key: Vec::new(),
        times,
        fields: fields.collect(),
    }
}

fn metric(code: &str, definition: Definition) -> Metric {
    Metric {
        code: code.to_owned(),
        label: Text::same(code),
        description: Text::default(),
        definition,
        unit: Text::default(),
        format: Format::Number,
        polarity: Polarity::Neutral,
        zero_fill: false,
        aliases: Vec::new(),
        by: Vec::new(),
        tags: Vec::new(),
        governance: Default::default(),
    }
}

fn atomic(aggregate: Aggregate, at: Option<u32>) -> Definition {
    Definition::Atomic {
        dataset: ORDERS,
        aggregate,
        field: at.map(|at| field(ORDERS, at)),
        condition: None,
        time: None,
        over_time: None,
    }
}

fn condition(model: &Model, source: &str) -> Expr<FieldId> {
    let parsed = parse(source).expect("the condition parses");
    parsed
        .try_map(&mut |name: &String, _| {
            model.find_field(name).or_else(|| model.find_field(&format!("orders.{name}")))
        })
        .expect("the condition's fields exist")
}

fn model() -> Model {
    let decimal = DataType::Decimal { scale: 2 };
    let mut model = Model {
        datasets: vec![
            dataset(
                "orders",
                &[
                    ("store", DataType::Int),
                    ("day", DataType::Date),
                    ("amount", decimal),
                    ("user", DataType::Int),
                    ("kind", DataType::Text),
                ],
                vec![field(ORDERS, 1)],
            ),
            dataset("stores", &[("id", DataType::Int), ("region", DataType::Text)], Vec::new()),
        ],
        relationships: vec![Relationship {
            code: "order_store".to_owned(),
            label: Text::default(),
            from: ORDERS,
            from_fields: vec![field(ORDERS, 0)],
            to: STORES,
            to_fields: vec![field(STORES, 0)],
        }],
        dimensions: vec![Dimension {
            code: "region".to_owned(),
            label: Text::new("区域", "Region"),
            field: field(STORES, 1),
            via: Vec::new(),
            aliases: Vec::new(),
        }],
        fiscal_start_month: 1,
        ..Model::default()
    };
    model.metrics = vec![
        metric("orders", atomic(Aggregate::CountRows, None)),
        metric("amount", atomic(Aggregate::Sum, Some(2))),
        metric("users", atomic(Aggregate::CountDistinct, Some(3))),
        metric("middle", atomic(Aggregate::Median, Some(2))),
        metric(
            "stock",
            Definition::Atomic {
                dataset: ORDERS,
                aggregate: Aggregate::Sum,
                field: Some(field(ORDERS, 2)),
                condition: None,
                time: None,
                over_time: Some(OverTime::Last),
            },
        ),
        metric(
            "orders_2d",
            Definition::Derived {
                base: MetricId(0),
                period: Some(Period::Trailing { grain: Grain::Day, count: 30 }),
                qualifiers: Vec::new(),
                condition: None,
                placing: Default::default(),
            },
        ),
        metric(
            "stock_last_month",
            Definition::Derived {
                base: MetricId(4),
                period: Some(Period::Bucket { grain: Grain::Month, offset: -1 }),
                qualifiers: Vec::new(),
                condition: None,
                placing: Default::default(),
            },
        ),
    ];
    let east = condition(&model, "stores.region = '华东' and kind = 'a'");
    model.metrics.push(metric(
        "east_a",
        Definition::Derived {
            base: MetricId(0),
            period: None,
            qualifiers: Vec::new(),
            condition: Some(east),
            placing: Default::default(),
        },
    ));
    let formula = parse("amount / users").expect("the formula parses");
    let formula =
        formula.try_map(&mut |name: &String, _| model.find_metric(name)).expect("its metrics exist");
    model
        .metrics
        .push(metric("per_user", Definition::Composite { formula, source: "amount / users".to_owned() }));
    model
}

fn query(metrics: &[&str], dimensions: Vec<Axis>) -> Query {
    Query { metrics: metrics.iter().map(|code| (*code).to_owned()).collect(), dimensions, ..Query::default() }
}

fn text_of(frame: &Frame) -> String {
    let mut out = String::new();
    for row in 0..frame.rows() {
        let cells: Vec<String> = frame
            .columns
            .iter()
            .map(|column| match (column.null(row), &column.cells) {
                (Null::None, Cells::Text(v)) => v[row].clone(),
                (Null::None, Cells::Date(v)) => v[row].to_string(),
                (Null::None, Cells::Int(v)) => v[row].to_string(),
                (Null::None, Cells::Decimal { units, scale }) => format!("{}e-{scale}", units[row]),
                (Null::None, Cells::Float(v)) => format!("{:?}", v[row]),
                (Null::None, _) => "?".to_owned(),
                (null, _) => format!("<{null:?}>"),
            })
            .collect();
        out.push_str(&cells.join(" "));
        out.push('\n');
    }
    out
}

/// The answer is the same whatever the slices, and equals `expected`.
#[track_caller]
fn check(query: &Query, expected: &str) {
    check_on(model(), query, expected);
}

#[track_caller]
fn check_on(model: Model, query: &Query, expected: &str) {
    check_in(model, &tables(), query, expected);
}

#[track_caller]
fn check_in(model: Model, tables: &Tables, query: &Query, expected: &str) {
    let bound = Bound::new(Arc::new(model), tables);
    let frame = execute(&bound, query, Limits::default());
    let found = match &frame {
        Ok(frame) => text_of(frame),
        Err(errors) => errors.iter().map(|error| format!("{}\n", error.code)).collect(),
    };
    let lines = |text: &str| {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&found), lines(expected), "{query:?}");
}

#[test]
fn groups_through_a_join_keep_blank_and_unmatched_apart() {
    check(
        &query(&["orders", "amount", "users"], vec![Axis::new("region")]),
        "华东 3 1250e-2 2
         华南 1 50e-2 1
         <Blank> 1 1e-2 0
         <Unmatched> 1 10e-2 1",
    );
}

#[test]
fn ratios_and_distinct_counts_are_recomputed_for_totals() {
    let mut by_region = query(&["users", "per_user"], vec![Axis::new("region")]);
    by_region.totals = Totals::Grand;
    check(
        &by_region,
        "华东 2 6.25
         华南 1 0.5
         <Blank> 0 <ZeroDenominator>
         <Unmatched> 1 0.1
         <Total> 2 6.555",
    );
}

#[test]
fn filters_follow_sql_and_metric_conditions_apply_before_aggregation() {
    let mut filtered = query(&["orders", "east_a"], vec![Axis::new("region")]);
    filtered.filters = vec![Filter::Not(Box::new(Filter::test(
        "orders.kind",
        Test::In(vec![Scalar::Text("b".to_owned())]),
    )))];
    check(&filtered, "华东 2 2\n华南 1 0");
    filtered.filters = vec![Filter::test("orders.amount", Test::Is(Comparison::Gt, Scalar::Float(0.3)))];
    check(&filtered, "华东 2 1\n华南 1 0");
    filtered.filters = vec![Filter::test("region", Test::Unmatched)];
    check(&filtered, "<Unmatched> 1 0");
}

#[test]
fn limits_keep_the_rest_as_others() {
    let mut top = query(&["amount", "users"], vec![Axis::new("region")]);
    top.limit = Some(Limit { keep: 1, dimension: Some(0), others: true });
    top.sort = vec![Sort { by: SortBy::Metric("amount".to_owned()), descending: true }];
    top.totals = Totals::Grand;
    check(&top, "华东 1250e-2 2\n<Other> 61e-2 1\n<Total> 1311e-2 2");
    top.limit = Some(Limit { keep: 2, dimension: None, others: false });
    check(&top, "华东 1250e-2 2\n华南 50e-2 1\n<Total> 1311e-2 2");
}

#[test]
fn subtotals_fold_states() {
    let mut both = query(&["users"], vec![Axis::by("time", Grain::Month), Axis::new("orders.kind")]);
    both.totals = Totals::All;
    check(
        &both,
        "2024-01-01 a 1
         2024-01-01 b 1
         2024-02-01 a 1
         2024-02-01 b 1
         2024-02-01 <Blank> 0
         2024-03-01 a 1
         <Total> a 2
         <Total> b 2
         <Total> <Blank> 0
         2024-01-01 <Total> 2
         2024-02-01 <Total> 1
         2024-03-01 <Total> 1
         <Total> <Total> 2",
    );
}

#[test]
fn conditions_on_results() {
    let mut having = query(&["amount"], vec![Axis::new("region")]);
    having.having = vec![Filter::test("orders", Test::Is(Comparison::Ge, Scalar::Int(2)))];
    check(&having, "华东 1250e-2");
    having.having = vec![Filter::test("orders.kind", Test::Null)];
    check(&having, "non_aggregate_in_having");
}

#[test]
fn members_without_metrics_are_listed() {
    check(&query(&[], vec![Axis::new("region")]), "华东\n华南\n西北");
    check(&query(&[], vec![]), "empty_query");
    check(&query(&["nothing"], vec![Axis::new("nowhere")]), "unknown_metric\nunknown_field");
}

#[test]
fn slices_do_not_change_the_answer() {
    let bound = Bound::new(Arc::new(model()), &tables());
    let mut all =
        query(&["orders", "amount", "users", "middle"], vec![Axis::new("region"), Axis::new("orders.user")]);
    all.totals = Totals::All;
    let whole = execute(&bound, &all, Limits::default()).expect("it runs");
    let plan = crate::query::plan(bound.model(), &all).expect("it plans");
    let mut run = Run::new(&bound, &plan, Limits::default()).expect("it binds");
    while run.step(1).expect("within limits") {
        run.frame().expect("a partial answer at any time");
    }
    assert_eq!(run.frame().expect("within limits"), whole);
}

#[test]
fn truth_values_are_summed_as_counts() {
    let bits = Values::Bits([true, false, true, true, false].into_iter().collect());
    let valid: Bitmap = [true, true, true, false, true].into_iter().collect();
    let columns = vec![
        texts("g", &[Some("a"), Some("a"), Some("b"), Some("b"), Some("c")]),
        Column::new("ok", DataType::Bool, bits, Some(valid)),
    ];
    let table = Table::new("t", columns, 5);
    let definition = "sandtable: 1\n\
        datasets: [{code: t}]\n\
        metrics:\n\
        - {code: yes, dataset: t, aggregate: sum, field: ok}\n\
        - {code: share, dataset: t, aggregate: avg, field: ok}\n";
    let (model, findings) = load(definition, "t", &[table.schema()], &Limits::default());
    assert_eq!(findings, []);
    let bound = Bound::new(Arc::new(model), &[("t".to_owned(), table)].into());
    let frame =
        execute(&bound, &query(&["yes", "share"], vec![Axis::new("t.g")]), Limits::default()).unwrap();
    assert_eq!(frame.columns[1].cells, Cells::Int(vec![1, 1, 0]));
    assert_eq!(frame.columns[2].cells, Cells::Float(vec![0.5, 1.0, 0.0]));
}
