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
    /// The last `count` buckets, the current one included: 近30天, 近12月.
    Trailing {
        /// Width.
        grain: Grain,
        /// How many.
        count: u32,
    },
    /// From the start of the current bucket to today: 年初至今.
    ToDate(Grain),
}
