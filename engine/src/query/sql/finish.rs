//! What the limit keeps, conditions on results, order, and the columns of the answer.

use super::Dialect;
use super::condition::Tested;
use super::group_windows::window_name;
use super::header::Columns;
use super::rows::{Rows, key_name, kind_name, today_part};
use super::select::{Select, from, ordered, setting, with};
use super::source::{BLANK, OTHERS, UNMATCHED};
use super::stage::{Kept, Stage};
use super::tree::{
    Op, Sql, all, any, binary, call_over, case, equal, is_null, not, null, order, over, raw, whole,
};
use super::writer::{Typed, Writer};
use crate::model::MetricId;
use crate::query::{Filter, SortBy, Totals};
use sqlparser::ast as syntax;

/// What decides an order, and whether the greatest stands first.
pub(super) enum By {
    Value(MetricId, bool),
    Axis(usize, bool),
}

impl<'a> Writer<'a> {
    /// The whole statement.
    pub(super) fn statement(&mut self) -> syntax::Query {
        let plan = self.plan;
        self.type_formulas();
        today_part(self);
        if let (Some(rows), Some(fact)) = (&plan.rows, plan.facts.first()) {
            return self.listing(fact, rows);
        }
        let facts: Vec<Rows<'a>> =
            plan.facts.iter().enumerate().map(|(at, fact)| Rows::new(self, fact, at + 1)).collect();
        let members = self.members(&facts);
        let members = members.as_deref();
        self.buckets(&facts, members);
        let width = plan.axes.len();
        let all_axes = (1u32 << width.min(31)) - 1;
        let total = self.needs_total().then(|| {
            let stage = Stage { name: "total_", levels: vec![all_axes], ..Stage::default() };
            let part = self.stage(&facts, None, &stage);
            self.formulas(part, &stage, None)
        });
        let kept = self.kept(&facts, members, total.as_deref());
        let levels = match plan.totals {
            _ if width == 0 => vec![0],
            Totals::None => vec![0],
            Totals::Grand => vec![0, all_axes],
            Totals::All => (0..=all_axes).collect(),
        };
        let limit = plan.limit.as_ref().filter(|limit| kept.is_none() && limit.dimension.is_none());
        let limit = limit.map(|limit| limit.keep);
        let has_levels = levels.len() > 1;
        let stage = Stage { levels, kept, ..Stage::default() };
        let part = self.stage(&facts, members, &stage);
        let part = self.formulas(part, &stage, total.as_deref());
        let part = self.group_windows(&facts, part, &stage, total.as_deref());
        let query = self.answer(&part, has_levels, limit);
        self.with_parts(query)
    }

    /// The statement that ends in `query`.
    pub(super) fn with_parts(&mut self, query: syntax::Query) -> syntax::Query {
        let query = with(query, std::mem::take(&mut self.parts));
        match self.dialect {
            // A missing row would give zeros and empty texts instead of nulls.
            // Parts are written out wherever they are named, which many totals of a deep formula name often.
            Dialect::ClickHouse => {
                setting(query, &[("join_use_nulls", 1), ("query_plan_max_optimizations_to_apply", 1_000_000)])
            }
            _ => query,
        }
    }

