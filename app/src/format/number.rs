//! Values, changes and counts as text.

use super::decimal::{fixed, grouped, trimmed};
use super::{Lang, MISSING, NumberFormat, Style};

/// A scale of compact numbers: what a value is divided by, and the word for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Magnitude {
    pub(crate) divisor: f64,
    pub(crate) word: &'static str,
}

const ZH: &[Magnitude] = &[
    Magnitude { divisor: 1e12, word: "万亿" },
    Magnitude { divisor: 1e8, word: "亿" },
    Magnitude { divisor: 1e4, word: "万" },
];
const EN: &[Magnitude] = &[
    Magnitude { divisor: 1e12, word: "T" },
    Magnitude { divisor: 1e9, word: "B" },
    Magnitude { divisor: 1e6, word: "M" },
    Magnitude { divisor: 1e3, word: "K" },
];
const NO_MAGNITUDE: Magnitude = Magnitude { divisor: 1.0, word: "" };

/// Below this, numbers are written out in both languages: 9,876 tells more than 9.88K.
const WRITTEN_OUT_BELOW: f64 = 1e4;

/// The magnitude that suits a number as large as `value`.
pub(crate) fn magnitude(value: f64, lang: Lang) -> Magnitude {
    let size = value.abs();
    if size < WRITTEN_OUT_BELOW {
        return NO_MAGNITUDE;
    }
    let scales = match lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    };
    scales.iter().copied().find(|scale| size >= scale.divisor).unwrap_or(NO_MAGNITUDE)
}

/// For cards and axes: three significant digits and 万 or 亿 (K, M, B): `12.3万`, `¥1.25亿`, `12.3%`.
pub fn compact(value: Option<f64>, format: &NumberFormat, lang: Lang) -> String {
    let Some(value) = present(value) else { return MISSING.to_owned() };
    match format.style {
        Style::Percent(places) => percent(value, places),
        Style::Money(currency) => signed_prefix(value, currency.sign(), |size| compact_size(size, 2, lang)),
        Style::Integer => signed_prefix(value, "", |size| compact_size(size, 0, lang)),
        Style::Decimal(places) => {
            signed_prefix(value, "", |size| compact_size(size, usize::from(places), lang))
        }
    }
}

/// The exact value with its sign or unit, for tooltips and text: `¥1,234.50`, `123,456 单`, `12.3%`.
pub fn full(value: Option<f64>, format: &NumberFormat, lang: Lang) -> String {
    let Some(value) = present(value) else { return MISSING.to_owned() };
    let number = match format.style {
        Style::Money(currency) => signed_prefix(value, currency.sign(), |size| grouped(&fixed(size, 2))),
        _ => cell(Some(value), format),
    };
    number + &unit_suffix(format, lang)
}

/// The unit as it follows a number that is written in full: `/单`, ` 单`, nothing.
pub fn unit_suffix(format: &NumberFormat, lang: Lang) -> String {
    let Some(unit) = format.unit_name(lang) else { return String::new() };
    match format.style {
        Style::Percent(_) => String::new(),
        Style::Money(_) => unit.find('/').map_or_else(String::new, |at| unit[at..].to_owned()),
        Style::Integer | Style::Decimal(_) => format!(" {unit}"),
    }
}

/// A table cell, whose unit stands in the header: `123,456`, `1,234.50`, `12.3%`.
pub fn cell(value: Option<f64>, format: &NumberFormat) -> String {
    let Some(value) = present(value) else { return MISSING.to_owned() };
    match format.style {
        Style::Percent(places) => percent(value, places),
        Style::Money(_) => grouped(&fixed(value, 2)),
        Style::Integer => {
            let text = fixed(value, 0);
            // A mean over counts, say, keeps what a whole number would hide.
            if value.fract() == 0.0 { grouped(&text) } else { grouped(trimmed(&fixed(value, 2))) }
        }
        Style::Decimal(places) => grouped(&fixed(value, usize::from(places))),
    }
}

