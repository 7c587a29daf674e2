//! The stores: service centers, the dealers that run them, and their staff.

use crate::calendar::{Date, LAST_DAY, SPRING_FESTIVALS};
use crate::geo::{CITIES, City, Tier, regions};
use crate::names::Names;
use crate::rng::Rng;
use crate::stories::{INFLATING_CENTER, SPLITTING_CENTER};
use crate::table::{Builder, Table};

/// A store: a service center and, under the same key, the dealer that runs it.
#[derive(Debug, Clone)]
pub struct Center {
    /// Key of the center and of its dealer.
    pub key: i32,
    /// Such as 北京朝阳店.
    pub name: String,
    /// Position in [`CITIES`].
    pub city: usize,
    /// Dealer's name.
    pub dealer_name: String,
    /// Dealer's code.
    pub dealer_code: String,
    /// Square metres.
    pub area_sqm: i32,
    /// Workplaces.
    pub bay_count: i32,
    /// First day of business.
    pub open_date: Date,
    /// Degrees east and north.
    pub position: (f64, f64),
    /// Business relative to an average store.
    pub weight: f64,
    /// How well it works: mean 0, deviation 1.
    pub quality: f64,
}

impl Center {
    /// The city it stands in.
    pub fn place(&self) -> &'static City {
        &CITIES[self.city]
    }

    /// Open for customers: since its opening, but in smaller cities not from 除夕 to 初二.
    pub fn is_open(&self, date: Date) -> bool {
        let closed = self.place().tier != Tier::A
            && SPRING_FESTIVALS.iter().any(|day| (-1..=1).contains(&(date.0 - day.0)));
        self.open_date <= date && !closed
    }
}

/// `dim_region`: where tables that know no store meet those that do.
pub fn region_table() -> Table {
    let regions = regions();
    Builder::new("dim_region", &regions).text("region", |it| it.1).text("war_zone", |it| it.0).build()
}

/// `dim_province`.
pub fn province_table() -> Table {
    let mut provinces: Vec<(&str, &str)> = CITIES.iter().map(|city| (city.province, city.region)).collect();
    provinces.dedup();
    Builder::new("dim_province", &provinces).text("province", |it| it.0).text("region", |it| it.1).build()
}

/// A person who works in a store.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Key within the table.
    pub key: i32,
    /// Masked name.
    pub name: String,
    /// The store.
    pub center: i32,
    /// Level of a technician, role of a sales advisor.
    pub role: &'static str,
    /// First day of work.
    pub hire_date: Date,
}

/// Stores and staff. Staff is ordered by store; the first of each kind is there from the opening.
#[derive(Debug)]
pub struct Network {
    /// 300 stores, ordered by place; keys from 1.
    pub centers: Vec<Center>,
    /// Technicians.
    pub technicians: Vec<Staff>,
    /// Service advisors.
    pub service_advisors: Vec<Staff>,
    /// Sales advisors.
    pub sales_advisors: Vec<Staff>,
}

impl Network {
    /// Builds the same network for the same `seed`.
    pub fn generate(seed: u64) -> Network {
        let mut rng = Rng::new(seed, "network");
        let centers = centers(&mut rng);
        let names = Names::default();
        let technicians = staff(&centers, &mut rng, &names, |center, rng| {
            let count = 3 + center.bay_count as usize / 4 + rng.below(2);
            (0..count).map(|i| ([*rng.pick(&["中级", "初级"]), "高级", "技师长"][i % 3], i >= 2)).collect()
        });
        let service_advisors = staff(&centers, &mut rng, &names, |center, rng| {
            (0..2 + usize::from(center.weight > 1.0) + rng.below(2)).map(|i| ("服务顾问", i >= 2)).collect()
        });
        let sales_advisors = staff(&centers, &mut rng, &names, |center, rng| {
            let mut roles = vec![("showroom", false), ("web_phone", false), ("field", false)];
            if center.weight > 0.9 || rng.chance(0.3) {
                roles.push(("showroom", true));
            }
            roles
        });
        Network { centers, technicians, service_advisors, sales_advisors }
    }

    /// The store called `name`.
    pub fn center(&self, name: &str) -> &Center {
        self.centers.iter().find(|center| center.name == name).expect("the stores of the stories exist")
    }

    /// `dim_center`.
    pub fn center_table(&self) -> Table {
        Builder::new("dim_center", &self.centers)
            .int("center_key", |c| c.key)
            .text("center_name", |c| &c.name)
            .text("war_zone", |c| c.place().war_zone)
            .text("region", |c| c.place().region)
            .text("province", |c| c.place().province)
            .text("city", |c| c.place().name)
            .decimal("area_sqm", |c| i64::from(c.area_sqm) * 100)
            .int("bay_count", |c| c.bay_count)
            .date("open_date", |c| c.open_date)
            .int("dealer_key", |c| c.key)
            .degrees("longitude", |c| c.position.0)
            .degrees("latitude", |c| c.position.1)
            .build()
    }

