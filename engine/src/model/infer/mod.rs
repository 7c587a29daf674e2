//! A first definition for imported files: every table a dataset, columns by their roles, relationships by their keys.
//!
//! It is a proposal for a person to edit, so it prefers what reads well: sums and means of measures, distinct counts of
//! ids, one dimension for each describing column, drill paths where column names say so.

mod joins;
mod names;
mod role;
#[cfg(test)]
mod tests;

pub use role::{ColumnFacts, ColumnRole, role_of};

use std::cmp::Reverse;

use joins::Join;
use names::Codes;

use super::document::{DatasetDoc, DimensionDoc, Document, HierarchyDoc, MetricDoc, RelationshipDoc};
use super::place::At;
use crate::table::{DataType, Schema};
use crate::text::Text;

/// A table and what is known of its columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFacts {
    /// Its name and columns.
    pub schema: Schema,
    /// One entry a column, in the order of the schema.
    pub columns: Vec<(ColumnRole, ColumnFacts)>,
}

impl TableFacts {
    /// A table whose roles follow from names, types and profiles.
    pub fn guessed(schema: Schema, facts: Vec<ColumnFacts>) -> Self {
        let columns = schema
            .columns
            .iter()
            .zip(facts)
            .map(|((name, data_type), facts)| (role_of(name, *data_type, &facts), facts))
            .collect();
        Self { schema, columns }
    }

    fn columns(&self) -> impl Iterator<Item = (&str, DataType, ColumnRole, &ColumnFacts)> {
        let columns = self.schema.columns.iter().zip(&self.columns);
        columns.map(|((name, data_type), (role, facts))| (name.as_str(), *data_type, *role, facts))
    }

    fn with_role(&self, wanted: ColumnRole) -> impl Iterator<Item = (&str, &ColumnFacts)> {
        let of_role = self.columns().filter(move |(.., role, _)| *role == wanted);
        of_role.map(|(name, _, _, facts)| (name, facts))
    }

    /// Dates, the one with the fewest nulls first: it places most rows in time.
    fn dates(&self) -> Vec<&str> {
        let mut dates: Vec<(&str, &ColumnFacts)> = self.with_role(ColumnRole::Date).collect();
        dates.sort_by_key(|(_, facts)| facts.nulls);
        dates.into_iter().map(|(name, _)| name).collect()
    }
}

/// A definition of `tables` under the name `name`.
pub fn infer(name: Text, tables: &[TableFacts]) -> Document {
    let mut datasets = Codes::default();
    let codes: Vec<String> =
        tables.iter().map(|table| datasets.claim(&table.schema.table, "table", None)).collect();
    let joins = joins::find(tables, &codes);
    let mut document = Document { name, ..Document::empty() };
    for (at, (table, code)) in tables.iter().zip(&codes).enumerate() {
        let target = joins.iter().find(|join| join.to == at).map(|join| join.to_column.as_str());
        document.datasets.push(At::new(dataset(table, code, target)));
    }
    for join in &joins {
        document.relationships.push(At::new(RelationshipDoc {
            code: At::new(join.code.clone()),
            label: Text::same(&join.from_column),
            from: path(&codes[join.from], &join.from_column).into_iter().collect(),
            to: path(&codes[join.to], &join.to_column).into_iter().collect(),
            ..RelationshipDoc::default()
        }));
    }
    // Dimensions and metrics share the names that conditions on results can use.
    let mut taken = Codes::default();
    taken.reserve("time");
    for (at, (table, code)) in tables.iter().zip(&codes).enumerate() {
        dimensions(&mut document, &mut taken, table, code, &joins::preferred(&joins, at));
    }
    for at in facts_first(tables, &joins) {
        let is_alone = tables.len() == 1;
        metrics(&mut document, &mut taken, &tables[at], is_alone, &codes[at], &keys(&joins, at));
    }
    document
}

fn path(dataset: &str, column: &str) -> Option<String> {
    Some(format!("{dataset}.{column}"))
}

