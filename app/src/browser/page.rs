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
    let _ = save(name, media_type, text);
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

fn save(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
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
