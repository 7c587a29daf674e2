//! A query of rows at work: which rows pass the filters, and the frame of those that are shown.

use std::cmp::Ordering;

use super::bound::{Bound, Lookup};
use super::bridges;
use super::finish::{cells, key_cells, used_diagnostics};
use super::predicate::{self, Predicate};
use super::run::Run;
use super::windows;
use crate::calendar::Date;
use crate::diag::Diagnostic;
use crate::formula::{Expr, Over, Value, evaluate};
use crate::frame::{Frame, FrameColumn, Null, Role};
use crate::limits;
use crate::model::{Format, Polarity};
use crate::query::{FactPlan, Reach, RowField, RowOrder, RowPlan, RowSource};
use crate::table::{Column, Scalar};
use crate::text::Text;

/// The scan of a query of rows.
pub(crate) struct Listing {
    pub(crate) rows_total: usize,
    pub(crate) rows_done: usize,
    filter: Predicate,
    /// Rows that have passed, in the order of the table.
    found: Vec<u32>,
    mask: Vec<u8>,
}

impl Listing {
    pub(crate) fn new(run: &Run<'_>, fact: &FactPlan) -> Result<Self, Vec<Diagnostic>> {
        let (bound, plan, now) = (&*run.bound, &*run.plan, run.now);
        let mut conditions = bridges::filters(run, fact)?;
        conditions.push(predicate::all(bound, now, &fact.filter)?);
        if let Some(time) = fact.time {
            let column = bound.column(time);
            conditions.extend(plan.period.map(|period| predicate::within(&column, now, period)));
            if let Some(as_of) = plan.as_of {
                conditions.push(predicate::days_between(&column, Date::from_days(i32::MIN / 2), as_of));
            }
        }
        Ok(Self {
            rows_total: bound.rows(fact.dataset),
            rows_done: 0,
            filter: predicate::conjunction(conditions),
            found: Vec::new(),
            mask: Vec::new(),
        })
    }

    pub(crate) fn batch(&mut self, rows: usize) {
        let start = self.rows_done;
        self.rows_done += rows;
        self.mask.clear();
        self.mask.resize(rows, 1);
        self.filter.apply(start, &mut self.mask);
        let passed = self.mask.iter().enumerate().filter(|(_, bit)| **bit == 1);
        self.found.extend(passed.map(|(at, _)| (start + at) as u32));
    }
}

/// The rows that are shown, out of those found so far.
///
/// # Errors
/// More rows than the limit allows, joins that the data does not allow.
pub(crate) fn frame(run: &Run<'_>, listing: &Listing, plan: &RowPlan) -> Result<Frame, Diagnostic> {
    let bound = &*run.bound;
    let found = &listing.found;
    let mut computed: Vec<Option<Vec<Value>>> = Vec::with_capacity(plan.columns.len());
    for (at, column) in plan.columns.iter().enumerate() {
        let is_key = plan.order.iter().any(|(by, _)| *by == RowOrder::Column(at));
        computed.push(match &column.source {
            RowSource::Window(window) => Some(windows::values(bound, window, found)?),
            RowSource::Each(expr) if is_key => Some(each(bound, expr, found)?),
            _ => None,
        });
    }
    let mut order: Vec<u32> = (0..found.len() as u32).collect();
    let end = match &run.plan.limit {
        Some(limit) => plan.skip.saturating_add(limit.keep).min(found.len()),
        None => found.len(),
    };
    let shown = end.saturating_sub(plan.skip) as u64;
    if shown > u64::from(run.limits.groups) {
        let what = Text::new("明细的行数", "the number of rows to show");
        return Err(limits::reached("groups", &what, shown, u64::from(run.limits.groups)));
    }
    if !plan.order.is_empty() {
        let keys = keys(bound, plan, found, &computed)?;
        let compare = |a: &u32, b: &u32| {
            let orders = keys.iter().map(|key| key.compare(*a as usize, *b as usize));
            orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal).then(a.cmp(b))
        };
        if 0 < end && end < order.len() {
            order.select_nth_unstable_by(end - 1, compare);
            order.truncate(end);
        }
        order.sort_unstable_by(compare);
    }
    order.truncate(end);
    order.drain(..plan.skip.min(order.len()));
    let rows: Vec<u32> = order.iter().map(|&at| found[at as usize]).collect();
    let mut columns = Vec::with_capacity(plan.columns.len());
    for (column, values) in plan.columns.iter().zip(&computed) {
        columns.push(match (&column.source, values) {
            (RowSource::Field(reach), _) => field(bound, column, reach, &rows)?,
            (_, Some(values)) => {
                let values: Vec<Value> = order.iter().map(|&at| values[at as usize].clone()).collect();
                computed_column(column, &values)
            }
            (RowSource::Each(expr), None) => computed_column(column, &each(bound, expr, &rows)?),
            (RowSource::Window(_), None) => computed_column(column, &[]),
        });
    }
    Ok(Frame {
        columns,
        rolled_up: vec![0; rows.len()],
        coverage: run.coverage(),
        as_of: run.now.as_of,
        groups: found.len(),
        diagnostics: used_diagnostics(run),
    })
}

