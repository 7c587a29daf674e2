//! Rows of a sheet → changes of a definition, or what is wrong with them, cell by cell.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{self, DEFINING};
use super::rows::{Row, Sheet, Table, read};
use crate::diag::{Diagnostic, Message};
use crate::limits::Limits;
use crate::model::edit::Change;
use crate::model::{self, At, Document, MetricDoc};
use crate::table::Schema;
use crate::text::Text;

const BAD_CELL: Message = Message::new(
    "interop_bad_cell",
    "第 {row} 行“{column}”的值“{value}”不对：{why}",
    "row {row}, {column}: {value} is wrong: {why}",
);
const NO_CODE: Message = Message::new("interop_code", "不能为空", "it cannot be empty");
const GIVE_CODE: Message = Message::new(
    "interop_give_code",
    "填写唯一的编码：小写字母、数字和下划线",
    "give it a code of its own: lower-case letters, digits and underscores",
);
const CODE_TWICE: Message = Message::new("interop_code_twice", "与第 {row} 行重复", "row {row} has it, too");
const KEEP_ONE: Message = Message::new(
    "interop_keep_one",
    "只留一行，或改成别的编码",
    "keep one of the rows, or give it another code",
);
const BROKEN_FORMULA: Message =
    Message::new("interop_cell_error", "单元格里的公式出错", "the formula in the cell fails");
const PASTE_VALUE: Message =
    Message::new("interop_paste_value", "改成公式的结果", "put the value in its place");
const STATE_KEPT: Message = Message::new(
    "interop_state_kept",
    "第 {row} 行：`{code}` 的状态仍是“{state}”，状态只按流程改",
    "row {row}: {code} stays {state}: a state changes by the steps of its life",
);
const SKIPPED: Message = Message::new(
    "interop_rows_skipped",
    "有错的 {count} 行没有导入：{list}",
    "{count} rows with errors were left out: {list}",
);
const NOTHING: Message = Message::new(
    "interop_nothing_new",
    "与现有的定义相同，没有要改的",
    "it says what the definition already says: nothing to change",
);

/// How a file is taken: a sheet of metrics, or a definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// A definition takes the place of the one in force; else it is merged into it.
    pub replace_all: bool,
    /// Rows with errors are left out; else one error keeps the whole sheet out.
    pub skip_rows: bool,
    /// An empty cell empties the field; else it leaves what is there.
    pub clear_blank: bool,
}

/// What a sheet leads to.
#[derive(Debug, Default)]
pub(in super::super) struct Merged {
    /// The change; none where errors stand in its way or there is nothing to change.
    pub(in super::super) change: Option<Change>,
    /// The definition with the change, for a look at what differs.
    pub(in super::super) document: Document,
    /// Codes and the rows that they stand in.
    pub(in super::super) rows: BTreeMap<String, u32>,
    pub(in super::super) diagnostics: Vec<Diagnostic>,
}

/// Lines from here on are rows of the sheet: no text within the limit of a definition has as many.
const SHEET: u32 = 1 << 24;

/// Fields that the program keeps for metrics that are there.
const KEPT: &[&str] = &["state", "version", "created", "updated"];

/// A metric of the sheet.
struct Entry {
    row: u32,
    metric: MetricDoc,
    is_new: bool,
}

