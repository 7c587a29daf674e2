//! Numbers: whole, then decimal, then double, as the cells demand.

mod finish;

use super::super::numbers::{Marks, Number, POW10, fixed, number, whole};
use super::super::report::Reason;
use super::super::values::is_null;
use super::grow::{GrowInts, GrowValidity};
use super::{Brief, CellsOf, Kind, RejectLog};
use crate::table::DataType;

/// Beyond this a double does not hold every whole number.
const EXACT: i64 = 1 << 53;

pub(in crate::load) struct NumberBuilder {
    brief: Brief,
    /// Values in units of 10^-scale, as long as the column is exact.
    ints: GrowInts,
    scale: u8,
    /// Values as doubles, once the column is not exact any more.
    floats: Option<Vec<f64>>,
    validity: GrowValidity,
    block: Vec<i64>,
    block_nulls: Vec<u32>,
    marks: MarkCounts,
    nulls: u64,
    rejects: RejectLog,
    /// The column has to be read again as this.
    again: Option<Kind>,
}

/// How many values carried which mark.
#[derive(Default)]
struct MarkCounts {
    thousands: u64,
    percent: u64,
    currency: [u64; 7],
}

impl MarkCounts {
    fn add(&mut self, marks: Marks) {
        self.thousands += u64::from(marks.thousands);
        self.percent += u64::from(marks.percent);
        self.currency[usize::from(marks.currency)] += 1;
    }
}

impl NumberBuilder {
    pub(super) fn new(brief: Brief, is_float: bool) -> Self {
        Self {
            brief,
            ints: GrowInts::new(),
            scale: 0,
            floats: is_float.then(Vec::new),
            validity: GrowValidity::default(),
            block: Vec::new(),
            block_nulls: Vec::new(),
            marks: MarkCounts::default(),
            nulls: 0,
            rejects: RejectLog::new(brief.keep),
            again: None,
        }
    }

    pub(super) fn append(&mut self, cells: &CellsOf<'_>) {
        if self.again.is_some() {
            return;
        }
        self.block.clear();
        self.block_nulls.clear();
        let bytes = cells.bytes();
        let mut row = 0;
        while row < cells.rows() && self.floats.is_none() && self.again.is_none() {
            let (start, end) = cells.span(row);
            let plain = match self.scale {
                _ if start == end => {
                    self.nulls += 1;
                    self.block_nulls.push(row as u32);
                    Some(0)
                }
                0 => whole(bytes, start, end),
                scale => fixed(bytes, start, end, scale),
            };
            match plain {
                Some(units) => self.block.push(units),
                None => self.push_unusual(cells, row),
            }
            row += 1;
        }
        if let Some(floats) = &mut self.floats {
            if floats.is_empty() {
                floats.reserve(self.brief.expected.max(cells.rows()));
            }
            while row < cells.rows() && self.again.is_none() {
                self.push_float(cells, row);
                row += 1;
            }
        } else {
            self.ints.extend(&self.block, self.brief.expected);
        }
        self.validity.extend(cells.rows(), &self.block_nulls, self.brief.expected);
    }

    /// A cell that is not a plain number in the present scale.
    #[cold]
    fn push_unusual(&mut self, cells: &CellsOf<'_>, row: usize) {
        let cell = cells.raw(row);
        match self.numeric(cell) {
            Number::Exact(units, scale, marks) => {
                self.marks.add(marks);
                if scale > self.scale && !self.rescale(scale) {
                    return self.push_double(units as f64 / 10f64.powi(scale.into()));
                }
                match units.checked_mul(POW10[usize::from(self.scale - scale)]) {
                    Some(units) => self.block.push(units),
                    None => self.push_double(units as f64 / 10f64.powi(scale.into())),
                }
            }
            Number::Float(value, marks) => {
                self.marks.add(marks);
                self.push_double(value);
            }
            Number::Identifier => self.again = Some(Kind::Text),
            Number::Not => self.push_null(cells, row),
        }
    }

