//! The scans that a plan needs: which measures go together, under which conditions, over which axes.

use hashbrown::HashTable;
use std::sync::Arc;

use super::axis::{self, FactAxis};
use super::bridges;
use super::coding::Coding;
use super::placing;
use super::predicate::{self, Predicate};
use super::run::Run;
use super::scan::{AxisPart, Buffers, Daily, Groups, MeasureScan, Ranges, Scan};
use super::state::{Input, Output, State};
use super::sum::Scaling;
use crate::calendar::{Date, Period};
use crate::diag::Diagnostic;
use crate::limits;
use crate::model::{Aggregate, StartTest, far_future, far_past};
use crate::query::{FactPlan, Measure, ScanPlan, Way};
use crate::table::{DataType, Values};
use crate::text::Text;

/// Up to this many possible groups, states are addressed directly.
const DENSE_GROUPS: u64 = 1 << 20;

/// What a measure asks of rows besides its condition.
type Own = (Option<Period>, Option<StartTest>);

/// What a scan is for.
#[derive(Default)]
struct Shape {
    /// Days become buckets later.
    daily: Option<Daily>,
    /// These days instead of the period that is asked for.
    ranges: Option<Ranges>,
    /// Rows that keep, or that roll up, this axis.
    only: Option<(usize, bool)>,
}

