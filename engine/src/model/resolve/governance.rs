//! What is said about a metric beside its definition.

use std::collections::BTreeSet;

use super::{Kind, Owner, Resolver, is_label, label_or};
use crate::calendar::Date;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::{At, Names};
use crate::model::{
    Access, Alert, Definition, DimensionId, Domain, Governance, Raci, RaciDoc, State, Tag, Target,
    TargetValue, Timing,
};
use crate::query::TIME;

const TIMINGS: [(&str, Timing); 2] = [("leading", Timing::Leading), ("lagging", Timing::Lagging)];

const ACCESSES: [(&str, Access); 3] =
    [("open", Access::Open), ("internal", Access::Internal), ("restricted", Access::Restricted)];

impl Resolver<'_> {
    /// Names of subject areas and tags.
    pub(super) fn groups(&mut self) {
        let document = self.document;
        let mut taken = BTreeSet::new();
        for item in &document.domains {
            if self.code_is_free(&item.code, item, &taken) {
                taken.insert(item.code.as_str());
                let (code, label) = (item.code.value.clone(), label_or(&item.label, &item.code));
                self.model.domains.push(Domain { code, label });
            }
        }
        let mut taken = BTreeSet::new();
        for item in &document.tags {
            if !self.is_given(&item.code, "code", Owner { kind: Kind::Tag, code: "" }, item) {
                continue;
            }
            if !taken.insert(item.code.as_str()) {
                self.report(item.code.mark(m::DUPLICATE_CODE.error().arg("found", &item.code.value)));
                continue;
            }
            let (code, label) = (item.code.value.clone(), label_or(&item.label, &item.code));
            self.model.tags.push(Tag { code, label, is_group: item.group });
        }
        for item in &document.revisions {
            if !document.metrics.iter().any(|metric| metric.code == item.code) {
                let known = document.metrics.iter().map(|metric| metric.code.as_str());
                let error = self.unknown(Kind::Metric, &item.code, known).at_field(&item.code.value);
                self.report(item.code.mark(error));
            }
        }
    }

    /// A derived metric has the domain, the people, the refresh and the systems of its atomic one where it does not
    /// name its own, and every metric has at last those of its domain.
    pub(super) fn governance(&mut self, item: &At<MetricDoc>, definition: &Definition) -> Governance {
        let base = match definition {
            Definition::Derived { base, .. } => self.model.metric(*base).governance.clone(),
            _ => Governance::default(),
        };
        let domain = match item.domain.as_str() {
            "" => base.domain.clone(),
            name => self.domain_code(name),
        };
        let area = self.document.domains.iter().find(|area| area.code.value == domain);
        let area = area.map(|area| area.value.clone()).unwrap_or_default();
        let first = |texts: [&String; 3]| {
            texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
        };
        let access = self.word(&item.access, "access", &ACCESSES, &item.code);
        let of_area = self.word(&area.access, "access", &ACCESSES, &area.code);
        let raci = [raci(&item.raci), base.raci, raci(&area.raci)].into_iter().find(|raci| !raci.is_empty());
        let systems = [texts(&item.systems), base.systems, texts(&area.systems)];
        let refresh = [&item.refresh, &base.refresh, &area.refresh].into_iter().find(|text| !text.is_empty());
        Governance {
            domain,
            reason: item.reason.clone(),
            owner: first([&item.owner, &base.owner, &area.owner]),
            reviewer: first([&item.reviewer, &base.reviewer, &area.reviewer]),
            raci: raci.unwrap_or_default(),
            refresh: refresh.cloned().unwrap_or_default(),
            systems: systems.into_iter().find(|systems| !systems.is_empty()).unwrap_or_default(),
            access: access.or(base.access).or(of_area),
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

    /// The code of the subject area with this code or name; a name that none has stands for itself.
    fn domain_code(&self, name: &str) -> String {
        let domains = &self.model.domains;
        let found = domains.iter().find(|domain| domain.code == name);
        let found = found.or_else(|| domains.iter().find(|domain| is_label(&domain.label, name)));
        found.map_or(name, |domain| &domain.code).to_owned()
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
                    let error = self.unknown(Kind::Dimension, name, known).at_field(&item.code.value);
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
                let error = self.unknown(Kind::Metric, name, known).at_field(&item.code.value);
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
            let error = self.unknown(Kind::Metric, &target.metric, known).at_field(&item.code.value);
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

fn raci(written: &RaciDoc) -> Raci {
    Raci {
        responsible: texts(&written.responsible),
        accountable: texts(&written.accountable),
        consulted: texts(&written.consulted),
        informed: texts(&written.informed),
    }
}

fn texts(names: &Names) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
