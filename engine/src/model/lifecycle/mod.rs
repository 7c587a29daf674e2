//! The life of a metric: 草稿 → 需求申请 → 审核 → 开发 → 上线 → 停用. The next version of a published metric takes the same
//! way, beside it, up to 上线.

mod gate;

pub(super) use gate::{gate, has_reviewer};

use std::collections::BTreeSet;

use super::document::{Document, MetricDoc};
use super::edit::{name_of, revised};
use super::{Model, State};
use crate::text::Text;

/// Where a state leads to.
pub fn next(state: State) -> &'static [State] {
    match state {
        State::Draft => &[State::Requested],
        State::Requested => &[State::Reviewed, State::Rejected],
        State::Reviewed => &[State::Developed, State::Rejected],
        State::Developed => &[State::Online, State::Rejected],
        State::Online => &[State::Retired],
        State::Rejected => &[State::Draft],
        State::Retired => &[],
    }
}

/// The state that a document's metric is in.
pub fn state_of(metric: &MetricDoc) -> State {
    let found = State::ALL.into_iter().find(|(code, _)| *code == metric.state.as_str());
    found.map(|(_, state)| state).unwrap_or_default()
}

/// Whether a change of its definition goes into a next version.
pub fn is_published(metric: &MetricDoc) -> bool {
    matches!(state_of(metric), State::Online | State::Retired)
}

/// The next version of a published metric, whole.
pub fn revision_of(document: &Document, code: &str) -> Option<MetricDoc> {
    let revision = document.revisions.iter().find(|revision| revision.code.value == code)?;
    let metric = document.metrics.iter().find(|metric| metric.code.value == code)?;
    Some(revised(metric, revision))
}

/// The document with the next version of a metric in its metric's place.
pub(super) fn with_revision(document: &Document, code: &str) -> Document {
    let mut next = document.clone();
    if let Some(revision) = revision_of(document, code)
        && let Some(metric) = next.metrics.iter_mut().find(|metric| metric.code.value == code)
    {
        metric.value = revision;
    }
    next
}

/// Codes of metrics that a metric's code stands in, next versions included, and of trees.
pub fn users(document: &Document, code: &str) -> Vec<String> {
    let is_used = |metric: &MetricDoc| {
        let in_formula = || {
            let parsed = crate::formula::parse(&metric.formula).ok();
            parsed.is_some_and(|parsed| parsed.names().into_iter().any(|name| name == code))
        };
        metric.base.value == code || (!metric.formula.is_empty() && in_formula())
    };
    let all = document.metrics.iter().chain(&document.revisions);
    let metrics = all.filter(|metric| is_used(metric)).map(|metric| metric.code.value.clone());
    let trees = document.trees.iter().filter(|tree| {
        tree.root.value == code
            || tree.edges.iter().any(|edge| edge.from.value == code || edge.to.value == code)
    });
    let mut found: Vec<String> = metrics.chain(trees.map(|tree| tree.code.value.clone())).collect();
    let mut known = BTreeSet::new();
    found.retain(|code| known.insert(code.clone()));
    found
}

/// What metrics and trees are called, with commas between.
pub(super) fn named(document: &Document, model: &Model, codes: &[String]) -> Text {
    let label = |code: &String| {
        let tree = || document.trees.iter().find(|tree| tree.code.value == *code);
        let metric = || document.metrics.iter().find(|metric| metric.code.value == *code);
        let known = model.find_metric(code).map(|id| model.metric(id).label.clone());
        let known = known.or_else(|| metric().map(|own| name_of(own)));
        known.or_else(|| tree().map(|tree| tree.label.clone())).unwrap_or_else(|| Text::same(code))
    };
    listed(&codes.iter().map(label).collect::<Vec<_>>())
}

fn listed(texts: &[Text]) -> Text {
    let zh: Vec<&str> = texts.iter().map(|text| text.zh.as_str()).collect();
    let en: Vec<&str> = texts.iter().map(|text| text.en.as_str()).collect();
    Text::new(zh.join("、"), en.join(", "))
}