/// What rows are ordered by; nulls stand last either way.
enum Key<'a> {
    Ranks(Vec<u32>, bool),
    Values(&'a [Value], bool),
}

impl Key<'_> {
    fn compare(&self, a: usize, b: usize) -> Ordering {
        let (order, nulls, descending) = match self {
            Self::Ranks(ranks, descending) => {
                let is_null = |at: usize| ranks[at] == windows::HIGH;
                (ranks[a].cmp(&ranks[b]), (is_null(a), is_null(b)), *descending)
            }
            Self::Values(values, descending) => {
                let is_null = |at: usize| values[at].null().is_some();
                let order = values[a].compare(&values[b]).unwrap_or(Ordering::Equal);
                (order, (is_null(a), is_null(b)), *descending)
            }
        };
        match nulls {
            (false, false) if descending => order.reverse(),
            (false, false) => order,
            (a, b) => a.cmp(&b),
        }
    }
}

fn keys<'a>(
    bound: &Bound,
    plan: &RowPlan,
    rows: &[u32],
    computed: &'a [Option<Vec<Value>>],
) -> Result<Vec<Key<'a>>, Diagnostic> {
    let mut keys = Vec::new();
    for (by, descending) in &plan.order {
        let reach = match by {
            RowOrder::Field(reach) => Some(reach),
            RowOrder::Column(at) => match &plan.columns[*at].source {
                RowSource::Field(reach) => Some(reach),
                _ => {
                    keys.extend(computed[*at].as_ref().map(|values| Key::Values(values, *descending)));
                    None
                }
            },
        };
        if let Some(reach) = reach {
            keys.push(Key::Ranks(windows::ranks(&*bound.lookup(reach)?, rows), *descending));
        }
    }
    Ok(keys)
}

/// Where the value of a field stands for each row.
enum Source {
    Own(Column),
    Reached(std::sync::Arc<Lookup>),
}

impl Source {
    fn of(bound: &Bound, reach: &Reach) -> Result<Self, Diagnostic> {
        Ok(match reach.path.is_empty() {
            true => Self::Own(bound.column(reach.field)),
            false => Self::Reached(bound.lookup(reach)?),
        })
    }

    /// The value, or why there is none.
    fn value(&self, row: u32) -> (Scalar, Null) {
        let (scalar, is_unmatched) = match self {
            Self::Own(column) => (column.get(row as usize), false),
            Self::Reached(lookup) => {
                let code = lookup.codes[lookup.key.reader().code(row as usize) as usize] as usize;
                (lookup.target.member(code), code > lookup.target.null())
            }
        };
        let null = match (&scalar, is_unmatched) {
            (Scalar::Null, true) => Null::Unmatched,
            (Scalar::Null, false) => Null::Blank,
            _ => Null::None,
        };
        (scalar, null)
    }
}

fn field(bound: &Bound, column: &RowField, reach: &Reach, rows: &[u32]) -> Result<FrameColumn, Diagnostic> {
    let source = Source::of(bound, reach)?;
    let (members, mut nulls): (Vec<Scalar>, Vec<Null>) = rows.iter().map(|&row| source.value(row)).unzip();
    if nulls.iter().all(|null| *null == Null::None) {
        nulls.clear();
    }
    Ok(FrameColumn {
        code: column.code.clone(),
        label: column.label.clone(),
        role: Role::Dimension { grain: None },
        cells: key_cells(&members, bound.model().field(reach.field).data_type),
        nulls,
    })
}

fn each(bound: &Bound, expr: &Expr<Reach>, rows: &[u32]) -> Result<Vec<Value>, Diagnostic> {
    let mut sources: Vec<(&Reach, Source)> = Vec::new();
    for reach in expr.names() {
        if !sources.iter().any(|(known, _)| *known == reach) {
            sources.push((reach, Source::of(bound, reach)?));
        }
    }
    let value = |row: u32| {
        evaluate(expr, &|reach: &Reach, _: Over| {
            let source = sources.iter().find(|(known, _)| *known == reach);
            source.map_or(Value::Null(Null::NoData), |(_, source)| Value::from(&source.value(row).0))
        })
    };
    Ok(rows.iter().map(|&row| value(row)).collect())
}

fn computed_column(column: &RowField, values: &[Value]) -> FrameColumn {
    let (cells, nulls) = cells(values);
    FrameColumn {
        code: column.code.clone(),
        label: column.label.clone(),
        role: Role::Metric { unit: Text::default(), format: Format::Number, polarity: Polarity::Neutral },
        cells,
        nulls,
    }
}
