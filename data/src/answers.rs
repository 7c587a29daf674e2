//! The answer file: what is planted, where, and what it measures in a given sample.

use crate::aftersales::orders::ServiceOrder;
use crate::calendar::{Date, FIRST_DAY, LAST_DAY, SPRING_FESTIVALS};
use crate::cars::SERIES;
use crate::sales::dims::source_key;
use crate::sales::orders::Order;
use crate::sample::Sample;
use crate::stories;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A planted story.
#[derive(Debug, Serialize)]
pub struct Story {
    /// Short name.
    pub id: &'static str,
    /// What happens.
    pub zh: &'static str,
    /// What happens.
    pub en: &'static str,
    /// Codes of the metrics that show it, as in the metric catalogue.
    pub metrics: &'static [&'static str],
    /// Column and value that locate it.
    #[serde(rename = "where")]
    pub place: Option<(&'static str, &'static str)>,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Measured numbers; shares as fractions.
    pub numbers: BTreeMap<&'static str, f64>,
}

/// Measures every story in `sample`.
pub fn stories(sample: &Sample) -> Vec<Story> {
    vec![
        weak_test_drives(sample),
        inflated_satisfaction(sample),
        split_orders(sample),
        duplicate_leads(sample),
        simpsons_paradox(sample),
        model_launch(sample),
        price_cut(sample),
        spring_festival(sample),
    ]
}

/// `part` ÷ `whole`, to four decimals.
fn ratio(part: impl Into<f64>, whole: impl Into<f64>) -> f64 {
    (part.into() / whole.into() * 10_000.0).round() / 10_000.0
}

fn count<T>(rows: impl Iterator<Item = T>) -> u32 {
    rows.count() as u32
}

fn weak_test_drives(sample: &Sample) -> Story {
    let sales = &sample.sales;
    let region = |dealer: i32| sample.network.centers[dealer as usize - 1].place().region;
    let rate = |is_there: bool, from: Date, to: Date| {
        let here = |dealer: i32| (region(dealer) == stories::WEAK_TEST_DRIVE_REGION) == is_there;
        let during = |date: Date| from <= date && date <= to;
        let driven: BTreeSet<u32> = (sales.test_drives.iter())
            .filter(|it| here(it.dealer) && during(it.date))
            .map(|it| it.prospect)
            .collect();
        let new = count(sales.prospects.iter().filter(|it| here(it.dealer) && during(it.created)));
        ratio(driven.len() as u32, new)
    };
    let from = stories::WEAK_TEST_DRIVE_FROM;
    Story {
        id: "weak_test_drives",
        zh: "川渝区域自 2023 年 7 月起试乘试驾率不到全国一半，成交随之下降",
        en: "from July 2023 the region 川渝 makes about half as many test drives per new prospect as all others",
        metrics: &["test_drive_rate", "test_drive_count", "new_prospect_count"],
        place: Some(("dim_dealer.region", stories::WEAK_TEST_DRIVE_REGION)),
        from: from.to_string(),
        to: LAST_DAY.to_string(),
        numbers: BTreeMap::from([
            ("test_drive_rate_before", rate(true, FIRST_DAY, from.plus(-1))),
            ("test_drive_rate", rate(true, from, LAST_DAY)),
            ("test_drive_rate_elsewhere", rate(false, from, LAST_DAY)),
        ]),
    }
}

fn inflated_satisfaction(sample: &Sample) -> Story {
    let from = stories::INFLATING_FROM;
    let center = sample.network.center(stories::INFLATING_CENTER).key;
    let orders = |is_during: bool| {
        let at_center = sample.service_orders.iter().filter(move |it| it.center == center);
        at_center.filter(move |it| (it.date >= from) == is_during)
    };
    let scores = |is_during| orders(is_during).filter_map(|it| it.score);
    let five_star =
        |is_during| ratio(count(scores(is_during).filter(|&it| it == 5)), count(scores(is_during)));
    let csat = |is_during| ratio(scores(is_during).sum::<i32>(), count(scores(is_during)));
    let complaint_rate = |is_during: bool| {
        let complaints = sample.complaints.iter().filter(|it| it.center == center);
        ratio(count(complaints.filter(|it| (it.date >= from) == is_during)), count(orders(is_during)))
    };
    let called: Vec<i32> = (sample.follow_ups.iter())
        .filter(|it| it.date >= from && sample.service_orders[it.order as usize - 1].center == center)
        .map(|it| it.score)
        .collect();
    Story {
        id: "inflated_satisfaction",
        zh: "杭州余杭店自 2024 年 4 月起向客户讨要满分：五分占比超过 90%，投诉率和匿名回访却在变差",
        en: "from April 2024 the store 杭州余杭店 begs for full marks: five-star share above 90% while complaints rise",
        metrics: &["five_star_share", "csat", "nps", "complaint_rate"],
        place: Some(("dim_center.center_name", stories::INFLATING_CENTER)),
        from: from.to_string(),
        to: LAST_DAY.to_string(),
        numbers: BTreeMap::from([
            ("five_star_share_before", five_star(false)),
            ("five_star_share", five_star(true)),
            ("csat_before", csat(false)),
            ("csat", csat(true)),
            ("complaint_rate_before", complaint_rate(false)),
            ("complaint_rate", complaint_rate(true)),
            ("anonymous_score", ratio(called.iter().sum::<i32>(), called.len() as u32)),
        ]),
    }
}

