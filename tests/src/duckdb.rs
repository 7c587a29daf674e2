//! DuckDB as the other opinion: SQL in, rows out, by one Python process for many queries.

use std::path::{Path, PathBuf};
use std::process::Command;

use sandtable_engine::calendar::Date;
use sandtable_engine::frame::{Cells, FrameColumn, Null};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A database and the queries on it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Job {
    /// Statements that make the tables.
    pub setup: Vec<String>,
    /// One SELECT each.
    pub queries: Vec<String>,
}

/// One value of an answer, ours or DuckDB's.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// Exact: `units` ÷ 10^`scale`.
    Exact {
        /// The stored integer.
        units: i128,
        /// Digits after the point.
        scale: u32,
    },
    /// A double.
    Double(f64),
    /// Text.
    Text(String),
    /// A date.
    Date(Date),
    /// Microseconds since 1970-01-01T00:00:00.
    DateTime(i64),
}

/// The answer to one query, or DuckDB's message.
pub type Answer = Result<Vec<Vec<Cell>>, String>;

/// The Python of the tests: `SANDTABLE_PYTHON`, else `.cache/venv` of the repository, else `python3`.
pub fn interpreter() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache/venv/bin/python3");
    match std::env::var_os("SANDTABLE_PYTHON") {
        Some(named) => PathBuf::from(named),
        None if venv.exists() => venv,
        None => PathBuf::from("python3"),
    }
}

/// A Python that has DuckDB; none, with a printed line, where it is missing.
pub fn python() -> Option<PathBuf> {
    python_with("duckdb")
}

/// A Python, as [`interpreter`] finds it, that has this module.
pub fn python_with(module: &str) -> Option<PathBuf> {
    let python = interpreter();
    let found = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    eprintln!("skipped: {} cannot import {module}; SANDTABLE_PYTHON may name one that can", python.display());
    None
}

/// Answers every query of every job, in order.
///
/// # Panics
/// If the process cannot run or a statement of a setup fails: the test is wrong.
pub fn answer(python: &Path, jobs: &[Job]) -> Vec<Answer> {
    let script = concat!(include_str!("answers.py"), include_str!("in_duckdb.py"), include_str!("duckdb.py"));
    answer_by(python, script, jobs)
}

/// The same by another script.
pub(crate) fn answer_by(python: &Path, script: &str, jobs: &[impl Serialize]) -> Vec<Answer> {
    let lines: Vec<String> =
        jobs.iter().map(|job| serde_json::to_string(job).expect("jobs are JSON")).collect();
    let name = format!("sandtable-sql-{}-{:?}.jsonl", std::process::id(), std::thread::current().id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, lines.join("\n")).expect("the temporary folder can be written");
    let output = Command::new(python).args(["-c", script]).arg(&file).output();
    std::fs::remove_file(&file).expect("the temporary file can be removed");
    let output = output.expect("python runs");
    assert!(output.status.success(), "the helper failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("answers are UTF-8");
    text.lines().map(read_answer).collect()
}

#[derive(Deserialize)]
struct Line {
    rows: Option<Vec<Vec<Value>>>,
    error: Option<String>,
}

fn read_answer(line: &str) -> Answer {
    let line: Line = serde_json::from_str(line).expect("answers are JSON");
    match (line.rows, line.error) {
        (Some(rows), _) => Ok(rows.iter().map(|row| row.iter().map(read_cell).collect()).collect()),
        (None, error) => Err(error.unwrap_or_default()),
    }
}

fn read_cell(cell: &Value) -> Cell {
    let (Some(kind), Some(text)) = (cell[0].as_str(), cell[1].as_str()) else { return Cell::Null };
    match kind {
        "b" => Cell::Bool(text == "true"),
        "n" => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let units = format!("{whole}{fraction}").parse().expect("an exact number");
            Cell::Exact { units, scale: fraction.len() as u32 }
        }
        "f" => Cell::Double(text.parse().expect("a double")),
        "s" => Cell::DateTime(text.parse().expect("microseconds")),
        "d" => Cell::Date(Date::parse(text).expect("a date")),
        _ => Cell::Text(text.to_owned()),
    }
}

impl Cell {
    /// The value of a frame's cell; nulls of every reason are [`Cell::Null`].
    pub fn of_frame(column: &FrameColumn, row: usize) -> Self {
        if column.null(row) != Null::None {
            return Self::Null;
        }
        match &column.cells {
            Cells::Text(cells) => Self::Text(cells[row].clone()),
            Cells::Date(cells) => Self::Date(cells[row]),
            Cells::Int(cells) => Self::Exact { units: i128::from(cells[row]), scale: 0 },
            Cells::Decimal { units, scale } => Self::Exact { units: units[row], scale: u32::from(*scale) },
            Cells::Float(cells) => Self::Double(cells[row]),
            Cells::Bool(cells) => Self::Bool(cells[row]),
            Cells::DateTime(cells) => Self::DateTime(cells[row]),
        }
    }

    /// The number as a double; none for what is no number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Exact { units, scale } => Some(*units as f64 / 10f64.powi(*scale as i32)),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// Equal: exact numbers to the last digit, doubles to a billionth, relative or absolute.
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact { units, scale }, Self::Exact { units: theirs, scale: digits }) => {
                units * 10i128.pow(*digits) == theirs * 10i128.pow(*scale)
            }
            _ => match (self.number(), other.number()) {
                (Some(found), Some(expected)) => {
                    let difference = (found - expected).abs();
                    found == expected || difference <= 1e-9 || difference <= 1e-9 * expected.abs()
                }
                _ => self == other,
            },
        }
    }
}
