//! A worker's scope as the server's host.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, Performance};

use super::file::BlobFile;
use crate::protocol::{self, FromWorker};
use crate::server::{Host, Server};

/// Serves the page that started this worker, for as long as the worker lives.
///
/// # Panics
/// Outside of a dedicated worker. After that, a panic is posted to the page before the worker dies.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let last_words = scope.clone();
    std::panic::set_hook(Box::new(move |panic| {
        post(&last_words, &FromWorker::Panicked { message: panic.to_string() });
    }));
    let clock = scope.performance().expect("a worker has a clock");
    let server = Rc::new(RefCell::new(Server::new(Scope { scope: scope.clone(), clock })));

    // A message to oneself is the shortest way through the event loop: what the page has said meanwhile comes first.
    let channel = MessageChannel::new().expect("a worker has message channels");
    let (wake, bell) = (channel.port2(), channel.port1());
    let again = wake.clone();
    let rouse = Rc::new({
        let server = server.clone();
        move |tell: &dyn Fn(&mut Server<Scope>)| {
            let mut server = server.borrow_mut();
            let is_awake = server.is_busy();
            tell(&mut server);
            if !is_awake {
                ring(&wake);
            }
        }
    });
    let arrived: Rc<dyn Fn()> = Rc::new({
        let rouse = rouse.clone();
        move || rouse(&Server::arrived)
    });
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        rouse(&|server| {
            let (message, files) = read(&event.data(), &arrived);
            server.receive(message, files);
        });
    });
    let on_bell = Closure::<dyn Fn()>::new(move || {
        if server.borrow_mut().step() {
            ring(&again);
        }
    });
    bell.set_onmessage(Some(on_bell.as_ref().unchecked_ref()));
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // They live as long as the worker.
    on_bell.forget();
    on_message.forget();
}

fn ring(wake: &web_sys::MessagePort) {
    wake.post_message(&JsValue::NULL).expect("a message to oneself can be posted");
}

struct Scope {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
}

impl Host for Scope {
    type File = BlobFile;

    fn post(&mut self, message: &FromWorker) {
        post(&self.scope, message);
    }

    fn now_ms(&self) -> f64 {
        self.clock.now()
    }

    fn memory_bytes(&self) -> u64 {
        let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        u64::from(memory.buffer().unchecked_into::<ArrayBuffer>().byte_length())
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    let buffer = Uint8Array::from(protocol::encode(message).as_slice()).buffer();
    scope.post_message_with_transfer(&buffer, &Array::of1(&buffer)).expect("a buffer can be posted");
}

fn read(data: &JsValue, arrived: &Rc<dyn Fn()>) -> (protocol::ToWorker, Vec<BlobFile>) {
    let parts: &Array = data.unchecked_ref();
    let message = Uint8Array::new(&parts.get(0)).to_vec();
    let message = protocol::decode(&message).expect("page and worker are built together");
    let files =
        parts.iter().skip(1).map(|part| BlobFile::new(part.unchecked_into::<Blob>(), arrived.clone()));
    (message, files.collect())
}
