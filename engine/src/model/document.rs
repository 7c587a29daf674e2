//! The definition file as written. Every name is text, nothing is checked beyond the shape.
//!
//! One list holds the metrics of all layers, because a reader follows a family of metrics (工单数, 本月工单数,
//! 质保占比) across layers; the layer shows in the keys: `aggregate` makes an atomic metric, `base` a derived one,
//! `formula` a composite one.
//!
//! docs/definition.md has an example of everything.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeTuple};
use serde::{Serialize, Serializer};

use super::place::{At, Names};
use crate::text::Text;

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;

/// A struct of a document: keys in the order of writing, all of them optional, empty ones not written. Unknown keys are
/// kept with their places, so that all of them can be told at once. On the wire it is the tuple of its values.
macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $key:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// Keys that the format does not have.
            pub unknown: Vec<At<String>>,
        }

        impl $name {
            /// The keys of this struct.
            pub const KEYS: &[&str] = &[$($key),*];
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if !serializer.is_human_readable() {
                    let mut tuple = serializer.serialize_tuple($name::KEYS.len())?;
                    $(tuple.serialize_element(&self.$field)?;)*
                    return tuple.end();
                }
                let mut map = serializer.serialize_map(None)?;
                $(if self.$field != <$type>::default() {
                    map.serialize_entry($key, &self.$field)?;
                })*
                map.end()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Keys;
                impl<'de> Visitor<'de> for Keys {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(f, "a mapping with the keys {}", $name::KEYS.join(", "))
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let mut read = $name::default();
                        while let Some(key) = map.next_key::<At<String>>()? {
                            match key.as_str() {
                                $($key => read.$field = map.next_value()?,)*
                                _ => {
                                    map.next_value::<IgnoredAny>()?;
                                    read.unknown.push(key);
                                }
                            }
                        }
                        Ok(read)
                    }

                    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<$name, A::Error> {
                        let mut read = $name::default();
                        $(
                            read.$field =
                                values.next_element()?.ok_or_else(|| Error::missing_field($key))?;
                        )*
                        Ok(read)
                    }
                }
                if deserializer.is_human_readable() {
                    deserializer.deserialize_map(Keys)
                } else {
                    deserializer.deserialize_tuple($name::KEYS.len(), Keys)
                }
            }
        }
    )*};
}

