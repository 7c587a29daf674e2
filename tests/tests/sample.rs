//! The sample sandbox: its model holds on its files without a finding, and every metric equals DuckDB's.

use std::collections::BTreeMap;

use sandtable_engine::calendar::Grain;
use sandtable_engine::frame::Frame;
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{Definition, MetricId, Model, assumed_schemas, read, resolve};
use sandtable_engine::query::{Axis, Query};
use sandtable_tests::duckdb::{self, Cell, Job};
use sandtable_tests::model_sql::{self, By};
use sandtable_tests::real::ask;
use sandtable_tests::sample::{files, model_text, sample};

/// A dimension of each table that facts reach, and the months.
const DIMENSIONS: [&str; 14] = [
    "war_zone",
    "dealer_tier",
    "center",
    "segment",
    "series",
    "model",
    "vehicle_series",
    "source",
    "advisor_role",
    "technician_level",
    "membership_level",
    "service_type",
    "visit_type",
    "lost_reason",
];

#[test]
fn the_model_holds_on_its_files_without_a_finding() {
    let bound = sample();
    assert_eq!(bound.diagnostics(), []);
    let model = bound.model();
    for metric in &model.metrics {
        for (what, text) in
            [("label", &metric.label), ("description", &metric.description), ("unit", &metric.unit)]
        {
            assert!(
                !text.zh.is_empty() && !text.en.is_empty(),
                "{} has a {what} in both languages",
                metric.code
            );
        }
        assert!(!metric.tags.is_empty(), "{} is listed somewhere", metric.code);
    }
    let tables: Vec<&str> = model.datasets.iter().map(|dataset| dataset.table.as_str()).collect();
    assert!(tables.iter().all(|table| files().iter().any(|(name, _)| name == table)));
}

/// A definition is checked before there are tables, too.
#[test]
fn the_model_holds_alone() {
    let (document, found) = read(&model_text(), &Limits::default());
    assert_eq!(found, []);
    let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    assert_eq!(found, []);
    assert_eq!(model.metrics.len(), sample().model().metrics.len());
}

/// Values of a metric by group key; texts of the keys, so that every type can be one.
type Column = BTreeMap<String, Cell>;

#[test]
fn every_metric_by_every_dimension_equals_duckdb() {
    let Some(python) = duckdb::python() else { return };
    let bound = sample();
    let model = bound.model();
    let mut asked: Vec<(By, Query, Frame)> = Vec::new();
    let axes = DIMENSIONS.iter().map(|code| {
        let id = model.find_dimension(code).unwrap_or_else(|| panic!("the sample has no dimension {code}"));
        (By::Field(model.dimensions[id.index()].field), Some(Axis::new(*code)))
    });
    let others = [(By::Whole, None), (By::Month, Some(Axis::by("time", Grain::Month)))];
    for (by, axis) in axes.chain(others) {
        let metrics = answerable(model, by);
        let query = Query {
            metrics: metrics.iter().map(|&id| model.metric(id).code.clone()).collect(),
            dimensions: axis.into_iter().collect(),
            ..Query::default()
        };
        let frame = ask(&bound, &query);
        asked.push((by, query, frame));
    }
    let mut job = Job { setup: setup(model), queries: Vec::new() };
    let mut wanted: Vec<(usize, MetricId)> = Vec::new();
    for (at, (by, query, frame)) in asked.iter().enumerate() {
        for leaf in leaves(model, query) {
            let sql = model_sql::select(model, leaf, *by, frame.as_of);
            job.queries.push(sql.unwrap_or_else(|| panic!("{} has no SQL", model.metric(leaf).code)));
            wanted.push((at, leaf));
        }
    }
    let answers = duckdb::answer(&python, std::slice::from_ref(&job));
    let mut columns: BTreeMap<(usize, MetricId), Column> = BTreeMap::new();
    for ((key, answer), sql) in wanted.iter().zip(&answers).zip(&job.queries) {
        let rows = answer.as_ref().unwrap_or_else(|error| panic!("{error}\n{sql}"));
        columns.insert(*key, rows.iter().map(|row| (format!("{:?}", row[0]), row[1].clone())).collect());
    }
    let mut cells = 0;
    for (at, (by, query, frame)) in asked.iter().enumerate() {
        for code in &query.metrics {
            cells += compare(model, at, code, frame, &columns, *by);
        }
    }
    eprintln!("{cells} cells of {} metrics agree, {} queries", model.metrics.len(), job.queries.len());
    assert!(cells > 5_000, "{cells} cells were compared");
}

