//! Files that were published with the page.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::PickedFile;

/// Why a file of the site did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    /// The address, relative to the page.
    pub url: String,
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
}

/// A file beside the page, called `name`.
///
/// # Errors
/// When the host does not answer, or answers with an error.
pub async fn fetch_file(url: &str, name: &str) -> Result<PickedFile, FetchError> {
    let response = response(url).await?;
    let blob = async { JsFuture::from(response.blob()?).await }.await;
    let blob = blob.map_err(|_| FetchError { url: url.to_owned(), status: None })?;
    Ok(PickedFile::new(name.to_owned(), blob.unchecked_into()))
}

/// The text of a file beside the page.
///
/// # Errors
/// As [`fetch_file`]; what is no UTF-8 is replaced.
pub async fn fetch_text(url: &str) -> Result<String, FetchError> {
    let text = fetch_file(url, url).await?.text().await;
    text.ok_or_else(|| FetchError { url: url.to_owned(), status: None })
}

async fn response(url: &str) -> Result<Response, FetchError> {
    let failed = |status| FetchError { url: url.to_owned(), status };
    let answer = JsFuture::from(window().fetch_with_str(url)).await.map_err(|_| failed(None))?;
    let response: Response = answer.dyn_into().map_err(|_| failed(None))?;
    if response.ok() { Ok(response) } else { Err(failed(Some(response.status()))) }
}
