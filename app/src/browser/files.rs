//! Files that the reader has chosen or dropped.

use leptos::ev::Event;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, EventTarget, FileList, HtmlInputElement};

/// A file of the reader's, or of the site. Its bytes are read when they are needed.
#[derive(Clone, Debug)]
pub struct PickedFile {
    name: String,
    blob: Blob,
}

impl PickedFile {
    pub(super) fn new(name: String, blob: Blob) -> Self {
        Self { name, blob }
    }

    /// Its name, without folders.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    /// The browser's own handle.
    pub fn blob(&self) -> Blob {
        self.blob.clone()
    }

    /// Its bytes. None when the browser could not read it.
    pub async fn bytes(&self) -> Option<Vec<u8>> {
        let buffer = JsFuture::from(self.blob.array_buffer()).await.ok()?;
        Some(js_sys::Uint8Array::new(&buffer).to_vec())
    }

    /// Its text; what is no UTF-8 is replaced. None when the browser could not read it.
    pub async fn text(&self) -> Option<String> {
        JsFuture::from(self.blob.text()).await.ok()?.as_string()
    }
}

pub(super) fn listed(list: Option<FileList>) -> Vec<PickedFile> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|at| list.get(at))
        .map(|file| PickedFile::new(file.name(), file.into()))
        .collect()
}

/// The files chosen in an `<input type=file>`.
pub fn files_of_input(event: &Event) -> Vec<PickedFile> {
    listed(input_of(event.target()).and_then(|input| input.files()))
}

/// Forgets the choice, so that choosing the same file again is heard.
pub fn reset_input(event: &Event) {
    if let Some(input) = input_of(event.target()) {
        input.set_value("");
    }
}

fn input_of(target: Option<EventTarget>) -> Option<HtmlInputElement> {
    target?.dyn_into().ok()
}
