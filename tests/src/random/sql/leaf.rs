//! Aggregates in SQL.

use sandtable_engine::calendar::Period;
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::{Filter, Test};
use sandtable_engine::table::DataType;

use super::scope::Scope;
use crate::random::filters;
use crate::random::metrics::Atomic;
/// An atomic or derived metric below the query.
pub(super) struct Leaf<'a> {
    pub(super) code: &'a str,
    pub(super) atomic: &'a Atomic,
    pub(super) condition: Option<&'a Filter>,
    pub(super) period: Option<Period>,
    pub(super) zero_fill: bool,
}
/// A metric's own condition: as in SQL, a missing row and a null are the same null.
pub(super) fn condition_sql(filter: &Filter, scope: &Scope<'_>) -> String {
    match filter {
        Filter::All(list) => {
            format!("({})", list.iter().map(|f| condition_sql(f, scope)).collect::<Vec<_>>().join(" AND "))
        }
        Filter::Any(list) => {
            format!("({})", list.iter().map(|f| condition_sql(f, scope)).collect::<Vec<_>>().join(" OR "))
        }
        Filter::Not(inner) => format!("(NOT {})", condition_sql(inner, scope)),
        Filter::Test { field, test: Test::Null } => format!("({} IS NULL)", scope.place(field).value),
        test @ Filter::Test { .. } => filters::sql(test, scope),
    }
}

pub(super) fn aggregates(leaves: &[Leaf<'_>], scope: &Scope<'_>) -> String {
    if leaves.is_empty() {
        return "1 AS no_metric".to_owned();
    }
    let one = |leaf: &Leaf<'_>| {
        let field = leaf.atomic.field.unwrap_or_default();
        let is_bool = scope
            .world
            .dataset(scope.dataset)
            .columns
            .iter()
            .any(|(name, kind)| name == field && *kind == DataType::Bool);
        debug_assert!(!is_bool || !matches!(leaf.atomic.aggregate, Aggregate::Sum), "no sum of truth values");
        let call = match leaf.atomic.aggregate {
            Aggregate::CountRows => "count(*)".to_owned(),
            Aggregate::Count => format!("count({field})"),
            Aggregate::CountDistinct => format!("count(DISTINCT {field})"),
            Aggregate::CountRepeated(least) => {
                format!("len(list_filter(map_values(histogram({field})), n -> n >= {least}))")
            }
            Aggregate::Sum => format!("sum({field})"),
            Aggregate::Min => format!("min({field})"),
            Aggregate::Max => format!("max({field})"),
            Aggregate::Avg => format!("avg({field})"),
            Aggregate::Median => format!("quantile_cont(CAST({field} AS DOUBLE), 0.5)"),
            Aggregate::Percentile(p) => format!("quantile_cont(CAST({field} AS DOUBLE), {p})"),
        };
        let is_filtered = leaf.condition.is_some() || leaf.period.is_some();
        let own = if is_filtered { format!(" FILTER (WHERE c_{})", leaf.code) } else { String::new() };
        format!("{call}{own} AS m_{}", leaf.code)
    };
    leaves.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Counts of nothing are 0; so is what the metric says to fill.
pub(super) fn filled(value: &str, leaf: &Leaf<'_>) -> String {
    let counts =
        matches!(leaf.atomic.aggregate, Aggregate::CountRows | Aggregate::Count | Aggregate::CountDistinct);
    if counts || leaf.zero_fill { format!("COALESCE({value}, 0)") } else { value.to_owned() }
}
