//! What the reader should know of the engine: that it is coming back, or does not start.

use leptos::prelude::*;

use super::{Findings, t};
use crate::i18n::{ENGINE_FAILED, ENGINE_RESTARTING, RETRY};
use crate::session::{Session, Status};

/// A banner while the engine is not at work as it should be; else nothing.
#[component]
pub fn EngineBar() -> impl IntoView {
    let session = Session::here();
    let status = session.status();
    #[derive(Clone, PartialEq)]
    enum State {
        Well,
        Restarting,
        Failed(Box<sandtable_engine::diag::Diagnostic>),
    }
    // Progress changes often; the banner does not.
    let state = Memo::new(move |_| match status.get() {
        Status::Restarting { .. } => State::Restarting,
        Status::Failed(finding) => State::Failed(Box::new(finding)),
        Status::Starting | Status::Ready | Status::Busy { .. } => State::Well,
    });
    move || match state.get() {
        State::Well => ().into_any(),
        State::Restarting => view! {
            <div class="banner" role="status">
                <span class="spinner" aria-hidden="true"></span>
                <span>{t(ENGINE_RESTARTING)}</span>
            </div>
        }
        .into_any(),
        State::Failed(finding) => view! {
            <div class="banner is-error" role="alert">
                <strong>{t(ENGINE_FAILED)}</strong>
                <Findings diagnostics=vec![*finding]/>
                <button type="button" class="button" on:click=move |_| session.restart()>{t(RETRY)}</button>
            </div>
        }
        .into_any(),
    }
}
