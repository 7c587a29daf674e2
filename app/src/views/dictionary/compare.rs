//! 口径 comparison: definitions side by side, values by month, and the way from the first to each other in steps that
//! add up to the gap.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Grain;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::Frame;
use sandtable_engine::model::compare::{Bridge, Part, Step, bridge};
use sandtable_engine::model::{MetricId, Model};
use sandtable_engine::query::{Axis, Query, Sort, SortBy, Totals};

use super::facts::facts;
use super::{Desk, Pane};
use crate::components::{Button, Findings, t};
use crate::format;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::{member_label, metric_full, number_format};
use crate::session::{Priority, Session};
use crate::state::{Store, TIME};

/// Metrics that can stand side by side.
const MOST: usize = 5;

/// Fields of the card that say what a number is; the others are about its management.
const FIELDS: usize = 13;

#[component]
pub(super) fn Compare(codes: Vec<String>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let codes = StoredValue::new(codes);
    let names = move || {
        let lang = lang.get();
        model.with(|model| {
            codes.with_value(|codes| codes.iter().map(|code| label(model, code, lang)).collect::<Vec<_>>())
        })
    };
    let show = move |codes: Vec<String>| desk.show(Pane::Compare(codes));
    let options = move || {
        let lang = lang.get();
        model.with(|model| {
            let free =
                model.metrics.iter().filter(|metric| codes.with_value(|codes| !codes.contains(&metric.code)));
            free.map(|metric| (metric.code.clone(), metric.label.get(lang).to_owned())).collect::<Vec<_>>()
        })
    };
    let is_enough = codes.with_value(|codes| codes.len() > 1);
    let is_full = codes.with_value(|codes| codes.len() >= MOST);
    let removers = move || {
        names()
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                let title = i::COMPARE_REMOVE.fill(lang.get(), &[("metric", &name)]);
                let remove = move |_| {
                    let mut left = codes.get_value();
                    left.remove(at);
                    show(left);
                };
                view! { <button type="button" class="button is-small" title=title on:click=remove>{name} " ×"</button> }
            })
            .collect_view()
    };
    view! {
        <article class="card dictionary-card compare">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::COMPARE_TITLE)}</h2>
                <div class="card-actions"><Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/></div>
            </header>
            <div class="card-section">
                <div class="row">
                    {removers}
                    {(!is_full).then(|| view! {
                        <select
                            class="select is-small"
                            aria-label=t(i::COMPARE_ADD)
                            on:change=move |event| {
                                let mut more = codes.get_value();
                                more.push(event_target_value(&event));
                                show(more);
                            }
                        >
                            <option value="">{t(i::COMPARE_ADD)}</option>
                            {move || options().into_iter().map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view()}
                        </select>
                    })}
                </div>
                {(!is_enough).then(|| view! { <p class="quiet">{t(i::COMPARE_MORE)}</p> })}
            </div>
            {is_enough.then(|| {
                let others = codes.get_value();
                let first = others[0].clone();
                let bridges = others.iter().skip(1).map(|other| {
                    view! { <BridgeTable from=first.clone() to=other.clone()/> }
                }).collect_view();
                view! {
                    <div class="card-section"><Definitions codes=others.clone()/></div>
                    {bridges}
                    <div class="card-section"><Values codes=others.clone()/></div>
                }
            })}
        </article>
    }
}

fn label(model: &Model, code: &str, lang: Lang) -> String {
    model.find_metric(code).map_or_else(|| code.to_owned(), |id| model.metric(id).label.get(lang).to_owned())
}

