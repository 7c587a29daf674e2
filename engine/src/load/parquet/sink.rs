//! The buffers of one column while its chunks come in.

use polars_arrow::array::{
    Array, BinaryViewArray, BooleanArray, DictionaryArray, FixedSizeBinaryArray, PrimitiveArray,
    Utf8ViewArray,
};
use polars_arrow::bitmap::MutableBitmap;
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

use super::super::build::{Brief, Built, GrowInts, GrowValidity, RejectLog, TextBuilder};
use super::super::messages;
use super::super::report::Reason;
use super::types::Field;
use super::{counted, damaged};
use crate::diag::Diagnostic;
use crate::table::{Bitmap, DataType, Values};

/// A column under construction.
pub(super) struct Sink {
    values: Buffers,
    validity: GrowValidity,
    rejects: RejectLog,
    expected: usize,
    notes: Vec<Diagnostic>,
    offset_micros: i64,
}

enum Buffers {
    Bits(MutableBitmap),
    Ints(GrowInts),
    Floats(Vec<f64>),
    Text(Box<TextBuilder>),
}

/// A finished column.
pub(super) struct Done {
    pub(super) values: Values,
    pub(super) validity: Option<Bitmap>,
    pub(super) rejects: RejectLog,
    pub(super) notes: Vec<Diagnostic>,
}

impl Sink {
    pub(super) fn new(field: &Field, rows: usize, keep: usize, trim: bool) -> Self {
        use ArrowDataType as A;
        let values = match field.arrow {
            _ if field.data_type == DataType::Float => Buffers::Floats(Vec::new()),
            A::Boolean => Buffers::Bits(MutableBitmap::new()),
            A::Utf8View | A::BinaryView | A::FixedSizeBinary(_) | A::Null => {
                let brief =
                    Brief { forced: None, trim, named_date: false, expected: rows, keep, reconsider: false };
                Buffers::Text(Box::new(TextBuilder::new(brief)))
            }
            _ => Buffers::Ints(GrowInts::new()),
        };
        Self {
            values,
            validity: GrowValidity::default(),
            rejects: RejectLog::new(keep),
            expected: rows,
            notes: field.notes.clone(),
            offset_micros: field.offset_minutes * 60_000_000,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let values = match &self.values {
            Buffers::Bits(bits) => bits.capacity() / 8,
            Buffers::Ints(ints) => ints.bytes(),
            Buffers::Floats(floats) => floats.capacity() * 8,
            Buffers::Text(text) => text.bytes(),
        };
        values + self.validity.bytes()
    }

    /// Takes the values of an array of the type that the field is decoded to.
    pub(super) fn push(&mut self, array: &dyn Array) -> Result<(), Diagnostic> {
        use ArrowDataType as A;
        let offset = self.offset_micros;
        match array.dtype() {
            A::Boolean => {
                let array: &BooleanArray = cast(array)?;
                if let Buffers::Bits(bits) = &mut self.values {
                    bits.extend_from_bitmap(array.values());
                }
                self.push_validity(array);
                Ok(())
            }
            A::Int8 => self.push_ints::<i8>(array, |v| Some(v.into())),
            A::Int16 => self.push_ints::<i16>(array, |v| Some(v.into())),
            A::Int32 | A::Date32 => self.push_ints::<i32>(array, |v| Some(v.into())),
            A::Int64 => self.push_ints::<i64>(array, Some),
            A::UInt8 => self.push_ints::<u8>(array, |v| Some(v.into())),
            A::UInt16 => self.push_ints::<u16>(array, |v| Some(v.into())),
            A::UInt32 => self.push_ints::<u32>(array, |v| Some(v.into())),
            A::UInt64 => self.push_ints::<u64>(array, |v| v.try_into().ok()),
            A::Decimal(..) => self.push_ints::<i128>(array, |v| v.try_into().ok()),
            A::Timestamp(TimeUnit::Second, _) => {
                self.push_ints::<i64>(array, |v| v.checked_mul(1_000_000)?.checked_add(offset))
            }
            A::Timestamp(TimeUnit::Millisecond, _) => {
                self.push_ints::<i64>(array, |v| v.checked_mul(1_000)?.checked_add(offset))
            }
            A::Timestamp(TimeUnit::Microsecond, _) => self.push_ints::<i64>(array, |v| v.checked_add(offset)),
            A::Timestamp(TimeUnit::Nanosecond, _) => {
                self.push_ints::<i64>(array, |v| v.div_euclid(1_000).checked_add(offset))
            }
            A::Float32 => self.push_floats(array, |v: f32| f64::from(v)),
            A::Float64 => self.push_floats(array, |v: f64| v),
            A::Utf8View => {
                let array: &Utf8ViewArray = cast(array)?;
                self.push_texts(array.iter().map(|text| text.map(str::as_bytes)));
                Ok(())
            }
            A::BinaryView => {
                let array: &BinaryViewArray = cast(array)?;
                self.push_texts(array.iter());
                Ok(())
            }
            A::FixedSizeBinary(_) => {
                let array: &FixedSizeBinaryArray = cast(array)?;
                match &self.values {
                    Buffers::Floats(_) => self.push_halves(array),
                    _ => self.push_texts(array.iter()),
                }
                Ok(())
            }
            A::Null => {
                self.push_texts(std::iter::repeat_n(None, array.len()));
                Ok(())
            }
            other => Err(damaged(format_args!("{other:?}"))),
        }
    }

    /// Takes codes and what they stand for.
    pub(super) fn push_coded(&mut self, array: &DictionaryArray<u32>) -> Result<(), Diagnostic> {
        let words: &Utf8ViewArray = cast(array.values().as_ref())?;
        if let Buffers::Text(text) = &mut self.values {
            text.append_coded(words.values_iter(), array.keys_iter().map(|key| key.map(|code| code as u32)));
        }
        Ok(())
    }

    fn push_texts<'a>(&mut self, texts: impl Iterator<Item = Option<&'a [u8]>>) {
        if let Buffers::Text(text) = &mut self.values {
            text.append_values(texts);
        }
    }

