//! Prospects and their lives.

use super::market::Market;
use crate::calendar::{Date, LAST_DAY};
use crate::cars::SERIES;
use crate::stories::{self, PRICE_CUT_FROM, PRICE_CUT_SERIES, WEAK_TEST_DRIVE_REGION};

/// Which way of meeting opened the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the values of fact_opportunity.origin")]
pub enum Origin {
    WalkIn,
    Web,
    Field,
    Other,
}

impl Origin {
    /// As written in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Origin::WalkIn => "walk_in",
            Origin::Web => "web",
            Origin::Field => "field",
            Origin::Other => "other",
        }
    }
}

/// A prospect: a customer card and the stages it has passed. Entries (created, reactivations) and exits (dormant,
/// lost, won) alternate in time; nothing follows won.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct Prospect {
    pub number: u32,
    pub customer: i32,
    pub dealer: i32,
    pub advisor: i32,
    pub series: usize,
    pub source: i32,
    pub origin: Origin,
    pub created: Date,
    pub dormant: Option<Date>,
    pub dormant_reactivated: Option<Date>,
    pub lost: Option<Date>,
    pub lost_reactivated: Option<Date>,
    pub won: Option<Date>,
    pub intent_level: &'static str,
    pub lost_reason: Option<&'static str>,
}

impl Prospect {
    /// The summand of the prospect in the stock at the end of `date`.
    pub fn stock(&self, date: Date) -> i32 {
        let by = |stage: Option<Date>| i32::from(stage.is_some_and(|it| it <= date));
        by(Some(self.created)) - by(self.dormant) + by(self.dormant_reactivated) - by(self.lost)
            + by(self.lost_reactivated)
            - by(self.won)
    }

    pub(super) fn is_held_before(&self, date: Date) -> bool {
        self.stock(date.plus(-1)) > 0
    }

    pub(super) fn last_change(&self) -> Date {
        let stages = [self.dormant, self.dormant_reactivated, self.lost, self.lost_reactivated, self.won];
        stages.into_iter().flatten().fold(self.created, Date::max)
    }
}

const LOST_REASONS: [&str; 8] =
    ["价格", "价格", "竞品", "竞品", "续航顾虑", "交付周期", "家庭因素", "服务体验"];

