//! Rows of equal length out of a region of bytes.

use memchr::memchr_iter;

use super::super::build::RejectLog;
use super::super::build::{Bounds, Cells};
use super::super::report::Reason;
use super::index::Index;
use super::record::{End, Record, Signs};

/// Turns regions into blocks of rows, each with `columns` cells.
pub(super) struct RowReader {
    signs: Signs,
    columns: usize,
    index: Index,
    pairs: Vec<(u32, u32)>,
    record: Record,
    /// Rows so far.
    pub(super) rows: u64,
    /// Lines so far, for places in messages.
    pub(super) lines: u64,
    pub(super) ragged: Ragged,
}

/// Records that do not have the right number of cells or quotes.
#[derive(Debug, Default)]
pub(super) struct Ragged {
    pub(super) short: u64,
    pub(super) long: u64,
    pub(super) stray: u64,
    pub(super) first_short: u64,
    pub(super) first_long: u64,
    pub(super) first_stray_line: u64,
    pub(super) rejects: RejectLog,
    delimiter: u8,
}

impl RowReader {
    pub(super) fn new(signs: Signs, columns: usize, keep: usize) -> Self {
        Self {
            signs,
            columns,
            index: Index::default(),
            pairs: Vec::new(),
            record: Record::default(),
            rows: 0,
            lines: 0,
            ragged: Ragged { rejects: RejectLog::new(keep), delimiter: signs.delimiter, ..Ragged::default() },
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.index.bytes()
            + self.pairs.capacity() * 8
            + self.record.bytes.capacity()
            + self.record.places.capacity() * 8
    }

    /// Hands the complete records of `region` to `take`; returns the bytes that they took, 0 when there is none.
    pub(super) fn read(&mut self, region: &[u8], take: &mut dyn FnMut(&Cells<'_>)) -> usize {
        self.index.build(region, self.signs);
        if self.index.is_stray {
            return self.read_stray(region, take);
        }
        let places = self.index.places();
        let Some(&last) = places.last().filter(|_| self.index.records > 0) else { return 0 };
        let consumed = last as usize + 1;
        let (records, columns) = (self.index.records, self.columns);
        let is_regular = records * columns == self.index.complete
            && places
                .iter()
                .skip(columns)
                .step_by(columns)
                .all(|&at| region[at as usize] == self.signs.newline);
        let carriage = self.signs.newline == b'\n';
        // A single column may hold empty lines; elsewhere an empty line is no row.
        let mut cells = Cells {
            bytes: region,
            bounds: Bounds::Separators(places),
            columns,
            rows: records,
            quoted: self.index.has_quotes,
            carriage,
            first_row: self.rows,
        };
        if !is_regular {
            self.pairs.clear();
            cells.carriage = false;
            cells.rows =
                pair_up(region, places, self.signs, columns, self.rows, &mut self.pairs, &mut self.ragged);
            cells.bounds = Bounds::Pairs(&self.pairs);
        }
        if cells.rows > 0 {
            take(&cells);
        }
        self.rows += cells.rows as u64;
        self.lines += match self.index.has_quotes {
            true => memchr_iter(self.signs.newline, &region[..consumed]).count() as u64,
            false => records as u64,
        };
        consumed
    }

    /// The same, byte by byte, for regions with quotes out of place.
    fn read_stray(&mut self, region: &[u8], take: &mut dyn FnMut(&Cells<'_>)) -> usize {
        self.record.clear();
        let (mut at, mut rows) = (0, 0);
        while at < region.len() {
            let (bytes, places) = (self.record.bytes.len(), self.record.places.len());
            self.record.is_stray = false;
            let End::At(next) = self.record.read(region, at, self.signs, false) else {
                self.record.bytes.truncate(bytes);
                self.record.places.truncate(places);
                break;
            };
            if self.record.is_stray {
                if self.ragged.stray == 0 {
                    self.ragged.first_stray_line = self.lines + 1;
                }
                self.ragged.stray += 1;
            }
            self.lines += memchr_iter(self.signs.newline, &region[at..next]).count() as u64;
            at = next;
            let found = self.record.places.len() - places;
            if found == 1 && self.record.bytes.len() == bytes && self.columns > 1 {
                self.record.places.truncate(places);
                continue;
            }
            let extra = self
                .record
                .places
                .get(places + self.columns)
                .map_or(self.record.bytes.len(), |p| p.0 as usize);
            self.ragged.note(found, self.columns, self.rows + rows as u64, &self.record.bytes[extra..]);
            let end = self.record.bytes.len() as u32;
            self.record.places.resize(places + self.columns, (end, end));
            rows += 1;
        }
        let cells = Cells {
            bytes: &self.record.bytes,
            bounds: Bounds::Pairs(&self.record.places),
            columns: self.columns,
            rows,
            quoted: false,
            carriage: false,
            first_row: self.rows,
        };
        if rows > 0 {
            take(&cells);
        }
        self.rows += rows as u64;
        at
    }

    /// Where a quote that was never closed opened, when a region has no complete record.
    pub(super) fn open_quote(&mut self, region: &[u8]) -> Option<usize> {
        self.record.clear();
        match self.record.read(region, 0, self.signs, false) {
            End::Cut(open) => open,
            End::At(_) => None,
        }
    }
}

/// Cells of records of any length, filled up or cut to `columns`; returns the rows.
fn pair_up(
    region: &[u8],
    places: &[u32],
    signs: Signs,
    columns: usize,
    first_row: u64,
    pairs: &mut Vec<(u32, u32)>,
    ragged: &mut Ragged,
) -> usize {
    let mut rows = 0;
    let mut from = 0;
    while from + 1 < places.len() {
        let ends = &places[from + 1..];
        let found =
            1 + ends.iter().position(|&at| region[at as usize] == signs.newline).unwrap_or(ends.len() - 1);
        let mut end = places[from + found];
        let start = places[from].wrapping_add(1);
        if signs.newline == b'\n' && end > start && region[end as usize - 1] == b'\r' {
            end -= 1;
        }
        if start == end && columns > 1 {
            from += found;
            continue;
        }
        for column in 0..columns {
            pairs.push(match column < found {
                false => (end, end),
                true if column + 1 == found => (places[from + column].wrapping_add(1), end),
                true => (places[from + column].wrapping_add(1), places[from + column + 1]),
            });
        }
        let extra = if found > columns { places[from + columns] + 1 } else { end };
        ragged.note(found, columns, first_row + rows as u64, &region[extra as usize..end as usize]);
        rows += 1;
        from += found;
    }
    rows
}

impl Ragged {
    fn note(&mut self, found: usize, columns: usize, row: u64, extra: &[u8]) {
        if found < columns {
            if self.short == 0 {
                self.first_short = row + 1;
            }
            self.short += 1;
            self.rejects.add(row, b"", Reason::MissingCells);
        }
        // A separator at the end of a line is no cell.
        if found > columns
            && extra.iter().any(|byte| byte.is_ascii_graphic() && *byte != self.delimiter || *byte > 127)
        {
            if self.long == 0 {
                self.first_long = row + 1;
            }
            self.long += 1;
            self.rejects.add(row, extra, Reason::ExtraCells);
        }
    }
}
