//! The page: bar, notices, the current screen, dialogs. It ties the store to the browser.

use leptos::prelude::*;

use super::help::HelpDialog;
use super::screens::CurrentScreen;
use super::top_bar::TopBar;
use crate::browser;
use crate::components::{EngineBar, NoticeBar, t};
use crate::i18n::{DROP_HERE, PAGE_TITLE, SKIP_TO_CONTENT, START_NEEDS_DATA, lang_of_tags, lang_tag};
use crate::route::{Route, Screen};
use crate::session::Session;
use crate::state::{Dialog, NoticeKind, Store, ThemeChoice};

/// The whole page.
#[component]
pub fn Page() -> impl IntoView {
    let store = opened_store();
    provide_context(store);
    let session = Session::start(store);
    provide_context(session);
    session.follow_definition(store);
    tie_to_document(store);
    tie_to_address(store, session);
    listen_to_keys(store);
    let hovering = RwSignal::new(false);
    browser::on_dropped_files(move |over| hovering.set(over), move |files| session.take_files(store, files));
    view! {
        <div class="app">
        <a class="visually-hidden skip-link" href="#content" on:click=move |event| {
            // The hash is the address of the view: jumping must not change it.
            browser::prevent_default(&event);
            browser::focus("content");
        }>{t(SKIP_TO_CONTENT)}</a>
        <TopBar/>
        <main id="content" class="main" tabindex="-1">
            <EngineBar/>
            <NoticeBar/>
            <CurrentScreen/>
        </main>
        </div>
        <HelpDialog/>
        <Show when=move || hovering.get()>
            <div class="drop-cover" aria-hidden="true">{t(DROP_HERE)}</div>
        </Show>
    }
}

/// A store with the reader's stored choices.
fn opened_store() -> Store {
    let tags = browser::languages();
    let lang = match browser::read_setting("lang") {
        Some(tag) => lang_of_tags([tag.as_str()]),
        None => lang_of_tags(tags.iter().map(String::as_str)),
    };
    let theme = browser::read_setting("theme").map(|name| ThemeChoice::from_name(&name)).unwrap_or_default();
    let store = Store::new(lang, theme);
    browser::on_color_scheme(move |dark| store.follow_system(dark));
    store.follow_system(browser::prefers_dark());
    store
}

/// Language, title and colours of the document follow the store.
fn tie_to_document(store: Store) {
    Effect::new(move |_| {
        let lang = store.lang().get();
        let theme = match store.theme().get() {
            ThemeChoice::System => None,
            chosen => Some(chosen.name()),
        };
        browser::set_document(lang_tag(lang), PAGE_TITLE.get(lang), theme);
    });
}

/// The address follows the store, and the store follows Back and Forward.
fn tie_to_address(store: Store, session: Session) {
    let asked = Route::parse(&browser::hash());
    if asked.is_sample {
        store.await_data(asked.view);
        store.metric.set(asked.metric);
        store.pane.set(asked.pane);
        store.screen.set(if asked.screen == Screen::Dictionary { Screen::Dictionary } else { Screen::Start });
        session.open_sample(store);
    } else if asked.screen == Screen::Explore && asked.view.is_some() {
        store.await_data(asked.view);
        store.tell(NoticeKind::Info, START_NEEDS_DATA);
    } else if asked.screen != Screen::Explore {
        store.go(asked.screen);
    }
    browser::on_hash_change(move || store.follow(Route::parse(&browser::hash())));
    let route = store.route();
    Effect::new(move |before: Option<()>| {
        let route = route.get();
        // The address that the page was opened with stays while its data are on their way.
        if before.is_none() {
            return;
        }
        // An address that says the same in other words, as after a chat program, stays as it is.
        if Route::parse(&browser::hash()) != route {
            browser::go_to_hash(&route.hash());
        }
    });
}

fn listen_to_keys(store: Store) {
    browser::on_key(move |event| {
        let key = browser::key_of(event);
        let typing = browser::is_typing(event);
        match (key.name.as_str(), key.control) {
            ("z" | "Z", true) if !typing => {
                if key.shift {
                    store.redo()
                } else {
                    store.undo()
                }
                true
            }
            ("y", true) if !typing => {
                store.redo();
                true
            }
            ("?", false) if !typing => {
                store.show(Dialog::Help);
                true
            }
            ("/", false) if !typing => {
                browser::open_search();
                true
            }
            _ => false,
        }
    });
}
