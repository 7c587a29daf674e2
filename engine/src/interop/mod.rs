//! Definitions of other tools ↔ ours: [Apache Ossie](ossie), [`dbt`], the [dictionary as a table](dictionary).
//!
//! Reading gives a [`Document`](crate::model::Document) and everything that did not map, each with its place; writing
//! gives a text and everything that it cannot say. [`export`] and [`import`] do either for a file of any format. Expressions are translated as text and never evaluated.

mod build;
mod changes;
mod code;
pub mod dbt;
pub mod dictionary;
mod exchange;
mod losses;
mod messages;
mod node;
pub mod ossie;
mod out;
mod print;
mod sql;
#[cfg(test)]
mod tests;

pub use changes::{Changed, FieldChange, Happens, Kind};
pub use dictionary::ImportOptions;
pub use exchange::{Exported, Format, Imported, Input, Outcome, export, import, recognise};
