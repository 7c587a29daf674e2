//! The queries behind a view: cards, sparklines, leaderboards, pivot, and the lists of the filter menu.

use sandtable_engine::model::{DatasetId, Model};
use sandtable_engine::query::{Axis, Limit, Query, Sort, SortBy, Test, Totals};

use super::fields::{applies, facts_of, field_info, has_time};
use super::filters::engine_filters;
use crate::state::{TIME, View};

/// Rows of a leaderboard before it is expanded.
pub const LEADERBOARD_ROWS: usize = 7;

/// Members that the filter menu lists at once.
pub const MEMBERS_LISTED: usize = 200;

/// Metrics that can be asked together, and the fields of filters that do not reach their facts.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricGroup {
    /// Metric codes.
    pub metrics: Vec<String>,
    /// The facts that they are computed from.
    pub facts: Vec<DatasetId>,
    /// Filters on these fields mean nothing for these facts.
    pub unreached: Vec<String>,
}

/// The chosen metrics by the facts below them: a filter that one fact cannot follow must not silence the others.
pub fn metric_groups(model: &Model, view: &View) -> Vec<MetricGroup> {
    let mut groups: Vec<MetricGroup> = Vec::new();
    for code in &view.metrics {
        let facts = facts_of(model, code);
        match groups.iter_mut().find(|group| group.facts == facts) {
            Some(group) => group.metrics.push(code.clone()),
            None => {
                let unreached = view
                    .filters
                    .iter()
                    .filter(|filter| !applies(model, &facts, &filter.field))
                    .map(|filter| filter.field.clone())
                    .collect();
                groups.push(MetricGroup { metrics: vec![code.clone()], facts, unreached });
            }
        }
    }
    groups
}

/// The view of these metrics together, without filters that one of their facts cannot follow; the fields of those are
/// told. Without a common time axis there is no period.
pub fn reached_view(model: &Model, view: &View, metrics: Vec<String>) -> (View, Vec<String>) {
    let facts: Vec<DatasetId> = metrics.iter().flat_map(|code| facts_of(model, code)).collect();
    let (filters, left) =
        view.filters.iter().cloned().partition::<Vec<_>, _>(|filter| applies(model, &facts, &filter.field));
    let period = view.period.filter(|_| has_time(model, &facts));
    let left = left.into_iter().map(|filter| filter.field).collect();
    (View { metrics, filters, period, ..view.clone() }, left)
}

/// Filters and period of a view, and nothing to compute yet.
fn base(view: &View, except: Option<&str>) -> Query {
    Query { filters: engine_filters(&view.filters, except), period: view.period, ..Query::default() }
}

/// An axis as the engine writes it: times get the view's grain.
pub(super) fn axis(model: &Model, view: &View, field: &str) -> Axis {
    match field_info(model, field) {
        Some(info) if info.is_time() => Axis::by(field, view.grain),
        _ => Axis::new(field),
    }
}

/// The big numbers.
pub fn totals(view: &View, metrics: &[String]) -> Query {
    Query { metrics: metrics.to_vec(), ..base(view, None) }
}

/// The course of the big numbers; none without a time axis.
pub fn sparklines(model: &Model, view: &View, group: &MetricGroup) -> Option<Query> {
    has_time(model, &group.facts).then(|| Query {
        metrics: group.metrics.clone(),
        dimensions: vec![Axis::by(TIME, view.grain)],
        sort: vec![Sort { by: SortBy::Dimension(0), descending: false }],
        all_members: true,
        ..base(view, None)
    })
}

/// The members of a dimension by the leading metric, greatest first, with the total for shares. Members filtered on
/// this very dimension stay in the list.
pub fn leaderboard(model: &Model, view: &View, field: &str, rows: usize) -> Option<Query> {
    let metric = view.metrics.first()?;
    Some(Query {
        metrics: vec![metric.clone()],
        dimensions: vec![axis(model, view, field)],
        sort: vec![Sort { by: SortBy::Metric(metric.clone()), descending: true }],
        limit: Some(Limit { keep: rows, dimension: None, others: false }),
        totals: Totals::Grand,
        ..base(view, Some(field))
    })
}

/// The table: all chosen metrics that reach its dimensions.
pub fn pivot_query(model: &Model, view: &View) -> Option<Query> {
    let dimensions: Vec<Axis> = view.dimensions().map(|field| axis(model, view, field)).collect();
    if dimensions.is_empty() {
        return None;
    }
    let metrics = tabled_metrics(model, view);
    let lead = metrics.first()?.clone();
    let limit = view.top.filter(|_| view.rows.first().is_some_and(|row| row != TIME));
    let order = match &view.sort {
        Some(sort) => sort.clone(),
        None if limit.is_none() && is_time(model, &view.rows[0]) => {
            Sort { by: SortBy::Dimension(0), descending: false }
        }
        None => Sort { by: SortBy::Metric(lead), descending: true },
    };
    Some(Query {
        metrics,
        sort: vec![order],
        limit: limit.map(|keep| Limit { keep, dimension: Some(0), others: view.others }),
        // Groups show their own value, recomputed from rows: it is never summed from cells.
        totals: if dimensions.len() > 1 { Totals::All } else { Totals::Grand },
        dimensions,
        ..base(view, None)
    })
}

/// The chosen metrics whose facts reach all dimensions and filters of the view.
pub fn tabled_metrics(model: &Model, view: &View) -> Vec<String> {
    let is_reached = |code: &&String| {
        let facts = facts_of(model, code);
        let fields = view.filters.iter().map(|filter| filter.field.as_str());
        view.dimensions().chain(fields).all(|field| applies(model, &facts, field))
    };
    view.metrics.iter().filter(is_reached).cloned().collect()
}

/// Members of a field for the filter menu, greatest first, whose text contains `search`.
pub fn members(model: &Model, view: &View, field: &str, search: &str) -> Option<Query> {
    let mut query = leaderboard(model, view, field, MEMBERS_LISTED)?;
    query.totals = Totals::None;
    let search = search.trim();
    if !search.is_empty() {
        query.filters.push(sandtable_engine::query::Filter::test(field, Test::Contains(search.to_owned())));
    }
    Some(query)
}

pub(super) fn is_time(model: &Model, field: &str) -> bool {
    field_info(model, field).is_some_and(|info| info.is_time())
}
