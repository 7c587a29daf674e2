//! Results: columns with unit, metric code and comparison role; cells with value, null reason and flags.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Grain};
use crate::diag::Diagnostic;
use crate::model::{Format, Polarity};
use crate::text::Text;

/// The answer to a [`Query`](crate::query::Query). Dimension columns stand first, then metrics in query order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Columns of equal length.
    pub columns: Vec<FrameColumn>,
    /// For each row, which dimensions are rolled up: bit i stands for dimension i. 0 is a detail row, all bits the
    /// grand total.
    pub rolled_up: Vec<u32>,
    /// How much of the data this answer has seen.
    pub coverage: Coverage,
    /// The day that counts as today, where the query has a time dimension or a period.
    pub as_of: Option<Date>,
    /// Groups before the limit was applied, detail rows only.
    pub groups: usize,
    /// Warnings and notes, such as counted unmatched keys.
    pub diagnostics: Vec<Diagnostic>,
}

/// Rows seen of the rows to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Fact rows aggregated so far.
    pub rows_done: u64,
    /// Fact rows in all.
    pub rows_total: u64,
}

impl Coverage {
    /// Whether every row has been seen.
    pub fn is_complete(self) -> bool {
        self.rows_done >= self.rows_total
    }
}

/// One column of a frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameColumn {
    /// Metric code or dimension code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// Key or measure.
    pub role: Role,
    /// Cell values; what stands below a null is unspecified.
    pub cells: Cells,
    /// One entry a row: why a cell has no value; [`Null::None`] where it has one. Empty when every cell has a value.
    pub nulls: Vec<Null>,
}

/// What a column stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Role {
    /// A group key.
    Dimension {
        /// The width of a time bucket; its cells are the first days of the buckets.
        grain: Option<Grain>,
    },
    /// A metric.
    Metric {
        /// Unit, shown once in the header.
        unit: Text,
        /// How values are written.
        format: Format,
        /// Which direction is better.
        polarity: Polarity,
    },
}

/// Values of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cells {
    /// Group keys that are text.
    Text(Vec<String>),
    /// Group keys that are dates, or the least and greatest date.
    Date(Vec<Date>),
    /// Whole numbers.
    Int(Vec<i64>),
    /// Exact decimals: `units[row]` ÷ 10^`scale`.
    Decimal {
        /// Stored integers.
        units: Vec<i128>,
        /// Digits after the point.
        scale: u8,
    },
    /// Doubles.
    Float(Vec<f64>),
    /// Truth values.
    Bool(Vec<bool>),
    /// Dates with time, microseconds since 1970-01-01T00:00:00.
    DateTime(Vec<i64>),
}

impl Cells {
    /// Number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Date(v) => v.len(),
            Self::Int(v) | Self::DateTime(v) => v.len(),
            Self::Decimal { units, .. } => units.len(),
            Self::Float(v) => v.len(),
            Self::Bool(v) => v.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why a cell has no value, or which special member a key stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Null {
    /// It has a value.
    #[default]
    None,
    /// Metric: nothing to aggregate.
    NoData,
    /// Metric: division by zero.
    ZeroDenominator,
    /// Metric: the exact sum does not fit into 64 bits.
    Overflow,
    /// Key: the null bucket 「(空)」.
    Blank,
    /// Key: the fact's key has no dimension row 「(未匹配)」.
    Unmatched,
    /// Key: what the limit left out, 「其他」.
    Other,
    /// Key: rolled up, 「合计」.
    Total,
}

impl FrameColumn {
    /// Why the cell at `row` has no value.
    pub fn null(&self, row: usize) -> Null {
        self.nulls.get(row).copied().unwrap_or_default()
    }

    /// The number at `row` as a double, for drawing; none for nulls and for text.
    pub fn number(&self, row: usize) -> Option<f64> {
        if self.null(row) != Null::None {
            return None;
        }
        match &self.cells {
            Cells::Int(v) => Some(v[row] as f64),
            Cells::Float(v) => Some(v[row]),
            Cells::Decimal { units, scale } => Some(units[row] as f64 / 10f64.powi(i32::from(*scale))),
            Cells::Bool(v) => Some(f64::from(u8::from(v[row]))),
            Cells::Text(_) | Cells::Date(_) | Cells::DateTime(_) => None,
        }
    }

    /// Whether it is a group key.
    pub fn is_dimension(&self) -> bool {
        matches!(self.role, Role::Dimension { .. })
    }
}

impl Frame {
    /// Number of rows, totals included.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Group key columns.
    pub fn dimensions(&self) -> impl Iterator<Item = &FrameColumn> {
        self.columns.iter().filter(|column| column.is_dimension())
    }

    /// Metric columns.
    pub fn metrics(&self) -> impl Iterator<Item = &FrameColumn> {
        self.columns.iter().filter(|column| !column.is_dimension())
    }

    /// The column called `code`.
    pub fn column(&self, code: &str) -> Option<&FrameColumn> {
        self.columns.iter().find(|column| column.code == code)
    }
}
