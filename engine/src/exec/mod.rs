//! Plan and tables → [`Frame`], always update → merge → finish.
//!
//! [`Bound`] is a model on its tables: joins are lookups from key codes to rows, checked once. A [`Run`] scans each
//! fact of a plan in slices; every slice updates partial states by group. Totals, 「其他」 and windows over days fold
//! those states into coarser ones, so whatever is shown comes from rows and never from cells.

mod axis;
mod bound;
mod bridges;
pub(crate) mod coding;
mod finish;
mod held;
mod join;
mod kernels;
mod listing;
mod placing;
mod predicate;
mod prepare;
mod row;
mod rows;
mod run;
mod scan;
mod state;
mod sum;
mod windows;

pub use bound::{Bound, Tables};
pub use held::Held;
pub use run::Run;

use crate::diag::Diagnostic;
use crate::frame::Frame;
use crate::limits::Limits;
use crate::query::{self, Query};

/// Plans and runs a query to its end.
///
/// # Errors
/// All that is wrong with the query, or the limit that it met.
pub fn execute(bound: &Bound, query: &Query, limits: Limits) -> Result<Frame, Vec<Diagnostic>> {
    let plan = query::plan(bound.model(), query)?;
    let mut run = Run::new(bound, &plan, limits)?;
    while run.step(usize::MAX).map_err(|error| vec![error])? {}
    run.frame().map_err(|error| vec![error])
}

#[cfg(test)]
mod tests;
