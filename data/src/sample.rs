//! The whole sample: every table of both sides.

use crate::aftersales::{centers, orders, users, voice};
use crate::network::{self, Network};
use crate::owners::Owners;
use crate::sales::Sales;
use crate::scale::Scale;
use crate::table::Table;
use crate::{dates, engagement};

/// The seed of the files that ship with the site.
pub const DEFAULT_SEED: u64 = 42;

/// Rows of every table, still typed. [`Sample::tables`] turns them into columns.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is named after what it holds")]
pub struct Sample {
    pub network: Network,
    pub owners: Owners,
    pub service_orders: Vec<orders::ServiceOrder>,
    pub complaints: Vec<voice::Complaint>,
    pub follow_ups: Vec<voice::FollowUp>,
    pub center_days: Vec<centers::CenterDay>,
    pub stock_days: Vec<centers::StockDay>,
    pub user_events: Vec<users::UserEvent>,
    pub acquisition_costs: Vec<users::AcquisitionCost>,
    pub trainings: Vec<users::Training>,
    pub sales: Sales,
    pub content_events: Vec<engagement::ContentEvent>,
    pub activities: Vec<engagement::Activity>,
    pub requests: Vec<engagement::Request>,
    pub referrals: Vec<engagement::Referral>,
}

impl Sample {
    /// Draws everything; the same `scale` and `seed` give the same sample.
    pub fn generate(scale: Scale, seed: u64) -> Sample {
        let network = Network::generate(seed);
        let mut owners = Owners::generate(scale, seed, &network);
        let service_orders = orders::generate(scale, seed, &network, &mut owners);
        let sales = Sales::generate(scale, seed, &network);
        Sample {
            complaints: voice::complaints(&service_orders, &network, seed),
            follow_ups: voice::follow_ups(&service_orders, &network, seed),
            center_days: centers::center_days(&service_orders, &network, seed),
            stock_days: centers::stock_days(scale, &network, seed),
            user_events: users::events(scale, &service_orders, &owners, seed),
            acquisition_costs: users::acquisition_costs(scale, &network, seed),
            trainings: users::trainings(&network, seed),
            content_events: engagement::content_events(scale, &owners, seed),
            activities: engagement::activities(scale, &owners, seed),
            requests: engagement::requests(scale, &owners, &network, seed),
            referrals: engagement::referrals(scale, &owners, &sales.orders, seed),
            sales,
            service_orders,
            network,
            owners,
        }
    }

    /// Every table, dimensions first. They are made one at a time, so that a large sample is never in memory twice.
    pub fn tables(&self) -> impl Iterator<Item = Table> {
        let makers: Vec<Box<dyn Fn() -> Table + '_>> = vec![
            Box::new(dates::date_table),
            Box::new(network::region_table),
            Box::new(network::province_table),
            Box::new(engagement::system_table),
            Box::new(|| self.network.center_table()),
            Box::new(|| self.network.dealer_table()),
            Box::new(|| self.network.technician_table()),
            Box::new(|| self.network.service_advisor_table()),
            Box::new(|| self.network.sales_advisor_table()),
            Box::new(|| self.owners.user_table()),
            Box::new(|| self.owners.vehicle_table()),
            Box::new(|| orders::table(&self.service_orders)),
            Box::new(|| centers::center_day_table(&self.center_days)),
            Box::new(|| centers::stock_day_table(&self.stock_days)),
            Box::new(|| voice::complaint_table(&self.complaints)),
            Box::new(|| voice::follow_up_table(&self.follow_ups)),
            Box::new(|| users::event_table(&self.user_events)),
            Box::new(|| users::acquisition_table(&self.acquisition_costs)),
            Box::new(|| users::training_table(&self.trainings)),
            Box::new(|| engagement::content_table(&self.content_events)),
            Box::new(|| engagement::activity_table(&self.activities)),
            Box::new(|| engagement::request_table(&self.requests)),
            Box::new(|| engagement::referral_table(&self.referrals)),
        ];
        makers.into_iter().map(|make| make()).chain(self.sales.tables())
    }
}
