//! What page and worker say to each other.
//!
//! One message is one buffer, handed over without a copy, and the files that it speaks of. The buffer holds a
//! [`ToWorker`] or a [`FromWorker`] in postcard; cells are numbers there, never JSON. The worker speaks first, with
//! [`FromWorker::Ready`]: what is posted before that is lost. Both binaries are built together, so there is one
//! version, and a page that meets another one says so.

mod answer;
mod request;

pub use answer::{
    Dictionary, Fitted, Loaded, ModelReport, Progress, Response, Rows, Stats, TableStats, Update,
};
pub use request::{ModelSource, Renaming, Request};

use sandtable_engine::diag::Diagnostic;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The version of the wire format. It changes with every change of a type in this module.
pub const VERSION: u32 = 8;

/// Names one request of one client. Ids grow, and are not used again after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// What goes first. Requests of one priority are served in the order in which they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Priority {
    /// Somebody waits for it.
    #[default]
    Interactive,
    /// Whenever nothing else is to do; it is set aside, not lost, when something interactive arrives.
    Background,
}

/// The place on the page that an answer is for. A newer request for the same place supersedes the older one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot(pub String);

impl<S: Into<String>> From<S> for Slot {
    fn from(name: S) -> Self {
        Self(name.into())
    }
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Something to do. It is answered by exactly one of [`FromWorker::Done`], [`FromWorker::Failed`] and
    /// [`FromWorker::Cancelled`].
    Request {
        /// Chosen by the page.
        id: RequestId,
        /// What goes first.
        priority: Priority,
        /// What it supersedes.
        slot: Option<Slot>,
        /// What to do.
        request: Box<Request>,
    },
    /// Nobody waits for it any more. An id that is not known is no error: the answer may be under way.
    Cancel {
        /// Which.
        id: RequestId,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// Messages are heard from now on.
    Ready {
        /// [`VERSION`] of the worker.
        version: u32,
    },
    /// Work on this request begins or goes on; whatever happens to the worker next, happens because of it.
    Running {
        /// Which.
        id: RequestId,
    },
    /// How far it is, or a first part of the answer.
    Update {
        /// Which.
        id: RequestId,
        /// What is new.
        update: Box<Update>,
    },
    /// It is done.
    Done {
        /// Which.
        id: RequestId,
        /// The answer.
        response: Box<Response>,
    },
    /// There is no answer, and why.
    Failed {
        /// Which.
        id: RequestId,
        /// At least one error.
        diagnostics: Vec<Diagnostic>,
    },
    /// It was cancelled or superseded before it was done.
    Cancelled {
        /// Which.
        id: RequestId,
    },
    /// The last words of a worker.
    Panicked {
        /// What and where.
        message: String,
    },
}

/// The bytes of a message.
///
/// # Panics
/// Never: the types of this module hold nothing that postcard refuses.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    match postcard::to_stdvec(message) {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("messages can always be written: {error}"),
    }
}

/// The message in `bytes`.
///
/// # Errors
/// When the bytes are no message of this type and version, in words for a log.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(format!("{} bytes follow the message", rest.len())),
        Err(error) => Err(error.to_string()),
    }
}
