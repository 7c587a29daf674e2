//! Seeded generator of Sandtable's sample data.

pub mod benchmark;
pub mod calendar;
pub mod cars;
pub mod geo;
pub mod names;
pub mod rng;
pub mod table;
pub mod write;
