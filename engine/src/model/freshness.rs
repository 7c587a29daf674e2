//! Whether data are as new as their refresh promises.

use crate::calendar::Date;
use crate::text::{Lang, Text};

/// What a refresh is called, and the days from one to the next.
const RHYTHMS: [(&[&str], i32); 6] = [
    (&["实时", "每小时", "real time", "real-time", "hourly"], 0),
    (&["每日", "每天", "daily", "every day"], 1),
    (&["每周", "weekly", "every week"], 7),
    (&["每月", "monthly", "every month"], 31),
    (&["每季", "quarterly", "every quarter"], 92),
    (&["每年", "yearly", "annually", "every year"], 366),
];

/// By how many days data that end on `last` are overdue on `today`; none where they are not, or where the refresh names
/// no rhythm. What happened on a day is there with the next refresh, so a daily one may leave yesterday out until it ran:
/// with days alone to go by, data count as overdue on the day after the refresh that is missing.
pub fn overdue_days(refresh: &Text, last: Date, today: Date) -> Option<u32> {
    let said = format!("{} {}", refresh.get(Lang::Zh), refresh.get(Lang::En)).to_lowercase();
    let (_, between) = RHYTHMS.iter().find(|(words, _)| words.iter().any(|word| said.contains(word)))?;
    let late = today.days() - last.plus_days(between + 1).days();
    u32::try_from(late).ok().filter(|late| *late > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_overdue_once_a_refresh_is_missing() {
        let check = |refresh: &Text, today: &str, expected: Option<u32>| {
            let day = |text| Date::parse(text).expect("a day");
            assert_eq!(overdue_days(refresh, day("2024-12-31"), day(today)), expected, "{refresh:?} {today}");
        };
        let daily = Text::new("每日凌晨2点", "daily at 02:00");
        check(&daily, "2024-12-31", None);
        check(&daily, "2025-01-02", None);
        check(&daily, "2025-01-03", Some(1));
        check(&daily, "2025-01-12", Some(10));
        check(&Text::same("Weekly, on Mondays"), "2025-01-08", None);
        check(&Text::same("Weekly, on Mondays"), "2025-01-09", Some(1));
        check(&Text::same("每月 1 日"), "2025-01-31", None);
        check(&Text::same("按需"), "2026-01-01", None);
        check(&Text::default(), "2026-01-01", None);
    }
}
