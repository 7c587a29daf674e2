//! What `days()` stands for: the days of a row's bucket, or of the whole, as far as the data go.

use super::rows::{key_name, kind_name};
use super::select::{Select, derived, from, union};
use super::source::{MEMBER, TOTAL};
use super::stage::Stage;
use super::tree::{Op, Sql, add, binary, case, equal, whole};
use super::writer::{Typed, Writer};
use crate::formula::{Function, Over};
use crate::model::{Aggregate, Definition, MetricId};
use crate::query::FactPlan;
use crate::table::DataType;
use sqlparser::ast as syntax;

/// Numbers of days for the formula that is being written.
#[derive(Default)]
pub(super) struct Days {
    group: Option<Sql>,
    whole: Option<Sql>,
}

impl<'a> Writer<'a> {
    /// Whether a formula asks for days.
    pub(super) fn counts_days(&self) -> bool {
        self.composites().into_iter().any(|id| self.asks_for_days(id))
    }

    pub(super) fn asks_for_days(&self, id: MetricId) -> bool {
        match &self.model.metric(id).definition {
            Definition::Composite { formula, .. } => formula.calls(Function::Days),
            _ => false,
        }
    }

    /// `days()` in the formula that is being written.
    pub(super) fn day_count(&self, over: Over) -> Typed {
        let of = if over == Over::Total { &self.days.whole } else { &self.days.group };
        Typed::new(of.clone().unwrap_or_else(|| whole(0)), DataType::Int)
    }

    /// Sets what `days()` stands for in a formula over rows `a`; the part that has to be joined for it.
    pub(super) fn set_days(&mut self, id: MetricId, stage: &Stage<'_>) -> Option<String> {
        self.days = Days::default();
        let Definition::Composite { formula, .. } = &self.model.metric(id).definition else { return None };
        if !formula.calls(Function::Days) {
            return None;
        }
        let plan = self.plan;
        let mut below = Vec::new();
        self.need(id, &mut below);
        let has_any = |fact: &FactPlan| fact.measures.iter().any(|measure| below.contains(&measure.metric));
        let facts: Vec<usize> = (0..plan.facts.len()).filter(|&at| has_any(&plan.facts[at])).collect();
        let axis = (0..plan.axes.len()).find(|&at| {
            let is_time = |fact: &FactPlan| fact.axes.get(at).map(|reach| reach.field) == fact.time;
            plan.axes[at].is_time() && facts.iter().all(|&fact| is_time(&plan.facts[fact]))
        });
        let is_rolled = |axis: usize| stage.levels.iter().any(|level| level & (1 << axis) != 0);
        let needs_whole = axis.is_none_or(is_rolled) || formula.calls(Function::Total);
        let (of_whole, part) = if needs_whole { self.whole_days(&facts) } else { (whole(0), None) };
        let group = match axis {
            None => of_whole.clone(),
            Some(axis) => {
                let kind = |kind: i64| equal(self.at("a", &kind_name(axis)), whole(kind));
                let (first, last) = self.clipped(axis, self.at("a", &key_name(axis)));
                let days = add(self.dialect.days_between(last, first), whole(1));
                let mut kinds = vec![(kind(MEMBER), days)];
                if is_rolled(axis) {
                    kinds.push((kind(TOTAL), of_whole.clone()));
                }
                // Rows without a date, and 「其他」, have no days to count.
                case(kinds, Some(whole(0)))
            }
        };
        self.days = Days { group: Some(group), whole: Some(of_whole) };
        part
    }

    /// The days of the period that is asked for; without one, from the first date of the facts on.
    fn whole_days(&mut self, facts: &[usize]) -> (Sql, Option<String>) {
        if let Some((Some(first), last)) = self.known_whole() {
            return (whole(i64::from((last.days() - first.days() + 1).max(0))), None);
        }
        let (first, last) = self.whole();
        let plan = self.plan;
        let dated: Vec<usize> = facts.iter().copied().filter(|&at| plan.facts[at].time.is_some()).collect();
        if first.is_none() && dated.is_empty() {
            return (whole(0), None);
        }
        let name = match first {
            Some(_) => "whole".to_owned(),
            None => dated.iter().fold("whole".to_owned(), |name, at| format!("{name}_{}", at + 1)),
        };
        let days = self.at(&name, "days");
        if self.parts.iter().any(|(known, _)| *known == self.part(&name)) {
            return (days, Some(name));
        }
        let (first, tables) = match first {
            Some(first) => (first, from(self.table_of("today", "today"))),
            None => {
                let dates = self.first_dates(&dated);
                let mut tables = from(derived(dates, &self.dialect.name_of("dates")));
                tables.joins.extend(self.join_today());
                (self.at("dates", "first_day"), tables)
            }
        };
        let is_any = binary(first.clone(), Op::LtEq, last.clone());
        let number = add(self.dialect.days_between(last, first), whole(1));
        let items = vec![self.named(case(vec![(is_any, number)], Some(whole(0))), "days")];
        self.add_part(&name, Select { items, from: Some(tables), ..Select::default() }.query());
        (days, Some(name))
    }

    /// The first date of facts, as `first_day`.
    fn first_dates(&mut self, facts: &[usize]) -> syntax::Query {
        let mut selects = Vec::new();
        for fact in facts.iter().map(|&at| &self.plan.facts[at]) {
            let Some(time) = fact.time else { continue };
            let day = self.field("f", time).sql;
            let day = self.dialect.to_date(day, self.type_of(time));
            let first = self.dialect.aggregate(Aggregate::Min, day, DataType::Date);
            let tables = from(self.dataset_table(fact.dataset, "f"));
            let items = vec![self.named(first, "first_day")];
            selects.push(Select { items, from: Some(tables), ..Select::default() });
        }
        let several = selects.len() > 1;
        let Some(dates) = union(selects, false) else { return Select::default().query() };
        if !several {
            return dates;
        }
        let first = self.dialect.aggregate(Aggregate::Min, self.at("of", "first_day"), DataType::Date);
        let tables = from(derived(dates, &self.dialect.name_of("of")));
        let items = vec![self.named(first, "first_day")];
        Select { items, from: Some(tables), ..Select::default() }.query()
    }

    /// A metric and all below it.
    pub(super) fn need(&self, id: MetricId, found: &mut Vec<MetricId>) {
        if found.contains(&id) {
            return;
        }
        found.push(id);
        if let Definition::Composite { formula, .. } = &self.model.metric(id).definition {
            formula.names().into_iter().for_each(|&below| self.need(below, found));
        }
    }
}
