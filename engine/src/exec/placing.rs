//! What hangs on a bucket, or on the period that is asked for: windows, tests on its first day, its number of days.

use std::sync::Arc;

use super::axis;
use super::coding::Coding;
use super::predicate::{self, Predicate};
use super::run::Run;
use super::scan::Ranges;
use crate::calendar::{Date, MICROS_PER_DAY};
use crate::model::{Placing, StartTest, far_past};
use crate::query::FactPlan;
use crate::table::{Column, DataType, Values};

/// First and last day; none where nothing bounds it.
pub(super) type Bounds = (Option<Date>, Option<Date>);

impl Run<'_> {
    /// The period that is asked for, up to today.
    pub(super) fn whole(&self) -> Bounds {
        let period = self.plan.period.and_then(|period| self.now.resolve(period));
        let last = [period.map(|(_, to)| to), self.now.as_of].into_iter().flatten().min();
        (period.map(|(from, _)| from), last)
    }

    /// A bucket of a time axis within the period that is asked for, up to today.
    pub(super) fn bucket(&self, axis: usize, code: usize) -> Bounds {
        let (start, end) = self.domains[axis].bucket(code, self.now).unwrap_or_default();
        let (from, to) = self.whole();
        let start = from.map_or(start, |from| from.max(start));
        (Some(start), Some(to.map_or(end, |to| to.min(end)).max(start)))
    }

    /// Whether a bucket shows by itself: inside the period that is asked for, begun by today.
    pub(super) fn is_shown(&self, axis: usize, code: usize) -> bool {
        let Some((start, end)) = self.domains[axis].bucket(code, self.now) else { return false };
        let (from, to) = self.whole();
        from.is_none_or(|from| end >= from) && to.is_none_or(|to| start <= to)
    }

    /// The days of all windows.
    pub(super) fn ranges(&self, placing: &Placing, (start, end): Bounds) -> Ranges {
        let days = placing.windows.iter().map(|window| window.days(start, end, self.now.fiscal_start_month));
        days.flatten().collect()
    }

    /// The rows that a test on the first day keeps: of each bucket of the time axis, or of the whole.
    pub(super) fn start_predicate(
        &self,
        fact: &FactPlan,
        test: StartTest,
        time_axis: Option<usize>,
    ) -> Predicate {
        let column = self.bound.column(test.field);
        let in_units = |day: Date| match column.data_type() {
            DataType::DateTime => i64::from(day.days()).saturating_mul(MICROS_PER_DAY),
            _ => i64::from(day.days()),
        };
        let whole = in_units(self.whole().0.unwrap_or_else(far_past));
        let own = fact.time.and_then(|field| Coding::days(&self.bound.column(field)));
        let Some(own) = own else { return Predicate::Never };
        let mut before = vec![whole; own.cardinality + 1];
        if let Some(axis) = time_axis {
            let buckets: Vec<(Date, Date)> = (0..self.domains[axis].members)
                .filter_map(|code| self.domains[axis].bucket(code, self.now))
                .collect();
            for (code, slot) in before.iter_mut().enumerate().take(own.cardinality) {
                let Some(day) = axis::day_of(&own.member(code)) else { continue };
                let at = buckets.partition_point(|(start, _)| *start <= day).checked_sub(1);
                if let Some((start, _)) = at.and_then(|at| buckets.get(at)) {
                    *slot = in_units(*start).max(whole);
                }
            }
        }
        Predicate::Before { column, own, before: Arc::new(before), wanted: test.is_before }
    }

    /// How many days a row of the answer has: its bucket, or the whole, as far as the data of `facts` go.
    pub(super) fn days(&self, facts: &[&FactPlan], bounds: Bounds) -> i64 {
        let range = facts.iter().filter_map(|fact| self.bound.date_range(fact.time?));
        let range = range.reduce(|(low, high), (from, to)| (low.min(from), high.max(to)));
        let start = bounds.0.or(range.map(|(from, _)| from));
        match (start, bounds.1) {
            (Some(start), Some(end)) if start <= end => i64::from(end.days() - start.days()) + 1,
            _ => 0,
        }
    }
}

/// The condition that a day lies in one of the ranges.
pub(super) fn days_in(column: &Column, ranges: &Ranges) -> Predicate {
    let parts = ranges.iter().map(|(from, to)| predicate::days_between(column, *from, *to));
    predicate::disjunction(parts.collect())
}

/// Clears the bits of rows whose date does not stand before `before[code]`, or of those where it does.
pub(super) fn keep_before(
    column: &Column,
    own: &Coding,
    before: &[i64],
    wanted: bool,
    start: usize,
    mask: &mut [u8],
) {
    let Values::Ints(ints) = column.values() else {
        // A column without values has no date that could lie before.
        if wanted {
            mask.fill(0);
        }
        return;
    };
    crate::with_codes!(own.reader(), start..start + mask.len(), code => {
        for (i, bit) in mask.iter_mut().enumerate() {
            let row = start + i;
            let is_before = column.is_valid(row) && ints.get(row) < before[code(i) as usize];
            *bit &= u8::from(is_before == wanted);
        }
    });
}

#[cfg(test)]
mod tests;
