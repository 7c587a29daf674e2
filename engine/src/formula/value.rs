//! One value of one cell, exact where it can be, with the reason where there is none.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::calendar::{Date, DateTime, MICROS_PER_DAY};
use crate::frame::{Cells, Null};
use crate::table::{DataType, Scalar};

/// A cell. Whole numbers and decimals are exact; what does not fit is [`Null::Overflow`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value, and why.
    Null(Null),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// `units` ÷ 10^`scale`, scale at most 18.
    Decimal {
        /// The stored integer.
        units: i128,
        /// Digits after the point.
        scale: u8,
    },
    /// A finite double.
    Float(f64),
    /// A date.
    Date(Date),
    /// A date and time.
    DateTime(DateTime),
    /// A text.
    Text(Arc<str>),
}

/// Digits after the point that stay exact; products with more are doubles.
pub(super) const MAX_SCALE: u8 = 18;

impl From<&Scalar> for Value {
    fn from(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::Null => Self::Null(Null::NoData),
            Scalar::Bool(value) => Self::Bool(*value),
            Scalar::Int(value) => Self::Int(i128::from(*value)),
            Scalar::Decimal { units, scale } => Self::Decimal { units: i128::from(*units), scale: *scale },
            Scalar::Float(value) => Self::float(*value),
            Scalar::Date(date) => Self::Date(*date),
            Scalar::DateTime(time) => Self::DateTime(*time),
            Scalar::Text(text) => Self::Text(text.as_str().into()),
        }
    }
}

impl Value {
    /// A double; infinity and NaN are overflows.
    pub fn float(value: f64) -> Self {
        if value.is_finite() { Self::Float(value) } else { Self::Null(Null::Overflow) }
    }

    /// The cell at `row` of a frame column.
    pub fn of_cell(cells: &Cells, nulls: &[Null], row: usize) -> Self {
        match nulls.get(row) {
            Some(Null::None) | None => {}
            Some(reason) => return Self::Null(*reason),
        }
        match cells {
            Cells::Text(values) => Self::Text(values[row].as_str().into()),
            Cells::Date(values) => Self::Date(values[row]),
            Cells::Int(values) => Self::Int(i128::from(values[row])),
            Cells::Decimal { units, scale } => Self::Decimal { units: units[row], scale: *scale },
            Cells::Float(values) => Self::float(values[row]),
            Cells::Bool(values) => Self::Bool(values[row]),
            Cells::DateTime(values) => Self::DateTime(DateTime::from_micros(values[row])),
        }
    }

    /// Why there is no value.
    pub fn null(&self) -> Option<Null> {
        match self {
            Self::Null(reason) => Some(*reason),
            _ => None,
        }
    }

