//! Members that no fact reaches, and buckets of time without rows.

use super::rows::{Rows, key_name, kind_name};
use super::select::{Select, cross_join, derived, every, from, union};
use super::source::MEMBER;
use super::tree::{Op, Sql, binary, call, is_not_null, whole};
use super::writer::Writer;
use crate::calendar::Grain;
use crate::model::Aggregate;
use crate::query::Target;
use crate::query::scans::Way;
use crate::table::DataType;

impl<'a> Writer<'a> {
    /// Keys of all rows that the answer shows, where rows of the facts in their own buckets do not say so: with all
    /// members, and where windows reach buckets without rows.
    pub(super) fn members(&mut self, facts: &[Rows<'a>]) -> Option<String> {
        let width = self.plan.axes.len();
        let has_windows = |rows: &Rows<'_>| {
            rows.scans.iter().any(|scan| matches!(scan.way, Way::Windows(_)))
                && self.plan.time_axis(rows.fact).is_some()
        };
        if width == 0 || !(self.plan.all_members || facts.iter().any(has_windows)) {
            return None;
        }
        let keys = |writer: &Self, alias: &str| {
            let of = |axis: usize| {
                [kind_name(axis), key_name(axis)].map(|name| writer.named(writer.at(alias, &name), &name))
            };
            (0..width).flat_map(of).collect::<Vec<_>>()
        };
        let mut reached = Vec::new();
        for rows in facts {
            reached.push(Select {
                items: keys(self, "r"),
                from: Some(from(self.table_of(&rows.part, "r"))),
                distinct: true,
                ..Select::default()
            });
            reached.extend(self.placed_keys(rows));
        }
        let mut part = "reached".to_owned();
        self.add_part(&part, union(reached, true)?);
        if !self.plan.all_members {
            return Some(part);
        }
        for axis in 0..width {
            let is_time = self.plan.axes[axis].is_time();
            if axis != 0 && !is_time {
                continue;
            }
            let list = if is_time { self.all_buckets(axis) } else { self.all_values(axis) };
            let combined = format!("members{}", axis + 1);
            let mut items = Vec::new();
            for at in 0..width {
                if at == axis {
                    items.push(self.named(whole(MEMBER), &kind_name(at)));
                    items.push(self.named(self.at("v", "value"), &key_name(at)));
                } else {
                    for name in [kind_name(at), key_name(at)] {
                        items.push(self.named(self.at("c", &name), &name));
                    }
                }
            }
            let mut tables = from(self.table_of(&list, "v"));
            if width > 1 {
                let others = (0..width).filter(|&at| at != axis).flat_map(|at| {
                    [kind_name(at), key_name(at)].map(|name| self.named(self.at("r", &name), &name))
                });
                let others = Select {
                    items: others.collect(),
                    from: Some(from(self.table_of(&part, "r"))),
                    distinct: true,
                    ..Select::default()
                };
                tables.joins.push(cross_join(derived(others.query(), &self.dialect.name_of("c"))));
            }
            let known = Select {
                items: keys(self, "r"),
                from: Some(from(self.table_of(&part, "r"))),
                ..Select::default()
            };
            let more = Select { items, from: Some(tables), ..Select::default() };
            self.add_part(&combined, union(vec![known, more], true)?);
            part = combined;
        }
        Some(part)
    }

    /// Values that occur in the table of the axis' field.
    fn all_values(&mut self, axis: usize) -> String {
        let part = format!("all_values{}", axis + 1);
        let Target::Field(field) = self.plan.axes[axis].target else { return part };
        let value = self.field("f", field);
        let value = self.shown(value);
        let select = Select {
            items: vec![self.named(value.clone(), "value")],
            from: Some(from(self.dataset_table(field.dataset, "f"))),
            filter: vec![is_not_null(value)],
            distinct: true,
            ..Select::default()
        };
        self.add_part(&part, select.query());
        part
    }

    /// All buckets of the calendar within the query's time range.
    fn all_buckets(&mut self, axis: usize) -> String {
        let calendar = self.calendar(axis);
        let Some(period) = self.plan.period else { return calendar };
        let part = format!("all_values{}", axis + 1);
        let value = self.at("b", "value");
        let (first, last) = self.resolve(period);
        let end = self.dialect.bucket_end(self.grain(axis), value.clone());
        let filter = vec![binary(value.clone(), Op::LtEq, last), binary(end, Op::GtEq, first)];
        let mut tables = from(self.table_of(&calendar, "b"));
        tables.joins.extend(self.join_today());
        let items = vec![self.named(value, "value")];
        self.add_part(&part, Select { items, from: Some(tables), filter, ..Select::default() }.query());
        part
    }

