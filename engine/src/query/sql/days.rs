//! Windows over days: relative periods that are anchored anew at each bucket, and stocks, which take one day of them.

use super::groups::Grouped;
use super::rows::{FirstDay, Rows, key_name, kind_name};
use super::select::{Select, cross_join, derived, from, union};
use super::source::MEMBER;
use super::stage::Stage;
use super::tree::{Op, binary, call, call_over, equal, is_not_null, over, whole};
use super::writer::Writer;
use crate::calendar::Period;
use crate::model::OverTime;
use crate::query::scans::ByDay;

impl<'a> Writer<'a> {
    /// Rows of the days of a window: a bucket's own, or the period that is anchored at its end.
    pub(super) fn by_day(
        &mut self,
        rows: &Rows<'a>,
        by_day: ByDay,
        stage: &Stage<'_>,
        level: u32,
    ) -> Grouped {
        let kept_axis = by_day.time_axis.filter(|axis| level & (1 << axis) == 0);
        let anchored = kept_axis.filter(|_| by_day.period.is_some());
        let mut keys = self.keys(stage, level, anchored);
        let day = self.at("r", "day");
        let part = if by_day.is_anchored() { &rows.unbounded } else { &rows.part };
        let mut tables = from(self.table_of(part, "r"));
        match (anchored, kept_axis, by_day.period) {
            (Some(axis), _, Some(period)) => {
                let windows = self.windows(axis, period);
                tables.joins.push(cross_join(self.table_of(&windows, "w")));
                let window = (self.at("w", "first_day"), self.at("w", "last_day"));
                keys.filter.push(self.in_window(day.clone(), window));
            }
            (_, None, Some(period)) => {
                tables.joins.extend(self.join_today());
                let window = self.resolve(period);
                keys.filter.push(self.in_window(day.clone(), window));
            }
            _ => keys.filter.push(is_not_null(day.clone())),
        }
        tables.joins.extend(keys.joins);
        let first_day = FirstDay::Whole;
        let Some(over_time) = by_day.over_time else {
            let (items, filter, group_by) = (keys.items, keys.filter, keys.group_by);
            return Grouped { alias: "r", items, tables, filter, group_by, first_day };
        };
        // A stock: only the first or last day that has rows, of each group.
        let mut inner = keys.items;
        let name = match over_time {
            OverTime::First => "MIN",
            OverTime::Last | OverTime::Running | OverTime::Opening => "MAX",
        };
        let edge = call_over(name, vec![day.clone()], &over(keys.group_by.clone(), Vec::new(), None));
        inner.push(self.named(day, "day"));
        inner.push(self.named(edge, "edge"));
        for column in rows.columns() {
            inner.push(self.named(self.at("r", &column), &column));
        }
        let inner = Select { items: inner, from: Some(tables), filter: keys.filter, ..Select::default() };
        let (items, group_by) = self.keys_of("s", stage, level);
        let filter = vec![equal(self.at("s", "day"), self.at("s", "edge"))];
        let tables = from(derived(inner.query(), &self.dialect.name_of("s")));
        Grouped { alias: "s", items, tables, filter, group_by, first_day }
    }

    /// The window of each bucket: the period, anchored at the bucket's end or at the day that counts as today.
    fn windows(&mut self, axis: usize, period: Period) -> String {
        let name = format!("windows{}_{}", axis + 1, period.code());
        if self.parts.iter().any(|(known, _)| *known == self.part(&name)) {
            return name;
        }
        let (plan, dialect) = (self.plan, self.dialect);
        let bucket = self.at("b", "bucket");
        let end = dialect.bucket_end(self.grain(axis), bucket.clone());
        let anchor = call("LEAST", vec![end, self.today()]);
        let anchor = call("GREATEST", vec![anchor, bucket.clone()]);
        let mut tables = from(self.table_of(&format!("buckets{}", axis + 1), "b"));
        tables.joins.extend(self.join_today());
        let items = vec![self.named(bucket.clone(), "bucket"), self.named(anchor, "anchor")];
        let inner = Select { items, from: Some(tables), ..Select::default() };
        let inner = derived(inner.query(), &dialect.name_of("b"));
        let anchor = self.at("b", "anchor");
        let (first, last) = super::window::of_period(dialect, period, &anchor, plan.fiscal_start_month);
        let items =
            vec![self.named(bucket, "bucket"), self.named(first, "first_day"), self.named(last, "last_day")];
        let select = Select { items, from: Some(from(inner)), ..Select::default() };
        self.add_part(&name, select.query());
        name
    }

    /// The buckets of a time axis that any fact has rows in.
    pub(super) fn buckets(&mut self, facts: &[Rows<'a>], members: Option<&str>) {
        for axis in 0..self.plan.axes.len() {
            let has_windows = |rows: &Rows<'_>| {
                rows.scans
                    .iter()
                    .filter_map(|scan| scan.by_day())
                    .any(|by_day| by_day.time_axis == Some(axis) && by_day.period.is_some())
            };
            if !facts.iter().any(has_windows) {
                continue;
            }
            let parts: Vec<String> = match members {
                Some(members) => vec![members.to_owned()],
                None => facts.iter().map(|rows| rows.part.clone()).collect(),
            };
            let select = |part: &String| {
                let bucket = self.at("r", &key_name(axis));
                Select {
                    items: vec![self.named(bucket, "bucket")],
                    from: Some(from(self.table_of(part, "r"))),
                    filter: vec![binary(self.at("r", &kind_name(axis)), Op::Eq, whole(MEMBER))],
                    distinct: parts.len() == 1,
                    ..Select::default()
                }
            };
            if let Some(query) = union(parts.iter().map(select).collect(), true) {
                self.add_part(&format!("buckets{}", axis + 1), query);
            }
        }
    }
}
