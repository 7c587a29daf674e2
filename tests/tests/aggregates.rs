//! Every aggregate four ways: in one step, in many, with rows shuffled, and by a naive oracle over the rows. And what
//! must hold whatever the data: a total does not depend on what it is grouped by.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use sandtable_engine::calendar::{Date, DateTime};
use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::{Axis, Query, Totals};
use sandtable_engine::table::{DataType, Scalar, Table};
use sandtable_tests::doc::{self, ModelDoc};
use sandtable_tests::duckdb::Cell;
use sandtable_tests::engine;
use sandtable_tests::random::{queries, world::World};
use sandtable_tests::tables::table;

/// More than one batch of the engine.
const ROWS: usize = 30_000;

const TYPES: [(&str, DataType); 7] = [
    ("flag", DataType::Bool),
    ("whole", DataType::Int),
    ("money", DataType::Decimal { scale: 2 }),
    ("real", DataType::Float),
    ("day", DataType::Date),
    ("moment", DataType::DateTime),
    ("word", DataType::Text),
];

fn aggregates(kind: DataType) -> Vec<(&'static str, Aggregate)> {
    let mut all = vec![
        ("count", Aggregate::Count),
        ("count_distinct", Aggregate::CountDistinct),
        ("count_repeated", Aggregate::CountRepeated(3)),
    ];
    if kind != DataType::Bool {
        all.extend([("min", Aggregate::Min), ("max", Aggregate::Max)]);
    }
    if kind.is_number() {
        all.extend([
            ("sum", Aggregate::Sum),
            ("avg", Aggregate::Avg),
            ("median", Aggregate::Median),
            ("percentile", Aggregate::Percentile(0.9)),
        ]);
    }
    all
}

fn columns() -> Vec<(String, DataType)> {
    let mut columns = vec![("group".to_owned(), DataType::Text)];
    columns.extend(TYPES.iter().map(|(name, kind)| ((*name).to_owned(), *kind)));
    columns
}

fn rows(seed: u64) -> Vec<Vec<Scalar>> {
    let mut rng = Rng::with_seed(seed);
    (0..ROWS)
        .map(|_| {
            let group = rng.u8(0..40);
            // One group has nothing but nulls, one no null at all.
            let is_null = |rng: &mut Rng| group == 0 || (group > 1 && rng.u8(0..5) == 0);
            let mut row = vec![Scalar::Text(format!("g{group:02}"))];
            for (_, kind) in TYPES {
                row.push(if is_null(&mut rng) { Scalar::Null } else { value(&mut rng, kind) });
            }
            row
        })
        .collect()
}

fn value(rng: &mut Rng, kind: DataType) -> Scalar {
    match kind {
        DataType::Bool => Scalar::Bool(rng.u8(0..3) == 0),
        DataType::Int => Scalar::Int(match rng.u8(0..50) {
            0 => i64::MAX / 8,
            1 => i64::MIN / 8,
            _ => rng.i64(-1_000..100_000),
        }),
        DataType::Decimal { scale } => Scalar::Decimal { units: rng.i64(-1 << 40..1 << 44), scale },
        // Wild exponents: sums must not depend on the order all the same.
        DataType::Float => {
            let wild = 10f64.powi(rng.i32(-12..13));
            Scalar::Float((rng.f64() - 0.5) * wild)
        }
        DataType::Date => Scalar::Date(Date::from_days(rng.i32(-800..20_000))),
        DataType::DateTime => Scalar::DateTime(DateTime::from_micros(rng.i64(-1 << 50..1 << 50))),
        DataType::Text => Scalar::Text(format!("词{}", rng.u16(0..3_000))),
    }
}

fn model() -> ModelDoc {
    let mut doc = ModelDoc::new();
    doc.dataset("fact", &columns(), &[], &[]);
    doc.metric(doc::atomic("n", "fact", Aggregate::CountRows, None));
    for (field, kind) in TYPES {
        for (name, aggregate) in aggregates(kind) {
            doc.metric(doc::atomic(&format!("{field}_{name}"), "fact", aggregate, Some(field)));
        }
    }
    doc
}

fn query(doc_metrics: &[String], dimensions: Vec<Axis>) -> Query {
    Query { metrics: doc_metrics.to_vec(), dimensions, totals: Totals::Grand, ..Query::default() }
}

fn metrics() -> Vec<String> {
    let mut codes = vec!["n".to_owned()];
    for (field, kind) in TYPES {
        codes.extend(aggregates(kind).iter().map(|(name, _)| format!("{field}_{name}")));
    }
    codes
}

fn answer(rows: &[Vec<Scalar>], step: usize) -> Frame {
    let table = table("fact", &columns(), rows);
    let asked = query(&metrics(), vec![Axis::new("fact.group")]);
    let frame = engine::execute_in_steps(&model(), vec![table], &asked, step);
    frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings)))
}

