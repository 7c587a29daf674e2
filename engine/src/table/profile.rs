//! What a column holds: nulls, distinct values, least and greatest, the most frequent ones.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use polars_arrow::array::PrimitiveArray;
use polars_arrow::datatypes::ArrowDataType;
use polars_core::prelude::{ChunkAgg, Float64Chunked, PlSmallStr};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Column, DataType, Dictionary, PlainText, Scalar, Values};
use crate::calendar::{Date, DateTime};

/// Distinct values that are counted one by one; beyond them the number is an estimate.
const EXACT: usize = 1 << 17;
/// Width of a range of integers that is counted in an array.
const DENSE: i64 = 1 << 20;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Type.
    pub data_type: DataType,
    /// Rows.
    pub rows: u64,
    /// Rows without a value.
    pub nulls: u64,
    /// Distinct values, nulls not counted.
    pub distinct: u64,
    /// Whether `distinct` is exact; else it is an estimate within some percent.
    pub distinct_exact: bool,
    /// Least value; texts compare by their code points. [`Scalar::Null`] where there is no value.
    pub min: Scalar,
    /// Greatest value.
    pub max: Scalar,
    /// The most frequent values and how often they occur, most frequent first, ties by value. Empty where nearly
    /// every value is distinct.
    pub top: Vec<(Scalar, u64)>,
}

impl Column {
    /// A profile with at most `top` frequent values. One pass over the column; memory is bounded.
    pub fn profile(&self, top: usize) -> Profile {
        let mut profile = Profile {
            data_type: self.data_type(),
            rows: self.len() as u64,
            nulls: self.null_count() as u64,
            distinct: 0,
            distinct_exact: true,
            min: Scalar::Null,
            max: Scalar::Null,
            top: Vec::new(),
        };
        match self.values() {
            Values::Bits(bits) => {
                let mut counts = [0u64; 2];
                self.valid_rows().for_each(|row| counts[usize::from(bits.get_bit(row))] += 1);
                let counts = counts.iter().zip([false, true]).map(|(&count, value)| (value, count));
                profile.exact(counts.collect(), top, Scalar::Bool);
            }
            Values::Coded { codes, dictionary } => {
                let mut counts = vec![0u64; dictionary.len()];
                self.valid_rows().for_each(|row| counts[codes.get(row) as usize] += 1);
                profile.coded(&counts, dictionary, top);
            }
            Values::Plain(text) => profile.plain(text, self.valid_rows(), top),
            Values::Ints(ints) => {
                let scalar = scalar_of(self.data_type());
                let Some((low, high)) = self.int_range() else { return profile };
                (profile.min, profile.max) = (scalar(low), scalar(high));
                if high.checked_sub(low).is_some_and(|width| width < DENSE) {
                    let mut counts = vec![0u64; (high - low) as usize + 1];
                    self.valid_rows().for_each(|row| counts[(ints.get(row) - low) as usize] += 1);
                    let counts = counts.iter().enumerate().map(|(at, &count)| (low + at as i64, count));
                    profile.exact(counts.collect(), top, scalar);
                } else {
                    profile.hashed(self.valid_rows().map(|row| ints.get(row)), top, scalar);
                }
            }
            Values::Floats(floats) => {
                let array =
                    PrimitiveArray::new(ArrowDataType::Float64, floats.clone(), self.validity().cloned());
                let array = Float64Chunked::with_chunk(PlSmallStr::EMPTY, array);
                if let Some((min, max)) = array.min_max() {
                    (profile.min, profile.max) = (Scalar::Float(min), Scalar::Float(max));
                }
                // Adding zero makes −0 the same as 0.
                let bits = self.valid_rows().map(|row| (floats[row] + 0.0).to_bits() as i64);
                profile.hashed(bits, top, |bits| Scalar::Float(f64::from_bits(bits as u64)));
            }
        }
        profile
    }

    fn valid_rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|&row| self.is_valid(row))
    }
}

