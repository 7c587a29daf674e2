//! Databases that answer the SQL of their dialect: one Python process for each, for many queries.

pub mod compare;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sandtable_engine::query::sql::Dialect;
use sandtable_engine::table::{DataType, Scalar, Table};
use serde::Serialize;

use crate::duckdb::{self, Answer};

/// Tables in a schema of their own, and queries on them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Job {
    /// Its name.
    pub schema: String,
    /// What is in it.
    pub tables: Vec<Stored>,
    /// One SELECT each.
    pub queries: Vec<String>,
}

/// A table in a file.
#[derive(Clone, Debug, Serialize)]
pub struct Stored {
    /// Its name.
    name: String,
    /// Names and types of its columns.
    columns: Vec<(String, String)>,
    /// CSV without a header.
    file: PathBuf,
}

/// Writes tables as CSV files into a folder that is there.
///
/// # Panics
/// If it cannot be written.
pub fn store(folder: &Path, prefix: &str, tables: &[Table]) -> Vec<Stored> {
    let stored = |(at, table): (usize, &Table)| {
        let file = folder.join(format!("{prefix}-{at}.csv"));
        std::fs::write(&file, csv(table)).expect("the temporary folder can be written");
        let columns = table.columns().iter().map(|c| (c.name().to_owned(), type_name(c.data_type())));
        Stored { name: table.name().to_owned(), columns: columns.collect(), file }
    };
    tables.iter().enumerate().map(stored).collect()
}

fn type_name(data_type: DataType) -> String {
    match data_type {
        DataType::Bool => "bool".to_owned(),
        DataType::Int => "int".to_owned(),
        DataType::Decimal { scale } => format!("decimal{scale}"),
        DataType::Float => "float".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::DateTime => "datetime".to_owned(),
        DataType::Text => "text".to_owned(),
    }
}

fn csv(table: &Table) -> String {
    let mut text = String::new();
    for row in 0..table.rows() {
        for (at, column) in table.columns().iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            let written = match column.get(row) {
                Scalar::Null => text.write_str("\\N"),
                Scalar::Bool(value) => write!(text, "{value}"),
                Scalar::Int(value) => write!(text, "{value}"),
                Scalar::Decimal { units, scale } => {
                    let power = 10i64.pow(u32::from(scale));
                    let sign = if units < 0 { "-" } else { "" };
                    let (whole, part) = (units.abs() / power, units.abs() % power);
                    write!(text, "{sign}{whole}.{part:0width$}", width = usize::from(scale))
                }
                Scalar::Float(value) => write!(text, "{value:?}"),
                Scalar::Date(value) => write!(text, "{value}"),
                Scalar::DateTime(value) => write!(text, "{}", value.to_string().replace('T', " ")),
                Scalar::Text(value) => write!(text, "\"{}\"", value.replace('"', "\"\"")),
            };
            written.expect("text can be written");
        }
        text.push('\n');
    }
    text
}

/// A Python that has what a dialect's helper imports; none, with a printed line, where it is missing.
///
/// # Panics
/// In CI, where none may be missing but Spark, which is large and needs Java.
pub fn python(dialect: Dialect) -> Option<PathBuf> {
    let module = match dialect {
        Dialect::DuckDb => "duckdb",
        Dialect::Postgres => "psycopg",
        Dialect::ClickHouse => "chdb",
        Dialect::Spark => "pyspark",
        Dialect::Snowflake => "sqlglot",
    };
    let python = duckdb::interpreter();
    let found = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    let has_java = dialect != Dialect::Spark
        || Command::new("java").arg("-version").output().is_ok_and(|java| java.status.success());
    if has_java && found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let lacks =
        if has_java { format!("{} cannot import {module}", python.display()) } else { "no java".to_owned() };
    let may_lack = dialect == Dialect::Spark || std::env::var_os("CI").is_none();
    assert!(may_lack, "{lacks}: run xtask/setup.sh test");
    eprintln!("skipped: {lacks}");
    None
}

/// Answers every query of every job, in order.
///
/// # Panics
/// If the process cannot run or a table cannot be loaded: the test is wrong.
pub fn answer(dialect: Dialect, python: &Path, jobs: &[Job]) -> Vec<Answer> {
    macro_rules! script {
        ($($name:literal),+) => {
            concat!(include_str!("../answers.py"), $(include_str!($name)),+)
        };
    }
    let script = match dialect {
        Dialect::DuckDb => script!("../in_duckdb.py", "duckdb.py"),
        Dialect::Postgres => script!("postgres.py"),
        Dialect::ClickHouse => script!("clickhouse.py"),
        Dialect::Spark => script!("../in_duckdb.py", "spark.py"),
        Dialect::Snowflake => script!("snowflake.py"),
    };
    duckdb::answer_by(python, script, jobs)
}
