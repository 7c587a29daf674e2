//! 口径 comparison on the sample: the stages between definitions hold, and are worth what a hand-written query says.

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::limits::Limits;
use sandtable_engine::model::compare::{Bridge, bridge};
use sandtable_engine::model::edit::tried;
use sandtable_engine::model::{Document, read, resolve, write};
use sandtable_engine::query::{Axis, Filter, Query, Test, plan};
use sandtable_engine::table::{Scalar, Schema, Table};
use sandtable_tests::duckdb::{self, Cell, Job};
use sandtable_tests::real::{ask, bind, cells, load};
use sandtable_tests::sample::{files, folder, model_text};

struct Sample {
    tables: Vec<Table>,
    schemas: Vec<Schema>,
    document: Document,
    bound: Bound,
}

impl Sample {
    fn new() -> Self {
        let tables: Vec<Table> = files().iter().map(|(name, path)| load(name, path)).collect();
        let (document, _) = read(&model_text(), &Limits::default());
        let bound = bind(&model_text(), tables.clone());
        Self { schemas: tables.iter().map(Table::schema).collect(), tables, document, bound }
    }

    fn bridge(&self, from: &str, to: &str) -> Option<Bridge> {
        let model = self.bound.model();
        let id = |code: &str| model.find_metric(code).unwrap_or_else(|| panic!("no metric {code}"));
        bridge(model, id(from), id(to))
    }

    /// The definition with the stages in it.
    fn tried(&self, bridge: &Bridge) -> Document {
        tried(&self.document, &bridge.change, &self.schemas, &Limits::default())
            .unwrap_or_else(|found| panic!("{:?}: {}", bridge.codes, found[0].message.en))
    }

    /// The values along the way.
    fn walked(&self, bridge: &Bridge, query: Query) -> Frame {
        let text = write(&self.tried(bridge)).expect("it can be written");
        let bound = bind(&text, self.tables.clone());
        ask(&bound, &Query { metrics: bridge.codes.clone(), ..query })
    }
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

/// A region in a year.
fn narrowed() -> Query {
    Query {
        filters: vec![Filter::test("region", Test::In(vec![Scalar::Text("北京".to_owned())]))],
        period: Some(Period::Between(date("2024-01-01"), date("2024-12-31"))),
        ..Query::default()
    }
}

/// The answer to SQL over the facts of the sample.
fn sql(queries: &[&str]) -> Option<Vec<Vec<Vec<Cell>>>> {
    let python = duckdb::python()?;
    let view = |name: &str| {
        let file = folder().join(format!("{name}.parquet")).display().to_string().replace('\'', "''");
        format!("CREATE VIEW {name} AS SELECT * FROM '{file}'")
    };
    let centers = folder().join("dim_center.csv").display().to_string().replace('\'', "''");
    let centers = format!("CREATE VIEW dim_center AS SELECT * FROM '{centers}'");
    let setup = vec![view("fact_service_order"), view("fact_user_event"), centers];
    let queries = queries.iter().map(|query| (*query).to_owned()).collect();
    let answers = duckdb::answer(&python, &[Job { setup, queries }]);
    Some(answers.into_iter().map(|answer| answer.unwrap_or_else(|error| panic!("{error}"))).collect())
}

#[track_caller]
fn check(found: &Frame, expected: &[Vec<Cell>]) {
    let found = cells(found);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.len(), expected.len());
        assert!(
            found.iter().zip(expected).all(|(a, b)| a.agrees(b)),
            "expected {expected:?}, found {found:?}"
        );
    }
}

#[test]
fn steps_between_revenues_per_order_are_those_of_a_hand_written_query() {
    let sample = Sample::new();
    let narrowed_rows = "FROM fact_service_order JOIN dim_center USING (center_key) \
                         WHERE region = '北京' AND order_date BETWEEN '2024-01-01' AND '2024-12-31'";
    let valid = "FILTER (order_status NOT IN ('cancelled', 'refunded'))";
    let stages = format!(
        "sum(total_amount) / count(order_id), \
         (sum(labor_amount) + sum(parts_amount)) / count(order_id), \
         (sum(labor_amount) {valid} + sum(parts_amount) {valid}) / count(order_id), \
         (sum(labor_amount) {valid} + sum(parts_amount) {valid}) / count(order_id) {valid}"
    );
    let whole = format!("SELECT {stages} {narrowed_rows}");
    let by_month = format!(
        "SELECT date_trunc('month', order_date)::DATE, {stages} {narrowed_rows} GROUP BY 1 ORDER BY 1"
    );
    let Some(expected) = sql(&[&whole, &by_month]) else { return };
    let bridge = sample.bridge("arpu", "valid_arpu").expect("they differ");
    assert_eq!(bridge.steps.len(), 3);
    check(&sample.walked(&bridge, narrowed()), &expected[0]);
    let months = Query { dimensions: vec![Axis::by("time", Grain::Month)], ..narrowed() };
    check(&sample.walked(&bridge, months), &expected[1]);
}

#[test]
fn conditions_of_active_users_are_steps_of_their_own() {
    let sample = Sample::new();
    let users = |condition: &str| {
        format!(
            "count(DISTINCT user_key) FILTER (event_date BETWEEN '2024-11-01' AND '2024-11-30'{condition})"
        )
    };
    let query = format!(
        "SELECT {}, {}, {} FROM fact_user_event",
        users(""),
        users(" AND event_type = 'service_order'"),
        users(" AND event_type = 'service_order' AND is_completed = 1"),
    );
    let Some(expected) = sql(&[&query]) else { return };
    let bridge = sample.bridge("mau", "after_sales_mau").expect("they differ");
    assert_eq!(bridge.steps.len(), 2);
    let period = Some(Period::Between(date("2024-01-01"), date("2024-11-30")));
    check(&sample.walked(&bridge, Query { period, ..Query::default() }), &expected[0]);
    assert_eq!(sample.bridge("after_sales_mau", "app_mau").expect("they differ").steps.len(), 3);
}

#[test]
fn between_any_two_metrics_of_a_unit_there_is_a_way_that_can_be_computed() {
    let sample = Sample::new();
    let metrics = &sample.bound.model().metrics;
    let mut steps = 0;
    for (at, metric) in metrics.iter().enumerate() {
        let Some(next) = metrics[at + 1..].iter().find(|next| next.unit == metric.unit) else { continue };
        for (from, to) in [(metric, next), (next, metric)] {
            let Some(bridge) = sample.bridge(&from.code, &to.code) else { continue };
            let (model, found) = resolve(&sample.tried(&bridge), &sample.schemas, &Limits::default());
            assert_eq!(found, [], "{} to {}", from.code, to.code);
            for code in &bridge.codes {
                let query = Query { metrics: vec![code.clone()], ..Query::default() };
                assert!(plan(&model, &query).is_ok(), "{code} from {} to {}", from.code, to.code);
            }
            steps += bridge.steps.len();
        }
    }
    assert!(steps > 1000, "only {steps} steps");
}
