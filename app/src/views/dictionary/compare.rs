//! 口径 comparison: definitions side by side, the way from the first to each other in steps that add up to the gap, and
//! values by time and dimension; all under the filters and the period of the sandbox.

mod bridge;
mod definitions;
mod table;
mod values;

use leptos::prelude::*;
use sandtable_engine::calendar::Grain;
use sandtable_engine::model::Model;
use sandtable_engine::query::{Axis, Query};

use super::metric_choice::MetricChoice;
use super::{Desk, Pane};
use crate::browser;
use crate::components::{Button, t};
use crate::i18n::{self as i, GRAIN_NAMES, Lang};
use crate::queries::{FieldInfo, dimensions_of, facts_of, has_time, not_reached, reached_view, totals};
use crate::state::{Store, TIME, View};
use crate::views::explore::{FilterBar, PeriodMenu, Subject};
use bridge::BridgeCard;
use definitions::Definitions;
use values::Values;

/// Metrics that can stand side by side.
const MOST: usize = 5;
/// Members that are told apart; the others are one.
const MEMBERS: usize = 20;

/// What is compared, and by what. Copies are the same.
#[derive(Clone, Copy)]
struct Scene {
    codes: RwSignal<Vec<String>>,
    grain: RwSignal<Option<Grain>>,
    dimension: RwSignal<Option<String>>,
    /// The view of all of them, and the fields of filters that not all can follow.
    reached: Memo<(View, Vec<String>)>,
}

impl Scene {
    fn new(codes: Vec<String>) -> Self {
        let store = Store::here();
        let (model, view) = (store.model(), store.view());
        let codes = RwSignal::new(codes);
        let reached =
            Memo::new(move |_| model.with(|model| view.with(|view| reached_view(model, view, codes.get()))));
        Self { codes, grain: RwSignal::new(Some(Grain::Month)), dimension: RwSignal::new(None), reached }
    }

    fn here() -> Self {
        expect_context()
    }

    /// What is asked of these metrics under the filters.
    fn query(&self, metrics: &[String]) -> Query {
        self.reached.with(|(view, _)| totals(view, metrics))
    }

    /// The dimension that is chosen, if all metrics have it.
    fn dimension_axis(&self) -> Option<Axis> {
        let chosen = self.dimension.get()?;
        self.dimensions().iter().any(|info| info.code == chosen).then(|| Axis::new(chosen))
    }

    /// The time axis that is chosen, if all metrics have one.
    fn time_axis(&self) -> Option<Axis> {
        let grain = self.grain.get()?;
        self.is_timed().then(|| Axis::by(TIME, grain))
    }

    fn is_timed(&self) -> bool {
        Store::here().model().with(|model| {
            let facts: Vec<_> =
                self.codes.with(|codes| codes.iter().flat_map(|code| facts_of(model, code)).collect());
            has_time(model, &facts)
        })
    }

    /// What all metrics can be split by, time left out.
    fn dimensions(&self) -> Vec<FieldInfo> {
        let all = Store::here()
            .model()
            .with(|model| self.codes.with(|codes| dimensions_of(model, codes.iter().map(String::as_str))));
        all.into_iter().filter(|info| !info.is_time()).collect()
    }
}

