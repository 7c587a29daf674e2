//! The market: who turns up on which day, and what they want.

use super::Sales;
use super::dims::Customer;
use super::prospects::Origin;
use crate::calendar::{Date, FIRST_DAY, LAST_DAY, sales_activity};
use crate::cars::{Model, SERIES, models};
use crate::names::phone_hash;
use crate::network::{Center, Network, at_work};
use crate::rng::{Rng, Weighted, apportion};
use crate::scale::Scale;
use crate::stories::{LAUNCHED_SERIES, PRICE_CUT_FROM, PRICE_CUT_SERIES};

/// First day of the simulation: early enough for a full stock of prospects and orders when 2022 begins.
const WARM_UP: Date = Date::of(2021, 9, 1);

/// The market while it runs. Dealers are positions in `network.centers` here; rows hold keys.
#[derive(Debug)]
pub struct Market<'a> {
    pub(super) rng: Rng,
    pub(super) models: Vec<Model>,
    pub(super) sales: Sales,
    scale: Scale,
    seed: u64,
    network: &'a Network,
    dealers: Weighted,
    demand: Weighted,
}

impl<'a> Market<'a> {
    /// A market served by the dealers of `network`.
    pub fn new(scale: Scale, seed: u64, network: &'a Network) -> Market<'a> {
        Market {
            rng: Rng::new(seed, "market"),
            models: models(),
            sales: Sales::default(),
            scale,
            seed,
            network,
            dealers: dealers_on(network, WARM_UP),
            demand: demand_on(WARM_UP),
        }
    }

    /// Runs from the warm-up to the last day.
    pub fn run(mut self) -> Sales {
        let days: Vec<Date> = WARM_UP.through(LAST_DAY).collect();
        let weights: Vec<f64> = days.iter().map(|&day| sales_activity(day) * excitement(day)).collect();
        // The scale counts three years; the warm-up comes on top.
        let warm_up = days.partition_point(|&day| day < FIRST_DAY);
        let factor = weights.iter().sum::<f64>() / weights[warm_up..].iter().sum::<f64>();
        let per_day = |share: f64| apportion((self.scale.parties() * share * factor) as usize, &weights);
        let (web, field, walk_in) = (per_day(0.36), per_day(0.14), per_day(0.25));
        let (referral, owners, others) = (per_day(0.025), per_day(0.12), per_day(0.05));
        let (direct, goods) = (per_day(0.004), per_day(0.03));
        for (i, &date) in days.iter().enumerate() {
            self.dealers = dealers_on(self.network, date);
            self.demand = demand_on(date);
            (0..web[i]).for_each(|_| self.receive_lead("web", date));
            (0..field[i]).for_each(|_| self.receive_lead("field", date));
            (0..walk_in[i]).for_each(|_| self.receive_walk_in(date));
            (0..referral[i]).for_each(|_| self.receive_referral(date));
            (0..owners[i]).for_each(|_| self.receive_other(date, "non_purchase"));
            (0..others[i]).for_each(|_| self.receive_other(date, "other"));
            (0..direct[i]).for_each(|_| self.order_without_prospect(date));
            (0..goods[i]).for_each(|_| self.order_goods(date));
        }
        self.sales
    }

    pub(super) fn centers(&self) -> &'a [Center] {
        &self.network.centers
    }

    /// An open dealer, by size.
    pub(super) fn dealer(&mut self) -> usize {
        self.dealers.sample(&mut self.rng)
    }

    /// A series on sale, by demand of the day.
    pub(super) fn series(&mut self, date: Date) -> usize {
        let series = self.demand.sample(&mut self.rng);
        debug_assert!(SERIES[series].launch <= date);
        series
    }

    /// Key of a model of `series`.
    pub(super) fn model(&mut self, series: usize) -> i32 {
        let offered: Vec<i32> =
            self.models.iter().filter(|model| model.series == series).map(|model| model.key).collect();
        *self.rng.pick(&offered)
    }

    /// Key of a new customer who lives near `dealer`.
    pub(super) fn customer(&mut self, dealer: usize) -> i32 {
        let key = self.sales.customers.len() as u32 + 1;
        let city = self.centers()[dealer].city;
        self.sales.customers.push(Customer { phone_hash: phone_hash(self.seed, key), city });
        key as i32
    }

