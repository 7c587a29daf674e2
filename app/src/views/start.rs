//! Start: sample data, import, or open what somebody has sent.

use leptos::prelude::*;

use crate::browser;
use crate::components::{Glyph, Icon, t};
use crate::format;
use crate::i18n::{
    Phrase, SAMPLE_OPENING, START_DROP, START_IMPORT, START_IMPORT_ACTION, START_IMPORT_TEXT,
    START_LINK_ACTION, START_LINK_FOREIGN, START_LINK_LABEL, START_OPEN, START_OPEN_ACTION, START_OPEN_TEXT,
    START_PRIVATE, START_SAMPLE, START_SAMPLE_ACTION, START_SAMPLE_TEXT, START_TITLE, TAGLINE,
};
use crate::route::{Route, Screen, hash_of_link};
use crate::session::Session;
use crate::state::Store;

/// The screen.
#[component]
pub(super) fn StartScreen() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (loading, lang) = (store.loading(), store.lang());
    let opening = move || {
        loading.with(|loading| {
            let loading = loading.as_ref()?;
            let (at, count) = (format::count(loading.at as u64 + 1), format::count(loading.count as u64));
            Some(SAMPLE_OPENING.fill(lang.get(), &[("file", &loading.name), ("at", &at), ("count", &count)]))
        })
    };
    view! {
        <section class="start">
            <div class="start-hero">
                <h1>{t(START_TITLE)}</h1>
                <p class="lead">{t(TAGLINE)}</p>
            </div>
            <div class="start-choices">
                <Choice
                    glyph=Glyph::Sample
                    title=START_SAMPLE
                    text=START_SAMPLE_TEXT
                    action=START_SAMPLE_ACTION
                    is_primary=true
                    on_press=move || session.open_sample(store)
                />
                <Choice
                    glyph=Glyph::Import
                    title=START_IMPORT
                    text=START_IMPORT_TEXT
                    action=START_IMPORT_ACTION
                    on_press=move || store.go(Screen::Import)
                />
                <OpenChoice/>
            </div>
            <p class="start-status" role="status">{opening}</p>
            <LinkForm/>
            <ul class="start-facts">
                <li><Icon glyph=Glyph::Import/>{t(START_DROP)}</li>
                <li><Icon glyph=Glyph::Check/>{t(START_PRIVATE)}</li>
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
    #[prop(optional)] is_primary: bool,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="choice" class:is-primary=is_primary on:click=move |_| on_press()>
            <span class="choice-icon"><Icon glyph/></span>
            <h2>{t(title)}</h2>
            <p>{t(text)}</p>
            <span class="choice-go"><span>{t(action)}</span><Icon glyph=Glyph::Next/></span>
        </button>
    }
}

/// A sandbox file, or a definition.
#[component]
fn OpenChoice() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    view! {
        <label class="choice">
            <span class="choice-icon"><Icon glyph=Glyph::Folder/></span>
            <h2>{t(START_OPEN)}</h2>
            <p>{t(START_OPEN_TEXT)}</p>
            <span class="choice-go"><span>{t(START_OPEN_ACTION)}</span><Icon glyph=Glyph::Next/></span>
            <input
                class="visually-hidden"
                type="file"
                accept=".json,.sandbox,.yaml,.yml"
                on:change=move |event| {
                    session.take_files(store, browser::files_of_input(&event));
                    browser::reset_input(&event);
                }
            />
        </label>
    }
}

/// A link that somebody has sent. It is read here and opened on this site, never fetched.
#[component]
fn LinkForm() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let text = RwSignal::new(String::new());
    let is_foreign = RwSignal::new(false);
    let open = move || {
        let link = text.get_untracked();
        let route = hash_of_link(&link).map(Route::parse);
        is_foreign.set(route.is_none());
        let Some(route) = route else { return };
        store.await_data(route.view);
        if route.is_sample {
            session.open_sample(store);
        } else {
            store.ask_for_data();
        }
    };
    view! {
        <form
            class="row start-link"
            on:submit=move |event| {
                event.prevent_default();
                open();
            }
        >
            <div class="input-group">
                <Icon glyph=Glyph::Link/>
                <input
                    class="input"
                    type="text"
                    aria-label=t(START_LINK_LABEL)
                    placeholder=t(START_LINK_LABEL)
                    aria-invalid=move || is_foreign.get().to_string()
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </div>
            <button type="submit" class="button" disabled=move || text.with(String::is_empty)>{t(START_LINK_ACTION)}</button>
            <Show when=move || is_foreign.get()><span class="field-error" role="alert">{t(START_LINK_FOREIGN)}</span></Show>
        </form>
    }
}
