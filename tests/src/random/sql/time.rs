//! Buckets and periods in SQL.

use sandtable_engine::calendar::{Date, Grain, Period};
/// The first day of the bucket that holds `date`.
pub(crate) fn bucket(date: &str, grain: Grain, fiscal_start_month: u32) -> String {
    let back = fiscal_start_month - 1;
    let shifted = format!("({date} - INTERVAL {back} MONTH)");
    let months = |width: u32| {
        let month = format!("(datepart('month', {shifted}) - 1) % {width}");
        format!("CAST(date_trunc('month', {date}) - to_months(CAST({month} AS INTEGER)) AS DATE)")
    };
    match grain {
        Grain::Day => date.to_owned(),
        Grain::Week => format!("CAST(date_trunc('week', {date}) AS DATE)"),
        Grain::TenDay => {
            let tens = format!("least((datepart('day', {date}) - 1) // 10, 2)");
            format!("(CAST(date_trunc('month', {date}) AS DATE) + CAST(10 * {tens} AS INTEGER))")
        }
        Grain::Month => format!("CAST(date_trunc('month', {date}) AS DATE)"),
        Grain::Quarter => months(3),
        Grain::Half => months(6),
        Grain::Year => months(12),
    }
}

fn interval(grain: Grain, count: i64) -> String {
    match grain {
        Grain::Day => format!("INTERVAL ({count}) DAY"),
        Grain::Week => format!("INTERVAL ({}) DAY", 7 * count),
        Grain::TenDay => panic!("ten-day periods have no fixed length"),
        Grain::Month => format!("INTERVAL ({count}) MONTH"),
        Grain::Quarter => format!("INTERVAL ({}) MONTH", 3 * count),
        Grain::Half => format!("INTERVAL ({}) MONTH", 6 * count),
        Grain::Year => format!("INTERVAL ({}) MONTH", 12 * count),
    }
}

/// First and last day of a period, both included.
pub(crate) fn bounds(period: Period, as_of: Option<Date>, fiscal_start_month: u32) -> (String, String) {
    let today = || format!("DATE '{}'", as_of.expect("relative periods have a day to stand on"));
    match period {
        Period::Between(first, last) => (format!("DATE '{first}'"), format!("DATE '{last}'")),
        Period::Bucket { grain, offset } => {
            let start = bucket(&today(), grain, fiscal_start_month);
            let first = format!("CAST({start} + {} AS DATE)", interval(grain, i64::from(offset)));
            let next = format!("CAST({start} + {} AS DATE)", interval(grain, i64::from(offset) + 1));
            (first, format!("least({next} - 1, {})", today()))
        }
        Period::Trailing { grain, count } => {
            let before = format!("CAST({} - {} AS DATE)", today(), interval(grain, i64::from(count)));
            (format!("({before} + 1)"), today())
        }
        Period::ToDate(grain) => (bucket(&today(), grain, fiscal_start_month), today()),
    }
}
