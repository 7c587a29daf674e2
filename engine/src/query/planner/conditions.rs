//! Conditions on rows and on results.

use super::Planner;
use crate::diag::Message;
use crate::formula::{self, Expr, Use};
use crate::limits::Limits;
use crate::model::{DatasetId, FieldId, RelationshipId};
use crate::query::paths;
use crate::query::plan::{Condition, FactPlan, Reach};
use crate::query::{Filter, Query};
use crate::table::DataType;

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

const NOT_A_CONDITION: Message = Message::new(
    "not_a_condition",
    "条件 `{found}` 的结果是{type}，应为真假值",
    "the condition `{found}` gives {type}, expected a truth value",
);

impl Planner<'_> {
    /// The conditions of the query on the rows of a fact, and on rows that point at them.
    pub(super) fn restrict(&mut self, fact: &mut FactPlan, query: &Query) {
        let mut filters = Vec::new();
        query.filters.iter().for_each(|filter| conjuncts(filter, &mut filters));
        for filter in filters {
            let mut names = Vec::new();
            fields_of(filter, &mut names);
            self.restrict_one(fact, &names, &|planner, at| planner.condition(at, filter));
        }
        for text in &query.conditions {
            match formula::parse_within(text, &Limits::default()) {
                Ok(expr) => {
                    let names: Vec<String> = expr.names().into_iter().cloned().collect();
                    let read = |planner: &mut Self, at: &FactPlan| planner.text_condition(at, &expr, text);
                    self.restrict_one(fact, &names, &read);
                }
                Err(errors) => {
                    let errors = errors.into_iter().map(|error| error.at_field(text.as_str()));
                    self.errors.extend(errors);
                }
            }
        }
        if query.period.is_some() && fact.time.is_none() {
            self.no_time(fact.dataset);
        }
    }

    /// One condition, on the rows that the fields which it names stand on.
    fn restrict_one(
        &mut self,
        fact: &mut FactPlan,
        names: &[String],
        read: &dyn Fn(&mut Self, &FactPlan) -> Option<Condition>,
    ) {
        match self.bridge_of(fact, names) {
            Ok(None) => fact.filter.extend(read(self, fact)),
            Ok(Some(edge)) => {
                let beyond = FactPlan::new(self.model.relationships[edge.index()].from, None);
                if let Some(condition) = read(self, &beyond) {
                    fact.bridge(edge).filter.push(condition);
                }
            }
            Err(errors) => self.errors.extend(errors),
        }
    }

    fn text_condition(&mut self, fact: &FactPlan, expr: &Expr<String>, text: &str) -> Option<Condition> {
        let (expr, data_type) = self.row_expr(fact, expr, text)?;
        match data_type {
            Some(DataType::Bool) => Some(Condition::Expr(expr)),
            found => {
                let found = found.map_or_else(Default::default, formula::type_name);
                let (start, end) = expr.span;
                let error = NOT_A_CONDITION.error().arg("found", text).arg_text("type", &found);
                self.errors.push(error.at_field(text).at_span(start, end));
                None
            }
        }
    }

    /// An expression over the fields that a fact leads to, and its type.
    pub(super) fn row_expr(
        &mut self,
        fact: &FactPlan,
        expr: &Expr<String>,
        written: &str,
    ) -> Option<(Expr<Reach>, Option<DataType>)> {
        let mut resolved = expr.try_map(&mut |name: &String, _| self.row_field(fact, name))?;
        let model = self.model;
        let (data_type, errors) = formula::check(
            &mut resolved,
            Use::Row,
            &|reach: &Reach| Some(model.field(reach.field).data_type),
            &|reach| model.field(reach.field).code.clone(),
        );
        let is_sound = errors.is_empty();
        self.errors.extend(errors.into_iter().map(|error| error.at_field(written)));
        is_sound.then_some((resolved, data_type))
    }

    /// The field that a condition or a column of rows names.
    pub(super) fn row_field(&mut self, fact: &FactPlan, written: &str) -> Option<Reach> {
        let before = self.errors.len();
        let Some(named) = self.named(written) else {
            if self.errors.len() == before {
                if self.model.find_metric(written).is_some() {
                    let error = METRIC_IN_FILTER.error().arg("found", written).at_field(written);
                    self.errors.push(error.hint(USE_HAVING.text()));
                } else {
                    self.unknown_field(written);
                }
            }
            return None;
        };
        self.reach(fact, &named, written)
    }

    fn condition(&mut self, fact: &FactPlan, filter: &Filter) -> Option<Condition> {
        Some(match filter {
            Filter::All(all) => Condition::All(all.iter().filter_map(|f| self.condition(fact, f)).collect()),
            Filter::Any(any) => Condition::Any(any.iter().filter_map(|f| self.condition(fact, f)).collect()),
            Filter::Not(inner) => Condition::Not(Box::new(self.condition(fact, inner)?)),
            Filter::Test { field, test } => Condition::Test(self.row_field(fact, field)?, test.clone()),
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

/// The parts of which all must hold.
fn conjuncts<'f>(filter: &'f Filter, found: &mut Vec<&'f Filter>) {
    match filter {
        Filter::All(all) => all.iter().for_each(|part| conjuncts(part, found)),
        other => found.push(other),
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
