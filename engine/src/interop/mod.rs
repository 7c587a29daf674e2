//! Definitions of other tools ↔ ours: [Apache Ossie](ossie), [dbt](dbt), the [dictionary as a table](dictionary).
//!
//! Reading gives a [`Document`](crate::model::Document) and everything that did not map, each with its place; writing
//! gives a text and everything that it cannot say. Expressions are translated as text and never evaluated.

mod build;
mod code;
pub mod dbt;
pub mod dictionary;
mod losses;
mod messages;
mod node;
pub mod ossie;
mod out;
mod print;
mod sql;
#[cfg(test)]
mod tests;
