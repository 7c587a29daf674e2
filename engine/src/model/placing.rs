//! Windows of a metric that move with the bucket, or the period, that is asked for.
//!
//! `last_365d to end` are the 365 days that end where it ends, `last_365d before start` those before it begins,
//! `last_365d before last_365d` the 365 days before the last 365, and `all to end` everything up to its end.

use serde::{Deserialize, Serialize};

use super::FieldId;
use crate::calendar::{Date, Period};

/// How a metric's rows stand to the bucket, or the period, that is asked for. By default they lie in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Placing {
    /// Rows of these days instead of its own; all of them together. None: its own days.
    pub windows: Vec<Window>,
    /// Another date of the row, compared with its first day.
    pub start: Option<StartTest>,
}

impl Placing {
    /// Whether rows lie in the bucket and no more is asked of them.
    pub fn is_plain(&self) -> bool {
        self.windows.is_empty() && self.start.is_none()
    }
}

/// Days that hang on a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Anchored at the last day; none is everything up to it.
    pub period: Option<Period>,
    /// Where the last day is.
    pub anchor: Anchor,
}

/// Where a window's last day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The last day of the bucket.
    End,
    /// The day before its first.
    Start,
    /// The day before the first of a period that is anchored at its end.
    Before(Period),
}

/// A date of the row beside the first day of the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StartTest {
    /// The date.
    pub field: FieldId,
    /// It must lie before; else on that day, later, or nowhere.
    pub is_before: bool,
}

/// A day before all data.
pub(crate) fn far_past() -> Date {
    Date::from_days(i32::MIN / 2)
}

/// A day after all data.
pub(crate) fn far_future() -> Date {
    Date::from_days(i32::MAX / 2)
}

impl Window {
    /// Everything up to an anchor.
    pub const fn everything(anchor: Anchor) -> Self {
        Self { period: None, anchor }
    }

    /// Reads `last_365d to end` and its like.
    pub fn parse(text: &str) -> Option<Self> {
        let (period, anchor) = match text.trim().strip_suffix(" to end") {
            Some(period) => (period, Anchor::End),
            None => {
                let (period, anchor) = text.trim().split_once(" before ")?;
                match anchor.trim() {
                    "start" => (period, Anchor::Start),
                    other => (period, Anchor::Before(relative(other)?)),
                }
            }
        };
        match period.trim() {
            "all" => Some(Self { period: None, anchor }),
            period => Some(Self { period: Some(relative(period)?), anchor }),
        }
    }

    /// As the format writes it.
    pub fn code(&self) -> String {
        let period = self.period.map_or_else(|| "all".to_owned(), Period::code);
        match self.anchor {
            Anchor::End => format!("{period} to end"),
            Anchor::Start => format!("{period} before start"),
            Anchor::Before(other) => format!("{period} before {}", other.code()),
        }
    }

    /// Its days, for a bucket from `start` to `end`; none where the bucket has no such bound.
    pub(crate) fn days(
        &self,
        start: Option<Date>,
        end: Option<Date>,
        fiscal_start_month: u32,
    ) -> Option<(Date, Date)> {
        let last = match self.anchor {
            Anchor::End => end?,
            Anchor::Start => start?.plus_days(-1),
            Anchor::Before(period) => period.resolve(end?, fiscal_start_month).0.plus_days(-1),
        };
        let Some(period) = self.period else { return Some((far_past(), last)) };
        let (from, to) = period.resolve(last, fiscal_start_month);
        Some((from, to))
    }
}

fn relative(text: &str) -> Option<Period> {
    Period::parse(text).filter(|period| period.is_relative())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let date = |text: &str| Date::parse(text).expect("a date");
        let window = Window::parse(text).expect("a window");
        assert_eq!(window.code(), text);
        let found = window.days(Some(date("2024-03-01")), Some(date("2024-03-31")), 1);
        assert_eq!(found, expected.map(|(from, to)| (date(from), date(to))));
    }

    #[test]
    fn windows_hang_on_a_bucket() {
        check("last_30d to end", Some(("2024-03-02", "2024-03-31")));
        check("last_30d before start", Some(("2024-01-31", "2024-02-29")));
        check("last_365d before last_365d", Some(("2022-04-02", "2023-04-01")));
        check("this_month to end", Some(("2024-03-01", "2024-03-31")));
        check("last_month to end", Some(("2024-02-01", "2024-02-29")));
        let all = Window::parse("all before start").expect("a window");
        assert_eq!(all, Window::everything(Anchor::Start));
        assert_eq!(all.days(None, None, 1), None);
        for wrong in ["last_30d", "to end", "y2024 to end", "last_30d to start", "last_30d before"] {
            assert_eq!(Window::parse(wrong), None, "{wrong}");
        }
    }
}