fn split_orders(sample: &Sample) -> Story {
    let center = sample.network.center(stories::SPLITTING_CENTER).key;
    let during = stories::SPLITTING_FROM..=stories::SPLITTING_TO;
    let there = || sample.service_orders.iter().filter(|it| it.center == center && during.contains(&it.date));
    let visits: BTreeSet<u32> = there().map(|it| it.parent.unwrap_or(it.number)).collect();
    let total = there().map(|it| it.total).sum::<i64>() as f64 / 100.0;
    Story {
        id: "split_orders",
        zh: "西安高新店在 2024 年第三季度把一次保养拆成三张工单：工单数上升、客单价下降、总金额不变",
        en: "in the third quarter of 2024 the store 西安高新店 writes three orders for one maintenance visit",
        metrics: &["order_count", "arpu", "split_order_share", "total_amount"],
        place: Some(("dim_center.center_name", stories::SPLITTING_CENTER)),
        from: stories::SPLITTING_FROM.to_string(),
        to: stories::SPLITTING_TO.to_string(),
        numbers: BTreeMap::from([
            ("order_count", f64::from(count(there()))),
            ("visits", visits.len() as f64),
            ("split_order_share", ratio(count(there().filter(|it| it.parent.is_some())), count(there()))),
            ("arpu", ratio(total, count(there()))),
            ("amount_per_visit", ratio(total, visits.len() as u32)),
        ]),
    }
}

fn duplicate_leads(sample: &Sample) -> Story {
    let from = stories::DUPLICATES_FROM;
    let source = source_key(stories::DUPLICATE_SOURCE);
    let rate = |is_source: bool, is_during: bool| {
        let leads: Vec<i32> = (sample.sales.leads.iter())
            .filter(|it| it.group == "web" && (it.source == source) == is_source)
            .filter(|it| it.created_date() >= FIRST_DAY && (it.created_date() >= from) == is_during)
            .map(|it| it.customer)
            .collect();
        let distinct: BTreeSet<&i32> = leads.iter().collect();
        ratio((leads.len() - distinct.len()) as u32, leads.len() as u32)
    };
    Story {
        id: "duplicate_leads",
        zh: "车友垂媒自 2024 年起把同一条线索重复卖出，线索重复率约四成",
        en: "from 2024 the source 车友垂媒 sells the same lead several times: about 40% of its leads are duplicates",
        metrics: &["lead_duplicate_rate", "web_lead_count", "web_lead_distinct_count"],
        place: Some(("dim_source.source_name", stories::DUPLICATE_SOURCE)),
        from: from.to_string(),
        to: LAST_DAY.to_string(),
        numbers: BTreeMap::from([
            ("lead_duplicate_rate_before", rate(true, false)),
            ("lead_duplicate_rate", rate(true, true)),
            ("lead_duplicate_rate_elsewhere", rate(false, true)),
        ]),
    }
}

fn simpsons_paradox(sample: &Sample) -> Story {
    let rate = |year: i32, matches: fn(&ServiceOrder) -> bool| {
        let orders: Vec<&ServiceOrder> =
            (sample.service_orders.iter()).filter(|it| it.date.year() == year && matches(it)).collect();
        ratio(count(orders.iter().filter(|it| it.is_first_time_fix)), orders.len() as u32)
    };
    let share = |year: i32| {
        let orders = || sample.service_orders.iter().filter(|it| it.date.year() == year);
        ratio(count(orders().filter(|it| it.is_maintenance)), count(orders()))
    };
    Story {
        id: "simpsons_paradox",
        zh: "2024 年比 2023 年：保养与维修的首次修复率都上升，总体却下降，因为维修工单占比变大",
        en: "2024 against 2023: first-time fix rises for maintenance and for repair alike, yet falls overall, because \
             repairs take a larger share",
        metrics: &["first_time_fix_rate"],
        place: Some(("fact_service_order.service_type", "maintenance, repair")),
        from: Date::of(2024, 1, 1).to_string(),
        to: LAST_DAY.to_string(),
        numbers: BTreeMap::from([
            ("maintenance_2023", rate(2023, |it| it.is_maintenance)),
            ("maintenance_2024", rate(2024, |it| it.is_maintenance)),
            ("repair_2023", rate(2023, |it| !it.is_maintenance)),
            ("repair_2024", rate(2024, |it| !it.is_maintenance)),
            ("total_2023", rate(2023, |_| true)),
            ("total_2024", rate(2024, |_| true)),
            ("maintenance_share_2023", share(2023)),
            ("maintenance_share_2024", share(2024)),
        ]),
    }
}

