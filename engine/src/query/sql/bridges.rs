//! Rows that point at a fact: a many-to-many relation is a table between two.
//!
//! The fact's rows are joined with those that point at them, so that a row stands there several times; it is taken once
//! for each key, whatever the levels and extents that the keys are gathered into.

use super::groups::Grouped;
use super::rows::Rows;
use super::select::{Select, derived, from, left_join};
use super::source::{FACT, Source};
use super::stage::Stage;
use super::tree::{Op, Sql, all, binary, raw};
use super::writer::Writer;
use crate::query::{BridgePlan, FactPlan};
use sqlparser::ast as syntax;

/// The rows beyond the bridges of a fact.
pub(super) struct Beyond<'a> {
    sources: Vec<(&'a BridgePlan, Source<'a>)>,
}

impl<'a> Beyond<'a> {
    pub(super) fn new(writer: &Writer<'a>, fact: &'a FactPlan) -> Self {
        let source = |(at, bridge): (usize, &'a BridgePlan)| {
            let from = writer.model.relationships[bridge.edge.index()].from;
            (bridge, Source::called(from, &format!("b{}", at + 1)))
        };
        Self { sources: fact.bridges.iter().enumerate().map(source).collect() }
    }

    /// Where the key of an axis is read: beyond the bridge that leads to it, else from the fact.
    pub(super) fn source_of<'s>(&'s mut self, axis: usize, own: &'s mut Source<'a>) -> &'s mut Source<'a> {
        let found = self.sources.iter_mut().find(|(bridge, _)| bridge.axes.contains(&axis));
        found.map_or(own, |(_, source)| source)
    }

    /// Conditions on the rows beyond. Where no row points at the fact's, all fields are null.
    pub(super) fn filter(&mut self, writer: &mut Writer<'a>) -> Vec<Sql> {
        let mut filter = Vec::new();
        for (bridge, source) in &mut self.sources {
            filter.extend(bridge.filter.iter().map(|condition| writer.condition(source, condition)));
        }
        filter
    }

    /// Joins the rows beyond to those of the fact.
    pub(super) fn join(&self, writer: &mut Writer<'a>, tables: &mut syntax::TableWithJoins) {
        for (bridge, source) in &self.sources {
            let edge = &writer.model.relationships[bridge.edge.index()];
            let mut same = source.points_at(writer, bridge.edge, FACT);
            // What came after the day that counts as today does not point at anything yet.
            let time = writer.model.dataset(edge.from).times.first();
            if let (Some(as_of), Some(&time)) = (writer.plan.as_of, time) {
                let day = writer.field(source.name(), time).sql;
                let day = writer.dialect.to_date(day, writer.type_of(time));
                same.push(binary(day, Op::LtEq, writer.dialect.date(as_of)));
            }
            let table = writer.dataset_table(edge.from, source.name());
            tables.joins.push(left_join(table, all(same).unwrap_or_else(|| raw("TRUE"))));
            tables.joins.extend(source.joins(writer));
        }
    }
}

impl<'a> Writer<'a> {
    /// Each row once for each key: what is gathered into one key may have stood in several.
    pub(super) fn once(&self, rows: &Rows<'a>, grouped: Grouped, stage: &Stage<'_>, level: u32) -> Grouped {
        let Grouped { alias, mut items, tables, filter, first_day, .. } = grouped;
        items.extend(rows.columns().iter().map(|column| self.named(self.at(alias, column), column)));
        let inner = Select { items, from: Some(tables), filter, distinct: true, ..Select::default() };
        let alias = "o";
        let (items, group_by) = self.keys_of(alias, stage, level);
        let tables = from(derived(inner.query(), &self.dialect.name_of(alias)));
        Grouped { alias, items, tables, filter: Vec::new(), group_by, first_day }
    }

    /// Writes the rows of a fact that conditions beyond its bridges leave, each once; the part.
    pub(super) fn pointed(&mut self, fact: &'a FactPlan) -> Option<String> {
        if fact.bridges.is_empty() {
            return None;
        }
        self.row_identity(fact.dataset);
        let mut beyond = Beyond::new(self, fact);
        let filter = beyond.filter(self);
        let mut tables = from(self.dataset_table(fact.dataset, FACT));
        beyond.join(self, &mut tables);
        tables.joins.extend(self.join_today());
        let items = vec![self.everything(FACT)];
        let part = "pointed";
        let select = Select { items, from: Some(tables), filter, distinct: true, ..Select::default() };
        self.add_part(part, select.query());
        Some(part.to_owned())
    }
}
