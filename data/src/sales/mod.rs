//! The sales side: from the first contact to the handover of the car.
//!
//! A simulated [`market`](market::Market) runs day by day. Leads, walk-in visitors and others become prospects; a
//! prospect's [life](prospects) brings visits, test drives and perhaps an order; an order is cancelled, delivered
//! or still open on the last day. Prospects and orders that were held when 2022 began were created late in 2021;
//! everything that ended before 2022 is left out, and so no stock is missing on any day from 2021-12-31 on.

pub mod dims;
pub mod leads;
pub mod market;
pub mod orders;
pub mod prospects;
mod tables;
pub mod targets;
pub mod visits;

use crate::calendar::FIRST_DAY;
use crate::network::Network;
use crate::scale::Scale;
use crate::table::Table;

/// Rows of the sales side, ordered by date; numbers count from 1 in that order.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "each field is named after what it holds")]
pub struct Sales {
    pub customers: Vec<dims::Customer>,
    pub visits: Vec<visits::Visit>,
    pub leads: Vec<leads::Lead>,
    pub prospects: Vec<prospects::Prospect>,
    pub test_drives: Vec<visits::TestDrive>,
    pub orders: Vec<orders::Order>,
    pub deliveries: Vec<orders::Delivery>,
    pub targets: Vec<targets::Target>,
}

impl Sales {
    /// Runs the market and keeps what belongs to the three years.
    pub fn generate(scale: Scale, seed: u64, network: &Network) -> Sales {
        let mut sales = market::Market::new(scale, seed, network).run();
        sales.forget_what_ended_before_2022();
        sales.number_by_date();
        sales.forget_unknown_customers();
        sales.deliveries = orders::deliveries(scale, &sales.orders);
        sales.targets = targets::targets(&sales.orders, network, seed);
        sales
    }

    /// Every table of the sales side.
    pub fn tables(&self) -> Vec<Table> {
        tables::tables(self)
    }

    fn forget_what_ended_before_2022(&mut self) {
        self.visits.retain(|visit| visit.date >= FIRST_DAY);
        self.test_drives.retain(|drive| drive.date >= FIRST_DAY);
        self.leads.retain(|lead| {
            lead.created_date() >= FIRST_DAY
                || lead.carded.is_some_and(|date| date >= FIRST_DAY)
                || lead.first_arrival.is_some_and(|date| date >= FIRST_DAY)
        });
        self.orders.retain(|order| order.ended().is_none_or(|date| date >= FIRST_DAY));
        let mut has_order = vec![false; self.prospects.len() + 1];
        self.orders.iter().filter_map(|it| it.prospect).for_each(|number| has_order[number as usize] = true);
        self.prospects.retain(|it| {
            has_order[it.number as usize] || it.is_held_before(FIRST_DAY) || it.last_change() >= FIRST_DAY
        });
    }

    /// Keeps the customers that some row names, and points the rows to their new keys.
    fn forget_unknown_customers(&mut self) {
        let visits = self.visits.iter_mut().filter_map(|it| it.customer.as_mut());
        let leads = self.leads.iter_mut().map(|it| &mut it.customer);
        let prospects = self.prospects.iter_mut().map(|it| &mut it.customer);
        let orders = self.orders.iter_mut().map(|it| &mut it.customer);
        let mut references: Vec<&mut i32> = visits.chain(leads).chain(prospects).chain(orders).collect();
        let mut new_keys = vec![0; self.customers.len() + 1];
        references.iter().for_each(|key| new_keys[**key as usize] = 1);
        let mut next = 0;
        new_keys.iter_mut().filter(|key| **key > 0).for_each(|key| {
            next += 1;
            *key = next;
        });
        references.iter_mut().for_each(|key| **key = new_keys[**key as usize]);
        let mut known = new_keys[1..].iter().map(|&key| key > 0);
        self.customers.retain(|_| known.next().unwrap_or(false));
    }

    /// Gives numbers in order of date and points references to them; references to what was left out are cleared.
    fn number_by_date(&mut self) {
        let leads = renumber(&mut self.leads, |it| it.created_at, |it| &mut it.number);
        let visits = renumber(&mut self.visits, |it| (it.date, it.dealer), |it| &mut it.number);
        let prospects = renumber(&mut self.prospects, |it| (it.created, it.dealer), |it| &mut it.number);
        renumber(&mut self.test_drives, |it| (it.date, it.dealer), |it| &mut it.number);
        renumber(&mut self.orders, |it| (it.date, it.dealer), |it| &mut it.number);
        let follow = |reference: &mut Option<u32>, map: &[u32]| {
            *reference = reference.map(|old| map[old as usize]).filter(|&new| new > 0);
        };
        for visit in &mut self.visits {
            follow(&mut visit.lead, &leads);
            follow(&mut visit.prospect, &prospects);
        }
        self.leads.iter_mut().for_each(|lead| follow(&mut lead.prospect, &prospects));
        for drive in &mut self.test_drives {
            drive.prospect = prospects[drive.prospect as usize];
            follow(&mut drive.visit, &visits);
        }
        self.orders.iter_mut().for_each(|order| follow(&mut order.prospect, &prospects));
    }
}

/// Sorts `rows`, numbers them from 1 and returns the new number of every old one (0: gone).
fn renumber<T, K: Ord>(
    rows: &mut [T],
    key: impl Fn(&T) -> K,
    number: impl Fn(&mut T) -> &mut u32,
) -> Vec<u32> {
    rows.sort_by_key(key);
    let largest = rows.iter_mut().map(|row| *number(row)).max().unwrap_or(0);
    let mut map = vec![0; largest as usize + 1];
    for (row, new) in rows.iter_mut().zip(1..) {
        map[*number(row) as usize] = new;
        *number(row) = new;
    }
    map
}
