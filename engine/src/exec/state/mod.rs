//! Partial states of aggregates: `update` with a batch, `fold` into coarser groups, `finish` to a value.
//!
//! Merging two shards is folding both into one set of groups. Group 0 takes what is filtered out.

mod finish;
mod fold;
mod update;

use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

use super::coding::Coding;
use super::sum::Scaling;
use crate::model::Aggregate;
use crate::table::{Bitmap, Column, DataType, Values};
pub(crate) use finish::finish_sum;
pub(crate) use fold::fold_counts;

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
    /// Least or greatest integer; the sentinel where there is none, unless a column holds the sentinel itself: then how
    /// many values went in tells.
    Extreme { best: Vec<i64>, counts: Counts, greatest: bool },
    /// Least or greatest double; NaN where there is none.
    ExtremeFloat { best: Vec<f64>, greatest: bool },
    /// Sets of codes, one bit each.
    Bits { words: usize, bits: Vec<u64> },
    /// Sets of codes as (group, code) pairs.
    Pairs { pairs: HashSet<u64, FxBuildHasher>, groups: usize },
    /// How many rows each code has in each group, as (group, code) pairs; those of at least so many rows count.
    Tally { counts: HashMap<u64, u32, FxBuildHasher>, least: u32, groups: usize },
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
            (Aggregate::CountRepeated(least), Input::Codes(_)) => {
                Self::Tally { counts: HashMap::default(), least, groups }
            }
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
                    _ => {
                        let is_ambiguous = match column.int_range() {
                            Some((low, high)) => low == i64::MIN || high == i64::MAX,
                            None => false,
                        };
                        let counts = counts.filter(|_| is_ambiguous);
                        Self::Extreme { best: vec![sentinel(greatest); groups], counts, greatest }
                    }
                }
            }
            (Aggregate::Min | Aggregate::Max, Input::Ranked(..)) => {
                let greatest = aggregate == Aggregate::Max;
                Self::Extreme { best: vec![sentinel(greatest); groups], counts: None, greatest }
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
            Self::Extreme { greatest, counts, .. } => Self::Extreme {
                best: vec![sentinel(*greatest); groups],
                counts: none(counts),
                greatest: *greatest,
            },
            Self::ExtremeFloat { greatest, .. } => {
                Self::ExtremeFloat { best: vec![f64::NAN; groups], greatest: *greatest }
            }
            Self::Bits { words, .. } if words.saturating_mul(groups).saturating_mul(8) <= BITSET_BYTES => {
                Self::Bits { words: *words, bits: vec![0; words * groups] }
            }
            Self::Bits { .. } | Self::Pairs { .. } => Self::Pairs { pairs: HashSet::default(), groups },
            Self::Tally { least, .. } => Self::Tally { counts: HashMap::default(), least: *least, groups },
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
            Self::Extreme { best, counts, greatest } => {
                best.resize(groups, sentinel(*greatest));
                grow(counts, groups);
            }
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
            Self::Pairs { groups: known, .. }
            | Self::Tally { groups: known, .. }
            | Self::Values { groups: known, .. } => *known = groups,
        }
    }
}
fn grow(counts: &mut Counts, groups: usize) {
    if let Some(counts) = counts {
        counts.resize(groups, 0);
    }
}
/// What an extreme holds before it has seen a value.
fn sentinel(greatest: bool) -> i64 {
    if greatest { i64::MIN } else { i64::MAX }
}
fn better(slot: &mut f64, value: f64, greatest: bool) {
    if value.is_finite() && (slot.is_nan() || (greatest && value > *slot) || (!greatest && value < *slot)) {
        *slot = value;
    }
}
