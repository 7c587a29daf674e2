//! The SQL that the engine writes gives the engine's answers: each dialect's text runs in its own database.
//!
//! `SANDTABLE_SEED` and `SANDTABLE_CASES` choose other random queries, `SANDTABLE_SPARK` runs Spark too.

use std::sync::OnceLock;

use sandtable_engine::calendar::{Date, Grain};
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::model::{MetricId, Model};
use sandtable_engine::query::sql::{self, Dialect, Options};
use sandtable_engine::query::{self, Axis, Comparison, Filter, Query, Test};
use sandtable_engine::table::{DataType, Scalar, Table};
use sandtable_tests::duckdb::Cell;
use sandtable_tests::random::{queries, world::World};
use sandtable_tests::real::{bind, load};
use sandtable_tests::warehouse::{self, Job, compare};
use sandtable_tests::{engine, model_sql, sample, tables};
use serde_json::json;

/// A schema with its questions.
struct Case {
    bound: Bound,
    schema: String,
    tables: Vec<Table>,
    asked: Vec<(Query, Frame)>,
    /// The same metrics in fewer queries, for a database that takes long over each.
    together: Vec<(Query, Frame)>,
    /// Those that no dialect has words for yet.
    refused: Vec<Query>,
}

/// The sample: every metric as a whole, by the first place or other dimension that it reaches, and by month.
fn sample() -> Case {
    let all: Vec<Table> = sample::files().iter().map(|(name, path)| load(name, path)).collect();
    let bound = bind(&sample::model_text(), all.clone());
    let model = bound.model().clone();
    let used = |table: &Table| model.datasets.iter().any(|dataset| dataset.table == table.name());
    let tables = all.into_iter().filter(used).collect();
    let (mut asked, mut refused) = (Vec::new(), Vec::new());
    let mut together: Vec<(Query, Frame)> = Vec::new();
    let mut groups: Vec<(Vec<Axis>, Vec<u32>, Vec<String>)> = Vec::new();
    for (at, metric) in model.metrics.iter().enumerate() {
        let mut facts: Vec<u32> = Vec::new();
        let mut leaves = Vec::new();
        model_sql::leaves(&model, MetricId(at as u32), &mut leaves);
        facts.extend(leaves.iter().filter_map(|&leaf| model_sql::fact(&model, leaf)).map(|fact| fact.0));
        facts.sort_unstable();
        facts.dedup();
        for axes in [Vec::new(), place(&model, &metric.code), vec![Axis::by("time", Grain::Month)]] {
            let query =
                Query { metrics: vec![metric.code.clone()], dimensions: axes.clone(), ..Query::default() };
            if is_not_by_time(&model, &query) {
                continue;
            }
            if !is_said(&model, &query) {
                // No database is asked, so no answer is needed.
                refused.push(query);
                continue;
            }
            let frame = engine::run(&bound, &query, usize::MAX);
            asked.push((query, frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings)))));
            match groups.iter_mut().find(|group| group.0 == axes && group.1 == facts) {
                Some(group) => group.2.push(metric.code.clone()),
                None => groups.push((axes, facts.clone(), vec![metric.code.clone()])),
            }
        }
    }
    for (dimensions, _, metrics) in groups {
        let query = Query { metrics, dimensions, ..Query::default() };
        let frame =
            engine::run(&bound, &query, usize::MAX).expect("what is answered alone is answered together");
        together.push((query, frame));
    }
    Case { bound, schema: "sample".to_owned(), tables, asked, together, refused }
}

/// Whether a metric does not go on a time axis: it has no time, its source has none, or its period is fixed.
fn is_not_by_time(model: &Model, query: &Query) -> bool {
    let [axis] = query.dimensions.as_slice() else { return false };
    let Err(findings) = query::plan(model, query) else { return false };
    let known = ["dimension_not_allowed", "no_time"];
    let is_known = findings.iter().all(|finding| known.contains(&finding.code.as_ref()));
    assert!(axis.grain.is_some() && is_known, "{}\n{query:?}", engine::render(&findings));
    true
}

