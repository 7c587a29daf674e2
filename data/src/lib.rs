//! Seeded generator of Sandtable's sample data: seed and [`Scale`](scale::Scale) → typed rows
//! ([`Sample::generate`](sample::Sample::generate)) → tables ([`Sample::tables`](sample::Sample::tables)) → files
//! ([`write_table`](write::write_table)). [`stories`](answers::stories) measures what is planted in them;
//! [`write_service_orders`](benchmark::write_service_orders) streams the benchmark table.
#![doc = include_str!("../README.md")]

pub mod aftersales;
pub mod answers;
pub mod benchmark;
pub mod calendar;
pub mod cars;
pub mod dates;
pub mod engagement;
pub mod geo;
pub mod names;
pub mod network;
pub mod owners;
pub mod rng;
pub mod sales;
pub mod sample;
pub mod scale;
pub mod stories;
pub mod table;
pub mod write;
