//! What would give other numbers if it were left out in silence: it is refused with an error.

use std::collections::BTreeSet;

use super::super::messages as m;
use super::super::node::Node;
use super::super::sql::Sql;
use crate::diag::Diagnostic;
use crate::model::At;

/// Keys of datasets that are proposed and not part of the format.
const OF_DATASETS: &[&str] = &["metrics", "measures", "filter", "filters"];

/// Keys of metrics that are proposed and not part of the format.
const OF_METRICS: &[&str] = &[
    "grain",
    "filter",
    "filters",
    "joins",
    "window",
    "parameters",
    "non_additive_dimension",
    "using_relationships",
];

fn deferred(item: &At<Node>, keys: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    let name = item.str("name");
    for key in keys {
        if let Some(found) = item.at(key) {
            let error = m::DEFERRED_KEY.error().arg("name", name).arg("key", key).at_field(name);
            diagnostics.push(found.mark(error).hint(m::DROP_KEY.text().with("key", key)));
        }
    }
}

/// Keys that change numbers, and names that stand for two things.
pub(super) fn model(semantic: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let mut names = BTreeSet::new();
    for (list, keys) in [("datasets", OF_DATASETS), ("metrics", OF_METRICS)] {
        for item in semantic.items(list) {
            deferred(item, keys, diagnostics);
            let name = item.str("name");
            if !name.is_empty() && !names.insert(name) {
                let error = m::NAME_TWICE.error().arg("name", name).at_field(name).hint(m::RENAME_ONE.text());
                diagnostics.push(item.mark(error));
            }
        }
    }
}

/// Keys that [`model`] has spoken of, beside those that are read.
pub(super) fn known<'a>(keys: &[&'a str]) -> Vec<&'a str> {
    keys.iter().chain(OF_DATASETS).chain(OF_METRICS).copied().collect()
}

/// What is wrong with the expression of a field: an aggregate, or a column of a table of which several rows meet one of
/// its own.
pub(super) fn field(semantic: &Node, dataset: &str, name: &str, sql: &Sql) -> Option<Diagnostic> {
    if let Some(found) = sql.aggregate() {
        let error = m::AGGREGATE_IN_FIELD.error().arg("name", name).arg("found", found);
        return Some(error.at_field(name).hint(m::MAKE_METRIC.text()));
    }
    let is_finer = |parts: &&[String]| match parts {
        [.., other, _] => other != dataset && many_side(semantic, dataset).contains(other.as_str()),
        _ => false,
    };
    let found = sql.names().into_iter().find(is_finer)?;
    let error = m::FINER_GRAIN.error().arg("name", name).arg("found", found.join("."));
    Some(error.at_field(name).hint(m::MAKE_METRIC.text()))
}

/// Datasets that lead to `dataset`, many rows to one.
fn many_side<'a>(semantic: &'a Node, dataset: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::from([dataset]);
    loop {
        let edges = semantic.items("relationships").iter().filter(|edge| found.contains(edge.str("to")));
        let more: Vec<&str> =
            edges.map(|edge| edge.str("from")).filter(|from| !found.contains(from)).collect();
        if more.is_empty() {
            found.remove(dataset);
            return found;
        }
        found.extend(more);
    }
}
