//! One scan of a fact: batches of rows into group numbers, and from there into partial states.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

use super::axis::FactAxis;
use super::bridges::Sets;
use super::kernels;
use super::predicate::Predicate;
use super::rows::{Key, Keys};
use super::state::{Input, Output, Scratch, State};
use crate::calendar::Date;
use crate::model::{MetricId, OverTime};
/// One scan of a fact.
pub(crate) struct Scan {
    pub(crate) rows_total: usize,
    pub(crate) rows_done: usize,
    pub(super) axes: Vec<FactAxis>,
    /// What each axis stands for in the answer, an axis of days left out.
    pub(super) parts: Vec<AxisPart>,
    /// Radix of each axis in this scan's keys.
    pub(super) radix: Vec<u64>,
    pub(super) groups: Groups,
    pub(super) filter: Predicate,
    pub(super) filters: Vec<Predicate>,
    /// Rows of each group under each of `filters`; the first has no condition of its own. None where no aggregate
    /// needs them.
    pub(crate) rows: Vec<Option<Vec<u32>>>,
    pub(crate) measures: Vec<MeasureScan>,
    /// Where days become buckets of the answer; none for a plain scan.
    pub(crate) daily: Option<Daily>,
    /// It stands only for rows that keep, or that roll up, this axis.
    pub(crate) only: Option<(usize, bool)>,
    pub(super) scratch: Buffers,
}

/// What an axis of a scan stands for.
pub(super) enum AxisPart {
    /// An axis of the answer.
    Axis(usize),
    /// The axes beyond a bridge.
    Sets(Sets),
}

/// An aggregate of a scan.
pub(crate) struct MeasureScan {
    pub(crate) metric: MetricId,
    pub(crate) state: State,
    pub(crate) input: Input,
    pub(crate) output: Output,
    pub(crate) filter: usize,
}

/// Ranges of days, both ends included; a day that lies in several counts once.
pub(crate) type Ranges = Vec<(Date, Date)>;

/// A scan by days, from which overlapping or last-day windows are put together: relative periods that are anchored
/// anew at each bucket, and stocks.
#[derive(Clone, Debug)]
pub(crate) struct Daily {
    /// The time axis of the answer that the day axis stands for.
    pub(crate) time_axis: Option<usize>,
    /// Days of each bucket of that axis; one entry without a time axis.
    pub(crate) windows: Vec<Ranges>,
    /// Days of rows that roll the time axis up.
    pub(crate) total_window: Ranges,
    /// Its windows may reach buckets in which the fact has no rows: they are shown all the same.
    pub(crate) shows_rows: bool,
    /// Days by code of the scan's last axis.
    pub(crate) days: Vec<Date>,
    /// Take one day of the window only.
    pub(crate) over_time: Option<OverTime>,
}

/// What batches reuse.
#[derive(Default)]
pub(super) struct Buffers {
    keys: Vec<u64>,
    groups: Vec<u32>,
    filtered: Vec<u32>,
    mask: Vec<u8>,
    update: Scratch,
}

/// How keys become group numbers. Group 0 takes what is filtered out.
pub(super) enum Groups {
    /// Number is key + 1.
    Dense(usize),
    /// Numbers in order of appearance.
    Hashed { index: HashTable<u32>, keys: Vec<u64> },
}

impl Groups {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Dense(groups) => groups + 1,
            Self::Hashed { keys, .. } => keys.len() + 1,
        }
    }
}
impl Scan {
    /// Puts each axis' stride into its codes, so that a key is a plain sum.
    pub(super) fn premultiply(&mut self) {
        let mut stride = 1u64;
        for (axis, radix) in self.axes.iter_mut().zip(&self.radix).rev() {
            let is_plain = axis.codes.iter().zip(0..).all(|(&code, at)| code == at);
            axis.stride = is_plain.then_some(stride as u32);
            for code in &mut axis.codes {
                *code = (u64::from(*code) * stride) as u32;
            }
            stride *= radix;
        }
    }

