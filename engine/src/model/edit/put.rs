//! A metric as somebody wrote it, taken into the document.

use super::history::{record, record_revision};
use super::terms::{is_same_terms, revised, terms_of};
use super::{Author, TAKEN, name_of, open_revision, position, stamp};
use crate::diag::{Diagnostic, Message};
use crate::model::document::{Document, MetricDoc};
use crate::model::place::At;
use crate::model::{State, lifecycle};
use crate::text::Text;

const NAME_TAKEN: Message = Message::new(
    "name_taken",
    "名称“{name}”已是另一个指标的名称",
    "the name `{name}` is that of another metric",
);
const NAME_FREELY: Message = Message::new(
    "name_freely",
    "换一个说得出差别的名称，或改用那个指标",
    "choose a name that tells the two apart, or use that metric",
);
const CODE_STAYS: Message = Message::new(
    "code_stays",
    "「{name}」已上线，编码不能改：视图、链接和别的系统都按编码找它",
    "\"{name}\" is online and keeps its code: views, links and other systems know it by that",
);
const NEW_INSTEAD: Message = Message::new(
    "new_instead",
    "要换编码，就新建一个指标，再停用这一个",
    "for another code define a new metric and retire this one",
);
const RETIRED: Message = Message::new(
    "metric_retired",
    "「{name}」已停用，口径不再改",
    "\"{name}\" is retired, so its definition stays as it is",
);
const REVISION_OPEN: Message = Message::new(
    "revision_open",
    "「{name}」的 v{version} 正在流程中，不能同时再改一版",
    "version {version} of \"{name}\" is on its way, so there cannot be another beside it",
);
const CHANGE_THAT: Message = Message::new(
    "change_that_one",
    "编辑正在进行的那一版，或先撤回它",
    "edit the version that is on its way, or withdraw it first",
);

/// Takes a metric in, with its record. What says nothing new changes nothing.
pub(super) fn put(
    document: &mut Document,
    metric: &MetricDoc,
    replaced: Option<&str>,
    author: &Author,
) -> Result<(), Vec<Diagnostic>> {
    let state = match replaced {
        Some(code) => lifecycle::state_of(&document.metrics[position(document, code)?]),
        None => State::Draft,
    };
    if matches!(state, State::Online | State::Retired) {
        return change_published(document, metric, replaced.unwrap_or_default(), author);
    }
    let before = directly(document, metric, replaced)?;
    let code = metric.code.value.as_str();
    let at = position(document, code)?;
    let is_same_definition = replaced.is_some() && is_same_terms(&before, metric);
    let version = match (replaced, is_same_definition) {
        (None, _) => Some(At::new(1)),
        (_, true) => before.version.clone(),
        (_, false) => Some(At::new(latest(document, &before) + 1)),
    };
    let own = &mut document.metrics[at].value;
    own.version = version;
    own.state = match state {
        // What was looked at is no longer what is there.
        State::Reviewed | State::Developed if !is_same_definition => State::Requested.code().into(),
        State::Draft if before.state.is_empty() => At::default(),
        state => state.code().into(),
    };
    own.created = before.created.clone();
    own.updated = before.updated.clone();
    if replaced.is_some() && *own == before {
        return Ok(());
    }
    stamp(own, author);
    record(document, code, before, author);
    Ok(())
}

/// Puts a metric where it stands or shall stand, and gives the one that stood there.
pub(super) fn directly(
    document: &mut Document,
    metric: &MetricDoc,
    replaced: Option<&str>,
) -> Result<MetricDoc, Vec<Diagnostic>> {
    let old = replaced.map(|code| position(document, code)).transpose()?;
    let is_taken = |(at, own): (usize, &At<MetricDoc>)| own.code == metric.code && Some(at) != old;
    if document.metrics.iter().enumerate().any(is_taken) {
        return Err(vec![TAKEN.error().arg("code", &metric.code.value).at_field(&metric.code.value)]);
    }
    let before = old.map(|at| document.metrics[at].value.clone()).unwrap_or_default();
    if before.label != metric.label {
        check_name(document, metric, old)?;
    }
    match old {
        Some(at) => {
            rename(document, &before.code.value, &metric.code.value);
            document.metrics[at].value = metric.clone();
        }
        None => document.metrics.push(At::new(metric.clone())),
    }
    Ok(before)
}

/// The number of the newest definition that a metric ever had.
fn latest(document: &Document, metric: &MetricDoc) -> u32 {
    let of_history = document.history.iter().filter(|record| record.metric == metric.code);
    let versions = of_history.map(|record| &record.version).chain([&metric.version]);
    versions.flatten().map(|version| version.value).max().unwrap_or(1)
}

