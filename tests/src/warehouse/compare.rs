//! A frame against the rows that a database gave for its SQL.

use sandtable_engine::frame::{Frame, FrameColumn, Null};
use sandtable_engine::query::{Plan, RowField, RowSource};

use crate::duckdb::Cell;

/// What differs; none when the rows are the frame's, in its order.
pub fn difference(frame: &Frame, plan: &Plan, answer: &[Vec<Cell>]) -> Option<String> {
    let width = answer.first().map_or(0, Vec::len);
    let has_kind = has_kind(frame, plan);
    let plain = has_kind.len() + has_kind.iter().filter(|has| **has).count();
    let expected: Vec<Vec<Cell>> =
        (0..frame.rolled_up.len()).map(|row| cells(frame, &has_kind, row, width > plain)).collect();
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

/// Which columns have one beside them that says why there is no value: keys, and fields beyond a relationship.
fn has_kind(frame: &Frame, plan: &Plan) -> Vec<bool> {
    let is_reached =
        |column: &RowField| matches!(&column.source, RowSource::Field(reach) if !reach.path.is_empty());
    match &plan.rows {
        Some(rows) => rows.columns.iter().map(is_reached).collect(),
        None => (0..frame.columns.len()).map(|at| at < frame.dimensions().count()).collect(),
    }
}

/// A row as the SQL gives it: columns, some with their kind, and behind the keys what is rolled up where there are totals.
fn cells(frame: &Frame, has_kind: &[bool], row: usize, has_levels: bool) -> Vec<Cell> {
    let whole = |value: u32| Cell::Exact { units: i128::from(value), scale: 0 };
    let kind = |column: &FrameColumn| match column.null(row) {
        Null::Blank => 1,
        Null::Unmatched => 2,
        Null::Other => 3,
        Null::Total => 4,
        _ => 0,
    };
    let mut cells = Vec::new();
    let keys = frame.dimensions().count();
    for (at, (column, has_kind)) in frame.columns.iter().zip(has_kind).enumerate() {
        if has_levels && at == keys {
            cells.push(whole(frame.rolled_up[row]));
        }
        cells.push(Cell::of_frame(column, row));
        cells.extend(has_kind.then(|| whole(kind(column))));
    }
    cells
}

fn both(expected: &[Vec<Cell>], found: &[Vec<Cell>]) -> String {
    let lines =
        |rows: &[Vec<Cell>]| rows.iter().take(6).map(|row| format!("  {row:?}\n")).collect::<String>();
    format!("expected\n{}found\n{}", lines(expected), lines(found))
}
