//! Cells ↔ CSV: UTF-8 with BOM, quoted where needed.

use super::rows::Sheet;
use crate::diag::{Diagnostic, Message};

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
const NOT_UTF8: Message =
    Message::new("interop_not_utf8", "文件不是 UTF-8 文本", "the file is no text in UTF-8");
const SAVE_UTF8: Message = Message::new(
    "interop_save_utf8",
    "在表格软件里另存为“CSV UTF-8”或 XLSX",
    "save it as \"CSV UTF-8\" or as XLSX",
);

/// The text of rows.
pub(super) fn write(rows: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// The cells of a file.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|_| NOT_UTF8.error().hint(SAVE_UTF8.text()))?;
    Ok(Sheet { name: None, rows: cells(text.trim_start_matches('\u{feff}'))? })
}

/// What a spreadsheet would take for a formula.
fn is_active(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']) && cell.parse::<f64>().is_err()
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
    let mark = separator(text);
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
            c if c == mark && !is_quoted => row.push(plain(&mut cell)),
            '\r' if !is_quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !is_quoted => {
                row.push(plain(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if is_quoted {
        let line = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
        return Err(QUOTE_OPEN.error().at_line(line, 1).hint(CLOSE_QUOTE.text()));
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(plain(&mut cell));
        rows.push(row);
    }
    Ok(rows)
}

/// What separates the cells of the first line: spreadsheets of some countries write semicolons, and a copied range tabs.
fn separator(text: &str) -> char {
    let line = text.lines().next().unwrap_or_default();
    let count = |mark: char| line.matches(mark).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(',')
}

fn plain(cell: &mut String) -> String {
    let cell = std::mem::take(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if is_active(rest) => rest.to_owned(),
        _ => cell,
    }
}