/// The same cells in the same order; how far the answer has come does not count.
fn same(a: &Frame, b: &Frame) -> bool {
    a.columns == b.columns && a.rolled_up == b.rolled_up
}

#[test]
fn one_step_many_steps_and_shuffled_rows_give_the_same_bits() {
    let mut rows = rows(7);
    let whole = answer(&rows, usize::MAX);
    assert_eq!(whole.rows(), 41, "forty groups and their total");
    assert!(same(&answer(&rows, 1), &whole), "batch by batch");
    assert!(same(&answer(&rows, 5_000), &whole), "in steps of 5,000 rows");
    Rng::with_seed(11).shuffle(&mut rows);
    assert!(same(&answer(&rows, usize::MAX), &whole), "with rows shuffled");
}

#[test]
fn every_aggregate_agrees_with_a_naive_one() {
    let rows = rows(23);
    let frame = answer(&rows, 9_999);
    let mut groups: BTreeMap<String, Vec<&Vec<Scalar>>> = BTreeMap::new();
    for row in &rows {
        if let Scalar::Text(group) = &row[0] {
            groups.entry(group.clone()).or_default().push(row);
        }
    }
    for row in 0..frame.rows() {
        let of_group: Vec<&Vec<Scalar>> = match Cell::of_frame(&frame.columns[0], row) {
            Cell::Text(group) => groups[&group].clone(),
            _ => rows.iter().collect(),
        };
        for (at, (field, kind)) in TYPES.iter().enumerate() {
            let values: Vec<&Scalar> =
                of_group.iter().map(|row| &row[at + 1]).filter(|value| **value != Scalar::Null).collect();
            for (name, aggregate) in aggregates(*kind) {
                let column = frame.column(&format!("{field}_{name}")).expect("the metric is in the frame");
                let expected = naive(aggregate, &values);
                let found = Cell::of_frame(column, row);
                assert!(
                    found.agrees(&expected),
                    "{field} {name} of row {row}: expected {expected:?}, found {found:?} ({:?})",
                    column.null(row)
                );
                if expected == Cell::Null {
                    assert!(
                        matches!(column.null(row), Null::NoData | Null::Overflow),
                        "{field} {name} says why"
                    );
                }
            }
        }
    }
}

fn naive(aggregate: Aggregate, values: &[&Scalar]) -> Cell {
    let exact = |units: i128, scale: u32| {
        if i64::try_from(units).is_ok() { Cell::Exact { units, scale } } else { Cell::Null }
    };
    match aggregate {
        Aggregate::CountRows | Aggregate::Count => exact(values.len() as i128, 0),
        Aggregate::CountDistinct => {
            let distinct: BTreeSet<String> = values.iter().map(|value| format!("{value:?}")).collect();
            exact(distinct.len() as i128, 0)
        }
        Aggregate::CountRepeated(least) => {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            values.iter().for_each(|value| *counts.entry(format!("{value:?}")).or_default() += 1);
            exact(counts.values().filter(|count| **count >= least).count() as i128, 0)
        }
        _ if values.is_empty() => Cell::Null,
        Aggregate::Sum => match values[0] {
            Scalar::Float(_) => Cell::Double(exact_sum(values)),
            Scalar::Decimal { scale, .. } => exact(units(values).sum(), u32::from(*scale)),
            _ => exact(units(values).sum(), 0),
        },
        Aggregate::Avg => {
            let sum = match values[0] {
                Scalar::Float(_) => exact_sum(values),
                Scalar::Decimal { scale, .. } => {
                    units(values).sum::<i128>() as f64 / 10f64.powi(i32::from(*scale))
                }
                _ => units(values).sum::<i128>() as f64,
            };
            Cell::Double(sum / values.len() as f64)
        }
        Aggregate::Min => extreme(values, false),
        Aggregate::Max => extreme(values, true),
        Aggregate::Median => quantile(values, 0.5),
        Aggregate::Percentile(p) => quantile(values, p),
    }
}

fn units<'a>(values: &'a [&Scalar]) -> impl Iterator<Item = i128> + 'a {
    values.iter().map(|value| match value {
        Scalar::Int(units) | Scalar::Decimal { units, .. } => i128::from(*units),
        other => panic!("no integer: {other:?}"),
    })
}

fn doubles(values: &[&Scalar]) -> Vec<f64> {
    let double = |value: &&Scalar| match value {
        Scalar::Float(value) => *value,
        Scalar::Int(value) => *value as f64,
        Scalar::Decimal { units, scale } => *units as f64 / 10f64.powi(i32::from(*scale)),
        other => panic!("no number: {other:?}"),
    };
    values.iter().map(double).collect()
}

