//! The fields of an identity card.

use leptos::prelude::*;
use sandtable_engine::model::lineage::{Source, lineage};
use sandtable_engine::model::{Metric, MetricId, Model, Polarity, TargetValue, Timing};

use crate::components::t;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::{definition_expression, definition_words};
use crate::state::Store;

#[component]
pub(super) fn Facts(id: MetricId) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let lines = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| if id.index() < model.metrics.len() { facts(model, id, lang) } else { Vec::new() })
    });
    view! {
        <dl class="facts">
            {move || {
                lines
                    .get()
                    .into_iter()
                    .map(|(name, value)| {
                        let is_missing = value.is_empty();
                        let text = if is_missing { i::NOT_SAID.get(lang.get()).to_owned() } else { value };
                        view! {
                            <div>
                                <dt>{t(name)}</dt>
                                <dd class:is-missing=is_missing>{text}</dd>
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
    let dated = |date: Option<_>| {
        date.map(|date: sandtable_engine::calendar::Date| date.to_string()).unwrap_or_default()
    };
    vec![
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
        (i::CARD_POLARITY, polarity(metric.polarity).get(lang).to_owned()),
        (i::STATE, own.state.label().get(lang).to_owned()),
        (i::CARD_VERSION, own.version.to_string()),
        (i::DOMAIN, own.domain.clone()),
        (i::CARD_TAGS, join(&metric.tags)),
        (i::CARD_ALIASES, join(&metric.aliases)),
        (i::CARD_SYSTEMS, join(&own.systems)),
        (i::CARD_TIMING, own.timing.map(|own| timing(own).get(lang).to_owned()).unwrap_or_default()),
        (i::CARD_GUARDS, named(model, &own.guards, lang).join(comma)),
        (i::CARD_TARGET, target(model, metric, lang)),
        (i::CARD_ALERT, alert(metric, lang)),
        (i::CARD_RACI_R, join(&own.raci.responsible)),
        (i::CARD_RACI_A, join(&own.raci.accountable)),
        (i::CARD_RACI_C, join(&own.raci.consulted)),
        (i::CARD_RACI_I, join(&own.raci.informed)),
        (i::CARD_REASON, own.reason.get(lang).to_owned()),
    ]
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
