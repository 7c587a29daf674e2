//! Partial states of aggregates: `update` with a batch, `fold` into coarser groups, `finish` to a value.
//!
//! Merging two shards is folding both into one set of groups. Group 0 takes what is filtered out.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use super::coding::{Coding, Reader};
use super::kernels;
use super::sum::{self, Scaling};
use crate::for_ints;
use crate::formula::Value;
use crate::frame::Null;
use crate::model::Aggregate;
use crate::table::{Bitmap, Column, DataType, Values};

/// Bytes that the bit sets of one distinct count may take before pairs are hashed instead.
const BITSET_BYTES: usize = 64 << 20;

/// What one aggregate reads.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// Nothing: rows are counted.
    Rows,
    /// A column, and how to sum it if it holds doubles.
    Column(Column, Scaling),
    /// The codes of a column, for distinct counts.
    Codes(Coding),
    /// A text column in the order of its texts: rank by code, and code by rank.
    Ranked(Coding, std::sync::Arc<Vec<u32>>, std::sync::Arc<Vec<u32>>),
}

impl Input {
    fn validity(&self) -> Option<&Bitmap> {
        match self {
            Self::Rows => None,
            Self::Column(column, _) => column.validity(),
            Self::Codes(coding) | Self::Ranked(coding, ..) => coding.reader().validity,
        }
    }

    /// Whether every row has a value, so that the number of values is the number of rows.
    pub(crate) fn is_complete(&self) -> bool {
        self.validity().is_none()
    }
}

/// The state of one aggregate over all groups.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// Rows with a value.
    Count(Counts),
    /// Sums within 64 bits, and how many values went in.
    Sum { sums: Vec<i64>, counts: Counts },
    /// Sums within 128 bits.
    SumWide { sums: Vec<i128>, counts: Counts },
    /// Sums of doubles of any exponents.
    SumFloat { sums: Vec<Vec<f64>>, counts: Counts },
    /// Least or greatest integer; the sentinel where there is none.
    Extreme { best: Vec<i64>, greatest: bool },
    /// Least or greatest double; NaN where there is none.
    ExtremeFloat { best: Vec<f64>, greatest: bool },
    /// Sets of codes, one bit each.
    Bits { words: usize, bits: Vec<u64> },
    /// Sets of codes as (group, code) pairs.
    Pairs { pairs: HashSet<u64, FxBuildHasher>, groups: usize },
    /// All values with their groups.
    Values { values: Vec<(u32, f64)>, groups: usize },
}

/// How many values went into each group. Without nulls it is the number of rows, which the scan counts once for all
/// aggregates under one condition; then there is nothing here.
pub(crate) type Counts = Option<Vec<u32>>;

/// What the finished number means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) aggregate: Aggregate,
    pub(crate) data_type: DataType,
    /// Power of two that doubles were scaled by.
    pub(crate) shift: i32,
}

/// Buffers that updates reuse.
#[derive(Default)]
pub(crate) struct Scratch {
    groups: Vec<u32>,
}

impl State {
    /// An empty state for `groups` groups (group 0 included) over `rows` rows at most.
    pub(crate) fn new(aggregate: Aggregate, input: &Input, groups: usize, rows: usize) -> Self {
        let counts = input.validity().map(|_| vec![0; groups]);
        match (aggregate, input) {
            (Aggregate::CountDistinct, Input::Codes(coding)) => {
                let words = (coding.cardinality + 1).div_ceil(64);
                if words.saturating_mul(groups).saturating_mul(8) <= BITSET_BYTES {
                    Self::Bits { words, bits: vec![0; words * groups] }
                } else {
                    Self::Pairs { pairs: HashSet::default(), groups }
                }
            }
            (Aggregate::Sum | Aggregate::Avg, Input::Column(column, scaling)) => match column.values() {
                Values::Floats(_) => match scaling {
                    Scaling::Narrow { .. } => Self::sum(groups, counts),
                    Scaling::Wide { .. } => Self::sum_wide(groups, counts),
                    Scaling::Expansion => Self::SumFloat { sums: vec![Vec::new(); groups], counts },
                },
                Values::Ints(_) => {
                    let (low, high) = column.int_range().unwrap_or((0, 0));
                    let most = low.unsigned_abs().max(high.unsigned_abs());
                    if most.checked_mul(rows.max(1) as u64).is_some_and(|most| most < 1 << 63) {
                        Self::sum(groups, counts)
                    } else {
                        Self::sum_wide(groups, counts)
                    }
                }
                _ => Self::sum(groups, counts),
            },
            (Aggregate::Min | Aggregate::Max, Input::Column(column, _)) => {
                let greatest = aggregate == Aggregate::Max;
                match column.values() {
                    Values::Floats(_) => Self::ExtremeFloat { best: vec![f64::NAN; groups], greatest },
                    _ => Self::Extreme { best: vec![sentinel(greatest); groups], greatest },
                }
            }
            (Aggregate::Min | Aggregate::Max, Input::Ranked(..)) => {
                let greatest = aggregate == Aggregate::Max;
                Self::Extreme { best: vec![sentinel(greatest); groups], greatest }
            }
            (Aggregate::Median | Aggregate::Percentile(_), _) => Self::Values { values: Vec::new(), groups },
            _ => Self::Count(counts),
        }
    }