/// Greatest magnitudes first, with the error carried along (Neumaier): good to far more digits than the comparison.
fn exact_sum(values: &[&Scalar]) -> f64 {
    let mut values = doubles(values);
    values.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    let (mut sum, mut error) = (0.0f64, 0.0f64);
    for value in values {
        let next = sum + value;
        error += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + error
}

fn extreme(values: &[&Scalar], greatest: bool) -> Cell {
    let cell = |value: &Scalar| match value {
        Scalar::Bool(value) => Cell::Bool(*value),
        Scalar::Int(value) => Cell::Exact { units: i128::from(*value), scale: 0 },
        Scalar::Decimal { units, scale } => {
            Cell::Exact { units: i128::from(*units), scale: u32::from(*scale) }
        }
        Scalar::Float(value) => Cell::Double(*value),
        Scalar::Date(value) => Cell::Date(*value),
        Scalar::DateTime(value) => Cell::DateTime(value.micros()),
        Scalar::Text(value) => Cell::Text(value.clone()),
        Scalar::Null => Cell::Null,
    };
    let before = |a: &Scalar, b: &Scalar| match (a, b) {
        (Scalar::Bool(a), Scalar::Bool(b)) => a < b,
        (Scalar::Int(a), Scalar::Int(b)) => a < b,
        (Scalar::Decimal { units: a, .. }, Scalar::Decimal { units: b, .. }) => a < b,
        (Scalar::Float(a), Scalar::Float(b)) => a < b,
        (Scalar::Date(a), Scalar::Date(b)) => a < b,
        (Scalar::DateTime(a), Scalar::DateTime(b)) => a < b,
        (Scalar::Text(a), Scalar::Text(b)) => a < b,
        _ => false,
    };
    let mut best = values[0];
    for value in &values[1..] {
        if (greatest && before(best, value)) || (!greatest && before(value, best)) {
            best = value;
        }
    }
    cell(best)
}

fn quantile(values: &[&Scalar], p: f64) -> Cell {
    let mut values = doubles(values);
    values.sort_by(f64::total_cmp);
    let at = (values.len() - 1) as f64 * p;
    let (low, share) = (at.floor() as usize, at.fract());
    let high = values.get(low + 1).copied().unwrap_or(values[low]);
    Cell::Double(values[low] + (high - values[low]) * share)
}

/// No integer stands for "none yet": a group of nothing but the widest one has a least and a greatest value.
#[test]
fn the_widest_integer_alone_in_a_group_counts() {
    let column = [("v".to_owned(), DataType::Int)];
    let mut doc = ModelDoc::new();
    doc.dataset("fact", &column, &[], &[]);
    doc.metric(doc::atomic("lo", "fact", Aggregate::Min, Some("v")));
    doc.metric(doc::atomic("hi", "fact", Aggregate::Max, Some("v")));
    let asked = Query { metrics: vec!["lo".into(), "hi".into()], ..Query::default() };
    for value in [i64::MAX, i64::MAX - 1, i64::MIN + 1, i64::MIN] {
        let fact = table("fact", &column, &[vec![Scalar::Int(value)], vec![Scalar::Null]]);
        let frame = engine::execute(&doc, vec![fact], &asked).expect("an answer");
        let cell = Cell::Exact { units: i128::from(value), scale: 0 };
        let found: Vec<Cell> = frame.metrics().map(|column| Cell::of_frame(column, 0)).collect();
        assert_eq!(found, [cell.clone(), cell]);
    }
}

#[test]
fn adding_a_dimension_never_changes_a_total() {
    let mut compared = 0;
    for seed in 0..60 {
        let world = World::new(seed);
        let (doc, tables) = (world.doc(), world.tables());
        let mut rng = Rng::with_seed(seed);
        for _ in 0..6 {
            let mut asked = queries::query(&mut rng, &world);
            (asked.limit, asked.totals) = (None, Totals::Grand);
            asked.having.clear();
            asked.sort.clear();
            let split = total(&doc, &tables, &asked);
            asked.dimensions.clear();
            let whole = total(&doc, &tables, &asked);
            // A formula that may give a whole number or a double takes the type of its column.
            let same = |a: &(Cell, Null), b: &(Cell, Null)| {
                a.1 == b.1 && (a.0 == b.0 || a.0.number() == b.0.number())
            };
            assert!(
                split.len() == whole.len() && split.iter().zip(&whole).all(|(a, b)| same(a, b)),
                "seed {seed}: {asked:?}\n{split:?}\n{whole:?}"
            );
            compared += whole.len();
        }
    }
    assert!(compared > 500, "{compared} totals were compared");
}

fn total(doc: &ModelDoc, tables: &[Table], asked: &Query) -> Vec<(Cell, Null)> {
    let frame = engine::execute(doc, tables.to_vec(), asked);
    let frame = frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings)));
    let all = frame.rolled_up.iter().copied().max().unwrap_or_default();
    let row = frame.rolled_up.iter().position(|&rolled| rolled == all).expect("there is a total");
    frame.metrics().map(|column| (Cell::of_frame(column, row), column.null(row))).collect()
}
