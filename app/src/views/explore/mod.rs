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
