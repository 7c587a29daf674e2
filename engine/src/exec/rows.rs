//! Rows of an answer: which groups of the scans make up which row, totals and 「其他」 included.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::axis::Domain;
use super::run::Run;
use super::scan::{Daily, Ranges, Scan};
use crate::calendar::Date;
use crate::diag::Diagnostic;
use crate::limits;
use crate::model::OverTime;
use crate::query::{Target, Totals};
use crate::text::Text;

/// Member codes of one row as a mixed-radix number, the first axis the most significant. A plain scan numbers its
/// groups in the same way.
pub(crate) type Key = u64;

/// How keys are put together.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    strides: Vec<u64>,
    radices: Vec<u64>,
}

impl Keys {
    /// None where the combinations do not fit into 64 bits.
    pub(crate) fn of(domains: &[Domain]) -> Option<Self> {
        let radices: Vec<u64> = domains.iter().map(Domain::radix).collect();
        let mut strides = vec![1u64; radices.len()];
        let mut stride = 1u64;
        for (at, radix) in radices.iter().enumerate().rev() {
            strides[at] = stride;
            stride = stride.checked_mul(*radix)?;
        }
        Some(Self { strides, radices })
    }

    /// The code of one axis.
    pub(crate) fn code(&self, key: Key, axis: usize) -> usize {
        (key / self.strides[axis] % self.radices[axis]) as usize
    }

    /// The part of a key that a code on one axis makes.
    pub(crate) fn at(&self, axis: usize, code: usize) -> Key {
        code as u64 * self.strides[axis]
    }

    /// The same key with another code on one axis.
    pub(crate) fn with(&self, key: Key, axis: usize, code: usize) -> Key {
        key - self.code(key, axis) as u64 * self.strides[axis] + code as u64 * self.strides[axis]
    }
}

/// Rows in order of first appearance.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) keys: Vec<Key>,
    /// Rolled-up axes of each row.
    pub(crate) masks: Vec<u32>,
    /// Empty as long as keys only rise, as those of a plain answer do: they are then searched in order.
    index: FxHashMap<Key, u32>,
}

/// Parts of windows that stand for one group of the limit.
const WINDOW_PARTS: u64 = 16;

/// What the limit keeps.
pub(crate) enum Kept {
    /// Everything.
    All,
    /// Members of one axis.
    Members { axis: usize, members: FxHashSet<u32>, others: bool },
    /// Whole rows; the rest becomes one row of others.
    Keys(FxHashSet<Key>),
}

/// One group of a scan that goes into one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    pub(crate) group: u32,
    pub(crate) row: u32,
    /// The day, for scans by days.
    day: u32,
}

/// Which roll-ups a group takes part in.
#[derive(Clone, Copy)]
enum Time {
    Any,
    Kept(usize),
    RolledUp(usize),
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The row of a key, made if need be.
    pub(crate) fn row(&mut self, key: Key, mask: u32) -> u32 {
        let next = self.keys.len() as u32;
        if self.index.is_empty() {
            match self.keys.last() {
                Some(&last) if last == key => return next - 1,
                Some(&last) if last > key => self.index = self.hashed(),
                _ => {}
            }
        }
        if !self.index.is_empty() {
            let row = *self.index.entry(key).or_insert(next);
            if row < next {
                return row;
            }
        }
        self.keys.push(key);
        self.masks.push(mask);
        next
    }

    fn hashed(&self) -> FxHashMap<Key, u32> {
        self.keys.iter().copied().zip(0..).collect()
    }

    /// How rows are found by keys that mostly rise, or come in any order.
    fn finder(&self, in_order: bool) -> Finder<'_> {
        if !self.index.is_empty() {
            Finder::Hashed(Cow::Borrowed(&self.index))
        } else if in_order {
            Finder::Rising { keys: &self.keys, next: 0 }
        } else {
            Finder::Hashed(Cow::Owned(self.hashed()))
        }
    }
}

enum Finder<'a> {
    /// `next` is the row that a rising key comes to.
    Rising {
        keys: &'a [Key],
        next: usize,
    },
    Hashed(Cow<'a, FxHashMap<Key, u32>>),
}

impl Finder<'_> {
    fn find(&mut self, key: Key) -> Option<u32> {
        match self {
            Self::Rising { keys, next } => {
                let at = match keys.get(*next) {
                    Some(&there) if there == key => *next,
                    _ => keys.binary_search(&key).ok()?,
                };
                *next = at + 1;
                Some(at as u32)
            }
            Self::Hashed(index) => index.get(&key).copied(),
        }
    }
}

