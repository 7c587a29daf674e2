//! What changes while it is shown, behind one type: the page carries the code that keeps a value on the screen once
//! for each kind of value instead of once for each closure.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// The value of an attribute, a property or a class.
pub fn live<T: 'static>(value: impl FnMut() -> T + Send + 'static) -> SharedReactiveFunction<T> {
    Arc::new(Mutex::new(value))
}

/// A part of a view.
pub fn live_view<V: IntoView + 'static>(
    mut view: impl FnMut() -> V + Send + 'static,
) -> SharedReactiveFunction<AnyView> {
    live(move || view().into_any())
}
