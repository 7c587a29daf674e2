//! Where a metric comes from and what hangs on it: table → column → atomic → derived → composite.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DatasetId, Definition, FieldId, FieldSource, MetricId, Model};
use crate::formula::Expr;

/// Something that metrics are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A table.
    Dataset(DatasetId),
    /// A column or a computed field.
    Field(FieldId),
    /// A named condition, by its position.
    Qualifier(u32),
    /// A metric.
    Metric(MetricId),
}

/// Everything that a metric rests on and everything that rests on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// Below and above, the thing itself included; in order.
    pub nodes: Vec<Source>,
    /// (what is used, what uses it), as positions in `nodes`.
    pub edges: Vec<(u32, u32)>,
}

/// What a source is made of directly.
pub fn uses(model: &Model, source: Source) -> BTreeSet<Source> {
    let mut found = BTreeSet::new();
    match source {
        Source::Dataset(_) => {}
        Source::Field(id) => match &model.field(id).source {
            FieldSource::Column(_) => {
                found.insert(Source::Dataset(id.dataset));
            }
            FieldSource::Computed(expr) => fields(expr, &mut found),
            FieldSource::Windowed(window) => {
                found.insert(Source::Dataset(id.dataset));
                found.extend(window.names().into_iter().map(|id| Source::Field(*id)));
            }
        },
        Source::Qualifier(at) => fields(&model.qualifiers[at as usize].condition, &mut found),
        Source::Metric(id) => match &model.metric(id).definition {
            Definition::Atomic { dataset, field, condition, time, .. } => {
                found.extend(field.map(Source::Field));
                if field.is_none() {
                    found.insert(Source::Dataset(*dataset));
                }
                found.extend(time.map(Source::Field));
                if let Some(condition) = condition {
                    fields(condition, &mut found);
                }
            }
            Definition::Derived { base, period, qualifiers, condition, placing } => {
                found.insert(Source::Metric(*base));
                found.extend(qualifiers.iter().map(|at| Source::Qualifier(*at)));
                if let Some(condition) = condition {
                    fields(condition, &mut found);
                }
                found.extend(placing.start.map(|test| Source::Field(test.field)));
                if period.is_some() || !placing.is_plain() {
                    found.extend(clock(model, *base).map(Source::Field));
                }
            }
            Definition::Composite { formula, .. } => {
                found.extend(formula.names().into_iter().map(|id| Source::Metric(*id)));
            }
        },
    }
    found
}

/// The date that a period of an atomic metric is measured on.
fn clock(model: &Model, base: MetricId) -> Option<FieldId> {
    match &model.metric(base).definition {
        Definition::Atomic { dataset, time, .. } => time.or(model.dataset(*dataset).times.first().copied()),
        _ => None,
    }
}

fn fields(expr: &Expr<FieldId>, found: &mut BTreeSet<Source>) {
    found.extend(expr.names().into_iter().map(|id| Source::Field(*id)));
}

/// Metrics that use a source, directly or through others, nearest first.
pub fn dependents(model: &Model, source: Source) -> Vec<MetricId> {
    let mut reached = BTreeSet::from([source]);
    let mut found = Vec::new();
    // Qualifiers and computed fields stand between columns and metrics; metrics stand after those that they use.
    let between = (0..model.qualifiers.len()).map(|at| Source::Qualifier(at as u32)).chain(computed(model));
    for middle in between.collect::<Vec<_>>() {
        if uses(model, middle).iter().any(|used| reached.contains(used)) {
            reached.insert(middle);
        }
    }
    for at in 0..model.metrics.len() {
        let id = MetricId(at as u32);
        if uses(model, Source::Metric(id)).iter().any(|used| reached.contains(used))
            && reached.insert(Source::Metric(id))
        {
            found.push(id);
        }
    }
    found
}

/// Computed fields, each after those that it reads, and plain columns, which a table stands below.
fn computed(model: &Model) -> Vec<Source> {
    let all = model.datasets.iter().enumerate().flat_map(|(dataset, data)| {
        let dataset = DatasetId(dataset as u32);
        (0..data.fields.len() as u32).map(move |field| FieldId { dataset, field })
    });
    let mut all: Vec<FieldId> = all.collect();
    all.sort_by_key(|id| !matches!(model.field(*id).source, FieldSource::Column(_)));
    all.into_iter().map(Source::Field).collect()
}

/// All below and above a metric.
pub fn lineage(model: &Model, metric: MetricId) -> Lineage {
    let start = Source::Metric(metric);
    let mut nodes = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(source) = open.pop() {
        for used in uses(model, source) {
            if nodes.insert(used) {
                open.push(used);
            }
        }
    }
    nodes.extend(dependents(model, start).into_iter().map(Source::Metric));
    let nodes: Vec<Source> = nodes.into_iter().collect();
    let place = |source: &Source| nodes.binary_search(source).ok().map(|at| at as u32);
    let mut edges = Vec::new();
    for (at, user) in nodes.iter().enumerate() {
        edges.extend(uses(model, *user).iter().filter_map(place).map(|used| (used, at as u32)));
    }
    Lineage { nodes, edges }
}
