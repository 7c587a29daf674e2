//! A question to a model, and the plan that answers it.

mod explain;
mod paths;
pub(crate) mod plan;
mod planner;
mod scans;
pub mod sql;
mod types;

pub use explain::explain;
pub use paths::reachable;
pub use plan::{Condition, FactPlan, Measure, Plan, PlanAxis, Reach, Target};
pub use planner::{TIME, plan};
pub(crate) use scans::{ScanPlan, Way};
pub use types::{Axis, Comparison, Filter, Limit, Query, Sort, SortBy, Test, Totals};
