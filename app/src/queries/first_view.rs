//! A sensible first question, so that nobody begins before an empty page.

use std::cmp::Reverse;

use sandtable_engine::calendar::Grain;
use sandtable_engine::model::{Definition, Model};
use sandtable_engine::table::DataType;

use super::fields::{dimensions_of, facts_of, has_time};
use crate::state::{TIME, View};

/// How many metrics are shown at first.
const METRICS: usize = 4;

/// The first metrics of the leading fact, by time where there is one, else by the first dimension.
pub fn first_view(model: &Model) -> View {
    let Some(lead) = lead(model) else { return View::default() };
    let facts = facts_of(model, &lead);
    let mut metrics = vec![lead.clone()];
    for metric in &model.metrics {
        if metrics.len() == METRICS {
            break;
        }
        if !metrics.contains(&metric.code) && facts_of(model, &metric.code) == facts {
            metrics.push(metric.code.clone());
        }
    }
    let by_text = dimensions_of(model, [lead.as_str()])
        .into_iter()
        .find(|field| matches!(field.data_type, DataType::Text | DataType::Bool))
        .map(|field| field.code);
    let rows = if has_time(model, &facts) { vec![TIME.to_owned()] } else { Vec::from_iter(by_text) };
    View { metrics, rows, grain: Grain::Month, ..View::default() }
}

/// The metric that is marked as the north star, else the first plain sum or count of the fact that points at most other
/// tables: in a star, what is measured stands in its middle.
fn lead(model: &Model) -> Option<String> {
    let starred = model.metrics.iter().find(|metric| metric.tags.iter().any(|tag| tag == "north_star"));
    let outgoing = |fact| model.relationships.iter().filter(|edge| edge.from == fact).count();
    let atomic = model.metrics.iter().filter_map(|metric| match metric.definition {
        Definition::Atomic { dataset, .. } => Some((Reverse(outgoing(dataset)), metric)),
        _ => None,
    });
    // The first of those that are alike.
    let atomic = atomic.min_by_key(|(outgoing, _)| *outgoing).map(|(_, metric)| metric);
    starred.or(atomic).or_else(|| model.metrics.first()).map(|metric| metric.code.clone())
}
