//! Cells ↔ CSV: UTF-8 with BOM, quoted where needed.

use super::rows;
use crate::diag::{Diagnostic, Message};
use crate::limits::{self, Limits};
use crate::model::Document;
use crate::text::{Lang, Text};

const QUOTE_OPEN: Message = Message::new(
    "interop_quote_open",
    "这一行里的引号没有闭合",
    "a quote that begins in this row is not closed",
);
const CLOSE_QUOTE: Message = Message::new(
    "interop_close_quote",
    "补上结尾的引号；单元格里的引号写两个",
    "close it; a quote inside a cell is written twice",
);

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
    match cells(text.trim_start_matches('\u{feff}')) {
        Ok(cells) => rows::read(&cells),
        Err(error) => (Document::empty(), vec![error]),
    }
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

/// The records of a text. A quote that is not closed would swallow the rest: it is refused with the record's number.
fn cells(text: &str) -> Result<Vec<Vec<String>>, Diagnostic> {
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
    if is_quoted {
        let line = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        return Err(QUOTE_OPEN.error().at_line(line, 1).hint(CLOSE_QUOTE.text()));
    }
    Ok(rows)
}

fn plain(cell: &mut String) -> String {
    let cell = std::mem::take(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if is_active(rest) => rest.to_owned(),
        _ => cell,
    }
}
