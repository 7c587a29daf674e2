//! The kind that some cells suggest.

use super::super::numbers::{Number, number};
use super::super::times::moment;
use super::super::values::{is_null, truth};
use super::Kind;

/// What one cell could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Null,
    Truth,
    Number,
    Date,
    /// Digits that are a name: one of them makes the column text.
    Identifier,
    Text,
}

pub(super) fn look(cell: &[u8]) -> Look {
    if is_null(cell) {
        return Look::Null;
    }
    if truth(cell).is_some() {
        return Look::Truth;
    }
    match number(cell) {
        Number::Exact(..) | Number::Float(..) => Look::Number,
        Number::Identifier => Look::Identifier,
        Number::Not if moment(cell).is_ok() => Look::Date,
        Number::Not => Look::Text,
    }
}

/// Cells counted by what they could be.
#[derive(Debug, Default)]
pub(super) struct Looks {
    truth: u64,
    number: u64,
    date: u64,
    identifier: u64,
    text: u64,
}

impl Looks {
    pub(super) fn add(&mut self, look: Look, times: u64) {
        match look {
            Look::Null => {}
            Look::Truth => self.truth += times,
            Look::Number => self.number += times,
            Look::Date => self.date += times,
            Look::Identifier => self.identifier += times,
            Look::Text => self.text += times,
        }
    }

    /// The kind that at least `share` percent of the cells are; text where there is none.
    pub(super) fn kind(&self, share: u64) -> Kind {
        let all = self.truth + self.number + self.date + self.identifier + self.text;
        let enough = |count: u64| count * 100 >= all * share;
        match () {
            () if all == 0 => Kind::Unknown,
            () if enough(self.truth) => Kind::Truth,
            () if enough(self.number) && self.identifier == 0 => Kind::Number,
            () if enough(self.date) => Kind::Date(None),
            () => Kind::Text,
        }
    }
}

/// The kind that the first cells of a column suggest.
pub(in crate::load) fn guess<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Kind {
    let mut looks = Looks::default();
    for cell in cells {
        looks.add(look(cell), 1);
    }
    looks.kind(90)
}
