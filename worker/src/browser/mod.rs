//! The one module of this crate that names the browser: thin, so that what can go wrong is decided elsewhere.

mod page;

pub use page::connect;

/// The engine, from the page; its files are [`web_sys::Blob`]s, of which a [`web_sys::File`] is one.
pub type Client = crate::client::Client<web_sys::Blob>;
/// A request from the page before it is sent.
pub type Draft<T> = crate::client::Draft<T, web_sys::Blob>;
/// A request from the page on its way.
pub type Call<T> = crate::client::Call<T, web_sys::Blob>;
