//! Values in a hash: text as it is, everything else behind a `*` and a letter for its type.

use sandtable_engine::calendar::{Date, DateTime, Grain, Period};
use sandtable_engine::table::Scalar;

use super::escape::{escape, unescape};
use crate::state::Member;

pub(super) fn write_scalar(value: &Scalar) -> String {
    match value {
        Scalar::Null => "*n".to_owned(),
        Scalar::Bool(value) => format!("*b{}", u8::from(*value)),
        Scalar::Int(value) => format!("*i{value}"),
        Scalar::Decimal { units, scale } => format!("*d{units}e{scale}"),
        Scalar::Float(value) => format!("*f{value}"),
        Scalar::Date(date) => format!("*t{date}"),
        Scalar::DateTime(at) => format!("*s{}", at.micros()),
        Scalar::Text(text) => escape(text),
    }
}

pub(super) fn parse_scalar(text: &str) -> Option<Scalar> {
    let Some(typed) = text.strip_prefix('*') else { return Some(Scalar::Text(unescape(text))) };
    let kind = typed.chars().next()?;
    let rest = &typed[kind.len_utf8()..];
    Some(match kind {
        'n' => Scalar::Null,
        'b' => Scalar::Bool(rest == "1"),
        'i' => Scalar::Int(rest.parse().ok()?),
        'd' => {
            let (units, scale) = rest.split_once('e')?;
            Scalar::Decimal { units: units.parse().ok()?, scale: scale.parse().ok().filter(|&s| s <= 18)? }
        }
        'f' => Scalar::Float(rest.parse().ok().filter(|value: &f64| value.is_finite())?),
        't' => Scalar::Date(Date::parse(rest)?),
        's' => Scalar::DateTime(DateTime::from_micros(rest.parse().ok()?)),
        _ => return None,
    })
}

pub(super) fn write_member(member: &Member) -> String {
    match member {
        Member::Value(value) => write_scalar(value),
        Member::Blank => "*n".to_owned(),
        Member::Unmatched => "*u".to_owned(),
    }
}

pub(super) fn parse_member(text: &str) -> Option<Member> {
    match text {
        "*n" => Some(Member::Blank),
        "*u" => Some(Member::Unmatched),
        _ => parse_scalar(text).map(Member::Value),
    }
}

const GRAINS: [(Grain, &str); 7] = [
    (Grain::Day, "day"),
    (Grain::Week, "week"),
    (Grain::TenDay, "tenday"),
    (Grain::Month, "month"),
    (Grain::Quarter, "quarter"),
    (Grain::Half, "half"),
    (Grain::Year, "year"),
];

pub(super) fn write_grain(grain: Grain) -> &'static str {
    GRAINS.iter().find(|(other, _)| *other == grain).map_or("", |(_, name)| name)
}

pub(super) fn parse_grain(text: &str) -> Option<Grain> {
    GRAINS.iter().find(|(_, name)| *name == text).map(|(grain, _)| *grain)
}

/// `2024-01-01~2024-03-31`, `month.-1`, `last.12.month`, `to.year`.
pub(super) fn write_period(period: &Period) -> String {
    match period {
        Period::Between(first, last) => format!("{first}~{last}"),
        Period::Bucket { grain, offset } => format!("{}.{offset}", write_grain(*grain)),
        Period::Trailing { grain, count } => format!("last.{count}.{}", write_grain(*grain)),
        Period::ToDate(grain) => format!("to.{}", write_grain(*grain)),
    }
}

pub(super) fn parse_period(text: &str) -> Option<Period> {
    if let Some((first, last)) = text.split_once('~') {
        let (first, last) = (Date::parse(first)?, Date::parse(last)?);
        return (first <= last).then_some(Period::Between(first, last));
    }
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        ["last", count, grain] => {
            Some(Period::Trailing { grain: parse_grain(grain)?, count: count.parse().ok()? })
        }
        ["to", grain] => Some(Period::ToDate(parse_grain(grain)?)),
        [grain, offset] => Some(Period::Bucket { grain: parse_grain(grain)?, offset: offset.parse().ok()? }),
        _ => None,
    }
}
