//! From finished columns to a table and its report.

use super::super::build::{BuiltColumn, RejectLog, grouped, shown};
use super::super::messages;
use super::super::report::{ColumnEvidence, LoadReport, Reason, Reject, type_name};
use super::loader::ColumnState;
use super::rows::Ragged;
use crate::diag::Diagnostic;
use crate::table::{Column, DataType, Table, Values};

/// Bytes of a finished column.
pub(super) fn bytes_of(built: &BuiltColumn) -> usize {
    let values = match &built.values {
        Values::Bits(bits) => bits.len().div_ceil(8),
        Values::Ints(ints) => ints.bytes(),
        Values::Floats(floats) => floats.len() * 8,
        Values::Coded { codes, dictionary } => codes.bytes() + dictionary.bytes(),
        Values::Plain(text) => text.bytes(),
    };
    values + built.validity.as_ref().map_or(0, |bits| bits.len().div_ceil(8))
}

/// What the records as such gave cause to say.
pub(super) fn notes_on_rows(rows: u64, columns: usize, ragged: &Ragged, diagnostics: &mut Vec<Diagnostic>) {
    if rows == 0 {
        diagnostics.push(messages::NO_ROWS.warning());
    }
    if ragged.short > 0 {
        let message =
            messages::SHORT_ROWS.warning().arg("count", grouped(ragged.short)).arg("columns", columns);
        diagnostics.push(message.arg("row", grouped(ragged.first_short)).at_row(ragged.first_short));
    }
    if ragged.long > 0 {
        let message =
            messages::LONG_ROWS.warning().arg("count", grouped(ragged.long)).arg("columns", columns);
        diagnostics.push(message.arg("row", grouped(ragged.first_long)).at_row(ragged.first_long));
    }
    if ragged.stray > 0 {
        let line = ragged.first_stray_line;
        let message = messages::STRAY_QUOTES.warning().arg("count", grouped(ragged.stray)).arg("line", line);
        diagnostics.push(message.at_line(u32::try_from(line).unwrap_or(u32::MAX), 1));
    }
}

/// The table; its report gets the columns' evidence, rejects and notes.
pub(super) fn table(
    name: String,
    rows: u64,
    columns: Vec<ColumnState>,
    ragged: Ragged,
    keep: usize,
    report: &mut LoadReport,
) -> Result<Table, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut kept: Vec<Reject> = rejects(String::new(), ragged.rejects, report);
    let mut encoding = Encoding::default();
    for mut column in columns {
        let Some(built) = column.built.take() else { continue };
        let name = column.table_name().to_owned();
        let rejected = built.rejects.total;
        report.columns.push(ColumnEvidence {
            name: name.clone(),
            source: column.name.source.clone(),
            data_type: built.data_type,
            values: rows - built.nulls - if built.data_type == DataType::Text { 0 } else { rejected },
            nulls: built.nulls,
            rejected,
            evidence: built.evidence.clone(),
        });
        let mut notes = built.notes;
        if built.data_type == DataType::Text {
            encoding.add(&name, &built.rejects, built.gbk);
            notes.extend(blanks_around(&built.values, column.option.trim));
        } else {
            notes.extend(rejected_values(&built.rejects, built.data_type));
        }
        report.diagnostics.extend(notes.into_iter().map(|note| note.at_field(&name)));
        kept.extend(rejects(name.clone(), built.rejects, report));
        found.push(Column::new(name, built.data_type, built.values, built.validity));
    }
    report.diagnostics.extend(encoding.diagnostic());
    kept.sort_by_key(|reject| reject.row);
    kept.truncate(keep);
    report.rejects.kept = kept;
    if found.is_empty() {
        return Err(vec![messages::NO_FLAT_COLUMN.error()]);
    }
    Ok(Table::new(name, found, rows as usize))
}

fn rejects(column: String, log: RejectLog, report: &mut LoadReport) -> Vec<Reject> {
    report.rejects.total += log.total;
    let kept = log.kept.into_iter();
    kept.map(|(row, value, reason)| Reject { row: row + 1, column: column.clone(), value, reason }).collect()
}

/// The first value that is not of the column's type, and how many there are.
pub(in crate::load) fn rejected_values(log: &RejectLog, data_type: DataType) -> Option<Diagnostic> {
    let (row, value, _) = log.kept.iter().find(|(_, _, reason)| *reason != Reason::OutOfRange)?;
    let message = messages::REJECTED.warning().arg("count", grouped(log.total));
    Some(message.arg_text("type", &type_name(data_type)).at_row(row + 1).at_value(value))
}

/// A text that is not quite another one because of invisible blanks.
fn blanks_around(values: &Values, is_trimmed: bool) -> Option<Diagnostic> {
    let Values::Coded { dictionary, .. } = values else { return None };
    let text = dictionary.iter().filter(|_| !is_trimmed).find(|text| text.trim() != *text)?;
    let message = messages::BLANKS_AROUND.info().arg("value", shown(text.as_bytes()));
    Some(message.hint(messages::BLANKS_AROUND_HINT.text()))
}

/// Cells of all columns that are not UTF-8.
#[derive(Default)]
struct Encoding {
    count: u64,
    is_other: bool,
    first: Option<(u64, String, String)>,
}

impl Encoding {
    fn add(&mut self, column: &str, log: &RejectLog, gbk: bool) {
        self.count += log.total;
        self.is_other |= !gbk;
        if let Some((row, value, _)) = log.kept.first()
            && self.first.as_ref().is_none_or(|(first, ..)| row < first)
        {
            self.first = Some((*row, column.to_owned(), value.clone()));
        }
    }

    fn diagnostic(self) -> Option<Diagnostic> {
        let (row, column, value) = self.first?;
        let message = if self.is_other { messages::NOT_UTF8 } else { messages::LOOKS_GBK };
        let diagnostic = message.warning().arg("count", grouped(self.count));
        let place = diagnostic.at_row(row + 1).at_field(column).at_value(value);
        Some(place.hint(messages::SAVE_AS_UTF8_HINT.text()))
    }
}
