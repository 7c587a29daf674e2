//! Numbers in text: whole, with decimals, with thousands separators, currency marks, percent signs.
//!
//! Digits are read eight at a time within a 64-bit word (Lemire, "Quickly parsing eight digits", 2018; the checks as in
//! simdjson and fast_float).

/// Digits of a whole number that is still a number; one with more is an identifier and stays text.
pub(super) const MAX_DIGITS: usize = 15;
/// Decimals of an exact number; one with more is a float.
pub(super) const MAX_SCALE: u8 = 6;
/// 10^i.
pub(super) const POW10: [i64; 19] = {
    let mut table = [1i64; 19];
    let mut i = 1;
    while i < 19 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

/// What a cell is as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// Exact: `units` ÷ 10^`scale`.
    Exact(i64, u8, Marks),
    /// A double: exponent, or more decimals than [`MAX_SCALE`].
    Float(f64, Marks),
    /// Digits that are a name: leading zeros, a plus sign, more than [`MAX_DIGITS`] digits.
    Identifier,
    /// No number.
    Not,
}

/// What stood around the digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// `1,234.50`.
    pub(super) thousands: bool,
    /// `12.5%`.
    pub(super) percent: bool,
    /// `¥`, `$`, `€`, `£` or `元`; one spelling each, 0 for none.
    pub(super) currency: u8,
}

/// Currency marks: bytes and number. The first spelling of a number names it.
pub(super) const CURRENCIES: [(&str, u8); 7] =
    [("¥", 1), ("￥", 1), ("$", 2), ("€", 3), ("£", 4), ("元", 5), ("RMB", 6)];

/// The 8 bytes from `at`, little end first; zeros beyond the end.
#[inline(always)]
pub(super) fn load8(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => load_tail(bytes, at),
    }
}

#[cold]
#[inline(never)]
fn load_tail(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut chunk = [0u8; 8];
    let n = rest.len().min(8);
    chunk[..n].copy_from_slice(&rest[..n]);
    u64::from_le_bytes(chunk)
}