/// What the writer may refuse of the sample's metrics, whatever the dialect.
const UNSAID: [&str; 3] = ["sql_placing", "sql_repeated", "sql_function"];

fn is_said(model: &Model, query: &Query) -> bool {
    let plan = query::plan(model, query).expect("the query has a plan");
    match sql::write(model, &plan, Dialect::DuckDb, &Options::default()) {
        Ok(_) => true,
        Err(findings) => !findings.iter().all(|finding| UNSAID.contains(&finding.code.as_ref())),
    }
}

fn place(model: &Model, metric: &str) -> Vec<Axis> {
    let reaches = |code: &str| {
        let dimensions = vec![Axis::new(code)];
        let query = Query { metrics: vec![metric.to_owned()], dimensions, ..Query::default() };
        query::plan(model, &query).is_ok()
    };
    let places = ["region", "center", "source", "series"];
    places.into_iter().find(|code| reaches(code)).map(Axis::new).into_iter().collect()
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

const QUERIES_PER_WORLD: usize = 10;

/// Random stars with random queries, and with what those do not have: stocks, periods on time axes, all members.
fn random() -> Vec<Case> {
    let first = setting("SANDTABLE_SEED", 20_241_231);
    let worlds = setting("SANDTABLE_CASES", 200).div_ceil(QUERIES_PER_WORLD as u64);
    (first..first + worlds).map(star).collect()
}

const MORE: [&str; 12] = [
    "qty_last",
    "rows_first",
    "qty_30d",
    "sales_month",
    "amount_last_month",
    "median_12m",
    "sales_ytd",
    "makers_tens",
    "last_of_month",
    "average",
    "share",
    "rounded",
];

fn star(seed: u64) -> Case {
    let world = World::new(seed);
    let mut doc = world.doc();
    for metric in [
        json!({"code": "qty_last", "dataset": "sale", "aggregate": "sum", "field": "qty", "over_time": "last"}),
        json!({"code": "rows_first", "dataset": "sale", "aggregate": "count_rows", "over_time": "first"}),
        json!({"code": "qty_30d", "base": "qty", "period": "last_30d"}),
        json!({"code": "sales_month", "base": "sales", "period": "this_month", "where": "paid"}),
        json!({"code": "amount_last_month", "base": "amount", "period": "last_month"}),
        json!({"code": "median_12m", "base": "amount_median", "period": "last_12m"}),
        json!({"code": "sales_ytd", "base": "sale_ids", "period": "ytd"}),
        json!({"code": "makers_tens", "base": "makers", "period": "last_ten_day"}),
        json!({"code": "last_of_month", "base": "qty_last", "period": "last_month"}),
        json!({"code": "average", "formula": "amount / sales", "zero_fill": true}),
        json!({"code": "share", "formula": "qty_30d / total(qty_30d) + sales_ytd / total(sales)"}),
        json!({"code": "rounded", "formula": "round(weight / sales, 2) + round(amount, 1) + round(amount_avg, -1)"}),
    ] {
        doc.metric(metric);
    }
    let bound = bind(&doc.text(), world.tables());
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5a17);
    let mut asked = Vec::new();
    while asked.len() < QUERIES_PER_WORLD {
        let mut query = queries::query(&mut rng, &world);
        if rng.bool() {
            query.metrics.push(MORE[rng.usize(0..MORE.len())].to_owned());
        }
        if rng.u8(0..4) == 0 {
            query.as_of = Some(Date::from_days(19_660 + rng.i32(0..460)));
        }
        query.all_members = rng.u8(0..4) == 0;
        // What the engine refuses has no answer to compare.
        if let Ok(frame) = engine::run(&bound, &query, usize::MAX) {
            asked.push((query, frame));
        }
    }
    let tables = world.tables();
    Case {
        bound,
        schema: format!("star_{seed}"),
        tables,
        together: asked.clone(),
        asked,
        refused: Vec::new(),
    }
}

/// Members that would end a constant, a name or a line.
const HOSTILE: [&str; 14] = [
    "O'Hara",
    "''",
    "'; DROP TABLE t; --",
    "\\",
    "\\'",
    "\\\\'; --",
    "a\"b",
    "a`b",
    "line\nline",
    "tab\t%_",
    "中文",
    "🚗",
    "select",
    "",
];

