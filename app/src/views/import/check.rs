//! After reading: rows taken, values refused, findings, links between tables; then on to Explore.

use leptos::prelude::*;

use super::Discard;
use super::links::Links;
use super::problems::Problems;
use crate::components::{Findings, Glyph, Icon, t};
use crate::format;
use crate::i18n::{BACK_TO_COLUMNS, IMPORT_FINISH, LOADED_CLEAN, LOADED_ROWS, LOADED_WITH_PROBLEMS};
use crate::session::Session;
use crate::state::{FileKey, ImportStep, Store, TableDraft};

/// The step.
#[component]
pub(super) fn CheckStep() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let draft = store.draft();
    let files = Memo::new(move |_| {
        draft.with(|draft| draft.tables.iter().map(|table| table.file).collect::<Vec<_>>())
    });
    let has_several =
        Memo::new(move |_| draft.with(|draft| draft.tables.len() > 1 && draft.definition.is_none()));
    view! {
        <For each=move || files.get() key=|file| *file let:file>
            <Outcome file=file/>
        </For>
        <Show when=move || has_several.get()><Links/></Show>
        <div class="wizard-foot">
            <button type="button" class="button" on:click=move |_| store.go_import(ImportStep::Columns)>
                <Icon glyph=Glyph::Back/>
                <span>{t(BACK_TO_COLUMNS)}</span>
            </button>
            <Discard/>
            <span class="spacer"></span>
            <button type="button" class="button is-primary" on:click=move |_| session.finish_draft(store)>
                {t(IMPORT_FINISH)}
            </button>
        </div>
    }
}

/// What became of one file.
#[component]
fn Outcome(file: FileKey) -> impl IntoView {
    let store = Store::here();
    let (draft, lang) = (store.draft(), store.lang());
    let table =
        Memo::new(move |_| draft.with(|draft| draft.tables.iter().find(|table| table.file == file).cloned()));
    move || {
        let table: TableDraft = table.get()?;
        let report = table.report.clone()?;
        let problems = report.rejects.total;
        let words = [
            ("rows", format::count(report.rows)),
            ("bytes", format::byte_size(report.table_bytes)),
            ("count", format::count(problems)),
        ];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let lang = lang.get();
        let (class, verdict) = match problems {
            0 => ("badge is-good", LOADED_CLEAN),
            _ => ("badge is-partial is-still", LOADED_WITH_PROBLEMS),
        };
        Some(view! {
            <article class="card" aria-label=table.file_name.clone()>
                <div class="file-line">
                    <Icon glyph=Glyph::Table/>
                    <span class="name">{table.name().to_owned()}</span>
                    <span class="quiet">{LOADED_ROWS.fill(lang, &words)}</span>
                    <span class=class>{verdict.fill(lang, &words)}</span>
                </div>
                <div class="card-body is-flush">
                    <div class="is-inset"><Findings diagnostics=report.diagnostics.clone()/></div>
                    {(problems > 0).then(|| view! { <Problems table=table.name().to_owned() report=report/> })}
                </div>
            </article>
        })
    }
}
