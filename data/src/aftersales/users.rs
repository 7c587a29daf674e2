//! What users do and what they cost: `fact_user_event`, `fact_acquisition_cost`; and `fact_training` of the
//! technicians who serve them.

use super::orders::ServiceOrder;
use crate::calendar::{Date, LAST_DAY, sales_activity};
use crate::geo::regions;
use crate::network::Network;
use crate::owners::{CHANNELS, Owners};
use crate::rng::{Rng, Weighted, apportion};
use crate::scale::Scale;
use crate::stories::{DUPLICATE_SOURCE, DUPLICATES_FROM};
use crate::table::{Builder, Table};

/// Something a user did.
#[derive(Debug, Clone)]
pub struct UserEvent {
    /// Who.
    pub user: i32,
    /// When.
    pub date: Date,
    /// app_open, read, click, post, call or service_order.
    pub kind: &'static str,
    /// The service order, if that was it.
    pub order: Option<u32>,
    /// A service that was completed.
    pub is_completed: bool,
}

/// First day of the event log: it is kept for two years.
pub const EVENTS_FROM: Date = Date::of(2023, 1, 1);

const KINDS: [(&str, f64); 5] =
    [("app_open", 0.62), ("read", 0.16), ("click", 0.12), ("post", 0.04), ("call", 0.06)];

/// Events since [`EVENTS_FROM`], ordered by day; every service order of that time is among them.
pub fn events(scale: Scale, orders: &[ServiceOrder], owners: &Owners, seed: u64) -> Vec<UserEvent> {
    let mut rng = Rng::new(seed, "events");
    let kinds = Weighted::new(KINDS.iter().map(|kind| kind.1));
    let days: Vec<Date> = EVENTS_FROM.through(LAST_DAY).collect();
    let weights: Vec<f64> = days.iter().map(|&day| 1.0 + 0.4 * sales_activity(day)).collect();
    let mut orders = orders[orders.partition_point(|order| order.date < EVENTS_FROM)..].iter().peekable();
    let mut events = Vec::new();
    for (&date, count) in days.iter().zip(apportion(scale.app_events(), &weights)) {
        // Keys rise with the day of purchase.
        let registered = owners.users.partition_point(|user| user.purchase_date <= date);
        for _ in 0..count {
            let mut user = &owners.users[rng.below(registered)];
            while !rng.chance(user.app_affinity) {
                user = &owners.users[rng.below(registered)];
            }
            let kind = KINDS[kinds.sample(&mut rng)].0;
            events.push(UserEvent { user: user.key, date, kind, order: None, is_completed: false });
        }
        while let Some(order) = orders.next_if(|order| order.date == date) {
            events.push(UserEvent {
                user: order.user,
                date,
                kind: "service_order",
                order: Some(order.number),
                is_completed: order.is_completed(),
            });
        }
    }
    events
}

/// `fact_user_event`.
pub fn event_table(events: &[UserEvent]) -> Table {
    let numbered: Vec<(u32, &UserEvent)> = (1..).zip(events).collect();
    Builder::new("fact_user_event", &numbered)
        .id("event_id", "EV", 8, |e| e.0)
        .int("user_key", |e| e.1.user)
        .date("event_date", |e| e.1.date)
        .text("event_type", |e| e.1.kind)
        .id_or_null("order_id", "SO", 8, |e| e.1.order)
        .flag("is_completed", |e| e.1.is_completed)
        .build()
}

/// What a channel cost in a region in a month, in hundredths of a yuan.
#[derive(Debug, Clone)]
pub struct AcquisitionCost {
    /// Such as 2024-03.
    pub month: String,
    /// Channel, as in `dim_user.acquisition_channel`.
    pub channel: &'static str,
    /// Region, as in `dim_center.region`.
    pub region: &'static str,
    /// Cost.
    pub cost: i64,
}

/// Every month × channel × region.
pub fn acquisition_costs(scale: Scale, network: &Network, seed: u64) -> Vec<AcquisitionCost> {
    let mut rng = Rng::new(seed, "acquisition");
    let total: f64 = network.centers.iter().map(|center| center.weight).sum();
    let mut costs = Vec::new();
    for month in 0..36 {
        let date = Date::of(2022 + month / 12, month % 12 + 1, 15);
        for (channel, share, price) in CHANNELS {
            let is_wasteful = channel == DUPLICATE_SOURCE && date >= DUPLICATES_FROM;
            for (_, region) in regions() {
                let stores = network.centers.iter().filter(|center| center.place().region == region);
                let part: f64 = stores.map(|center| center.weight).sum::<f64>() / total;
                let budget = scale.users() as f64 / 50.0 * 2_400.0 * sales_activity(date);
                let waste = if is_wasteful { 1.45 } else { 1.0 };
                let yuan = budget * share * price * part * waste * (1.0 + 0.08 * rng.bell());
                costs.push(AcquisitionCost {
                    month: format!("{}-{:02}", 2022 + month / 12, month % 12 + 1),
                    channel,
                    region,
                    cost: yuan as i64 / 10 * 1_000,
                });
            }
        }
    }
    costs
}

/// `fact_acquisition_cost`.
pub fn acquisition_table(costs: &[AcquisitionCost]) -> Table {
    Builder::new("fact_acquisition_cost", costs)
        .text("month", |c| &c.month)
        .text("channel", |c| c.channel)
        .text("region", |c| c.region)
        .decimal("cost_amount", |c| c.cost)
        .build()
}

/// A course that a technician has to take.
#[derive(Debug, Clone)]
pub struct Training {
    /// Key of the technician.
    pub technician: i32,
    /// Course.
    pub course: &'static str,
    /// Until when.
    pub due: Date,
    /// When it was finished, if it was.
    pub completed: Option<Date>,
}

const COURSES: [(&str, Date); 4] = [
    ("高压安全", Date::of(2022, 6, 30)),
    ("三电诊断", Date::of(2023, 6, 30)),
    ("曜石GT新车型", Date::of(2023, 10, 31)),
    ("客户沟通", Date::of(2024, 6, 30)),
];

/// Courses of everybody hired before they were due, ordered by day due.
pub fn trainings(network: &Network, seed: u64) -> Vec<Training> {
    let mut rng = Rng::new(seed, "training");
    let mut rows = Vec::new();
    for (course, due) in COURSES {
        for technician in network.technicians.iter().filter(|it| it.hire_date.plus(60) <= due) {
            let finished = due.plus(rng.between(-50, 20));
            let completed = (rng.chance(0.88) && technician.hire_date < finished).then_some(finished);
            rows.push(Training { technician: technician.key, course, due, completed });
        }
    }
    rows
}

/// `fact_training`.
pub fn training_table(rows: &[Training]) -> Table {
    Builder::new("fact_training", rows)
        .int("technician_key", |r| r.technician)
        .text("course", |r| r.course)
        .date("due_date", |r| r.due)
        .date_or_null("completed_date", |r| r.completed)
        .build()
}
