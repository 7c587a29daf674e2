//! How functions, operators and numbers are written.

use super::{BinaryOp, Function};
use crate::table::Scalar;

/// Every function, its word, and the least and greatest number of its arguments.
pub(super) const FUNCTIONS: &[(Function, &str, usize, usize)] = &[
    (Function::Abs, "abs", 1, 1),
    (Function::Min, "min", 1, 64),
    (Function::Max, "max", 1, 64),
    (Function::Round, "round", 1, 2),
    (Function::Coalesce, "coalesce", 1, 64),
    (Function::If, "if", 3, 3),
    (Function::NullIf, "nullif", 2, 2),
    (Function::Total, "total", 1, 1),
    (Function::Days, "days", 0, 0),
    (Function::FirstDay, "first_day", 1, 1),
    (Function::Contains, "contains", 2, 2),
    (Function::StartsWith, "starts_with", 2, 2),
];

/// Words of SQL that aggregate: a formula combines what metrics have aggregated.
pub(super) const AGGREGATES: &[&str] =
    &["sum", "avg", "count", "count_distinct", "median", "percentile", "stddev", "average", "mean"];

impl Function {
    /// The word, lower case.
    pub fn word(self) -> &'static str {
        FUNCTIONS.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }
}

impl BinaryOp {
    /// As written in canonical text.
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::And => "and",
            Self::Or => "or",
        }
    }

    /// Whether it compares two values.
    pub fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }

    /// How strongly it binds; greater binds tighter.
    pub(super) fn power(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge => COMPARISON,
            Self::Add | Self::Sub => 5,
            Self::Mul | Self::Div => 6,
        }
    }
}

/// How strongly `not` binds.
pub(super) const NOT: u8 = 3;
/// How strongly comparisons, `in`, `between` and `is` bind.
pub(super) const COMPARISON: u8 = 4;
/// How strongly the sign binds.
pub(super) const SIGN: u8 = 7;

/// `12`, `0.25` without rounding; none where it does not fit.
pub(super) fn exact_number(text: &str) -> Option<Scalar> {
    let Some((whole, fraction)) = text.split_once('.') else {
        return text.parse().ok().map(Scalar::Int);
    };
    let fraction = fraction.trim_end_matches('0');
    let units = format!("{whole}{fraction}").parse().ok()?;
    match u8::try_from(fraction.len()).ok()? {
        0 => Some(Scalar::Int(units)),
        scale @ 1..=18 => Some(Scalar::Decimal { units, scale }),
        _ => None,
    }
}
