//! Which chart answers a question, and what to ask for it.
//!
//! Six series have colours of their own, and what is left is one more in grey. Where several members are left, it is
//! 其他. Where one is left alone, 其他 would take its place and hide its name: it stays grey, being the least, and is
//! called by its name. How many are left is asked once the chart is there ([`ChartPlan::rest_query`]), so that nobody
//! waits for it: the picture stays, the name comes.

use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::model::Model;
use sandtable_engine::query::{Axis, Limit, Query, Sort, SortBy};

use super::fields::{applies, facts_of, has_time, is_additive};
use super::filters::engine_filters;
use super::questions::{axis, is_time};
use crate::charts::MAX_MEMBERS;
use crate::state::{Chart, TIME, View};

/// Members on a category axis; the table has the rest.
const CATEGORIES: usize = 30;
/// Points of a scatter chart.
const POINTS: usize = 500;
/// From so many members on, two metrics are easier read against each other than side by side.
const SCATTER_FROM: usize = 12;

/// What is asked for a chart, and what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartPlan {
    /// The chart; for two metrics by one dimension the number of members decides, see [`drawn_as`].
    pub kind: Chart,
    /// Whether the reader chose it.
    pub is_chosen: bool,
    /// The field of the categories; the query's first dimension.
    pub category: String,
    /// The field of the series; the query's second dimension. Without it, each metric is a series.
    pub series: Option<String>,
    /// The metrics of the query.
    pub metrics: Vec<String>,
    /// What to ask.
    pub query: Query,
}

impl ChartPlan {
    /// What to ask to learn who is left over in this answer; none where no 其他 is drawn.
    pub fn rest_query(&self, frame: &Frame) -> Option<Query> {
        let series = frame.dimensions().nth(1).filter(|_| self.series.is_some())?;
        series.nulls.contains(&Null::Other).then(|| Query {
            dimensions: self.query.dimensions.get(1).cloned().into_iter().collect(),
            // One more than can be named tells that there are several.
            limit: Some(Limit { keep: MAX_MEMBERS + 2, dimension: None, others: false }),
            all_members: false,
            ..self.query.clone()
        })
    }
}

/// The two dimensions that a chart has room for: time along, others across.
fn axes(model: &Model, view: &View) -> (Option<String>, Vec<String>) {
    let time = view.dimensions().find(|field| is_time(model, field)).map(str::to_owned);
    let others =
        view.dimensions().filter(|field| Some(*field) != time.as_deref()).map(str::to_owned).collect();
    (time, others)
}

/// The charts that can show the question, the one that follows from it first.
pub fn chart_choices(model: &Model, view: &View) -> Vec<Chart> {
    let Some(lead) = view.metrics.first() else { return Vec::new() };
    let (time, others) = axes(model, view);
    let stacks = is_additive(model, lead);
    let mut choices = match (time.is_some(), others.len()) {
        (true, 0) => vec![Chart::Line, Chart::Bar],
        (true, _) => vec![Chart::Line, Chart::Stacked, Chart::Bar, Chart::Heatmap],
        (false, 0) if has_time(model, &facts_of(model, lead)) => vec![Chart::Line, Chart::Bar],
        (false, 0) => Vec::new(),
        (false, 1) if view.metrics.len() == 2 => vec![Chart::Scatter, Chart::Bar],
        (false, 1) if view.metrics.len() > 2 => vec![Chart::Bar, Chart::Scatter],
        (false, 1) => vec![Chart::Bar],
        (false, _) => vec![Chart::Heatmap, Chart::Stacked, Chart::Bar],
    };
    choices.retain(|chart| *chart != Chart::Stacked || stacks);
    choices
}

/// What to ask for the chart of a view; none where there is nothing to draw along.
pub fn chart_plan(model: &Model, view: &View) -> Option<ChartPlan> {
    let choices = chart_choices(model, view);
    let chosen = view.chart.filter(|chart| choices.contains(chart));
    let kind = chosen.or_else(|| choices.first().copied())?;
    let lead = view.metrics.first()?.clone();
    let (time, others) = axes(model, view);
    let (category, series) = match (time, others.as_slice()) {
        (Some(time), others) => (time, others.first().cloned()),
        (None, []) => (TIME.to_owned(), None),
        (None, [only]) => (only.clone(), None),
        (None, [first, second, ..]) => (second.clone(), Some(first.clone())),
    };
    let metrics = match kind {
        Chart::Scatter => view.metrics.iter().take(2).cloned().collect(),
        _ if series.is_some() => vec![lead.clone()],
        _ => alike(model, view, &category),
    };
    let mut plan =
        ChartPlan { kind, is_chosen: chosen.is_some(), category, series, metrics, query: Query::default() };
    plan.query = query(model, view, &plan, lead);
    Some(plan)
}

fn query(model: &Model, view: &View, plan: &ChartPlan, lead: String) -> Query {
    let along_time = is_time(model, &plan.category);
    let mut dimensions: Vec<Axis> = vec![axis(model, view, &plan.category)];
    dimensions.extend(plan.series.as_deref().map(|field| axis(model, view, field)));
    let by_value = Sort { by: SortBy::Metric(lead), descending: true };
    let by_category = Sort { by: SortBy::Dimension(0), descending: false };
    let limit = |keep, dimension, others| Some(Limit { keep, dimension: Some(dimension), others });
    let limit = match (plan.kind, &plan.series) {
        // What is left of six colours is one series, recomputed from rows.
        (Chart::Line | Chart::Bar | Chart::Stacked, Some(_)) => limit(MAX_MEMBERS, 1, view.others),
        (Chart::Heatmap, _) => limit(CATEGORIES, 1, false),
        (Chart::Scatter, _) => limit(POINTS, 0, false),
        _ if along_time => None,
        _ => limit(view.top.unwrap_or(CATEGORIES), 0, view.others && view.top.is_some()),
    };
    Query {
        metrics: plan.metrics.clone(),
        dimensions,
        filters: engine_filters(&view.filters, None),
        period: view.period,
        sort: vec![if along_time && limit.is_none() { by_category } else { by_value }],
        limit,
        all_members: along_time,
        ..Query::default()
    }
}

/// The chosen metrics that can share the axis of the first: same unit and format, and by facts that reach the axis.
fn alike(model: &Model, view: &View, category: &str) -> Vec<String> {
    let metric = |code: &str| model.find_metric(code).map(|id| model.metric(id));
    let Some(lead) = view.metrics.first().and_then(|code| metric(code)) else { return Vec::new() };
    let reached = |code: &str| {
        let facts = facts_of(model, code);
        let filters = view.filters.iter().map(|filter| filter.field.as_str());
        filters.chain([category]).all(|field| applies(model, &facts, field))
    };
    let mut alike: Vec<String> = vec![lead.code.clone()];
    for code in view.metrics.iter().skip(1) {
        let shares_axis =
            metric(code).is_some_and(|other| other.unit == lead.unit && other.format == lead.format);
        if shares_axis && reached(code) && alike.len() < MAX_MEMBERS {
            alike.push(code.clone());
        }
    }
    alike
}

/// The chart as it is drawn: a scatter of a handful of points tells less than bars.
pub fn drawn_as(plan: &ChartPlan, frame: &Frame) -> Chart {
    match plan.kind {
        Chart::Scatter if !plan.is_chosen && frame.rows() < SCATTER_FROM => Chart::Bar,
        kind => kind,
    }
}
