//! A module worker as the client's link.

use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{Client, words};
use crate::client::{Inbox, Link};

/// The engine in a module worker whose script is at `url`, relative to the page.
///
/// The script posts nothing but messages of this crate, or, when it cannot start the engine, an object whose
/// `message` says why.
pub fn connect(url: &str) -> Client {
    Client::new(WorkerLink { url: url.to_owned(), running: None })
}

struct WorkerLink {
    url: String,
    running: Option<Running>,
}

struct Running {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Link<Blob> for WorkerLink {
    fn spawn(&mut self, inbox: Inbox<Blob>) -> Result<(), String> {
        self.running = None;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("engine");
        let worker = Worker::new_with_options(&self.url, &options).map_err(words)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let inbox = inbox.clone();
            move |event: MessageEvent| hear(&inbox, &event.data())
        });
        // A worker that fails to load sends a bare event; one that traps sends the error.
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let cause = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|it| !it.is_empty());
            inbox.died(cause.as_deref().unwrap_or("the worker's script could not be loaded"));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.running = Some(Running { worker, _on_message: on_message, _on_error: on_error });
        Ok(())
    }

    fn post(&mut self, message: Vec<u8>, blobs: Vec<Blob>) -> Result<(), String> {
        let Some(running) = &self.running else { return Err("no worker".to_owned()) };
        let buffer = Uint8Array::from(message.as_slice()).buffer();
        let parts = Array::of1(&buffer);
        for blob in &blobs {
            parts.push(blob);
        }
        running.worker.post_message_with_transfer(&parts, &Array::of1(&buffer)).map_err(words)
    }

    fn terminate(&mut self) {
        self.running = None;
    }
}

fn hear(inbox: &Inbox<Blob>, data: &JsValue) {
    if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
        inbox.receive(&Uint8Array::new(buffer).to_vec());
    } else {
        let message = Reflect::get(data, &JsValue::from_str("message")).unwrap_or_else(|_| data.clone());
        inbox.died(&words(message));
    }
}
