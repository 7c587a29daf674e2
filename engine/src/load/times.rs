//! Dates and times in text.

use std::sync::OnceLock;

use super::numbers::load8;
use super::options::DateOrder;
use crate::calendar::{Date, MICROS_PER_DAY};

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Year first: 2024-03-08, 2024/3/8, 2024.3.8, 2024年3月8日. Days since 1970-01-01.
    YearFirst(i32),
    /// Year last: 3/8/2024, 08-03-2024, 8.3.2024; which of the first two is the month is not said.
    YearLast {
        /// Year.
        year: u16,
        /// First number.
        a: u8,
        /// Second number.
        b: u8,
    },
}

/// A cell that is a date, with or without a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Its date.
    pub(super) date: Written,
    /// Microseconds since midnight, where a time is written.
    pub(super) time: Option<i64>,
    /// Minutes east of UTC, where an offset is written.
    pub(super) offset: Option<i16>,
}

/// Why a cell is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotDate {
    /// It does not look like one.
    Shape,
    /// It looks like one, but the calendar does not have it.
    Calendar,
}

const FIRST_YEAR: i32 = 1800;
const LAST_YEAR: i32 = 2299;

/// First days of the months from January of [`FIRST_YEAR`] on.
fn month_starts() -> &'static [i32] {
    static STARTS: OnceLock<Vec<i32>> = OnceLock::new();
    STARTS.get_or_init(|| {
        let months = (LAST_YEAR + 1 - FIRST_YEAR) * 12;
        (0..=months)
            .map(|m| Date::from_ymd(FIRST_YEAR + m / 12, m as u32 % 12 + 1, 1).map_or(0, Date::days))
            .collect()
    })
}

/// Days since 1970-01-01 of a civil date from year 1800 to 2299.
pub(super) fn days(year: u32, month: u32, day: u32) -> Option<i32> {
    Calendar::new().days(year, month, day)
}

/// The table of months, looked up once per block of rows.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    starts: &'static [i32],
}

impl Calendar {
    pub(super) fn new() -> Self {
        Self { starts: month_starts() }
    }

    #[inline(always)]
    pub(super) fn days(self, year: u32, month: u32, day: u32) -> Option<i32> {
        let month = month.wrapping_sub(1);
        let index = year.wrapping_sub(FIRST_YEAR as u32).wrapping_mul(12).wrapping_add(month) as usize;
        if month >= 12 || index + 1 >= self.starts.len() {
            return None;
        }
        let day = day.wrapping_sub(1) as i32;
        let start = self.starts[index];
        (day >= 0 && day < self.starts[index + 1] - start).then_some(start + day)
    }

    /// `2024-03-08` and nothing else.
    #[inline(always)]
    pub(super) fn iso(self, bytes: &[u8], start: usize, end: usize) -> Option<i32> {
        if end - start != 10 {
            return None;
        }
        let word = load8(bytes, start);
        // Bytes 4 and 7 are dashes; turned into zeros, all eight must be digits, as must the two behind them.
        const DASHES: u64 = 0x2D00_002D_0000_0000;
        const PLACES: u64 = 0xFF00_00FF_0000_0000;
        let day = load8(bytes, start + 2) >> 48;
        let digits = word & !PLACES | 0x3030_3030_3030_3030 & PLACES;
        if word & PLACES != DASHES || !is_digits(digits) || !is_digits(day | 0x3030_3030_3030_0000) {
            return None;
        }
        // Pairs of digits: year's hundreds, year, 0 and first of month, second of month and 0.
        let pairs = (digits & 0x0F0F_0F0F_0F0F_0F0F).wrapping_mul(2561) >> 8 & 0x00FF_00FF_00FF_00FF;
        let year = (pairs & 0xFF) * 100 + (pairs >> 16 & 0xFF);
        let month = (pairs >> 32 & 0xFF) * 10 + (pairs >> 48) / 10;
        let day = (day & 0x0F) * 10 + (day >> 8 & 0x0F);
        self.days(year as u32, month as u32, day as u32)
    }
}

