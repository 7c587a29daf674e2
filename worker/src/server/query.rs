//! A query at work: rows are aggregated until the time of a slice is over; now and then a first answer is shown.

use std::sync::Arc;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::exec::{Bound, Run};
use sandtable_engine::frame::Frame;
use sandtable_engine::limits::Limits;
use sandtable_engine::query::{self, Query};

/// Rows between two looks at the clock.
const STEP_ROWS: usize = 1 << 16;
/// A query that is expected to be done within this time shows its answer once, not twice.
const SOON_MS: f64 = 60.0;
/// Milliseconds between two partial answers, at least.
const PARTIAL_MS: f64 = 100.0;
/// Partial answers take at most one part in this many of the time.
const PARTIAL_SHARE: f64 = 8.0;

/// A query at work. It keeps the data that it began with.
pub(super) struct QueryRun {
    run: Run<'static>,
    began_ms: f64,
    /// When the next partial answer may be made.
    partial_from_ms: f64,
    /// When the present partial answer was begun.
    partial_began_ms: f64,
}

impl QueryRun {
    pub(super) fn new(bound: Arc<Bound>, query: &Query, now_ms: f64) -> Result<Self, Vec<Diagnostic>> {
        let plan = Arc::new(query::plan(bound.model(), query)?);
        let run = Run::new(bound, plan, Limits::default())?;
        Ok(Self { run, began_ms: now_ms, partial_from_ms: now_ms, partial_began_ms: now_ms })
    }

    /// Aggregates until the time is over. Whether every row has been seen.
    pub(super) fn slice(&mut self, is_over: impl Fn() -> bool) -> Result<bool, Vec<Diagnostic>> {
        while self.run.step(STEP_ROWS).map_err(|error| vec![error])? {
            if is_over() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a partial answer is worth its time now.
    pub(super) fn is_partial_due(&mut self, now_ms: f64) -> bool {
        let coverage = self.run.coverage();
        let left = (coverage.rows_total - coverage.rows_done) as f64 / coverage.rows_done.max(1) as f64;
        let is_due = now_ms >= self.partial_from_ms && left * (now_ms - self.began_ms) > SOON_MS;
        self.partial_began_ms = now_ms;
        is_due
    }

    /// The answer from what has been seen so far.
    pub(super) fn partial(&mut self) -> Result<Frame, Vec<Diagnostic>> {
        self.run.frame().map_err(|error| vec![error])
    }

    /// Notes what the partial answer cost.
    pub(super) fn partial_done(&mut self, now_ms: f64) {
        let cost = now_ms - self.partial_began_ms;
        self.partial_from_ms = now_ms + PARTIAL_MS.max(cost * PARTIAL_SHARE);
    }

    pub(super) fn finish(self) -> Result<Frame, Vec<Diagnostic>> {
        self.run.frame().map_err(|error| vec![error])
    }
}
