//! The grammar of names: 时间周期 + 业务限定 + 原子指标 [+ 按维度], put together from parts and taken apart again.
//!
//! Taking apart matches the metric first, the longest suffix winning (首修成功工单数 is no 工单数), then the longest
//! period, and what remains must split completely into registered qualifiers. English names put the period last:
//! `In-warranty order count, last 30 days by region`. Codes join the parts by underscores.

mod read;
#[cfg(test)]
mod tests;

pub use read::parse;

use std::collections::BTreeSet;

use super::{Definition, DimensionId, Layer, MetricId, Model};
use crate::calendar::Period;
use crate::diag::{Diagnostic, Message};
use crate::text::Text;

const VAGUE: Message = Message::new(
    "name_too_vague",
    "「{name}」太笼统：只有原子指标，没有时间周期，也没有业务限定",
    "\"{name}\" is too vague: an atomic metric without period and qualifier",
);
const NARROW: Message = Message::new(
    "narrow_the_name",
    "加上周期或限定，例如「近30天{name}」",
    "add a period or a qualifier, for example \"{name} last 30 days\"",
);
const TEMPLATE: Message = Message::new(
    "name_without_period",
    "「{name}」没有时间周期：可以存为模板，展示前由页面的周期补上",
    "\"{name}\" has no period: it is stored as a template, and the page's period is bound to it",
);
const EXCLUSIVE: Message = Message::new(
    "exclusive_qualifiers",
    "「{first}」和「{second}」互斥，结果永远是 0",
    "\"{first}\" and \"{second}\" exclude each other: the result would always be 0",
);
const COMPOSITE: Message = Message::new(
    "name_of_composite",
    "「{name}」是复合指标加时间周期，不是派生指标",
    "\"{name}\" is a composite metric with a period, not a derived metric",
);

/// What a derived metric's name is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// 时间周期.
    pub period: Option<Period>,
    /// 业务限定: codes, in the order of the name.
    pub qualifiers: Vec<String>,
    /// 原子指标; a composite metric where a period is bound to one.
    pub base: MetricId,
    /// 统计维度.
    pub by: Vec<DimensionId>,
}

impl Parts {
    /// The parts of a derived metric; none for another layer and for one with a condition of its own, which has no
    /// place in a name.
    pub fn of(model: &Model, metric: MetricId) -> Option<Self> {
        match &model.metric(metric).definition {
            Definition::Derived { base, period, qualifiers, condition: None, placing }
                if placing.is_plain() =>
            {
                Some(Self {
                    period: *period,
                    qualifiers: qualifiers
                        .iter()
                        .map(|at| model.qualifiers[*at as usize].code.clone())
                        .collect(),
                    base: *base,
                    by: Vec::new(),
                })
            }
            _ => None,
        }
    }

    /// Whether both name the same metric; the order of qualifiers does not matter.
    pub fn means(&self, other: &Self) -> bool {
        let set = |parts: &Self| parts.qualifiers.iter().cloned().collect::<BTreeSet<_>>();
        (self.period, self.base, &self.by) == (other.period, other.base, &other.by) && set(self) == set(other)
    }

    /// The name in both languages.
    pub fn label(&self, model: &Model) -> Text {
        let base = &model.metric(self.base).label;
        let period = self.period.map(Period::label).unwrap_or_default();
        let (mut zh, mut en) = (period.zh, String::new());
        for code in &self.qualifiers {
            let Some(qualifier) = model.qualifiers.iter().find(|found| found.code == *code) else { continue };
            zh.push_str(qualifier.label.get(crate::text::Lang::Zh));
            en.push_str(qualifier.label.get(crate::text::Lang::En));
            en.push(' ');
        }
        zh.push_str(base.get(crate::text::Lang::Zh));
        en.push_str(base.get(crate::text::Lang::En));
        if !period.en.is_empty() {
            en.push_str(", ");
            en.push_str(&period.en);
        }
        let labels: Vec<&Text> = self.by.iter().map(|id| &model.dimensions[id.index()].label).collect();
        if !labels.is_empty() {
            let join = |of: fn(&Text) -> &str, mark: &str| {
                labels.iter().map(|label| of(label)).collect::<Vec<_>>().join(mark)
            };
            zh.push_str(&format!("按{}", join(|label| label.get(crate::text::Lang::Zh), "、")));
            en.push_str(&format!(" by {}", join(|label| label.get(crate::text::Lang::En), ", ")));
        }
        Text::new(zh, en)
    }

    /// The code.
    pub fn code(&self, model: &Model) -> String {
        let mut parts: Vec<String> = self.period.map(Period::code).into_iter().collect();
        parts.extend(self.qualifiers.iter().cloned());
        parts.push(model.metric(self.base).code.clone());
        if !self.by.is_empty() {
            parts.push("by".to_owned());
            parts.extend(self.by.iter().map(|id| model.dimensions[id.index()].code.clone()));
        }
        parts.join("_")
    }

    /// What is wrong or worth knowing about a name of these parts. Errors refuse it.
    pub fn check(&self, model: &Model) -> Vec<Diagnostic> {
        let name = self.label(model);
        let base = model.metric(self.base);
        let mut found = Vec::new();
        if base.definition.layer() == Layer::Composite {
            return vec![COMPOSITE.info().arg_text("name", &name)];
        }
        match (self.period, self.qualifiers.is_empty()) {
            (None, true) => {
                let hint = NARROW.text().with_text("name", &base.label);
                found.push(VAGUE.error().arg_text("name", &name).hint(hint));
            }
            (None, false) => found.push(TEMPLATE.info().arg_text("name", &name)),
            (Some(_), _) => {}
        }
        for (at, first) in self.qualifiers.iter().enumerate() {
            for second in &self.qualifiers[at + 1..] {
                let of = |code: &String| model.qualifiers.iter().find(|found| found.code == *code);
                let (Some(first), Some(second)) = (of(first), of(second)) else { continue };
                if first.contradicts(second) {
                    let error = EXCLUSIVE.error().arg_text("first", &first.label);
                    found.push(error.arg_text("second", &second.label));
                }
            }
        }
        found
    }
}