/// One table whose members are hostile; `table` and the names of its columns are the caller's.
fn hostile(schema: &str, table: &str, columns: [&str; 3]) -> Case {
    let types = [DataType::Text, DataType::Int, DataType::Date];
    let columns: Vec<(String, DataType)> = columns.map(str::to_owned).into_iter().zip(types).collect();
    let day = |at: usize| Scalar::Date(Date::from_days(19_000 + at as i32 * 7));
    let members = HOSTILE.iter().map(|text| Scalar::Text((*text).to_owned())).chain([Scalar::Null]);
    let rows: Vec<Vec<Scalar>> =
        members.enumerate().map(|(at, member)| vec![member, Scalar::Int(at as i64), day(at)]).collect();
    let stored = tables::table(table, &columns, &rows);
    let fields: Vec<_> = ["who", "amount", "day"]
        .iter()
        .zip(&columns)
        .map(|(code, (column, _))| json!({ "code": code, "column": column }))
        .collect();
    let label = json!({ "zh": "名\n; DROP TABLE t; --\\", "en": "*/ ' \" ` --" });
    let model = json!({
        "sandtable": 1,
        "datasets": [{ "code": "facts", "table": table, "time": "day", "fields": fields, "label": label }],
        "dimensions": [{ "code": "who", "field": "facts.who", "label": label }],
        "qualifiers": [{ "code": "hara", "where": "who = 'O''Hara'", "label": label }],
        "metrics": [
            { "code": "amount", "dataset": "facts", "aggregate": "sum", "field": "amount", "label": label },
            { "code": "first_name", "dataset": "facts", "aggregate": "min", "field": "who" },
            { "code": "haras", "base": "amount", "qualifiers": ["hara"] },
        ],
    });
    let bound = bind(&model.to_string(), vec![stored.clone()]);
    let of = |dimensions: &[&str], filters: Vec<Filter>| Query {
        metrics: ["amount", "first_name", "haras"].map(str::to_owned).into(),
        dimensions: dimensions.iter().map(|name| Axis::new(*name)).collect(),
        filters,
        ..Query::default()
    };
    let mut queries = vec![of(&[], Vec::new()), of(&["who"], Vec::new()), of(&["time"], Vec::new())];
    let everyone: Vec<Scalar> = HOSTILE.iter().map(|text| Scalar::Text((*text).to_owned())).collect();
    queries.push(of(&["who"], vec![Filter::test("who", Test::In(everyone))]));
    for text in HOSTILE {
        let constant = Scalar::Text(text.to_owned());
        queries.push(of(&[], vec![Filter::test("who", Test::Is(Comparison::Eq, constant.clone()))]));
        queries.push(of(&["who"], vec![Filter::test("who", Test::Is(Comparison::Gt, constant.clone()))]));
        queries.push(of(&["who"], vec![Filter::test("who", Test::Contains(text.to_owned()))]));
        let mut kept = of(&["who"], vec![Filter::test("who", Test::StartsWith(text.to_owned()))]);
        kept.having =
            vec![Filter::Not(Box::new(Filter::test("who", Test::In(vec![constant, Scalar::Null]))))];
        queries.push(kept);
    }
    let answered = |query: Query| {
        let frame = engine::run(&bound, &query, usize::MAX);
        (query, frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings))))
    };
    let asked: Vec<(Query, Frame)> = queries.into_iter().map(answered).collect();
    let together = asked.iter().step_by(4).cloned().collect();
    Case { bound, schema: schema.to_owned(), tables: vec![stored], asked, together, refused: Vec::new() }
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
    let plan = query::plan(model, query).expect("the query has been answered");
    let as_of = frame.as_of.filter(|_| at.is_multiple_of(2));
    let options = Options { as_of, schema: vec![case.schema.clone()], ..Options::default() };
    sql::write(model, &plan, dialect, &options)
}

