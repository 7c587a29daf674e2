//! Cells ↔ CSV: UTF-8 with BOM, quoted where needed.

use super::rows;
use crate::diag::Diagnostic;
use crate::limits::{self, Limits};
use crate::model::Document;
use crate::text::{Lang, Text};

/// Writes the metrics of a document, headed in `lang`.
pub fn write(document: &Document, lang: Lang) -> (String, Vec<Diagnostic>) {
    let (rows, lost) = rows::write(document, lang);
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    (text, lost)
}

/// Reads a filled-in table. A row with an error is left out; all errors name row, column and value.
pub fn read(text: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let found = text.len() as u64;
    if found > u64::from(limits.document_bytes) {
        let what = Text::new("定义文件的字节数", "the number of bytes of a definition");
        let error = limits::reached("document_bytes", &what, found, u64::from(limits.document_bytes));
        return (Document::empty(), vec![error]);
    }
    rows::read(&cells(text.trim_start_matches('\u{feff}')))
}

/// What a spreadsheet would take for a formula.
fn is_active(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\'']) && cell.parse::<f64>().is_err()
}

fn quoted(cell: &str) -> String {
    let cell = if is_active(cell) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            ',' if !is_quoted => row.push(plain(&mut cell)),
            '\r' if !is_quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !is_quoted => {
                row.push(plain(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(plain(&mut cell));
        rows.push(row);
    }
    rows
}

fn plain(cell: &mut String) -> String {
    let cell = std::mem::take(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if is_active(rest) => rest.to_owned(),
        _ => cell,
    }
}