fn scalar_of(data_type: DataType) -> impl Fn(i64) -> Scalar {
    move |units| match data_type {
        DataType::Decimal { scale } => Scalar::Decimal { units, scale },
        DataType::Date => Scalar::Date(Date::from_days(units as i32)),
        DataType::DateTime => Scalar::DateTime(DateTime::from_micros(units)),
        _ => Scalar::Int(units),
    }
}

impl Profile {
    /// From values in rising order with their counts, some of which may be zero.
    fn exact<T: Copy + Ord>(&mut self, mut counts: Vec<(T, u64)>, top: usize, scalar: impl Fn(T) -> Scalar) {
        counts.retain(|&(_, count)| count > 0);
        self.distinct = counts.len() as u64;
        if let (Some(first), Some(last)) = (counts.first(), counts.last()) {
            (self.min, self.max) = (scalar(first.0), scalar(last.0));
        }
        if most_frequent(&mut counts, top) {
            self.top = counts.into_iter().map(|(value, count)| (scalar(value), count)).collect();
        }
    }

    fn coded(&mut self, counts: &[u64], dictionary: &Dictionary, top: usize) {
        let mut used: Vec<(&str, u64)> = counts
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .map(|(code, &n)| (dictionary.get(code), n))
            .collect();
        self.distinct = used.len() as u64;
        let text = |text: Option<&str>| text.map_or(Scalar::Null, |text| Scalar::Text(text.to_owned()));
        self.min = text(used.iter().map(|(text, _)| *text).min());
        self.max = text(used.iter().map(|(text, _)| *text).max());
        if most_frequent(&mut used, top) {
            self.top = used.into_iter().map(|(text, count)| (Scalar::Text(text.to_owned()), count)).collect();
        }
    }

    fn plain(&mut self, text: &PlainText, rows: impl Iterator<Item = usize>, top: usize) {
        let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
        let mut estimate = Estimate::new();
        let mut range: Option<(&str, &str)> = None;
        for row in rows {
            let value = text.get(row);
            range = Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
            estimate.add(hash_bytes(value.as_bytes()));
            count(&mut counts, value);
        }
        if let Some((low, high)) = range {
            (self.min, self.max) = (Scalar::Text(low.to_owned()), Scalar::Text(high.to_owned()));
        }
        let value = |text: &str| Scalar::Text(text.to_owned());
        self.counted(counts, &estimate, top, value);
    }

    fn hashed(&mut self, values: impl Iterator<Item = i64>, top: usize, scalar: impl Fn(i64) -> Scalar) {
        let mut counts: FxHashMap<i64, u64> = FxHashMap::default();
        let mut estimate = Estimate::new();
        for value in values {
            estimate.add(mixed(value as u64));
            count(&mut counts, value);
        }
        self.counted(counts, &estimate, top, scalar);
    }

    fn counted<T: Copy + Ord>(
        &mut self,
        counts: FxHashMap<T, u64>,
        estimate: &Estimate,
        top: usize,
        scalar: impl Fn(T) -> Scalar,
    ) {
        self.distinct_exact = counts.len() < EXACT;
        self.distinct = if self.distinct_exact { counts.len() as u64 } else { estimate.count() };
        if !self.distinct_exact {
            return;
        }
        // Ordered, so that the order of hashing does not show.
        let mut counts: Vec<(T, u64)> = counts.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect();
        if most_frequent(&mut counts, top) {
            self.top = counts.into_iter().map(|(value, count)| (scalar(value), count)).collect();
        }
    }
}

fn count<T: Eq + std::hash::Hash>(counts: &mut FxHashMap<T, u64>, value: T) {
    let is_full = counts.len() >= EXACT;
    match counts.entry(value) {
        Entry::Occupied(mut entry) => *entry.get_mut() += 1,
        Entry::Vacant(entry) if !is_full => {
            entry.insert(1);
        }
        Entry::Vacant(_) => {}
    }
}

