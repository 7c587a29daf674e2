//! Tables as Parquet, through the writer of polars-io.

use crate::table::{Column as Generated, Table, Values};
use polars_core::prelude::*;
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use std::io::{self, Write};

/// Rows of one row group: small enough that a reader can show something after the first.
pub const ROW_GROUP_ROWS: usize = 65_536;

/// Writes a Parquet file: money as DECIMAL(12,2), coordinates as DECIMAL(9,4), dates as DATE, times as
/// TIMESTAMP in milliseconds without a zone.
pub fn write(table: &Table, out: impl Write) -> io::Result<()> {
    let columns =
        table.columns.iter().map(series).collect::<PolarsResult<Vec<_>>>().map_err(io::Error::other)?;
    let mut frame = DataFrame::new(table.len(), columns).map_err(io::Error::other)?;
    ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(ROW_GROUP_ROWS))
        .finish(&mut frame)
        .map_err(io::Error::other)?;
    Ok(())
}

fn series(column: &Generated) -> PolarsResult<Column> {
    let name = PlSmallStr::from_static(column.name);
    let series = match &column.values {
        Values::Int(v) => Int32Chunked::from_iter_options(name, v.iter().copied()).into_series(),
        Values::Decimal(v) => decimal(name, v, 12, 2)?,
        Values::Degrees(v) => decimal(name, v, 9, 4)?,
        Values::Date(v) => Int32Chunked::from_iter_options(name, v.iter().map(|date| date.map(|it| it.0)))
            .into_date()
            .into_series(),
        Values::Timestamp(v) => {
            Int64Chunked::from_iter_options(name, v.iter().map(|at| at.map(|seconds| seconds * 1_000)))
                .into_datetime(TimeUnit::Milliseconds, None)
                .into_series()
        }
        Values::Text(v, distinct) => {
            let texts = v.iter().map(|code| code.map(|it| distinct[it as usize].as_str()));
            StringChunked::from_iter_options(name, texts).into_series()
        }
        Values::Id(v, prefix, width) => {
            let width = *width;
            let texts = v.iter().map(|number| number.map(|it| format!("{prefix}{it:0width$}")));
            StringChunked::from_iter_options(name, texts).into_series()
        }
    };
    Ok(series.into_column())
}

fn decimal(name: PlSmallStr, values: &[Option<i64>], precision: usize, scale: usize) -> PolarsResult<Series> {
    let wide = Int128Chunked::from_iter_options(name, values.iter().map(|value| value.map(i128::from)));
    Ok(wide.into_decimal(precision, scale)?.into_series())
}
