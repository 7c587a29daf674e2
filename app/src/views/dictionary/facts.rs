//! The fields of an identity card.

use leptos::prelude::*;
use sandtable_engine::formula::Expr;
use sandtable_engine::model::lineage::{Source, lineage};
use sandtable_engine::model::{Definition, Metric, MetricId, Model, Polarity, TargetValue, Timing, tree};

use super::touched::{Way, WayList};
use crate::components::t;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::{
    access_words, definition_expression, definition_words, dimensions_of, domain_words, formula_words,
    period_words, ratio_of, tag_words,
};
use crate::state::Store;

/// Characters that fit a line; what is longer takes the whole width.
const WIDE: usize = 48;

#[component]
pub(super) fn Facts(id: MetricId) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let lines = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| {
            if id.index() >= model.metrics.len() {
                return Vec::new();
            }
            let ways = |name: Phrase| ways_of(model, id, name, lang);
            facts(model, id, lang).into_iter().map(|(name, value)| (name, value, ways(name))).collect()
        })
    });
    view! {
        <dl class="facts">
            {move || {
                lines
                    .get()
                    .into_iter()
                    .map(|(name, value, ways)| {
                        let (is_missing, is_wide) = (value.is_empty(), value.chars().count() > WIDE);
                        let text = if is_missing { i::NOT_SAID.get(lang.get()).to_owned() } else { value };
                        view! {
                            <div class:is-wide=is_wide>
                                <dt>{t(name)}</dt>
                                <dd class:is-missing=is_missing>
                                    {match ways.is_empty() {
                                        true => text.into_any(),
                                        false => view! { <WayList ways=ways/> }.into_any(),
                                    }}
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </dl>
    }
}

/// Name and value of each field; empty values are not given.
pub(super) fn facts(model: &Model, id: MetricId, lang: Lang) -> Vec<(Phrase, String)> {
    let metric = model.metric(id);
    let own = &metric.governance;
    let comma = i::LIST_COMMA.get(lang);
    let join = |words: &[String]| words.join(comma);
    let (groups, tags): (Vec<&String>, Vec<&String>) =
        metric.tags.iter().partition(|tag| model.tags.iter().any(|own| own.code == **tag && own.is_group));
    let tagged = |tags: Vec<&String>| {
        tags.into_iter().map(|tag| tag_words(model, tag, lang)).collect::<Vec<_>>().join(comma)
    };
    let ratio = ratio_of(model, id);
    let part =
        |part: Option<&Expr<MetricId>>| part.map(|part| formula_words(model, part, lang)).unwrap_or_default();
    let days = period_words(model, id, lang);
    let days = days.unwrap_or_else(|| i::CARD_PAGE_PERIOD.get(lang).to_owned());
    let dated = |date: Option<_>| {
        date.map(|date: sandtable_engine::calendar::Date| date.to_string()).unwrap_or_default()
    };
    let mut lines = vec![
        (i::CARD_NAME, metric.label.zh.clone()),
        (i::CARD_ENGLISH, metric.label.en.clone()),
        (i::CARD_CODE, metric.code.clone()),
        (i::CARD_DEFINITION, metric.description.get(lang).to_owned()),
        (i::CARD_FORMULA, definition_words(model, id, lang)),
        (i::CARD_EXPRESSION, definition_expression(model, id)),
        (i::CARD_SOURCE, tables(model, id).join(comma)),
        (i::CARD_REFRESH, own.refresh.get(lang).to_owned()),
        (i::OWNER, own.owner.clone()),
        (i::CARD_REVIEWER, own.reviewer.clone()),
        (i::CARD_CREATED, dated(own.created)),
        (i::CARD_UPDATED, dated(own.updated)),
        (i::CARD_UNIT, metric.unit.get(lang).to_owned()),
        (i::CARD_NUMERATOR, part(ratio.map(|(above, _)| above))),
        (i::CARD_DENOMINATOR, part(ratio.map(|(_, below)| below))),
        (
            i::BUILD_BASE,
            base(model, id).map(|base| model.metric(base).label.get(lang).to_owned()).unwrap_or_default(),
        ),
        (i::CARD_PERIOD, days),
        (i::CARD_DIMENSIONS, dimensions(model, metric, lang)),
        (i::CARD_POLARITY, polarity(metric.polarity).get(lang).to_owned()),
        (i::STATE, own.state.label().get(lang).to_owned()),
        (i::CARD_VERSION, own.version.to_string()),
        (i::DOMAIN, domain_words(model, &own.domain, lang)),
        (i::CARD_GROUP, tagged(groups)),
        (i::CARD_TAGS, tagged(tags)),
        (i::CARD_ALIASES, join(&metric.aliases)),
        (i::CARD_SYSTEMS, join(&own.systems)),
        (i::CARD_TIMING, own.timing.map(|own| timing(own).get(lang).to_owned()).unwrap_or_default()),
        (i::CARD_ACCESS, own.access.map(|own| access_words(own).get(lang).to_owned()).unwrap_or_default()),
        (i::CARD_GUARDS, named(model, &own.guards, lang).join(comma)),
        (
            i::CARD_TREES,
            trees(model, id, lang).into_iter().map(|(label, _)| label).collect::<Vec<_>>().join(comma),
        ),
        (i::CARD_TARGET, target(model, metric, lang)),
        (i::CARD_ALERT, alert(metric, lang)),
        (i::CARD_RACI_R, join(&own.raci.responsible)),
        (i::CARD_RACI_A, join(&own.raci.accountable)),
        (i::CARD_RACI_C, join(&own.raci.consulted)),
        (i::CARD_RACI_I, join(&own.raci.informed)),
        (i::CARD_REASON, own.reason.get(lang).to_owned()),
    ];
    // What belongs to another layer is not missing here.
    let is_other_layer = |name: Phrase| match name {
        i::CARD_NUMERATOR | i::CARD_DENOMINATOR => ratio.is_none(),
        i::BUILD_BASE => base(model, id).is_none(),
        _ => false,
    };
    lines.retain(|(name, _)| !is_other_layer(*name));
    lines
}

/// Where the values of a field lead.
fn ways_of(model: &Model, id: MetricId, name: Phrase, lang: Lang) -> Vec<(String, Way)> {
    let way = |id: MetricId| {
        let metric = model.metric(id);
        (metric.label.get(lang).to_owned(), Way::Metric(metric.code.clone()))
    };
    // A part with a sign in it is read as a whole; its metrics stand in the lineage.
    let part = |part: Option<&Expr<MetricId>>| match part.map(|part| part.names()) {
        Some(names) if names.len() == 1 => vec![way(*names[0])],
        _ => Vec::new(),
    };
    let ratio = || ratio_of(model, id);
    match name {
        i::CARD_NUMERATOR => part(ratio().map(|(above, _)| above)),
        i::CARD_DENOMINATOR => part(ratio().map(|(_, below)| below)),
        i::BUILD_BASE => base(model, id).map(way).into_iter().collect(),
        i::CARD_GUARDS => {
            let guards = &model.metric(id).governance.guards;
            guards.iter().filter_map(|code| model.find_metric(code)).map(way).collect()
        }
        i::CARD_TREES => trees(model, id, lang),
        i::CARD_SOURCE => {
            let tables = lineage(model, id).nodes.into_iter().filter_map(|source| match source {
                Source::Dataset(id) => Some((model.dataset(id).table.clone(), Way::of(model, source))),
                _ => None,
            });
            tables.collect()
        }
        _ => Vec::new(),
    }
}

fn base(model: &Model, id: MetricId) -> Option<MetricId> {
    match &model.metric(id).definition {
        Definition::Derived { base, .. } => Some(*base),
        _ => None,
    }
}

fn trees(model: &Model, id: MetricId, lang: Lang) -> Vec<(String, Way)> {
    let own = model.trees.iter().filter(|own| tree::metrics(model, own).contains(&id));
    own.map(|own| (own.label.get(lang).to_owned(), Way::Tree(own.code.clone()))).collect()
}

/// Dimensions that a metric may be split by: those of its list, else all that its facts reach.
fn dimensions(model: &Model, metric: &Metric, lang: Lang) -> String {
    let comma = i::LIST_COMMA.get(lang);
    let own = &metric.governance;
    if own.dimensions.is_empty() && own.by_time.is_none() {
        let all = dimensions_of(model, [metric.code.as_str()]);
        let list = all.iter().map(|info| info.label.get(lang)).collect::<Vec<_>>().join(comma);
        return i::CARD_ALL_DIMENSIONS.fill(lang, &[("list", &list)]);
    }
    let time = (own.by_time == Some(true)).then(|| i::TIME_AXIS.get(lang));
    let labels = own.dimensions.iter().map(|id| model.dimensions[id.index()].label.get(lang));
    time.into_iter().chain(labels).collect::<Vec<_>>().join(comma)
}

/// Tables at the bottom of a metric.
fn tables(model: &Model, id: MetricId) -> Vec<String> {
    let below = lineage(model, id).nodes.into_iter().filter_map(|source| match source {
        Source::Dataset(dataset) => Some(model.dataset(dataset).table.clone()),
        _ => None,
    });
    below.collect()
}

fn named(model: &Model, codes: &[String], lang: Lang) -> Vec<String> {
    let label = |code: &String| {
        model.find_metric(code).map_or_else(|| code.clone(), |id| model.metric(id).label.get(lang).to_owned())
    };
    codes.iter().map(label).collect()
}

pub(super) fn polarity(polarity: Polarity) -> Phrase {
    match polarity {
        Polarity::Up => i::POLARITY_UP,
        Polarity::Down => i::POLARITY_DOWN,
        Polarity::Neutral => i::POLARITY_NEUTRAL,
    }
}

pub(super) fn timing(timing: Timing) -> Phrase {
    match timing {
        Timing::Leading => i::TIMING_LEADING,
        Timing::Lagging => i::TIMING_LAGGING,
    }
}

fn target(model: &Model, metric: &Metric, lang: Lang) -> String {
    let Some(target) = &metric.governance.target else { return String::new() };
    let value = match target.value {
        TargetValue::Number(value) => value.to_string(),
        TargetValue::Metric(id) => model.metric(id).label.get(lang).to_owned(),
    };
    match target.by.is_empty() {
        true => value,
        false => i::CARD_TARGET_BY.fill(lang, &[("value", &value), ("by", &target.by)]),
    }
}

fn alert(metric: &Metric, lang: Lang) -> String {
    let Some(alert) = metric.governance.alert else { return String::new() };
    let (green, red) = match metric.polarity {
        Polarity::Down => (format!("≤ {}", alert.green), format!("> {}", alert.red)),
        _ => (format!("≥ {}", alert.green), format!("< {}", alert.red)),
    };
    i::CARD_ALERT_LIMITS.fill(lang, &[("green", &green), ("red", &red)])
}
