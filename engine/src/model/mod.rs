//! Definitions as written → a resolved [`Model`]: datasets, relationships, dimensions, metrics in three layers.

mod types;

pub use types::*;
