//! Fields that are windows: columns of a part that has all rows of their table, whatever the query filters.

use super::over::Inputs;
use super::select::{Select, every, from};
use super::source::FACT;
use super::tree::order;
use super::writer::{Typed, Writer};
use crate::formula::Windowed;
use crate::model::{DatasetId, FieldId, FieldSource};
use sqlparser::ast as syntax;

impl<'a> Writer<'a> {
    /// A windowed field. The first use adds a part, over those of the windowed fields that it rests on.
    pub(super) fn windowed_field(&mut self, alias: &str, id: FieldId, window: &Windowed<FieldId>) -> Typed {
        let name = self.windowed_name(id);
        if self.windowed.iter().all(|(known, _)| *known != id) {
            let inputs = Inputs {
                of: window.of.map(|of| self.field(FACT, of)),
                partition_by: window.partition_by.iter().map(|&by| self.field(FACT, by).sql).collect(),
                keys: window.order_by.iter().map(|&(by, is)| (self.field(FACT, by), is)).collect(),
                ties: self.ties(FACT, id.dataset),
            };
            let value = self.window(window, inputs);
            let items = vec![every(&self.dialect.name_of(FACT)), self.named(value.sql, &name)];
            let tables = from(self.dataset_table(id.dataset, FACT));
            let part = format!("windowed{}", self.windowed.len() + 1);
            self.add_part(&part, Select { items, from: Some(tables), ..Select::default() }.query());
            self.windowed.push((id, part));
        }
        Typed::new(self.at(alias, &name), self.type_of(id))
    }

    /// The table of a dataset, with the windowed fields that have been used so far.
    pub(super) fn dataset_table(&self, dataset: DatasetId, alias: &str) -> syntax::TableFactor {
        match self.windowed.iter().rfind(|(id, _)| id.dataset == dataset) {
            Some((_, part)) => self.table_of(part, alias),
            None => self.stored_table(&self.model.dataset(dataset).table, alias),
        }
    }

    /// The order of rows that agree in everything that was asked for: tables of a database have none.
    pub(super) fn ties(&mut self, alias: &str, dataset: DatasetId) -> Vec<syntax::OrderByExpr> {
        self.identity(alias, dataset)
            .into_iter()
            .map(|value| order(self.sortable(value), Some(false), Some(false)))
            .collect()
    }

    /// What tells rows of a dataset apart: its key; without one, all columns.
    pub(super) fn identity(&mut self, alias: &str, dataset: DatasetId) -> Vec<Typed> {
        let model = self.model;
        let of = model.dataset(dataset);
        if !of.key.is_empty() {
            return of.key.iter().map(|&field| self.field(alias, field)).collect();
        }
        let columns =
            (0u32..).zip(&of.fields).filter(|(_, field)| matches!(field.source, FieldSource::Column(_)));
        columns.map(|(field, _)| self.field(alias, FieldId { dataset, field })).collect()
    }

    /// The column of a windowed field, called unlike all columns of its table.
    fn windowed_name(&self, id: FieldId) -> String {
        let mut name = format!("w{}", id.field + 1);
        let is_taken = |name: &str| {
            self.model.dataset(id.dataset).fields.iter().any(
                |field| matches!(&field.source, FieldSource::Column(column) if column.eq_ignore_ascii_case(name)),
            )
        };
        while is_taken(&name) {
            name.push('_');
        }
        name
    }
}
