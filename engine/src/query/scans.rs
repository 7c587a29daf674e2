//! How a fact's aggregates are scanned: together, or by days where a window or a stock asks for it. The executor and
//! the SQL writer both go by this.

use crate::calendar::{Date, Period};
use crate::diag::{Diagnostic, Message};
use crate::model::{Model, OverTime, Placing};
use crate::query::plan::{FactPlan, Measure, Plan, PlanAxis, Target};
use crate::text::Text;

const PERIOD_CONFLICT: Message = Message::new(
    "period_conflict",
    "指标 {metric} 的周期与查询的时间冲突：{why}",
    "the period of `{metric}` contradicts the query: {why}",
);

/// Aggregates of one fact that are scanned together.
#[derive(Clone, Debug)]
pub(crate) struct ScanPlan<'p> {
    /// Which.
    pub(crate) measures: Vec<&'p Measure>,
    /// How they count over time.
    pub(crate) way: Way,
}

/// How an aggregate counts over time. Aggregates of one way share a scan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Way {
    /// Rows of the period that is asked for, in their own buckets.
    Plain,
    /// By days: a period anchored at each bucket, or one day of it.
    ByDay(ByDay),
    /// Rows of windows that hang on each bucket.
    Windows(Placing),
    /// Rows compared with the first day, on this time axis: other rows for its buckets than for the whole.
    Starts(usize),
}

/// Windows over days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ByDay {
    /// The time axis of the answer whose buckets are windows.
    pub(crate) time_axis: Option<usize>,
    /// The period whose days count: anchored anew at each bucket, or at the day that counts as today.
    pub(crate) period: Option<Period>,
    /// Take one day of the window only.
    pub(crate) over_time: Option<OverTime>,
}

impl ScanPlan<'_> {
    /// The days that a bucket shows; none for a plain scan.
    pub(crate) fn by_day(&self) -> Option<ByDay> {
        match self.way {
            Way::ByDay(by_day) => Some(by_day),
            Way::Plain | Way::Windows(_) | Way::Starts(_) => None,
        }
    }
}

impl Way {
    fn of(measure: &Measure, time_axis: Option<usize>) -> Self {
        let period = measure.period.filter(|_| time_axis.is_some() || measure.over_time.is_some());
        match (&measure.placing, time_axis) {
            (placing, _) if !placing.windows.is_empty() => Self::Windows(placing.clone()),
            (placing, Some(axis)) if placing.start.is_some() => Self::Starts(axis),
            _ if period.is_some() || measure.over_time.is_some() => {
                Self::ByDay(ByDay { time_axis, period, over_time: measure.over_time })
            }
            _ => Self::Plain,
        }
    }
}

impl ByDay {
    /// Whether buckets show other days than their own, so that the query's time range does not apply.
    pub(crate) fn is_anchored(&self) -> bool {
        self.time_axis.is_some() && self.period.is_some()
    }
}

impl PlanAxis {
    /// Whether it is a time axis in buckets.
    pub(crate) fn is_time(&self) -> bool {
        self.grain.is_some() || self.target == Target::Time
    }
}

impl Plan {
    /// The axis that shows the date by which a fact is placed in time.
    pub(crate) fn time_axis(&self, fact: &FactPlan) -> Option<usize> {
        (0..self.axes.len())
            .find(|&at| self.axes[at].is_time() && fact.axes.get(at).map(|reach| reach.field) == fact.time)
    }

    /// The scans of a fact, the plain one first.
    ///
    /// # Errors
    /// Periods that contradict the query; `resolve` gives the days of one, if they are known.
    pub(crate) fn scans<'p>(
        &self,
        model: &Model,
        fact: &'p FactPlan,
        as_of: Option<Date>,
        resolve: &dyn Fn(Period) -> Option<(Date, Date)>,
    ) -> Result<Vec<ScanPlan<'p>>, Vec<Diagnostic>> {
        let time_axis = self.time_axis(fact);
        let mut scans = vec![ScanPlan { measures: Vec::new(), way: Way::Plain }];
        let mut errors = Vec::new();
        for measure in &fact.measures {
            if let Err(error) = self.check_period(model, measure, time_axis.is_some(), as_of, resolve) {
                errors.push(error);
                continue;
            }
            let way = Way::of(measure, time_axis);
            match scans.iter_mut().find(|scan| scan.way == way) {
                Some(scan) => scan.measures.push(measure),
                None => scans.push(ScanPlan { measures: vec![measure], way }),
            }
        }
        if errors.is_empty() { Ok(scans) } else { Err(errors) }
    }

    fn check_period(
        &self,
        model: &Model,
        measure: &Measure,
        is_on_time_axis: bool,
        as_of: Option<Date>,
        resolve: &dyn Fn(Period) -> Option<(Date, Date)>,
    ) -> Result<(), Diagnostic> {
        let Some(period) = measure.period else { return Ok(()) };
        let conflict = |why: Text, hint: Text| {
            let code = &model.metric(measure.metric).code;
            Err(PERIOD_CONFLICT.error().arg("metric", code).arg_text("why", &why).at_field(code).hint(hint))
        };
        if is_on_time_axis {
            if let Period::Between(..) = period {
                return conflict(
                    Text::new("固定的周期不能放在时间轴上", "a fixed period does not go on a time axis"),
                    Text::new(
                        "去掉时间维度，或改用不带周期的指标",
                        "leave the time dimension out, or take the metric without its period",
                    ),
                );
            }
            return Ok(());
        }
        let (Some(range), Some(own)) = (self.period.and_then(resolve), resolve(period)) else {
            return Ok(());
        };
        if own.0 < range.0 || own.1.min(as_of.unwrap_or(own.1)) > range.1 {
            return conflict(
                Text::new(
                    format!("指标取 {} ～ {}，查询限定 {} ～ {}", own.0, own.1, range.0, range.1),
                    format!("it takes {} to {}, the query {} to {}", own.0, own.1, range.0, range.1),
                ),
                Text::new(
                    "去掉查询的时间范围，或把数据截止日设到范围之内",
                    "remove the query's time range, or set as-of inside it",
                ),
            );
        }
        Ok(())
    }
}
