//! One file: what it looks like, how it is read, its first rows under its columns.

use leptos::prelude::*;
use sandtable_engine::load::Format;

use super::column_head::ColumnHead;
use crate::commands::ImportCommand;
use crate::components::{Findings, Glyph, Icon, Skeleton, t};
use crate::format::{self, MISSING};
use crate::i18n::{
    COLUMNS_SHOWN, DELIMITER, DELIMITER_COMMA, DELIMITER_PIPE, DELIMITER_SEMICOLON, DELIMITER_TAB, ENCODING,
    FILE_FAILED, FORMAT, HEADER_ROW, PREVIEW_OF, Phrase, QUOTES, REMOVE_FILE, ROWS_ABOUT, ROWS_EXACT,
    TABLE_NAME,
};
use crate::session::Session;
use crate::state::{FileKey, Store, TableDraft};

/// Rows of the preview on screen.
const PREVIEW_ROWS: usize = 12;
/// Columns on screen; the rest is named below.
const PREVIEW_COLUMNS: usize = 200;

const DELIMITERS: [(u8, Phrase); 4] =
    [(b',', DELIMITER_COMMA), (b'\t', DELIMITER_TAB), (b';', DELIMITER_SEMICOLON), (b'|', DELIMITER_PIPE)];

/// The table of a file as a signal, and its position.
#[derive(Clone, Copy)]
pub(super) struct TablePlace {
    file: FileKey,
    store: Store,
    session: Session,
}

impl TablePlace {
    /// Something about the table.
    pub(super) fn read<T>(self, read: impl Fn(&TableDraft) -> T) -> Option<T> {
        self.store
            .draft
            .with(|history| history.present().tables.iter().find(|table| table.file == self.file).map(read))
    }

    /// Takes a step about this table.
    pub(super) fn run(self, command: impl FnOnce(usize) -> ImportCommand) {
        let at = self.store.draft.with_untracked(|history| {
            history.present().tables.iter().position(|table| table.file == self.file)
        });
        let Some(at) = at else { return };
        let command = command(at);
        let looks_again = command.looks_again();
        self.store.run_import(command);
        if let Some(table) = looks_again {
            self.session.look_again(self.store, table);
        }
    }
}

/// The card.
#[component]
pub(super) fn TableCard(file: FileKey) -> impl IntoView {
    let store = Store::here();
    let lang = store.lang();
    let place = TablePlace { file, store, session: Session::here() };
    let name = Memo::new(move |_| place.read(|table| table.file_name.clone()).unwrap_or_default());
    let size = Memo::new(move |_| place.read(|table| table.bytes).unwrap_or_default());
    let remove = move || REMOVE_FILE.fill(lang.get(), &[("file", &name.get())]);
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Looking,
        Failed,
        Seen,
    }
    let state = Memo::new(move |_| {
        place
            .read(|table| match (&table.recognised, table.failed.is_empty()) {
                (_, false) => State::Failed,
                (None, _) => State::Looking,
                (Some(_), _) => State::Seen,
            })
            .unwrap_or(State::Looking)
    });
    view! {
        <article class="card" aria-label=name>
            <div class="file-line">
                <Icon glyph=Glyph::Table/>
                <span class="name">{name}</span>
                <span class="quiet">{move || format::byte_size(size.get())}</span>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="icon-button is-small"
                    aria-label=remove
                    title=remove
                    on:click=move |_| {
                        place.run(ImportCommand::RemoveTable);
                        place.session.drop_removed(store);
                    }
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            {move || match state.get() {
                State::Looking => view! { <div class="card-body"><Skeleton lines=6/></div> }.into_any(),
                State::Failed => {
                    let diagnostics = place.read(|table| table.failed.to_vec()).unwrap_or_default();
                    view! {
                        <div class="card-body">
                            <div class="notice is-error" role="alert">
                                <Icon glyph=Glyph::Warning/>
                                <div class="notice-text">
                                    <strong>{t(FILE_FAILED)}</strong>
                                    <Findings diagnostics/>
                                </div>
                            </div>
                            <Dialect place=place/>
                        </div>
                    }
                    .into_any()
                }
                State::Seen => {
                    view! {
                        <div class="card-body"><Dialect place=place/></div>
                        <Preview place=place/>
                    }
                    .into_any()
                }
            }}
        </article>
    }
}

