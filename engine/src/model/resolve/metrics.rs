//! Metrics of all layers, brought into the order of their references.

use super::names::is_label;
use super::order::order;
use super::{Kind, Owner, Resolver, label_or};
use crate::calendar::Period;
use crate::diag::Diagnostic;
use crate::formula::{self, Expr, Use};
use crate::limits;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::{At, Names};
use crate::model::{Definition, Format, Layer, Metric, MetricId, Polarity};
use crate::suggest;
use crate::table::DataType;
use crate::text::Text;

/// A metric of the document that has a layer, and what it refers to.
pub(super) struct Draft<'a> {
    pub(super) item: &'a At<MetricDoc>,
    pub(super) layer: Layer,
    /// The formula of a composite metric, as read.
    formula: Option<Expr<String>>,
}

/// What a name stands for among the drafts.
enum Named {
    One(usize),
    Several(Vec<String>),
    None,
}

impl<'a> Resolver<'a> {
    pub(super) fn metrics(&mut self) {
        let drafts = self.drafts();
        let needs: Vec<Vec<usize>> = drafts.iter().map(|draft| needs(&drafts, draft)).collect();
        let order = order(&needs);
        for cycle in &order.cycles {
            let path: Vec<&str> = cycle.iter().map(|&at| drafts[at].item.code.as_str()).collect();
            let first = drafts[cycle[0]].item;
            let error = m::METRIC_CYCLE.error().arg("path", path.join(" → ")).at_field(first.code.as_str());
            let place = if first.formula.is_empty() { &first.base } else { &first.formula };
            self.report(place.mark(error));
        }
        let mut ids: Vec<Option<MetricId>> = vec![None; drafts.len()];
        let mut types: Vec<Option<DataType>> = Vec::new();
        for at in order.sorted {
            let draft = &drafts[at];
            if order.depth[at] > self.limits.depth {
                let what = Text::new("指标的引用层数", "the chain of metrics");
                let (found, limit) = (u64::from(order.depth[at]), u64::from(self.limits.depth));
                let error = limits::reached("depth", &what, found, limit).at_field(draft.item.code.as_str());
                self.report(draft.item.formula.mark(error));
                continue;
            }
            let defined = match draft.layer {
                Layer::Atomic => self.atomic(draft.item),
                Layer::Derived => self.derived(draft.item, &drafts, &ids),
                Layer::Composite => self.composite(draft, &drafts, &ids, &types),
            };
            let Some((definition, data_type)) = defined else { continue };
            let metric = self.metric(draft.item, definition);
            ids[at] = Some(MetricId(self.model.metrics.len() as u32));
            self.model.metrics.push(metric);
            types.push(data_type);
        }
    }

