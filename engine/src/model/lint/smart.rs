//! SMART, letter by letter: specific, measurable, achievable, relevant, time-bound.

use serde::{Deserialize, Serialize};

use crate::model::document::Document;
use crate::model::naming::Parts;
use crate::model::{Definition, Format, Metric, MetricId, Model, TargetValue};
use crate::text::Text;

/// Targets that ask for more than this change are doubtful.
const DOUBTFUL: f64 = 0.3;
/// Targets that ask for more than this change are refused.
const REFUSED: f64 = 1.0;

/// One letter's verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// S, M, A, R or T.
    pub letter: char,
    /// Whether it holds; none where it cannot be told yet.
    pub holds: Option<bool>,
    /// Why.
    pub why: Text,
}

/// The five letters, in order.
pub type Smart = [Letter; 5];

/// Looks at a metric; `value` is what it is now, in its own unit, where known.
pub fn smart(document: &Document, model: &Model, id: MetricId, value: Option<f64>) -> Smart {
    let metric = model.metric(id);
    [
        specific(model, metric),
        measurable(metric),
        achievable(metric, value),
        relevant(document, model, metric),
        time_bound(model, id),
    ]
}

fn letter(letter: char, holds: Option<bool>, zh: &str, en: &str) -> Letter {
    Letter { letter, holds, why: Text::new(zh, en) }
}

fn specific(model: &Model, metric: &Metric) -> Letter {
    let bearers = model
        .metrics
        .iter()
        .filter(|other| other.label == metric.label || other.aliases.contains(&metric.label.zh));
    match (bearers.count(), metric.description.is_empty()) {
        (1, false) => letter('S', Some(true), "名称唯一，口径写明", "one name, and its definition in words"),
        (1, true) => letter('S', Some(false), "没有业务口径", "no definition in words"),
        _ => letter('S', Some(false), "名称与别的指标重复", "another metric has the same name"),
    }
}

fn measurable(metric: &Metric) -> Letter {
    if metric.unit.is_empty() && metric.format != Format::Percent {
        return letter('M', Some(false), "没有单位", "no unit");
    }
    match metric.governance.target {
        Some(_) => letter('M', Some(true), "算得出，有单位，有目标值", "computed, with unit and target"),
        None => letter('M', Some(true), "算得出，有单位", "computed, with unit"),
    }
}

fn achievable(metric: &Metric, value: Option<f64>) -> Letter {
    let Some(target) = &metric.governance.target else {
        return letter('A', None, "还没有目标", "no target yet");
    };
    let (TargetValue::Number(target), Some(value)) = (target.value, value.filter(|value| *value != 0.0))
    else {
        return letter('A', None, "要有当前值才能判断", "needs the present value");
    };
    let change = (target - value).abs() / value.abs();
    let percent = format!("{:.0}%", change * 100.0);
    let words = |zh: &str, en: &str| Text::new(format!("{zh} {percent}"), format!("{en} {percent}"));
    let (holds, why) = if change > REFUSED {
        (Some(false), words("不现实：与当前值相差", "not realistic: the change asked for is"))
    } else if change > DOUBTFUL {
        (None, words("偏高：与当前值相差", "ambitious: the change asked for is"))
    } else {
        (Some(true), words("与当前值相差", "the change asked for is"))
    };
    Letter { letter: 'A', holds, why }
}

fn relevant(document: &Document, model: &Model, metric: &Metric) -> Letter {
    let in_tree = document.trees.iter().any(|tree| {
        tree.root.value == metric.code
            || tree.edges.iter().any(|edge| edge.from.value == metric.code || edge.to.value == metric.code)
    });
    if in_tree {
        return letter('R', Some(true), "在北极星指标树里", "part of a north-star tree");
    }
    let is_guard = model.metrics.iter().any(|other| other.governance.guards.contains(&metric.code));
    if is_guard {
        return letter('R', Some(true), "是别的指标的护栏", "guards another metric");
    }
    match metric.tags.is_empty() && metric.governance.domain.is_empty() {
        true => letter('R', Some(false), "不在指标树，也不属于任何主题域", "in no tree and no domain"),
        false => letter('R', Some(true), "属于主题域", "belongs to a domain"),
    }
}

fn time_bound(model: &Model, id: MetricId) -> Letter {
    let metric = model.metric(id);
    let has_deadline = metric.governance.target.as_ref().is_some_and(|target| !target.by.is_empty());
    let has_period = match &metric.definition {
        Definition::Derived { .. } => Parts::of(model, id).is_some_and(|parts| parts.period.is_some()),
        _ => false,
    };
    match (has_deadline, has_period) {
        (true, _) => letter('T', Some(true), "目标有期限", "the target has a deadline"),
        (false, true) => letter('T', Some(true), "绑定了时间周期", "bound to a period"),
        (false, false) => letter('T', None, "由页面的周期补上", "the page's period is bound to it"),
    }
}
