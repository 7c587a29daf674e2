//! Windows and tests that hang on the bucket that is asked for.

use super::{Owner, Resolver};
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::{DatasetId, OverTime, Placing, StartTest, Window};

impl Resolver<'_> {
    /// A metric is placed in one way: a period, windows, or a test on the start; a stock has its own.
    pub(super) fn placing(
        &mut self,
        item: &At<MetricDoc>,
        dataset: DatasetId,
        over_time: Option<OverTime>,
        owner: Owner<'_>,
    ) -> Option<Placing> {
        let mut given: Vec<(&str, &At<String>)> = Vec::new();
        given.extend(Some(("period", &item.period)).filter(|_| !item.period.is_empty()));
        given.extend(item.window.first().map(|first| ("window", first)));
        given.extend(Some(("before_start", &item.before_start)).filter(|_| !item.before_start.is_empty()));
        given.extend(Some(("since_start", &item.since_start)).filter(|_| !item.since_start.is_empty()));
        let clash = match (over_time, given.as_slice()) {
            (Some(OverTime::Running | OverTime::Opening), [(key, place), ..]) => {
                Some(("over_time", *key, *place))
            }
            (Some(_), [(key, place), ..]) if *key != "period" => Some(("over_time", *key, *place)),
            (_, [(first, _), (second, place), ..]) => Some((*first, *second, *place)),
            _ => None,
        };
        if let Some((first, second, place)) = clash {
            self.report(place.mark(owner.error(&m::TWO_PLACINGS).arg("first", first).arg("second", second)));
            return None;
        }
        let mut placing = Placing::default();
        for text in item.window.iter() {
            let Some(window) = Window::parse(text) else {
                let error = m::BAD_WINDOW.error().arg("found", &text.value).at_field(owner.code);
                self.report(text.mark(error.hint(m::WINDOWS_ARE.text())));
                return None;
            };
            placing.windows.push(window);
        }
        for (name, is_before) in [(&item.before_start, true), (&item.since_start, false)] {
            if !name.is_empty() {
                let field = self.fact_date(name, dataset, owner)?;
                placing.start = Some(StartTest { field, is_before });
            }
        }
        Some(placing)
    }
}
