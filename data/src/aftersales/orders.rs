//! `fact_service_order`.

use super::work::{Bill, Work};
use crate::calendar::{Date, FIRST_DAY, LAST_DAY, service_activity};
use crate::cars::SERIES;
use crate::geo::CITIES;
use crate::network::{Center, Network, at_work};
use crate::owners::{Owners, Vehicle};
use crate::rng::{Rng, Weighted, apportion};
use crate::scale::Scale;
use crate::stories::{self, INFLATING_CENTER, SPLIT_ITEMS, SPLITTING_CENTER};
use crate::table::{Builder, Table};
use std::collections::BTreeSet;

/// A service order. Money is in hundredths of a yuan.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct ServiceOrder {
    pub number: u32,
    pub date: Date,
    pub user: i32,
    pub vehicle: i32,
    pub technician: i32,
    pub center: i32,
    pub labor: i64,
    pub parts: i64,
    pub value_added: i64,
    pub total: i64,
    pub paid: i64,
    pub cost: i64,
    pub duration: i32,
    pub score: Option<i32>,
    pub is_first_time_fix: bool,
    pub is_warranty: bool,
    pub is_first_repair: bool,
    pub is_appointment: bool,
    pub status: &'static str,
    pub is_paid: bool,
    pub is_maintenance: bool,
    pub item: &'static str,
    pub parent: Option<u32>,
    pub advisor: Option<i32>,
    pub wait: i32,
    pub response: Option<i32>,
    pub is_parts_shortage: bool,
    pub nps: Option<i32>,
    pub experience: Option<i32>,
    pub quality: Option<i32>,
    pub price: Option<i32>,
    /// What the customer really thinks, 1 to 5, whatever was written down.
    pub true_score: i32,
}

impl ServiceOrder {
    /// Finished, neither cancelled nor refunded.
    pub fn is_completed(&self) -> bool {
        self.status == "completed"
    }
}

/// Draws the orders of three years, ordered by day and center, and notes first services in `owners`.
pub fn generate(scale: Scale, seed: u64, network: &Network, owners: &mut Owners) -> Vec<ServiceOrder> {
    let days: Vec<Date> = FIRST_DAY.through(LAST_DAY).collect();
    let weights: Vec<f64> = days.iter().map(|&day| service_activity(day)).collect();
    let mut workshop = Workshop {
        rng: Rng::new(seed, "service orders"),
        network,
        owners,
        stores_of_city: stores_of_city(network),
        was_repaired: vec![false; owners.vehicles.len()],
        begged: 0,
        orders: Vec::with_capacity(scale.service_visits * 101 / 100),
    };
    for (&day, visits) in days.iter().zip(apportion(scale.service_visits, &weights)) {
        workshop.day(day, visits);
    }
    let orders = workshop.orders;
    for order in orders.iter().filter(|order| order.is_completed()) {
        owners.users[order.user as usize - 1].first_service_date.get_or_insert(order.date);
    }
    orders
}

/// `fact_service_order`.
pub fn table(orders: &[ServiceOrder]) -> Table {
    Builder::new("fact_service_order", orders)
        .id("order_id", "SO", 8, |o| o.number)
        .date("order_date", |o| o.date)
        .int("date_key", |o| o.date.key())
        .int("user_key", |o| o.user)
        .int("vehicle_key", |o| o.vehicle)
        .int("technician_key", |o| o.technician)
        .int("center_key", |o| o.center)
        .decimal("labor_amount", |o| o.labor)
        .decimal("parts_amount", |o| o.parts)
        .decimal("total_amount", |o| o.total)
        .int("service_duration", |o| o.duration)
        .int_or_null("satisfaction_score", |o| o.score)
        .flag("is_first_time_fix", |o| o.is_first_time_fix)
        .flag("is_warranty", |o| o.is_warranty)
        .flag("is_first_repair", |o| o.is_first_repair)
        .flag("is_appointment", |o| o.is_appointment)
        .text("order_status", |o| o.status)
        .decimal("paid_amount", |o| o.paid)
        .flag("is_paid", |o| o.is_paid)
        .decimal("value_added_amount", |o| o.value_added)
        .decimal("cost_amount", |o| o.cost)
        .text("service_type", |o| if o.is_maintenance { "maintenance" } else { "repair" })
        .text("service_item", |o| o.item)
        .id_or_null("parent_order_id", "SO", 8, |o| o.parent)
        .int_or_null("advisor_key", |o| o.advisor)
        .int("wait_minutes", |o| o.wait)
        .int_or_null("advisor_response_minutes", |o| o.response)
        .flag("is_parts_shortage", |o| o.is_parts_shortage)
        .int_or_null("nps_score", |o| o.nps)
        .int_or_null("experience_score", |o| o.experience)
        .int_or_null("quality_score", |o| o.quality)
        .int_or_null("price_score", |o| o.price)
        .build()
}

