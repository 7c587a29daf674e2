//! The one module of this crate that names the browser: thin, so that what can go wrong is decided elsewhere.

mod file;
mod page;
mod scope;

pub use page::connect;
pub use scope::serve;

use wasm_bindgen::JsValue;

/// The engine, from the page; its files are [`web_sys::Blob`]s, of which a [`web_sys::File`] is one.
pub type Client = crate::client::Client<web_sys::Blob>;
/// A request from the page before it is sent.
pub type Draft<T> = crate::client::Draft<T, web_sys::Blob>;
/// A request from the page on its way.
pub type Call<T> = crate::client::Call<T, web_sys::Blob>;

/// A JavaScript value in words for a log.
fn words(value: JsValue) -> String {
    match value.as_string() {
        Some(text) => text,
        None => String::from(js_sys::Object::from(value).to_string()),
    }
}
