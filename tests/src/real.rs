//! Real files through the loader, and frames against hand-written SQL on the same files.

use std::path::Path;
use std::sync::Arc;

use sandtable_engine::exec::{Bound, Tables};
use sandtable_engine::frame::Frame;
use sandtable_engine::load::{LoadOptions, load_bytes};
use sandtable_engine::query::Query;
use sandtable_engine::table::Table;

use crate::duckdb::Cell;
use crate::engine;

/// The table in a file, under a name of the model.
///
/// # Panics
/// If the file cannot be read or loaded.
pub fn load(name: &str, path: &Path) -> Table {
    let bytes = std::fs::read(path).expect("the file can be read");
    let options = LoadOptions { table: name.to_owned(), ..LoadOptions::default() };
    match load_bytes(&path.display().to_string(), &bytes, options) {
        Ok(loaded) => loaded.table,
        Err(findings) => panic!("{}", engine::render(&findings)),
    }
}

/// A model on its tables.
///
/// # Panics
/// If the model does not hold on them.
pub fn bind(model: &str, tables: Vec<Table>) -> Bound {
    let model =
        engine::resolve(model, &tables).unwrap_or_else(|findings| panic!("{}", engine::render(&findings)));
    let tables: Tables = tables.into_iter().map(|table| (table.name().to_owned(), table)).collect();
    Bound::new(Arc::new(model), &tables)
}

/// The answer to a query.
///
/// # Panics
/// If it is refused.
pub fn ask(bound: &Bound, query: &Query) -> Frame {
    engine::run(bound, query, usize::MAX).unwrap_or_else(|findings| panic!("{}", engine::render(&findings)))
}

/// Every cell of a frame, row by row.
pub fn cells(frame: &Frame) -> Vec<Vec<Cell>> {
    let row = |row: usize| frame.columns.iter().map(|column| Cell::of_frame(column, row)).collect();
    (0..frame.rows()).map(row).collect()
}

/// What differs between two sets of rows whose first `keys` columns identify a row.
pub fn difference(found: &[Vec<Cell>], expected: &[Vec<Cell>], keys: usize) -> Option<String> {
    if found.len() != expected.len() {
        return Some(format!("expected {} rows, found {}", expected.len(), found.len()));
    }
    let agrees = |a: &[Cell], b: &[Cell]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.agrees(b));
    for row in expected {
        match found.iter().find(|candidate| agrees(&candidate[..keys], &row[..keys])) {
            Some(candidate) if agrees(candidate, row) => {}
            other => return Some(format!("expected {row:?}, found {other:?}")),
        }
    }
    None
}
