//! Sheets of text and numbers → an XLSX file (ECMA-376, SpreadsheetML).
//!
//! The same content gives the same bytes: no part of the file names a time.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sheet to write.
#[derive(Default)]
pub(super) struct Page {
    pub(super) name: String,
    /// From the first row on; the first is the header and stays in sight.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Widths in characters.
    pub(super) widths: Vec<u32>,
    pub(super) lists: Vec<Choice>,
    /// How many columns stay in sight.
    pub(super) frozen_columns: u32,
}

/// A cell to write.
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// Bold on grey.
    Header(String),
    /// Wrapped over several lines.
    Long(String),
}

/// A column whose cells are chosen from a list.
pub(super) struct Choice {
    /// From 0.
    pub(super) column: u32,
    /// A range of another sheet.
    pub(super) range: String,
    /// Whether other values are refused.
    pub(super) is_strict: bool,
}

/// Characters of a cell in Excel.
pub(super) const LONGEST: usize = 32_767;

/// The last row that a list is offered for.
const LAST_ROW: u32 = 10_001;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The bytes of the file.
///
/// # Errors
/// Those of the writer of archives; none is known for memory.
pub(super) fn write(pages: &[Page]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| -> Result<(), zip::result::ZipError> {
        archive.start_file(name, SimpleFileOptions::default())?;
        Ok(archive.write_all(text.as_bytes())?)
    };
    part("[Content_Types].xml", content_types(pages.len()))?;
    part("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml".to_owned())]))?;
    part("xl/workbook.xml", workbook(pages))?;
    let mut parts: Vec<_> =
        (1..=pages.len()).map(|at| ("worksheet", format!("worksheets/sheet{at}.xml"))).collect();
    parts.push(("styles", "styles.xml".to_owned()));
    part("xl/_rels/workbook.xml.rels", relations(&parts))?;
    part("xl/styles.xml", styles())?;
    for (at, page) in (1..).zip(pages) {
        part(&format!("xl/worksheets/sheet{at}.xml"), sheet(page))?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types(sheets: usize) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>"
    );
    for at in 1..=sheets {
        let _ = write!(
            out,
            "<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"{TYPES}.worksheet+xml\"/>"
        );
    }
    out + "</Types>"
}

fn relations(parts: &[(&str, String)]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (at, (kind, target)) in (1..).zip(parts) {
        let _ = write!(out, "<Relationship Id=\"rId{at}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>");
    }
    out + "</Relationships>"
}

fn workbook(pages: &[Page]) -> String {
    let mut out = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>");
    for (at, page) in (1..).zip(pages) {
        let _ = write!(out, "<sheet name=\"{}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>", escaped(&page.name));
    }
    out + "</sheets></workbook>"
}

/// Cell formats: 0 plain, 1 header, 2 text, 3 wrapped text. Text is marked as such, so that a spreadsheet makes neither
/// a date nor a formula of it.
fn styles() -> String {
    let fill = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7E6E6\"/></patternFill></fill>";
    let text = "numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\" \
                applyNumberFormat=\"1\" applyAlignment=\"1\"";
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\">\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill>{fill}</fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
         <xf numFmtId=\"49\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" \
         applyFont=\"1\" applyFill=\"1\"/>\
         <xf {text}><alignment vertical=\"top\"/></xf>\
         <xf {text}><alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
         </styleSheet>"
    )
}

fn sheet(page: &Page) -> String {
    let mut out = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">");
    let (pane, across) = match page.frozen_columns {
        0 => ("bottomLeft", String::new()),
        columns => ("bottomRight", format!(" xSplit=\"{columns}\"")),
    };
    let corner = reference(1, page.frozen_columns);
    let _ = write!(
        out,
        "<pane{across} ySplit=\"1\" topLeftCell=\"{corner}\" activePane=\"{pane}\" state=\"frozen\"/>\
         <selection pane=\"{pane}\"/></sheetView></sheetViews><cols>"
    );
    for (at, width) in (1..).zip(&page.widths) {
        let _ =
            write!(out, "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" style=\"2\" customWidth=\"1\"/>");
    }
    out.push_str("</cols><sheetData>");
    for (row, cells) in (0..).zip(&page.rows) {
        let _ = write!(out, "<row r=\"{}\">", row + 1);
        for (column, cell) in (0..).zip(cells) {
            let at = reference(row, column);
            let mut text = |style: u32, text: &str| {
                let text = escaped(text);
                let _ = write!(
                    out,
                    "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                );
            };
            match cell {
                Cell::Empty => {}
                Cell::Header(header) => text(1, header),
                Cell::Text(value) => text(2, value),
                Cell::Long(value) => text(3, value),
                Cell::Number(value) => {
                    let _ = write!(out, "<c r=\"{at}\"><v>{value}</v></c>");
                }
            }
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    if !page.lists.is_empty() {
        let _ = write!(out, "<dataValidations count=\"{}\">", page.lists.len());
        for list in &page.lists {
            let from = reference(1, list.column);
            let to = reference(LAST_ROW - 1, list.column);
            let _ = write!(
                out,
                "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"{}\" sqref=\"{from}:{to}\">\
                 <formula1>{}</formula1></dataValidation>",
                u8::from(list.is_strict),
                escaped(&list.range)
            );
        }
        out.push_str("</dataValidations>");
    }
    out + "</worksheet>"
}

/// `B3` of row 2 and column 1, both from 0.
pub(super) fn reference(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().chain((row + 1).to_string().chars().collect::<Vec<_>>().iter()).collect()
}

/// Text of XML; what XML cannot hold is written as Excel does.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_escape = |rest: &str| {
        let digits = rest.get(2..6).is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()));
        rest.starts_with("_x") && digits && rest.get(6..7) == Some("_")
    };
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "_x{:04X}_", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
