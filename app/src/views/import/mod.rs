//! Import: choose files, see what they look like, say what columns are for, check what became of the values.

mod check;
mod column_head;
mod links;
mod problems;
mod table_card;

use leptos::prelude::*;

use check::CheckStep;
use table_card::TableCard;

use crate::browser;
use crate::components::{Glyph, Icon, ProgressBar, t};
use crate::format;
use crate::i18n::{
    DEFINITION_FILE, IMPORT_CHOOSE, IMPORT_CHOOSE_MORE, IMPORT_DISCARD, IMPORT_DROP, IMPORT_FORMATS,
    IMPORT_LOAD, IMPORT_LOADING, IMPORT_NOTHING_READY, IMPORT_TITLE, REMOVE_FILE, STEP_CHECK, STEP_COLUMNS,
    STEP_EXPLORE,
};
use crate::session::Session;
use crate::state::{ImportStep, Store};

/// The screen.
#[component]
pub(super) fn ImportScreen() -> impl IntoView {
    let store = Store::here();
    let (step, loading) = (store.import_step(), store.loading());
    let is_loading = Memo::new(move |_| loading.with(Option::is_some));
    view! {
        <section class="wizard" aria-label=t(IMPORT_TITLE)>
            <Steps/>
            <div class="wizard-body">
                {move || match (is_loading.get(), step.get()) {
                    (true, _) => view! { <LoadingCard/> }.into_any(),
                    (false, ImportStep::Columns) => view! { <ColumnsStep/> }.into_any(),
                    (false, ImportStep::Check) => view! { <CheckStep/> }.into_any(),
                }}
            </div>
        </section>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let step = Store::here().import_step();
    let current = move |own: ImportStep| (step.get() == own).then_some("step");
    view! {
        <ol class="stepper">
            <li aria-current=move || current(ImportStep::Columns) class:is-done=move || step.get() == ImportStep::Check>
                {t(STEP_COLUMNS)}
            </li>
            <li aria-current=move || current(ImportStep::Check)>{t(STEP_CHECK)}</li>
            <li>{t(STEP_EXPLORE)}</li>
        </ol>
    }
}

/// Choosing files, and a card for each.
#[component]
fn ColumnsStep() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let draft = store.draft();
    let is_empty = Memo::new(move |_| draft.with(|draft| draft.tables.is_empty()));
    // Cards keep their place and focus while columns change: they are drawn anew only with other files.
    let files = Memo::new(move |_| {
        draft.with(|draft| draft.tables.iter().map(|table| table.file).collect::<Vec<_>>())
    });
    let is_ready = Memo::new(move |_| {
        draft.with(|draft| !draft.tables.is_empty() && draft.tables.iter().all(|table| table.is_loadable()))
    });
    view! {
        <FileDrop/>
        <DefinitionLine/>
        <For each=move || files.get() key=|file| *file let:file>
            <TableCard file=file/>
        </For>
        <Show when=move || !is_empty.get()>
            <div class="wizard-foot">
                <Discard/>
                <Show when=move || !is_ready.get()>
                    <span class="quiet">{t(IMPORT_NOTHING_READY)}</span>
                </Show>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="button is-primary"
                    disabled=move || !is_ready.get()
                    on:click=move |_| session.load_draft(store)
                >
                    {t(IMPORT_LOAD)}
                </button>
            </div>
        </Show>
    }
}

/// The way out of an import.
#[component]
fn Discard() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    view! {
        <button type="button" class="button is-quiet" on:click=move |_| session.discard_draft(store)>
            {t(IMPORT_DISCARD)}
        </button>
    }
}

/// A place to choose files; dropping works on the whole page.
#[component]
fn FileDrop() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let draft = store.draft();
    let is_empty = Memo::new(move |_| draft.with(|draft| draft.tables.is_empty()));
    let lang = store.lang();
    view! {
        <label class="dropzone" class:is-small=move || !is_empty.get()>
            <Icon glyph=Glyph::Import/>
            <strong>
                {move || if is_empty.get() { IMPORT_CHOOSE.get(lang.get()) } else { IMPORT_CHOOSE_MORE.get(lang.get()) }}
            </strong>
            <Show when=move || is_empty.get()>
                <span>{t(IMPORT_DROP)}</span>
                <span class="quiet small">{t(IMPORT_FORMATS)}</span>
            </Show>
            <input
                class="visually-hidden"
                type="file"
                multiple
                accept=".csv,.tsv,.txt,.parquet,.yaml,.yml,.json,.sandbox"
                on:change=move |event| {
                    session.take_files(store, browser::files_of_input(&event));
                    browser::reset_input(&event);
                }
            />
        </label>
    }
}

/// A definition that came as a file.
#[component]
fn DefinitionLine() -> impl IntoView {
    let store = Store::here();
    let (draft, lang) = (store.draft(), store.lang());
    let name =
        Memo::new(move |_| draft.with(|draft| draft.definition.as_ref().map(|(name, _)| name.clone())));
    move || {
        name.get().map(|name| {
            let remove = REMOVE_FILE.fill(lang.get(), &[("file", &name)]);
            view! {
                <div class="card file-line">
                    <Icon glyph=Glyph::Folder/>
                    <span class="name">{name}</span>
                    <span class="quiet">{t(DEFINITION_FILE)}</span>
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="icon-button is-small"
                        aria-label=remove.clone()
                        title=remove
                        on:click=move |_| store.run_import(crate::commands::ImportCommand::DropDefinition)
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            }
        })
    }
}

/// How far reading is, with a way out.
#[component]
pub(super) fn LoadingCard() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (loading, lang) = (store.loading(), store.lang());
    let part = Signal::derive(move || {
        loading.with(|loading| {
            loading
                .as_ref()
                .filter(|loading| loading.progress.bytes_total > 0)
                .map(|loading| loading.progress.fraction())
        })
    });
    let label = Signal::derive(move || {
        let lang = lang.get();
        loading.with(|loading| {
            let Some(loading) = loading else { return String::new() };
            IMPORT_LOADING.fill(
                lang,
                &[
                    ("file", &loading.name),
                    ("at", &(loading.at + 1).to_string()),
                    ("count", &loading.count.to_string()),
                    ("rows", &format::count(loading.progress.rows)),
                    ("bytes", &format::byte_size(loading.progress.bytes)),
                    ("total", &format::byte_size(loading.progress.bytes_total)),
                ],
            )
        })
    });
    view! {
        <div class="card">
            <div class="card-body">
                <ProgressBar part=part label=label on_cancel=move || session.stop_loading()/>
            </div>
        </div>
    }
}
