//! The document as a whole: language, colours, focus, dialogs, downloads.

use gloo::events::EventListener;
use leptos::prelude::{document, window};
use sandtable_engine::calendar::Date;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlDialogElement, HtmlElement, Url};

/// The languages that the reader's browser asks for, most wanted first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Whether the system asks for light on dark.
pub fn prefers_dark() -> bool {
    dark_scheme().is_some_and(|query| query.matches())
}

/// Calls when the system turns light or dark. Lasts as long as the page.
pub fn on_color_scheme(mut call: impl FnMut(bool) + 'static) {
    if let Some(query) = dark_scheme() {
        EventListener::new(&query, "change", move |_| call(prefers_dark())).forget();
    }
}

fn dark_scheme() -> Option<web_sys::MediaQueryList> {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// Writes language, title and colours (`light`, `dark`; none follows the system) on the document.
pub fn set_document(lang: &str, title: &str, theme: Option<&str>) {
    let document = document();
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("lang", lang);
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    focus_first(&format!("#{id}"));
}

/// Puts the focus on the first element that a CSS selector finds.
pub fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// How far down the page is scrolled, in pixels.
pub fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls the page to so many pixels, once it has been drawn.
pub fn scroll_to(pixels: f64) {
    leptos::prelude::request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, pixels));
}

/// Where the caret stands in a text field, in bytes of its text.
pub fn caret_of(id: &str, text: &str) -> Option<usize> {
    let field = document().get_element_by_id(id)?;
    let at = js_sys::Reflect::get(&field, &"selectionStart".into()).ok()?.as_f64()?;
    let mut units = 0.0;
    let mut ends = text.char_indices().map(|(at, letter)| (at, letter.len_utf16() as f64));
    let found = ends.find(|(_, width)| {
        let is_there = units >= at;
        units += width;
        is_there
    });
    Some(found.map_or(text.len(), |(at, _)| at))
}

/// Puts the caret of a text field behind so many bytes of its text, once the page shows the text.
pub fn place_caret(id: &'static str, text: &str, bytes: usize) {
    let at = text.get(..bytes).unwrap_or(text).encode_utf16().count() as f64;
    leptos::prelude::request_animation_frame(move || {
        focus(id);
        let Some(field) = document().get_element_by_id(id) else { return };
        let set = js_sys::Reflect::get(&field, &"setSelectionRange".into());
        if let Some(set) = set.ok().and_then(|set| set.dyn_into::<js_sys::Function>().ok()) {
            let _ = set.call2(&field, &at.into(), &at.into());
        }
    });
}

/// Opens the first closed menu that is marked as search, or puts the focus into the search box of an open one.
pub fn open_search() {
    let closed = document().query_selector("[data-search][aria-expanded=false]").ok().flatten();
    match closed.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        Some(button) => button.click(),
        None => focus_first("input[type=search]"),
    }
}

/// Takes the focus off whatever has it.
pub fn blur_active() {
    let active = document().active_element();
    if let Some(element) = active.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// Opens a `<dialog>` above the page; the browser keeps the focus in it and closes it on Esc.
pub fn show_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Closes a `<dialog>`; the browser gives the focus back.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The address of the worker's script, as the index page names it.
pub fn worker_url() -> String {
    let meta = document().query_selector("meta[name=sandtable-worker]").ok().flatten();
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_else(|| "./worker.js".to_owned())
}

/// Loads the page again.
pub fn reload() {
    let _ = window().location().reload();
}

/// Offers a text as a file.
pub fn save_text(name: &str, media_type: &str, text: &str) {
    let _ = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &typed(media_type))
        .and_then(|blob| save(name, &blob));
}

/// Offers bytes as a file.
pub fn save_bytes(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let _ = Blob::new_with_u8_array_sequence_and_options(&parts, &typed(media_type))
        .and_then(|blob| save(name, &blob));
}

/// Puts a text on the clipboard, where the browser allows it.
pub fn copy_text(text: &str) {
    let copied = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).and_then(|clipboard| {
        let write = js_sys::Reflect::get(&clipboard, &"writeText".into())?;
        write.unchecked_into::<js_sys::Function>().call1(&clipboard, &text.into())
    });
    // Without a clipboard the text can still be selected.
    drop(copied);
}

fn typed(media_type: &str) -> BlobPropertyBag {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    options
}

fn save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}

/// The day on the reader's calendar.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    // A calendar that is out of range has no day; the first one that there is stands for it.
    Date::from_ymd(now.get_full_year() as i32, now.get_month() + 1, now.get_date()).unwrap_or_default()
}
