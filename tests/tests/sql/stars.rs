//! Random stars with random queries.

use sandtable_engine::calendar::Date;
use sandtable_tests::engine;
use sandtable_tests::random::{queries, world::World};
use sandtable_tests::real::bind;
use serde_json::json;

use crate::{Case, listings, setting};

const QUERIES_PER_WORLD: usize = 10;

/// Random stars with random queries, and with what those do not have: stocks, periods on time axes, all members.
pub(crate) fn cases() -> Vec<Case> {
    let first = setting("SANDTABLE_SEED", 20_241_231);
    let worlds = setting("SANDTABLE_CASES", 200).div_ceil(QUERIES_PER_WORLD as u64);
    (first..first + worlds).map(star).collect()
}

const MORE: [&str; 24] = [
    "qty_last",
    "rows_first",
    "qty_30d",
    "sales_month",
    "amount_last_month",
    "median_12m",
    "sales_ytd",
    "makers_tens",
    "last_of_month",
    "average",
    "share",
    "rounded",
    "sales_held",
    "amount_opening",
    "guests_held",
    "makers_either",
    "median_older",
    "paid_month",
    "since_shipped",
    "before_shipped",
    "old_channels",
    "channels_twice",
    "twice_held",
    "qty_per_day",
];

fn star(seed: u64) -> Case {
    let world = World::new(seed);
    let mut doc = world.doc();
    for metric in [
        json!({"code": "qty_last", "dataset": "sale", "aggregate": "sum", "field": "qty", "over_time": "last"}),
        json!({"code": "rows_first", "dataset": "sale", "aggregate": "count_rows", "over_time": "first"}),
        json!({"code": "qty_30d", "base": "qty", "period": "last_30d"}),
        json!({"code": "sales_month", "base": "sales", "period": "this_month", "where": "paid"}),
        json!({"code": "amount_last_month", "base": "amount", "period": "last_month"}),
        json!({"code": "median_12m", "base": "amount_median", "period": "last_12m"}),
        json!({"code": "sales_ytd", "base": "sale_ids", "period": "ytd"}),
        json!({"code": "makers_tens", "base": "makers", "period": "last_ten_day"}),
        json!({"code": "last_of_month", "base": "qty_last", "period": "last_month"}),
        json!({"code": "average", "formula": "amount / sales", "zero_fill": true}),
        json!({"code": "share", "formula": "qty_30d / total(qty_30d) + sales_ytd / total(sales)"}),
        json!({"code": "sales_held", "dataset": "sale", "aggregate": "count_rows", "over_time": "running"}),
        json!({"code": "amount_opening", "dataset": "sale", "aggregate": "sum", "field": "amount", "over_time": "opening"}),
        json!({"code": "guests_held", "dataset": "visit", "aggregate": "count_distinct", "field": "guest", "over_time": "running"}),
        json!({"code": "makers_either", "base": "makers", "window": ["last_30d before start", "last_30d to end"]}),
        json!({"code": "median_older", "base": "amount_median", "window": "last_90d before last_90d"}),
        json!({"code": "paid_month", "base": "sales", "where": "paid", "window": "this_month to end"}),
        json!({"code": "since_shipped", "base": "sales", "since_start": "shipped"}),
        json!({"code": "before_shipped", "base": "qty", "before_start": "shipped"}),
        json!({"code": "old_channels", "base": "channels_twice", "before_start": "shipped"}),
        json!({"code": "channels_twice", "dataset": "sale", "aggregate": "count_distinct", "field": "channel", "at_least": 2}),
        json!({"code": "twice_held", "base": "channels_twice", "where": "paid", "window": "all to end"}),
        json!({"code": "qty_per_day", "formula": "qty / days() + sales_held / total(sales_held / days())"}),
        json!({"code": "rounded", "formula": "round(weight / sales, 2) + round(amount, 1) + round(amount_avg, -1)"}),
    ] {
        doc.metric(metric);
    }
    listings::define(&mut doc);
    let bound = bind(&doc.text(), world.tables());
    let mut rng = fastrand::Rng::with_seed(seed ^ 0x5a17);
    let mut asked = Vec::new();
    while asked.len() < QUERIES_PER_WORLD {
        let mut query = queries::query(&mut rng, &world);
        for _ in 0..rng.usize(0..3) {
            let more = MORE[rng.usize(0..MORE.len())].to_owned();
            if !query.metrics.contains(&more) {
                query.metrics.push(more);
            }
        }
        if rng.u8(0..4) == 0 {
            query.as_of = Some(Date::from_days(19_660 + rng.i32(0..460)));
        }
        query.all_members = rng.u8(0..4) == 0;
        // What the engine refuses has no answer to compare.
        if let Ok(frame) = engine::run(&bound, &query, usize::MAX) {
            asked.push((query, frame));
        }
    }
    asked.extend(listings::asked(&bound, &world, seed));
    let tables = world.tables();
    Case { bound, schema: format!("star_{seed}"), tables, together: asked.clone(), asked }
}
