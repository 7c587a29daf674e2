//! The resolved model: names have become ids, every reference holds.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::tree::Tree;
use super::{Domain, Format, Governance, Placing, Polarity, Tag};
use crate::calendar::Period;
use crate::formula::{BinaryOp, Expr, Node, Value, Windowed};
use crate::table::{DataType, Scalar};
use crate::text::Text;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// Position in the model's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Position in [`Model::datasets`].
    DatasetId,
    /// Position in [`Model::relationships`].
    RelationshipId,
    /// Position in [`Model::dimensions`].
    DimensionId,
    /// Position in [`Model::metrics`].
    MetricId,
}

/// A field of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldId {
    /// Whose.
    pub dataset: DatasetId,
    /// Position in [`Dataset::fields`].
    pub field: u32,
}

/// Everything that queries refer to. Lists keep the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Display name.
    pub name: Text,
    /// Fact and dimension tables.
    pub datasets: Vec<Dataset>,
    /// Many-to-one edges.
    pub relationships: Vec<Relationship>,
    /// What results can be grouped and filtered by.
    pub dimensions: Vec<Dimension>,
    /// Drill paths.
    pub hierarchies: Vec<Hierarchy>,
    /// Named conditions of derived metrics.
    pub qualifiers: Vec<Qualifier>,
    /// Metrics of all layers, each after those that it refers to.
    pub metrics: Vec<Metric>,
    /// Metric trees.
    pub trees: Vec<Tree>,
    /// Subject areas that have a name.
    pub domains: Vec<Domain>,
    /// Tags that have a name.
    pub tags: Vec<Tag>,
    /// First month of the fiscal year, 1–12.
    pub fiscal_start_month: u32,
}

/// A table with meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Unique ASCII code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// The [`Table`](crate::table::Table) that it reads.
    pub table: String,
    /// Fields that identify a row; empty for none.
    pub key: Vec<FieldId>,
    /// Dates that can stand on the time axis; the first is the default.
    pub times: Vec<FieldId>,
    /// Columns and computed fields.
    pub fields: Vec<Field>,
}

/// A column or a computed field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Code, unique in its dataset; as typed by the user.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// What it reads.
    pub source: FieldSource,
    /// What its values mean.
    pub data_type: DataType,
}

/// Where a field's values come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldSource {
    /// A column of the dataset's table.
    Column(String),
    /// Computed from other fields of the same row.
    Computed(Expr<FieldId>),
    /// Taken from the rows beside it, over the whole table.
    Windowed(Windowed<FieldId>),
}

/// Rows of `from` each point at no more than one row of `to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relationship {
    /// Unique code; names the role where two datasets are linked twice.
    pub code: String,
    /// Display name of the role.
    pub label: Text,
    /// The many side.
    pub from: DatasetId,
    /// Its key fields.
    pub from_fields: Vec<FieldId>,
    /// The one side.
    pub to: DatasetId,
    /// Its key fields, as many.
    pub to_fields: Vec<FieldId>,
}

/// A field that results can be grouped by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Unique ASCII code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// What it reads.
    pub field: FieldId,
    /// Relationships to take from a fact, where more than one path exists.
    pub via: Vec<RelationshipId>,
    /// Other names, for search and for matching columns.
    pub aliases: Vec<String>,
}

/// Dimensions from coarse to fine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hierarchy {
    /// Unique ASCII code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// Coarse first.
    pub levels: Vec<DimensionId>,
}

/// A named condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Qualifier {
    /// ASCII code.
    pub code: String,
    /// Display name, a part of derived metrics' names.
    pub label: Text,
    /// The fact whose rows it reads; none where it names its tables itself and so applies to every fact. A qualifier
    /// that several facts read differently has one entry for each.
    pub dataset: Option<DatasetId>,
    /// The condition; its fields may lie on dimension tables of the fact.
    pub condition: Expr<FieldId>,
    /// Codes of qualifiers that contradict it.
    pub excludes: Vec<String>,
    /// Other names, read where the code is.
    pub aliases: Vec<String>,
}

impl Qualifier {
    /// Whether no row passes both: it is said so, or they ask one field for different values.
    pub fn contradicts(&self, other: &Self) -> bool {
        let differ = |((own, value), (field, wanted)): ((FieldId, &Scalar), (FieldId, &Scalar))| {
            own == field && Value::from(value).compare(&Value::from(wanted)).is_some_and(Ordering::is_ne)
        };
        self.excludes.contains(&other.code)
            || other.excludes.contains(&self.code)
            || self.wanted().zip(other.wanted()).is_some_and(differ)
    }

    /// Whether it keeps only rows that add nothing: 首修失败 on the sum of 首修成功.
    pub fn empties(&self, definition: &Definition) -> bool {
        let Definition::Atomic { aggregate: Aggregate::Sum, field: Some(summed), .. } = definition else {
            return false;
        };
        let is_nought = |value: &Scalar| {
            Value::from(value).compare(&Value::from(&Scalar::Int(0))).is_some_and(Ordering::is_eq)
        };
        self.wanted().is_some_and(|(field, value)| field == *summed && is_nought(value))
    }

    /// Field and value of a condition `field = value`.
    fn wanted(&self) -> Option<(FieldId, &Scalar)> {
        let Node::Binary(BinaryOp::Eq, left, right) = &self.condition.node else { return None };
        match (&left.node, &right.node) {
            (Node::Name(field), Node::Literal(value)) => Some((*field, value)),
            _ => None,
        }
    }
}

