//! The register of named conditions: what there is, who uses it, and a form to add or change one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::{DatasetId, Definition, Model, QualifierDoc};

use super::form::{AuthorField, author};
use super::qualifier_form::QualifierForm;
use super::{Desk, Pane};
use crate::components::{Button, ButtonKind, Findings, t};
use crate::i18n as i;
use crate::queries::{qualifier_users, rows_words};
use crate::session::Session;
use crate::state::Store;

/// A line of the register.
#[derive(Clone, PartialEq)]
struct Line {
    document: QualifierDoc,
    label: String,
    words: String,
    facts: String,
    users: Vec<(String, String)>,
}

#[component]
pub(super) fn Qualifiers(
    /// The code of the one that is looked for.
    code: Option<String>,
) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    // The one that is looked for stands first, its form open.
    let sought = code.clone();
    let edited = RwSignal::new(None::<Option<QualifierDoc>>);
    let lines = Memo::new(move |_| {
        let mut documents = desk.dictionary.with(|dictionary| {
            let qualifiers = dictionary.iter().flat_map(|dictionary| &dictionary.document.qualifiers);
            qualifiers.map(|own| own.value.clone()).collect::<Vec<_>>()
        });
        documents.sort_by_key(|own| Some(own.code.value.as_str()) != sought.as_deref());
        let lang = lang.get();
        model.with(|model| {
            documents.into_iter().map(|document| line(model, document, lang)).collect::<Vec<_>>()
        })
    });
    let first = lines.with_untracked(|lines| lines.first().map(|line| line.document.clone()));
    edited.set(first.filter(|first| Some(first.code.value.as_str()) == code.as_deref()).map(Some));
    view! {
        <section class="card dictionary-card">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::QUALIFIERS)}</h2>
                <div class="card-actions">
                    <Button phrase=i::BUILD_NEW_QUALIFIER on_press=move || edited.set(Some(None))/>
                </div>
            </header>
            <p class="card-note is-inset">{t(i::QUALIFIERS_NOTE)}</p>
            <Show when=move || edited.with(|edited| *edited == Some(None))>
                <div class="card-section">
                    <h3>{t(i::BUILD_NEW_QUALIFIER)}</h3>
                    <Editor document=None edited=edited/>
                </div>
            </Show>
            <ul class="qualifier-list">
                <For each=move || lines.get() key=|line| (line.document.code.value.clone(), line.facts.clone(), line.words.clone()) let:line>
                    <Row line=line.clone() is_sought=code.as_deref() == Some(line.document.code.as_str()) edited=edited/>
                </For>
            </ul>
        </section>
    }
}

fn line(model: &Model, document: QualifierDoc, lang: i::Lang) -> Line {
    let on = |at: &Option<DatasetId>| match at {
        None => document.on.is_empty(),
        Some(id) => document.on.iter().any(|on| on.value == model.dataset(*id).code),
    };
    let found = model.qualifiers.iter().find(|own| own.code == document.code.value && on(&own.dataset));
    let facts = document.on.iter().map(|on| {
        let label = model.find_dataset(on).map(|id| model.dataset(id).label.get(lang));
        label.unwrap_or(on.as_str()).to_owned()
    });
    Line {
        label: document.label.get(lang).to_owned(),
        words: found
            .map_or_else(|| document.condition.value.clone(), |own| rows_words(model, &own.condition, lang)),
        facts: facts.collect::<Vec<_>>().join(i::LIST_COMMA.get(lang)),
        users: qualifier_users(model, &document.code, lang),
        document,
    }
}

#[component]
fn Row(line: Line, is_sought: bool, edited: RwSignal<Option<Option<QualifierDoc>>>) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let lang = store.lang();
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let [shown, dropped, own, compared] = [(); 4].map(|()| line.document.clone());
    let is_edited =
        Memo::new(move |_| edited.with(|edited| matches!(edited, Some(Some(edited)) if *edited == compared)));
    let drop = move || {
        let change = Change::DropQualifier(Box::new(dropped.clone()));
        spawn_local(async move {
            if let Err(found) = session.revise(store, change, author("")).await {
                refusal.set(found);
            }
        });
    };
    let count = line.users.len();
    let users = line.users.clone();
    view! {
        <li class="qualifier" class:is-sought=is_sought>
            <div class="row">
                <strong>{line.label}</strong>
                <span class="code">{line.document.code.value.clone()}</span>
                <span class="quiet small">{line.facts}</span>
                <span class="spacer"></span>
                <Button phrase=i::QUALIFIER_EDIT kind=ButtonKind::Quiet on_press=move || edited.set(Some(Some(shown.clone())))/>
                {(count == 0).then(|| view! {
                    <Button phrase=i::QUALIFIER_DROP kind=ButtonKind::Quiet on_press=drop.clone()/>
                })}
            </div>
            <p>{line.words}</p>
            {move || is_edited.get().then(|| view! { <Editor document=Some(own.clone()) edited=edited/> })}
            {move || view! { <Findings diagnostics=refusal.get()/> }}
            {(count > 0).then(|| view! {
                <details>
                    <summary class="quiet small">
                        {move || i::QUALIFIER_USED.fill(lang.get(), &[("count", &count.to_string())])}
                    </summary>
                    <div class="row">
                        {users.clone().into_iter().map(|(code, label)| view! {
                            <button type="button" class="link-button" on:click=move |_| {
                                desk.show(Pane::Card);
                                store.look_up(Some(code.clone()));
                            }>{label}</button>
                        }).collect_view()}
                    </div>
                </details>
            })}
        </li>
    }
}

/// The form, and who fills it in.
#[component]
fn Editor(document: Option<QualifierDoc>, edited: RwSignal<Option<Option<QualifierDoc>>>) -> impl IntoView {
    view! {
        <QualifierForm document=document fact=None on_done=move |_| edited.set(None)/>
        <div class="row">
            <AuthorField/>
            <span class="spacer"></span>
            <Button phrase=i::CANCEL on_press=move || edited.set(None)/>
        </div>
    }
}

/// An atomic metric of a fact, whose members and numbers conditions are chosen by.
pub(super) fn lead_of(model: &Model, fact: DatasetId) -> Option<String> {
    let is_of = |definition: &Definition| matches!(definition, Definition::Atomic { dataset, .. } if *dataset == fact);
    model.metrics.iter().find(|metric| is_of(&metric.definition)).map(|metric| metric.code.clone())
}
