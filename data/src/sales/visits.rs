//! Visits to a showroom and test drives.

use super::market::Market;
use super::prospects::Prospect;
use crate::calendar::{Date, LAST_DAY};

/// One reception of one party.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct Visit {
    pub number: u32,
    pub date: Date,
    pub dealer: i32,
    pub advisor: Option<i32>,
    pub series: Option<usize>,
    pub source: i32,
    pub customer: Option<i32>,
    pub kind: &'static str,
    pub lead: Option<u32>,
    pub prospect: Option<u32>,
    pub party_size: i32,
    pub dwell_minutes: i32,
}

/// One drive.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "fields are the columns of the table, described in the crate's documentation"
)]
pub struct TestDrive {
    pub number: u32,
    pub prospect: u32,
    pub visit: Option<u32>,
    pub date: Date,
    pub dealer: i32,
    pub advisor: i32,
    pub series: usize,
    pub model: i32,
    pub source: i32,
    /// `ride` or `drive`.
    pub kind: &'static str,
}

impl Market<'_> {
    /// A visit of a prospect; returns its number. `date` must not be after the last day.
    pub(super) fn visit_of(
        &mut self,
        prospect: u32,
        date: Date,
        kind: &'static str,
        lead: Option<u32>,
    ) -> u32 {
        debug_assert!(date <= LAST_DAY);
        let it = self.sales.prospects[prospect as usize - 1].clone();
        self.receive(Visit {
            number: 0,
            date,
            dealer: it.dealer,
            advisor: Some(it.advisor),
            series: Some(it.series),
            source: it.source,
            customer: Some(it.customer),
            kind,
            lead,
            prospect: Some(prospect),
            party_size: 0,
            dwell_minutes: 0,
        })
    }

    /// A visit of somebody without a card; often nobody attends to them.
    pub(super) fn visit_of_stranger(
        &mut self,
        dealer: usize,
        date: Date,
        kind: &'static str,
        series: Option<usize>,
        source: i32,
    ) -> u32 {
        let advisor = self.advisor(dealer, date, "showroom");
        let advisor = self.rng.chance(0.65).then_some(advisor);
        let series = series.filter(|_| self.rng.chance(0.7));
        self.receive(Visit {
            number: 0,
            date,
            dealer: self.centers()[dealer].key,
            advisor,
            series,
            source,
            customer: None,
            kind,
            lead: None,
            prospect: None,
            party_size: 0,
            dwell_minutes: 0,
        })
    }

    fn receive(&mut self, visit: Visit) -> u32 {
        let number = self.sales.visits.len() as u32 + 1;
        let usual = if visit.prospect.is_some() { 45.0 } else { 18.0 };
        let dwell_minutes = (usual * (1.0 + 0.4 * self.rng.bell())).max(5.0) as i32 / 5 * 5;
        let party_size = 1 + self.skewed(4);
        self.sales.visits.push(Visit { number, party_size, dwell_minutes, ..visit });
        number
    }

    /// The customer drives; one in four rides along first.
    pub(super) fn drive(&mut self, prospect: &Prospect, date: Date, visit: Option<u32>) {
        let model = self.model(prospect.series);
        let kinds: &[&str] = if self.rng.chance(0.25) { &["ride", "drive"] } else { &["drive"] };
        for kind in kinds {
            self.sales.test_drives.push(TestDrive {
                number: self.sales.test_drives.len() as u32 + 1,
                prospect: prospect.number,
                visit,
                date,
                dealer: prospect.dealer,
                advisor: prospect.advisor,
                series: prospect.series,
                model,
                source: prospect.source,
                kind,
            });
        }
    }
}
