//! Chunks of a text file → columns, in as many passes as it takes.

use std::ops::Range;

use super::super::build::{Brief, Builder, Built, BuiltColumn, Cells, Kind, guess, kind_of};
use super::super::messages;
use super::super::options::{ColumnOption, LoadOptions, Source};
use super::super::report::{Format, LoadReport, Loaded, Progress};
use super::super::sniff::{BOM, is_gbk};
use super::dialect::{Dialect, detect, records};
use super::finish;
use super::names::{Name, names, numbered};
use super::record::{End, Record};
use super::rows::{Ragged, RowReader};
use super::start::{
    check_columns, expected_rows, lines_before, record_limit, speaks_of_dates, too_long, unclosed, width,
};
use crate::diag::Diagnostic;
use crate::limits;
use crate::text::Text;

/// Bytes asked for at a time: large enough that asking costs nothing, small enough to answer a cancel.
const CHUNK: u64 = 4 << 20;
/// Bytes indexed at a time, so that bytes and places stay in the cache for all columns.
const REGION: usize = 64 << 10;
/// After this many readings a column is text.
const MOST_PASSES: u32 = 4;

/// A text file being read.
pub(in crate::load) struct CsvLoader {
    source: Source,
    options: LoadOptions,
    dialect: Dialect,
    columns: Vec<ColumnState>,
    reader: RowReader,
    /// Beginning of a record whose end is in a later chunk.
    carry: Vec<u8>,
    /// Place of the next byte in the file.
    at: u64,
    /// Place of the first data record.
    data_start: u64,
    header_lines: u64,
    pass: u32,
    /// What the first pass found out about the records.
    found: Option<(u64, Ragged)>,
    diagnostics: Vec<Diagnostic>,
}

/// A column while its file is read.
pub(super) struct ColumnState {
    pub(super) name: Name,
    pub(super) option: ColumnOption,
    builder: Option<Builder>,
    pub(super) built: Option<Box<BuiltColumn>>,
    tried: Vec<Kind>,
}

impl ColumnState {
    /// Its name in the table.
    pub(super) fn table_name(&self) -> &str {
        self.option.rename.as_deref().unwrap_or(&self.name.name)
    }
}

