//! The current screen. Each but the first is a chunk of its own: the page opens with what Start needs and fetches the
//! others as soon as it stands, so that they are there before they are asked for.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

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

/// Fetches the chunk of a screen; whether it is there.
async fn fetch(screen: Screen) -> bool {
    match screen {
        Screen::Start => true,
        Screen::Explore => load_explore().await.is_ok(),
        Screen::Import => load_import().await.is_ok(),
        Screen::Dictionary => load_dictionary().await.is_ok(),
    }
}

/// A screen whose chunk is there, at once.
fn drawn(screen: Screen) -> Option<AnyView> {
    let ready = match screen {
        Screen::Start => return Some(view! { <StartScreen/> }.into_any()),
        Screen::Explore => at_once(pin!(explore_screen())),
        Screen::Import => at_once(pin!(import_screen())),
        Screen::Dictionary => at_once(pin!(dictionary_screen())),
    };
    ready.and_then(Result::ok)
}

fn at_once<T>(future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// The screen that the store is at. The one before goes at once, and is not kept until a chunk has come: its signals are
/// gone, and to read them is fatal.
#[component]
pub(super) fn CurrentScreen() -> impl IntoView {
    let screen = Store::here().screen();
    // The last screen whose chunk was waited for, and whether it came.
    let fetched = RwSignal::new((Screen::Start, true));
    Effect::new(move |_| {
        let screen = screen.get();
        leptos::task::spawn_local(async move {
            let is_there = fetch(screen).await;
            fetched.set((screen, is_there));
        });
    });
    // Who cannot fetch a chunk now gets another chance when the screen is opened.
    leptos::task::spawn_local(async {
        let _ = load_explore().await;
        let _ = load_import().await;
        let _ = load_dictionary().await;
    });
    let state = Memo::new(move |_| {
        let wanted = screen.get();
        let (came, is_there) = fetched.get();
        (wanted, (wanted == came || wanted == Screen::Start).then_some(is_there || wanted == Screen::Start))
    });
    move || match state.get() {
        (_, None) => view! { <Skeleton lines=6/> }.into_any(),
        (_, Some(false)) => view! { <NotLoaded/> }.into_any(),
        (screen, Some(true)) => drawn(screen).unwrap_or_else(|| view! { <NotLoaded/> }.into_any()),
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
