//! What all layers of metrics share.

use super::{Kind, Resolver, label_or};
use crate::calendar::Period;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::naming::Parts;
use crate::model::place::{At, Names};
use crate::model::{Definition, DimensionId, Format, Metric, Polarity};
use crate::suggest;
use crate::text::{Lang, Text};

impl Resolver<'_> {
    /// What all layers share; a derived metric takes from its atomic one what it does not say itself.
    pub(super) fn metric(&mut self, item: &At<MetricDoc>, definition: Definition) -> Metric {
        let inherited = match &definition {
            Definition::Derived { base, .. } => Some(self.model.metric(*base).clone()),
            _ => None,
        };
        let base = inherited.as_ref();
        let format = self.word(&item.format, "format", &Format::WORDS, &item.code);
        let polarity = self.word(&item.polarity, "polarity", &Polarity::WORDS, &item.code);
        let by = self.shown_by(item);
        let label = match (&definition, base) {
            (Definition::Derived { base, period, qualifiers, placing, .. }, _)
                if item.label.is_empty() && placing.is_plain() =>
            {
                let codes = qualifiers.iter().map(|at| self.model.qualifiers[*at as usize].code.clone());
                let parts =
                    Parts { period: *period, qualifiers: codes.collect(), base: *base, by: by.clone() };
                parts.label(&self.model)
            }
            _ => label_or(&item.label, &item.code),
        };
        let governance = self.governance(item, &definition);
        let texts = |names: &Names| names.iter().map(|name| name.value.clone()).collect();
        Metric {
            code: item.code.value.clone(),
            label,
            description: match (base, &definition) {
                (Some(base), Definition::Derived { period, qualifiers, .. })
                    if item.description.is_empty() =>
                {
                    self.derived_description(base, *period, qualifiers)
                }
                _ => item.description.clone(),
            },
            unit: if item.unit.is_empty() {
                base.map(|base| base.unit.clone()).unwrap_or_default()
            } else {
                item.unit.clone()
            },
            format: format.or_else(|| base.map(|base| base.format)).unwrap_or_default(),
            polarity: polarity.or_else(|| base.map(|base| base.polarity)).unwrap_or_default(),
            zero_fill: item.zero_fill || base.is_some_and(|base| base.zero_fill),
            aliases: texts(&item.aliases),
            by,
            tags: match base {
                Some(base) if item.tags.is_empty() => base.tags.clone(),
                _ => texts(&item.tags),
            },
            governance,
            definition,
        }
    }

    /// The dimensions that a metric is shown by; reports what is none.
    fn shown_by(&mut self, item: &At<MetricDoc>) -> Vec<DimensionId> {
        let mut found = Vec::new();
        for name in item.by.iter() {
            match self.model.find_dimension(name) {
                Some(id) => found.push(id),
                None => {
                    let known = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
                    let error = self.unknown(Kind::Dimension, name, known).at_field(item.code.as_str());
                    self.report(name.mark(error));
                }
            }
        }
        found
    }

    /// What the atomic metric is, and to what it is narrowed.
    fn derived_description(&self, base: &Metric, period: Option<Period>, qualifiers: &[u32]) -> Text {
        if base.description.is_empty() {
            return Text::default();
        }
        let period = period.map(Period::label);
        let named = qualifiers.iter().map(|at| &self.model.qualifiers[*at as usize].label);
        let parts: Vec<&Text> = period.iter().chain(named).collect();
        if parts.is_empty() {
            return base.description.clone();
        }
        let list = |of: fn(&Text) -> &str, mark: &str| {
            parts.iter().map(|part| of(part)).collect::<Vec<_>>().join(mark)
        };
        let (zh, en) = (list(|part| part.get(Lang::Zh), "、"), list(|part| part.get(Lang::En), ", "));
        Text::new(
            format!("{}（{zh}）", base.description.get(Lang::Zh)),
            format!("{} ({en})", base.description.get(Lang::En)),
        )
    }

    /// One of a few words; reports any other.
    pub(super) fn word<T: Copy>(
        &mut self,
        word: &At<String>,
        key: &str,
        words: &[(&'static str, T)],
        code: &str,
    ) -> Option<T> {
        if word.is_empty() {
            return None;
        }
        let found = words.iter().find(|(known, _)| *known == word.as_str());
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
            let hint = match suggest::closest(word, known.iter().copied()) {
                Some(close) => suggest::did_you_mean(close),
                None => m::WORDS_ARE.text().with("list", &known.join(", ")),
            };
            let error = m::UNKNOWN_WORD.error().arg("key", key).arg("found", &word.value);
            self.report(word.mark(error.at_field(code).hint(hint)));
        }
        found.map(|(_, value)| *value)
    }
}
