//! The only way to change what is looked at: a [`Command`] turns a [`View`] into the next one.
//!
//! Commands are data and know no page, so that each can be tested, undone and replayed.

mod apply;
mod import;
mod page;

pub use apply::apply;
pub use import::{ImportCommand, apply_import, loaded, recognised};

use sandtable_engine::calendar::{Grain, Period};
use sandtable_engine::query::Sort;

use crate::state::{Chart, FieldFilter, Member, View};

/// A step of the reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Show this view, as when a link is opened.
    Show(Box<View>),
    /// Add a metric, or take it away; the last one stays.
    ToggleMetric(String),
    /// Put a metric first.
    LeadWith(String),
    /// Add a dimension to the rows, or take it away wherever it is.
    ToggleDimension(String),
    /// Move a row dimension one place outwards.
    MoveOut(String),
    /// Put a dimension across the table; none puts the one across back into the rows.
    Across(Option<String>),
    /// Choose the time range.
    Period(Option<Period>),
    /// Choose the width of time buckets.
    Grain(Grain),
    /// Add a filter; one on the same field with the same kind of condition is replaced.
    SetFilter(FieldFilter),
    /// Take a filter away, by its position.
    RemoveFilter(usize),
    /// Take all filters away.
    ClearFilters,
    /// Put a member into its field's filter, or take it out. `exclude` says what a new filter does with it.
    ToggleMember {
        /// The dimension.
        field: String,
        /// The member.
        member: Member,
        /// Keep the others instead.
        exclude: bool,
    },
    /// Order the table.
    Sort(Option<Sort>),
    /// Keep the first members of the outermost dimension.
    Top(Option<usize>),
    /// Show or hide the row 其他.
    Others(bool),
    /// Show or hide totals.
    Totals(bool),
    /// Choose the chart; none follows the question.
    Chart(Option<Chart>),
}
