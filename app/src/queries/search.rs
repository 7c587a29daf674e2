//! Finding metrics by name, code or alias.

use sandtable_engine::model::{Layer, Metric, Model};

/// A metric in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its code.
    pub code: String,
    /// Its position in the model.
    pub at: usize,
}

/// The metrics whose names, code or aliases hold every word of `search`, by layer: composites, which tell most, first.
/// Layers without a find are left out.
pub fn metric_list(model: &Model, search: &str) -> Vec<(Layer, Vec<Listed>)> {
    let words: Vec<String> = search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    [Layer::Composite, Layer::Derived, Layer::Atomic]
        .into_iter()
        .map(|layer| {
            let listed = model
                .metrics
                .iter()
                .enumerate()
                .filter(|(_, metric)| metric.definition.layer() == layer)
                .filter(|(_, metric)| words.iter().all(|word| answers(metric, word)))
                .map(|(at, metric)| Listed { code: metric.code.clone(), at })
                .collect::<Vec<_>>();
            (layer, listed)
        })
        .filter(|(_, listed)| !listed.is_empty())
        .collect()
}

fn answers(metric: &Metric, word: &str) -> bool {
    let mut names = [&metric.code, &metric.label.zh, &metric.label.en].into_iter().chain(&metric.aliases);
    names.any(|name| name.to_lowercase().contains(word))
}
