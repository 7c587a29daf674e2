//! The worker's end.