    /// `dim_dealer`.
    pub fn dealer_table(&self) -> Table {
        Builder::new("dim_dealer", &self.centers)
            .int("dealer_key", |c| c.key)
            .text("dealer_code", |c| &c.dealer_code)
            .text("dealer_name", |c| &c.dealer_name)
            .text("war_zone", |c| c.place().war_zone)
            .text("region", |c| c.place().region)
            .text("province", |c| c.place().province)
            .text("city", |c| c.place().name)
            .text("tier", |c| c.place().tier.name())
            .date("open_date", |c| c.open_date)
            .flag("is_active", |_| true)
            .degrees("longitude", |c| c.position.0)
            .degrees("latitude", |c| c.position.1)
            .build()
    }

    /// `dim_technician`.
    pub fn technician_table(&self) -> Table {
        Builder::new("dim_technician", &self.technicians)
            .int("technician_key", |s| s.key)
            .text("technician_name", |s| &s.name)
            .text("level", |s| s.role)
            .int("center_key", |s| s.center)
            .date("hire_date", |s| s.hire_date)
            .build()
    }

    /// `dim_service_advisor`.
    pub fn service_advisor_table(&self) -> Table {
        Builder::new("dim_service_advisor", &self.service_advisors)
            .int("advisor_key", |s| s.key)
            .text("advisor_name", |s| &s.name)
            .int("center_key", |s| s.center)
            .build()
    }

    /// `dim_advisor`.
    pub fn sales_advisor_table(&self) -> Table {
        Builder::new("dim_advisor", &self.sales_advisors)
            .int("advisor_key", |s| s.key)
            .text("advisor_name", |s| &s.name)
            .int("dealer_key", |s| s.center)
            .text("role", |s| s.role)
            .date("hire_date", |s| s.hire_date)
            .build()
    }
}

/// The members of `staff` (ordered by store) who work in `center` on `date`. Never empty once it is open.
pub(crate) fn at_work(staff: &[Staff], center: i32, date: Date) -> Vec<&Staff> {
    let first = staff.partition_point(|person| person.center < center);
    staff[first..]
        .iter()
        .take_while(|person| person.center == center)
        .filter(|person| person.hire_date <= date)
        .collect()
}

fn centers(rng: &mut Rng) -> Vec<Center> {
    let stores = CITIES.iter().enumerate().flat_map(|(city, it)| {
        it.districts().enumerate().map(move |(ordinal, district)| (city, ordinal, district))
    });
    (1..)
        .zip(stores)
        .map(|(key, (city, ordinal, district))| {
            let place = &CITIES[city];
            // A district such as 长沙县 repeats the city's name.
            let spot = district
                .strip_prefix(place.name)
                .map_or(district, |rest| if rest == "县" { "星沙" } else { rest });
            let name = format!("{}{spot}店", place.name);
            let is_flagship = [INFLATING_CENTER, SPLITTING_CENTER].contains(&name.as_str());
            let founded = Date::of(2019, 6, 1).plus(rng.between(0, 700));
            let opened = Date::of(2022, 3, 1).plus(rng.between(0, 850));
            let is_new = ordinal > 0 && rng.chance(0.3) && !is_flagship;
            let size = (0.75 + rng.unit() * 0.6) * place.tier.weight();
            let weight = if is_flagship { 4.0 } else { size };
            Center {
                key,
                dealer_name: format!("{}{spot}体验中心", place.name),
                dealer_code: format!("{}{key:04}", place.tier.name()),
                name,
                city,
                area_sqm: (size * 900.0) as i32 / 10 * 10 + 300,
                bay_count: 4 + (weight * 4.0) as i32,
                open_date: if is_new { opened } else { founded },
                position: (place.position.0 + rng.bell() * 0.06, place.position.1 + rng.bell() * 0.05),
                weight,
                quality: rng.bell(),
            }
        })
        .collect()
}

/// Hires people for every store: `roles` gives each person's role and whether they came after the opening.
fn staff(
    centers: &[Center],
    rng: &mut Rng,
    names: &Names,
    roles: impl Fn(&Center, &mut Rng) -> Vec<(&'static str, bool)>,
) -> Vec<Staff> {
    let mut hired: Vec<Staff> = Vec::new();
    for center in centers {
        for (role, is_later) in roles(center, rng) {
            let days = (LAST_DAY.0 - center.open_date.0).min(1_200);
            let hire_date =
                center.open_date.plus(if is_later { rng.between(0, days - 30) } else { -rng.between(0, 30) });
            let key = hired.len() as i32 + 1;
            hired.push(Staff { key, name: names.masked(rng), center: center.key, role, hire_date });
        }
    }
    hired
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn stores_have_their_own_names_and_staff() {
        let network = Network::generate(42);
        let names: BTreeSet<&str> = network.centers.iter().map(|center| center.name.as_str()).collect();
        assert_eq!(names.len(), 300);
        assert!(names.contains("北京朝阳店"));
        for center in &network.centers {
            assert!(center.open_date <= Date::of(2024, 7, 1));
            for staff in [&network.technicians, &network.service_advisors, &network.sales_advisors] {
                assert!(at_work(staff, center.key, center.open_date).len() >= 2, "{}", center.name);
            }
        }
    }

    #[test]
    fn every_city_has_a_store_open_before_2022() {
        let network = Network::generate(42);
        for city in 0..CITIES.len() {
            assert!(network.centers.iter().any(|it| it.city == city && it.open_date < Date::of(2022, 1, 1)));
        }
    }
}