impl CsvLoader {
    /// Begins with the first bytes of the file, which count as read.
    pub(in crate::load) fn start(
        head: &[u8],
        source: Source,
        options: LoadOptions,
    ) -> Result<Self, Vec<Diagnostic>> {
        let is_whole = head.len() as u64 == source.bytes;
        let mark = if head.starts_with(BOM) { BOM.len() } else { 0 };
        let text = &head[mark..];
        let extension = source.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let dialect = detect(text, is_whole, extension, &options);
        let signs = dialect.signs;

        let mut diagnostics = Vec::new();
        let mut start = 0;
        let mut first = Record::default();
        loop {
            first.clear();
            match first.read(text, start, signs, is_whole) {
                End::Cut(open) => return Err(vec![too_long(open, &first, &options, signs.newline, text)]),
                End::At(next) if first.is_blank() && next < text.len() => start = next,
                End::At(next) => {
                    start = if dialect.header { next } else { start };
                    break;
                }
            }
        }
        let body = records(&text[start..], is_whole, signs, 1_000);
        let width = width(&first, &body, dialect.header);
        check_columns(width, &options)?;
        let names = match dialect.header {
            true => {
                if std::str::from_utf8(&first.bytes).is_err() {
                    let is_gbk = first.fields().all(|name| std::str::from_utf8(name).is_ok() || is_gbk(name));
                    let message = if is_gbk { messages::HEADER_LOOKS_GBK } else { messages::HEADER_NOT_UTF8 };
                    diagnostics.push(message.warning().hint(messages::SAVE_AS_UTF8_HINT.text()));
                }
                let mut header: Vec<String> =
                    first.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
                header.resize(width, String::new());
                names(&header, &mut diagnostics)
            }
            false => numbered(width),
        };
        for option in &options.columns {
            if !names.iter().any(|name| name.source == option.source || name.name == option.source) {
                diagnostics.push(messages::UNKNOWN_COLUMN.warning().arg("name", &option.source));
            }
        }

        let data_start = (mark + start) as u64;
        let expected = expected_rows(source.bytes - data_start, &body, is_whole, &options);
        let columns = names
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let option = options.column(&name.source, &name.name);
                let kind = match option.data_type {
                    Some(_) => kind_of(option.data_type),
                    None => guess(body.iter().filter_map(|record| record.fields().nth(index))),
                };
                let mut state = ColumnState { name, option, builder: None, built: None, tried: Vec::new() };
                if !state.option.skip {
                    state.begin(kind, expected, &options);
                }
                state
            })
            .collect();
        let header_lines = memchr::memchr_iter(signs.newline, &text[..start]).count() as u64;
        let mut reader = RowReader::new(signs, width, options.limits.rejects_kept as usize);
        reader.lines = header_lines;
        let mut loader = Self {
            at: data_start,
            source,
            options,
            dialect,
            columns,
            reader,
            carry: Vec::new(),
            data_start,
            header_lines,
            pass: 1,
            found: None,
            diagnostics,
        };
        if start < text.len() {
            loader.feed(&text[start..])?;
        } else {
            loader.end_pass_at_end()?;
        }
        Ok(loader)
    }

    /// Bytes at the end of what was fed that make no complete record.
    pub(in crate::load) fn unread_bytes(&self) -> usize {
        self.carry.len()
    }

    /// Name in the file and default name of every column, those left out included.
    pub(in crate::load) fn names(&self) -> Vec<(String, String)> {
        self.columns.iter().map(|column| (column.name.source.clone(), column.name.name.clone())).collect()
    }

    pub(in crate::load) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The bytes it wants next; none when every column is done.
    pub(in crate::load) fn wants(&self) -> Option<Range<u64>> {
        let end = self.source.bytes.min(self.at + CHUNK);
        (self.at < end).then_some(self.at..end)
    }

    pub(in crate::load) fn progress(&self) -> Progress {
        Progress {
            bytes_done: self.at - self.data_start,
            bytes_total: self.source.bytes - self.data_start,
            rows: self.reader.rows,
            pass: self.pass,
            held_bytes: self.held_bytes() as u64,
        }
    }

    fn held_bytes(&self) -> usize {
        let columns = self.columns.iter().map(|column| match (&column.builder, &column.built) {
            (Some(builder), _) => builder.bytes(),
            (None, Some(built)) => finish::bytes_of(built),
            (None, None) => 0,
        });
        columns.sum::<usize>() + self.carry.capacity() + self.reader.bytes()
    }

    /// Takes the next bytes of the file.
    pub(in crate::load) fn feed(&mut self, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        self.at += bytes.len() as u64;
        let mut used = 0;
        if !self.carry.is_empty() {
            used = self.feed_carry(bytes).map_err(|d| vec![d])?;
        }
        used += self.consume(&bytes[used..]).map_err(|d| vec![d])?;
        self.carry.extend_from_slice(&bytes[used..]);
        self.end_pass_at_end()
    }

    /// Completes the record that the last chunk cut; returns how many of `bytes` that and its followers took.
    fn feed_carry(&mut self, bytes: &[u8]) -> Result<usize, Diagnostic> {
        let mut carry = std::mem::take(&mut self.carry);
        let old = carry.len();
        let mut taken = 0;
        let mut more = REGION;
        let used = loop {
            let upto = bytes.len().min(more);
            carry.extend_from_slice(&bytes[taken..upto]);
            taken = upto;
            // The first record of the carry was cut, so whatever is complete ends within `bytes`.
            let consumed = self.consume(&carry)?;
            if consumed > 0 {
                break consumed - old;
            }
            if taken == bytes.len() {
                self.carry = carry;
                return Ok(taken);
            }
            more *= 4;
        };
        carry.clear();
        self.carry = carry;
        Ok(used)
    }

    /// Reads the complete records of `bytes`, which begin with one; returns the bytes that they took.
    fn consume(&mut self, bytes: &[u8]) -> Result<usize, Diagnostic> {
        let mut used = 0;
        let mut size = REGION;
        while used < bytes.len() {
            let end = bytes.len().min(used + size);
            let region = &bytes[used..end];
            let columns = &mut self.columns;
            let taken = self.reader.read(region, &mut |cells| append(columns, cells));
            if taken > 0 {
                used += taken;
                size = REGION;
                continue;
            }
            self.check_record(region)?;
            if end == bytes.len() {
                break;
            }
            size *= 4;
        }
        if self.reader.rows > self.options.limits.rows {
            let what = Text::new("行数", "number of rows");
            return Err(limits::reached("rows", &what, self.reader.rows, self.options.limits.rows));
        }
        Ok(used)
    }

    /// A record must end within bounds.
    fn check_record(&mut self, region: &[u8]) -> Result<(), Diagnostic> {
        let limit = self.options.limits.cell_bytes as usize;
        if region.len() <= limit {
            return Ok(());
        }
        match self.reader.open_quote(region) {
            Some(open) if region.len() - open > limit => {
                let line = self.reader.lines + 1 + lines_before(region, open, self.dialect.signs.newline);
                Err(unclosed(line, Some(self.reader.rows + 1)))
            }
            None if region.len() > limit * 16 => Err(record_limit(region.len(), limit)),
            _ => Ok(()),
        }
    }

    fn end_pass_at_end(&mut self) -> Result<(), Vec<Diagnostic>> {
        if self.at < self.source.bytes {
            return Ok(());
        }
        if !self.carry.is_empty() {
            let mut carry = std::mem::take(&mut self.carry);
            carry.push(self.dialect.signs.newline);
            let used = self.consume(&carry).map_err(|d| vec![d])?;
            if used < carry.len() {
                let rest = &carry[used..];
                let open = self.reader.open_quote(rest).unwrap_or(0);
                let line = self.reader.lines + 1 + lines_before(rest, open, self.dialect.signs.newline);
                return Err(vec![unclosed(line, Some(self.reader.rows + 1))]);
            }
        }
        self.end_pass();
        Ok(())
    }

    /// Ends every column that is sure of its type, and begins the others anew.
    fn end_pass(&mut self) {
        let rows = self.reader.rows;
        let mut is_done = true;
        for column in &mut self.columns {
            let Some(builder) = column.builder.take() else { continue };
            match builder.finish() {
                Built::Column(built) => column.built = Some(built),
                Built::Again(kind) => {
                    let is_loop = column.tried.contains(&kind) || self.pass + 1 >= MOST_PASSES;
                    column.begin(if is_loop { Kind::Text } else { kind }, rows as usize, &self.options);
                    is_done = false;
                }
            }
        }
        let fresh = RowReader::new(self.dialect.signs, self.columns.len(), 0);
        let reader = std::mem::replace(&mut self.reader, fresh);
        if self.found.is_none() {
            self.found = Some((rows, reader.ragged));
        }
        self.reader.rows = if is_done { rows } else { 0 };
        if !is_done {
            self.reader.lines = self.header_lines;
            self.at = self.data_start;
            self.pass += 1;
        }
    }

    /// The table, once it wants no more.
    pub(in crate::load) fn finish(self, peak_bytes: u64) -> Result<Loaded, Vec<Diagnostic>> {
        let (rows, ragged) = self.found.unwrap_or_default();
        let passes = self.pass;
        let mut report = LoadReport {
            format: Format::Csv,
            rows,
            file_bytes: self.source.bytes,
            table_bytes: 0,
            peak_bytes,
            passes,
            columns: Vec::new(),
            rejects: Default::default(),
            diagnostics: self.diagnostics,
        };
        let keep = self.options.limits.rejects_kept as usize;
        finish::notes_on_rows(rows, self.columns.len(), &ragged, &mut report.diagnostics);
        let name = self.options.table_name(&self.source);
        let table = finish::table(name, rows, self.columns, ragged, keep, &mut report)?;
        for diagnostic in &mut report.diagnostics {
            diagnostic.location.file = Some(self.source.name.clone());
        }
        report.table_bytes = table.bytes() as u64;
        Ok(Loaded { table, report })
    }
}

impl ColumnState {
    fn begin(&mut self, kind: Kind, expected: usize, options: &LoadOptions) {
        let kind = match (kind, self.option.date_order) {
            (Kind::Date(None), order) => Kind::Date(order),
            (kind, _) => kind,
        };
        let brief = Brief {
            forced: self.option.data_type,
            trim: self.option.trim,
            named_date: speaks_of_dates(&self.name.name),
            expected,
            keep: options.limits.rejects_kept as usize,
            reconsider: self.option.data_type.is_none() && self.tried.is_empty(),
        };
        self.tried.push(kind);
        self.builder = Some(Builder::new(kind, brief));
    }
}

fn append(columns: &mut [ColumnState], cells: &Cells<'_>) {
    for (index, column) in columns.iter_mut().enumerate() {
        if let Some(builder) = &mut column.builder {
            builder.append(&cells.column(index));
        }
    }
}
