//! Start: sample data, import, or open what somebody has sent.

use leptos::prelude::*;

use crate::components::{Glyph, Icon, t};
use crate::i18n::{
    Phrase, START_DROP, START_IMPORT, START_IMPORT_ACTION, START_IMPORT_TEXT, START_PRIVATE, START_TITLE,
    TAGLINE,
};
use crate::route::Screen;
use crate::state::Store;

/// The screen.
#[component]
pub(super) fn StartScreen() -> impl IntoView {
    let store = Store::here();
    view! {
        <section class="start">
            <div class="start-hero">
                <h1>{t(START_TITLE)}</h1>
                <p class="lead">{t(TAGLINE)}</p>
            </div>
            <div class="start-choices">
                <Choice
                    glyph=Glyph::Import
                    title=START_IMPORT
                    text=START_IMPORT_TEXT
                    action=START_IMPORT_ACTION
                    on_press=move || store.go(Screen::Import)
                />
            </div>
            <ul class="start-facts">
                <li>{t(START_DROP)}</li>
                <li>{t(START_PRIVATE)}</li>
            </ul>
        </section>
    }
}

#[component]
fn Choice(
    glyph: Glyph,
    title: Phrase,
    text: Phrase,
    action: Phrase,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="choice" on:click=move |_| on_press()>
            <span class="choice-icon"><Icon glyph/></span>
            <h2>{t(title)}</h2>
            <p>{t(text)}</p>
            <span class="choice-go"><span>{t(action)}</span><Icon glyph=Glyph::Next/></span>
        </button>
    }
}
