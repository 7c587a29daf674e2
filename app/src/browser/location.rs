//! The hash of the URL, and the browser's own history.

use gloo::events::EventListener;
use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The current hash, with its `#`; empty for none.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Adds a place to the browser's history, without a `hashchange` event.
pub fn go_to_hash(hash: &str) {
    if let Ok(history) = window().history() {
        // Browsers refuse hundreds of entries a minute: the view goes on, only Back lacks a step.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Calls when the reader goes back, forward, or edits the hash. Lasts as long as the page.
pub fn on_hash_change(mut call: impl FnMut() + 'static) {
    EventListener::new(&window(), "popstate", move |_| call()).forget();
}
