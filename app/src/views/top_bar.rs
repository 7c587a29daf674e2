//! The bar on top: where one is, undo, language, colours, help.

use leptos::prelude::*;

use crate::browser;
use crate::components::{Glyph, Icon, IconButton, Logo, Menu, say, t};
use crate::i18n::{
    HELP_KEYS, Lang, NAV_DICTIONARY, NAV_EXPLORE, NAV_IMPORT, NAV_MAIN, NAV_START, PRODUCT, Phrase,
    REDO_KEYS, SAMPLE_BADGE, SAMPLE_BADGE_TITLE, SAVE_SANDBOX, SWITCH_LANGUAGE, SWITCH_LANGUAGE_TITLE, THEME,
    THEME_DARK, THEME_LIGHT, THEME_SYSTEM, UNDO_KEYS,
};
use crate::route::{Route, Screen};
use crate::state::{Dialog, Origin, Store, ThemeChoice};

/// The bar.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    let store = Store::here();
    let is_open = store.sandbox(|sandbox| sandbox.is_open());
    view! {
        <header class="topbar">
            <a class="brand" href=Route::to(Screen::Start).hash() on:click=move |event| follow(store, &event, Screen::Start)>
                <Logo/>
                <span>{t(PRODUCT)}</span>
            </a>
            <nav class="topbar-nav" aria-label=t(NAV_MAIN)>
                <NavLink screen=Screen::Start phrase=NAV_START/>
                <NavLink screen=Screen::Import phrase=NAV_IMPORT/>
                <Show when=move || is_open.get()>
                    <NavLink screen=Screen::Explore phrase=NAV_EXPLORE/>
                    <NavLink screen=Screen::Dictionary phrase=NAV_DICTIONARY/>
                </Show>
            </nav>
            <Show when=move || is_open.get()>
                <Title/>
            </Show>
            <div class="topbar-tools">
                <Show when=move || is_open.get()>
                    <UndoButtons/>
                    <IconButton phrase=SAVE_SANDBOX glyph=Glyph::Save on_press=move || store.save_sandbox()/>
                    <span class="separator"></span>
                </Show>
                <button
                    type="button"
                    class="button is-quiet"
                    title=t(SWITCH_LANGUAGE_TITLE)
                    on:click=move |_| store.speak(other(store.lang().get_untracked()))
                >
                    <Icon glyph=Glyph::Language/>
                    <span class="is-wide-only">{t(SWITCH_LANGUAGE)}</span>
                </button>
                <ThemeMenu/>
                <IconButton phrase=HELP_KEYS glyph=Glyph::Help on_press=move || store.show(Dialog::Help)/>
            </div>
        </header>
    }
}

#[component]
fn Title() -> impl IntoView {
    let store = Store::here();
    let is_sample = store.sandbox(|sandbox| sandbox.origin == Origin::Sample);
    let name = store.sandbox(|sandbox| sandbox.name.clone());
    view! {
        <div class="topbar-title">
            <span class="name is-wide-only">{move || say(name.get())}</span>
            <Show when=move || is_sample.get()>
                <span class="badge is-sample" title=t(SAMPLE_BADGE_TITLE)>{t(SAMPLE_BADGE)}</span>
            </Show>
        </div>
    }
}

#[component]
fn UndoButtons() -> impl IntoView {
    let store = Store::here();
    let (can_undo, can_redo) = (store.can_undo(), store.can_redo());
    view! {
        <IconButton
            phrase=UNDO_KEYS
            glyph=Glyph::Undo
            disabled=Signal::derive(move || !can_undo.get())
            on_press=move || store.undo()
        />
        <IconButton
            phrase=REDO_KEYS
            glyph=Glyph::Redo
            disabled=Signal::derive(move || !can_redo.get())
            on_press=move || store.redo()
        />
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    }
}

/// A plain click stays on this page; others open the link as the browser likes.
fn follow(store: Store, event: &leptos::ev::MouseEvent, screen: Screen) {
    if browser::pointer_modifiers(event) == (false, false) {
        browser::prevent_default(event);
        store.go(screen);
    }
}

#[component]
fn NavLink(screen: Screen, phrase: Phrase) -> impl IntoView {
    let store = Store::here();
    view! {
        <a
            href=Route::to(screen).hash()
            aria-current=move || (store.screen().get() == screen).then_some("page")
            on:click=move |event| follow(store, &event, screen)
        >
            {t(phrase)}
        </a>
    }
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let store = Store::here();
    let open = RwSignal::new(false);
    let choices = [
        (ThemeChoice::System, THEME_SYSTEM),
        (ThemeChoice::Light, THEME_LIGHT),
        (ThemeChoice::Dark, THEME_DARK),
    ];
    let chosen = move |choice| {
        store.wear(choice);
        open.set(false);
    };
    view! {
        <Menu phrase=THEME glyph=Glyph::Theme class="icon-button" at_end=true open=open>
            <div class="menu" role="radiogroup" aria-label=t(THEME)>
                {choices
                    .map(|(choice, phrase)| {
                        view! {
                            <button
                                type="button"
                                class="menu-item"
                                role="radio"
                                aria-checked=move || (store.theme().get() == choice).to_string()
                                on:click=move |_| chosen(choice)
                            >
                                {t(phrase)}
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
        </Menu>
    }
}
