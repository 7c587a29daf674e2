//! What a run reads, borrowed for a call or shared for as long as the run lasts.

use std::ops::Deref;
use std::sync::Arc;

/// A borrowed or a shared value. A run over shared values can be kept between two slices of other work.
#[derive(Debug)]
pub enum Held<'a, T> {
    /// For as long as the caller waits.
    Borrowed(&'a T),
    /// For as long as the run lasts.
    Shared(Arc<T>),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Shared(value) => value,
        }
    }
}

impl<'a, T> From<&'a T> for Held<'a, T> {
    fn from(value: &'a T) -> Self {
        Self::Borrowed(value)
    }
}

impl<T> From<Arc<T>> for Held<'_, T> {
    fn from(value: Arc<T>) -> Self {
        Self::Shared(value)
    }
}
