//! Columns as the series of polars-core, and back.
//!
//! Truth values, doubles, and integers of the width that polars-core has for their type share their Arrow buffers;
//! narrower integers are widened and texts copied. Types are cast there, so that all of them are cast by one rule.

use polars_arrow::array::{Array, BooleanArray, PrimitiveArray};
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::types::NativeType;
use polars_buffer::Buffer;
use polars_core::prelude::{
    BooleanChunked, ChunkedArray, DataType as SeriesType, Float64Chunked, Int32Chunked, Int64Chunked,
    Int128Chunked, IntoSeries, PlSmallStr, PolarsNumericType, Series, StringChunked, TimeUnit,
};

use super::{Column, DataType, Ints, PlainText, Values};

/// Digits of the decimals of a series: all that 128 bits hold.
const PRECISION: usize = 38;

impl Column {
    /// The column as a series.
    pub fn to_series(&self) -> Series {
        let name = PlSmallStr::from_str(self.name());
        match self.values() {
            Values::Bits(bits) => {
                let array = BooleanArray::new(ArrowDataType::Boolean, bits.clone(), self.validity().cloned());
                BooleanChunked::with_chunk(name, array).into_series()
            }
            Values::Floats(floats) => {
                Float64Chunked::with_chunk(name, self.array(floats.clone())).into_series()
            }
            Values::Ints(ints) => match self.data_type() {
                DataType::Decimal { scale } => {
                    let units = (0..ints.len()).map(|row| i128::from(ints.get(row))).collect::<Vec<_>>();
                    Int128Chunked::with_chunk(name, self.array(units.into()))
                        .into_decimal_unchecked(PRECISION, usize::from(scale))
                        .into_series()
                }
                DataType::Date => {
                    let days = match ints {
                        Ints::I32(days) => days.clone(),
                        _ => (0..ints.len()).map(|row| ints.get(row) as i32).collect::<Vec<_>>().into(),
                    };
                    Int32Chunked::with_chunk(name, self.array(days)).into_date().into_series()
                }
                _ => {
                    let wide = match ints {
                        Ints::I64(wide) => wide.clone(),
                        _ => (0..ints.len()).map(|row| ints.get(row)).collect::<Vec<_>>().into(),
                    };
                    let whole = Int64Chunked::with_chunk(name, self.array(wide));
                    match self.data_type() {
                        DataType::DateTime => whole.into_datetime(TimeUnit::Microseconds, None).into_series(),
                        _ => whole.into_series(),
                    }
                }
            },
            Values::Coded { codes, dictionary } => {
                let text = |row| dictionary.get(codes.get(row) as usize);
                self.texts(name, text)
            }
            Values::Plain(plain) => self.texts(name, |row| plain.get(row)),
        }
    }

    /// The column that holds the values of a series; none for a type that columns do not have.
    pub fn from_series(series: &Series) -> Option<Self> {
        let series = series.rechunk();
        let (data_type, values, validity) = match series.dtype() {
            SeriesType::Boolean => {
                let array = series.bool().ok()?.downcast_iter().next()?;
                let validity = array.validity().cloned();
                (DataType::Bool, Values::Bits(array.values().clone()), validity)
            }
            SeriesType::Float64 => {
                let (values, validity) = parts(series.f64().ok()?)?;
                (DataType::Float, Values::Floats(values), validity)
            }
            SeriesType::Int64 => {
                let (values, validity) = parts(series.i64().ok()?)?;
                (DataType::Int, Values::Ints(narrowed(values)), validity)
            }
            SeriesType::Date => {
                let (values, validity) = parts(series.date().ok()?.physical())?;
                (DataType::Date, Values::Ints(Ints::I32(values)), validity)
            }
            SeriesType::Datetime(TimeUnit::Microseconds, None) => {
                let (values, validity) = parts(series.datetime().ok()?.physical())?;
                (DataType::DateTime, Values::Ints(narrowed(values)), validity)
            }
            SeriesType::Decimal(_, scale @ 0..=18) => {
                let scale = *scale as u8;
                let (units, validity) = parts(series.decimal().ok()?.physical())?;
                // What 64 bits do not hold is no value.
                let fits = |row: usize| {
                    i64::try_from(units[row])
                        .ok()
                        .filter(|_| validity.as_ref().is_none_or(|v| v.get_bit(row)))
                };
                let found: Vec<Option<i64>> = (0..units.len()).map(fits).collect();
                let validity = found.iter().map(Option::is_some).collect();
                let units = found.into_iter().map(Option::unwrap_or_default).collect();
                (DataType::Decimal { scale }, Values::Ints(Ints::narrowest(units)), Some(validity))
            }
            SeriesType::String => {
                let array = series.str().ok()?.downcast_iter().next()?;
                let validity = array.validity().cloned();
                let texts: PlainText = array.iter().map(Option::unwrap_or_default).collect();
                (DataType::Text, Values::Plain(texts), validity)
            }
            _ => return None,
        };
        Some(Self::new(series.name().as_str(), data_type, values, validity))
    }