/// `'0'` in every byte.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The value of eight digits, the first one in the lowest byte; none when another byte is among them.
#[inline(always)]
fn digits_in(word: u64) -> Option<i64> {
    let is_digits = (word & 0xF0F0_F0F0_F0F0_F0F0)
        | ((word.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)
        == 0x3333_3333_3333_3333;
    let word = (word & 0x0F0F_0F0F_0F0F_0F0F).wrapping_mul(2561) >> 8;
    let word = (word & 0x00FF_00FF_00FF_00FF).wrapping_mul(6_553_601) >> 16;
    let word = (word & 0x0000_FFFF_0000_FFFF).wrapping_mul(42_949_672_960_001) >> 32;
    is_digits.then_some(word as i64)
}

/// The 1 to 8 bytes from `at` as the last bytes of a word, zeros in front of them.
#[inline(always)]
fn last_bytes(bytes: &[u8], at: usize, len: usize) -> u64 {
    debug_assert!((1..=8).contains(&len));
    load8(bytes, at) << (64 - 8 * len as u32) | (ZEROS >> (8 * len as u32 - 8)) >> 8
}

/// The value of 1 to 8 digits from `at`; none when another byte is among them.
#[inline(always)]
pub(super) fn digits8(bytes: &[u8], at: usize, len: usize) -> Option<i64> {
    digits_in(last_bytes(bytes, at, len))
}

/// The value of 1 to 16 digits.
#[inline(always)]
fn digits(bytes: &[u8], start: usize, end: usize) -> Option<i64> {
    let len = end - start;
    if len <= 8 {
        return digits8(bytes, start, len);
    }
    let low = digits8(bytes, end - 8, 8)?;
    Some(digits8(bytes, start, len - 8)? * 100_000_000 + low)
}

/// A plain whole number of at most [`MAX_DIGITS`] digits, no leading zero; none for anything else.
#[inline(always)]
pub(super) fn whole(bytes: &[u8], start: usize, end: usize) -> Option<i64> {
    if end - start == 1 {
        let digit = bytes[start].wrapping_sub(b'0');
        return (digit < 10).then_some(i64::from(digit));
    }
    let negative = bytes.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let len = end.wrapping_sub(first);
    if len.wrapping_sub(1) >= MAX_DIGITS || (bytes[first] == b'0' && (len > 1 || negative)) {
        return None;
    }
    let value = digits(bytes, first, end)?;
    Some(if negative { -value } else { value })
}

/// A plain number with exactly `scale` decimals (1 to 8), as units; none for anything else.
#[inline(always)]
pub(super) fn fixed(bytes: &[u8], start: usize, end: usize, scale: u8) -> Option<i64> {
    let negative = bytes.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let point = end.wrapping_sub(usize::from(scale) + 1);
    let len = point.wrapping_sub(first);
    if len.wrapping_sub(1) >= MAX_DIGITS - 6 || bytes[point] != b'.' || (bytes[first] == b'0' && len > 1) {
        return None;
    }
    let units = if end - first <= 8 {
        // The point falls out of the word: what stands before it moves up by one byte.
        let word = last_bytes(bytes, first, end - first);
        let decimals = u64::MAX << (64 - 8 * u32::from(scale));
        digits_in(word & decimals | (word << 8) & !decimals | 0x30)?
    } else {
        let high = digits(bytes, first, point)?;
        high * POW10[usize::from(scale)] + digits8(bytes, point + 1, usize::from(scale))?
    };
    Some(if negative { -units } else { units })
}

/// Any cell as a number, blanks around it ignored.
pub(super) fn number(cell: &[u8]) -> Number {
    let mut rest = cell.trim_ascii();
    let mut marks = Marks::default();
    let mut negative = false;
    // Accounting style: (1,234.50) is negative.
    if let Some(inner) = rest.strip_prefix(b"(").and_then(|r| r.strip_suffix(b")")) {
        (rest, negative) = (inner, true);
    }
    for _ in 0..2 {
        for (mark, code) in CURRENCIES {
            let cut = rest.strip_prefix(mark.as_bytes()).or_else(|| rest.strip_suffix(mark.as_bytes()));
            if let (Some(cut), 0) = (cut, marks.currency) {
                marks.currency = code;
                rest = cut.trim_ascii();
            }
        }
        if let (Some(cut), false) = (rest.strip_prefix(b"-"), negative) {
            (rest, negative) = (cut, true);
        }
    }
    if let Some(cut) = rest.strip_suffix(b"%") {
        marks.percent = true;
        rest = cut.trim_ascii_end();
    }
    if rest.first() == Some(&b'+') {
        return if rest[1..].iter().all(u8::is_ascii_digit) { Number::Identifier } else { Number::Not };
    }
    let whole_len = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b',').count();
    let (int, tail) = rest.split_at(whole_len);
    let Some(int) = ungrouped(int, &mut marks) else { return Number::Not };
    let (decimals, exponent) = match tail {
        [] => (&[][..], &[][..]),
        [b'.', more @ ..] => more.split_at(more.iter().take_while(|b| b.is_ascii_digit()).count()),
        other => (&[][..], other),
    };
    if int.is_empty() && decimals.is_empty() || !exponent.is_empty() && !is_exponent(exponent) {
        return Number::Not;
    }
    if int.len() > 1 && int[0] == b'0' {
        return if decimals.is_empty() && exponent.is_empty() { Number::Identifier } else { Number::Not };
    }
    if exponent.is_empty() && decimals.len() <= usize::from(MAX_SCALE) {
        if int.len() > MAX_DIGITS {
            return if decimals.is_empty() {
                Number::Identifier
            } else {
                float(&int, decimals, b"", negative, marks)
            };
        }
        if int.len() + decimals.len() <= 18 {
            let units = int.iter().chain(decimals).fold(0i64, |units, b| units * 10 + i64::from(b - b'0'));
            return Number::Exact(if negative { -units } else { units }, decimals.len() as u8, marks);
        }
    }
    float(&int, decimals, exponent, negative, marks)
}

fn float(int: &[u8], decimals: &[u8], exponent: &[u8], negative: bool, marks: Marks) -> Number {
    let text: Vec<u8> = [b"0", int, b".", decimals, b"0", exponent].concat();
    match std::str::from_utf8(&text).ok().and_then(|text| text.parse::<f64>().ok()) {
        Some(value) if value.is_finite() => Number::Float(if negative { -value } else { value }, marks),
        _ => Number::Not,
    }
}