/// Whether all eight bytes are digits.
#[inline(always)]
fn is_digits(word: u64) -> bool {
    let over = (word.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4;
    word & 0xF0F0_F0F0_F0F0_F0F0 | over == 0x3333_3333_3333_3333
}

/// Days of a date whose year stands last.
pub(super) fn ordered(year: u16, a: u8, b: u8, order: DateOrder) -> Option<i32> {
    let (month, day) = match order {
        DateOrder::MonthFirst => (a, b),
        DateOrder::DayFirst => (b, a),
    };
    days(u32::from(year), u32::from(month), u32::from(day))
}

/// Reads one to `most` digits; the value, how many, and the rest.
fn number(text: &[u8], most: usize) -> Option<(u32, usize, &[u8])> {
    let len = text.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
    let value = text[..len].iter().fold(0u32, |value, b| value * 10 + u32::from(b - b'0'));
    (len > 0).then_some((value, len, &text[len..]))
}

/// Any cell as a date or a date with time, blanks around it ignored.
pub(super) fn moment(cell: &[u8]) -> Result<Moment, NotDate> {
    let cell = cell.trim_ascii();
    // The shortest is 1/1/2024, the longest 2024-03-08T12:00:00.123456789+08:00.
    if cell.len() < 8 || cell.len() > 40 || !cell[0].is_ascii_digit() {
        return Err(NotDate::Shape);
    }
    let (date, rest) = date_part(cell)?;
    let (time, offset) = if rest.is_empty() { (None, None) } else { time_part(rest)? };
    Ok(Moment { date, time, offset })
}

fn date_part(text: &[u8]) -> Result<(Written, &[u8]), NotDate> {
    let shape = NotDate::Shape;
    let (first, first_len, rest) = number(text, 4).ok_or(shape)?;
    if first_len == 4 {
        if let Some(rest) = rest.strip_prefix("年".as_bytes()) {
            let (month, _, rest) = number(rest, 2).ok_or(shape)?;
            let rest = rest.strip_prefix("月".as_bytes()).ok_or(shape)?;
            let (day, _, rest) = number(rest, 2).ok_or(shape)?;
            let rest = rest.strip_prefix("日".as_bytes()).ok_or(shape)?;
            let days = days(first, month, day).ok_or(NotDate::Calendar)?;
            return Ok((Written::YearFirst(days), rest));
        }
        let (separator, rest) = separator(rest).ok_or(shape)?;
        let (month, _, rest) = number(rest, 2).ok_or(shape)?;
        let rest = rest.strip_prefix(&[separator]).ok_or(shape)?;
        let (day, _, rest) = number(rest, 2).ok_or(shape)?;
        let days = days(first, month, day).ok_or(NotDate::Calendar)?;
        return Ok((Written::YearFirst(days), rest));
    }
    if first_len > 2 {
        return Err(shape);
    }
    let (separator, rest) = separator(rest).ok_or(shape)?;
    let (second, _, rest) = number(rest, 2).ok_or(shape)?;
    let rest = rest.strip_prefix(&[separator]).ok_or(shape)?;
    let (year, year_len, rest) = number(rest, 4).ok_or(shape)?;
    if year_len != 4 {
        return Err(shape);
    }
    let (year, a, b) = (year as u16, first as u8, second as u8);
    let exists = ordered(year, a, b, DateOrder::MonthFirst).or(ordered(year, a, b, DateOrder::DayFirst));
    exists.map(|_| (Written::YearLast { year, a, b }, rest)).ok_or(NotDate::Calendar)
}

fn separator(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [separator @ (b'-' | b'/' | b'.'), rest @ ..] => Some((*separator, rest)),
        _ => None,
    }
}

type TimeAndOffset = (Option<i64>, Option<i16>);

