//! Random queries over random small stars give the same answer as DuckDB.
//!
//! `SANDTABLE_SEED` runs another set of cases, `SANDTABLE_CASES` another number of them. A failure prints the seed of its
//! world, the query and the SQL.

use sandtable_engine::query::Query;
use sandtable_tests::duckdb::{self, Job};
use sandtable_tests::engine;
use sandtable_tests::random::world::World;
use sandtable_tests::random::{compare, queries, sql};

const QUERIES_PER_WORLD: usize = 12;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

struct Case {
    seed: u64,
    world: usize,
    query: Query,
    sql: String,
}

#[test]
fn random_queries_equal_duckdb() {
    let Some(python) = duckdb::python() else { return };
    let first = setting("SANDTABLE_SEED", 20_240_308);
    let worlds = setting("SANDTABLE_CASES", 2_400).div_ceil(QUERIES_PER_WORLD as u64);
    let mut jobs = Vec::new();
    let mut cases = Vec::new();
    let mut stars = Vec::new();
    for at in 0..worlds {
        let seed = first + at;
        let world = World::new(seed);
        let mut rng = fastrand::Rng::with_seed(seed ^ 0x5eed);
        let asked: Vec<Query> = (0..QUERIES_PER_WORLD).map(|_| queries::query(&mut rng, &world)).collect();
        let selects: Vec<String> = asked.iter().map(|query| sql::select(&world, query)).collect();
        jobs.push(Job { setup: world.setup(), queries: selects.clone() });
        for (query, sql) in asked.into_iter().zip(selects) {
            cases.push(Case { seed, world: stars.len(), query, sql });
        }
        stars.push(world);
    }
    let answers = duckdb::answer(&python, &jobs);
    assert_eq!(answers.len(), cases.len(), "one answer a query");
    let mut failures = Vec::new();
    let mut rows = 0;
    for (case, answer) in cases.iter().zip(&answers) {
        let expected = answer.as_ref().unwrap_or_else(|error| panic!("{error}\n{}", case.sql));
        rows += expected.len();
        let world = &stars[case.world];
        let why = match engine::execute(&world.doc(), world.tables(), &case.query) {
            Ok(frame) => compare::difference(&frame, &case.query, expected),
            Err(findings) => Some(engine::render(&findings)),
        };
        if let Some(why) = why {
            failures.push(format!("seed {}: {why}\n{:?}\n{}", case.seed, case.query, case.sql));
        }
    }
    let is_met = |what: fn(&Query) -> bool| cases.iter().any(|case| what(&case.query));
    assert!(cases.len() < 1_000 || is_met(|query| query.all_members), "some list all members");
    let is_dated = |query: &Query| query.metrics.iter().any(|code| code.starts_with("dated"));
    assert!(cases.len() < 1_000 || is_met(is_dated), "some have periods of their own");
    eprintln!("{} random queries, {rows} rows, {} differ", cases.len(), failures.len());
    for failure in failures.iter().take(5) {
        eprintln!("\n{failure}");
    }
    assert!(failures.is_empty(), "{} of {} queries differ from DuckDB", failures.len(), cases.len());
}
