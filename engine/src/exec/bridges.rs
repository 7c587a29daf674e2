//! Rows that point at a fact's rows: each row of the fact gets the set of keys that they lead to.
//!
//! Rows with equal sets are grouped together, by the number of their set; a group goes into every row of the answer that
//! its set names. So each row counts once wherever it stands, whatever the aggregate, and once in a total.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::axis::{self, FactAxis};
use super::bound::{Bound, Lookup};
use super::coding::Coding;
use super::join::BLANK;
use super::predicate::{self, Predicate};
use super::rows::Key;
use super::run::Run;
use crate::calendar::Date;
use crate::diag::Diagnostic;
use crate::limits;
use crate::query::{BridgePlan, Condition, FactPlan};
use crate::table::{Bitmap, Column, DataType, Ints, Scalar, Values};
use crate::text::Text;

/// Keys of sets that stand for one group of the limit.
const KEYS_PER_GROUP: u64 = 16;

/// The sets of one bridge.
#[derive(Clone, Debug)]
pub(crate) struct Sets {
    /// Where the keys of each set start, and the end of the last.
    starts: Vec<u32>,
    /// Parts of the answer's keys on the axes beyond the bridge.
    keys: Vec<Key>,
}

impl Sets {
    /// The keys of a set.
    pub(crate) fn of(&self, set: usize) -> &[Key] {
        match (self.starts.get(set), self.starts.get(set + 1)) {
            (Some(&from), Some(&to)) => &self.keys[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Whether a row can stand in several groups.
    pub(crate) fn has_several(&self) -> bool {
        self.starts.windows(2).any(|ends| ends[1] - ends[0] > 1)
    }
}

/// A bridge over the rows of a fact.
pub(crate) struct Bridge {
    /// From a row to the number of its set.
    pub(crate) axis: FactAxis,
    pub(crate) sets: Sets,
    /// Rows that are left.
    pub(crate) filter: Predicate,
}

/// The rows of a fact that conditions beyond its bridges leave.
pub(crate) fn filters(run: &Run<'_>, fact: &FactPlan) -> Result<Vec<Predicate>, Vec<Diagnostic>> {
    fact.bridges.iter().map(|bridge| Ok(build(run, fact, bridge)?.filter)).collect()
}

/// Follows the rows that point at the fact.
///
/// # Errors
/// Joins that the data does not allow, more keys than the limit allows.
pub(crate) fn build(run: &Run<'_>, fact: &FactPlan, bridge: &BridgePlan) -> Result<Bridge, Vec<Diagnostic>> {
    let bound = &*run.bound;
    let targets = bound.targets(bridge.edge).map_err(|error| vec![error])?;
    let (known, mask) = masks(run, bridge, targets.len())?;
    let mut axes: Vec<(usize, FactAxis)> = Vec::new();
    for &at in &bridge.axes {
        let axis =
            axis::fact_axis(bound, fact, at, &run.domains[at], run.now).map_err(|error| vec![error])?;
        axes.push((at, axis));
    }
    let key_of = |row: usize| -> Key {
        let part = |(at, axis): &(usize, FactAxis)| {
            run.keys.at(*at, axis.codes[axis.key.reader().code(row) as usize] as usize)
        };
        axes.iter().map(part).sum()
    };
    // Rows by the row that they point at.
    let rows = bound.rows(fact.dataset);
    let (mut starts, mut is_pointed_at) = (vec![0u32; rows + 1], vec![false; rows]);
    for (row, &target) in targets.iter().enumerate().filter(|(row, _)| known[*row] == 1) {
        if target < BLANK {
            is_pointed_at[target as usize] = true;
            starts[target as usize + 1] += u32::from(mask[row]);
        }
    }
    (0..rows).for_each(|row| starts[row + 1] += starts[row]);
    let mut next = starts.clone();
    let mut keys: Vec<Key> = vec![0; starts[rows] as usize];
    for (row, &target) in targets.iter().enumerate().filter(|(row, _)| mask[*row] == 1) {
        if target < BLANK {
            keys[next[target as usize] as usize] = key_of(row);
            next[target as usize] += 1;
        }
    }
    let nobody: Vec<Key> = vec![bridge.axes.iter().map(|&at| run.keys.at(at, run.domains[at].blank())).sum()];
    let keeps_nobody = bridge.filter.iter().all(|condition| on_null(condition, run) == Some(true));
    let mut known: FxHashMap<Vec<Key>, u32> = FxHashMap::default();
    let mut sets = Sets { starts: vec![0], keys: Vec::new() };
    let (mut codes, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let mut set = keys[starts[row] as usize..starts[row + 1] as usize].to_vec();
        set.sort_unstable();
        set.dedup();
        if !is_pointed_at[row] && keeps_nobody {
            set.clone_from(&nobody);
        }
        valid.push(!set.is_empty());
        if set.is_empty() {
            codes.push(0);
            continue;
        }
        let count = known.len() as u32;
        let code = *known.entry(set).or_insert_with_key(|set| {
            sets.keys.extend(set);
            sets.starts.push(sets.keys.len() as u32);
            count
        });
        codes.push(i64::from(code));
    }
    let limit = u64::from(run.limits.groups) * KEYS_PER_GROUP;
    if sets.keys.len() as u64 > limit {
        let what = Text::new("多对多的分组数", "the number of groups over many-to-many relations");
        return Err(vec![limits::reached("groups", &what, sets.keys.len() as u64, limit)]);
    }
    let values = Values::Ints(Ints::narrowest(codes));
    let key = Coding::of(&Column::new("set", DataType::Int, values, Some(Bitmap::from_iter(valid))));
    let identity: Vec<u32> = (0..=key.cardinality as u32).collect();
    let mut allowed = vec![1u8; key.cardinality];
    allowed.push(0);
    let target = Arc::new(key.clone());
    let lookup = Arc::new(Lookup { key: key.clone(), codes: identity.clone(), target });
    let filter = Predicate::Codes { lookup, allowed: Arc::new(allowed) };
    Ok(Bridge { axis: FactAxis::new(key, identity), sets, filter })
}

/// Which of the pointing rows are known by the day that the query sets, and which of those pass the conditions.
fn masks(run: &Run<'_>, bridge: &BridgePlan, rows: usize) -> Result<(Vec<u8>, Vec<u8>), Vec<Diagnostic>> {
    let bound = &*run.bound;
    let dataset = bound.model().relationships[bridge.edge.index()].from;
    let mut known = vec![1; rows];
    if let (Some(as_of), Some(&time)) = (run.plan.as_of, bound.model().dataset(dataset).times.first()) {
        let past = Date::from_days(i32::MIN / 2);
        predicate::days_between(&bound.column(time), past, as_of).apply(0, &mut known);
    }
    let mut passed = known.clone();
    predicate::all(bound, run.now, &bridge.filter)?.apply(0, &mut passed);
    Ok((known, passed))
}

/// Whether a condition holds where no row points at the fact's: every field is null. None where it is unknown.
fn on_null(condition: &Condition, run: &Run<'_>) -> Option<bool> {
    let of = |parts: &[Condition]| parts.iter().map(|part| on_null(part, run)).collect::<Vec<_>>();
    match condition {
        Condition::All(parts) => decided(&of(parts), false),
        Condition::Any(parts) => decided(&of(parts), true),
        Condition::Not(inner) => on_null(inner, run).map(|holds| !holds),
        Condition::Test(_, test) => predicate::satisfies(test, &Scalar::Null, false, run.now),
        Condition::Expr(expr) => predicate::holds_on_nulls(expr),
    }
}

/// What the parts come to: `deciding` if one of them is, unknown if one of them is, else the other.
fn decided(parts: &[Option<bool>], deciding: bool) -> Option<bool> {
    if parts.contains(&Some(deciding)) {
        Some(deciding)
    } else if parts.contains(&None) {
        None
    } else {
        Some(!deciding)
    }
}

impl Bound {
    /// The row that each row of a relationship's many side points at.
    fn targets(&self, edge: crate::model::RelationshipId) -> Result<Vec<u32>, Diagnostic> {
        let join = self.joined(edge)?;
        let rows = self.rows(self.model().relationships[edge.index()].from);
        let mut found = Vec::with_capacity(rows);
        crate::with_codes!(join.key.reader(), 0..rows, code => {
            found.extend((0..rows).map(|row| join.rows[code(row) as usize]));
        });
        Ok(found)
    }
}
