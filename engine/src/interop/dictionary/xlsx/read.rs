//! XLSX → cells. The file is not trusted: what it unpacks to and how far its cells reach have limits.

use super::super::rows::{Sheet, header_of};
use super::book::{Book, broken, unescaped};
use super::write::METRICS;
use super::xml::{Token, walk};
use crate::diag::{Diagnostic, Message};
use crate::limits;
use crate::text::Text;

const OTHER_SHEETS: Message = Message::new(
    "interop_other_sheets",
    "只读了工作表“{name}”，没有读：{list}",
    "only the sheet {name} was read, not: {list}",
);

/// Rows of a sheet: a definition holds no more metrics.
const ROWS: usize = 20_000;
/// Columns of a sheet.
const COLUMNS: usize = 512;
/// Sheets that are looked at.
const SHEETS: usize = 16;

/// The sheet of metrics, and a word on others that look like one.
pub(in super::super) fn read(bytes: &[u8]) -> Result<(Sheet, Vec<Diagnostic>), Diagnostic> {
    let mut book = Book::open(bytes)?;
    let mut found: Vec<Sheet> = Vec::new();
    let mut first = None;
    for at in 0..book.sheets.len().min(SHEETS) {
        let sheet = cells(&mut book, at)?;
        match header_of(&sheet) {
            Some(_) => found.push(sheet),
            None => first = first.or(Some(sheet)),
        }
    }
    let is_ours =
        |sheet: &Sheet| sheet.name.as_deref().is_some_and(|name| [METRICS.0, METRICS.1].contains(&name));
    let at = found.iter().position(is_ours).unwrap_or(0);
    if at >= found.len() {
        return Ok((first.unwrap_or_default(), Vec::new()));
    }
    let sheet = found.remove(at);
    let others: Vec<&str> = found.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    let mut told = Vec::new();
    // Our own sheet of instructions has a row that begins with 编码, too.
    if !others.is_empty() && !is_ours(&sheet) {
        let name = sheet.name.clone().unwrap_or_default();
        told.push(OTHER_SHEETS.warning().arg("name", name).arg("list", others.join(", ")));
    }
    Ok((sheet, told))
}

/// A cell being read.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    format: usize,
    text: String,
}

fn cells(book: &mut Book<'_>, at: usize) -> Result<Sheet, Diagnostic> {
    let (name, part) = book.sheets[at].clone();
    let text = book.part(&part)?;
    let mut sheet = Sheet { name: Some(name), rows: Vec::new() };
    let mut farthest = (0, 0);
    let (mut row, mut cell) = (0, Cell::default());
    let (mut is_value, mut is_reading) = (false, false);
    walk(&text, |token| match token {
        Token::Open("row", attributes) => {
            row = attributes.get("r").parse::<usize>().map_or(row + 1, |row| row.max(1));
            cell.column = 0;
        }
        Token::Open("c", attributes) => {
            let column = column_of(attributes.get("r")).unwrap_or(cell.column + 1);
            let format = attributes.get("s").parse().unwrap_or_default();
            cell = Cell { column, kind: attributes.get("t").to_owned(), format, text: String::new() };
        }
        Token::Open("rPh", _) => is_reading = true,
        Token::Close("rPh") => is_reading = false,
        Token::Open("v", _) => is_value = true,
        Token::Open("t", _) => is_value = cell.kind == "inlineStr" && !is_reading,
        Token::Close("v" | "t") => is_value = false,
        Token::Text(text) if is_value => cell.text.push_str(text),
        Token::Close("c") => {
            let text = shown(book, &cell);
            if !text.is_empty() {
                farthest = (farthest.0.max(row), farthest.1.max(cell.column));
                put(&mut sheet, row, cell.column, text);
            }
        }
        _ => {}
    })
    .map_err(|why| broken(&why))?;
    for (zh, en, found, limit) in [
        ("工作表的行数", "the number of rows of the sheet", farthest.0, ROWS),
        ("工作表的列数", "the number of columns of the sheet", farthest.1, COLUMNS),
    ] {
        if found > limit {
            let error = limits::reached("sheet_cells", &Text::new(zh, en), found as u64, limit as u64);
            return Err(error.in_file(sheet.name.unwrap_or_default()));
        }
    }
    Ok(sheet)
}

/// Row and column from 1; what lies too far out is refused later.
fn put(sheet: &mut Sheet, row: usize, column: usize, text: String) {
    if row > ROWS || column > COLUMNS {
        return;
    }
    if sheet.rows.len() < row {
        sheet.rows.resize(row, Vec::new());
    }
    let cells = &mut sheet.rows[row - 1];
    if cells.len() < column {
        cells.resize(column, String::new());
    }
    cells[column - 1] = text;
}

/// The column of `AB12`, from 1.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let column = letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (column > 0).then_some(column)
}

/// A cell as a person reads it.
fn shown(book: &Book<'_>, cell: &Cell) -> String {
    let text = cell.text.as_str();
    match cell.kind.as_str() {
        "s" => {
            text.trim().parse().ok().and_then(|at: usize| book.strings.get(at).cloned()).unwrap_or_default()
        }
        "b" => (text == "1").to_string(),
        "inlineStr" | "str" => unescaped(text),
        "d" => text.split('T').next().unwrap_or_default().to_owned(),
        "e" => text.to_owned(),
        _ if text.is_empty() => String::new(),
        _ => book.number(text, cell.format),
    }
}
