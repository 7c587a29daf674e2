//! What a node of a metric tree reads: value, change and course under the filters and the period of the sandbox.

use leptos::prelude::*;
use sandtable_engine::calendar::{Date, Period};
use sandtable_engine::frame::FrameColumn;
use sandtable_engine::model::Polarity;

use crate::charts::{Sparkline, Theme};
use crate::components::t;
use crate::format;
use crate::i18n::{self as i, Lang};
use crate::queries::{
    bucket_start, grain_of, metric_compact, metric_full, metric_groups, not_reached, number_format,
    preceding, reached_view, sparklines, totals,
};
use crate::session::{Priority, Session, Shown};
use crate::state::{Store, View};

/// Over a period its value, and the change from the dates before; else the value of the last bucket, and the change from
/// the one before that.
#[component]
pub(super) fn Reading(code: String, polarity: Polarity) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let own = StoredValue::new(code);
    // Filters that this metric's facts cannot follow are told beside its value.
    let reached = Memo::new(move |_| {
        model.with(|model| store.view().with(|view| reached_view(model, view, vec![own.get_value()])))
    });
    let period = Memo::new(move |_| reached.with(|(view, _)| view.period));
    let course = session.ask(Priority::Background, move || {
        model.with(|model| {
            reached.with(|(view, _)| sparklines(model, view, metric_groups(model, view).first()?))
        })
    });
    let whole = session.ask(Priority::Background, move || {
        period.get()?;
        Some(reached.with(|(view, _)| totals(view, &view.metrics)))
    });
    let before = Memo::new(move |_| {
        let as_of = whole.with(|shown| shown.frame.as_ref()?.as_of)?;
        Some(preceding(period.get()?, as_of, model.with(|model| model.fiscal_start_month).max(1)))
    });
    let base = session.ask(Priority::Background, move || {
        let (first, last) = before.get()?;
        let period = Some(Period::Between(first, last));
        Some(reached.with(|(view, _)| totals(&View { period, ..view.clone() }, &view.metrics)))
    });
    let value = move |in_full: bool| {
        let write = if in_full { metric_full } else { metric_compact };
        match period.get() {
            Some(_) => whole.with(|shown| Some(write(column_of(shown)?, 0, lang.get()))),
            None => course.with(|shown| Some(write(column_of(shown)?, last_row(shown)?, lang.get()))),
        }
    };
    let change = Memo::new(move |_| {
        let number = |shown: &Shown| column_of(shown)?.number(0);
        let (now, past) = match period.get() {
            Some(_) => (whole.with(number)?, base.with(number)?),
            None => course.with(|shown| {
                let (column, row) = (column_of(shown)?, last_row(shown)?);
                Some((column.number(row)?, column.number(row.checked_sub(1)?)?))
            })?,
        };
        let shown = if period.get().is_some() { whole } else { course };
        shown.with(|shown| Some(change_of(column_of(shown)?, now, past, polarity, lang.get())))
    });
    let values = Memo::new(move |_| {
        course.with(|shown| {
            let rows = shown.frame.as_ref().map_or(0, |frame| frame.rows());
            column_of(shown)
                .map(|column| (0..rows).map(|row| column.number(row)).collect())
                .unwrap_or_default()
        })
    });
    let bucket = move || match period.get() {
        Some(_) => None,
        None => course.with(|shown| {
            let column = shown.frame.as_ref()?.dimensions().next()?;
            Some(format::period(bucket_start(column, last_row(shown)?)?, grain_of(column)?, lang.get()))
        }),
    };
    let against = move || {
        let lang = lang.get();
        let dates = |(first, last): (Date, Date)| format::day_range(first, last, lang);
        match before.get() {
            Some(before) => i::TREE_CHANGE_FROM.fill(lang, &[("dates", &dates(before))]),
            None => i::TREE_CHANGE.get(lang).to_owned(),
        }
    };
    let unfiltered = move || {
        reached.with(|(_, left)| {
            (!left.is_empty()).then(|| model.with(|model| not_reached(model, left, lang.get())))
        })
    };
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    view! {
        <strong class="tree-value" title=move || value(true)>{move || value(false).unwrap_or_else(|| format::MISSING.to_owned())}</strong>
        <span class="tree-change small" data-good=move || change.get().and_then(|(_, good)| good) title=against>
            {move || change.get().map(|(words, _)| words)}
        </span>
        <Sparkline values=values theme=theme/>
        <span class="quiet small tree-bucket">{bucket}</span>
        {move || unfiltered().map(|why| view! { <span class="quiet small tree-unfiltered" title=why>{t(i::TREE_UNFILTERED)}</span> })}
    }
}

fn column_of(shown: &Shown) -> Option<&FrameColumn> {
    shown.frame.as_ref()?.metrics().next()
}

/// The last row with a value.
fn last_row(shown: &Shown) -> Option<usize> {
    let frame = shown.frame.as_ref()?;
    let metric = frame.metrics().next()?;
    (0..frame.rows()).rev().find(|row| metric.number(*row).is_some())
}

/// A change in words, and whether it is good: `yes`, `no`.
fn change_of(
    column: &FrameColumn,
    now: f64,
    before: f64,
    polarity: Polarity,
    lang: Lang,
) -> (String, Option<&'static str>) {
    let format = number_format(column, lang);
    let words = match format.is_rate() || before <= 0.0 {
        true => format::change(Some(now - before), &format, lang),
        false => format::change_ratio(Some((now - before) / before)),
    };
    let good = match polarity {
        Polarity::Up if now != before => Some(if now > before { "yes" } else { "no" }),
        Polarity::Down if now != before => Some(if now < before { "yes" } else { "no" }),
        _ => None,
    };
    (words, good)
}
