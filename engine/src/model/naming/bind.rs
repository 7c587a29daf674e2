//! A composite metric with a period: 本月客单价 is 本月总金额 ÷ 本月工单数.
//!
//! Period and qualifiers go to every metric of the formula, so that both sides stay comparable. Metrics that the model
//! has already are used, the others come with it.

use super::Parts;
use crate::diag::{Diagnostic, Message};
use crate::formula::{self, Expr};
use crate::model::{Definition, MetricDoc, MetricId, Model, Names};
use crate::text::{Lang, Text};

const OWN_PERIOD: Message = Message::new(
    "period_of_its_own",
    "「{name}」不能再加时间周期或限定：公式里的「{part}」有自己的周期或时间窗",
    "\"{name}\" takes no period or qualifier: \"{part}\" in its formula has a period or window of its own",
);

/// The metrics that a name of a composite metric needs, those first that others need, the composite last. None of
/// them is in the model.
///
/// # Errors
/// A part of the formula that has a period of its own.
pub fn bind(model: &Model, parts: &Parts) -> Result<Vec<MetricDoc>, Diagnostic> {
    let mut made = Vec::new();
    bound(model, parts, &mut made)?;
    Ok(made)
}

/// The code of what `parts` name, made where it is not there.
fn bound(model: &Model, parts: &Parts, made: &mut Vec<MetricDoc>) -> Result<String, Diagnostic> {
    let base = model.metric(parts.base);
    let item = match &base.definition {
        Definition::Atomic { .. } => {
            if let Some(known) = known(model, parts) {
                return Ok(known);
            }
            let names = parts.qualifiers.iter().cloned().collect::<Names>();
            let period = parts.period.map(|period| period.code()).unwrap_or_default();
            let base = base.code.as_str().into();
            MetricDoc { base, period: period.into(), qualifiers: names, ..MetricDoc::default() }
        }
        Definition::Derived { .. } => {
            let own =
                Parts::of(model, parts.base).filter(|own| own.period.is_none() || parts.period.is_none());
            let Some(own) = own else {
                let error = OWN_PERIOD.error().arg_text("name", &parts.label(model));
                return Err(error.arg_text("part", &base.label));
            };
            let mut qualifiers = parts.qualifiers.clone();
            qualifiers.extend(own.qualifiers.into_iter().filter(|code| !parts.qualifiers.contains(code)));
            let period = parts.period.or(own.period);
            return bound(model, &Parts { period, qualifiers, base: own.base, by: Vec::new() }, made);
        }
        Definition::Composite { formula, .. } => composite(model, parts, formula, made)?,
    };
    let code = parts.code(model);
    if made.iter().all(|item| item.code.value != code) {
        let by = parts.by.iter().map(|id| model.dimensions[id.index()].code.clone()).collect();
        made.push(MetricDoc { code: code.as_str().into(), label: parts.label(model), by, ..item });
    }
    Ok(code)
}

fn composite(
    model: &Model,
    parts: &Parts,
    formula: &Expr<MetricId>,
    made: &mut Vec<MetricDoc>,
) -> Result<MetricDoc, Diagnostic> {
    let mut refusal = None;
    let codes = formula.try_map(&mut |id: &MetricId, _| {
        let part = Parts { base: *id, by: Vec::new(), ..parts.clone() };
        let used = match known(model, &part) {
            Some(code) => Ok(code),
            None => bound(model, &part, made),
        };
        used.map_err(|error| refusal = refusal.take().or(Some(error))).ok()
    });
    let Some(codes) = codes else {
        return Err(refusal.unwrap_or_else(|| OWN_PERIOD.error().arg_text("name", &parts.label(model))));
    };
    let base = model.metric(parts.base);
    Ok(MetricDoc {
        formula: formula::print(&codes, &String::clone).into(),
        unit: base.unit.clone(),
        format: base.format.code().into(),
        polarity: base.polarity.code().into(),
        description: narrowed(base.description.clone(), parts),
        ..MetricDoc::default()
    })
}

fn narrowed(description: Text, parts: &Parts) -> Text {
    match (description.is_empty(), parts.period.map(|period| period.label())) {
        (false, Some(period)) => Text::new(
            format!("{}（{}）", description.zh, period.zh),
            format!("{} ({})", description.get(Lang::En), period.en),
        ),
        _ => description,
    }
}

/// A derived metric of the model that is made of these parts.
fn known(model: &Model, parts: &Parts) -> Option<String> {
    let mut ids = (0..model.metrics.len()).map(|at| MetricId(at as u32));
    let found = ids.find(|id| Parts::of(model, *id).is_some_and(|own| own.means(parts)))?;
    Some(model.metric(found).code.clone())
}
