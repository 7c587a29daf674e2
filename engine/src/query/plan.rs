//! The plan: a query resolved against a model, before any data is seen.
//!
//! Each fact is aggregated on its own; results meet on the shared axes. A fact here is a dataset *with* the date that
//! places its rows in time, so two metrics on different dates of one table are two facts.

use crate::calendar::{Date, Grain, Period};
use crate::formula::{Expr, Node, Windowed};
use crate::model::{Aggregate, DatasetId, FieldId, MetricId, OverTime, Placing, RelationshipId};
use crate::query::{Comparison, Filter, Limit, Sort, Test, Totals};
use crate::table::Scalar;
use crate::text::Text;

/// What will be computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Group keys, outermost first.
    pub axes: Vec<PlanAxis>,
    /// One aggregation each.
    pub facts: Vec<FactPlan>,
    /// Output metrics in query order.
    pub outputs: Vec<MetricId>,
    /// Time range on every fact's time.
    pub period: Option<Period>,
    /// The day that counts as today, if set.
    pub as_of: Option<Date>,
    /// First month of the fiscal year.
    pub fiscal_start_month: u32,
    /// Conditions on results.
    pub having: Vec<Filter>,
    /// Metrics that only `having` or `sort` need, beside the outputs.
    pub hidden: Vec<MetricId>,
    /// Order of rows.
    pub sort: Vec<Sort>,
    /// Rows to keep.
    pub limit: Option<Limit>,
    /// Totals to add.
    pub totals: Totals,
    /// Show members that no fact reaches.
    pub all_members: bool,
    /// Windows over the groups of the answer.
    pub windows: Vec<PlanWindow>,
    /// Rows of the one fact instead of groups.
    pub rows: Option<RowPlan>,
}

/// A column that is a window over the groups of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanWindow {
    /// As the query wrote it.
    pub code: String,
    /// What it takes of which groups.
    pub window: Windowed<Shown>,
}

/// What an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A dimension, by its position.
    Axis(usize),
    /// A metric.
    Metric(MetricId),
}

/// Which rows to show, and what of them.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPlan {
    /// In the order of the query.
    pub columns: Vec<RowField>,
    /// What decides, with the flag for descending; rows that agree stand as in the table.
    pub order: Vec<(RowOrder, bool)>,
    /// Rows to leave out before the first.
    pub skip: usize,
}

/// A column of a query of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct RowField {
    /// As the query wrote it.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// Where its values come from.
    pub source: RowSource,
}

impl RowField {
    /// The fields that it reads.
    pub(crate) fn reaches(&self) -> Vec<&Reach> {
        match &self.source {
            RowSource::Field(reach) => vec![reach],
            RowSource::Each(expr) => expr.names(),
            RowSource::Window(window) => window.names(),
        }
    }
}

/// Where the values of a row's column come from.
#[derive(Clone, Debug, PartialEq)]
pub enum RowSource {
    /// A field.
    Field(Reach),
    /// Computed over the row.
    Each(Expr<Reach>),
    /// A window over the rows that pass the filters.
    Window(Windowed<Reach>),
}

/// What rows are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub enum RowOrder {
    /// A column, by its position.
    Column(usize),
    /// A field that need not be shown.
    Field(Reach),
}

/// A group key.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanAxis {
    /// As the query wrote it.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// What it reads.
    pub target: Target,
    /// Width of time buckets.
    pub grain: Option<Grain>,
}

/// What an axis or a test reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Each fact's own time.
    Time,
    /// A field.
    Field(FieldId),
}

/// One dataset to aggregate.
#[derive(Clone, Debug, PartialEq)]
pub struct FactPlan {
    /// Which.
    pub dataset: DatasetId,
    /// The date that places its rows in time.
    pub time: Option<FieldId>,
    /// How it reaches each axis, in the order of [`Plan::axes`].
    pub axes: Vec<Reach>,
    /// Rows that point at its rows, where an axis or a condition lies beyond them.
    pub bridges: Vec<BridgePlan>,
    /// Conditions of the query; all must hold.
    pub filter: Vec<Condition>,
    /// Aggregates, without duplicates.
    pub measures: Vec<Measure>,
}

/// Rows of another dataset that point at the fact's rows: several of them at one. A row of the fact stands in each
/// group that they lead to, once in each.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgePlan {
    /// From these rows to the fact: walked against its direction.
    pub edge: RelationshipId,
    /// Positions in [`Plan::axes`] that lie beyond; their reaches start at these rows.
    pub axes: Vec<usize>,
    /// Conditions of the query on these rows; all must hold.
    pub filter: Vec<Condition>,
}

impl FactPlan {
    /// A dataset without anything asked of it.
    pub fn new(dataset: DatasetId, time: Option<FieldId>) -> Self {
        let (axes, bridges) = (Vec::new(), Vec::new());
        Self { dataset, time, axes, bridges, filter: Vec::new(), measures: Vec::new() }
    }

    /// The rows that point at the fact by this edge.
    pub(crate) fn bridge(&mut self, edge: RelationshipId) -> &mut BridgePlan {
        let at = self.bridges.iter().position(|bridge| bridge.edge == edge).unwrap_or_else(|| {
            self.bridges.push(BridgePlan { edge, axes: Vec::new(), filter: Vec::new() });
            self.bridges.len() - 1
        });
        &mut self.bridges[at]
    }
}

/// A field and the many-to-one edges that lead to it; none for a field of the fact itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reach {
    /// Edges, the fact's own first.
    pub path: Vec<RelationshipId>,
    /// The field at their end.
    pub field: FieldId,
}

impl Reach {
    /// A field of the fact itself.
    pub fn own(field: FieldId) -> Self {
        Self { path: Vec::new(), field }
    }
}

/// A condition on a fact's rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It is false (not merely unknown).
    Not(Box<Condition>),
    /// A test on a field.
    Test(Reach, Test),
    /// An expression that is true.
    Expr(Expr<Reach>),
}

/// One aggregate with its own conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The metric whose value it is: atomic or derived.
    pub metric: MetricId,
    /// The aggregate.
    pub aggregate: Aggregate,
    /// What is aggregated.
    pub field: Option<FieldId>,
    /// Conditions of the metric; all must hold.
    pub filter: Vec<Condition>,
    /// Time range of the metric.
    pub period: Option<Period>,
    /// A stock over time.
    pub over_time: Option<OverTime>,
    /// Windows and tests that hang on the bucket; a running or opening stock has its window here too.
    pub placing: Placing,
}

/// `field op constant` as a test.
pub(crate) fn as_test(expr: &Expr<Reach>) -> Option<(&Reach, Test)> {
    let Node::Binary(op, left, right) = &expr.node else { return None };
    let (Node::Name(reach), Node::Literal(constant)) = (&left.node, &right.node) else { return None };
    if matches!(constant, Scalar::Null) {
        return None;
    }
    Some((reach, Test::Is(Comparison::of(*op)?, constant.clone())))
}
