//! The dictionary as a sheet: one row a metric, one column a field of its identity card, in CSV or XLSX.
//!
//! `rows` and `columns` know what a cell says; `csv` and `xlsx` only read and write cells; `merge` makes
//! changes of a definition out of rows.

mod choices;
mod columns;
mod computed;
mod csv;
mod help;
mod kinds;
mod merge;
mod rows;
mod xlsx;

pub(super) use columns::{COLUMNS, cells as cells_of};
#[cfg(test)]
pub(super) use help::of as help_of;
pub use merge::ImportOptions;
pub(super) use merge::Merged;

use super::losses::{Content, unsaid};
use crate::diag::Diagnostic;
use crate::limits::{self, Limits};
use crate::model::{Document, Model};
use crate::table::Schema;
use crate::text::{Lang, Text};

/// What a row of metrics says.
const SAID: &[Content] = &[
    Content::Labels,
    Content::Descriptions,
    Content::Tables,
    Content::Aliases,
    Content::Units,
    Content::ZeroFill,
    Content::Dates,
    Content::Splits,
    Content::Domain,
    Content::Duties,
    Content::Origin,
    Content::Targets,
    Content::Life,
];

/// Writes the metrics of a document, and what resolves of them, as CSV headed in `lang`; tells what the sheet leaves out.
pub(super) fn write_csv(document: &Document, model: &Model, lang: Lang) -> (String, Vec<Diagnostic>) {
    (csv::write(&rows::write(document, model, lang, false)), unsaid(document, "CSV", SAID))
}

/// Writes the metrics of a document as XLSX.
///
/// # Errors
/// When the archive cannot be written; no such case is known.
pub(super) fn write_xlsx(
    document: &Document,
    model: &Model,
    lang: Lang,
) -> Result<(Vec<u8>, Vec<Diagnostic>), Diagnostic> {
    let (bytes, mut lost) = xlsx::write(document, model, lang, false)?;
    lost.extend(unsaid(document, "XLSX", SAID));
    Ok((bytes, lost))
}

/// Writes the sheet without rows, to be filled in, with the document's codes to choose from.
///
/// # Errors
/// As [`write_xlsx`].
pub(super) fn write_template(document: &Document, model: &Model, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
    Ok(xlsx::write(document, model, lang, true)?.0)
}

/// Merges the sheet of a file into a document.
pub(super) fn merge(
    document: &Document,
    bytes: &[u8],
    is_xlsx: bool,
    schemas: Option<&[Schema]>,
    options: ImportOptions,
    limits: &Limits,
) -> Merged {
    let found = bytes.len() as u64;
    let read = if found > u64::from(limits.document_bytes) {
        let what = Text::new("文件的字节数", "the number of bytes of the file");
        Err(limits::reached("document_bytes", &what, found, u64::from(limits.document_bytes)))
    } else if is_xlsx {
        xlsx::read(bytes)
    } else {
        csv::read(bytes).map(|sheet| (sheet, Vec::new()))
    };
    match read {
        Ok((sheet, told)) => {
            let mut merged = merge::merge(document, &sheet, schemas, options, limits);
            merged.diagnostics.extend(told);
            merged
        }
        Err(error) => Merged { diagnostics: vec![error], ..Merged::default() },
    }
}

/// Whether a text is a sheet of metrics: one of its first rows has a column of codes.
pub(super) fn is_sheet(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(64 << 10)]);
    // Line by line: what stands further below may be broken and is still a sheet.
    let is_header =
        |line: &str| csv::read(line.as_bytes()).is_ok_and(|sheet| rows::header_of(&sheet).is_some());
    start.lines().take(rows::TITLE_ROWS).any(is_header)
}
