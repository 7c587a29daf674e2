//! Where a metric is in its life, and the steps from here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::State;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::lifecycle::next;

use super::form::{AuthorField, author};
use crate::components::Findings;
use crate::i18n::LIFE_MOVE;
use crate::session::Session;
use crate::state::Store;

/// The way from the first to the last station; a rejection leads back to the draft.
const WAY: [State; 6] =
    [State::Draft, State::Requested, State::Reviewed, State::Developed, State::Online, State::Retired];

#[component]
pub(super) fn LifeCycle(code: String) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let lang = store.lang();
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let state = {
        let code = code.clone();
        Memo::new(move |_| {
            store
                .model()
                .with(|model| model.find_metric(&code).map(|id| model.metric(id).governance.state))
                .unwrap_or_default()
        })
    };
    let stations = move || {
        WAY.into_iter()
            .map(|station| {
                let is_here = move || (state.get() == station).then_some("step");
                view! { <li aria-current=is_here class:is-done=move || station < state.get()>{move || station.label().get(lang.get()).to_owned()}</li> }
            })
            .collect_view()
    };
    let moves = move || {
        let code = code.clone();
        next(state.get())
            .iter()
            .map(|&to| {
                let code = code.clone();
                let go = move |_| {
                    let change = Change::Move(code.clone(), to);
                    spawn_local(async move {
                        refusal
                            .set(session.revise(store, change, author("")).await.err().unwrap_or_default());
                    });
                };
                let words = move || LIFE_MOVE.fill(lang.get(), &[("state", to.label().get(lang.get()))]);
                view! { <button type="button" class="button is-small" on:click=go>{words}</button> }
            })
            .collect_view()
    };
    view! {
        <ol class="stepper is-small">{stations()}</ol>
        <div class="row">
            {moves}
            <AuthorField/>
        </div>
        {move || view! { <Findings diagnostics=refusal.get()/> }}
    }
}
