//! Tables of names and numbers.

use leptos::prelude::*;

/// A cell: a name stands left, a number right, in full where it is pointed at.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) title: String,
    pub(super) is_name: bool,
}

impl Cell {
    pub(super) fn name(text: impl Into<String>) -> Self {
        Self { text: text.into(), title: String::new(), is_name: true }
    }

    pub(super) fn number(text: impl Into<String>, title: impl Into<String>) -> Self {
        Self { text: text.into(), title: title.into(), is_name: false }
    }
}

/// Heads, and rows, each with whether it is a total.
pub(super) fn table(heads: Vec<Cell>, rows: Vec<(bool, Vec<Cell>)>) -> AnyView {
    let head = |cell: Cell| {
        view! { <th scope="col" class:is-number=!cell.is_name title=cell.title>{cell.text}</th> }
    };
    let cell = |cell: Cell| match cell.is_name {
        true => view! { <th scope="row">{cell.text}</th> }.into_any(),
        false => view! { <td class="is-number" title=cell.title>{cell.text}</td> }.into_any(),
    };
    let row = |(is_total, cells): (bool, Vec<Cell>)| {
        view! { <tr class:is-total=is_total>{cells.into_iter().map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="table-wrap is-short">
            <table class="table">
                <thead><tr>{heads.into_iter().map(head).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
