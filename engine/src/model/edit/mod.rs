//! Changes of a definition: each gives a new document and a line of history; none is made halfway.
//!
//! What defines a metric (`terms`) has versions. A published metric answers as it is until its next version has
//! passed the gates: a change of what defines it opens a *revision* beside it, which takes its place when it is
//! released. What else is said about a metric changes at once.

mod history;
mod join;
mod put;
mod qualifiers;
mod terms;

pub use history::{Part, Step, steps};
pub use terms::{is_same_terms, revised};

use serde::{Deserialize, Serialize};

use super::document::{Document, MetricDoc, QualifierDoc, TreeDoc};
use super::lint::CONTRADICTS;
use super::messages::UNAVAILABLE;
use super::place::At;
use super::{Model, State, lifecycle, naming};
use crate::calendar::Date;
use crate::diag::{Diagnostic, Message};
use crate::limits::Limits;
use crate::table::Schema;
use crate::text::Text;
use history::record;

const NOBODY: Message = Message::new(
    "author_missing",
    "没有写修改人，改动不能留下记录",
    "nobody is named as the author, so the change cannot be recorded",
);
const NAME_AUTHOR: Message =
    Message::new("name_author", "在「修改人」里写上名字", "write a name into \"Changed by\"");
const TAKEN: Message = Message::new("code_taken", "编码 `{code}` 已被占用", "the code `{code}` is taken");
const NO_METRIC: Message = Message::new("no_such_metric", "没有指标 `{code}`", "there is no metric `{code}`");
const NO_RECORD: Message = Message::new(
    "no_such_record",
    "「{name}」没有第 {record} 条变更之前的记录",
    "\"{name}\" has no record of how it was before change {record}",
);
const NO_REVISION: Message = Message::new(
    "no_revision",
    "「{name}」没有正在进行的新版本",
    "\"{name}\" has no next version on its way",
);
const IN_USE: Message = Message::new(
    "metric_in_use",
    "「{name}」被这些引用，不能删除：{list}",
    "\"{name}\" is used and cannot be deleted: {list}",
);
const DROP_USES: Message =
    Message::new("drop_uses", "先改掉或删除引用它的", "change or delete what uses it first");

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// A metric is added, or replaces the one whose code is given. Of a published metric only what does not define it
    /// is replaced; the rest becomes its next version.
    Put(Box<MetricDoc>, Option<String>),
    /// A metric goes.
    Delete(String),
    /// A qualifier is added, or replaces the one of the given code that is for the same facts.
    Qualifier(Box<QualifierDoc>, Option<String>),
    /// A qualifier goes.
    DropQualifier(Box<QualifierDoc>),
    /// A tree is added, or replaces the one of its code.
    Tree(Box<TreeDoc>),
    /// A tree goes.
    DropTree(String),
    /// A metric, or its next version, takes a step in its life.
    Move(String, State),
    /// The next version of a metric is given up.
    Withdraw(String),
    /// A metric reads again as it did before the record at this place of the history; its state stays.
    Restore(String, u32),
    /// Several changes as one.
    All(Vec<Change>),
    /// A metric comes in from elsewhere, with its state, version and dates.
    Adopt(Box<MetricDoc>),
    /// A definition comes in from elsewhere: what is new is added, known metrics and trees change, the rest stays.
    Join(Box<Document>),
}

/// Who makes a change, and when: the engine knows no clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// As they call themselves.
    pub name: String,
    /// The day.
    pub on: Date,
    /// Why.
    pub note: String,
}

/// The tables that are there, and what bounds a definition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) schemas: &'a [Schema],
    pub(super) limits: &'a Limits,
}

/// Makes a change.
///
/// # Errors
/// What speaks against it. The document stays as it was; warnings do not stand in the way.
pub fn apply(
    document: &Document,
    change: &Change,
    author: &Author,
    schemas: &[Schema],
    limits: &Limits,
) -> Result<Document, Vec<Diagnostic>> {
    let ground = Ground { schemas, limits };
    let mut next = document.clone();
    make(&mut next, change, author, ground)?;
    check(document, &next, change, ground)?;
    // A next version must hold as well: each is looked at as if it stood in its metric's place.
    for revision in next.revisions.iter().filter(|revision| !document.revisions.contains(revision)) {
        check(document, &lifecycle::with_revision(&next, &revision.code), change, ground)?;
    }
    Ok(next)
}

/// The document as if a change had been made and released, without a trace of it.
///
/// # Errors
/// What speaks against it.
pub fn tried(
    document: &Document,
    change: &Change,
    schemas: &[Schema],
    limits: &Limits,
) -> Result<Document, Vec<Diagnostic>> {
    let mut next = document.clone();
    try_out(&mut next, change)?;
    check(document, &next, change, Ground { schemas, limits })?;
    Ok(next)
}

