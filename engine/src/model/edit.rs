//! Changes of a definition: each gives a new document and a line of history; none is made halfway.

mod qualifiers;

use serde::{Deserialize, Serialize};

use super::document::{Document, MetricDoc, QualifierDoc, TreeDoc, VersionDoc};
use super::lint::CONTRADICTS;
use super::messages::UNAVAILABLE;
use super::place::At;
use super::{Model, State, lifecycle, naming};
use crate::calendar::Date;
use crate::diag::{Diagnostic, Message};
use crate::limits::Limits;
use crate::table::Schema;

const TAKEN: Message = Message::new("code_taken", "编码 `{code}` 已被占用", "the code `{code}` is taken");
const NO_METRIC: Message = Message::new("no_such_metric", "没有指标 `{code}`", "there is no metric `{code}`");
const NAME_TAKEN: Message = Message::new(
    "name_taken",
    "名称“{name}”已是指标 `{code}` 的名称",
    "the name `{name}` is that of the metric `{code}`",
);
const NAME_FREELY: Message = Message::new(
    "name_freely",
    "换一个说得出差别的名称，或改用那个指标",
    "choose a name that tells the two apart, or use that metric",
);
const NO_RECORD: Message = Message::new(
    "no_such_record",
    "`{code}` 没有第 {record} 条变更之前的记录",
    "`{code}` has no record of how it was before change {record}",
);
const IN_USE: Message = Message::new(
    "metric_in_use",
    "`{code}` 被这些指标引用：{list}",
    "`{code}` is used by these metrics: {list}",
);
const DROP_USES: Message =
    Message::new("drop_uses", "先改掉或删除引用它的指标", "change or delete the metrics that use it first");

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// A metric is added, or replaces the one whose code is given.
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
    /// A metric takes a step in its life.
    Move(String, State),
    /// A metric reads again as it did before the record at this place of the history; its state stays.
    Restore(String, u32),
    /// Several changes as one.
    All(Vec<Change>),
    /// A metric comes in from elsewhere, with its state, version and dates.
    Adopt(Box<MetricDoc>),
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
    let mut next = document.clone();
    make(&mut next, change, author, schemas, limits)?;
    let (before, known) = super::resolve(document, schemas, limits);
    let (model, found) = super::resolve(&next, schemas, limits);
    // What was broken before is not this change's doing.
    let mut fresh: Vec<Diagnostic> = found
        .into_iter()
        .filter(|found| {
            !known.iter().any(|old| {
                (&old.code, &old.message, &old.location.field)
                    == (&found.code, &found.message, &found.location.field)
            })
        })
        .collect();
    fresh.extend(misnamed(&before, &model, change));
    // A cause is told before what follows from it.
    fresh.sort_by_key(|found| found.code == UNAVAILABLE.code);
    if fresh.iter().any(Diagnostic::is_error) { Err(fresh) } else { Ok(next) }
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
    schemas: &[Schema],
    limits: &Limits,
) -> Result<(), Vec<Diagnostic>> {
    match change {
        Change::Put(metric, replaced) => put(next, metric, replaced.as_deref(), author)?,
        Change::Delete(code) => delete(next, code, author)?,
        Change::Qualifier(qualifier, replaced) => qualifiers::put(next, qualifier, replaced.as_deref())?,
        Change::DropQualifier(qualifier) => qualifiers::delete(next, qualifier)?,
        Change::Tree(tree) => replace(&mut next.trees, tree, |own| &own.code),
        Change::DropTree(code) => next.trees.retain(|tree| tree.code.value != *code),
        Change::Move(code, to) => {
            let (model, _) = super::resolve(next, schemas, limits);
            let found = lifecycle::gate(next, &model, code, *to, author);
            if found.iter().any(Diagnostic::is_error) {
                return Err(found);
            }
            let at = position(next, code)?;
            let before = next.metrics[at].value.clone();
            let metric = &mut next.metrics[at].value;
            metric.state = to.code().into();
            stamp(metric, author);
            record(next, before, author);
        }
        Change::All(changes) => {
            for change in changes {
                make(next, change, author, schemas, limits)?;
            }
        }
        Change::Adopt(metric) => adopt(next, metric, author)?,
        Change::Restore(code, record) => {
            let past = next.history.get(*record as usize).filter(|past| !past.before.code.is_empty());
            let Some(past) = past else {
                return Err(vec![NO_RECORD.error().arg("code", code).arg("record", record + 1)]);
            };
            let mut before = past.before.clone();
            before.state = next.metrics[position(next, code)?].value.state.clone();
            put(next, &before, Some(code), author)?;
        }
    }
    Ok(())
}

fn position(document: &Document, code: &str) -> Result<usize, Vec<Diagnostic>> {
    let at = document.metrics.iter().position(|metric| metric.code.value == code);
    at.ok_or_else(|| vec![NO_METRIC.error().arg("code", code)])
}