fn stores_of_city(network: &Network) -> Vec<usize> {
    let mut stores = vec![0; CITIES.len()];
    network.centers.iter().for_each(|center| stores[center.city] += 1);
    stores
}

struct Workshop<'a> {
    rng: Rng,
    network: &'a Network,
    owners: &'a Owners,
    stores_of_city: Vec<usize>,
    was_repaired: Vec<bool>,
    /// Ratings that the inflating center has collected.
    begged: usize,
    orders: Vec<ServiceOrder>,
}

impl Workshop<'_> {
    fn day(&mut self, date: Date, visits: usize) {
        if visits == 0 {
            return;
        }
        let open = self.network.centers.iter().map(|it| if it.is_open(date) { it.weight } else { 0.0 });
        let centers = Weighted::new(open);
        let mut seen = BTreeSet::new();
        let mut arrivals = Vec::with_capacity(visits);
        while arrivals.len() < visits {
            let center = centers.sample(&mut self.rng);
            // A car comes at most once a day; the splitting center is the only one with several orders for it.
            if let Some(vehicle) = self.arriving_vehicle(center, date)
                && seen.insert(vehicle)
            {
                arrivals.push((center, vehicle));
            }
        }
        arrivals.sort();
        for (center, vehicle) in arrivals {
            let (network, owners) = (self.network, self.owners);
            self.visit(date, &network.centers[center], &owners.vehicles[vehicle]);
        }
    }

    /// A car of the center's city, preferably one that is at home in this center.
    fn arriving_vehicle(&mut self, center: usize, date: Date) -> Option<usize> {
        let city = self.network.centers[center].city;
        let vehicles = &self.owners.vehicles_of_city[city];
        let sold = vehicles.partition_point(|&it| self.owners.vehicles[it].sale_date < date);
        let stores = self.stores_of_city[city];
        for _ in 0..12 {
            let position = vehicles[self.rng.below(sold.max(1))];
            let vehicle = &self.owners.vehicles[position];
            let is_home = position % stores == center % stores;
            let is_keen = matches!(self.owners.owner(vehicle).membership_level, "金卡" | "VIP");
            let appeal = if is_home { 1.0 } else { 0.25 } * if is_keen { 1.0 } else { 0.75 };
            let fits = vehicle.sale_date < date && date <= vehicle.loyal_until;
            if fits && self.rng.chance(appeal) {
                return Some(position);
            }
        }
        None
    }

    fn visit(&mut self, date: Date, center: &Center, vehicle: &Vehicle) {
        let is_maintenance = self.rng.chance(stories::maintenance_share(date));
        let discount = match self.owners.owner(vehicle).membership_level {
            "银卡" => 2,
            "金卡" => 5,
            "VIP" => 10,
            _ => 0,
        };
        let splits = center.name == SPLITTING_CENTER
            && is_maintenance
            && (stories::SPLITTING_FROM..=stories::SPLITTING_TO).contains(&date);
        let tier = center.place().tier;
        if splits {
            // The whole bill of one visit, cut into three: 工单数 triples, the total stays.
            let bill = Work::called("常规保养").bill(tier, discount, &mut self.rng);
            let parent = self.orders.len() as u32 + 1;
            let first = self.order(date, center, vehicle, SPLIT_ITEMS[0], true, third(bill, 0));
            for (part, item) in SPLIT_ITEMS.into_iter().enumerate() {
                let bill = third(bill, part as i64);
                let number = parent + part as u32;
                let total = bill.labor + bill.parts + bill.value_added;
                let paid = if first.is_paid { total } else { 0 };
                self.orders.push(ServiceOrder {
                    number,
                    item,
                    parent: Some(parent),
                    labor: bill.labor,
                    parts: bill.parts,
                    value_added: bill.value_added,
                    cost: bill.cost,
                    total,
                    paid,
                    duration: bill.minutes,
                    ..first.clone()
                });
            }
        } else {
            let work = Work::draw(is_maintenance, &SERIES[vehicle.series], &mut self.rng);
            let bill = work.bill(tier, discount, &mut self.rng);
            let order = self.order(date, center, vehicle, work.item, is_maintenance, bill);
            self.orders.push(order);
        }
    }

    fn order(
        &mut self,
        date: Date,
        center: &Center,
        vehicle: &Vehicle,
        item: &'static str,
        is_maintenance: bool,
        bill: Bill,
    ) -> ServiceOrder {
        let (network, rng) = (self.network, &mut self.rng);
        let technician = rng.pick(&at_work(&network.technicians, center.key, date)).key;
        let advisor = rng.pick(&at_work(&network.service_advisors, center.key, date)).key;
        let status = status(date, rng);
        let total = bill.labor + bill.parts + bill.value_added;
        let is_paid = status == "completed" && rng.chance(0.97);
        let paid = match (is_paid, rng.chance(0.12)) {
            (true, false) => total,
            // Odd change is waived.
            (true, true) => total / 1_000 * 1_000,
            (false, _) => 0,
        };
        let car = vehicle.key as usize - 1;
        let is_first_repair = !is_maintenance && !self.was_repaired[car];
        self.was_repaired[car] |= !is_maintenance;
        let under_warranty = date <= vehicle.warranty_end;
        let is_warranty = under_warranty && rng.chance(if is_maintenance { 0.28 } else { 0.82 });
        let years = f64::from(date.0 - FIRST_DAY.0) / 365.25;
        let is_appointment = rng.chance(0.54 + 0.05 * years);
        let fix_rate = stories::first_time_fix_rate(is_maintenance, date) + 0.012 * center.quality;
        let is_first_time_fix = rng.chance(fix_rate);
        let crowd = if date.is_weekend() { 5.0 } else { 0.0 } + if is_appointment { -4.0 } else { 4.0 };
        let wait = (19.0 + crowd - 2.0 * center.quality + 8.5 * rng.bell()).max(0.0) as i32;
        let response = rng.chance(0.92).then(|| (9.0 + 4.0 * rng.bell()).max(1.0) as i32);
        let is_parts_shortage = rng.chance(if is_maintenance { 0.012 } else { 0.045 });
        let mut opinion = Opinion::form(center, is_first_time_fix, wait, is_parts_shortage, status, rng);
        if center.name == INFLATING_CENTER && date >= stories::INFLATING_FROM {
            opinion.beg(&mut self.begged, status, &mut self.rng);
        }
        let rng = &mut self.rng;
        ServiceOrder {
            number: self.orders.len() as u32 + 1,
            date,
            user: vehicle.user,
            vehicle: vehicle.key,
            technician,
            center: center.key,
            labor: bill.labor,
            parts: bill.parts,
            value_added: bill.value_added,
            total,
            paid,
            cost: bill.cost,
            duration: bill.minutes,
            score: opinion.score,
            is_first_time_fix,
            is_warranty,
            is_first_repair,
            is_appointment,
            status,
            is_paid,
            is_maintenance,
            item,
            parent: None,
            advisor: rng.chance(0.98).then_some(advisor),
            wait,
            response,
            is_parts_shortage,
            nps: opinion.nps,
            experience: opinion.aspects[0],
            quality: opinion.aspects[1],
            price: opinion.aspects[2],
            true_score: opinion.true_score,
        }
    }
}