    /// Writes the part `kept`: the members or rows that the limit keeps, by the values of the metric that decides.
    fn kept(&mut self, facts: &[Rows<'a>], members: Option<&str>, total: Option<&str>) -> Option<Kept> {
        let plan = self.plan;
        let limit = plan.limit.as_ref()?;
        let width = plan.axes.len();
        let axis = match limit.dimension {
            Some(axis) if axis < width => Some(axis),
            None if limit.others && width == 1 => Some(0),
            None if limit.others && width > 0 => None,
            _ => return None,
        };
        let axes: Vec<usize> = axis.map_or_else(|| (0..width).collect(), |axis| vec![axis]);
        let rolled: u32 = (0..width).filter(|at| !axes.contains(at)).map(|at| 1 << at).sum();
        let stage = Stage { name: "rank_", levels: vec![rolled], ..Stage::default() };
        let part = self.stage(facts, members, &stage);
        let part = self.formulas(part, &stage, total);
        let mut by = self.sorts();
        let mut filter = Vec::new();
        match axis {
            Some(axis) => {
                by.retain(|by| match by {
                    By::Value(..) => true,
                    By::Axis(at, _) => *at == axis,
                });
                if let (true, Some(&first)) = (by.is_empty(), plan.outputs.first()) {
                    by = vec![By::Value(first, true)];
                }
            }
            None => filter.extend(self.having("a")),
        }
        let items = axes.iter().flat_map(|&axis| {
            [kind_name(axis), key_name(axis)].map(|name| self.named(self.at("a", &name), &name))
        });
        let mut tables = from(self.table_of(&part, "a"));
        tables.joins.extend(self.join_today().filter(|_| !filter.is_empty()));
        let select = Select { items: items.collect(), from: Some(tables), filter, ..Select::default() };
        let order_by = self.order_by("a", &by, &axes, false);
        self.add_part("kept", ordered(select.query(), order_by, Some(limit.keep)));
        Some(Kept { whole_rows: axis.is_none(), axes, others: limit.others })
    }

    fn sorts(&self) -> Vec<By> {
        let by = self.plan.sort.iter().filter_map(|sort| match &sort.by {
            SortBy::Metric(code) => Some(By::Value(self.model.find_metric(code)?, sort.descending)),
            SortBy::Dimension(axis) => Some(By::Axis(*axis, sort.descending)),
        });
        by.collect()
    }

    /// The order of rows `alias`; ties by the keys of `axes`.
    pub(super) fn order_by(
        &self,
        alias: &str,
        by: &[By],
        axes: &[usize],
        has_levels: bool,
    ) -> Vec<syntax::OrderByExpr> {
        let plan = self.plan;
        let mut terms = Vec::new();
        if has_levels {
            let level = self.at(alias, "level");
            if plan.totals == Totals::All {
                let levels = 0..1u32 << plan.axes.len().min(31);
                let counted = levels
                    .map(|mask| (equal(level.clone(), whole(mask)), whole(i64::from(mask.count_ones()))));
                terms.push(order(case(counted.collect(), None), None, None));
            }
            terms.push(order(level, None, None));
        }
        let axis_terms = |axis: usize, descending: bool| {
            let key = self.sortable(Typed::new(self.at(alias, &key_name(axis)), self.key_type(axis)));
            [order(self.at(alias, &kind_name(axis)), None, None), order(key, Some(descending), Some(false))]
        };
        for by in by {
            match by {
                By::Value(id, descending) => {
                    // 「其他」 is no member that could lead a ranking.
                    if let Some(is_others) = self.is_others(alias).filter(|_| plan.limit.is_some()) {
                        terms.push(order(case(vec![(is_others, whole(1))], Some(whole(0))), None, None));
                    }
                    let value = self.sortable(self.metric_at(alias, *id));
                    terms.push(order(value, Some(*descending), Some(false)));
                }
                By::Axis(axis, descending) => terms.extend(axis_terms(*axis, *descending)),
            }
        }
        terms.extend(axes.iter().flat_map(|&axis| axis_terms(axis, false)));
        terms
    }

    fn answer(&mut self, part: &str, has_levels: bool, limit: Option<usize>) -> syntax::Query {
        let plan = self.plan;
        let by = self.sorts();
        let axes: Vec<usize> = (0..plan.axes.len()).collect();
        // Windows run over what passes.
        let having = if plan.windows.is_empty() { self.passing("a", has_levels) } else { None };
        let mut tables = from(self.table_of(part, "a"));
        tables.joins.extend(self.join_today().filter(|_| having.is_some()));
        let order_by = self.order_by("a", &by, &axes, has_levels);
        let Some(limit) = limit.filter(|_| has_levels) else {
            let items = self.columns("a", has_levels);
            let filter = having.into_iter().collect();
            let select = Select { items, from: Some(tables), filter, ..Select::default() };
            return ordered(select.query(), order_by, limit);
        };
        // The limit keeps details only: they stand before the totals.
        let place = call_over("ROW_NUMBER", Vec::new(), &over(Vec::new(), order_by, None));
        let items = vec![self.everything("a"), self.named(place, "place")];
        let filter = having.into_iter().collect();
        let placed = Select { items, from: Some(tables), filter, ..Select::default() };
        self.add_part("placed", placed.query());
        let is_first = binary(self.at("a", "place"), Op::LtEq, raw(limit.to_string()));
        let select = Select {
            items: self.columns("a", has_levels),
            from: Some(from(self.table_of("placed", "a"))),
            filter: vec![self.details_only("a", is_first)],
            ..Select::default()
        };
        ordered(select.query(), vec![order(self.at("a", "place"), None, None)], None)
    }

    /// The columns that people see: each dimension with what its key stands for, then the metrics.
    fn columns(&self, alias: &str, has_levels: bool) -> Vec<syntax::SelectItem> {
        let mut columns = Columns::default();
        for (at, axis) in self.plan.axes.iter().enumerate() {
            columns.add(self, self.at(alias, &key_name(at)), &axis.code);
            columns.add(self, self.at(alias, &kind_name(at)), &format!("{}_kind", axis.code));
        }
        if has_levels {
            columns.add(self, self.at(alias, "level"), "rolled_up");
        }
        for &id in &self.plan.outputs {
            columns.add(self, self.at(alias, &self.value_name(id)), &self.model.metric(id).code);
        }
        for (at, window) in self.plan.windows.iter().enumerate() {
            columns.add(self, self.at(alias, &window_name(at)), &window.code);
        }
        columns.items
    }

    /// What rows hold that are shown.
    pub(super) fn passing(&mut self, alias: &str, has_levels: bool) -> Option<Sql> {
        let having = self.having(alias)?;
        Some(if has_levels { self.details_only(alias, having) } else { having })
    }

    /// Conditions on results.
    fn having(&mut self, alias: &str) -> Option<Sql> {
        let plan = self.plan;
        let parts = plan.having.iter().map(|filter| self.result_condition(alias, filter)).collect();
        all(parts)
    }

    fn result_condition(&mut self, alias: &str, filter: &Filter) -> Sql {
        let mut parts = |list: &[Filter]| -> Vec<Sql> {
            list.iter().map(|filter| self.result_condition(alias, filter)).collect()
        };
        match filter {
            Filter::All(list) => all(parts(list)).unwrap_or_else(|| raw("TRUE")),
            Filter::Any(list) => any(parts(list)).unwrap_or_else(|| raw("FALSE")),
            Filter::Not(inner) => not(self.result_condition(alias, inner)),
            Filter::Test { field, test } => {
                let tested = match self.model.find_metric(field) {
                    Some(id) => {
                        let value = self.metric_at(alias, id);
                        let is_blank = is_null(value.sql.clone());
                        Tested { value, is_blank, is_unmatched: raw("FALSE") }
                    }
                    None => {
                        let axis = self.plan.axes.iter().position(|axis| axis.code == *field);
                        let Some(axis) = axis else { return null() };
                        let kind = || self.at(alias, &kind_name(axis));
                        let is_blank = super::tree::in_list(kind(), vec![whole(BLANK), whole(OTHERS)]);
                        let is_unmatched = equal(kind(), whole(UNMATCHED));
                        let value = Typed::new(self.at(alias, &key_name(axis)), self.key_type(axis));
                        Tested { value, is_blank, is_unmatched }
                    }
                };
                self.test(&tested, test, field)
            }
        }
    }
}
