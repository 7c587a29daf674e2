//! What reaches people outside the store, and what owners do in the app: `fact_content_event`, `fact_app_activity`,
//! `fact_service_request`, `fact_referral`; and the systems that send them, `dim_source_system`.

use crate::calendar::{Date, FIRST_DAY, LAST_DAY, sales_activity, service_activity};
use crate::geo::CITIES;
use crate::network::Network;
use crate::owners::{Owners, User};
use crate::rng::{Rng, Weighted, apportion};
use crate::sales::dims::SOURCES;
use crate::sales::orders::Order;
use crate::scale::Scale;
use crate::table::{Builder, Table};

/// Somebody shared, read or clicked something.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is named after its column")]
pub struct ContentEvent {
    pub date: Date,
    pub kind: &'static str,
    pub content: &'static str,
    pub number: u32,
    pub placement: &'static str,
    pub city: usize,
    pub user: Option<i32>,
    pub system: &'static str,
}

/// A user was in the app.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is named after its column")]
pub struct Activity {
    pub date: Date,
    pub user: i32,
    pub board: Option<&'static str>,
    pub city: usize,
}

/// A user asked for a service.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is named after its column")]
pub struct Request {
    pub date: Date,
    pub kind: &'static str,
    pub handled: Option<Date>,
    pub user: i32,
    pub dealer: i32,
    pub system: &'static str,
}

/// An owner brought a buyer, a trade-in or a question about insurance.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is named after its column")]
pub struct Referral {
    pub date: Date,
    pub kind: &'static str,
    pub user: i32,
    pub city: usize,
    pub order: Option<u32>,
    pub system: &'static str,
}

const PLACEMENTS: [(&str, f64); 4] =
    [("APP", 0.46), ("微信公众号", 0.30), ("短视频号", 0.16), ("官网", 0.08)];

/// Kind of event, kind of content, share, and how many pieces of that content there are.
const CONTENTS: [(&str, &str, f64, usize); 6] = [
    ("read", "article", 0.38, 180),
    ("read", "poster", 0.17, 60),
    ("click", "model_page", 0.28, 12),
    ("share", "article", 0.09, 180),
    ("share", "poster", 0.06, 60),
    ("click", "article", 0.02, 180),
];

/// Shares, reads and clicks of the three years, ordered by day.
pub fn content_events(scale: Scale, owners: &Owners, seed: u64) -> Vec<ContentEvent> {
    let mut rng = Rng::new(seed, "content");
    let (kinds, placements) = (weights(&CONTENTS, |it| it.2), weights(&PLACEMENTS, |it| it.1));
    let cities = weights(CITIES, |city| city.tier.weight());
    by_day(scale.content_events(), sales_activity)
        .flat_map(|(date, count)| std::iter::repeat_n(date, count))
        .map(|date| {
            let (kind, content, _, pieces) = CONTENTS[kinds.sample(&mut rng)];
            let registered = known(owners, date);
            let user = (rng.chance(0.35) && registered > 0).then(|| &owners.users[rng.below(registered)]);
            // Advisors share by their own tool, everybody else in the app.
            let is_advisor = kind == "share" && rng.chance(0.5);
            ContentEvent {
                date,
                kind,
                content,
                number: rng.below(pieces) as u32 + 1,
                placement: PLACEMENTS[placements.sample(&mut rng)].0,
                city: user.map_or_else(|| cities.sample(&mut rng), |user| user.city),
                user: user.filter(|_| !is_advisor).map(|user| user.key),
                system: if is_advisor { "客户管家" } else { "APP" },
            }
        })
        .collect()
}

/// `fact_content_event`.
pub fn content_table(events: &[ContentEvent]) -> Table {
    let numbered: Vec<(u32, &ContentEvent)> = (1..).zip(events).collect();
    Builder::new("fact_content_event", &numbered)
        .id("event_id", "CE", 8, |e| e.0)
        .date("event_date", |e| e.1.date)
        .text("event_type", |e| e.1.kind)
        .text("content_type", |e| e.1.content)
        .id("content_id", "C", 4, |e| e.1.number)
        .text("placement_system", |e| e.1.placement)
        .text("region", |e| CITIES[e.1.city].region)
        .text("province", |e| CITIES[e.1.city].province)
        .int_or_null("user_key", |e| e.1.user)
        .text("source_system", |e| e.1.system)
        .build()
}

const BOARDS: [(Option<&str>, f64); 4] =
    [(None, 0.44), (Some("资讯"), 0.30), (Some("圈子"), 0.18), (Some("发帖"), 0.08)];

/// Days of users in the app over the last two years, ordered by day.
pub fn activities(scale: Scale, owners: &Owners, seed: u64) -> Vec<Activity> {
    let mut rng = Rng::new(seed, "activity");
    let boards = weights(&BOARDS, |it| it.1);
    let mut rows = Vec::new();
    for (date, count) in by_day(scale.activities(), sales_activity).filter(|(date, _)| date.year() >= 2023) {
        let registered = known(owners, date);
        for _ in 0..count {
            let mut user = &owners.users[rng.below(registered)];
            while !rng.chance(user.app_affinity) {
                user = &owners.users[rng.below(registered)];
            }
            let board = BOARDS[boards.sample(&mut rng)].0;
            rows.push(Activity { date, user: user.key, board, city: user.city });
        }
    }
    rows
}

/// `fact_app_activity`.
pub fn activity_table(rows: &[Activity]) -> Table {
    let numbered: Vec<(u32, &Activity)> = (1..).zip(rows).collect();
    Builder::new("fact_app_activity", &numbered)
        .id("event_id", "AA", 8, |e| e.0)
        .date("event_date", |e| e.1.date)
        .int("user_key", |e| e.1.user)
        .text_or_null("board", |e| e.1.board)
        .text("province", |e| CITIES[e.1.city].province)
        .text("source_system", |_| "APP")
        .build()
}

