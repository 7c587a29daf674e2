//! Dimensions that a metric may be split by: its source carries no others, or nobody answers for them.

use super::conditions::fields_of;
use super::{Named, Planner, TIME};
use crate::diag::Message;
use crate::model::{Definition, MetricId};
use crate::query::Query;
use crate::query::plan::Target;
use crate::text::{Lang, Text};

const NOT_ALLOWED: Message = Message::new(
    "dimension_not_allowed",
    "「{metric}」不能按「{dimension}」看：它的来源没有这个维度",
    "\"{metric}\" cannot be seen by \"{dimension}\": its source does not carry that dimension",
);
const NOT_ALLOWED_OF: Message = Message::new(
    "dimension_not_allowed",
    "「{metric}」不能按「{dimension}」看：其中的「{below}」没有这个维度",
    "\"{metric}\" cannot be seen by \"{dimension}\": \"{below}\" in it does not carry that dimension",
);
const ALLOWED: Message = Message::new("allowed_dimensions", "它可以按 {list} 看", "it can be seen by {list}");

impl Planner<'_> {
    /// Every axis and every filter must be on the list of every metric that has one, itself or below it.
    pub(super) fn check_allowed(
        &mut self,
        query: &Query,
        outputs: &[MetricId],
        hidden: &[MetricId],
        axes: &[Option<Named>],
    ) {
        let mut used: Vec<(Target, String, Text)> = Vec::new();
        for (axis, named) in query.dimensions.iter().zip(axes) {
            let Some(named) = named else { continue };
            used.push((named.target, axis.field.clone(), named.label.clone()));
        }
        let mut filtered = Vec::new();
        query.filters.iter().for_each(|filter| fields_of(filter, &mut filtered));
        for written in filtered.into_iter().filter(|written| written != TIME) {
            let before = self.errors.len();
            if let Some(named) = self.named(&written)
                && !used.iter().any(|(target, ..)| *target == named.target)
            {
                used.push((named.target, written, named.label));
            }
            // An unknown name is told where conditions are resolved.
            self.errors.truncate(before);
        }
        for &id in outputs.iter().chain(hidden) {
            let mut below = Vec::new();
            restricted(self, id, &mut below, &mut Vec::new());
            for (target, written, label) in &used {
                let Some(&by) = below.iter().find(|&&by| !self.allows(by, *target)) else { continue };
                let metric = &self.model.metric(id).label;
                let error = if by == id { NOT_ALLOWED.error() } else { NOT_ALLOWED_OF.error() };
                let error = error.arg_text("metric", metric).arg_text("dimension", label);
                let error = error.arg_text("below", &self.model.metric(by).label).at_field(written);
                self.errors.push(error.hint(self.allowed_list(by)));
            }
        }
    }

    fn allows(&self, metric: MetricId, target: Target) -> bool {
        let governance = &self.model.metric(metric).governance;
        match target {
            Target::Time => governance.by_time != Some(false),
            Target::Field(field) => {
                let is_own_time = governance.by_time != Some(false) && self.is_date(metric, field);
                let mut allowed =
                    governance.dimensions.iter().map(|id| self.model.dimensions[id.index()].field);
                is_own_time || allowed.any(|allowed| allowed == field)
            }
        }
    }

    /// Whether a field is a date of a metric's fact: a time axis under its own name.
    fn is_date(&self, metric: MetricId, field: crate::model::FieldId) -> bool {
        let fact = match &self.model.metric(metric).definition {
            Definition::Atomic { dataset, .. } => Some(*dataset),
            Definition::Derived { base, .. } => match &self.model.metric(*base).definition {
                Definition::Atomic { dataset, .. } => Some(*dataset),
                _ => None,
            },
            Definition::Composite { .. } => None,
        };
        fact == Some(field.dataset) && self.model.field(field).data_type.is_time()
    }

    fn allowed_list(&self, metric: MetricId) -> Text {
        let governance = &self.model.metric(metric).governance;
        let time = (governance.by_time == Some(true)).then(|| Text::new("时间", "time"));
        let labels = governance.dimensions.iter().map(|id| &self.model.dimensions[id.index()].label);
        let all: Vec<&Text> = time.iter().chain(labels).collect();
        let list =
            |lang: Lang, mark: &str| all.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(mark);
        ALLOWED.text().with_text("list", &Text::new(list(Lang::Zh, "、"), list(Lang::En, ", ")))
    }
}

/// Metrics with a list of dimensions, `id` and what is below it; what has been `seen` is not followed again.
fn restricted(planner: &Planner<'_>, id: MetricId, found: &mut Vec<MetricId>, seen: &mut Vec<MetricId>) {
    if seen.contains(&id) {
        return;
    }
    seen.push(id);
    let metric = planner.model.metric(id);
    if metric.governance.by_time.is_some() && !found.contains(&id) {
        found.push(id);
    }
    match &metric.definition {
        Definition::Atomic { .. } => {}
        Definition::Derived { base, .. } => restricted(planner, *base, found, seen),
        Definition::Composite { formula, .. } => {
            formula.names().into_iter().for_each(|&below| restricted(planner, below, found, seen));
        }
    }
}
