//! The rows of each fact as one part of the statement: group keys, the day, what is aggregated, and which rows of it.

use super::bridges::Beyond;
use super::select::{Select, from, union};
use super::source::Source;
use super::tree::{Op, Sql, all, binary, call, case, raw, whole};
use super::writer::Writer;
use crate::calendar::Period;
use crate::model::{Aggregate, FieldId, StartTest};
use crate::query::scans::{ScanPlan, Way};
use crate::query::{Condition, FactPlan, Measure, Plan};
use sqlparser::ast as syntax;

/// Rows of a fact under a name.
pub(super) struct Rows<'a> {
    pub(super) fact: &'a FactPlan,
    /// The part with the query's time range.
    pub(super) part: String,
    /// The part without it, for windows that reach out of it.
    pub(super) unbounded: String,
    pub(super) scans: Vec<ScanPlan<'a>>,
    /// Columns v1, v2 …
    values: Vec<FieldId>,
    /// Columns c1, c2 …
    conditions: Vec<Own>,
    /// How many columns i1, i2 … tell rows apart, where one can stand in several groups.
    identity: usize,
}

/// The condition of an aggregate itself.
#[derive(PartialEq)]
struct Own {
    filter: Vec<Condition>,
    period: Option<Period>,
    start: Option<(StartTest, FirstDay)>,
}

/// The day that a test on the first day compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstDay {
    /// Of the period that is asked for.
    Whole,
    /// Of the row's bucket on this axis.
    Bucket(usize),
}

impl<'a> Rows<'a> {
    pub(super) fn new(writer: &mut Writer<'a>, fact: &'a FactPlan, number: usize) -> Self {
        let plan = writer.plan;
        let as_of = writer.as_of();
        let resolve = |period: Period| match (period, as_of) {
            (Period::Between(first, last), _) => Some((first, last)),
            (_, Some(as_of)) => Some(period.resolve(as_of, plan.fiscal_start_month)),
            (_, None) => None,
        };
        let scans = plan.scans(writer.model, fact, as_of, &resolve).unwrap_or_else(|errors| {
            writer.errors.extend(errors);
            Vec::new()
        });
        let part = format!("rows{number}");
        let needs_more = plan.period.is_some() && scans.iter().any(takes_other_days);
        let unbounded = if needs_more { format!("all_rows{number}") } else { part.clone() };
        let can_repeat = !fact.bridges.is_empty() || windows_are_put_together(plan, fact, &scans);
        let identity = if can_repeat { writer.row_identity(fact.dataset).len() } else { 0 };
        let mut rows =
            Self { fact, part, unbounded, scans, values: Vec::new(), conditions: Vec::new(), identity };
        for scan in &rows.scans {
            let first_days = match scan.way {
                Way::Starts(axis) => vec![FirstDay::Bucket(axis), FirstDay::Whole],
                _ => vec![FirstDay::Whole],
            };
            for measure in &scan.measures {
                if let Some(field) = measure.field.filter(|field| !rows.values.contains(field)) {
                    rows.values.push(field);
                }
                for &first_day in &first_days {
                    let own = own(plan, measure, scan, first_day);
                    if !own.is_empty() && !rows.conditions.contains(&own) {
                        rows.conditions.push(own);
                    }
                }
            }
        }
        for is_bounded in [true, false] {
            if is_bounded || needs_more {
                rows.write(writer, is_bounded);
            }
        }
        rows
    }

