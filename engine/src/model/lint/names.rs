//! Names: by the grammar, one name for one definition, both languages.

use super::messages as m;
use super::{Fix, Lint, Subject};
use crate::model::edit::Change;
use crate::model::lifecycle;
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
    let fix = lint.change(subject, m::RENAME.text().with_text("right", &right), |item| {
        // The name that people know still finds it.
        let known = std::mem::replace(&mut item.label, right.clone());
        let known = [known.zh, known.en].into_iter().filter(|name| !name.is_empty());
        for name in known.filter(|name| *name != right.zh && *name != right.en) {
            if item.aliases.iter().all(|alias| alias.value != name) {
                item.aliases.0.push(name.into());
            }
        }
    });
    let name = metric.label.get(Lang::Zh);
    if let Some((said, meant)) = naming::contradiction(model, subject.id) {
        let error = m::CONTRADICTS.error().arg_text("name", &metric.label);
        lint.offer(subject, error.arg_text("said", &said).arg_text("meant", &meant), fix);
    } else if naming::parse(model, name).is_err() {
        let hint = m::RENAME.text().with_text("right", &right);
        lint.offer(subject, m::OFF_GRAMMAR.info().arg_text("name", &metric.label).hint(hint), fix);
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
            let fix = merged(lint, subject, other);
            lint.offer(subject, error.hint(m::REUSE.text()), fix);
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

/// Deletes a metric that nothing is made of, its names going to another.
fn merged(lint: &Lint<'_>, subject: &Subject<'_>, other: &Metric) -> Option<Fix> {
    let own = &subject.metric.code;
    let kept = lint.document.metrics.iter().find(|item| item.code.value == other.code)?;
    if !lifecycle::users(lint.document, own).is_empty() {
        return None;
    }
    let mut kept = kept.value.clone();
    let Text { zh, en } = &subject.metric.label;
    let known = names_of(other);
    for name in [zh, en].into_iter().chain(&subject.metric.aliases).filter(|name| !name.is_empty()) {
        if !known.contains(&name.to_lowercase()) && kept.aliases.iter().all(|alias| alias.value != *name) {
            kept.aliases.0.push(name.as_str().into());
        }
    }
    let put = Change::Put(Box::new(kept), Some(other.code.clone()));
    let label = m::MERGE.text().with_text("name", &other.label);
    Some(Fix { label, change: Change::All(vec![Change::Delete(own.clone()), put]) })
}

fn position(lint: &Lint<'_>, code: &str) -> usize {
    lint.document.metrics.iter().position(|item| item.code.value == code).unwrap_or(usize::MAX)
}

/// Every name that a metric answers to, in lower case.
pub(in crate::model) fn names_of(metric: &Metric) -> Vec<String> {
    let Text { zh, en } = &metric.label;
    let mut names: Vec<String> =
        [zh, en].into_iter().chain(&metric.aliases).map(|name| name.to_lowercase()).collect();
    names.retain(|name| !name.is_empty());
    names
}

/// Whether both compute the same.
pub(in crate::model) fn is_same_definition(a: &Metric, b: &Metric) -> bool {
    if a.zero_fill != b.zero_fill || a.by != b.by {
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
