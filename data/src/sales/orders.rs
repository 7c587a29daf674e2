//! Orders and deliveries.

use super::market::Market;
use super::prospects::Prospect;
use crate::calendar::{Date, LAST_DAY};
use crate::cars::SERIES;
use crate::names::masked_vin;
use crate::scale::Scale;
use crate::stories::{LAUNCHED_SERIES, PRICE_CUT_FROM, PRICE_CUT_SERIES, PRICE_CUT_YUAN};

/// An order of a car or of goods. Money is in hundredths of a yuan.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct Order {
    pub number: u32,
    pub is_vehicle: bool,
    pub is_valid: bool,
    pub date: Date,
    pub prospect: Option<u32>,
    pub prospect_created: Option<Date>,
    pub cancelled: Option<Date>,
    pub delivered: Option<Date>,
    pub dealer: i32,
    pub advisor: i32,
    pub series: usize,
    pub model: i32,
    pub source: i32,
    pub customer: i32,
    pub deposit: i64,
    pub amount: i64,
}

impl Order {
    /// The summand of the order in the stock of orders at the end of `date`.
    pub fn stock(&self, date: Date) -> i32 {
        let by = |stage: Option<Date>| i32::from(stage.is_some_and(|it| it <= date));
        let counts = self.is_vehicle && self.is_valid;
        if counts { by(Some(self.date)) - by(self.cancelled) - by(self.delivered) } else { 0 }
    }

    /// When nothing more could happen to it; none while it is open.
    pub(super) fn ended(&self) -> Option<Date> {
        let entry_error = (!self.is_valid).then_some(self.date);
        self.cancelled.or(self.delivered).or(entry_error)
    }
}

/// A handover of a car.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Number, from 1.
    pub number: u32,
    /// The order it fulfils.
    pub order: Order,
    /// Masked VIN.
    pub vin: String,
}

/// The handovers of all delivered cars, ordered by day.
pub fn deliveries(scale: Scale, orders: &[Order]) -> Vec<Delivery> {
    let mut delivered: Vec<(Date, &Order)> = orders
        .iter()
        .filter(|order| order.is_vehicle)
        .filter_map(|order| order.delivered.map(|date| (date, order)))
        .collect();
    delivered.sort_by_key(|&(date, order)| (date, order.number));
    // Beyond the numbers of the cars in `dim_vehicle`.
    let first_vin = scale.users() as u32 * 2;
    let vin = |date: Date, number| masked_vin(date.year(), first_vin + number);
    (1..)
        .zip(delivered)
        .map(|(number, (date, order))| Delivery { number, order: order.clone(), vin: vin(date, number) })
        .collect()
}

impl Market<'_> {
    /// The order that wins a prospect, perhaps after an entry error, and rarely followed by a second car.
    pub(super) fn order_of(&mut self, prospect: &Prospect) {
        let Some(won) = prospect.won else { return };
        let mut order = Order {
            number: 0,
            is_vehicle: true,
            is_valid: true,
            date: won,
            prospect: Some(prospect.number),
            prospect_created: Some(prospect.created),
            cancelled: None,
            delivered: None,
            dealer: prospect.dealer,
            advisor: prospect.advisor,
            series: prospect.series,
            model: 0,
            source: prospect.source,
            customer: prospect.customer,
            deposit: 0,
            amount: 0,
        };
        if self.rng.chance(0.025) {
            self.sign(Order { is_valid: false, ..order.clone() });
        }
        self.sign(order.clone());
        let second = won.plus(30 + self.skewed(300));
        if self.rng.chance(0.008) && second <= LAST_DAY {
            order.date = second;
            self.sign(order);
        }
        for _ in 0..self.skewed(4) {
            let date = won.plus(1 + self.skewed(30));
            if date <= LAST_DAY {
                self.visit_of(prospect.number, date, "post_order", None);
            }
        }
    }

    /// A car ordered by somebody who never had a card: fleets and buyers online.
    pub(super) fn order_without_prospect(&mut self, date: Date) {
        let (dealer, series) = (self.dealer(), self.series(date));
        let customer = self.customer(dealer);
        let advisor = self.advisor(dealer, date, "web_phone");
        let source = self.source("web");
        self.sign(Order {
            number: 0,
            is_vehicle: true,
            is_valid: true,
            date,
            prospect: None,
            prospect_created: None,
            cancelled: None,
            delivered: None,
            dealer: self.centers()[dealer].key,
            advisor,
            series,
            model: 0,
            source,
            customer,
            deposit: 0,
            amount: 0,
        });
    }

    /// An owner orders accessories.
    pub(super) fn order_goods(&mut self, date: Date) {
        let (dealer, series) = (self.dealer(), self.series(date));
        let customer = self.customer(dealer);
        let advisor = self.advisor(dealer, date, "showroom");
        let source = self.source("walk_in");
        let model = self.model(series);
        let shipped = date.plus(2 + self.skewed(12));
        self.sales.orders.push(Order {
            number: self.sales.orders.len() as u32 + 1,
            is_vehicle: false,
            is_valid: true,
            date,
            prospect: None,
            prospect_created: None,
            cancelled: None,
            delivered: Some(shipped).filter(|&date| date <= LAST_DAY),
            dealer: self.centers()[dealer].key,
            advisor,
            series,
            model,
            source,
            customer,
            deposit: 0,
            amount: i64::from(*self.rng.pick(&[199, 299, 499, 899, 1_280, 2_980])) * 100,
        });
    }

    /// Fills in model, price and fate of a vehicle order.
    fn sign(&mut self, order: Order) {
        let number = self.sales.orders.len() as u32 + 1;
        let model = self.model(order.series);
        let (series, date) = (&SERIES[order.series], order.date);
        let cut = if series.name == PRICE_CUT_SERIES && date >= PRICE_CUT_FROM { PRICE_CUT_YUAN } else { 0 };
        let options = *self.rng.pick(&[0, 0, 0, 5_000, 8_000, 12_000, 20_000]);
        let rebate = *self.rng.pick(&[0, 0, 0, 2_000, 3_000]);
        let yuan = self.models[model as usize - 1].list_price - cut + options - rebate;
        let deposit = *self.rng.pick(&[2_000, 5_000, 5_000, 10_000]);
        // Who ordered just before the price fell is the likeliest to walk away.
        let regrets = series.name == PRICE_CUT_SERIES && (-45..0).contains(&(date.0 - PRICE_CUT_FROM.0));
        let cancel_rate = if regrets { 0.34 } else { 0.085 };
        let patience = if regrets { (PRICE_CUT_FROM.0 - date.0).max(1) } else { 1 };
        let is_new = series.name == LAUNCHED_SERIES && date.0 - series.launch.0 < 120;
        let lead_days = if is_new { 45 + self.skewed(60) } else { 8 + self.skewed(60) };
        let known = |date: Date| Some(date).filter(|&it| it <= LAST_DAY);
        let (cancelled, delivered) = if !order.is_valid {
            (None, None)
        } else if self.rng.chance(cancel_rate) {
            (known(date.plus(patience + self.skewed(30))), None)
        } else {
            (None, known(date.plus(lead_days)))
        };
        self.sales.orders.push(Order {
            number,
            model,
            cancelled,
            delivered,
            deposit: if order.is_valid { deposit * 100 } else { 0 },
            amount: i64::from(yuan) * 100,
            ..order
        });
    }
}
