//! Windows that hang on a bucket, or on the period that is asked for: running and opening stocks, and metrics of the
//! days before or up to it.

use super::groups::Grouped;
use super::rows::{FirstDay, Rows, key_name, kind_name};
use super::select::{Select, cross_join, derived, from};
use super::source::MEMBER;
use super::stage::Stage;
use super::tree::{Op, Sql, all, any, binary, call, raw, whole};
use super::window;
use super::writer::Writer;
use crate::calendar::{Date, Grain};
use crate::model::{Anchor, Placing, Window, far_past};
use crate::query::scans::Way;
use sqlparser::ast as syntax;

/// First and last day; without a first one, all days up to the last.
type Days = (Option<Sql>, Sql);

/// The windows of a placing as one word.
pub(super) fn code(placing: &Placing) -> String {
    let codes = placing.windows.iter().map(|window| window.code().replace(' ', "_"));
    codes.collect::<Vec<_>>().join("_or_")
}

impl<'a> Writer<'a> {
    /// The period that is asked for, up to today; the first day only where there is one.
    pub(super) fn whole(&self) -> Days {
        let today = self.today();
        let Some(period) = self.plan.period else { return (None, today) };
        let (first, last) = self.resolve(period);
        let last = match self.known_whole() {
            Some((_, last)) => self.dialect.date(last),
            None => call("LEAST", vec![last, today]),
        };
        (Some(first), last)
    }

    /// The same where it is known now.
    pub(super) fn known_whole(&self) -> Option<(Option<Date>, Date)> {
        let (plan, as_of) = (self.plan, self.as_of()?);
        let period = plan.period.map(|period| period.resolve(as_of, plan.fiscal_start_month));
        Some((period.map(|(first, _)| first), period.map_or(as_of, |(_, last)| last.min(as_of))))
    }

    /// A bucket within the period that is asked for, up to today, from the column of its first day.
    pub(super) fn clipped(&self, axis: usize, bucket: Sql) -> (Sql, Sql) {
        let (from, to) = self.whole();
        let end = self.dialect.bucket_end(self.grain(axis), bucket.clone());
        let first = match from {
            Some(from) => call("GREATEST", vec![bucket, from]),
            None => bucket,
        };
        let last = call("GREATEST", vec![call("LEAST", vec![end, to]), first.clone()]);
        (first, last)
    }

    pub(super) fn grain(&self, axis: usize) -> Grain {
        self.plan.axes[axis].grain.unwrap_or(Grain::Day)
    }

    /// Rows of the windows of each bucket, or of the whole.
    pub(super) fn placed(
        &mut self,
        rows: &Rows<'a>,
        placing: &Placing,
        stage: &Stage<'_>,
        level: u32,
    ) -> Grouped {
        let axis = self.plan.time_axis(rows.fact).filter(|axis| level & (1 << axis) == 0);
        let mut keys = self.keys(stage, level, axis);
        let mut tables = from(self.table_of(&rows.unbounded, "r"));
        match axis {
            Some(axis) => {
                let windows = self.placed_windows(axis, placing);
                tables.joins.push(cross_join(self.table_of(&windows, "w")));
                keys.filter.push(self.in_placed_windows(placing));
            }
            None => {
                tables.joins.extend(self.join_today());
                keys.filter.push(self.in_whole(placing));
            }
        }
        tables.joins.extend(keys.joins);
        let (items, filter, group_by) = (keys.items, keys.filter, keys.group_by);
        Grouped { alias: "r", items, tables, filter, group_by, first_day: FirstDay::Whole }
    }

    /// Keys of the rows that windows of a fact make: members of the other axes that have rows in the window of a bucket,
    /// whether or not they have any in the bucket.
    pub(super) fn placed_keys(&mut self, rows: &Rows<'a>) -> Vec<Select> {
        let time_axis = self.plan.time_axis(rows.fact);
        let placings = rows.scans.iter().filter_map(|scan| match &scan.way {
            Way::Windows(placing) => Some(placing),
            _ => None,
        });
        let placings: Vec<&Placing> = placings.collect();
        placings.into_iter().map(|placing| self.placed_keys_of(rows, placing, time_axis)).collect()
    }

    fn placed_keys_of(&mut self, rows: &Rows<'a>, placing: &Placing, time_axis: Option<usize>) -> Select {
        let width = self.plan.axes.len();
        let own = (0..width).filter(|&axis| time_axis != Some(axis));
        let own: Vec<String> = own.flat_map(|axis| [kind_name(axis), key_name(axis)]).collect();
        let columns = own.iter().map(String::as_str).chain(["day"]);
        let items = columns.map(|name| self.named(self.at("r", name), name)).collect();
        let tables = from(self.table_of(&rows.unbounded, "r"));
        let days = Select { items, from: Some(tables), distinct: true, ..Select::default() };
        let mut tables = from(derived(days.query(), &self.dialect.name_of("r")));
        let filter = match time_axis {
            Some(axis) => {
                let windows = self.placed_windows(axis, placing);
                tables.joins.push(cross_join(self.table_of(&windows, "w")));
                vec![self.in_placed_windows(placing), self.at("w", "is_shown")]
            }
            None => {
                tables.joins.extend(self.join_today());
                vec![self.in_whole(placing)]
            }
        };
        let mut items: Vec<syntax::SelectItem> = Vec::new();
        for axis in 0..width {
            let is_bucket = time_axis == Some(axis);
            let kind = if is_bucket { whole(MEMBER) } else { self.at("r", &kind_name(axis)) };
            let key = if is_bucket { self.at("w", "bucket") } else { self.at("r", &key_name(axis)) };
            items.push(self.named(kind, &kind_name(axis)));
            items.push(self.named(key, &key_name(axis)));
        }
        Select { items, from: Some(tables), filter, distinct: true, ..Select::default() }
    }

