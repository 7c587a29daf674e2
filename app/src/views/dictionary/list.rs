//! The list: search, filters, metrics.

use leptos::prelude::*;
use sandtable_engine::model::{Layer, Metric, State};

use super::form::Draft;
use super::{Desk, Pane};
use crate::browser;
use crate::components::{Glyph, Icon, t};
use crate::i18n::{
    ANY_DOMAIN, ANY_LAYER, ANY_OWNER, ANY_STATE, ANY_TAG, CATALOGUE, DICTIONARY_CHECKS, DICTIONARY_COUNT,
    DICTIONARY_MORE, DICTIONARY_NEW, DICTIONARY_NONE, DICTIONARY_SEARCH, DICTIONARY_TITLE, DOMAIN, EXCHANGE,
    LAYER, LAYERS, Lang, OWNER, Phrase, QUALIFIERS, STATE, TAG, TREES,
};
use crate::queries::{Lookup, domain_words, look_up, tag_words, values_of};
use crate::state::Store;

/// Metrics drawn at first, and with each further step.
const PAGE: usize = 60;
/// Pixels above the end of the list at which the next step is drawn.
const NEAR_END: i32 = 400;

#[component]
pub(super) fn MetricList() -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let lookup = RwSignal::new(Lookup::default());
    let found = Memo::new(move |_| {
        desk.dictionary.with(|dictionary| {
            let keys = dictionary.as_ref().map(|dictionary| dictionary.keys.as_slice()).unwrap_or_default();
            model.with(|model| lookup.with(|lookup| look_up(model, keys, lookup)))
        })
    });
    let drawn = RwSignal::new(PAGE);
    Effect::new(move |_| {
        found.track();
        drawn.set(PAGE);
    });
    let rows = move || {
        let found = found.get();
        model.with(|model| {
            let shown = found.iter().take(drawn.get());
            let rows = shown
                .filter_map(|at| model.metrics.get(*at as usize).map(|metric| (*at, metric.code.clone())));
            rows.collect::<Vec<_>>()
        })
    };
    let left = move || found.with(Vec::len).saturating_sub(drawn.get());
    let draw_more = move || drawn.update(|drawn| *drawn += PAGE);
    view! {
        <section class="card" aria-label=t(DICTIONARY_TITLE)>
            <div class="card-head">
                <h1 class="card-title">{t(DICTIONARY_TITLE)}</h1>
                <div class="card-actions">
                    <button
                        type="button"
                        class="button is-small is-primary"
                        on:click=move |_| desk.show(Pane::Build(Box::new(Draft::new())))
                    >
                        <Icon glyph=Glyph::Plus/>
                        <span>{t(DICTIONARY_NEW)}</span>
                    </button>
                </div>
            </div>
            <div class="dictionary-tools">
                <Tool glyph=Glyph::Link phrase=TREES pane=Pane::Trees(None)/>
                <Tool glyph=Glyph::Check phrase=DICTIONARY_CHECKS pane=Pane::Checks/>
                <Tool glyph=Glyph::Folder phrase=CATALOGUE pane=Pane::Catalogue/>
                <Tool glyph=Glyph::Import phrase=EXCHANGE pane=Pane::Exchange/>
                <Tool glyph=Glyph::Filter phrase=QUALIFIERS pane=Pane::Qualifiers(None)/>
            </div>
            <div class="dictionary-search">
                <div class="input-group">
                    <Icon glyph=Glyph::Search/>
                    <input
                        class="input"
                        type="search"
                        placeholder=t(DICTIONARY_SEARCH)
                        aria-label=t(DICTIONARY_SEARCH)
                        on:input=move |event| lookup.update(|lookup| lookup.search = event_target_value(&event))
                    />
                </div>
                <Filters lookup=lookup/>
            </div>
            <p class="card-note is-inset" role="status">
                {move || DICTIONARY_COUNT.fill(lang.get(), &[("count", &found.with(Vec::len).to_string())])}
            </p>
            <ul
                class="dictionary-items"
                on:scroll=move |event| {
                    if browser::left_below(&event) < NEAR_END && left() > 0 {
                        draw_more();
                    }
                }
            >
                <For each=rows key=Clone::clone let:row>
                    <Item at=row.0 code=row.1/>
                </For>
                <Show when=move || left() != 0>
                    <li>
                        <button type="button" class="button is-small is-quiet" on:click=move |_| draw_more()>
                            {move || DICTIONARY_MORE.fill(lang.get(), &[("count", &left().min(PAGE).to_string())])}
                        </button>
                    </li>
                </Show>
                <Show when=move || found.with(Vec::is_empty)>
                    <li class="empty">{t(DICTIONARY_NONE)}</li>
                </Show>
            </ul>
        </section>
    }
}

/// A way to what concerns all metrics.
#[component]
fn Tool(glyph: Glyph, phrase: Phrase, pane: Pane) -> impl IntoView {
    let desk = Desk::here();
    view! {
        <button type="button" class="button is-small is-quiet" on:click=move |_| desk.show(pane.clone())>
            <Icon glyph=glyph/>
            <span>{t(phrase)}</span>
        </button>
    }
}

