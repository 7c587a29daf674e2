//! The page of Sandtable.
//!
//! What a query answers becomes a picture in [`charts`]; numbers and dates become text in [`format`].

pub mod browser;
pub mod charts;
pub mod format;
