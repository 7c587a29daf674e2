//! Keys, pointers, drops.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlElement};

use super::files::{PickedFile, listed};

/// A pressed key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, such as `Enter` or `a`.
    pub name: String,
    /// Ctrl, or ⌘ on a Mac.
    pub control: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

/// The key of an event.
pub fn key_of(event: &KeyboardEvent) -> Key {
    Key {
        name: event.key(),
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    }
}

/// Calls for every key pressed anywhere; the answer says whether the key is used up. Lasts as long as the page.
pub fn on_key(mut call: impl FnMut(&KeyboardEvent) -> bool + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && call(event)
        {
            event.prevent_default();
        }
    })
    .forget();
}

/// Whether the event comes from a place where letters are text.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && !matches!(
                element.get_attribute("type").as_deref(),
                Some("checkbox" | "radio" | "button" | "file")
            )
    })
}

/// Shift, and Ctrl or ⌘, of a click.
pub fn pointer_modifiers(event: &MouseEvent) -> (bool, bool) {
    (event.shift_key(), event.ctrl_key() || event.meta_key())
}

/// Keeps the browser from doing what it usually does.
pub fn prevent_default(event: &Event) {
    event.prevent_default();
}

/// Takes files that are dropped anywhere on the page; `hover` tells whether files hang over it. Lasts as long as the
/// page.
pub fn on_dropped_files(
    hover: impl Fn(bool) + Clone + 'static,
    mut dropped: impl FnMut(Vec<PickedFile>) + 'static,
) {
    let listen = |name: &'static str, mut call: Box<dyn FnMut(&DragEvent)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window(), name, options, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| carries_files(event)) {
                event.prevent_default();
                call(event);
            }
        })
        .forget();
    };
    let over = hover.clone();
    listen("dragover", Box::new(move |_| over(true)));
    let left = hover.clone();
    listen(
        "dragleave",
        Box::new(move |event| {
            // Elements inside the page send it too; only leaving the window has no element that is entered.
            if event.related_target().is_none() {
                left(false);
            }
        }),
    );
    listen(
        "drop",
        Box::new(move |event| {
            hover(false);
            let files = listed(event.data_transfer().and_then(|transfer| transfer.files()));
            if !files.is_empty() {
                dropped(files);
            }
        }),
    );
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| {
        transfer.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

/// Whether an event comes from inside an element.
pub fn contains_target(element: &Element, event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    target.is_some_and(|target| element.contains(Some(&target)))
}

/// Scrolls a list as far as its item with this id needs to be seen. The list is what positions the item.
pub fn reveal(id: &str) {
    let item = document().get_element_by_id(id).and_then(|item| item.dyn_into::<HtmlElement>().ok());
    let Some((item, list)) = item.and_then(|item| Some((item.clone(), item.parent_element()?))) else {
        return;
    };
    let (top, bottom) = (item.offset_top(), item.offset_top() + item.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

/// Pixels of a scrolled box that stand below what is seen.
pub fn left_below(event: &Event) -> i32 {
    let scrolled = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    scrolled.map_or(0, |list| list.scroll_height() - list.client_height() - list.scroll_top())
}
