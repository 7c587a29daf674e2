//! A chip: something chosen that can be opened and taken away.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A chip with its own remove button.
#[component]
pub fn Chip(
    /// What it is about.
    #[prop(into)]
    key: Signal<String>,
    /// What is asked of it.
    #[prop(into)]
    value: Signal<String>,
    /// The name of its remove button.
    #[prop(into)]
    remove_label: Signal<String>,
    /// What opening it does, where the value does not tell.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// Opens it for editing.
    on_open: impl Fn() + 'static,
    /// Takes it away.
    on_remove: impl Fn() + 'static,
    /// Whether it says what is left out.
    #[prop(optional, into)]
    excludes: Signal<bool>,
) -> impl IntoView {
    view! {
        <span class="chip" class:is-exclude=excludes>
            <button type="button" title=move || title.get().unwrap_or_else(|| value.get()) on:click=move |_| on_open()>
                {move || Some(key.get()).filter(|key| !key.is_empty()).map(|key| view! { <span class="chip-key">{key}</span> })}
                <span class="chip-value">{value}</span>
            </button>
            <button
                type="button"
                class="chip-remove"
                aria-label=remove_label
                title=remove_label
                on:click=move |_| on_remove()
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </span>
    }
}
