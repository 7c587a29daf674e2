//! Car owners and their cars.

use crate::calendar::{Date, LAST_DAY};
use crate::cars::{Model, SERIES, models};
use crate::geo::CITIES;
use crate::names::{Names, masked_vin};
use crate::network::Network;
use crate::rng::{Rng, Weighted};
use crate::scale::Scale;
use crate::stories::DUPLICATE_SOURCE;
use crate::table::{Builder, Table};

/// An owner.
#[derive(Debug, Clone)]
pub struct User {
    /// Key; rises with the day of purchase.
    pub key: i32,
    /// Masked name.
    pub name: String,
    /// 普通, 银卡, 金卡 or VIP.
    pub membership_level: &'static str,
    /// Day of the first car.
    pub purchase_date: Date,
    /// First completed service order, filled once orders exist.
    pub first_service_date: Option<Date>,
    /// Position in [`CITIES`].
    pub city: usize,
    /// Channel that won the user.
    pub acquisition_channel: &'static str,
    /// Registration in the app.
    pub register_date: Date,
    /// How often the user opens the app, 0 to 1.
    pub app_affinity: f64,
}

/// A car.
#[derive(Debug, Clone)]
pub struct Vehicle {
    /// Key; rises with the day of sale.
    pub key: i32,
    /// Masked VIN.
    pub vin: String,
    /// Position in [`crate::cars::SERIES`].
    pub series: usize,
    /// Position in [`models`].
    pub model: usize,
    /// Handover to the owner.
    pub sale_date: Date,
    /// Last day under warranty: four years.
    pub warranty_end: Date,
    /// Key of the owner.
    pub user: i32,
    /// Last day on which the owner would still come to a center of the maker.
    pub loyal_until: Date,
}

/// Owners and cars.
#[derive(Debug)]
pub struct Owners {
    /// Ordered by key.
    pub users: Vec<User>,
    /// Ordered by key, and so by day of sale.
    pub vehicles: Vec<Vehicle>,
    /// Positions in `vehicles` by city, ordered by day of sale.
    pub vehicles_of_city: Vec<Vec<usize>>,
    models: Vec<Model>,
}

/// Channels that win users, with their shares and relative costs.
pub const CHANNELS: [(&str, f64, f64); 9] = [
    ("官网", 0.12, 0.6),
    ("APP", 0.14, 0.4),
    (DUPLICATE_SOURCE, 0.17, 1.5),
    ("短视频", 0.13, 1.1),
    ("热线电话", 0.06, 0.7),
    ("车展", 0.08, 1.8),
    ("商场巡展", 0.09, 1.6),
    ("自然到店", 0.12, 0.5),
    ("老客户转介绍", 0.09, 0.3),
];

const LEVELS: [(&str, f64); 4] = [("普通", 0.62), ("银卡", 0.22), ("金卡", 0.11), ("VIP", 0.05)];

impl Owners {
    /// Draws owners living where the stores of `network` are.
    pub fn generate(scale: Scale, seed: u64, network: &Network) -> Owners {
        let mut rng = Rng::new(seed, "owners");
        let users = users(scale, &mut rng, network);
        let models = models();
        let vehicles = vehicles(&users, &models, &mut rng);
        let mut vehicles_of_city = vec![Vec::new(); CITIES.len()];
        for (position, vehicle) in vehicles.iter().enumerate() {
            vehicles_of_city[users[vehicle.user as usize - 1].city].push(position);
        }
        Owners { users, vehicles, vehicles_of_city, models }
    }

    /// The owner of `vehicle`.
    pub fn owner(&self, vehicle: &Vehicle) -> &User {
        &self.users[vehicle.user as usize - 1]
    }

    /// `dim_user`.
    pub fn user_table(&self) -> Table {
        Builder::new("dim_user", &self.users)
            .int("user_key", |u| u.key)
            .text("user_name", |u| &u.name)
            .text("membership_level", |u| u.membership_level)
            .date("purchase_date", |u| u.purchase_date)
            .date_or_null("first_service_date", |u| u.first_service_date)
            .text("city", |u| CITIES[u.city].name)
            .text("province", |u| CITIES[u.city].province)
            .text("acquisition_channel", |u| u.acquisition_channel)
            .date("register_date", |u| u.register_date)
            .build()
    }

