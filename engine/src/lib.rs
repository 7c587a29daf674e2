//! The metric engine of Sandtable.
//!
//! Data flows one way, and each room has one entry:
//!
//! 1. bytes → [`Table`](table::Table) by [`load`],
//! 2. a definition as written → [`Model`](model::Model) by [`model`] (expressions by [`formula`]),
//! 3. a [`Query`](query::Query) on that model → [`Plan`](query::Plan) by [`query`] (periods by [`calendar`]),
//! 4. plan and tables → [`Frame`](frame::Frame) by [`exec`], always update → merge → finish,
//! 5. all of it that a colleague must see → one document in [`sandbox`].
//!
//! Definitions of other tools are read and written by [`interop`].
//!
//! The engine knows no browser, clock, locale, randomness or I/O: bytes, `as_of`, seeds and limits are arguments.

pub mod calendar;
pub mod diag;
pub mod exec;
pub mod formula;
pub mod frame;
pub mod interop;
pub mod limits;
pub mod load;
pub mod model;
pub mod query;
pub mod sandbox;
pub mod suggest;
pub mod table;
pub mod text;
