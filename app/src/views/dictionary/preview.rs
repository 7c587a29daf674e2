//! What a metric in the making would say: by month, and by one dimension.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::{Grain, Period};
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::formula;
use sandtable_engine::frame::Frame;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::{DatasetId, Layer, Model};
use sandtable_engine::query::{Axis, Limit, Query, Sort, SortBy, Totals};

use super::form::Draft;
use crate::charts::{Sparkline, Theme};
use crate::components::{Findings, t};
use crate::i18n::{self as i, Lang};
use crate::queries::{applies, facts_of, field_info, has_time, member_label, metric_compact};
use crate::session::Session;
use crate::state::{Store, TIME};

/// Members of the dimension that are shown.
const MEMBERS: usize = 6;

/// What an absolute period says to a time axis.
const PERIOD_CONFLICT: &str = "period_conflict";
/// Up to so many days are shown one by one.
const DAYS: i32 = 62;

/// The code of what has none yet.
const UNNAMED: &str = "metric_in_the_making";

/// A metric in the making as a question to the engine.
struct Trial {
    change: Change,
    code: String,
    period: Option<Period>,
}

impl Trial {
    fn of(draft: &Draft) -> Self {
        let mut named = draft.clone();
        if named.metric.code.is_empty() {
            named.metric.code = UNNAMED.into();
        }
        Self { change: named.change(), code: named.metric.code.value, period: None }
    }

    /// The same over time: an absolute period becomes the range that is looked at, so that its days show.
    fn over_time(draft: &Draft) -> Self {
        let own = &draft.metric;
        let period = Period::parse(&own.period).filter(|period| !period.is_relative());
        let Some(period) = period.filter(|_| !own.base.is_empty()) else { return Self::of(draft) };
        if own.qualifiers.is_empty() && own.condition.is_empty() {
            return Self {
                change: Change::All(Vec::new()),
                code: own.base.value.clone(),
                period: Some(period),
            };
        }
        if draft.layer != Layer::Derived {
            return Self::of(draft);
        }
        // Its name says the period that it goes without here.
        let mut unbound = draft.clone();
        (unbound.metric.period, unbound.metric.label) = Default::default();
        Self { period: Some(period), ..Self::of(&unbound) }
    }

    fn grain(&self) -> Grain {
        match self.period {
            Some(Period::Between(first, last)) if last.days() - first.days() < DAYS => Grain::Day,
            _ => Grain::Month,
        }
    }
}

/// An answer, or why there is none.
type Tried = Result<Frame, Vec<Diagnostic>>;

#[component]
pub(super) fn Preview(
    made: Memo<Draft>,
    /// Whether something speaks against it already.
    is_refused: Memo<bool>,
) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let course = RwSignal::new(None::<Tried>);
    let members = RwSignal::new(None::<Tried>);
    let chosen = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        model.with(|model| {
            made.with(|made| {
                let facts = facts_below(model, made);
                if facts.is_empty() { Vec::new() } else { dimension_codes(model, &facts) }
            })
        })
    });
    let dimension = Memo::new(move |_| {
        // The chosen one, else the one that the name says, else the first.
        let wanted = [
            chosen.get(),
            made.with(|made| made.metric.by.first().map(|by| by.value.clone())).unwrap_or_default(),
        ];
        choices.with(|choices| {
            let mut known = wanted.iter().filter_map(|code| choices.iter().find(|own| *own == code));
            known.next().or(choices.first()).cloned()
        })
    });
    let ask = move |trial: Trial, query: Query, into: RwSignal<Option<Tried>>, place| {
        spawn_local(async move {
            let tried = session.try_out(trial.change, query, place).await;
            // A newer trial has taken its place: its answer is on its way.
            if tried.as_ref().is_err_and(Vec::is_empty) {
                return;
            }
            let _ = into.try_set(Some(tried));
        });
    };
    let ask_course = move |trial: Trial, axis: Vec<Axis>| {
        let sort = axis.iter().map(|_| Sort { by: SortBy::Dimension(0), descending: false }).collect();
        let query = Query {
            metrics: vec![trial.code.clone()],
            period: trial.period,
            dimensions: axis,
            sort,
            totals: Totals::Grand,
            ..Query::default()
        };
        ask(trial, query, course, "preview-months");
    };
    // An absolute period somewhere below has no course of its own: then the number alone.
    Effect::new(move |_| {
        let is_conflict = course.with(|tried| {
            matches!(tried, Some(Err(found)) if found.iter().any(|found| found.code == PERIOD_CONFLICT))
        });
        if is_conflict {
            ask_course(Trial::of(&made.get_untracked()), Vec::new());
        }
    });
    Effect::new(move |_| {
        let draft = made.get();
        let facts = model.with(|model| facts_below(model, &draft));
        if facts.is_empty() || is_refused.get() {
            course.set(None);
            return;
        }
        let is_timed = model.with(|model| has_time(model, &facts));
        let trial = Trial::over_time(&draft);
        let grain = trial.grain();
        ask_course(trial, is_timed.then(|| Axis::by(TIME, grain)).into_iter().collect());
    });
    Effect::new(move |_| {
        let draft = made.get();
        let Some(dimension) = dimension.get().filter(|_| !is_refused.get()) else {
            members.set(None);
            return;
        };
        let trial = Trial::of(&draft);
        let code = trial.code.clone();
        let query = Query {
            dimensions: vec![Axis::new(&dimension)],
            sort: vec![Sort { by: SortBy::Metric(code.clone()), descending: true }],
            limit: Some(Limit { keep: MEMBERS, dimension: None, others: false }),
            metrics: vec![code],
            ..Query::default()
        };
        ask(trial, query, members, "preview-members");
    });
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    let points = Memo::new(move |_| {
        course.with(|tried| match tried {
            Some(Ok(frame)) => course_of(frame, lang.get()),
            _ => Vec::new(),
        })
    });
    let values =
        Signal::derive(move || points.with(|points| points.iter().map(|point| point.number).collect()));
    let labels = move |code: &String| {
        model.with(|model| {
            field_info(model, code).map_or_else(|| code.clone(), |info| info.label.get(lang.get()).to_owned())
        })
    };
    view! {
        <section class="preview" aria-label=t(i::BUILD_PREVIEW)>
            {move || match course.get() {
                None => view! { <p class="quiet">{t(i::BUILD_PREVIEW_NONE)}</p> }.into_any(),
                Some(Err(found)) => view! { <Findings diagnostics=found/> }.into_any(),
                Some(Ok(frame)) => view! { <strong class="preview-total">{total_of(&frame, lang.get())}</strong> }.into_any(),
            }}
            <Show when=move || { points.with(Vec::len) > 1 }>
                <div class="preview-course">
                    <Sparkline values=values theme=theme/>
                    <p class="row quiet small">
                        <span>{move || points.with(|points| points.first().map(Point::words))}</span>
                        <span class="spacer"></span>
                        <span>{move || points.with(|points| points.last().map(Point::words))}</span>
                    </p>
                    <details>
                        <summary class="quiet small">{t(i::CHART_SHOW_TABLE)}</summary>
                        <div class="preview-table"><table class="table is-narrow"><tbody>
                            {move || points.get().into_iter().map(|point| view! {
                                <tr><th scope="row">{point.label}</th><td class="is-number">{point.value}</td></tr>
                            }).collect_view()}
                        </tbody></table></div>
                    </details>
                </div>
            </Show>
            <Show when=move || choices.with(|choices| !choices.is_empty())>
                <select
                    class="select is-small"
                    aria-label=t(i::BUILD_PREVIEW)
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    {move || choices.get().into_iter().map(|code| {
                        let words = i::BUILD_PREVIEW_BY.fill(lang.get(), &[("dimension", &labels(&code))]);
                        let is_shown = dimension.get().as_ref() == Some(&code);
                        view! { <option value=code selected=is_shown prop:selected=is_shown>{words}</option> }
                    }).collect_view()}
                </select>
            </Show>
            {move || members.get().and_then(Result::ok).map(|frame| {
                let rows = member_rows(&frame, lang.get());
                view! {
                    <table class="table is-narrow"><tbody>
                        {rows.into_iter().map(|(member, value)| view! {
                            <tr><th scope="row">{member}</th><td class="is-number">{value}</td></tr>
                        }).collect_view()}
                    </tbody></table>
                }
            })}
        </section>
    }
}