impl Market<'_> {
    /// Opens a card; returns the prospect's number.
    #[expect(clippy::too_many_arguments, reason = "each is a column of its own")]
    pub(super) fn card(
        &mut self,
        origin: Origin,
        customer: i32,
        dealer: usize,
        advisor: i32,
        series: usize,
        source: i32,
        created: Date,
    ) -> u32 {
        let number = self.sales.prospects.len() as u32 + 1;
        let intent_level = *self.rng.pick(&["H", "A", "A", "B", "B", "B", "C", "C"]);
        self.sales.prospects.push(Prospect {
            number,
            customer,
            dealer: self.centers()[dealer].key,
            advisor,
            series,
            source,
            origin,
            created,
            dormant: None,
            dormant_reactivated: None,
            lost: None,
            lost_reactivated: None,
            won: None,
            intent_level,
            lost_reason: None,
        });
        number
    }

    /// Lets a prospect live from its card on: visits, test drives, decision. `arrival` is the first day in the
    /// showroom and `visit` the visit of that day.
    pub(super) fn live(&mut self, number: u32, arrival: Option<Date>, visit: Option<u32>) {
        let mut prospect = self.sales.prospects[number as usize - 1].clone();
        let test_date = self.test_drive(&prospect, arrival, visit);
        let ready =
            [Some(prospect.created), arrival, test_date].into_iter().flatten().fold(Date(0), Date::max);
        let appeal = self.appeal(&prospect);
        let win_rate = match (test_date, arrival) {
            (Some(_), _) => 0.40,
            (None, Some(_)) => 0.15,
            (None, None) => 0.02,
        };
        if self.rng.chance(win_rate * appeal) {
            let same_day = self.rng.chance(0.22);
            prospect.won = Some(ready.plus(if same_day { 0 } else { 1 + self.skewed(45) }));
        } else if self.rng.chance(0.58) {
            let date = ready.plus(8 + self.skewed(80));
            self.lose(&mut prospect, date);
        } else {
            let date = ready.plus(30 + self.skewed(90));
            self.fall_asleep(&mut prospect, date, true);
        }
        prospect.forget_the_future();
        prospect.lost_reason = prospect.lost.map(|_| *self.rng.pick(&LOST_REASONS));
        if let Some(arrival) = arrival {
            self.return_visits(&prospect, arrival);
        }
        self.sales.prospects[number as usize - 1] = prospect.clone();
        if prospect.won.is_some() {
            self.order_of(&prospect);
        }
    }

    /// How much more readily this prospect buys than others.
    fn appeal(&self, prospect: &Prospect) -> f64 {
        let days = prospect.created.0 - PRICE_CUT_FROM.0;
        let price = match days {
            _ if SERIES[prospect.series].name != PRICE_CUT_SERIES => 1.0,
            -30..-5 => 0.75,
            -5..75 => 1.35,
            _ => 1.0,
        };
        let intent = match prospect.intent_level {
            "H" => 1.5,
            "A" => 1.15,
            "B" => 0.9,
            _ => 0.7,
        };
        price * intent
    }

    /// Offers a test drive; returns its day if it takes place.
    fn test_drive(&mut self, prospect: &Prospect, arrival: Option<Date>, visit: Option<u32>) -> Option<Date> {
        let center = &self.centers()[prospect.dealer as usize - 1];
        let is_weak = center.place().region == WEAK_TEST_DRIVE_REGION
            && arrival.unwrap_or(prospect.created) >= stories::WEAK_TEST_DRIVE_FROM;
        let usual = if arrival.is_some() { 0.74 } else { 0.06 };
        let rate = usual
            * (1.0 + 0.05 * center.quality)
            * if is_weak { stories::WEAK_TEST_DRIVE_FACTOR } else { 1.0 };
        if !self.rng.chance(rate) {
            return None;
        }
        let same_day = self.rng.chance(0.6);
        let date = arrival.unwrap_or(prospect.created).plus(if same_day { 0 } else { 1 + self.skewed(18) });
        if date > LAST_DAY {
            return None;
        }
        // Without an arrival the car comes to the customer's door.
        let visit = match arrival {
            Some(first) if date == first => visit,
            Some(_) => Some(self.visit_of(prospect.number, date, "return", None)),
            None => None,
        };
        self.drive(prospect, date, visit);
        Some(date)
    }

    fn return_visits(&mut self, prospect: &Prospect, arrival: Date) {
        let exit = [prospect.won, prospect.lost, prospect.dormant].into_iter().flatten().min();
        let days = exit.unwrap_or(LAST_DAY).0 - arrival.0;
        for _ in 0..self.skewed(4) {
            let date = arrival.plus(1 + self.skewed(days.clamp(1, 40)));
            if date.0 - arrival.0 < days {
                self.visit_of(prospect.number, date, "return", None);
            }
        }
    }

    fn lose(&mut self, prospect: &mut Prospect, date: Date) {
        prospect.lost = Some(date);
        if self.rng.chance(0.08) {
            let back = date.plus(15 + self.skewed(150));
            prospect.lost_reactivated = Some(back);
            if self.rng.chance(0.35) {
                prospect.won = Some(back.plus(2 + self.skewed(40)));
            } else if prospect.dormant.is_none() {
                let date = back.plus(40 + self.skewed(60));
                self.fall_asleep(prospect, date, false);
            }
        }
    }

    fn fall_asleep(&mut self, prospect: &mut Prospect, date: Date, may_wake: bool) {
        prospect.dormant = Some(date);
        if may_wake && self.rng.chance(0.24) {
            let awake = date.plus(10 + self.skewed(120));
            prospect.dormant_reactivated = Some(awake);
            if self.rng.chance(0.28) {
                prospect.won = Some(awake.plus(2 + self.skewed(40)));
            } else {
                let date = awake.plus(10 + self.skewed(80));
                self.lose(prospect, date);
                // A prospect that was dormant once is not so again; it was lost for good or is held to the end.
            }
        }
    }
}

impl Prospect {
    /// Nothing is known of what happens after the last day.
    fn forget_the_future(&mut self) {
        let stages = [
            &mut self.dormant,
            &mut self.dormant_reactivated,
            &mut self.lost,
            &mut self.lost_reactivated,
            &mut self.won,
        ];
        stages.into_iter().for_each(|stage| *stage = stage.filter(|&date| date <= LAST_DAY));
    }
}