/// Roll-ups of `axes` axes that the query asks for, the detail first.
pub(crate) fn masks(axes: usize, totals: Totals) -> Vec<u32> {
    let all = (1u32 << axes.min(31)) - 1;
    match totals {
        _ if axes == 0 => vec![0],
        Totals::None => vec![0],
        Totals::Grand => vec![0, all],
        Totals::All => (0..=all).collect(),
    }
}

/// The key of the row that `key` goes into under a roll-up; none where the limit drops it.
fn rolled(run: &Run<'_>, key: Key, mask: u32, kept: &Kept) -> Option<Key> {
    let mut to = key;
    match kept {
        Kept::All => {}
        Kept::Members { axis, members, others } => {
            if mask & (1 << axis) == 0 && !members.contains(&(run.keys.code(key, *axis) as u32)) {
                if !others {
                    return None;
                }
                to = run.keys.with(to, *axis, run.domains[*axis].other());
            }
        }
        Kept::Keys(keys) => {
            if mask == 0 && !keys.contains(&key) {
                for (axis, domain) in run.domains.iter().enumerate() {
                    to = run.keys.with(to, axis, domain.other());
                }
            }
        }
    }
    for (axis, domain) in run.domains.iter().enumerate().filter(|(axis, _)| mask & (1 << axis) != 0) {
        to = run.keys.with(to, axis, domain.total());
    }
    Some(to)
}

/// The key of the grand total.
pub(crate) fn grand(run: &Run<'_>) -> Key {
    run.domains.iter().enumerate().fold(0, |key, (axis, domain)| run.keys.with(key, axis, domain.total()))
}

/// Detail keys that plain scans have reached; with `all_members` also those that none has.
pub(crate) fn detail(run: &Run<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for scan in run.scans.iter().filter(|scan| scan.daily.is_none()) {
        scan.each_reached(|_, key| scan.each_key(&run.keys, key, |key| keys.push(key)));
    }
    for scan in &run.scans {
        let Some(daily) = scan.daily.as_ref().filter(|daily| daily.shows_rows) else { continue };
        each_window(run, scan, daily, |_, _, key, time| match time {
            Time::RolledUp(_) => {}
            Time::Kept(axis) if !run.is_shown(axis, run.keys.code(key, axis)) => {}
            Time::Kept(_) | Time::Any => keys.push(key),
        });
    }
    keys.sort_unstable();
    keys.dedup();
    if run.plan.all_members {
        for (axis, domain) in
            run.domains.iter().enumerate().filter(|(axis, domain)| *axis == 0 || domain.is_time())
        {
            let combinations: Vec<Key> = match run.domains.len() {
                1 => vec![0],
                _ => {
                    let mut rest: Vec<Key> = keys.iter().map(|&key| run.keys.with(key, axis, 0)).collect();
                    rest.sort_unstable();
                    rest.dedup();
                    rest
                }
            };
            for member in existing(run, axis, domain) {
                keys.extend(combinations.iter().map(|&key| run.keys.with(key, axis, member)));
                if keys.len() > 2 * run.limits.groups as usize {
                    break;
                }
            }
            keys.sort_unstable();
            keys.dedup();
        }
    }
    if run.domains.is_empty() && keys.is_empty() {
        keys.push(0);
    }
    keys
}

fn existing(run: &Run<'_>, axis: usize, domain: &Domain) -> Vec<usize> {
    let range = run.plan.period.and_then(|period| run.now.resolve(period));
    if domain.is_time() {
        let inside = |code: &usize| match (domain.bucket(*code, run.now), range) {
            (Some((start, end)), Some((from, to))) => start <= to && end >= from,
            _ => true,
        };
        return (0..domain.members).filter(inside).collect();
    }
    let rows = match run.plan.axes[axis].target {
        Target::Field(field) => run.bound.rows(field.dataset),
        Target::Time => 0,
    };
    domain.existing(rows)
}

/// The rows of the answer.
pub(crate) fn lay_out(run: &Run<'_>, details: &[Key], kept: &Kept, totals: Totals) -> Rows {
    let mut rows = Rows::default();
    for mask in masks(run.domains.len(), totals) {
        for &key in details {
            if let Some(key) = rolled(run, key, mask, kept) {
                rows.row(key, mask);
            }
        }
    }
    if totals != Totals::None && details.is_empty() && !run.domains.is_empty() {
        rows.row(grand(run), masks(run.domains.len(), Totals::Grand).last().copied().unwrap_or_default());
    }
    rows
}

