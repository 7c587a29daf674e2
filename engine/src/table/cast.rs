//! Columns as another type, by the cast kernels of polars.
//!
//! The kernels are called by name: the cast of a whole `Series` would link every type, and every aggregate, that
//! polars knows.

use polars_arrow::array::{BooleanArray, PrimitiveArray};
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::types::NativeType;
use polars_buffer::Buffer;
use polars_compute::cast::{
    boolean_to_primitive, decimal_to_decimal, decimal_to_float, decimal_to_integer, float_to_decimal,
    integer_to_decimal, primitive_to_boolean, primitive_to_primitive,
};

use super::{Bitmap, Column, DataType, Ints, Values};
use crate::calendar::MICROS_PER_DAY;

/// Digits of decimals while they are cast: all that 128 bits hold.
const PRECISION: usize = 38;

/// Values in the widest form of their kind, which is what the kernels cast.
enum Wide {
    Bool(BooleanArray),
    Int(PrimitiveArray<i64>),
    /// Its Arrow type carries the scale.
    Decimal(PrimitiveArray<i128>),
    Float(PrimitiveArray<f64>),
}

impl Column {
    /// The same values as another type, null where it does not hold them: numbers and truth values as one another, and
    /// the day of a time. A number that has to be rounded for a whole or a decimal number is not held; doubles take the
    /// nearest one. None for every other pair of types, which only a reader of texts can convert.
    pub fn cast(&self, to: DataType) -> Option<Self> {
        if let (DataType::DateTime, DataType::Date, Values::Ints(times)) =
            (self.data_type(), to, self.values())
        {
            let days = (0..times.len()).map(|row| times.get(row).div_euclid(MICROS_PER_DAY) as i32);
            let days = Ints::I32(days.collect::<Vec<_>>().into());
            return Some(Self::new(self.name(), to, Values::Ints(days), self.validity().cloned()));
        }
        let found = self.named(to, Wide::of(self)?.cast(to)?);
        if to == DataType::Float {
            return Some(found);
        }
        // What comes back otherwise than it went was rounded.
        let back = self.named(self.data_type(), Wide::of(&found)?.cast(self.data_type())?);
        let holds = |row: usize| found.is_valid(row) && self.get(row) == back.get(row);
        let validity = (0..self.len()).map(holds).collect();
        Some(Self::new(self.name(), to, found.values().clone(), Some(validity)))
    }

    fn named(&self, data_type: DataType, wide: Wide) -> Self {
        let (values, validity) = match wide {
            Wide::Bool(bits) => (Values::Bits(bits.values().clone()), bits.validity().cloned()),
            Wide::Int(array) => {
                (Values::Ints(Ints::narrowest(array.values().clone().to_vec())), array.validity().cloned())
            }
            Wide::Decimal(array) => {
                // What 64 bits do not hold is no value.
                let units: Vec<Option<i64>> =
                    array.iter().map(|units| units.and_then(|&units| i64::try_from(units).ok())).collect();
                let validity: Bitmap = units.iter().map(Option::is_some).collect();
                let units = units.into_iter().map(Option::unwrap_or_default).collect();
                (Values::Ints(Ints::narrowest(units)), Some(validity))
            }
            Wide::Float(array) => (Values::Floats(array.values().clone()), array.validity().cloned()),
        };
        Self::new(self.name(), data_type, values, validity)
    }
}

impl Wide {
    /// None for dates, times and texts.
    fn of(column: &Column) -> Option<Self> {
        let validity = || column.validity().cloned();
        Some(match (column.data_type(), column.values()) {
            (DataType::Bool, Values::Bits(bits)) => {
                Self::Bool(BooleanArray::new(ArrowDataType::Boolean, bits.clone(), validity()))
            }
            (DataType::Float, Values::Floats(floats)) => Self::Float(array(floats.clone(), validity())),
            (DataType::Int, Values::Ints(ints)) => {
                let wide: Vec<i64> = (0..ints.len()).map(|row| ints.get(row)).collect();
                Self::Int(array(wide.into(), validity()))
            }
            (DataType::Decimal { scale }, Values::Ints(ints)) => {
                let units: Vec<i128> = (0..ints.len()).map(|row| i128::from(ints.get(row))).collect();
                Self::Decimal(
                    array(units.into(), validity()).to(ArrowDataType::Decimal(PRECISION, usize::from(scale))),
                )
            }
            _ => return None,
        })
    }

