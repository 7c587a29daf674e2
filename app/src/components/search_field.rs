//! A box to search a list in.

use leptos::prelude::*;

use super::{Glyph, Icon, t};
use crate::i18n::Phrase;

/// The box. What is typed is in `search` at once.
#[component]
pub fn SearchField(
    /// What is searched.
    phrase: Phrase,
    /// What is typed.
    search: RwSignal<String>,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    view! {
        <div class="input-group">
            <Icon glyph=Glyph::Search/>
            <input
                class="input"
                type="search"
                autofocus=autofocus
                placeholder=t(phrase)
                aria-label=t(phrase)
                on:input=move |event| search.set(event_target_value(&event))
            />
        </div>
    }
}
