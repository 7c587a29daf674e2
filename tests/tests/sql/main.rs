//! The SQL that the engine writes gives the engine's answers: each dialect's text runs in its own database.
//!
//! `SANDTABLE_SEED` and `SANDTABLE_CASES` choose other random queries.

mod hostile;
mod listings;
mod sample;
mod stars;

use std::sync::OnceLock;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::query::sql::{self, Dialect, Options};
use sandtable_engine::query::{self, Plan, Query};
use sandtable_engine::table::Table;
use sandtable_tests::duckdb::Cell;
use sandtable_tests::engine;
use sandtable_tests::warehouse::{self, Job, compare};

/// A schema with its questions.
struct Case {
    bound: Bound,
    schema: String,
    tables: Vec<Table>,
    asked: Vec<(Query, Frame)>,
    /// The same metrics in fewer queries, for a database that takes long over each.
    together: Vec<(Query, Frame)>,
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn plan(case: &Case, query: &Query) -> Plan {
    query::plan(case.bound.model(), query).expect("the query has been answered")
}

/// Every second query says which day counts as today; the others look it up.
fn text(
    case: &Case,
    at: usize,
    query: &Query,
    frame: &Frame,
    dialect: Dialect,
) -> Result<String, Vec<Diagnostic>> {
    let model = case.bound.model();
    let plan = plan(case, query);
    let as_of = frame.as_of.filter(|_| at.is_multiple_of(2));
    let options = Options { as_of, schema: vec![case.schema.clone()], ..Options::default() };
    sql::write(model, &plan, dialect, &options)
}

/// Runs the SQL of all cases in the database of a dialect.
fn check(dialect: Dialect, cases: &[&Case], is_together: bool) {
    let Some(python) = warehouse::python(dialect) else { return };
    let began = std::time::Instant::now();
    let folder = std::env::temp_dir().join(format!("sandtable-sql-{dialect:?}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let mut jobs = Vec::new();
    let mut asked: Vec<(&Query, &Frame, Plan)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let stored = warehouse::store(&folder, &at.to_string(), &case.tables);
        let mut texts = Vec::new();
        let questions = if is_together { &case.together } else { &case.asked };
        for (at, (query, frame)) in questions.iter().enumerate() {
            let sql = text(case, at, query, frame, dialect);
            texts.push(sql.unwrap_or_else(|findings| panic!("{}\n{query:?}", engine::render(&findings))));
            asked.push((query, frame, plan(case, query)));
        }
        jobs.push(Job { schema: case.schema.clone(), tables: stored, queries: texts });
    }
    let answers = warehouse::answer(dialect, &python, &jobs);
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
    let texts = jobs.iter().flat_map(|job| &job.queries);
    let mut failures = Vec::new();
    let mut rows = 0;
    assert_eq!(answers.len(), asked.len(), "one answer a query");
    for (((query, frame, plan), answer), sql) in asked.iter().zip(&answers).zip(texts) {
        let why = match answer {
            Ok(found) => {
                rows += found.len();
                compare::difference(frame, plan, found)
            }
            Err(error) => Some(error.clone()),
        };
        failures.extend(why.map(|why| format!("{query:?}\n{sql}\n{why}")));
    }
    let name = dialect.name();
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{name}: {} queries, {rows} rows, {} differ, {seconds:.0} s", asked.len(), failures.len());
    for failure in failures.iter().take(setting("SANDTABLE_SHOW", 3) as usize) {
        eprintln!("\n{failure}");
    }
    assert!(failures.is_empty(), "{} of {} answers differ in {name}", failures.len(), asked.len());
}

/// Every case: the sample, what is hostile, and the random ones.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let mut cases = vec![
            sample::case(),
            hostile::case("members", "plain", ["who", "amount", "day"]),
            hostile::case("na\"me's `", "事实 \"f\"'; -- `x\\", ["select \"a\" 🚗", "from`'\\", "a\nb; --"]),
        ];
        cases.extend(stars::cases());
        cases
    })
}

/// Every metric of the sample is asked by three dimensions, and has SQL in every dialect.
#[test]
fn every_metric_of_the_sample_has_sql() {
    let sample = &cases()[0];
    for dialect in Dialect::ALL {
        for (at, (query, frame)) in sample.asked.iter().enumerate() {
            if let Err(findings) = text(sample, at, query, frame, dialect) {
                panic!("{dialect:?}: {}\n{query:?}", engine::render(&findings));
            }
        }
    }
    let metrics = &sample.bound.model().metrics;
    for asked in [&sample.asked, &sample.together] {
        let axes_of = |code: &String| {
            let of_metric = asked.iter().filter(|(query, _)| query.metrics.contains(code));
            of_metric.filter(|(query, _)| !query.dimensions.is_empty()).count()
        };
        let few = metrics.iter().map(|metric| &metric.code).filter(|code| axes_of(code) < 3);
        assert_eq!(few.collect::<Vec<_>>(), [""; 0], "asked by three dimensions each");
    }
    let (alone, together) = (sample.asked.len(), sample.together.len());
    eprintln!("{} metrics of the sample, {alone} queries, {together} for several at once", metrics.len());
}

#[test]
fn duckdb_gives_the_same_answers() {
    check(Dialect::DuckDb, &cases().iter().collect::<Vec<_>>(), false);
}

#[test]
fn postgres_gives_the_same_answers() {
    check(Dialect::Postgres, &cases().iter().collect::<Vec<_>>(), false);
}

#[test]
fn clickhouse_gives_the_same_answers() {
    // It plans each of many parts anew, wherever it is named, so it gets half of the stars.
    let cases = cases();
    check(Dialect::ClickHouse, &cases.iter().take(3 + cases.len() / 2).collect::<Vec<_>>(), false);
}

/// Spark takes a second for each, so it gets the sample with several metrics of a fact at once, hostile members and one
/// star. Its catalog has no names but plain ones.
#[test]
fn spark_gives_the_same_answers() {
    let cases = cases();
    check(Dialect::Spark, &[&cases[0], &cases[1], &cases[3]], true);
}

/// There is no Snowflake to run: its text is read back by two parsers.
#[test]
fn snowflake_text_is_read_as_one_statement() {
    let mut texts = Vec::new();
    for case in cases() {
        for (at, (query, frame)) in case.asked.iter().enumerate() {
            texts.extend(text(case, at, query, frame, Dialect::Snowflake));
        }
    }
    for text in &texts {
        let read = sqlparser::parser::Parser::parse_sql(&sqlparser::dialect::SnowflakeDialect {}, text);
        let statements = read.unwrap_or_else(|error| panic!("{error}\n{text}")).len();
        assert_eq!(statements, 1, "{text}");
    }
    let Some(python) = warehouse::python(Dialect::Snowflake) else { return };
    let some: Vec<String> = texts.iter().step_by(5).cloned().collect();
    let job = Job { queries: some.clone(), ..Job::default() };
    for (answer, text) in warehouse::answer(Dialect::Snowflake, &python, &[job]).iter().zip(&some) {
        let one = Cell::Exact { units: 1, scale: 0 };
        assert_eq!(answer.as_deref(), Ok([vec![one]].as_slice()), "{text}");
    }
    eprintln!("Snowflake: {} texts, {} of them read by sqlglot too", texts.len(), some.len());
}
