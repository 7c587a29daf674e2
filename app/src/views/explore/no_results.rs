//! Nothing was found: which condition is to blame, and a way to take it away.

use leptos::prelude::*;
use sandtable_engine::frame::{Frame, Null};

use crate::commands::Command;
use crate::components::{Glyph, Icon, t};
use crate::i18n::{
    BY_FIELD, NO_RESULTS, NO_RESULTS_FILTER, NO_RESULTS_PERIOD, NO_RESULTS_PLAIN, NO_RESULTS_TOGETHER,
    REMOVE_THIS, SHOW_ALL_TIME,
};
use crate::queries::{filter_words, totals};
use crate::session::{Priority, Session, Shown, Standing};
use crate::state::{Store, View};

/// Says why nothing is shown. Each condition is left out once: the first without which there are numbers is named.
#[component]
pub(super) fn NoResults() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let view = store.view();
    let ask_without = move |loosen: fn(&mut View, usize), at: usize| {
        session.ask(Priority::Interactive, move || {
            let mut loosened = view.get();
            loosen(&mut loosened, at);
            let lead = loosened.metrics.first().cloned()?;
            Some(totals(&loosened, &[lead]))
        })
    };
    let count = view.with_untracked(|view| view.filters.len());
    let filters: Vec<Signal<Shown>> = (0..count)
        .map(|at| {
            ask_without(
                |view, at| {
                    if at < view.filters.len() {
                        view.filters.remove(at);
                    }
                },
                at,
            )
        })
        .collect();
    let has_period = view.with_untracked(|view| view.period.is_some());
    let period = has_period.then(|| ask_without(|view, _| view.period = None, 0));
    view! {
        <div class="empty" role="status">
            <Icon glyph=Glyph::Search/>
            <strong>{t(NO_RESULTS)}</strong>
            {move || {
                let to_blame = filters.iter().position(|shown| has_numbers(*shown));
                if let Some(at) = to_blame {
                    view! { <BlameFilter at=at/> }.into_any()
                } else if period.is_some_and(has_numbers) {
                    view! {
                        <p>{t(NO_RESULTS_PERIOD)}</p>
                        <button type="button" class="button" on:click=move |_| store.run(Command::Period(None))>
                            {t(SHOW_ALL_TIME)}
                        </button>
                    }
                    .into_any()
                } else if count == 0 && !has_period {
                    view! { <p>{t(NO_RESULTS_PLAIN)}</p> }.into_any()
                } else {
                    view! { <p>{t(NO_RESULTS_TOGETHER)}</p> }.into_any()
                }
            }}
        </div>
    }
}

fn has_numbers(shown: Signal<Shown>) -> bool {
    let with_rows = |frame: &Frame| {
        frame.metrics().any(|metric| {
            (0..frame.rows()).any(|row| {
                metric.null(row) == Null::None && metric.number(row).is_none_or(|value| value != 0.0)
            })
        })
    };
    shown.with(|shown| shown.standing == Standing::Complete && shown.frame.as_deref().is_some_and(with_rows))
}

#[component]
fn BlameFilter(at: usize) -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let words = move || {
        let lang = lang.get();
        let filter = view.with(|view| view.filters.get(at).cloned())?;
        let (field, condition) = model.with(|model| filter_words(model, &filter, lang));
        let filter = BY_FIELD.fill(lang, &[("field", &field), ("condition", &condition)]);
        Some(NO_RESULTS_FILTER.fill(lang, &[("filter", &filter)]))
    };
    view! {
        <p>{words}</p>
        <button type="button" class="button" on:click=move |_| store.run(Command::RemoveFilter(at))>
            {t(REMOVE_THIS)}
        </button>
    }
}
