//! Windows over rows: ranks, neighbours, and aggregates over rows before and after.
//!
//! Rows are sorted once by partition and order; what a row takes in then only moves forward, so that counts and exact
//! sums are differences of running totals, and extremes a queue.

use std::collections::VecDeque;
use std::sync::Arc;

use super::bound::{Bound, Lookup};
use super::coding::intern_rows;
use super::state::{Output, finish_sum};
use super::sum::{self, Scaling};
use crate::diag::Diagnostic;
use crate::formula::{Edge, Extent, Value, WindowFunction, Windowed};
use crate::frame::Null;
use crate::model::{Aggregate, FieldId};
use crate::query::Reach;
use crate::table::{Column, DataType, Scalar};

/// Where a null stands: at the high end.
pub(crate) const HIGH: u32 = u32::MAX;

/// The column of a windowed field, over all rows of its table.
pub(crate) fn column(
    bound: &Bound,
    id: FieldId,
    name: &str,
    window: &Windowed<FieldId>,
    data_type: DataType,
) -> Column {
    let rows = bound.rows(id.dataset);
    let all: Vec<u32> = (0..rows as u32).collect();
    let values = window
        .try_map(&mut |field: &FieldId, _| Some(Reach::own(*field)))
        // Fields of the own table need no join that could be refused.
        .and_then(|window| values(bound, &window, &all).ok())
        .unwrap_or_else(|| vec![Value::Null(Null::NoData); rows]);
    super::row::column_of(name, data_type, values.into_iter(), rows)
}

