//! Cells of a frame as a reader sees them.

use sandtable_engine::calendar::{Date, DateTime};
use sandtable_engine::frame::{Cells, FrameColumn, Null, Role};
use sandtable_engine::model::Format;
use sandtable_engine::table::Scalar;

use crate::format::{self, Lang, NumberFormat};
use crate::i18n;
use crate::state::Member;

/// How the values of a metric column are written.
pub fn number_format(column: &FrameColumn, lang: Lang) -> NumberFormat {
    let Role::Metric { unit, format, .. } = &column.role else { return NumberFormat::integer() };
    let unit = unit.get(lang);
    match format {
        Format::Money => NumberFormat::money().with_unit(unit),
        Format::Percent => NumberFormat::percent(),
        Format::Integer => NumberFormat::integer().with_unit(unit),
        Format::Decimal1 => NumberFormat::decimal(1).with_unit(unit),
        Format::Decimal2 => NumberFormat::decimal(2).with_unit(unit),
        Format::Number => NumberFormat::from_unit(unit, matches!(column.cells, Cells::Int(_))),
    }
}

/// A table cell of a metric column.
pub fn metric_cell(column: &FrameColumn, row: usize, lang: Lang) -> String {
    dated(column, row).unwrap_or_else(|| format::cell(column.number(row), &number_format(column, lang)))
}

/// The value of a metric column for cards and axes.
pub fn metric_compact(column: &FrameColumn, row: usize, lang: Lang) -> String {
    dated(column, row)
        .unwrap_or_else(|| format::compact(column.number(row), &number_format(column, lang), lang))
}

/// The value in full, with its unit.
pub fn metric_full(column: &FrameColumn, row: usize, lang: Lang) -> String {
    dated(column, row).unwrap_or_else(|| format::full(column.number(row), &number_format(column, lang), lang))
}

/// Metrics may be dates (the latest order) or texts (its number).
fn dated(column: &FrameColumn, row: usize) -> Option<String> {
    if column.null(row) != Null::None {
        return None;
    }
    match &column.cells {
        Cells::Date(dates) => Some(format::day(dates[row])),
        Cells::DateTime(times) => Some(format::timestamp(DateTime::from_micros(times[row]))),
        Cells::Text(texts) => Some(texts[row].clone()),
        _ => None,
    }
}

/// Why a cell has no value; none where it has one.
pub fn null_reason(column: &FrameColumn, row: usize, lang: Lang) -> Option<&'static str> {
    let phrase = match column.null(row) {
        Null::None => return None,
        Null::ZeroDenominator => i18n::NULL_ZERO_DENOMINATOR,
        Null::Overflow => i18n::NULL_OVERFLOW,
        _ => i18n::NULL_NO_DATA,
    };
    Some(phrase.get(lang))
}

/// What a group is called.
pub fn member_label(column: &FrameColumn, row: usize, lang: Lang) -> String {
    let special = match column.null(row) {
        Null::None => return value_label(column, row, lang),
        Null::Unmatched => i18n::UNMATCHED,
        Null::Other => i18n::OTHERS,
        Null::Total => i18n::TOTAL,
        _ => i18n::BLANK,
    };
    special.get(lang).to_owned()
}

fn value_label(column: &FrameColumn, row: usize, lang: Lang) -> String {
    match &column.cells {
        Cells::Text(texts) => texts[row].clone(),
        Cells::Date(dates) => match grain_of(column) {
            Some(grain) => format::period(dates[row], grain, lang),
            None => format::day(dates[row]),
        },
        Cells::Int(numbers) => numbers[row].to_string(),
        Cells::Bool(values) => truth(values[row], lang).to_owned(),
        Cells::DateTime(times) => format::timestamp(DateTime::from_micros(times[row])),
        Cells::Float(numbers) => numbers[row].to_string(),
        Cells::Decimal { units, scale } => decimal_text(units[row], *scale),
    }
}

/// A truth value in words.
pub(super) fn truth(value: bool, lang: Lang) -> &'static str {
    if value { i18n::YES.get(lang) } else { i18n::NO.get(lang) }
}

/// An exact decimal without grouping: keys are names, not amounts.
pub(super) fn decimal_text(units: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// The width of the buckets of a time column.
pub fn grain_of(column: &FrameColumn) -> Option<format::Grain> {
    match column.role {
        Role::Dimension { grain } => grain,
        Role::Metric { .. } => None,
    }
}

/// The first day of the bucket at `row` of a time column.
pub fn bucket_start(column: &FrameColumn, row: usize) -> Option<Date> {
    match &column.cells {
        Cells::Date(dates) if column.null(row) == Null::None => Some(dates[row]),
        _ => None,
    }
}

/// The group as a filter names it; none for totals and 其他, which are no members.
pub fn member_at(column: &FrameColumn, row: usize) -> Option<Member> {
    match column.null(row) {
        Null::None => {}
        Null::Unmatched => return Some(Member::Unmatched),
        Null::Other | Null::Total => return None,
        _ => return Some(Member::Blank),
    }
    Some(Member::Value(match &column.cells {
        Cells::Text(texts) => Scalar::Text(texts[row].clone()),
        Cells::Date(dates) => Scalar::Date(dates[row]),
        Cells::Int(numbers) => Scalar::Int(numbers[row]),
        Cells::Bool(values) => Scalar::Bool(values[row]),
        Cells::DateTime(times) => Scalar::DateTime(DateTime::from_micros(times[row])),
        Cells::Float(numbers) => Scalar::Float(numbers[row]),
        Cells::Decimal { units, scale } => {
            Scalar::Decimal { units: i64::try_from(units[row]).ok()?, scale: *scale }
        }
    }))
}
