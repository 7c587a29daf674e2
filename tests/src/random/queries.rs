//! Random queries on a random world.

use fastrand::Rng;
use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::query::{Axis, Comparison, Filter, Limit, Query, Sort, SortBy, Test, Totals};
use sandtable_engine::table::Scalar;

use crate::random::filters;
use crate::random::metrics::{Kind, MetricSpec};
use crate::random::world::{DAYS, FIRST_DAY, World};

const GRAINS: [Grain; 7] =
    [Grain::Day, Grain::Week, Grain::TenDay, Grain::Month, Grain::Quarter, Grain::Half, Grain::Year];

/// A query that the world can answer.
pub fn query(rng: &mut Rng, world: &World) -> Query {
    let metrics: Vec<&MetricSpec> =
        (0..rng.usize(1..6)).map(|_| &world.metrics[rng.usize(0..world.metrics.len())]).collect();
    let mut facts = Vec::new();
    metrics.iter().for_each(|metric| facts_of(world, metric, &mut facts));
    let fields = shared(&facts);
    let role = if !world.has_roles {
        ""
    } else if rng.bool() {
        "@sale_store"
    } else {
        "@sale_ship"
    };
    let mut query = Query::default();
    for metric in metrics {
        if !query.metrics.contains(&metric.code) {
            query.metrics.push(metric.code.clone());
        }
    }
    let is_dated = query.metrics.iter().any(|code| code.starts_with("dated"));
    // Three axes are enough to meet every way of packing keys.
    for _ in 0..*rng.choice(&[0usize, 1, 1, 2, 2, 3]).unwrap_or(&1) {
        let axis = axis(rng, &fields, role);
        if is_dated && axis.grain.is_some() {
            continue;
        }
        if !query.dimensions.contains(&axis) {
            query.dimensions.push(axis);
        }
    }
    let has_time = true;
    for _ in 0..*rng.choice(&[0usize, 0, 0, 1, 1, 2]).unwrap_or(&0) {
        query.filters.push(filters::filter(rng, &fields, role, has_time));
    }
    // A metric with its own period stands on the day that the query sets, and takes no other range.
    if is_dated || rng.u8(0..5) == 0 {
        query.period = Some(period(rng)).filter(|_| !is_dated);
        query.as_of = Some(day(rng));
    }
    let exact: Vec<String> = query.metrics.iter().filter(|code| is_ordered(world, code)).cloned().collect();
    if let Some(code) = exact.first().filter(|_| rng.u8(0..4) == 0) {
        query.having.push(having(rng, code));
    }
    order(rng, &mut query, &exact);
    if let ([axis], None) = (query.dimensions.as_slice(), &query.limit) {
        query.all_members = axis.grain.is_none() && rng.u8(0..3) == 0;
    }
    query
}

fn is_ordered(world: &World, code: &str) -> bool {
    let of = |code: &str| world.metrics.iter().find(|metric| metric.code == code);
    let Some(metric) = of(code) else { return false };
    let name = match &metric.kind {
        Kind::Derived { base, .. } => base,
        _ => code,
    };
    metric.is_exact && !["first_day", "last_shipped", "channel_first"].contains(&name)
}

fn order(rng: &mut Rng, query: &mut Query, exact: &[String]) {
    let descending = rng.bool();
    if let Some(code) = exact.last().filter(|_| rng.u8(0..3) == 0) {
        query.sort.push(Sort { by: SortBy::Metric(code.clone()), descending });
    }
    if !query.dimensions.is_empty() && rng.u8(0..4) == 0 {
        let at = rng.usize(0..query.dimensions.len());
        query.sort.push(Sort { by: SortBy::Dimension(at), descending: rng.bool() });
    }
    let totals = *rng.choice(&[Totals::None, Totals::Grand, Totals::All]).unwrap_or(&Totals::None);
    if query.dimensions.is_empty() || rng.u8(0..3) > 0 {
        query.totals = totals;
        return;
    }
    let mut limit = Limit { keep: rng.usize(1..6), dimension: None, others: false };
    // Whoever ranks members by a metric needs one that both engines know to the bit.
    let is_ranked = query.metrics.first().is_some_and(|first| exact.contains(first));
    if is_ranked && rng.bool() {
        limit.others = rng.bool();
        limit.dimension = (!limit.others || rng.bool()).then(|| rng.usize(0..query.dimensions.len()));
        query.totals = totals;
        query.having.clear();
    }
    query.limit = Some(limit);
}