/// The fields of each definition; those that differ stand out.
#[component]
fn Definitions(codes: Vec<String>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let rows = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| {
            let cards: Vec<Vec<(Phrase, String)>> = codes
                .iter()
                .filter_map(|code| model.find_metric(code))
                .map(|id| facts(model, id, lang).into_iter().take(FIELDS).collect())
                .collect();
            let width = cards.first().map_or(0, Vec::len);
            (0..width)
                .map(|at| {
                    let cells: Vec<String> = cards.iter().map(|card| card[at].1.clone()).collect();
                    let is_different = cells.iter().any(|cell| *cell != cells[0]);
                    (cards[0][at].0, cells, is_different)
                })
                .filter(|(_, cells, _)| cells.iter().any(|cell| !cell.is_empty()))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="table-wrap">
            <table class="table">
                <tbody>
                    {move || rows.get().into_iter().map(|(field, cells, is_different)| view! {
                        <tr>
                            <th scope="row">{t(field)}</th>
                            {cells.into_iter().map(|cell| view! { <td class:is-different=is_different>{cell}</td> }).collect_view()}
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

/// Values by month, and over all.
#[component]
fn Values(codes: Vec<String>) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let asked = codes.clone();
    let shown = session.ask(Priority::Background, move || {
        Some(Query {
            metrics: asked.clone(),
            dimensions: vec![Axis::by(TIME, Grain::Month)],
            sort: vec![Sort { by: SortBy::Dimension(0), descending: false }],
            totals: Totals::Grand,
            ..Query::default()
        })
    });
    view! {
        <h3>{t(i::COMPARE_VALUES)}</h3>
        <div class="table-wrap is-short">
            <table class="table">
                <thead><tr>
                    <th scope="col"></th>
                    {move || codes.iter().map(|code| view! {
                        <th scope="col" class="is-number">{model.with(|model| label(model, code, lang.get()))}</th>
                    }).collect_view()}
                </tr></thead>
                <tbody>{move || shown.with(|shown| shown.frame.as_ref().map(|frame| rows_of(frame, lang.get())))
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(head, cells)| view! {
                        <tr>
                            <th scope="row">{head}</th>
                            {cells.into_iter().map(|cell| view! { <td class="is-number">{cell}</td> }).collect_view()}
                        </tr>
                    })
                    .collect_view()}</tbody>
            </table>
        </div>
    }
}

fn rows_of(frame: &Frame, lang: Lang) -> Vec<(String, Vec<String>)> {
    (0..frame.rows())
        .map(|row| {
            let is_total = frame.rolled_up.get(row).is_some_and(|rolled| *rolled != 0);
            let head = match (is_total, frame.dimensions().next()) {
                (false, Some(dimension)) => member_label(dimension, row, lang),
                _ => i::COMPARE_TOTAL.get(lang).to_owned(),
            };
            (head, frame.metrics().map(|column| metric_full(column, row, lang)).collect())
        })
        .collect()
}

/// A line of the bridge: what it says, its bar from–to as parts of the widest value, change and value.
#[derive(Clone, Debug, PartialEq)]
struct BridgeLine {
    words: String,
    from: f64,
    part: f64,
    kind: &'static str,
    change: String,
    value: String,
}

/// The way from one definition to another.
#[component]
fn BridgeTable(from: String, to: String) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let ends = StoredValue::new((from, to));
    let way = Memo::new(move |_| {
        model.with(|model| {
            ends.with_value(|(from, to)| {
                let (from, to) = (model.find_metric(from)?, model.find_metric(to)?);
                // 元/单 and 元/人 are both money: what each is divided by is a step of the bridge.
                let measured = |id: MetricId| model.metric(id).unit.zh.split('/').next().map(str::to_owned);
                if measured(from) != measured(to) {
                    return None;
                }
                let bridge = bridge(model, from, to)?;
                Some(Way(bridge))
            })
        })
    });
    let tried = RwSignal::new(None::<Result<Frame, Vec<Diagnostic>>>);
    Effect::new(move |_| {
        let Some(Way(bridge)) = way.get() else { return };
        let query = Query { metrics: bridge.codes, ..Query::default() };
        let change = bridge.change;
        spawn_local(async move {
            // Several bridges are asked side by side: each has a place of its own.
            let result = session.try_out_beside(change, query).await;
            let _ = tried.try_set(Some(result));
        });
    });
    let title = move || {
        let lang = lang.get();
        let (from, to) = model
            .with(|model| ends.with_value(|(from, to)| (label(model, from, lang), label(model, to, lang))));
        i::COMPARE_BRIDGE.fill(lang, &[("from", &from), ("to", &to)])
    };
    let lines = move || match (tried.get(), way.get()) {
        (Some(Ok(frame)), Some(Way(bridge))) => {
            let lang = lang.get();
            let first = model.with(|model| ends.with_value(|(from, _)| label(model, from, lang)));
            bridge_lines(&frame, &bridge.steps, &first, lang)
        }
        _ => Vec::new(),
    };
    view! {
        <div class="card-section">
            <h3>{title}</h3>
            {move || way.get().is_none().then(|| view! { <p class="quiet">{t(i::COMPARE_SAME)}</p> })}
            {move || tried.get().and_then(Result::err).map(|found| view! { <Findings diagnostics=found/> })}
            <table class="table bridge">
                <thead><tr>
                    <th scope="col">{t(i::COMPARE_STEP)}</th>
                    <th scope="col" aria-hidden="true"></th>
                    <th scope="col" class="is-number">{t(i::COMPARE_CHANGE)}</th>
                    <th scope="col" class="is-number">{t(i::COMPARE_VALUE)}</th>
                </tr></thead>
                <tbody>{move || lines().into_iter().map(|line| view! {
                    <tr>
                        <th scope="row">{line.words}</th>
                        <td aria-hidden="true">
                            <span class="bridge-track">
                                <span
                                    class="bridge-bar"
                                    data-kind=line.kind
                                    style:--from=line.from.to_string()
                                    style:--part=line.part.to_string()
                                ></span>
                            </span>
                        </td>
                        <td class="is-number">{line.change}</td>
                        <td class="is-number">{line.value}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A bridge that a memo can hold.
#[derive(Clone, Debug, PartialEq)]
struct Way(Bridge);

fn bridge_lines(frame: &Frame, steps: &[Step], first: &str, lang: Lang) -> Vec<BridgeLine> {
    let columns: Vec<_> = frame.metrics().collect();
    let values: Vec<f64> = columns.iter().map(|column| column.number(0).unwrap_or(0.0)).collect();
    let widest = values.iter().fold(0.0_f64, |widest, value| widest.max(value.abs()));
    let part = |value: f64| if widest == 0.0 { 0.0 } else { value.abs() / widest };
    let Some(start) = columns.first() else { return Vec::new() };
    let mut lines = vec![BridgeLine {
        words: first.to_owned(),
        from: 0.0,
        part: part(values[0]),
        kind: "value",
        change: String::new(),
        value: metric_full(start, 0, lang),
    }];
    // Stages in between are formulas without a format: they are written like the first, the end as it is itself.
    for (at, step) in steps.iter().enumerate() {
        let is_end = at + 1 == steps.len();
        let format = number_format(if is_end { columns[at + 1] } else { start }, lang);
        let (before, after) = (values[at], values[at + 1]);
        let change = after - before;
        lines.push(BridgeLine {
            words: step_words(step, lang),
            from: part(before.min(after).max(0.0)),
            part: part(change),
            kind: if change < 0.0 { "down" } else { "up" },
            change: format::change(Some(change), &format, lang),
            value: format::full(Some(after), &format, lang),
        });
    }
    lines
}

fn step_words(step: &Step, lang: Lang) -> String {
    let phrase = match step.part {
        Part::NumeratorRows => i::COMPARE_ROWS_ABOVE,
        Part::NumeratorTerms => i::COMPARE_TERMS_ABOVE,
        Part::DenominatorRows => i::COMPARE_ROWS_BELOW,
        Part::DenominatorTerms => i::COMPARE_TERMS_BELOW,
    };
    phrase.fill(lang, &[("from", step.from.get(lang)), ("to", step.to.get(lang))])
}
