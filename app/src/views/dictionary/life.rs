//! Where a metric and its next version are in their life, and the steps from here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::edit::{Change, is_same_terms, steps};
use sandtable_engine::model::lifecycle::{is_published, next, revision_of, state_of};
use sandtable_engine::model::{MetricDoc, State};

use super::Desk;
use super::form::{AuthorField, author};
use super::history::Differences;
use crate::components::{Findings, t};
use crate::i18n as i;
use crate::session::Session;
use crate::state::Store;

/// The way from the first to the last station; a rejection leads back to the draft.
const WAY: [State; 6] =
    [State::Draft, State::Requested, State::Reviewed, State::Developed, State::Online, State::Retired];

/// What stands in the life of a metric.
#[derive(Clone, Debug, PartialEq)]
struct Standing {
    now: MetricDoc,
    next: Option<MetricDoc>,
    /// Reason, person and day, where the last word was a rejection.
    rejection: Option<[String; 3]>,
}

impl Standing {
    fn of(desk: Desk, code: &str) -> Option<Self> {
        desk.dictionary.with(|dictionary| {
            let document = &dictionary.as_ref()?.document;
            let now = document.metrics.iter().find(|metric| metric.code.value == code)?.value.clone();
            let next = revision_of(document, code);
            let is_rejected = state_of(next.as_ref().unwrap_or(&now)) == State::Rejected;
            let rejection = is_rejected.then(|| {
                let told = steps(document, code);
                let told = &told.iter().find(|step| state_of(&step.after) == State::Rejected)?.told;
                Some([told.note.value.clone(), told.by.value.clone(), told.on.value.clone()])
            });
            Some(Self { now, next, rejection: rejection.flatten() })
        })
    }

    /// What the next step is one of.
    fn state(&self) -> State {
        state_of(self.next.as_ref().unwrap_or(&self.now))
    }
}

pub(super) fn version_of(metric: &MetricDoc) -> u32 {
    metric.version.as_ref().map_or(1, |version| version.value)
}

#[component]
pub(super) fn LifeCycle(code: String) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let note = RwSignal::new(String::new());
    let code = StoredValue::new(code);
    let standing = Memo::new(move |_| code.with_value(|code| Standing::of(desk, code)));
    let reviewer = move || {
        model.with(|model| {
            let id = code.with_value(|code| model.find_metric(code))?;
            Some(model.metric(id).governance.reviewer.clone()).filter(|name| !name.is_empty())
        })
    };
    let make = move |change: Change| {
        spawn_local(async move {
            match session.revise(store, change, author(&note.get_untracked())).await {
                Ok(()) => {
                    refusal.set(Vec::new());
                    note.set(String::new());
                }
                Err(found) => refusal.set(found.into_iter().map(unplaced).collect()),
            }
        });
    };
    let approver = move || match reviewer() {
        Some(who) => i::LIFE_APPROVER.fill(lang.get(), &[("who", &who)]),
        None => i::LIFE_NO_APPROVER.get(lang.get()).to_owned(),
    };
    let rejected = move |[note, who, day]: [String; 3]| {
        let words = i::LIFE_REJECTED.fill(lang.get(), &[("note", &note), ("who", &who), ("day", &day)]);
        view! { <p class="finding is-warning">{words}</p> }
    };
    let following = move |now: MetricDoc, next: MetricDoc| {
        // The stations tell its state.
        let now = MetricDoc { state: next.state.clone(), ..now };
        let version = version_of(&next).to_string();
        let state = state_of(&next);
        let label = state.label();
        let words = [("version", &*version), ("state", label.get(lang.get()))];
        view! {
            <h4>{i::LIFE_NEXT.fill(lang.get(), &words)}</h4>
            <p class="small">{i::LIFE_STAYS.fill(lang.get(), &words)}</p>
            <Stations state=state/>
            <Differences before=now after=next/>
        }
    };
    let moves = move || {
        standing.get().map(|standing| {
            let steps = next(standing.state())
                .iter()
                .map(|&to| {
                    let words = move || i::LIFE_MOVE.fill(lang.get(), &[("state", to.label().get(lang.get()))]);
                    view! {
                        <button type="button" class="button is-small" on:click=move |_| make(Change::Move(code.get_value(), to))>
                            {words}
                        </button>
                    }
                })
                .collect_view();
            let withdraw = standing.next.is_some().then(|| view! {
                <button type="button" class="button is-small" on:click=move |_| make(Change::Withdraw(code.get_value()))>
                    {t(i::LIFE_WITHDRAW)}
                </button>
            });
            (steps, withdraw)
        })
    };
    view! {
        {move || standing.get().map(|standing| view! {
            <Stations state=state_of(&standing.now)/>
            {standing.next.map(|next| following(standing.now, next))}
            {standing.rejection.map(rejected)}
        })}
        <div class="row">
            <AuthorField/>
            <label class="field is-inline">
                <span class="field-label">{t(i::LIFE_NOTE)}</span>
                <input
                    class="input"
                    placeholder=t(i::LIFE_NOTE_HINT)
                    prop:value=note
                    on:input=move |event| note.set(event_target_value(&event))
                />
            </label>
            {moves}
        </div>
        <p class="quiet small">{approver}</p>
        {move || view! { <Findings diagnostics=refusal.get()/> }}
    }
}