/// Codes of the dimensions that these facts have in common, time left out.
fn dimension_codes(model: &Model, facts: &[DatasetId]) -> Vec<String> {
    model
        .dimensions
        .iter()
        .map(|dimension| dimension.code.clone())
        .filter(|code| applies(model, facts, code))
        .collect()
}

/// The facts that a draft would read.
fn facts_below(model: &Model, draft: &Draft) -> Vec<DatasetId> {
    let metric = &draft.metric;
    // A composite metric with a period is told by what it was made of.
    if !metric.base.is_empty() {
        return facts_of(model, &metric.base);
    }
    match draft.layer {
        Layer::Atomic => match metric.aggregate.is_empty() {
            true => Vec::new(),
            false => model.find_dataset(&metric.dataset).into_iter().collect(),
        },
        Layer::Derived => Vec::new(),
        Layer::Composite => {
            let parsed = formula::parse(&metric.formula).ok();
            let names = parsed.iter().flat_map(|parsed| parsed.names());
            let code = |name: &String| {
                let by_label =
                    model.metrics.iter().find(|metric| metric.label.zh == *name || metric.label.en == *name);
                by_label.map_or_else(|| name.clone(), |metric| metric.code.clone())
            };
            let mut facts: Vec<DatasetId> = Vec::new();
            for fact in names.flat_map(|name| facts_of(model, &code(name))) {
                if !facts.contains(&fact) {
                    facts.push(fact);
                }
            }
            facts
        }
    }
}

/// Rows of members, without the total.
fn details(frame: &Frame) -> impl Iterator<Item = usize> + '_ {
    (0..frame.rows()).filter(|row| frame.rolled_up.get(*row).is_none_or(|rolled| *rolled == 0))
}

/// A bucket of the course.
#[derive(Clone, PartialEq)]
struct Point {
    label: String,
    value: String,
    number: Option<f64>,
}

impl Point {
    fn words(&self) -> String {
        format!("{} · {}", self.label, self.value)
    }
}

fn course_of(frame: &Frame, lang: Lang) -> Vec<Point> {
    let (Some(column), Some(axis)) = (frame.metrics().next(), frame.dimensions().next()) else {
        return Vec::new();
    };
    let point = |row| Point {
        label: member_label(axis, row, lang),
        value: metric_compact(column, row, lang),
        number: column.number(row),
    };
    details(frame).map(point).collect()
}

fn total_of(frame: &Frame, lang: Lang) -> String {
    let total = frame.rolled_up.iter().position(|rolled| *rolled != 0).or((frame.rows() == 1).then_some(0));
    total
        .zip(frame.metrics().next())
        .map(|(row, column)| metric_compact(column, row, lang))
        .unwrap_or_default()
}

fn member_rows(frame: &Frame, lang: Lang) -> Vec<(String, String)> {
    let (Some(metric), Some(dimension)) = (frame.metrics().next(), frame.dimensions().next()) else {
        return Vec::new();
    };
    details(frame)
        .map(|row| (member_label(dimension, row, lang), metric_compact(metric, row, lang)))
        .collect()
}
