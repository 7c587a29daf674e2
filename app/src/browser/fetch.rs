//! Files that were published with the page.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Why a file of the site did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    /// The address, relative to the page.
    pub url: String,
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
}

/// The bytes of a file beside the page.
///
/// # Errors
/// When the host does not answer, or answers with an error.
pub async fn fetch_bytes(url: &str) -> Result<Vec<u8>, FetchError> {
    let response = response(url).await?;
    let buffer = async { JsFuture::from(response.array_buffer()?).await }.await;
    let buffer = buffer.map_err(|_| FetchError { url: url.to_owned(), status: None })?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The text of a file beside the page.
///
/// # Errors
/// As [`fetch_bytes`]; what is no UTF-8 is replaced.
pub async fn fetch_text(url: &str) -> Result<String, FetchError> {
    fetch_bytes(url).await.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

async fn response(url: &str) -> Result<Response, FetchError> {
    let failed = |status| FetchError { url: url.to_owned(), status };
    let answer = JsFuture::from(window().fetch_with_str(url)).await.map_err(|_| failed(None))?;
    let response: Response = answer.dyn_into().map_err(|_| failed(None))?;
    if response.ok() { Ok(response) } else { Err(failed(Some(response.status()))) }
}