/// An absolute change with its sign. A rate changes by percentage points: `+1.2 个百分点`, `+1.2 pp`.
pub fn change(delta: Option<f64>, format: &NumberFormat, lang: Lang) -> String {
    let Some(delta) = present(delta) else { return MISSING.to_owned() };
    match format.style {
        Style::Percent(places) => {
            let points = plus(fixed(delta * 100.0, usize::from(places.max(1))));
            match lang {
                Lang::Zh => format!("{points} 个百分点"),
                Lang::En => format!("{points} pp"),
            }
        }
        _ => plus(compact(Some(delta), format, lang)),
    }
}

/// A relative change with its sign: `+12.3%`. Beyond tenfold the decimals go, as they tell nothing.
pub fn change_ratio(ratio: Option<f64>) -> String {
    let Some(ratio) = present(ratio) else { return MISSING.to_owned() };
    plus(percent(ratio, if ratio.abs() >= 10.0 { 0 } else { 1 }))
}

/// A part of a whole: `12.3%`, and `<0.1%` for what would otherwise read as nothing.
pub fn share(part: Option<f64>) -> String {
    match present(part) {
        None => MISSING.to_owned(),
        Some(part) if part > 0.0 && part < 0.0005 => "<0.1%".to_owned(),
        Some(part) => percent(part, 1),
    }
}

/// A count of things the page itself knows, such as rows: `23,906`.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// A size in bytes: `512 B`, `6.2 KB`, `401 MB`.
pub fn byte_size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{} {}", trimmed(&fixed(size, usize::from(size < 100.0))), UNITS[unit])
}

/// A length of time in milliseconds: `46 ms`, `3.4 s`, `2 min 5 s`, with the words of `lang`.
pub fn millis(millis: f64, lang: Lang) -> String {
    let (ms, s, min) = match lang {
        Lang::Zh => ("毫秒", "秒", "分"),
        Lang::En => ("ms", "s", "min"),
    };
    if millis < 999.5 {
        return format!("{} {ms}", fixed(millis.max(0.0), 0));
    }
    let seconds = millis / 1000.0;
    if seconds < 59.95 {
        return format!("{} {s}", fixed(seconds, 1));
    }
    let whole = seconds.round();
    format!("{} {min} {} {s}", fixed((whole / 60.0).floor(), 0), fixed(whole % 60.0, 0))
}

fn present(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

fn percent(value: f64, places: u8) -> String {
    format!("{}%", grouped(&fixed(value * 100.0, usize::from(places))))
}

/// `-¥1.2万` rather than `¥-1.2万`, and no sign before what reads as zero.
fn signed_prefix(value: f64, prefix: &str, write: impl Fn(f64) -> String) -> String {
    let size = write(value.abs());
    let reads_as_zero = !size.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let sign = if value < 0.0 && !reads_as_zero { "-" } else { "" };
    format!("{sign}{prefix}{size}")
}

fn plus(text: String) -> String {
    let reads_as_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if text.starts_with('-') || reads_as_zero { text } else { format!("+{text}") }
}

fn compact_size(size: f64, places: usize, lang: Lang) -> String {
    // Rounding may lift a number over the next step: 99,999,999 is 1亿, not 10,000万.
    let rounded = |scale: Magnitude| {
        let scaled = size / scale.divisor;
        let digits = if scale.word.is_empty() {
            if size >= 1000.0 || size.fract() == 0.0 { 0 } else { places.min(3) }
        } else {
            usize::from(scaled < 99.95) + usize::from(scaled < 9.995)
        };
        let text = fixed(scaled, digits);
        let value = text.parse::<f64>().unwrap_or(scaled) * scale.divisor;
        (if scale.word.is_empty() { text } else { trimmed(&text).to_owned() }, value)
    };
    let first = magnitude(size, lang);
    let (text, value) = rounded(first);
    let then = magnitude(value * (1.0 + f64::EPSILON), lang);
    let (text, scale) = if then == first { (text, first) } else { (rounded(then).0, then) };
    format!("{}{}", grouped(&text), scale.word)
}

#[cfg(test)]
mod tests;