    fn write(&self, writer: &mut Writer<'a>, is_bounded: bool) {
        let plan = writer.plan;
        let mut source = Source::new(self.fact.dataset);
        let mut beyond = Beyond::new(writer, self.fact);
        let mut select = Select::default();
        for (at, (axis, reach)) in plan.axes.iter().zip(&self.fact.axes).enumerate() {
            let (kind, value) = beyond.source_of(at, &mut source).key(writer, axis, reach);
            select.items.push(writer.named(kind, &kind_name(at)));
            select.items.push(writer.named(value, &key_name(at)));
        }
        let day = writer.day(self.fact);
        let is_by_day = |scan: &ScanPlan<'_>| matches!(scan.way, Way::ByDay(_) | Way::Windows(_));
        if let Some(day) = day.clone().filter(|_| self.scans.iter().any(is_by_day)) {
            select.items.push(writer.named(day, "day"));
        }
        for (at, &field) in self.values.iter().enumerate() {
            let value = writer.field("f", field).sql;
            select.items.push(writer.named(value, &format!("v{}", at + 1)));
        }
        for (at, own) in self.conditions.iter().enumerate() {
            let mut parts: Vec<Sql> =
                own.filter.iter().map(|condition| writer.condition(&mut source, condition)).collect();
            if let (Some(period), Some(day)) = (own.period, &day) {
                let window = writer.resolve(period);
                parts.push(writer.in_window(day.clone(), window));
            }
            if let (Some((test, first_day)), Some(day)) = (own.start, &day) {
                parts.push(start_condition(writer, test, first_day, day));
            }
            if let Some(condition) = all(parts) {
                select.items.push(writer.named(condition, &format!("c{}", at + 1)));
            }
        }
        if self.can_repeat() {
            for (at, value) in writer.row_identity(self.fact.dataset).into_iter().enumerate() {
                select.items.push(writer.named(value, &format!("i{}", at + 1)));
            }
        }
        if select.items.is_empty() {
            select.items.push(writer.named(whole(1), "one"));
        }
        select.filter = writer.row_filter(&mut source, self.fact, is_bounded);
        select.filter.extend(beyond.filter(writer));
        let mut tables = source.tables(writer);
        beyond.join(writer, &mut tables);
        select.from = Some(tables);
        writer.add_part(if is_bounded { &self.part } else { &self.unbounded }, select.query());
    }

    /// What a measure of a scan aggregates, in rows called `alias`: null where its condition does not hold.
    pub(super) fn input(
        &self,
        writer: &Writer<'a>,
        scan: &ScanPlan<'a>,
        measure: &Measure,
        first_day: FirstDay,
        alias: &str,
    ) -> Sql {
        let value = measure.field.filter(|_| measure.aggregate != Aggregate::CountRows);
        let value = value.and_then(|field| self.values.iter().position(|known| *known == field));
        let value = value.map(|at| writer.at(alias, &format!("v{}", at + 1)));
        let own = own(writer.plan, measure, scan, first_day);
        match self.conditions.iter().position(|known| *known == own) {
            None => value.unwrap_or_else(|| raw("*")),
            Some(at) => {
                let condition = writer.at(alias, &format!("c{}", at + 1));
                case(vec![(condition, value.unwrap_or_else(|| whole(1)))], None)
            }
        }
    }

    /// Columns that a measure reads, for queries between the rows and the aggregates.
    pub(super) fn columns(&self) -> Vec<String> {
        let values = (1..=self.values.len()).map(|at| format!("v{at}"));
        let conditions = (1..=self.conditions.len()).map(|at| format!("c{at}"));
        values.chain(conditions).chain((1..=self.identity).map(|at| format!("i{at}"))).collect()
    }

    /// Whether a row of the fact can stand here several times.
    pub(super) fn can_repeat(&self) -> bool {
        self.identity > 0
    }
}

impl<'a> Writer<'a> {
    /// The day of a row of a fact.
    fn day(&mut self, fact: &FactPlan) -> Option<Sql> {
        fact.time.map(|field| {
            let time = self.field("f", field).sql;
            self.dialect.to_date(time, self.type_of(field))
        })
    }

    /// Which rows of a fact the query takes; those of all days where it is not bounded.
    pub(super) fn row_filter(
        &mut self,
        source: &mut Source<'a>,
        fact: &FactPlan,
        is_bounded: bool,
    ) -> Vec<Sql> {
        let plan = self.plan;
        let mut filter = Vec::new();
        if let Some(day) = self.day(fact) {
            if let Some(period) = plan.period.filter(|_| is_bounded) {
                let window = self.resolve(period);
                filter.push(self.in_window(day.clone(), window));
            }
            if let Some(as_of) = plan.as_of {
                filter.push(binary(day, Op::LtEq, self.dialect.date(as_of)));
            }
        }
        filter.extend(fact.filter.iter().map(|condition| self.condition(source, condition)));
        filter
    }
}

