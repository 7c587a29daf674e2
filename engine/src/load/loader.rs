//! The loader for every format.

use std::ops::Range;

use super::csv::CsvLoader;
use super::messages;
use super::options::{LoadOptions, Source};
use super::parquet::ParquetLoader;
use super::report::{Format, Loaded, Progress};
use super::sniff;
use crate::diag::Diagnostic;
use crate::limits;
use crate::text::Text;

/// Bytes that are enough to recognise a file.
pub(super) const HEAD: u64 = 256 << 10;

/// A file being read. Dropping it cancels the reading.
pub struct Loader {
    source: Source,
    options: LoadOptions,
    state: State,
    peak_bytes: u64,
}

enum State {
    /// The first bytes, until there are enough of them.
    Head(Vec<u8>),
    Csv(Box<CsvLoader>),
    Parquet(Box<ParquetLoader>),
}

impl Loader {
    /// A loader for a file of that name and size.
    pub fn new(source: Source, options: LoadOptions) -> Self {
        Self { source, options, state: State::Head(Vec::new()), peak_bytes: 0 }
    }

    /// The bytes of the file that it wants next; none when it is done. For a text file they follow each other, so
    /// that a reader may fetch the next ones ahead.
    pub fn wants(&self) -> Option<Range<u64>> {
        match &self.state {
            State::Head(head) => {
                let end = self.source.bytes.min(HEAD);
                let start = head.len() as u64;
                (start < end).then_some(start..end)
            }
            State::Csv(csv) => csv.wants(),
            State::Parquet(parquet) => parquet.wants(),
        }
    }

    /// Takes bytes from the start of the wanted range: all of them, or at least one.
    ///
    /// # Errors
    /// Why there is no table. The loader is of no use then.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Progress, Vec<Diagnostic>> {
        self.feed_inner(bytes).map_err(|diagnostics| self.in_this_file(diagnostics))?;
        let progress = self.progress();
        self.peak_bytes = self.peak_bytes.max(progress.held_bytes + bytes.len() as u64);
        Ok(progress)
    }

    fn feed_inner(&mut self, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        let wanted = self.wants().unwrap_or_default();
        if bytes.is_empty() || bytes.len() as u64 > wanted.end - wanted.start {
            return Err(vec![short_read(wanted.end, wanted.start + bytes.len() as u64)]);
        }
        match &mut self.state {
            State::Head(head) => {
                head.extend_from_slice(bytes);
                let head = std::mem::take(head);
                self.state = if head.len() as u64 == self.source.bytes.min(HEAD) {
                    self.recognised(&head)?
                } else {
                    State::Head(head)
                };
                Ok(())
            }
            State::Csv(csv) => csv.feed(bytes),
            State::Parquet(parquet) => parquet.feed(bytes),
        }
    }

    fn recognised(&self, head: &[u8]) -> Result<State, Vec<Diagnostic>> {
        check_size(&self.source, &self.options)?;
        let (source, options) = (self.source.clone(), self.options.clone());
        Ok(match sniff::format(head).map_err(|diagnostic| vec![diagnostic])? {
            Format::Csv => State::Csv(Box::new(CsvLoader::start(head, source, options)?)),
            Format::Parquet => State::Parquet(Box::new(ParquetLoader::start(source, options)?)),
        })
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        match &self.state {
            State::Head(head) => Progress {
                bytes_done: head.len() as u64,
                bytes_total: self.source.bytes,
                pass: 1,
                held_bytes: head.len() as u64,
                rows: 0,
            },
            State::Csv(csv) => csv.progress(),
            State::Parquet(parquet) => parquet.progress(),
        }
    }

    /// The table, once the loader wants no more.
    ///
    /// # Errors
    /// Why there is no table: an empty file, or bytes that were wanted and not fed.
    pub fn finish(self) -> Result<Loaded, Vec<Diagnostic>> {
        if let Some(wanted) = self.wants() {
            let found = wanted.start;
            return Err(self.in_this_file(vec![short_read(self.source.bytes, found)]));
        }
        let name = self.source.name;
        let result = match self.state {
            State::Head(_) => Err(vec![messages::EMPTY_FILE.error()]),
            State::Csv(csv) => csv.finish(self.peak_bytes),
            State::Parquet(parquet) => parquet.finish(self.peak_bytes),
        };
        result.map_err(|diagnostics| diagnostics.into_iter().map(|d| d.in_file(&name)).collect())
    }

    fn in_this_file(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(&self.source.name)).collect()
    }
}

fn check_size(source: &Source, options: &LoadOptions) -> Result<(), Vec<Diagnostic>> {
    if source.bytes > options.limits.file_bytes {
        let what = Text::new("文件字节数", "size of the file in bytes");
        return Err(vec![limits::reached("file_bytes", &what, source.bytes, options.limits.file_bytes)]);
    }
    Ok(())
}

fn short_read(expected: u64, found: u64) -> Diagnostic {
    let message = messages::SHORT_READ.error().arg("expected", expected).arg("found", found);
    message.hint(messages::SHORT_READ_HINT.text())
}

/// Loads a file whose bytes are in memory.
///
/// # Errors
/// Why there is no table.
pub fn load_bytes(name: &str, bytes: &[u8], options: LoadOptions) -> Result<Loaded, Vec<Diagnostic>> {
    let mut loader = Loader::new(Source { name: name.to_owned(), bytes: bytes.len() as u64 }, options);
    while let Some(wanted) = loader.wants() {
        loader.feed(&bytes[wanted.start as usize..wanted.end as usize])?;
    }
    loader.finish()
}
