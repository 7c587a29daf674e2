//! From the rows of a scan to groups and their aggregates.

use super::group_windows::EXTENT;
use super::rows::{FirstDay, Rows, key_name, kind_name};
use super::select::{Select, derived, from, union};
use super::source::TOTAL;
use super::stage::{Branch, Stage};
use super::tree::{Op, Sql, binary, call, case, is_not_null, raw, whole};
use super::writer::Writer;
use crate::model::Aggregate;
use crate::query::Measure;
use crate::query::scans::{ScanPlan, Way};
use crate::table::DataType;
use sqlparser::ast as syntax;

/// Longest name of a part that says what it holds: PostgreSQL cuts names after 63 bytes.
const MAX_NAME: usize = 56;

/// Rows with group keys, before anything is aggregated.
pub(super) struct Grouped {
    /// The name of the rows in `tables`.
    pub(super) alias: &'static str,
    /// The keys.
    pub(super) items: Vec<syntax::SelectItem>,
    pub(super) tables: syntax::TableWithJoins,
    pub(super) filter: Vec<Sql>,
    /// Keys that are not constant.
    pub(super) group_by: Vec<Sql>,
    /// What tests on the first day compare with.
    pub(super) first_day: FirstDay,
}

impl<'a> Writer<'a> {
    /// Writes the groups of a scan: a part for its aggregates, and one for each that counts values that occur several
    /// times.
    ///
    /// Rows of the answer that are listed elsewhere need no part without an aggregate.
    pub(super) fn groups(
        &mut self,
        number: usize,
        rows: &Rows<'a>,
        at: usize,
        stage: &Stage<'_>,
        are_listed: bool,
    ) -> Vec<Branch> {
        let scan = &rows.scans[at];
        let is_repeated = |measure: &&Measure| matches!(measure.aggregate, Aggregate::CountRepeated(_));
        let computed = scan.measures.iter().copied().filter(|measure| stage.computes(measure.metric));
        let (repeated, others): (Vec<&Measure>, Vec<&Measure>) = computed.partition(is_repeated);
        let makes_rows = match &scan.way {
            Way::Plain | Way::Starts(_) => true,
            Way::ByDay(_) => false,
            // On a time axis the rows that windows make are listed before.
            Way::Windows(_) => self.plan.time_axis(rows.fact).is_none(),
        };
        let mut branches = Vec::new();
        let name = format!("{}groups{number}{}", stage.name, label(&scan.way));
        // Rows that are compared with a first day are those of the plain scan.
        let are_same = |other: &ScanPlan<'_>| matches!(other.way, Way::Starts(_));
        let is_needed = makes_rows && !are_listed && (at > 0 || !rows.scans.iter().any(are_same));
        if is_needed || !others.is_empty() {
            let part = self.free_name(&name, at);
            let selects = stage.levels.iter().map(|&level| {
                let Grouped { alias, mut items, tables, filter, group_by, first_day } =
                    self.grouped(rows, scan, stage, level);
                items.extend(self.aggregates(rows, scan, &others, first_day, alias));
                Select { items, from: Some(tables), filter, group_by, ..Select::default() }
            });
            if let Some(query) = union(selects.collect(), false) {
                self.add_part(&part, query);
            }
            branches.push(Branch { part, metrics: others.iter().map(|m| m.metric).collect(), makes_rows });
        }
        for measure in repeated {
            let code = &self.model.metric(measure.metric).code;
            let part = self.free_name(&format!("{}{code}", stage.name), measure.metric.0 as usize);
            let selects =
                stage.levels.iter().map(|&level| self.repeated_values(rows, scan, measure, stage, level));
            if let Some(query) = union(selects.collect(), false) {
                self.add_part(&part, query);
            }
            branches.push(Branch { part, metrics: vec![measure.metric], makes_rows: false });
        }
        branches
    }

    /// A name that no part has yet, short enough for all databases.
    pub(super) fn free_name(&self, wanted: &str, number: usize) -> String {
        let is_taken = |name: &str| self.parts.iter().any(|(known, _)| *known == self.part(name));
        if wanted.len() <= MAX_NAME && !is_taken(wanted) {
            return wanted.to_owned();
        }
        let head: String = wanted.chars().take(MAX_NAME - 8).collect();
        let mut name = format!("{head}_{number}");
        while is_taken(&name) {
            name.push('_');
        }
        name
    }

    fn grouped(&mut self, rows: &Rows<'a>, scan: &ScanPlan<'a>, stage: &Stage<'_>, level: u32) -> Grouped {
        let grouped = match &scan.way {
            Way::ByDay(by_day) => self.by_day(rows, *by_day, stage, level),
            Way::Windows(placing) => self.placed(rows, placing, stage, level),
            Way::Plain => self.plain(rows, stage, level, FirstDay::Whole),
            Way::Starts(axis) if level & (1 << axis) == 0 => {
                self.plain(rows, stage, level, FirstDay::Bucket(*axis))
            }
            Way::Starts(_) => self.plain(rows, stage, level, FirstDay::Whole),
        };
        if rows.can_repeat() { self.once(rows, grouped, stage, level) } else { grouped }
    }

