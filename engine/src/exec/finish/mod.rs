//! Partial states → [`Frame`]: what the limit keeps, which rows pass the conditions on results, in which order.

mod answer;
mod columns;
mod order;
mod windows;

use super::predicate;
use super::rows::{self, Kept, Key, Rows};
use super::run::Run;
use super::scan::Scan;
use crate::diag::{Diagnostic, Message};
use crate::formula::Value;
use crate::frame::{Frame, FrameColumn, Null, Role};
use crate::query::{Filter, RowField, SortBy, Totals};
use crate::table::Scalar;
use answer::{Answer, answer};
use columns::dimension;
pub(super) use columns::{cells, key_cells};
use order::{By, Order};
const OVERFLOW: Message = Message::new(
    "overflow",
    "指标 {metric} 的合计超出 64 位整数",
    "the sum of `{metric}` does not fit into 64 bits",
);
const OVERFLOW_HINT: Message = Message::new(
    "overflow_hint",
    "改用小数列，或先换算成更大的单位",
    "use a column of decimals, or a larger unit",
);
const SEVERAL_GROUPS: Message = Message::new(
    "several_groups",
    "经 {bridge} 的多对多关系，一行可以属于几个组，在每组里各计一次；各组之和可以大于合计",
    "over `{bridge}` a row can belong to several groups and counts once in each, so the groups can exceed the total",
);

pub(crate) fn frame(run: &Run<'_>) -> Result<Frame, Diagnostic> {
    let plan = &*run.plan;
    rows::check_windows(run)?;
    let details = rows::detail(run);
    let kept = keep(run, &details);
    let layout = rows::lay_out(run, &details, &kept, plan.totals);
    let answer = answer(run, &layout, &kept, plan.totals, None);
    let model = run.bound.model();

    let mut order: Vec<usize> = (0..layout.len()).collect();
    order.retain(|&row| layout.masks[row] != 0 || holds_all(run, &layout, &answer, row));
    let windowed = windows::windows(run, &layout, &answer, &kept, &order)?;
    let groups = match &kept {
        Kept::All => order.iter().filter(|&&row| layout.masks[row] == 0).count(),
        _ => details.len(),
    };
    match (&plan.limit, &kept) {
        (Some(limit), Kept::All) if limit.dimension.is_none() => {
            let (mut details, totals): (Vec<usize>, Vec<usize>) =
                order.into_iter().partition(|&row| layout.masks[row] == 0);
            Order::new(run, &layout, &answer).first(&mut details, limit.keep);
            order = totals;
            Order::new(run, &layout, &answer).sort(&mut order);
            details.extend(order);
            order = details;
        }
        _ => Order::new(run, &layout, &answer).sort(&mut order),
    }

    let mut columns: Vec<FrameColumn> =
        (0..plan.axes.len()).map(|axis| dimension(run, &layout, axis, &order)).collect();
    let mut diagnostics = used_diagnostics(run);
    for &id in &plan.outputs {
        let metric = model.metric(id);
        let values: Vec<Value> = order.iter().map(|&row| answer.of(id)[row].clone()).collect();
        if values.iter().any(|value| value.null() == Some(Null::Overflow)) {
            diagnostics.push(
                OVERFLOW
                    .error()
                    .arg("metric", &metric.code)
                    .at_field(&metric.code)
                    .hint(OVERFLOW_HINT.text()),
            );
        }
        let (cells, nulls) = cells(&values);
        columns.push(FrameColumn {
            code: metric.code.clone(),
            label: metric.label.clone(),
            role: Role::Metric {
                unit: metric.unit.clone(),
                format: metric.format,
                polarity: metric.polarity,
            },
            cells,
            nulls,
        });
    }
    for (planned, values) in plan.windows.iter().zip(&windowed) {
        columns.push(windows::column(run, planned, values, &order));
    }
    Ok(Frame {
        columns,
        rolled_up: order.iter().map(|&row| layout.masks[row]).collect(),
        coverage: run.coverage(),
        as_of: run.now.as_of,
        groups,
        diagnostics,
    })
}

/// Findings about the data that this answer rests on.
pub(super) fn used_diagnostics(run: &Run<'_>) -> Vec<Diagnostic> {
    let model = run.bound.model();
    let mut used: Vec<&str> = Vec::new();
    let columns = run.plan.rows.iter().flat_map(|rows| &rows.columns).flat_map(RowField::reaches);
    let axes = run.plan.facts.iter().flat_map(|fact| &fact.axes);
    let paths = axes.chain(columns).flat_map(|reach| &reach.path);
    let bridges = run.plan.facts.iter().flat_map(|fact| &fact.bridges).map(|bridge| &bridge.edge);
    for id in paths.chain(bridges) {
        used.push(&model.relationships[id.index()].code);
    }
    let about =
        |found: &&Diagnostic| found.location.field.as_deref().is_some_and(|field| used.contains(&field));
    let mut found: Vec<Diagnostic> = run.bound.diagnostics().iter().filter(about).cloned().collect();
    if run.scans.iter().any(Scan::has_several) {
        let mut codes: Vec<&str> = Vec::new();
        for id in run.plan.facts.iter().flat_map(|fact| &fact.bridges).map(|bridge| bridge.edge) {
            let dataset = model.relationships[id.index()].from;
            codes.push(&model.dataset(dataset).code);
        }
        found.push(SEVERAL_GROUPS.info().arg("bridge", codes.join(", ")));
    }
    found
}