    /// All buckets from the first to the last date that any fact's table has. Windows reach today: a stock is still
    /// there.
    pub(super) fn calendar(&mut self, axis: usize) -> String {
        let part = format!("calendar{}", axis + 1);
        if self.parts.iter().any(|(known, _)| *known == self.part(&part)) {
            return part;
        }
        let (plan, dialect, grain) = (self.plan, self.dialect, self.grain(axis));
        let mut ends = Vec::new();
        for fact in &plan.facts {
            let Some(reach) = fact.axes.get(axis) else { continue };
            let day = self.field("f", reach.field).sql;
            let day = dialect.to_date(day, self.type_of(reach.field));
            let low = dialect.aggregate(Aggregate::Min, day.clone(), DataType::Date);
            let high = dialect.aggregate(Aggregate::Max, day, DataType::Date);
            ends.push(Select {
                items: vec![self.named(low, "low"), self.named(high, "high")],
                from: Some(from(self.dataset_table(reach.field.dataset, "f"))),
                ..Select::default()
            });
        }
        let Some(ends) = union(ends, false) else { return part };
        let low = dialect.aggregate(Aggregate::Min, self.at("e", "low"), DataType::Date);
        let high = dialect.aggregate(Aggregate::Max, self.at("e", "high"), DataType::Date);
        let start = dialect.bucket_start(grain, low, plan.fiscal_start_month);
        let span = format!("span{}", axis + 1);
        let items = vec![self.named(start, "first_bucket"), self.named(high, "last_day")];
        let tables = from(derived(ends, &dialect.name_of("e")));
        self.add_part(&span, Select { items, from: Some(tables), ..Select::default() }.query());

        let first = self.at("s", "first_bucket");
        let number = self.numbers();
        let times = |n: i64| binary(number.clone(), Op::Multiply, whole(n));
        let bucket = match grain {
            Grain::Day => dialect.add_days(first.clone(), number.clone()),
            Grain::Week => dialect.add_days(first.clone(), times(7)),
            // Every ten days of every month, from the first month on.
            Grain::TenDay => {
                let month = dialect.bucket_start(Grain::Month, first.clone(), 1);
                let month = dialect.add_months(month, number);
                dialect.add_days(month, self.at("t", "i"))
            }
            grain => dialect.add_months(first.clone(), times(grain.months())),
        };
        let mut tables = from(self.table_of(&span, "s"));
        for alias in ["i", "j", "k", "l"] {
            tables.joins.push(cross_join(self.table_of("digits", alias)));
        }
        if grain == Grain::TenDay {
            let tens = [0i64, 10, 20]
                .map(|days| Select { items: vec![self.named(whole(days), "i")], ..Select::default() });
            if let Some(tens) = union(tens.into(), false) {
                tables.joins.push(cross_join(derived(tens, &dialect.name_of("t"))));
            }
        }
        let items = vec![
            self.named(bucket, "value"),
            self.named(first, "first_bucket"),
            self.named(self.at("s", "last_day"), "last_day"),
        ];
        let numbered = Select { items, from: Some(tables), ..Select::default() };
        let mut tables = from(derived(numbered.query(), &dialect.name_of("b")));
        tables.joins.extend(self.join_today());
        let value = self.at("b", "value");
        let mut measures = plan.facts.iter().flat_map(|fact| &fact.measures);
        let has_windows = measures.any(|measure| !measure.placing.windows.is_empty());
        let last = match has_windows && plan.axes[axis].target == Target::Time {
            true => call("GREATEST", vec![self.at("b", "last_day"), self.today()]),
            false => self.at("b", "last_day"),
        };
        let select = Select {
            items: vec![self.named(value.clone(), "value")],
            from: Some(tables),
            filter: vec![
                binary(value.clone(), Op::GtEq, self.at("b", "first_bucket")),
                binary(value, Op::LtEq, last),
            ],
            ..Select::default()
        };
        self.add_part(&part, select.query());
        part
    }

    /// A number from 0 to 9,999 out of four digits.
    fn numbers(&mut self) -> Sql {
        if !self.parts.iter().any(|(name, _)| *name == self.part("digits")) {
            let digit =
                |digit: i64| Select { items: vec![self.named(whole(digit), "i")], ..Select::default() };
            if let Some(digits) = union((0..10).map(digit).collect(), false) {
                self.add_part("digits", digits);
            }
        }
        let place = |alias: &str, unit: i64| binary(self.at(alias, "i"), Op::Multiply, whole(unit));
        let places = [place("j", 10), place("k", 100), place("l", 1000)];
        places.into_iter().fold(self.at("i", "i"), super::tree::add)
    }

    /// All columns of a part.
    pub(super) fn everything(&self, alias: &str) -> sqlparser::ast::SelectItem {
        every(&self.dialect.name_of(alias))
    }
}