fn new_orders<'a>(sample: &'a Sample, name: &'a str) -> impl Iterator<Item = &'a Order> + Clone {
    let valid = sample.sales.orders.iter().filter(|it| it.is_vehicle && it.is_valid);
    valid.filter(move |it| SERIES[it.series].name == name)
}

fn model_launch(sample: &Sample) -> Story {
    let launch =
        SERIES.iter().find(|it| it.name == stories::LAUNCHED_SERIES).map_or(FIRST_DAY, |it| it.launch);
    let orders = new_orders(sample, stories::LAUNCHED_SERIES);
    let within = |from: i32, to: i32| {
        f64::from(count(orders.clone().filter(|it| (from..to).contains(&(it.date.0 - launch.0)))))
    };
    Story {
        id: "model_launch",
        zh: "曜石GT 于 2023 年 9 月 15 日上市，头三个月订单冲高，交付滞后一个季度",
        en: "曜石GT is launched on 2023-09-15: orders peak in the first months, deliveries follow a quarter later",
        metrics: &["new_order_count", "delivery_count"],
        place: Some(("dim_series.series_name", stories::LAUNCHED_SERIES)),
        from: launch.to_string(),
        to: LAST_DAY.to_string(),
        numbers: BTreeMap::from([
            ("orders_before", f64::from(count(orders.clone().filter(|it| it.date < launch)))),
            ("orders_first_120_days", within(0, 120)),
            ("orders_next_120_days", within(120, 240)),
        ]),
    }
}

fn price_cut(sample: &Sample) -> Story {
    let from = stories::PRICE_CUT_FROM;
    let orders = new_orders(sample, stories::PRICE_CUT_SERIES);
    let within =
        |days: std::ops::Range<i32>| orders.clone().filter(move |it| days.contains(&(it.date.0 - from.0)));
    let price = |days: std::ops::Range<i32>| {
        let yuan = within(days.clone()).map(|it| it.amount).sum::<i64>() as f64 / 100.0;
        ratio(yuan, count(within(days)))
    };
    let cancelled = |days: std::ops::Range<i32>| {
        ratio(count(within(days.clone()).filter(|it| it.cancelled.is_some())), count(within(days)))
    };
    Story {
        id: "price_cut",
        zh: "云帆S5 自 2024 年 3 月 1 日降价 2 万元：此前订单大量退订，此后两个月订单大增",
        en: "云帆S5 becomes 20,000 yuan cheaper on 2024-03-01: orders of the weeks before are cancelled, new ones jump",
        metrics: &["new_order_count", "order_cancel_rate"],
        place: Some(("dim_series.series_name", stories::PRICE_CUT_SERIES)),
        from: from.to_string(),
        to: from.plus(74).to_string(),
        numbers: BTreeMap::from([
            ("orders_75_days_before", f64::from(count(within(-75..0)))),
            ("orders_75_days_after", f64::from(count(within(0..75)))),
            ("average_order_amount_before", price(-180..0)),
            ("average_order_amount_after", price(0..180)),
            ("cancelled_share_of_45_days_before", cancelled(-45..0)),
            ("cancelled_share_after", cancelled(0..180)),
        ]),
    }
}

fn spring_festival(sample: &Sample) -> Story {
    let mut numbers = BTreeMap::new();
    for (name, day) in ["2022", "2023", "2024"].into_iter().zip(&SPRING_FESTIVALS[1..]) {
        let orders = |from: i32, to: i32| {
            count(sample.service_orders.iter().filter(|it| (from..=to).contains(&(it.date.0 - day.0))))
        };
        // The holiday week against four ordinary weeks from the fourth week after it on.
        numbers.insert(name, ratio(orders(-1, 5) * 4, orders(21, 48)));
    }
    Story {
        id: "spring_festival",
        zh: "春节一周工单数不到平时的三分之一，日期每年不同（2022-02-01、2023-01-22、2024-02-10）",
        en: "in the week of 春节, on another date each year, a workshop has less than a third of its usual orders",
        metrics: &["order_count"],
        place: None,
        from: FIRST_DAY.to_string(),
        to: LAST_DAY.to_string(),
        numbers,
    }
}
