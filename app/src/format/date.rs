//! Days, ranges and periods of each grain.

use super::{Date, DateTime, Grain, Lang};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

/// A label for a time axis: what tells the bucket from its neighbours, and what it shares with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodTick {
    /// Short text of this bucket, such as `3月`.
    pub text: String,
    /// What is written once for a run of buckets, such as `2024年`; none for years.
    pub group: Option<String>,
}

/// `2025-03-08`, in both languages.
pub fn day(date: Date) -> String {
    date.to_string()
}

/// `2025-03-01 ～ 2025-03-08`; one day alone where both are the same.
pub fn day_range(first: Date, last: Date, lang: Lang) -> String {
    if first == last { day(first) } else { format!("{} {} {}", day(first), dash(lang), day(last)) }
}

/// `2025-03-08 14:05`, with seconds only where there are any.
pub fn timestamp(at: DateTime) -> String {
    let seconds_of_day = at.micros().div_euclid(1_000_000).rem_euclid(86_400);
    let (hour, minute, second) = (seconds_of_day / 3600, seconds_of_day / 60 % 60, seconds_of_day % 60);
    let day = at.date();
    if second == 0 {
        format!("{day} {hour:02}:{minute:02}")
    } else {
        format!("{day} {hour:02}:{minute:02}:{second:02}")
    }
}

/// The name of a weekday, Monday 1 to Sunday 7.
pub fn weekday(number: u32, lang: Lang) -> &'static str {
    let index = usize::try_from(number).unwrap_or(1).clamp(1, 7) - 1;
    match lang {
        Lang::Zh => WEEKDAYS[index].0,
        Lang::En => WEEKDAYS[index].1,
    }
}

/// The period of `grain` that starts on `start`, in full: `2025年第1周 12-30 ～ 01-05`, `2024年3月`, `Q1 2024`.
pub fn period(start: Date, grain: Grain, lang: Lang) -> String {
    let (year, month, _) = start.ymd();
    match (grain, lang) {
        (Grain::Day, _) => day(start),
        (Grain::Week, _) => {
            let (year, week) = iso_week(start);
            let span = format!("{} {} {}", month_day(start), dash(lang), month_day(start.plus_days(6)));
            match lang {
                Lang::Zh => format!("{year}年第{week}周 {span}"),
                Lang::En => format!("{year} W{week} {span}"),
            }
        }
        (Grain::TenDay, Lang::Zh) => format!("{year}年{}", ten_days(start, lang)),
        (Grain::TenDay, Lang::En) => format!("{}, {year}", ten_days(start, lang)),
        (Grain::Month, Lang::Zh) => format!("{year}年{month}月"),
        (Grain::Month, Lang::En) => format!("{} {year}", month_name(month)),
        (Grain::Quarter, Lang::Zh) => format!("{year}年Q{}", quarter(month)),
        (Grain::Quarter, Lang::En) => format!("Q{} {year}", quarter(month)),
        (Grain::Half, Lang::Zh) => format!("{year}年{}", half(month, lang)),
        (Grain::Half, Lang::En) => format!("{} {year}", half(month, lang)),
        (Grain::Year, Lang::Zh) => format!("{year}年"),
        (Grain::Year, Lang::En) => year.to_string(),
    }
}

/// The same period for an axis, where its neighbours tell the rest.
pub fn period_tick(start: Date, grain: Grain, lang: Lang) -> PeriodTick {
    let (year, month, day) = start.ymd();
    let year_text = |year: i32| match lang {
        Lang::Zh => format!("{year}年"),
        Lang::En => year.to_string(),
    };
    let (text, group) = match grain {
        Grain::Day => {
            let text = if lang == Lang::Zh { format!("{day}日") } else { day.to_string() };
            return PeriodTick { text, group: Some(period(start, Grain::Month, lang)) };
        }
        Grain::Week => {
            let (year, week) = iso_week(start);
            (format!("W{week}"), Some(year))
        }
        Grain::TenDay => (ten_days(start, lang), Some(year)),
        Grain::Month => match lang {
            Lang::Zh => (format!("{month}月"), Some(year)),
            Lang::En => (month_name(month).to_owned(), Some(year)),
        },
        Grain::Quarter => (format!("Q{}", quarter(month)), Some(year)),
        Grain::Half => (half(month, lang).to_owned(), Some(year)),
        Grain::Year => (year_text(year), None),
    };
    PeriodTick { text, group: group.map(year_text) }
}

fn dash(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "～",
        Lang::En => "–",
    }
}

fn month_day(date: Date) -> String {
    let (_, month, day) = date.ymd();
    format!("{month:02}-{day:02}")
}

fn month_name(month: u32) -> &'static str {
    MONTHS[usize::try_from(month).unwrap_or(1).clamp(1, 12) - 1]
}

fn quarter(month: u32) -> u32 {
    (month - 1) / 3 + 1
}

