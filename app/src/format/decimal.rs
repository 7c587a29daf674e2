//! Decimal digits: rounding as people do it, and groups of three.

/// `value` with exactly `places` decimals, rounded half away from zero on its shortest decimal form.
///
/// `format!("{:.2}", 2.675)` gives 2.67, because the binary value lies below the half; people and
/// spreadsheets expect 2.68. A result that rounds to zero carries no sign.
pub(crate) fn fixed(value: f64, places: usize) -> String {
    let shortest = format!("{}", value.abs());
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
    let kept = whole.len() + places;
    let rounds_up = digits.get(kept).is_some_and(|&digit| digit >= 5);
    digits.resize(kept, 0);
    if rounds_up {
        carry(&mut digits);
    }
    let point = digits.len() - places;
    let is_zero = digits.iter().all(|&digit| digit == 0);
    let mut text = String::with_capacity(digits.len() + 2);
    if value < 0.0 && !is_zero {
        text.push('-');
    }
    for (at, digit) in digits.iter().enumerate() {
        if at == point {
            text.push('.');
        }
        text.push(char::from(b'0' + digit));
    }
    text
}

fn carry(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}

/// `text` (an output of [`fixed`]) with commas between groups of three digits.
pub(crate) fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `text` without zeros that end its decimals.
pub(crate) fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero_on_the_decimal_form() {
        for (value, places, expected) in [
            (2.675, 2, "2.68"),
            (1.005, 2, "1.01"),
            (0.125, 2, "0.13"),
            (12.35, 1, "12.4"),
            (-2.5, 0, "-3"),
            (0.5, 0, "1"),
            (9.995, 2, "10.00"),
            (999.96, 1, "1000.0"),
            (-0.04, 1, "0.0"),
            (-0.0, 0, "0"),
            (0.0, 2, "0.00"),
            (3.0, 2, "3.00"),
            (1e21, 0, "1000000000000000000000"),
            (1e-7, 3, "0.000"),
            (123_456.789, 2, "123456.79"),
        ] {
            assert_eq!(fixed(value, places), expected, "{value} to {places}");
        }
    }

    #[test]
    fn groups_by_three() {
        for (text, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1000", "-1,000"),
            ("123456.70", "123,456.70"),
            ("1234567", "1,234,567"),
            ("-999.5", "-999.5"),
        ] {
            assert_eq!(grouped(text), expected);
        }
    }

    #[test]
    fn trims_decimals_only() {
        for (text, expected) in [("100", "100"), ("1.50", "1.5"), ("2.00", "2"), ("0.0", "0"), ("10.0", "10")]
        {
            assert_eq!(trimmed(text), expected);
        }
    }
}
