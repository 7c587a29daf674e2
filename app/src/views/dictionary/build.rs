//! The builder: a metric from chosen parts, checked and tried out while it is made.

mod atomic;
mod composite;
mod derived;
mod finish;
mod period;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::Layer;

use super::form::{AuthorField, Draft, ManagementFields, author};
use super::life::PublishedNote;
use super::preview::Preview;
use super::touched::TouchedList;
use super::{Desk, Pane};
use crate::components::{Button, Findings, t};
use crate::i18n as i;
use crate::session::Session;
use crate::state::Store;
use atomic::AtomicFields;
use composite::CompositeFields;
use derived::DerivedFields;
use finish::{Finished, finished};

#[component]
pub(super) fn Builder(draft: Draft) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let replaced = draft.replaces.clone();
    let is_new = replaced.is_none();
    let mut draft = draft;
    let source = &mut draft.metric.formula.value;
    *source = model.with_untracked(|model| composite::in_words(model, source, lang.get_untracked()));
    let draft = RwSignal::new(draft);
    let layer = Memo::new(move |_| draft.with(|draft| draft.layer));
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let note = RwSignal::new(String::new());
    // Name and code of a derived metric follow from its parts.
    let finished = Memo::new(move |_| model.with(|model| draft.with(|draft| finished(model, draft))));
    let made = Memo::new(move |_| finished.with(|finished| finished.draft.clone()));
    let is_refused =
        Memo::new(move |_| finished.with(|finished| finished.findings.iter().any(Diagnostic::is_error)));
    let save = move || {
        let against = finished.with_untracked(Finished::refusal);
        if !against.is_empty() {
            refusal.set(against);
            return;
        }
        let made = made.get_untracked();
        let code = made.metric.code.value.clone();
        let change = made.change();
        let why = note.get_untracked();
        spawn_local(async move {
            match session.revise(store, change, author(&why)).await {
                Ok(()) => {
                    desk.show(Pane::Card);
                    store.look_up(Some(code));
                }
                Err(found) => refusal.set(found),
            }
        });
    };
    let layers = [
        (Layer::Derived, i::BUILD_DERIVED),
        (Layer::Composite, i::BUILD_COMPOSITE),
        (Layer::Atomic, i::BUILD_ATOMIC),
    ];
    view! {
        <form class="card dictionary-card" on:submit=move |event| { event.prevent_default(); save(); }>
            <header class="card-head">
                <h2 class="card-title is-large">{t(if is_new { i::BUILD_TITLE } else { i::BUILD_EDIT_TITLE })}</h2>
            </header>
            <PublishedNote code=replaced.clone()/>
            <div class="card-section">
                <div class="row" role="radiogroup" aria-label=t(i::LAYER)>
                    {layers.into_iter().map(|(own, phrase)| view! {
                        <label class="check">
                            <input
                                type="radio"
                                name="layer"
                                prop:checked=move || layer.get() == own
                                on:change=move |_| draft.update(|draft| draft.layer = own)
                            />
                            <span>{t(phrase)}</span>
                        </label>
                    }).collect_view()}
                </div>
            </div>
            <div class="card-section">
                {move || match layer.get() {
                    Layer::Derived => view! { <DerivedFields draft=draft/> }.into_any(),
                    Layer::Composite => view! { <CompositeFields draft=draft/> }.into_any(),
                    Layer::Atomic => view! { <AtomicFields draft=draft/> }.into_any(),
                }}
            </div>
            <div class="card-section">
                <p class="build-name" role="status">
                    <span class="quiet small">{t(i::BUILD_RESULT)}</span>
                    <strong>{move || made.with(|made| made.metric.label.get(lang.get()).to_owned())}</strong>
                    <span class="code">{move || made.with(|made| made.metric.code.value.clone())}</span>
                </p>
                {move || view! { <Findings diagnostics=finished.with(|finished| finished.findings.clone())/> }}
                <KnownMetric made=made/>
                <AlsoMade made=made/>
                <Preview made=made is_refused=is_refused/>
            </div>
            <details class="card-section">
                <summary>{t(i::BUILD_MORE)}</summary>
                <ManagementFields draft=draft/>
            </details>
            {replaced.map(|code| view! {
                <section class="card-section">
                    <h3>{t(i::TOUCHED_BY_CHANGE)}</h3>
                    <TouchedList code=code/>
                </section>
            })}
            <div class="card-section">
                {move || view! { <Findings diagnostics=refusal.get()/> }}
                <div class="row">
                    <AuthorField/>
                    <label class="field is-inline">
                        <span class="field-label">{t(i::BUILD_NOTE)}</span>
                        <input class="input" on:input=move |event| note.set(event_target_value(&event))/>
                    </label>
                    <span class="spacer"></span>
                    <Button phrase=i::CANCEL on_press=move || desk.show(Pane::Card)/>
                    <button type="submit" class="button is-primary">{t(i::BUILD_SAVE)}</button>
                </div>
            </div>
        </form>
    }
}

/// What has to be there for it, and will be made with it.
#[component]
fn AlsoMade(made: Memo<Draft>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let names = Memo::new(move |_| {
        model.with(|model| {
            made.with(|made| {
                made.also.iter().map(|metric| finish::name_of(model, metric)).collect::<Vec<_>>()
            })
        })
    });
    move || {
        let names = names.get();
        let lang = lang.get();
        let list: Vec<&str> = names.iter().map(|name| name.get(lang)).collect();
        let words = i::BUILD_ALSO.fill(lang, &[("list", &list.join(i::LIST_COMMA.get(lang)))]);
        (!names.is_empty()).then(|| view! { <p class="card-note">{words}</p> })
    }
}

/// The way to the metric that has the code already.
#[component]
fn KnownMetric(made: Memo<Draft>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let known = Memo::new(move |_| {
        let (code, replaces) = made.with(|made| (made.metric.code.value.clone(), made.replaces.clone()));
        let other = Some(&code) != replaces.as_ref();
        model.with(|model| {
            let id = model.find_metric(&code).filter(|_| other)?;
            Some((code, model.metric(id).label.clone()))
        })
    });
    move || {
        known.get().map(|(code, label)| {
            let words = move || i::BUILD_OPEN_KNOWN.fill(lang.get(), &[("metric", label.get(lang.get()))]);
            view! {
                <button type="button" class="link-button" on:click=move |_| {
                    desk.show(Pane::Card);
                    store.look_up(Some(code.clone()));
                }>{words}</button>
            }
        })
    }
}
