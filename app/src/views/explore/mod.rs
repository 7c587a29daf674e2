//! Explore: period and filters on top, metrics left, chart and table in the middle, leaderboards right.

mod bar;
mod cards;
mod chart_card;
mod filter_editor;
mod filter_menu;
mod grid_keys;
mod leaderboard;
mod member_list;
mod no_results;
mod period_menu;
mod picker;
mod pivot_card;
mod pivot_table;
mod question;
mod states;

use leptos::prelude::*;

use bar::ExploreBar;
use cards::MetricCards;
use chart_card::ChartCard;
pub(super) use filter_editor::FilterEditor;
pub(super) use filter_menu::{FieldList, FilterBar};
use leaderboard::Leaderboards;
pub(super) use period_menu::PeriodMenu;
use pivot_card::PivotCard;
use question::QuestionBar;

use crate::queries::reached_view;
use crate::state::{Store, View};

/// The metric that filters and periods are about, where a screen shows others than the view's.
#[derive(Clone, Copy)]
pub(super) struct Subject(pub(super) Signal<Option<String>>);

/// The view with the subject of filters and periods as its metric, and without filters that mean nothing for it.
fn subject_view() -> Memo<View> {
    let store = Store::here();
    let (model, view) = (store.model(), store.view());
    let subject = use_context::<Subject>();
    Memo::new(move |_| {
        let view = view.get();
        match subject.and_then(|subject| subject.0.get()) {
            Some(code) => model.with(|model| reached_view(model, &view, vec![code]).0),
            None => view,
        }
    })
}

/// The screen.
#[component]
pub(super) fn ExploreScreen() -> impl IntoView {
    view! {
        <div class="explore">
            <ExploreBar/>
            <div class="explore-grid">
                <div class="explore-metrics"><MetricCards/></div>
                <div class="explore-main">
                    <QuestionBar/>
                    <ChartCard/>
                    <PivotCard/>
                </div>
                <div class="explore-dimensions"><Leaderboards/></div>
            </div>
        </div>
    }
}
