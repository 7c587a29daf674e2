//! Tables → bytes. The same table always gives the same bytes.

pub mod csv;
pub mod parquet;

use crate::table::Table;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, comma, LF, a header line, empty for null.
    Csv,
    /// Zstandard-compressed, dictionary-encoded Parquet.
    Parquet,
    /// Tables of fewer than [`SMALL_TABLE_ROWS`] rows as CSV, all others as Parquet.
    Mixed,
}

/// Where [`Format::Mixed`] changes from CSV to Parquet.
pub const SMALL_TABLE_ROWS: usize = 2_000;

/// Writes `table` into the directory `dir` as `<name>.csv` or `<name>.parquet`; returns the path.
pub fn write_table(table: &Table, dir: &Path, format: Format) -> io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    let as_csv = match format {
        Format::Csv => true,
        Format::Parquet => false,
        Format::Mixed => table.len() < SMALL_TABLE_ROWS,
    };
    let path = dir.join(format!("{}.{}", table.name, if as_csv { "csv" } else { "parquet" }));
    let out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    if as_csv {
        csv::write(table, out)?;
    } else {
        parquet::write(table, out)?;
    }
    Ok(path)
}