impl Own {
    fn is_empty(&self) -> bool {
        self.filter.is_empty() && self.period.is_none() && self.start.is_none()
    }
}

fn own(plan: &Plan, measure: &Measure, scan: &ScanPlan<'_>, first_day: FirstDay) -> Own {
    // Nothing lies before the first of all days.
    let is_open = |test: &StartTest| !test.is_before && first_day == FirstDay::Whole && plan.period.is_none();
    Own {
        filter: measure.filter.clone(),
        period: measure.period.filter(|_| !takes_other_days(scan)),
        start: measure.placing.start.filter(|test| !is_open(test)).map(|test| (test, first_day)),
    }
}

/// Whether a scan takes rows of other days than those that the query asks for.
fn takes_other_days(scan: &ScanPlan<'_>) -> bool {
    match &scan.way {
        Way::Windows(_) => true,
        Way::ByDay(by_day) => by_day.is_anchored(),
        Way::Plain | Way::Starts(_) => false,
    }
}

/// Whether a limit puts buckets of a time axis together whose windows may share days.
fn windows_are_put_together(plan: &Plan, fact: &FactPlan, scans: &[ScanPlan<'_>]) -> bool {
    let Some((limit, axis)) = plan.limit.as_ref().zip(plan.time_axis(fact)) else { return false };
    let has_windows = |scan: &ScanPlan<'_>| match &scan.way {
        Way::Windows(_) => true,
        Way::ByDay(by_day) => by_day.period.is_some(),
        Way::Plain | Way::Starts(_) => false,
    };
    limit.others && limit.dimension.is_none_or(|ranked| ranked == axis) && scans.iter().any(has_windows)
}

/// The test of another date of the row; `day` is its own.
fn start_condition(writer: &mut Writer<'_>, test: StartTest, first_day: FirstDay, day: &Sql) -> Sql {
    let (plan, dialect) = (writer.plan, writer.dialect);
    let bucket = match first_day {
        FirstDay::Whole => None,
        FirstDay::Bucket(axis) => {
            Some(dialect.bucket_start(writer.grain(axis), day.clone(), plan.fiscal_start_month))
        }
    };
    let from = plan.period.map(|period| writer.resolve(period).0);
    let first = match (bucket, from) {
        (Some(bucket), Some(from)) => call("GREATEST", vec![bucket, from]),
        (Some(first), None) | (None, Some(first)) => first,
        (None, None) => return raw("FALSE"),
    };
    let other = writer.field("f", test.field).sql;
    let other = dialect.to_date(other, writer.type_of(test.field));
    match test.is_before {
        true => binary(other, Op::Lt, first),
        // A row without the date, or in no bucket, is none of before.
        false => call("COALESCE", vec![binary(other, Op::GtEq, first), raw("TRUE")]),
    }
}

/// The column that says what a key stands for.
pub(super) fn kind_name(axis: usize) -> String {
    format!("n{}", axis + 1)
}

/// The column of a key's value.
pub(super) fn key_name(axis: usize) -> String {
    format!("k{}", axis + 1)
}

/// The last date of the facts.
pub(super) fn today_part(writer: &mut Writer<'_>) {
    if !writer.looks_up_today() {
        return;
    }
    let mut selects = Vec::new();
    for fact in &writer.plan.facts {
        let Some(time) = fact.time else { continue };
        let day = writer.field("f", time).sql;
        let day = writer.dialect.to_date(day, writer.type_of(time));
        let last = writer.dialect.aggregate(crate::model::Aggregate::Max, day, crate::table::DataType::Date);
        let mut select = Select { items: vec![writer.named(last, "last_day")], ..Select::default() };
        select.from = Some(from(writer.dataset_table(fact.dataset, "f")));
        selects.push(select);
    }
    let Some(days) = union(selects, false) else { return };
    let last = writer.at("days", "last_day");
    let last = writer.dialect.aggregate(crate::model::Aggregate::Max, last, crate::table::DataType::Date);
    let days: syntax::TableFactor = super::select::derived(days, &writer.dialect.name_of("days"));
    let select =
        Select { items: vec![writer.named(last, "as_of")], from: Some(from(days)), ..Select::default() };
    writer.add_part("today", select.query());
}