documents! {
    /// A definition file.
    Document {
        /// Format version.
        version: At<u32> = "sandtable",
        /// Display name.
        name: Text = "name",
        /// First month of the fiscal year, 1–12; none is January.
        fiscal_start_month: Option<At<u32>> = "fiscal_start_month",
        /// Fact and dimension tables.
        datasets: Vec<At<DatasetDoc>> = "datasets",
        /// Many-to-one edges.
        relationships: Vec<At<RelationshipDoc>> = "relationships",
        /// What results can be grouped and filtered by.
        dimensions: Vec<At<DimensionDoc>> = "dimensions",
        /// Drill paths.
        hierarchies: Vec<At<HierarchyDoc>> = "hierarchies",
        /// Named conditions of derived metrics.
        qualifiers: Vec<At<QualifierDoc>> = "qualifiers",
        /// Metrics of all layers, in any order.
        metrics: Vec<At<MetricDoc>> = "metrics",
        /// Families of derived metrics; reading writes them out into `metrics`.
        generate: Vec<At<GenerateDoc>> = "generate",
        /// Subject areas: names, and who answers for their metrics.
        domains: Vec<At<DomainDoc>> = "domains",
        /// Names of tags.
        tags: Vec<At<TagDoc>> = "tags",
        /// Metric trees.
        trees: Vec<At<TreeDoc>> = "trees",
        /// The next versions of published metrics, on their way to take their place: what defines them, their state and
        /// their version. All else is said by the published metric of the same code.
        revisions: Vec<At<MetricDoc>> = "revisions",
        /// Changes of metrics, oldest first.
        history: Vec<At<VersionDoc>> = "history",
    }

    /// A table with meaning.
    DatasetDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// The imported table that it reads; empty is the code.
        table: At<String> = "table",
        /// Other names of the table.
        aliases: Names = "aliases",
        /// Fields that identify a row.
        key: Names = "key",
        /// Dates that can stand on the time axis; the first is the default.
        time: Names = "time",
        /// Labels, renames and computed fields. Columns that are not named here are fields of their own name.
        fields: Vec<At<FieldDoc>> = "fields",
    }

    /// What differs from a bare column.
    FieldDoc {
        /// Code, unique in the dataset.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// The column that it reads; empty, without `expr`, is the code.
        column: At<String> = "column",
        /// Computed from other fields of the same row.
        expr: At<String> = "expr",
        /// Other names of the column.
        aliases: Names = "aliases",
    }

    /// Rows of `from` each point at no more than one row of `to`.
    RelationshipDoc {
        /// Unique code, also the name of the role; empty is `from_to`.
        code: At<String> = "code",
        /// Display name of the role; empty is the code.
        label: Text = "label",
        /// Key fields of the many side, `dataset.field`.
        from: Names = "from",
        /// Key fields of the one side, as many.
        to: Names = "to",
    }

    /// A field that results can be grouped by.
    DimensionDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// What it reads, `dataset.field`.
        field: At<String> = "field",
        /// Relationships to take from a fact, where more than one path exists.
        via: Names = "via",
        /// Other names.
        aliases: Names = "aliases",
    }

    /// Dimensions from coarse to fine.
    HierarchyDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// Dimension codes, coarse first.
        levels: Names = "levels",
    }

    /// A named condition.
    QualifierDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name, a part of derived metrics' names; empty is the code.
        label: Text = "label",
        /// The condition over fields of the fact (bare names), over dimensions, and over `dataset.field`.
        condition: At<String> = "where",
        /// Facts that it is for; empty is every one that has the fields.
        on: Names = "on",
        /// Qualifiers that contradict it.
        excludes: Names = "excludes",
        /// Other names.
        aliases: Names = "aliases",
    }

    /// A metric of any layer.
    MetricDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// What it is, in words.
        description: Text = "description",
        /// Atomic: the fact.
        dataset: At<String> = "dataset",
        /// Atomic: `count count_rows count_distinct sum min max avg median percentile`.
        aggregate: At<String> = "aggregate",
        /// Atomic: what is aggregated.
        field: At<String> = "field",
        /// Atomic: which percentile, from 0 to 1.
        p: Option<At<f64>> = "p",
        /// Atomic, `count_distinct`: only values of at least so many rows.
        at_least: Option<At<u32>> = "at_least",
        /// Atomic: the date that places a row in time; empty is the fact's default.
        time: At<String> = "time",
        /// Atomic: `first`, `last`, `running` or `opening` for a stock, which is not summed over time.
        over_time: At<String> = "over_time",
        /// Derived: the atomic metric.
        base: At<String> = "base",
        /// Derived: the time range, by code or by name.
        period: At<String> = "period",
        /// Derived: codes of qualifiers.
        qualifiers: Names = "qualifiers",
        /// Atomic: a null or truth test on the own column. Derived: a condition of its own.
        condition: At<String> = "where",
        /// Derived: days that hang on the bucket, `last_365d to end`.
        window: Names = "window",
        /// Derived: a date of the row that must lie before the bucket.
        before_start: At<String> = "before_start",
        /// Derived: a date of the row that must not.
        since_start: At<String> = "since_start",
        /// Dimensions that it is shown by, which its name says: 按服务中心.
        by: Names = "by",
        /// Composite: an expression over other metrics.
        formula: At<String> = "formula",
        /// Unit.
        unit: Text = "unit",
        /// `number money percent integer decimal1 decimal2`.
        format: At<String> = "format",
        /// `up`, `down` or `neutral`.
        polarity: At<String> = "polarity",
        /// Show 0 instead of null where there is nothing to aggregate.
        zero_fill: bool = "zero_fill",
        /// Other names.
        aliases: Names = "aliases",
        /// Groups that it is listed under.
        tags: Names = "tags",
        /// Subject area, such as `after_sales`.
        domain: At<String> = "domain",
        /// Why it is needed.
        reason: Text = "reason",
        /// Who answers for it.
        owner: At<String> = "owner",
        /// Who approves it; somebody else than the owner.
        reviewer: At<String> = "reviewer",
        /// Who does what about it.
        raci: RaciDoc = "raci",
        /// When its data are renewed.
        refresh: Text = "refresh",
        /// Source systems of its data.
        systems: Names = "systems",
        /// Who may see it: `open`, `internal` or `restricted`.
        access: At<String> = "access",
        /// Dimensions that it may be split by; empty is every one that its facts reach.
        dimensions: Names = "dimensions",
        /// `leading` or `lagging`.
        timing: At<String> = "timing",
        /// Metrics to be read beside it, because it can be gamed alone.
        guards: Names = "guards",
        /// What it is to reach.
        target: TargetDoc = "target",
        /// From where on it is a concern.
        alert: AlertDoc = "alert",
        /// Life cycle: `draft requested reviewed developed online rejected retired`.
        state: At<String> = "state",
        /// Counts definitions, from 1: each change of what it is called, means or computes makes the next one.
        version: Option<At<u32>> = "version",
        /// First written, `2024-01-15`.
        created: At<String> = "created",
        /// Last changed.
        updated: At<String> = "updated",
    }

    /// One derived metric for each base, period and list of qualifiers, named by the grammar of names.
    GenerateDoc {
        /// Atomic metrics.
        base: Names = "base",
        /// Periods; none is one metric without.
        period: Names = "period",
        /// Qualifiers, one for each metric; none is one metric without.
        qualifier: Names = "qualifier",
        /// Groups that all of them are listed under.
        tags: Names = "tags",
        /// Where all of them are in their life.
        state: At<String> = "state",
    }

    /// Roles towards a metric.
    RaciDoc {
        /// Responsible: who does it. 执行
        responsible: Names = "r",
        /// Accountable: who answers for it; exactly one. 问责
        accountable: Names = "a",
        /// Consulted before. 咨询
        consulted: Names = "c",
        /// Informed after. 知情
        informed: Names = "i",
    }

    /// A value to reach by a date.
    TargetDoc {
        /// The value, in the metric's unit; a rate as fraction.
        value: Option<At<f64>> = "value",
        /// Another metric whose value is the target.
        metric: At<String> = "metric",
        /// Until when, `2024-12-31` or a period.
        by: At<String> = "by",
    }

    /// Two limits make three levels; which side is good follows the polarity.
    AlertDoc {
        /// Green from here on.
        green: Option<At<f64>> = "green",
        /// Red beyond this.
        red: Option<At<f64>> = "red",
    }

    /// A subject area. A metric has from it what neither it nor its atomic metric says itself.
    DomainDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// Who answers for its metrics.
        owner: At<String> = "owner",
        /// Who approves them.
        reviewer: At<String> = "reviewer",
        /// Who does what about them.
        raci: RaciDoc = "raci",
        /// When their data are renewed.
        refresh: Text = "refresh",
        /// Source systems of their data.
        systems: Names = "systems",
        /// Who may see them.
        access: At<String> = "access",
    }

    /// A tag with a name.
    TagDoc {
        /// As it stands on metrics.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// Whether it is a group of the dictionary, such as profitability.
        group: bool = "group",
    }

    /// How a metric read before a change.
    VersionDoc {
        /// The metric's code.
        metric: At<String> = "metric",
        /// The version that the metric had after the change.
        version: Option<At<u32>> = "version",
        /// When, `2024-12-20`.
        on: At<String> = "on",
        /// Who, in their own words.
        by: At<String> = "by",
        /// Why.
        note: At<String> = "note",
        /// Whether the change was one of the next version, while the published one stayed.
        revision: bool = "revision",
        /// The metric before the change; without code where it was new.
        before: MetricDoc = "before",
        /// Of a revision: how it read after the change. Any other reads as the next change found it.
        after: MetricDoc = "after",
    }

    /// A picture of how metrics drive one.
    TreeDoc {
        /// Unique ASCII code.
        code: At<String> = "code",
        /// Display name; empty is the code.
        label: Text = "label",
        /// The north star: the metric at the top.
        root: At<String> = "root",
        /// Edges drawn by hand; edges of formulas are there by themselves.
        edges: Vec<At<EdgeDoc>> = "edges",
    }

    /// One metric below another.
    EdgeDoc {
        /// The upper metric.
        from: At<String> = "from",
        /// The lower metric.
        to: At<String> = "to",
        /// `factor divisor term deduction part driver`; a driver is said to move the upper metric and is no part of its
        /// formula.
        kind: At<String> = "kind",
    }
}

impl Document {
    /// A definition without content, of the version that this program writes.
    pub fn empty() -> Self {
        Self { version: At::new(VERSION), ..Self::default() }
    }
}
