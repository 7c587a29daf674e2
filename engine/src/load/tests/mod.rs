//! Files from bytes to tables.

mod csv;
mod parquet;
mod real;

use super::*;
use crate::diag::Diagnostic;
use crate::table::{Column, DataType, Scalar, Table};
use crate::text::Lang;

/// A table and its report, or its diagnostics, as text: columns with types and values, then evidence, rejects, notes.
fn render(result: Result<Loaded, Vec<Diagnostic>>) -> String {
    let mut lines = Vec::new();
    match result {
        Err(diagnostics) => lines.extend(diagnostics.iter().map(|d| d.render(Lang::En))),
        Ok(Loaded { table, report }) => {
            for (column, evidence) in table.columns().iter().zip(&report.columns) {
                assert_eq!(column.len(), table.rows());
                assert_eq!(
                    column.null_count() as u64,
                    table.rows() as u64 - evidence.values,
                    "{}",
                    column.name()
                );
                let values: Vec<String> = (0..column.len().min(8)).map(|row| value(column, row)).collect();
                lines.push(format!("{} {} [{}]", column.name(), type_of(column), values.join(" | ")));
            }
            for reject in &report.rejects.kept {
                let reason = reject.reason.text().en;
                lines.push(format!("  row {} {}: `{}` {reason}", reject.row, reject.column, reject.value));
            }
            assert!(report.rejects.total >= report.rejects.kept.len() as u64);
            lines.extend(report.diagnostics.iter().map(|d| format!("  {}", d.render(Lang::En))));
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn value(column: &Column, row: usize) -> String {
    match column.get(row) {
        Scalar::Null => "·".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => super::numbers::decimal(units, scale),
        Scalar::Float(value) => value.to_string(),
        Scalar::Date(value) => value.to_string(),
        Scalar::DateTime(value) => value.to_string(),
        Scalar::Text(value) => format!("{value:?}"),
    }
}

fn type_of(column: &Column) -> String {
    match column.data_type() {
        DataType::Decimal { scale } => format!("decimal({scale})"),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// Loads with the loader fed in pieces whose lengths `pieces` gives.
fn load_in_pieces(
    name: &str,
    bytes: &[u8],
    options: LoadOptions,
    mut pieces: impl FnMut() -> usize,
) -> Result<Loaded, Vec<Diagnostic>> {
    let mut loader = Loader::new(Source { name: name.to_owned(), bytes: bytes.len() as u64 }, options);
    while let Some(wanted) = loader.wants() {
        let end = wanted.end.min(wanted.start + pieces().max(1) as u64);
        let progress = loader.feed(&bytes[wanted.start as usize..end as usize])?;
        assert!(progress.bytes_done <= progress.bytes_total, "{progress:?}");
    }
    loader.finish()
}

/// A file of the shared test data; none, with a printed line, where that is not there.
fn shared(path: &str) -> Option<Vec<u8>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    let found = std::fs::read(&path);
    if found.is_err() {
        eprintln!("skipped: {} is not there", path.display());
    }
    found.ok()
}

fn equal(a: &Table, b: &Table) -> bool {
    a.rows() == b.rows()
        && a.schema() == b.schema()
        && a.columns().iter().zip(b.columns()).all(|(a, b)| (0..a.len()).all(|row| a.get(row) == b.get(row)))
}
