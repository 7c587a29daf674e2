//! Queries of rows, windows, and groups over many-to-many relations give the same answer as DuckDB.
//!
//! `SANDTABLE_SEED` and `SANDTABLE_CASES` as for the random queries.

use sandtable_engine::frame::Frame;
use sandtable_engine::query::Query;
use sandtable_tests::doc::ModelDoc;
use sandtable_tests::duckdb::{self, Cell, Job};
use sandtable_tests::engine;
use sandtable_tests::random::world::World;
use sandtable_tests::random::{compare, groups, rows};
use serde_json::json;

const QUERIES_PER_WORLD: usize = 12;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Worlds in which one edge leads from a sale to a store.
fn worlds() -> Vec<(u64, World)> {
    let first = setting("SANDTABLE_SEED", 20_240_308);
    let count = setting("SANDTABLE_CASES", 600).div_ceil(QUERIES_PER_WORLD as u64);
    (first..first + 2 * count)
        .map(|seed| (seed, World::new(seed)))
        .filter(|(_, world)| !world.has_roles)
        .take(count as usize)
        .collect()
}

fn doc(world: &World) -> ModelDoc {
    let mut doc = world.doc();
    for (code, aggregate, field) in rows::METRICS {
        doc.metric(json!({ "code": code, "dataset": "store", "aggregate": aggregate, "field": field }));
    }
    for (code, entry) in groups::METRICS {
        let mut entry: serde_json::Value = serde_json::from_str(entry).expect("an entry is JSON");
        entry["code"] = json!(code);
        doc.metric(entry);
    }
    doc
}

/// Runs random queries in every world; `ask` makes one, `differ` compares.
fn run(
    ask: impl Fn(&mut fastrand::Rng, &World) -> (Query, String),
    differ: impl Fn(&Frame, &Query, &[Vec<Cell>]) -> Option<String>,
) {
    let Some(python) = duckdb::python() else { return };
    let worlds = worlds();
    let (mut jobs, mut cases) = (Vec::new(), Vec::new());
    for (at, (seed, world)) in worlds.iter().enumerate() {
        let mut rng = fastrand::Rng::with_seed(seed ^ 0xcafe);
        let asked: Vec<(Query, String)> = (0..QUERIES_PER_WORLD).map(|_| ask(&mut rng, world)).collect();
        let mut setup = vec!["SET default_null_order = 'nulls_last_on_asc_first_on_desc'".to_owned()];
        setup.extend(world.setup());
        jobs.push(Job { setup, queries: asked.iter().map(|(_, sql)| sql.clone()).collect() });
        cases.extend(asked.into_iter().map(|(query, sql)| (at, query, sql)));
    }
    let answers = duckdb::answer(&python, &jobs);
    assert_eq!(answers.len(), cases.len(), "one answer a query");
    let (mut failures, mut compared) = (Vec::new(), 0);
    for ((at, query, sql), answer) in cases.iter().zip(&answers) {
        let expected = answer.as_ref().unwrap_or_else(|error| panic!("{error}\n{sql}"));
        compared += expected.len();
        let (seed, world) = &worlds[*at];
        let why = match engine::execute_in_steps(&doc(world), world.tables(), query, 7) {
            Ok(frame) => differ(&frame, query, expected),
            Err(findings) => Some(engine::render(&findings)),
        };
        if let Some(why) = why {
            failures.push(format!("seed {seed}: {why}\n{query:?}\n{sql}"));
        }
    }
    eprintln!("{} queries, {compared} rows, {} differ", cases.len(), failures.len());
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures[..failures.len().min(4)].join("\n\n")
    );
    assert!(compared > 10 * worlds.len(), "{compared} rows were compared");
}

#[test]
fn rows_and_windows_equal_duckdb() {
    run(
        |rng, _| rows::listing(rng),
        |frame, _, expected| {
            if frame.rows() != expected.len() {
                return Some(format!("expected {} rows, found {}", expected.len(), frame.rows()));
            }
            let ours = |row: usize| -> Vec<Cell> {
                frame.columns.iter().map(|column| Cell::of_frame(column, row)).collect()
            };
            let differs = |(row, theirs): (usize, &Vec<Cell>)| {
                let found = ours(row);
                let agrees =
                    found.len() == theirs.len() && found.iter().zip(theirs).all(|(a, b)| a.agrees(b));
                (!agrees).then(|| format!("row {row}: expected {theirs:?}, found {found:?}"))
            };
            expected.iter().enumerate().find_map(differs)
        },
    );
}

#[test]
fn groups_over_many_to_many_equal_duckdb() {
    run(rows::bridged, compare::difference);
}

#[test]
fn windows_over_groups_equal_duckdb() {
    run(|rng, _| groups::grouped(rng), compare::difference);
}
