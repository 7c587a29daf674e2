//! From rows to the values of every metric: each fact is aggregated on its own at each level of totals, the facts meet
//! by a union on their keys, and formulas are evaluated on what comes out.

use super::group_windows::EXTENT;
use super::rows::{Rows, key_name, kind_name};
use super::select::{Select, derived, from, inner_join, left_join, union};
use super::source::{MEMBER, OTHERS, TOTAL};
use super::tree::{Sql, all, call, case, equal, is_not_null, raw, whole};
use super::writer::Writer;
use crate::model::{Aggregate, MetricId};
use crate::table::DataType;
use sqlparser::ast as syntax;

/// Members or rows that a limit keeps, in the part `kept`.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Axes that `kept` names.
    pub(super) axes: Vec<usize>,
    /// Whether the rest becomes one member instead of being dropped.
    pub(super) others: bool,
    /// Whether whole rows are kept, so that only details have a rest.
    pub(super) whole_rows: bool,
}

/// One run from rows to values.
#[derive(Default)]
pub(super) struct Stage<'s> {
    /// Before the names of its parts.
    pub(super) name: &'s str,
    /// Axes rolled up in each level, one bit each.
    pub(super) levels: Vec<u32>,
    pub(super) kept: Option<Kept>,
    /// The part with the groups of each extent, where rows are taken by extents of groups instead of their own group.
    pub(super) taken: Option<String>,
    /// The metrics that it computes; all where there is no list.
    pub(super) only: Option<Vec<MetricId>>,
}

/// Group keys of one level of one SELECT.
pub(super) struct Keys {
    pub(super) items: Vec<syntax::SelectItem>,
    /// Keys that are not constant.
    pub(super) group_by: Vec<Sql>,
    pub(super) joins: Vec<syntax::Join>,
    pub(super) filter: Vec<Sql>,
}

impl Stage<'_> {
    /// Whether its answer says which axes are rolled up.
    pub(super) fn has_levels(&self) -> bool {
        self.levels.len() > 1
    }

    /// Whether it computes a metric.
    pub(super) fn computes(&self, id: MetricId) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&id))
    }
}

/// A part with keys and the values of some metrics.
pub(super) struct Branch {
    pub(super) part: String,
    pub(super) metrics: Vec<MetricId>,
    /// Whether its keys are rows of the answer, or only add values to such.
    pub(super) makes_rows: bool,
}

impl<'a> Writer<'a> {
    /// The type of an axis' key.
    pub(super) fn key_type(&self, axis: usize) -> DataType {
        let axis = &self.plan.axes[axis];
        match axis.target {
            _ if axis.is_time() => DataType::Date,
            crate::query::Target::Field(field) => self.type_of(field),
            crate::query::Target::Time => DataType::Date,
        }
    }