#[component]
pub(super) fn Compare(codes: Vec<String>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let scene = Scene::new(codes);
    let codes = scene.codes;
    provide_context(scene);
    provide_context(Subject(Signal::derive(move || codes.with(|codes| codes.first().cloned()))));
    let removers = move || {
        let lang = lang.get();
        let remover = |(at, code): (usize, String)| {
            let name = model.with(|model| label(model, &code, lang));
            let title = i::COMPARE_REMOVE.fill(lang, &[("metric", &name)]);
            let remove = move |_| {
                codes.update(|codes| drop(codes.remove(at)));
                browser::focus_first(".compare .combobox input");
            };
            view! { <button type="button" class="button is-small" title=title on:click=remove>{name} " ×"</button> }
        };
        codes.get().into_iter().enumerate().map(remover).collect_view()
    };
    let is_enough = Memo::new(move |_| codes.with(|codes| codes.len() > 1));
    let is_full = Memo::new(move |_| codes.with(|codes| codes.len() >= MOST));
    let add = move |code: String| codes.update(|codes| codes.push(code));
    let left_out = move || {
        let lang = lang.get();
        scene
            .reached
            .with(|(_, left)| (!left.is_empty()).then(|| model.with(|model| not_reached(model, left, lang))))
    };
    view! {
        <article class="card dictionary-card compare">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::COMPARE_TITLE)}</h2>
                <div class="card-actions"><Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/></div>
            </header>
            <div class="card-section">
                <div class="row">
                    {removers}
                    <Show when=move || !is_full.get()>
                        <MetricChoice phrase=i::COMPARE_ADD except=codes choose=add/>
                    </Show>
                </div>
                <Show when=move || !is_enough.get()><p class="quiet">{t(i::COMPARE_MORE)}</p></Show>
            </div>
            <Show when=move || is_enough.get()>
                <div class="card-section"><Definitions/></div>
                <div class="compare-bar">
                    <PeriodMenu/>
                    <FilterBar/>
                    <AxisChoices/>
                </div>
                {move || left_out().map(|text| view! { <p class="card-note is-inset">{text}</p> })}
                <For each=move || others(codes) key=Clone::clone let:ends>
                    <BridgeCard from=ends.0 to=ends.1/>
                </For>
                <div class="card-section"><Values/></div>
            </Show>
        </article>
    }
}

/// The first metric with each of the others.
fn others(codes: RwSignal<Vec<String>>) -> Vec<(String, String)> {
    codes.with(|codes| {
        let first = codes.first().cloned().unwrap_or_default();
        codes.iter().skip(1).map(|code| (first.clone(), code.clone())).collect()
    })
}

/// By which time and which dimension.
#[component]
fn AxisChoices() -> impl IntoView {
    let (scene, lang) = (Scene::here(), Store::here().lang());
    let grain_words = move |phrase: i::Phrase| {
        i::COMPARE_GRAIN_IS.fill(lang.get(), &[("grain", &phrase.get(lang.get()).to_lowercase())])
    };
    let choose_grain = move |word: String| {
        scene.grain.set(word.parse().ok().and_then(|at: usize| GRAIN_NAMES.get(at)).map(|(grain, _)| *grain));
    };
    let dimensions = move || {
        let chosen = scene.dimension.get_untracked();
        let option = |info: FieldInfo| {
            let is_chosen = chosen.as_ref() == Some(&info.code);
            view! { <option value=info.code selected=is_chosen>{info.label.get(lang.get()).to_owned()}</option> }
        };
        scene.dimensions().into_iter().map(option).collect_view()
    };
    view! {
        <Show when=move || scene.is_timed()>
            <select
                class="select is-small"
                aria-label=t(i::COMPARE_GRAIN)
                on:change=move |event| choose_grain(event_target_value(&event))
            >
                <option value="">{t(i::COMPARE_NO_GRAIN)}</option>
                {GRAIN_NAMES
                    .into_iter()
                    .enumerate()
                    .map(|(at, (grain, phrase))| {
                        let is_chosen = scene.grain.get_untracked() == Some(grain);
                        view! { <option value=at.to_string() selected=is_chosen>{move || grain_words(phrase)}</option> }
                    })
                    .collect_view()}
            </select>
        </Show>
        <select
            class="select is-small"
            aria-label=t(i::COMPARE_DIMENSION)
            on:change=move |event| scene.dimension.set(Some(event_target_value(&event)).filter(|code| !code.is_empty()))
        >
            <option value="">{t(i::COMPARE_NO_DIMENSION)}</option>
            {dimensions}
        </select>
    }
}

/// The name of a metric.
fn label(model: &Model, code: &str, lang: Lang) -> String {
    model.find_metric(code).map_or_else(|| code.to_owned(), |id| model.metric(id).label.get(lang).to_owned())
}