fn put(
    document: &mut Document,
    metric: &MetricDoc,
    replaced: Option<&str>,
    author: &Author,
) -> Result<(), Vec<Diagnostic>> {
    let old = replaced.map(|code| position(document, code)).transpose()?;
    let is_taken = |(at, own): (usize, &At<MetricDoc>)| own.code == metric.code && Some(at) != old;
    if document.metrics.iter().enumerate().any(is_taken) {
        return Err(vec![TAKEN.error().arg("code", &metric.code.value).at_field(&metric.code.value)]);
    }
    let mut metric = metric.clone();
    let before = old.map(|at| document.metrics[at].value.clone()).unwrap_or_default();
    if before.label != metric.label {
        check_name(document, &metric, old)?;
    }
    let version = before.version.as_ref().map_or(1, |version| version.value);
    // A published metric changes only by a new version.
    let is_new_version =
        old.is_some() && lifecycle::is_published(&before) && !is_same_definition(&before, &metric);
    metric.version = Some(At::new(version + u32::from(is_new_version)));
    stamp(&mut metric, author);
    match old {
        Some(at) => {
            rename(document, &before.code.value, &metric.code.value);
            document.metrics[at].value = metric.clone();
        }
        None => document.metrics.push(At::new(metric.clone())),
    }
    let version = metric.version.clone();
    document.history.push(At::new(VersionDoc {
        metric: metric.code.clone(),
        version,
        on: author.on.to_string().into(),
        by: author.name.clone().into(),
        note: author.note.clone().into(),
        before,
        ..VersionDoc::default()
    }));
    Ok(())
}

/// Two metrics of one name are what a dictionary is there to prevent.
fn check_name(document: &Document, metric: &MetricDoc, own: Option<usize>) -> Result<(), Vec<Diagnostic>> {
    for (_, other) in document.metrics.iter().enumerate().filter(|(at, _)| Some(*at) != own) {
        let pairs = [(&metric.label.zh, &other.label.zh), (&metric.label.en, &other.label.en)];
        if let Some((name, _)) = pairs.into_iter().find(|(name, known)| !name.is_empty() && name == known) {
            let error = NAME_TAKEN.error().arg("name", name).arg("code", &other.code.value);
            return Err(vec![error.at_field(&metric.code.value).hint(NAME_FREELY.text())]);
        }
    }
    Ok(())
}

fn adopt(document: &mut Document, metric: &MetricDoc, author: &Author) -> Result<(), Vec<Diagnostic>> {
    if document.metrics.iter().any(|own| own.code == metric.code) {
        return Err(vec![TAKEN.error().arg("code", &metric.code.value).at_field(&metric.code.value)]);
    }
    let mut metric = metric.clone();
    if metric.updated.is_empty() {
        stamp(&mut metric, author);
    }
    document.history.push(At::new(VersionDoc {
        metric: metric.code.clone(),
        version: metric.version.clone().or(Some(At::new(1))),
        on: author.on.to_string().into(),
        by: author.name.clone().into(),
        note: author.note.clone().into(),
        ..VersionDoc::default()
    }));
    document.metrics.push(At::new(metric));
    Ok(())
}

/// Whether both compute the same number.
pub fn is_same_definition(a: &MetricDoc, b: &MetricDoc) -> bool {
    let parts = |of: &MetricDoc| {
        let texts = [
            &of.dataset,
            &of.aggregate,
            &of.field,
            &of.time,
            &of.over_time,
            &of.base,
            &of.period,
            &of.condition,
            &of.formula,
            &of.before_start,
            &of.since_start,
        ];
        let texts: Vec<String> = texts.into_iter().map(|text| text.value.clone()).collect();
        let counts = (of.p.as_ref().map(|p| p.value), of.at_least.as_ref().map(|least| least.value));
        (texts, counts, of.qualifiers.clone(), of.window.clone(), of.zero_fill)
    };
    parts(a) == parts(b)
}

/// A new code in every formula, base, target and list that has the old one.
fn rename(document: &mut Document, old: &str, new: &str) {
    if old == new || old.is_empty() {
        return;
    }
    for metric in &mut document.metrics {
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

fn delete(document: &mut Document, code: &str, author: &Author) -> Result<(), Vec<Diagnostic>> {
    let at = position(document, code)?;
    let users = lifecycle::users(document, code);
    if !users.is_empty() {
        let error = IN_USE.error().arg("code", code).arg("list", users.join(", ")).at_field(code);
        return Err(vec![error.hint(DROP_USES.text())]);
    }
    let before = document.metrics.remove(at).value;
    record(document, before, author);
    Ok(())
}

fn stamp(metric: &mut MetricDoc, author: &Author) {
    if metric.created.is_empty() {
        metric.created = author.on.to_string().into();
    }
    metric.updated = author.on.to_string().into();
}

fn record(document: &mut Document, before: MetricDoc, author: &Author) {
    document.history.push(At::new(VersionDoc {
        metric: before.code.clone(),
        version: before.version.clone().or(Some(At::new(1))),
        on: author.on.to_string().into(),
        by: author.name.clone().into(),
        note: author.note.clone().into(),
        before,
        ..VersionDoc::default()
    }));
}

fn replace<T: Clone>(list: &mut Vec<At<T>>, item: &T, code: impl Fn(&T) -> &At<String>) {
    match list.iter_mut().find(|own| code(&own.value) == code(item)) {
        Some(own) => own.value = item.clone(),
        None => list.push(At::new(item.clone())),
    }
}
