//! How far long work is, and a way out of it.

use leptos::prelude::*;

use super::t;
use crate::i18n::CANCEL;

/// A bar with words. Without a known end it only moves.
#[component]
pub fn ProgressBar(
    /// Done, from 0 to 1.
    #[prop(into)]
    part: Signal<Option<f64>>,
    /// What is being done, and how far it is, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Stops the work.
    on_cancel: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <div class="stack">
            <div class="progress-text">
                <span role="status">{label}</span>
                <button type="button" class="button is-small" on:click=move |_| on_cancel()>{t(CANCEL)}</button>
            </div>
            <div
                class="progress"
                class:is-endless=move || part.get().is_none()
                role="progressbar"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || part.get().map(|part| format!("{:.0}", part * 100.0))
                style:--part=move || part.get().unwrap_or_default().to_string()
            ></div>
        </div>
    }
}
