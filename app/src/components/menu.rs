//! A button that opens a panel below itself.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use super::{Glyph, Icon, t, unique_id};
use crate::browser;
use crate::i18n::Phrase;

/// A button and its panel. Esc and a press elsewhere close it; Esc gives the focus back to the button.
#[component]
pub fn Menu(
    /// What the button is called.
    phrase: Phrase,
    /// What the button says; without it, only the icon is seen.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// An icon before it.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// A class for the look of the button.
    #[prop(default = "button")]
    class: &'static str,
    /// Whether the panel is open.
    open: RwSignal<bool>,
    /// Whether `/` opens it.
    #[prop(optional)]
    is_search: bool,
    /// Align the panel to the right edge of the button.
    #[prop(optional)]
    at_end: bool,
    /// What the panel shows while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let button = unique_id("menu");
    let panel = format!("{button}-panel");
    let controls = panel.clone();
    let owner = button.clone();
    let give_back = move || {
        open.set(false);
        browser::focus(&owner);
    };
    // A press outside closes: `focusout` alone misses presses on what takes no focus.
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let is_inside = root.get_untracked().is_some_and(|root| browser::contains_target(&root, &event));
        if open.get_untracked() && !is_inside {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let has_label = label.is_some();
    view! {
        <div
            class="popover-anchor"
            node_ref=root
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    give_back();
                }
            }
        >
            <button
                type="button"
                id=button
                class=class
                data-search=is_search.then_some("")
                aria-haspopup="true"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls
                aria-label=(!has_label).then_some(t(phrase))
                title=t(phrase)
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {glyph.map(|glyph| view! { <Icon glyph/> })}
                {label.map(|label| view! { <span class="truncate">{label}</span> <Icon glyph=Glyph::Down/> })}
            </button>
            <Show when=move || open.get()>
                <div id=panel.clone() class="popover" class:is-end=at_end>
                    {children()}
                </div>
            </Show>
        </div>
    }
}
