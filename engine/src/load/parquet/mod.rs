//! Apache Parquet.
//!
//! The footer is asked for first, then one column chunk after the other: of a file of any size only the chunk being
//! decoded is held beside the table. Decoding is polars-parquet's, which gives Arrow arrays; the detour through the
//! data frames of polars-io would need the whole file in memory and answers neither progress nor cancel.
//!
//! Damaged files end in a diagnostic: magic, lengths and ranges are checked before anything is decoded, and a panic
//! of the decoder is caught where panics unwind (in WASM it ends the worker, which its client restarts).

mod decode;
mod footer;
mod levels;
mod pages;
mod retype;
mod sink;
mod types;

use std::ops::Range;

use polars_parquet::read::{FileMetadata, RowGroupMetadata};

use super::build::{RejectLog, grouped};
use super::csv::rejected_values;
use super::messages;
use super::options::{ColumnOption, LoadOptions, Source};
use super::recognise;
use super::report::{
    ColumnEvidence, Format, LoadReport, Loaded, Progress, RecognisedColumn, Recognition, Reject, type_names,
};
use crate::diag::Diagnostic;
use crate::limits;
use crate::table::{Column, DataType, Table};
use crate::text::Text;
use footer::Footer;
use sink::Sink;
use types::{Field, fields};

/// Bytes asked for at a time.
const PIECE: u64 = 4 << 20;
/// Bytes of a row group up to which a first look reads it.
const FIRST_LOOK: usize = 8 << 20;

/// A Parquet file being read.
pub(super) struct ParquetLoader {
    source: Source,
    options: LoadOptions,
    state: State,
    /// Whether no more is read than a preview needs.
    is_first_look: bool,
}

enum State {
    Footer(Footer),
    Columns(Box<Columns>),
}

/// The column chunks, one at a time.
struct Columns {
    /// Rows that the whole file declares.
    rows_declared: u64,
    metadata: FileMetadata,
    columns: Vec<ColumnState>,
    diagnostics: Vec<Diagnostic>,
    /// Columns that cannot be loaded.
    left_out: Vec<RecognisedColumn>,
    /// Row group and position within `columns` of the chunk being fetched.
    group: usize,
    next: usize,
    /// Bytes of that chunk so far.
    chunk: Vec<u8>,
    rows: u64,
    bytes_done: u64,
    bytes_total: u64,
}

struct ColumnState {
    field: Field,
    name: String,
    sink: Sink,
    option: ColumnOption,
}

impl ParquetLoader {
    pub(super) fn start(source: Source, options: LoadOptions) -> Result<Self, Vec<Diagnostic>> {
        let footer = Footer::new(source.bytes).map_err(|diagnostic| vec![diagnostic])?;
        Ok(Self { source, options, state: State::Footer(footer), is_first_look: false })
    }