/// Runs the SQL of all cases in the database of a dialect.
fn check(dialect: Dialect, cases: &[&Case], is_together: bool) {
    check_some(dialect, cases, is_together, 1);
}

/// The same with one in `step` queries of the first case, the sample.
fn check_some(dialect: Dialect, cases: &[&Case], is_together: bool, step: usize) {
    let Some(python) = warehouse::python(dialect) else { return };
    let began = std::time::Instant::now();
    let folder = std::env::temp_dir().join(format!("sandtable-sql-{dialect:?}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let mut jobs = Vec::new();
    let mut asked: Vec<(&Query, &Frame)> = Vec::new();
    let mut refused = 0;
    for (at, case) in cases.iter().enumerate() {
        let stored = warehouse::store(&folder, &at.to_string(), &case.tables);
        let mut texts = Vec::new();
        let questions = if is_together { &case.together } else { &case.asked };
        let step = if at == 0 { step } else { 1 };
        // Not every third, as each metric is asked in three ways.
        let is_taken = |at: usize| at % step == at / step % step;
        let questions = questions.iter().enumerate().filter(|(at, _)| is_taken(*at)).map(|(_, asked)| asked);
        for (at, (query, frame)) in questions.enumerate() {
            match text(case, at, query, frame, dialect) {
                Ok(sql) => {
                    texts.push(sql);
                    asked.push((query, frame));
                }
                Err(findings) => {
                    let known = ["sql_windows_in_others"];
                    let is_known = findings.iter().all(|finding| known.contains(&finding.code.as_ref()));
                    assert!(is_known, "{}\n{query:?}", engine::render(&findings));
                    refused += 1;
                }
            }
        }
        jobs.push(Job { schema: case.schema.clone(), tables: stored, queries: texts });
    }
    let answers = warehouse::answer(dialect, &python, &jobs);
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
    let texts = jobs.iter().flat_map(|job| &job.queries);
    let mut failures = Vec::new();
    let mut rows = 0;
    assert_eq!(answers.len(), asked.len(), "one answer a query");
    for (((query, frame), answer), sql) in asked.iter().zip(&answers).zip(texts) {
        let why = match answer {
            Ok(found) => {
                rows += found.len();
                compare::difference(frame, found)
            }
            Err(error) => Some(error.clone()),
        };
        failures.extend(why.map(|why| format!("{query:?}\n{sql}\n{why}")));
    }
    let name = dialect.name();
    let seconds = began.elapsed().as_secs_f64();
    eprintln!(
        "{name}: {} queries, {rows} rows, {refused} refused, {} differ, {seconds:.0} s",
        asked.len(),
        failures.len()
    );
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
            sample(),
            hostile("members", "plain", ["who", "amount", "day"]),
            hostile("na\"me's `", "事实 \"f\"'; -- `x\\", ["select \"a\" 🚗", "from`'\\", "a\nb; --"]),
        ];
        cases.extend(random());
        cases
    })
}

/// Metrics of the sample that the writer refuses, by name: never another number.
#[test]
fn refused_metrics_are_known() {
    let Some(case) = cases().first() else { return };
    let mut names: Vec<&str> =
        case.refused.iter().flat_map(|query| &query.metrics).map(String::as_str).collect();
    names.dedup();
    let all = case.bound.model().metrics.len();
    eprintln!("{} of {all} metrics of the sample are refused: {}", names.len(), names.join(", "));
    assert!(names.len() * 2 < all, "most metrics have SQL");
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
    // It plans each of many parts anew, wherever it is named, so it gets half of the stars and a third of the sample.
    let cases = cases();
    check_some(Dialect::ClickHouse, &cases.iter().take(3 + cases.len() / 2).collect::<Vec<_>>(), false, 3);
}

/// Spark takes seconds for each, so it gets the sample with all metrics of a fact at once, hostile members and one star.
/// Its catalog has no names but plain ones.
#[test]
fn spark_gives_the_same_answers() {
    if std::env::var_os("SANDTABLE_SPARK").is_none() {
        eprintln!("skipped: set SANDTABLE_SPARK to run the statements in Spark");
        return;
    }
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
