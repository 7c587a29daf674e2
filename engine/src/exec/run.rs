//! A plan at work: each fact is scanned in slices into partial states.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::sync::Arc;

use super::axis::{self, Domain, FactAxis};
use super::bound::Bound;
use super::coding::Coding;
use super::held::Held;
use super::kernels::{self, BATCH};
use super::predicate::{self, Now, Predicate};
use super::rows::Keys;
use super::state::{Input, Output, Scratch, State};
use super::sum::Scaling;
use crate::calendar::{Date, Period};
use crate::diag::Diagnostic;
use crate::frame::{Coverage, Frame};
use crate::limits::{self, Limits};
use crate::model::{Aggregate, MetricId, OverTime};
use crate::query::{ByDay, FactPlan, Measure, Plan};
use crate::table::{DataType, Values};
use crate::text::Text;

/// Up to this many possible groups, states are addressed directly.
const DENSE_GROUPS: u64 = 1 << 20;

/// One scan of a fact.
pub(crate) struct Scan {
    pub(crate) rows_total: usize,
    pub(crate) rows_done: usize,
    axes: Vec<FactAxis>,
    /// Radix of each axis in this scan's keys.
    radix: Vec<u64>,
    groups: Groups,
    filter: Predicate,
    filters: Vec<Predicate>,
    /// Rows of each group under each of `filters`; the first has no condition of its own. None where no aggregate
    /// needs them.
    pub(crate) rows: Vec<Option<Vec<u32>>>,
    pub(crate) measures: Vec<MeasureScan>,
    /// Where days become buckets of the answer; none for a plain scan.
    pub(crate) daily: Option<Daily>,
    scratch: Buffers,
}

/// An aggregate of a scan.
pub(crate) struct MeasureScan {
    pub(crate) metric: MetricId,
    pub(crate) state: State,
    pub(crate) input: Input,
    pub(crate) output: Output,
    pub(crate) filter: usize,
}

/// A scan by days, from which overlapping or last-day windows are put together: relative periods that are anchored
/// anew at each bucket, and stocks.
#[derive(Clone, Debug)]
pub(crate) struct Daily {
    /// The time axis of the answer that the day axis stands for.
    pub(crate) time_axis: Option<usize>,
    /// Days of each bucket of that axis; one window without a time axis.
    pub(crate) windows: Vec<(Date, Date)>,
    /// Days of rows that roll the time axis up.
    pub(crate) total_window: (Date, Date),
    /// Days by code of the scan's last axis.
    pub(crate) days: Vec<Date>,
    /// Take one day of the window only.
    pub(crate) over_time: Option<OverTime>,
}

#[derive(Default)]
struct Buffers {
    keys: Vec<u64>,
    groups: Vec<u32>,
    filtered: Vec<u32>,
    mask: Vec<u8>,
    update: Scratch,
}

/// How keys become group numbers. Group 0 takes what is filtered out.
enum Groups {
    /// Number is key + 1.
    Dense(usize),
    /// Numbers in order of appearance.
    Hashed { index: HashTable<u32>, keys: Vec<u64> },
}

impl Groups {
    fn len(&self) -> usize {
        match self {
            Self::Dense(groups) => groups + 1,
            Self::Hashed { keys, .. } => keys.len() + 1,
        }
    }
}

/// A running query.
pub struct Run<'a> {
    pub(crate) bound: Held<'a, Bound>,
    pub(crate) plan: Held<'a, Plan>,
    pub(crate) now: Now,
    pub(crate) domains: Vec<Domain>,
    pub(crate) keys: Keys,
    pub(crate) scans: Vec<Scan>,
    pub(crate) limits: Limits,
}

impl<'a> Run<'a> {
    /// Binds a plan to data. Both are borrowed, or shared so that the run may outlive the caller.
    ///
    /// # Errors
    /// Missing tables, joins that are not many-to-one, periods that contradict the query.
    pub fn new(
        bound: impl Into<Held<'a, Bound>>,
        plan: impl Into<Held<'a, Plan>>,
        limits: Limits,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (bound, plan) = (bound.into(), plan.into());
        let now = Now { as_of: axis::as_of(&bound, &plan), fiscal_start_month: plan.fiscal_start_month };
        for fact in &plan.facts {
            bound.table(fact.dataset).map_err(|error| vec![error])?;
        }
        let domains = axis::domains(&bound, &plan, now)?;
        let Some(keys) = Keys::of(&domains) else {
            let what = Text::new("维度组合数", "the number of combinations of the dimensions");
            return Err(vec![limits::reached("groups", &what, u64::MAX, u64::from(limits.groups))]);
        };
        let mut run = Self { bound, plan, now, domains, keys, scans: Vec::new(), limits };
        let (mut scans, mut errors) = (Vec::new(), Vec::new());
        for fact in &run.plan.facts {
            match run.scans_of(fact) {
                Ok(found) => scans.extend(found),
                Err(found) => errors.extend(found),
            }
        }
        run.scans = scans;
        if errors.is_empty() { Ok(run) } else { Err(errors) }
    }

