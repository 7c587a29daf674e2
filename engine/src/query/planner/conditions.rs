//! Conditions on rows and on results.

use super::Planner;
use crate::diag::Message;
use crate::formula::Expr;
use crate::model::{DatasetId, FieldId, RelationshipId};
use crate::query::paths;
use crate::query::plan::{Condition, FactPlan, Reach};
use crate::query::{Filter, Query};
const METRIC_IN_FILTER: Message = Message::new(
    "aggregate_in_where",
    "{found} 是指标，不能作为行的筛选条件",
    "`{found}` is a metric; conditions on rows name fields",
);
const USE_HAVING: Message =
    Message::new("use_having", "把它放到结果条件（having）里", "put it into `having`");
const FIELD_IN_HAVING: Message = Message::new(
    "non_aggregate_in_having",
    "{found} 不是指标，也不是分组维度，不能作为结果条件",
    "`{found}` is neither a metric nor a grouped dimension; conditions on results name those",
);
const USE_WHERE: Message =
    Message::new("use_where", "把它放到行的筛选条件（where）里", "put it into the row filter `where`");
const MIXED_HAVING: Message = Message::new(
    "mixed_predicate_level",
    "一个条件里混用了行字段 {found} 和指标",
    "one condition mixes the row field `{found}` with metrics",
);

impl Planner<'_> {
    pub(super) fn condition(&mut self, fact: &FactPlan, filter: &Filter) -> Option<Condition> {
        Some(match filter {
            Filter::All(all) => Condition::All(all.iter().filter_map(|f| self.condition(fact, f)).collect()),
            Filter::Any(any) => Condition::Any(any.iter().filter_map(|f| self.condition(fact, f)).collect()),
            Filter::Not(inner) => Condition::Not(Box::new(self.condition(fact, inner)?)),
            Filter::Test { field, test } => {
                let before = self.errors.len();
                let Some(named) = self.named(field) else {
                    if self.errors.len() == before {
                        if self.model.find_metric(field).is_some() {
                            let error = METRIC_IN_FILTER.error().arg("found", field).at_field(field);
                            self.errors.push(error.hint(USE_HAVING.text()));
                        } else {
                            self.unknown_field(field);
                        }
                    }
                    return None;
                };
                Condition::Test(self.reach(fact, &named, field)?, test.clone())
            }
        })
    }

    /// Conditions split at `and`, each field with its path; single tests stay expressions.
    pub(super) fn expr_condition(
        &mut self,
        fact: DatasetId,
        expr: &Expr<FieldId>,
        metric: &str,
    ) -> Option<Condition> {
        let model = self.model;
        let resolved = expr.try_map(&mut |field: &FieldId, _| {
            let written = format!("{}.{}", model.dataset(field.dataset).code, model.field(*field).code);
            let roles: Vec<RelationshipId> = model
                .dimensions
                .iter()
                .filter(|dimension| dimension.field == *field)
                .flat_map(|dimension| dimension.via.iter().copied())
                .collect();
            match paths::find(model, fact, field.dataset, &roles, &written) {
                Ok(path) => Some(Reach { path, field: *field }),
                Err(error) => {
                    self.errors.push(error.at_field(metric));
                    None
                }
            }
        })?;
        Some(Condition::Expr(resolved))
    }

    /// `seen` collects whether a metric stands in the tree, and the first field that may not.
    pub(super) fn check_having(&mut self, filter: &Filter, query: &Query, seen: &mut (bool, Option<String>)) {
        let mut names = Vec::new();
        fields_of(filter, &mut names);
        for name in names {
            if self.model.find_metric(&name).is_some() {
                seen.0 = true;
            } else if !query.dimensions.iter().any(|axis| axis.field == name) {
                seen.1.get_or_insert(name);
            }
        }
        if let Some(name) = &seen.1 {
            let message = if seen.0 { &MIXED_HAVING } else { &FIELD_IN_HAVING };
            self.errors.push(message.error().arg("found", name).at_field(name).hint(USE_WHERE.text()));
        }
    }
}

/// Everything that a condition names.
pub(super) fn fields_of(filter: &Filter, names: &mut Vec<String>) {
    match filter {
        Filter::All(list) | Filter::Any(list) => list.iter().for_each(|f| fields_of(f, names)),
        Filter::Not(inner) => fields_of(inner, names),
        Filter::Test { field, test: _ } => names.push(field.clone()),
    }
}