/// What the limit keeps, by the values of the metric that decides.
fn keep(run: &Run<'_>, details: &[Key]) -> Kept {
    let plan = &*run.plan;
    let Some(limit) = &plan.limit else { return Kept::All };
    let axis = match limit.dimension {
        Some(axis) if axis < run.domains.len() => Some(axis),
        None if limit.others && run.domains.len() == 1 => Some(0),
        None if limit.others && !run.domains.is_empty() => None,
        _ => return Kept::All,
    };
    let Some(axis) = axis else {
        let layout = rows::lay_out(run, details, &Kept::All, Totals::None);
        let answer = answer(run, &layout, &Kept::All, Totals::None, None);
        let mut order: Vec<usize> =
            (0..layout.len()).filter(|&row| holds_all(run, &layout, &answer, row)).collect();
        Order::new(run, &layout, &answer).first(&mut order, limit.keep);
        return Kept::Keys(order.iter().map(|&row| layout.keys[row]).collect());
    };
    // Rank the members by their own totals: every other axis rolled up.
    let others: u32 = (0..run.domains.len()).filter(|&at| at != axis).map(|at| 1 << at).sum();
    let mut layout = Rows::default();
    for &key in details {
        let mut key = key;
        for (at, domain) in run.domains.iter().enumerate().filter(|(at, _)| *at != axis) {
            key = run.keys.with(key, at, domain.total());
        }
        layout.row(key, others);
    }
    let totals = if run.domains.len() > 1 { Totals::All } else { Totals::None };
    let answer = answer(run, &layout, &Kept::All, totals, None);
    let mut order: Vec<usize> = (0..layout.len()).collect();
    let mut ranking = Order::new(run, &layout, &answer);
    let is_ranked = plan.sort.iter().any(|sort| match &sort.by {
        SortBy::Metric(_) => true,
        SortBy::Dimension(at) => *at == axis,
    });
    if let (false, Some(&first)) = (is_ranked, plan.outputs.first()) {
        ranking.by = vec![By::Values(answer.of(first), true)];
    }
    ranking.first(&mut order, limit.keep);
    let members = order.iter().map(|&row| run.keys.code(layout.keys[row], axis) as u32).collect();
    Kept::Members { axis, members, others: limit.others }
}
/// Whether a row passes the conditions on results.
fn holds_all(run: &Run<'_>, layout: &Rows, answer: &Answer, row: usize) -> bool {
    run.plan.having.iter().all(|filter| holds(run, layout, answer, row, filter) == Some(true))
}

fn holds(run: &Run<'_>, layout: &Rows, answer: &Answer, row: usize, filter: &Filter) -> Option<bool> {
    let inner = |filter: &Filter| holds(run, layout, answer, row, filter);
    match filter {
        Filter::Not(not) => inner(not).map(|value| !value),
        Filter::All(all) => {
            let values: Vec<_> = all.iter().map(inner).collect();
            if values.contains(&Some(false)) {
                Some(false)
            } else if values.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Filter::Any(any) => {
            let values: Vec<_> = any.iter().map(inner).collect();
            if values.contains(&Some(true)) {
                Some(true)
            } else if values.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Filter::Test { field, test } => {
            let (value, unmatched) = match run.bound.model().find_metric(field) {
                Some(id) => (scalar(&answer.of(id)[row]), false),
                None => {
                    let axis = run.plan.axes.iter().position(|axis| axis.code == *field)?;
                    let code = run.keys.code(layout.keys[row], axis);
                    (run.domains[axis].member(code), code == run.domains[axis].unmatched())
                }
            };
            predicate::satisfies(test, &value, unmatched, run.now)
        }
    }
}

fn scalar(value: &Value) -> Scalar {
    match value {
        Value::Null(_) => Scalar::Null,
        Value::Bool(v) => Scalar::Bool(*v),
        Value::Int(v) => i64::try_from(*v).map_or(Scalar::Float(*v as f64), Scalar::Int),
        Value::Decimal { units, scale } => i64::try_from(*units).map_or_else(
            |_| Scalar::Float(*units as f64 / 10f64.powi(i32::from(*scale))),
            |units| Scalar::Decimal { units, scale: *scale },
        ),
        Value::Float(v) => Scalar::Float(*v),
        Value::Date(v) => Scalar::Date(*v),
        Value::DateTime(v) => Scalar::DateTime(*v),
        Value::Text(v) => Scalar::Text(v.to_string()),
    }
}
