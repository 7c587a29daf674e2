//! The metrics of a random world: every aggregate, conditions, formulas.

use fastrand::Rng;
use sandtable_engine::calendar::Period;
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::Filter;
use serde_json::{Value, json};

use crate::doc;
use crate::random::{filters, queries};

/// A metric and how to compute it.
#[derive(Clone, Debug)]
pub struct MetricSpec {
    /// Unique code.
    pub code: String,
    /// How.
    pub kind: Kind,
    /// Zero instead of null where there is nothing.
    pub zero_fill: bool,
    /// Whether both engines must come to the same bits, so that conditions and orders on it agree.
    pub is_exact: bool,
}

/// How a metric is computed.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One aggregate.
    Atomic(Atomic),
    /// A condition and a period on an atomic metric.
    Derived {
        /// Code of the atomic metric.
        base: String,
        /// Whole rows.
        condition: Option<Filter>,
        /// Time range.
        period: Option<Period>,
    },
    /// A formula over metrics.
    Composite(Formula),
}

/// One aggregate over one dataset.
#[derive(Clone, Debug)]
pub struct Atomic {
    /// Which.
    pub dataset: &'static str,
    /// The aggregate.
    pub aggregate: Aggregate,
    /// What is aggregated; none for rows.
    pub field: Option<&'static str>,
    /// The date that places a row; none is the default.
    pub time: Option<&'static str>,
}

/// A formula.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A metric.
    Metric(String),
    /// Its grand total.
    Total(String),
    /// A constant.
    Number(i64),
    /// `+ - * /`.
    Op(char, Box<Formula>, Box<Formula>),
    /// The first that is not null.
    Coalesce(Box<Formula>, i64),
    /// `if(x > n, y, z)`.
    IfGreater(Box<Formula>, i64, Box<Formula>, Box<Formula>),
    /// Absolute value.
    Abs(Box<Formula>),
    /// Null where equal to a constant.
    NullIf(Box<Formula>, i64),
    /// `min` or `max` of two; nulls are skipped.
    Extreme(&'static str, Box<Formula>, Box<Formula>),
}

impl MetricSpec {
    /// As the model document writes it.
    pub fn entry(&self) -> Value {
        let mut entry = match &self.kind {
            Kind::Atomic(atomic) => {
                let mut entry = doc::atomic(&self.code, atomic.dataset, atomic.aggregate, atomic.field);
                if let Some(time) = atomic.time {
                    entry["time"] = json!(time);
                }
                entry
            }
            Kind::Derived { base, condition, period } => {
                let text = condition.as_ref().map(filters::text);
                doc::derived(&self.code, base, text.as_deref(), *period)
            }
            Kind::Composite(formula) => doc::composite(&self.code, &formula.text()),
        };
        if self.zero_fill {
            entry["zero_fill"] = json!(true);
        }
        entry
    }
}

impl Formula {
    /// In the formula language.
    pub fn text(&self) -> String {
        match self {
            Self::Metric(code) => code.clone(),
            Self::Total(code) => format!("total({code})"),
            Self::Number(value) => value.to_string(),
            Self::Op(op, x, y) => format!("({} {op} {})", x.text(), y.text()),
            Self::Coalesce(x, or) => format!("coalesce({}, {or})", x.text()),
            Self::IfGreater(x, than, yes, no) => {
                format!("if({} > {than}, {}, {})", x.text(), yes.text(), no.text())
            }
            Self::Abs(x) => format!("abs({})", x.text()),
            Self::NullIf(x, value) => format!("nullif({}, {value})", x.text()),
            Self::Extreme(which, x, y) => format!("{which}({}, {})", x.text(), y.text()),
        }
    }

