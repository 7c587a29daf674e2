//! Every metric of the sample by three dimensions.

use sandtable_engine::calendar::Grain;
use sandtable_engine::frame::Frame;
use sandtable_engine::model::{MetricId, Model};
use sandtable_engine::query::{self, Axis, Query};
use sandtable_engine::table::Table;
use sandtable_tests::real::{bind, load};
use sandtable_tests::{engine, model_sql, sample};

use crate::Case;

/// Metrics of one query of several: Spark copies every row for each of its distinct counts.
const AT_ONCE: usize = 8;

/// The sample: every metric as a whole, by month, by a place, and by another dimension that it reaches. Where there is
/// no other, by the one and the week together; where there is none at all, by week and by quarter. Without a time axis
/// by a third.
pub(crate) fn case() -> Case {
    let all: Vec<Table> = sample::files().iter().map(|(name, path)| load(name, path)).collect();
    let bound = bind(&sample::model_text(), all.clone());
    let model = bound.model().clone();
    let used = |table: &Table| model.datasets.iter().any(|dataset| dataset.table == table.name());
    let tables = all.into_iter().filter(used).collect();
    let mut asked = Vec::new();
    let mut together: Vec<(Query, Frame)> = Vec::new();
    let mut groups: Vec<(Vec<Axis>, Vec<u32>, Vec<String>)> = Vec::new();
    for (at, metric) in model.metrics.iter().enumerate() {
        let mut facts: Vec<u32> = Vec::new();
        let mut leaves = Vec::new();
        model_sql::leaves(&model, MetricId(at as u32), &mut leaves);
        facts.extend(leaves.iter().filter_map(|&leaf| model_sql::fact(&model, leaf)).map(|fact| fact.0));
        facts.sort_unstable();
        facts.dedup();
        for axes in ways(&model, &metric.code, at) {
            let query = asked_by(&metric.code, &axes);
            let frame = engine::run(&bound, &query, usize::MAX);
            asked.push((query, frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings)))));
        }
        // By the same dimensions as the other metrics of its facts.
        let number = facts.iter().map(|&fact| fact as usize).sum();
        for axes in ways(&model, &metric.code, number) {
            match groups.iter_mut().find(|group| group.0 == axes && group.1 == facts) {
                Some(group) => group.2.push(metric.code.clone()),
                None => groups.push((axes, facts.clone(), vec![metric.code.clone()])),
            }
        }
    }
    for (dimensions, _, metrics) in groups {
        for metrics in metrics.chunks(AT_ONCE) {
            let query =
                Query { metrics: metrics.to_vec(), dimensions: dimensions.clone(), ..Query::default() };
            let frame = engine::run(&bound, &query, usize::MAX);
            together.push((query, frame.expect("what is answered alone is answered together")));
        }
    }
    Case { bound, schema: "sample".to_owned(), tables, asked, together }
}

/// The axes that a metric is asked by. `number` chooses among its dimensions, so that all take their turns.
fn ways(model: &Model, metric: &str, number: usize) -> Vec<Vec<Axis>> {
    let by_time = |grain| vec![Axis::by("time", grain)];
    let has_time = !is_not_by_time(model, &asked_by(metric, &by_time(Grain::Month)));
    let reached = dimensions(model, metric, number, if has_time { 1 } else { 2 });
    let mut ways = vec![Vec::new()];
    if has_time {
        ways.push(by_time(Grain::Month));
        match reached.as_slice() {
            [] => ways.extend([Grain::Week, Grain::Quarter].map(by_time)),
            [only] => ways.push(vec![only.clone(), Axis::by("time", Grain::Week)]),
            _ => {}
        }
    }
    ways.extend(reached.into_iter().map(|axis| vec![axis]));
    ways
}

/// Whether a metric does not go on a time axis: it has no time, its source has none, or its period is fixed.
fn is_not_by_time(model: &Model, query: &Query) -> bool {
    let Some(axis) = query.dimensions.last() else { return false };
    let Err(findings) = query::plan(model, query) else { return false };
    let known = ["dimension_not_allowed", "no_time"];
    let is_known = findings.iter().all(|finding| known.contains(&finding.code.as_ref()));
    assert!(axis.grain.is_some() && is_known, "{}\n{query:?}", engine::render(&findings));
    true
}

fn asked_by(metric: &str, axes: &[Axis]) -> Query {
    Query { metrics: vec![metric.to_owned()], dimensions: axes.to_vec(), ..Query::default() }
}

/// A place and `others` dimensions that a metric reaches.
fn dimensions(model: &Model, metric: &str, number: usize, others: usize) -> Vec<Axis> {
    let reaches = |code: &str| query::plan(model, &asked_by(metric, &[Axis::new(code)])).is_ok();
    let codes = model.dimensions.iter().map(|dimension| dimension.code.as_str());
    let mut reached: Vec<&str> = codes.filter(|code| reaches(code)).collect();
    let place = ["region", "center", "source", "series"].into_iter().find(|place| reached.contains(place));
    reached.retain(|code| Some(*code) != place);
    let others = (0..others.min(reached.len())).map(|at| reached[(number + at) % reached.len()]);
    place.into_iter().chain(others).map(Axis::new).collect()
}
