//! Daily records of the centers: `fact_center_day` and `fact_parts_stock_day`.

use super::orders::ServiceOrder;
use crate::calendar::{Date, FIRST_DAY, LAST_DAY, service_activity};
use crate::geo::WAR_ZONES;
use crate::network::{Center, Network};
use crate::rng::Rng;
use crate::scale::Scale;
use crate::table::{Builder, Table};

/// A center on a day, from its opening on.
#[derive(Debug, Clone)]
pub struct CenterDay {
    /// Key of the center.
    pub center: i32,
    /// The day.
    pub date: Date,
    /// Workplaces.
    pub bays: i32,
    /// Workplace hours on offer, in hundredths; 0 when closed.
    pub hours_available: i64,
    /// Workplace hours in use, in hundredths.
    pub hours_used: i64,
    /// Open for customers.
    pub is_open: bool,
}

/// A group of parts in a center on a day. Money is in hundredths of a yuan.
#[derive(Debug, Clone)]
pub struct StockDay {
    /// Key of the center.
    pub center: i32,
    /// 三电, 底盘制动, 车身附件 or 保养耗材.
    pub group: &'static str,
    /// The day.
    pub date: Date,
    /// Value at the end of the day.
    pub on_hand: i64,
    /// Cost of the parts handed out on the day.
    pub issued: i64,
    /// Something of the group was missing.
    pub is_stockout: bool,
}

/// Hours of one workplace and day.
const HOURS: i64 = 9;

/// One row per center and day, ordered by day and center. Besides service orders, workplaces serve handovers,
/// insurance cases and campaigns, which have no order here; hence the hours used exceed those of the orders.
pub fn center_days(orders: &[ServiceOrder], network: &Network, seed: u64) -> Vec<CenterDay> {
    let mut rng = Rng::new(seed, "center days");
    let centers = &network.centers;
    let mut orders = orders.iter().peekable();
    let mut rows = Vec::with_capacity(centers.len() * 1_096);
    for date in FIRST_DAY.through(LAST_DAY) {
        let mut minutes = vec![0_i64; centers.len()];
        while let Some(order) = orders.next_if(|order| order.date == date) {
            minutes[order.center as usize - 1] += i64::from(order.duration);
        }
        let busy = 0.30 + 0.17 * service_activity(date);
        for center in centers.iter().filter(|center| center.open_date <= date) {
            let is_open = center.is_open(date);
            let bays = i64::from(center.bay_count);
            let hours_available = if is_open { bays * HOURS * 100 } else { 0 };
            let share = (busy + 0.05 * center.quality + 0.06 * rng.bell()).clamp(0.05, 0.97);
            let own = minutes[center.key as usize - 1] * 100 / 60;
            // Workplaces are booked by the half hour.
            let booked = (own + (hours_available as f64 * share) as i64 + 49) / 50 * 50;
            let hours_used = booked.min(hours_available);
            rows.push(CenterDay {
                center: center.key,
                date,
                bays: center.bay_count,
                hours_available,
                hours_used,
                is_open,
            });
        }
    }
    rows
}

/// Group, its value in a usual store (yuan), the share of it issued per day.
const PART_GROUPS: [(&str, f64, f64); 4] = [
    ("三电", 260_000.0, 0.016),
    ("底盘制动", 120_000.0, 0.030),
    ("车身附件", 90_000.0, 0.026),
    ("保养耗材", 60_000.0, 0.055),
];

/// Daily stock of the centers that report it, the same number from every war zone, the largest first.
pub fn stock_days(scale: Scale, network: &Network, seed: u64) -> Vec<StockDay> {
    let mut rng = Rng::new(seed, "stock");
    let reporting = reporting_centers(scale, network);
    let mut levels: Vec<[f64; 4]> = reporting
        .iter()
        .map(|it| PART_GROUPS.map(|group| round_to(group.1 * it.weight.min(2.0), 500.0)))
        .collect();
    let mut rows = Vec::with_capacity(reporting.len() * 4 * 1_096);
    for date in FIRST_DAY.through(LAST_DAY) {
        let busy = service_activity(date);
        for (center, levels) in reporting.iter().zip(&mut levels).filter(|(it, _)| it.open_date <= date) {
            for (level, (group, usual, daily)) in levels.iter_mut().zip(PART_GROUPS) {
                let usual = usual * center.weight.min(2.0);
                let wanted = if center.is_open(date) {
                    (usual * daily * busy * (1.0 + 0.35 * rng.bell())).max(0.0)
                } else {
                    0.0
                };
                let issued = round_to(wanted.min(*level), 20.0);
                let is_stockout = wanted > *level || *level < usual * 0.12;
                *level -= issued;
                // Deliveries come twice a week and are sometimes late.
                if matches!(date.weekday(), 2 | 5) && rng.chance(0.85) {
                    *level = level.max(round_to(usual * (0.9 + 0.12 * busy), 500.0));
                }
                let cents = |yuan: f64| yuan as i64 * 100;
                rows.push(StockDay {
                    center: center.key,
                    group,
                    date,
                    on_hand: cents(*level),
                    issued: cents(issued),
                    is_stockout,
                });
            }
        }
    }
    rows
}

fn reporting_centers(scale: Scale, network: &Network) -> Vec<&Center> {
    let per_zone = scale.stocked_centers.div_ceil(WAR_ZONES.len());
    let is_all = scale.stocked_centers >= network.centers.len();
    let mut chosen: Vec<&Center> = WAR_ZONES
        .iter()
        .flat_map(|zone| {
            let mut stores: Vec<&Center> = network
                .centers
                .iter()
                .filter(|it| it.place().war_zone == *zone && (is_all || it.open_date < FIRST_DAY))
                .collect();
            stores.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.key.cmp(&b.key)));
            stores.truncate(if is_all { usize::MAX } else { per_zone });
            stores
        })
        .collect();
    chosen.sort_by_key(|center| center.key);
    chosen
}

fn round_to(value: f64, unit: f64) -> f64 {
    (value / unit).floor() * unit
}

/// `fact_center_day`.
pub fn center_day_table(rows: &[CenterDay]) -> Table {
    Builder::new("fact_center_day", rows)
        .int("center_key", |r| r.center)
        .date("date", |r| r.date)
        .int("bay_count", |r| r.bays)
        .decimal("bay_hours_available", |r| r.hours_available)
        .decimal("bay_hours_used", |r| r.hours_used)
        .flag("is_open", |r| r.is_open)
        .build()
}

/// `fact_parts_stock_day`.
pub fn stock_day_table(rows: &[StockDay]) -> Table {
    Builder::new("fact_parts_stock_day", rows)
        .int("center_key", |r| r.center)
        .text("part_group", |r| r.group)
        .date("date", |r| r.date)
        .decimal("on_hand_value", |r| r.on_hand)
        .decimal("issued_cost", |r| r.issued)
        .flag("is_stockout", |r| r.is_stockout)
        .build()
}
