//! The builder: a metric from chosen parts, checked and tried out while it is made.

mod atomic;
mod composite;
mod derived;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Period;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::formula;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::naming::Parts;
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{Layer, Model};
use sandtable_engine::text::Text;

use super::form::{AuthorField, Draft, ManagementFields, author};
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

#[component]
pub(super) fn Builder(draft: Draft) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let replaced = draft.replaces.clone();
    let is_new = replaced.is_none();
    let draft = RwSignal::new(draft);
    let layer = Memo::new(move |_| draft.with(|draft| draft.layer));
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let note = RwSignal::new(String::new());
    // Name and code of a derived metric follow from its parts.
    let made = Memo::new(move |_| model.with(|model| draft.with(|draft| finished(model, draft))));
    let save = move || {
        let made = made.get_untracked();
        let code = made.metric.code.value.clone();
        let change = Change::Put(Box::new(made.cleaned()), made.replaces.clone());
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
                <Preview made=made/>
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

/// The draft with the name and code that follow from its parts, where the reader has not given others.
fn finished(model: &Model, draft: &Draft) -> Draft {
    let mut made = draft.clone();
    if draft.replaces.is_none() && made.metric.code.is_empty() {
        made.metric.code = code_of(&made.metric.label.en).into();
    }
    if draft.layer == Layer::Composite
        && let Some(unit) = unit_of_draft(model, draft)
    {
        // A formula knows its unit; a pure number is a share.
        if unit.is_empty() && made.metric.unit.is_empty() && made.metric.format.is_empty() {
            made.metric.format = "percent".into();
        } else if made.metric.unit.is_empty() && made.metric.format.is_empty() {
            made.metric.unit = unit;
        }
    }
    if draft.layer == Layer::Derived
        && let Some(parts) = parts_of(model, draft)
    {
        let is_old = draft.replaces.is_some() && !draft.metric.label.is_empty();
        if !is_old {
            made.metric.label = parts.label(model);
        }
        if draft.replaces.is_none() {
            made.metric.code = parts.code(model).into();
        }
    }
    made
}

/// The unit of a composite draft's formula, where it is one and not only up to scale.
fn unit_of_draft(model: &Model, draft: &Draft) -> Option<Text> {
    let parsed = formula::parse(&draft.metric.formula).ok()?;
    let resolved = parsed.try_map(&mut |name: &String, _| composite::named(model, name))?;
    unit_of(model, &resolved).0.filter(|unit| !unit.is_scaled).map(|unit| unit.text())
}

/// A code from an English name: `Warranty share` is `warranty_share`.
fn code_of(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

fn parts_of(model: &Model, draft: &Draft) -> Option<Parts> {
    let metric = &draft.metric;
    Some(Parts {
        period: Period::parse(&metric.period),
        qualifiers: metric.qualifiers.iter().map(|name| name.value.clone()).collect(),
        base: model.find_metric(&metric.base)?,
        by: Vec::new(),
    })
}