    /// Metrics with a free code and one layer.
    fn drafts(&mut self) -> Vec<Draft<'a>> {
        let mut drafts = Vec::new();
        let mut taken: Vec<&str> = Vec::new();
        for item in &self.document.metrics {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.push(&item.code);
            if self.model.find_dimension(&item.code).is_some() {
                self.report(item.code.mark(m::CODE_OF_DIMENSION.error().arg("found", &item.code.value)));
                continue;
            }
            let Some(layer) = self.layer(item) else { continue };
            let formula = match layer {
                Layer::Composite => match self.parse(&item.formula, &item.code) {
                    Some(expr) => Some(expr),
                    None => continue,
                },
                _ => None,
            };
            drafts.push(Draft { item, layer, formula });
        }
        drafts
    }

    /// The layer shows in the keys.
    fn layer(&mut self, item: &At<MetricDoc>) -> Option<Layer> {
        let owner = Owner { kind: Kind::Metric, code: &item.code };
        let layers = [
            (Layer::Atomic, "aggregate", &item.aggregate),
            (Layer::Derived, "base", &item.base),
            (Layer::Composite, "formula", &item.formula),
        ];
        let given: Vec<_> = layers.into_iter().filter(|(.., value)| !value.is_empty()).collect();
        let layer = match given.as_slice() {
            [(layer, ..)] => *layer,
            [] => {
                self.report(item.code.mark(owner.error(&m::NO_LAYER)));
                return None;
            }
            [(_, first, _), (_, second, place), ..] => {
                let error = owner.error(&m::TWO_LAYERS).arg("first", first).arg("second", second);
                self.report(place.mark(error));
                return None;
            }
        };
        let elsewhere = [
            ("dataset", &item.dataset, layer == Layer::Atomic),
            ("field", &item.field, layer == Layer::Atomic),
            ("time", &item.time, layer == Layer::Atomic),
            ("over_time", &item.over_time, layer == Layer::Atomic),
            ("period", &item.period, layer == Layer::Derived),
            ("where", &item.condition, layer != Layer::Composite),
        ];
        let qualifiers = item.qualifiers.first().map(|first| ("qualifiers", first, layer == Layer::Derived));
        for (key, value, belongs) in elsewhere.into_iter().chain(qualifiers) {
            if !belongs && !value.is_empty() {
                let error = owner.error(&m::KEY_OF_OTHER_LAYER).arg("key", key);
                self.report(value.mark(error.arg_text("layer", &layer_name(layer))));
            }
        }
        Some(layer)
    }

    fn derived(
        &mut self,
        item: &At<MetricDoc>,
        drafts: &[Draft<'_>],
        ids: &[Option<MetricId>],
    ) -> Option<(Definition, Option<DataType>)> {
        let owner = Owner { kind: Kind::Metric, code: &item.code };
        let base = self.reference(drafts, ids, &item.base, owner).map_err(|error| {
            self.report(item.base.mark(error));
        });
        let base = base.ok()?;
        let (dataset, data_type) = match &self.model.metric(base).definition {
            Definition::Atomic { dataset, aggregate, field, .. } => {
                (*dataset, self.aggregate_type(*aggregate, *field))
            }
            other => {
                let error = owner.error(&m::BASE_NOT_ATOMIC).arg("found", &item.base.value);
                let error = match other {
                    Definition::Derived { base, .. } => {
                        error.hint(m::BASE_HINT.text().with("base", &self.model.metric(*base).code))
                    }
                    _ => error,
                };
                self.report(item.base.mark(error));
                return None;
            }
        };
        let period = match item.period.as_str() {
            "" => None,
            text => match Period::parse(text) {
                Some(period) => Some(period),
                None => {
                    let error = m::BAD_PERIOD.error().arg("found", text).at_field(owner.code);
                    self.report(item.period.mark(error.hint(m::PERIODS_ARE.text())));
                    return None;
                }
            },
        };
        let qualifiers = self.metric_qualifiers(&item.qualifiers, dataset, owner)?;
        let condition = match item.condition.as_str() {
            "" => None,
            _ => Some(self.condition(&item.condition, dataset, owner)?),
        };
        if period.is_none() && qualifiers.is_empty() && condition.is_none() {
            self.report(item.base.mark(owner.error(&m::BARE_DERIVED)));
            return None;
        }
        Some((Definition::Derived { base, period, qualifiers, condition }, data_type))
    }

    /// Positions of a derived metric's qualifiers; none where one of them cannot stand.
    fn metric_qualifiers(
        &mut self,
        names: &Names,
        dataset: crate::model::DatasetId,
        owner: Owner<'_>,
    ) -> Option<Vec<u32>> {
        let mut found: Vec<u32> = Vec::new();
        for name in names.iter() {
            let code = self.qualifier_code(name);
            match self.qualifier_for(&code, dataset) {
                Some(at) => found.push(at as u32),
                None => {
                    let error = self.no_qualifier(&code, dataset, owner);
                    self.report(name.mark(error));
                }
            }
        }
        let mut is_sound = found.len() == names.len();
        for (at, first) in found.iter().enumerate() {
            for second in &found[at + 1..] {
                let of = |at: &u32| &self.model.qualifiers[*at as usize];
                let (first, second) = (of(first), of(second));
                if first.excludes.contains(&second.code) || second.excludes.contains(&first.code) {
                    let error = owner.error(&m::CONTRADICTION);
                    let error = error.arg("first", &first.code).arg("second", &second.code);
                    self.diagnostics.push(names[0].mark(error));
                    is_sound = false;
                }
            }
        }
        is_sound.then_some(found)
    }

    /// The code of the qualifier with this code, label or alias.
    fn qualifier_code(&self, name: &str) -> String {
        let qualifiers = &self.model.qualifiers;
        let by_code = qualifiers.iter().find(|found| found.code == name);
        let found = by_code.or_else(|| {
            qualifiers
                .iter()
                .find(|found| is_label(&found.label, name) || found.aliases.iter().any(|alias| alias == name))
        });
        found.map_or(name, |found| &found.code).to_owned()
    }

    fn no_qualifier(&self, code: &str, dataset: crate::model::DatasetId, owner: Owner<'_>) -> Diagnostic {
        if self.model.qualifiers.iter().any(|found| found.code == code) {
            let dataset = &self.model.dataset(dataset).code;
            return owner.error(&m::QUALIFIER_NOT_HERE).arg("found", code).arg("dataset", dataset);
        }
        if self.document.qualifiers.iter().any(|item| item.code.value == code) {
            return owner.error(&m::UNAVAILABLE).arg("needs", code);
        }
        let known = self.model.qualifiers.iter().map(|found| found.code.as_str());
        self.unknown(Kind::Qualifier, code, known).at_field(owner.code)
    }

    fn composite(
        &mut self,
        draft: &Draft<'_>,
        drafts: &[Draft<'_>],
        ids: &[Option<MetricId>],
        types: &[Option<DataType>],
    ) -> Option<(Definition, Option<DataType>)> {
        let owner = Owner { kind: Kind::Metric, code: &draft.item.code };
        let source = &draft.item.formula;
        let mut errors = Vec::new();
        let resolved = draft.formula.as_ref()?.try_map(&mut |name: &String, span| match self
            .reference(drafts, ids, name, owner)
        {
            Ok(id) => Some(id),
            Err(error) => {
                errors.push(error.at_span(span.0, span.1));
                None
            }
        });
        self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error)));
        let mut formula = resolved?;
        let model = &self.model;
        let (data_type, errors) =
            formula::check(&mut formula, Use::Formula, &|id| types[id.index()], &|id: &MetricId| {
                model.metric(*id).code.clone()
            });
        let is_sound = errors.is_empty();
        self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error.at_field(owner.code))));
        is_sound.then(|| (Definition::Composite { formula, source: source.value.clone() }, data_type))
    }

    /// The metric that a name refers to, by code, or else by a label or alias that only one metric has.
    fn reference(
        &self,
        drafts: &[Draft<'_>],
        ids: &[Option<MetricId>],
        name: &str,
        owner: Owner<'_>,
    ) -> Result<MetricId, Diagnostic> {
        match find(drafts, name) {
            Named::One(at) => {
                ids[at].ok_or_else(|| owner.error(&m::UNAVAILABLE).arg("needs", &drafts[at].item.code.value))
            }
            Named::Several(codes) => Err(owner
                .error(&m::AMBIGUOUS_NAME)
                .arg("found", name)
                .arg("list", codes.join(", "))
                .hint(m::USE_CODE.text())),
            Named::None => Err(self.no_metric(drafts, name, owner)),
        }
    }

    fn no_metric(&self, drafts: &[Draft<'_>], name: &str, owner: Owner<'_>) -> Diagnostic {
        if self.document.metrics.iter().any(|item| item.code.value == name) {
            return owner.error(&m::UNAVAILABLE).arg("needs", name);
        }
        let known: Vec<&str> = drafts
            .iter()
            .flat_map(|draft| [draft.item.code.as_str(), &draft.item.label.zh, &draft.item.label.en])
            .filter(|name| !name.is_empty())
            .collect();
        let close = suggest::closest(name, known.iter().copied());
        let field = self.dotted_field(name).or_else(|| {
            let fields = self.model.datasets.iter().enumerate();
            fields.filter_map(|(at, _)| self.own_field(crate::model::DatasetId(at as u32), name)).next()
        });
        let Some(field) = field else {
            let mut error = self.unknown(Kind::Metric, name, []).at_field(owner.code);
            error.hints.extend(close.map(suggest::did_you_mean));
            return error;
        };
        let on_field = self.model.metrics.iter().find(
            |metric| matches!(&metric.definition, Definition::Atomic { field: Some(own), .. } if *own == field),
        );
        let hint = match on_field {
            Some(metric) => m::USE_METRIC.text().with("metric", &metric.code),
            None => m::DEFINE_METRIC.text(),
        };
        owner.error(&m::COLUMN_IN_FORMULA).arg("found", name).hint(hint)
    }

    /// What all layers share; a derived metric takes from its atomic one what it does not say itself.
    fn metric(&mut self, item: &At<MetricDoc>, definition: Definition) -> Metric {
        let inherited = match &definition {
            Definition::Derived { base, .. } => Some(self.model.metric(*base).clone()),
            _ => None,
        };
        let base = inherited.as_ref();
        let format = self.word(&item.format, "format", &FORMATS, &item.code);
        let polarity = self.word(&item.polarity, "polarity", &POLARITIES, &item.code);
        let label = match (&definition, base) {
            (Definition::Derived { period, qualifiers, .. }, Some(base)) if item.label.is_empty() => {
                self.derived_label(*period, qualifiers, base)
            }
            _ => label_or(&item.label, &item.code),
        };
        let texts = |names: &Names| names.iter().map(|name| name.value.clone()).collect();
        Metric {
            code: item.code.value.clone(),
            label,
            description: item.description.clone(),
            unit: if item.unit.is_empty() {
                base.map(|base| base.unit.clone()).unwrap_or_default()
            } else {
                item.unit.clone()
            },
            format: format.or_else(|| base.map(|base| base.format)).unwrap_or_default(),
            polarity: polarity.or_else(|| base.map(|base| base.polarity)).unwrap_or_default(),
            zero_fill: item.zero_fill || base.is_some_and(|base| base.zero_fill),
            aliases: texts(&item.aliases),
            tags: texts(&item.tags),
            definition,
        }
    }

    /// 时间周期 + 业务限定 + 原子指标.
    fn derived_label(&self, period: Option<Period>, qualifiers: &[u32], base: &Metric) -> Text {
        let qualifiers = qualifiers.iter().map(|at| &self.model.qualifiers[*at as usize].label);
        let period = period.map(Period::label).unwrap_or_default();
        let (mut zh, mut en) = (period.zh, String::new());
        for label in qualifiers {
            zh.push_str(&label.zh);
            en.push_str(&label.en);
            en.push(' ');
        }
        zh.push_str(&base.label.zh);
        en.push_str(&base.label.en);
        if !period.en.is_empty() {
            en.push_str(", ");
            en.push_str(&period.en);
        }
        Text::new(zh, en)
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

const FORMATS: [(&str, Format); 6] = [
    ("number", Format::Number),
    ("money", Format::Money),
    ("percent", Format::Percent),
    ("integer", Format::Integer),
    ("decimal1", Format::Decimal1),
    ("decimal2", Format::Decimal2),
];

const POLARITIES: [(&str, Polarity); 3] =
    [("up", Polarity::Up), ("down", Polarity::Down), ("neutral", Polarity::Neutral)];

fn layer_name(layer: Layer) -> Text {
    match layer {
        Layer::Atomic => Text::new("原子", "an atomic"),
        Layer::Derived => Text::new("派生", "a derived"),
        Layer::Composite => Text::new("复合", "a composite"),
    }
}

fn find(drafts: &[Draft<'_>], name: &str) -> Named {
    if let Some(at) = drafts.iter().position(|draft| draft.item.code.value == name) {
        return Named::One(at);
    }
    let is_named = |draft: &Draft<'_>| {
        is_label(&draft.item.label, name) || draft.item.aliases.iter().any(|alias| alias.value == name)
    };
    let found: Vec<usize> = (0..drafts.len()).filter(|&at| is_named(&drafts[at])).collect();
    match found.as_slice() {
        [] => Named::None,
        [at] => Named::One(*at),
        several => Named::Several(several.iter().map(|&at| drafts[at].item.code.value.clone()).collect()),
    }
}

/// The drafts that a draft refers to.
fn needs(drafts: &[Draft<'_>], draft: &Draft<'_>) -> Vec<usize> {
    let names: Vec<&str> = match draft.layer {
        Layer::Atomic => Vec::new(),
        Layer::Derived => vec![&draft.item.base],
        Layer::Composite => draft.formula.iter().flat_map(Expr::names).map(String::as_str).collect(),
    };
    let found = names.into_iter().filter_map(|name| match find(drafts, name) {
        Named::One(at) => Some(at),
        _ => None,
    });
    found.collect()
}