    fn plain(&mut self, rows: &Rows<'a>, stage: &Stage<'_>, level: u32, first_day: FirstDay) -> Grouped {
        let keys = self.keys(stage, level, None);
        let mut tables = from(self.table_of(&rows.part, "r"));
        tables.joins = keys.joins;
        let (items, filter, group_by) = (keys.items, keys.filter, keys.group_by);
        Grouped { alias: "r", items, tables, filter, group_by, first_day }
    }

    fn aggregates(
        &mut self,
        rows: &Rows<'a>,
        scan: &ScanPlan<'a>,
        measures: &[&Measure],
        first_day: FirstDay,
        alias: &str,
    ) -> Vec<syntax::SelectItem> {
        let item = |measure: &&Measure| {
            let input = rows.input(self, scan, measure, first_day, alias);
            let of = measure.field.map_or(DataType::Int, |field| self.type_of(field));
            let value = self.dialect.aggregate(measure.aggregate, input, of);
            let value = match self.model.metric(measure.metric).zero_fill {
                true => call("COALESCE", vec![value, whole(0)]),
                false => value,
            };
            self.named(value, &self.value_name(measure.metric))
        };
        let mut items: Vec<syntax::SelectItem> = measures.iter().map(item).collect();
        if items.is_empty() {
            // Without an aggregate there would be a row for each row of the fact.
            items.push(self.named(call("COUNT", vec![raw("*")]), "row_count"));
        }
        items
    }

    /// How many values occur often enough: first how often each does in each group, then those that do.
    fn repeated_values(
        &mut self,
        rows: &Rows<'a>,
        scan: &ScanPlan<'a>,
        measure: &Measure,
        stage: &Stage<'_>,
        level: u32,
    ) -> Select {
        let least = match measure.aggregate {
            Aggregate::CountRepeated(least) => least,
            _ => 1,
        };
        let Grouped { alias, mut items, tables, mut filter, mut group_by, first_day } =
            self.grouped(rows, scan, stage, level);
        let value = rows.input(self, scan, measure, first_day, alias);
        items.push(self.named(call("COUNT", vec![raw("*")]), "times"));
        filter.push(is_not_null(value.clone()));
        group_by.push(value);
        let counted = Select { items, from: Some(tables), filter, group_by, ..Select::default() };
        let (mut items, group_by) = self.keys_of("c", stage, level);
        let is_often = binary(self.at("c", "times"), Op::GtEq, whole(least));
        let often = case(vec![(is_often, whole(1))], None);
        let count = self.dialect.aggregate(Aggregate::Count, often, DataType::Int);
        items.push(self.named(count, &self.value_name(measure.metric)));
        let tables = from(derived(counted.query(), &self.dialect.name_of("c")));
        Select { items, from: Some(tables), group_by, ..Select::default() }
    }

    /// The keys of a query of groups once more, and those of them that are not constant.
    pub(super) fn keys_of(
        &self,
        alias: &str,
        stage: &Stage<'_>,
        level: u32,
    ) -> (Vec<syntax::SelectItem>, Vec<Sql>) {
        if stage.taken.is_some() {
            return self.columns_of(alias, EXTENT);
        }
        let mut items = Vec::new();
        let mut group_by = Vec::new();
        if stage.has_levels() {
            items.push(self.named(whole(level), "level"));
        }
        for axis in 0..self.plan.axes.len() {
            for name in [kind_name(axis), key_name(axis)] {
                let column = self.at(alias, &name);
                if level & (1 << axis) == 0 {
                    group_by.push(column.clone());
                    items.push(self.named(column, &name));
                } else {
                    // Constants are not grouped by, so that the total has its row even over no rows.
                    let constant = match name == kind_name(axis) {
                        true => whole(TOTAL),
                        false => self.dialect.null_of(self.key_type(axis)),
                    };
                    items.push(self.named(constant, &name));
                }
            }
        }
        (items, group_by)
    }
}

/// What a scan takes, for the name of its part.
fn label(way: &Way) -> String {
    match way {
        Way::Plain => String::new(),
        Way::Starts(_) => "_by_start".to_owned(),
        Way::Windows(placing) => format!("_{}", super::placed::code(placing)),
        Way::ByDay(by_day) => {
            let period = by_day.period.map(|period| format!("_{}", period.code()));
            let over_time = by_day.over_time.map(|over_time| format!("_{over_time:?}_day").to_lowercase());
            [period, over_time].into_iter().flatten().collect()
        }
    }
}
