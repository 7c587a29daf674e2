//! Cells ↔ XLSX.

mod book;
mod package;
mod read;
mod write;
mod xml;

pub(super) use read::read;
pub(super) use write::write;