fn time_part(text: &[u8]) -> Result<TimeAndOffset, NotDate> {
    let shape = NotDate::Shape;
    let text = match text {
        [b'T' | b't', rest @ ..] => rest,
        [b' ', rest @ ..] => rest.trim_ascii_start(),
        _ => return Err(shape),
    };
    let (hour, _, rest) = number(text, 2).ok_or(shape)?;
    let rest = rest.strip_prefix(b":").ok_or(shape)?;
    let (minute, _, mut rest) = number(rest, 2).ok_or(shape)?;
    let (mut second, mut fraction) = (0, 0i64);
    if let Some(more) = rest.strip_prefix(b":") {
        (second, _, rest) = number(more, 2).ok_or(shape)?;
        if let [b'.' | b',', more @ ..] = rest {
            let len = more.iter().take_while(|b| b.is_ascii_digit()).count();
            if len == 0 || len > 9 {
                return Err(shape);
            }
            // Beyond microseconds digits are cut.
            fraction =
                (0..6).fold(0, |sum, i| sum * 10 + more[..len].get(i).map_or(0, |b| i64::from(b - b'0')));
            rest = &more[len..];
        }
    }
    let offset = match rest.trim_ascii_start() {
        [] => None,
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let (hours, _, rest) = number(rest, 2).ok_or(shape)?;
            let minutes = match rest.strip_prefix(b":").unwrap_or(rest) {
                [] => 0,
                rest => match number(rest, 2) {
                    Some((minutes, 2, [])) => minutes,
                    _ => return Err(shape),
                },
            };
            let minutes = (hours * 60 + minutes) as i16;
            Some(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => return Err(shape),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(NotDate::Calendar);
    }
    let seconds = i64::from((hour * 60 + minute) * 60 + second);
    let time = seconds * 1_000_000 + fraction;
    debug_assert!(time < MICROS_PER_DAY);
    Ok((Some(time), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, expected: &str) {
        let shown = match moment(cell.as_bytes()) {
            Err(why) => format!("{why:?}"),
            Ok(moment) => {
                let mut text = match moment.date {
                    Written::YearFirst(days) => Date::from_days(days).to_string(),
                    Written::YearLast { year, a, b } => format!("{year}:{a}:{b}"),
                };
                if let Some(time) = moment.time {
                    text += &format!(" {}", time as f64 / 1e6);
                }
                if let Some(offset) = moment.offset {
                    text += &format!(" {offset:+}");
                }
                text
            }
        };
        assert_eq!(shown, expected, "{cell}");
    }

    #[test]
    fn cells() {
        check("2024-03-08", "2024-03-08");
        check("2024/3/8", "2024-03-08");
        check(" 2024.03.08 ", "2024-03-08");
        check("2024年3月8日", "2024-03-08");
        check("2023-02-29", "Calendar");
        check("2024-13-01", "Calendar");
        check("3/8/2024", "2024:3:8");
        check("24-12-2025", "2025:24:12");
        check("32/13/2025", "Calendar");
        check("2024-03/08", "Shape");
        check("2024-03-08T01:02:03", "2024-03-08 3723");
        check("2024-03-08 01:02:03.5", "2024-03-08 3723.5");
        check("2024-03-08 1:02", "2024-03-08 3720");
        check("2024-03-08T00:00:00Z", "2024-03-08 0 +0");
        check("2024-03-08T00:00:00.000+08:00", "2024-03-08 0 +480");
        check("2024-03-08T00:00:00-0330", "2024-03-08 0 -210");
        check("3/8/2024 13:05", "2024:3:8 47100");
        check("2024-03-08 25:00", "Calendar");
        check("2024-03-08 x", "Shape");
        check("1/2/24", "Shape");
        check("12345678", "Shape");
        check("2024-W10-1", "Shape");
    }

    #[test]
    fn iso_word_agrees_with_the_plain_way() {
        let calendar = Calendar::new();
        for text in [
            "2024-03-08",
            "1999-12-31",
            "2000-02-29",
            "1900-02-29",
            "2024-3-08x",
            "2024-0a-08",
            "2024-01-00",
            "20240108--",
        ] {
            let plain = match moment(text.as_bytes()) {
                Ok(Moment { date: Written::YearFirst(days), time: None, .. }) => Some(days),
                _ => None,
            };
            assert_eq!(calendar.iso(text.as_bytes(), 0, 10), plain, "{text}");
        }
    }
}
