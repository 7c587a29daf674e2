//! Partial states → [`Frame`]: metrics of every row, conditions on results, order, limit.

use std::cmp::Ordering;

use super::rows::{self, Kept, Key, Rows};
use super::run::Run;
use super::state::fold_counts;
use super::{join, predicate};
use crate::calendar::Date;
use crate::diag::{Diagnostic, Message};
use crate::formula::{Function, Over, Value, evaluate};
use crate::frame::{Cells, Frame, FrameColumn, Null, Role};
use crate::model::{Definition, MetricId, Model};
use crate::query::{Filter, SortBy, Totals};
use crate::table::{DataType, Scalar};

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

/// Values of metrics by row; entry 0 of each belongs to row 0.
struct Answer {
    metrics: Vec<MetricId>,
    values: Vec<Vec<Value>>,
}

impl Answer {
    fn of(&self, metric: MetricId) -> &[Value] {
        let at = self.metrics.iter().position(|known| *known == metric);
        at.map_or(&[], |at| &self.values[at])
    }
}

pub(crate) fn frame(run: &Run<'_>) -> Result<Frame, Diagnostic> {
    let plan = &*run.plan;
    let details = rows::detail(run);
    let kept = keep(run, &details);
    let layout = rows::lay_out(run, &details, &kept, plan.totals);
    let answer = answer(run, &layout, &kept, plan.totals);
    let model = run.bound.model();

    let mut order: Vec<usize> = (0..layout.len()).collect();
    order.retain(|&row| layout.masks[row] != 0 || holds_all(run, &layout, &answer, row));
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
fn used_diagnostics(run: &Run<'_>) -> Vec<Diagnostic> {
    let model = run.bound.model();
    let mut used: Vec<&str> = Vec::new();
    let paths = run.plan.facts.iter().flat_map(|fact| &fact.axes).flat_map(|reach| &reach.path);
    for id in paths {
        used.push(&model.relationships[id.index()].code);
    }
    let about =
        |found: &&Diagnostic| found.location.field.as_deref().is_some_and(|field| used.contains(&field));
    run.bound.diagnostics().iter().filter(about).cloned().collect()
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
        let answer = answer(run, &layout, &Kept::All, Totals::None);
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
    let answer = answer(run, &layout, &Kept::All, totals);
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

/// Every metric that the outputs, the conditions and the order need, for every row.
fn answer(run: &Run<'_>, layout: &Rows, kept: &Kept, totals: Totals) -> Answer {
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
            answer.metrics.push(measure.metric);
            answer.values.push(values);
        }
    }
    // Metrics stand after those that they refer to.
    for id in needed {
        let Definition::Composite { formula, .. } = &model.metric(id).definition else { continue };
        let mut values: Vec<Value> = (0..rows)
            .map(|row| {
                evaluate(formula, &|below: &MetricId, over: Over| {
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

/// Groups of a scan that make up the grand total.
fn grand_parts(run: &Run<'_>, scan: &super::run::Scan) -> Vec<u32> {
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

/// The order of rows: details as asked, then totals; ties and the rest by key.
struct Order<'a> {
    run: &'a Run<'a>,
    layout: &'a Rows,
    by: Vec<By<'a>>,
}

/// What decides, and whether the greatest stands first.
enum By<'a> {
    Values(&'a [Value], bool),
    Axis(usize, bool),
}

impl<'a> Order<'a> {
    fn new(run: &'a Run<'a>, layout: &'a Rows, answer: &'a Answer) -> Self {
        let by = run.plan.sort.iter().filter_map(|sort| match &sort.by {
            SortBy::Metric(code) => {
                let id = run.bound.model().find_metric(code)?;
                Some(By::Values(answer.of(id), sort.descending))
            }
            SortBy::Dimension(axis) => Some(By::Axis(*axis, sort.descending)),
        });
        Self { run, layout, by: by.collect() }
    }

    fn sort(&self, rows: &mut [usize]) {
        rows.sort_by(|&a, &b| self.compare(a, b));
    }

    /// Keeps the first `keep` rows, in order.
    fn first(&self, rows: &mut Vec<usize>, keep: usize) {
        if keep == 0 {
            rows.clear();
        } else if keep < rows.len() {
            rows.select_nth_unstable_by(keep - 1, |&a, &b| self.compare(a, b));
            rows.truncate(keep);
        }
        self.sort(rows);
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let (mask_a, mask_b) = (self.layout.masks[a], self.layout.masks[b]);
        if mask_a != mask_b {
            return mask_a.count_ones().cmp(&mask_b.count_ones()).then(mask_a.cmp(&mask_b));
        }
        for by in &self.by {
            let order = match by {
                By::Values(values, descending) => {
                    self.others_last(a, b).then_with(|| nulls_last(&values[a], &values[b], *descending))
                }
                By::Axis(axis, descending) => self.by_axis(*axis, a, b, *descending),
            };
            if order.is_ne() {
                return order;
            }
        }
        (0..self.run.domains.len())
            .map(|axis| self.by_axis(axis, a, b, false))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// 「其他」 is no member that could lead a ranking.
    fn others_last(&self, a: usize, b: usize) -> Ordering {
        let is_other = |row: usize| {
            let key = self.layout.keys[row];
            self.run
                .domains
                .iter()
                .enumerate()
                .any(|(axis, domain)| self.run.keys.code(key, axis) == domain.other())
        };
        if self.run.plan.limit.is_none() { Ordering::Equal } else { is_other(a).cmp(&is_other(b)) }
    }

    /// Members in their natural order; blank, unmatched, others and totals stand last either way.
    fn by_axis(&self, axis: usize, a: usize, b: usize, descending: bool) -> Ordering {
        let domain = &self.run.domains[axis];
        let code = |row: usize| self.run.keys.code(self.layout.keys[row], axis);
        let (a, b) = (code(a), code(b));
        let order = domain.rank(a).cmp(&domain.rank(b));
        if descending && a < domain.members && b < domain.members { order.reverse() } else { order }
    }
}

fn nulls_last(a: &Value, b: &Value, descending: bool) -> Ordering {
    match (a.null().is_some(), b.null().is_some()) {
        (false, false) => {
            let order = a.compare(b).unwrap_or(Ordering::Equal);
            if descending { order.reverse() } else { order }
        }
        (a, b) => a.cmp(&b),
    }
}

fn dimension(run: &Run<'_>, layout: &Rows, axis: usize, order: &[usize]) -> FrameColumn {
    let planned = &run.plan.axes[axis];
    let domain = &run.domains[axis];
    let mut nulls = Vec::with_capacity(order.len());
    let mut members = Vec::with_capacity(order.len());
    for &row in order {
        let code = run.keys.code(layout.keys[row], axis);
        nulls.push(match code {
            _ if code < domain.members => Null::None,
            _ if code == domain.blank() => Null::Blank,
            _ if code == domain.unmatched() => Null::Unmatched,
            _ if code == domain.other() => Null::Other,
            _ => Null::Total,
        });
        members.push(if code < domain.members { domain.member(code) } else { Scalar::Null });
    }
    if nulls.iter().all(|null| *null == Null::None) {
        nulls.clear();
    }
    let data_type = match planned.target {
        _ if domain.is_time() => DataType::Date,
        crate::query::Target::Field(field) => run.bound.model().field(field).data_type,
        crate::query::Target::Time => DataType::Date,
    };
    let grain =
        if domain.is_time() { Some(planned.grain.unwrap_or(crate::calendar::Grain::Day)) } else { None };
    FrameColumn {
        code: planned.code.clone(),
        label: planned.label.clone(),
        role: Role::Dimension { grain },
        cells: key_cells(&members, data_type),
        nulls,
    }
}

fn key_cells(members: &[Scalar], data_type: DataType) -> Cells {
    let integer = |scalar: &Scalar| match scalar {
        Scalar::Int(v) => *v,
        Scalar::DateTime(v) => v.micros(),
        Scalar::Decimal { units, .. } => *units,
        _ => 0,
    };
    match data_type {
        DataType::Int => Cells::Int(members.iter().map(integer).collect()),
        DataType::DateTime => Cells::DateTime(members.iter().map(integer).collect()),
        DataType::Decimal { scale } => {
            Cells::Decimal { units: members.iter().map(|m| i128::from(integer(m))).collect(), scale }
        }
        DataType::Date => {
            let day = |scalar: &Scalar| super::axis::day_of(scalar).unwrap_or(Date::from_days(0));
            Cells::Date(members.iter().map(day).collect())
        }
        DataType::Float => {
            Cells::Float(members.iter().map(|m| Value::from(m).as_f64().unwrap_or_default()).collect())
        }
        DataType::Bool => Cells::Bool(members.iter().map(|m| *m == Scalar::Bool(true)).collect()),
        DataType::Text => Cells::Text(
            members
                .iter()
                .map(|m| if *m == Scalar::Null { String::new() } else { join::written(m) })
                .collect(),
        ),
    }
}

/// One type for a column: exact while every value is.
fn cells(values: &[Value]) -> (Cells, Vec<Null>) {
    let mut data_type: Option<DataType> = None;
    for value in values {
        let of = match value {
            Value::Null(_) => continue,
            Value::Int(_) => DataType::Int,
            Value::Decimal { scale, .. } => DataType::Decimal { scale: *scale },
            Value::Float(_) => DataType::Float,
            Value::Bool(_) => DataType::Bool,
            Value::Date(_) => DataType::Date,
            Value::DateTime(_) => DataType::DateTime,
            Value::Text(_) => DataType::Text,
        };
        data_type = Some(match (data_type, of) {
            (Some(DataType::Float), _) | (_, DataType::Float) => DataType::Float,
            (Some(DataType::Decimal { scale: a }), DataType::Decimal { scale: b }) => {
                DataType::Decimal { scale: a.max(b) }
            }
            (Some(DataType::Decimal { scale }), DataType::Int)
            | (Some(DataType::Int), DataType::Decimal { scale }) => DataType::Decimal { scale },
            (_, of) => of,
        });
    }
    crate::formula::column_of(values.iter().cloned(), data_type.unwrap_or(DataType::Float))
}
