//! Integers in the narrowest width that holds a column.

use polars_buffer::Buffer;

/// A column of integers.
#[derive(Clone, Debug)]
pub enum Ints {
    /// −128 … 127.
    I8(Buffer<i8>),
    /// −32,768 … 32,767.
    I16(Buffer<i16>),
    /// ±2^31.
    I32(Buffer<i32>),
    /// ±2^63.
    I64(Buffer<i64>),
}

/// Runs an expression with `$values` bound to the typed slice of an [`Ints`].
#[macro_export]
macro_rules! for_ints {
    ($ints:expr, $values:ident => $body:expr) => {
        match $ints {
            $crate::table::Ints::I8($values) => $body,
            $crate::table::Ints::I16($values) => $body,
            $crate::table::Ints::I32($values) => $body,
            $crate::table::Ints::I64($values) => $body,
        }
    };
}

impl Ints {
    /// The narrowest column that holds `values`.
    pub fn narrowest(values: Vec<i64>) -> Self {
        let (mut low, mut high) = (0i64, 0i64);
        for &value in &values {
            low = low.min(value);
            high = high.max(value);
        }
        if low >= i64::from(i8::MIN) && high <= i64::from(i8::MAX) {
            Self::I8(values.into_iter().map(|v| v as i8).collect::<Vec<_>>().into())
        } else if low >= i64::from(i16::MIN) && high <= i64::from(i16::MAX) {
            Self::I16(values.into_iter().map(|v| v as i16).collect::<Vec<_>>().into())
        } else if low >= i64::from(i32::MIN) && high <= i64::from(i32::MAX) {
            Self::I32(values.into_iter().map(|v| v as i32).collect::<Vec<_>>().into())
        } else {
            Self::I64(values.into())
        }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        for_ints!(self, values => values.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `row`.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        for_ints!(self, values => wide(values[row]))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        for_ints!(self, values => std::mem::size_of_val(values.as_slice()))
    }
}

/// Any stored width as 64 bits.
#[inline]
pub(crate) fn wide(value: impl Into<i64>) -> i64 {
    value.into()
}
