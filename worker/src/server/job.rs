//! A request at work, and what one slice makes of it.

use sandtable_engine::diag::Diagnostic;

use super::load::{Load, Recognise};
use super::query::QueryRun;
use crate::messages;
use crate::protocol::{Request, Response};

/// A request at work.
pub(super) enum Job<F> {
    /// Not begun.
    New(Box<Request>, Vec<F>),
    /// Looking at a file.
    Recognise(Box<Recognise<F>>),
    /// Reading a file.
    Load(Box<Load<F>>),
    /// Aggregating.
    Query(Box<QueryRun>),
    /// Taken out for a slice.
    Gone,
}

/// What a slice leads to.
pub(super) enum Turn<F> {
    /// There is more to do.
    More(Job<F>),
    /// There is more to do once bytes arrive.
    Waiting(Job<F>),
    /// The answer.
    Done(Box<Response>),
}

impl<F> Turn<F> {
    pub(super) fn done(response: Response) -> Self {
        Self::Done(Box::new(response))
    }
}

/// The one file of a request.
pub(super) fn only<F>(files: Vec<F>) -> Result<F, Vec<Diagnostic>> {
    let found = files.len();
    match <[F; 1]>::try_from(files) {
        Ok([file]) => Ok(file),
        Err(_) => {
            Err(vec![messages::BAD_MESSAGE.error().arg("cause", format!("{found} files instead of 1"))])
        }
    }
}
