//! The conformance suite: cases as data, in no programming language, run against the engine.
//!
//! [`run`] takes the files as text and returns what happened, one line a case, without touching a file, a clock or a
//! console, so that the same text must come out natively and in WebAssembly.

mod codes;
mod division;
mod expect;
mod ossie;
mod periods;
mod semantics;

use std::fmt;

use serde_json::Value;

/// What happened, in order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// One line a case, and one a file.
    pub lines: Vec<String>,
    /// Cases that hold.
    pub passed: usize,
    /// Cases that do not hold.
    pub failed: usize,
    /// Cases not run; their lines say why.
    pub skipped: usize,
}

/// How one case ended.
pub(crate) enum Outcome {
    Pass,
    /// Holds by another accepted reading.
    PassBy(&'static str),
    Fail(String),
    Skip(String),
}

/// Runs the files that have a runner, given as name and text; the others are named as skipped.
pub fn run(files: &[(String, String)]) -> Report {
    let mut report = Report::default();
    for (name, text) in files {
        match serde_json::from_str::<Value>(text) {
            Ok(file) => report.file(name, &file),
            Err(error) => report.add(name, Outcome::Fail(format!("not JSON: {error}"))),
        }
    }
    report
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Report {
    fn file(&mut self, name: &str, file: &Value) {
        let before = (self.passed, self.failed, self.skipped);
        let stem = name.trim_end_matches(".json");
        for case in list(file, "cases") {
            let outcome = match stem {
                "semantics" => semantics::run(file, case),
                "division_nulls" => division::run(file, case),
                "periods" => periods::run(case),
                _ => Outcome::Skip("no runner yet".to_owned()),
            };
            self.add(&format!("{stem} {}", text(case, "id")), outcome);
        }
        for case in list(file, "changes") {
            let id = format!("{stem} {}", text(case, "id"));
            self.add(&id, Outcome::Skip("comparisons are not built yet".to_owned()));
        }
        let (passed, failed, skipped) =
            (self.passed - before.0, self.failed - before.1, self.skipped - before.2);
        self.lines.push(format!("{stem}: {passed} passed, {failed} failed, {skipped} skipped"));
    }

    fn add(&mut self, id: &str, outcome: Outcome) {
        match outcome {
            Outcome::Pass => {
                self.passed += 1;
                self.lines.push(format!("pass {id}"));
            }
            Outcome::PassBy(reading) => {
                self.passed += 1;
                self.lines.push(format!("pass {id}: {reading}"));
            }
            Outcome::Fail(why) => {
                self.failed += 1;
                self.lines.push(format!("FAIL {id}: {why}"));
            }
            Outcome::Skip(why) => {
                self.skipped += 1;
                self.lines.push(format!("skip {id}: {why}"));
            }
        }
    }
}

/// The list under `key`; empty where it is absent.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text under `key`; empty where it is absent.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
