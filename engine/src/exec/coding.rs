//! Columns as small integer codes, one a row: what grouping, filtering and distinct counting read.
//!
//! A coded text column, a bool and a narrow integer range are read in place. Everything else gets a code array once,
//! by hashing, which the caller keeps. The code after the last stands for null.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use hashbrown::HashTable;
use polars_arrow::bitmap::Bitmap;
use rustc_hash::FxBuildHasher;

use crate::calendar::{Date, MICROS_PER_DAY};
use crate::table::{Codes, Column, DataType, Ints, Scalar, Values};

/// Integer ranges up to this span are read in place.
const DENSE_SPAN: i64 = 1 << 22;

/// How to read a column as codes.
#[derive(Clone, Debug)]
pub(crate) struct Coding {
    column: Column,
    form: Form,
    /// Number of codes, null not counted.
    pub(crate) cardinality: usize,
}

#[derive(Clone, Debug)]
enum Form {
    /// The dictionary's codes.
    Dictionary,
    /// Value less the base.
    Offset(i64),
    /// Day of a timestamp less the base.
    Days(i64),
    /// 0 and 1.
    Bits,
    /// A code array beside the column; `firsts` are rows where each code appears first.
    Hashed { codes: Arc<Codes>, firsts: Arc<Vec<u32>> },
}

impl Coding {
    /// How to read `column`; hashes it where its own form will not do.
    pub(crate) fn of(column: &Column) -> Self {
        let (form, cardinality) = match column.values() {
            Values::Bits(_) => (Form::Bits, 2),
            Values::Coded { dictionary, .. } => (Form::Dictionary, dictionary.len()),
            Values::Ints(_) => match column.int_range() {
                None => (Form::Offset(0), 0),
                Some((low, high)) if high.saturating_sub(low) < DENSE_SPAN => {
                    (Form::Offset(low), (high - low + 1) as usize)
                }
                Some(_) => hashed(column),
            },
            Values::Floats(_) | Values::Plain(_) => hashed(column),
        };
        Self { column: column.clone(), form, cardinality }
    }

    /// How to read the days of a date or timestamp column; none for other types or when there is no value.
    pub(crate) fn days(column: &Column) -> Option<Self> {
        let (low, high) = column.int_range()?;
        let (form, low, high) = match column.data_type() {
            DataType::Date => (Form::Offset(low), low, high),
            DataType::DateTime => {
                let (low, high) = (low.div_euclid(MICROS_PER_DAY), high.div_euclid(MICROS_PER_DAY));
                (Form::Days(low), low, high)
            }
            _ => return None,
        };
        Some(Self { column: column.clone(), form, cardinality: usize::try_from(high - low + 1).ok()? })
    }

    /// The code of null.
    pub(crate) fn null(&self) -> usize {
        self.cardinality
    }

    /// The value of a code; a day for codings by [`Coding::days`].
    pub(crate) fn member(&self, code: usize) -> Scalar {
        if code >= self.cardinality {
            return Scalar::Null;
        }
        match (&self.form, self.column.values()) {
            (Form::Dictionary, Values::Coded { dictionary, .. }) => {
                Scalar::Text(dictionary.get(code).to_owned())
            }
            (Form::Bits, _) => Scalar::Bool(code == 1),
            (Form::Days(base), _) => Scalar::Date(Date::from_days((base + code as i64) as i32)),
            (Form::Offset(base), _) => {
                let units = base + code as i64;
                match self.column.data_type() {
                    DataType::Decimal { scale } => Scalar::Decimal { units, scale },
                    DataType::Date => Scalar::Date(Date::from_days(units as i32)),
                    DataType::DateTime => Scalar::DateTime(crate::calendar::DateTime::from_micros(units)),
                    _ => Scalar::Int(units),
                }
            }
            (Form::Hashed { firsts, .. }, _) => self.column.get(firsts[code] as usize),
            (Form::Dictionary, _) => Scalar::Null,
        }
    }

