//! The dialect of a text file, from its first records.

use super::super::build::{Kind, guess};
use super::super::options::LoadOptions;
use super::super::values::is_null;
use super::record::{End, Record, Signs};

/// Records that are looked at.
const LOOK: usize = 200;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) struct Dialect {
    pub(in crate::load) signs: Signs,
    pub(in crate::load) header: bool,
}

/// The dialect of a file that begins with `head` (without byte order mark); `is_whole` when that is all of it.
pub(in crate::load) fn detect(
    head: &[u8],
    is_whole: bool,
    extension: &str,
    options: &LoadOptions,
) -> Dialect {
    let quotes = options.quotes.unwrap_or(true);
    let newline = if !head.contains(&b'\n') && head.contains(&b'\r') { b'\r' } else { b'\n' };
    let delimiter =
        options.delimiter.unwrap_or_else(|| delimiter(head, is_whole, newline, quotes, extension));
    let signs = Signs { delimiter, newline, quotes };
    let records = records(head, is_whole, signs, LOOK);
    let header = options.header.unwrap_or_else(|| has_header(&records));
    Dialect { signs, header }
}

/// The first records, empty lines left out.
pub(in crate::load) fn records(head: &[u8], is_whole: bool, signs: Signs, most: usize) -> Vec<Record> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < head.len() && found.len() < most {
        let mut record = Record::default();
        match record.read(head, at, signs, is_whole) {
            End::At(next) => at = next,
            End::Cut(_) => break,
        }
        if !record.is_blank() {
            found.push(record);
        }
    }
    found
}

/// The separator that cuts most records into the same number of fields; of several the one with the most fields.
fn delimiter(head: &[u8], is_whole: bool, newline: u8, quotes: bool, extension: &str) -> u8 {
    let by_extension = if extension.eq_ignore_ascii_case("tsv") { b'\t' } else { b',' };
    let mut best = (0, 0, by_extension);
    for delimiter in [by_extension, b',', b';', b'\t', b'|'] {
        let records = records(head, is_whole, Signs { delimiter, newline, quotes }, LOOK);
        let mut widths: Vec<usize> = records.iter().map(|record| record.places.len()).collect();
        widths.sort_unstable();
        let Some(&median) = widths.get(widths.len() / 2) else { continue };
        let same = widths.iter().filter(|&&width| width == median).count();
        let is_steady = same * 10 >= widths.len() * 9;
        let found = (usize::from(median > 1) + usize::from(median > 1 && is_steady), median, delimiter);
        if found.0 > best.0 || found.0 == best.0 && found.1 > best.1 && found.0 > 0 {
            best = found;
        }
    }
    best.2
}

/// Whether the first record holds names: it differs in kind from what stands below it.
fn has_header(records: &[Record]) -> bool {
    let Some((first, body)) = records.split_first() else { return false };
    let names: Vec<&[u8]> = first.fields().collect();
    let is_word = |cell: &[u8]| guess(std::iter::once(cell)) == Kind::Text;
    if body.is_empty() {
        return names.iter().all(|name| is_word(name) || name.is_empty());
    }
    let (mut for_it, mut against) = (0, 0);
    for (column, name) in names.iter().enumerate() {
        let below = body.iter().filter_map(|record| record.fields().nth(column));
        match guess(below.clone()) {
            Kind::Unknown => {}
            Kind::Text => {
                // Among words a name stands out by not occurring again, while values do.
                let repeats = below.clone().any(|cell| cell == *name);
                against +=
                    usize::from(!is_word(name) && !name.is_empty() && !is_null(name)) + usize::from(repeats);
            }
            _ if is_word(name) => for_it += 1,
            _ if is_null(name) => {}
            _ => against += 1,
        }
    }
    if for_it == 0 && against == 0 {
        // Words above words: names, when they are all there and all different.
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        return sorted.len() == names.len() && names.iter().filter(|name| name.is_empty()).count() <= 1;
    }
    for_it > against || are_years(&names)
}

/// Years in a row above a table that is laid out sideways: `region,2021,2022,2023`.
fn are_years(names: &[&[u8]]) -> bool {
    let years: Vec<u32> = names
        .iter()
        .filter(|name| name.len() == 4)
        .filter_map(|name| std::str::from_utf8(name).ok()?.parse().ok())
        .filter(|year| (1900..=2100).contains(year))
        .collect();
    years.len() >= 2
        && years.windows(2).all(|pair| pair[1] == pair[0] + 1)
        && names.iter().filter(|name| guess(std::iter::once(**name)) == Kind::Text).count()
            == names.len() - years.len()
}