/// The card names the metric; places in the file mean nothing there.
fn unplaced(mut found: Diagnostic) -> Diagnostic {
    *found.location = Default::default();
    found
}

#[component]
fn Stations(state: State) -> impl IntoView {
    let lang = Store::here().lang();
    // A rejected metric begins again.
    let here = if state == State::Rejected { State::Draft } else { state };
    let stations = WAY
        .into_iter()
        .map(|station| {
            let is_here = (station == here).then_some("step");
            let is_done = station < here;
            view! {
                <li aria-current=is_here class:is-done=is_done>
                    {move || station.label().get(lang.get()).to_owned()}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="stepper is-small">{stations}</ol> }
}

/// Beside the name of a published metric: that its next version is on its way.
#[component]
pub(super) fn Waiting(code: String) -> impl IntoView {
    let (lang, desk) = (Store::here().lang(), Desk::here());
    let words = move || {
        let standing = Standing::of(desk, &code)?;
        let next = standing.next?;
        let (version, now) = (version_of(&next).to_string(), version_of(&standing.now).to_string());
        let state = state_of(&next).label();
        let values = [("version", &*version), ("now", &now), ("state", state.get(lang.get()))];
        Some(i::LIFE_WAITING.fill(lang.get(), &values))
    };
    move || words().map(|words| view! { <p class="finding is-warning is-inset" role="status">{words}</p> })
}

/// Whether a change becomes the next version of a metric that is online.
pub(super) fn opens_version(desk: Desk, change: &Change) -> bool {
    let Change::Put(metric, Some(code)) = change else { return false };
    desk.dictionary.with_untracked(|dictionary| {
        let metrics = dictionary.as_ref().map(|dictionary| dictionary.document.metrics.as_slice());
        let own = metrics.unwrap_or_default().iter().find(|own| own.code.value == *code);
        own.is_some_and(|own| is_published(own) && !is_same_terms(own, metric))
    })
}

/// Above the form of a published metric: what becomes of its changes.
#[component]
pub(super) fn PublishedNote(code: Option<String>) -> impl IntoView {
    let model = Store::here().model();
    let is_online = move || {
        model.with(|model| {
            let id = code.as_ref().and_then(|code| model.find_metric(code));
            id.is_some_and(|id| model.metric(id).governance.state == State::Online)
        })
    };
    move || is_online().then(|| view! { <p class="is-inset small">{t(i::LIFE_PUBLISHED)}</p> })
}
