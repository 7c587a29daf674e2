//! Columns that are windows over the groups of an answer. Totals over several groups are folded from their states.

use super::answer::{Answer, answer};
use super::columns::cells;
use super::order::Order;
use crate::diag::Diagnostic;
use crate::exec::rows::{Kept, Rows};
use crate::exec::run::Run;
use crate::exec::sum::Scaling;
use crate::exec::windows::{HIGH, Inputs, Taken, each_extent, take};
use crate::formula::{Value, WindowFunction, Windowed};
use crate::frame::{FrameColumn, Null, Role};
use crate::limits;
use crate::model::{Format, MetricId, Polarity};
use crate::query::{PlanWindow, Shown, Totals};
use crate::table::DataType;
use crate::text::Text;

/// Groups within extents that stand for one group of the limit.
const MEMBERS_PER_GROUP: u64 = 16;

/// The values of each window by row of the layout; totals and others have none.
///
/// # Errors
/// Extents that take in more groups than the limit allows.
pub(super) fn windows(
    run: &Run<'_>,
    layout: &Rows,
    found: &Answer,
    kept: &Kept,
    order: &[usize],
) -> Result<Vec<Vec<Value>>, Diagnostic> {
    if run.plan.windows.is_empty() {
        return Ok(Vec::new());
    }
    let is_other = |row: usize| {
        let others = run.domains.iter().enumerate();
        others.into_iter().any(|(axis, domain)| run.keys.code(layout.keys[row], axis) == domain.other())
    };
    let mut groups: Vec<usize> =
        order.iter().copied().filter(|&row| layout.masks[row] == 0 && !is_other(row)).collect();
    // Groups of one place stand in the order of their labels.
    let mut natural = Order::new(run, layout, found);
    natural.by.clear();
    natural.sort(&mut groups);
    let over = Groups { run, layout, found, kept, groups };
    run.plan.windows.iter().map(|column| over.window(&column.window)).collect()
}

/// One window as a column of the frame.
pub(super) fn column(run: &Run<'_>, planned: &PlanWindow, values: &[Value], order: &[usize]) -> FrameColumn {
    let shown: Vec<Value> = order.iter().map(|&row| values[row].clone()).collect();
    let (cells, nulls) = cells(&shown);
    let plain = |format| Role::Metric { unit: Text::default(), format, polarity: Polarity::Neutral };
    let role = match (planned.window.function, &planned.window.of) {
        (WindowFunction::Share | WindowFunction::PercentRank | WindowFunction::CumeDist, _) => {
            plain(Format::Percent)
        }
        (WindowFunction::Count, _) => plain(Format::Integer),
        (_, Some(Shown::Metric(id))) => {
            let metric = run.bound.model().metric(*id);
            Role::Metric { unit: metric.unit.clone(), format: metric.format, polarity: metric.polarity }
        }
        (_, Some(Shown::Axis(_))) => plain(Format::Number),
        (_, None) => plain(Format::Integer),
    };
    FrameColumn { code: planned.code.clone(), label: Text::same(&planned.code), role, cells, nulls }
}

/// The groups that windows run over.
struct Groups<'a> {
    run: &'a Run<'a>,
    layout: &'a Rows,
    found: &'a Answer,
    kept: &'a Kept,
    /// Rows of the layout.
    groups: Vec<usize>,
}