impl Run<'_> {
    /// The scans of one fact, as its plan groups its measures.
    pub(super) fn scans_of(&self, fact: &FactPlan) -> Result<Vec<Scan>, Vec<Diagnostic>> {
        let resolve = |period: Period| self.now.resolve(period);
        let planned = self.plan.scans(self.bound.model(), fact, self.now.as_of, &resolve)?;
        let mut scans = Vec::new();
        for ScanPlan { measures, way } in planned {
            for shape in self.shapes(&way, self.plan.time_axis(fact)) {
                scans.push(self.scan(fact, &measures, shape)?);
            }
        }
        Ok(scans)
    }

    /// The scans that a way of counting takes.
    fn shapes(&self, way: &Way, time_axis: Option<usize>) -> Vec<Shape> {
        let always = vec![(far_past(), far_future())];
        match (way, time_axis) {
            (Way::Plain, _) => vec![Shape::default()],
            (Way::Starts(axis), _) => {
                let of = |is_whole| Shape { only: Some((*axis, is_whole)), ..Shape::default() };
                vec![of(false), of(true)]
            }
            (Way::Windows(placing), None) => {
                vec![Shape { ranges: Some(self.ranges(placing, self.whole())), ..Shape::default() }]
            }
            (Way::Windows(placing), Some(axis)) => {
                let buckets = 0..self.domains[axis].members;
                let daily = Daily {
                    time_axis,
                    windows: buckets.map(|code| self.ranges(placing, self.bucket(axis, code))).collect(),
                    total_window: self.ranges(placing, self.whole()),
                    days: Vec::new(),
                    over_time: None,
                    shows_rows: true,
                };
                vec![Shape { ranges: Some(always), daily: Some(daily), ..Shape::default() }]
            }
            (Way::ByDay(by_day), _) => {
                let total = by_day.period.and_then(|period| self.now.resolve(period));
                let total_window = total.map_or_else(|| always.clone(), |range| vec![range]);
                let windows = match by_day.time_axis {
                    Some(at) => {
                        let codes = 0..self.domains[at].members;
                        codes.map(|code| vec![self.window(at, code, by_day.period)]).collect()
                    }
                    None => vec![total_window.clone()],
                };
                let daily = Daily {
                    time_axis: by_day.time_axis,
                    windows,
                    total_window,
                    days: Vec::new(),
                    over_time: by_day.over_time,
                    shows_rows: false,
                };
                let ranges = by_day.is_anchored().then_some(always);
                vec![Shape { ranges, daily: Some(daily), ..Shape::default() }]
            }
        }
    }

    /// The days that bucket `code` of a time axis shows: its own, or the period anchored at its end.
    fn window(&self, axis: usize, code: usize, period: Option<Period>) -> (Date, Date) {
        let (start, end) = self.domains[axis].bucket(code, self.now).unwrap_or_default();
        let anchor = self.now.as_of.map_or(end, |as_of| end.min(as_of).max(start));
        period.map_or((start, end), |period| period.resolve(anchor, self.now.fiscal_start_month))
    }

    fn scan(&self, fact: &FactPlan, measures: &[&Measure], shape: Shape) -> Result<Scan, Vec<Diagnostic>> {
        let Shape { daily, ranges, only } = shape;
        let bound = &*self.bound;
        let rows = bound.rows(fact.dataset);
        let (mut axes, mut parts, mut radix) = (Vec::new(), Vec::new(), Vec::new());
        for (at, domain) in self.domains.iter().enumerate() {
            let is_beyond = fact.bridges.iter().any(|bridge| bridge.axes.contains(&at));
            if is_beyond || daily.as_ref().is_some_and(|daily| daily.time_axis == Some(at)) {
                continue;
            }
            axes.push(axis::fact_axis(bound, fact, at, domain, self.now).map_err(|error| vec![error])?);
            parts.push(AxisPart::Axis(at));
            radix.push(domain.radix());
        }
        let mut conditions = vec![predicate::all(bound, self.now, &fact.filter)?];
        for bridge in &fact.bridges {
            let bridge = bridges::build(self, fact, bridge)?;
            conditions.push(bridge.filter);
            radix.push(bridge.axis.codes.len() as u64);
            axes.push(bridge.axis);
            parts.push(AxisPart::Sets(bridge.sets));
        }
        let time = fact.time.map(|field| bound.column(field));
        if let Some(column) = &time {
            match (&ranges, self.plan.period) {
                // Windows by days take their days later.
                (Some(_), _) if daily.is_some() => {}
                (Some(ranges), _) => conditions.push(placing::days_in(column, ranges)),
                (None, Some(period)) => conditions.push(predicate::within(column, self.now, period)),
                (None, None) => {}
            }
            if let Some(as_of) = self.plan.as_of {
                conditions.push(predicate::days_between(column, Date::from_days(i32::MIN / 2), as_of));
            }
        }
        let daily = match (daily, &time) {
            (Some(mut daily), Some(column)) => {
                if let Some(key) = Coding::days(column) {
                    daily.days =
                        (0..key.cardinality).filter_map(|code| axis::day_of(&key.member(code))).collect();
                    let codes = (0..=key.cardinality as u32).collect();
                    axes.push(FactAxis::new(key, codes));
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
            parts,
            radix,
            rows: vec![Some(vec![0; groups.len()])],
            groups,
            filter: predicate::conjunction(conditions),
            filters: vec![Predicate::Always],
            measures: Vec::new(),
            daily,
            only,
            scratch: Buffers::default(),
        };
        if matches!(scan.groups, Groups::Dense(_)) {
            scan.premultiply();
        }
        let mut known: Vec<(&Vec<crate::query::Condition>, Own, usize)> = Vec::new();
        for measure in measures {
            let period = measure.period.filter(|_| ranges.is_none());
            let own: Own = (period, measure.placing.start);
            let found = known.iter().find(|(filter, of, _)| **filter == measure.filter && *of == own);
            let filter = match found {
                Some((.., at)) => *at,
                None => {
                    let mut parts = vec![predicate::all(bound, self.now, &measure.filter)?];
                    let days = time.as_ref().zip(period);
                    parts.extend(days.map(|(column, period)| predicate::within(column, self.now, period)));
                    if let Some(test) = own.1 {
                        let axis = only.filter(|(_, is_whole)| !is_whole).map(|(axis, _)| axis);
                        parts.push(self.start_predicate(fact, test, axis));
                    }
                    let at = match predicate::conjunction(parts) {
                        Predicate::Always => 0,
                        other => {
                            scan.filters.push(other);
                            scan.rows.push(None);
                            scan.filters.len() - 1
                        }
                    };
                    known.push((&measure.filter, own, at));
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
            Aggregate::CountDistinct | Aggregate::CountRepeated(_) => {
                Input::Codes((*bound.coding(field)).clone())
            }
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
