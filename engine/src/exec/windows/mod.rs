//! Windows over rows: ranks, neighbours, and aggregates over rows before and after.
//!
//! Rows are sorted once by partition and order; what a row takes in then only moves forward, so that counts and exact
//! sums are differences of running totals, and extremes a queue.

mod rows;

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::coding::intern_rows;
use super::state::{Output, finish_sum};
use super::sum::{self, Scaling};
use crate::formula::{Edge, Extent, Value, WindowFunction, Windowed};
use crate::frame::Null;
use crate::model::Aggregate;
use crate::table::DataType;
pub(crate) use rows::{column, ranks, values};

/// Where a null stands: at the high end.
pub(crate) const HIGH: u32 = u32::MAX;

/// What windows run over: rows of a table, or groups of an answer, by their positions.
pub(crate) struct Inputs<'a> {
    pub(crate) rows: usize,
    /// Codes that rows of one partition share.
    pub(crate) partitions: Vec<Vec<u32>>,
    /// Places that decide the order, [`HIGH`] for a null, and whether the greatest stands first.
    pub(crate) keys: Vec<(Vec<u32>, bool)>,
    /// Of what values are taken.
    pub(crate) of: Option<&'a dyn Taken>,
}

/// Values that a window takes.
pub(crate) trait Taken {
    /// The value at a position.
    fn value(&self, at: u32) -> Value;
    /// Places of the values at these positions, [`HIGH`] for a null.
    fn ranks(&self, positions: &[u32]) -> Vec<u32>;
    /// How doubles are added.
    fn scaling(&self) -> Scaling;
    /// What the values are.
    fn data_type(&self) -> DataType;
}

/// The value of a window at every position.
pub(crate) fn take<R>(window: &Windowed<R>, inputs: &Inputs<'_>) -> Vec<Value> {
    let mut found = vec![Value::Null(Null::NoData); inputs.rows];
    each_part(window, inputs, &mut |part| part.fill(&mut found));
    found
}

/// Visits every position with the positions that it takes in.
pub(crate) fn each_extent<R>(window: &Windowed<R>, inputs: &Inputs<'_>, visit: &mut dyn FnMut(u32, &[u32])) {
    each_part(window, inputs, &mut |part| {
        for (at, &position) in part.order.iter().enumerate() {
            let (from, to) = part.extent(at);
            visit(position, &part.order[from..to]);
        }
    });
}

