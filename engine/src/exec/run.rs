//! A plan at work: each fact is scanned in slices into partial states.

use super::axis::{self, Domain};
use super::bound::Bound;
use super::held::Held;
use super::kernels::BATCH;
use super::listing::{self, Listing};
use super::predicate::Now;
use super::rows::Keys;
use super::scan::Scan;
use crate::diag::Diagnostic;
use crate::frame::{Coverage, Frame};
use crate::limits::{self, Limits};
use crate::query::Plan;
use crate::text::Text;
/// A running query.
pub struct Run<'a> {
    pub(crate) bound: Held<'a, Bound>,
    pub(crate) plan: Held<'a, Plan>,
    pub(crate) now: Now,
    pub(crate) domains: Vec<Domain>,
    pub(crate) keys: Keys,
    pub(crate) scans: Vec<Scan>,
    /// The scan of a query of rows, which has no other.
    listing: Option<Listing>,
    pub(crate) limits: Limits,
}

impl<'a> Run<'a> {
    /// Binds a plan to data. Both are borrowed, or shared so that the run may outlive the caller.
    ///
    /// # Errors
    /// Missing tables, joins that are not many-to-one, periods that contradict the query.
    pub fn new(
        bound: impl Into<Held<'a, Bound>>,
        plan: impl Into<Held<'a, Plan>>,
        limits: Limits,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (bound, plan) = (bound.into(), plan.into());
        let now = Now { as_of: axis::as_of(&bound, &plan), fiscal_start_month: plan.fiscal_start_month };
        for fact in &plan.facts {
            bound.table(fact.dataset).map_err(|error| vec![error])?;
        }
        let domains = axis::domains(&bound, &plan, now)?;
        let Some(keys) = Keys::of(&domains) else {
            let what = Text::new("维度组合数", "the number of combinations of the dimensions");
            return Err(vec![limits::reached("groups", &what, u64::MAX, u64::from(limits.groups))]);
        };
        let mut run = Self { bound, plan, now, domains, keys, scans: Vec::new(), listing: None, limits };
        if let (Some(_), [fact]) = (&run.plan.rows, run.plan.facts.as_slice()) {
            run.listing = Some(Listing::new(&run, fact)?);
            return Ok(run);
        }
        let (mut scans, mut errors) = (Vec::new(), Vec::new());
        for fact in &run.plan.facts {
            match run.scans_of(fact) {
                Ok(found) => scans.extend(found),
                Err(found) => errors.extend(found),
            }
        }
        run.scans = scans;
        if errors.is_empty() { Ok(run) } else { Err(errors) }
    }

    /// Scans up to `rows` more rows. Whether there is more to do.
    ///
    /// # Errors
    /// More groups than the limit allows.
    pub fn step(&mut self, rows: usize) -> Result<bool, Diagnostic> {
        let mut left = rows.max(1);
        if let Some(listing) = &mut self.listing {
            while listing.rows_done < listing.rows_total && left > 0 {
                let batch = BATCH.min(listing.rows_total - listing.rows_done);
                listing.batch(batch);
                left = left.saturating_sub(batch);
            }
        }
        for scan in &mut self.scans {
            while scan.rows_done < scan.rows_total && left > 0 {
                let batch = BATCH.min(scan.rows_total - scan.rows_done);
                scan.batch(batch);
                if scan.groups.len() as u64 > u64::from(self.limits.groups) {
                    let what = Text::new("查询的分组数", "the number of groups");
                    return Err(limits::reached(
                        "groups",
                        &what,
                        scan.groups.len() as u64,
                        u64::from(self.limits.groups),
                    ));
                }
                left = left.saturating_sub(batch);
            }
        }
        Ok(!self.coverage().is_complete())
    }

    /// How much has been seen.
    pub fn coverage(&self) -> Coverage {
        if let Some(listing) = &self.listing {
            let (done, total) = (listing.rows_done as u64, listing.rows_total as u64);
            return Coverage { rows_done: done, rows_total: total };
        }
        let sum = |rows: fn(&Scan) -> usize| self.scans.iter().map(|scan| rows(scan) as u64).sum();
        Coverage { rows_done: sum(|scan| scan.rows_done), rows_total: sum(|scan| scan.rows_total) }
    }

    /// The answer from what has been seen so far.
    ///
    /// # Errors
    /// More groups than the limit allows.
    pub fn frame(&self) -> Result<Frame, Diagnostic> {
        match (&self.listing, &self.plan.rows) {
            (Some(listing), Some(rows)) => listing::frame(self, listing, rows),
            _ => super::finish::frame(self),
        }
    }
}
