//! Tick values of a measure axis and their labels.

use super::decimal::{fixed, grouped};
use super::number::{Magnitude, magnitude};
use super::{Lang, NumberFormat, Style};

/// Evenly spaced values that cover a range, with labels of one magnitude and one number of decimals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// The values, ascending.
    pub values: Vec<f64>,
    /// One label for each value, such as `0`, `5万`, `10万`.
    pub labels: Vec<String>,
}

impl Ticks {
    /// The range from the first to the last tick.
    pub fn range(&self) -> (f64, f64) {
        (self.values.first().copied().unwrap_or(0.0), self.values.last().copied().unwrap_or(1.0))
    }
}

/// About `wanted` ticks over `low..=high`, widened to round values of 1, 2, 2.5 or 5 times a power of ten.
///
/// A range without width is widened to hold its value. Counts never get a step below one.
pub fn axis_ticks(low: f64, high: f64, wanted: usize, format: &NumberFormat, lang: Lang) -> Ticks {
    let (low, high) = widened(low, high);
    let scale = if format.is_rate() { 100.0 } else { 1.0 };
    let mut step = round_step((high - low) * scale / wanted.max(1).to_f64()) / scale;
    if format.style == Style::Integer {
        step = step.max(1.0);
    }
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil();
    let mut values = Vec::new();
    let mut at = first;
    while at <= last {
        // Multiplied, not added up, so that no error gathers; + 0.0 turns -0 into 0.
        values.push(at * step + 0.0);
        at += 1.0;
    }
    let labels = labels(&values, step, format, lang);
    Ticks { values, labels }
}

fn widened(low: f64, high: f64) -> (f64, f64) {
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0);
    }
    let (low, high) = if low <= high { (low, high) } else { (high, low) };
    if high - low > f64::EPSILON * low.abs().max(high.abs()) {
        return (low, high);
    }
    match low.partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) => (0.0, high),
        Some(std::cmp::Ordering::Less) => (low, 0.0),
        _ => (0.0, 1.0),
    }
}

fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let lead = raw / power;
    let round =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|&round| lead <= round * 1.000_001).unwrap_or(10.0);
    round * power
}

fn labels(values: &[f64], step: f64, format: &NumberFormat, lang: Lang) -> Vec<String> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let sign = if let Style::Money(currency) = format.style { currency.sign() } else { "" };
    let (divisor, suffix) = if format.is_rate() {
        (0.01, "%")
    } else {
        let scale = readable_magnitude(largest, step, lang);
        (scale.divisor, scale.word)
    };
    let places = decimals(step / divisor);
    values
        .iter()
        .map(|&value| {
            if value == 0.0 {
                return if suffix == "%" { "0%".to_owned() } else { "0".to_owned() };
            }
            let text = grouped(&fixed(value.abs() / divisor, places));
            let minus = if value < 0.0 { "-" } else { "" };
            format!("{minus}{sign}{text}{suffix}")
        })
        .collect()
}

/// The magnitude of the largest label, or a smaller one where its labels would need two decimals: 2,500 and
/// 10,000 rather than 0.25万 and 1.00万.
fn readable_magnitude(largest: f64, step: f64, lang: Lang) -> Magnitude {
    let first = magnitude(largest, lang);
    if first.divisor == 1.0 || decimals(step / first.divisor) <= 1 {
        return first;
    }
    magnitude(first.divisor * 0.999_999, lang)
}

/// No label needs more decimals than this.
const MOST_PLACES: usize = 10;

/// The decimals that a positive step needs.
fn decimals(step: f64) -> usize {
    let mut power = 1.0;
    for places in 0..MOST_PLACES {
        if is_whole(step * power) {
            return places;
        }
        power *= 10.0;
    }
    MOST_PLACES
}

fn is_whole(value: f64) -> bool {
    value.round() >= 1.0 && (value - value.round()).abs() < 1e-6 * value
}

trait ToF64 {
    fn to_f64(self) -> f64;
}

impl ToF64 for usize {
    fn to_f64(self) -> f64 {
        u32::try_from(self).map_or(f64::from(u32::MAX), f64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(low: f64, high: f64, format: &NumberFormat, zh: &[&str], en: &[&str]) {
        assert_eq!(axis_ticks(low, high, 4, format, Lang::Zh).labels, zh);
        assert_eq!(axis_ticks(low, high, 4, format, Lang::En).labels, en);
    }

    #[test]
    fn one_magnitude_for_all_labels() {
        let count = NumberFormat::integer();
        check(
            0.0,
            187_000.0,
            &count,
            &["0", "5万", "10万", "15万", "20万"],
            &["0", "50K", "100K", "150K", "200K"],
        );
        let labels = (["0", "2,500", "5,000", "7,500", "10,000"], ["0", "2.5K", "5.0K", "7.5K", "10.0K"]);
        check(0.0, 9_000.0, &count, &labels.0, &labels.1);
        check(0.0, 3.0, &count, &["0", "1", "2", "3"], &["0", "1", "2", "3"]);
        check(0.0, 1.2e8, &count, &["0", "0.5亿", "1.0亿", "1.5亿"], &["0", "50M", "100M", "150M"]);
    }

    #[test]
    fn money_percent_and_negative() {
        check(
            0.0,
            38.0,
            &NumberFormat::money(),
            &["0", "¥10", "¥20", "¥30", "¥40"],
            &["0", "¥10", "¥20", "¥30", "¥40"],
        );
        check(
            0.0,
            0.38,
            &NumberFormat::percent(),
            &["0%", "10%", "20%", "30%", "40%"],
            &["0%", "10%", "20%", "30%", "40%"],
        );
        check(
            0.412,
            0.438,
            &NumberFormat::percent(),
            &["41%", "42%", "43%", "44%"],
            &["41%", "42%", "43%", "44%"],
        );
        check(
            -30.0,
            45.0,
            &NumberFormat::integer(),
            &["-40", "-20", "0", "20", "40", "60"],
            &["-40", "-20", "0", "20", "40", "60"],
        );
        check(
            -3e5,
            2e5,
            &NumberFormat::money(),
            &["-¥40万", "-¥20万", "0", "¥20万"],
            &["-¥400K", "-¥200K", "0", "¥200K"],
        );
    }

    #[test]
    fn ranges_without_width() {
        check(0.0, 0.0, &NumberFormat::integer(), &["0", "1"], &["0", "1"]);
        check(f64::NAN, 1.0, &NumberFormat::integer(), &["0", "1"], &["0", "1"]);
        assert_eq!(axis_ticks(50.0, 50.0, 4, &NumberFormat::integer(), Lang::Zh).range(), (0.0, 60.0));
        assert_eq!(axis_ticks(-5.0, -5.0, 4, &NumberFormat::decimal(1), Lang::Zh).range(), (-6.0, 0.0));
    }

    #[test]
    fn ticks_cover_the_range_and_stay_few() {
        for exponent in -6..12 {
            for lead in [1.0, 1.3, 2.2, 4.9, 7.7, 9.99] {
                let high = lead * 10f64.powi(exponent);
                let ticks = axis_ticks(0.0, high, 5, &NumberFormat::decimal(2), Lang::En);
                let (first, last) = ticks.range();
                assert!(first <= 0.0 && last >= high * (1.0 - 1e-9), "{high}: {ticks:?}");
                assert!((3..=8).contains(&ticks.values.len()), "{high}: {ticks:?}");
                let mut unique = ticks.labels.clone();
                unique.dedup();
                assert_eq!(unique.len(), ticks.labels.len(), "{high}: {ticks:?}");
            }
        }
    }
}