    /// Metrics that it names; the flag tells a grand total.
    pub fn names(&self, found: &mut Vec<(String, bool)>) {
        match self {
            Self::Metric(code) => found.push((code.clone(), false)),
            Self::Total(code) => found.push((code.clone(), true)),
            Self::Number(_) => {}
            Self::Op(_, x, y) | Self::Extreme(_, x, y) => {
                x.names(found);
                y.names(found);
            }
            Self::Coalesce(x, _) | Self::Abs(x) | Self::NullIf(x, _) => x.names(found),
            Self::IfGreater(x, _, yes, no) => [x, yes, no].into_iter().for_each(|part| part.names(found)),
        }
    }
}

fn atomic(
    code: &str,
    dataset: &'static str,
    aggregate: Aggregate,
    field: Option<&'static str>,
    time: Option<&'static str>,
) -> MetricSpec {
    // Averages of decimals and quantiles take other roundings on the way.
    let is_exact = match aggregate {
        Aggregate::Avg => matches!(field, Some("qty" | "minutes")),
        Aggregate::Median | Aggregate::Percentile(_) => false,
        _ => true,
    };
    let kind = Kind::Atomic(Atomic { dataset, aggregate, field, time });
    MetricSpec { code: code.to_owned(), kind, zero_fill: false, is_exact }
}

/// Atomic metrics of every aggregate and type, then random derived and composite ones.
pub(crate) fn pool(rng: &mut Rng, has_roles: bool) -> Vec<MetricSpec> {
    use Aggregate::{Avg, Count, CountDistinct, CountRows, Max, Median, Min, Percentile, Sum};
    let mut pool = vec![
        atomic("sales", "sale", CountRows, None, None),
        atomic("sale_ids", "sale", Count, Some("id"), None),
        atomic("amounts", "sale", Count, Some("amount"), None),
        atomic("amount", "sale", Sum, Some("amount"), None),
        atomic("gross", "sale", Sum, Some("gross"), None),
        atomic("amount_avg", "sale", Avg, Some("amount"), None),
        atomic("amount_min", "sale", Min, Some("amount"), None),
        atomic("amount_max", "sale", Max, Some("amount"), None),
        atomic("amount_median", "sale", Median, Some("amount"), None),
        atomic("qty", "sale", Sum, Some("qty"), None),
        atomic("qty_avg", "sale", Avg, Some("qty"), None),
        atomic("qty_p90", "sale", Percentile(0.9), Some("qty"), None),
        atomic("weight", "sale", Sum, Some("weight"), None),
        atomic("weight_avg", "sale", Avg, Some("weight"), None),
        atomic("weight_max", "sale", Max, Some("weight"), None),
        atomic("weight_p25", "sale", Percentile(0.25), Some("weight"), None),
        atomic("makers", "sale", CountDistinct, Some("maker"), None),
        atomic("weights", "sale", CountDistinct, Some("weight"), None),
        atomic("stores_sold", "sale", CountDistinct, Some("store_id"), None),
        atomic("paid_known", "sale", Count, Some("paid"), None),
        atomic("paid_kinds", "sale", CountDistinct, Some("paid"), None),
        atomic("first_day", "sale", Min, Some("day"), None),
        atomic("last_shipped", "sale", Max, Some("shipped"), None),
        atomic("channel_first", "sale", Min, Some("channel"), None),
        atomic("shipped_sales", "sale", CountRows, None, Some("shipped")),
        atomic("shipped_amount", "sale", Sum, Some("amount"), Some("shipped")),
        atomic("visits", "visit", CountRows, None, None),
        atomic("minutes", "visit", Sum, Some("minutes"), None),
        atomic("minutes_median", "visit", Median, Some("minutes"), None),
        atomic("cost", "visit", Sum, Some("cost"), None),
        atomic("guests", "visit", CountDistinct, Some("guest"), None),
        atomic("visit_days", "visit", CountDistinct, Some("day"), None),
        atomic("stores", "store", CountRows, None, None),
        atomic("size", "store", Sum, Some("size"), None),
    ];
    for metric in &mut pool {
        let is_sum = matches!(&metric.kind, Kind::Atomic(Atomic { aggregate: Sum, .. }));
        metric.zero_fill = is_sum && rng.u8(0..6) == 0;
    }
    let atomics = pool.len();
    for at in 0..8 {
        let base = pool[rng.usize(0..atomics)].clone();
        let Kind::Atomic(Atomic { dataset, .. }) = base.kind else { continue };
        let condition = filters::condition(rng, dataset, has_roles);
        pool.push(MetricSpec {
            code: format!("some_{at}"),
            kind: Kind::Derived { base: base.code, condition: Some(condition), period: None },
            zero_fill: false,
            is_exact: base.is_exact,
        });
    }
    for at in 0..8 {
        let mut names = Vec::new();
        // A formula of constants has no fact, and so no answer.
        let formula = loop {
            let formula = formula(rng, &pool, 3);
            formula.names(&mut names);
            if !names.is_empty() {
                break formula;
            }
        };
        let exact = |code: &String| pool.iter().any(|metric| metric.code == *code && metric.is_exact);
        let is_exact = names.iter().all(|(code, _)| exact(code)) && matches!(formula, Formula::Op('/', ..));
        let kind = Kind::Composite(formula);
        pool.push(MetricSpec { code: format!("formula_{at}"), kind, zero_fill: false, is_exact });
    }
    // After the formulas, which may stand on a time axis where a fixed period may not.
    for at in 0..6 {
        let base = pool[rng.usize(0..atomics)].clone();
        let Kind::Atomic(Atomic { dataset, .. }) = base.kind else { continue };
        let condition = (rng.u8(0..3) == 0).then(|| filters::condition(rng, dataset, has_roles));
        let kind = Kind::Derived { base: base.code, condition, period: Some(queries::period(rng)) };
        pool.push(MetricSpec {
            code: format!("dated_{at}"),
            kind,
            zero_fill: false,
            is_exact: base.is_exact,
        });
    }
    // Conditions and orders need equal bits, which nested divisions do not promise.
    for metric in &mut pool {
        if let Kind::Composite(Formula::Op(_, x, y)) = &metric.kind {
            let plain = |f: &Formula| matches!(f, Formula::Metric(code) if !code.starts_with("formula"));
            metric.is_exact &= plain(x) && plain(y);
        }
    }
    pool
}

