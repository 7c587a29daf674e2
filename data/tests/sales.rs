//! The sales rows keep the catalogue's rules and identities, checked row by row on a reduced scale.

use sandtable_data::calendar::{Date, FIRST_DAY, LAST_DAY};
use sandtable_data::cars::{SERIES, models};
use sandtable_data::sales::Sales;
use sandtable_data::sales::orders::Order;
use sandtable_data::sales::prospects::Origin;
use sandtable_data::sample::Sample;
use sandtable_data::scale::Scale;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::generate(Scale::SMALL.with_visits(12_000), 7));

fn sales() -> &'static Sales {
    &SAMPLE.sales
}

/// First and last day of each of the 36 months.
fn months() -> impl Iterator<Item = (Date, Date)> {
    (0..36).map(|month| {
        let first = |month: i32| Date::of(2022 + month / 12, month % 12 + 1, 1);
        (first(month), first(month + 1).plus(-1))
    })
}

fn count<'a, T: 'a>(rows: &'a [T], (first, last): (Date, Date), date: impl Fn(&T) -> Option<Date>) -> i32 {
    rows.iter().filter(|row| date(row).is_some_and(|it| (first..=last).contains(&it))).count() as i32
}

#[test]
fn stages_alternate_and_stocks_are_zero_or_one() {
    for it in &sales().prospects {
        let mut stages = vec![(it.created, true)];
        let exits = [(it.dormant, false), (it.lost, false), (it.won, false)];
        let entries = [(it.dormant_reactivated, true), (it.lost_reactivated, true)];
        stages.extend(exits.into_iter().chain(entries).filter_map(|(date, enters)| Some((date?, enters))));
        stages.sort_by_key(|&(date, enters)| (date, !enters));
        for (position, &(date, enters)) in stages.iter().enumerate() {
            assert_eq!(enters, position % 2 == 0, "prospect {} at {date}", it.number);
            assert!(date <= LAST_DAY);
            assert!((0..=1).contains(&it.stock(date)));
        }
        assert!(it.won.is_none_or(|won| stages.iter().all(|stage| stage.0 <= won)), "nothing follows won");
        assert!(it.dormant_reactivated.is_none_or(|back| it.dormant.is_some_and(|date| date < back)));
        assert!(it.lost_reactivated.is_none_or(|back| it.lost.is_some_and(|date| date < back)));
        assert_eq!(it.lost.is_some(), it.lost_reason.is_some());
    }
}

#[test]
fn s1_the_stock_of_prospects_follows_from_flows() {
    let prospects = &sales().prospects;
    let stock = |date: Date| prospects.iter().map(|it| it.stock(date)).sum::<i32>();
    for (first, last) in months() {
        let during = (first, last);
        let entered = count(prospects, during, |it| Some(it.created))
            + count(prospects, during, |it| it.lost_reactivated)
            + count(prospects, during, |it| it.dormant_reactivated);
        let left = count(prospects, during, |it| it.lost)
            + count(prospects, during, |it| it.dormant)
            + count(prospects, during, |it| it.won);
        assert_eq!(stock(last), stock(first.plus(-1)) + entered - left);
        assert!(stock(first.plus(-1)) > 0, "no month starts from nothing");
    }
}

fn valid_orders() -> Vec<Order> {
    sales().orders.iter().filter(|it| it.is_vehicle && it.is_valid).cloned().collect()
}

#[test]
fn s2_to_s4_the_stock_of_orders_follows_from_flows() {
    let orders = valid_orders();
    let stock = |date: Date| orders.iter().map(|it| it.stock(date)).sum::<i32>();
    for (first, last) in months() {
        let during = (first, last);
        let (new, cancelled) =
            (count(&orders, during, |it| Some(it.date)), count(&orders, during, |it| it.cancelled));
        let delivered = count(&sales().deliveries, during, |it| it.order.delivered);
        assert_eq!(stock(last), stock(first.plus(-1)) + new - cancelled - delivered);
        let held = |it: &Order| it.date < first;
        let from_held = count(&orders, during, |it| it.delivered.filter(|_| held(it)));
        let from_new = count(&orders, during, |it| it.delivered.filter(|_| !held(it)));
        assert_eq!(delivered, from_held + from_new);
        let is_converted = |it: &Order| it.prospect_created.is_some_and(|date| date < first);
        let converted = count(&orders, during, |it| Some(it.date).filter(|_| is_converted(it)));
        let fresh = count(&orders, during, |it| Some(it.date).filter(|_| !is_converted(it)));
        assert_eq!(new, fresh + converted);
    }
}

#[test]
fn s5_every_visit_is_of_one_of_eight_kinds() {
    let kinds: BTreeSet<&str> = sales().visits.iter().map(|it| it.kind).collect();
    let expected = BTreeSet::from([
        "first_carded",
        "first_uncarded",
        "non_purchase",
        "web_invited",
        "field_invited",
        "post_order",
        "return",
        "other",
    ]);
    assert_eq!(kinds, expected);
}

#[test]
fn s6_new_prospects_are_the_cards_of_all_origins() {
    let sales = sales();
    for during in months() {
        let new = count(&sales.prospects, during, |it| Some(it.created));
        let first_visits = count(&sales.visits, during, |it| (it.kind == "first_carded").then_some(it.date));
        let cards = count(&sales.leads, during, |it| it.carded);
        let others = count(&sales.prospects, during, |it| (it.origin == Origin::Other).then_some(it.created));
        assert_eq!(new, first_visits + cards + others);
    }
}

