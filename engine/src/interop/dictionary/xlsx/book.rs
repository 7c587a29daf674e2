//! The parts of a workbook that all its sheets share: their names and places, strings, which numbers are dates.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::xml::{Token, walk};
use crate::calendar::Date;
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

/// Bytes that all parts unpack to. Sizes that an archive names are promises.
const UNPACKED: u64 = 64 << 20;

/// A workbook that is open.
pub(super) struct Book<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Names of sheets and their parts, in their order.
    pub(super) sheets: Vec<(String, String)>,
    pub(super) strings: Vec<String>,
    /// For each cell format, whether it shows a date.
    dates: Vec<bool>,
    is_from_1904: bool,
}

/// The finding for a file that is none of ours.
pub(super) fn broken(why: &impl std::fmt::Display) -> Diagnostic {
    NOT_XLSX.error().arg("why", why).hint(SAVE_AGAIN.text())
}

impl<'a> Book<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Diagnostic> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|why| broken(&why))?;
        let mut book = Self {
            archive,
            left: UNPACKED,
            sheets: Vec::new(),
            strings: Vec::new(),
            dates: Vec::new(),
            is_from_1904: false,
        };
        let roots = book.relations("_rels/.rels", "")?;
        let of_type = |relations: &[Relation], kind: &str| {
            let found = relations.iter().find(|relation| relation.kind.ends_with(kind));
            found.map(|relation| relation.target.clone())
        };
        let main = of_type(&roots, "/officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = book.relations(&format!("{folder}/_rels/{name}.rels"), folder)?;
        let text = book.part(&main)?;
        walk(&text, |token| {
            let Token::Open(name, attributes) = token else { return };
            match name {
                "workbookPr" => book.is_from_1904 = matches!(attributes.get("date1904"), "1" | "true"),
                "sheet" => {
                    let part = relations.iter().find(|relation| relation.id == attributes.get("id"));
                    if let Some(part) = part {
                        book.sheets.push((attributes.get("name").to_owned(), part.target.clone()));
                    }
                }
                _ => {}
            }
        })
        .map_err(|why| broken(&why))?;
        if let Some(part) = of_type(&relations, "/sharedStrings") {
            book.strings = strings(&book.part(&part)?).map_err(|why| broken(&why))?;
        }
        if let Some(part) = of_type(&relations, "/styles") {
            book.dates = dates(&book.part(&part)?).map_err(|why| broken(&why))?;
        }
        Ok(book)
    }

    /// The text of a part.
    pub(super) fn part(&mut self, name: &str) -> Result<String, Diagnostic> {
        let part = self.archive.by_name(name).map_err(|why| broken(&why))?;
        let mut bytes = Vec::new();
        let read = part.take(self.left + 1).read_to_end(&mut bytes).map_err(|why| broken(&why))?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let what = Text::new("表格解压后的字节数", "the number of bytes that the workbook unpacks to");
            limits::reached("workbook_bytes", &what, UNPACKED + 1, UNPACKED)
        })?;
        String::from_utf8(bytes).map_err(|why| broken(&why))
    }

    fn relations(&mut self, part: &str, folder: &str) -> Result<Vec<Relation>, Diagnostic> {
        let text = self.part(part)?;
        let mut found = Vec::new();
        walk(&text, |token| {
            if let Token::Open("Relationship", attributes) = token {
                found.push(Relation {
                    id: attributes.get("Id").to_owned(),
                    kind: attributes.get("Type").to_owned(),
                    target: placed(attributes.get("Target"), folder),
                });
            }
        })
        .map_err(|why| broken(&why))?;
        Ok(found)
    }

    /// A number as its cell format shows it: days as dates, whole numbers without a point.
    pub(super) fn number(&self, text: &str, format: usize) -> String {
        let Ok(number) = text.parse::<f64>() else { return text.to_owned() };
        let is_date =
            self.dates.get(format).copied().unwrap_or_default() && (0.0..2_958_466.0).contains(&number);
        if !is_date {
            return number.to_string();
        }
        let day = number as i32;
        // 1900 has a 29 February there.
        let start = match (self.is_from_1904, day > 59) {
            (true, _) => -24_107,
            (false, true) => -25_569,
            (false, false) => -25_568,
        };
        Date::from_days(start + day).to_string()
    }
}

struct Relation {
    id: String,
    kind: String,
    /// A part of the archive.
    target: String,
}

/// A target beside the parts of `folder`.
fn placed(target: &str, folder: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn strings(xml: &str) -> Result<Vec<String>, quick_xml::Error> {
    let mut all = Vec::new();
    let mut text = String::new();
    let (mut is_text, mut is_reading) = (false, false);
    walk(xml, |token| match token {
        Token::Open("si", _) => text.clear(),
        Token::Close("si") => all.push(unescaped(&text)),
        // How a Chinese or Japanese word is read is no part of it.
        Token::Open("rPh", _) => is_reading = true,
        Token::Close("rPh") => is_reading = false,
        Token::Open("t", _) => is_text = true,
        Token::Close("t") => is_text = false,
        Token::Text(part) if is_text && !is_reading => text.push_str(part),
        _ => {}
    })?;
    Ok(all)
}

/// What `_x000D_` stands for.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let c = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match c {
            Some(c) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

fn dates(xml: &str) -> Result<Vec<bool>, quick_xml::Error> {
    let mut own: Vec<(u32, bool)> = Vec::new();
    let mut formats = Vec::new();
    let mut is_cells = false;
    walk(xml, |token| match token {
        Token::Open("numFmt", attributes) => {
            let id = attributes.get("numFmtId").parse().unwrap_or_default();
            own.push((id, is_date(attributes.get("formatCode"))));
        }
        Token::Open("cellXfs", _) => is_cells = true,
        Token::Close("cellXfs") => is_cells = false,
        Token::Open("xf", attributes) if is_cells => {
            let id = attributes.get("numFmtId").parse::<u32>().unwrap_or_default();
            let built_in = matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58);
            formats.push(own.iter().find(|format| format.0 == id).map_or(built_in, |format| format.1));
        }
        _ => {}
    })?;
    Ok(formats)
}

/// Whether a format shows a year or a day, outside of quotes and brackets.
fn is_date(format: &str) -> bool {
    let mut quote = None;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some('"'),
            (None, '[') => quote = Some(']'),
            (None, '\\' | '_' | '*') => {
                chars.next();
            }
            (None, 'y' | 'Y' | 'd' | 'D') => return true,
            _ => {}
        }
    }
    false
}
