//! How much data to make.

/// Sizes of the tables. All 300 stores and all three years are always there; what grows is what happens in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Visits to a workshop; `fact_service_order` has slightly more rows, because one store splits orders.
    pub service_visits: usize,
    /// Centers with daily stock records.
    pub stocked_centers: usize,
}

impl Scale {
    /// What ships with the site: under 6 MB in all.
    pub const SMALL: Scale = Scale { service_visits: 64_000, stocked_centers: 14 };
    /// About a million service orders, stock records of every center.
    pub const FULL: Scale = Scale { service_visits: 1_000_000, stocked_centers: 300 };

    /// The same shape with another number of service visits.
    pub const fn with_visits(self, service_visits: usize) -> Scale {
        Scale { service_visits, ..self }
    }

    /// Car owners.
    pub(crate) const fn users(self) -> usize {
        self.service_visits * 3 / 10 + 400
    }

    /// Events of users other than service orders.
    pub(crate) const fn app_events(self) -> usize {
        self.service_visits * 5 / 6
    }

    /// Shares, reads and clicks of content.
    pub(crate) const fn content_events(self) -> usize {
        self.service_visits / 6
    }

    /// Visits to the app's boards in three years, of which two are kept.
    pub(crate) const fn activities(self) -> usize {
        self.service_visits / 8
    }

    /// Requests for service.
    pub(crate) const fn requests(self) -> usize {
        self.service_visits / 10
    }

    /// Trade-ins and questions about insurance.
    pub(crate) const fn referrals(self) -> usize {
        self.service_visits / 32
    }

    /// The unit of the sales side: about as many parties turn up, as leads or in showrooms, in three years.
    pub(crate) const fn parties(self) -> f64 {
        self.service_visits as f64
    }
}