/// What was recognised about the file as a whole, each part with a way to say otherwise.
#[component]
fn Dialect(place: TablePlace) -> impl IntoView {
    let lang = Store::here().lang();
    let found = Memo::new(move |_| place.read(|table| table.recognised.clone()).flatten());
    let table = Memo::new(move |_| place.read(|table| table.options.table.clone()).unwrap_or_default());
    let header = Memo::new(move |_| {
        place
            .read(|table| table.options.header.or(table.recognised.as_ref().and_then(|found| found.header)))
            .flatten()
    });
    let delimiter = Memo::new(move |_| {
        place
            .read(|table| {
                table.options.delimiter.or(table.recognised.as_ref().and_then(|found| found.delimiter))
            })
            .flatten()
    });
    let quotes = Memo::new(move |_| place.read(|table| table.options.quotes.unwrap_or(true)).unwrap_or(true));
    let is_text = Memo::new(move |_| {
        found.with(|found| found.as_ref().is_none_or(|found| found.format == Format::Csv))
    });
    let rows = move || {
        found.with(|found| {
            let found = found.as_ref()?;
            let phrase = if found.rows_exact { ROWS_EXACT } else { ROWS_ABOUT };
            Some(phrase.fill(
                lang.get(),
                &[("rows", &format::count(found.rows)), ("columns", &found.columns.len().to_string())],
            ))
        })
    };
    let diagnostics =
        move || found.with(|found| found.as_ref().map(|found| found.diagnostics.clone()).unwrap_or_default());
    let format_name = move || {
        found.with(|found| {
            found.as_ref().map(|found| match found.format {
                Format::Csv => "CSV",
                Format::Parquet => "Parquet",
            })
        })
    };
    let encoding = move || found.with(|found| found.as_ref().and_then(|found| found.encoding.clone()));
    view! {
        <div class="evidence">
            <label class="field">
                <span class="field-label">{t(TABLE_NAME)}</span>
                <input
                    class="input is-small"
                    prop:value=table
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        place.run(|at| ImportCommand::RenameTable(at, name));
                    }
                />
            </label>
            <Show when=move || is_text.get()>
                <label class="field">
                    <span class="field-label">{t(DELIMITER)}</span>
                    <select
                        class="select is-small"
                        on:change=move |event| {
                            if let Ok(byte) = event_target_value(&event).parse() {
                                place.run(|at| ImportCommand::Delimiter(at, byte));
                            }
                        }
                    >
                        {DELIMITERS
                            .into_iter()
                            .map(|(byte, phrase)| {
                                view! {
                                    <option value=byte.to_string() selected=move || delimiter.get() == Some(byte)>{t(phrase)}</option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || header.get().unwrap_or(true)
                        on:change=move |event| {
                            let header = event_target_checked(&event);
                            place.run(|at| ImportCommand::Header(at, header));
                        }
                    />
                    {t(HEADER_ROW)}
                </label>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=quotes
                        on:change=move |event| {
                            let quotes = event_target_checked(&event);
                            place.run(|at| ImportCommand::Quotes(at, quotes));
                        }
                    />
                    {t(QUOTES)}
                </label>
            </Show>
            <dl class="row">
                <dt class="quiet small">{t(FORMAT)}</dt>
                <dd>{format_name}</dd>
                {move || encoding().map(|encoding| view! { <dt class="quiet small">{t(ENCODING)}</dt><dd>{encoding}</dd> })}
            </dl>
            <span class="quiet">{rows}</span>
        </div>
        {move || view! { <Findings diagnostics=diagnostics()/> }}
    }
}

/// The first rows below a head for each column.
#[component]
fn Preview(place: TablePlace) -> impl IntoView {
    let lang = Store::here().lang();
    let found = Memo::new(move |_| place.read(|table| table.recognised.clone()).flatten());
    let count = Memo::new(move |_| place.read(|table| table.columns.len()).unwrap_or_default());
    let shown = move || count.get().min(PREVIEW_COLUMNS);
    view! {
        <div class="table-wrap preview" tabindex="0" role="region" aria-label=move || {
            let name = place.read(|table| table.file_name.clone()).unwrap_or_default();
            PREVIEW_OF.fill(lang.get(), &[("file", &name)])
        }>
            <table class="table">
                <thead>
                    <tr>
                        {move || (0..shown()).map(|at| view! { <ColumnHead place=place at=at/> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let columns = shown();
                        found.with(|found| found.as_ref().map(|found| {
                            found
                                .preview
                                .iter()
                                .take(PREVIEW_ROWS)
                                .map(|row| view! { <tr>{preview_row(row, columns)}</tr> })
                                .collect_view()
                        }))
                    }}
                </tbody>
            </table>
        </div>
        <Show when=move || { count.get() > PREVIEW_COLUMNS }>
            <p class="table-foot">
                {move || COLUMNS_SHOWN.fill(lang.get(), &[
                    ("shown", &PREVIEW_COLUMNS.to_string()),
                    ("total", &count.get().to_string()),
                ])}
            </p>
        </Show>
    }
}

/// A row of the preview, cut to the columns on screen.
fn preview_row(cells: &[Option<String>], columns: usize) -> Vec<AnyView> {
    cells
        .iter()
        .take(columns)
        .map(|cell| match cell {
            Some(text) => view! { <td>{text.clone()}</td> }.into_any(),
            None => view! { <td class="is-missing">{MISSING}</td> }.into_any(),
        })
        .collect()
}
