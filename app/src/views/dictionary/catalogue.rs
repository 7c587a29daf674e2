//! The built-in catalogue on the reader's own tables: what holds, what is missing for the rest, and the step to adopt it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::{Missing, Need, TableMatch};
use sandtable_engine::text::Text;
use sandtable_worker::protocol::Fitted;

use super::{Desk, Pane};
use crate::components::{Button, ButtonKind, Findings, Skeleton, t};
use crate::i18n as i;
use crate::session::Session;
use crate::state::{NoticeKind, Store};

/// What holds of it.
#[component]
pub(super) fn Catalogue() -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let lang = store.lang();
    let found = RwSignal::new(None::<Result<Fitted, Vec<Diagnostic>>>);
    spawn_local(async move {
        let fitted = session.fit_catalogue().await;
        let _ = found.try_set(Some(fitted));
    });
    let count = |fitted: &Fitted| fitted.added.len();
    let is_useful = move || found.with(|found| matches!(found, Some(Ok(fitted)) if count(fitted) > 0));
    let adopt = move || {
        let Some(Ok(fitted)) = found.get_untracked() else { return };
        spawn_local(async move {
            match session.adopt(store, fitted.definition).await {
                Ok(()) => desk.show(Pane::Card),
                Err(found) => store.report(NoticeKind::Error, None, found),
            }
        });
    };
    let summary = move |fitted: &Fitted| {
        let numbers =
            [fitted.added.len(), fitted.known as usize, fitted.missing.len()].map(|n| n.to_string());
        let [added, known, missing] = &numbers;
        i::CATALOGUE_COUNT.fill(lang.get(), &[("added", added), ("known", known), ("missing", missing)])
    };
    view! {
        <article class="card dictionary-card">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::CATALOGUE_TITLE)}</h2>
                <div class="card-actions">
                    <Show when=is_useful>
                        <Button phrase=i::CATALOGUE_ADOPT kind=ButtonKind::Primary on_press=adopt/>
                    </Show>
                    <Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/>
                </div>
            </header>
            {move || match found.get() {
                None => view! { <div class="card-section"><Skeleton lines=6/></div> }.into_any(),
                Some(Err(found)) => view! { <div class="card-section"><Findings diagnostics=found/></div> }.into_any(),
                Some(Ok(fitted)) => view! {
                    <p class="is-inset" role="status">{summary(&fitted)}</p>
                    <Added names=fitted.added.clone()/>
                    <Tables tables=fitted.tables.clone()/>
                    <Lacks missing=fitted.missing.clone()/>
                }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Added(names: Vec<Text>) -> impl IntoView {
    let lang = Store::here().lang();
    (!names.is_empty()).then(|| {
        let names = StoredValue::new(names);
        let list = move || {
            let lang = lang.get();
            names.with_value(|names| {
                names
                    .iter()
                    .map(|name| name.get(lang).to_owned())
                    .collect::<Vec<_>>()
                    .join(i::LIST_COMMA.get(lang))
            })
        };
        view! {
            <section class="card-section">
                <h3>{t(i::CATALOGUE_ADDS)}</h3>
                <p>{list}</p>
            </section>
        }
    })
}

/// Which of the reader's tables and columns stand for those of the catalogue.
#[component]
fn Tables(tables: Vec<TableMatch>) -> impl IntoView {
    let lines = tables
        .into_iter()
        .map(|table| {
            let renamed = |(wanted, found): &(String, String)| match wanted == found {
                true => wanted.clone(),
                false => format!("{wanted} ← {found}"),
            };
            let columns = table.columns.iter().map(renamed).collect::<Vec<_>>().join(" · ");
            view! {
                <tr>
                    <th scope="row" class="code">{table.wanted}</th>
                    <td class="code">{table.found}</td>
                    <td class="code small quiet">{columns}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card-section">
            <h3>{t(i::CATALOGUE_TABLES)}</h3>
            <div class="table-wrap">
                <table class="table">
                    <thead><tr>
                        <th scope="col">{t(i::CATALOGUE_WANTED)}</th>
                        <th scope="col">{t(i::CATALOGUE_FOUND)}</th>
                        <th scope="col">{t(i::CATALOGUE_COLUMNS)}</th>
                    </tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
}

/// What is not there, and the metrics that wait for it, the most wanted first.
#[component]
fn Lacks(missing: Vec<Missing>) -> impl IntoView {
    let lang = Store::here().lang();
    let lines = by_need(missing)
        .into_iter()
        .map(|(need, waiting)| {
            let count = waiting.len().to_string();
            let names = move || {
                let lang = lang.get();
                let names: Vec<&str> = waiting.iter().map(|name| name.get(lang)).collect();
                names.join(i::LIST_COMMA.get(lang))
            };
            let need = need.text();
            view! {
                <li>
                    <details>
                        <summary>
                            {move || need.get(lang.get()).to_owned()}
                            " "
                            <span class="badge">{count}</span>
                        </summary>
                        <p class="small quiet">{names}</p>
                    </details>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card-section">
            <h3>{t(i::CATALOGUE_MISSING)}</h3>
            <ul class="finding-lines">{lines}</ul>
        </section>
    }
}

fn by_need(missing: Vec<Missing>) -> Vec<(Need, Vec<Text>)> {
    let mut found: Vec<(Need, Vec<Text>)> = Vec::new();
    for metric in missing {
        for need in metric.needs {
            match found.iter_mut().find(|(own, _)| *own == need) {
                Some((_, waiting)) => waiting.push(metric.label.clone()),
                None => found.push((need, vec![metric.label.clone()])),
            }
        }
    }
    found.sort_by_key(|(need, waiting)| (std::cmp::Reverse(waiting.len()), need.clone()));
    found
}
