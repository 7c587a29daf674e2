//! Changes of a metric: who, when, what; and the way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::{MetricDoc, VersionDoc};

use super::Desk;
use super::form::{author, field_texts};
use crate::components::t;
use crate::i18n::{HISTORY_CHANGED, HISTORY_NEW, HISTORY_NONE, HISTORY_RESTORE, LIST_COMMA, Lang};
use crate::session::Session;
use crate::state::{NoticeKind, Store};

/// One change, newest first: its place in the history, the record, and how the metric read after it.
type Step = (u32, VersionDoc, MetricDoc);

#[component]
pub(super) fn HistoryList(code: String) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let lang = store.lang();
    let steps = {
        let code = code.clone();
        Memo::new(move |_| {
            desk.dictionary.with(|dictionary| {
                let document = &dictionary.as_ref()?.document;
                let mut after =
                    document.metrics.iter().find(|metric| metric.code.value == code)?.value.clone();
                let mut steps: Vec<Step> = Vec::new();
                for (at, record) in document.history.iter().enumerate().rev() {
                    // A metric that was renamed goes on under its older code.
                    if record.metric != after.code {
                        continue;
                    }
                    let before = record.before.clone();
                    steps.push((at as u32, record.value.clone(), std::mem::replace(&mut after, before)));
                }
                Some(steps)
            })
        })
    };
    move || {
        let steps = steps.get().unwrap_or_default();
        if steps.is_empty() {
            return view! { <p class="quiet">{t(HISTORY_NONE)}</p> }.into_any();
        }
        let lines = steps
            .into_iter()
            .map(|(at, record, after)| {
                let version = record.version.as_ref().map_or(1, |version| version.value);
                let code = code.clone();
                let restore = move |_| {
                    let change = Change::Restore(code.clone(), at);
                    let why = HISTORY_RESTORE.get(lang.get_untracked());
                    spawn_local(async move {
                        if let Err(found) = session.revise(store, change, author(why)).await {
                            store.report(NoticeKind::Error, None, found);
                        }
                    });
                };
                let is_new = record.before.code.is_empty();
                let (before, then) = (record.before.clone(), after);
                view! {
                    <li>
                        <span class="history-head">
                            <strong>{format!("v{version}")}</strong>
                            <span>{record.on.value.clone()}</span>
                            <span>{record.by.value.clone()}</span>
                            <span class="quiet">{record.note.value.clone()}</span>
                        </span>
                        <span class="small">{move || if is_new { HISTORY_NEW.get(lang.get()).to_owned() } else { differences(&before, &then, lang.get()) }}</span>
                        {(!is_new).then(|| view! {
                            <button type="button" class="button is-small" on:click=restore>{t(HISTORY_RESTORE)}</button>
                        })}
                    </li>
                }
            })
            .collect_view();
        view! { <ol class="history">{lines}</ol> }.into_any()
    }
}

/// What a change changed: field, before → after.
fn differences(before: &MetricDoc, after: &MetricDoc, lang: Lang) -> String {
    let changed: Vec<String> = field_texts(before)
        .into_iter()
        .zip(field_texts(after))
        .filter(|((_, before), (_, after))| before != after)
        .map(|((name, before), (_, after))| {
            let shown = |text: String| if text.is_empty() { "∅".to_owned() } else { text };
            format!("{} {} → {}", name.get(lang), shown(before), shown(after))
        })
        .collect();
    HISTORY_CHANGED.fill(lang, &[("list", &changed.join(LIST_COMMA.get(lang)))])
}
