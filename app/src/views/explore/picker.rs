//! Choosing metrics: by layer, found by name, code or alias.

use leptos::prelude::*;
use sandtable_engine::model::Layer;

use crate::commands::Command;
use crate::components::{Glyph, Menu, SearchField, t};
use crate::i18n::{
    ADD_METRIC, LAYER_ATOMIC, LAYER_COMPOSITE, LAYER_DERIVED, NO_MATCH, Phrase, SEARCH_METRICS,
};
use crate::queries::{Listed, metric_list};
use crate::state::Store;

/// The menu.
#[component]
pub(super) fn MetricPicker() -> impl IntoView {
    let open = RwSignal::new(false);
    let lang = Store::here().lang();
    let label = Signal::derive(move || ADD_METRIC.get(lang.get()).to_owned());
    view! {
        <Menu phrase=ADD_METRIC label=label glyph=Glyph::Plus class="button is-small" open=open is_search=true at_end=true>
            <Panel/>
        </Menu>
    }
}

#[component]
fn Panel() -> impl IntoView {
    let model = Store::here().model();
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| model.with(|model| metric_list(model, &search.get())));
    view! {
        <div class="popover-search">
            <SearchField phrase=SEARCH_METRICS search=search autofocus=true/>
        </div>
        <div class="menu">
            {move || {
                let found = found.get();
                if found.is_empty() {
                    view! { <p class="menu-note">{t(NO_MATCH)}</p> }.into_any()
                } else {
                    found.into_iter().map(|(layer, listed)| view! { <Group layer=layer listed=listed/> }).collect_view().into_any()
                }
            }}
        </div>
    }
}

fn layer_name(layer: Layer) -> Phrase {
    match layer {
        Layer::Atomic => LAYER_ATOMIC,
        Layer::Derived => LAYER_DERIVED,
        Layer::Composite => LAYER_COMPOSITE,
    }
}

#[component]
fn Group(layer: Layer, listed: Vec<Listed>) -> impl IntoView {
    let items = listed.into_iter().map(|listed| view! { <Item listed=listed/> }).collect_view();
    view! {
        <div role="group" aria-label=t(layer_name(layer))>
            <p class="menu-group" aria-hidden="true">{t(layer_name(layer))}</p>
            {items}
        </div>
    }
}

#[component]
fn Item(listed: Listed) -> impl IntoView {
    let store = Store::here();
    let (view, lang) = (store.view(), store.lang());
    let metric = store.model().with_untracked(|model| model.metrics.get(listed.at).cloned());
    let (label, description) = metric.map(|metric| (metric.label, metric.description)).unwrap_or_default();
    let code = listed.code.clone();
    let is_chosen = Memo::new(move |_| view.with(|view| view.metrics.contains(&code)));
    let code = listed.code.clone();
    view! {
        <label class="menu-item" title=move || description.get(lang.get()).to_owned()>
            <input
                type="checkbox"
                prop:checked=is_chosen
                on:change=move |_| store.run(Command::ToggleMetric(code.clone()))
            />
            <span class="truncate">{move || label.get(lang.get()).to_owned()}</span>
            <span class="menu-hint code">{listed.code}</span>
        </label>
    }
}
