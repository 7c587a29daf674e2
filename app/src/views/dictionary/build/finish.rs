//! A draft → the metric that saving makes: name, code and unit follow from its parts.

use sandtable_engine::calendar::Period;
use sandtable_engine::diag::{Diagnostic, Message};
use sandtable_engine::formula;
use sandtable_engine::model::naming::{self, Parts};
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{Layer, MetricDoc, Model};
use sandtable_engine::text::Text;

use super::composite::named;
use crate::views::dictionary::form::{Draft, code_of};

const UNFINISHED: Message =
    Message::new("metric_unfinished", "还不能保存：{list}", "it cannot be saved yet: {list}");

const KNOWN: Message = Message::new(
    "metric_known",
    "已有指标「{name}」（`{code}`）",
    "there is a metric \"{name}\" (`{code}`) already",
);
const USE_KNOWN: Message = Message::new(
    "use_known_metric",
    "直接用它；要另立口径，就换一个名称和编码",
    "use it; a definition of its own needs another name and code",
);

/// What a draft comes to.
#[derive(Clone, PartialEq)]
pub(super) struct Finished {
    /// What is saved.
    pub(super) draft: Draft,
    /// What is to be said about its name.
    pub(super) findings: Vec<Diagnostic>,
}

impl Finished {
    /// Why it cannot be saved.
    pub(super) fn refusal(&self) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> =
            self.findings.iter().filter(|found| found.is_error()).cloned().collect();
        let metric = &self.draft.metric;
        let lacks = [
            (metric.label.is_empty(), Text::new("没有名称", "it has no name")),
            (metric.code.is_empty(), Text::new("没有编码", "it has no code")),
        ];
        let lacks: Vec<Text> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect();
        if !lacks.is_empty() {
            found.push(UNFINISHED.error().arg_text("list", &Text::join(&lacks, "，", ", ")));
        }
        found
    }
}

/// The draft with the name and code that follow from its parts, where the reader has not given others.
pub(super) fn finished(model: &Model, draft: &Draft) -> Finished {
    let mut made = draft.clone();
    if draft.replaces.is_none() && made.metric.code.is_empty() {
        made.metric.code = code_of(&made.metric.label.en).into();
    }
    let mut findings = Vec::new();
    match draft.layer {
        Layer::Derived => {
            if let Some(parts) = parts_of(model, draft) {
                findings = parts.check(model);
                if model.metric(parts.base).definition.layer() == Layer::Composite {
                    findings.extend(bound(model, &parts, &mut made).err());
                } else {
                    composed(model, &parts, draft, &mut made);
                }
            }
        }
        Layer::Composite => {
            // What was chosen on another layer is not part of it.
            (made.metric.base, made.metric.period) = Default::default();
            in_codes(model, &mut made.metric);
            if let Some(unit) = unit_of_draft(model, draft) {
                // A formula knows its unit; a pure number is a share.
                if unit.is_empty() && made.metric.unit.is_empty() && made.metric.format.is_empty() {
                    made.metric.format = "percent".into();
                } else if made.metric.unit.is_empty() && made.metric.format.is_empty() {
                    made.metric.unit = unit;
                }
            }
        }
        Layer::Atomic => {}
    }
    findings.extend(taken(model, &made));
    Finished { draft: made, findings }
}

/// A metric that has the code already.
fn taken(model: &Model, made: &Draft) -> Option<Diagnostic> {
    let code = &made.metric.code.value;
    let id = model.find_metric(code).filter(|_| made.replaces.as_ref() != Some(code))?;
    let own = &model.metric(id).label;
    Some(KNOWN.error().arg_text("name", own).arg("code", code).hint(USE_KNOWN.text()))
}

/// Names a derived metric by its parts, unless it has a name of its own.
fn composed(model: &Model, parts: &Parts, draft: &Draft, made: &mut Draft) {
    let is_renamed = draft.replaces.as_ref().and_then(|code| model.find_metric(code)).is_some_and(|id| {
        let before = Parts::of(model, id).map(|before| before.label(model));
        !draft.metric.label.is_empty() && before.as_ref() != Some(&draft.metric.label)
    });
    if !is_renamed {
        made.metric.label = parts.label(model);
    }
    if draft.replaces.is_none() {
        made.metric.code = parts.code(model).into();
    }
}

/// Turns a composite metric with a period into its formula, with the metrics that it needs.
fn bound(model: &Model, parts: &Parts, made: &mut Draft) -> Result<(), Diagnostic> {
    if parts.period.is_none() && parts.qualifiers.is_empty() {
        return Ok(());
    }
    let mut metrics = naming::bind(model, parts)?;
    let Some(own) = metrics.pop() else { return Ok(()) };
    let given = std::mem::take(&mut made.metric);
    made.layer = Layer::Composite;
    made.also = metrics;
    made.metric = MetricDoc {
        code: own.code,
        label: own.label,
        formula: own.formula,
        by: own.by,
        description: if given.description.is_empty() { own.description } else { given.description.clone() },
        unit: if given.unit.is_empty() { own.unit } else { given.unit.clone() },
        format: if given.format.is_empty() { own.format } else { given.format.clone() },
        polarity: if given.polarity.is_empty() { own.polarity } else { given.polarity.clone() },
        ..given
    };
    Ok(())
}

/// Names of metrics in a formula become codes: a name may change.
fn in_codes(model: &Model, metric: &mut MetricDoc) {
    let Ok(parsed) = formula::parse(&metric.formula) else { return };
    let code = |name: &String| match named(model, name) {
        Some(id) => model.metric(id).code.clone(),
        None => name.clone(),
    };
    if parsed.names().into_iter().any(|name| code(name) != *name) {
        metric.formula = formula::print(&parsed, &code).into();
    }
}

/// The unit of a composite draft's formula, where it is one and not only up to scale.
fn unit_of_draft(model: &Model, draft: &Draft) -> Option<Text> {
    let parsed = formula::parse(&draft.metric.formula).ok()?;
    let resolved = parsed.try_map(&mut |name: &String, _| named(model, name))?;
    unit_of(model, &resolved).0.filter(|unit| !unit.is_scaled).map(|unit| unit.text())
}

fn parts_of(model: &Model, draft: &Draft) -> Option<Parts> {
    let metric = &draft.metric;
    Some(Parts {
        period: Period::parse(&metric.period),
        qualifiers: metric.qualifiers.iter().map(|name| name.value.clone()).collect(),
        base: model.find_metric(&metric.base)?,
        by: metric.by.iter().filter_map(|code| model.find_dimension(code)).collect(),
    })
}

/// What a metric will be called.
pub(super) fn name_of(model: &Model, metric: &MetricDoc) -> Text {
    let draft = Draft { layer: Layer::Derived, metric: metric.clone(), replaces: None, also: Vec::new() };
    match parts_of(model, &draft).filter(|_| metric.label.is_empty()) {
        Some(parts) => parts.label(model),
        None => metric.label.clone(),
    }
}
