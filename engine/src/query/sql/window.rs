//! Periods as SQL, for days that are known only when the statement runs. The same steps as [`Period::resolve`].

use super::dialect::Dialect;
use super::tree::{Sql, call};
use crate::calendar::{Grain, Period};

/// First and last day of a period, `today` being the day that counts as today.
pub(super) fn of_period(
    dialect: Dialect,
    period: Period,
    today: &Sql,
    fiscal_start_month: u32,
) -> (Sql, Sql) {
    match period {
        Period::Between(first, last) => (dialect.date(first), dialect.date(last)),
        Period::Bucket { grain, offset } => {
            let current = dialect.bucket_start(grain, today.clone(), fiscal_start_month);
            let first = dialect.bucket_shift(grain, current, i64::from(offset));
            let last = match offset {
                0 => today.clone(),
                _ => dialect.bucket_end(grain, first.clone()),
            };
            (first, last)
        }
        Period::Trailing { grain: Grain::Day, count } => {
            (dialect.plus_days(today.clone(), 1 - i64::from(count)), today.clone())
        }
        Period::Trailing { grain, count } => {
            (dialect.plus_days(before(dialect, today, grain, i64::from(count)), 1), today.clone())
        }
        Period::ToDate(grain) => {
            (dialect.bucket_start(grain, today.clone(), fiscal_start_month), today.clone())
        }
    }
}

/// The day `count` buckets before `day`.
fn before(dialect: Dialect, day: &Sql, grain: Grain, count: i64) -> Sql {
    match grain {
        Grain::Day => dialect.plus_days(day.clone(), -count),
        Grain::Week => dialect.plus_days(day.clone(), -7 * count),
        Grain::TenDay => {
            let current = dialect.bucket_start(grain, day.clone(), 1);
            let start = dialect.bucket_shift(grain, current.clone(), -count);
            let elapsed = dialect.days_between(day.clone(), current);
            let same_place = dialect.add_days(start.clone(), elapsed);
            call("LEAST", vec![same_place, dialect.bucket_end(grain, start)])
        }
        Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
            dialect.plus_months(day.clone(), -count * grain.months())
        }
    }
}
