//! Focus that walks through lists and tables. Cells carry `data-row` and `data-column`, from 0; one of them can be
//! reached by Tab.

use gloo::timers::callback::Timeout;
use leptos::ev::KeyboardEvent;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The cell that a key event comes from.
pub fn cell_of(event: &KeyboardEvent) -> Option<(usize, usize)> {
    let cell = element_of(event)?.closest("[data-column]").ok().flatten()?;
    let number = |name| cell.get_attribute(name).and_then(|text| text.parse().ok());
    number("data-row").zip(number("data-column"))
}

/// Moves the focus to another cell of the same table.
pub fn focus_cell(event: &KeyboardEvent, cell: (usize, usize)) {
    if let Some(table) = element_of(event).and_then(|element| element.closest("table").ok().flatten()) {
        focus_in(&table, cell);
    }
}

/// Puts the focus back on a cell of the grid after its rows have been drawn anew.
pub fn refocus_cell(cell: (usize, usize)) {
    Timeout::new(0, move || {
        if let Ok(Some(table)) = document().query_selector("table[role=grid], table[role=treegrid]") {
            focus_in(&table, cell);
        }
    })
    .forget();
}

fn focus_in(table: &Element, (row, column): (usize, usize)) {
    let find = |selector: &str| table.query_selector(selector).ok().flatten();
    let Some(target) = find(&format!("[data-row='{row}'][data-column='{column}']")) else { return };
    if let Some(before) = find("[data-column][tabindex='0']") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    let _ = target.set_attribute("tabindex", "0");
    if let Some(target) = target.dyn_ref::<HtmlElement>() {
        let _ = target.focus();
    }
}

/// A step through a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// Towards the start.
    Previous,
    /// Towards the end.
    Next,
    /// To the start.
    First,
    /// To the end.
    Last,
}

/// Moves the focus among the buttons beside the one that has it.
pub fn walk_buttons(event: &KeyboardEvent, step: ListStep) {
    let Some(button) = element_of(event).and_then(|element| element.closest("button").ok().flatten()) else {
        return;
    };
    let target = match step {
        ListStep::Previous => button.previous_element_sibling(),
        ListStep::Next => button.next_element_sibling(),
        ListStep::First => button.parent_element().and_then(|list| list.first_element_child()),
        ListStep::Last => button.parent_element().and_then(|list| list.last_element_child()),
    };
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
}

/// Moves the focus in a tree of `treeitem`s to the node before or after, or (first) to the one above.
pub fn walk_tree(event: &KeyboardEvent, step: ListStep) {
    let item = |of: &Element| of.closest("[role=treeitem]").ok().flatten();
    let above = |of: &Element| of.parent_element().and_then(|list| item(&list));
    let inside = |of: &Element, which: &str| of.query_selector(which).ok().flatten();
    let Some(own) = element_of(event).and_then(|element| item(&element)) else { return };
    let target = match step {
        ListStep::First => above(&own),
        ListStep::Previous => match own.previous_element_sibling() {
            Some(mut before) => {
                while let Some(last) = inside(&before, ":scope > ul > li:last-child") {
                    before = last;
                }
                Some(before)
            }
            None => above(&own),
        },
        ListStep::Next | ListStep::Last => inside(&own, ":scope > ul > li").or_else(|| {
            let mut from = Some(own.clone());
            while let Some(item) = from {
                if let Some(next) = item.next_element_sibling() {
                    return Some(next);
                }
                from = above(&item);
            }
            None
        }),
    };
    let name = target.and_then(|target| inside(&target, ".tree-name"));
    if let Some(name) = name.and_then(|name| name.dyn_into::<HtmlElement>().ok()) {
        let _ = name.focus();
    }
}

fn element_of(event: &KeyboardEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
