//! The chosen metrics with their big numbers and courses. The one that leads decides chart and leaderboards.

use leptos::prelude::*;

use super::picker::MetricPicker;
use super::states::{Answered, BusyBar, PartialBadge};
use crate::charts::{Sparkline, Theme};
use crate::commands::Command;
use crate::components::{Glyph, Icon, t};
use crate::i18n::{AS_OF, METRICS, REMOVE_METRIC};
use crate::queries::{
    MetricGroup, metric_compact, metric_full, metric_groups, not_reached, null_reason, number_format,
    sparklines, totals,
};
use crate::session::{Priority, Session, Shown};
use crate::state::Store;

/// The list.
#[component]
pub(super) fn MetricCards() -> impl IntoView {
    let store = Store::here();
    let (model, view) = (store.model(), store.view());
    let groups = Memo::new(move |_| model.with(|model| view.with(|view| metric_groups(model, view))));
    view! {
        <section class="card" aria-label=t(METRICS)>
            <div class="card-head">
                <h2 class="card-title">{t(METRICS)}</h2>
                <div class="card-actions"><MetricPicker/></div>
            </div>
            <For each=move || groups.get() key=|group| group.metrics.clone() let:group>
                <Group group=group/>
            </For>
        </section>
    }
}

/// Metrics of the same facts are asked together.
#[component]
fn Group(group: MetricGroup) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let metrics = group.metrics.clone();
    // The filters that these facts know; the others are named below instead of silencing the numbers.
    let current = Memo::new(move |_| {
        model
            .with(|model| view.with(|view| metric_groups(model, view)))
            .into_iter()
            .find(|group| group.metrics == metrics)
    });
    let reached = move || {
        let group = current.get()?;
        let mut reached = view.get();
        reached.filters.retain(|filter| !group.unreached.contains(&filter.field));
        Some((group, reached))
    };
    let values = session
        .ask(Priority::Interactive, move || reached().map(|(group, view)| totals(&view, &group.metrics)));
    let courses = session.ask(Priority::Background, move || {
        reached().and_then(|(group, view)| model.with(|model| sparklines(model, &view, &group)))
    });
    let unreached = move || {
        let fields = current.get().map(|group| group.unreached).unwrap_or_default();
        (!fields.is_empty()).then(|| not_reached(&model.get(), &fields, lang.get()))
    };
    // Only questions about time find the day that counts as today.
    let day_of = |shown: &Shown| shown.frame.as_ref().and_then(|frame| frame.as_of);
    let as_of = move || values.with(day_of).or_else(|| courses.with(day_of));
    view! {
        <BusyBar shown=values/>
        <Answered shown=values lines=group.metrics.len() * 2>
            <ul class="metric-list">
                {group
                    .metrics
                    .iter()
                    .enumerate()
                    .map(|(at, code)| view! { <Card code=code.clone() at=at values=values courses=courses/> })
                    .collect_view()}
            </ul>
        </Answered>
        {move || unreached().map(|text| view! { <p class="card-note is-inset">{text}</p> })}
        <div class="row is-inset">
            <PartialBadge shown=values/>
            {move || {
                as_of()
                    .map(|day| {
                        let text = AS_OF.fill(lang.get(), &[("date", &day.to_string())]);
                        view! { <span class="freshness">{text}</span> }
                    })
            }}
        </div>
    }
}

#[component]
fn Card(code: String, at: usize, values: Signal<Shown>, courses: Signal<Shown>) -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    let leads = {
        let code = code.clone();
        Memo::new(move |_| view.with(|view| view.metrics.first() == Some(&code)))
    };
    let is_alone = Memo::new(move |_| view.with(|view| view.metrics.len() == 1));
    let metric = model.with_untracked(|model| model.find_metric(&code).map(|id| model.metric(id).clone()));
    let (label, description) = metric.map(|metric| (metric.label, metric.description)).unwrap_or_default();
    let name = {
        let label = label.clone();
        move || label.get(lang.get()).to_owned()
    };
    let value = move |in_full: bool| {
        values.with(|shown| {
            let frame = shown.frame.as_ref()?;
            let column = frame.metrics().nth(at)?;
            let lang = lang.get();
            if frame.rows() == 0 {
                return None;
            }
            Some(match (in_full, null_reason(column, 0, lang)) {
                (true, Some(reason)) => reason.to_owned(),
                (true, None) => metric_full(column, 0, lang),
                (false, _) => metric_compact(column, 0, lang),
            })
        })
    };
    let unit = move || {
        values.with(|shown| {
            let column = shown.frame.as_ref()?.metrics().nth(at)?;
            let format = number_format(column, lang.get());
            // Money and percentages carry their sign.
            let is_plain =
                matches!(format.style, crate::format::Style::Integer | crate::format::Style::Decimal(_));
            is_plain.then(|| format.unit_name(lang.get())).flatten()
        })
    };
    let course = Memo::new(move |_| {
        courses.with(|shown| {
            let column = shown
                .frame
                .as_ref()
                .and_then(|frame| frame.metrics().nth(at).map(|column| (frame.rows(), column)));
            column
                .map(|(rows, column)| (0..rows).map(|row| column.number(row)).collect::<Vec<_>>())
                .unwrap_or_default()
        })
    });
    let has_course = move || course.with(|values| values.len() > 1);
    let (lead_code, removed_code) = (code.clone(), code);
    let remove_label = {
        let name = name.clone();
        move || REMOVE_METRIC.fill(lang.get(), &[("metric", &name())])
    };
    let remove_title = remove_label.clone();
    view! {
        <li class="metric-item">
            <button
                type="button"
                class="metric-row"
                aria-pressed=move || leads.get().to_string()
                title=move || description.get(lang.get()).to_owned()
                on:click=move |_| store.run(Command::LeadWith(lead_code.clone()))
            >
                <span class="name">{name}</span>
                <span class="value" title=move || value(true)>
                    {move || value(false)}
                    {move || unit().map(|unit| view! { <span class="unit">{unit}</span> })}
                </span>
                <Show when=has_course><Sparkline values=course theme=theme/></Show>
            </button>
            <Show when=move || !is_alone.get()>
                <button
                    type="button"
                    class="metric-remove icon-button is-small"
                    aria-label=remove_label.clone()
                    title=remove_title.clone()
                    on:click={
                        let code = removed_code.clone();
                        move |_| store.run(Command::ToggleMetric(code.clone()))
                    }
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </Show>
        </li>
    }
}
