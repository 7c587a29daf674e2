//! A file of the page, read in the worker: piece by piece, and ahead where the pieces follow each other.
//!
//! Asking the browser for a piece and waiting for it takes about as long as parsing it. From the second piece in a row
//! on, the file is therefore read as a stream, which fetches the next piece while the present one is parsed.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileReaderSync, ReadableStreamByobReader};

use super::words;
use crate::server::{File, Read};

/// Bytes asked of a stream at once.
const AHEAD: u32 = 2 << 20;

/// A blob: a handle on bytes that the browser keeps, on disk where they are there.
pub(super) struct BlobFile {
    blob: Blob,
    /// Called when bytes arrive.
    arrived: Rc<dyn Fn()>,
    /// Where the last read ended.
    end: u64,
    ahead: Option<Ahead>,
}

/// A stream of the bytes that follow the last read.
struct Ahead {
    reader: ReadableStreamByobReader,
    /// Place in the file of the first byte of `chunk`, or of what is coming.
    at: u64,
    chunk: Rc<RefCell<Chunk>>,
}

enum Chunk {
    /// Asked for.
    Coming,
    /// Bytes that were not taken yet.
    Here(Uint8Array),
    Failed(String),
}

impl BlobFile {
    pub(super) fn new(blob: Blob, arrived: Rc<dyn Fn()>) -> Self {
        Self { blob, arrived, end: 0, ahead: None }
    }

    fn read_now(&self, range: &Range<u64>, buffer: &mut Vec<u8>) -> Result<(), JsValue> {
        let piece = self.blob.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
        fill(buffer, &Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&piece)?.into()));
        Ok(())
    }

    /// A stream from `at` on; none in a browser whose blobs have no streams of bytes, where pieces must do.
    fn stream_from(&self, at: u64) -> Option<Ahead> {
        let rest = self.blob.slice_with_f64(at as f64).ok()?;
        let reader = ReadableStreamByobReader::new(&rest.stream()).ok()?;
        let ahead = Ahead { reader, at, chunk: Rc::new(RefCell::new(Chunk::Coming)) };
        ahead.ask(&Uint8Array::new_with_length(AHEAD), &self.arrived);
        Some(ahead)
    }
}

impl File for BlobFile {
    fn bytes(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read(&mut self, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<Read, String> {
        let follows = range.start == self.end && range.start > 0;
        self.ahead = match self.ahead.take() {
            Some(ahead) if ahead.at == range.start => Some(ahead),
            None if follows && self.bytes() - range.start > AHEAD.into() => self.stream_from(range.start),
            _ => None,
        };
        let read = match &mut self.ahead {
            Some(ahead) => ahead.take((range.end - range.start) as u32, buffer, &self.arrived)?,
            None => {
                self.read_now(&range, buffer).map_err(words)?;
                Read::Done
            }
        };
        if read == Read::Done {
            self.end = range.start + buffer.len() as u64;
        }
        Ok(read)
    }
}

impl Ahead {
    /// Asks for as many bytes as `room` holds. Its buffer comes back with the bytes.
    fn ask(&self, room: &Uint8Array, arrived: &Rc<dyn Fn()>) {
        let promise = self.reader.read_with_array_buffer_view(room);
        let (chunk, arrived) = (self.chunk.clone(), arrived.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let found = JsFuture::from(promise).await.and_then(|read| Reflect::get(&read, &"value".into()));
            *chunk.borrow_mut() = match found.map(JsCast::dyn_into::<Uint8Array>) {
                Ok(Ok(bytes)) if bytes.length() > 0 => Chunk::Here(bytes),
                Ok(_) => Chunk::Failed("the file ends early".to_owned()),
                Err(cause) => Chunk::Failed(words(cause)),
            };
            arrived();
        });
    }

    /// At most `most` bytes of what has arrived. Once all of that is taken, the next is asked for.
    fn take(&mut self, most: u32, buffer: &mut Vec<u8>, arrived: &Rc<dyn Fn()>) -> Result<Read, String> {
        let bytes = match &*self.chunk.borrow() {
            Chunk::Coming => return Ok(Read::Coming),
            Chunk::Failed(cause) => return Err(cause.clone()),
            Chunk::Here(bytes) => bytes.clone(),
        };
        let taken = bytes.length().min(most);
        fill(buffer, &bytes.subarray(0, taken));
        self.at += u64::from(taken);
        if taken < bytes.length() {
            self.chunk.replace(Chunk::Here(bytes.subarray(taken, bytes.length())));
        } else {
            self.chunk.replace(Chunk::Coming);
            self.ask(&Uint8Array::new(&bytes.buffer()), arrived);
        }
        Ok(Read::Done)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // What is still coming is not wanted, and why it does not come neither.
        let cancelled = self.reader.cancel();
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(cancelled).await;
        });
    }
}

fn fill(buffer: &mut Vec<u8>, bytes: &Uint8Array) {
    buffer.resize(bytes.length() as usize, 0);
    bytes.copy_to(buffer);
}