/// The values of a window over `rows`, which are numbers of rows in the order of the table.
///
/// # Errors
/// Joins that the data does not allow.
pub(crate) fn values(
    bound: &Bound,
    window: &Windowed<Reach>,
    rows: &[u32],
) -> Result<Vec<Value>, Diagnostic> {
    let mut partitions: Vec<u32> = vec![0; rows.len()];
    for reach in &window.partition_by {
        let codes = codes(&*bound.lookup(reach)?, rows);
        partitions = intern_rows(rows.len(), |_| true, |at| (partitions[at], codes[at])).0;
    }
    let mut keys: Vec<(Vec<u32>, bool)> = Vec::new();
    for (reach, descending) in &window.order_by {
        keys.push((ranks(&*bound.lookup(reach)?, rows), *descending));
    }
    let by_keys = |a: u32, b: u32| {
        let orders = keys.iter().map(|(ranks, descending)| {
            let order = ranks[a as usize].cmp(&ranks[b as usize]);
            if *descending { order.reverse() } else { order }
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| {
        let partition = partitions[a as usize].cmp(&partitions[b as usize]);
        partition.then_with(|| by_keys(a, b)).then(a.cmp(&b))
    });
    let source = match &window.of {
        Some(reach) => Some(Source::new(bound, reach)?),
        None => None,
    };
    let mut found = vec![Value::Null(Null::NoData); rows.len()];
    for part in order.chunk_by(|&a, &b| partitions[a as usize] == partitions[b as usize]) {
        let places = places(part, |a, b| by_keys(a, b).is_eq());
        let part = Part { window, rows, order: part, places, source: source.as_ref() };
        part.fill(&mut found);
    }
    Ok(found)
}

/// The code of each row, null and unmatched last.
fn codes(lookup: &Lookup, rows: &[u32]) -> Vec<u32> {
    let mut found = Vec::with_capacity(rows.len());
    crate::with_codes!(lookup.key.reader(), code => {
        found.extend(rows.iter().map(|&row| lookup.codes[code(row as usize) as usize]));
    });
    found
}

/// The place of each row's value among all values.
pub(crate) fn ranks(lookup: &Lookup, rows: &[u32]) -> Vec<u32> {
    let ranks = lookup.target.ranks();
    let mut found = codes(lookup, rows);
    for code in &mut found {
        *code = match &ranks {
            _ if *code as usize >= lookup.target.cardinality => HIGH,
            Some(ranks) => ranks[*code as usize],
            None => *code,
        };
    }
    found
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

/// The values of a field, wherever it lies.
struct Source {
    own: Option<Column>,
    lookup: Arc<Lookup>,
    data_type: DataType,
    scaling: Scaling,
}

impl Source {
    fn new(bound: &Bound, reach: &Reach) -> Result<Self, Diagnostic> {
        let lookup = bound.lookup(reach)?;
        let is_own = reach.path.is_empty();
        let data_type = bound.model().field(reach.field).data_type;
        Ok(Self {
            own: is_own.then(|| bound.column(reach.field)),
            lookup,
            data_type,
            // How far exponents lie apart is known for the rows of the table that they stand in.
            scaling: match data_type {
                DataType::Float if is_own => bound.scaling(reach.field),
                DataType::Float => Scaling::Expansion,
                _ => Scaling::Narrow { shift: 0 },
            },
        })
    }

    fn scalar(&self, row: u32) -> Scalar {
        match &self.own {
            Some(column) => column.get(row as usize),
            None => {
                let code = self.lookup.codes[self.lookup.key.reader().code(row as usize) as usize];
                self.lookup.target.member(code as usize)
            }
        }
    }
}

/// One partition in order.
struct Part<'a> {
    window: &'a Windowed<Reach>,
    rows: &'a [u32],
    /// Positions in `rows`.
    order: &'a [u32],
    places: Vec<(usize, usize)>,
    source: Option<&'a Source>,
}

impl Part<'_> {
    fn fill(&self, found: &mut [Value]) {
        let len = self.order.len();
        let int = |value: usize| Value::Int(value as i128);
        let ratio = |part: usize, whole: usize| Value::Float(part as f64 / whole.max(1) as f64);
        let steps = self.window.steps as usize;
        let extents: Vec<(usize, usize)> = (0..len).map(|at| self.extent(at)).collect();
        let values: Vec<Value> = match self.window.function {
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
        };
        for (&at, value) in self.order.iter().zip(values) {
            found[at as usize] = value;
        }
    }

    /// First row and one past the last that row `at` takes in.
    fn extent(&self, at: usize) -> (usize, usize) {
        let len = self.order.len();
        let Extent { by_place, from, to } = self.window.extent;
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

    fn scalar(&self, at: usize) -> Scalar {
        let row = self.order.get(at).map(|&position| self.rows[position as usize]);
        row.zip(self.source).map_or(Scalar::Null, |(row, source)| source.scalar(row))
    }

    fn value(&self, at: Option<usize>) -> Value {
        at.map_or(Value::Null(Null::NoData), |at| Value::from(&self.scalar(at)))
    }

    fn extremes(&self, extents: &[(usize, usize)], greatest: bool) -> Vec<Value> {
        let Some(source) = self.source else { return vec![Value::Null(Null::NoData); extents.len()] };
        let rows: Vec<u32> = self.order.iter().map(|&position| self.rows[position as usize]).collect();
        let ranks = ranks(&source.lookup, &rows);
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
        let scalars: Vec<Scalar> = match self.source {
            Some(_) => (0..len).map(|at| self.scalar(at)).collect(),
            None => Vec::new(),
        };
        let mut counts: Vec<u32> = vec![0; len + 1];
        for at in 0..len {
            let has_value = scalars.get(at).is_none_or(|scalar| *scalar != Scalar::Null);
            counts[at + 1] = counts[at] + u32::from(has_value);
        }
        let count = |&(from, to): &(usize, usize)| counts[to] - counts[from];
        let Some(source) = self.source.filter(|_| self.window.function != WindowFunction::Count) else {
            return extents.iter().map(|extent| Value::Int(i128::from(count(extent)))).collect();
        };
        let aggregate = match self.window.function {
            WindowFunction::Avg => Aggregate::Avg,
            _ => Aggregate::Sum,
        };
        let shift = match source.scaling {
            Scaling::Narrow { shift } | Scaling::Wide { shift } => shift,
            Scaling::Expansion => return expansions(&scalars, extents, count, aggregate),
        };
        let factor = 2f64.powi(shift);
        let mut totals: Vec<i128> = vec![0; len + 1];
        for (at, scalar) in scalars.iter().enumerate() {
            totals[at + 1] = totals[at]
                + match scalar {
                    Scalar::Int(units) | Scalar::Decimal { units, .. } => i128::from(*units),
                    Scalar::Bool(truth) => i128::from(*truth),
                    Scalar::Float(value) => (value * factor) as i128,
                    _ => 0,
                };
        }
        let data_type = match source.data_type {
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
    scalars: &[Scalar],
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
        for scalar in &scalars[done.1.min(extent.1)..extent.1] {
            if let Scalar::Float(value) = scalar
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
