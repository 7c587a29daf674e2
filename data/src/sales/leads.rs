//! Leads from the web, the phone and outreach events.

use super::dims::{SOURCES, source_key};
use super::market::Market;
use super::prospects::Origin;
use crate::calendar::{Date, LAST_DAY};
use crate::stories::{self, DUPLICATE_SOURCE};

/// A lead as it was received.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct Lead {
    pub number: u32,
    /// Seconds since 1970-01-01, local time.
    pub created_at: i64,
    pub group: &'static str,
    pub customer: i32,
    pub dealer: i32,
    pub advisor: Option<i32>,
    pub series: Option<usize>,
    pub source: i32,
    pub first_followup_at: Option<i64>,
    pub followup_count: i32,
    pub status: &'static str,
    pub carded: Option<Date>,
    pub first_arrival: Option<Date>,
    pub prospect: Option<u32>,
}

impl Lead {
    /// Day on which it was received.
    pub fn created_date(&self) -> Date {
        Date(self.created_at.div_euclid(86_400) as i32)
    }
}

impl Market<'_> {
    /// Receives one lead of a group (`web` or `field`) on `date`, with what follows from it.
    pub(super) fn receive_lead(&mut self, group: &'static str, date: Date) {
        let dealer = self.dealer();
        let source = self.source(group);
        let series = self.series(date);
        let customer = self.customer(dealer);
        let role = if group == "web" { "web_phone" } else { "field" };
        let advisor = self.rng.chance(0.97).then(|| self.advisor(dealer, date, role));
        let created_at = self.moment(date);
        // Most are called the same day, some after the weekend, a few never.
        let hours = match self.rng.unit() {
            x if x < 0.55 => self.rng.unit() * 2.0,
            x if x < 0.89 => 2.0 + self.rng.unit() * 20.0,
            _ => 25.0 + self.rng.unit() * 70.0,
        };
        let called_at = created_at + (hours * 60.0) as i64 * 60;
        let is_called = self.rng.chance(0.96) && called_at < i64::from(LAST_DAY.0 + 1) * 86_400;
        let skill = 1.0 + 0.06 * self.centers()[dealer].quality;
        let card_rate = if group == "web" { 0.33 } else { 0.34 } * skill;
        let carded_date = Date(called_at.div_euclid(86_400) as i32).plus(self.rng.between(0, 4));
        let carded =
            (is_called && self.rng.chance(card_rate) && carded_date <= LAST_DAY).then_some(carded_date);
        let arrival_rate = if group == "web" { 0.56 } else { 0.62 } * skill;
        let arrival = carded.map(|date| date.plus(self.skewed(14))).filter(|_| self.rng.chance(arrival_rate));
        let first_arrival = arrival.filter(|&date| date <= LAST_DAY);
        let number = self.sales.leads.len() as u32 + 1;
        let status = match carded {
            Some(_) => "carded",
            None if !is_called => {
                if date.plus(7) > LAST_DAY {
                    "new"
                } else {
                    "closed"
                }
            }
            None if date.plus(30) > LAST_DAY => "following",
            None => {
                if self.rng.chance(0.3) {
                    "invalid"
                } else {
                    "closed"
                }
            }
        };
        let mut lead = Lead {
            number,
            created_at,
            group,
            customer,
            dealer: self.centers()[dealer].key,
            advisor,
            series: self.rng.chance(0.85).then_some(series),
            source,
            first_followup_at: is_called.then_some(called_at),
            followup_count: if is_called { 1 + self.skewed(6) } else { 0 },
            status,
            carded,
            first_arrival,
            prospect: None,
        };
        self.sales.leads.push(lead.clone());
        if let Some(carded) = carded {
            let origin = if group == "web" { Origin::Web } else { Origin::Field };
            let showroom = self.advisor(dealer, carded, "showroom");
            let prospect = self.card(origin, customer, dealer, showroom, series, source, carded);
            lead.prospect = Some(prospect);
            self.sales.leads[number as usize - 1].prospect = Some(prospect);
            let kind = if group == "web" { "web_invited" } else { "field_invited" };
            let visit = first_arrival.map(|date| self.visit_of(prospect, date, kind, Some(number)));
            self.live(prospect, first_arrival, visit);
        }
        if group == "web" {
            self.duplicate(&lead, date);
        }
    }

    /// The same phone number comes again: now and then because the customer asks twice, and often because a source
    /// sells the lead several times.
    fn duplicate(&mut self, lead: &Lead, date: Date) {
        let sells_twice = lead.source == source_key(DUPLICATE_SOURCE) && date >= stories::DUPLICATES_FROM;
        let copies = match self.rng.unit() {
            x if sells_twice && x < 0.30 => 1,
            x if sells_twice && x < 0.50 => 2,
            x if !sells_twice && x < 0.04 => 1,
            _ => 0,
        };
        for _ in 0..copies {
            let created_at = lead.created_at + i64::from(self.rng.between(2, 3 * 1_440)) * 60;
            if created_at >= i64::from(LAST_DAY.0 + 1) * 86_400 {
                continue;
            }
            let source = if sells_twice || self.rng.chance(0.5) { lead.source } else { self.source("web") };
            let called_at = created_at + i64::from(self.rng.between(10, 1_200)) * 60;
            let is_called = called_at < i64::from(LAST_DAY.0 + 1) * 86_400;
            self.sales.leads.push(Lead {
                number: self.sales.leads.len() as u32 + 1,
                created_at,
                source,
                first_followup_at: is_called.then_some(called_at),
                followup_count: i32::from(is_called),
                status: if is_called { "invalid" } else { "new" },
                carded: None,
                first_arrival: None,
                prospect: None,
                ..lead.clone()
            });
        }
    }

    /// Key of a source of `group`.
    pub(super) fn source(&mut self, group: &str) -> i32 {
        let mut rest = self.rng.unit();
        let found = SOURCES.iter().position(|source| {
            let share = if source.group == group { source.share } else { 0.0 };
            rest -= share;
            share > 0.0 && rest < 0.0
        });
        let last = SOURCES.iter().rposition(|source| source.group == group);
        found.or(last).map_or(1, |position| position as i32 + 1)
    }
}