/// Kind, share, and how often and how many days later it is handled.
const REQUESTS: [(&str, f64, f64, i32); 5] = [
    ("maintenance_booking", 0.52, 0.95, 6),
    ("rescue", 0.08, 0.99, 1),
    ("complaint_suggestion", 0.12, 0.91, 9),
    ("accident_estimate", 0.10, 0.93, 4),
    ("direct_review", 0.18, 0.70, 14),
];

/// Requests of the three years, ordered by day.
pub fn requests(scale: Scale, owners: &Owners, network: &Network, seed: u64) -> Vec<Request> {
    let mut rng = Rng::new(seed, "requests");
    let kinds = weights(&REQUESTS, |it| it.1);
    let mut rows = Vec::new();
    for (date, count) in by_day(scale.requests(), service_activity) {
        let open = network.centers.iter().map(|it| if it.is_open(date) { it.weight } else { 0.0 });
        let dealers = Weighted::new(open);
        for _ in 0..count {
            let (kind, _, rate, days) = REQUESTS[kinds.sample(&mut rng)];
            let handled = date.plus(rng.between(0, days));
            rows.push(Request {
                date,
                kind,
                handled: (rng.chance(rate) && handled <= LAST_DAY).then_some(handled),
                user: owners.users[rng.below(known(owners, date))].key,
                dealer: network.centers[dealers.sample(&mut rng)].key,
                system: if rng.chance(0.6) { "APP" } else { "新售后系统" },
            });
        }
    }
    rows
}

/// `fact_service_request`.
pub fn request_table(rows: &[Request]) -> Table {
    let numbered: Vec<(u32, &Request)> = (1..).zip(rows).collect();
    Builder::new("fact_service_request", &numbered)
        .id("request_id", "SR", 7, |r| r.0)
        .text("request_type", |r| r.1.kind)
        .date("request_date", |r| r.1.date)
        .date_or_null("handled_date", |r| r.1.handled)
        .int("user_key", |r| r.1.user)
        .int("dealer_key", |r| r.1.dealer)
        .text("source_system", |r| r.1.system)
        .build()
}

/// Referrals: every car ordered through an owner, trade-ins and questions about insurance; ordered by day.
pub fn referrals(scale: Scale, owners: &Owners, orders: &[Order], seed: u64) -> Vec<Referral> {
    let mut rng = Rng::new(seed, "referrals");
    let source = SOURCES.iter().position(|source| source.group == "referral").map_or(0, |at| at as i32 + 1);
    let mut rows = Vec::new();
    let brought = orders.iter().filter(|it| it.is_vehicle && it.source == source && it.date >= FIRST_DAY);
    for order in brought {
        let user = any(owners, order.date, &mut rng);
        let (date, order) = (order.date, Some(order.number));
        rows.push(Referral { date, kind: "purchase", user: user.key, city: user.city, order, system: "APP" });
    }
    for (kind, share) in [("trade_in_gift", 0.4), ("insurance_inquiry", 0.6)] {
        for (date, count) in by_day((scale.referrals() as f64 * share) as usize, sales_activity) {
            for _ in 0..count {
                let user = any(owners, date, &mut rng);
                let (user, city) = (user.key, user.city);
                rows.push(Referral { date, kind, user, city, order: None, system: "新售后系统" });
            }
        }
    }
    rows.sort_by_key(|row| row.date);
    rows
}

/// `fact_referral`.
pub fn referral_table(rows: &[Referral]) -> Table {
    let numbered: Vec<(u32, &Referral)> = (1..).zip(rows).collect();
    Builder::new("fact_referral", &numbered)
        .id("referral_id", "RF", 6, |r| r.0)
        .text("referral_type", |r| r.1.kind)
        .date("referral_date", |r| r.1.date)
        .int("user_key", |r| r.1.user)
        .text("province", |r| CITIES[r.1.city].province)
        .id_or_null("order_id", "VO", 8, |r| r.1.order)
        .text("source_system", |r| r.1.system)
        .build()
}

const SYSTEMS: [(&str, &str, &str); 5] = [
    ("APP", "stream", "实时"),
    ("客户管家", "batch", "每日 01:00"),
    ("智慧展厅", "stream", "实时"),
    ("新售后系统", "batch", "每日 02:00"),
    ("手工导入", "manual", "每月"),
];

/// `dim_source_system`.
pub fn system_table() -> Table {
    Builder::new("dim_source_system", &SYSTEMS)
        .text("source_system", |it| it.0)
        .text("mode", |it| it.1)
        .text("refresh", |it| it.2)
        .build()
}

fn weights<T>(items: &[T], weight: impl Fn(&T) -> f64) -> Weighted {
    Weighted::new(items.iter().map(weight))
}

/// Days of the three years with their part of `total`.
fn by_day(total: usize, activity: fn(Date) -> f64) -> impl Iterator<Item = (Date, usize)> {
    let days: Vec<Date> = FIRST_DAY.through(LAST_DAY).collect();
    let weights: Vec<f64> = days.iter().map(|&day| 0.6 + activity(day)).collect();
    let counts = apportion(total, &weights);
    days.into_iter().zip(counts)
}

/// How many users have bought by a day; keys rise with the day of purchase.
fn known(owners: &Owners, date: Date) -> usize {
    owners.users.partition_point(|user| user.purchase_date <= date)
}

fn any<'a>(owners: &'a Owners, date: Date, rng: &mut Rng) -> &'a User {
    &owners.users[rng.below(known(owners, date))]
}
