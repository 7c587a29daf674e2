//! XLSX → cells. The file is not trusted: what it unpacks to and how far its cells reach have limits.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use zip::ZipArchive;

use super::super::rows::{Sheet, header_of};
use super::write::METRICS;
use crate::diag::{Diagnostic, Message};
use crate::limits;
use crate::text::Text;

const NOT_XLSX: Message =
    Message::new("interop_not_xlsx", "打不开这个表格文件：{why}", "the workbook cannot be opened: {why}");
const SAVE_AGAIN: Message = Message::new(
    "interop_save_again",
    "在表格软件里另存为 XLSX，去掉密码",
    "save it as XLSX without a password",
);
const OTHER_SHEETS: Message = Message::new(
    "interop_other_sheets",
    "只读了工作表“{name}”，没有读：{list}",
    "only the sheet {name} was read, not: {list}",
);

/// Bytes that all parts unpack to.
const UNPACKED: u64 = 64 << 20;
/// Rows of a sheet: a definition holds no more metrics.
const ROWS: u32 = 20_000;
/// Columns of a sheet.
const COLUMNS: u32 = 512;
/// Sheets that are looked at.
const SHEETS: usize = 16;

/// The sheet of metrics, and a word on others that look like one.
pub(in super::super) fn read(bytes: &[u8]) -> Result<(Sheet, Vec<Diagnostic>), Diagnostic> {
    bounded(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|why| broken(&why))?;
    let names = workbook.sheet_names();
    let mut found: Vec<Sheet> = Vec::new();
    let mut first = None;
    for name in names.iter().take(SHEETS) {
        let sheet = cells(&mut workbook, name)?;
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
    let sheet = found.swap_remove(at);
    let others: Vec<&str> = found.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    let mut told = Vec::new();
    // Our own sheet of instructions lists the columns under a header 编码, too.
    if !others.is_empty() && !is_ours(&sheet) {
        let name = sheet.name.clone().unwrap_or_default();
        told.push(OTHER_SHEETS.warning().arg("name", name).arg("list", others.join(", ")));
    }
    Ok((sheet, told))
}

fn broken(why: &impl std::fmt::Display) -> Diagnostic {
    NOT_XLSX.error().arg("why", why).hint(SAVE_AGAIN.text())
}

/// Unpacks everything once and forgets it: sizes that an archive names are promises.
fn bounded(bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|why| broken(&why))?;
    let mut left = UNPACKED + 1;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|why| broken(&why))?;
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|why| broken(&why))?;
        if left == 0 {
            let what = Text::new("表格解压后的字节数", "the number of bytes that the workbook unpacks to");
            return Err(limits::reached("workbook_bytes", &what, UNPACKED + 1, UNPACKED));
        }
    }
    Ok(())
}

fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Sheet, Diagnostic> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|why| broken(&why))?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|why| broken(&why))? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row >= ROWS || column >= COLUMNS {
            let (what, found, limit) = match row >= ROWS {
                true => (Text::new("工作表的行数", "the number of rows of the sheet"), row, ROWS),
                false => (Text::new("工作表的列数", "the number of columns of the sheet"), column, COLUMNS),
            };
            let error = limits::reached("sheet_cells", &what, u64::from(found) + 1, u64::from(limit));
            return Err(error.in_file(name));
        }
        let (row, column) = (row as usize, column as usize);
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok(Sheet { name: Some(name.to_owned()), rows })
}

/// A cell as a person reads it: whole numbers without a point, days as dates.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}
