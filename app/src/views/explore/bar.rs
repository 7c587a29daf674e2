//! The bar on top of Explore: time range, grain, filters.

use leptos::prelude::*;
use sandtable_engine::calendar::Grain;

use super::filter_menu::FilterBar;
use super::period_menu::PeriodMenu;
use crate::commands::Command;
use crate::components::t;
use crate::i18n::{GRAIN, GRAIN_NAMES};
use crate::queries::{facts_of, has_time};
use crate::state::Store;

/// The bar.
#[component]
pub(super) fn ExploreBar() -> impl IntoView {
    let store = Store::here();
    let (model, view) = (store.model(), store.view());
    let is_timed = Memo::new(move |_| {
        let facts =
            view.with(|view| view.metrics.first().map(|lead| model.with(|model| facts_of(model, lead))));
        facts.is_some_and(|facts| model.with(|model| has_time(model, &facts)))
    });
    view! {
        <div class="explore-bar">
            <Show when=move || is_timed.get()>
                <div class="row">
                    <PeriodMenu/>
                    <GrainChoice/>
                </div>
            </Show>
            <FilterBar/>
        </div>
    }
}

#[component]
fn GrainChoice() -> impl IntoView {
    let store = Store::here();
    let view = store.view();
    let grain = Memo::new(move |_| view.with(|view| view.grain));
    view! {
        <div class="segmented" role="radiogroup" aria-label=t(GRAIN)>
            {GRAIN_NAMES
                .into_iter()
                .map(|(choice, phrase): (Grain, _)| {
                    view! {
                        <button
                            type="button"
                            role="radio"
                            aria-checked=move || (grain.get() == choice).to_string()
                            on:click=move |_| store.run(Command::Grain(choice))
                        >
                            {t(phrase)}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
