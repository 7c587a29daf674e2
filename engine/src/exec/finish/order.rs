//! The order of rows, and the first of them.

use std::cmp::Ordering;

use super::answer::Answer;
use crate::exec::rows::Rows;
use crate::exec::run::Run;
use crate::formula::Value;
use crate::query::SortBy;
/// The order of rows: details as asked, then totals; ties and the rest by key.
pub(super) struct Order<'a> {
    run: &'a Run<'a>,
    layout: &'a Rows,
    pub(super) by: Vec<By<'a>>,
}

/// What decides, and whether the greatest stands first.
pub(super) enum By<'a> {
    Values(&'a [Value], bool),
    Axis(usize, bool),
}

impl<'a> Order<'a> {
    pub(super) fn new(run: &'a Run<'a>, layout: &'a Rows, answer: &'a Answer) -> Self {
        let by = run.plan.sort.iter().filter_map(|sort| match &sort.by {
            SortBy::Metric(code) => {
                let id = run.bound.model().find_metric(code)?;
                Some(By::Values(answer.of(id), sort.descending))
            }
            SortBy::Dimension(axis) => Some(By::Axis(*axis, sort.descending)),
        });
        Self { run, layout, by: by.collect() }
    }

    pub(super) fn sort(&self, rows: &mut [usize]) {
        rows.sort_by(|&a, &b| self.compare(a, b));
    }

    /// Keeps the first `keep` rows, in order.
    pub(super) fn first(&self, rows: &mut Vec<usize>, keep: usize) {
        if keep == 0 {
            rows.clear();
        } else if keep < rows.len() {
            // Most rows stand behind what is already kept, and one comparison shows it.
            let mut best: Vec<usize> = Vec::with_capacity(2 * keep);
            let mut last = None;
            for &row in rows.iter() {
                if last.is_some_and(|last| self.compare(row, last).is_gt()) {
                    continue;
                }
                best.push(row);
                if best.len() == 2 * keep {
                    last = Some(self.select(&mut best, keep));
                }
            }
            if best.len() > keep {
                self.select(&mut best, keep);
            }
            *rows = best;
        }
        self.sort(rows);
    }

    /// Keeps the first `keep` rows in any order; the last of them.
    fn select(&self, rows: &mut Vec<usize>, keep: usize) -> usize {
        let last = *rows.select_nth_unstable_by(keep - 1, |&a, &b| self.compare(a, b)).1;
        rows.truncate(keep);
        last
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
        let has_others = self.run.plan.limit.as_ref().is_some_and(|limit| limit.others);
        if has_others { is_other(a).cmp(&is_other(b)) } else { Ordering::Equal }
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
