//! Axes of an answer: their members in one code space for all facts, and how a fact's rows reach them.

use std::cell::OnceCell;
use std::sync::Arc;

use super::bound::{Bound, Lookup};
use super::coding::Coding;
use super::predicate::Now;
use crate::calendar::{Date, Grain};
use crate::diag::Diagnostic;
use crate::query::{FactPlan, Plan, Target};
use crate::table::Scalar;

/// Members of an axis. After the members come four special codes.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    kind: Kind,
    /// Number of members.
    pub(crate) members: usize,
    ranks: OnceCell<Option<Vec<u32>>>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Values of a field.
    Field(Arc<Coding>),
    /// First days of time buckets without gaps.
    Buckets { starts: Arc<Vec<Date>>, grain: Grain },
}

/// Special members after the last one.
pub(crate) const SPECIAL: usize = 4;

impl Domain {
    pub(crate) fn blank(&self) -> usize {
        self.members
    }

    pub(crate) fn unmatched(&self) -> usize {
        self.members + 1
    }

    pub(crate) fn other(&self) -> usize {
        self.members + 2
    }

    pub(crate) fn total(&self) -> usize {
        self.members + 3
    }

    /// Codes that an axis can take.
    pub(crate) fn radix(&self) -> u64 {
        (self.members + SPECIAL) as u64
    }

    /// The value of a member.
    pub(crate) fn member(&self, code: usize) -> Scalar {
        match &self.kind {
            Kind::Field(coding) => coding.member(code),
            Kind::Buckets { starts, .. } => starts.get(code).map_or(Scalar::Null, |day| Scalar::Date(*day)),
        }
    }

    /// Where a code stands in the natural order of members; special members stand last, in their own order.
    pub(crate) fn rank(&self, code: usize) -> usize {
        let ranks = self.ranks.get_or_init(|| match &self.kind {
            Kind::Buckets { .. } => None,
            Kind::Field(coding) => coding.ranks(),
        });
        ranks.as_ref().and_then(|ranks| ranks.get(code)).map_or(code, |&rank| rank as usize)
    }

    /// First and last day of a time bucket.
    pub(crate) fn bucket(&self, code: usize, now: Now) -> Option<(Date, Date)> {
        let Kind::Buckets { starts, grain } = &self.kind else { return None };
        let start = *starts.get(code)?;
        Some((start, grain.end(start, now.fiscal_start_month)))
    }

    /// Whether it is a time axis in buckets.
    pub(crate) fn is_time(&self) -> bool {
        matches!(self.kind, Kind::Buckets { .. })
    }

    /// Members that occur in their own table, which is what a list of all members shows.
    pub(crate) fn existing(&self, rows: usize) -> Vec<usize> {
        match &self.kind {
            Kind::Buckets { .. } => (0..self.members).collect(),
            Kind::Field(coding) => {
                let mut seen = vec![false; self.members + 1];
                crate::with_codes!(coding.reader(), 0..rows, code => {
                    for row in 0..rows {
                        seen[code(row) as usize] = true;
                    }
                });
                (0..self.members).filter(|&code| seen[code]).collect()
            }
        }
    }
}

/// How one fact's rows reach an axis.
#[derive(Clone, Debug)]
pub(crate) struct FactAxis {
    /// The fact's own key.
    pub(crate) key: Coding,
    /// Member code by key code.
    pub(crate) codes: Vec<u32>,
    /// In a dense scan, what a code adds to a group's number where members are the key's own codes.
    pub(crate) stride: Option<u32>,
}

impl FactAxis {
    pub(crate) fn new(key: Coding, codes: Vec<u32>) -> Self {
        Self { key, codes, stride: None }
    }
}

/// The day that counts as today: as set, or the last date in the facts.
pub(crate) fn as_of(bound: &Bound, plan: &Plan) -> Option<Date> {
    plan.as_of.or_else(|| {
        plan.facts.iter().filter_map(|fact| bound.date_range(fact.time?)).map(|(_, last)| last).max()
    })
}