/// Merges the sheet into a definition by the codes of its rows. Metrics that it does not name stay as they are.
pub(in super::super) fn merge(
    document: &Document,
    sheet: &Sheet,
    schemas: Option<&[Schema]>,
    options: ImportOptions,
    limits: &Limits,
) -> Merged {
    let mut table = match read(sheet) {
        Ok(table) => table,
        Err(error) => return Merged { diagnostics: vec![in_sheet(error, sheet)], ..Merged::default() },
    };
    let mut diagnostics = std::mem::take(&mut table.diagnostics);
    let (mut entries, errors) = entries(document, &table, options, &mut diagnostics);
    let mut bad: Vec<u32> = errors.iter().filter_map(|error| error.location.line).collect();
    diagnostics.extend(errors);
    let assumed = match schemas {
        Some(_) => Vec::new(),
        None => {
            // What only the old or only the new metrics name is there for both.
            let mut both = document.clone();
            both.metrics.extend(entries.iter().map(|entry| At::new(entry.metric.clone())));
            model::assumed_schemas(&both)
        }
    };
    let schemas = schemas.unwrap_or(&assumed);
    let findings = |document: &Document| model::resolve(document, schemas, limits).1;
    let known = findings(document);
    let next = loop {
        let next = applied(document, &entries);
        let fresh = fresh(&known, findings(&next));
        let found: Vec<Diagnostic> = fresh.into_iter().map(|found| placed(found, &table, &entries)).collect();
        let rows: Vec<u32> = found
            .iter()
            .filter(|found| {
                found.is_error() && entries.iter().any(|entry| Some(entry.row) == found.location.line)
            })
            .filter_map(|found| found.location.line)
            .collect();
        let is_again = options.skip_rows && !rows.is_empty();
        diagnostics.extend(found.into_iter().filter(|found| !is_again || found.is_error()));
        bad.extend(&rows);
        if !is_again {
            break next;
        }
        entries.retain(|entry| !rows.contains(&entry.row));
    };
    bad.sort_unstable();
    bad.dedup();
    if options.skip_rows && !bad.is_empty() {
        // What was left out is no error any more.
        let is_left = |found: &Diagnostic| found.location.line.is_some_and(|line| bad.contains(&line));
        for found in diagnostics.iter_mut().filter(|found| is_left(found)) {
            *found = found.clone().into_warning();
        }
        let list: Vec<String> = bad.iter().map(u32::to_string).collect();
        diagnostics.push(SKIPPED.warning().arg("count", bad.len()).arg("list", list.join(", ")));
    }
    let is_refused = diagnostics.iter().any(Diagnostic::is_error);
    if entries.is_empty() && !is_refused && bad.is_empty() {
        diagnostics.push(NOTHING.info());
    }
    diagnostics
        .sort_by_key(|found| (found.location.line.is_none(), found.location.line, found.location.column));
    let changes: Vec<Change> = entries.iter().map(Entry::change).collect();
    Merged {
        change: (!is_refused && !changes.is_empty()).then_some(Change::All(changes)),
        document: next,
        rows: entries.into_iter().map(|entry| (entry.metric.code.value, entry.row)).collect(),
        diagnostics: diagnostics.into_iter().map(|found| in_sheet(found, sheet)).collect(),
    }
}

impl Entry {
    fn change(&self) -> Change {
        let metric = Box::new(self.metric.clone());
        match self.is_new {
            true => Change::Adopt(metric),
            false => Change::Put(metric, Some(self.metric.code.value.clone())),
        }
    }
}

fn in_sheet(found: Diagnostic, sheet: &Sheet) -> Diagnostic {
    match &sheet.name {
        Some(name) => found.in_file(name.as_str()),
        None => found,
    }
}

/// Metrics that differ from the definition, and the cells that cannot be read.
fn entries(
    document: &Document,
    table: &Table,
    options: ImportOptions,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
    let mut entries = Vec::new();
    let mut errors = Vec::new();
    for row in &table.rows {
        let code = row.text("code");
        let before = errors.len();
        if code.is_empty() {
            errors.push(bad_cell(table, row, "code", &NO_CODE.text(), Some(GIVE_CODE.text())));
        } else if let Some(first) = codes.get(code) {
            let why = CODE_TWICE.text().with("row", &first.to_string());
            errors.push(bad_cell(table, row, "code", &why, Some(KEEP_ONE.text())));
        } else {
            codes.insert(code, row.number);
        }
        let old = document.metrics.iter().find(|metric| metric.code.value == code);
        let metric = filled(table, row, old.map(|old| &old.value), options, &mut errors);
        if errors.len() > before {
            continue;
        }
        if let Some(old) = old {
            let state = row.text("state");
            if !state.is_empty() && metric_state(state) != metric_state(&old.state) {
                let found = STATE_KEPT.warning().arg("row", row.number).arg("code", code);
                let found = found.arg_text("state", &model::lifecycle::state_of(old).label());
                diagnostics.push(found.at_line(row.number, 1));
            }
        }
        if old.is_none_or(|old| old.value != metric) {
            entries.push(Entry { row: row.number, metric, is_new: old.is_none() });
        }
    }
    (entries, errors)
}

