//! Files read piece by piece, until the time of a slice is over.

use std::ops::Range;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::load::{
    LoadOptions, LoadReport, Loader, Progress as LoaderProgress, Recogniser, Recognition, Source,
};
use sandtable_engine::table::Table;

use super::{File, Read};
use crate::messages;
use crate::protocol::Progress;

/// Bytes read at once: long enough to be read fast, short enough to be worked through within a slice.
const PIECE: u64 = 2 << 20;
/// Milliseconds between two reports.
const REPORT_MS: f64 = 60.0;

/// What a slice of reading leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The time is over.
    More,
    /// Bytes are on their way.
    Waiting,
    /// All is read.
    Done,
}

/// A file being recognised.
pub(super) struct Recognise<F> {
    recogniser: Recogniser,
    file: F,
    piece: Vec<u8>,
}

impl<F: File> Recognise<F> {
    pub(super) fn new(name: &str, options: LoadOptions, file: F) -> Self {
        Self { recogniser: Recogniser::new(source(name, &file), options), file, piece: Vec::new() }
    }

    /// Reads until the time is over or bytes are missing.
    pub(super) fn slice(&mut self, is_over: impl Fn() -> bool) -> Result<Reading, Vec<Diagnostic>> {
        while let Some(wanted) = self.recogniser.wants() {
            if read(&mut self.file, wanted, &mut self.piece)? == Read::Coming {
                return Ok(Reading::Waiting);
            }
            self.recogniser.feed(&self.piece)?;
            if is_over() && self.recogniser.wants().is_some() {
                return Ok(Reading::More);
            }
        }
        Ok(Reading::Done)
    }

    pub(super) fn finish(self) -> Result<Recognition, Vec<Diagnostic>> {
        self.recogniser.finish()
    }
}

/// A file being loaded.
pub(super) struct Load<F> {
    loader: Loader,
    file: F,
    piece: Vec<u8>,
    reported_ms: f64,
}

impl<F: File> Load<F> {
    pub(super) fn new(name: &str, options: LoadOptions, file: F, now_ms: f64) -> Self {
        let loader = Loader::new(source(name, &file), options);
        Self { loader, file, piece: Vec::new(), reported_ms: now_ms }
    }

    /// Reads until the time is over or bytes are missing.
    pub(super) fn slice(&mut self, is_over: impl Fn() -> bool) -> Result<Reading, Vec<Diagnostic>> {
        while let Some(wanted) = self.loader.wants() {
            if read(&mut self.file, wanted, &mut self.piece)? == Read::Coming {
                return Ok(Reading::Waiting);
            }
            self.loader.feed(&self.piece)?;
            if is_over() && self.loader.wants().is_some() {
                return Ok(Reading::More);
            }
        }
        Ok(Reading::Done)
    }

    /// How far it is, when it is time to say so.
    pub(super) fn progress(&mut self, now_ms: f64) -> Option<Progress> {
        if now_ms - self.reported_ms < REPORT_MS {
            return None;
        }
        self.reported_ms = now_ms;
        let LoaderProgress { bytes_done, bytes_total, rows, pass, .. } = self.loader.progress();
        Some(Progress { rows, bytes: bytes_done, bytes_total, pass })
    }

    pub(super) fn finish(self) -> Result<(Table, LoadReport), Vec<Diagnostic>> {
        // The buffer goes first: finishing needs room of its own.
        drop(self.piece);
        let loaded = self.loader.finish()?;
        Ok((loaded.table, loaded.report))
    }
}

fn source(name: &str, file: &impl File) -> Source {
    Source { name: name.to_owned(), bytes: file.bytes() }
}

fn read(file: &mut impl File, wanted: Range<u64>, piece: &mut Vec<u8>) -> Result<Read, Vec<Diagnostic>> {
    let end = wanted.end.min(wanted.start + PIECE);
    file.read(wanted.start..end, piece).map_err(|cause| {
        vec![messages::READ_FAILED.error().arg("cause", cause).hint(messages::READ_FAILED_HINT.text())]
    })
}
