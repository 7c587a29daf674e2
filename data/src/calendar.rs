//! Civil dates, the public holidays of 2021 to 2024, and how busy a day is.

use std::fmt;

/// A date, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

/// First day with recorded activity.
pub const FIRST_DAY: Date = Date::of(2022, 1, 1);
/// Last day with recorded activity; nothing later is known.
pub const LAST_DAY: Date = Date::of(2024, 12, 31);
/// First day of `dim_date`: the prospects and orders held at the opening of 2022 were created in 2021.
pub const CALENDAR_START: Date = Date::of(2021, 1, 1);

impl Date {
    /// A date of the Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    pub const fn of(year: i32, month: i32, day: i32) -> Date {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Date(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month 1–12 and day 1–31.
    pub const fn civil(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + (month <= 2) as i32;
        (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }

    /// Year.
    pub const fn year(self) -> i32 {
        self.civil().0
    }

    /// Whole months since January 2022; negative before.
    pub const fn month_index(self) -> i32 {
        let (year, month, _) = self.civil();
        (year - 2022) * 12 + month - 1
    }

    /// `yyyymmdd` as a number: the key of `dim_date`.
    pub const fn key(self) -> i32 {
        let (year, month, day) = self.civil();
        year * 10_000 + month * 100 + day
    }

    /// 1 = Monday … 7 = Sunday.
    pub const fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7) + 1
    }

    /// Saturday or Sunday.
    pub const fn is_weekend(self) -> bool {
        self.weekday() >= 6
    }

    /// `days` later; earlier when negative.
    pub const fn plus(self, days: i32) -> Date {
        Date(self.0 + days)
    }

    /// Every date from `self` to `last`, both included.
    pub fn through(self, last: Date) -> impl DoubleEndedIterator<Item = Date> + Clone {
        (self.0..=last.0).map(Date)
    }

    /// A statutory day off, moved weekends included.
    pub fn is_holiday(self) -> bool {
        HOLIDAYS.iter().any(|&(first, last)| first <= self && self <= last)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// 春节: the first day of the lunar year.
pub const SPRING_FESTIVALS: [Date; 4] =
    [Date::of(2021, 2, 12), Date::of(2022, 2, 1), Date::of(2023, 1, 22), Date::of(2024, 2, 10)];

/// Days off as announced by the State Council for 2021 to 2024.
const HOLIDAYS: [(Date, Date); 27] = [
    (Date::of(2021, 1, 1), Date::of(2021, 1, 3)),
    (Date::of(2021, 2, 11), Date::of(2021, 2, 17)),
    (Date::of(2021, 4, 3), Date::of(2021, 4, 5)),
    (Date::of(2021, 5, 1), Date::of(2021, 5, 5)),
    (Date::of(2021, 6, 12), Date::of(2021, 6, 14)),
    (Date::of(2021, 9, 19), Date::of(2021, 9, 21)),
    (Date::of(2021, 10, 1), Date::of(2021, 10, 7)),
    (Date::of(2022, 1, 1), Date::of(2022, 1, 3)),
    (Date::of(2022, 1, 31), Date::of(2022, 2, 6)),
    (Date::of(2022, 4, 3), Date::of(2022, 4, 5)),
    (Date::of(2022, 4, 30), Date::of(2022, 5, 4)),
    (Date::of(2022, 6, 3), Date::of(2022, 6, 5)),
    (Date::of(2022, 9, 10), Date::of(2022, 9, 12)),
    (Date::of(2022, 10, 1), Date::of(2022, 10, 7)),
    (Date::of(2022, 12, 31), Date::of(2023, 1, 2)),
    (Date::of(2023, 1, 21), Date::of(2023, 1, 27)),
    (Date::of(2023, 4, 5), Date::of(2023, 4, 5)),
    (Date::of(2023, 4, 29), Date::of(2023, 5, 3)),
    (Date::of(2023, 6, 22), Date::of(2023, 6, 24)),
    (Date::of(2023, 9, 29), Date::of(2023, 10, 6)),
    (Date::of(2023, 12, 30), Date::of(2024, 1, 1)),
    (Date::of(2024, 2, 10), Date::of(2024, 2, 17)),
    (Date::of(2024, 4, 4), Date::of(2024, 4, 6)),
    (Date::of(2024, 5, 1), Date::of(2024, 5, 5)),
    (Date::of(2024, 6, 8), Date::of(2024, 6, 10)),
    (Date::of(2024, 9, 15), Date::of(2024, 9, 17)),
    (Date::of(2024, 10, 1), Date::of(2024, 10, 7)),
];

/// Days from the nearest 春节: negative before it, 0 on the day itself.
fn days_from_spring_festival(date: Date) -> i32 {
    SPRING_FESTIVALS.iter().map(|day| date.0 - day.0).min_by_key(|days| days.abs()).unwrap_or(i32::MAX)
}

/// How many service orders a day draws, relative to an average weekday of January 2022: the fleet grows, the
/// weekend is busy, cars are checked before 春节 and workshops are nearly empty during it.
pub fn service_activity(date: Date) -> f64 {
    let week = [0.93, 0.88, 0.87, 0.90, 0.99, 1.27, 1.16][date.weekday() as usize - 1];
    let season = match days_from_spring_festival(date) {
        -21..=-6 => 1.22,
        -5..=-2 => 0.80,
        -1..=5 => 0.22,
        6..=9 => 0.60,
        _ if date.is_holiday() => 0.72,
        _ => 1.0,
    };
    let month = [1.0, 0.98, 1.0, 1.0, 1.02, 1.05, 1.07, 1.05, 1.0, 0.98, 1.0, 1.02][month_of(date)];
    week * season * month * growth(date, 1.25)
}

/// How many parties come to a showroom on a day, relative to an average weekday of January 2022.
pub fn sales_activity(date: Date) -> f64 {
    let week = [0.82, 0.80, 0.80, 0.84, 0.96, 1.46, 1.34][date.weekday() as usize - 1];
    let season = match days_from_spring_festival(date) {
        -14..=-7 => 1.08,
        -6..=-2 => 0.60,
        -1..=4 => 0.18,
        5..=12 => 0.62,
        _ if date.is_holiday() => 1.18,
        _ => 1.0,
    };
    // 金九银十 and the rush at the end of the year.
    let month = [0.96, 0.90, 1.0, 0.97, 1.0, 1.04, 0.95, 0.97, 1.13, 1.10, 1.06, 1.24][month_of(date)];
    week * season * month * growth(date, 0.80)
}

fn month_of(date: Date) -> usize {
    date.civil().1 as usize - 1
}

/// Linear growth by `gain` over three years.
fn growth(date: Date, gain: f64) -> f64 {
    1.0 + gain * f64::from(date.0 - FIRST_DAY.0) / 1_096.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip() {
        for date in Date::of(1969, 12, 1).through(Date::of(2030, 3, 1)) {
            let (year, month, day) = date.civil();
            assert_eq!(Date::of(year, month, day), date);
        }
        assert_eq!(Date::of(1970, 1, 1).0, 0);
        assert_eq!(Date::of(2024, 2, 29).to_string(), "2024-02-29");
        assert_eq!(Date::of(2024, 12, 31).key(), 20_241_231);
        assert_eq!(Date::of(2024, 12, 31).weekday(), 2);
    }

    #[test]
    fn every_spring_festival_is_a_day_off() {
        assert!(SPRING_FESTIVALS.iter().all(|day| day.is_holiday()));
    }

    #[test]
    fn spring_festival_is_the_quietest_time() {
        for day in &SPRING_FESTIVALS[1..] {
            assert!(service_activity(*day) < 0.4 * service_activity(day.plus(28)));
            assert!(sales_activity(*day) < 0.4 * sales_activity(day.plus(28)));
        }
    }
}