    /// Writes the parts of a stage; the name of the one with all values.
    pub(super) fn stage(&mut self, facts: &[Rows<'a>], members: Option<&str>, stage: &Stage<'_>) -> String {
        let mut branches = Vec::new();
        for (number, rows) in facts.iter().enumerate() {
            for at in 0..rows.scans.len() {
                branches.extend(self.groups(number + 1, rows, at, stage, members.is_some()));
            }
        }
        if let Some(members) = members {
            let part = match stage.has_levels() || stage.levels != [0] || stage.kept.is_some() {
                true => format!("{}members", stage.name),
                false => members.to_owned(),
            };
            if part != members {
                self.member_groups(&part, members, stage);
            }
            branches.push(Branch { part, metrics: Vec::new(), makes_rows: true });
        }
        match branches.as_slice() {
            [only] => only.part.clone(),
            several => {
                let name = format!("{}answer", stage.name);
                self.stitch(&name, several, stage);
                name
            }
        }
    }

    /// Keys of rows `r` at a level; with `bucket`, the axis whose key is the bucket of the window `w`.
    pub(super) fn keys(&mut self, stage: &Stage<'_>, level: u32, bucket: Option<usize>) -> Keys {
        if let Some(taken) = &stage.taken {
            return self.extent_keys(taken);
        }
        let is_rolled = |axis: usize| level & (1 << axis) != 0;
        let mut keys =
            Keys { items: Vec::new(), group_by: Vec::new(), joins: Vec::new(), filter: Vec::new() };
        if stage.has_levels() {
            keys.items.push(self.named(whole(level), "level"));
        }
        let own = |writer: &Self, axis: usize| match bucket == Some(axis) {
            true => (whole(MEMBER), writer.at("w", "bucket")),
            false => writer.key_at("r", axis),
        };
        let kept = stage.kept.as_ref().filter(|kept| {
            if kept.whole_rows { level == 0 } else { kept.axes.iter().all(|&axis| !is_rolled(axis)) }
        });
        let is_kept = kept.map(|kept| {
            let condition =
                self.same_keys(kept.axes.iter().copied(), own, |writer, axis| writer.key_at("q", axis));
            keys.joins.push(left_join(self.table_of("kept", "q"), condition));
            is_not_null(self.at("q", &kind_name(kept.axes[0])))
        });
        if let (Some(is_kept), Some(false)) = (&is_kept, kept.map(|kept| kept.others)) {
            keys.filter.push(is_kept.clone());
        }
        for axis in 0..self.plan.axes.len() {
            let (kind, value) = if is_rolled(axis) {
                (whole(TOTAL), self.dialect.null_of(self.key_type(axis)))
            } else {
                let (kind, value) = own(self, axis);
                match (&is_kept, kept.filter(|kept| kept.others && kept.axes.contains(&axis))) {
                    (Some(is_kept), Some(_)) => (
                        case(vec![(is_kept.clone(), kind)], Some(whole(OTHERS))),
                        case(vec![(is_kept.clone(), value)], None),
                    ),
                    _ => (kind, value),
                }
            };
            if !is_rolled(axis) {
                let is_constant = bucket == Some(axis);
                keys.group_by.extend((!is_constant).then(|| kind.clone()));
                keys.group_by.push(value.clone());
            }
            keys.items.push(self.named(kind, &kind_name(axis)));
            keys.items.push(self.named(value, &key_name(axis)));
        }
        keys
    }

    /// Keys of rows `r` by the extents that take in their groups.
    fn extent_keys(&self, taken: &str) -> Keys {
        let of = |alias: &'static str| move |writer: &Self, axis: usize| writer.key_at(alias, axis);
        let same = self.same_keys(0..self.plan.axes.len(), of("r"), of("x"));
        let (items, group_by) = self.columns_of("x", EXTENT);
        Keys { items, group_by, joins: vec![inner_join(self.table_of(taken, "x"), same)], filter: Vec::new() }
    }

    /// Columns once more, as items and as keys.
    pub(super) fn columns_of(&self, alias: &str, names: [&str; 2]) -> (Vec<syntax::SelectItem>, Vec<Sql>) {
        let items = names.map(|name| self.named(self.at(alias, name), name));
        (items.into(), names.map(|name| self.at(alias, name)).into())
    }

    /// What a key stands for, and its value.
    pub(super) fn key_at(&self, alias: &str, axis: usize) -> (Sql, Sql) {
        (self.at(alias, &kind_name(axis)), self.at(alias, &key_name(axis)))
    }

    /// All keys of a part once more.
    pub(super) fn key_items(&self, alias: &str) -> Vec<syntax::SelectItem> {
        let names = (0..self.plan.axes.len()).flat_map(|axis| [kind_name(axis), key_name(axis)]);
        names.map(|name| self.named(self.at(alias, &name), &name)).collect()
    }

    /// Whether two rows agree in the keys of axes. Nulls are equal here: the kinds tell them apart.
    pub(super) fn same_keys(
        &self,
        axes: impl Iterator<Item = usize>,
        left: impl Fn(&Self, usize) -> (Sql, Sql),
        right: impl Fn(&Self, usize) -> (Sql, Sql),
    ) -> Sql {
        let same = axes.flat_map(|axis| {
            let ((kind, value), (other_kind, other)) = (left(self, axis), right(self, axis));
            let stand_in = self.dialect.stand_in(self.key_type(axis));
            let filled = |value: Sql| call("COALESCE", vec![value, stand_in.clone()]);
            [equal(kind, other_kind), equal(filled(value), filled(other))]
        });
        all(same.collect()).unwrap_or_else(|| raw("TRUE"))
    }

    fn member_groups(&mut self, part: &str, members: &str, stage: &Stage<'_>) {
        let selects: Vec<Select> = stage
            .levels
            .iter()
            .map(|&level| {
                let keys = self.keys(stage, level, None);
                let mut tables = from(self.table_of(members, "r"));
                tables.joins = keys.joins;
                let (items, filter) = (keys.items, keys.filter);
                Select { items, from: Some(tables), filter, distinct: true, ..Select::default() }
            })
            .collect();
        if let Some(query) = union(selects, false) {
            self.add_part(part, query);
        }
    }

    /// One row for each key, whichever fact has it.
    fn stitch(&mut self, name: &str, branches: &[Branch], stage: &Stage<'_>) {
        let mut columns: Vec<String> = Vec::new();
        if stage.has_levels() {
            columns.push("level".to_owned());
        }
        match stage.taken {
            Some(_) => columns.extend(EXTENT.map(str::to_owned)),
            None => {
                columns.extend((0..self.plan.axes.len()).flat_map(|axis| [kind_name(axis), key_name(axis)]))
            }
        }
        let metrics: Vec<MetricId> =
            branches.iter().flat_map(|branch| branch.metrics.iter().copied()).collect();
        let selects = branches.iter().map(|branch| {
            let mut items: Vec<syntax::SelectItem> =
                columns.iter().map(|column| self.named(self.at("g", column), column)).collect();
            for &metric in &metrics {
                let value = match branch.metrics.contains(&metric) {
                    true => self.at("g", &self.value_name(metric)),
                    false => self.dialect.null_of(self.metric_type(metric).unwrap_or(DataType::Float)),
                };
                items.push(self.named(value, &self.value_name(metric)));
            }
            items.push(self.named(whole(i64::from(branch.makes_rows)), "seen"));
            let tables = from(self.table_of(&branch.part, "g"));
            Select { items, from: Some(tables), ..Select::default() }
        });
        let Some(rows) = union(selects.collect(), false) else { return };
        let keys: Vec<Sql> = columns.iter().map(|column| self.at("u", column)).collect();
        let mut items: Vec<syntax::SelectItem> =
            columns.iter().zip(&keys).map(|(column, sql)| self.named(sql.clone(), column)).collect();
        for &metric in &metrics {
            let of = self.metric_type(metric).unwrap_or(DataType::Float);
            let column = self.at("u", &self.value_name(metric));
            let value = self.dialect.aggregate(Aggregate::Max, column, of);
            let value = match self.is_count(metric) || self.model.metric(metric).zero_fill {
                true => call("COALESCE", vec![value, whole(0)]),
                false => value,
            };
            items.push(self.named(value, &self.value_name(metric)));
        }
        if items.is_empty() {
            items.push(self.named(whole(1), "one"));
        }
        let seen = call("MAX", vec![self.at("u", "seen")]);
        let having = branches.iter().any(|branch| !branch.makes_rows).then(|| equal(seen, whole(1)));
        let tables = from(derived(rows, &self.dialect.name_of("u")));
        let select = Select { items, from: Some(tables), group_by: keys, having, ..Select::default() };
        self.add_part(name, select.query());
    }
}
