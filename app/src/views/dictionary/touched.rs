//! What hangs on a metric, each a way to it: shown in its lineage, and before it is changed or deleted.

use leptos::prelude::*;
use sandtable_engine::model::lineage::Source;
use sandtable_engine::model::{MetricId, Model};

use super::source::address_of;
use super::{Desk, Pane};
use crate::i18n::{Lang, NAV_EXPLORE, TOUCHED_METRICS, TOUCHED_NOTHING, TOUCHED_TREES, TOUCHED_VIEWS};
use crate::queries::{Touched, touched};
use crate::route::Screen;
use crate::state::Store;

/// Where a name leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Way {
    Metric(String),
    Tree(String),
    /// A file, a column or a qualifier.
    Source(String),
    Explore,
}

impl Way {
    /// To what a metric is made of.
    pub(super) fn of(model: &Model, source: Source) -> Self {
        match source {
            Source::Metric(id) => Self::Metric(model.metric(id).code.clone()),
            _ => Self::Source(address_of(model, source)),
        }
    }

    pub(super) fn go(self, store: Store, desk: Desk) {
        match self {
            Self::Metric(code) => {
                desk.show(Pane::Card);
                store.look_up(Some(code));
            }
            Self::Tree(code) => desk.show(Pane::Trees(Some(code))),
            Self::Source(source) => desk.show(Pane::Source(source)),
            Self::Explore => store.go(Screen::Explore),
        }
    }
}

/// Names of what is touched, in three groups: metrics, trees, views.
pub(super) fn ways(model: &Model, touched: &Touched, lang: Lang) -> [Vec<(String, Way)>; 3] {
    let metric = |id: &MetricId| {
        let metric = model.metric(*id);
        (metric.label.get(lang).to_owned(), Way::Metric(metric.code.clone()))
    };
    let tree = |at: &usize| {
        let tree = &model.trees[*at];
        (tree.label.get(lang).to_owned(), Way::Tree(tree.code.clone()))
    };
    let view = touched.in_view.then(|| (NAV_EXPLORE.get(lang).to_owned(), Way::Explore));
    [
        touched.metrics.iter().map(metric).collect(),
        touched.trees.iter().map(tree).collect(),
        view.into_iter().collect(),
    ]
}

/// Names, each a way to what it stands for.
#[component]
pub(super) fn WayList(ways: Vec<(String, Way)>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let links = ways.into_iter().map(|(label, way)| {
        view! {
            <li>
                <button type="button" class="link-button" on:click=move |_| way.clone().go(store, desk)>{label}</button>
            </li>
        }
    });
    view! { <ul class="lineage-users">{links.collect_view()}</ul> }
}

#[component]
pub(super) fn TouchedList(code: String) -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let groups = Memo::new(move |_| {
        model.with(|model| {
            let found = model.find_metric(&code).map(|id| view.with(|view| touched(model, view, id)));
            ways(model, &found.unwrap_or_default(), lang.get())
        })
    });
    move || {
        let groups = groups.get();
        if groups.iter().all(Vec::is_empty) {
            return view! { <p class="small">{TOUCHED_NOTHING.get(lang.get())}</p> }.into_any();
        }
        let titles = [TOUCHED_METRICS, TOUCHED_TREES, TOUCHED_VIEWS];
        let shown = titles.into_iter().zip(groups).filter(|(_, group)| !group.is_empty());
        let rows = shown.map(|(title, group)| {
            let count = group.len().to_string();
            view! {
                <dt class="small quiet">{title.fill(lang.get(), &[("count", &count)])}</dt>
                <dd><WayList ways=group/></dd>
            }
        });
        view! { <dl class="lineage-list">{rows.collect_view()}</dl> }.into_any()
    }
}
