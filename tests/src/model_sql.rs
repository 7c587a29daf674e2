//! SQL for the metrics of a resolved model, one aggregate and one axis at a time: slow, plain, and no part of the engine's
//! way of planning or running.

use std::collections::VecDeque;

use sandtable_engine::calendar::{Date, Period};
use sandtable_engine::formula::{BinaryOp, Expr, Node, UnaryOp, print};
use sandtable_engine::model::{Aggregate, DatasetId, Definition, FieldId, FieldSource, MetricId, Model};
use sandtable_engine::table::{DataType, Scalar};

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nothing.
    Whole,
    /// A field, of the fact or of a table that it reaches.
    Field(FieldId),
    /// The month of each metric's own date.
    Month,
}

/// The edges from a fact to a dataset; none where it does not reach it.
pub fn path(model: &Model, fact: DatasetId, target: DatasetId) -> Option<Vec<usize>> {
    let mut ways: VecDeque<(DatasetId, Vec<usize>)> = VecDeque::from([(fact, Vec::new())]);
    while let Some((at, way)) = ways.pop_front() {
        if at == target {
            return Some(way);
        }
        for (index, edge) in model.relationships.iter().enumerate().filter(|(_, edge)| edge.from == at) {
            ways.push_back((edge.to, [way.as_slice(), &[index]].concat()));
        }
    }
    None
}

/// The atomic and derived metrics below a metric, itself if it is one.
pub fn leaves(model: &Model, metric: MetricId, found: &mut Vec<MetricId>) {
    match &model.metric(metric).definition {
        Definition::Composite { formula, .. } => {
            formula.names().into_iter().for_each(|&below| leaves(model, below, found));
        }
        _ if found.contains(&metric) => {}
        _ => found.push(metric),
    }
}

/// Whether an atomic or derived metric takes its rows by their own date alone, so that plain SQL says it.
pub fn is_plain(model: &Model, leaf: MetricId) -> bool {
    match &model.metric(leaf).definition {
        Definition::Atomic { over_time, aggregate, .. } => {
            over_time.is_none() && !matches!(aggregate, Aggregate::CountRepeated(_))
        }
        Definition::Derived { base, placing, condition, .. } => {
            let subtracts = condition.as_ref().is_some_and(|condition| subtracts_times(model, condition));
            !subtracts && placing.is_plain() && is_plain(model, *base)
        }
        Definition::Composite { formula, .. } => is_arithmetic(formula),
    }
}

/// Days between two moments: an interval to DuckDB, a number here.
fn subtracts_times(model: &Model, expr: &Expr<FieldId>) -> bool {
    let is_time = |expr: &Expr<FieldId>| matches!(&expr.node, Node::Name(id) if model.field(*id).data_type == DataType::DateTime);
    matches!(&expr.node, Node::Binary(BinaryOp::Sub, left, right) if is_time(left) && is_time(right))
        || expr.children().into_iter().any(|child| subtracts_times(model, child))
}

fn is_arithmetic(expr: &Expr<MetricId>) -> bool {
    !matches!(expr.node, Node::Call(..)) && expr.children().into_iter().all(is_arithmetic)
}

/// The fact below an atomic or derived metric.
pub fn fact(model: &Model, metric: MetricId) -> Option<DatasetId> {
    match &model.metric(metric).definition {
        Definition::Atomic { dataset, .. } => Some(*dataset),
        Definition::Derived { base, .. } => fact(model, *base),
        Definition::Composite { .. } => None,
    }
}

