//! Builders: cells of one column → one [`Column`](crate::table::Column), with the type decided over all rows.
//!
//! A builder starts optimistic, with the type that the first cells suggest, and writes values straight into narrow
//! buffers. Whole numbers become decimals and decimals become floats in place. What cannot be undone in place (digits
//! that turn out to be identifiers, a column that is more than 1 % something else) ends in [`Built::Again`]: the
//! loader reads that column anew as the kind named there.

mod cells;
mod date;
mod grow;
mod guess;
mod number;
mod text;
mod truth;
mod words;

use crate::diag::Diagnostic;
use crate::table::{Bitmap, DataType, Values};
use crate::text::Text;

use super::options::DateOrder;
use super::report::Reason;

pub(super) use cells::{Bounds, Cells, CellsOf};
pub(super) use grow::{GrowInts, GrowValidity};
pub(super) use guess::guess;
pub(super) use text::TextBuilder;

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not known yet: every cell so far is null.
    Unknown,
    /// Truth values.
    Truth,
    /// Numbers, exact as long as possible.
    Number,
    /// Doubles.
    Float,
    /// Dates, or dates with times; the order of a year-last date where it is settled.
    Date(Option<DateOrder>),
    /// Text.
    Text,
}

/// What a builder is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brief {
    /// The type that the user demands: then nothing makes the builder ask for another one.
    pub(super) forced: Option<DataType>,
    /// Whether blanks around texts are removed.
    pub(super) trim: bool,
    /// Whether the column's name speaks of dates.
    pub(super) named_date: bool,
    /// Rows of the whole file, as far as known.
    pub(super) expected: usize,
    /// Rejected values to keep.
    pub(super) keep: usize,
    /// Whether a text column may still turn out to be something else.
    pub(super) reconsider: bool,
}

/// What becomes of a column when all rows are seen.
pub(super) enum Built {
    /// It is done.
    Column(Box<BuiltColumn>),
    /// It is of another kind and has to be read again.
    Again(Kind),
}

/// A finished column without its name.
pub(super) struct BuiltColumn {
    pub(super) data_type: DataType,
    pub(super) values: Values,
    pub(super) validity: Option<Bitmap>,
    pub(super) evidence: Text,
    /// Cells that are null in the file, rejected ones not counted.
    pub(super) nulls: u64,
    pub(super) rejects: RejectLog,
    /// Notes and warnings; the loader adds the column's name.
    pub(super) notes: Vec<Diagnostic>,
    /// Whether all bytes that are not UTF-8 make sense as GBK.
    pub(super) gbk: bool,
}

/// Rejected values of one column: all counted, the first ones kept.
#[derive(Clone, Debug, Default)]
pub(super) struct RejectLog {
    pub(super) total: u64,
    /// Row from 0, value, reason.
    pub(super) kept: Vec<(u64, String, Reason)>,
    keep: usize,
}

impl RejectLog {
    pub(super) fn new(keep: usize) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Adds what another reading of the same column has rejected.
    pub(super) fn append(&mut self, other: Self) {
        self.total += other.total;
        self.kept.extend(other.kept);
        self.kept.sort_by_key(|(row, ..)| *row);
        self.kept.truncate(self.keep);
    }

    pub(super) fn add(&mut self, row: u64, value: &[u8], reason: Reason) {
        self.total += 1;
        if self.kept.len() < self.keep {
            self.kept.push((row, shown(value), reason));
        }
    }
}

