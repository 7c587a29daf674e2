//! Conditions as masks over batches.
//!
//! A condition on one field becomes a table over the field's codes: it is evaluated once per distinct value, not once
//! per row. Numbers with many values are compared in place; what names several fields is evaluated row by row.

mod range;

use std::sync::Arc;

use super::bound::{Bound, Lookup};
use super::coding::Coding;
use super::kernels;
use crate::calendar::{Date, MICROS_PER_DAY, Period};
use crate::diag::Diagnostic;
use crate::for_ints;
use crate::formula::{BinaryOp, Expr, Node, Over, Value, evaluate};
use crate::frame::Null;
use crate::query::plan::as_test;
use crate::query::{Comparison, Condition, Reach, Test};
use crate::table::{Column, DataType, Scalar, Values};
use range::integer_range;

/// Up to this many codes a table beats comparing numbers in place.
const TABLE_CODES: usize = 1 << 14;

/// A condition on rows.
#[derive(Clone, Debug)]
pub(crate) enum Predicate {
    /// Every row.
    Always,
    /// No row.
    Never,
    /// Every one holds.
    All(Vec<Predicate>),
    /// At least one holds.
    Any(Vec<Predicate>),
    /// By the codes of a key.
    Codes { lookup: Arc<Lookup>, allowed: Arc<Vec<u8>> },
    /// Integers from … to, both included.
    Ints { column: Column, low: i64, high: i64, inside: bool },
    /// A date beside a day that follows from another date of the row: `before[code]`, in the first column's units.
    Before { column: Column, own: Coding, before: Arc<Vec<i64>>, wanted: bool },
    /// Row by row.
    Rows { expr: Arc<Expr<usize>>, inputs: Vec<Arc<Lookup>>, wanted: bool },
}

/// What relative periods need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    pub(crate) as_of: Option<Date>,
    pub(crate) fiscal_start_month: u32,
}

impl Now {
    /// First and last day of a period; none where the data has no day to count from.
    pub(crate) fn resolve(&self, period: Period) -> Option<(Date, Date)> {
        match (period, self.as_of) {
            (Period::Between(from, to), _) => Some((from, to)),
            (_, Some(as_of)) => Some(period.resolve(as_of, self.fiscal_start_month)),
            (_, None) => None,
        }
    }
}

/// Days of a period; where no row has a date, none lies in a period that counts from today.
pub(crate) fn within(column: &Column, now: Now, period: Period) -> Predicate {
    now.resolve(period).map_or(Predicate::Never, |(from, to)| days_between(column, from, to))
}

/// The condition that all of `conditions` hold.
///
/// # Errors
/// Joins that the data does not allow.
pub(crate) fn all(bound: &Bound, now: Now, conditions: &[Condition]) -> Result<Predicate, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut parts = Vec::new();
    for condition in conditions {
        match compile(bound, now, condition, true) {
            Ok(part) => parts.push(part),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(conjunction(parts)) } else { Err(errors) }
}

/// Days from … to of a date or timestamp column, both included.
pub(crate) fn days_between(column: &Column, from: Date, to: Date) -> Predicate {
    let (low, high) = (i64::from(from.days()), i64::from(to.days()));
    let (low, high) = match column.data_type() {
        // Open ends are days far outside the range of timestamps.
        DataType::DateTime => (
            low.saturating_mul(MICROS_PER_DAY),
            high.saturating_mul(MICROS_PER_DAY).saturating_add(MICROS_PER_DAY - 1),
        ),
        _ => (low, high),
    };
    Predicate::Ints { column: column.clone(), low, high, inside: true }
}

pub(crate) fn conjunction(parts: Vec<Predicate>) -> Predicate {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Predicate::Always => {}
            Predicate::Never => return Predicate::Never,
            Predicate::All(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    match kept.len() {
        0 => Predicate::Always,
        1 => kept.remove(0),
        _ => Predicate::All(kept),
    }
}

pub(super) fn disjunction(parts: Vec<Predicate>) -> Predicate {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Predicate::Never => {}
            Predicate::Always => return Predicate::Always,
            other => kept.push(other),
        }
    }
    match kept.len() {
        0 => Predicate::Never,
        1 => kept.remove(0),
        _ => Predicate::Any(kept),
    }
}