/// The domain of every axis.
///
/// # Errors
/// Joins that the data does not allow.
pub(crate) fn domains(bound: &Bound, plan: &Plan, now: Now) -> Result<Vec<Domain>, Vec<Diagnostic>> {
    let mut domains = Vec::new();
    for (at, axis) in plan.axes.iter().enumerate() {
        let grain = match (axis.target, axis.grain) {
            (Target::Time, grain) => Some(grain.unwrap_or(Grain::Day)),
            (Target::Field(_), grain) => grain,
        };
        let kind = match (axis.target, grain) {
            (Target::Field(field), None) => Kind::Field(bound.coding(field)),
            (_, Some(grain)) => {
                let ranges = plan.facts.iter().filter_map(|fact| bound.date_range(fact.axes.get(at)?.field));
                let range = ranges.reduce(|(low, high), (from, to)| (low.min(from), high.max(to)));
                // Windows reach days on which nothing happens: a stock is still there today.
                let mut measures = plan.facts.iter().flat_map(|fact| &fact.measures);
                let has_windows = measures.any(|measure| !measure.placing.windows.is_empty());
                let today = now.as_of.filter(|_| has_windows && axis.target == Target::Time);
                let range = range.map(|(from, to)| (from, today.map_or(to, |today| today.max(to))));
                let starts = range.map_or_else(Vec::new, |(from, to)| buckets(from, to, grain, now));
                Kind::Buckets { starts: Arc::new(starts), grain }
            }
            (Target::Time, None) => Kind::Buckets { starts: Arc::default(), grain: Grain::Day },
        };
        let members = match &kind {
            Kind::Field(coding) => coding.cardinality,
            Kind::Buckets { starts, .. } => starts.len(),
        };
        domains.push(Domain { kind, members, ranks: OnceCell::new() });
    }
    Ok(domains)
}

fn buckets(from: Date, to: Date, grain: Grain, now: Now) -> Vec<Date> {
    let mut starts = Vec::new();
    let mut day = grain.start(from, now.fiscal_start_month);
    while day <= to {
        starts.push(day);
        day = grain.end(day, now.fiscal_start_month).plus_days(1);
    }
    starts
}

/// How `fact` reaches the axis at position `at`.
///
/// # Errors
/// Joins that the data does not allow.
pub(crate) fn fact_axis(
    bound: &Bound,
    fact: &FactPlan,
    at: usize,
    domain: &Domain,
    now: Now,
) -> Result<FactAxis, Diagnostic> {
    let reach = &fact.axes[at];
    let Kind::Buckets { starts, grain } = &domain.kind else {
        let lookup = bound.lookup(reach)?;
        return Ok(FactAxis::new(lookup.key.clone(), lookup.codes.clone()));
    };
    let bucket_of = |day: Date| -> u32 {
        let start = grain.start(day, now.fiscal_start_month);
        starts.binary_search(&start).map_or(domain.blank() as u32, |code| code as u32)
    };
    if reach.path.is_empty() {
        let column = bound.column(reach.field);
        let Some(key) = Coding::days(&column) else {
            let lookup = bound.lookup(reach)?;
            let codes = vec![domain.blank() as u32; lookup.codes.len()];
            return Ok(FactAxis::new(lookup.key.clone(), codes));
        };
        let mut codes: Vec<u32> = (0..key.cardinality)
            .map(|code| day_of(&key.member(code)).map_or(domain.blank() as u32, bucket_of))
            .collect();
        codes.push(domain.blank() as u32);
        return Ok(FactAxis::new(key, codes));
    }
    let lookup: Arc<Lookup> = bound.lookup(reach)?;
    let target = &lookup.target;
    let mut by_target: Vec<u32> = (0..target.cardinality)
        .map(|code| day_of(&target.member(code)).map_or(domain.blank() as u32, bucket_of))
        .collect();
    by_target.extend([domain.blank() as u32, domain.unmatched() as u32]);
    let codes = lookup.codes.iter().map(|&code| by_target[code as usize]).collect();
    Ok(FactAxis::new(lookup.key.clone(), codes))
}

/// The day of a date or a timestamp.
pub(crate) fn day_of(value: &Scalar) -> Option<Date> {
    match value {
        Scalar::Date(day) => Some(*day),
        Scalar::DateTime(time) => Some(time.date()),
        _ => None,
    }
}