/// A state by its code or name; a draft where none is written.
fn metric_state(text: &str) -> String {
    let mut metric = MetricDoc::default();
    match columns::set(&mut metric, "state", text, (0, 0)) {
        Ok(()) => metric.state.value,
        Err(_) => "draft".to_owned(),
    }
}

/// The metric of a row: what is there, with what the row says.
fn filled(
    table: &Table,
    row: &Row,
    old: Option<&MetricDoc>,
    options: ImportOptions,
    errors: &mut Vec<Diagnostic>,
) -> MetricDoc {
    let mut metric = old.cloned().unwrap_or_default();
    let says = |key: &str| !row.text(key).is_empty();
    let has = |metric: &MetricDoc| {
        [
            ("aggregate", !metric.aggregate.is_empty()),
            ("base", !metric.base.is_empty()),
            ("formula", !metric.formula.is_empty()),
        ]
    };
    // Another layer has other fields: what defined the old one would stand in its way.
    if has(&metric).into_iter().any(|(_, is_there)| is_there)
        && has(&metric).into_iter().any(|(key, is_there)| says(key) && !is_there)
    {
        DEFINING.iter().for_each(|key| columns::clear(&mut metric, key));
    }
    for (column, of, text) in &row.cells {
        if old.is_some() && KEPT.contains(&of.key) {
            continue;
        }
        if text.is_empty() {
            if options.clear_blank {
                columns::clear(&mut metric, of.key);
            }
            continue;
        }
        if is_error_value(text) {
            errors.push(bad_cell(table, row, of.key, &BROKEN_FORMULA.text(), Some(PASTE_VALUE.text())));
        } else if let Err((why, hint)) =
            columns::set(&mut metric, of.key, text, (SHEET + row.number, *column))
        {
            errors.push(bad_cell(table, row, of.key, &why.text(), hint));
        }
    }
    metric
}

/// What a spreadsheet shows where a formula fails.
fn is_error_value(text: &str) -> bool {
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"].contains(&text)
}

fn bad_cell(table: &Table, row: &Row, key: &str, why: &Text, hint: Option<Text>) -> Diagnostic {
    let cell = row.cells.iter().find(|cell| cell.1.key == key);
    let column = cell.map_or(1, |cell| cell.0);
    let header = header(table, column);
    let value = row.text(key);
    let found = BAD_CELL.error().arg("row", row.number).arg("column", &header).arg("value", value);
    let found = found.arg_text("why", why).at_line(row.number, column).at_field(header).at_value(value);
    match hint {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

fn header(table: &Table, column: u32) -> String {
    table.header.get(column as usize - 1).map_or_else(String::new, |name| name.trim().to_owned())
}

fn applied(document: &Document, entries: &[Entry]) -> Document {
    let mut next = document.clone();
    for entry in entries {
        let metric = At::placed(entry.metric.clone(), SHEET + entry.row, 1);
        match next.metrics.iter_mut().find(|own| own.code.value == entry.metric.code.value) {
            Some(own) => *own = metric,
            None => next.metrics.push(metric),
        }
    }
    next
}

/// Findings that the definition did not have before.
fn fresh(known: &[Diagnostic], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_known = |found: &Diagnostic| {
        known.iter().any(|old| {
            (&old.code, &old.message, &old.location.field)
                == (&found.code, &found.message, &found.location.field)
        })
    };
    found.into_iter().filter(|found| !is_known(found)).collect()
}

/// A finding on the model, at the cell that it is about.
fn placed(mut found: Diagnostic, table: &Table, entries: &[Entry]) -> Diagnostic {
    let place = &mut found.location;
    let row_of =
        |code: &String| entries.iter().find(|entry| entry.metric.code.value == *code).map(|entry| entry.row);
    match place.line.and_then(|line| line.checked_sub(SHEET)) {
        Some(line) => {
            place.line = Some(line);
            let cells = table.rows.iter().find(|row| row.number == line).map(|row| &row.cells);
            let at = place.column.unwrap_or(1);
            place.value = cells.and_then(|cells| Some(cells.iter().find(|cell| cell.0 == at)?.2.clone()));
            place.field = Some(header(table, at));
        }
        None => {
            place.line = place.field.as_ref().and_then(row_of);
            place.column = None;
        }
    }
    found
}
