//! Each planted story shows in the sample that ships, and only where it is planted.

use sandtable_data::answers;
use sandtable_data::sample::{DEFAULT_SEED, Sample};
use sandtable_data::scale::Scale;
use sandtable_data::stories;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::generate(Scale::SMALL, DEFAULT_SEED));

/// The measured numbers of a story.
fn measured(id: &str) -> BTreeMap<&'static str, f64> {
    let stories = answers::stories(&SAMPLE);
    stories.into_iter().find(|story| story.id == id).expect("story exists").numbers
}

#[test]
fn the_weak_region_makes_half_the_test_drives() {
    let it = measured("weak_test_drives");
    assert!(it["test_drive_rate"] < 0.6 * it["test_drive_rate_elsewhere"], "{it:?}");
    assert!(it["test_drive_rate_before"] > 0.85 * it["test_drive_rate_elsewhere"], "{it:?}");
}

#[test]
fn one_store_has_too_many_stars() {
    let it = measured("inflated_satisfaction");
    assert!(it["five_star_share"] > 0.90 && it["five_star_share_before"] < 0.60, "{it:?}");
    assert!(it["csat"] > it["csat_before"] + 0.2 && it["complaint_rate"] > 2.0 * it["complaint_rate_before"]);
    assert!(it["csat"] - it["anonymous_score"] >= 0.5);
    let mut ratings: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
    for order in SAMPLE.service_orders.iter().filter(|it| it.date >= stories::INFLATING_FROM) {
        if let Some(score) = order.score {
            let rating = ratings.entry(order.center).or_default();
            *rating = (rating.0 + u32::from(score == 5), rating.1 + 1);
        }
    }
    let suspicious: Vec<i32> = ratings
        .into_iter()
        .filter(|(_, (five, all))| *all >= 30 && f64::from(*five) > 0.9 * f64::from(*all))
        .map(|(center, _)| center)
        .collect();
    assert_eq!(suspicious, [SAMPLE.network.center(stories::INFLATING_CENTER).key]);
}

#[test]
fn one_store_splits_orders() {
    let it = measured("split_orders");
    assert!(it["split_order_share"] > 0.05 && it["order_count"] > 1.5 * it["visits"], "{it:?}");
    assert!(it["arpu"] < 0.7 * it["amount_per_visit"], "{it:?}");
}

#[test]
fn one_source_sells_leads_twice() {
    let it = measured("duplicate_leads");
    assert!(it["lead_duplicate_rate"] > 0.3, "{it:?}");
    assert!(it["lead_duplicate_rate_before"] < 0.06 && it["lead_duplicate_rate_elsewhere"] < 0.06, "{it:?}");
}

#[test]
fn first_time_fix_shows_simpsons_paradox() {
    let it = measured("simpsons_paradox");
    assert!(it["maintenance_2024"] > it["maintenance_2023"] + 0.005, "{it:?}");
    assert!(it["repair_2024"] > it["repair_2023"] + 0.005, "{it:?}");
    assert!(it["total_2024"] < it["total_2023"] - 0.005, "{it:?}");
}

#[test]
fn the_launch_and_the_price_cut_move_orders() {
    let it = measured("model_launch");
    assert_eq!(it["orders_before"], 0.0);
    assert!(it["orders_first_120_days"] > 1.2 * it["orders_next_120_days"], "{it:?}");
    let it = measured("price_cut");
    assert!(it["orders_75_days_after"] > 1.3 * it["orders_75_days_before"], "{it:?}");
    assert!(it["average_order_amount_after"] < it["average_order_amount_before"] - 15_000.0, "{it:?}");
    assert!(it["cancelled_share_of_45_days_before"] > 2.0 * it["cancelled_share_after"], "{it:?}");
}

#[test]
fn every_spring_festival_is_quiet() {
    assert!(measured("spring_festival").values().all(|&share| share < 0.33));
}