/// Which groups of `scan` go into which rows: each pair once, by group.
pub(crate) fn parts(run: &Run<'_>, scan: &Scan, rows: &Rows, kept: &Kept, totals: Totals) -> Vec<Part> {
    let masks = masks(run.domains.len(), totals);
    let mut parts = Vec::new();
    let mut finder = rows.finder(masks.len() == 1 && scan.is_in_order());
    let mut add = |group: u32, day: u32, key: Key, time: Time| {
        for &mask in &masks {
            let takes_part = match time {
                Time::Any => true,
                Time::Kept(axis) => mask & (1 << axis) == 0,
                Time::RolledUp(axis) => mask & (1 << axis) != 0,
            };
            if takes_part
                && let Some(key) = rolled(run, key, mask, kept)
                && let Some(row) = finder.find(key)
            {
                parts.push(Part { group, row, day });
            }
        }
    };
    match &scan.daily {
        None => {
            let time = match scan.only {
                None => Time::Any,
                Some((axis, false)) => Time::Kept(axis),
                Some((axis, true)) => Time::RolledUp(axis),
            };
            scan.each_reached(|group, key| scan.each_key(&run.keys, key, |key| add(group, 0, key, time)));
        }
        Some(daily) => each_window(run, scan, daily, add),
    }
    if !parts.is_sorted() {
        parts.sort_unstable();
    }
    parts.dedup();
    if let Some(over_time) = scan.daily.as_ref().and_then(|daily| daily.over_time) {
        one_day(&mut parts, over_time, rows.len());
    }
    parts
}

/// How often a day of a group falls into a window, over all scans by days.
///
/// # Errors
/// More than [`WINDOW_PARTS`] for each group that the limit allows.
pub(crate) fn check_windows(run: &Run<'_>) -> Result<(), Diagnostic> {
    let limit = u64::from(run.limits.groups) * WINDOW_PARTS;
    for scan in &run.scans {
        let Some(daily) = &scan.daily else { continue };
        let days = daily.days.len() as u64 + 1;
        let mut groups_on = vec![0u64; days as usize];
        scan.each_reached(|_, key| groups_on[(key % days) as usize] += 1);
        let windows_on =
            |day: &Date| daily.windows.iter().filter(|ranges| holds(ranges, *day)).count() as u64;
        let parts: u64 =
            daily.days.iter().zip(&groups_on).map(|(day, groups)| groups * windows_on(day)).sum();
        if parts > limit {
            let what = Text::new("时间窗口内的分组数", "the number of groups within windows");
            return Err(limits::reached("windows", &what, parts, limit));
        }
    }
    Ok(())
}

/// Visits each group of a scan by days once for each window that its day lies in.
fn each_window(run: &Run<'_>, scan: &Scan, daily: &Daily, mut add: impl FnMut(u32, u32, Key, Time)) {
    let buckets_of: Vec<Vec<usize>> = daily
        .days
        .iter()
        .map(|day| {
            let inside = daily.windows.iter().enumerate().filter(|(_, ranges)| holds(ranges, *day));
            inside.map(|(bucket, _)| bucket).collect()
        })
        .collect();
    let days = daily.days.len() as u64 + 1;
    scan.each_reached(|group, scan_key| {
        let day = (scan_key % days) as usize;
        let Some(buckets) = buckets_of.get(day) else { return };
        scan.each_key(&run.keys, scan_key / days, |key| {
            let Some(axis) = daily.time_axis else {
                // One window: the whole.
                if !buckets.is_empty() {
                    add(group, day as u32, key, Time::Any);
                }
                return;
            };
            for &bucket in buckets {
                add(group, day as u32, run.keys.with(key, axis, bucket), Time::Kept(axis));
            }
            if holds(&daily.total_window, daily.days[day]) {
                add(
                    group,
                    day as u32,
                    run.keys.with(key, axis, run.domains[axis].total()),
                    Time::RolledUp(axis),
                );
            }
        });
    });
}

fn holds(ranges: &Ranges, day: Date) -> bool {
    ranges.iter().any(|(from, to)| *from <= day && day <= *to)
}

/// Keeps the first or last day of each row.
fn one_day(parts: &mut Vec<Part>, over_time: OverTime, rows: usize) {
    let mut best: Vec<Option<u32>> = vec![None; rows];
    for part in parts.iter() {
        let slot = &mut best[part.row as usize];
        *slot = Some(match (*slot, over_time) {
            (None, _) => part.day,
            (Some(day), OverTime::First) => day.min(part.day),
            (Some(day), OverTime::Last) => day.max(part.day),
            // Running and opening stocks take all days of their windows.
            (Some(day), OverTime::Running | OverTime::Opening) => day,
        });
    }
    parts.retain(|part| best[part.row as usize] == Some(part.day));
}