/// A metric of any layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Unique ASCII code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// What it is, in words.
    pub description: Text,
    /// How it is computed.
    pub definition: Definition,
    /// Unit.
    pub unit: Text,
    /// How values are written.
    pub format: Format,
    /// Which direction is better.
    pub polarity: Polarity,
    /// Show 0 instead of null where there is nothing to aggregate.
    pub zero_fill: bool,
    /// Other names.
    pub aliases: Vec<String>,
    /// Dimensions that it is shown by: 按服务中心.
    pub by: Vec<DimensionId>,
    /// Groups that it is listed under, such as `after_sales`.
    pub tags: Vec<String>,
    /// Management data.
    pub governance: Governance,
}

/// How a metric is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Definition {
    /// One aggregate over one fact.
    Atomic {
        /// The fact.
        dataset: DatasetId,
        /// The aggregate.
        aggregate: Aggregate,
        /// What is aggregated; none only for [`Aggregate::CountRows`]. May lie on the fact only.
        field: Option<FieldId>,
        /// A null or truth test on the own column.
        condition: Option<Expr<FieldId>>,
        /// The date that places a row in time; none is the fact's default.
        time: Option<FieldId>,
        /// A stock: over time it takes a value of the bucket instead of a sum.
        over_time: Option<OverTime>,
    },
    /// Period and qualifiers on an atomic metric.
    Derived {
        /// The atomic metric.
        base: MetricId,
        /// Time range.
        period: Option<Period>,
        /// Positions in [`Model::qualifiers`].
        qualifiers: Vec<u32>,
        /// A condition of its own, beside the qualifiers.
        condition: Option<Expr<FieldId>>,
        /// Windows and tests that hang on the bucket.
        placing: Placing,
    },
    /// A formula over metrics.
    Composite {
        /// The formula.
        formula: Expr<MetricId>,
        /// As written.
        source: String,
    },
}

/// The layer of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// 原子指标.
    Atomic,
    /// 派生指标.
    Derived,
    /// 复合指标.
    Composite,
}

impl Definition {
    /// The layer.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Atomic { .. } => Layer::Atomic,
            Self::Derived { .. } => Layer::Derived,
            Self::Composite { .. } => Layer::Composite,
        }
    }
}

/// Aggregates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Rows.
    CountRows,
    /// Values that are not null.
    Count,
    /// Distinct values, nulls left out.
    CountDistinct,
    /// Distinct values that occur in at least so many rows.
    CountRepeated(u32),
    /// Exact sum.
    Sum,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Mean of the values that are not null.
    Avg,
    /// The middle value, linear between two.
    Median,
    /// Linear interpolation at (n − 1)·p, p from 0 to 1.
    Percentile(f64),
}

impl Aggregate {
    /// All words of the definition file. A percentile and a count of repeated values are told more by other keys.
    pub const WORDS: [(&str, Self); 9] = [
        ("count", Self::Count),
        ("count_rows", Self::CountRows),
        ("count_distinct", Self::CountDistinct),
        ("sum", Self::Sum),
        ("min", Self::Min),
        ("max", Self::Max),
        ("avg", Self::Avg),
        ("median", Self::Median),
        ("percentile", Self::Percentile(0.5)),
    ];

    /// The word of the definition file.
    pub fn code(self) -> &'static str {
        let plain = match self {
            Self::CountRepeated(_) => Self::CountDistinct,
            Self::Percentile(_) => Self::Percentile(0.5),
            other => other,
        };
        Self::WORDS.iter().find(|(_, own)| *own == plain).map_or("", |(word, _)| *word)
    }
}

/// How a stock is read over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverTime {
    /// The first day of the bucket that has rows.
    First,
    /// The last day of the bucket that has rows.
    Last,
    /// Everything up to the end of the bucket: 累计.
    Running,
    /// Everything before the bucket: 期初.
    Opening,
}

impl Model {
    /// A dataset.
    pub fn dataset(&self, id: DatasetId) -> &Dataset {
        &self.datasets[id.index()]
    }

    /// A field.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.datasets[id.dataset.index()].fields[id.field as usize]
    }

    /// A metric.
    pub fn metric(&self, id: MetricId) -> &Metric {
        &self.metrics[id.index()]
    }

    /// The metric called `code`.
    pub fn find_metric(&self, code: &str) -> Option<MetricId> {
        self.metrics.iter().position(|metric| metric.code == code).map(|at| MetricId(at as u32))
    }

    /// The dimension called `code`.
    pub fn find_dimension(&self, code: &str) -> Option<DimensionId> {
        self.dimensions.iter().position(|dimension| dimension.code == code).map(|at| DimensionId(at as u32))
    }

    /// The dataset called `code`.
    pub fn find_dataset(&self, code: &str) -> Option<DatasetId> {
        self.datasets.iter().position(|dataset| dataset.code == code).map(|at| DatasetId(at as u32))
    }

    /// The field written `dataset.field`.
    pub fn find_field(&self, path: &str) -> Option<FieldId> {
        let (dataset, field) = path.split_once('.')?;
        let dataset = self.find_dataset(dataset)?;
        let at = self.dataset(dataset).fields.iter().position(|f| f.code == field)?;
        Some(FieldId { dataset, field: at as u32 })
    }
}
