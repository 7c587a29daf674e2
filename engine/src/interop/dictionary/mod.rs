//! The dictionary as a table: one row a metric, one column a field of its identity card.
//!
//! [`rows`] knows the columns and what a cell says; a file format only reads and writes cells.

mod csv;
mod rows;

pub use csv::{read, write};
