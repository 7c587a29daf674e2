//! What a workshop does, how long it takes and what it costs.

use crate::cars::Series;
use crate::geo::Tier;
use crate::rng::{Rng, Weighted};

/// A kind of work.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) item: &'static str,
    pub(crate) is_maintenance: bool,
    /// Fewest and most half hours of labour.
    half_hours: (i32, i32),
    /// Prices of the usual sets of parts, in yuan.
    parts: &'static [i32],
    weight: f64,
    needs_engine: bool,
}

const fn maintenance(item: &'static str, half_hours: (i32, i32), parts: &'static [i32], weight: f64) -> Work {
    Work { item, is_maintenance: true, half_hours, parts, weight, needs_engine: false }
}

const fn repair(item: &'static str, half_hours: (i32, i32), parts: &'static [i32], weight: f64) -> Work {
    Work { item, is_maintenance: false, half_hours, parts, weight, needs_engine: false }
}

/// Every kind of work.
pub(crate) const WORKS: [Work; 14] = [
    maintenance("常规保养", (2, 3), &[268, 328, 398, 468], 0.42),
    Work { needs_engine: true, ..maintenance("换机油", (1, 2), &[399, 459, 529], 0.16) },
    maintenance("换滤芯", (1, 1), &[128, 168, 198], 0.14),
    maintenance("检查轮胎", (1, 2), &[0, 40, 1_180], 0.12),
    maintenance("更换制动液", (2, 2), &[158, 188], 0.06),
    maintenance("空调养护", (2, 2), &[218, 258], 0.06),
    maintenance("电池检测", (2, 3), &[0, 60], 0.04),
    repair("三电维修", (6, 14), &[1_880, 2_960, 4_580, 9_800], 0.12),
    repair("底盘维修", (4, 8), &[680, 1_160, 1_980, 3_200], 0.18),
    repair("车机故障", (2, 4), &[0, 480, 1_280], 0.18),
    repair("空调维修", (3, 6), &[320, 860, 1_900], 0.12),
    repair("制动维修", (3, 5), &[560, 780, 1_120, 1_480], 0.14),
    repair("钣金喷漆", (6, 12), &[300, 900, 1_500, 2_800], 0.16),
    repair("车门车窗", (2, 4), &[180, 360, 620], 0.10),
];

/// What one order is charged, in hundredths of a yuan, and how long it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bill {
    pub(crate) labor: i64,
    pub(crate) parts: i64,
    pub(crate) value_added: i64,
    pub(crate) cost: i64,
    pub(crate) minutes: i32,
}

impl Work {
    /// The work called `item`.
    pub(crate) fn called(item: &str) -> &'static Work {
        WORKS.iter().find(|work| work.item == item).expect("stories name existing work")
    }

    /// Draws maintenance or repair that suits `series`.
    pub(crate) fn draw(is_maintenance: bool, series: &Series, rng: &mut Rng) -> &'static Work {
        let weights = WORKS.iter().map(|work| {
            let fits = work.is_maintenance == is_maintenance && (series.burns_fuel() || !work.needs_engine);
            if fits { work.weight } else { 0.0 }
        });
        &WORKS[Weighted::new(weights).sample(rng)]
    }

    /// Prices the work in a city of size `tier` with a member's `discount_percent` on parts.
    pub(crate) fn bill(&self, tier: Tier, discount_percent: i64, rng: &mut Rng) -> Bill {
        let half_hours = rng.between(self.half_hours.0, self.half_hours.1);
        let hourly_rate: i64 = match tier {
            Tier::A => 198,
            Tier::B => 168,
            Tier::C => 148,
        };
        let labor = hourly_rate * 50 * i64::from(half_hours);
        let list_price = i64::from(*rng.pick(self.parts)) * 100;
        let parts = list_price * (100 - discount_percent) / 100;
        let value_added =
            if rng.chance(0.22) { *rng.pick(&[9_900, 19_900, 29_900, 39_900, 68_000]) } else { 0 };
        let cost = labor * 46 / 100 + list_price * 64 / 100 + value_added * 35 / 100;
        let minutes = (half_hours * 30 + rng.between(-2, 6) * 5).max(15);
        Bill { labor, parts, value_added, cost, minutes }
    }
}
