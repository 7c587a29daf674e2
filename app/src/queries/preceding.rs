//! The period before a period.

use sandtable_engine::calendar::{Date, Period};

/// The dates that a period is compared with: those before it, as many months where it is made of months, else as many
/// days. A bucket that is not over yet is compared with the same part of the one before.
pub fn preceding(period: Period, as_of: Date, fiscal_start_month: u32) -> (Date, Date) {
    let (first, last) = period.resolve(as_of, fiscal_start_month);
    let next = last.plus_days(1);
    let months = match period {
        Period::Bucket { grain, .. } | Period::ToDate(grain) => grain.months(),
        Period::Trailing { grain, count } => grain.months() * i64::from(count),
        Period::Between(..) => {
            let number = |date: Date| i64::from(date.ymd().0) * 12 + i64::from(date.ymd().1);
            let between = number(next) - number(first);
            if first.plus_months(between) == next { between } else { 0 }
        }
    };
    if months == 0 {
        let days = next.days() - first.days();
        return (first.plus_days(-days), first.plus_days(-1));
    }
    let is_whole = first.plus_months(months) == next;
    (first.plus_months(-months), if is_whole { first.plus_days(-1) } else { last.plus_months(-months) })
}

#[cfg(test)]
mod tests {
    use sandtable_engine::calendar::Grain;

    use super::*;

    #[track_caller]
    fn check(period: Period, as_of: &str, expected: (&str, &str)) {
        let date = |text: &str| Date::parse(text).expect("a date");
        assert_eq!(preceding(period, date(as_of), 1), (date(expected.0), date(expected.1)));
    }

    #[test]
    fn the_dates_before_are_as_many() {
        let between = |first: &str, last: &str| {
            Period::Between(Date::parse(first).expect("a date"), Date::parse(last).expect("a date"))
        };
        check(Period::Trailing { grain: Grain::Day, count: 7 }, "2024-03-15", ("2024-03-02", "2024-03-08"));
        check(
            Period::Trailing { grain: Grain::Month, count: 12 },
            "2024-03-15",
            ("2022-03-16", "2023-03-15"),
        );
        check(
            Period::Bucket { grain: Grain::Quarter, offset: -1 },
            "2024-05-15",
            ("2023-10-01", "2023-12-31"),
        );
        check(Period::Bucket { grain: Grain::Month, offset: 0 }, "2024-03-15", ("2024-02-01", "2024-02-15"));
        check(Period::Bucket { grain: Grain::Month, offset: 0 }, "2024-03-31", ("2024-02-01", "2024-02-29"));
        check(Period::ToDate(Grain::Year), "2024-03-15", ("2023-01-01", "2023-03-15"));
        check(between("2024-01-01", "2024-12-31"), "2024-12-31", ("2023-01-01", "2023-12-31"));
        check(between("2024-02-01", "2024-02-29"), "2024-12-31", ("2024-01-01", "2024-01-31"));
        check(between("2024-03-05", "2024-03-08"), "2024-12-31", ("2024-03-01", "2024-03-04"));
    }
}
