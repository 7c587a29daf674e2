//! What the first records say about the whole file, and what can be wrong with them.

use std::collections::BTreeMap;

use super::super::messages;
use super::super::options::LoadOptions;
use super::record::Record;
use crate::diag::Diagnostic;
use crate::limits;
use crate::text::Text;

pub(super) fn lines_before(bytes: &[u8], at: usize, newline: u8) -> u64 {
    memchr::memchr_iter(newline, &bytes[..at]).count() as u64
}

pub(super) fn speaks_of_dates(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_word = |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    ["date", "日期", "时间"].iter().any(|word| name.contains(word))
        || ["day", "dt"].iter().any(|word| is_word(word))
        || name.ends_with('日')
}

/// Columns of the file: those of the header, and those beyond it that hold something.
pub(super) fn width(first: &Record, body: &[Record], header: bool) -> usize {
    let mut counts = BTreeMap::new();
    body.iter().for_each(|record| *counts.entry(record.places.len()).or_insert(0) += 1);
    let usual = counts.iter().max_by_key(|(_, count)| **count).map_or(0, |(width, _)| *width);
    let named = first.places.len();
    if !header {
        return usual.max(1);
    }
    if counts.get(&named) == counts.get(&usual) {
        return named;
    }
    let holds =
        |column: usize| body.iter().any(|record| record.fields().nth(column).is_some_and(|c| !c.is_empty()));
    (named..usual).rev().find(|&column| holds(column)).map_or(named, |column| column + 1)
}

pub(super) fn check_columns(width: usize, options: &LoadOptions) -> Result<(), Vec<Diagnostic>> {
    let limit = u64::from(options.limits.columns);
    if width as u64 > limit {
        let what = Text::new("列数", "number of columns");
        return Err(vec![limits::reached("columns", &what, width as u64, limit)]);
    }
    Ok(())
}

/// The first record has no end within the first bytes.
pub(super) fn too_long(
    open: Option<usize>,
    record: &Record,
    options: &LoadOptions,
    newline: u8,
    text: &[u8],
) -> Diagnostic {
    match (open, check_columns(record.places.len(), options)) {
        (Some(open), _) => unclosed(1 + lines_before(text, open, newline), None),
        (None, Err(mut diagnostics)) if !diagnostics.is_empty() => diagnostics.swap_remove(0),
        _ => record_limit(text.len(), text.len() / 16),
    }
}

pub(super) fn unclosed(line: u64, row: Option<u64>) -> Diagnostic {
    let mut diagnostic = messages::UNCLOSED_QUOTE.error().arg("line", line);
    diagnostic.location.line = u32::try_from(line).ok();
    diagnostic.location.row = row;
    diagnostic.hint(messages::UNCLOSED_QUOTE_HINT.text())
}

pub(super) fn record_limit(found: usize, cell_limit: usize) -> Diagnostic {
    let what = Text::new("一条记录的字节数", "bytes of one record");
    limits::reached("cell_bytes × 16", &what, found as u64, cell_limit as u64 * 16)
}

/// Rows of the whole file by the length of its first records, some percent more than that.
pub(super) fn expected_rows(bytes: u64, body: &[Record], is_whole: bool, options: &LoadOptions) -> usize {
    let read: usize = body.iter().map(|record| record.bytes.len() + record.places.len()).sum();
    if body.is_empty() || is_whole && body.len() < 1_000 {
        return body.len();
    }
    let estimate = bytes as f64 / (read as f64 / body.len() as f64);
    ((estimate * 1.03) as u64).min(options.limits.rows) as usize + 64
}