/// Metrics whose facts all reach the axis. On a time axis a relative period moves with each bucket, which plain SQL does
/// not say.
fn answerable(model: &Model, by: By) -> Vec<MetricId> {
    let all = (0..model.metrics.len()).map(|at| MetricId(at as u32));
    all.filter(|&id| {
        if by != By::Whole && is_restricted(model, id) {
            return false;
        }
        let mut leaves = Vec::new();
        model_sql::leaves(model, id, &mut leaves);
        let is_plain = nested_metrics(model, id).into_iter().all(|below| model_sql::is_plain(model, below));
        is_plain
            && leaves.iter().all(|&leaf| {
                let fact = model_sql::fact(model, leaf).expect("leaves have a fact");
                match by {
                    By::Whole => true,
                    By::Field(field) => model_sql::path(model, fact, field.dataset).is_some(),
                    By::Month => {
                        !matches!(model.metric(leaf).definition, Definition::Derived { period: Some(_), .. })
                    }
                }
            })
    })
    .collect()
}

/// Whether a metric, or one below it, offers only some dimensions.
fn is_restricted(model: &Model, id: MetricId) -> bool {
    nested_metrics(model, id).into_iter().any(|below| model.metric(below).governance.by_time.is_some())
}

/// A metric and all that its formula needs.
fn nested_metrics(model: &Model, id: MetricId) -> Vec<MetricId> {
    let mut found = vec![id];
    if let Definition::Composite { formula, .. } = &model.metric(id).definition {
        formula.names().into_iter().for_each(|&below| found.extend(nested_metrics(model, below)));
    }
    found
}

fn leaves(model: &Model, query: &Query) -> Vec<MetricId> {
    let mut found = Vec::new();
    for code in &query.metrics {
        let id = model.find_metric(code).expect("a metric of the model");
        model_sql::leaves(model, id, &mut found);
    }
    found
}

fn setup(model: &Model) -> Vec<String> {
    let tables = model.datasets.iter().map(|dataset| {
        let (_, path) = files().into_iter().find(|(name, _)| *name == dataset.table).expect("a file a table");
        format!("CREATE TABLE {} AS SELECT * FROM '{}'", dataset.code, path.display())
    });
    let first_day = "CREATE MACRO first_day(month) AS CAST(month || '-01' AS DATE)".to_owned();
    std::iter::once(first_day).chain(tables).collect()
}

fn compare(
    model: &Model,
    at: usize,
    code: &str,
    frame: &Frame,
    columns: &BTreeMap<(usize, MetricId), Column>,
    by: By,
) -> usize {
    let id = model.find_metric(code).expect("a metric of the model");
    let found = frame.column(code).expect("the metric is in the frame");
    for row in 0..frame.rows() {
        let key = match frame.dimensions().next() {
            Some(column) => format!("{:?}", Cell::of_frame(column, row)),
            None => format!("{:?}", Cell::Null),
        };
        let leaf = |id: MetricId| columns[&(at, id)].get(&key).cloned().unwrap_or(Cell::Null);
        let expected = match &model.metric(id).definition {
            Definition::Composite { formula, .. } => {
                let value = |id: MetricId| match leaf(id) {
                    Cell::Exact { units, scale } => Some(units as f64 / 10f64.powi(scale as i32)),
                    Cell::Double(value) => Some(value),
                    _ => None,
                };
                model_sql::formula(formula, &|below| nested(model, below, &value))
                    .map_or(Cell::Null, Cell::Double)
            }
            _ => leaf(id),
        };
        let found = Cell::of_frame(found, row);
        // A group that another fact has reached: counts of nothing are 0, and SQL has no row for it.
        let is_zero = found.agrees(&Cell::Exact { units: 0, scale: 0 }) && expected == Cell::Null;
        assert!(
            found.agrees(&expected) || is_zero,
            "{code} by {by:?}, {key}: expected {expected:?}, found {found:?}"
        );
    }
    frame.rows()
}

fn nested(model: &Model, id: MetricId, value: &dyn Fn(MetricId) -> Option<f64>) -> Option<f64> {
    match &model.metric(id).definition {
        Definition::Composite { formula, .. } => {
            model_sql::formula(formula, &|below| nested(model, below, value))
        }
        _ => value(id),
    }
}
