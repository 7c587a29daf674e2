//! Periods: absolute and relative time ranges.

use serde::{Deserialize, Serialize};

use super::{Date, Grain};

/// A time range. Relative periods are anchored at the day that counts as today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From the first to the last date, both included.
    Between(Date, Date),
    /// The bucket of a grain, `offset` buckets from the one of today: 0 is 本月, −1 上月.
    Bucket {
        /// Width.
        grain: Grain,
        /// 0 is the current one.
        offset: i32,
    },
    /// The last `count` days, weeks, months …, today included: 近30天, 近12月.
    Trailing {
        /// Width.
        grain: Grain,
        /// How many.
        count: u32,
    },
    /// From the start of the current bucket to today: 年初至今.
    ToDate(Grain),
}

impl Period {
    /// First and last date, both included, with `as_of` as today. The current bucket ends today: later days do not
    /// exist yet. Trailing months, quarters, halves and years count back from the day of the month (its last day
    /// where the month is shorter): 近12月 at 2024-03-15 starts on 2023-03-16.
    pub fn resolve(self, as_of: Date, fiscal_start_month: u32) -> (Date, Date) {
        match self {
            Self::Between(first, last) => (first, last),
            Self::Bucket { grain, offset } => {
                let first = grain.shift(as_of, i64::from(offset), fiscal_start_month);
                let last = grain.end(first, fiscal_start_month);
                (first, if offset == 0 { as_of } else { last })
            }
            Self::Trailing { grain, count } => (before(as_of, grain, count).plus_days(1), as_of),
            Self::ToDate(grain) => (grain.start(as_of, fiscal_start_month), as_of),
        }
    }

    /// Whether it moves with the day that counts as today.
    pub fn is_relative(self) -> bool {
        !matches!(self, Self::Between(..))
    }

    /// Whether it is a single day.
    pub fn is_one_day(self) -> bool {
        match self {
            Self::Between(first, last) => first == last,
            Self::Bucket { grain, .. } | Self::ToDate(grain) => grain == Grain::Day,
            Self::Trailing { grain, count } => (grain, count) == (Grain::Day, 1),
        }
    }

    /// The grain that it is made of; none for absolute periods.
    pub fn grain(self) -> Option<Grain> {
        match self {
            Self::Between(..) => None,
            Self::Bucket { grain, .. } | Self::Trailing { grain, .. } | Self::ToDate(grain) => Some(grain),
        }
    }
}

/// The day `count` buckets before `date`.
fn before(date: Date, grain: Grain, count: u32) -> Date {
    let days = |width: u32| date.plus_days(-(count.saturating_mul(width).min(100_000_000) as i32));
    match grain {
        Grain::Day => days(1),
        Grain::Week => days(7),
        Grain::TenDay => {
            // The same place in its ten days, or the end of a shorter one.
            let elapsed = date.days() - grain.start(date, 1).days();
            let start = grain.shift(date, -i64::from(count), 1);
            start.plus_days(elapsed).min(grain.end(start, 1))
        }
        Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
            date.plus_months(-i64::from(count) * grain.months())
        }
    }
}
