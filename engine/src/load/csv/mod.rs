//! Delimited text.
//!
//! A chunk goes through three steps: an index of its separators and record ends ([`index`]), rows of equal length
//! out of it ([`rows`]), and for each column one builder that walks down its cells. Steps one and two touch every
//! byte once and copy nothing; a cell is copied only when it stays text and is new to its dictionary.
//!
//! The reader is our own because the `csv` crate and the one of polars-io give neither the rejected values with
//! their place nor a type decided over the whole column.

pub(super) mod dialect;
mod finish;
pub(super) use finish::rejected_values;
mod index;
mod loader;
mod masks;
mod names;
pub(super) mod record;
mod rows;
mod start;

pub(super) use loader::CsvLoader;