/// Rows on which `condition` is `wanted`; rows on which it is unknown never pass.
fn compile(bound: &Bound, now: Now, condition: &Condition, wanted: bool) -> Result<Predicate, Diagnostic> {
    Ok(match condition {
        Condition::Not(inner) => compile(bound, now, inner, !wanted)?,
        Condition::All(parts) | Condition::Any(parts) => {
            let parts: Result<Vec<_>, _> =
                parts.iter().map(|part| compile(bound, now, part, wanted)).collect();
            // De Morgan: "all" that is not wanted is "any" of what is not.
            if matches!(condition, Condition::All(_)) == wanted {
                conjunction(parts?)
            } else {
                disjunction(parts?)
            }
        }
        Condition::Test(reach, test) => test_on(bound, now, reach, test, wanted)?,
        Condition::Expr(expr) => expression(bound, now, expr, wanted)?,
    })
}

fn test_on(
    bound: &Bound,
    now: Now,
    reach: &Reach,
    test: &Test,
    wanted: bool,
) -> Result<Predicate, Diagnostic> {
    let lookup = bound.lookup(reach)?;
    if reach.path.is_empty() && lookup.target.cardinality > TABLE_CODES {
        let column = bound.column(reach.field);
        if let Some((low, high)) = integer_range(&column, now, test) {
            return Ok(Predicate::Ints { column, low, high, inside: wanted });
        }
    }
    Ok(by_codes(lookup, |value, unmatched| satisfies(test, value, unmatched, now) == Some(wanted)))
}

/// A table over the key's codes.
fn by_codes(lookup: Arc<Lookup>, passes: impl Fn(&Scalar, bool) -> bool) -> Predicate {
    let target = &lookup.target;
    let members = target.cardinality;
    let mut by_target: Vec<u8> =
        (0..members).map(|code| u8::from(passes(&target.member(code), false))).collect();
    by_target.push(u8::from(passes(&Scalar::Null, false)));
    by_target.push(u8::from(passes(&Scalar::Null, true)));
    let allowed: Vec<u8> = lookup.codes.iter().map(|&code| by_target[code as usize]).collect();
    if allowed.iter().all(|&bit| bit == 1) {
        return Predicate::Always;
    }
    if allowed.iter().all(|&bit| bit == 0) {
        return Predicate::Never;
    }
    Predicate::Codes { lookup, allowed: Arc::new(allowed) }
}

/// Whether a test holds; none where it is unknown.
pub(crate) fn satisfies(test: &Test, value: &Scalar, unmatched: bool, now: Now) -> Option<bool> {
    let is_null = matches!(value, Scalar::Null);
    let text = |value: &Scalar| match value {
        Scalar::Text(text) => Some(text.to_ascii_lowercase()),
        Scalar::Null => None,
        other => Some(super::join::written(other).to_ascii_lowercase()),
    };
    match test {
        Test::Null => Some(is_null && !unmatched),
        Test::Unmatched => Some(unmatched),
        Test::In(list) if is_null => {
            if list.contains(&Scalar::Null) && !unmatched {
                Some(true)
            } else {
                None
            }
        }
        _ if is_null => None,
        Test::In(list) => {
            Some(list.iter().any(|item| compare(value, item) == Some(std::cmp::Ordering::Equal)))
        }
        Test::Is(op, constant) => {
            let order = compare(value, constant)?;
            Some(match op {
                Comparison::Eq => order.is_eq(),
                Comparison::Ne => order.is_ne(),
                Comparison::Lt => order.is_lt(),
                Comparison::Le => order.is_le(),
                Comparison::Gt => order.is_gt(),
                Comparison::Ge => order.is_ge(),
            })
        }
        Test::Between(low, high) => {
            let above = low.as_ref().map_or(Some(true), |low| Some(compare(value, low)?.is_ge()))?;
            let below = high.as_ref().map_or(Some(true), |high| Some(compare(value, high)?.is_le()))?;
            Some(above && below)
        }
        Test::Contains(part) => Some(text(value)?.contains(&part.to_ascii_lowercase())),
        Test::StartsWith(part) => Some(text(value)?.starts_with(&part.to_ascii_lowercase())),
        Test::Period(period) => {
            let day = super::axis::day_of(value)?;
            let (from, to) = now.resolve(*period)?;
            Some(from <= day && day <= to)
        }
    }
}

