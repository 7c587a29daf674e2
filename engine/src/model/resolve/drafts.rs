//! The metrics of a document before they are resolved: their layer, their formula as read, and their names.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Owner, Resolver};
use crate::formula::Expr;
use crate::model::Layer;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::At;
use crate::text::Text;

/// A metric of the document that has a layer, and what it refers to.
pub(super) struct Draft<'a> {
    pub(super) item: &'a At<MetricDoc>,
    pub(super) layer: Layer,
    /// The formula of a composite metric, as read.
    pub(super) formula: Option<Expr<String>>,
}

/// Drafts in the order of the document, found by any of their names.
#[derive(Default)]
pub(super) struct Drafts<'a> {
    pub(super) all: Vec<Draft<'a>>,
    codes: BTreeMap<&'a str, usize>,
    /// Labels and aliases, ASCII letters in lower case.
    names: BTreeMap<String, Vec<usize>>,
}

/// What a name stands for among the drafts.
pub(super) enum Named {
    One(usize),
    Several(Vec<String>),
    None,
}

impl<'a> Drafts<'a> {
    fn push(&mut self, draft: Draft<'a>) {
        let at = self.all.len();
        let item = draft.item;
        self.codes.insert(&item.code.value, at);
        let labels = [&item.label.zh, &item.label.en].into_iter();
        let mut names: Vec<String> = labels
            .chain(item.aliases.iter().map(|alias| &alias.value))
            .filter(|name| !name.is_empty())
            .map(|name| name.to_ascii_lowercase())
            .collect();
        names.sort();
        names.dedup();
        for name in names {
            self.names.entry(name).or_default().push(at);
        }
        self.all.push(draft);
    }

    pub(super) fn code(&self, at: usize) -> &'a str {
        &self.all[at].item.code.value
    }

    /// By code, or else by a label or alias.
    pub(super) fn find(&self, name: &str) -> Named {
        if let Some(&at) = self.codes.get(name) {
            return Named::One(at);
        }
        match self.names.get(&name.to_ascii_lowercase()).map(Vec::as_slice) {
            None | Some([]) => Named::None,
            Some([at]) => Named::One(*at),
            Some(several) => Named::Several(several.iter().map(|&at| self.code(at).to_owned()).collect()),
        }
    }

    /// Every name that can be written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let labels = self.all.iter().flat_map(|draft| [&draft.item.label.zh, &draft.item.label.en]);
        self.codes.keys().copied().chain(labels.map(String::as_str).filter(|name| !name.is_empty()))
    }

    /// For each draft those that it refers to.
    pub(super) fn needs(&self) -> Vec<Vec<usize>> {
        let one = |name: &str| match self.find(name) {
            Named::One(at) => Some(at),
            _ => None,
        };
        let of = |draft: &Draft<'_>| match draft.layer {
            Layer::Atomic => Vec::new(),
            Layer::Derived => one(&draft.item.base).into_iter().collect(),
            Layer::Composite => {
                let names = draft.formula.iter().flat_map(Expr::names);
                names.filter_map(|name| one(name)).collect()
            }
        };
        self.all.iter().map(of).collect()
    }
}

impl<'a> Resolver<'a> {
    /// Metrics with a free code and one layer.
    pub(super) fn drafts(&mut self) -> Drafts<'a> {
        let mut drafts = Drafts::default();
        let mut taken = BTreeSet::new();
        for item in &self.document.metrics {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.insert(item.code.as_str());
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
            ("before_start", &item.before_start, layer == Layer::Derived),
            ("since_start", &item.since_start, layer == Layer::Derived),
            ("where", &item.condition, layer != Layer::Composite),
        ];
        let lists = [&item.qualifiers, &item.window].map(|list| list.first());
        let lists = ["qualifiers", "window"].into_iter().zip(lists);
        let lists = lists.filter_map(|(key, first)| Some((key, first?, layer == Layer::Derived)));
        for (key, value, belongs) in elsewhere.into_iter().chain(lists) {
            if !belongs && !value.is_empty() {
                let error = owner.error(&m::KEY_OF_OTHER_LAYER).arg("key", key);
                self.report(value.mark(error.arg_text("layer", &layer_name(layer))));
            }
        }
        Some(layer)
    }
}

fn layer_name(layer: Layer) -> Text {
    match layer {
        Layer::Atomic => Text::new("原子", "an atomic"),
        Layer::Derived => Text::new("派生", "a derived"),
        Layer::Composite => Text::new("复合", "a composite"),
    }
}
