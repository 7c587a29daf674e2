//! `rank() over (partition by region order by amount desc)`: what a row takes from the rows beside it.
//!
//! A window stands alone: it is the whole expression of a field, and its parts are names. What is to be computed from
//! it or before it is another field.

use serde::{Deserialize, Serialize};

use super::ast::Rename;
use super::{messages as m, type_name};
use crate::diag::Diagnostic;
use crate::table::DataType;
use crate::text::Text;

/// A value that each row takes from the rows of its partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Windowed<R> {
    /// What is taken.
    pub function: WindowFunction,
    /// Of which field; none for ranks and for `count(*)`.
    pub of: Option<R>,
    /// Rows that `lag` and `lead` go, groups that `ntile` makes.
    pub steps: u32,
    /// Rows that agree on all of these belong together; a null agrees with a null.
    pub partition_by: Vec<R>,
    /// Their order, the flag for descending. A null is the high end: last ascending, first descending.
    pub order_by: Vec<(R, bool)>,
    /// Rows that an aggregate takes in.
    pub extent: Extent,
}

/// What a row takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowFunction {
    /// Its number; rows of one place are numbered as they stand in the table.
    RowNumber,
    /// How many rows stand before its place, and one.
    Rank,
    /// How many places stand before its own, and one.
    DenseRank,
    /// (rank − 1) ÷ (rows − 1); 0 in a partition of one row.
    PercentRank,
    /// The share of rows that stand at its place or before.
    CumeDist,
    /// The number of its group, of groups as even as can be.
    Ntile,
    /// The value so many rows before.
    Lag,
    /// The value so many rows after.
    Lead,
    /// The value of the first row of the extent.
    FirstValue,
    /// The value of the last row of the extent.
    LastValue,
    /// Rows, or values that are not null.
    Count,
    /// Exact sum.
    Sum,
    /// Mean of the values that are not null.
    Avg,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Over answers: the metric over all rows of the extent, recomputed from the rows below them.
    Total,
    /// Over answers: the value divided by that total.
    Share,
}

/// The rows that an aggregate takes in, seen from a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// From the place of a row on, rows that share it included, instead of from the row itself.
    pub by_place: bool,
    /// The first.
    pub from: Edge,
    /// The last.
    pub to: Edge,
}

/// An end of an extent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The first row of the partition.
    Start,
    /// So many rows before or, positive, after the row; 0 is the row.
    At(i64),
    /// The last row of the partition.
    End,
}

impl Extent {
    /// The whole partition.
    pub const WHOLE: Self = Self { by_place: false, from: Edge::Start, to: Edge::End };
    /// All up to the place of the row, as SQL has it where there is an order.
    pub const RUNNING: Self = Self { by_place: true, from: Edge::Start, to: Edge::At(0) };
}

/// Every function, its word, and how many arguments it takes at least and at most.
pub(super) const WINDOW_FUNCTIONS: &[(WindowFunction, &str, usize, usize)] = &[
    (WindowFunction::RowNumber, "row_number", 0, 0),
    (WindowFunction::Rank, "rank", 0, 0),
    (WindowFunction::DenseRank, "dense_rank", 0, 0),
    (WindowFunction::PercentRank, "percent_rank", 0, 0),
    (WindowFunction::CumeDist, "cume_dist", 0, 0),
    (WindowFunction::Ntile, "ntile", 1, 1),
    (WindowFunction::Lag, "lag", 1, 2),
    (WindowFunction::Lead, "lead", 1, 2),
    (WindowFunction::FirstValue, "first_value", 1, 1),
    (WindowFunction::LastValue, "last_value", 1, 1),
    (WindowFunction::Count, "count", 1, 1),
    (WindowFunction::Sum, "sum", 1, 1),
    (WindowFunction::Avg, "avg", 1, 1),
    (WindowFunction::Min, "min", 1, 1),
    (WindowFunction::Max, "max", 1, 1),
    (WindowFunction::Total, "total", 1, 1),
    (WindowFunction::Share, "share", 1, 1),
];