    /// Key of an advisor of `dealer` with `role`.
    pub(super) fn advisor(&mut self, dealer: usize, date: Date, role: &str) -> i32 {
        let key = self.centers()[dealer].key;
        let mut staff = at_work(&self.network.sales_advisors, key, date);
        staff.retain(|person| person.role == role);
        self.rng.pick(&staff).key
    }

    /// A moment of `date` between eight in the morning and eleven at night, to the minute, as seconds since 1970.
    pub(super) fn moment(&mut self, date: Date) -> i64 {
        i64::from(date.0) * 86_400 + i64::from(self.rng.between(8 * 60, 23 * 60 - 1)) * 60
    }

    /// A number in `0..below`, small ones more likely.
    pub(super) fn skewed(&mut self, below: i32) -> i32 {
        (self.rng.unit() * self.rng.unit() * f64::from(below)) as i32
    }

    fn receive_walk_in(&mut self, date: Date) {
        let (dealer, series) = (self.dealer(), self.series(date));
        let source = self.source("walk_in");
        let card_rate = 0.38 * (1.0 + 0.07 * self.centers()[dealer].quality);
        if self.rng.chance(card_rate) {
            let customer = self.customer(dealer);
            let advisor = self.advisor(dealer, date, "showroom");
            let prospect = self.card(Origin::WalkIn, customer, dealer, advisor, series, source, date);
            let visit = self.visit_of(prospect, date, "first_carded", None);
            self.live(prospect, Some(date), Some(visit));
        } else {
            self.visit_of_stranger(dealer, date, "first_uncarded", Some(series), source);
        }
    }

    fn receive_referral(&mut self, date: Date) {
        let (dealer, series) = (self.dealer(), self.series(date));
        let source = self.source("referral");
        let customer = self.customer(dealer);
        let advisor = self.advisor(dealer, date, "showroom");
        let prospect = self.card(Origin::Other, customer, dealer, advisor, series, source, date);
        let arrival = date.plus(self.skewed(20));
        let arrived = self.rng.chance(0.8) && arrival <= LAST_DAY;
        // The card exists already, so the first visit of a referred prospect is none of the invited kinds.
        let visit = arrived.then(|| self.visit_of(prospect, arrival, "other", None));
        self.live(prospect, arrived.then_some(arrival), visit);
    }

    fn receive_other(&mut self, date: Date, kind: &'static str) {
        let dealer = self.dealer();
        let source = self.source("walk_in");
        self.visit_of_stranger(dealer, date, kind, None, source);
    }
}

fn dealers_on(network: &Network, date: Date) -> Weighted {
    Weighted::new(
        network.centers.iter().map(|it| if it.open_date <= date { it.weight.min(1.8) } else { 0.0 }),
    )
}

/// What people ask for on `date`: the launched series is the talk of the town at first; of the series whose
/// price is cut, people hold off when the rumour spreads and rush once it is true.
fn demand_on(date: Date) -> Weighted {
    Weighted::new(SERIES.iter().map(|series| {
        let days = date.0 - series.launch.0;
        let hype = match days {
            ..0 => 0.0,
            0..60 if series.name == LAUNCHED_SERIES => 2.2,
            60..120 if series.name == LAUNCHED_SERIES => 1.4,
            _ => 1.0,
        };
        let price = match date.0 - PRICE_CUT_FROM.0 {
            -21..0 => 0.85,
            0..61 => 1.8,
            61.. => 1.25,
            _ => 1.0,
        };
        series.demand * hype * if series.name == PRICE_CUT_SERIES { price } else { 1.0 }
    }))
}

/// More people come after the launch and after the price cut.
fn excitement(date: Date) -> f64 {
    let launch =
        SERIES.iter().find(|series| series.name == LAUNCHED_SERIES).map_or(i32::MAX, |it| it.launch.0);
    match (date.0 - launch, date.0 - PRICE_CUT_FROM.0) {
        (0..60, _) => 1.25,
        (_, 0..61) => 1.18,
        _ => 1.0,
    }
}