    /// Place of each code in the order of its values; none where codes are in order already.
    pub(crate) fn ranks(&self) -> Option<Vec<u32>> {
        let mut order: Vec<u32> = (0..self.cardinality as u32).collect();
        match (&self.form, self.column.values()) {
            (Form::Offset(_) | Form::Days(_) | Form::Bits, _) => return None,
            (Form::Dictionary, Values::Coded { dictionary, .. }) => {
                order.sort_by(|&a, &b| dictionary.get(a as usize).cmp(dictionary.get(b as usize)));
            }
            (Form::Hashed { firsts, .. }, values) => {
                let row = |code: u32| firsts[code as usize] as usize;
                match values {
                    Values::Plain(text) => order.sort_by(|&a, &b| text.get(row(a)).cmp(text.get(row(b)))),
                    Values::Ints(ints) => order.sort_by_key(|&code| ints.get(row(code))),
                    Values::Floats(floats) => {
                        order.sort_by(|&a, &b| floats[row(a)].total_cmp(&floats[row(b)]))
                    }
                    Values::Bits(_) | Values::Coded { .. } => {}
                }
            }
            (Form::Dictionary, _) => return None,
        }
        let mut ranks = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&code, rank)| ranks[code as usize] = rank);
        Some(ranks)
    }

    /// The reader of the codes.
    pub(crate) fn reader(&self) -> Reader<'_> {
        let codes = match (&self.form, self.column.values()) {
            (Form::Dictionary, Values::Coded { codes, .. }) => Source::from_codes(codes),
            (Form::Hashed { codes, .. }, _) => Source::from_codes(codes),
            (Form::Offset(base), Values::Ints(ints)) => match ints {
                Ints::I8(v) => Source::I8(v, *base),
                Ints::I16(v) => Source::I16(v, *base),
                Ints::I32(v) => Source::I32(v, *base),
                Ints::I64(v) => Source::I64(v, *base),
            },
            (Form::Days(base), Values::Ints(Ints::I64(v))) => Source::Days(v, *base),
            (Form::Days(_), Values::Ints(_)) => Source::Zero,
            (_, Values::Bits(bits)) => Source::Bits(bits),
            _ => Source::Zero,
        };
        Reader { codes, validity: self.column.validity(), null: self.cardinality as u32 }
    }
}

