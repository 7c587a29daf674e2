//! Seeded generator of Sandtable's sample data.

pub mod aftersales;
pub mod benchmark;
pub mod calendar;
pub mod cars;
pub mod dates;
pub mod geo;
pub mod names;
pub mod network;
pub mod owners;
pub mod rng;
pub mod sample;
pub mod scale;
pub mod stories;
pub mod table;
pub mod write;
