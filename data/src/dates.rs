//! `dim_date`.

use crate::calendar::{CALENDAR_START, Date, LAST_DAY};
use crate::table::{Builder, Table};

struct Day {
    date: Date,
    year_month: String,
    year_quarter: String,
}

/// One row per day of 2021 to 2024.
pub fn date_table() -> Table {
    let days: Vec<Day> = CALENDAR_START
        .through(LAST_DAY)
        .map(|date| {
            let (year, month, _) = date.civil();
            Day {
                date,
                year_month: format!("{year}-{month:02}"),
                year_quarter: format!("{year}Q{}", quarter(month)),
            }
        })
        .collect();
    Builder::new("dim_date", &days)
        .int("date_key", |day| day.date.key())
        .date("date", |day| day.date)
        .int("year", |day| day.date.year())
        .int("quarter", |day| quarter(day.date.civil().1))
        .int("month", |day| day.date.civil().1)
        .int("day", |day| day.date.civil().2)
        .date("week_start_date", |day| day.date.plus(1 - day.date.weekday()))
        .int("day_of_week", |day| day.date.weekday())
        .flag("is_weekend", |day| day.date.is_weekend())
        .text("year_month", |day| &day.year_month)
        .text("year_quarter", |day| &day.year_quarter)
        .flag("is_holiday", |day| day.date.is_holiday())
        .build()
}

fn quarter(month: i32) -> i32 {
    (month + 2) / 3
}
