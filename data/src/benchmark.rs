//! The benchmark table: service orders flattened to 13 columns, of any size, written as a stream.
//!
//! | column | values |
//! |---|---|
//! | order_id | `SO` and 9 digits, unique, rising |
//! | order_date | 2022-01-01 … 2024-12-31, rising |
//! | center_key | 1 … 400; every center lies in one region |
//! | region | one of seven war zones |
//! | series | one of eight car series |
//! | user_key | 1 … rows ÷ 10, some far busier than others |
//! | vehicle_key | one or two per user |
//! | labor_amount, parts_amount, total_amount | yuan with two decimals; total = labor + parts |
//! | is_warranty, is_first_time_fix | 0 or 1 |
//! | satisfaction_score | 1 … 5, or empty (about 45%) |

use crate::calendar::{Date, FIRST_DAY, LAST_DAY, service_activity};
use crate::cars::SERIES;
use crate::geo::WAR_ZONES;
use crate::rng::{Rng, Weighted, apportion};
use crate::write::csv::write_fixed;
use std::io::{self, Write};

/// Column names, in order.
pub const COLUMNS: [&str; 13] = [
    "order_id",
    "order_date",
    "center_key",
    "region",
    "series",
    "user_key",
    "vehicle_key",
    "labor_amount",
    "parts_amount",
    "total_amount",
    "is_warranty",
    "is_first_time_fix",
    "satisfaction_score",
];

const CENTERS: usize = 400;

/// Writes a header and `rows` lines of about 85 bytes each.
pub fn write_service_orders(rows: usize, seed: u64, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))?;
    let mut rng = Rng::new(seed, "benchmark");
    let days: Vec<Date> = FIRST_DAY.through(LAST_DAY).collect();
    let weights: Vec<f64> = days.iter().map(|&day| service_activity(day)).collect();
    let centers = Weighted::new((0..CENTERS).map(|_| 0.4 + rng.unit() * rng.unit() * 3.0));
    let zones = Weighted::new([0.14, 0.07, 0.31, 0.13, 0.17, 0.11, 0.07]);
    let zone_of_center: Vec<usize> = (0..CENTERS).map(|_| zones.sample(&mut rng)).collect();
    let scores = Weighted::new([0.45, 0.011, 0.018, 0.065, 0.18, 0.276]);
    let users = (rows / 10).max(1);
    let mut number = 0;
    for (day, orders) in days.iter().zip(apportion(rows, &weights)) {
        let date = day.to_string();
        for _ in 0..orders {
            number += 1;
            let center = centers.sample(&mut rng);
            // The power skews visits towards low keys: a few fleets come far more often than private owners.
            let skewed = rng.unit().powi(2) * 0.6 + rng.unit() * 0.4;
            let user = 1 + (skewed * users as f64) as usize;
            let has_second_car = user.is_multiple_of(8);
            let vehicle = user + if has_second_car && rng.chance(0.4) { users } else { 0 };
            // The series belongs to the vehicle, so it is derived from its key.
            let series = SERIES[vehicle.wrapping_mul(2_654_435_761) / 7 % SERIES.len()].name;
            let labor = i64::from(rng.between(8, 120)) * 1_000 + i64::from(rng.between(0, 9)) * 50;
            let parts = (rng.unit().powi(3) * 600_000.0) as i64 + 990;
            write!(
                out,
                "SO{number:09},{date},{},{},{series},{user},{vehicle},",
                center + 1,
                WAR_ZONES[zone_of_center[center]]
            )?;
            for amount in [labor, parts, labor + parts] {
                write_fixed(amount, 2, &mut out)?;
                out.write_all(b",")?;
            }
            let (warranty, fixed) = (rng.chance(0.34), rng.chance(0.89));
            write!(out, "{},{},", u8::from(warranty), u8::from(fixed))?;
            match scores.sample(&mut rng) {
                0 => out.write_all(b"\n")?,
                score => writeln!(out, "{score}")?,
            }
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_promised_shape() {
        let mut out = Vec::new();
        write_service_orders(5_000, 42, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(lines.len(), 5_001);
        assert_eq!(lines[0], COLUMNS);
        let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let mut last_id = String::new();
        for row in &lines[1..] {
            assert_eq!(row.len(), 13);
            assert!(row[0] > last_id.as_str());
            last_id = row[0].to_owned();
            assert!(("2022-01-01"..="2024-12-31").contains(&row[1]));
            assert!((1..=400).contains(&row[2].parse::<i32>().unwrap()));
            assert!(WAR_ZONES.contains(&row[3]));
            assert!((1..=500).contains(&row[5].parse::<i32>().unwrap()));
            assert_eq!(cents(row[9]), cents(row[7]) + cents(row[8]));
            assert!(["0", "1"].contains(&row[10]) && ["0", "1"].contains(&row[11]));
            assert!(row[12].is_empty() || (1..=5).contains(&row[12].parse::<i32>().unwrap()));
        }
        let bytes_per_row = text.len() / 5_000;
        assert!((75..95).contains(&bytes_per_row), "{bytes_per_row}");
    }

    #[test]
    fn one_seed_gives_one_text() {
        let write = |seed| {
            let mut out = Vec::new();
            write_service_orders(500, seed, &mut out).unwrap();
            out
        };
        assert_eq!(write(1), write(1));
        assert_ne!(write(1), write(2));
    }
}
