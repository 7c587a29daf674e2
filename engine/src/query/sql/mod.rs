//! A plan as SQL, for a company's own warehouse: the same scans, windows, keys and formulas that the executor runs, in
//! the words of five dialects.
//!
//! Each fact is aggregated on its own, so that nothing is counted twice; the facts meet by a union on their keys, and
//! formulas come last. A key is two columns, the value and what it stands for, so that a null, a key without a row, the
//! rest of a limit and a total stay apart. What a dialect cannot say is a diagnostic, never another number.
//!
//! The statement relies on two things that the engine checks and SQL does not: columns have the types of the model's
//! fields, and the keys of dimension tables are unique.

mod bridges;
mod calls;
mod condition;
mod days;
mod dialect;
mod finish;
mod formulas;
mod functions;
mod group_windows;
mod groups;
mod header;
mod length;
mod listing;
mod members;
mod messages;
mod months;
mod over;
mod placed;
mod rows;
mod select;
mod source;
mod stage;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod window;
mod windowed;
mod writer;

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::diag::Diagnostic;
use crate::model::Model;
use crate::query::Plan;

pub use dialect::Dialect;

/// What the kinds of a key mean, from 0 on.
const KINDS: [&str; 5] = ["成员 member", "(空) blank", "(未匹配) unmatched", "其他 others", "合计 total"];

/// What only the warehouse knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The day that counts as today where the query sets none; without it the statement looks up the last date of the
    /// facts, as the engine does. Unlike the query's own it does not leave out later rows.
    pub as_of: Option<Date>,
    /// Database and schema before every table name, outermost first.
    pub schema: Vec<String>,
    /// Tables that are called otherwise there: the model's name to database, schema and name.
    pub tables: BTreeMap<String, Vec<String>>,
}

/// Writes a plan as one SELECT, which gives the rows of the executor's frame in its order: a column and its kind for
/// each dimension, `rolled_up` where there are totals, then the metrics and the windows. A query of rows gives its columns,
/// a kind beside those that lie beyond a relationship.
///
/// # Errors
/// Periods that contradict the query, and all that the dialect cannot say.
pub fn write(
    model: &Model,
    plan: &Plan,
    dialect: Dialect,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    let mut writer = writer::Writer::new(model, plan, dialect, options);
    if !writer.errors.is_empty() {
        return Err(writer.errors);
    }
    let query = writer.statement();
    if !writer.errors.is_empty() {
        return Err(writer.errors);
    }
    Ok(format!("{}{query:#}\n", writer.header()))
}