fn try_out(next: &mut Document, change: &Change) -> Result<(), Vec<Diagnostic>> {
    match change {
        Change::Put(metric, replaced) => put::directly(next, metric, replaced.as_deref()).map(|_| ()),
        Change::Adopt(metric) => put::directly(next, metric, None).map(|_| ()),
        Change::Qualifier(qualifier, replaced) => qualifiers::put(next, qualifier, replaced.as_deref()),
        Change::All(changes) => changes.iter().try_for_each(|change| try_out(next, change)),
        // No other change makes a number.
        _ => Ok(()),
    }
}

/// Errors that a document has and another had not: what was broken before is not this change's doing.
fn check(
    document: &Document,
    next: &Document,
    change: &Change,
    ground: Ground<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let (before, known) = super::resolve(document, ground.schemas, ground.limits);
    let (model, found) = super::resolve(next, ground.schemas, ground.limits);
    let mut fresh: Vec<Diagnostic> = found
        .into_iter()
        .filter(|found| {
            !known.iter().any(|old| {
                (&old.code, &old.message, &old.location.field)
                    == (&found.code, &found.message, &found.location.field)
            })
        })
        .collect();
    // Tables of what comes in may be loaded later.
    if matches!(change, Change::Join(_)) {
        let alone = super::resolve(next, &super::assumed_schemas(next), ground.limits).1;
        fresh.retain(|found| alone.contains(found));
    }
    fresh.extend(misnamed(&before, &model, change));
    // A cause is told before what follows from it.
    fresh.sort_by_key(|found| found.code == UNAVAILABLE.code);
    if fresh.iter().any(Diagnostic::is_error) { Err(fresh) } else { Ok(()) }
}

