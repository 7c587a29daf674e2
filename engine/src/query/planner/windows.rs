//! Windows over the groups of an answer: what they name, and what cannot be added up.

use super::Planner;
use crate::diag::Message;
use crate::formula::{self, Function, RowExpr, WindowFunction, Windowed};
use crate::limits::Limits;
use crate::model::{Aggregate, Definition, MetricId};
use crate::query::plan::{FactPlan, PlanWindow, Shown};
use crate::query::{Query, RowColumn};

const NOT_A_WINDOW: Message = Message::new(
    "not_a_window",
    "{found} 不是窗口，应写成 `函数(指标) over (…)`",
    "`{found}` is no window, expected `function(metric) over (…)`",
);
const NOT_IN_ANSWER: Message = Message::new(
    "not_in_answer",
    "{found} 不是指标，也不是查询的维度",
    "`{found}` is neither a metric nor a dimension of the query",
);
const NOT_ADDITIVE: Message = Message::new(
    "not_additive",
    "{metric} 的各组不能相加或平均",
    "the groups of `{metric}` cannot be added or averaged",
);
const USE_TOTAL: Message = Message::new(
    "use_total",
    "用 total({metric}) over (…)，它从明细行重新计算",
    "use total({metric}) over (…), which is recomputed from rows",
);
const NOT_PLAIN: Message = Message::new(
    "window_over_windows",
    "{metric} 取的不是各组自己的行（存量、周期、窗口或 days()），不能再对几个组合计",
    "`{metric}` takes other rows than those of its groups (a stock, a period, a window or `days()`), so several groups \
     have no total",
);
const OF_METRIC: Message = Message::new(
    "window_of_dimension",
    "{function} 要对指标计算，{found} 是维度",
    "`{function}` takes a metric, `{found}` is a dimension",
);

impl Planner<'_> {
    pub(super) fn windows(&mut self, query: &Query) -> Vec<PlanWindow> {
        query.windows.iter().filter_map(|column| self.window(query, column)).collect()
    }

    fn window(&mut self, query: &Query, column: &RowColumn) -> Option<PlanWindow> {
        let code = column.field.as_str();
        let text = column.expr.as_deref().unwrap_or(code);
        let window = match formula::parse_row(text, &Limits::default()) {
            Ok(RowExpr::Window(window)) => window,
            Ok(RowExpr::Each(_)) => {
                self.errors.push(NOT_A_WINDOW.error().arg("found", text).at_field(code));
                return None;
            }
            Err(errors) => {
                self.errors.extend(errors.into_iter().map(|error| error.at_field(code)));
                return None;
            }
        };
        let window = window.try_map(&mut |name: &String, _| self.shown(query, name))?;
        self.check_of(&window, query, code)?;
        Some(PlanWindow { code: code.to_owned(), window })
    }

    fn shown(&mut self, query: &Query, name: &str) -> Option<Shown> {
        if let Some(at) = query.dimensions.iter().position(|axis| axis.field == name) {
            return Some(Shown::Axis(at));
        }
        let found = self.model.find_metric(name).map(Shown::Metric);
        if found.is_none() {
            self.errors.push(NOT_IN_ANSWER.error().arg("found", name).at_field(name));
        }
        found
    }

    fn check_of(&mut self, window: &Windowed<Shown>, query: &Query, code: &str) -> Option<()> {
        use WindowFunction::{Avg, Count, Max, Min, Share, Sum, Total};
        let function = window.function;
        let id = match window.of {
            None => return Some(()),
            Some(Shown::Metric(id)) => id,
            Some(Shown::Axis(at)) => {
                if matches!(function, Avg | Count | Max | Min | Share | Sum | Total) {
                    let error = OF_METRIC
                        .error()
                        .arg("function", function.word())
                        .arg("found", &query.dimensions[at].field);
                    self.errors.push(error.at_field(code));
                    return None;
                }
                return Some(());
            }
        };
        let metric = &self.model.metric(id).code;
        if matches!(function, Sum | Avg) && !self.is_additive(id) {
            let hint = USE_TOTAL.text().with("metric", metric);
            self.errors.push(NOT_ADDITIVE.error().arg("metric", metric).at_field(code).hint(hint));
            return None;
        }
        if matches!(function, Share | Total) && !self.is_plain(id) {
            self.errors.push(NOT_PLAIN.error().arg("metric", metric).at_field(code));
            return None;
        }
        Some(())
    }

    /// Groups beyond a bridge overlap: they do not add up, whatever the metric.
    pub(super) fn check_overlaps(&mut self, facts: &[FactPlan], windows: &[PlanWindow]) {
        for PlanWindow { code, window } in windows {
            let Some(Shown::Metric(id)) = window.of else { continue };
            let is_overlapping = |fact: &FactPlan| {
                fact.bridges.iter().any(|bridge| !bridge.axes.is_empty())
                    && fact.measures.iter().any(|measure| measure.metric == id)
            };
            let adds = matches!(window.function, WindowFunction::Sum | WindowFunction::Avg);
            if adds && facts.iter().any(is_overlapping) {
                let metric = &self.model.metric(id).code;
                let hint = USE_TOTAL.text().with("metric", metric);
                self.errors
                    .push(NOT_ADDITIVE.error().arg("metric", metric).at_field(code.as_str()).hint(hint));
            }
        }
    }

    /// Whether groups of a metric add up to what they have together.
    fn is_additive(&self, id: MetricId) -> bool {
        let base = match &self.model.metric(id).definition {
            Definition::Derived { base, .. } => *base,
            _ => id,
        };
        let adds_up = match &self.model.metric(base).definition {
            Definition::Atomic { aggregate, .. } => {
                matches!(aggregate, Aggregate::Count | Aggregate::CountRows | Aggregate::Sum)
            }
            _ => false,
        };
        adds_up && self.is_plain(id)
    }

    /// Whether a metric takes the rows of its own group and no others.
    fn is_plain(&self, id: MetricId) -> bool {
        match &self.model.metric(id).definition {
            Definition::Atomic { over_time, .. } => over_time.is_none(),
            Definition::Derived { base, period, placing, .. } => {
                period.is_none() && placing.is_plain() && self.is_plain(*base)
            }
            Definition::Composite { formula, .. } => {
                !formula.calls(Function::Days)
                    && formula.names().into_iter().all(|&below| self.is_plain(below))
            }
        }
    }
}
