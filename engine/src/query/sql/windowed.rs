//! Fields that are windows: columns of a part that has all rows of their table, whatever the query filters.

use super::over::Inputs;
use super::select::{Select, from};
use super::source::FACT;
use super::tree::{Sql, call_over, order, over};
use super::writer::{Typed, Writer};
use crate::formula::Windowed;
use crate::model::{DatasetId, FieldId, FieldSource};
use sqlparser::ast as syntax;

impl<'a> Writer<'a> {
    /// A windowed field.
    pub(super) fn windowed_field(&mut self, alias: &str, id: FieldId, window: &Windowed<FieldId>) -> Typed {
        let name = self.windowed_column(id.dataset, id.field + 1, |writer| {
            let inputs = Inputs {
                of: window.of.map(|of| writer.field(FACT, of)),
                partition_by: window.partition_by.iter().map(|&by| writer.field(FACT, by).sql).collect(),
                keys: window.order_by.iter().map(|&(by, is)| (writer.field(FACT, by), is)).collect(),
                ties: writer.ties(FACT, id.dataset),
            };
            writer.window(window, inputs).sql
        });
        Typed::new(self.at(alias, &name), self.type_of(id))
    }

    /// What tells every row `f` of a dataset from all others, even where keys are null or there is none.
    pub(super) fn row_identity(&mut self, dataset: DatasetId) -> Vec<Sql> {
        let name = self.windowed_column(dataset, 0, |writer| {
            let partition_by = writer.identity(FACT, dataset).into_iter().map(|value| value.sql).collect();
            let rows = over(partition_by, writer.ties(FACT, dataset), None);
            writer.dialect.count(call_over("ROW_NUMBER", Vec::new(), &rows))
        });
        let fields = self.identity(FACT, dataset).into_iter().map(|value| value.sql);
        fields.chain([self.at(FACT, &name)]).collect()
    }

    /// The name of a column that is a window over a table. The first use adds a part, over those of other such columns
    /// of the table.
    fn windowed_column(
        &mut self,
        dataset: DatasetId,
        number: u32,
        value: impl FnOnce(&mut Self) -> Sql,
    ) -> String {
        let name = self.windowed_name(dataset, number);
        if self.windowed.iter().all(|(of, known, _)| (*of, known) != (dataset, &name)) {
            let value = value(self);
            let items = vec![self.everything(FACT), self.named(value, &name)];
            let tables = from(self.dataset_table(dataset, FACT));
            let part = format!("windowed{}", self.windowed.len() + 1);
            self.add_part(&part, Select { items, from: Some(tables), ..Select::default() }.query());
            self.windowed.push((dataset, name.clone(), part));
        }
        name
    }

    /// The table of a dataset, with the windowed columns that have been used so far.
    pub(super) fn dataset_table(&self, dataset: DatasetId, alias: &str) -> syntax::TableFactor {
        match self.windowed.iter().rfind(|(of, ..)| *of == dataset) {
            Some((.., part)) => self.table_of(part, alias),
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

    /// A name unlike those of all columns of a table.
    fn windowed_name(&self, dataset: DatasetId, number: u32) -> String {
        let mut name = format!("w{number}");
        let is_taken = |name: &str| {
            self.model.dataset(dataset).fields.iter().any(
                |field| matches!(&field.source, FieldSource::Column(column) if column.eq_ignore_ascii_case(name)),
            )
        };
        while is_taken(&name) {
            name.push('_');
        }
        name
    }
}
