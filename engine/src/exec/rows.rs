//! Rows of an answer: which groups of the scans make up which row, totals and 「其他」 included.

use rustc_hash::{FxHashMap, FxHashSet};

use super::axis::Domain;
use super::run::{Run, Scan};
use crate::query::Totals;

/// Member codes of one row, one an axis.
pub(crate) type Key = Vec<u32>;

/// Rows in order of first appearance, and what goes into each.
pub(crate) struct Rows {
    pub(crate) keys: Vec<Key>,
    /// Rolled-up axes of each row.
    pub(crate) masks: Vec<u32>,
    index: FxHashMap<Key, u32>,
}

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
    pub(crate) row: u32,
    pub(crate) group: u32,
    /// The day, for scans by days.
    pub(crate) day: u32,
}

/// Which roll-ups a group takes part in.
#[derive(Clone, Copy)]
enum Time {
    /// All.
    Any,
    /// Those that keep this axis.
    Kept(usize),
    /// Those that roll this axis up.
    RolledUp(usize),
}

impl Rows {
    /// No rows yet.
    pub(crate) fn new() -> Self {
        Self { keys: Vec::new(), masks: Vec::new(), index: FxHashMap::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The row of a key, made if need be.
    pub(crate) fn row(&mut self, key: &[u32], mask: u32) -> u32 {
        if let Some(&row) = self.index.get(key) {
            return row;
        }
        let row = self.keys.len() as u32;
        self.keys.push(key.to_vec());
        self.masks.push(mask);
        self.index.insert(key.to_vec(), row);
        row
    }

    fn find(&self, key: &[u32]) -> Option<u32> {
        self.index.get(key).copied()
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

/// The key of a row that `key` goes into under a roll-up; none where the limit drops it.
fn rolled(key: &[u32], mask: u32, kept: &Kept, domains: &[Domain]) -> Option<Key> {
    let mut key = key.to_vec();
    match kept {
        Kept::All => {}
        Kept::Members { axis, members, others } => {
            if mask & (1 << axis) == 0 && !members.contains(&key[*axis]) {
                if !others {
                    return None;
                }
                key[*axis] = domains[*axis].other() as u32;
            }
        }
        Kept::Keys(keys) => {
            if mask == 0 && !keys.contains(&key) {
                for (code, domain) in key.iter_mut().zip(domains) {
                    *code = domain.other() as u32;
                }
            }
        }
    }
    for (axis, domain) in domains.iter().enumerate() {
        if mask & (1 << axis) != 0 {
            key[axis] = domain.total() as u32;
        }
    }
    Some(key)
}

/// Detail keys that plain scans have reached; with `all_members` also those that none has.
pub(crate) fn detail(run: &Run<'_>) -> Vec<Key> {
    let mut seen: FxHashSet<Key> = FxHashSet::default();
    let mut keys = Vec::new();
    let mut add = |key: Key| {
        if seen.insert(key.clone()) {
            keys.push(key);
        }
    };
    for scan in run.scans.iter().filter(|scan| scan.daily.is_none()) {
        for (_, codes) in scan.reached() {
            add(codes.into_iter().map(|code| code as u32).collect());
        }
    }
    if run.plan.all_members {
        for (axis, domain) in run.domains.iter().enumerate() {
            if axis != 0 && !domain.is_time() {
                continue;
            }
            let members = existing(run, axis, domain);
            let combinations: Vec<Key> = if run.domains.len() == 1 { vec![vec![0]] } else { keys.clone() };
            let mut seen: FxHashSet<Key> = keys.iter().cloned().collect();
            for key in combinations {
                for &member in &members {
                    let mut key = key.clone();
                    key[axis] = member as u32;
                    if seen.insert(key.clone()) {
                        keys.push(key);
                    }
                    if keys.len() > run.limits.groups as usize {
                        return keys;
                    }
                }
            }
        }
    }
    if run.domains.is_empty() && keys.is_empty() {
        keys.push(Vec::new());
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
        crate::query::Target::Field(field) => run.bound.rows(field.dataset),
        crate::query::Target::Time => 0,
    };
    domain.existing(rows)
}

/// The rows of the answer.
pub(crate) fn lay_out(run: &Run<'_>, details: &[Key], kept: &Kept, totals: Totals) -> Rows {
    let masks = masks(run.domains.len(), totals);
    let mut rows = Rows::new();
    for &mask in &masks {
        for key in details {
            if let Some(key) = rolled(key, mask, kept, &run.domains) {
                rows.row(&key, mask);
            }
        }
    }
    if totals != Totals::None && details.is_empty() && !run.domains.is_empty() {
        let all: Key = run.domains.iter().map(|domain| domain.total() as u32).collect();
        rows.row(&all, masks.last().copied().unwrap_or_default());
    }
    rows
}

/// Which groups of `scan` go into which rows. Each pair stands once.
pub(crate) fn parts(run: &Run<'_>, scan: &Scan, rows: &Rows, kept: &Kept, totals: Totals) -> Vec<Part> {
    let masks = masks(run.domains.len(), totals);
    let mut parts = Vec::new();
    let mut add = |group: u32, day: u32, key: &[u32], time: Time| {
        for &mask in &masks {
            let takes_part = match time {
                Time::Any => true,
                Time::Kept(axis) => mask & (1 << axis) == 0,
                Time::RolledUp(axis) => mask & (1 << axis) != 0,
            };
            if !takes_part {
                continue;
            }
            if let Some(row) = rolled(key, mask, kept, &run.domains).and_then(|key| rows.find(&key)) {
                parts.push(Part { row, group, day });
            }
        }
    };
    let Some(daily) = &scan.daily else {
        for (group, codes) in scan.reached() {
            let key: Key = codes.into_iter().map(|code| code as u32).collect();
            add(group, 0, &key, Time::Any);
        }
        return parts;
    };
    let buckets_of: Vec<Vec<u32>> = daily
        .days
        .iter()
        .map(|day| {
            let holds = |window: &&(crate::calendar::Date, crate::calendar::Date)| {
                window.0 <= *day && *day <= window.1
            };
            let inside = daily.windows.iter().enumerate().filter(|(_, window)| holds(window));
            inside.map(|(bucket, _)| bucket as u32).collect()
        })
        .collect();
    for (group, mut codes) in scan.reached() {
        let day = codes.pop().unwrap_or_default();
        let Some(buckets) = buckets_of.get(day) else { continue };
        let mut key: Key = codes.into_iter().map(|code| code as u32).collect();
        let Some(axis) = daily.time_axis else {
            add(group, day as u32, &key, Time::Any);
            continue;
        };
        key.insert(axis, 0);
        for &bucket in buckets {
            key[axis] = bucket;
            add(group, day as u32, &key, Time::Kept(axis));
        }
        let (from, to) = daily.total_window;
        if from <= daily.days[day] && daily.days[day] <= to {
            key[axis] = run.domains[axis].total() as u32;
            add(group, day as u32, &key, Time::RolledUp(axis));
        }
    }
    parts.sort_unstable();
    parts.dedup();
    if let Some(over_time) = daily.over_time {
        one_day(&mut parts, over_time, rows.len());
    }
    parts
}

/// Keeps the first or last day of each row.
fn one_day(parts: &mut Vec<Part>, over_time: crate::model::OverTime, rows: usize) {
    use crate::model::OverTime;
    let mut best: Vec<Option<u32>> = vec![None; rows];
    for part in parts.iter() {
        let slot = &mut best[part.row as usize];
        *slot = Some(match (*slot, over_time) {
            (None, _) => part.day,
            (Some(day), OverTime::First) => day.min(part.day),
            (Some(day), OverTime::Last) => day.max(part.day),
        });
    }
    parts.retain(|part| best[part.row as usize] == Some(part.day));
}