/// Keeps the `top` most frequent ones in order; false when none occurs twice.
fn most_frequent<T: Ord>(counts: &mut Vec<(T, u64)>, top: usize) -> bool {
    if counts.len() > top && counts.iter().all(|(_, count)| *count == 1) {
        return false;
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(top);
    true
}

/// Distinct values estimated from their hashes: HyperLogLog with 2^12 registers (Flajolet, Fusy, Gandouet, Meunier,
/// 2007), standard error 1.6 %.
struct Estimate {
    registers: Vec<u8>,
}

const REGISTER_BITS: u32 = 12;

impl Estimate {
    fn new() -> Self {
        Self { registers: vec![0; 1 << REGISTER_BITS] }
    }

    fn add(&mut self, hash: u64) {
        let register = &mut self.registers[(hash >> (64 - REGISTER_BITS)) as usize];
        let rank = (hash << REGISTER_BITS | 1).leading_zeros() as u8 + 1;
        *register = (*register).max(rank);
    }

    fn count(&self) -> u64 {
        let m = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|&rank| 2f64.powi(-i32::from(rank))).sum();
        let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
        raw.round() as u64
    }
}

/// The finalizer of MurmurHash3.
fn mixed(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ hash >> 33
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let words =
        bytes.chunks(8).map(|chunk| chunk.iter().fold(0u64, |word, &byte| word << 8 | u64::from(byte)));
    mixed(words.fold(bytes.len() as u64, |hash, word| mixed(hash ^ word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Bitmap, Codes, Ints};

    fn ints(values: Vec<i64>, valid: Option<Vec<bool>>) -> Column {
        Column::new("x", DataType::Int, Values::Ints(Ints::narrowest(values)), valid.map(Bitmap::from_iter))
    }

    #[test]
    fn small_ranges_are_exact() {
        let profile =
            ints(vec![5, 3, 3, 9, 9, 9], Some(vec![true, true, true, true, true, false])).profile(2);
        assert_eq!((profile.nulls, profile.distinct, profile.distinct_exact), (1, 3, true));
        assert_eq!((profile.min, profile.max), (Scalar::Int(3), Scalar::Int(9)));
        assert_eq!(profile.top, vec![(Scalar::Int(3), 2), (Scalar::Int(9), 2)]);
    }

    #[test]
    fn wide_ranges_are_hashed() {
        let profile = ints(vec![i64::MIN, i64::MAX, 7, 7], None).profile(1);
        assert_eq!((profile.distinct, profile.top), (3, vec![(Scalar::Int(7), 2)]));
    }

    #[test]
    fn many_values_are_estimated() {
        let values: Vec<i64> = (0..400_000).map(|i| i * 1_000_003).collect();
        let profile = ints(values, None).profile(5);
        assert!(!profile.distinct_exact && profile.top.is_empty());
        assert!((380_000..420_000).contains(&profile.distinct), "{}", profile.distinct);
    }

    #[test]
    fn texts_and_nothing() {
        let dictionary: PlainText = ["b", "a", "unused"].iter().collect();
        let values = Values::Coded {
            codes: Codes::narrowest(vec![0, 1, 0], 3),
            dictionary: Dictionary::new(dictionary).into(),
        };
        let profile = Column::new("x", DataType::Text, values, None).profile(9);
        assert_eq!((profile.distinct, profile.min), (2, Scalar::Text("a".to_owned())));
        assert_eq!(profile.top[0], (Scalar::Text("b".to_owned()), 2));
        let empty = ints(Vec::new(), None).profile(3);
        assert_eq!((empty.distinct, empty.min), (0, Scalar::Null));
        let texts: PlainText = ["x", "y", "x"].iter().collect();
        let profile = Column::new("x", DataType::Text, Values::Plain(texts), None).profile(1);
        assert_eq!((profile.distinct, profile.top), (2, vec![(Scalar::Text("x".to_owned()), 2)]));
    }
}
