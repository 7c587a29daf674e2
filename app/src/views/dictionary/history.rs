//! Changes of a metric: who, when, what; any two versions side by side, and the way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::model::MetricDoc;
use sandtable_engine::model::edit::{Change, Part, Step, steps};
use sandtable_engine::model::lifecycle::{is_published, state_of};

use super::Desk;
use super::form::author;
use super::life::version_of;
use crate::components::t;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::changed_fields;
use crate::session::Session;
use crate::state::{NoticeKind, Store};

#[component]
pub(super) fn HistoryList(code: String) -> impl IntoView {
    let desk = Desk::here();
    let code = StoredValue::new(code);
    let told = Memo::new(move |_| {
        desk.dictionary.with(|dictionary| {
            let document = &dictionary.as_ref()?.document;
            Some(code.with_value(|code| steps(document, code)))
        })
    });
    move || {
        let told = told.get().unwrap_or_default();
        if told.is_empty() {
            return view! { <p class="quiet">{t(i::HISTORY_NONE)}</p> }.into_any();
        }
        let lines =
            told.iter().map(|step| view! { <Line step=step.clone() code=code.get_value()/> }).collect_view();
        view! {
            <ol class="history">{lines}</ol>
            <Versions told=told/>
        }
        .into_any()
    }
}

#[component]
fn Line(step: Step, code: String) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let lang = store.lang();
    let record = step.record;
    let restore = move |_| {
        let change = Change::Restore(code.clone(), record);
        let why = i::HISTORY_RESTORE.get(lang.get_untracked());
        spawn_local(async move {
            if let Err(found) = session.revise(store, change, author(why)).await {
                store.report(NoticeKind::Error, None, found);
            }
        });
    };
    let part = step.part;
    // Only a definition makes a version; what else happened to it stands in a quieter line.
    let is_version = matches!(part, Part::Birth | Part::Definition | Part::Release);
    let has_details = matches!(part, Part::Definition | Part::Management | Part::Release);
    let (mut told, what) = (step.told.clone(), step.clone());
    // A next version begins as a draft, whatever is online.
    if told.revision && is_published(&told.before) {
        told.before.state.clone_from(&step.after.state);
    }
    let by = told.by.value.clone();
    let signed =
        move || if by.is_empty() { i::HISTORY_NOBODY.get(lang.get()).to_owned() } else { by.clone() };
    view! {
        <li class:is-version=is_version>
            <span class="history-head">
                <strong>{move || happened(&what, lang.get())}</strong>
                <span>{told.on.value.clone()}</span>
                <span>{signed}</span>
                <span class="quiet">{told.note.value.clone()}</span>
            </span>
            {has_details.then(|| view! { <Details before=told.before.clone() after=step.after.clone()/> })}
            {(part != Part::Birth && part != Part::State).then(|| view! {
                <button type="button" class="button is-small" on:click=restore>{t(i::HISTORY_RESTORE)}</button>
            })}
        </li>
    }
}

/// What a change did, in a few words.
fn happened(step: &Step, lang: Lang) -> String {
    let version = version_of(&step.after).to_string();
    let with = |phrase: Phrase| phrase.fill(lang, &[("version", version.as_str())]);
    match step.part {
        Part::Birth => i::HISTORY_NEW.get(lang).to_owned(),
        Part::Definition => with(i::HISTORY_VERSION),
        Part::Release => with(i::HISTORY_RELEASED),
        Part::Withdrawal => i::HISTORY_WITHDRAWN.get(lang).to_owned(),
        Part::State => i::HISTORY_STATE.fill(lang, &[("state", state_of(&step.after).label().get(lang))]),
        Part::Management => i::HISTORY_MANAGED.get(lang).to_owned(),
    }
}

#[component]
fn Details(before: MetricDoc, after: MetricDoc) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let count = {
        let (before, after) = (before.clone(), after.clone());
        move || {
            let count = model.with(|model| changed_fields(model, &before, &after, lang.get()).len());
            i::HISTORY_DETAILS.fill(lang.get(), &[("count", &count.to_string())])
        }
    };
    view! {
        <details>
            <summary class="small">{count}</summary>
            <Differences before=before after=after/>
        </details>
    }
}

/// Field by field, what differs between two readings of a metric.
#[component]
pub(super) fn Differences(before: MetricDoc, after: MetricDoc) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let rows = move || {
        let lang = lang.get();
        model.with(|model| changed_fields(model, &before, &after, lang))
    };
    let shown =
        move |text: String| if text.is_empty() { i::NOT_SAID.get(lang.get()).to_owned() } else { text };
    move || {
        let rows = rows();
        if rows.is_empty() {
            return view! { <p class="quiet small">{t(i::HISTORY_SAME)}</p> }.into_any();
        }
        view! {
            <div class="table-wrap">
                <table class="table differences">
                    <thead>
                        <tr>
                            <th scope="col">{t(i::HISTORY_FIELD)}</th>
                            <th scope="col">{t(i::HISTORY_BEFORE)}</th>
                            <th scope="col">{t(i::HISTORY_AFTER)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.into_iter().map(|(name, before, after)| view! {
                            <tr>
                                <th scope="row">{name.get(lang.get())}</th>
                                <td>{shown(before)}</td>
                                <td>{shown(after)}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// Any two readings that the history knows, side by side.
#[component]
fn Versions(told: Vec<Step>) -> impl IntoView {
    let lang = Store::here().lang();
    // Newest first; below the oldest change stands what it found. A step in its life changes nothing else.
    let changed = told.iter().filter(|step| step.part != Part::State);
    let mut points: Vec<(Option<Step>, MetricDoc)> =
        changed.map(|step| (Some(step.clone()), step.after.clone())).collect();
    let oldest = told.last().map(|step| step.told.before.clone());
    points.extend(oldest.filter(|oldest| !oldest.code.is_empty()).map(|oldest| (None, oldest)));
    let count = points.len();
    let points = StoredValue::new(points);
    let (from, to) = (RwSignal::new(usize::from(count > 1)), RwSignal::new(0));
    let label = move |at: usize, lang: Lang| {
        points.with_value(|points| {
            let (step, reading) = &points[at];
            let version = version_of(reading).to_string();
            match step {
                Some(step) => i::HISTORY_POINT.fill(
                    lang,
                    &[("version", &version), ("day", step.told.on.as_str()), ("what", &happened(step, lang))],
                ),
                None => i::HISTORY_FIRST.fill(lang, &[("version", &version)]),
            }
        })
    };
    let choice = move |phrase: Phrase, chosen: RwSignal<usize>| {
        view! {
            <label class="field is-inline">
                <span class="field-label">{t(phrase)}</span>
                <select
                    class="select is-small"
                    on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or_default())
                >
                    {(0..count).map(|at| {
                        let is_chosen = move || chosen.get() == at;
                        view! { <option value=at.to_string() prop:selected=is_chosen>{move || label(at, lang.get())}</option> }
                    }).collect_view()}
                </select>
            </label>
        }
    };
    let reading = move |at: usize| points.with_value(|points| points[at].1.clone());
    (count > 1).then(|| {
        view! {
            <details class="versions">
                <summary>{t(i::HISTORY_COMPARE)}</summary>
                <div class="row">{choice(i::HISTORY_FROM, from)} {choice(i::HISTORY_TO, to)}</div>
                {move || view! { <Differences before=reading(from.get()) after=reading(to.get())/> }}
            </details>
        }
    })
}
