//! The engine behind a message port.
//!
//! - [`protocol`]: what page and worker say to each other, and its bytes;
//! - [`client`]: the page's end: requests with ids, progress, cancel, and a worker that is restarted with its data;
//! - [`server`]: the worker's end: long work in slices, so that cancel and urgent questions are heard in between;
//! - [`browser`]: the one module that names the browser: a real worker as the client's link, a real scope as the
//!   server's port, files read piece by piece.
//!
//! `protocol`, `client` and `server` know no browser: time, memory, files and the port are traits, so that all of
//! their behaviour is tested natively.

pub mod browser;
pub mod client;
pub mod protocol;
pub mod server;

mod messages;
