//! The after-sales rows keep the catalogue's rules, checked row by row on a reduced scale.

use sandtable_data::calendar::{Date, FIRST_DAY, LAST_DAY};
use sandtable_data::sample::Sample;
use sandtable_data::scale::Scale;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::generate(Scale::SMALL.with_visits(8_000), 7));

#[test]
fn order_numbers_are_unique_and_rise_with_the_date() {
    let orders = &SAMPLE.service_orders;
    assert!(orders.iter().map(|it| it.number).eq(1..=orders.len() as u32));
    assert!(orders.is_sorted_by_key(|it| (it.date, it.center)));
    assert!(orders.iter().all(|it| (FIRST_DAY..=LAST_DAY).contains(&it.date)));
}

#[test]
fn amounts_add_up() {
    for order in &SAMPLE.service_orders {
        assert_eq!(order.total, order.labor + order.parts + order.value_added);
        assert!(order.labor > 0 && order.parts >= 0 && order.value_added >= 0 && order.duration > 0);
        assert!(order.paid <= order.total && order.is_paid == (order.paid > 0), "order {}", order.number);
        assert!(!order.is_paid || order.is_completed());
    }
}

#[test]
fn people_and_cars_belong_together() {
    let Sample { network, owners, .. } = &*SAMPLE;
    for order in &SAMPLE.service_orders {
        let center = &network.centers[order.center as usize - 1];
        assert!(center.key == order.center && center.is_open(order.date));
        let technician = &network.technicians[order.technician as usize - 1];
        assert!(technician.center == order.center && technician.hire_date <= order.date);
        if let Some(key) = order.advisor {
            assert_eq!(network.service_advisors[key as usize - 1].center, order.center);
        }
        let vehicle = &owners.vehicles[order.vehicle as usize - 1];
        assert!(vehicle.key == order.vehicle && vehicle.user == order.user);
        assert!(vehicle.sale_date < order.date);
        assert!(!order.is_warranty || order.date <= vehicle.warranty_end);
        assert_eq!(owners.users[order.user as usize - 1].city, center.city);
    }
}

#[test]
fn first_repairs_and_first_services_are_first() {
    let (mut repaired, mut served) = (BTreeSet::new(), BTreeMap::new());
    for order in &SAMPLE.service_orders {
        let is_first = !order.is_maintenance && repaired.insert(order.vehicle);
        assert_eq!(order.is_first_repair, is_first, "order {}", order.number);
        if order.is_completed() {
            served.entry(order.user).or_insert(order.date);
        }
    }
    for user in &SAMPLE.owners.users {
        assert_eq!(user.first_service_date, served.get(&user.key).copied());
        assert!(user.register_date <= user.purchase_date && user.purchase_date <= LAST_DAY);
    }
}

#[test]
fn scores_are_in_range_and_only_of_completed_orders() {
    for order in &SAMPLE.service_orders {
        let stars = [order.score, order.experience, order.quality, order.price];
        assert!(stars.iter().flatten().all(|it| (1..=5).contains(it)));
        assert!(order.nps.is_none_or(|it| (0..=10).contains(&it)));
        assert!(order.is_completed() || (order.nps.is_none() && stars.iter().all(Option::is_none)));
    }
}

#[test]
fn only_the_splitting_center_has_a_car_twice_a_day() {
    let splitting = SAMPLE.network.center(sandtable_data::stories::SPLITTING_CENTER).key;
    let mut groups: BTreeMap<(i32, Date), Vec<_>> = BTreeMap::new();
    for order in &SAMPLE.service_orders {
        groups.entry((order.vehicle, order.date)).or_default().push(order);
    }
    for group in groups.values() {
        if group.len() == 1 {
            assert_eq!(group[0].parent, None);
        } else {
            assert_eq!(group.len(), 3);
            assert!(group.iter().all(|it| it.center == splitting && it.parent == Some(group[0].number)));
        }
    }
}

#[test]
fn voices_refer_to_orders() {
    for complaint in &SAMPLE.complaints {
        let order = &SAMPLE.service_orders[complaint.order as usize - 1];
        assert_eq!((complaint.user, complaint.center), (order.user, order.center));
        assert!((order.date..=LAST_DAY).contains(&complaint.date));
    }
    for call in &SAMPLE.follow_ups {
        let order = &SAMPLE.service_orders[call.order as usize - 1];
        assert!(order.is_completed() && (order.date..=LAST_DAY).contains(&call.date));
        assert!((1..=5).contains(&call.score));
    }
}

#[test]
fn center_days_cover_every_open_day_and_hold_the_orders() {
    let mut minutes: BTreeMap<(i32, Date), i64> = BTreeMap::new();
    for order in &SAMPLE.service_orders {
        *minutes.entry((order.center, order.date)).or_default() += i64::from(order.duration);
    }
    let mut seen = BTreeSet::new();
    for day in &SAMPLE.center_days {
        assert!(seen.insert((day.center, day.date)));
        let center = &SAMPLE.network.centers[day.center as usize - 1];
        assert!(center.open_date <= day.date && day.is_open == center.is_open(day.date));
        assert!((0..=day.hours_available).contains(&day.hours_used));
        assert_eq!(day.is_open, day.hours_available > 0);
        let own = minutes.remove(&(day.center, day.date)).unwrap_or(0) * 100 / 60;
        assert!(own <= day.hours_used || day.hours_used == day.hours_available);
    }
    assert!(minutes.is_empty(), "every order falls on a recorded day");
}

#[test]
fn stocks_follow_from_what_is_issued() {
    let mut levels = BTreeMap::new();
    for day in &SAMPLE.stock_days {
        assert!(day.on_hand >= 0 && day.issued >= 0);
        if let Some(before) = levels.insert((day.center, day.group), day.on_hand) {
            assert!(day.on_hand >= before - day.issued, "only deliveries change a stock otherwise");
        }
    }
    let centers: BTreeSet<i32> = SAMPLE.stock_days.iter().map(|it| it.center).collect();
    assert_eq!(centers.len(), 14);
}

#[test]
fn the_event_log_holds_every_service_order_of_its_time() {
    let from = sandtable_data::aftersales::users::EVENTS_FROM;
    let logged: Vec<u32> = SAMPLE.user_events.iter().filter_map(|it| it.order).collect();
    let expected = SAMPLE.service_orders.iter().filter(|it| it.date >= from).map(|it| it.number);
    assert!(logged.iter().copied().eq(expected));
    for event in &SAMPLE.user_events {
        let user = &SAMPLE.owners.users[event.user as usize - 1];
        assert!(user.purchase_date <= event.date || event.order.is_some());
        let order = event.order.map(|number| &SAMPLE.service_orders[number as usize - 1]);
        assert_eq!(event.is_completed, order.is_some_and(|it| it.is_completed()));
        assert!(order.is_none_or(|it| it.user == event.user && it.date == event.date));
    }
}

#[test]
fn costs_cover_every_month_channel_and_region() {
    let cells: BTreeSet<_> =
        SAMPLE.acquisition_costs.iter().map(|it| (&it.month, it.channel, it.region)).collect();
    assert_eq!(cells.len(), SAMPLE.acquisition_costs.len());
    assert_eq!(cells.len(), 36 * 9 * 21);
    let channels: BTreeSet<&str> = SAMPLE.owners.users.iter().map(|it| it.acquisition_channel).collect();
    assert!(channels.iter().all(|name| SAMPLE.acquisition_costs.iter().any(|it| it.channel == *name)));
}
