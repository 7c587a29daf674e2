//! Bytes → [`Table`](crate::table::Table), for every file format behind one interface.
//!
//! A [`Loader`] never opens a file. It says which bytes it wants next ([`Loader::wants`]) and is fed them
//! ([`Loader::feed`]) until it wants no more; then [`Loader::finish`] gives the table and a [`LoadReport`]. So the
//! same code reads a dropped `File` in slices, a path of the command line, and bytes in memory, and:
//!
//! - **Progress** is what `feed` returns: bytes of the work so far against bytes in all, and rows.
//! - **Cancelling** is dropping the loader between two feeds; a feed takes some milliseconds.
//! - **A second look** is the loader asking for bytes again: when a column turns out to have another type than the
//!   first rows suggested, only that column is read anew ([`Progress::pass`] says so).
//! - **Peak memory** is the greatest sum of what the loader held (buffers under construction, the bytes being fed, the
//!   rest of a record that a chunk cut), in [`LoadReport::peak_bytes`].
//!
//! A [`Recogniser`] works the same way on a few kilobytes and says what the file looks like: format, dialect, columns
//! with the type their first values suggest, a preview.
//!
//! Values that do not fit the type of their column become null and are counted with row, column, value and reason
//! ([`Rejects`]). What is wrong with the whole file is a list of diagnostics and no table.

mod build;
mod csv;
mod loader;
mod messages;
mod naming;
mod numbers;
mod options;
mod parquet;
mod recognise;
mod report;
mod sniff;
mod times;
mod values;

pub use loader::{Loader, load_bytes};
pub use naming::table_name;
pub use options::{ColumnOption, DateOrder, LoadOptions, Source};
pub use recognise::{Recogniser, recognise_bytes};
pub use report::{
    ColumnEvidence, Format, LoadReport, Loaded, Progress, Reason, RecognisedColumn, Recognition, Reject,
    Rejects,
};

#[cfg(test)]
mod tests;