    /// Scans up to `rows` more rows. Whether there is more to do.
    ///
    /// # Errors
    /// More groups than the limit allows.
    pub fn step(&mut self, rows: usize) -> Result<bool, Diagnostic> {
        let mut left = rows.max(1);
        for scan in &mut self.scans {
            while scan.rows_done < scan.rows_total && left > 0 {
                let batch = BATCH.min(scan.rows_total - scan.rows_done);
                scan.batch(batch);
                if scan.groups.len() as u64 > u64::from(self.limits.groups) {
                    let what = Text::new("查询的分组数", "the number of groups");
                    return Err(limits::reached(
                        "groups",
                        &what,
                        scan.groups.len() as u64,
                        u64::from(self.limits.groups),
                    ));
                }
                left = left.saturating_sub(batch);
            }
        }
        Ok(!self.coverage().is_complete())
    }

    /// How much has been seen.
    pub fn coverage(&self) -> Coverage {
        let sum = |rows: fn(&Scan) -> usize| self.scans.iter().map(|scan| rows(scan) as u64).sum();
        Coverage { rows_done: sum(|scan| scan.rows_done), rows_total: sum(|scan| scan.rows_total) }
    }

    /// The answer from what has been seen so far.
    ///
    /// # Errors
    /// More groups than the limit allows.
    pub fn frame(&self) -> Result<Frame, Diagnostic> {
        super::finish::frame(self)
    }

    /// The scans of one fact: a plain one, and one by days for each kind of window.
    fn scans_of(&self, fact: &FactPlan) -> Result<Vec<Scan>, Vec<Diagnostic>> {
        let planned =
            self.plan.scans(self.bound.model(), fact, self.now.as_of, &|period| self.now.resolve(period))?;
        planned.iter().map(|scan| self.scan(fact, &scan.measures, scan.by_day.as_ref())).collect()
    }

    fn daily(&self, by_day: &ByDay) -> Daily {
        let always = (Date::from_days(i32::MIN / 2), Date::from_days(i32::MAX / 2));
        let total_window = by_day.period.and_then(|period| self.now.resolve(period)).unwrap_or(always);
        let windows = match by_day.time_axis {
            Some(at) => {
                (0..self.domains[at].members).map(|code| self.window(at, code, by_day.period)).collect()
            }
            None => vec![total_window],
        };
        let ByDay { time_axis, over_time, .. } = *by_day;
        Daily { time_axis, windows, total_window, days: Vec::new(), over_time }
    }

    /// The days that bucket `code` of a time axis shows: its own, or the period anchored at its end.
    fn window(&self, axis: usize, code: usize, period: Option<Period>) -> (Date, Date) {
        let (start, end) = self.domains[axis].bucket(code, self.now).unwrap_or_default();
        let anchor = self.now.as_of.map_or(end, |as_of| end.min(as_of).max(start));
        period.map_or((start, end), |period| period.resolve(anchor, self.now.fiscal_start_month))
    }