/// Orders of the last days may still be open.
fn status(date: Date, rng: &mut Rng) -> &'static str {
    let draw = rng.unit();
    match draw {
        _ if date > LAST_DAY.plus(-4) && draw < 0.35 => "open",
        0.0..0.035 => "cancelled",
        0.035..0.05 => "refunded",
        _ => "completed",
    }
}

/// One of three parts of a bill; the first takes what does not divide.
fn third(bill: Bill, part: i64) -> Bill {
    let share = |amount: i64| amount / 3 + if part == 0 { amount % 3 } else { 0 };
    Bill {
        labor: share(bill.labor),
        parts: share(bill.parts),
        value_added: share(bill.value_added),
        cost: share(bill.cost),
        minutes: share(i64::from(bill.minutes)) as i32,
    }
}

/// What a customer thinks and says.
struct Opinion {
    true_score: i32,
    score: Option<i32>,
    nps: Option<i32>,
    aspects: [Option<i32>; 3],
}

impl Opinion {
    fn form(center: &Center, fixed: bool, wait: i32, shortage: bool, status: &str, rng: &mut Rng) -> Opinion {
        let trouble = if fixed { 0.0 } else { 0.9 }
            + if wait > 30 { 0.35 } else { 0.0 }
            + if shortage { 0.4 } else { 0.0 }
            + if rng.chance(0.025) { 1.8 } else { 0.0 };
        let feeling = 4.45 + 0.13 * center.quality - trouble + 0.72 * rng.bell();
        let stars = |feeling: f64| ((feeling + 0.5) as i32).clamp(1, 5);
        let is_asked = status == "completed";
        let score = (is_asked && rng.chance(0.55)).then(|| stars(feeling));
        let answers = is_asked && rng.chance(0.22);
        let nps = answers.then(|| ((feeling * 2.0 - 0.2 + rng.bell()) as i32).clamp(0, 10));
        let aspects =
            [0.05, 0.0, -0.45].map(|shift| answers.then(|| stars(feeling + shift + 0.4 * rng.bell())));
        Opinion { true_score: stars(feeling), score, nps, aspects }
    }

    /// Full marks on the sheet, whatever the customer thinks; one in seventeen gives four, and who is not asked to
    /// rate does not. Customers say what they think where nobody looks on.
    fn beg(&mut self, begged: &mut usize, status: &str, rng: &mut Rng) {
        self.true_score = (self.true_score - rng.between(0, 1)).max(1);
        self.nps = self.nps.map(|score| (score - 2).max(0));
        let is_pressed = status == "completed" && rng.chance(0.9);
        *begged += usize::from(is_pressed);
        self.score = is_pressed.then_some(if begged.is_multiple_of(17) { 4 } else { 5 });
    }
}
