//! A query of rows: the rows that pass with all that is shown of them, then their order and the first of them.

use super::Dialect;
use super::header::Columns;
use super::over::Inputs;
use super::rows::{key_name, kind_name};
use super::select::{Select, from, ordered, paged};
use super::source::{FACT, Source};
use super::tree::{Sql, null, order, raw};
use super::writer::{Typed, Writer};
use crate::formula::Windowed;
use crate::query::{FactPlan, Reach, RowField, RowOrder, RowPlan, RowSource};
use sqlparser::ast as syntax;

/// The part with the rows, and its alias.
const PART: &str = "rows1";
const ROWS: &str = "r";

impl<'a> Writer<'a> {
    /// The whole statement of a query of rows of a fact.
    pub(super) fn listing(&mut self, fact: &'a FactPlan, rows: &'a RowPlan) -> syntax::Query {
        let order_by = self.listed(fact, rows);
        let mut columns = Columns::default();
        for (at, column) in rows.columns.iter().enumerate() {
            columns.add(self, self.at(ROWS, &key_name(at)), &column.code);
            if column.has_kind() {
                columns.add(self, self.at(ROWS, &kind_name(at)), &format!("{}_kind", column.code));
            }
        }
        let tables = from(self.table_of(PART, ROWS));
        let select = Select { items: columns.items, from: Some(tables), ..Select::default() };
        let limit = match &self.plan.limit {
            Some(limit) => Some(raw(limit.keep.to_string())),
            // It skips no rows but before a limit.
            None => (self.dialect == Dialect::Snowflake && rows.skip > 0).then(null),
        };
        let query = ordered(select.query(), order_by, None);
        self.with_parts(if limit.is_some() || rows.skip > 0 { paged(query, rows.skip, limit) } else { query })
    }

    /// Writes the rows that pass, with the columns and what decides their order; that order.
    fn listed(&mut self, fact: &'a FactPlan, rows: &'a RowPlan) -> Vec<syntax::OrderByExpr> {
        let mut source = Source::new(fact.dataset);
        let mut select = Select::default();
        let mut values: Vec<Typed> = Vec::new();
        for (at, column) in rows.columns.iter().enumerate() {
            values.push(match &column.source {
                RowSource::Field(reach) => {
                    let (kind, value) = source.kind_and_value(self, reach);
                    if column.has_kind() {
                        select.items.push(self.named(kind, &kind_name(at)));
                    }
                    Typed { sql: self.shown(value.clone()), ..value }
                }
                RowSource::Each(expr) => source.computed(self, expr),
                RowSource::Window(window) => self.row_window(&mut source, fact, window),
            });
        }
        let mut sorted: Vec<(usize, bool)> = Vec::new();
        for (by, descending) in &rows.order {
            let at = match by {
                RowOrder::Column(at) => *at,
                RowOrder::Field(reach) => {
                    values.push(source.value(self, reach));
                    values.len() - 1
                }
            };
            sorted.push((at, *descending));
        }
        for value in self.identity(FACT, fact.dataset) {
            sorted.push((values.len(), false));
            values.push(value);
        }
        let column = |(at, value): (usize, &Typed)| self.named(value.sql.clone(), &key_name(at));
        select.items.extend(values.iter().enumerate().map(column));
        select.filter = self.row_filter(&mut source, fact, true);
        source.part = self.pointed(fact);
        select.from = Some(source.tables(self));
        self.add_part(PART, select.query());
        let term = |(at, descending): (usize, bool)| {
            let value = Typed { sql: self.at(ROWS, &key_name(at)), data_type: values[at].data_type };
            // Missing values stand last either way.
            order(self.sortable(value), Some(descending), Some(false))
        };
        sorted.into_iter().map(term).collect()
    }

    /// A window over the rows that pass.
    fn row_window(&mut self, source: &mut Source<'a>, fact: &FactPlan, window: &Windowed<Reach>) -> Typed {
        let mut partition_by: Vec<Sql> = Vec::new();
        for reach in &window.partition_by {
            let (kind, value) = source.kind_and_value(self, reach);
            // No value and no row are two partitions.
            partition_by.extend((!reach.path.is_empty()).then_some(kind));
            partition_by.push(value.sql);
        }
        let keys = window.order_by.iter().map(|(reach, is)| (source.value(self, reach), *is)).collect();
        let of = window.of.as_ref().map(|reach| source.value(self, reach));
        let of = of.map(|of| Typed { sql: self.shown(of.clone()), ..of });
        let ties = self.ties(FACT, fact.dataset);
        self.window(window, Inputs { of, partition_by, keys, ties })
    }
}

impl RowField {
    /// Whether it can have no value for two reasons, which a column beside it tells apart.
    pub(super) fn has_kind(&self) -> bool {
        matches!(&self.source, RowSource::Field(reach) if !reach.path.is_empty())
    }
}
