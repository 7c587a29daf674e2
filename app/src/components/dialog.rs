//! A dialog above the page. The browser keeps the focus inside and gives it back.

use leptos::prelude::*;

use super::{Glyph, IconButton, t, unique_id};
use crate::browser;
use crate::i18n::{CLOSE, Phrase};

/// The frame of a dialog: open while `is_open`.
#[component]
pub fn DialogFrame(
    /// Its heading.
    title: Phrase,
    /// Whether it stands open.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Called when the reader closes it, with Esc too.
    on_close: impl Fn() + Clone + Send + 'static,
    /// What is inside.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("dialog");
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    Effect::new({
        let id = id.clone();
        move |_| if is_open.get() { browser::show_dialog(&id) } else { browser::close_dialog(&id) }
    });
    let close = on_close.clone();
    view! {
        <dialog id=id class="dialog" aria-labelledby=labelled_by on:close=move |_| on_close()>
            <header class="dialog-head">
                <h2 id=title_id>{t(title)}</h2>
                <IconButton phrase=CLOSE glyph=Glyph::Close on_press=close/>
            </header>
            <div class="dialog-body">
                <Show when=move || is_open.get()>{children()}</Show>
            </div>
        </dialog>
    }
}