#[test]
fn s7_every_arrival_of_a_lead_is_one_invited_visit() {
    let sales = sales();
    for (group, kind) in [("web", "web_invited"), ("field", "field_invited")] {
        for during in months() {
            let arrivals = count(&sales.leads, during, |it| it.first_arrival.filter(|_| it.group == group));
            assert_eq!(arrivals, count(&sales.visits, during, |it| (it.kind == kind).then_some(it.date)));
        }
    }
}

#[test]
fn leads_and_cards_match() {
    let sales = sales();
    let mut carded = BTreeSet::new();
    for lead in &sales.leads {
        assert_eq!(lead.carded.is_some(), lead.prospect.is_some(), "lead {}", lead.number);
        assert_eq!(lead.carded.is_some(), lead.status == "carded");
        assert!(lead.first_followup_at.is_none_or(|at| at >= lead.created_at));
        assert_eq!(lead.first_followup_at.is_some(), lead.followup_count > 0);
        if let (Some(date), Some(number)) = (lead.carded, lead.prospect) {
            let prospect = &sales.prospects[number as usize - 1];
            assert!(carded.insert(number), "one lead opens a card");
            assert!(date >= lead.created_date() && date == prospect.created);
            assert_eq!(
                (lead.customer, lead.dealer, lead.source),
                (prospect.customer, prospect.dealer, prospect.source)
            );
            assert!(lead.first_arrival.is_none_or(|arrival| (date..=LAST_DAY).contains(&arrival)));
        } else {
            assert_eq!(lead.first_arrival, None);
        }
    }
    let hashes: BTreeSet<&str> = sales.customers.iter().map(|it| it.phone_hash.as_str()).collect();
    assert_eq!(hashes.len(), sales.customers.len(), "a phone number is one customer");
}

#[test]
fn orders_follow_their_prospects() {
    let sales = sales();
    let models = models();
    let mut first_valid: BTreeMap<u32, Date> = BTreeMap::new();
    for order in &sales.orders {
        assert!(order.cancelled.is_none() || order.delivered.is_none(), "never both");
        assert!(order.cancelled.is_none_or(|date| (order.date..=LAST_DAY).contains(&date)));
        assert!(order.delivered.is_none_or(|date| (order.date..=LAST_DAY).contains(&date)));
        assert_eq!(models[order.model as usize - 1].series, order.series);
        assert!(order.amount > 0 && order.date >= SERIES[order.series].launch);
        assert_eq!(order.prospect.is_some(), order.prospect_created.is_some());
        if let Some(number) = order.prospect {
            let prospect = &sales.prospects[number as usize - 1];
            assert_eq!(order.prospect_created, Some(prospect.created));
            assert_eq!((order.customer, order.dealer), (prospect.customer, prospect.dealer));
            if order.is_valid {
                first_valid.entry(number).or_insert(order.date);
            }
        }
    }
    for it in &sales.prospects {
        // Whoever won before 2022 may only be here for a second order.
        if let Some(won) = it.won.filter(|&won| won >= FIRST_DAY) {
            assert_eq!(first_valid.get(&it.number), Some(&won));
        }
    }
}

#[test]
fn deliveries_are_the_delivered_cars() {
    let sales = sales();
    let delivered = sales.orders.iter().filter(|it| it.is_vehicle && it.delivered.is_some()).count();
    let handed_over: BTreeSet<u32> = sales.deliveries.iter().map(|it| it.order.number).collect();
    assert_eq!((sales.deliveries.len(), handed_over.len()), (delivered, delivered));
    let vins: BTreeSet<&str> = sales.deliveries.iter().map(|it| it.vin.as_str()).collect();
    assert_eq!(vins.len(), delivered);
    assert!(SAMPLE.owners.vehicles.iter().all(|it| !vins.contains(it.vin.as_str())));
}

#[test]
fn test_drives_refer_to_prospects_and_visits() {
    let sales = sales();
    for drive in &sales.test_drives {
        let prospect = &sales.prospects[drive.prospect as usize - 1];
        assert!(drive.date >= prospect.created);
        assert_eq!((drive.dealer, drive.series), (prospect.dealer, prospect.series));
        if let Some(number) = drive.visit {
            let visit = &sales.visits[number as usize - 1];
            assert_eq!((visit.date, visit.prospect), (drive.date, Some(drive.prospect)));
        }
    }
}

#[test]
fn nothing_happens_before_a_dealer_opens() {
    let Sample { network, sales, .. } = &*SAMPLE;
    let opened = |dealer: i32| network.centers[dealer as usize - 1].open_date;
    let works_at = |advisor: i32, dealer: i32, date: Date| {
        let advisor = &network.sales_advisors[advisor as usize - 1];
        advisor.center == dealer && advisor.hire_date <= date
    };
    for it in &sales.visits {
        assert!(opened(it.dealer) <= it.date && (FIRST_DAY..=LAST_DAY).contains(&it.date));
        assert!(it.advisor.is_none_or(|advisor| works_at(advisor, it.dealer, it.date)));
    }
    for it in &sales.leads {
        assert!(opened(it.dealer) <= it.created_date() && it.created_date() <= LAST_DAY);
    }
    for it in &sales.prospects {
        assert!(works_at(it.advisor, it.dealer, it.created) && opened(it.dealer) <= it.created);
    }
    for it in &sales.orders {
        assert!(works_at(it.advisor, it.dealer, it.date) && opened(it.dealer) <= it.date);
    }
}
