//! A file of the page, read piece by piece in the worker.

use std::ops::Range;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync};

use super::words;
use crate::server::File;

/// A blob: a handle on bytes that the browser keeps, on disk where they are there.
pub(super) struct BlobFile {
    blob: Blob,
}

impl BlobFile {
    pub(super) fn new(blob: Blob) -> Self {
        Self { blob }
    }

    fn read_piece(&self, range: &Range<u64>, buffer: &mut Vec<u8>) -> Result<(), JsValue> {
        let piece = self.blob.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
        let bytes = Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&piece)?.into());
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(buffer);
        Ok(())
    }
}

impl File for BlobFile {
    fn bytes(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read(&mut self, range: Range<u64>, _next: Range<u64>, buffer: &mut Vec<u8>) -> Result<(), String> {
        self.read_piece(&range, buffer).map_err(words)
    }
}