impl Groups<'_> {
    fn window(&self, window: &Windowed<Shown>) -> Result<Vec<Value>, Diagnostic> {
        let partitions = window.partition_by.iter().map(|shown| self.codes(*shown)).collect();
        let keys =
            window.order_by.iter().map(|(shown, descending)| (self.places(*shown), *descending)).collect();
        let of = window.of.map(|shown| Column { values: self.values(shown), places: self.places(shown) });
        let of = of.as_ref().map(|column| column as &dyn Taken);
        let inputs = Inputs { rows: self.groups.len(), partitions, keys, of };
        let values = match (window.function, window.of) {
            (function @ (WindowFunction::Total | WindowFunction::Share), Some(Shown::Metric(id))) => {
                let totals = self.totals(window, &inputs, id)?;
                match function {
                    WindowFunction::Share => totals
                        .iter()
                        .zip(self.values(Shown::Metric(id)))
                        .map(|(of, part)| part.over(of))
                        .collect(),
                    _ => totals,
                }
            }
            _ => take(window, &inputs),
        };
        let mut by_row = vec![Value::Null(Null::NoData); self.layout.len()];
        for (&row, value) in self.groups.iter().zip(values) {
            by_row[row] = value;
        }
        Ok(by_row)
    }

    fn codes(&self, shown: Shown) -> Vec<u32> {
        match shown {
            Shown::Axis(axis) => {
                let code = |&row: &usize| self.run.keys.code(self.layout.keys[row], axis) as u32;
                self.groups.iter().map(code).collect()
            }
            Shown::Metric(_) => self.places(shown),
        }
    }

    fn values(&self, shown: Shown) -> Vec<Value> {
        match shown {
            Shown::Axis(axis) => {
                let domain = &self.run.domains[axis];
                let member = |&row: &usize| match self.run.keys.code(self.layout.keys[row], axis) {
                    code if code < domain.members => Value::from(&domain.member(code)),
                    code if code == domain.blank() => Value::Null(Null::Blank),
                    _ => Value::Null(Null::Unmatched),
                };
                self.groups.iter().map(member).collect()
            }
            Shown::Metric(id) => self.groups.iter().map(|&row| self.found.of(id)[row].clone()).collect(),
        }
    }

    /// Equal values share a place; a null is at the high end.
    fn places(&self, shown: Shown) -> Vec<u32> {
        if let Shown::Axis(axis) = shown {
            let domain = &self.run.domains[axis];
            let place = |code: u32| match code as usize {
                code if code < domain.members => domain.rank(code) as u32,
                _ => HIGH,
            };
            return self.codes(shown).into_iter().map(place).collect();
        }
        let values = self.values(shown);
        let mut sorted: Vec<usize> = (0..values.len()).filter(|&at| values[at].null().is_none()).collect();
        let compare = |a: usize, b: usize| values[a].compare(&values[b]).unwrap_or(std::cmp::Ordering::Equal);
        sorted.sort_by(|&a, &b| compare(a, b));
        let mut places = vec![HIGH; values.len()];
        let mut place = 0;
        for (at, &row) in sorted.iter().enumerate() {
            if at > 0 && compare(sorted[at - 1], row).is_ne() {
                place = at as u32;
            }
            places[row] = place;
        }
        places
    }

    /// The metric over all groups that each group takes in.
    fn totals(
        &self,
        window: &Windowed<Shown>,
        inputs: &Inputs<'_>,
        id: MetricId,
    ) -> Result<Vec<Value>, Diagnostic> {
        let limit = u64::from(self.run.limits.groups) * MEMBERS_PER_GROUP;
        let mut members = 0u64;
        each_extent(window, inputs, &mut |_, taken| members += taken.len() as u64);
        if members > limit {
            let what = Text::new("窗口内的分组数", "the number of groups within windows");
            return Err(limits::reached("groups", &what, members, limit));
        }
        let mut takers: Vec<Vec<u32>> = vec![Vec::new(); self.layout.len()];
        each_extent(window, inputs, &mut |at, taken| {
            for &member in taken {
                takers[self.groups[member as usize]].push(self.groups[at as usize] as u32);
            }
        });
        let folded = answer(self.run, self.layout, self.kept, Totals::None, Some(&takers));
        Ok(self.groups.iter().map(|&row| folded.of(id)[row].clone()).collect())
    }
}

/// A column of the answer as values of a window.
struct Column {
    values: Vec<Value>,
    places: Vec<u32>,
}

impl Taken for Column {
    fn value(&self, at: u32) -> Value {
        self.values[at as usize].clone()
    }

    fn ranks(&self, positions: &[u32]) -> Vec<u32> {
        positions.iter().map(|&at| self.places[at as usize]).collect()
    }

    fn scaling(&self) -> Scaling {
        match self.data_type() {
            DataType::Float => Scaling::Expansion,
            _ => Scaling::Narrow { shift: 0 },
        }
    }

    fn data_type(&self) -> DataType {
        let of = |value: &Value| match value {
            Value::Float(_) => Some(DataType::Float),
            Value::Decimal { scale, .. } => Some(DataType::Decimal { scale: *scale }),
            _ => None,
        };
        self.values.iter().find_map(of).unwrap_or(DataType::Int)
    }
}