/// Names of the change's metrics that say something else than the metrics are.
fn misnamed(before: &Model, model: &Model, change: &Change) -> Vec<Diagnostic> {
    let differs = |model: &Model, code: &str| naming::contradiction(model, model.find_metric(code)?);
    match change {
        Change::All(changes) => changes.iter().flat_map(|change| misnamed(before, model, change)).collect(),
        Change::Put(metric, replaced) => {
            let was = replaced.as_ref().is_some_and(|code| differs(before, code).is_some());
            let error = differs(model, &metric.code).filter(|_| !was).map(|(said, meant)| {
                let error = CONTRADICTS.error().arg_text("name", &metric.label).arg_text("said", &said);
                error.arg_text("meant", &meant).at_field(metric.code.as_str())
            });
            error.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn make(
    next: &mut Document,
    change: &Change,
    author: &Author,
    ground: Ground<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let leaves_no_record = matches!(
        change,
        Change::All(_)
            | Change::Qualifier(..)
            | Change::DropQualifier(_)
            | Change::Tree(_)
            | Change::DropTree(_)
    );
    if !leaves_no_record && author.name.trim().is_empty() {
        return Err(vec![NOBODY.error().hint(NAME_AUTHOR.text())]);
    }
    match change {
        Change::Put(metric, replaced) => put::put(next, metric, replaced.as_deref(), author)?,
        Change::Delete(code) => delete(next, code, author, ground)?,
        Change::Qualifier(qualifier, replaced) => qualifiers::put(next, qualifier, replaced.as_deref())?,
        Change::DropQualifier(qualifier) => qualifiers::delete(next, qualifier)?,
        Change::Tree(tree) => replace(&mut next.trees, tree, |own| &own.code),
        Change::DropTree(code) => next.trees.retain(|tree| tree.code.value != *code),
        Change::Move(code, to) => step(next, code, *to, author, ground)?,
        Change::Withdraw(code) => withdraw(next, code, author)?,
        Change::All(changes) => {
            for change in changes {
                make(next, change, author, ground)?;
            }
        }
        Change::Adopt(metric) => adopt(next, metric, author)?,
        Change::Join(file) => join::join(next, file, author)?,
        Change::Restore(code, record) => restore(next, code, *record, author)?,
    }
    Ok(())
}

fn position(document: &Document, code: &str) -> Result<usize, Vec<Diagnostic>> {
    let at = document.metrics.iter().position(|metric| metric.code.value == code);
    at.ok_or_else(|| vec![NO_METRIC.error().arg("code", code)])
}

fn open_revision(document: &Document, code: &str) -> Option<usize> {
    document.revisions.iter().position(|revision| revision.code.value == code)
}

/// What a metric is called.
pub(super) fn name_of(metric: &MetricDoc) -> Text {
    if metric.label.is_empty() { Text::same(&metric.code.value) } else { metric.label.clone() }
}

fn step(
    next: &mut Document,
    code: &str,
    to: State,
    author: &Author,
    ground: Ground<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let found = lifecycle::gate(next, code, to, author, ground);
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    let at = position(next, code)?;
    let before = next.metrics[at].value.clone();
    let revision = open_revision(next, code).filter(|_| to != State::Retired);
    let was = revision.map(|own| revised(&before, &next.revisions[own]));
    // Who approves a metric that names no reviewer is its reviewer from now on.
    if to == State::Reviewed && !lifecycle::has_reviewer(next, code, ground) {
        next.metrics[at].value.reviewer = author.name.trim().into();
    }
    let metric = &mut next.metrics[at].value;
    let (Some(own), Some(was)) = (revision, was) else {
        metric.state = to.code().into();
        stamp(metric, author);
        record(next, code, before, author);
        return Ok(());
    };
    let revision = &mut next.revisions[own].value;
    revision.state = to.code().into();
    stamp(revision, author);
    if to == State::Requested && revision.reason.is_empty() {
        revision.reason = Text::same(&author.note);
    }
    let mut after = revised(metric, revision);
    if to == State::Online {
        // Its reason is in the history; why the metric is needed stays.
        after.created = metric.created.clone();
        stamp(&mut after, author);
        *metric = after;
        next.revisions.remove(own);
        record(next, code, before, author);
    } else {
        history::record_revision(next, was, after, author);
    }
    Ok(())
}

fn withdraw(document: &mut Document, code: &str, author: &Author) -> Result<(), Vec<Diagnostic>> {
    let metric = document.metrics[position(document, code)?].value.clone();
    let Some(own) = open_revision(document, code) else {
        return Err(vec![NO_REVISION.error().arg_text("name", &name_of(&metric)).at_field(code)]);
    };
    let before = revised(&metric, &document.revisions.remove(own));
    history::record_revision(document, before, metric, author);
    Ok(())
}

fn restore(document: &mut Document, code: &str, record: u32, author: &Author) -> Result<(), Vec<Diagnostic>> {
    let now = document.metrics[position(document, code)?].value.clone();
    let past = document.history.get(record as usize).filter(|past| !past.before.code.is_empty());
    let Some(past) = past else {
        let error = NO_RECORD.error().arg_text("name", &name_of(&now));
        return Err(vec![error.arg("record", record + 1).at_field(code)]);
    };
    let mut before = past.before.clone();
    let revision = open_revision(document, code).filter(|_| past.revision);
    before.version = revision.map_or(now.version, |own| document.revisions[own].version.clone());
    before.state = now.state;
    put::put(document, &before, Some(code), author)
}

fn adopt(document: &mut Document, metric: &MetricDoc, author: &Author) -> Result<(), Vec<Diagnostic>> {
    if document.metrics.iter().any(|own| own.code == metric.code) {
        return Err(vec![TAKEN.error().arg("code", &metric.code.value).at_field(&metric.code.value)]);
    }
    let mut metric = metric.clone();
    if metric.updated.is_empty() {
        stamp(&mut metric, author);
    }
    let code = metric.code.value.clone();
    document.metrics.push(At::new(metric));
    record(document, &code, MetricDoc::default(), author);
    Ok(())
}

fn delete(
    document: &mut Document,
    code: &str,
    author: &Author,
    ground: Ground<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let at = position(document, code)?;
    let users = lifecycle::users(document, code);
    let name = name_of(&document.metrics[at]);
    if !users.is_empty() {
        let (model, _) = super::resolve(document, ground.schemas, ground.limits);
        let list = lifecycle::named(document, &model, &users);
        let error = IN_USE.error().arg_text("name", &name).arg_text("list", &list);
        return Err(vec![error.at_field(code).hint(DROP_USES.text())]);
    }
    let before = document.metrics.remove(at).value;
    document.revisions.retain(|revision| revision.code.value != code);
    record(document, code, before, author);
    Ok(())
}

fn stamp(metric: &mut MetricDoc, author: &Author) {
    if metric.created.is_empty() {
        metric.created = author.on.to_string().into();
    }
    metric.updated = author.on.to_string().into();
}

fn replace<T: Clone>(list: &mut Vec<At<T>>, item: &T, code: impl Fn(&T) -> &At<String>) {
    match list.iter_mut().find(|own| code(&own.value) == code(item)) {
        Some(own) => own.value = item.clone(),
        None => list.push(At::new(item.clone())),
    }
}
