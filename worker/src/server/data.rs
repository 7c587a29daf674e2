//! The tables and the model that a worker holds.

use std::sync::Arc;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::exec::{Bound, Tables};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Model};
use sandtable_engine::query::sql::{self, Dialect, Options};
use sandtable_engine::query::{self, Query};
use sandtable_engine::table::{Profile, Schema, Table};

use crate::messages;
use crate::protocol::{ModelSource, Rows, TableStats};

/// Rows of one look at a table.
const MAX_ROWS: u32 = 10_000;

/// Tables, the definition, and both bound together, which is done when it is first needed.
#[derive(Default)]
pub(super) struct Data {
    tables: Tables,
    source: Option<ModelSource>,
    bound: Option<Arc<Bound>>,
}

impl Data {
    pub(super) fn insert(&mut self, table: Table) {
        self.bound = None;
        self.tables.insert(table.name().to_owned(), table);
    }

    pub(super) fn remove(&mut self, table: &str) {
        self.bound = None;
        self.tables.remove(table);
    }

    /// Takes a definition: what resolves of it, and all that is to be said about it and the data.
    pub(super) fn set_model(&mut self, source: ModelSource) -> (Model, Vec<Diagnostic>) {
        let (bound, mut diagnostics) = self.bind(&source);
        diagnostics.extend(bound.diagnostics().iter().cloned());
        let model = Model::clone(bound.model());
        self.source = Some(source);
        self.bound = Some(bound);
        (model, diagnostics)
    }

    /// The model on the tables that are there now.
    pub(super) fn bound(&mut self) -> Result<Arc<Bound>, Vec<Diagnostic>> {
        if let Some(bound) = &self.bound {
            return Ok(bound.clone());
        }
        let Some(source) = &self.source else { return Err(vec![messages::NO_MODEL.error()]) };
        let (bound, _) = self.bind(source);
        self.bound = Some(bound.clone());
        Ok(bound)
    }

    fn bind(&self, source: &ModelSource) -> (Arc<Bound>, Vec<Diagnostic>) {
        let schemas: Vec<Schema> = self.tables.values().map(Table::schema).collect();
        let (model, diagnostics) = model::load(&source.text, &source.name, &schemas, &Limits::default());
        (Arc::new(Bound::new(Arc::new(model), &self.tables)), diagnostics)
    }

    pub(super) fn explain(&mut self, query: &Query) -> Result<String, Vec<Diagnostic>> {
        let bound = self.bound()?;
        let plan = query::plan(bound.model(), query)?;
        Ok(query::explain(bound.model(), &plan))
    }

    pub(super) fn sql(&mut self, query: &Query, dialect: Dialect) -> Result<String, Vec<Diagnostic>> {
        let bound = self.bound()?;
        let plan = query::plan(bound.model(), query)?;
        sql::write(bound.model(), &plan, dialect, &Options::default())
    }

    pub(super) fn rows(&self, table: &str, from: u64, count: u32) -> Result<Rows, Vec<Diagnostic>> {
        let Some(table) = self.tables.get(table) else {
            return Err(vec![messages::NO_TABLE.error().arg("table", table)]);
        };
        let total = table.rows();
        let start = usize::try_from(from).unwrap_or(total).min(total);
        let end = (start + count.min(MAX_ROWS) as usize).min(total);
        let columns = table.columns().iter().map(|column| {
            let values = (start..end).map(|row| column.get(row)).collect();
            (column.name().to_owned(), column.data_type(), values)
        });
        Ok(Rows { from: start as u64, total: total as u64, columns: columns.collect() })
    }

    pub(super) fn profile(&self, table: &str, column: u32, top: u32) -> Result<Profile, Vec<Diagnostic>> {
        let found = self.tables.get(table).and_then(|table| table.columns().get(column as usize));
        let found = found.ok_or_else(|| vec![messages::NO_TABLE.error().arg("table", table)])?;
        Ok(found.profile(top as usize))
    }

    pub(super) fn stats(&self) -> Vec<TableStats> {
        let of = |table: &Table| TableStats {
            name: table.name().to_owned(),
            rows: table.rows() as u64,
            columns: table.columns().len() as u32,
            bytes: table.bytes() as u64,
        };
        self.tables.values().map(of).collect()
    }
}