    pub(super) fn batch(&mut self, rows: usize) {
        let start = self.rows_done;
        self.rows_done += rows;
        let Buffers { keys, groups, filtered, mask, update } = &mut self.scratch;
        mask.clear();
        mask.resize(rows, 1);
        self.filter.apply(start, mask);
        let has_filter = !matches!(self.filter, Predicate::Always);
        if has_filter && mask.iter().all(|&bit| bit == 0) {
            return;
        }
        groups.clear();
        match &mut self.groups {
            Groups::Dense(_) => {
                groups.resize(rows, 1);
                for axis in &self.axes {
                    match axis.stride {
                        Some(stride) => kernels::add_codes(axis.key.reader(), start, stride, groups),
                        None => kernels::add_mapped(axis.key.reader(), start, &axis.codes, groups),
                    }
                }
                if has_filter {
                    kernels::apply_mask(mask, groups);
                }
            }
            Groups::Hashed { index, keys: known } => {
                keys.clear();
                keys.resize(rows, 0);
                let mut stride = 1u64;
                for (axis, radix) in self.axes.iter().zip(&self.radix).rev() {
                    kernels::add_mapped_wide(axis.key.reader(), start, &axis.codes, stride, keys);
                    stride *= radix;
                }
                groups.extend(
                    keys.iter().zip(mask.iter()).map(
                        |(&key, &bit)| {
                            if bit == 0 { 0 } else { group_of(index, known, key) }
                        },
                    ),
                );
                let len = known.len() + 1;
                if self.rows.iter().flatten().any(|rows| rows.len() < len) {
                    // Room for more than this batch brought: growing is not free.
                    let room = len.next_power_of_two();
                    self.rows.iter_mut().flatten().for_each(|rows| rows.resize(room, 0));
                    self.measures.iter_mut().for_each(|measure| measure.state.grow(room));
                }
            }
        }
        for (at, filter) in self.filters.iter().enumerate() {
            let groups: &[u32] = if at == 0 {
                groups
            } else {
                mask.fill(1);
                filter.apply(start, mask);
                filtered.clear();
                filtered.extend_from_slice(groups);
                kernels::apply_mask(mask, filtered);
                filtered
            };
            if let Some(rows) = &mut self.rows[at] {
                kernels::count(groups, rows);
            }
            for measure in self.measures.iter_mut().filter(|measure| measure.filter == at) {
                measure.state.update(&measure.input, start, groups, update);
            }
        }
    }

    /// Whether [`Self::each_reached`] visits keys of the answer in rising order.
    pub(super) fn is_in_order(&self) -> bool {
        matches!(self.groups, Groups::Dense(_)) && self.daily.is_none() && !self.has_several()
    }

    /// Whether a row can stand in several groups of the answer.
    pub(crate) fn has_several(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, AxisPart::Sets(sets) if sets.has_several()))
    }

    /// Visits the keys of the answer that a key of this scan stands for; days have been taken off it.
    pub(super) fn each_key(&self, keys: &Keys, scan_key: u64, mut visit: impl FnMut(Key)) {
        let has_sets = self.parts.iter().any(|part| matches!(part, AxisPart::Sets(_)));
        if self.daily.is_none() && !has_sets {
            return visit(scan_key);
        }
        let (mut rest, mut key) = (scan_key, 0);
        let mut sets: Vec<&[Key]> = Vec::new();
        for (part, radix) in self.parts.iter().zip(&self.radix).rev() {
            let code = (rest % radix) as usize;
            rest /= radix;
            match part {
                AxisPart::Axis(axis) => key += keys.at(*axis, code),
                AxisPart::Sets(of) => sets.push(of.of(code)),
            }
        }
        if sets.is_empty() {
            return visit(key);
        }
        let mut found = vec![key];
        for set in sets {
            found = found.iter().flat_map(|key| set.iter().map(move |part| key + part)).collect();
        }
        found.into_iter().for_each(visit);
    }

    /// Visits the groups that rows have reached: number, and key in this scan's own axes.
    pub(crate) fn each_reached(&self, mut visit: impl FnMut(u32, u64)) {
        let Some(Some(rows)) = self.rows.first() else { return };
        let mut visit_reached = |group: usize, key: u64| {
            if rows[group] > 0 {
                visit(group as u32, key);
            }
        };
        match &self.groups {
            Groups::Dense(groups) => (0..*groups).for_each(|at| visit_reached(at + 1, at as u64)),
            Groups::Hashed { keys, .. } => {
                keys.iter().enumerate().for_each(|(at, &key)| visit_reached(at + 1, key))
            }
        }
    }
}

fn group_of(index: &mut HashTable<u32>, keys: &mut Vec<u64>, key: u64) -> u32 {
    let hash = FxBuildHasher.hash_one(key);
    if let Some(&at) = index.find(hash, |&at| keys[at as usize] == key) {
        return at + 1;
    }
    let at = keys.len() as u32;
    keys.push(key);
    index.insert_unique(hash, at, |&at| FxBuildHasher.hash_one(keys[at as usize]));
    at + 1
}