/// `SELECT key, value` for an atomic or derived metric; the tables are called as the datasets are.
pub fn select(model: &Model, metric: MetricId, by: By, as_of: Option<Date>) -> Option<String> {
    let (base, period, qualifiers, own) = match &model.metric(metric).definition {
        Definition::Derived { base, period, qualifiers, condition, .. } => {
            (*base, *period, qualifiers.as_slice(), condition.as_ref())
        }
        _ => (metric, None, [].as_slice(), None),
    };
    let Definition::Atomic { dataset, aggregate, field, condition, time, .. } =
        &model.metric(base).definition
    else {
        return None;
    };
    let time = time.or_else(|| model.dataset(*dataset).times.first().copied());
    let named = qualifiers.iter().map(|&at| &model.qualifiers[at as usize].condition);
    let conditions: Vec<&Expr<FieldId>> = condition.iter().chain(named).chain(own).collect();

    let mut reached: Vec<FieldId> = conditions.iter().flat_map(|expr| expr.names()).copied().collect();
    let key = match by {
        By::Whole => "NULL".to_owned(),
        By::Field(field) => {
            reached.push(field);
            column(model, field)
        }
        By::Month => format!("CAST(date_trunc('month', {}) AS DATE)", column(model, time?)),
    };
    let mut joins: Vec<usize> = Vec::new();
    for field in reached {
        for edge in path(model, *dataset, field.dataset)? {
            if !joins.contains(&edge) {
                joins.push(edge);
            }
        }
    }
    let joined: Vec<String> = joins
        .iter()
        .map(|&edge| {
            let edge = &model.relationships[edge];
            let keys = edge.from_fields.iter().zip(&edge.to_fields);
            let keys: Vec<String> =
                keys.map(|(from, to)| format!("{} = {}", column(model, *from), column(model, *to))).collect();
            format!(" LEFT JOIN {} ON {}", model.dataset(edge.to).code, keys.join(" AND "))
        })
        .collect();
    let mut tests: Vec<String> =
        conditions.iter().map(|expr| format!("({})", print(expr, &|field| column(model, *field)))).collect();
    if let Some(period) = period {
        let (first, last) = bounds(period, as_of?, model.fiscal_start_month);
        tests
            .push(format!("CAST({} AS DATE) BETWEEN DATE '{first}' AND DATE '{last}'", column(model, time?)));
    }
    let filter =
        if tests.is_empty() { String::new() } else { format!(" FILTER (WHERE {})", tests.join(" AND ")) };
    let argument = field.map_or_else(|| "*".to_owned(), |field| column(model, field));
    let call = match aggregate {
        Aggregate::CountRows => "count(*)".to_owned(),
        Aggregate::Count => format!("count({argument})"),
        Aggregate::CountDistinct => format!("count(DISTINCT {argument})"),
        Aggregate::CountRepeated(_) => return None,
        Aggregate::Sum => format!("sum({argument})"),
        Aggregate::Min => format!("min({argument})"),
        Aggregate::Max => format!("max({argument})"),
        Aggregate::Avg => format!("avg({argument})"),
        Aggregate::Median => format!("quantile_cont(CAST({argument} AS DOUBLE), 0.5)"),
        Aggregate::Percentile(p) => format!("quantile_cont(CAST({argument} AS DOUBLE), {p})"),
    };
    let group = if by == By::Whole { "" } else { " GROUP BY 1" };
    Some(format!(
        "SELECT {key}, {call}{filter} FROM {}{}{group}",
        model.dataset(*dataset).code,
        joined.concat()
    ))
}

fn bounds(period: Period, as_of: Date, fiscal_start_month: u32) -> (Date, Date) {
    period.resolve(as_of, fiscal_start_month)
}

fn column(model: &Model, id: FieldId) -> String {
    let field = model.field(id);
    let dataset = &model.dataset(id.dataset).code;
    match &field.source {
        FieldSource::Column(name) => format!("{dataset}.{name}"),
        FieldSource::Computed(expr) => format!("({})", print(expr, &|inner| column(model, *inner))),
        FieldSource::Windowed(window) => window.print(&|inner| column(model, *inner)),
    }
}

/// A formula over known values; the operators that models of the sample use.
///
/// # Panics
/// On an operator that it does not know.
pub fn formula(expr: &Expr<MetricId>, value: &dyn Fn(MetricId) -> Option<f64>) -> Option<f64> {
    match &expr.node {
        Node::Name(metric) => value(*metric),
        Node::Literal(Scalar::Int(value)) => Some(*value as f64),
        Node::Literal(Scalar::Float(value)) => Some(*value),
        Node::Literal(Scalar::Decimal { units, scale }) => {
            Some(*units as f64 / 10f64.powi(i32::from(*scale)))
        }
        Node::Unary(UnaryOp::Neg, inner) => Some(-formula(inner, value)?),
        Node::Binary(op, left, right) => {
            let (left, right) = (formula(left, value)?, formula(right, value)?);
            match op {
                BinaryOp::Add => Some(left + right),
                BinaryOp::Sub => Some(left - right),
                BinaryOp::Mul => Some(left * right),
                BinaryOp::Div => (right != 0.0).then(|| left / right),
                other => panic!("no such operator here: {other:?}"),
            }
        }
        other => panic!("no such expression here: {other:?}"),
    }
}
