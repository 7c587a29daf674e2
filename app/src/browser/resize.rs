//! The size of elements as the page is laid out.

use js_sys::Array;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// The inner width of an element in pixels, kept up to date while its owner lives; 0 until it is on the page.
pub fn width_of(node: NodeRef<Div>) -> ReadSignal<f64> {
    let (width, set_width) = signal(0.0);
    // Held here so that observing ends with the owner.
    let observed = StoredValue::new_local(None::<Observed>);
    Effect::new(move |_| {
        let element = node.get();
        observed.set_value(
            element.and_then(|element| Observed::new(&element, move |pixels| set_width.set(pixels))),
        );
    });
    width
}

/// An element that is being watched.
struct Observed {
    observer: ResizeObserver,
    _call: Closure<dyn FnMut(Array)>,
}

impl Observed {
    fn new(element: &Element, mut on_width: impl FnMut(f64) + 'static) -> Option<Self> {
        let call = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let entry = entries.iter().last().and_then(|entry| entry.dyn_into::<ResizeObserverEntry>().ok());
            if let Some(entry) = entry {
                on_width(f64::from(entry.target().client_width()));
            }
        });
        let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _call: call })
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
