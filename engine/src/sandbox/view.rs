//! What is looked at: the question, and how its answer is shown.

use serde::{Deserialize, Serialize};

use crate::calendar::{Grain, Period};
use crate::query::{Comparison, Sort};
use crate::table::Scalar;

/// One look at a sandbox. It travels in the URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct View {
    /// Codes of the chosen metrics; the first one leads.
    pub metrics: Vec<String>,
    /// Dimensions down the table, outermost first.
    pub rows: Vec<String>,
    /// The dimension across the table.
    pub columns: Option<String>,
    /// Conditions on rows; all must hold.
    pub filters: Vec<FieldFilter>,
    /// Time range; none is everything.
    pub period: Option<Period>,
    /// The width of time buckets on every time axis.
    pub grain: Grain,
    /// Order of the table's rows; none is by time, or else by the first metric.
    pub sort: Option<Sort>,
    /// Keep the first members of the outermost dimension.
    pub top: Option<usize>,
    /// Show what `top` leaves out as one row.
    pub others: bool,
    /// Show totals and subtotals.
    pub totals: bool,
    /// The chart, where the reader has overridden what follows from the question.
    pub chart: Option<Chart>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            metrics: Vec::new(),
            rows: Vec::new(),
            columns: None,
            filters: Vec::new(),
            period: None,
            grain: Grain::Month,
            sort: None,
            top: None,
            others: true,
            totals: true,
            chart: None,
        }
    }
}

impl View {
    /// All dimensions of the question: rows, then the one across.
    pub fn dimensions(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().chain(&self.columns).map(String::as_str)
    }

    /// Whether a dimension is part of the question.
    pub fn has_dimension(&self, field: &str) -> bool {
        self.dimensions().any(|dimension| dimension == field)
    }

    /// The filter on a field by its members, if there is one.
    pub fn members(&self, field: &str) -> Option<&FieldFilter> {
        self.filters
            .iter()
            .find(|filter| filter.field == field && matches!(filter.condition, Condition::Members(_)))
    }
}

/// A chart that the reader asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// Lines over time.
    Line,
    /// Bars.
    Bar,
    /// Stacked bars.
    Stacked,
    /// Two metrics against each other.
    Scatter,
    /// Two dimensions against each other.
    Heatmap,
}

impl Chart {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Line, Self::Bar, Self::Stacked, Self::Scatter, Self::Heatmap];
}

/// A chip of the filter bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldFilter {
    /// A dimension code, or `dataset.field`.
    pub field: String,
    /// Keep what does not meet the condition, nulls included.
    #[serde(default)]
    pub exclude: bool,
    /// The condition.
    pub condition: Condition,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// One of these members.
    Members(Vec<Member>),
    /// From … to, both included; none is open.
    Range(Option<Scalar>, Option<Scalar>),
    /// Compared with a constant.
    Compare(Comparison, Scalar),
    /// Text that contains this text.
    Contains(String),
    /// No value.
    Blank,
}

/// A member of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Member {
    /// A value.
    Value(Scalar),
    /// The null bucket 「(空)」.
    Blank,
    /// Keys without a dimension row 「(未匹配)」.
    Unmatched,
}
