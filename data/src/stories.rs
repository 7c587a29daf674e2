//! What is planted in the data, as the generator applies it.

use crate::calendar::Date;

/// Region whose dealers offer too few test drives.
pub const WEAK_TEST_DRIVE_REGION: &str = "川渝";
/// Since when.
pub const WEAK_TEST_DRIVE_FROM: Date = Date::of(2023, 7, 1);
/// Share of its usual test drives that the region still makes.
pub const WEAK_TEST_DRIVE_FACTOR: f64 = 0.45;

/// Center whose advisors beg for full marks.
pub const INFLATING_CENTER: &str = "杭州余杭店";
/// Since when.
pub const INFLATING_FROM: Date = Date::of(2024, 4, 1);

/// Center that writes three orders for one maintenance visit.
pub const SPLITTING_CENTER: &str = "西安高新店";
/// First day of splitting.
pub const SPLITTING_FROM: Date = Date::of(2024, 7, 1);
/// Last day of splitting.
pub const SPLITTING_TO: Date = Date::of(2024, 9, 30);
/// The three orders that one visit becomes.
pub const SPLIT_ITEMS: [&str; 3] = ["换机油", "换滤芯", "检查轮胎"];

/// Source that sells the same lead several times.
pub const DUPLICATE_SOURCE: &str = "车友垂媒";
/// Since when.
pub const DUPLICATES_FROM: Date = Date::of(2024, 1, 1);

/// Series that is launched inside the period, on [`crate::cars::SERIES`]' date of it.
pub const LAUNCHED_SERIES: &str = "曜石GT";

/// Series whose price is cut.
pub const PRICE_CUT_SERIES: &str = "云帆S5";
/// First day of the new price.
pub const PRICE_CUT_FROM: Date = Date::of(2024, 3, 1);
/// Yuan off the list price.
pub const PRICE_CUT_YUAN: i32 = 20_000;

/// Share of maintenance among service visits: it falls through 2024 as the fleet ages. First-time fix improves in
/// maintenance and in repair alike, and yet falls overall, because repairs are fixed at the first attempt less
/// often: Simpson's paradox.
pub fn maintenance_share(date: Date) -> f64 {
    match date.year() {
        ..=2023 => 0.70,
        _ => 0.62 - 0.22 * f64::from(date.0 - Date::of(2024, 1, 1).0) / 366.0,
    }
}

/// Probability that the first attempt succeeds.
pub fn first_time_fix_rate(is_maintenance: bool, date: Date) -> f64 {
    match (is_maintenance, date.year()) {
        (true, ..=2022) => 0.955,
        (true, 2023) => 0.958,
        (true, _) => 0.974,
        (false, ..=2022) => 0.770,
        (false, 2023) => 0.780,
        (false, _) => 0.815,
    }
}
