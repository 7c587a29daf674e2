//! The metrics of every row: folded states, finished, and the formulas above them.

use crate::exec::rows::{self, Kept, Rows};
use crate::exec::run::Run;
use crate::exec::scan::Scan;
use crate::exec::state::fold_counts;
use crate::formula::{Function, Over, Value, evaluate};
use crate::frame::Null;
use crate::model::{Definition, MetricId, Model};
use crate::query::{FactPlan, Totals};
/// Values of metrics by row; entry 0 of each belongs to row 0.
pub(super) struct Answer {
    metrics: Vec<MetricId>,
    values: Vec<Vec<Value>>,
}

impl Answer {
    pub(super) fn of(&self, metric: MetricId) -> &[Value] {
        let at = self.metrics.iter().position(|known| *known == metric);
        at.map_or(&[], |at| &self.values[at])
    }
}

/// Every metric that the outputs, the conditions and the order need, for every row.
/// With `takers`, a row's groups go to the rows that take it in instead.
pub(super) fn answer(
    run: &Run<'_>,
    layout: &Rows,
    kept: &Kept,
    totals: Totals,
    takers: Option<&[Vec<u32>]>,
) -> Answer {
    let model = run.bound.model();
    let mut needed: Vec<MetricId> = Vec::new();
    for &id in run.plan.outputs.iter().chain(&run.plan.hidden) {
        need(model, id, &mut needed);
    }
    needed.sort();
    let has_total = needed.iter().any(|&id| match &model.metric(id).definition {
        Definition::Composite { formula, .. } => formula.calls(Function::Total),
        _ => false,
    });
    // The row after the last is the grand total, for formulas that ask for it.
    let grand: Option<usize> = has_total.then_some(layout.len());
    let rows = layout.len() + usize::from(has_total);
    let mut answer = Answer { metrics: Vec::new(), values: Vec::new() };
    for scan in &run.scans {
        if scan.measures.is_empty() {
            continue;
        }
        let mut parts: Vec<(u32, u32)> = rows::parts(run, scan, layout, kept, totals)
            .into_iter()
            .map(|part| (part.group, part.row + 1))
            .collect();
        if let Some(takers) = takers {
            let taken = |(group, row): (u32, u32)| {
                takers[row as usize - 1].iter().map(move |taker| (group, taker + 1))
            };
            parts = parts.into_iter().flat_map(taken).collect();
            // A group that several of the rows share goes into their total once.
            parts.sort_unstable();
            parts.dedup();
        }
        if let Some(grand) = grand {
            parts.extend(grand_parts(run, scan).into_iter().map(|group| (group, grand as u32 + 1)));
        }
        if !parts.is_sorted() {
            parts.sort_unstable();
        }
        let groups = parts.last().map_or(0, |(group, _)| *group as usize + 1);
        let mut starts = vec![0usize; groups + 1];
        parts.iter().for_each(|(group, _)| starts[*group as usize + 1] += 1);
        (0..groups).for_each(|at| starts[at + 1] += starts[at]);
        let targets = |group: u32, visit: &mut dyn FnMut(u32)| {
            let group = group as usize;
            if group < groups {
                parts[starts[group]..starts[group + 1]].iter().for_each(|(_, row)| visit(*row));
            }
        };
        let row_counts: Vec<Vec<u32>> = scan
            .rows
            .iter()
            .map(|counts| {
                let mut folded = Some(vec![0; rows + 1]);
                fold_counts(counts, &mut folded, &targets);
                folded.unwrap_or_default()
            })
            .collect();
        for measure in &scan.measures {
            let mut folded = measure.state.empty_like(rows + 1);
            measure.state.fold(&mut folded, targets);
            let mut values = folded.finish(&measure.input, measure.output, &row_counts[measure.filter]);
            values.remove(0);
            if model.metric(measure.metric).zero_fill {
                values.iter_mut().for_each(zero_fill);
            }
            let is_whole =
                |row: usize, axis: usize| row >= layout.len() || layout.masks[row] & (1 << axis) != 0;
            match (scan.only, answer.metrics.iter().position(|known| *known == measure.metric)) {
                // The other half of the rows is there already.
                (Some((axis, half)), Some(at)) => {
                    let known = answer.values[at].iter_mut().zip(values).enumerate();
                    for (_, (slot, value)) in known.filter(|(row, _)| is_whole(*row, axis) == half) {
                        *slot = value;
                    }
                }
                _ => {
                    answer.metrics.push(measure.metric);
                    answer.values.push(values);
                }
            }
        }
    }
    // Metrics stand after those that they refer to.
    for id in needed {
        let Definition::Composite { formula, .. } = &model.metric(id).definition else { continue };
        let days = formula.calls(Function::Days).then(|| days_of_rows(run, layout, id, rows));
        let mut values: Vec<Value> = (0..rows)
            .map(|row| {
                let counted = days.as_ref().map(|(days, whole)| formula.with_days(days[row], *whole));
                evaluate(counted.as_ref().unwrap_or(formula), &|below: &MetricId, over: Over| {
                    let row = match (over, grand) {
                        (Over::Total, Some(grand)) => grand,
                        _ => row,
                    };
                    answer.of(*below).get(row).cloned().unwrap_or(Value::Null(Null::NoData))
                })
            })
            .collect();
        if model.metric(id).zero_fill {
            values.iter_mut().for_each(zero_fill);
        }
        answer.metrics.push(id);
        answer.values.push(values);
    }
    answer
}

fn zero_fill(value: &mut Value) {
    if *value == Value::Null(Null::NoData) {
        *value = Value::Int(0);
    }
}

/// How many days each row stands for, and the whole: what `days()` gives to a formula.
fn days_of_rows(run: &Run<'_>, layout: &Rows, id: MetricId, rows: usize) -> (Vec<i64>, i64) {
    let mut below = Vec::new();
    need(run.bound.model(), id, &mut below);
    let facts: Vec<&FactPlan> = (run.plan.facts.iter())
        .filter(|fact| fact.measures.iter().any(|measure| below.contains(&measure.metric)))
        .collect();
    let axis = (0..run.domains.len()).find(|&at| {
        let is_time = |fact: &&FactPlan| fact.axes.get(at).map(|reach| reach.field) == fact.time;
        run.domains[at].is_time() && facts.iter().all(is_time)
    });
    let whole = run.days(&facts, run.whole());
    let of_row = |row: usize| {
        let key = (row < layout.len()).then(|| layout.keys[row]);
        let Some((axis, key)) = axis.zip(key) else { return whole };
        let code = run.keys.code(key, axis);
        match &run.domains[axis] {
            domain if code < domain.members => run.days(&facts, run.bucket(axis, code)),
            domain if code == domain.total() => whole,
            // Rows without a date, and 「其他」, have no days to count.
            _ => 0,
        }
    };
    ((0..rows).map(of_row).collect(), whole)
}

/// Groups of a scan that make up the grand total.
fn grand_parts(run: &Run<'_>, scan: &Scan) -> Vec<u32> {
    let mut rows = Rows::default();
    let mask = rows::masks(run.domains.len(), Totals::Grand).last().copied().unwrap_or_default();
    rows.row(rows::grand(run), mask);
    rows::parts(run, scan, &rows, &Kept::All, Totals::Grand).into_iter().map(|part| part.group).collect()
}

fn need(model: &Model, id: MetricId, needed: &mut Vec<MetricId>) {
    if needed.contains(&id) {
        return;
    }
    if let Definition::Composite { formula, .. } = &model.metric(id).definition {
        formula.names().into_iter().for_each(|&below| need(model, below, needed));
    }
    needed.push(id);
}
