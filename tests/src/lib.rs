//! What the tests of Sandtable share.
//!
//! - `browser` (a feature) drives the built site in a real Chromium.

#[cfg(feature = "browser")]
pub mod browser;
