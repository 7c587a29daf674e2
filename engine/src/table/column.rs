//! One column: name, logical type, physical values, validity.

use std::sync::{Arc, OnceLock};

use polars_arrow::bitmap::Bitmap;
use polars_buffer::Buffer;
use serde::{Deserialize, Serialize};

use super::{Codes, Dictionary, Ints, PlainText};
use crate::calendar::{Date, DateTime};

/// What a column's values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// True or false.
    Bool,
    /// Whole numbers to ±2^63.
    Int,
    /// Exact decimals: the stored integer divided by 10^scale.
    Decimal {
        /// Digits after the point, at most 18.
        scale: u8,
    },
    /// IEEE double.
    Float,
    /// Civil date, days since 1970-01-01.
    Date,
    /// Civil date and time, microseconds since 1970-01-01T00:00:00.
    DateTime,
    /// Text.
    Text,
}

impl DataType {
    /// Whether sums and averages make sense.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Decimal { .. } | Self::Float)
    }

    /// Whether it can stand on a time axis.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::DateTime)
    }
}

/// One value of any type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scalar {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal, `units` ÷ 10^`scale`.
    Decimal {
        /// The stored integer.
        units: i64,
        /// Digits after the point.
        scale: u8,
    },
    /// A double.
    Float(f64),
    /// A date.
    Date(Date),
    /// A date and time.
    DateTime(DateTime),
    /// A text.
    Text(String),
}

/// The stored values.
#[derive(Clone, Debug)]
pub enum Values {
    /// For [`DataType::Bool`].
    Bits(Bitmap),
    /// For integers, decimals, dates and timestamps.
    Ints(Ints),
    /// For floats.
    Floats(Buffer<f64>),
    /// For text with repeated values.
    Coded {
        /// One code a row.
        codes: Codes,
        /// What the codes stand for.
        dictionary: Arc<Dictionary>,
    },
    /// For text of nearly distinct values.
    Plain(PlainText),
}

/// Least and greatest stored integer of an integer-like column, nulls left out.
pub type IntRange = Option<(i64, i64)>;

/// An immutable column. Cloning shares the buffers.
#[derive(Clone, Debug)]
pub struct Column {
    name: Arc<str>,
    data_type: DataType,
    values: Values,
    validity: Option<Bitmap>,
    range: Arc<OnceLock<IntRange>>,
}

impl Column {
    /// A column; `validity` has a set bit for each value that is not null, and is left out when all are valid.
    pub fn new(
        name: impl Into<Arc<str>>,
        data_type: DataType,
        values: Values,
        validity: Option<Bitmap>,
    ) -> Self {
        let validity = validity.filter(|bits| bits.unset_bits() > 0);
        let column = Self { name: name.into(), data_type, values, validity, range: Arc::default() };
        if let Some(bits) = &column.validity {
            assert_eq!(bits.len(), column.len(), "validity has one bit a row");
        }
        column
    }

    /// The same column under another name.
    #[must_use]
    pub fn renamed(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the values mean.
    pub fn data_type(&self) -> DataType {
        self.data_type
    }

    /// The stored values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Bits of the values that are not null; none when all are valid.
    pub fn validity(&self) -> Option<&Bitmap> {
        self.validity.as_ref()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Bits(bits) => bits.len(),
            Values::Ints(ints) => ints.len(),
            Values::Floats(floats) => floats.len(),
            Values::Coded { codes, .. } => codes.len(),
            Values::Plain(text) => text.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of nulls.
    pub fn null_count(&self) -> usize {
        self.validity.as_ref().map_or(0, Bitmap::unset_bits)
    }

    /// Whether the value at `row` is not null.
    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|bits| bits.get_bit(row))
    }

    /// The value at `row`.
    pub fn get(&self, row: usize) -> Scalar {
        if !self.is_valid(row) {
            return Scalar::Null;
        }
        match &self.values {
            Values::Bits(bits) => Scalar::Bool(bits.get_bit(row)),
            Values::Floats(floats) => Scalar::Float(floats[row]),
            Values::Coded { codes, dictionary } => {
                Scalar::Text(dictionary.get(codes.get(row) as usize).to_owned())
            }
            Values::Plain(text) => Scalar::Text(text.get(row).to_owned()),
            Values::Ints(ints) => {
                let units = ints.get(row);
                match self.data_type {
                    DataType::Decimal { scale } => Scalar::Decimal { units, scale },
                    DataType::Date => Scalar::Date(Date::from_days(units as i32)),
                    DataType::DateTime => Scalar::DateTime(DateTime::from_micros(units)),
                    _ => Scalar::Int(units),
                }
            }
        }
    }

    /// Least and greatest stored integer, nulls left out; none for other physical forms or when all is null.
    pub fn int_range(&self) -> IntRange {
        *self.range.get_or_init(|| {
            let Values::Ints(ints) = &self.values else { return None };
            let mut range: IntRange = None;
            crate::for_ints!(ints, values => {
                for (row, &value) in values.iter().enumerate() {
                    if self.is_valid(row) {
                        let value = super::wide(value);
                        range = Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
                    }
                }
            });
            range
        })
    }

    /// Bytes held by the buffers.
    pub fn bytes(&self) -> usize {
        let values = match &self.values {
            Values::Bits(bits) => bits.len().div_ceil(8),
            Values::Ints(ints) => ints.bytes(),
            Values::Floats(floats) => floats.len() * 8,
            Values::Coded { codes, dictionary } => codes.bytes() + dictionary.bytes(),
            Values::Plain(text) => text.bytes(),
        };
        values + self.validity.as_ref().map_or(0, |bits| bits.len().div_ceil(8))
    }
}
