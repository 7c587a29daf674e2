//! Buckets of a time axis: which one a date falls in, where it starts and ends, and its neighbours.
//!
//! The buckets of a grain are numbered, so that periods shift by their index and never by their dates. Quarters,
//! halves and years follow the fiscal year, which starts on the first day of `fiscal_start_month` (1–12).

use super::{Date, Grain};

impl Grain {
    /// Every grain, finest first.
    pub const ALL: [Self; 7] =
        [Self::Day, Self::Week, Self::TenDay, Self::Month, Self::Quarter, Self::Half, Self::Year];

    /// The number of the bucket that `date` falls in. Neighbours differ by 1; bucket 0 is near 1970-01-01, for months
    /// and wider near the year 0.
    pub fn index(self, date: Date, fiscal_start_month: u32) -> i64 {
        let (year, month, day) = civil(date);
        let months = year * 12 + i64::from(month) - 1;
        match self {
            Self::Day => i64::from(date.days()),
            Self::Week => (i64::from(date.days()) + 3).div_euclid(7),
            Self::TenDay => months * 3 + i64::from((day - 1) / 10).min(2),
            Self::Month => months,
            Self::Quarter | Self::Half | Self::Year => {
                (months - first_month(fiscal_start_month)).div_euclid(self.months())
            }
        }
    }

    /// The first date of the bucket with this number.
    pub fn start_of(self, index: i64, fiscal_start_month: u32) -> Date {
        match self {
            Self::Day => clamped(index),
            Self::Week => clamped(index.saturating_mul(7).saturating_sub(3)),
            Self::TenDay => first_of_month(index.div_euclid(3)).plus_days(index.rem_euclid(3) as i32 * 10),
            Self::Month => first_of_month(index),
            Self::Quarter | Self::Half | Self::Year => first_of_month(
                index.saturating_mul(self.months()).saturating_add(first_month(fiscal_start_month)),
            ),
        }
    }

    /// The first date of the bucket that `date` falls in.
    pub fn start(self, date: Date, fiscal_start_month: u32) -> Date {
        self.start_of(self.index(date, fiscal_start_month), fiscal_start_month)
    }

    /// The last date of the bucket that `date` falls in.
    pub fn end(self, date: Date, fiscal_start_month: u32) -> Date {
        self.start_of(self.index(date, fiscal_start_month) + 1, fiscal_start_month).plus_days(-1)
    }

    /// The first date of the bucket that stands `by` after the one of `date`.
    pub fn shift(self, date: Date, by: i64, fiscal_start_month: u32) -> Date {
        self.start_of(self.index(date, fiscal_start_month).saturating_add(by), fiscal_start_month)
    }

    /// The first dates of all buckets that meet `first..=last`, in order.
    pub fn buckets(self, first: Date, last: Date, fiscal_start_month: u32) -> impl Iterator<Item = Date> {
        let (from, to) = (self.index(first, fiscal_start_month), self.index(last, fiscal_start_month));
        (from..=to).map(move |index| self.start_of(index, fiscal_start_month))
    }

    /// Months of a month or a wider bucket; 0 for narrower ones.
    pub fn months(self) -> i64 {
        match self {
            Self::Day | Self::Week | Self::TenDay => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        }
    }
}

impl Date {
    /// ISO 8601 year and week: the week belongs to the year that holds its Thursday.
    pub fn iso_week(self) -> (i32, u32) {
        let thursday = self.plus_days(4 - self.weekday() as i32);
        let (year, ..) = civil(thursday);
        let first = days_from_civil(year, 1, 1);
        (year as i32, ((i64::from(thursday.days()) - first) / 7 + 1) as u32)
    }

    /// Monday of an ISO 8601 week; none where the year has no such week.
    pub fn from_iso_week(year: i32, week: u32) -> Option<Self> {
        let fourth = Self::from_ymd(year, 1, 4)?;
        let monday = fourth.plus_days(1 - fourth.weekday() as i32 + (week as i32 - 1).checked_mul(7)?);
        (monday.iso_week() == (year, week)).then_some(monday)
    }

    /// The same day `months` later, or the month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let (year, month, day) = civil(self);
        let month = (year * 12 + i64::from(month) - 1).saturating_add(months);
        let start = first_of_month(month);
        let length = first_of_month(month.saturating_add(1)).days() - start.days();
        start.plus_days((day as i32 - 1).min(length - 1))
    }
}

fn first_month(fiscal_start_month: u32) -> i64 {
    i64::from(fiscal_start_month.clamp(1, 12)) - 1
}

fn first_of_month(months: i64) -> Date {
    clamped(days_from_civil(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1))
}

/// Dates so far out meet no data; half the range keeps sums of days in range.
fn clamped(days: i64) -> Date {
    const FAR: i64 = i32::MAX as i64 / 2;
    Date::from_days(days.clamp(-FAR, FAR) as i32)
}

/// Days since 1970-01-01 of a civil date, for every year (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `days_from_civil`).
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = year.clamp(-4_000_000, 4_000_000) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a date (the same source, `civil_from_days`).
pub(super) fn civil(date: Date) -> (i64, u32, u32) {
    let days = i64::from(date.days()) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = (if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 }) as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