    fn sum(groups: usize, counts: Counts) -> Self {
        Self::Sum { sums: vec![0; groups], counts }
    }

    fn sum_wide(groups: usize, counts: Counts) -> Self {
        Self::SumWide { sums: vec![0; groups], counts }
    }

    /// The same kind of state, empty, for other groups.
    pub(crate) fn empty_like(&self, groups: usize) -> Self {
        let none = |counts: &Counts| counts.as_ref().map(|_| vec![0; groups]);
        match self {
            Self::Count(counts) => Self::Count(none(counts)),
            Self::Sum { counts, .. } => Self::sum(groups, none(counts)),
            Self::SumWide { counts, .. } => Self::sum_wide(groups, none(counts)),
            Self::SumFloat { counts, .. } => {
                Self::SumFloat { sums: vec![Vec::new(); groups], counts: none(counts) }
            }
            Self::Extreme { greatest, .. } => {
                Self::Extreme { best: vec![sentinel(*greatest); groups], greatest: *greatest }
            }
            Self::ExtremeFloat { greatest, .. } => {
                Self::ExtremeFloat { best: vec![f64::NAN; groups], greatest: *greatest }
            }
            Self::Bits { words, .. } if words.saturating_mul(groups).saturating_mul(8) <= BITSET_BYTES => {
                Self::Bits { words: *words, bits: vec![0; words * groups] }
            }
            Self::Bits { .. } | Self::Pairs { .. } => Self::Pairs { pairs: HashSet::default(), groups },
            Self::Values { .. } => Self::Values { values: Vec::new(), groups },
        }
    }

    /// Makes room for more groups.
    pub(crate) fn grow(&mut self, groups: usize) {
        match self {
            Self::Count(counts) => grow(counts, groups),
            Self::Sum { sums, counts } => {
                sums.resize(groups, 0);
                grow(counts, groups);
            }
            Self::SumWide { sums, counts } => {
                sums.resize(groups, 0);
                grow(counts, groups);
            }
            Self::SumFloat { sums, counts } => {
                sums.resize(groups, Vec::new());
                grow(counts, groups);
            }
            Self::Extreme { best, greatest } => best.resize(groups, sentinel(*greatest)),
            Self::ExtremeFloat { best, .. } => best.resize(groups, f64::NAN),
            Self::Bits { words, bits } => {
                if *words * groups * 8 <= BITSET_BYTES {
                    bits.resize(*words * groups, 0);
                } else {
                    let mut next = Self::Pairs { pairs: HashSet::default(), groups };
                    self.fold(&mut next, |group, visit| visit(group));
                    *self = next;
                }
            }
            Self::Pairs { groups: known, .. } | Self::Values { groups: known, .. } => *known = groups,
        }
    }

