//! The engine's whole path in one call: document, tables and query to a frame.

use std::sync::Arc;

use sandtable_engine::diag::{Diagnostic, has_errors};
use sandtable_engine::exec::{Bound, Run, Tables};
use sandtable_engine::frame::Frame;
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Model};
use sandtable_engine::query::{self, Query};
use sandtable_engine::table::Table;
use sandtable_engine::text::Lang;

use crate::doc::ModelDoc;

/// Reads a model document and resolves it against the tables.
///
/// # Errors
/// All that is wrong with it.
pub fn resolve(text: &str, tables: &[Table]) -> Result<Model, Vec<Diagnostic>> {
    let schemas: Vec<_> = tables.iter().map(Table::schema).collect();
    let (model, findings) = model::load(text, "model.yaml", &schemas, &Limits::default());
    if has_errors(&findings) { Err(findings) } else { Ok(model) }
}

/// Resolves the document, runs the query in one step.
///
/// # Errors
/// All that is wrong with either.
pub fn execute(doc: &ModelDoc, tables: Vec<Table>, query: &Query) -> Result<Frame, Vec<Diagnostic>> {
    execute_in_steps(doc, tables, query, usize::MAX)
}

/// The same in steps of about so many rows.
///
/// # Errors
/// All that is wrong with either.
pub fn execute_in_steps(
    doc: &ModelDoc,
    tables: Vec<Table>,
    query: &Query,
    rows: usize,
) -> Result<Frame, Vec<Diagnostic>> {
    let model = Arc::new(resolve(&doc.text(), &tables)?);
    let tables: Tables = tables.into_iter().map(|table| (table.name().to_owned(), table)).collect();
    run(&Bound::new(model, &tables), query, rows)
}

/// Runs a query on a bound model.
///
/// # Errors
/// All that is wrong with it.
pub fn run(bound: &Bound, query: &Query, rows: usize) -> Result<Frame, Vec<Diagnostic>> {
    let plan = query::plan(bound.model(), query)?;
    let mut run = Run::new(bound, &plan, Limits::default())?;
    while run.step(rows).map_err(|error| vec![error])? {}
    run.frame().map_err(|error| vec![error])
}

/// Findings in one line.
pub fn render(findings: &[Diagnostic]) -> String {
    findings.iter().map(|finding| finding.render(Lang::En)).collect::<Vec<_>>().join(" | ").replace('\n', " ")
}