fn facts_of<'a>(world: &'a World, metric: &'a MetricSpec, found: &mut Vec<&'a str>) {
    let of = |code: &str| world.metrics.iter().find(|metric| metric.code == code);
    match &metric.kind {
        Kind::Atomic(atomic) => found.push(atomic.dataset),
        Kind::Derived { base, .. } => of(base).into_iter().for_each(|base| facts_of(world, base, found)),
        Kind::Composite(formula) => {
            let mut names = Vec::new();
            formula.names(&mut names);
            names.iter().filter_map(|(name, _)| of(name)).for_each(|below| facts_of(world, below, found));
        }
    }
}

/// Datasets whose fields every one of the facts reaches.
fn shared(facts: &[&str]) -> Vec<&'static str> {
    let reached = |fact: &str| -> &'static [&'static str] {
        match fact {
            "sale" => &["sale", "product", "store", "region"],
            "visit" => &["visit", "store", "region"],
            _ => &["store", "region"],
        }
    };
    let all = ["sale", "visit", "product", "store", "region"];
    all.into_iter().filter(|dataset| facts.iter().all(|fact| reached(fact).contains(dataset))).collect()
}

fn axis(rng: &mut Rng, fields: &[&str], role: &str) -> Axis {
    const AXES: [(&str, &str); 17] = [
        ("sale", "channel"),
        ("sale", "paid"),
        ("sale", "qty"),
        ("sale", "weight"),
        ("sale", "amount"),
        ("sale", "maker"),
        ("visit", "guest"),
        ("visit", "cost"),
        ("store", "name"),
        ("store", "size"),
        ("store", "id"),
        ("store", "region_id"),
        ("region", "zone"),
        ("region", "tier"),
        ("product", "family"),
        ("product", "price"),
        ("product", "sku"),
    ];
    const DATES: [(&str, &str); 4] =
        [("sale", "day"), ("sale", "shipped"), ("visit", "day"), ("store", "opened")];
    let grain = GRAINS[rng.usize(0..GRAINS.len())];
    let named = |(dataset, field): &(&str, &str)| {
        let role = if ["store", "region"].contains(dataset) { role } else { "" };
        format!("{dataset}.{field}{role}")
    };
    match rng.u8(0..4) {
        0 => Axis::by("time", grain),
        1 => {
            let dates: Vec<_> = DATES.iter().filter(|(dataset, _)| fields.contains(dataset)).collect();
            match rng.choice(&dates) {
                Some(date) => Axis::by(named(date), grain),
                None => Axis::by("time", grain),
            }
        }
        _ => {
            let axes: Vec<_> = AXES.iter().filter(|(dataset, _)| fields.contains(dataset)).collect();
            rng.choice(&axes).map_or_else(|| Axis::by("time", grain), |axis| Axis::new(named(axis)))
        }
    }
}

fn day(rng: &mut Rng) -> Date {
    Date::from_days(FIRST_DAY + rng.i32(0..DAYS))
}

pub(crate) fn period(rng: &mut Rng) -> Period {
    let grain = *rng
        .choice(&[Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Half, Grain::Year])
        .unwrap_or(&Grain::Month);
    match rng.u8(0..4) {
        0 => {
            let (a, b) = (day(rng), day(rng));
            Period::Between(a.min(b), a.max(b))
        }
        1 => Period::Bucket { grain, offset: rng.i32(-3..1) },
        2 => Period::Trailing { grain, count: rng.u32(1..9) },
        _ => Period::ToDate(grain),
    }
}

fn having(rng: &mut Rng, code: &str) -> Filter {
    let number = |rng: &mut Rng| match rng.u8(0..3) {
        0 => Scalar::Int(rng.i64(-2..60)),
        1 => Scalar::Decimal { units: rng.i64(-100..99_999), scale: 2 },
        _ => Scalar::Float(f64::from(rng.i32(-8..80)) / 8.0),
    };
    let one = Filter::test(
        code,
        match rng.u8(0..4) {
            0 => Test::Between(Some(number(rng)), Some(number(rng))),
            1 => Test::Null,
            2 => Test::Is(Comparison::Le, number(rng)),
            _ => Test::Is(Comparison::Gt, number(rng)),
        },
    );
    match rng.u8(0..4) {
        0 => Filter::Not(Box::new(one)),
        1 => Filter::Any(vec![one, Filter::test(code, Test::Is(Comparison::Eq, number(rng)))]),
        _ => one,
    }
}