    fn cast(&self, to: DataType) -> Option<Self> {
        use Wide::{Bool, Decimal, Float, Int};
        Some(match to {
            DataType::Bool => Bool(match self {
                Bool(array) => array.clone(),
                Int(array) => primitive_to_boolean(array, ArrowDataType::Boolean),
                Decimal(array) => primitive_to_boolean(array, ArrowDataType::Boolean),
                Float(array) => primitive_to_boolean(array, ArrowDataType::Boolean),
            }),
            DataType::Int => Int(match self {
                Bool(array) => boolean_to_primitive(array),
                Int(array) => array.clone(),
                Decimal(array) => decimal_to_integer(array),
                Float(array) => primitive_to_primitive(array, &ArrowDataType::Int64),
            }),
            DataType::Decimal { scale } => Decimal({
                let digits = usize::from(scale);
                match self {
                    Bool(array) => integer_to_decimal(&boolean_to_primitive::<i64>(array), PRECISION, digits),
                    Int(array) => integer_to_decimal(array, PRECISION, digits),
                    Decimal(array) => decimal_to_decimal(array, PRECISION, digits),
                    Float(array) => float_to_decimal(array, PRECISION, digits),
                }
            }),
            DataType::Float => Float(match self {
                Bool(array) => boolean_to_primitive(array),
                Int(array) => primitive_to_primitive(array, &ArrowDataType::Float64),
                Decimal(array) => decimal_to_float(array),
                Float(array) => array.clone(),
            }),
            DataType::Date | DataType::DateTime | DataType::Text => return None,
        })
    }
}

fn array<T: NativeType>(values: Buffer<T>, validity: Option<Bitmap>) -> PrimitiveArray<T> {
    PrimitiveArray::new(T::PRIMITIVE.into(), values, validity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Date, DateTime};
    use crate::table::Scalar;

    fn ints(data_type: DataType, values: &[i64]) -> Column {
        Column::new("x", data_type, Values::Ints(Ints::narrowest(values.to_vec())), None)
    }

    fn values(column: &Column) -> Vec<Scalar> {
        (0..column.len()).map(|row| column.get(row)).collect()
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

    #[test]
    fn what_was_null_stays_null() {
        let valid = Bitmap::from_iter([true, false, true]);
        let values_of = |found: Option<Column>| values(&found.expect("numbers and truth values"));
        let bits = Column::new(
            "x",
            DataType::Bool,
            Values::Bits(Bitmap::from_iter([true, true, false])),
            Some(valid.clone()),
        );
        assert_eq!(values_of(bits.cast(DataType::Int)), [Scalar::Int(1), Scalar::Null, Scalar::Int(0)]);
        assert_eq!(
            values_of(bits.cast(DataType::Float)),
            [Scalar::Float(1.0), Scalar::Null, Scalar::Float(0.0)]
        );
        let units = Values::Ints(Ints::narrowest(vec![-1_050, 7, i64::MAX]));
        let money = Column::new("x", DataType::Decimal { scale: 2 }, units, Some(valid));
        let finer = DataType::Decimal { scale: 3 };
        let decimal = |units| Scalar::Decimal { units, scale: 3 };
        assert_eq!(values_of(money.cast(finer)), [decimal(-10_500), Scalar::Null, Scalar::Null]);
        assert_eq!(
            values_of(money.cast(DataType::Decimal { scale: 1 }))[0],
            Scalar::Decimal { units: -105, scale: 1 }
        );
    }
}
