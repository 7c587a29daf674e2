//! A question to a model, and the plan that answers it.

mod explain;
mod paths;
pub(crate) mod plan;
mod planner;
mod scans;
pub mod sql;
#[cfg(test)]
mod tests;
mod types;

pub use explain::explain;
pub use paths::reachable;
pub use plan::{
    BridgePlan, Condition, FactPlan, Measure, Plan, PlanAxis, PlanWindow, Reach, RowField, RowOrder, RowPlan,
    RowSource, Shown, Target,
};
pub use planner::{TIME, plan};
pub(crate) use scans::{ScanPlan, Way};
pub use types::{Axis, Comparison, Filter, Limit, Query, RowColumn, Rows, Sort, SortBy, Test, Totals};
