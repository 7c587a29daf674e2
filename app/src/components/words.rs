//! Phrases in the reader's language.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use sandtable_engine::text::Text;

use crate::i18n::Phrase;
use crate::state::Store;

/// A phrase that follows the chosen language.
pub fn t(phrase: Phrase) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let lang = Store::here().lang();
    move || phrase.get(lang.get())
}

/// A text of the model that follows the chosen language.
pub fn say(text: Text) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let lang = Store::here().lang();
    move || text.get(lang.get()).to_owned()
}

/// An element id that no other element of the page has.
pub fn unique_id(stem: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