    /// A number as a double.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Decimal { units, scale } => Some(*units as f64 / 10f64.powi(i32::from(*scale))),
            Self::Float(value) => Some(*value),
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            _ => None,
        }
    }

    /// Units and scale of an exact number.
    fn exact(&self) -> Option<(i128, u8)> {
        match self {
            Self::Int(value) => Some((*value, 0)),
            Self::Decimal { units, scale } => Some((*units, *scale)),
            Self::Bool(value) => Some((i128::from(*value), 0)),
            _ => None,
        }
    }

    fn of_exact(units: i128, scale: u8) -> Self {
        if scale == 0 { Self::Int(units) } else { Self::Decimal { units, scale } }
    }

    /// `x + y` or, negated, `x − y`. Dates take days; the difference of dates is days.
    pub(super) fn add(&self, other: &Self, is_negated: bool) -> Self {
        let sign = if is_negated { -1 } else { 1 };
        match (self, other) {
            (Self::Date(x), Self::Date(y)) if is_negated => {
                return Self::Int(i128::from(x.days()) - i128::from(y.days()));
            }
            (Self::Date(date), Self::Int(days)) | (Self::Int(days), Self::Date(date)) => {
                return i32::try_from(i128::from(date.days()) + sign * days)
                    .map_or(Self::Null(Null::Overflow), |days| Self::Date(Date::from_days(days)));
            }
            (Self::DateTime(_) | Self::Date(_), Self::DateTime(_) | Self::Date(_)) if is_negated => {
                let micros = |value: &Self| value.micros().unwrap_or_default() as f64;
                return Self::float((micros(self) - micros(other)) / MICROS_PER_DAY as f64);
            }
            _ => {}
        }
        match (self.exact(), other.exact()) {
            (Some(x), Some(y)) => {
                let scale = x.1.max(y.1);
                let sum = || rescale(x, scale)?.checked_add(rescale(y, scale)?.checked_mul(sign)?);
                sum().map_or(Self::Null(Null::Overflow), |units| Self::of_exact(units, scale))
            }
            _ => self.floats(other, |x, y| x + sign as f64 * y),
        }
    }

    pub(super) fn multiply(&self, other: &Self) -> Self {
        match (self.exact(), other.exact()) {
            (Some((x, x_scale)), Some((y, y_scale))) if x_scale + y_scale <= MAX_SCALE => x
                .checked_mul(y)
                .map_or(Self::Null(Null::Overflow), |units| Self::of_exact(units, x_scale + y_scale)),
            _ => self.floats(other, |x, y| x * y),
        }
    }

    /// Always a double; a zero divisor has no result.
    pub(super) fn divide(&self, other: &Self) -> Self {
        match other.as_f64() {
            Some(0.0) => Self::Null(Null::ZeroDenominator),
            _ => self.floats(other, |x, y| x / y),
        }
    }

    /// `self` ÷ `whole`: a null goes through with its reason, a zero divisor has no result.
    pub fn over(&self, whole: &Self) -> Self {
        match (self.null(), whole.null()) {
            (Some(reason), _) | (None, Some(reason)) => Self::Null(reason),
            (None, None) => self.divide(whole),
        }
    }

    fn floats(&self, other: &Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        match (self.as_f64(), other.as_f64()) {
            (Some(x), Some(y)) => Self::float(combine(x, y)),
            // The checker lets no text through; a model edited by hand reads as nothing to compute with.
            _ => Self::Null(Null::NoData),
        }
    }

    pub(super) fn negate(&self) -> Self {
        match self {
            Self::Int(value) => value.checked_neg().map_or(Self::Null(Null::Overflow), Self::Int),
            Self::Decimal { units, scale } => units
                .checked_neg()
                .map_or(Self::Null(Null::Overflow), |units| Self::Decimal { units, scale: *scale }),
            Self::Float(value) => Self::Float(-value),
            Self::Null(reason) => Self::Null(*reason),
            _ => Self::Null(Null::NoData),
        }
    }

    pub(super) fn abs(&self) -> Self {
        match self.as_f64() {
            Some(value) if value < 0.0 => self.negate(),
            _ => self.clone(),
        }
    }

    /// Half away from zero, to `digits` after the point; negative digits round to tens, hundreds …
    pub(super) fn round(&self, digits: i32) -> Self {
        let digits = digits.clamp(-i32::from(MAX_SCALE), i32::from(MAX_SCALE));
        match (self, self.exact()) {
            (Self::Bool(_), _) => Self::Null(Null::NoData),
            (_, Some((units, scale))) => {
                let drop = i32::from(scale) - digits;
                if drop <= 0 {
                    return self.clone();
                }
                let unit = 10i128.pow(drop.unsigned_abs());
                let whole =
                    units / unit + i128::from((units % unit).abs() >= unit - unit / 2) * units.signum();
                match u8::try_from(digits) {
                    Ok(scale) => Self::of_exact(whole, scale),
                    Err(_) => whole
                        .checked_mul(10i128.pow(digits.unsigned_abs()))
                        .map_or(Self::Null(Null::Overflow), Self::Int),
                }
            }
            (Self::Float(value), _) => {
                let unit = 10f64.powi(digits.abs());
                let rounded =
                    if digits >= 0 { (value * unit).round() / unit } else { (value / unit).round() * unit };
                // Beyond the digits of a double there is nothing to round.
                Self::Float(if rounded.is_finite() { rounded } else { *value })
            }
            (Self::Null(reason), _) => Self::Null(*reason),
            _ => Self::Null(Null::NoData),
        }
    }

    /// Order of two values of comparable types; none for nulls and for types that do not compare.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(x), Self::Text(y)) => Some(x.cmp(y)),
            (Self::Date(x), Self::Date(y)) => Some(x.cmp(y)),
            (Self::Date(_) | Self::DateTime(_), Self::Date(_) | Self::DateTime(_)) => {
                Some(self.micros()?.cmp(&other.micros()?))
            }
            _ => {
                if let (Some(x), Some(y)) = (self.exact(), other.exact()) {
                    let scale = x.1.max(y.1);
                    if let (Some(x), Some(y)) = (rescale(x, scale), rescale(y, scale)) {
                        return Some(x.cmp(&y));
                    }
                }
                self.as_f64()?.partial_cmp(&other.as_f64()?)
            }
        }
    }

    fn micros(&self) -> Option<i64> {
        match self {
            Self::Date(date) => Some(i64::from(date.days()) * MICROS_PER_DAY),
            Self::DateTime(time) => Some(time.micros()),
            _ => None,
        }
    }
}

fn rescale((units, scale): (i128, u8), to: u8) -> Option<i128> {
    units.checked_mul(10i128.checked_pow(u32::from(to - scale))?)
}

/// A column of `data_type` from its values; nulls is empty when every cell has a value. A whole number beyond 64 bits
/// becomes [`Null::Overflow`].
pub fn column_of(values: impl Iterator<Item = Value>, data_type: DataType) -> (Cells, Vec<Null>) {
    let mut nulls = Vec::new();
    let mut has_null = false;
    let mut fill = |value: &Value, fits: bool| {
        let null = match value {
            Value::Null(reason) => *reason,
            _ if fits => Null::None,
            _ => Null::Overflow,
        };
        has_null |= null != Null::None;
        nulls.push(null);
    };
    macro_rules! cells {
        ($kind:expr, |$value:ident| $cell:expr) => {{
            let cells = values.map(|$value| {
                let cell = $cell;
                fill(&$value, cell.is_some());
                cell.unwrap_or_default()
            });
            $kind(cells.collect())
        }};
    }
    let cells = match data_type {
        DataType::Int => cells!(Cells::Int, |value| value
            .exact()
            .and_then(|(v, scale)| { if scale == 0 { i64::try_from(v).ok() } else { None } })),
        DataType::Decimal { scale } => {
            let units = cells!(std::convert::identity::<Vec<i128>>, |value| {
                value.exact().and_then(|exact| if exact.1 <= scale { rescale(exact, scale) } else { None })
            });
            Cells::Decimal { units, scale }
        }
        DataType::Float => cells!(Cells::Float, |value| value.as_f64()),
        DataType::Bool => cells!(Cells::Bool, |value| match &value {
            Value::Bool(v) => Some(*v),
            _ => None,
        }),
        DataType::Date => cells!(Cells::Date, |value| match &value {
            Value::Date(v) => Some(*v),
            _ => None,
        }),
        DataType::DateTime => cells!(Cells::DateTime, |value| value.micros()),
        DataType::Text => cells!(Cells::Text, |value| match &value {
            Value::Text(v) => Some(v.to_string()),
            _ => None,
        }),
    };
    (cells, if has_null { nulls } else { Vec::new() })
}