/// Tables by what there is to measure in them: those that point at most others, then those with most rows. A catalogue
/// opens with its first metric.
fn facts_first(tables: &[TableFacts], joins: &[Join]) -> Vec<usize> {
    let rows = |at: usize| tables[at].columns.first().map_or(0, |(_, facts)| facts.rows);
    let mut order: Vec<usize> = (0..tables.len()).collect();
    order.sort_by_key(|&at| Reverse((joins::outgoing(joins, at), rows(at))));
    order
}

/// Columns that point at other tables.
fn keys(joins: &[Join], table: usize) -> Vec<&str> {
    joins.iter().filter(|join| join.from == table).map(|join| join.from_column.as_str()).collect()
}

/// The key is what other tables point at, where they do.
fn dataset(table: &TableFacts, code: &str, target: Option<&str>) -> DatasetDoc {
    let unique = table.with_role(ColumnRole::Id).find(|(_, facts)| facts.is_unique).map(|(name, _)| name);
    let key = target.or(unique);
    DatasetDoc {
        code: At::new(code.to_owned()),
        label: Text::same(&table.schema.table),
        table: At::new(table.schema.table.clone()),
        key: key.into_iter().collect(),
        time: table.dates().into_iter().collect(),
        ..DatasetDoc::default()
    }
}

fn dimensions(document: &mut Document, taken: &mut Codes, table: &TableFacts, dataset: &str, via: &[String]) {
    let default_time = table.dates().first().copied();
    let mut levels: Vec<((usize, usize), String)> = Vec::new();
    for (name, _, role, _) in table.columns() {
        let is_wanted = match role {
            ColumnRole::Dimension => true,
            // The default date is the time axis itself.
            ColumnRole::Date => default_time != Some(name),
            _ => false,
        };
        if !is_wanted {
            continue;
        }
        let code = taken.claim(name, "column", Some(dataset));
        levels.extend(names::level_of(name).map(|level| (level, code.clone())));
        document.dimensions.push(At::new(DimensionDoc {
            code: At::new(code),
            label: Text::same(name),
            field: At::new(format!("{dataset}.{name}")),
            via: via.iter().map(String::as_str).collect(),
            ..DimensionDoc::default()
        }));
    }
    levels.sort();
    levels.dedup_by_key(|(level, _)| *level);
    for path in levels.chunk_by(|(a, _), (b, _)| a.0 == b.0).filter(|path| path.len() > 1) {
        let top = &path[0].1;
        document.hierarchies.push(At::new(HierarchyDoc {
            code: At::new(format!("{dataset}_{top}")),
            label: Text::same(path.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>().join(" › ")),
            levels: path.iter().map(|(_, code)| code.as_str()).collect(),
            ..HierarchyDoc::default()
        }));
    }
}

fn metrics(
    document: &mut Document,
    taken: &mut Codes,
    table: &TableFacts,
    is_alone: bool,
    dataset: &str,
    keys: &[&str],
) {
    let mut metric = |column: &str, suffix: &str, aggregate: &str, label: Text, format: &str| {
        let code = taken.claim_with(column, suffix, dataset);
        document.metrics.push(At::new(MetricDoc {
            code: At::new(code),
            label,
            dataset: At::new(dataset.to_owned()),
            aggregate: At::new(aggregate.to_owned()),
            field: At::new(if aggregate == "count_rows" { String::new() } else { column.to_owned() }),
            format: At::new(format.to_owned()),
            ..MetricDoc::default()
        }));
    };
    let name = &table.schema.table;
    // Rows of which table is said where there are several.
    let rows = match is_alone {
        true => Text::new("行数", "Rows"),
        false => Text::new(format!("{name}行数"), format!("{name} rows")),
    };
    metric(name, "rows", "count_rows", rows, "integer");
    for (column, _, role, facts) in table.columns() {
        match role {
            ColumnRole::Measure => {
                let label = Text::new(format!("{column}合计"), format!("Total {column}"));
                metric(column, "sum", "sum", label, "");
                let label = Text::new(format!("平均{column}"), format!("Average {column}"));
                metric(column, "avg", "avg", label, "decimal2");
            }
            // The distinct values of a key are the rows.
            ColumnRole::Id if !facts.is_unique || keys.contains(&column) => {
                let label = Text::new(format!("{column}去重数"), format!("Distinct {column}"));
                metric(column, "distinct", "count_distinct", label, "integer");
            }
            _ => {}
        }
    }
}