    /// A loader that stops after the first row group, or before it where that is large.
    pub(super) fn first_look(source: Source, options: LoadOptions) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self { is_first_look: true, ..Self::start(source, options)? })
    }

    /// The bytes it wants next; none when it is done.
    pub(super) fn wants(&self) -> Option<Range<u64>> {
        match &self.state {
            State::Footer(footer) => Some(footer.wants()),
            State::Columns(columns) => columns.wants(),
        }
    }

    /// Takes bytes from the start of the wanted range.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        match &mut self.state {
            State::Footer(footer) => {
                let Some(mut metadata) = footer.feed(bytes).map_err(|diagnostic| vec![diagnostic])? else {
                    return Ok(());
                };
                let rows_declared = metadata.row_groups.iter().map(|group| group.num_rows() as u64).sum();
                check_limits(&metadata, rows_declared, &self.options)?;
                if self.is_first_look {
                    metadata.row_groups.truncate(1);
                    metadata.row_groups.retain(|group| group.compressed_size() < FIRST_LOOK);
                }
                let columns = Columns::new(metadata, rows_declared, &self.source, &self.options)?;
                self.state = State::Columns(Box::new(columns));
                Ok(())
            }
            State::Columns(columns) => columns.feed(bytes).map_err(|diagnostic| vec![diagnostic]),
        }
    }

    pub(super) fn progress(&self) -> Progress {
        match &self.state {
            State::Footer(footer) => Progress {
                bytes_total: self.source.bytes,
                pass: 1,
                held_bytes: footer.bytes() as u64,
                ..Progress::default()
            },
            State::Columns(columns) => Progress {
                bytes_done: columns.bytes_done,
                bytes_total: columns.bytes_total,
                rows: columns.rows,
                pass: 1,
                held_bytes: columns.held_bytes() as u64,
            },
        }
    }

    /// What the file looks like, after a first look.
    pub(super) fn recognition(
        self,
        table: &str,
        rows: usize,
        samples: usize,
    ) -> Result<Recognition, Vec<Diagnostic>> {
        let (declared, left_out) = match &self.state {
            State::Columns(columns) => (columns.rows_declared, columns.left_out.clone()),
            State::Footer(_) => (0, Vec::new()),
        };
        let Loaded { table: data, report } = self.finish(0)?;
        let columns = report.columns.iter().zip(data.columns()).map(|(found, column)| RecognisedColumn {
            source: found.source.clone(),
            name: found.source.clone(),
            data_type: found.data_type,
            evidence: found.evidence.clone(),
            samples: recognise::samples(column, samples),
            loadable: true,
        });
        Ok(Recognition {
            format: Format::Parquet,
            table: table.to_owned(),
            encoding: None,
            delimiter: None,
            header: None,
            rows: declared,
            rows_exact: true,
            columns: columns.chain(left_out).collect(),
            preview: recognise::preview(&data, rows),
            diagnostics: report.diagnostics,
        })
    }

    /// The table, once it wants no more.
    pub(super) fn finish(self, peak_bytes: u64) -> Result<Loaded, Vec<Diagnostic>> {
        let State::Columns(columns) = self.state else {
            return Err(vec![messages::TRUNCATED_PARQUET.error()]);
        };
        let keep = self.options.limits.rejects_kept as usize;
        let name = self.options.table_name(&self.source);
        let mut report = LoadReport {
            format: Format::Parquet,
            rows: columns.rows,
            file_bytes: self.source.bytes,
            table_bytes: 0,
            peak_bytes,
            passes: 1,
            columns: Vec::new(),
            rejects: Default::default(),
            diagnostics: columns.diagnostics,
        };
        if columns.rows == 0 {
            report.diagnostics.push(messages::NO_ROWS.warning());
        }
        let mut table = Vec::new();
        let mut kept = Vec::new();
        for column in columns.columns {
            let mut done = column.sink.finish();
            let mut shown =
                Text::new("文件声明为 {type}", "declared as {type}").with("type", &column.field.declared);
            let mut found =
                Column::new(column.name.as_str(), column.field.data_type, done.values, done.validity);
            let wanted = column.option.data_type.filter(|wanted| *wanted != found.data_type());
            if let Some(wanted) = wanted {
                let built = retype::retyped(&found, wanted, &column.option, keep);
                let as_wanted = Text::new("{shown}，按要求读作{type}", "{shown}, read as {type} as told");
                shown = as_wanted.with_text("shown", &shown).with_text("type", &type_names(built.data_type));
                done.notes.extend(built.notes);
                done.notes.extend(rejected_values(&built.rejects, built.data_type));
                // What a first reading rejected is null to the second one.
                done.rejects.append(built.rejects);
                found = Column::new(column.name.as_str(), built.data_type, built.values, built.validity);
            }
            let nulls = found.null_count() as u64;
            let rejected = done.rejects.total;
            let data_type = found.data_type();
            report.columns.push(ColumnEvidence {
                name: column.name.clone(),
                source: column.field.name.clone(),
                data_type,
                values: columns.rows - nulls,
                nulls: nulls - rejected,
                rejected,
                evidence: shown,
            });
            report.diagnostics.extend(done.notes.into_iter().map(|note| note.at_field(&column.name)));
            report.rejects.total += rejected;
            kept.extend(rejects(&column.name, done.rejects));
            table.push(found);
        }
        kept.sort_by_key(|reject| reject.row);
        kept.truncate(keep);
        report.rejects.kept = kept;
        for diagnostic in &mut report.diagnostics {
            diagnostic.location.file = Some(self.source.name.clone());
        }
        let table = Table::new(name, table, columns.rows as usize);
        report.table_bytes = table.bytes() as u64;
        Ok(Loaded { table, report })
    }
}

fn rejects(column: &str, log: RejectLog) -> impl Iterator<Item = Reject> {
    let kept = log.kept.into_iter();
    kept.map(move |(row, value, reason)| Reject { row: row + 1, column: column.to_owned(), value, reason })
}