    /// Whether the day of a row `r` lies in a window of the bucket `w`; a day in several counts once.
    fn in_placed_windows(&self, placing: &Placing) -> Sql {
        let windows = placing.windows.iter().enumerate().map(|(at, window)| {
            let name = |name: &str| self.at("w", &numbered(name, at));
            let first = window.period.map(|_| name("first_day"));
            self.in_days(self.at("r", "day"), (first, name("last_day")))
        });
        any(windows.collect()).unwrap_or_else(|| raw("FALSE"))
    }

    /// Whether the day of a row `r` lies in a window of the whole.
    fn in_whole(&self, placing: &Placing) -> Sql {
        let (dialect, fiscal_start_month) = (self.dialect, self.plan.fiscal_start_month);
        let days = |window: &Window| match self.known_whole() {
            Some((first, last)) => {
                let (from, to) = window.days(first, Some(last), fiscal_start_month)?;
                Some(((from != far_past()).then(|| dialect.date(from)), dialect.date(to)))
            }
            None => {
                let (first, last) = self.whole();
                self.days_of(window, first.as_ref(), &last)
            }
        };
        let windows = placing.windows.iter().filter_map(days);
        let tests = windows.map(|days| self.in_days(self.at("r", "day"), days));
        any(tests.collect()).unwrap_or_else(|| raw("FALSE"))
    }

    fn in_days(&self, day: Sql, (first, last): Days) -> Sql {
        match first {
            Some(first) => self.in_window(day, (first, last)),
            None => binary(day, Op::LtEq, last),
        }
    }

    /// The days of a window of what goes from `first` to `last`; none where it hangs on a first day that is not there.
    fn days_of(&self, window: &Window, first: Option<&Sql>, last: &Sql) -> Option<Days> {
        let (dialect, fiscal_start_month) = (self.dialect, self.plan.fiscal_start_month);
        let last = match window.anchor {
            Anchor::End => last.clone(),
            Anchor::Start => dialect.plus_days(first?.clone(), -1),
            Anchor::Before(period) => {
                let (from, _) = window::of_period(dialect, period, last, fiscal_start_month);
                dialect.plus_days(from, -1)
            }
        };
        let Some(period) = window.period else { return Some((None, last)) };
        let (from, to) = window::of_period(dialect, period, &last, fiscal_start_month);
        Some((Some(from), to))
    }

    /// The windows of every bucket, and whether the bucket shows by itself.
    fn placed_windows(&mut self, axis: usize, placing: &Placing) -> String {
        let found = self.window_parts.iter().find(|(of, known, _)| *of == axis && known == placing);
        if let Some((.., name)) = found {
            return name.clone();
        }
        let buckets = self.clipped_buckets(axis);
        let name = self.free_name(&format!("windows{}_{}", axis + 1, code(placing)), self.parts.len());
        let mut items: Vec<syntax::SelectItem> =
            ["bucket", "is_shown"].map(|name| self.named(self.at("b", name), name)).into();
        let (first, last) = (self.at("b", "first_day"), self.at("b", "last_day"));
        for (at, window) in placing.windows.iter().enumerate() {
            let Some((start, end)) = self.days_of(window, Some(&first), &last) else { continue };
            items.extend(start.map(|start| self.named(start, &numbered("first_day", at))));
            items.push(self.named(end, &numbered("last_day", at)));
        }
        let tables = from(self.table_of(&buckets, "b"));
        self.add_part(&name, Select { items, from: Some(tables), ..Select::default() }.query());
        self.window_parts.push((axis, placing.clone(), name.clone()));
        name
    }

    /// All buckets of the calendar, cut at the period that is asked for and at today.
    fn clipped_buckets(&mut self, axis: usize) -> String {
        let name = format!("buckets_to_today{}", axis + 1);
        if self.parts.iter().any(|(known, _)| *known == self.part(&name)) {
            return name;
        }
        let calendar = self.calendar(axis);
        let bucket = self.at("b", "value");
        let (first, last) = self.clipped(axis, bucket.clone());
        let (start, to) = self.whole();
        let end = self.dialect.bucket_end(self.grain(axis), bucket.clone());
        let is_after = start.map(|start| binary(end, Op::GtEq, start));
        let is_before = binary(bucket.clone(), Op::LtEq, to);
        let is_shown = all(is_after.into_iter().chain([is_before]).collect());
        let items = vec![
            self.named(bucket, "bucket"),
            self.named(first, "first_day"),
            self.named(last, "last_day"),
            self.named(is_shown.unwrap_or_else(|| raw("TRUE")), "is_shown"),
        ];
        let mut tables = from(self.table_of(&calendar, "b"));
        tables.joins.extend(self.join_today());
        self.add_part(&name, Select { items, from: Some(tables), ..Select::default() }.query());
        name
    }
}

fn numbered(name: &str, at: usize) -> String {
    if at == 0 { name.to_owned() } else { format!("{name}_{}", at + 1) }
}