fn is_exponent(text: &[u8]) -> bool {
    let [b'e' | b'E', rest @ ..] = text else { return false };
    let digits = match rest {
        [b'+' | b'-', digits @ ..] => digits,
        digits => digits,
    };
    !digits.is_empty() && digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit)
}

/// The digits of a whole part without its separators; none when the groups are not of three.
fn ungrouped(int: &[u8], marks: &mut Marks) -> Option<Vec<u8>> {
    if !int.contains(&b',') {
        return Some(int.to_vec());
    }
    marks.thousands = true;
    let mut groups = int.split(|&b| b == b',');
    let first = groups.next()?;
    if first.is_empty() || first.len() > 3 || !groups.all(|group| group.len() == 3) {
        return None;
    }
    Some(int.iter().copied().filter(|&b| b != b',').collect())
}

/// `units` of 10^-scale in digits.
pub(super) fn decimal(units: i64, scale: u8) -> String {
    let digits = format!("{:0width$}", units.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, rest) = digits.split_at(digits.len() - usize::from(scale));
    let sign = if units < 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: &str) {
        let shown = match number(cell.as_bytes()) {
            Number::Exact(units, scale, marks) => {
                let mut text = format!("{units}/10^{scale}");
                if marks.thousands {
                    text += " grouped";
                }
                if marks.percent {
                    text += " percent";
                }
                if marks.currency > 0 {
                    text += &format!(" currency {}", marks.currency);
                }
                text
            }
            Number::Float(value, _) => format!("{value}"),
            Number::Identifier => "identifier".to_owned(),
            Number::Not => "not".to_owned(),
        };
        assert_eq!(shown, expected, "{cell}");
    }

    #[test]
    fn cells() {
        check("0", "0/10^0");
        check("-12", "-12/10^0");
        check(" 7 ", "7/10^0");
        check("12.50", "1250/10^2");
        check(".5", "5/10^1");
        check("5.", "5/10^0");
        check("-0.5", "-5/10^1");
        check("1,234.50", "123450/10^2 grouped");
        check("1,23", "not");
        check("¥1,000", "1000/10^0 grouped currency 1");
        check("-$3.20", "-320/10^2 currency 2");
        check("$-3.20", "-320/10^2 currency 2");
        check("(3.20)", "-320/10^2");
        check("15.5%", "155/10^1 percent");
        check("300元", "300/10^0 currency 5");
        check("007", "identifier");
        check("0.070", "70/10^3");
        check("1234567890123456", "identifier");
        check("123456789012345", "123456789012345/10^0");
        check("+86", "identifier");
        check("1e5", "100000");
        check("3.1415926", "3.1415926");
        check("", "not");
        check(".", "not");
        check("-", "not");
        check("1-2", "not");
        check("12a", "not");
        check("e5", "not");
        check("--5", "not");
    }

    #[test]
    fn words_of_digits_agree_with_the_plain_way() {
        for value in [0i64, 1, 9, 10, 12_345_678, 99_999_999, 100_000_000, 123_456_789_012_345] {
            let text = format!("x{value}y-{value}z");
            let middle = text.find('y').expect("y");
            assert_eq!(whole(text.as_bytes(), 1, middle), Some(value));
            let minus = (value > 0).then_some(-value);
            assert_eq!(whole(text.as_bytes(), middle + 1, text.len() - 1), minus);
        }
        for bad in ["", "-", "01", "1:", "1/", "12345678x", "1234567890123456", "00", "-0", "1.0"] {
            assert_eq!(whole(bad.as_bytes(), 0, bad.len()), None, "{bad}");
        }
        assert_eq!(fixed(b"1234.50", 0, 7, 2), Some(123_450));
        assert_eq!(fixed(b"-0.07", 0, 5, 2), Some(-7));
        assert_eq!(fixed(b"12345678.90", 0, 11, 2), Some(1_234_567_890));
        assert_eq!(fixed(b"12345.67", 0, 8, 2), Some(1_234_567));
        assert_eq!(fixed(b"1.234567", 0, 8, 6), Some(1_234_567));
        for bad in [".50", "1a.50", "1.5a", "1.5", "1.505", "a.50", "00.50", "-.50", "50"] {
            assert_eq!(fixed(bad.as_bytes(), 0, bad.len(), 2), None, "{bad}");
        }
    }
}
