//! A frame against the rows that a database gave for its SQL.

use sandtable_engine::frame::{Frame, FrameColumn, Null};

use crate::duckdb::Cell;

/// What differs; none when the rows are the frame's, in its order.
pub fn difference(frame: &Frame, answer: &[Vec<Cell>]) -> Option<String> {
    let width = answer.first().map_or(0, Vec::len);
    let plain = 2 * frame.dimensions().count() + frame.metrics().count();
    let expected: Vec<Vec<Cell>> =
        (0..frame.rolled_up.len()).map(|row| cells(frame, row, width > plain)).collect();
    if answer.len() != expected.len() {
        return Some(format!(
            "expected {} rows, found {}\n{}",
            expected.len(),
            answer.len(),
            both(&expected, answer)
        ));
    }
    let agrees = |(ours, theirs): (&Vec<Cell>, &Vec<Cell>)| {
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| is_same(a, b))
    };
    let wrong = expected.iter().zip(answer).position(|pair| !agrees(pair))?;
    Some(format!("row {wrong}\n{}", both(&expected[wrong..], &answer[wrong..])))
}

/// As [`Cell::agrees`]; a truth value may come as 0 or 1.
fn is_same(ours: &Cell, theirs: &Cell) -> bool {
    match (ours, theirs) {
        (Cell::Bool(ours), Cell::Exact { units, .. }) => i128::from(*ours) == *units,
        _ => ours.agrees(theirs),
    }
}

/// A row as the SQL gives it: each key with its kind, what is rolled up where there are totals, the metrics.
fn cells(frame: &Frame, row: usize, has_levels: bool) -> Vec<Cell> {
    let whole = |value: u32| Cell::Exact { units: i128::from(value), scale: 0 };
    let kind = |column: &FrameColumn| match column.null(row) {
        Null::Blank => 1,
        Null::Unmatched => 2,
        Null::Other => 3,
        Null::Total => 4,
        _ => 0,
    };
    let mut cells = Vec::new();
    for column in frame.dimensions() {
        cells.extend([Cell::of_frame(column, row), whole(kind(column))]);
    }
    if has_levels {
        cells.push(whole(frame.rolled_up[row]));
    }
    cells.extend(frame.metrics().map(|column| Cell::of_frame(column, row)));
    cells
}

fn both(expected: &[Vec<Cell>], found: &[Vec<Cell>]) -> String {
    let lines =
        |rows: &[Vec<Cell>]| rows.iter().take(6).map(|row| format!("  {row:?}\n")).collect::<String>();
    format!("expected\n{}found\n{}", lines(expected), lines(found))
}
