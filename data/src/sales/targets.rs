//! Monthly targets of the dealers, as they are imported by hand: `fact_target`.

use super::orders::Order;
use crate::calendar::Date;
use crate::network::Network;
use crate::rng::Rng;

/// Cars that a dealer should deliver in a month.
#[derive(Debug, Clone)]
pub struct Target {
    /// Such as 2024-03.
    pub month: String,
    /// Key of the dealer.
    pub dealer: i32,
    /// Cars.
    pub cars: i32,
    /// Noon of the day on which it was imported, in seconds since 1970.
    pub imported_at: i64,
}

/// Targets of the months in which a dealer is open from the first day and has something to deliver. Plans are set
/// per quarter from what the dealer delivers in it, so that most are nearly met, some missed and some passed.
pub fn targets(orders: &[Order], network: &Network, seed: u64) -> Vec<Target> {
    let mut rng = Rng::new(seed, "targets");
    let mut delivered = vec![[0_i32; 12]; network.centers.len()];
    for order in orders.iter().filter(|order| order.is_vehicle) {
        if let Some(month) = order.delivered.map(Date::month_index)
            && month >= 0
        {
            delivered[order.dealer as usize - 1][month as usize / 3] += 1;
        }
    }
    let mut rows = Vec::new();
    for month in 0..36 {
        let (year, number) = (2022 + month / 12, month % 12 + 1);
        let first = Date::of(year, number, 1);
        for center in network.centers.iter().filter(|center| center.open_date <= first) {
            let pace = f64::from(delivered[center.key as usize - 1][month as usize / 3]) / 3.0;
            // Rounded up or down by chance: small dealers have months without a target, and the sum stays right.
            let cars = (pace * (1.05 + 0.15 * rng.bell()).max(0.0) + rng.unit()) as i32;
            if cars > 0 {
                rows.push(Target {
                    month: format!("{year}-{number:02}"),
                    dealer: center.key,
                    cars,
                    imported_at: i64::from(first.0 - 3) * 86_400 + 43_200,
                });
            }
        }
    }
    rows
}