    /// Adds rows `start..start + groups.len()`.
    pub(crate) fn update(&mut self, input: &Input, start: usize, groups: &[u32], scratch: &mut Scratch) {
        let groups = match input.validity() {
            None => groups,
            Some(bits) => {
                scratch.groups.clear();
                scratch.groups.extend_from_slice(groups);
                kernels::apply_validity(bits, start, &mut scratch.groups);
                &scratch.groups
            }
        };
        let rows = start..start + groups.len();
        match (self, input) {
            (Self::Count(counts), _) => count(groups, counts),
            (Self::Sum { sums, counts }, Input::Column(column, scaling)) => {
                count(groups, counts);
                match column.values() {
                    Values::Ints(ints) => for_ints!(ints, v => kernels::sum(&v[rows], groups, sums)),
                    Values::Floats(values) => {
                        let factor = factor(*scaling);
                        for (&value, &group) in values[rows].iter().zip(groups) {
                            sums[group as usize] = sums[group as usize].wrapping_add((value * factor) as i64);
                        }
                    }
                    Values::Bits(bits) => {
                        for (row, &group) in rows.zip(groups) {
                            sums[group as usize] += i64::from(bits.get_bit(row));
                        }
                    }
                    _ => {}
                }
            }
            (Self::SumWide { sums, counts }, Input::Column(column, scaling)) => {
                count(groups, counts);
                match column.values() {
                    Values::Ints(ints) => for_ints!(ints, v => kernels::sum_wide(&v[rows], groups, sums)),
                    Values::Floats(values) => {
                        let factor = factor(*scaling);
                        for (&value, &group) in values[rows].iter().zip(groups) {
                            if group != 0 {
                                sums[group as usize] += (value * factor) as i128;
                            }
                        }
                    }
                    _ => {}
                }
            }
            (Self::SumFloat { sums, counts }, Input::Column(column, _)) => {
                count(groups, counts);
                if let Values::Floats(values) = column.values() {
                    for (&value, &group) in values[rows].iter().zip(groups) {
                        if group != 0 && value.is_finite() {
                            sum::add(&mut sums[group as usize], value);
                        }
                    }
                }
            }
            (Self::Extreme { best, greatest }, Input::Column(column, _)) => match column.values() {
                Values::Ints(ints) => for_ints!(ints, v => match greatest {
                    true => kernels::greatest(&v[rows], groups, best),
                    false => kernels::least(&v[rows], groups, best),
                }),
                Values::Bits(bits) => {
                    let values: Vec<i8> = rows.map(|row| i8::from(bits.get_bit(row))).collect();
                    match greatest {
                        true => kernels::greatest(&values, groups, best),
                        false => kernels::least(&values, groups, best),
                    }
                }
                _ => {}
            },
            (Self::Extreme { best, greatest }, Input::Ranked(coding, ranks, _)) => {
                let reader = coding.reader();
                for (row, &group) in rows.zip(groups) {
                    if group != 0 {
                        let rank = i64::from(ranks[reader.code(row) as usize]);
                        let slot = &mut best[group as usize];
                        *slot = if *greatest { (*slot).max(rank) } else { (*slot).min(rank) };
                    }
                }
            }
            (Self::ExtremeFloat { best, greatest }, Input::Column(column, _)) => {
                if let Values::Floats(values) = column.values() {
                    for (&value, &group) in values[rows].iter().zip(groups) {
                        better(&mut best[group as usize], value, *greatest);
                    }
                }
            }
            (Self::Bits { words, bits }, Input::Codes(coding)) => {
                kernels::mark(coding.reader(), start, groups, *words, bits);
            }
            (Self::Pairs { pairs, .. }, Input::Codes(coding)) => {
                let reader: Reader<'_> = coding.reader();
                for (row, &group) in rows.zip(groups) {
                    if group != 0 {
                        pairs.insert(u64::from(group) << 32 | u64::from(reader.code(row)));
                    }
                }
            }
            (Self::Values { values, .. }, Input::Column(column, _)) => match column.values() {
                Values::Ints(ints) => {
                    for (row, &group) in rows.zip(groups) {
                        if group != 0 {
                            values.push((group, ints.get(row) as f64));
                        }
                    }
                }
                Values::Floats(floats) => {
                    for (row, &group) in rows.zip(groups) {
                        if group != 0 {
                            values.push((group, floats[row]));
                        }
                    }
                }
                _ => {}
            },
            _ => debug_assert!(false, "an aggregate meets the input that it was made for"),
        }
    }