impl Columns {
    fn new(
        metadata: FileMetadata,
        rows_declared: u64,
        source: &Source,
        options: &LoadOptions,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (fields, left_out) = fields(&metadata);
        let mut diagnostics: Vec<Diagnostic> =
            left_out.iter().map(|(_, diagnostic)| diagnostic.clone()).collect();
        let left_out = left_out
            .into_iter()
            .map(|(name, diagnostic)| RecognisedColumn {
                source: name.clone(),
                name,
                data_type: DataType::Text,
                evidence: diagnostic.message,
                samples: Vec::new(),
                loadable: false,
            })
            .collect();
        for option in &options.columns {
            if !fields.iter().any(|field| field.name == option.source) {
                diagnostics.push(messages::UNKNOWN_COLUMN.warning().arg("name", &option.source));
            }
        }
        let rows = metadata.row_groups.iter().map(|group| group.num_rows()).sum::<usize>();
        let keep = options.limits.rejects_kept as usize;
        let mut columns = Vec::new();
        for field in fields {
            let option = options.column(&field.name, &field.name);
            if option.skip {
                continue;
            }
            let name = option.rename.clone().unwrap_or_else(|| field.name.clone());
            let sink = Sink::new(&field, rows, keep, option.trim);
            columns.push(ColumnState { field, name, sink, option });
        }
        if columns.is_empty() {
            diagnostics.push(messages::NO_FLAT_COLUMN.error());
            return Err(diagnostics);
        }
        let mut bytes_total = 0;
        for group in &metadata.row_groups {
            for column in &columns {
                if column.field.leaf >= group.parquet_columns().len() {
                    let reason =
                        Text::new("有的行组缺少列 `{name}`", "a row group lacks the column `{name}`");
                    let reason = reason.with("name", &column.field.name);
                    return Err(vec![messages::BAD_PARQUET.error().arg_text("reason", &reason)]);
                }
                let range = byte_range(group, column.field.leaf);
                if range.end > source.bytes || range.start < 4 {
                    let reason = Text::new(
                        "列 `{name}` 的数据超出文件",
                        "the data of column `{name}` lie beyond the file",
                    )
                    .with("name", &column.field.name);
                    return Err(vec![messages::BAD_PARQUET.error().arg_text("reason", &reason)]);
                }
                bytes_total += range.end - range.start;
            }
        }
        let mut found = Self {
            rows_declared,
            metadata,
            columns,
            diagnostics,
            left_out,
            group: 0,
            next: 0,
            chunk: Vec::new(),
            rows: 0,
            bytes_done: 0,
            bytes_total,
        };
        found.skip_empty().map_err(|diagnostic| vec![diagnostic])?;
        Ok(found)
    }

    fn range(&self) -> Option<Range<u64>> {
        let group = self.metadata.row_groups.get(self.group)?;
        Some(byte_range(group, self.columns[self.next].field.leaf))
    }

    fn wants(&self) -> Option<Range<u64>> {
        let range = self.range()?;
        let start = range.start + self.chunk.len() as u64;
        Some(start..range.end.min(start + PIECE))
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        let Some(range) = self.range() else { return Ok(()) };
        if self.chunk.is_empty() {
            self.chunk.reserve_exact((range.end - range.start) as usize);
        }
        self.chunk.extend_from_slice(bytes);
        self.bytes_done += bytes.len() as u64;
        if self.chunk.len() as u64 == range.end - range.start {
            self.decode()?;
            self.skip_empty()?;
        }
        Ok(())
    }

    /// Chunks without bytes are never asked for.
    fn skip_empty(&mut self) -> Result<(), Diagnostic> {
        while self.range().is_some_and(|range| range.is_empty()) {
            self.decode()?;
        }
        Ok(())
    }

    fn decode(&mut self) -> Result<(), Diagnostic> {
        let group = &self.metadata.row_groups[self.group];
        let column = &mut self.columns[self.next];
        let chunk = std::mem::take(&mut self.chunk);
        let meta = &group.parquet_columns()[column.field.leaf];
        decode::chunk(chunk, meta, group.num_rows(), &column.field, &mut column.sink)?;
        self.next += 1;
        if self.next == self.columns.len() {
            self.rows += group.num_rows() as u64;
            self.next = 0;
            self.group += 1;
        }
        Ok(())
    }

    fn held_bytes(&self) -> usize {
        self.chunk.capacity() + self.columns.iter().map(|column| column.sink.bytes()).sum::<usize>()
    }
}

fn check_limits(metadata: &FileMetadata, rows: u64, options: &LoadOptions) -> Result<(), Vec<Diagnostic>> {
    let columns = metadata.schema().columns().len() as u64;
    let limits = &options.limits;
    if columns > u64::from(limits.columns) {
        let what = Text::new("列数", "number of columns");
        return Err(vec![limits::reached("columns", &what, columns, limits.columns.into())]);
    }
    if rows > limits.rows {
        let what = Text::new("行数", "number of rows");
        return Err(vec![limits::reached("rows", &what, rows, limits.rows)]);
    }
    Ok(())
}

/// Where a column chunk is. Some writers give 0 as the place of a dictionary that is not there.
fn byte_range(group: &RowGroupMetadata, leaf: usize) -> Range<u64> {
    if group.num_rows() == 0 {
        return 4..4;
    }
    let chunk = &group.parquet_columns()[leaf];
    let data = chunk.data_page_offset().max(0) as u64;
    let dictionary = chunk.dictionary_page_offset().map_or(0, |offset| offset.max(0) as u64);
    let start = if (4..data).contains(&dictionary) { dictionary } else { data };
    start..start.saturating_add(chunk.compressed_size().max(0) as u64)
}

/// Bad bytes in words.
fn damaged(reason: impl std::fmt::Display) -> Diagnostic {
    messages::BAD_PARQUET.error().arg("reason", reason)
}

/// How many values a note is about.
fn counted(message: &crate::diag::Message, count: u64) -> Diagnostic {
    message.warning().arg("count", grouped(count))
}
