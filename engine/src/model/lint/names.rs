//! Names: by the grammar, one name for one definition, both languages.

use super::messages as m;
use super::{Lint, Subject};
use crate::model::naming::{self, Parts};
use crate::model::{Definition, Layer, Metric, MetricId};
use crate::text::{Lang, Text};

pub(super) fn check(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    grammar(lint, subject);
    collisions(lint, subject);
    let label = &subject.item.label;
    if !label.is_empty()
        && (label.zh.is_empty() || label.en.is_empty() || label.zh == label.en && !label.zh.is_ascii())
    {
        lint.say(subject, m::NO_ENGLISH.info());
    }
}

/// A derived metric's name says what it is.
fn grammar(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let (model, metric) = (lint.model, subject.metric);
    if metric.definition.layer() != Layer::Derived {
        return;
    }
    // A condition of its own has no word: the name cannot be checked against it.
    let Some(meant) = Parts::of(model, subject.id) else { return };
    let right = meant.label(model);
    if metric.label.zh == right.zh {
        return;
    }
    let fix =
        lint.change(subject, m::RENAME.text().with_text("right", &right), |item| item.label = right.clone());
    let name = metric.label.get(Lang::Zh);
    match naming::parse(model, name) {
        Ok(said) if said.means(&meant) => {}
        Ok(said) => {
            let error = m::CONTRADICTS.error().arg_text("name", &metric.label);
            let error = error.arg_text("said", &said.label(model)).arg_text("meant", &right);
            lint.offer(subject, error, fix);
        }
        Err(_) => {
            let hint = m::RENAME.text().with_text("right", &right);
            lint.offer(subject, m::OFF_GRAMMAR.info().arg_text("name", &metric.label).hint(hint), fix);
        }
    }
}

/// The same name elsewhere, or the same definition. Each pair is told once, at the later metric.
fn collisions(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let model = lint.model;
    let own = subject.metric;
    for (at, other) in model.metrics.iter().enumerate() {
        let other_id = MetricId(at as u32);
        if other_id == subject.id {
            continue;
        }
        let is_earlier = position(lint, &other.code) < position(lint, &own.code);
        let is_same = is_same_definition(own, other);
        if is_same && is_earlier {
            let error = m::SAME_DEFINITION.warning().arg("other", &other.code).arg_text("name", &other.label);
            lint.say(subject, error.hint(m::REUSE.text()));
        }
        let shared = names_of(own).into_iter().find(|name| names_of(other).contains(name));
        if let Some(name) = shared
            && !is_same
            && is_earlier
        {
            let error = m::SAME_NAME.error().arg("name", name).arg("other", &other.code);
            lint.say(subject, error.hint(m::TELL_APART.text()));
        }
    }
}

fn position(lint: &Lint<'_>, code: &str) -> usize {
    lint.document.metrics.iter().position(|item| item.code.value == code).unwrap_or(usize::MAX)
}

/// Every name that a metric answers to, in lower case.
fn names_of(metric: &Metric) -> Vec<String> {
    let Text { zh, en } = &metric.label;
    let mut names: Vec<String> =
        [zh, en].into_iter().chain(&metric.aliases).map(|name| name.to_lowercase()).collect();
    names.retain(|name| !name.is_empty());
    names
}

fn is_same_definition(a: &Metric, b: &Metric) -> bool {
    if a.zero_fill != b.zero_fill {
        return false;
    }
    match (&a.definition, &b.definition) {
        // The text of a formula and its spaces do not count, and neither do places in it.
        (Definition::Composite { formula: a, .. }, Definition::Composite { formula: b, .. }) => {
            let text = |formula| crate::formula::print(formula, &|id: &MetricId| id.0.to_string());
            text(a) == text(b)
        }
        (a, b) => a == b,
    }
}
