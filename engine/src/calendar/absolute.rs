//! Reading absolute periods: 2024年, 2024年Q4, 2024年12月, 2024-03-01～08, `y2024q4` and their like.

use super::name::{MONTHS, number_first};
use super::{Date, Grain, Period};

/// Reads a text that [`normal`](super::normal) has passed.
pub(super) fn parse(text: &str) -> Option<Period> {
    compact(text)
        .or_else(|| range(text))
        .or_else(|| named(text))
        .map(|(first, last)| Period::Between(first, last))
}

type Dates = (Date, Date);

fn bucket(grain: Grain, year: u32, month: u32, day: u32) -> Option<Dates> {
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    let first = Date::from_ymd(year, month, day)?;
    Some((first, grain.end(first, 1)))
}

fn quarter(year: u32, number: u32) -> Option<Dates> {
    (1..=4).contains(&number).then(|| bucket(Grain::Quarter, year, number * 3 - 2, 1))?
}

fn half(year: u32, number: u32) -> Option<Dates> {
    (1..=2).contains(&number).then(|| bucket(Grain::Half, year, number * 6 - 5, 1))?
}

fn week(year: u32, number: u32) -> Option<Dates> {
    let monday = Date::from_iso_week(i32::try_from(year).ok().filter(|year| *year <= 9999)?, number)?;
    Some((monday, monday.plus_days(6)))
}

fn ten_day(year: u32, month: u32, number: u32) -> Option<Dates> {
    (1..=3).contains(&number).then(|| bucket(Grain::TenDay, year, month, number * 10 - 9))?
}

/// Both from the code: `y2024q4`, `d20240301_20240308`.
fn compact(text: &str) -> Option<Dates> {
    if let Some(dates) = text.strip_prefix('d') {
        let (first, last) = dates.split_once('_').unwrap_or((dates, dates));
        let date = |text: &str| {
            let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| Date::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])))?
        };
        return ordered(date(first)?, date(last)?);
    }
    let (year, rest) = number_first(text.strip_prefix('y')?)?;
    if rest.is_empty() {
        return bucket(Grain::Year, year, 1, 1);
    }
    let (number, tail) = number_first(rest.get(1..)?)?;
    match (&rest[..1], tail) {
        ("q", "") => quarter(year, number),
        ("h", "") => half(year, number),
        ("w", "") => week(year, number),
        ("m", "") => bucket(Grain::Month, year, number, 1),
        ("m", tail) => ten_day(year, number, tail.strip_prefix('t')?.parse().ok()?),
        _ => None,
    }
}

fn ordered(first: Date, last: Date) -> Option<Dates> {
    (first <= last).then_some((first, last))
}

/// Two dates, the second perhaps without the year and month that it shares.
fn range(text: &str) -> Option<Dates> {
    for mark in ["～", "~", "至", " to ", "–", "..", "—"] {
        let Some((from, to)) = text.split_once(mark) else { continue };
        let first = date(from.trim())?;
        let to = to.trim();
        let last = date(to).or_else(|| {
            let (year, month, _) = first.ymd();
            let to = to.trim_end_matches('日');
            match to.split_once(['-', '/', '.', '月']) {
                Some((month, day)) => Date::from_ymd(year, month.parse().ok()?, day.parse().ok()?),
                None => Date::from_ymd(year, month, to.parse().ok()?),
            }
        })?;
        return ordered(first, last);
    }
    date(text).map(|date| (date, date))
}

/// 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn named(text: &str) -> Option<Dates> {
    if let Some((year, rest)) = number_first(text)
        && year >= 1000
    {
        let rest = rest.trim_start_matches(['年', ' ', '-', '/', '.']);
        return after_year(year, rest.trim());
    }
    // Q4 2024, Dec 2024, early Mar 2024
    let (head, year) = text.rsplit_once(' ')?;
    let year = year.parse().ok().filter(|year| *year >= 1000)?;
    after_year(year, head.trim())
}

fn after_year(year: u32, rest: &str) -> Option<Dates> {
    if rest.is_empty() {
        return bucket(Grain::Year, year, 1, 1);
    }
    match rest {
        "上半年" => return half(year, 1),
        "下半年" => return half(year, 2),
        "一季度" | "第一季度" => return quarter(year, 1),
        "二季度" | "第二季度" => return quarter(year, 2),
        "三季度" | "第三季度" => return quarter(year, 3),
        "四季度" | "第四季度" => return quarter(year, 4),
        _ => {}
    }
    let numbered = |prefix: &str, suffix: &str| -> Option<u32> {
        rest.strip_prefix(prefix)?.strip_suffix(suffix)?.trim().parse().ok()
    };
    if let Some(number) =
        numbered("q", "").or_else(|| numbered("第", "季度")).or_else(|| numbered("", "季度"))
    {
        return quarter(year, number);
    }
    if let Some(number) = numbered("h", "") {
        return half(year, number);
    }
    if let Some(number) = numbered("w", "").or_else(|| numbered("第", "周")).or_else(|| numbered("", "周"))
    {
        return week(year, number);
    }
    for (at, name) in MONTHS.iter().enumerate() {
        let name = name.to_ascii_lowercase();
        let part = match rest.strip_suffix(name.as_str()).map(str::trim) {
            Some("") => return bucket(Grain::Month, year, at as u32 + 1, 1),
            Some("early") => 1,
            Some("mid") => 2,
            Some("late") => 3,
            _ => continue,
        };
        return ten_day(year, at as u32 + 1, part);
    }
    let (first, tail) = number_first(rest)?;
    match tail {
        "" | "月" => bucket(Grain::Month, year, first, 1),
        "月上旬" => ten_day(year, first, 1),
        "月中旬" => ten_day(year, first, 2),
        "月下旬" => ten_day(year, first, 3),
        tail => {
            // 2024年1-2月: whole months from the first to the last.
            let last = tail.strip_prefix(['-', '–', '～', '~', '至'])?.strip_suffix('月')?.parse().ok()?;
            let (start, _) = bucket(Grain::Month, year, first, 1)?;
            let (_, end) = bucket(Grain::Month, year, last, 1)?;
            ordered(start, end)
        }
    }
}
