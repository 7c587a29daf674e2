//! Values on the way from one to another: what is printed adds up as it is printed.

use super::decimal::{fixed, grouped, trimmed};
use super::{Lang, MISSING, NumberFormat, Style};

/// Decimals beyond the usual ones that a small change may ask for.
const MORE: usize = 3;
/// Decimals of a value in full.
const FULL: usize = 10;
/// A change below this part of the widest value is the noise of binary fractions.
const NOISE: f64 = 1e-12;

/// A way in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The values.
    pub values: Vec<String>,
    /// What leads from each to the next: one less.
    pub changes: Vec<String>,
    /// What leads from the first to the last.
    pub gap: String,
}

/// All values to the same decimals, and every change the difference of the two values that stand beside it: so the
/// printed changes add up to the printed gap. A change that would read as nothing gets more decimals.
pub fn walk(values: &[Option<f64>], format: &NumberFormat, lang: Lang) -> Walk {
    let scale = if format.is_rate() { 100.0 } else { 1.0 };
    let scaled: Vec<Option<f64>> = values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()).map(|value| value * scale))
        .collect();
    let places = places(&scaled, format);
    let units: Vec<Option<i128>> =
        scaled.iter().map(|value| value.map(|value| units(value, places))).collect();
    let value =
        |units: &Option<i128>| units.map_or_else(|| MISSING.to_owned(), |units| text(units, places, format));
    let change = |from: Option<i128>, to: Option<i128>| match from.zip(to) {
        Some((from, to)) => signed(to - from, places, format, lang),
        None => MISSING.to_owned(),
    };
    Walk {
        values: units.iter().map(value).collect(),
        changes: units.windows(2).map(|pair| change(pair[0], pair[1])).collect(),
        gap: change(units.first().copied().flatten(), units.last().copied().flatten()),
    }
}

/// A value with all its decimals.
pub fn precise(value: Option<f64>, format: &NumberFormat) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return MISSING.to_owned() };
    match format.style {
        Style::Percent(_) => format!("{}%", grouped(trimmed(&fixed(value * 100.0, FULL)))),
        _ => grouped(trimmed(&fixed(value, FULL))),
    }
}

fn places(values: &[Option<f64>], format: &NumberFormat) -> usize {
    let present = || values.iter().flatten().copied();
    let usual = match format.style {
        Style::Money(_) => 2,
        Style::Decimal(places) | Style::Percent(places) => usize::from(places),
        Style::Integer if present().all(|value| value.fract() == 0.0) => 0,
        Style::Integer => 2,
    };
    let noise = present().fold(0.0_f64, |widest, value| widest.max(value.abs())) * NOISE;
    let hides = |places: &usize| {
        values.windows(2).any(|pair| match pair[0].zip(pair[1]) {
            Some((from, to)) => (to - from).abs() > noise && units(from, *places) == units(to, *places),
            None => false,
        })
    };
    (usual..usual + MORE).find(|places| !hides(places)).unwrap_or(usual + MORE)
}

/// A rounded value in units of its last decimal.
fn units(value: f64, places: usize) -> i128 {
    fixed(value, places).replace('.', "").parse().unwrap_or_default()
}

fn digits(units: i128, places: usize) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    grouped(&if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
}

fn text(units: i128, places: usize, format: &NumberFormat) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = digits(units, places);
    match format.style {
        Style::Percent(_) => format!("{sign}{digits}%"),
        Style::Money(currency) => format!("{sign}{}{digits}", currency.sign()),
        _ => format!("{sign}{digits}"),
    }
}

fn signed(units: i128, places: usize, format: &NumberFormat, lang: Lang) -> String {
    let plus = if units > 0 { "+" } else { "" };
    match (format.style, lang) {
        (Style::Percent(_), Lang::Zh) => format!("{plus}{} 个百分点", points(units, places)),
        (Style::Percent(_), Lang::En) => format!("{plus}{} pp", points(units, places)),
        _ => format!("{plus}{}", text(units, places, format)),
    }
}

fn points(units: i128, places: usize) -> String {
    format!("{}{}", if units < 0 { "-" } else { "" }, digits(units, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], format: &NumberFormat, expected: &str) {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let walk = walk(&values, format, Lang::En);
        let words = format!("{} | {} | {}", walk.values.join(" "), walk.changes.join(" "), walk.gap);
        assert_eq!(words, expected);
    }

    #[test]
    fn what_is_printed_adds_up() {
        // Each change rounded by itself would be -93.56 and +0.00: 1,123.39 - 93.56 is not 1,029.82.
        check(
            &[1123.388, 1029.824, 1029.828],
            &NumberFormat::money(),
            "¥1,123.39 ¥1,029.82 ¥1,029.83 | -¥93.57 +¥0.01 | -¥93.56",
        );
        check(&[10456.0, 13548.0], &NumberFormat::integer(), "10,456 13,548 | +3,092 | +3,092");
        check(
            &[0.125, 0.25, 0.2504],
            &NumberFormat::percent(),
            "12.50% 25.00% 25.04% | +12.50 pp +0.04 pp | +12.54 pp",
        );
        check(&[2.0, 2.0], &NumberFormat::integer(), "2 2 | 0 | 0");
        check(&[0.1 + 0.2, 0.3], &NumberFormat::decimal(1), "0.3 0.3 | 0.0 | 0.0");
        check(&[-0.5, 1.0], &NumberFormat::money(), "-¥0.50 ¥1.00 | +¥1.50 | +¥1.50");
    }

    #[test]
    fn a_value_that_is_not_there_leaves_no_change() {
        let walk = walk(&[Some(1.0), None, Some(3.0)], &NumberFormat::integer(), Lang::Zh);
        assert_eq!(walk.values, ["1", MISSING, "3"]);
        assert_eq!(walk.changes, [MISSING, MISSING]);
        assert_eq!(walk.gap, "+2");
    }

    #[test]
    fn any_values_add_up_as_printed() {
        let number = |text: &str| text.replace(['¥', ',', '+'], "").parse::<f64>().expect("a number");
        let cents = |text: &str| (number(text) * 100_000.0).round() as i64;
        for seed in 1..200_u32 {
            let value =
                |at: u32| f64::from(seed.wrapping_mul(at * 7919 + 104_729) % 1_000_003) / 617.0 - 700.0;
            let values: Vec<Option<f64>> = (1..6).map(|at| Some(value(at))).collect();
            let walk = walk(&values, &NumberFormat::money(), Lang::Zh);
            let mut now = cents(&walk.values[0]);
            for (change, value) in walk.changes.iter().zip(&walk.values[1..]) {
                now += cents(change);
                assert_eq!(now, cents(value));
            }
            assert_eq!(cents(&walk.values[0]) + cents(&walk.gap), now);
        }
    }

    #[test]
    fn in_full_nothing_is_rounded_away() {
        assert_eq!(precise(Some(1_234.567_891), &NumberFormat::money()), "1,234.567891");
        assert_eq!(precise(Some(0.123_456), &NumberFormat::percent()), "12.3456%");
        assert_eq!(precise(None, &NumberFormat::integer()), MISSING);
    }
}
