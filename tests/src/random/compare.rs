//! A frame against DuckDB's rows.

use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::query::Query;

use crate::duckdb::Cell;

/// One row of either: rolled-up bits, group keys with their kind, metrics.
struct Row {
    rolled: u32,
    keys: Vec<(u8, Cell)>,
    metrics: Vec<Cell>,
}

impl Row {
    fn has_keys_of(&self, other: &Self) -> bool {
        self.rolled == other.rolled
            && self.keys.iter().zip(&other.keys).all(|(a, b)| a.0 == b.0 && (a.0 != 0 || a.1.agrees(&b.1)))
    }

    fn agrees(&self, other: &Self) -> bool {
        self.has_keys_of(other) && self.metrics.iter().zip(&other.metrics).all(|(a, b)| a.agrees(b))
    }

    fn show(&self) -> String {
        format!("{:?} {:?} {:?}", self.rolled, self.keys, self.metrics)
    }
}

/// What differs; none when the frame is what DuckDB found. Detail rows are compared in order where the query sorts
/// them or keeps the first ones.
pub fn difference(frame: &Frame, query: &Query, answer: &[Vec<Cell>]) -> Option<String> {
    let width = query.dimensions.len();
    let found = ours(frame);
    let expected: Vec<Row> = answer.iter().map(|row| theirs(row, width)).collect();
    if found.len() != expected.len() {
        return Some(format!(
            "expected {} rows, found {}\n{}",
            expected.len(),
            found.len(),
            both(&expected, &found)
        ));
    }
    for row in &expected {
        match found.iter().find(|candidate| candidate.has_keys_of(row)) {
            Some(candidate) if candidate.agrees(row) => {}
            Some(candidate) => {
                return Some(format!("expected {}\nfound    {}", row.show(), candidate.show()));
            }
            None => return Some(format!("missing {}\n{}", row.show(), both(&expected, &found))),
        }
    }
    let is_ordered = !query.sort.is_empty() || query.limit.is_some();
    let detail =
        |rows: &[Row]| -> Vec<usize> { (0..rows.len()).filter(|&at| rows[at].rolled == 0).collect() };
    let pairs = detail(&expected).into_iter().zip(detail(&found));
    let misplaced = pairs.into_iter().find(|&(theirs, ours)| !expected[theirs].has_keys_of(&found[ours]));
    misplaced.filter(|_| is_ordered).map(|_| format!("another order\n{}", both(&expected, &found)))
}

fn both(expected: &[Row], found: &[Row]) -> String {
    let lines = |rows: &[Row]| rows.iter().take(20).map(Row::show).collect::<Vec<_>>().join("\n  ");
    format!("expected\n  {}\nfound\n  {}", lines(expected), lines(found))
}

fn theirs(row: &[Cell], width: usize) -> Row {
    let whole = |cell: &Cell| match cell {
        Cell::Exact { units, .. } => *units as u32,
        _ => 0,
    };
    Row {
        keys: (0..width).map(|at| (whole(&row[2 * at]) as u8, row[2 * at + 1].clone())).collect(),
        rolled: whole(&row[2 * width]),
        metrics: row[2 * width + 1..].to_vec(),
    }
}

fn ours(frame: &Frame) -> Vec<Row> {
    (0..frame.rows())
        .map(|row| Row {
            rolled: frame.rolled_up[row],
            keys: frame
                .dimensions()
                .map(|column| {
                    let kind = match column.null(row) {
                        Null::Blank => 1,
                        Null::Unmatched => 2,
                        Null::Other => 3,
                        Null::Total => 4,
                        _ => 0,
                    };
                    (kind, Cell::of_frame(column, row))
                })
                .collect(),
            metrics: frame.metrics().map(|column| Cell::of_frame(column, row)).collect(),
        })
        .collect()
}
