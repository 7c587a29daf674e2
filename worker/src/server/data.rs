//! The tables and the model that a worker holds.

use std::sync::Arc;

use sandtable_engine::diag::{Diagnostic, has_errors};
use sandtable_engine::exec::{Bound, Tables};
use sandtable_engine::interop::{self, Exported, Format, Imported, Input};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::edit::{self, Author, Change};
use sandtable_engine::model::search::SearchKeys;
use sandtable_engine::model::{self, Document, Model, lint};
use sandtable_engine::query::sql::{self, Dialect, Options};
use sandtable_engine::query::{self, Query};
use sandtable_engine::table::{Profile, Schema, Table};
use sandtable_engine::text::Lang;

use crate::messages;
use crate::protocol::{Dictionary, Fitted, ModelSource, Renaming, Rows, TableStats};

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
        let (bound, diagnostics) = bind(&source, &self.tables);
        let model = Model::clone(bound.model());
        self.source = Some(source);
        self.bound = Some(bound);
        (model, diagnostics)
    }

    /// Takes tables under other names, and a definition of them: what resolves of it, and all that is to be said about
    /// it and the data. What is held does not change when it is refused.
    pub(super) fn open(
        &mut self,
        source: ModelSource,
        renamed: &[Renaming],
        gone: &[String],
    ) -> Result<(Model, Vec<Diagnostic>), Vec<Diagnostic>> {
        // Copies of tables share their columns.
        let mut tables = self.tables.clone();
        let mut taken = Vec::new();
        for Renaming { from, to } in renamed {
            let table =
                tables.remove(from).ok_or_else(|| vec![messages::NO_TABLE.error().arg("table", to)])?;
            taken.push(table.renamed(to.as_str()));
        }
        tables.retain(|name, _| !gone.contains(name));
        tables.extend(taken.into_iter().map(|table| (table.name().to_owned(), table)));
        let (bound, mut diagnostics) = bind(&source, &tables);
        let model = Model::clone(bound.model());
        if model.metrics.is_empty() && !has_errors(&diagnostics) {
            diagnostics.push(messages::NO_METRIC.error());
        }
        if has_errors(&diagnostics) {
            return Err(diagnostics);
        }
        *self = Self { tables, source: Some(source), bound: Some(bound) };
        Ok((model, diagnostics))
    }

    /// The model on the tables that are there now.
    pub(super) fn bound(&mut self) -> Result<Arc<Bound>, Vec<Diagnostic>> {
        if let Some(bound) = &self.bound {
            return Ok(bound.clone());
        }
        let Some(source) = &self.source else { return Err(vec![messages::NO_MODEL.error()]) };
        let (bound, _) = bind(source, &self.tables);
        self.bound = Some(bound.clone());
        Ok(bound)
    }

    /// The definition in force, with search keys and findings.
    pub(super) fn dictionary(&mut self) -> Result<Dictionary, Vec<Diagnostic>> {
        let bound = self.bound()?;
        let document = self.document()?;
        let findings = lint::lint(&document, bound.model());
        let keys = bound.model().metrics.iter().map(SearchKeys::of).collect();
        Ok(Dictionary { document, keys, findings })
    }

    /// The definition after a change.
    pub(super) fn revise(&self, change: &Change, author: &Author) -> Result<String, Vec<Diagnostic>> {
        let next = edit::apply(&self.document()?, change, author, &self.schemas(), &Limits::default())?;
        model::write(&next).map_err(|error| vec![error])
    }

    /// A catalogue beside the definition in force.
    pub(super) fn fit(&self, catalogue: &ModelSource) -> Result<Fitted, Vec<Diagnostic>> {
        let limits = Limits::default();
        let (wanted, found) = model::read(&catalogue.text, &limits);
        if has_errors(&found) {
            return Err(found.into_iter().map(|found| found.in_file(&catalogue.name)).collect());
        }
        let (schemas, own) = (self.schemas(), self.document()?);
        let applied = model::apply(&wanted, &schemas, &limits);
        let joined = model::join(&own, &applied.document);
        let (_, before) = model::resolve(&own, &schemas, &limits);
        let (_, found) = model::resolve(&joined, &schemas, &limits);
        let fresh: Vec<Diagnostic> =
            found.into_iter().filter(|found| found.is_error() && !before.contains(found)).collect();
        if !fresh.is_empty() {
            return Err(fresh);
        }
        let is_own = |code: &str| own.metrics.iter().any(|metric| metric.code.value == code);
        let (known, added): (Vec<_>, Vec<_>) =
            applied.model.metrics.iter().partition(|metric| is_own(&metric.code));
        Ok(Fitted {
            definition: model::write(&joined).map_err(|error| vec![error])?,
            added: added.into_iter().map(|metric| metric.label.clone()).collect(),
            known: known.len() as u32,
            tables: applied.tables,
            missing: applied.missing,
        })
    }

    /// The model as it would be after a change, on the tables that are there.
    pub(super) fn tried(&self, change: &Change) -> Result<Arc<Bound>, Vec<Diagnostic>> {
        let schemas = self.schemas();
        let next = edit::tried(&self.document()?, change, &schemas, &Limits::default())?;
        let (model, _) = model::resolve(&next, &schemas, &Limits::default());
        Ok(Arc::new(Bound::new(Arc::new(model), &self.tables)))
    }

    /// The definition in force in a format, and what the format cannot say.
    pub(super) fn export(&self, format: Format, lang: Lang) -> Result<Exported, Vec<Diagnostic>> {
        let schemas = self.schemas();
        interop::export(&self.document()?, format, lang, Some(&schemas), &Limits::default())
            .map_err(|error| vec![error])
    }

    /// What a file would lead to. Without a definition in force everything in it is new.
    pub(super) fn import(&self, input: &Input<'_>) -> Result<Imported, Vec<Diagnostic>> {
        let document = if self.source.is_some() { self.document()? } else { Document::empty() };
        Ok(interop::import(&document, input, Some(&self.schemas()), &Limits::default()))
    }

    fn schemas(&self) -> Vec<Schema> {
        self.tables.values().map(Table::schema).collect()
    }

    fn document(&self) -> Result<Document, Vec<Diagnostic>> {
        let Some(source) = &self.source else { return Err(vec![messages::NO_MODEL.error()]) };
        let (document, found) = model::read(&source.text, &Limits::default());
        // What resolves is in force all the same; a document that does not read at all has nothing to change.
        if document.metrics.is_empty() && has_errors(&found) { Err(found) } else { Ok(document) }
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

/// A definition on tables, and all that is to be said about both.
fn bind(source: &ModelSource, tables: &Tables) -> (Arc<Bound>, Vec<Diagnostic>) {
    let schemas: Vec<Schema> = tables.values().map(Table::schema).collect();
    let (model, mut diagnostics) = model::load(&source.text, &source.name, &schemas, &Limits::default());
    let bound = Arc::new(Bound::new(Arc::new(model), tables));
    diagnostics.extend(bound.diagnostics().iter().cloned());
    (bound, diagnostics)
}