/// Order of a value and a constant; a constant written as text is read as the value's type. A timestamp and a date
/// compare by date.
fn compare(value: &Scalar, constant: &Scalar) -> Option<std::cmp::Ordering> {
    match (value, constant) {
        (Scalar::Date(day), Scalar::Text(text)) => Some(day.cmp(&Date::parse(text)?)),
        (Scalar::DateTime(time), Scalar::Text(text)) => Some(time.date().cmp(&Date::parse(text)?)),
        (Scalar::DateTime(time), Scalar::Date(day)) => Some(time.date().cmp(day)),
        (Scalar::Bool(value), Scalar::Text(text)) => Some(value.cmp(&text.parse().ok()?)),
        (Scalar::Int(_) | Scalar::Decimal { .. } | Scalar::Float(_), Scalar::Text(text)) => {
            Value::from(value).compare(&Value::Float(text.parse().ok()?))
        }
        (Scalar::Text(text), Scalar::Int(_)) => {
            Some(text.as_str().cmp(super::join::written(constant).as_str()))
        }
        _ => Value::from(value).compare(&Value::from(constant)),
    }
}

fn expression(bound: &Bound, now: Now, expr: &Expr<Reach>, wanted: bool) -> Result<Predicate, Diagnostic> {
    if let Node::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) = &expr.node {
        let parts = vec![expression(bound, now, left, wanted)?, expression(bound, now, right, wanted)?];
        return Ok(if (*op == BinaryOp::And) == wanted { conjunction(parts) } else { disjunction(parts) });
    }
    if let Some((reach, test)) = as_test(expr) {
        return test_on(bound, now, reach, &test, wanted);
    }
    let mut reaches: Vec<&Reach> = Vec::new();
    for reach in expr.names() {
        if !reaches.contains(&reach) {
            reaches.push(reach);
        }
    }
    let passes = |value: Value| matches!(value, Value::Bool(found) if found == wanted);
    match reaches.as_slice() {
        [] => {
            let holds = passes(evaluate(expr, &|_: &Reach, _: Over| Value::Null(Null::NoData)));
            Ok(if holds { Predicate::Always } else { Predicate::Never })
        }
        [reach] => Ok(by_codes(bound.lookup(reach)?, |scalar, _| {
            passes(evaluate(expr, &|_: &Reach, _: Over| Value::from(scalar)))
        })),
        several => {
            let inputs: Result<Vec<_>, _> = several.iter().map(|reach| bound.lookup(reach)).collect();
            let numbered = expr.try_map(&mut |reach, _| several.iter().position(|known| *known == reach));
            match numbered {
                Some(expr) => Ok(Predicate::Rows { expr: Arc::new(expr), inputs: inputs?, wanted }),
                None => Ok(Predicate::Never),
            }
        }
    }
}

/// Whether an expression holds where every field is null; none where it is unknown.
pub(crate) fn holds_on_nulls(expr: &Expr<Reach>) -> Option<bool> {
    match evaluate(expr, &|_: &Reach, _: Over| Value::Null(Null::NoData)) {
        Value::Bool(holds) => Some(holds),
        _ => None,
    }
}

impl Predicate {
    /// Clears the mask bytes (0 or 1) of rows from `start` that do not pass.
    pub(crate) fn apply(&self, start: usize, mask: &mut [u8]) {
        match self {
            Self::Always => {}
            Self::Never => mask.fill(0),
            Self::All(parts) => parts.iter().for_each(|part| part.apply(start, mask)),
            Self::Any(parts) => {
                let mut any = vec![0u8; mask.len()];
                let mut one = vec![1u8; mask.len()];
                for part in parts {
                    one.fill(1);
                    part.apply(start, &mut one);
                    any.iter_mut().zip(&one).for_each(|(any, one)| *any |= one);
                }
                mask.iter_mut().zip(&any).for_each(|(bit, any)| *bit &= any);
            }
            Self::Codes { lookup, allowed } => {
                kernels::and_allowed(lookup.key.reader(), start, allowed, mask)
            }
            Self::Ints { column, low, high, inside } => {
                if let Values::Ints(ints) = column.values() {
                    for_ints!(ints, values => {
                        kernels::and_between(&values[start..start + mask.len()], *low, *high, *inside, mask);
                    });
                }
                if let Some(bits) = column.validity() {
                    for (i, bit) in mask.iter_mut().enumerate() {
                        *bit &= u8::from(bits.get_bit(start + i));
                    }
                }
            }
            Self::Before { column, own, before, wanted } => {
                super::placing::keep_before(column, own, before, *wanted, start, mask);
            }
            Self::Rows { expr, inputs, wanted } => {
                for (i, bit) in mask.iter_mut().enumerate().filter(|(_, bit)| **bit == 1) {
                    let value = evaluate(expr, &|&at: &usize, _: Over| {
                        let lookup = &inputs[at];
                        let code = lookup.codes[lookup.key.reader().code(start + i) as usize];
                        Value::from(&lookup.target.member(code as usize))
                    });
                    *bit = u8::from(matches!(value, Value::Bool(found) if found == *wanted));
                }
            }
        }
    }
}
