//! A question to a model, and the plan that answers it.

mod types;

pub use types::{Axis, Comparison, Filter, Limit, Query, Sort, SortBy, Test, Totals};
