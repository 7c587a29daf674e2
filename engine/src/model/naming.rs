//! The grammar of names: 时间周期 + 业务限定 + 原子指标 [+ 按维度], put together from parts and taken apart again.
//!
//! Taking apart matches the metric first, the longest suffix winning (首修成功工单数 is no 工单数), then the longest
//! period, and what remains must split completely into registered qualifiers. English names put the period last:
//! `In-warranty order count, last 30 days by region`. Codes join the parts by underscores.

mod bind;
mod read;
#[cfg(test)]
mod tests;

pub use bind::bind;
pub use read::parse;

use std::collections::BTreeSet;

use super::{DatasetId, Definition, DimensionId, Layer, MetricId, Model, Qualifier, messages};
use crate::calendar::Period;
use crate::diag::{Diagnostic, Message};
use crate::text::{Lang, Text};

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
const ALL_OR_NOTHING: Message = Message::new(
    "qualifier_of_one_day",
    "「{period}」只有一天，「{qualifier}」说的是日子：不是全部就是 0",
    "\"{period}\" is one day and \"{qualifier}\" says which days: it is all or nothing",
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
                    by: model.metric(metric).by.clone(),
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
        for (at, code) in self.qualifiers.iter().enumerate() {
            let Some(qualifier) = model.qualifiers.iter().find(|found| found.code == *code) else { continue };
            let meets_base = at + 1 == self.qualifiers.len();
            let said = |lang| match meets_base {
                true => beside(qualifier, base.get(lang), lang),
                false => qualifier.label.get(lang),
            };
            zh.push_str(said(Lang::Zh));
            en.push_str(said(Lang::En));
            en.push(' ');
        }
        zh.push_str(base.get(Lang::Zh));
        en.push_str(base.get(Lang::En));
        if !period.en.is_empty() {
            en.push_str(", ");
            en.push_str(&period.en);
        }
        let labels: Vec<Text> = self.by.iter().map(|id| model.dimensions[id.index()].label.clone()).collect();
        if !labels.is_empty() {
            let by = Text::join(&labels, "、", ", ");
            zh.push_str(&format!("按{}", by.zh));
            en.push_str(&format!(" by {}", by.en));
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
        let of = |code: &String| model.qualifiers.iter().find(|found| found.code == *code);
        for (at, first) in self.qualifiers.iter().enumerate() {
            if let Some(own) = of(first).filter(|own| own.empties(&base.definition)) {
                let error = messages::QUALIFIER_EMPTIES.error().arg_text("first", &own.label);
                found.push(error.arg_text("second", &base.label));
            }
            if let (Some(own), Some(period)) = (of(first), self.period.filter(|period| period.is_one_day()))
                && tells_days(model, own)
            {
                let note = ALL_OR_NOTHING.warning().arg_text("period", &period.label());
                found.push(note.arg_text("qualifier", &own.label));
            }
            for second in &self.qualifiers[at + 1..] {
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

/// What a derived metric's name says and what the metric is, where these differ.
pub fn contradiction(model: &Model, metric: MetricId) -> Option<(Text, Text)> {
    let meant = Parts::of(model, metric)?;
    let said = parse(model, model.metric(metric).label.get(Lang::Zh)).ok()?;
    (!said.means(&meant)).then(|| (said.label(model), meant.label(model)))
}

/// A qualifier's word before the metric: another of its names where the metric would say the same word again, so that
/// VIP用户 and 用户数 are VIP用户数.
fn beside<'q>(qualifier: &'q Qualifier, base: &str, lang: Lang) -> &'q str {
    let label = qualifier.label.get(lang);
    let fits = |alias: &&String| !repeats(alias, base, lang) && (lang == Lang::Zh || alias.is_ascii());
    match repeats(label, base, lang) {
        true => qualifier.aliases.iter().find(fits).map_or(label, String::as_str),
        false => label,
    }
}

/// Whether one text ends in the word that the other begins with: two characters or more in Chinese, a word in English.
fn repeats(first: &str, second: &str, lang: Lang) -> bool {
    match lang {
        Lang::Zh => {
            let starts = first.char_indices().skip(1).map(|(at, _)| &first[at..]);
            let mut words = [first].into_iter().chain(starts).filter(|word| word.chars().count() > 1);
            words.any(|word| second.starts_with(word))
        }
        Lang::En => {
            let is_end = |letter: char| !letter.is_alphanumeric();
            let (last, next) = (first.rsplit(is_end).next(), second.split(is_end).next());
            last.zip(next).is_some_and(|(last, next)| !last.is_empty() && last.eq_ignore_ascii_case(next))
        }
    }
}

/// Whether a condition reads nothing but the calendar that a fact's date leads to: 周末.
fn tells_days(model: &Model, qualifier: &Qualifier) -> bool {
    let is_calendar = |dataset: DatasetId| {
        let mut edges = model.relationships.iter().filter(|edge| edge.to == dataset);
        edges.any(|edge| edge.from_fields.iter().all(|field| model.dataset(edge.from).times.contains(field)))
    };
    let fields = qualifier.condition.names();
    !fields.is_empty() && fields.into_iter().all(|field| is_calendar(field.dataset))
}
