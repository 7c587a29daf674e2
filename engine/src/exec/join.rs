//! Many-to-one joins as lookups: from the codes of a fact's key to rows of a dimension table.
//!
//! A join is a function, so a fact row has at most one partner and fan-out cannot happen.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::coding::{Coding, canonical_bits, intern_rows};
use crate::diag::{Diagnostic, Message};
use crate::table::{Codes, Column, Scalar, Values};

/// No row: the key is null.
pub(crate) const BLANK: u32 = u32::MAX - 1;
/// No row: no row has this key.
pub(crate) const UNMATCHED: u32 = u32::MAX;

const DUPLICATE_KEYS: Message = Message::new(
    "many_to_many",
    "关系 {relationship} 不是多对一：{table} 的键有 {count} 个重复，例如 {examples}",
    "relationship `{relationship}` is not many-to-one: {count} keys of `{table}` are not unique, for example {examples}",
);
const UNIQUE_HINT: Message = Message::new(
    "unique_key",
    "先去重，或换成唯一的键",
    "remove the duplicates, or relate by a key that is unique",
);

/// A join from a fact's key codes to rows of the other table.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    /// How to read the fact's key.
    pub(crate) key: Coding,
    /// Row of the other table by key code; the last entry is for null.
    pub(crate) rows: Arc<Vec<u32>>,
}

/// One part of a key as something that can be hashed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Part<'a> {
    Bool(bool),
    /// Units of the decimal with trailing zeros taken off, and the digits that remain.
    Number(i64, u8),
    Float(u64),
    Text(&'a str),
}

fn part<'a>(column: &'a Column, row: usize) -> Option<Part<'a>> {
    if !column.is_valid(row) {
        return None;
    }
    Some(match column.values() {
        Values::Bits(bits) => Part::Bool(bits.get_bit(row)),
        Values::Ints(ints) => {
            let scale = match column.data_type() {
                crate::table::DataType::Decimal { scale } => scale,
                _ => 0,
            };
            normal(ints.get(row), scale)
        }
        Values::Floats(values) => {
            let value = values[row];
            if value.fract() == 0.0 && value.abs() < 9e15 {
                Part::Number(value as i64, 0)
            } else {
                Part::Float(canonical_bits(value))
            }
        }
        Values::Coded { codes, dictionary } => Part::Text(dictionary.get(codes.get(row) as usize)),
        Values::Plain(text) => Part::Text(text.get(row)),
    })
}

fn normal(mut units: i64, mut scale: u8) -> Part<'static> {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Part::Number(units, scale)
}

fn same(columns: &[&Column], row: usize, others: &[&Column], other: usize) -> bool {
    columns.iter().zip(others).all(|(a, b)| part(a, row) == part(b, other))
}

fn hash(columns: &[&Column], row: usize) -> Option<u64> {
    let mut mixed = 0u64;
    for column in columns {
        mixed = mixed.rotate_left(5) ^ FxBuildHasher.hash_one(part(column, row)?);
        mixed = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    Some(mixed)
}

/// Builds the join of `from` columns to `to` columns.
///
/// # Errors
/// `many_to_many` with the offending keys when `to` is not unique.
pub(crate) fn build(
    relationship: &str,
    from: &[&Column],
    to: &[&Column],
    to_table: &str,
) -> Result<Join, Diagnostic> {
    let rows_to = to.first().map_or(0, |column| column.len());
    let mut index: HashTable<u32> = HashTable::with_capacity(rows_to);
    let mut duplicates: Vec<String> = Vec::new();
    let mut duplicate_count = 0u64;
    for row in 0..rows_to {
        let Some(key) = hash(to, row) else { continue };
        if index.find(key, |&other| same(to, row, to, other as usize)).is_some() {
            duplicate_count += 1;
            if duplicates.len() < 5 {
                let words: Vec<String> = to.iter().map(|column| written(&column.get(row))).collect();
                duplicates.push(words.join(" + "));
            }
            continue;
        }
        index.insert_unique(key, row as u32, |&other| hash(to, other as usize).unwrap_or_default());
    }
    if duplicate_count > 0 {
        return Err(DUPLICATE_KEYS
            .error()
            .arg("relationship", relationship)
            .arg("table", to_table)
            .arg("count", duplicate_count)
            .arg("examples", duplicates.join(", "))
            .at_field(relationship)
            .hint(UNIQUE_HINT.text()));
    }
    let find = |columns: &[&Column], row: usize| -> u32 {
        match hash(columns, row) {
            None => BLANK,
            Some(key) => {
                index.find(key, |&other| same(columns, row, to, other as usize)).copied().unwrap_or(UNMATCHED)
            }
        }
    };
    if let [single] = from {
        let key = Coding::of(single);
        let rows = first_rows(&key, single.len()).map(|row| row.map_or(UNMATCHED, |row| find(from, row)));
        let rows: Vec<u32> = rows.chain([BLANK]).collect();
        return Ok(Join { key, rows: Arc::new(rows) });
    }
    let (codes, firsts) = composite(from);
    let rows: Vec<u32> = firsts.iter().map(|&row| find(from, row as usize)).chain([BLANK]).collect();
    let cardinality = firsts.len();
    // The combined key reads as a column of its own; null where any part is null.
    let valid: polars_arrow::bitmap::Bitmap =
        (0..codes.len()).map(|row| from.iter().all(|column| column.is_valid(row))).collect();
    let dictionary =
        Arc::new(crate::table::Dictionary::new((0..cardinality).map(|code| code.to_string()).collect()));
    let values = Values::Coded { codes: Codes::narrowest(codes, cardinality), dictionary };
    let column = Column::new("key", crate::table::DataType::Text, values, Some(valid));
    Ok(Join { key: Coding::of(&column), rows: Arc::new(rows) })
}

fn composite(from: &[&Column]) -> (Vec<u32>, Vec<u32>) {
    #[derive(PartialEq, Eq, Hash)]
    struct Key<'a>(Vec<Option<Part<'a>>>);
    let rows = from.first().map_or(0, |column| column.len());
    intern_rows(
        rows,
        |row| from.iter().all(|column| column.is_valid(row)),
        |row| Key(from.iter().map(|column| part(column, row)).collect()),
    )
}

/// For each code the first row that has it; none for codes of an integer range that no row has.
fn first_rows(coding: &Coding, rows: usize) -> impl Iterator<Item = Option<usize>> + use<> {
    let mut firsts: Vec<Option<usize>> = vec![None; coding.cardinality];
    crate::with_codes!(coding.reader(), 0..rows, code => {
        for row in 0..rows {
            if let Some(first) = firsts.get_mut(code(row) as usize) && first.is_none() {
                *first = Some(row);
            }
        }
    });
    firsts.into_iter()
}

/// A value for a message.
pub(crate) fn written(value: &Scalar) -> String {
    match value {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(v) => v.to_string(),
        Scalar::Int(v) => v.to_string(),
        Scalar::Float(v) => v.to_string(),
        Scalar::Text(v) => v.clone(),
        Scalar::Date(v) => v.to_string(),
        Scalar::DateTime(v) => v.to_string(),
        Scalar::Decimal { units, scale } => {
            let ten = 10i128.pow(u32::from(*scale));
            let units = i128::from(*units);
            let sign = if units < 0 { "-" } else { "" };
            let (whole, part) = (units.abs() / ten, units.abs() % ten);
            if *scale == 0 {
                format!("{sign}{whole}")
            } else {
                format!("{sign}{whole}.{part:0width$}", width = usize::from(*scale))
            }
        }
    }
}