    /// The same values as another type, null where it does not hold them: numbers and truth values as one another, and
    /// the day of a time. A number that has to be rounded for a whole or a decimal number is not held; doubles take the
    /// nearest one. None for every other pair of types, which only a reader of texts can convert.
    pub fn cast(&self, to: DataType) -> Option<Self> {
        use DataType::{Bool, Date, DateTime, Decimal, Float, Int};
        let from = self.data_type();
        if !matches!(
            (from, to),
            (Bool | Int | Decimal { .. } | Float, Bool | Int | Decimal { .. } | Float) | (DateTime, Date)
        ) {
            return None;
        }
        let series = self.to_series();
        let found = Self::from_series(&series.cast(&series_type(to)).ok()?)?;
        if matches!(to, Float | Date) {
            return Some(found);
        }
        // What comes back otherwise than it went was rounded.
        let back = Self::from_series(&found.to_series().cast(series.dtype()).ok()?)?;
        let holds = |row: usize| found.is_valid(row) && self.get(row) == back.get(row);
        let validity = (0..self.len()).map(holds).collect();
        Some(Self::new(self.name(), to, found.values().clone(), Some(validity)))
    }

    fn array<T: NativeType>(&self, values: Buffer<T>) -> PrimitiveArray<T> {
        PrimitiveArray::new(T::PRIMITIVE.into(), values, self.validity().cloned())
    }

    fn texts<'a>(&'a self, name: PlSmallStr, text: impl Fn(usize) -> &'a str) -> Series {
        let mut texts: StringChunked =
            (0..self.len()).map(|row| self.is_valid(row).then(|| text(row))).collect();
        texts.rename(name);
        texts.into_series()
    }
}

fn series_type(data_type: DataType) -> SeriesType {
    match data_type {
        DataType::Bool => SeriesType::Boolean,
        DataType::Int => SeriesType::Int64,
        DataType::Decimal { scale } => SeriesType::Decimal(PRECISION, usize::from(scale)),
        DataType::Float => SeriesType::Float64,
        DataType::Date => SeriesType::Date,
        DataType::DateTime => SeriesType::Datetime(TimeUnit::Microseconds, None),
        DataType::Text => SeriesType::String,
    }
}

type Parts<T> = (Buffer<T>, Option<super::Bitmap>);

fn parts<T: PolarsNumericType>(array: &ChunkedArray<T>) -> Option<Parts<T::Native>> {
    let array = array.downcast_iter().next()?;
    Some((array.values().clone(), array.validity().cloned()))
}