/// A value for people: at most 200 characters.
pub(super) fn shown(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(&value[..value.len().min(1_000)]);
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// A column under construction.
pub(super) enum Builder {
    Unknown { brief: Brief, rows: usize },
    Truth(Box<truth::TruthBuilder>),
    Number(Box<number::NumberBuilder>),
    Date(Box<date::DateBuilder>),
    Text(Box<TextBuilder>),
}

impl Builder {
    /// A builder for a column of `kind`.
    pub(super) fn new(kind: Kind, brief: Brief) -> Self {
        match kind {
            Kind::Unknown => Self::Unknown { brief, rows: 0 },
            Kind::Truth => Self::Truth(Box::new(truth::TruthBuilder::new(brief))),
            Kind::Number => Self::Number(Box::new(number::NumberBuilder::new(brief, false))),
            Kind::Float => Self::Number(Box::new(number::NumberBuilder::new(brief, true))),
            Kind::Date(order) => Self::Date(Box::new(date::DateBuilder::new(brief, order))),
            Kind::Text => Self::Text(Box::new(TextBuilder::new(brief))),
        }
    }

    /// Takes the cells of some rows.
    pub(super) fn append(&mut self, cells: &CellsOf<'_>) {
        match self {
            Self::Unknown { brief, rows } => {
                let first = (0..cells.rows()).find(|&row| !super::values::is_null(cells.raw(row)));
                let Some(first) = first else {
                    *rows += cells.rows();
                    return;
                };
                let kind = guess(std::iter::once(cells.content(first).as_ref()));
                let mut builder = Self::new(kind, *brief);
                builder.append_nulls(*rows);
                builder.append(cells);
                *self = builder;
            }
            Self::Truth(builder) => builder.append(cells),
            Self::Number(builder) => builder.append(cells),
            Self::Date(builder) => builder.append(cells),
            Self::Text(builder) => builder.append(cells),
        }
    }

    /// Appends rows that are all null.
    fn append_nulls(&mut self, rows: usize) {
        let mut done = 0;
        while done < rows {
            let some = (rows - done).min(4096);
            let places = vec![(0, 0); some];
            let cells = Cells {
                bytes: b"",
                bounds: Bounds::Pairs(&places),
                columns: 1,
                rows: some,
                quoted: false,
                carriage: false,
                first_row: done as u64,
            };
            self.append(&cells.column(0));
            done += some;
        }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Unknown { .. } => 0,
            Self::Truth(builder) => builder.bytes(),
            Self::Number(builder) => builder.bytes(),
            Self::Date(builder) => builder.bytes(),
            Self::Text(builder) => builder.bytes(),
        }
    }

    /// Ends the column.
    pub(super) fn finish(self) -> Built {
        match self {
            Self::Unknown { brief, rows } => {
                let mut empty = Self::new(kind_of(brief.forced), Brief { reconsider: false, ..brief });
                empty.append_nulls(rows);
                empty.finish()
            }
            Self::Truth(builder) => builder.finish(),
            Self::Number(builder) => builder.finish(),
            Self::Date(builder) => builder.finish(),
            Self::Text(builder) => builder.finish(),
        }
    }
}

/// The kind that reads a demanded type; text where nothing is demanded.
pub(super) fn kind_of(forced: Option<DataType>) -> Kind {
    match forced {
        Some(DataType::Bool) => Kind::Truth,
        Some(DataType::Int | DataType::Decimal { .. }) => Kind::Number,
        Some(DataType::Float) => Kind::Float,
        Some(DataType::Date | DataType::DateTime) => Kind::Date(None),
        Some(DataType::Text) | None => Kind::Text,
    }
}

/// Whether so few of the cells do not fit that they are errors of the data and not of the type.
fn is_few(bad: u64, of: u64) -> bool {
    bad * 100 <= of
}

/// A count for people: `23,906`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `{good} of {all} values are {what}`.
fn evidence(good: u64, all: u64, what: &Text) -> Text {
    Text::new("{all} 个值中 {good} 个是{what}", "{good} of {all} values are {what}")
        .with("good", &grouped(good))
        .with("all", &grouped(all))
        .with_text("what", what)
}

/// Two statements after each other.
fn and(first: Text, second: &Text) -> Text {
    Text { zh: format!("{}；{}", first.zh, second.zh), en: format!("{}; {}", first.en, second.en) }
}