    /// `dim_vehicle`.
    pub fn vehicle_table(&self) -> Table {
        Builder::new("dim_vehicle", &self.vehicles)
            .int("vehicle_key", |v| v.key)
            .text("vin", |v| &v.vin)
            .text("series_name", |v| SERIES[v.series].name)
            .text("model_name", |v| &self.models[v.model].name)
            .date("sale_date", |v| v.sale_date)
            .date("warranty_end_date", |v| v.warranty_end)
            .int("user_key", |v| v.user)
            .build()
    }
}

fn users(scale: Scale, rng: &mut Rng, network: &Network) -> Vec<User> {
    let mut city_weights = vec![0.0; CITIES.len()];
    network.centers.iter().for_each(|center| city_weights[center.city] += center.weight);
    let cities = Weighted::new(city_weights);
    let levels = Weighted::new(LEVELS.iter().map(|level| level.1));
    let channels = Weighted::new(CHANNELS.iter().map(|channel| channel.1));
    let names = Names::default();
    let count = scale.users();
    let first = Date::of(2019, 7, 1);
    let span = f64::from(LAST_DAY.0 - 20 - first.0);
    let mut purchases: Vec<(Date, usize)> = (0..count)
        .map(|i| {
            // Two owners per city from the early days, so that every center has cars to look after.
            if i < 2 * CITIES.len() {
                (first.plus(rng.between(0, 600)), i % CITIES.len())
            } else {
                // The square root makes sales grow linearly from near zero.
                (first.plus((rng.unit().sqrt() * span) as i32), cities.sample(rng))
            }
        })
        .collect();
    purchases.sort();
    (1..)
        .zip(purchases)
        .map(|(key, (purchase_date, city))| User {
            key,
            name: names.masked(rng),
            membership_level: LEVELS[levels.sample(rng)].0,
            purchase_date,
            first_service_date: None,
            city,
            acquisition_channel: CHANNELS[channels.sample(rng)].0,
            register_date: purchase_date.plus(-rng.between(0, 45)),
            app_affinity: rng.unit() * rng.unit(),
        })
        .collect()
}

fn vehicles(users: &[User], models: &[Model], rng: &mut Rng) -> Vec<Vehicle> {
    let mut sales: Vec<(Date, i32)> = Vec::with_capacity(users.len() * 11 / 10);
    for user in users {
        sales.push((user.purchase_date, user.key));
        let second = user.purchase_date.plus(rng.between(300, 1_400));
        if rng.chance(0.08) && second < LAST_DAY {
            sales.push((second, user.key));
        }
    }
    sales.sort();
    (1..)
        .zip(sales)
        .map(|(key, (sale_date, user))| {
            let series = series_on_sale(sale_date, rng);
            let offered: Vec<usize> =
                (0..models.len()).filter(|&position| models[position].series == series).collect();
            // About one owner in eight leaves for another workshop each year after the first.
            let mut loyal_days = 365;
            while loyal_days < 3_000 && !rng.chance(0.12) {
                loyal_days += rng.between(300, 430);
            }
            Vehicle {
                key: key as i32,
                vin: masked_vin(sale_date.year(), key),
                series,
                model: *rng.pick(&offered),
                sale_date,
                warranty_end: sale_date.plus(4 * 365),
                user,
                loyal_until: sale_date.plus(loyal_days),
            }
        })
        .collect()
}

/// A series that is on sale on `date`, by demand.
pub(crate) fn series_on_sale(date: Date, rng: &mut Rng) -> usize {
    // The first series came just before the first owner.
    let demand = SERIES.iter().map(|series| if series.launch <= date { series.demand } else { 0.0 });
    Weighted::new(demand).sample(rng)
}
