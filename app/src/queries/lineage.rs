//! What a metric rests on and what a change of it touches.

use sandtable_engine::model::lineage::{Source, dependents};
use sandtable_engine::model::{MetricId, Model, tree};
use sandtable_engine::sandbox::SourceFile;

use crate::state::View;

/// What a change of a metric touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// Metrics that use it, nearest first.
    pub metrics: Vec<MetricId>,
    /// Trees that it stands in, by position.
    pub trees: Vec<usize>,
    /// Whether the view shows it.
    pub in_view: bool,
}

/// What a change of the metric touches.
pub fn touched(model: &Model, view: &View, id: MetricId) -> Touched {
    let stands_in = |at: &usize| tree::metrics(model, &model.trees[*at]).contains(&id);
    Touched {
        metrics: dependents(model, Source::Metric(id)),
        trees: (0..model.trees.len()).filter(stands_in).collect(),
        in_view: view.metrics.contains(&model.metric(id).code),
    }
}

/// The file that a table came from; the table itself where no file is known.
pub fn file_of(sources: &[SourceFile], table: &str) -> String {
    let found = sources.iter().find(|source| source.options.table == table);
    found.map_or_else(|| table.to_owned(), |source| source.file.clone())
}
