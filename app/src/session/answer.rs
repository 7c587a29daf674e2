//! What is known of an answer, and what a view shows of it.

use std::sync::Arc;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::Frame;
use sandtable_worker::client::Failure;

/// What is known of the answer to one query.
#[derive(Clone, Debug, Default)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    Waiting,
    /// From the rows seen so far.
    Partial(Arc<Frame>),
    /// All of it.
    Complete(Arc<Frame>),
    /// There is none, and why.
    Failed(Arc<[Diagnostic]>),
}

impl Answer {
    pub(super) fn partial(frame: Frame) -> Self {
        Self::Partial(Arc::new(frame))
    }
}

pub(super) fn settled(result: Result<Frame, Failure>) -> Answer {
    match result {
        Ok(frame) => Answer::Complete(Arc::new(frame)),
        Err(failure) => Answer::Failed(failure.diagnostics().into()),
    }
}

/// How a shown frame relates to the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is asked.
    #[default]
    Idle,
    /// The answer is on its way; what is shown, if anything, answers the question before.
    Waiting,
    /// It answers the question from a part of the rows.
    Partial,
    /// It answers the question.
    Complete,
    /// There is no answer.
    Failed,
}

/// What a view shows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The frame.
    pub frame: Option<Arc<Frame>>,
    /// How it relates to the question.
    pub standing: Standing,
    /// Why there is no answer.
    pub diagnostics: Arc<[Diagnostic]>,
}

impl PartialEq for Shown {
    /// Frames are compared by identity: two answers are never worth comparing cell by cell.
    fn eq(&self, other: &Self) -> bool {
        let same_frame = match (&self.frame, &other.frame) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same_frame && self.standing == other.standing && self.diagnostics == other.diagnostics
    }
}

impl Shown {
    pub(super) fn after(before: Option<&Self>, answer: Answer) -> Self {
        let none: Arc<[Diagnostic]> = Arc::from([]);
        let (frame, standing, diagnostics) = match answer {
            Answer::Waiting => (before.and_then(|shown| shown.frame.clone()), Standing::Waiting, none),
            Answer::Partial(frame) => (Some(frame), Standing::Partial, none),
            Answer::Complete(frame) => (Some(frame), Standing::Complete, none),
            Answer::Failed(diagnostics) => (None, Standing::Failed, diagnostics),
        };
        Self { frame, standing, diagnostics }
    }

    /// Whether what is shown answers an older question.
    pub fn is_stale(&self) -> bool {
        self.standing == Standing::Waiting && self.frame.is_some()
    }

    /// Whether there is nothing to show yet.
    pub fn is_empty(&self) -> bool {
        self.standing == Standing::Waiting && self.frame.is_none()
    }

    /// The part of the rows seen, while it is not all of them.
    pub fn part_seen(&self) -> Option<f64> {
        let coverage = self.frame.as_ref()?.coverage;
        let is_partial = self.standing == Standing::Partial && coverage.rows_total > 0;
        is_partial.then(|| coverage.rows_done as f64 / coverage.rows_total as f64)
    }
}
