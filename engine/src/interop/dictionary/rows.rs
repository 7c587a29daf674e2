//! Metrics ↔ rows of text.

use crate::diag::{Diagnostic, Message};
use crate::model::{Document, MetricDoc, Model};
use crate::text::Lang;

use super::columns::{self, COLUMNS, COMPUTED, Column, column_of, shown};
use super::computed::Facts;

const UNKNOWN_COLUMN: Message = Message::new(
    "interop_unknown_column",
    "不认识的列“{name}”，没有读",
    "the column {name} is not known and was not read",
);
const NO_HEADER: Message = Message::new(
    "interop_no_header",
    "前 10 行里没有“编码”列",
    "none of the first 10 rows has a column code",
);
const USE_TEMPLATE: Message = Message::new(
    "interop_use_template",
    "下载模板，按它的表头填写",
    "take the template and fill it in under its headers",
);
const TWICE: Message = Message::new(
    "interop_column_twice",
    "列“{name}”出现两次，只读第一个",
    "the column {name} stands twice; the first was read",
);

/// Rows that may stand above the header.
pub(super) const TITLE_ROWS: usize = 10;

/// A sheet of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// Its name; none for a file that is one sheet.
    pub(super) name: Option<String>,
    /// From the first row on.
    pub(super) rows: Vec<Vec<String>>,
}

/// A row that says something.
pub(super) struct Row {
    /// Its number in the sheet, from 1.
    pub(super) number: u32,
    /// Column of the sheet, from 1, what it is, and the trimmed text.
    pub(super) cells: Vec<(u32, &'static Column, String)>,
}

impl Row {
    /// The text under a key; empty where there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.cells.iter().find(|cell| cell.1.key == key).map_or("", |cell| &cell.2)
    }
}

/// What a sheet holds.
pub(super) struct Table {
    /// Headers as written.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Columns that were not read.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Where the header stands.
pub(super) fn header_of(sheet: &Sheet) -> Option<usize> {
    let is_code = |cell: &String| column_of(cell).is_some_and(|column| column.key == "code");
    sheet.rows.iter().take(TITLE_ROWS).position(|row| row.iter().any(is_code))
}

/// Rows below the header.
///
/// # Errors
/// When there is no header.
pub(super) fn read(sheet: &Sheet) -> Result<Table, Diagnostic> {
    let top = header_of(sheet).ok_or_else(|| NO_HEADER.error().hint(USE_TEMPLATE.text()))?;
    let header = sheet.rows[top].clone();
    let mut diagnostics = Vec::new();
    let mut columns: Vec<Option<&'static Column>> = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let column = column_of(name);
        let is_new = column.is_some_and(|column| columns.iter().flatten().all(|own| own.key != column.key));
        if !is_new && !name.trim().is_empty() {
            let message = if column.is_none() { UNKNOWN_COLUMN } else { TWICE };
            let found = message.warning().arg("name", name.trim()).at_field(name.trim());
            diagnostics.push(found.at_line(number(top), number(at)));
        }
        columns.push(column.filter(|_| is_new));
    }
    let is_read = |column: &Column| COLUMNS.iter().any(|own| own.key == column.key);
    let mut rows = Vec::new();
    for (at, cells) in sheet.rows.iter().enumerate().skip(top + 1) {
        let cells: Vec<_> = cells
            .iter()
            .zip(&columns)
            .enumerate()
            .filter_map(|(at, (cell, column))| {
                let column = column.filter(|column| is_read(column))?;
                Some((number(at), column, cell.trim().to_owned()))
            })
            .collect();
        if cells.iter().any(|cell| !cell.2.is_empty()) {
            rows.push(Row { number: number(at), cells });
        }
    }
    Ok(Table { header, rows, diagnostics })
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX - 1) + 1
}

/// Header and one row a metric; without rows it is a sheet to fill in.
pub(super) fn write(document: &Document, model: &Model, lang: Lang, is_empty: bool) -> Vec<Vec<String>> {
    let computed: &[Column] = if is_empty { &[] } else { COMPUTED };
    let header = COLUMNS.iter().chain(computed).map(|column| column.header(lang).to_owned());
    let mut rows = vec![header.collect()];
    if !is_empty {
        let facts = Facts::of(document, model, lang);
        rows.extend(document.metrics.iter().map(|metric| row(metric, &facts, lang)));
    }
    rows
}

fn row(metric: &MetricDoc, facts: &Facts<'_>, lang: Lang) -> Vec<String> {
    let cells = COLUMNS.iter().zip(columns::cells(metric));
    let own = cells.map(|(column, cell)| shown(column.key, cell, lang));
    own.chain(COMPUTED.iter().map(|column| facts.cell(metric, column.key))).collect()
}