#[component]
fn Item(at: u32, code: String) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let of = move |take: fn(&Metric, Lang) -> String| {
        model.with(|model| model.metrics.get(at as usize).map(|metric| take(metric, lang.get())))
    };
    let layer =
        move || model.with(|model| model.metrics.get(at as usize).map(|metric| metric.definition.layer()));
    let (own, pressed) = (code.clone(), code.clone());
    let is_shown = Memo::new(move |_| store.metric().with(|shown| shown.as_ref() == Some(&own)));
    view! {
        <li>
            <button
                type="button"
                class="dictionary-item"
                aria-current=move || is_shown.get().then_some("true")
                on:click=move |_| {
                    desk.show(Pane::Card);
                    store.look_up(Some(pressed.clone()));
                }
            >
                <span class="name truncate">{move || of(|metric, lang| metric.label.get(lang).to_owned())}</span>
                <span class="code truncate">{code}</span>
                <span class="tag-layer" data-layer=move || layer().map(layer_code)>
                    {move || layer().map(|layer| layer_name(layer).get(lang.get()))}
                </span>
                <span class="quiet small">
                    {move || of(|metric, lang| metric.governance.state.label().get(lang).to_owned())}
                </span>
            </button>
        </li>
    }
}

/// The value of `data-layer` and of the filter.
pub(super) fn layer_code(layer: Layer) -> &'static str {
    match layer {
        Layer::Atomic => "atomic",
        Layer::Derived => "derived",
        Layer::Composite => "composite",
    }
}

pub(super) fn layer_name(layer: Layer) -> Phrase {
    LAYERS.into_iter().find(|(own, _)| *own == layer).map_or(LAYER, |(_, phrase)| phrase)
}

#[component]
fn Filters(lookup: RwSignal<Lookup>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let layers = Signal::derive(move || {
        LAYERS
            .iter()
            .map(|(layer, phrase)| (layer_code(*layer).to_owned(), phrase.get(lang.get()).to_owned()))
            .collect()
    });
    let states = Signal::derive(move || {
        State::ALL
            .iter()
            .map(|(code, state)| ((*code).to_owned(), state.label().get(lang.get()).to_owned()))
            .collect()
    });
    let domains = Signal::derive(move || {
        model.with(|model| {
            let codes = values_of(model, |metric| vec![metric.governance.domain.clone()]);
            with_words(codes, |code| domain_words(model, code, lang.get()))
        })
    });
    let owners = Signal::derive(move || {
        model.with(|model| {
            let names = values_of(model, |metric| vec![metric.governance.owner.clone()]);
            with_words(names, str::to_owned)
        })
    });
    let tags = Signal::derive(move || {
        model.with(|model| {
            let codes = values_of(model, |metric| metric.tags.clone());
            with_words(codes, |code| tag_words(model, code, lang.get()))
        })
    });
    view! {
        <div class="dictionary-filters">
            <Choice phrase=LAYER any=ANY_LAYER options=layers choose=move |value| lookup.update(|lookup| {
                lookup.layer = LAYERS.iter().map(|(layer, _)| *layer).find(|layer| layer_code(*layer) == value);
            })/>
            <Choice phrase=STATE any=ANY_STATE options=states choose=move |value| lookup.update(|lookup| {
                lookup.state = State::ALL.iter().find(|(code, _)| *code == value).map(|(_, state)| *state);
            })/>
            <Choice phrase=DOMAIN any=ANY_DOMAIN options=domains choose=move |value| lookup.update(|lookup| lookup.domain = value)/>
            <Choice phrase=OWNER any=ANY_OWNER options=owners choose=move |value| lookup.update(|lookup| lookup.owner = value)/>
            <Choice phrase=TAG any=ANY_TAG options=tags choose=move |value| lookup.update(|lookup| lookup.tag = value)/>
        </div>
    }
}

/// Codes with what they are called.
fn with_words(codes: Vec<String>, words: impl Fn(&str) -> String) -> Vec<(String, String)> {
    codes
        .into_iter()
        .map(|code| {
            let words = words(&code);
            (code, words)
        })
        .collect()
}

/// A filter with one choice; it hides when there is nothing to choose from.
#[component]
fn Choice(
    phrase: Phrase,
    any: Phrase,
    options: Signal<Vec<(String, String)>>,
    choose: impl Fn(String) + Send + Sync + Copy + 'static,
) -> impl IntoView {
    view! {
        <Show when=move || options.with(|options| !options.is_empty())>
            <select class="select is-small" aria-label=t(phrase) on:change=move |event| choose(event_target_value(&event))>
                <option value="">{t(any)}</option>
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(value, label)| view! { <option value=value>{label}</option> })
                        .collect_view()
                }}
            </select>
        </Show>
    }
}