/// Shares the buffer where only its width holds the values.
fn narrowed(values: Buffer<i64>) -> Ints {
    if values.iter().any(|&value| i32::try_from(value).is_err()) {
        return Ints::I64(values);
    }
    Ints::narrowest(values.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Date, DateTime};
    use crate::table::{Bitmap, Codes, Dictionary, Scalar};

    fn column(data_type: DataType, values: Values, valid: &[bool]) -> Column {
        Column::new("x", data_type, values, Some(Bitmap::from_iter(valid.iter().copied())))
    }

    fn ints(data_type: DataType, values: &[i64]) -> Column {
        Column::new("x", data_type, Values::Ints(Ints::narrowest(values.to_vec())), None)
    }

    fn values(column: &Column) -> Vec<Scalar> {
        (0..column.len()).map(|row| column.get(row)).collect()
    }

    #[test]
    fn there_and_back_is_the_same() {
        let texts: PlainText = ["a", "外拓"].iter().collect();
        let dictionary = Dictionary::new(texts.clone()).into();
        let coded = Values::Coded { codes: Codes::narrowest(vec![1, 0, 1], 2), dictionary };
        let valid = [true, false, true];
        for column in [
            column(DataType::Bool, Values::Bits(Bitmap::from_iter([true, true, false])), &valid),
            column(DataType::Float, Values::Floats(vec![1.5, 0.0, -0.0].into()), &valid),
            column(DataType::Text, coded, &valid),
            Column::new("x", DataType::Text, Values::Plain(texts), None),
            ints(DataType::Int, &[1, -2, 300]),
            ints(DataType::Int, &[i64::MIN, i64::MAX]),
            ints(DataType::Decimal { scale: 2 }, &[5, -1_005, i64::MAX]),
            ints(DataType::Date, &[0, 19_000, -1]),
            ints(DataType::DateTime, &[0, -1, 1_700_000_000_000_000]),
            ints(DataType::Int, &[]),
        ] {
            let back = Column::from_series(&column.to_series()).expect("a type of columns");
            assert_eq!((back.name(), back.data_type()), ("x", column.data_type()));
            assert_eq!(values(&back), values(&column));
        }
    }

    #[test]
    fn wide_buffers_are_shared() {
        let floats: Buffer<f64> = vec![1.0, 2.0].into();
        let at = floats.as_ptr();
        let there = Column::new("x", DataType::Float, Values::Floats(floats), None);
        let Values::Floats(back) = Column::from_series(&there.to_series()).expect("doubles").values().clone()
        else {
            panic!("doubles stay doubles")
        };
        assert_eq!(back.as_ptr(), at);
    }

    #[test]
    fn what_a_type_does_not_hold_is_null() {
        let cast = |column: &Column, to| column.cast(to).map(|found| values(&found));
        let float = Column::new("x", DataType::Float, Values::Floats(vec![2.0, 2.5, 1e300].into()), None);
        assert_eq!(cast(&float, DataType::Int), Some(vec![Scalar::Int(2), Scalar::Null, Scalar::Null]));
        let two = DataType::Decimal { scale: 2 };
        let decimal = |units| Scalar::Decimal { units, scale: 2 };
        assert_eq!(cast(&float, two), Some(vec![decimal(200), decimal(250), Scalar::Null]));
        let whole = ints(DataType::Int, &[0, 1, i64::MAX]);
        assert_eq!(cast(&whole, two), Some(vec![decimal(0), decimal(100), Scalar::Null]));
        assert_eq!(
            cast(&whole, DataType::Bool),
            Some(vec![Scalar::Bool(false), Scalar::Bool(true), Scalar::Null])
        );
        let money = ints(two, &[1_050, 300]);
        assert_eq!(cast(&money, DataType::Int), Some(vec![Scalar::Null, Scalar::Int(3)]));
        assert_eq!(cast(&money, DataType::Float), Some(vec![Scalar::Float(10.5), Scalar::Float(3.0)]));
        let time = |micros| Scalar::DateTime(DateTime::from_micros(micros));
        let times = ints(DataType::DateTime, &[-1, 0]);
        assert_eq!(values(&times), [time(-1), time(0)]);
        let day = |days| Scalar::Date(Date::from_days(days));
        assert_eq!(cast(&times, DataType::Date), Some(vec![day(-1), day(0)]));
        assert_eq!(cast(&whole, DataType::Date), None);
    }
}
