//! The query as the page, the command line and a link write it.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Grain, Period};
use crate::formula::BinaryOp;
use crate::table::Scalar;

/// Metrics by dimensions, filtered, over a period; or the rows themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Query {
    /// Metric codes.
    pub metrics: Vec<String>,
    /// What to group by, outermost first.
    pub dimensions: Vec<Axis>,
    /// Conditions on rows; all must hold.
    pub filters: Vec<Filter>,
    /// Conditions on rows as text, in the grammar of definitions: names as in [`Axis::field`]; all must hold.
    pub conditions: Vec<String>,
    /// Conditions on results: `field` names a metric or a grouped dimension; all must hold.
    pub having: Vec<Filter>,
    /// Time range of the whole query, on each fact's time dimension.
    pub period: Option<Period>,
    /// The day that counts as today; none is the last date in the facts. Where it is set, rows of later days are not
    /// known yet and do not count; nor do rows without a date, of which nothing says that they were known by then.
    pub as_of: Option<Date>,
    /// Order of detail rows; ties break by the dimension labels.
    pub sort: Vec<Sort>,
    /// Keep the first groups only.
    pub limit: Option<Limit>,
    /// Which totals to add.
    pub totals: Totals,
    /// Show members of the first dimension's table that no fact reaches, and buckets of time without rows.
    pub all_members: bool,
    /// Columns after the metrics: each a window over the groups of the answer, of its metrics and dimensions. Groups
    /// that a limit then leaves out still count.
    pub windows: Vec<RowColumn>,
    /// Rows instead of groups. Then there are no metrics, dimensions, conditions on results and totals; the limit
    /// counts rows.
    pub rows: Option<Rows>,
}

/// The rows of one dataset, with columns of its own and of the tables that it leads to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rows {
    /// The dataset; none is the one among those of the columns that leads to all others.
    pub of: Option<String>,
    /// What to show.
    pub columns: Vec<RowColumn>,
    /// Rows to leave out before the first.
    pub skip: usize,
}

/// A column of a query of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowColumn {
    /// As in [`Axis::field`]; with an expression, the code of the column.
    pub field: String,
    /// A computation over the row, or a window over the rows that pass the filters.
    #[serde(default)]
    pub expr: Option<String>,
}

impl RowColumn {
    /// A field.
    pub fn new(field: impl Into<String>) -> Self {
        Self { field: field.into(), expr: None }
    }

    /// A computed column.
    pub fn computed(code: impl Into<String>, expr: impl Into<String>) -> Self {
        Self { field: code.into(), expr: Some(expr.into()) }
    }
}

/// A dimension of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Axis {
    /// A dimension code, `time` for each fact's own time dimension, or `dataset.field`. A dimension that is reached by
    /// several relationships is written `dimension@relationship`.
    pub field: String,
    /// The width of time buckets; only for dates.
    pub grain: Option<Grain>,
}

impl Axis {
    /// A dimension without grain.
    pub fn new(field: impl Into<String>) -> Self {
        Self { field: field.into(), grain: None }
    }

    /// A time dimension in buckets.
    pub fn by(field: impl Into<String>, grain: Grain) -> Self {
        Self { field: field.into(), grain: Some(grain) }
    }
}

/// A condition tree. Nulls follow SQL: a test on a null is unknown, and only what is true passes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Every one holds.
    All(Vec<Filter>),
    /// At least one holds.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// One test on one field.
    Test {
        /// As in [`Axis::field`]; in `having` also a metric code.
        field: String,
        /// The test.
        test: Test,
    },
}

impl Filter {
    /// One test on one field.
    pub fn test(field: impl Into<String>, test: Test) -> Self {
        Self::Test { field: field.into(), test }
    }
}

/// Comparison of a value with a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
}

impl Comparison {
    /// The comparison of an operator; none for one that does not compare.
    pub fn of(operator: BinaryOp) -> Option<Self> {
        Some(match operator {
            BinaryOp::Eq => Self::Eq,
            BinaryOp::Ne => Self::Ne,
            BinaryOp::Lt => Self::Lt,
            BinaryOp::Le => Self::Le,
            BinaryOp::Gt => Self::Gt,
            BinaryOp::Ge => Self::Ge,
            _ => return None,
        })
    }
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Compared with a constant.
    Is(Comparison, Scalar),
    /// One of the constants; a [`Scalar::Null`] among them asks for the null bucket too.
    In(Vec<Scalar>),
    /// From … to, both included; none is open.
    Between(Option<Scalar>, Option<Scalar>),
    /// Text that contains this text, letter case of ASCII ignored.
    Contains(String),
    /// Text that starts with this text, letter case of ASCII ignored.
    StartsWith(String),
    /// Is null.
    Null,
    /// The key has no dimension row.
    Unmatched,
    /// Inside a period.
    Period(Period),
}

/// Order of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// What decides.
    pub by: SortBy,
    /// Greatest first.
    pub descending: bool,
}

/// What a sort looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// A metric of the query. In a query of rows: a field, shown or not, or a computed column.
    Metric(String),
    /// A dimension of the query, or a column of its rows, by its position.
    Dimension(usize),
}

/// Keep the first groups of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many to keep.
    pub keep: usize,
    /// Which dimension's members are ranked, by its position; none ranks whole rows.
    pub dimension: Option<usize>,
    /// Put the rest into one 「其他」 row, recomputed from rows.
    pub others: bool,
}

/// Totals to add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Totals {
    /// None.
    #[default]
    None,
    /// The grand total.
    Grand,
    /// The grand total and every combination of rolled-up dimensions.
    All,
}
