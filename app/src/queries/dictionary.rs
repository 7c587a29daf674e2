//! The dictionary: which metrics a search and its filters leave.

use sandtable_engine::model::search::SearchKeys;
use sandtable_engine::model::{Layer, Metric, Model, State};

/// What the list is narrowed to. Empty texts narrow nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookup {
    /// Name, code, alias, English, pinyin or initials.
    pub search: String,
    /// One layer.
    pub layer: Option<Layer>,
    /// One station of life.
    pub state: Option<State>,
    /// One domain.
    pub domain: String,
    /// One owner.
    pub owner: String,
    /// One tag.
    pub tag: String,
}

/// Positions of the metrics that a lookup leaves: by fit where something is searched, else by layer as in the model.
pub fn look_up(model: &Model, keys: &[SearchKeys], lookup: &Lookup) -> Vec<u32> {
    let fits = |metric: &Metric| {
        let own = &metric.governance;
        lookup.layer.is_none_or(|layer| metric.definition.layer() == layer)
            && lookup.state.is_none_or(|state| own.state == state)
            && (lookup.domain.is_empty() || own.domain == lookup.domain)
            && (lookup.owner.is_empty() || own.owner == lookup.owner)
            && (lookup.tag.is_empty() || metric.tags.contains(&lookup.tag))
    };
    let search = lookup.search.trim();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (at, metric) in model.metrics.iter().enumerate().filter(|(_, metric)| fits(metric)) {
        let rank = match search {
            "" => Some(2 - metric.definition.layer() as u32),
            _ => keys.get(at).and_then(|keys| keys.rank(search)),
        };
        found.extend(rank.map(|rank| (rank, at as u32)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Every value that a filter of the list can take, in order.
pub fn values_of(model: &Model, of: impl Fn(&Metric) -> Vec<String>) -> Vec<String> {
    let mut values: Vec<String> =
        model.metrics.iter().flat_map(of).filter(|value| !value.is_empty()).collect();
    values.sort();
    values.dedup();
    values
}