fn each_part<R>(window: &Windowed<R>, inputs: &Inputs<'_>, visit: &mut dyn FnMut(&Part<'_>)) {
    let mut partitions: Vec<u32> = vec![0; inputs.rows];
    for codes in &inputs.partitions {
        partitions = intern_rows(inputs.rows, |_| true, |at| (partitions[at], codes[at])).0;
    }
    let by_keys = |a: u32, b: u32| {
        let orders = inputs.keys.iter().map(|(ranks, descending)| {
            let order = ranks[a as usize].cmp(&ranks[b as usize]);
            if *descending { order.reverse() } else { order }
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut order: Vec<u32> = (0..inputs.rows as u32).collect();
    order.sort_unstable_by(|&a, &b| {
        let partition = partitions[a as usize].cmp(&partitions[b as usize]);
        partition.then_with(|| by_keys(a, b)).then(a.cmp(&b))
    });
    for part in order.chunk_by(|&a, &b| partitions[a as usize] == partitions[b as usize]) {
        let places = places(part, |a, b| by_keys(a, b).is_eq());
        visit(&Part {
            function: window.function,
            steps: window.steps as usize,
            extent: window.extent,
            order: part,
            places,
            of: inputs.of,
        });
    }
}

/// First row and one past the last row of the place of each row.
fn places(part: &[u32], is_same: impl Fn(u32, u32) -> bool) -> Vec<(usize, usize)> {
    let mut places = Vec::with_capacity(part.len());
    for place in part.chunk_by(|&a, &b| is_same(a, b)) {
        let start = places.len();
        places.extend(std::iter::repeat_n((start, start + place.len()), place.len()));
    }
    places
}

/// One partition in order.
struct Part<'a> {
    function: WindowFunction,
    steps: usize,
    extent: Extent,
    order: &'a [u32],
    /// Where the place of each row starts and ends.
    places: Vec<(usize, usize)>,
    of: Option<&'a dyn Taken>,
}

impl Part<'_> {
    fn fill(&self, found: &mut [Value]) {
        let len = self.order.len();
        let int = |value: usize| Value::Int(value as i128);
        let ratio = |part: usize, whole: usize| Value::Float(part as f64 / whole.max(1) as f64);
        let steps = self.steps;
        let extents: Vec<(usize, usize)> = (0..len).map(|at| self.extent(at)).collect();
        let values: Vec<Value> = match self.function {
            WindowFunction::RowNumber => (1..=len).map(int).collect(),
            WindowFunction::Rank => self.places.iter().map(|(start, _)| int(start + 1)).collect(),
            WindowFunction::DenseRank => {
                let mut place = 0;
                let dense = self.places.iter().enumerate().map(|(at, (start, _))| {
                    place += usize::from(at == *start);
                    int(place)
                });
                dense.collect()
            }
            WindowFunction::PercentRank => {
                self.places.iter().map(|(start, _)| ratio(*start, len.saturating_sub(1))).collect()
            }
            WindowFunction::CumeDist => self.places.iter().map(|(_, end)| ratio(*end, len)).collect(),
            WindowFunction::Ntile => (0..len).map(|at| int(tile(at, len, steps.max(1)))).collect(),
            WindowFunction::Lag => (0..len).map(|at| self.value(at.checked_sub(steps))).collect(),
            WindowFunction::Lead => (0..len).map(|at| self.value(at.checked_add(steps))).collect(),
            WindowFunction::FirstValue => {
                extents.iter().map(|(from, to)| self.value((from < to).then_some(*from))).collect()
            }
            WindowFunction::LastValue => {
                extents.iter().map(|(from, to)| self.value((from < to).then(|| to - 1))).collect()
            }
            WindowFunction::Min => self.extremes(&extents, false),
            WindowFunction::Max => self.extremes(&extents, true),
            WindowFunction::Count | WindowFunction::Sum | WindowFunction::Avg => self.sums(&extents),
            // Answers fold these from the rows below.
            WindowFunction::Total | WindowFunction::Share => vec![Value::Null(Null::NoData); len],
        };
        for (&at, value) in self.order.iter().zip(values) {
            found[at as usize] = value;
        }
    }

    /// First row and one past the last that row `at` takes in.
    fn extent(&self, at: usize) -> (usize, usize) {
        let len = self.order.len();
        let Extent { by_place, from, to } = self.extent;
        let moved = |rows: i64| (at as i64).saturating_add(rows).clamp(0, len as i64) as usize;
        let from = match from {
            Edge::Start => 0,
            Edge::End => len,
            Edge::At(0) if by_place => self.places[at].0,
            Edge::At(rows) => moved(rows),
        };
        let to = match to {
            Edge::Start => 0,
            Edge::End => len,
            Edge::At(0) if by_place => self.places[at].1,
            Edge::At(rows) => moved(rows.saturating_add(1)),
        };
        (from, to.max(from))
    }

    fn value(&self, at: Option<usize>) -> Value {
        let position = at.and_then(|at| self.order.get(at));
        position.zip(self.of).map_or(Value::Null(Null::NoData), |(&position, of)| of.value(position))
    }

    fn extremes(&self, extents: &[(usize, usize)], greatest: bool) -> Vec<Value> {
        let Some(of) = self.of else { return vec![Value::Null(Null::NoData); extents.len()] };
        let ranks = of.ranks(self.order);
        let beats = |a: usize, b: usize| if greatest { ranks[a] >= ranks[b] } else { ranks[a] <= ranks[b] };
        let mut queue: VecDeque<usize> = VecDeque::new();
        let mut next = 0;
        let mut found = Vec::with_capacity(extents.len());
        for &(from, to) in extents {
            while next < to {
                if ranks[next] != HIGH {
                    while queue.back().is_some_and(|&last| beats(next, last)) {
                        queue.pop_back();
                    }
                    queue.push_back(next);
                }
                next += 1;
            }
            while queue.front().is_some_and(|&first| first < from) {
                queue.pop_front();
            }
            found.push(self.value(queue.front().copied().filter(|&first| first < to)));
        }
        found
    }

    /// Counts, sums and means by differences of running totals.
    fn sums(&self, extents: &[(usize, usize)]) -> Vec<Value> {
        let len = self.order.len();
        let values: Vec<Value> = match self.of {
            Some(_) => (0..len).map(|at| self.value(Some(at))).collect(),
            None => Vec::new(),
        };
        let mut counts: Vec<u32> = vec![0; len + 1];
        for at in 0..len {
            let has_value = values.get(at).is_none_or(|value| value.null().is_none());
            counts[at + 1] = counts[at] + u32::from(has_value);
        }
        let count = |&(from, to): &(usize, usize)| counts[to] - counts[from];
        let Some(of) = self.of.filter(|_| self.function != WindowFunction::Count) else {
            return extents.iter().map(|extent| Value::Int(i128::from(count(extent)))).collect();
        };
        let aggregate = match self.function {
            WindowFunction::Avg => Aggregate::Avg,
            _ => Aggregate::Sum,
        };
        let shift = match of.scaling() {
            Scaling::Narrow { shift } | Scaling::Wide { shift } => shift,
            Scaling::Expansion => return expansions(&values, extents, count, aggregate),
        };
        let factor = 2f64.powi(shift);
        let mut totals: Vec<i128> = vec![0; len + 1];
        for (at, value) in values.iter().enumerate() {
            totals[at + 1] = totals[at]
                + match value {
                    Value::Int(units) | Value::Decimal { units, .. } => *units,
                    Value::Bool(truth) => i128::from(*truth),
                    Value::Float(value) => (value * factor) as i128,
                    _ => 0,
                };
        }
        let data_type = match of.data_type() {
            DataType::Bool => DataType::Int,
            other => other,
        };
        let output = Output { aggregate, data_type, shift };
        extents
            .iter()
            .map(|extent| finish_sum(totals[extent.1] - totals[extent.0], count(extent), output))
            .collect()
    }
}

/// Sums of doubles whose exponents lie too far apart: added while the extent only grows, else anew.
fn expansions(
    values: &[Value],
    extents: &[(usize, usize)],
    count: impl Fn(&(usize, usize)) -> u32,
    aggregate: Aggregate,
) -> Vec<Value> {
    let mut parts: Vec<f64> = Vec::new();
    let mut done = (0, 0);
    let mut found = Vec::with_capacity(extents.len());
    for extent in extents {
        if extent.0 != done.0 {
            parts.clear();
            done = (extent.0, extent.0);
        }
        for value in &values[done.1.min(extent.1)..extent.1] {
            if let Value::Float(value) = value
                && value.is_finite()
            {
                sum::add(&mut parts, *value);
            }
        }
        done.1 = done.1.max(extent.1);
        found.push(match (count(extent), aggregate) {
            (0, _) => Value::Null(Null::NoData),
            (rows, Aggregate::Avg) => Value::Float(sum::rounded(&parts) / f64::from(rows)),
            _ => Value::Float(sum::rounded(&parts)),
        });
    }
    found
}

/// The number of the group of row `at`, of `groups` whose sizes differ by one at most, the larger first.
fn tile(at: usize, len: usize, groups: usize) -> usize {
    let (size, larger) = (len / groups, len % groups);
    let in_larger = larger * (size + 1);
    if at < in_larger { at / (size + 1) + 1 } else { larger + (at - in_larger) / size.max(1) + 1 }
}
