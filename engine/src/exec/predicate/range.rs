//! Conditions on one column as a range of its stored integers.

use super::{Now, Predicate, days_between};
use crate::calendar::{Date, MICROS_PER_DAY};
use crate::query::{Comparison, Test};
use crate::table::{Column, DataType, Scalar, Values};

/// The stored integers that pass a comparison with constants, if it is one.
pub(super) fn integer_range(column: &Column, now: Now, test: &Test) -> Option<(i64, i64)> {
    if !matches!(column.values(), Values::Ints(_)) {
        return None;
    }
    let open = (i64::MIN, i64::MAX);
    match test {
        Test::Is(Comparison::Eq, value) => {
            let (floor, exact) = stored(column, value)?;
            if exact { Some((floor, floor)) } else { Some((1, 0)) }
        }
        Test::Is(Comparison::Le, value) => Some((open.0, stored_end(column, value)?)),
        Test::Is(Comparison::Lt, value) => {
            let (floor, exact) = stored(column, value)?;
            Some((open.0, if exact { floor.checked_sub(1)? } else { floor }))
        }
        Test::Is(Comparison::Gt, value) => Some((stored_end(column, value)?.checked_add(1)?, open.1)),
        Test::Is(Comparison::Ge, value) => {
            let (floor, exact) = stored(column, value)?;
            Some((if exact { floor } else { floor.checked_add(1)? }, open.1))
        }
        Test::Between(low, high) => {
            let from = match low {
                Some(value) => integer_range(column, now, &Test::Is(Comparison::Ge, value.clone()))?.0,
                None => open.0,
            };
            let to = match high {
                Some(value) => stored_end(column, value)?,
                None => open.1,
            };
            Some((from, to))
        }
        Test::Period(period) => {
            let (from, to) = now.resolve(*period)?;
            match days_between(column, from, to) {
                Predicate::Ints { low, high, .. } if column.data_type().is_time() => Some((low, high)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The greatest stored integer not above a constant, and whether it is equal.
fn stored(column: &Column, value: &Scalar) -> Option<(i64, bool)> {
    match (column.data_type(), value) {
        (DataType::Int, Scalar::Int(value)) => Some((*value, true)),
        (DataType::Decimal { scale }, Scalar::Int(value)) => {
            Some((value.checked_mul(10i64.checked_pow(u32::from(scale))?)?, true))
        }
        (DataType::Int | DataType::Decimal { .. }, Scalar::Float(value)) => {
            let scale = match column.data_type() {
                DataType::Decimal { scale } => scale,
                _ => 0,
            };
            let units = value * 10f64.powi(i32::from(scale));
            if units.abs() > 9e15 {
                return None;
            }
            // A constant such as 0.29 is not a double; to the column's digits it is.
            let nearest = units.round();
            if (units - nearest).abs() < 1e-6 {
                Some((nearest as i64, true))
            } else {
                Some((units.floor() as i64, false))
            }
        }
        (DataType::Decimal { scale: to }, Scalar::Decimal { units, scale }) if *scale <= to => {
            Some((units.checked_mul(10i64.checked_pow(u32::from(to - scale))?)?, true))
        }
        (DataType::Date, Scalar::Date(day)) => Some((i64::from(day.days()), true)),
        (DataType::Date, Scalar::Text(text)) => Some((i64::from(Date::parse(text)?.days()), true)),
        (DataType::DateTime, Scalar::DateTime(time)) => Some((time.micros(), true)),
        (DataType::DateTime, Scalar::Date(day)) => {
            Some((i64::from(day.days()).checked_mul(MICROS_PER_DAY)?, true))
        }
        (DataType::DateTime, Scalar::Text(text)) => {
            Some((i64::from(Date::parse(text)?.days()).checked_mul(MICROS_PER_DAY)?, true))
        }
        _ => None,
    }
}

/// The last stored integer that counts as equal to, or below, a constant: a date covers its whole day.
fn stored_end(column: &Column, value: &Scalar) -> Option<i64> {
    let (floor, _) = stored(column, value)?;
    let is_day = matches!(value, Scalar::Date(_) | Scalar::Text(_));
    if column.data_type() == DataType::DateTime && is_day {
        floor.checked_add(MICROS_PER_DAY - 1)
    } else {
        Some(floor)
    }
}
