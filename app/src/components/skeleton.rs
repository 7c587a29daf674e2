//! The place of what is not there yet.

use leptos::prelude::*;

use super::t;
use crate::i18n::LOADING;

/// Grey lines in place of rows.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div role="status" aria-label=t(LOADING)>
            {(0..lines).map(|_| view! { <span class="skeleton is-row"></span> }).collect_view()}
        </div>
    }
}
