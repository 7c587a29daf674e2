//! Records of changes, and what each of them changed.

use super::{Author, is_same_terms};
use crate::model::document::{Document, MetricDoc, VersionDoc};
use crate::model::lifecycle::{is_published, state_of};
use crate::model::place::At;

/// One change of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its place in the history.
    pub record: u32,
    /// Who, when and why; and whether it was one of a version that was not online.
    pub told: VersionDoc,
    /// How the metric read after it. Before it, it read as the record says.
    pub after: MetricDoc,
    /// What it changed.
    pub part: Part,
}

/// What a change changed, the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The metric is new.
    Birth,
    /// A next version was given up.
    Withdrawal,
    /// A next version took the place of the published one.
    Release,
    /// What defines it: a version began here.
    Definition,
    /// It took a step in its life.
    State,
    /// What else is said about it.
    Management,
}

/// All that became of a metric, newest first.
pub fn steps(document: &Document, code: &str) -> Vec<Step> {
    let Some(metric) = document.metrics.iter().find(|metric| metric.code.value == code) else {
        return Vec::new();
    };
    let mut then = metric.value.clone();
    let mut found = Vec::new();
    for (at, told) in document.history.iter().enumerate().rev() {
        // A metric that was renamed goes on under its older code.
        if told.metric != then.code {
            continue;
        }
        let after = match told.revision {
            true => told.after.clone(),
            false => std::mem::replace(&mut then, told.before.clone()),
        };
        let part = part(told, &after);
        found.push(Step { record: at as u32, told: told.value.clone(), after, part });
    }
    found
}

fn part(told: &VersionDoc, after: &MetricDoc) -> Part {
    let before = &told.before;
    if before.code.is_empty() {
        Part::Birth
    } else if told.revision && is_published(after) {
        Part::Withdrawal
    } else if !told.revision && is_published(before) && before.version != after.version {
        Part::Release
    } else if !is_same_terms(before, after) {
        Part::Definition
    } else if state_of(before) != state_of(after) {
        Part::State
    } else {
        Part::Management
    }
}

/// A line about a metric as it stands now; `before` is how it read.
pub(super) fn record(document: &mut Document, code: &str, before: MetricDoc, author: &Author) {
    let now = document.metrics.iter().find(|metric| metric.code.value == code);
    let version = now.map_or(&before.version, |now| &now.version).clone().or(Some(At::new(1)));
    let line = VersionDoc { metric: code.into(), version, before, ..by(author) };
    document.history.push(At::new(line));
}

/// A line about a version that is not online.
pub(super) fn record_revision(document: &mut Document, before: MetricDoc, after: MetricDoc, author: &Author) {
    let (metric, version) = (after.code.clone(), after.version.clone());
    let line = VersionDoc { metric, version, revision: true, before, after, ..by(author) };
    document.history.push(At::new(line));
}

fn by(author: &Author) -> VersionDoc {
    VersionDoc {
        on: author.on.to_string().into(),
        by: author.name.trim().into(),
        note: author.note.trim().into(),
        ..VersionDoc::default()
    }
}
