//! A question to a model, and the plan that answers it.

mod explain;
mod paths;
mod plan;
mod planner;
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
pub use types::{Axis, Comparison, Filter, Limit, Query, RowColumn, Rows, Sort, SortBy, Test, Totals};
