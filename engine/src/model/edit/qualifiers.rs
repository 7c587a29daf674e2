//! Changes of named conditions. One code may stand several times, for different facts.

use crate::diag::{Diagnostic, Message};
use crate::model::document::{Document, MetricDoc, QualifierDoc};
use crate::model::place::At;
use crate::text::Text;

const TAKEN: Message = Message::new(
    "qualifier_taken",
    "已有业务限定「{name}」（`{code}`）",
    "there is a qualifier \"{name}\" (`{code}`) already",
);
const REUSE: Message = Message::new(
    "reuse_qualifier",
    "条件相同就直接用它；条件不同，换一个名称和编码",
    "use it if the condition is the same; else choose another name and code",
);
const NONE: Message =
    Message::new("no_such_qualifier", "没有业务限定 `{code}`", "there is no qualifier `{code}`");
const INCOMPLETE: Message =
    Message::new("qualifier_incomplete", "业务限定还缺：{list}", "the qualifier still lacks: {list}");
const IN_USE: Message = Message::new(
    "qualifier_in_use",
    "「{name}」被这些指标引用：{list}",
    "\"{name}\" is used by these metrics: {list}",
);
const DROP_USES: Message =
    Message::new("drop_qualifier_uses", "先改掉或删除这些指标", "change or delete these metrics first");

/// Adds a qualifier, or puts it in the place of another.
pub(super) fn put(
    document: &mut Document,
    qualifier: &QualifierDoc,
    replaced: Option<&str>,
) -> Result<(), Vec<Diagnostic>> {
    let lacks = [
        (qualifier.label.is_empty(), Text::new("名称", "a name")),
        (qualifier.code.is_empty(), Text::new("编码", "a code")),
        (qualifier.condition.is_empty(), Text::new("条件", "a condition")),
    ];
    let lacks: Vec<Text> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, name)| name).collect();
    if !lacks.is_empty() {
        return Err(vec![INCOMPLETE.error().arg_text("list", &Text::join(&lacks, "、", ", "))]);
    }
    let old = replaced.map(|code| position(document, code, qualifier)).transpose()?;
    let others = document.qualifiers.iter().enumerate().filter(|(at, _)| Some(*at) != old);
    if let Some((_, own)) = others.into_iter().find(|(_, own)| collide(own, qualifier)) {
        let error = TAKEN.error().arg_text("name", &own.label).arg("code", &own.code.value);
        return Err(vec![error.at_field(&own.code.value).hint(REUSE.text())]);
    }
    match old {
        Some(at) => {
            let before = document.qualifiers[at].code.value.clone();
            document.qualifiers[at].value = qualifier.clone();
            rename(document, &before, &qualifier.code);
        }
        None => document.qualifiers.push(At::new(qualifier.clone())),
    }
    Ok(())
}

/// Takes a qualifier out that no metric needs.
pub(super) fn delete(document: &mut Document, qualifier: &QualifierDoc) -> Result<(), Vec<Diagnostic>> {
    let at = position(document, &qualifier.code, qualifier)?;
    let removed = document.qualifiers.remove(at).value;
    let is_left = document.qualifiers.iter().any(|own| own.code == removed.code);
    let users: Vec<Text> = users(document, &removed.code).map(named).collect();
    if is_left || users.is_empty() {
        return Ok(());
    }
    let error = IN_USE.error().arg_text("name", &removed.label);
    let error = error.arg_text("list", &Text::join(&users, "、", ", "));
    Err(vec![error.at_field(&removed.code.value).hint(DROP_USES.text())])
}

fn users<'d>(document: &'d Document, code: &'d str) -> impl Iterator<Item = &'d MetricDoc> {
    let metrics = document.metrics.iter().chain(&document.revisions).map(|metric| &metric.value);
    metrics.filter(move |metric| metric.qualifiers.iter().any(|own| own.value == code))
}

/// A metric without a label of its own is named by its parts; its code tells which.
fn named(metric: &MetricDoc) -> Text {
    if metric.label.is_empty() { Text::same(metric.code.value.clone()) } else { metric.label.clone() }
}

fn position(document: &Document, code: &str, like: &QualifierDoc) -> Result<usize, Vec<Diagnostic>> {
    let is_it = |own: &At<QualifierDoc>| own.code.value == code && own.on == like.on;
    let at = document.qualifiers.iter().position(is_it);
    at.ok_or_else(|| vec![NONE.error().arg("code", code).at_field(code)])
}

/// Whether two would answer to one code or name on one fact.
fn collide(a: &QualifierDoc, b: &QualifierDoc) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
    let is_one_code = a.code == b.code;
    let is_one_name = same(&a.label.zh, &b.label.zh) || same(&a.label.en, &b.label.en);
    let share_facts = a.on.is_empty() || b.on.is_empty() || a.on.iter().any(|on| b.on.contains(on));
    // What several facts read differently has one code and one name.
    (is_one_code || is_one_name) && (share_facts || is_one_code != is_one_name)
}

fn rename(document: &mut Document, old: &str, new: &str) {
    if old == new || document.qualifiers.iter().any(|own| own.code.value == old) {
        return;
    }
    let all = document.metrics.iter_mut().chain(&mut document.revisions);
    let metrics = all.map(|metric| &mut metric.value.qualifiers);
    let qualifiers = document.qualifiers.iter_mut().map(|own| &mut own.value.excludes);
    for names in metrics.chain(qualifiers) {
        for name in names.0.iter_mut().filter(|name| name.value == old) {
            new.clone_into(&mut name.value);
        }
    }
}