    fn scan(
        &self,
        fact: &FactPlan,
        measures: &[&Measure],
        by_day: Option<&ByDay>,
    ) -> Result<Scan, Vec<Diagnostic>> {
        let bound = &*self.bound;
        let rows = bound.rows(fact.dataset);
        let mut axes = Vec::new();
        let mut radix = Vec::new();
        for (at, domain) in self.domains.iter().enumerate() {
            if by_day.is_some_and(|by_day| by_day.time_axis == Some(at)) {
                continue;
            }
            axes.push(axis::fact_axis(bound, fact, at, domain, self.now).map_err(|error| vec![error])?);
            radix.push(domain.radix());
        }
        let mut conditions = vec![predicate::all(bound, self.now, &fact.filter)?];
        let time = fact.time.map(|field| bound.column(field));
        let anchored = by_day.is_some_and(ByDay::is_anchored);
        if let Some(column) = &time {
            if let Some((from, to)) = self.plan.period.filter(|_| !anchored).and_then(|p| self.now.resolve(p))
            {
                conditions.push(predicate::days_between(column, from, to));
            }
            if let Some(as_of) = self.plan.as_of {
                conditions.push(predicate::days_between(column, Date::from_days(i32::MIN / 2), as_of));
            }
        }
        let daily = match (by_day, &time) {
            (Some(by_day), Some(column)) => {
                let mut daily = self.daily(by_day);
                if let Some(key) = Coding::days(column) {
                    daily.days =
                        (0..key.cardinality).filter_map(|code| axis::day_of(&key.member(code))).collect();
                    axes.push(FactAxis { codes: (0..=key.cardinality as u32).collect(), key });
                    radix.push(daily.days.len() as u64 + 1);
                }
                Some(daily)
            }
            _ => None,
        };
        let size = radix.iter().try_fold(1u64, |product, radix| product.checked_mul(*radix));
        let Some(size) = size else {
            let what = Text::new("维度组合数", "the number of combinations of the dimensions");
            return Err(vec![limits::reached("groups", &what, u64::MAX, u64::from(self.limits.groups))]);
        };
        let groups = if size <= DENSE_GROUPS {
            Groups::Dense(size as usize)
        } else {
            Groups::Hashed { index: HashTable::new(), keys: Vec::new() }
        };
        let mut scan = Scan {
            rows_total: rows,
            rows_done: 0,
            axes,
            radix,
            rows: vec![Some(vec![0; groups.len()])],
            groups,
            filter: predicate::conjunction(conditions),
            filters: vec![Predicate::Always],
            measures: Vec::new(),
            daily,
            scratch: Buffers::default(),
        };
        if matches!(scan.groups, Groups::Dense(_)) {
            scan.premultiply();
        }
        let mut known: Vec<(&Vec<crate::query::Condition>, Option<Period>, usize)> = Vec::new();
        for measure in measures {
            let period = measure.period.filter(|_| !anchored);
            let found = known.iter().find(|(filter, of, _)| **filter == measure.filter && *of == period);
            let filter = match found {
                Some((.., at)) => *at,
                None => {
                    let mut parts = vec![predicate::all(bound, self.now, &measure.filter)?];
                    if let (Some(column), Some((from, to))) =
                        (&time, period.and_then(|p| self.now.resolve(p)))
                    {
                        parts.push(predicate::days_between(column, from, to));
                    }
                    let at = match predicate::conjunction(parts) {
                        Predicate::Always => 0,
                        other => {
                            scan.filters.push(other);
                            scan.rows.push(None);
                            scan.filters.len() - 1
                        }
                    };
                    known.push((&measure.filter, period, at));
                    at
                }
            };
            let (input, output) = self.input(measure);
            let state = State::new(measure.aggregate, &input, scan.groups.len(), rows);
            if input.is_complete() {
                scan.rows[filter].get_or_insert_with(|| vec![0; scan.groups.len()]);
            }
            scan.measures.push(MeasureScan { metric: measure.metric, state, input, output, filter });
        }
        Ok(scan)
    }

    fn input(&self, measure: &Measure) -> (Input, Output) {
        let bound = &*self.bound;
        let Some(field) = measure.field.filter(|_| measure.aggregate != Aggregate::CountRows) else {
            let data_type = DataType::Int;
            return (Input::Rows, Output { aggregate: Aggregate::CountRows, data_type, shift: 0 });
        };
        let column = bound.column(field);
        let scaling = bound.scaling(field);
        let shift = match scaling {
            Scaling::Narrow { shift } | Scaling::Wide { shift } => shift,
            Scaling::Expansion => 0,
        };
        let data_type = match (measure.aggregate, column.data_type()) {
            // The sum of truth values is how many are true.
            (Aggregate::Sum | Aggregate::Avg, DataType::Bool) => DataType::Int,
            (_, data_type) => data_type,
        };
        let output = Output { aggregate: measure.aggregate, data_type, shift };
        let is_text = matches!(column.values(), Values::Coded { .. } | Values::Plain(_));
        let input = match measure.aggregate {
            Aggregate::CountDistinct => Input::Codes((*bound.coding(field)).clone()),
            Aggregate::Min | Aggregate::Max if is_text => {
                let coding = (*bound.coding(field)).clone();
                let mut ranks = coding.ranks().unwrap_or_default();
                let mut codes = vec![0u32; coding.cardinality];
                ranks.iter().zip(0..).for_each(|(&rank, code)| codes[rank as usize] = code);
                ranks.push(0);
                Input::Ranked(coding, Arc::new(ranks), Arc::new(codes))
            }
            _ => Input::Column(column, scaling),
        };
        (input, output)
    }
}

