//! Buffers that grow with the rows: integers and codes that start narrow, validity that starts absent.

use polars_arrow::bitmap::{Bitmap, MutableBitmap};

use crate::table::{Codes, Ints};

/// Integers in the narrowest width so far.
#[derive(Debug)]
pub(in crate::load) enum GrowInts {
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
}

macro_rules! for_grow {
    ($ints:expr, $values:ident => $body:expr) => {
        match $ints {
            GrowInts::I8($values) => $body,
            GrowInts::I16($values) => $body,
            GrowInts::I32($values) => $body,
            GrowInts::I64($values) => $body,
        }
    };
}

impl GrowInts {
    pub(in crate::load) fn new() -> Self {
        Self::I8(Vec::new())
    }

    pub(in crate::load) fn len(&self) -> usize {
        for_grow!(self, values => values.len())
    }

    pub(in crate::load) fn bytes(&self) -> usize {
        match self {
            Self::I8(v) => v.capacity(),
            Self::I16(v) => v.capacity() * 2,
            Self::I32(v) => v.capacity() * 4,
            Self::I64(v) => v.capacity() * 8,
        }
    }

    /// Appends `values`; `expected` is how many rows the column will have in all, as far as known.
    pub(in crate::load) fn extend(&mut self, values: &[i64], expected: usize) {
        let (mut low, mut high) = (0, 0);
        for &value in values {
            low = low.min(value);
            high = high.max(value);
        }
        let fits = |min: i64, max: i64| low >= min && high <= max;
        match self {
            Self::I8(_) if fits(i8::MIN.into(), i8::MAX.into()) => {}
            Self::I8(_) | Self::I16(_) if fits(i16::MIN.into(), i16::MAX.into()) => {
                self.widen_to_i16(expected)
            }
            Self::I8(_) | Self::I16(_) | Self::I32(_) if fits(i32::MIN.into(), i32::MAX.into()) => {
                self.widen_to_i32(expected);
            }
            _ => self.widen_to_i64(expected),
        }
        match self {
            Self::I8(all) => append(all, values, expected, |value| value as i8),
            Self::I16(all) => append(all, values, expected, |value| value as i16),
            Self::I32(all) => append(all, values, expected, |value| value as i32),
            Self::I64(all) => append(all, values, expected, |value| value),
        }
    }

    fn widen_to_i16(&mut self, expected: usize) {
        if let Self::I8(narrow) = self {
            *self = Self::I16(widened(narrow, expected));
        }
    }

    fn widen_to_i32(&mut self, expected: usize) {
        match self {
            Self::I8(narrow) => *self = Self::I32(widened(narrow, expected)),
            Self::I16(narrow) => *self = Self::I32(widened(narrow, expected)),
            Self::I32(_) | Self::I64(_) => {}
        }
    }

    fn widen_to_i64(&mut self, expected: usize) {
        match self {
            Self::I8(narrow) => *self = Self::I64(widened(narrow, expected)),
            Self::I16(narrow) => *self = Self::I64(widened(narrow, expected)),
            Self::I32(narrow) => *self = Self::I64(widened(narrow, expected)),
            Self::I64(_) => {}
        }
    }

    /// Replaces every value; none when `map` refuses one.
    pub(in crate::load) fn map(self, mut map: impl FnMut(i64) -> Option<i64>) -> Option<Self> {
        let len = self.len();
        let mut mapped = Self::new();
        let mut block = Vec::with_capacity(1024);
        for_grow!(self, values => {
            for chunk in values.chunks(1024) {
                block.clear();
                for &value in chunk {
                    block.push(map(crate::table::wide(value))?);
                }
                mapped.extend(&block, len);
            }
        });
        Some(mapped)
    }

    pub(in crate::load) fn iter(&self) -> Box<dyn Iterator<Item = i64> + '_> {
        for_grow!(self, values => Box::new(values.iter().map(|&value| crate::table::wide(value))))
    }

    pub(in crate::load) fn finish(self) -> Ints {
        match self {
            Self::I8(v) => Ints::I8(fitted(v).into()),
            Self::I16(v) => Ints::I16(fitted(v).into()),
            Self::I32(v) => Ints::I32(fitted(v).into()),
            Self::I64(v) => Ints::I64(fitted(v).into()),
        }
    }
}

fn widened<A: Copy, B: From<A>>(narrow: &[A], expected: usize) -> Vec<B> {
    let mut wide = Vec::with_capacity(expected.max(narrow.len()));
    wide.extend(narrow.iter().map(|&value| B::from(value)));
    wide
}