/// What defines a published metric goes into its next version; what else is said about it counts at once.
fn change_published(
    document: &mut Document,
    metric: &MetricDoc,
    code: &str,
    author: &Author,
) -> Result<(), Vec<Diagnostic>> {
    let at = position(document, code)?;
    let before = document.metrics[at].value.clone();
    let refused = |message: &Message| message.error().arg_text("name", &name_of(&before)).at_field(code);
    if metric.code != before.code {
        return Err(vec![refused(&CODE_STAYS).hint(NEW_INSTEAD.text())]);
    }
    let open = open_revision(document, code);
    let is_published_again = is_same_terms(&before, metric);
    let is_of_revision = open.is_some_and(|own| document.revisions[own].version == metric.version);
    if !is_published_again && lifecycle::state_of(&before) == State::Retired {
        return Err(vec![refused(&RETIRED).hint(NEW_INSTEAD.text())]);
    }
    if let Some(own) = open.filter(|_| !is_of_revision && !is_published_again) {
        let version = document.revisions[own].version.as_ref().map_or(1, |version| version.value);
        return Err(vec![refused(&REVISION_OPEN).arg("version", version).hint(CHANGE_THAT.text())]);
    }
    if before.label != metric.label {
        check_name(document, metric, Some(at))?;
    }
    let mut managed = revised(metric, &before);
    (managed.state, managed.version) = (before.state.clone(), before.version.clone());
    (managed.created, managed.updated) = (before.created.clone(), before.updated.clone());
    if managed != before {
        stamp(&mut managed, author);
        document.metrics[at].value = managed.clone();
        record(document, code, before.clone(), author);
    }
    match open {
        Some(own) if is_of_revision => {
            let old = revised(&managed, &document.revisions[own]);
            if is_same_terms(&old, metric) {
                return Ok(());
            }
            if is_published_again {
                document.revisions.remove(own);
                record_revision(document, old, managed, author);
                return Ok(());
            }
            let state = match lifecycle::state_of(&old) {
                State::Reviewed | State::Developed => State::Requested,
                state => state,
            };
            let created = document.revisions[own].created.clone();
            let reason = document.revisions[own].reason.clone();
            let mut revision = MetricDoc { reason, created, ..terms_of(metric) };
            revision.state = state.code().into();
            open_with(document, Some(own), revision, old, author);
        }
        None if !is_published_again => {
            let revision = MetricDoc { reason: Text::same(&author.note), ..terms_of(metric) };
            open_with(document, None, revision, managed, author);
        }
        _ => {}
    }
    Ok(())
}

/// Puts a revision beside its metric, with a number of its own.
fn open_with(
    document: &mut Document,
    place: Option<usize>,
    mut revision: MetricDoc,
    before: MetricDoc,
    author: &Author,
) {
    revision.version = Some(At::new(latest(document, &before) + 1));
    stamp(&mut revision, author);
    let after = revised(&before, &revision);
    match place {
        Some(own) => document.revisions[own].value = revision,
        None => document.revisions.push(At::new(revision)),
    }
    record_revision(document, before, after, author);
}

/// Two metrics of one name are what a dictionary is there to prevent.
fn check_name(document: &Document, metric: &MetricDoc, own: Option<usize>) -> Result<(), Vec<Diagnostic>> {
    for (_, other) in document.metrics.iter().enumerate().filter(|(at, _)| Some(*at) != own) {
        let pairs = [(&metric.label.zh, &other.label.zh), (&metric.label.en, &other.label.en)];
        if let Some((name, _)) = pairs.into_iter().find(|(name, known)| !name.is_empty() && name == known) {
            let error = NAME_TAKEN.error().arg("name", name);
            return Err(vec![error.at_field(&metric.code.value).hint(NAME_FREELY.text())]);
        }
    }
    Ok(())
}

/// A new code in every formula, base, target and list that has the old one.
fn rename(document: &mut Document, old: &str, new: &str) {
    if old == new || old.is_empty() {
        return;
    }
    for metric in document.metrics.iter_mut().chain(&mut document.revisions) {
        let metric = &mut metric.value;
        for name in [&mut metric.base, &mut metric.target.metric] {
            if name.value == old {
                name.value = new.to_owned();
            }
        }
        for guard in metric.guards.0.iter_mut().filter(|guard| guard.value == old) {
            guard.value = new.to_owned();
        }
        if !metric.formula.is_empty()
            && let Ok(parsed) = crate::formula::parse(&metric.formula)
            && parsed.names().into_iter().any(|name| name == old)
        {
            let renamed = |name: &String| if name == old { new.to_owned() } else { name.clone() };
            metric.formula.value = crate::formula::print(&parsed, &renamed);
        }
    }
    for tree in &mut document.trees {
        let tree = &mut tree.value;
        let edges = tree.edges.iter_mut().flat_map(|edge| {
            let edge = &mut edge.value;
            [&mut edge.from, &mut edge.to]
        });
        for name in edges.chain([&mut tree.root]).filter(|name| name.value == old) {
            name.value = new.to_owned();
        }
    }
}
