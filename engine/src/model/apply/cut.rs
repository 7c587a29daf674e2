//! Cuts away what a model does not hold, so that the rest of the document is sound.

use crate::model::document::Document;
use crate::model::place::{At, Names};
use crate::model::{Dataset, Model};

/// Keeps the part of `document` that resolved to `model`.
pub(super) fn keep_sound(document: &mut Document, model: &Model) {
    let field_in = |dataset: &Dataset, name: &str| {
        dataset
            .fields
            .iter()
            .any(|field| field.code == name || field.label.zh == name || field.label.en == name)
    };
    document.datasets.retain(|item| model.find_dataset(&item.code).is_some());
    for item in &mut document.datasets {
        let Some(id) = model.find_dataset(&item.code) else { continue };
        let dataset = model.dataset(id);
        item.value.key.0.retain(|name| field_in(dataset, name));
        let is_time = |name: &str| dataset.times.iter().any(|id| model.field(*id).code == name);
        item.value.time.0.retain(|name| is_time(name));
        item.value.fields.retain(|field| dataset.fields.iter().any(|known| known.code == field.code.value));
    }
    let edge_code = |from: &Names, to: &Names, code: &str| {
        let owner = |names: &Names| {
            names.first().and_then(|name| name.split_once('.')).map(|(owner, _)| owner.to_owned())
        };
        if code.is_empty() {
            format!("{}_{}", owner(from).unwrap_or_default(), owner(to).unwrap_or_default())
        } else {
            code.to_owned()
        }
    };
    document.relationships.retain(|item| {
        let code = edge_code(&item.from, &item.to, &item.code);
        model.relationships.iter().any(|edge| edge.code == code)
    });
    document.dimensions.retain(|item| model.find_dimension(&item.code).is_some());
    for item in &mut document.dimensions {
        item.value.via.0.retain(|name| model.relationships.iter().any(|edge| edge.code == name.value));
    }
    let is_dimension = |name: &At<String>| model.find_dimension(name).is_some();
    for item in &mut document.hierarchies {
        item.value.levels.0.retain(is_dimension);
    }
    document.hierarchies.retain(|item| !item.levels.is_empty());
    let is_qualifier = |code: &str| model.qualifiers.iter().any(|found| found.code == code);
    document.qualifiers.retain(|item| is_qualifier(&item.code));
    for item in &mut document.qualifiers {
        item.value.excludes.0.retain(|name| is_qualifier(name));
        let code = item.code.value.clone();
        let on = |name: &At<String>| {
            let dataset = model.find_dataset(name);
            model
                .qualifiers
                .iter()
                .any(|found| found.code == code && found.dataset == dataset && dataset.is_some())
        };
        item.value.on.0.retain(on);
    }
    let is_metric = |code: &str| model.find_metric(code).is_some();
    document.metrics.retain(|item| is_metric(&item.code));
    for item in &mut document.metrics {
        item.value.guards.0.retain(|name| is_metric(name));
        item.value.dimensions.0.retain(|name| name.value == crate::query::TIME || is_dimension(name));
        if !item.target.metric.is_empty() && !is_metric(&item.target.metric) {
            item.value.target = Default::default();
        }
    }
    document.trees.retain(|tree| is_metric(&tree.root));
    for tree in &mut document.trees {
        tree.value.edges.retain(|edge| is_metric(&edge.from) && is_metric(&edge.to));
    }
    document.revisions.retain(|revision| is_metric(&revision.code));
    document.history.retain(|change| is_metric(&change.metric));
}
