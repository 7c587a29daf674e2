//! What the tests of Sandtable share.
//!
//! - [`suite`] runs the conformance cases: pure, so that the same text comes out natively and in WebAssembly,
//! - [`engine`] is the whole path in one call; [`doc`] writes model documents, [`tables`] builds tables from values,
//! - `random` makes random stars, queries and the SQL that answers them,
//! - `model_sql` writes SQL for the metrics of a model, `duckdb` answers SQL, `real` loads real files, `shared` finds
//!   them, `sample` loads the sample (none of them in WebAssembly),
//! - `warehouse` answers the SQL that the engine writes, in the database of each dialect (not in WebAssembly),
//! - `browser` (a feature) drives the built site in a real Chromium.

#[cfg(feature = "browser")]
pub mod browser;
pub mod doc;
#[cfg(not(target_arch = "wasm32"))]
pub mod duckdb;
pub mod engine;
#[cfg(not(target_arch = "wasm32"))]
pub mod model_sql;
#[cfg(not(target_arch = "wasm32"))]
pub mod random;
#[cfg(not(target_arch = "wasm32"))]
pub mod real;
#[cfg(not(target_arch = "wasm32"))]
pub mod sample;
#[cfg(not(target_arch = "wasm32"))]
pub mod shared;
pub mod suite;
pub mod tables;
#[cfg(not(target_arch = "wasm32"))]
pub mod warehouse;