impl WindowFunction {
    /// The word, lower case.
    pub fn word(self) -> &'static str {
        WINDOW_FUNCTIONS.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }

    /// Whether it says where a row stands, which needs an order.
    pub fn is_ranking(self) -> bool {
        matches!(
            self,
            Self::RowNumber
                | Self::Rank
                | Self::DenseRank
                | Self::PercentRank
                | Self::CumeDist
                | Self::Ntile
                | Self::Lag
                | Self::Lead
        )
    }

    /// The type of its values over values of type `of`; none where it has none.
    pub fn data_type(self, of: Option<DataType>) -> Option<DataType> {
        match self {
            Self::RowNumber | Self::Rank | Self::DenseRank | Self::Ntile | Self::Count => Some(DataType::Int),
            Self::PercentRank | Self::CumeDist => Some(DataType::Float),
            Self::Lag | Self::Lead | Self::FirstValue | Self::LastValue | Self::Min | Self::Max => of,
            Self::Sum => match of? {
                DataType::Bool => Some(DataType::Int),
                of => Some(of).filter(|of| of.is_number()),
            },
            // Rows of a table have no rows below them.
            Self::Total | Self::Share => None,
            Self::Avg => {
                Some(DataType::Float).filter(|_| of.is_some_and(|of| of.is_number() || of == DataType::Bool))
            }
        }
    }
}

impl<R> Windowed<R> {
    /// Everything that it names.
    pub fn names(&self) -> Vec<&R> {
        self.of.iter().chain(&self.partition_by).chain(self.order_by.iter().map(|(name, _)| name)).collect()
    }

    /// The same window over other names; `rename` sees every name, none where any fails.
    pub fn try_map<S>(&self, rename: &mut Rename<'_, R, S>) -> Option<Windowed<S>> {
        let mut all = |name: &R| rename(name, (0, 0));
        let of = self.of.as_ref().map(&mut all);
        let partition_by: Vec<Option<S>> = self.partition_by.iter().map(&mut all).collect();
        let order_by: Vec<Option<(S, bool)>> =
            self.order_by.iter().map(|(name, descending)| Some((all(name)?, *descending))).collect();
        Some(Windowed {
            function: self.function,
            of: match of {
                Some(name) => Some(name?),
                None => None,
            },
            steps: self.steps,
            partition_by: partition_by.into_iter().collect::<Option<_>>()?,
            order_by: order_by.into_iter().collect::<Option<_>>()?,
            extent: self.extent,
        })
    }

    /// The type of its values, where its field has type `of`.
    ///
    /// # Errors
    /// Sums of what is no number, and totals, which only answers have.
    pub fn check(&self, of: Option<DataType>) -> Result<DataType, Diagnostic> {
        if matches!(self.function, WindowFunction::Total | WindowFunction::Share) {
            return Err(m::FUNCTION_NOT_HERE.error().arg("name", self.function.word()));
        }
        self.function.data_type(of).ok_or_else(|| {
            let found = of.map_or_else(|| Text::new("没有字段", "no field"), type_name);
            let expected = Text::new("数值", "a number");
            let error = m::OPERAND_TYPE.error().arg("op", self.function.word());
            error.arg_text("expected", &expected).arg_text("found", &found)
        })
    }

    /// Canonical text, `name` giving the text of a name.
    pub fn print(&self, name: &dyn Fn(&R) -> String) -> String {
        let quoted = |of: &R| super::quote_name(&name(of));
        let mut arguments: Vec<String> = self.of.iter().map(quoted).collect();
        match self.function {
            WindowFunction::Ntile => arguments.push(self.steps.to_string()),
            WindowFunction::Lag | WindowFunction::Lead if self.steps != 1 => {
                arguments.push(self.steps.to_string());
            }
            WindowFunction::Count if self.of.is_none() => arguments.push("*".to_owned()),
            _ => {}
        }
        let mut over = Vec::new();
        if !self.partition_by.is_empty() {
            let names: Vec<String> = self.partition_by.iter().map(quoted).collect();
            over.push(format!("partition by {}", names.join(", ")));
        }
        if !self.order_by.is_empty() {
            let names: Vec<String> = (self.order_by.iter())
                .map(|(of, descending)| quoted(of) + if *descending { " desc" } else { "" })
                .collect();
            over.push(format!("order by {}", names.join(", ")));
        }
        if self.extent != self.default_extent() {
            let unit = if self.extent.by_place { "range" } else { "rows" };
            let (from, to) = (self.extent.from.text(), self.extent.to.text());
            over.push(format!("{unit} between {from} and {to}"));
        }
        format!("{}({}) over ({})", self.function.word(), arguments.join(", "), over.join(" "))
    }

    /// What it takes in where nothing is said.
    pub(super) fn default_extent(&self) -> Extent {
        if self.order_by.is_empty() || self.function.is_ranking() { Extent::WHOLE } else { Extent::RUNNING }
    }
}

impl Edge {
    fn text(self) -> String {
        match self {
            Self::Start => "unbounded preceding".to_owned(),
            Self::End => "unbounded following".to_owned(),
            Self::At(0) => "current row".to_owned(),
            Self::At(rows) if rows < 0 => format!("{} preceding", -rows),
            Self::At(rows) => format!("{rows} following"),
        }
    }
}
