//! The current screen. Each but the first is a chunk of its own: the page opens with what Start needs and fetches the
//! others as soon as it stands, so that they are there before they are asked for.

use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::dictionary::DictionaryScreen;
use super::explore::ExploreScreen;
use super::import::ImportScreen;
use super::start::StartScreen;
use crate::browser;
use crate::components::Skeleton;
use crate::i18n::{RELOAD_PAGE, SCREEN_NOT_LOADED};
use crate::route::Screen;
use crate::state::Store;

#[wasm_split(explore, preload(load_explore), fallible)]
fn explore_screen() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ExploreScreen/> }.into_any())
}

#[wasm_split(import, preload(load_import), fallible)]
fn import_screen() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ImportScreen/> }.into_any())
}

#[wasm_split(dictionary, preload(load_dictionary), fallible)]
fn dictionary_screen() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <DictionaryScreen/> }.into_any())
}

/// The screen that the store is at.
#[component]
pub(super) fn CurrentScreen() -> impl IntoView {
    let screen = Store::here().screen();
    // Who cannot fetch a chunk now gets another chance when the screen is opened.
    leptos::task::spawn_local(async {
        let _ = load_explore().await;
        let _ = load_import().await;
        let _ = load_dictionary().await;
    });
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=6/> }>
            {move || {
                let screen = screen.get();
                Suspend::new(async move {
                    let loaded = match screen {
                        Screen::Start => Ok(view! { <StartScreen/> }.into_any()),
                        Screen::Explore => explore_screen().await,
                        Screen::Import => import_screen().await,
                        Screen::Dictionary => dictionary_screen().await,
                    };
                    loaded.unwrap_or_else(|_| view! { <NotLoaded/> }.into_any())
                })
            }}
        </Suspense>
    }
}

/// A part of the site could not be fetched: the connection is gone, or the site has been replaced by a newer one.
#[component]
fn NotLoaded() -> impl IntoView {
    let lang = Store::here().lang();
    view! {
        <section class="card" role="alert">
            <p class="card-note">{move || SCREEN_NOT_LOADED.get(lang.get())}</p>
            <button type="button" class="button is-primary" on:click=move |_| browser::reload()>
                {move || RELOAD_PAGE.get(lang.get())}
            </button>
        </section>
    }
}
