//! A catalogue applied to tables that were not made for it: which table is which, which column is which, what of the
//! catalogue holds, and what is missing for the rest.
//!
//! Tables and columns are matched by their names, by the labels and aliases that the catalogue gives them, and tables at
//! last by the columns that they have. Nothing is guessed from values.

mod cut;
mod join;
mod names;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::assume::{assumed_schemas, columns_of};
use super::document::{Document, FieldDoc};
use super::place::At;
use super::{Model, resolve};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::table::Schema;
use crate::text::{Lang, Text};
pub use join::{join, merge};
use names::Matcher;

/// A catalogue on imported tables.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The part that holds, over the imported tables; it resolves without a finding.
    pub document: Document,
    /// The same, resolved.
    pub model: Model,
    /// Which imported table stands for which of the catalogue's.
    pub tables: Vec<TableMatch>,
    /// Metrics that do not hold, in the order of the catalogue.
    pub missing: Vec<Missing>,
}

/// An imported table that stands for one of the catalogue's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableMatch {
    /// The catalogue's name.
    pub wanted: String,
    /// The imported table's name.
    pub found: String,
    /// Columns, by the catalogue's name and the imported one.
    pub columns: Vec<(String, String)>,
}

/// A metric that does not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// Its code.
    pub metric: String,
    /// Its name.
    pub label: Text,
    /// What is not there; empty where all is there and something else is wrong.
    pub needs: Vec<Need>,
    /// What else is wrong.
    pub reasons: Vec<Diagnostic>,
}

/// A table or a column that is not there, under the catalogue's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Need {
    /// The table.
    pub table: String,
    /// The column; none where the whole table is not there.
    pub column: Option<String>,
}

impl Need {
    /// In words.
    pub fn text(&self) -> Text {
        match &self.column {
            None => {
                Text::new(format!("缺少表 {}", self.table), format!("the table {} is missing", self.table))
            }
            Some(column) => Text::new(
                format!("表 {} 缺少列 {column}", self.table),
                format!("the column {column} of {} is missing", self.table),
            ),
        }
    }
}

impl Missing {
    /// In words: the metric and all that it lacks.
    pub fn text(&self) -> Text {
        let needs: Vec<Text> = self.needs.iter().map(Need::text).collect();
        let reasons: Vec<&Text> =
            needs.iter().chain(self.reasons.iter().map(|reason| &reason.message)).collect();
        let list = |lang: Lang, mark: &str| {
            reasons.iter().map(|reason| reason.get(lang)).collect::<Vec<_>>().join(mark)
        };
        Text::new(
            format!("{}：{}", self.label.get(Lang::Zh), list(Lang::Zh, "；")),
            format!("{}: {}", self.label.get(Lang::En), list(Lang::En, "; ")),
        )
    }
}

/// Applies a catalogue to tables.
pub fn apply(catalogue: &Document, schemas: &[Schema], limits: &Limits) -> Applied {
    let wanted = assumed_schemas(catalogue);
    let matcher = Matcher::new(catalogue);
    let tables = matcher.tables(&wanted, schemas);
    let mut document = catalogue.clone();
    rename(&mut document, &tables, schemas);
    // What resolves against the tables is the part that holds; cutting the rest away leaves a sound document.
    let (partial, findings) = resolve(&document, schemas, limits);
    let missing = missing(catalogue, &partial, &tables, &findings);
    cut::keep_sound(&mut document, &partial);
    let (model, _) = resolve(&document, schemas, limits);
    Applied { document, model, tables, missing }
}

/// Points datasets at the imported tables, and fields at the imported columns.
fn rename(document: &mut Document, tables: &[TableMatch], schemas: &[Schema]) {
    for dataset in &mut document.datasets {
        let wanted =
            if dataset.table.is_empty() { dataset.code.value.clone() } else { dataset.table.value.clone() };
        let Some(found) = tables.iter().find(|table| table.wanted == wanted) else { continue };
        dataset.value.table = At::new(found.found.clone());
        for (column, own) in found.columns.iter().filter(|(column, own)| column != own) {
            let is_read = |field: &At<FieldDoc>| {
                field.expr.is_empty()
                    && (field.column.value == *column
                        || (field.column.is_empty() && field.code.value == *column))
            };
            let mut is_described = false;
            for field in dataset.value.fields.iter_mut().filter(|field| is_read(field)) {
                field.value.column = At::new(own.clone());
                is_described = true;
            }
            if !is_described {
                let code = At::new(column.clone());
                let field = FieldDoc { code, column: At::new(own.clone()), ..FieldDoc::default() };
                dataset.value.fields.push(At::new(field));
            }
        }
        // A field that only describes a column that is not there would be an error of its own.
        let own = schemas.iter().filter(|schema| schema.table == found.found);
        let columns: BTreeSet<&str> =
            own.flat_map(|schema| &schema.columns).map(|(column, _)| column.as_str()).collect();
        let is_there = |field: &At<FieldDoc>| {
            let column = if field.column.is_empty() { &field.code.value } else { &field.column.value };
            !field.expr.is_empty() || columns.contains(column.as_str())
        };
        dataset.value.fields.retain(is_there);
    }
}

/// What every metric that is not in the model lacks.
fn missing(
    catalogue: &Document,
    model: &Model,
    tables: &[TableMatch],
    findings: &[Diagnostic],
) -> Vec<Missing> {
    let table_of = |dataset: &str| {
        let item = catalogue.datasets.iter().find(|item| *item.code == dataset);
        let table = item.map(|item| item.table.value.clone()).filter(|table| !table.is_empty());
        table.unwrap_or_else(|| dataset.to_owned())
    };
    let mut all = Vec::new();
    for item in catalogue.metrics.iter().filter(|item| model.find_metric(&item.code).is_none()) {
        let mut needs = BTreeSet::new();
        for (dataset, column) in columns_of(catalogue, &item.code) {
            let table = table_of(&dataset);
            match tables.iter().find(|found| found.wanted == table) {
                None => {
                    needs.insert(Need { table, column: None });
                }
                Some(found) if found.columns.iter().any(|(wanted, _)| *wanted == column) => {}
                Some(_) => {
                    needs.insert(Need { table, column: Some(column) });
                }
            }
        }
        let of_metric = |finding: &&Diagnostic| finding.location.field.as_deref() == Some(item.code.as_str());
        let reasons =
            if needs.is_empty() { findings.iter().filter(of_metric).cloned().collect() } else { Vec::new() };
        let label = if item.label.is_empty() { Text::same(item.code.as_str()) } else { item.label.clone() };
        all.push(Missing {
            metric: item.code.value.clone(),
            label,
            needs: needs.into_iter().collect(),
            reasons,
        });
    }
    all
}
