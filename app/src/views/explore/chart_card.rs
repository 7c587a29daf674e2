//! The chart that follows the question, with its filters written on it.

use leptos::prelude::*;
use sandtable_engine::calendar::Period;

use super::no_results::NoResults;
use super::question::field_name;
use super::states::{Answered, BusyBar, PartialBadge};
use crate::charts::{Chart as ChartView, Focus, Theme};
use crate::commands::Command;
use crate::components::t;
use crate::format;
use crate::i18n::{BY_FIELD, CHART_KINDS, CHART_OF, CHART_TYPE, NOTHING_TO_DRAW};
use crate::queries::{
    DrawnChart, bucket_start, chart_choices, chart_plan, chart_spec, filter_words, grain_of, member_at,
};
use crate::session::{Priority, Session, Shown, Standing};
use crate::state::Store;

/// The card.
#[component]
pub(super) fn ChartCard() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let plan = Memo::new(move |_| model.with(|model| view.with(|view| chart_plan(model, view))));
    let shown = session
        .ask(Priority::Interactive, move || plan.with(|plan| plan.as_ref().map(|plan| plan.query.clone())));
    let rest = session.ask(Priority::Background, move || {
        plan.with(|plan| {
            let plan = plan.as_ref()?;
            shown.with(|shown| match shown.standing {
                Standing::Complete => plan.rest_query(shown.frame.as_deref()?),
                _ => None,
            })
        })
    });
    let drawn = Memo::new(move |before: Option<&Option<DrawnChart>>| {
        let lang = lang.get();
        plan.with(|plan| {
            let plan = plan.as_ref()?;
            // An older answer has other columns than the plan: its chart stays as it was.
            shown.with(|shown| match shown.is_stale() {
                true => before.cloned().flatten(),
                false => rest.with(|rest| {
                    let rest = rest.frame.as_deref().filter(|_| rest.standing == Standing::Complete);
                    chart_spec(plan, shown.frame.as_deref()?, rest, lang)
                }),
            })
        })
    });
    let has_plan = Memo::new(move |_| plan.with(Option::is_some));
    view! {
        <section class="card is-framing" aria-label=t(CHART_TYPE)>
            <BusyBar shown=shown/>
            <div class="card-head">
                <ChartTitle/>
                <PartialBadge shown=shown/>
                <ChartChoice drawn=drawn/>
            </div>
            <div class="card-body">
                <FilterNote/>
                {move || {
                    if has_plan.get() {
                        view! { <Answered shown=shown lines=9><Drawn drawn=drawn shown=shown/></Answered> }.into_any()
                    } else {
                        view! { <div class="empty"><p>{t(NOTHING_TO_DRAW)}</p></div> }.into_any()
                    }
                }}
            </div>
        </section>
    }
}

#[component]
fn ChartTitle() -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let title = move || {
        view.with(|view| {
            let lang = lang.get();
            let lead = view.metrics.first()?;
            let name = model.with(|model| {
                model.find_metric(lead).map(|id| model.metric(id).label.get(lang).to_owned())
            })?;
            let by: Vec<String> = view.dimensions().map(|field| field_name(field.to_owned()).get()).collect();
            Some(if by.is_empty() {
                name
            } else {
                CHART_OF.fill(lang, &[("metric", &name), ("by", &by.join(" × "))])
            })
        })
    };
    view! { <h2 class="card-title">{title}</h2> }
}

#[component]
fn ChartChoice(drawn: Memo<Option<DrawnChart>>) -> impl IntoView {
    let store = Store::here();
    let (model, view) = (store.model(), store.view());
    let choices = Memo::new(move |_| model.with(|model| view.with(|view| chart_choices(model, view))));
    let present = Memo::new(move |_| drawn.with(|drawn| drawn.as_ref().map(|drawn| drawn.kind)));
    view! {
        <div class="card-actions">
            <div class="segmented is-small" role="radiogroup" aria-label=t(CHART_TYPE)>
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|choice| {
                            let phrase = CHART_KINDS.iter().find(|(kind, _)| *kind == choice).map(|(_, phrase)| *phrase);
                            view! {
                                <button
                                    type="button"
                                    role="radio"
                                    aria-checked=move || (present.get() == Some(choice)).to_string()
                                    on:click=move |_| store.run(Command::Chart(Some(choice)))
                                >
                                    {phrase.map(t)}
                                </button>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

/// What the numbers are restricted to: a picture is passed on without the bar above it.
#[component]
fn FilterNote() -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let note = move || {
        let lang = lang.get();
        view.with(|view| {
            let mut parts = Vec::new();
            parts.extend(view.period.map(|period| match period {
                Period::Between(first, last) => format::day_range(first, last, lang),
                relative => relative.label().get(lang).to_owned(),
            }));
            parts.extend(view.filters.iter().map(|filter| {
                let (field, condition) = model.with(|model| filter_words(model, filter, lang));
                BY_FIELD.fill(lang, &[("field", &field), ("condition", &condition)])
            }));
            (!parts.is_empty()).then(|| parts.join(" · "))
        })
    };
    move || note().map(|note| view! { <p class="card-note">{note}</p> })
}

#[component]
fn Drawn(drawn: Memo<Option<DrawnChart>>, shown: Signal<Shown>) -> impl IntoView {
    let store = Store::here();
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    let view = store.view();
    let is_restricted =
        Memo::new(move |_| view.with(|view| view.period.is_some() || !view.filters.is_empty()));
    let is_empty = Memo::new(move |_| {
        drawn.with(|drawn| {
            let Some(drawn) = drawn else { return true };
            // Counts of nothing are zero: with conditions, all zeros say that nothing meets them.
            let all_zero =
                || drawn.spec.series.iter().flat_map(|series| series.values()).all(|value| value == 0.0);
            !drawn.spec.has_values() || is_restricted.get() && all_zero()
        })
    });
    let spec = Memo::new(move |before: Option<&_>| {
        let spec = drawn.with(|drawn| drawn.as_ref().map(|drawn| drawn.spec.clone()));
        spec.or_else(|| before.cloned()).unwrap_or_else(empty_spec)
    });
    let drill = Callback::new(move |focus: Focus| {
        drawn.with_untracked(|drawn| {
            if let (Some(drawn), Some(frame)) = (drawn.as_ref(), shown.get_untracked().frame)
                && let Some(command) = drilled(drawn, &frame, focus, store)
            {
                store.run(command);
            }
        });
    });
    move || {
        if is_empty.get() {
            view! { <NoResults/> }.into_any()
        } else {
            view! { <ChartView spec=spec lang=store.lang() theme=theme on_drill=drill height=300.0/> }
                .into_any()
        }
    }
}

fn empty_spec() -> crate::charts::ChartSpec {
    crate::charts::ChartSpec::new(crate::charts::ChartKind::Line, "", crate::format::NumberFormat::integer())
}

/// What choosing a mark means: a time becomes the time range, a member a filter.
fn drilled(
    drawn: &DrawnChart,
    frame: &sandtable_engine::frame::Frame,
    focus: Focus,
    store: Store,
) -> Option<Command> {
    let column = frame.dimensions().next()?;
    let row = *drawn.category_rows.get(focus.category)?;
    if let (Some(grain), Some(start)) = (grain_of(column), bucket_start(column, row)) {
        let fiscal_start = store.model().with_untracked(|model| model.fiscal_start_month).max(1);
        return Some(Command::Period(Some(Period::Between(start, grain.end(start, fiscal_start)))));
    }
    Some(Command::ToggleMember {
        field: column.code.clone(),
        member: member_at(column, row)?,
        exclude: false,
    })
}
