//! Query and model → [`Plan`]: names to ids, metrics to the aggregates below them, paths to every axis.

mod allowed;
mod bridges;
mod conditions;
mod rows;
mod windows;

use crate::diag::{Diagnostic, Message};
use crate::model::{
    Anchor, DatasetId, Definition, MetricId, Model, OverTime, Placing, RelationshipId, Window,
};
use crate::query::paths;
use crate::query::plan::{FactPlan, Measure, Plan, PlanAxis, PlanWindow, Reach, Shown, Target};
use crate::query::{Axis, Query, SortBy};
use crate::suggest::{closest, did_you_mean};
use crate::text::Text;
use conditions::fields_of;

/// The axis that stands for each fact's own time.
pub const TIME: &str = "time";

pub(crate) const EMPTY: Message =
    Message::new("empty_query", "查询里没有指标，也没有维度", "the query has neither metrics nor dimensions");
const EMPTY_ROWS: Message =
    Message::new("empty_query", "明细查询里没有列", "the query of rows has no columns");
const UNKNOWN_METRIC: Message =
    Message::new("unknown_metric", "没有指标 {found}", "unknown metric `{found}`");
const UNKNOWN_FIELD: Message =
    Message::new("unknown_field", "没有维度或字段 {found}", "unknown dimension or field `{found}`");
const UNKNOWN_ROLE: Message =
    Message::new("unknown_relationship", "没有关系 {found}", "unknown relationship `{found}`");
const NO_STITCH: Message = Message::new(
    "no_shared_dimension",
    "「{first}」和「{second}」没有共同的维度，不能放在同一个查询里",
    "`{first}` and `{second}` share no dimension, so one query cannot hold both",
);
const SPLIT: Message = Message::new("split_query", "分成两个查询", "ask for them in two queries");
const NO_TIME: Message = Message::new(
    "no_time",
    "「{fact}」没有时间字段，不能按时间分组或限定周期",
    "`{fact}` has no time field, so it has no time axis or period",
);
const GRAIN_ON_TEXT: Message = Message::new(
    "grain_without_date",
    "{found} 不是日期，不能设时间粒度",
    "`{found}` is not a date and takes no grain",
);
const SORT_UNKNOWN: Message = Message::new(
    "unknown_sort",
    "排序引用了查询里没有的维度（第 {found} 个）",
    "the sort names dimension {found}, which the query does not have",
);

/// Resolves a query.
///
/// # Errors
/// All that is wrong with it, not only the first.
pub fn plan(model: &Model, query: &Query) -> Result<Plan, Vec<Diagnostic>> {
    let mut planner = Planner { model, errors: Vec::new() };
    let plan = planner.plan(query);
    match plan {
        Some(plan) if planner.errors.is_empty() => Ok(plan),
        _ => Err(planner.errors),
    }
}

/// An axis or test target with the roles that its spelling asks for.
struct Named {
    target: Target,
    label: Text,
    roles: Vec<RelationshipId>,
}

struct Planner<'m> {
    model: &'m Model,
    errors: Vec<Diagnostic>,
}