    fn push_ints<T: NativeType>(
        &mut self,
        array: &dyn Array,
        convert: impl Fn(T) -> Option<i64>,
    ) -> Result<(), Diagnostic> {
        let array: &PrimitiveArray<T> = cast(array)?;
        let first = self.validity.rows();
        self.push_validity(array);
        let Buffers::Ints(ints) = &mut self.values else { return Ok(()) };
        let mut block = Vec::with_capacity(4096);
        for (index, values) in array.values().chunks(4096).enumerate() {
            block.clear();
            for (row, &value) in values.iter().enumerate() {
                let row = first + index * 4096 + row;
                let converted = convert(value);
                if converted.is_none() && self.validity.is_valid(row) {
                    self.rejects.add(row as u64, format!("{value:?}").as_bytes(), Reason::OutOfRange);
                    self.validity.set_null(row);
                }
                // What stands below a null must not widen the column.
                block.push(converted.filter(|_| self.validity.is_valid(row)).unwrap_or(0));
            }
            ints.extend(&block, self.expected);
        }
        Ok(())
    }

    fn push_floats<T: NativeType>(
        &mut self,
        array: &dyn Array,
        convert: impl Fn(T) -> f64,
    ) -> Result<(), Diagnostic> {
        let array: &PrimitiveArray<T> = cast(array)?;
        let first = self.validity.rows();
        self.push_validity(array);
        let Buffers::Floats(floats) = &mut self.values else { return Ok(()) };
        // Reserved only now that a first chunk has turned out to be sound.
        if floats.is_empty() {
            floats.reserve(self.expected);
        }
        for (row, &value) in array.values().iter().enumerate() {
            let value = convert(value);
            // NaN says that there is no value.
            if value.is_nan() {
                self.validity.set_null(first + row);
            }
            floats.push(if value.is_nan() { 0.0 } else { value });
        }
        Ok(())
    }

    /// IEEE halves, two bytes each, little end first.
    fn push_halves(&mut self, array: &FixedSizeBinaryArray) {
        let values = array.values().as_chunks::<2>().0.iter().map(|&bytes| half(u16::from_le_bytes(bytes)));
        let values = PrimitiveArray::from_vec(values.collect::<Vec<f64>>());
        let values = values.with_validity(array.validity().cloned());
        // The array is made of doubles, so it is taken.
        let _ = self.push_floats(&values, |v: f64| v);
    }

    fn push_validity(&mut self, array: &dyn Array) {
        let nulls: Vec<u32> = match array.validity() {
            Some(bits) => (0..bits.len()).filter(|&row| !bits.get_bit(row)).map(|row| row as u32).collect(),
            None => Vec::new(),
        };
        self.validity.extend(array.len(), &nulls, self.expected);
    }

    pub(super) fn finish(mut self) -> Done {
        if self.rejects.total > 0 {
            self.notes.push(counted(&messages::OUT_OF_RANGE, self.rejects.total));
        }
        let values = match self.values {
            Buffers::Bits(bits) => Values::Bits(bits.freeze()),
            Buffers::Ints(ints) => Values::Ints(ints.finish()),
            Buffers::Floats(floats) => Values::Floats(floats.into()),
            Buffers::Text(text) => match text.finish() {
                Built::Column(built) => {
                    if built.rejects.total > 0 {
                        self.notes.push(counted(&messages::NOT_UTF8, built.rejects.total));
                    }
                    return Done {
                        values: built.values,
                        validity: built.validity,
                        rejects: RejectLog::default(),
                        notes: self.notes,
                    };
                }
                // Text that is not reconsidered asks for nothing.
                Built::Again(_) => Values::Plain(Default::default()),
            },
        };
        Done { values, validity: self.validity.finish(), rejects: self.rejects, notes: self.notes }
    }
}

fn cast<A: Array>(array: &dyn Array) -> Result<&A, Diagnostic> {
    array.as_any().downcast_ref().ok_or_else(|| damaged(format_args!("{:?}", array.dtype())))
}

/// A half as a double (IEEE 754-2008, binary16).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}