    /// Adds every group's state to the groups of `target` that `targets` visits for it.
    #[expect(clippy::disallowed_methods, reason = "a union of sets does not depend on their order")]
    pub(crate) fn fold(&self, target: &mut Self, targets: impl Fn(u32, &mut dyn FnMut(u32))) {
        match (self, target) {
            (Self::Count(from), Self::Count(into)) => fold_counts(from, into, &targets),
            (Self::Sum { sums, counts }, Self::Sum { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, sum| into[to] += sum);
            }
            (Self::SumWide { sums, counts }, Self::SumWide { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, sum| into[to] += sum);
            }
            (Self::SumFloat { sums, counts }, Self::SumFloat { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, parts| {
                    parts.iter().for_each(|&part| sum::add(&mut into[to], part))
                });
            }
            (Self::Extreme { best, greatest }, Self::Extreme { best: into, .. }) => {
                each(best, &targets, |to, &value| {
                    into[to] = if *greatest { into[to].max(value) } else { into[to].min(value) };
                });
            }
            (Self::ExtremeFloat { best, greatest }, Self::ExtremeFloat { best: into, .. }) => {
                each(best, &targets, |to, &value| better(&mut into[to], value, *greatest));
            }
            (Self::Bits { words, bits }, Self::Bits { bits: into, .. }) => {
                for (group, set) in bits.chunks_exact(*words).enumerate().skip(1) {
                    targets(group as u32, &mut |to| {
                        let to = &mut into[to as usize * words..][..*words];
                        to.iter_mut().zip(set).for_each(|(into, word)| *into |= word);
                    });
                }
            }
            (Self::Bits { words, bits }, Self::Pairs { pairs, .. }) => {
                for (group, set) in bits.chunks_exact(*words).enumerate().skip(1) {
                    targets(group as u32, &mut |to| {
                        for (at, &word) in set.iter().enumerate() {
                            let mut rest = word;
                            while rest != 0 {
                                let code = (at as u64) << 6 | u64::from(rest.trailing_zeros());
                                pairs.insert(u64::from(to) << 32 | code);
                                rest &= rest - 1;
                            }
                        }
                    });
                }
            }
            (Self::Pairs { pairs, .. }, Self::Bits { words, bits }) => {
                for &pair in pairs.iter() {
                    let code = (pair & 0xFFFF_FFFF) as usize;
                    targets((pair >> 32) as u32, &mut |to| {
                        bits[to as usize * *words + (code >> 6)] |= 1 << (code & 63);
                    });
                }
            }
            (Self::Pairs { pairs, .. }, Self::Pairs { pairs: into, .. }) => {
                for &pair in pairs.iter() {
                    targets((pair >> 32) as u32, &mut |to| {
                        into.insert(u64::from(to) << 32 | (pair & 0xFFFF_FFFF));
                    });
                }
            }
            (Self::Values { values, .. }, Self::Values { values: into, .. }) => {
                for &(group, value) in values {
                    targets(group, &mut |to| into.push((to, value)));
                }
            }
            _ => debug_assert!(false, "states of one aggregate are of one kind"),
        }
    }

    /// The values of all groups, of `rows` rows each; entry 0 is meaningless.
    #[expect(clippy::disallowed_methods, reason = "a count does not depend on the order of a set")]
    pub(crate) fn finish(&self, input: &Input, output: Output, rows: &[u32]) -> Vec<Value> {
        match self {
            Self::Count(counts) => {
                counts.as_deref().unwrap_or(rows).iter().map(|&count| Value::Int(i128::from(count))).collect()
            }
            Self::Sum { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(&sum, &count)| finish_sum(i128::from(sum), count, output))
                .collect(),
            Self::SumWide { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(&sum, &count)| finish_sum(sum, count, output))
                .collect(),
            Self::SumFloat { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(parts, &count)| match (count, output.aggregate) {
                    (0, _) => Value::Null(Null::NoData),
                    (_, Aggregate::Avg) => Value::Float(sum::rounded(parts) / f64::from(count)),
                    _ => Value::Float(sum::rounded(parts)),
                })
                .collect(),
            Self::Extreme { best, greatest } => best
                .iter()
                .map(|&value| {
                    if value == sentinel(*greatest) {
                        Value::Null(Null::NoData)
                    } else if let Input::Ranked(coding, _, codes) = input {
                        Value::from(&coding.member(codes[value as usize] as usize))
                    } else {
                        typed(i128::from(value), output.data_type)
                    }
                })
                .collect(),
            Self::ExtremeFloat { best, .. } => best
                .iter()
                .map(|&value| if value.is_nan() { Value::Null(Null::NoData) } else { Value::Float(value) })
                .collect(),
            Self::Bits { words, bits } => bits
                .chunks_exact((*words).max(1))
                .map(|set| Value::Int(set.iter().map(|word| i128::from(word.count_ones())).sum()))
                .collect(),
            Self::Pairs { pairs, .. } => {
                let mut counts = vec![0u32; rows.len()];
                for &pair in pairs.iter() {
                    counts[(pair >> 32) as usize] += 1;
                }
                counts.into_iter().map(|count| Value::Int(i128::from(count))).collect()
            }
            Self::Values { values, .. } => quantiles(values, output, rows.len()),
        }
    }
}