fn half(month: u32, lang: Lang) -> &'static str {
    match (month <= 6, lang) {
        (true, Lang::Zh) => "上半年",
        (false, Lang::Zh) => "下半年",
        (true, Lang::En) => "H1",
        (false, Lang::En) => "H2",
    }
}

fn ten_days(start: Date, lang: Lang) -> String {
    let (_, month, day) = start.ymd();
    match lang {
        Lang::Zh => {
            let third = match day {
                ..=10 => "上旬",
                11..=20 => "中旬",
                _ => "下旬",
            };
            format!("{month}月{third}")
        }
        Lang::En => {
            let days = match day {
                ..=10 => "1–10",
                11..=20 => "11–20",
                _ => "21–end",
            };
            format!("{} {days}", month_name(month))
        }
    }
}

/// Year and week by ISO 8601: the week belongs to the year of its Thursday.
fn iso_week(date: Date) -> (i32, i32) {
    let weekday = i32::try_from(date.weekday()).unwrap_or(1);
    let thursday = date.plus_days(4 - weekday);
    let (year, ..) = thursday.ymd();
    let new_year = Date::from_ymd(year, 1, 1).unwrap_or(thursday);
    (year, (thursday.days() - new_year.days()) / 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn periods_in_full() {
        for (start, grain, zh, en) in [
            ("2025-03-08", Grain::Day, "2025-03-08", "2025-03-08"),
            ("2024-12-30", Grain::Week, "2025年第1周 12-30 ～ 01-05", "2025 W1 12-30 – 01-05"),
            ("2020-12-28", Grain::Week, "2020年第53周 12-28 ～ 01-03", "2020 W53 12-28 – 01-03"),
            ("2024-03-01", Grain::TenDay, "2024年3月上旬", "Mar 1–10, 2024"),
            ("2024-03-11", Grain::TenDay, "2024年3月中旬", "Mar 11–20, 2024"),
            ("2024-02-21", Grain::TenDay, "2024年2月下旬", "Feb 21–end, 2024"),
            ("2024-03-01", Grain::Month, "2024年3月", "Mar 2024"),
            ("2024-10-01", Grain::Quarter, "2024年Q4", "Q4 2024"),
            ("2024-01-01", Grain::Half, "2024年上半年", "H1 2024"),
            ("2024-07-01", Grain::Half, "2024年下半年", "H2 2024"),
            ("2024-01-01", Grain::Year, "2024年", "2024"),
        ] {
            assert_eq!(period(date(start), grain, Lang::Zh), zh);
            assert_eq!(period(date(start), grain, Lang::En), en);
        }
    }

    #[test]
    fn periods_on_an_axis() {
        for (start, grain, zh, en) in [
            ("2025-03-08", Grain::Day, ("8日", Some("2025年3月")), ("8", Some("Mar 2025"))),
            ("2024-12-30", Grain::Week, ("W1", Some("2025年")), ("W1", Some("2025"))),
            ("2024-03-01", Grain::Month, ("3月", Some("2024年")), ("Mar", Some("2024"))),
            ("2024-04-01", Grain::Quarter, ("Q2", Some("2024年")), ("Q2", Some("2024"))),
            ("2024-07-01", Grain::Half, ("下半年", Some("2024年")), ("H2", Some("2024"))),
            ("2024-01-01", Grain::Year, ("2024年", None), ("2024", None)),
        ] {
            for (lang, (text, group)) in [(Lang::Zh, zh), (Lang::En, en)] {
                let tick = period_tick(date(start), grain, lang);
                assert_eq!((tick.text.as_str(), tick.group.as_deref()), (text, group));
            }
        }
    }

    #[test]
    fn ranges_and_moments() {
        let (first, last) = (date("2024-12-30"), date("2025-01-05"));
        assert_eq!(day_range(first, last, Lang::Zh), "2024-12-30 ～ 2025-01-05");
        assert_eq!(day_range(first, last, Lang::En), "2024-12-30 – 2025-01-05");
        assert_eq!(day_range(first, first, Lang::Zh), "2024-12-30");
        let noon = i64::from(first.days()) * 86_400_000_000 + 43_500_000_000;
        assert_eq!(timestamp(DateTime::from_micros(noon)), "2024-12-30 12:05");
        assert_eq!(timestamp(DateTime::from_micros(noon + 7_000_000)), "2024-12-30 12:05:07");
        assert_eq!(timestamp(DateTime::from_micros(-1)), "1969-12-31 23:59:59");
        assert_eq!((weekday(1, Lang::Zh), weekday(7, Lang::En)), ("周一", "Sun"));
    }

    #[test]
    fn weeks_follow_iso_8601() {
        for (text, expected) in [
            ("2021-01-03", (2020, 53)),
            ("2021-01-04", (2021, 1)),
            ("2018-12-31", (2019, 1)),
            ("2016-01-01", (2015, 53)),
            ("2024-02-29", (2024, 9)),
        ] {
            assert_eq!(iso_week(date(text)), expected, "{text}");
        }
    }
}
