//! What is said about a metric beside its definition.

use super::Resolver;
use crate::calendar::Date;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::{At, Names};
use crate::model::{Alert, Definition, DimensionId, Governance, Raci, State, Target, TargetValue, Timing};
use crate::query::TIME;

const TIMINGS: [(&str, Timing); 2] = [("leading", Timing::Leading), ("lagging", Timing::Lagging)];

impl Resolver<'_> {
    /// A derived metric has the domain, the people, the refresh and the systems of its atomic one where it does not
    /// name its own.
    pub(super) fn governance(&mut self, item: &At<MetricDoc>, definition: &Definition) -> Governance {
        let base = match definition {
            Definition::Derived { base, .. } => self.model.metric(*base).governance.clone(),
            _ => Governance::default(),
        };
        let texts = |names: &Names| names.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
        let or = |own: &At<String>, base: String| if own.is_empty() { base } else { own.value.clone() };
        Governance {
            domain: or(&item.domain, base.domain),
            reason: item.reason.clone(),
            owner: or(&item.owner, base.owner),
            reviewer: or(&item.reviewer, base.reviewer),
            raci: Raci {
                responsible: texts(&item.raci.responsible),
                accountable: texts(&item.raci.accountable),
                consulted: texts(&item.raci.consulted),
                informed: texts(&item.raci.informed),
            },
            refresh: if item.refresh.is_empty() { base.refresh } else { item.refresh.clone() },
            systems: if item.systems.is_empty() { base.systems } else { texts(&item.systems) },
            dimensions: self.allowed_dimensions(item),
            by_time: Some(item.dimensions.iter().any(|name| name.value == TIME))
                .filter(|_| !item.dimensions.is_empty()),
            timing: self.word(&item.timing, "timing", &TIMINGS, &item.code),
            guards: self.guards(item),
            target: self.target(item),
            alert: self.alert(item),
            state: self.word(&item.state, "state", &State::ALL, &item.code).unwrap_or_default(),
            version: item.version.as_ref().map_or(1, |version| version.value),
            created: self.date(&item.created, &item.code),
            updated: self.date(&item.updated, &item.code),
        }
    }

    fn allowed_dimensions(&mut self, item: &At<MetricDoc>) -> Vec<DimensionId> {
        let mut found = Vec::new();
        for name in item.dimensions.iter() {
            if name.value == TIME {
                continue;
            }
            match self.model.find_dimension(name) {
                Some(id) => found.push(id),
                None if self.document.dimensions.iter().any(|dimension| dimension.code == *name) => {}
                None => {
                    let known = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
                    let error = self.unknown(super::Kind::Dimension, name, known).at_field(&item.code.value);
                    self.report(name.mark(error));
                }
            }
        }
        found
    }

    /// A guard may be a metric that these tables do not bear; it must be one of the document.
    fn guards(&mut self, item: &At<MetricDoc>) -> Vec<String> {
        let mut found = Vec::new();
        for name in item.guards.iter() {
            if self.document.metrics.iter().any(|metric| metric.code == *name) {
                found.push(name.value.clone());
            } else {
                let known = self.document.metrics.iter().map(|metric| metric.code.as_str());
                let error = self.unknown(super::Kind::Metric, name, known).at_field(&item.code.value);
                self.report(name.mark(error));
            }
        }
        found
    }

    fn target(&mut self, item: &At<MetricDoc>) -> Option<Target> {
        let target = &item.target;
        let by = target.by.value.clone();
        if let Some(value) = &target.value {
            return Some(Target { value: TargetValue::Number(value.value), by });
        }
        if target.metric.is_empty() {
            return None;
        }
        // Metrics stand after those that they refer to, and a target is no reference: it may stand later.
        if let Some(id) = self.model.find_metric(&target.metric) {
            return Some(Target { value: TargetValue::Metric(id), by });
        }
        if !self.document.metrics.iter().any(|metric| metric.code == target.metric) {
            let known = self.document.metrics.iter().map(|metric| metric.code.as_str());
            let error = self.unknown(super::Kind::Metric, &target.metric, known).at_field(&item.code.value);
            self.report(target.metric.mark(error));
        }
        None
    }

    fn alert(&mut self, item: &At<MetricDoc>) -> Option<Alert> {
        match (&item.alert.green, &item.alert.red) {
            (Some(green), Some(red)) => Some(Alert { green: green.value, red: red.value }),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                self.report(one.mark(m::ONE_LIMIT.error().at_field(&item.code.value)));
                None
            }
        }
    }

    fn date(&mut self, text: &At<String>, code: &str) -> Option<Date> {
        if text.is_empty() {
            return None;
        }
        let date = Date::parse(&text.value);
        if date.is_none() {
            self.report(text.mark(m::BAD_DATE.error().arg("found", &text.value).at_field(code)));
        }
        date
    }
}
