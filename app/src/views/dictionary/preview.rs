//! What a metric in the making would say: by month, and by one dimension.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Grain;
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

/// An answer, or why there is none.
type Tried = Result<Frame, Vec<Diagnostic>>;

#[component]
pub(super) fn Preview(made: Memo<Draft>) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let months = RwSignal::new(None::<Tried>);
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
        let chosen = chosen.get();
        choices.with(|choices| choices.iter().find(|code| **code == chosen).or(choices.first()).cloned())
    });
    let ask = move |draft: &Draft, query: Query, into: RwSignal<Option<Tried>>, place| {
        let change = Change::Put(Box::new(draft.cleaned()), draft.replaces.clone());
        spawn_local(async move {
            let tried = session.try_out(change, query, place).await;
            // A newer trial has taken its place: its answer is on its way.
            if tried.as_ref().is_err_and(Vec::is_empty) {
                return;
            }
            let _ = into.try_set(Some(tried));
        });
    };
    Effect::new(move |_| {
        let draft = made.get();
        let facts = model.with(|model| facts_below(model, &draft));
        let code = draft.metric.code.value.clone();
        if facts.is_empty() || code.is_empty() {
            months.set(None);
            return;
        }
        let is_timed = model.with(|model| has_time(model, &facts));
        let dimensions: Vec<Axis> = is_timed.then(|| Axis::by(TIME, Grain::Month)).into_iter().collect();
        let sort = dimensions.iter().map(|_| Sort { by: SortBy::Dimension(0), descending: false }).collect();
        ask(
            &draft,
            Query { metrics: vec![code], dimensions, sort, totals: Totals::Grand, ..Query::default() },
            months,
            "preview-months",
        );
    });
    Effect::new(move |_| {
        let draft = made.get();
        let code = draft.metric.code.value.clone();
        let Some(dimension) = dimension.get().filter(|_| !code.is_empty()) else {
            members.set(None);
            return;
        };
        let query = Query {
            dimensions: vec![Axis::new(&dimension)],
            sort: vec![Sort { by: SortBy::Metric(code.clone()), descending: true }],
            limit: Some(Limit { keep: MEMBERS, dimension: None, others: false }),
            metrics: vec![code],
            ..Query::default()
        };
        ask(&draft, query, members, "preview-members");
    });
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    let course = Memo::new(move |_| {
        months.with(|tried| match tried {
            Some(Ok(frame)) => course_of(frame),
            _ => Vec::new(),
        })
    });
    let labels = move |code: &String| {
        model.with(|model| {
            field_info(model, code).map_or_else(|| code.clone(), |info| info.label.get(lang.get()).to_owned())
        })
    };
    view! {
        <section class="preview" aria-label=t(i::BUILD_PREVIEW)>
            {move || match months.get() {
                None => view! { <p class="quiet">{t(i::BUILD_PREVIEW_NONE)}</p> }.into_any(),
                Some(Err(found)) => view! { <Findings diagnostics=found/> }.into_any(),
                Some(Ok(frame)) => view! { <strong class="preview-total">{total_of(&frame, lang.get())}</strong> }.into_any(),
            }}
            <Sparkline values=course theme=theme/>
            <Show when=move || choices.with(|choices| !choices.is_empty())>
                <select
                    class="select is-small"
                    aria-label=t(i::BUILD_PREVIEW)
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    {move || choices.get().into_iter().map(|code| {
                        let words = i::BUILD_PREVIEW_BY.fill(lang.get(), &[("dimension", &labels(&code))]);
                        view! { <option value=code>{words}</option> }
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
    match draft.layer {
        Layer::Atomic => match metric.aggregate.is_empty() {
            true => Vec::new(),
            false => model.find_dataset(&metric.dataset).into_iter().collect(),
        },
        Layer::Derived => facts_of(model, &metric.base),
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

fn course_of(frame: &Frame) -> Vec<Option<f64>> {
    let Some(column) = frame.metrics().next() else { return Vec::new() };
    details(frame).map(|row| column.number(row)).collect()
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
