//! What the linter saw, and its fixes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::model::lint::{Finding, counts};

use super::form::{AuthorField, author};
use super::life::opens_version;
use super::responsibility::Responsibility;
use super::{Desk, Pane};
use crate::components::{Findings, t};
use crate::i18n::{
    CHECKS_COUNT, CHECKS_REST, CHECKS_TITLE, CHECKS_WHICH, FINDINGS_NONE, FIX, LIFE_OPENED, Phrase,
    RACI_TITLE,
};
use crate::session::Session;
use crate::state::{NoticeKind, Store};

/// Findings drawn at once; fixing the first brings up the others.
const DRAWN: usize = 2000;

/// All findings, and who answers for what.
#[component]
pub(super) fn Checks() -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let lang = store.lang();
    let summary = move || {
        desk.dictionary.with(|dictionary| {
            let [errors, warnings, notes] =
                counts(&dictionary.as_ref()?.findings).map(|count| count.to_string());
            Some(
                CHECKS_COUNT
                    .fill(lang.get(), &[("errors", &errors), ("warnings", &warnings), ("notes", &notes)]),
            )
        })
    };
    view! {
        <article class="card dictionary-card">
            <header class="card-head">
                <h2 class="card-title is-large">{t(CHECKS_TITLE)}</h2>
                <div class="card-actions"><AuthorField/></div>
            </header>
            <p class="is-inset" role="status">{summary}</p>
            <section class="card-section"><FindingList metric=None none=FINDINGS_NONE/></section>
            <section class="card-section" aria-label=t(RACI_TITLE)>
                <h3>{t(RACI_TITLE)}</h3>
                <Responsibility/>
            </section>
        </article>
    }
}

/// Findings of one metric, or of all.
#[component]
pub(super) fn FindingList(metric: Option<String>, none: Phrase) -> impl IntoView {
    let desk = Desk::here();
    let is_whole = metric.is_none();
    let found = Memo::new(move |_| {
        desk.dictionary.with(|dictionary| {
            let all =
                dictionary.as_ref().map(|dictionary| dictionary.findings.as_slice()).unwrap_or_default();
            let is_meant = |finding: &&Finding| metric.as_ref().is_none_or(|code| finding.metric == *code);
            all.iter().filter(is_meant).take(DRAWN).cloned().collect::<Vec<_>>()
        })
    });
    move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p class="quiet">{t(none)}</p> }.into_any();
        }
        if is_whole {
            let groups =
                grouped(found).into_iter().map(|group| view! { <Group group=group/> }).collect_view();
            return view! { <ul class="finding-lines">{groups}</ul> }.into_any();
        }
        let lines = found
            .into_iter()
            .map(|finding| view! { <Line finding=finding is_named=is_whole/> })
            .collect_view();
        view! { <ul class="finding-lines">{lines}</ul> }.into_any()
    }
}

/// Findings of one rule, the gravest first.
fn grouped(found: Vec<Finding>) -> Vec<Vec<Finding>> {
    let mut groups: Vec<Vec<Finding>> = Vec::new();
    for finding in found {
        let is_same = |group: &&mut Vec<Finding>| {
            group[0].diagnostic.code == finding.diagnostic.code
                && group[0].diagnostic.severity == finding.diagnostic.severity
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups.sort_by_key(|group| {
        (std::cmp::Reverse(group[0].diagnostic.severity), std::cmp::Reverse(group.len()))
    });
    groups
}

#[component]
fn Group(group: Vec<Finding>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let lang = store.lang();
    if group.len() == 1 {
        let alone = group.into_iter().next();
        return alone.map(|finding| view! { <Line finding=finding is_named=true/> }).into_any();
    }
    if group.iter().any(|finding| finding.diagnostic.message != group[0].diagnostic.message) {
        let rest = (group.len() - 1).to_string();
        let mut lines = group.into_iter().map(|finding| view! { <Line finding=finding is_named=true/> });
        let first = lines.next();
        let more = lines.collect_view();
        return view! {
            {first}
            <li class="finding-rest">
                <details>
                    <summary class="small">{move || CHECKS_REST.fill(lang.get(), &[("count", &rest)])}</summary>
                    <ul class="finding-lines">{more}</ul>
                </details>
            </li>
        }
        .into_any();
    }
    let (rule, count) = (group[0].diagnostic.code.to_string(), group.len());
    let mut said = group[0].diagnostic.clone();
    *said.location = Default::default();
    let names = group
        .into_iter()
        .map(|finding| {
            let label = store.model().with_untracked(|model| {
                model
                    .find_metric(&finding.metric)
                    .map(|id| model.metric(id).label.clone())
                    .unwrap_or_default()
            });
            let open = move |_| {
                desk.show(Pane::Card);
                store.look_up(Some(finding.metric.clone()));
            };
            view! {
                <button type="button" class="link-button small" on:click=open>
                    {move || label.get(lang.get()).to_owned()}
                </button>
            }
        })
        .collect_view();
    view! {
        <li>
            <Findings diagnostics=vec![said]/>
            <span class="badge">{count.to_string()}</span>
            <span class="code quiet small">{rule}</span>
            <details class="finding-names">
                <summary class="small">{t(CHECKS_WHICH)}</summary>
                <div class="row">{names}</div>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn Line(finding: Finding, is_named: bool) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let lang = store.lang();
    let label = store.model().with_untracked(|model| {
        model.find_metric(&finding.metric).map(|id| model.metric(id).label.clone()).unwrap_or_default()
    });
    let code = finding.metric.clone();
    let open = move |_| {
        desk.show(Pane::Card);
        store.look_up(Some(code.clone()));
    };
    let mut diagnostic = finding.diagnostic;
    // The line beside it names the metric; places in the file mean nothing here.
    *diagnostic.location = Default::default();
    let rule = diagnostic.code.to_string();
    let fix = finding.fix.map(|fix| {
        let words = fix.label.clone();
        let change = fix.change;
        let put_right = move |_| {
            let change = change.clone();
            let why = words.get(lang.get_untracked()).to_owned();
            let opens_version = opens_version(desk, &change);
            spawn_local(async move {
                match session.revise(store, change, author(&why)).await {
                    Ok(()) if opens_version => store.tell(NoticeKind::Info, LIFE_OPENED),
                    Ok(()) => {}
                    Err(found) => store.report(NoticeKind::Error, None, found),
                }
            });
        };
        let title = fix.label;
        view! {
            <button type="button" class="button is-small" title=move || title.get(lang.get()).to_owned() on:click=put_right>
                {t(FIX)}
            </button>
        }
    });
    view! {
        <li>
            {is_named.then(|| view! {
                <button type="button" class="link-button" on:click=open>{move || label.get(lang.get()).to_owned()}</button>
            })}
            <Findings diagnostics=vec![diagnostic]/>
            <span class="code quiet small">{rule}</span>
            {fix}
        </li>
    }
}