fn formula(rng: &mut Rng, pool: &[MetricSpec], depth: u8) -> Formula {
    let numbers: Vec<&MetricSpec> = pool
        .iter()
        .filter(|metric| !["first_day", "last_shipped", "channel_first"].contains(&metric.code.as_str()))
        .filter(|metric| !matches!(&metric.kind, Kind::Derived { base, .. } if base.contains("first") || base.contains("last")))
        .collect();
    let metric = |rng: &mut Rng| numbers[rng.usize(0..numbers.len())].code.clone();
    if depth == 0 {
        return if rng.u8(0..5) == 0 {
            Formula::Number(rng.i64(-2..5))
        } else {
            Formula::Metric(metric(rng))
        };
    }
    let below = |rng: &mut Rng| {
        let less = rng.u8(1..=depth);
        Box::new(formula(rng, pool, depth - less))
    };
    match rng.u8(0..12) {
        0..=4 => Formula::Op('/', below(rng), below(rng)),
        5 => Formula::Op(*rng.choice(&['+', '-', '*']).unwrap_or(&'+'), below(rng), below(rng)),
        6 => Formula::Coalesce(below(rng), rng.i64(-1..3)),
        7 => {
            let code = metric(rng);
            Formula::Op('/', Box::new(Formula::Metric(code.clone())), Box::new(Formula::Total(code)))
        }
        8 => Formula::IfGreater(
            Box::new(Formula::Metric("sales".to_owned())),
            rng.i64(0..4),
            below(rng),
            below(rng),
        ),
        9 => Formula::Abs(below(rng)),
        10 => Formula::NullIf(Box::new(Formula::Metric("visits".to_owned())), rng.i64(0..3)),
        _ => Formula::Extreme(if rng.bool() { "min" } else { "max" }, below(rng), below(rng)),
    }
}
