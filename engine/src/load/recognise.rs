//! A first look at a file: format, dialect, columns, preview.

use std::collections::BTreeSet;
use std::ops::Range;

use super::build::grouped;
use super::csv::CsvLoader;
use super::loader::HEAD;
use super::messages;
use super::options::{LoadOptions, Source};
use super::parquet::ParquetLoader;
use super::report::{Format, Loaded, RecognisedColumn, Recognition};
use super::sniff;
use crate::diag::Diagnostic;
use crate::table::{Column, Scalar, Table};
use crate::text::Text;

/// Rows of a preview.
const PREVIEW: usize = 50;
/// Distinct values shown of each column.
const SAMPLES: usize = 5;

/// A first look at a file. It is fed like a [`Loader`](super::Loader), but wants little: the first 256 KB of a text
/// file; of a Parquet file the footer, and the first row group where that is small.
pub struct Recogniser {
    source: Source,
    options: LoadOptions,
    state: State,
}

enum State {
    Head(Vec<u8>),
    Parquet(Box<ParquetLoader>),
    Done(Box<Recognition>),
}

impl Recogniser {
    /// A first look at a file of that name and size, with what is already decided about it.
    pub fn new(source: Source, options: LoadOptions) -> Self {
        Self { source, options, state: State::Head(Vec::new()) }
    }

    /// The bytes of the file that it wants next; none when it is done.
    pub fn wants(&self) -> Option<Range<u64>> {
        match &self.state {
            State::Head(head) => {
                let range = head.len() as u64..self.source.bytes.min(HEAD);
                (!range.is_empty()).then_some(range)
            }
            State::Parquet(parquet) => parquet.wants(),
            State::Done(_) => None,
        }
    }

    /// Takes bytes from the start of the wanted range.
    ///
    /// # Errors
    /// Why the file is no table.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        let name = self.source.name.clone();
        self.feed_inner(bytes).map_err(|all| all.into_iter().map(|d| d.in_file(&name)).collect())
    }

    fn feed_inner(&mut self, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        match &mut self.state {
            State::Head(head) => {
                head.extend_from_slice(bytes);
                if self.wants().is_none()
                    && let State::Head(head) = std::mem::replace(&mut self.state, State::Head(Vec::new()))
                {
                    self.recognise(&head)?;
                }
            }
            State::Parquet(parquet) => parquet.feed(bytes)?,
            State::Done(_) => {}
        }
        Ok(())
    }

    fn recognise(&mut self, head: &[u8]) -> Result<(), Vec<Diagnostic>> {
        let (source, options) = (self.source.clone(), self.options.clone());
        self.state = match sniff::format(head).map_err(|diagnostic| vec![diagnostic])? {
            Format::Parquet => State::Parquet(Box::new(ParquetLoader::first_look(source, options)?)),
            Format::Csv => State::Done(Box::new(csv(head, source, options)?)),
        };
        Ok(())
    }

    /// What the file looks like, once the recogniser wants no more.
    ///
    /// # Errors
    /// Why the file is no table.
    pub fn finish(self) -> Result<Recognition, Vec<Diagnostic>> {
        let found = match self.state {
            State::Done(found) => Ok(*found),
            State::Parquet(parquet) => {
                parquet.recognition(&self.options.table_name(&self.source), PREVIEW, SAMPLES)
            }
            State::Head(_) => Err(vec![messages::EMPTY_FILE.error()]),
        };
        found.map_err(|all| all.into_iter().map(|d| d.in_file(&self.source.name)).collect())
    }
}

/// A first look at a file whose bytes are in memory.
///
/// # Errors
/// Why the file is no table.
pub fn recognise_bytes(
    name: &str,
    bytes: &[u8],
    options: LoadOptions,
) -> Result<Recognition, Vec<Diagnostic>> {
    let mut recogniser =
        Recogniser::new(Source { name: name.to_owned(), bytes: bytes.len() as u64 }, options);
    while let Some(wanted) = recogniser.wants() {
        recogniser.feed(&bytes[wanted.start as usize..wanted.end as usize])?;
    }
    recogniser.finish()
}

/// Loads the complete records of the head, as if they were the file.
fn csv(head: &[u8], source: Source, options: LoadOptions) -> Result<Recognition, Vec<Diagnostic>> {
    let table = options.table_name(&source);
    let is_whole = source.bytes == head.len() as u64;
    let mut first = CsvLoader::start(head, source.clone(), options.clone())?;
    let complete = if is_whole { head.len() } else { head.len() - first.unread_bytes() };
    let (dialect, names) = (first.dialect(), first.names());
    if !is_whole {
        let part = Source { bytes: complete as u64, ..source.clone() };
        first = CsvLoader::start(&head[..complete], part, options)?;
    }
    while let Some(wanted) = first.wants() {
        first.feed(&head[wanted.start as usize..wanted.end as usize])?;
    }
    let Loaded { table: data, report } = first.finish(0)?;
    let rows = match is_whole {
        true => report.rows,
        false => (report.rows as f64 * source.bytes as f64 / complete.max(1) as f64) as u64,
    };
    let part = Text::new("前 {rows} 行：", "first {rows} rows: ").with("rows", &grouped(report.rows));
    let mut columns = Vec::new();
    for (source, name) in names {
        // A column that is to be left out is shown all the same, as it may be wanted again.
        let evidence =
            report.columns.iter().position(|column| column.source == source || column.name == name);
        let found = evidence.map(|at| (&report.columns[at], &data.columns()[at]));
        columns.push(RecognisedColumn {
            source,
            name,
            data_type: found.map_or(crate::table::DataType::Text, |(evidence, _)| evidence.data_type),
            evidence: match found {
                Some((evidence, _)) if is_whole => evidence.evidence.clone(),
                Some((evidence, _)) => Text {
                    zh: format!("{}{}", part.zh, evidence.evidence.zh),
                    en: format!("{}{}", part.en, evidence.evidence.en),
                },
                None => Text::default(),
            },
            samples: found.map_or_else(Vec::new, |(_, column)| samples(column, SAMPLES)),
            loadable: true,
        });
    }
    Ok(Recognition {
        format: Format::Csv,
        table,
        encoding: Some("UTF-8".to_owned()),
        delimiter: Some(dialect.signs.delimiter),
        header: Some(dialect.header),
        rows,
        rows_exact: is_whole,
        columns,
        preview: preview(&data, PREVIEW),
        diagnostics: report.diagnostics,
    })
}

/// First rows as text, one entry a column.
pub(super) fn preview(table: &Table, rows: usize) -> Vec<Vec<Option<String>>> {
    let rows = table.rows().min(rows);
    (0..rows).map(|row| table.columns().iter().map(|column| shown(&column.get(row))).collect()).collect()
}

/// Some distinct values of a column.
pub(super) fn samples(column: &Column, most: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let values = (0..column.len().min(1_000)).filter_map(|row| shown(&column.get(row)));
    values.filter(|value| seen.insert(value.clone())).take(most).collect()
}

/// A value as the file would write it, without a language.
fn shown(value: &Scalar) -> Option<String> {
    Some(match value {
        Scalar::Null => return None,
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => super::numbers::decimal(*units, *scale),
        Scalar::Float(value) => value.to_string(),
        Scalar::Date(value) => value.to_string(),
        Scalar::DateTime(value) => value.to_string().replace('T', " "),
        Scalar::Text(value) => value.clone(),
    })
}