fn grow(counts: &mut Counts, groups: usize) {
    if let Some(counts) = counts {
        counts.resize(groups, 0);
    }
}

fn count(groups: &[u32], counts: &mut Counts) {
    if let Some(counts) = counts {
        kernels::count(groups, counts);
    }
}

/// Adds the counts of each group to its targets.
pub(crate) fn fold_counts(from: &Counts, into: &mut Counts, targets: &impl Fn(u32, &mut dyn FnMut(u32))) {
    if let (Some(from), Some(into)) = (from, into) {
        each(from, targets, |to, count| into[to] += count);
    }
}

/// What an extreme holds before it has seen a value.
fn sentinel(greatest: bool) -> i64 {
    if greatest { i64::MIN } else { i64::MAX }
}

fn factor(scaling: Scaling) -> f64 {
    match scaling {
        Scaling::Narrow { shift } | Scaling::Wide { shift } => 2f64.powi(shift),
        Scaling::Expansion => 1.0,
    }
}

fn better(slot: &mut f64, value: f64, greatest: bool) {
    if value.is_finite() && (slot.is_nan() || (greatest && value > *slot) || (!greatest && value < *slot)) {
        *slot = value;
    }
}

fn each<T>(from: &[T], targets: &impl Fn(u32, &mut dyn FnMut(u32)), mut add: impl FnMut(usize, &T)) {
    for (group, state) in from.iter().enumerate().skip(1) {
        targets(group as u32, &mut |to| add(to as usize, state));
    }
}

fn finish_sum(sum: i128, count: u32, output: Output) -> Value {
    if count == 0 {
        return Value::Null(Null::NoData);
    }
    if output.data_type == DataType::Float {
        let sum = sum as f64 * 2f64.powi(-output.shift);
        return Value::Float(if output.aggregate == Aggregate::Avg { sum / f64::from(count) } else { sum });
    }
    if output.aggregate == Aggregate::Avg {
        let scale = match output.data_type {
            DataType::Decimal { scale } => 10f64.powi(i32::from(scale)),
            _ => 1.0,
        };
        return Value::Float(sum as f64 / scale / f64::from(count));
    }
    if i64::try_from(sum).is_err() {
        return Value::Null(Null::Overflow);
    }
    typed(sum, output.data_type)
}

fn typed(units: i128, data_type: DataType) -> Value {
    match data_type {
        DataType::Decimal { scale } => Value::Decimal { units, scale },
        DataType::Date => Value::Date(crate::calendar::Date::from_days(units as i32)),
        DataType::DateTime => Value::DateTime(crate::calendar::DateTime::from_micros(units as i64)),
        DataType::Bool => Value::Bool(units != 0),
        _ => Value::Int(units),
    }
}

/// Linear interpolation at (n − 1)·p, type 7 of Hyndman and Fan (1996).
fn quantiles(values: &[(u32, f64)], output: Output, groups: usize) -> Vec<Value> {
    let p = match output.aggregate {
        Aggregate::Percentile(p) => p.clamp(0.0, 1.0),
        _ => 0.5,
    };
    let scale = match output.data_type {
        DataType::Decimal { scale } => 10f64.powi(i32::from(scale)),
        _ => 1.0,
    };
    let mut by_group: Vec<Vec<f64>> = vec![Vec::new(); groups];
    for &(group, value) in values {
        by_group[group as usize].push(value);
    }
    by_group
        .into_iter()
        .map(|mut values| {
            if values.is_empty() {
                return Value::Null(Null::NoData);
            }
            values.sort_unstable_by(f64::total_cmp);
            let at = (values.len() - 1) as f64 * p;
            let (low, share) = (at.floor() as usize, at.fract());
            let low_value = values[low];
            let value = match values.get(low + 1) {
                Some(high) if share > 0.0 => low_value + (high - low_value) * share,
                _ => low_value,
            };
            Value::Float(value / scale)
        })
        .collect()
}