impl Scan {
    /// Puts each axis' stride into its codes, so that a key is a plain sum.
    fn premultiply(&mut self) {
        let mut stride = 1u64;
        for (axis, radix) in self.axes.iter_mut().zip(&self.radix).rev() {
            for code in &mut axis.codes {
                *code = (u64::from(*code) * stride) as u32;
            }
            stride *= radix;
        }
    }

    fn batch(&mut self, rows: usize) {
        let start = self.rows_done;
        self.rows_done += rows;
        let Buffers { keys, groups, filtered, mask, update } = &mut self.scratch;
        mask.clear();
        mask.resize(rows, 1);
        self.filter.apply(start, mask);
        let has_filter = !matches!(self.filter, Predicate::Always);
        if has_filter && mask.iter().all(|&bit| bit == 0) {
            return;
        }
        groups.clear();
        match &mut self.groups {
            Groups::Dense(_) => {
                groups.resize(rows, 1);
                for axis in &self.axes {
                    kernels::add_mapped(axis.key.reader(), start, &axis.codes, groups);
                }
                if has_filter {
                    kernels::apply_mask(mask, groups);
                }
            }
            Groups::Hashed { index, keys: known } => {
                keys.clear();
                keys.resize(rows, 0);
                let mut stride = 1u64;
                for (axis, radix) in self.axes.iter().zip(&self.radix).rev() {
                    kernels::add_mapped_wide(axis.key.reader(), start, &axis.codes, stride, keys);
                    stride *= radix;
                }
                groups.extend(
                    keys.iter().zip(mask.iter()).map(
                        |(&key, &bit)| {
                            if bit == 0 { 0 } else { group_of(index, known, key) }
                        },
                    ),
                );
                let len = known.len() + 1;
                if self.rows.iter().flatten().any(|rows| rows.len() < len) {
                    // Room for more than this batch brought: growing is not free.
                    let room = len.next_power_of_two();
                    self.rows.iter_mut().flatten().for_each(|rows| rows.resize(room, 0));
                    self.measures.iter_mut().for_each(|measure| measure.state.grow(room));
                }
            }
        }
        for (at, filter) in self.filters.iter().enumerate() {
            let groups: &[u32] = if at == 0 {
                groups
            } else {
                mask.fill(1);
                filter.apply(start, mask);
                filtered.clear();
                filtered.extend_from_slice(groups);
                kernels::apply_mask(mask, filtered);
                filtered
            };
            if let Some(rows) = &mut self.rows[at] {
                kernels::count(groups, rows);
            }
            for measure in self.measures.iter_mut().filter(|measure| measure.filter == at) {
                measure.state.update(&measure.input, start, groups, update);
            }
        }
    }

    /// Visits the groups that rows have reached: number, and key in this scan's own axes.
    pub(crate) fn each_reached(&self, mut visit: impl FnMut(u32, u64)) {
        let Some(Some(rows)) = self.rows.first() else { return };
        let mut visit_reached = |group: usize, key: u64| {
            if rows[group] > 0 {
                visit(group as u32, key);
            }
        };
        match &self.groups {
            Groups::Dense(groups) => (0..*groups).for_each(|at| visit_reached(at + 1, at as u64)),
            Groups::Hashed { keys, .. } => {
                keys.iter().enumerate().for_each(|(at, &key)| visit_reached(at + 1, key))
            }
        }
    }
}

fn group_of(index: &mut HashTable<u32>, keys: &mut Vec<u64>, key: u64) -> u32 {
    let hash = FxBuildHasher.hash_one(key);
    if let Some(&at) = index.find(hash, |&at| keys[at as usize] == key) {
        return at + 1;
    }
    let at = keys.len() as u32;
    keys.push(key);
    index.insert_unique(hash, at, |&at| FxBuildHasher.hash_one(keys[at as usize]));
    at + 1
}
