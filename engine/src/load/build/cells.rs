//! The cells of some rows: places in the bytes that they were read from.

use std::borrow::Cow;

use memchr::memchr;

/// Rows of one block of a file. A cell is a place in `bytes`, so that nothing is copied before it is known.
#[derive(Clone, Copy)]
pub(in crate::load) struct Cells<'a> {
    pub(in crate::load) bytes: &'a [u8],
    pub(in crate::load) bounds: Bounds<'a>,
    pub(in crate::load) columns: usize,
    pub(in crate::load) rows: usize,
    /// Whether a cell may stand in quotes that are still there.
    pub(in crate::load) quoted: bool,
    /// Whether the last cell of a row may end in a carriage return.
    pub(in crate::load) carriage: bool,
    /// Number of the first row, from 0.
    pub(in crate::load) first_row: u64,
}

/// Where cells begin and end, row after row.
#[derive(Clone, Copy)]
pub(in crate::load) enum Bounds<'a> {
    /// Places of separators: cell i lies between separator i and i + 1. A first entry of `u32::MAX` is the place
    /// before the first byte.
    Separators(&'a [u32]),
    /// Start and end of each cell.
    Pairs(&'a [(u32, u32)]),
}

/// One column of [`Cells`].
#[derive(Clone, Copy)]
pub(in crate::load) struct CellsOf<'a> {
    cells: Cells<'a>,
    column: usize,
    carriage: bool,
}

impl<'a> Cells<'a> {
    pub(in crate::load) fn column(&self, column: usize) -> CellsOf<'a> {
        CellsOf { cells: *self, column, carriage: self.carriage && column + 1 == self.columns }
    }
}

impl<'a> CellsOf<'a> {
    #[inline(always)]
    pub(in crate::load) fn rows(&self) -> usize {
        self.cells.rows
    }

    #[inline(always)]
    pub(in crate::load) fn bytes(&self) -> &'a [u8] {
        self.cells.bytes
    }

    #[inline(always)]
    pub(in crate::load) fn first_row(&self) -> u64 {
        self.cells.first_row
    }

    /// Where the cell's content begins and ends, quotes around it left out.
    #[inline(always)]
    pub(in crate::load) fn span(&self, row: usize) -> (usize, usize) {
        let index = row * self.cells.columns + self.column;
        let (start, mut end) = match self.cells.bounds {
            Bounds::Separators(at) => (at[index].wrapping_add(1) as usize, at[index + 1] as usize),
            Bounds::Pairs(pairs) => (pairs[index].0 as usize, pairs[index].1 as usize),
        };
        if self.carriage && end > start && self.cells.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        if self.cells.quoted && start < end && self.cells.bytes[start] == b'"' {
            return (start + 1, (end - 1).max(start + 1));
        }
        (start, end)
    }

    /// The cell's content, quotes around it left out; a doubled quote is still doubled.
    #[inline(always)]
    pub(in crate::load) fn raw(&self, row: usize) -> &'a [u8] {
        let (start, end) = self.span(row);
        &self.cells.bytes[start..end]
    }

    /// Whether the cell stood in quotes and holds doubled quotes.
    #[inline(always)]
    pub(in crate::load) fn is_escaped(&self, start: usize, end: usize) -> bool {
        self.cells.quoted
            && start > 0
            && self.cells.bytes[start - 1] == b'"'
            && memchr(b'"', &self.cells.bytes[start..end]).is_some()
    }

    /// The cell's content.
    pub(in crate::load) fn content(&self, row: usize) -> Cow<'a, [u8]> {
        let (start, end) = self.span(row);
        let raw = &self.cells.bytes[start..end];
        if self.is_escaped(start, end) { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) }
    }
}

/// Doubled quotes made single.
pub(in crate::load) fn unescaped(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut after_quote = false;
    for &byte in raw {
        after_quote = byte == b'"' && !after_quote;
        if !after_quote {
            out.push(byte);
        }
    }
    out
}