/// Gives back memory that a wrong estimate of the rows took.
pub(in crate::load) fn fitted<T>(mut values: Vec<T>) -> Vec<T> {
    if values.capacity() - values.len() > values.len() / 8 {
        values.shrink_to_fit();
    }
    values
}

/// Codes in the narrowest width so far.
#[derive(Debug)]
pub(in crate::load) enum GrowCodes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl GrowCodes {
    pub(in crate::load) fn new() -> Self {
        Self::U8(Vec::new())
    }

    pub(in crate::load) fn len(&self) -> usize {
        match self {
            Self::U8(v) => v.len(),
            Self::U16(v) => v.len(),
            Self::U32(v) => v.len(),
        }
    }

    pub(in crate::load) fn bytes(&self) -> usize {
        match self {
            Self::U8(v) => v.capacity(),
            Self::U16(v) => v.capacity() * 2,
            Self::U32(v) => v.capacity() * 4,
        }
    }

    /// Appends codes of a dictionary that has `entries` by now.
    pub(in crate::load) fn extend(&mut self, codes: &[u32], entries: usize, expected: usize) {
        match self {
            Self::U8(narrow) if entries > 1 << 16 => *self = Self::U32(widened(narrow, expected)),
            Self::U16(narrow) if entries > 1 << 16 => *self = Self::U32(widened(narrow, expected)),
            Self::U8(narrow) if entries > 1 << 8 => *self = Self::U16(widened(narrow, expected)),
            _ => {}
        }
        match self {
            Self::U8(all) => append(all, codes, expected, |code| code as u8),
            Self::U16(all) => append(all, codes, expected, |code| code as u16),
            Self::U32(all) => append(all, codes, expected, |code| code),
        }
    }

    pub(in crate::load) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::U8(v) => Box::new(v.iter().map(|&code| code.into())),
            Self::U16(v) => Box::new(v.iter().map(|&code| code.into())),
            Self::U32(v) => Box::new(v.iter().copied()),
        }
    }

    pub(in crate::load) fn finish(self) -> Codes {
        match self {
            Self::U8(v) => Codes::U8(fitted(v).into()),
            Self::U16(v) => Codes::U16(fitted(v).into()),
            Self::U32(v) => Codes::U32(fitted(v).into()),
        }
    }
}

fn append<W: Copy, N>(all: &mut Vec<N>, values: &[W], expected: usize, narrow: impl Fn(W) -> N) {
    if all.is_empty() {
        all.reserve(expected.max(values.len()));
    }
    all.extend(values.iter().map(|&value| narrow(value)));
}

/// Which rows are not null; absent until the first null.
#[derive(Debug, Default)]
pub(in crate::load) struct GrowValidity {
    bits: Option<MutableBitmap>,
    rows: usize,
    nulls: usize,
}

impl GrowValidity {
    /// Appends `rows` rows, of which those at `nulls` (counted within these rows) are null.
    pub(in crate::load) fn extend(&mut self, rows: usize, nulls: &[u32], expected: usize) {
        if !nulls.is_empty() && self.bits.is_none() {
            let mut bits = MutableBitmap::with_capacity(expected.max(self.rows + rows));
            bits.extend_constant(self.rows, true);
            self.bits = Some(bits);
        }
        if let Some(bits) = &mut self.bits {
            bits.extend_constant(rows, true);
            for &null in nulls {
                bits.set(self.rows + null as usize, false);
            }
        }
        self.rows += rows;
        self.nulls += nulls.len();
    }

    /// Makes single rows null that were not.
    pub(in crate::load) fn set_null(&mut self, row: usize) {
        let rows = self.rows;
        let bits = self.bits.get_or_insert_with(|| MutableBitmap::from_len_set(rows));
        if bits.get(row) {
            bits.set(row, false);
            self.nulls += 1;
        }
    }

    pub(in crate::load) fn is_valid(&self, row: usize) -> bool {
        self.bits.as_ref().is_none_or(|bits| bits.get(row))
    }

    pub(in crate::load) fn rows(&self) -> usize {
        self.rows
    }

    pub(in crate::load) fn nulls(&self) -> usize {
        self.nulls
    }

    pub(in crate::load) fn bytes(&self) -> usize {
        self.bits.as_ref().map_or(0, |bits| bits.capacity() / 8)
    }

    pub(in crate::load) fn finish(self) -> Option<Bitmap> {
        self.bits.map(MutableBitmap::freeze)
    }
}