/// Where codes are read from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    I8(&'a [i8], i64),
    I16(&'a [i16], i64),
    I32(&'a [i32], i64),
    I64(&'a [i64], i64),
    Days(&'a [i64], i64),
    Bits(&'a Bitmap),
    /// A column without values.
    Zero,
}

impl<'a> Source<'a> {
    fn from_codes(codes: &'a Codes) -> Self {
        match codes {
            Codes::U8(v) => Self::U8(v),
            Codes::U16(v) => Self::U16(v),
            Codes::U32(v) => Self::U32(v),
        }
    }
}

/// Codes of a column, nulls included.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) codes: Source<'a>,
    pub(crate) validity: Option<&'a Bitmap>,
    pub(crate) null: u32,
}

/// Runs `$body` with `$code` bound to a closure that gives the code of the i-th of `$rows`, specialised to the physical
/// form. Values are cut to those rows first, so that a loop over as many rows looks no further.
#[macro_export]
#[doc(hidden)]
macro_rules! with_codes {
    ($reader:expr, $rows:expr, $code:ident => $body:expr) => {{
        use $crate::exec::coding::Source;
        let reader: $crate::exec::coding::Reader<'_> = $reader;
        let rows: std::ops::Range<usize> = $rows;
        let null = reader.null;
        macro_rules! run {
            ($raw:expr) => {{
                let raw = $raw;
                match reader.validity {
                    None => {
                        let $code = |at: usize| -> u32 { raw(at) };
                        $body
                    }
                    Some(bits) => {
                        let $code =
                            |at: usize| -> u32 { if bits.get_bit(rows.start + at) { raw(at) } else { null } };
                        $body
                    }
                }
            }};
        }
        macro_rules! coded {
            ($values:expr) => {{
                let values = &$values[rows.clone()];
                run!(|at: usize| u32::from(values[at]))
            }};
        }
        macro_rules! offset {
            ($values:expr, $base:expr) => {{
                let (values, base) = (&$values[rows.clone()], $base as u32);
                // Codes are below 2^32, so the difference needs no more bits than they have.
                run!(|at: usize| (values[at] as u32).wrapping_sub(base))
            }};
        }
        match reader.codes {
            Source::U8(values) => coded!(values),
            Source::U16(values) => coded!(values),
            Source::U32(values) => coded!(values),
            Source::I8(values, base) => offset!(values, base),
            Source::I16(values, base) => offset!(values, base),
            Source::I32(values, base) => offset!(values, base),
            Source::I64(values, base) => offset!(values, base),
            Source::Days(values, base) => {
                let values = &values[rows.clone()];
                run!(|at: usize| (values[at].div_euclid($crate::calendar::MICROS_PER_DAY) - base) as u32)
            }
            Source::Bits(bits) => run!(|at: usize| u32::from(bits.get_bit(rows.start + at))),
            Source::Zero => run!(|_at: usize| null),
        }
    }};
}

impl Reader<'_> {
    /// The code at `row`.
    pub(crate) fn code(&self, row: usize) -> u32 {
        with_codes!(*self, row..row + 1, code => code(0))
    }
}

/// A code a row by first appearance.
fn hashed(column: &Column) -> (Form, usize) {
    let (codes, firsts) = match column.values() {
        Values::Plain(text) => intern(column, |row| text.get(row)),
        Values::Floats(values) => intern(column, |row| canonical_bits(values[row])),
        Values::Ints(ints) => intern(column, |row| ints.get(row)),
        Values::Bits(_) | Values::Coded { .. } => (Vec::new(), Vec::new()),
    };
    let cardinality = firsts.len();
    (
        Form::Hashed { codes: Arc::new(Codes::narrowest(codes, cardinality)), firsts: Arc::new(firsts) },
        cardinality,
    )
}

/// Codes by row, and the first row of each code.
pub(crate) fn intern<K: Hash + Eq>(column: &Column, key: impl Fn(usize) -> K) -> (Vec<u32>, Vec<u32>) {
    intern_rows(column.len(), |row| column.is_valid(row), key)
}

/// The same for any keyed rows; rows that are not `valid` get code 0.
pub(crate) fn intern_rows<K: Hash + Eq>(
    rows: usize,
    valid: impl Fn(usize) -> bool,
    key: impl Fn(usize) -> K,
) -> (Vec<u32>, Vec<u32>) {
    let hasher = FxBuildHasher;
    let mut firsts: Vec<u32> = Vec::new();
    let mut codes: Vec<u32> = Vec::with_capacity(rows);
    let mut seen: HashTable<u32> = HashTable::new();
    for row in 0..rows {
        if !valid(row) {
            codes.push(0);
            continue;
        }
        let wanted = key(row);
        let hash = hasher.hash_one(&wanted);
        let found = seen.find(hash, |&code| key(firsts[code as usize] as usize) == wanted).copied();
        let code = found.unwrap_or_else(|| {
            let code = firsts.len() as u32;
            firsts.push(row as u32);
            seen.insert_unique(hash, code, |&code| hasher.hash_one(key(firsts[code as usize] as usize)));
            code
        });
        codes.push(code);
    }
    (codes, firsts)
}

/// One bit pattern for each value: −0.0 is 0.0, every NaN is one.
pub(crate) fn canonical_bits(value: f64) -> u64 {
    if value == 0.0 {
        0
    } else if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        value.to_bits()
    }
}