    fn numeric(&self, cell: &[u8]) -> Number {
        match number(cell) {
            // Where a number is demanded, digits are one, even with zeros in front.
            Number::Identifier if self.brief.forced.is_some() => {
                let text = cell.trim_ascii();
                match std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok()) {
                    Some(value) => Number::Exact(value, 0, Marks::default()),
                    None => Number::Not,
                }
            }
            found => found,
        }
    }

    fn push_null(&mut self, cells: &CellsOf<'_>, row: usize) {
        let cell = cells.raw(row);
        if is_null(cell) {
            self.nulls += 1;
        } else {
            let wanted = self.brief.forced.unwrap_or(self.data_type());
            self.rejects.add(cells.first_row() + row as u64, cell, Reason::Not(wanted));
        }
        self.block_nulls.push(row as u32);
        match &mut self.floats {
            Some(floats) => floats.push(0.0),
            None => self.block.push(0),
        }
    }

    /// Goes over to more decimals; false when the units would not fit.
    fn rescale(&mut self, scale: u8) -> bool {
        let factor = POW10[usize::from(scale - self.scale)];
        let limit = i64::MAX / factor;
        let fits = |units: i64| units.abs() <= limit;
        if !self.ints.iter().all(fits) || !self.block.iter().copied().all(fits) {
            return false;
        }
        let ints = std::mem::replace(&mut self.ints, GrowInts::new());
        self.ints = ints.map(|units| units.checked_mul(factor)).unwrap_or_else(GrowInts::new);
        self.block.iter_mut().for_each(|units| *units *= factor);
        self.scale = scale;
        true
    }

    /// Goes over to doubles and appends one.
    fn push_double(&mut self, value: f64) {
        if self.ints.iter().chain(self.block.iter().copied()).any(|units| units.abs() > EXACT) {
            // The quotient would not be the double nearest to the text.
            self.again = Some(Kind::Float);
            return;
        }
        let ints = std::mem::replace(&mut self.ints, GrowInts::new());
        let unit = 10f64.powi(self.scale.into());
        let mut floats = Vec::with_capacity(self.brief.expected.max(ints.len() + self.block.len() + 1));
        floats.extend(ints.iter().map(|units| units as f64 / unit));
        floats.extend(self.block.drain(..).map(|units| units as f64 / unit));
        floats.push(value);
        self.floats = Some(floats);
    }

    fn push_float(&mut self, cells: &CellsOf<'_>, row: usize) {
        let cell = cells.raw(row);
        let value = match plain_double(cell) {
            Some(value) => value,
            None => match self.numeric(cell) {
                Number::Exact(units, scale, marks) => {
                    self.marks.add(marks);
                    exact_double(units, scale, cell)
                }
                Number::Float(value, marks) => {
                    self.marks.add(marks);
                    value
                }
                Number::Identifier => {
                    self.again = Some(Kind::Text);
                    return;
                }
                Number::Not => return self.push_null(cells, row),
            },
        };
        if let Some(floats) = &mut self.floats {
            floats.push(value);
        }
    }

    fn data_type(&self) -> DataType {
        match (&self.floats, self.scale) {
            (Some(_), _) => DataType::Float,
            (None, 0) => DataType::Int,
            (None, scale) => DataType::Decimal { scale },
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.ints.bytes()
            + self.floats.as_ref().map_or(0, |floats| floats.capacity() * 8)
            + self.validity.bytes()
    }
}

/// The double of a plain number with a point; none for anything that needs a closer look.
#[inline]
fn plain_double(cell: &[u8]) -> Option<f64> {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let is_plain = match digits {
        [b'0', b'.', ..] => true,
        [b'1'..=b'9', ..] => digits.iter().any(|b| matches!(b, b'.' | b'e' | b'E')),
        _ => false,
    };
    let text = is_plain.then(|| std::str::from_utf8(cell).ok())??;
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The double nearest to an exact number.
fn exact_double(units: i64, scale: u8, cell: &[u8]) -> f64 {
    if units.abs() <= EXACT {
        return units as f64 / 10f64.powi(scale.into());
    }
    let plain = std::str::from_utf8(cell.trim_ascii()).ok().and_then(|text| text.parse().ok());
    plain.unwrap_or(units as f64 / 10f64.powi(scale.into()))
}