impl Planner<'_> {
    fn plan(&mut self, query: &Query) -> Option<Plan> {
        if let Some(rows) = &query.rows {
            return self.rows(query, rows);
        }
        if query.metrics.is_empty() && query.dimensions.is_empty() {
            self.errors.push(EMPTY.error());
            return None;
        }
        let outputs: Vec<MetricId> = query.metrics.iter().filter_map(|code| self.metric(code)).collect();
        let named: Vec<Option<Named>> = query.dimensions.iter().map(|axis| self.axis(axis)).collect();
        let windows = self.windows(query);
        let hidden = self.hidden(query, &outputs, &windows);
        let mut facts = self.facts(&outputs, &hidden);
        if facts.is_empty() && outputs.is_empty() && self.errors.is_empty() {
            facts.extend(self.listing(&named));
        }
        self.check_stitching(&facts);
        self.check_allowed(query, &outputs, &hidden, &named);

        let axes: Vec<PlanAxis> = query
            .dimensions
            .iter()
            .zip(&named)
            .filter_map(|(axis, named)| {
                let named = named.as_ref()?;
                let code = axis.field.clone();
                Some(PlanAxis { code, label: named.label.clone(), target: named.target, grain: axis.grain })
            })
            .collect();
        for fact in &mut facts {
            for (at, (axis, named)) in query.dimensions.iter().zip(&named).enumerate() {
                let Some(named) = named else { continue };
                self.reach_axis(fact, at, named, &axis.field);
            }
            self.restrict(fact, query);
        }
        self.check_overlaps(&facts, &windows);
        for filter in &query.having {
            self.check_having(filter, query, &mut (false, None));
        }
        for sort in &query.sort {
            if let SortBy::Dimension(at) = &sort.by
                && *at >= query.dimensions.len()
            {
                self.errors.push(SORT_UNKNOWN.error().arg("found", at + 1));
            }
        }
        Some(Plan {
            axes,
            facts,
            outputs,
            period: query.period,
            as_of: query.as_of,
            fiscal_start_month: self.model.fiscal_start_month.clamp(1, 12),
            having: query.having.clone(),
            hidden,
            sort: query.sort.clone(),
            limit: query.limit.clone(),
            totals: query.totals,
            all_members: query.all_members,
            windows,
            rows: None,
        })
    }

    fn metric(&mut self, code: &str) -> Option<MetricId> {
        let found = self.model.find_metric(code);
        if found.is_none() {
            let known = self.model.metrics.iter().map(|metric| metric.code.as_str());
            let mut error = UNKNOWN_METRIC.error().arg("found", code).at_field(code);
            error.hints.extend(closest(code, known).map(did_you_mean));
            self.errors.push(error);
        }
        found
    }

    /// Metrics that only conditions, the order or windows need.
    fn hidden(&mut self, query: &Query, outputs: &[MetricId], windows: &[PlanWindow]) -> Vec<MetricId> {
        let mut codes = Vec::new();
        for filter in &query.having {
            fields_of(filter, &mut codes);
        }
        let mut hidden: Vec<MetricId> =
            codes.iter().filter_map(|code| self.model.find_metric(code)).collect();
        for sort in &query.sort {
            if let SortBy::Metric(code) = &sort.by {
                hidden.extend(self.metric(code));
            }
        }
        for name in windows.iter().flat_map(|column| column.window.names()) {
            hidden.extend(match name {
                Shown::Metric(id) => Some(*id),
                Shown::Axis(_) => None,
            });
        }
        hidden.retain(|id| !outputs.contains(id));
        hidden.sort();
        hidden.dedup();
        hidden
    }

    fn named(&mut self, written: &str) -> Option<Named> {
        let (name, role) = match written.split_once('@') {
            Some((name, role)) => (name, Some(role)),
            None => (written, None),
        };
        let mut roles = Vec::new();
        if let Some(role) = role {
            match self.model.relationships.iter().position(|edge| edge.code == role) {
                Some(at) => roles.push(RelationshipId(at as u32)),
                None => {
                    self.errors.push(UNKNOWN_ROLE.error().arg("found", role).at_field(written));
                    return None;
                }
            }
        }
        if let Some(id) = self.model.find_dimension(name) {
            let dimension = &self.model.dimensions[id.index()];
            if roles.is_empty() {
                roles.clone_from(&dimension.via);
            }
            return Some(Named {
                target: Target::Field(dimension.field),
                label: dimension.label.clone(),
                roles,
            });
        }
        if name == TIME {
            return Some(Named { target: Target::Time, label: Text::new("时间", "Time"), roles });
        }
        if let Some(id) = self.model.find_field(name) {
            let label = self.model.field(id).label.clone();
            return Some(Named { target: Target::Field(id), label, roles });
        }
        None
    }

    fn axis(&mut self, axis: &Axis) -> Option<Named> {
        let before = self.errors.len();
        let Some(named) = self.named(&axis.field) else {
            if self.errors.len() == before {
                self.unknown_field(&axis.field);
            }
            return None;
        };
        if let (Target::Field(field), Some(_)) = (named.target, axis.grain)
            && !self.model.field(field).data_type.is_time()
        {
            self.errors.push(GRAIN_ON_TEXT.error().arg("found", &axis.field).at_field(&axis.field));
        }
        Some(named)
    }

    fn unknown_field(&mut self, written: &str) {
        let dimensions = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
        let mut error = UNKNOWN_FIELD.error().arg("found", written).at_field(written);
        error.hints.extend(closest(written, dimensions).map(did_you_mean));
        self.errors.push(error);
    }

    /// The aggregates below the metrics, by fact.
    fn facts(&mut self, outputs: &[MetricId], hidden: &[MetricId]) -> Vec<FactPlan> {
        let mut facts: Vec<FactPlan> = Vec::new();
        let mut wanted: Vec<MetricId> = Vec::new();
        let mut seen = Vec::new();
        for &id in outputs.iter().chain(hidden) {
            leaves(self.model, id, &mut wanted, &mut seen);
        }
        for id in wanted {
            let (base, period, qualifiers, own, mut placing) = match &self.model.metric(id).definition {
                Definition::Derived { base, period, qualifiers, condition, placing } => {
                    (*base, *period, qualifiers.as_slice(), condition.as_ref(), placing.clone())
                }
                _ => (id, None, [].as_slice(), None, Placing::default()),
            };
            let Definition::Atomic { dataset, aggregate, field, condition, time, over_time } =
                &self.model.metric(base).definition
            else {
                continue;
            };
            let time = time.or_else(|| self.model.dataset(*dataset).times.first().copied());
            let at =
                facts.iter().position(|f| f.dataset == *dataset && f.time == time).unwrap_or_else(|| {
                    facts.push(FactPlan::new(*dataset, time));
                    facts.len() - 1
                });
            let mut filter = Vec::new();
            let named = qualifiers.iter().map(|&at| &self.model.qualifiers[at as usize].condition);
            for expr in condition.iter().chain(named).chain(own) {
                filter.extend(self.expr_condition(*dataset, expr, &self.model.metric(id).code));
            }
            match over_time {
                Some(OverTime::Running) => placing.windows.push(Window::everything(Anchor::End)),
                Some(OverTime::Opening) => placing.windows.push(Window::everything(Anchor::Start)),
                _ => {}
            }
            if (period.is_some() || over_time.is_some() || !placing.is_plain()) && time.is_none() {
                self.no_time(*dataset);
            }
            facts[at].measures.push(Measure {
                metric: id,
                aggregate: *aggregate,
                field: *field,
                filter,
                period,
                over_time: *over_time,
                placing,
            });
        }
        facts
    }

    /// Without metrics: the dataset whose members the dimensions list.
    fn listing(&mut self, named: &[Option<Named>]) -> Option<FactPlan> {
        let mut fields = Vec::new();
        for named in named.iter().flatten() {
            match named.target {
                Target::Field(field) => fields.push(field),
                Target::Time => {
                    self.errors.push(EMPTY.error());
                    return None;
                }
            }
        }
        let first = *fields.first()?;
        let reaches_all = |dataset: DatasetId| {
            let reached = paths::reachable(self.model, dataset);
            fields.iter().all(|field| reached.contains(&field.dataset))
        };
        let anywhere = (0..self.model.datasets.len()).map(|at| DatasetId(at as u32));
        let dataset = fields
            .iter()
            .map(|field| field.dataset)
            .chain(anywhere)
            .find(|&d| reaches_all(d))
            .unwrap_or(first.dataset);
        let time = self.model.dataset(dataset).times.first().copied();
        Some(FactPlan::new(dataset, time))
    }

    fn check_stitching(&mut self, facts: &[FactPlan]) {
        let Some((first, rest)) = facts.split_first() else { return };
        let reached = paths::related(self.model, first.dataset);
        for other in rest {
            let shared = (first.time.is_some() && other.time.is_some())
                || paths::related(self.model, other.dataset).iter().any(|dataset| reached.contains(dataset));
            if !shared {
                let name = |fact: &FactPlan| self.model.dataset(fact.dataset).code.clone();
                self.errors.push(
                    NO_STITCH.error().arg("first", name(first)).arg("second", name(other)).hint(SPLIT.text()),
                );
            }
        }
    }

    fn no_time(&mut self, dataset: DatasetId) {
        self.errors.push(NO_TIME.error().arg("fact", &self.model.dataset(dataset).code));
    }

    fn reach(&mut self, fact: &FactPlan, named: &Named, written: &str) -> Option<Reach> {
        let field = match named.target {
            Target::Field(field) => field,
            Target::Time => match fact.time {
                Some(field) => field,
                None => {
                    self.no_time(fact.dataset);
                    return None;
                }
            },
        };
        match paths::find(self.model, fact.dataset, field.dataset, &named.roles, written) {
            Ok(path) => Some(Reach { path, field }),
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }
}

/// Atomic and derived metrics below `id`, each once. Formulas that have been `seen` are not followed again: formulas
/// that name each other repeatedly have more paths than a query has time.
fn leaves(model: &Model, id: MetricId, found: &mut Vec<MetricId>, seen: &mut Vec<MetricId>) {
    match &model.metric(id).definition {
        Definition::Composite { .. } if seen.contains(&id) => {}
        Definition::Composite { formula, .. } => {
            seen.push(id);
            formula.names().into_iter().for_each(|&below| leaves(model, below, found, seen));
        }
        _ if found.contains(&id) => {}
        _ => found.push(id),
    }
}
