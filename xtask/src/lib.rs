//! The workspace's own tool.
//!
//! - [`site::build`] turns the two wasm binaries and `public/` into `dist/`, a site for any static host;
//! - [`pages`] builds the pages that tests and measurements open beside it;
//! - [`serve`] serves folders on the loopback address, for people and for the browser tests;
//! - [`sizes`] holds the bundle to its budget;
//! - [`rules`] holds the crates to the dependency rules of ARCHITECTURE.md.

pub mod pages;
pub mod rules;
pub mod serve;
pub mod site;
pub mod sizes;
pub mod workspace;
