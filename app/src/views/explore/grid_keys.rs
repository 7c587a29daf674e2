//! Arrow keys in lists and tables: where the focus goes next.

use leptos::ev::KeyboardEvent;

use crate::browser;

/// Where a key leads in a grid of `rows` × `columns`; none for keys that mean nothing here. Positions count from 0.
pub(super) fn grid_target(
    key: &str,
    control: bool,
    (row, column): (usize, usize),
    (rows, columns): (usize, usize),
) -> Option<(usize, usize)> {
    const PAGE: usize = 10;
    let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
    Some(match (key, control) {
        ("ArrowUp", _) => (row.saturating_sub(1), column),
        ("ArrowDown", _) => ((row + 1).min(last_row), column),
        ("ArrowLeft", _) => (row, column.saturating_sub(1)),
        ("ArrowRight", _) => (row, (column + 1).min(last_column)),
        ("PageUp", _) => (row.saturating_sub(PAGE), column),
        ("PageDown", _) => ((row + PAGE).min(last_row), column),
        ("Home", true) => (0, 0),
        ("End", true) => (last_row, last_column),
        ("Home", false) => (row, 0),
        ("End", false) => (row, last_column),
        _ => return None,
    })
}

/// ↑ and ↓ walk the buttons of a list; Home and End go to its ends.
pub(super) fn list_keys(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowUp" => browser::ListStep::Previous,
        "ArrowDown" => browser::ListStep::Next,
        "Home" => browser::ListStep::First,
        "End" => browser::ListStep::Last,
        _ => return,
    };
    event.prevent_default();
    browser::walk_buttons(&event, step);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_stays_in_the_grid() {
        let check =
            |key, control, from, to| assert_eq!(grid_target(key, control, from, (5, 3)), Some(to), "{key}");
        check("ArrowUp", false, (0, 1), (0, 1));
        check("ArrowDown", false, (4, 1), (4, 1));
        check("ArrowRight", false, (2, 2), (2, 2));
        check("ArrowLeft", false, (2, 2), (2, 1));
        check("PageDown", false, (1, 0), (4, 0));
        check("Home", true, (4, 2), (0, 0));
        check("End", false, (1, 0), (1, 2));
        assert_eq!(grid_target("a", false, (0, 0), (5, 3)), None);
    }
}
