//! Definitions and sheets of metrics, out and in: what a format loses is told, and what a file would change is shown
//! before it is taken.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::interop::{Changed, Format, Happens, ImportOptions, Imported, Kind};

use super::form::{AuthorField, author};
use super::{Desk, Pane};
use crate::browser;
use crate::components::{Button, ButtonKind, Findings, Glyph, Icon, t};
use crate::i18n::{self as i, Phrase};
use crate::session::Session;
use crate::state::{NoticeKind, Store};

/// Formats that are written, and their media types.
const FORMATS: [(Format, Phrase, &str); 6] = [
    (Format::Native, i::FORMAT_NATIVE, "application/yaml"),
    (Format::Ossie, i::FORMAT_OSSIE, "application/yaml"),
    (Format::Dbt, i::FORMAT_DBT, "application/yaml"),
    (Format::Csv, i::FORMAT_CSV, "text/csv"),
    (Format::Xlsx, i::FORMAT_XLSX, XLSX),
    (Format::Template, i::FORMAT_TEMPLATE, XLSX),
];
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Changes drawn at once.
const DRAWN: usize = 300;

#[component]
pub(super) fn Exchange() -> impl IntoView {
    let desk = Desk::here();
    view! {
        <article class="card dictionary-card">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::EXCHANGE_TITLE)}</h2>
                <div class="card-actions"><Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/></div>
            </header>
            <Out/>
            <In/>
        </article>
    }
}

/// The definition as a file.
#[component]
fn Out() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let lang = store.lang();
    let lost = RwSignal::new(None::<(Phrase, Vec<Diagnostic>)>);
    let buttons = FORMATS
        .into_iter()
        .map(|(format, phrase, media_type)| {
            let write = move || {
                spawn_local(async move {
                    match session.export(format, lang.get_untracked()).await {
                        Ok(file) => {
                            browser::save_bytes(&file.name, media_type, &file.bytes);
                            let _ = lost.try_set(Some((phrase, file.lost)));
                        }
                        Err(found) => store.report(NoticeKind::Error, None, found),
                    }
                });
            };
            view! { <Button phrase=phrase glyph=Glyph::Save on_press=write/> }
        })
        .collect_view();
    view! {
        <section class="card-section" aria-label=t(i::EXCHANGE_OUT)>
            <h3>{t(i::EXCHANGE_OUT)}</h3>
            <div class="row">{buttons}</div>
            {move || lost.get().map(|(phrase, lost)| {
                let count = lost.len().to_string();
                let said = if lost.is_empty() { i::EXCHANGE_WHOLE } else { i::EXCHANGE_LOST };
                view! {
                    <p class="small" role="status">
                        {move || said.fill(lang.get(), &[("format", phrase.get(lang.get())), ("count", &count)])}
                    </p>
                    <div class="exchange-found"><Findings diagnostics=lost/></div>
                }
            })}
        </section>
    }
}

/// A file, what it would change, and the step to take it.
#[component]
fn In() -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let file = RwSignal::new_local(None::<(String, Vec<u8>)>);
    let options = RwSignal::new(ImportOptions::default());
    let found = RwSignal::new(None::<Result<Imported, Vec<Diagnostic>>>);
    Effect::new(move |_| {
        let (Some((name, bytes)), options) = (file.get(), options.get()) else { return };
        spawn_local(async move {
            let imported = session.look_into(name, bytes, options).await;
            // A newer look has taken its place.
            if imported.as_ref().is_err_and(Vec::is_empty) {
                return;
            }
            let _ = found.try_set(Some(imported));
        });
    });
    let choose = move |event: leptos::ev::Event| {
        let Some(picked) = browser::files_of_input(&event).into_iter().next() else { return };
        browser::reset_input(&event);
        spawn_local(async move {
            match picked.bytes().await {
                Some(bytes) => {
                    let _ = file.try_set(Some((picked.name(), bytes)));
                }
                None => store.tell(NoticeKind::Error, i::EXCHANGE_UNREADABLE),
            }
        });
    };
    let name = move || file.with(|file| file.as_ref().map(|(name, _)| name.clone())).unwrap_or_default();
    let can_take =
        move || found.with(|found| matches!(found, Some(Ok(imported)) if imported.outcome.is_some()));
    let take = move || {
        let Some(Ok(Imported { outcome: Some(outcome), .. })) = found.get_untracked() else { return };
        let why = name();
        spawn_local(async move {
            match session.take(store, outcome, author(&why)).await {
                Ok(()) => desk.show(Pane::Card),
                Err(found) => store.report(NoticeKind::Error, None, found),
            }
        });
    };
    let option = move |phrase: Phrase,
                       read: fn(&ImportOptions) -> bool,
                       write: fn(&mut ImportOptions, bool)| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || options.with(read)
                    on:change=move |event| options.update(|options| write(options, event_target_checked(&event)))
                />
                <span>{t(phrase)}</span>
            </label>
        }
    };
    view! {
        <section class="card-section" aria-label=t(i::EXCHANGE_IN)>
            <h3>{t(i::EXCHANGE_IN)}</h3>
            <p class="quiet small">{t(i::EXCHANGE_IN_HINT)}</p>
            <div class="row">
                <label class="button file-choice">
                    <Icon glyph=Glyph::Folder/>
                    <span>{t(i::EXCHANGE_CHOOSE)}</span>
                    <input class="visually-hidden" type="file" accept=".yaml,.yml,.csv,.tsv,.xlsx" on:change=choose/>
                </label>
                <strong>{name}</strong>
            </div>
            <div class="row">
                {option(i::EXCHANGE_REPLACE, |own| own.replace_all, |own, is| own.replace_all = is)}
                {option(i::EXCHANGE_SKIP, |own| own.skip_rows, |own, is| own.skip_rows = is)}
                {option(i::EXCHANGE_CLEAR, |own| own.clear_blank, |own, is| own.clear_blank = is)}
            </div>
            {move || match found.get() {
                None => ().into_any(),
                Some(Err(found)) => view! { <Findings diagnostics=found/> }.into_any(),
                Some(Ok(imported)) => view! {
                    <div class="exchange-found"><Findings diagnostics=imported.diagnostics/></div>
                    // What is refused changes nothing.
                    {imported.outcome.is_some().then(|| view! { <Changes changes=imported.changes/> })}
                }.into_any(),
            }}
            <Show when=can_take>
                <div class="row">
                    <AuthorField/>
                    <Button phrase=i::EXCHANGE_TAKE kind=ButtonKind::Primary on_press=take/>
                </div>
            </Show>
        </section>
    }
}

/// What would differ.
#[component]
fn Changes(changes: Vec<Changed>) -> impl IntoView {
    let lang = Store::here().lang();
    let count =
        |happens: Happens| changes.iter().filter(|change| change.happens == happens).count().to_string();
    let counts = [Happens::Added, Happens::Changed, Happens::Removed].map(count);
    let summary = move || {
        let [added, changed, removed] = &counts;
        i::EXCHANGE_COUNT.fill(lang.get(), &[("added", added), ("changed", changed), ("removed", removed)])
    };
    let lines =
        changes.into_iter().take(DRAWN).map(|change| view! { <Change change=change/> }).collect_view();
    view! {
        <p role="status">{summary}</p>
        <ul class="finding-lines">{lines}</ul>
    }
}

#[component]
fn Change(change: Changed) -> impl IntoView {
    let lang = Store::here().lang();
    let (label, code) = (change.label, change.code);
    let fields = change.fields;
    let shown = |text: &str| if text.is_empty() { "∅".to_owned() } else { text.to_owned() };
    let words = move || {
        let lang = lang.get();
        let each = fields.iter().map(|field| {
            format!("{} {} → {}", field.title.get(lang), shown(&field.before), shown(&field.after))
        });
        each.collect::<Vec<_>>().join(i::LIST_COMMA.get(lang))
    };
    view! {
        <li>
            <span class="badge">{t(happens_name(change.happens))}</span>
            <span>{t(kind_name(change.kind))}</span>
            <strong>{move || label.get(lang.get()).to_owned()}</strong>
            <span class="code quiet small">{code}</span>
            <span class="small change-words">{words}</span>
        </li>
    }
}

fn happens_name(happens: Happens) -> Phrase {
    match happens {
        Happens::Added => i::CHANGE_ADDED,
        Happens::Changed => i::CHANGE_CHANGED,
        Happens::Removed => i::CHANGE_REMOVED,
    }
}

fn kind_name(kind: Kind) -> Phrase {
    match kind {
        Kind::Dataset => i::KIND_DATASET,
        Kind::Relationship => i::KIND_RELATIONSHIP,
        Kind::Dimension => i::KIND_DIMENSION,
        Kind::Hierarchy => i::KIND_HIERARCHY,
        Kind::Qualifier => i::KIND_QUALIFIER,
        Kind::Metric => i::KIND_METRIC,
        Kind::Tree => i::KIND_TREE,
        Kind::Domain => i::DOMAIN,
        Kind::Tag => i::TAG,
        Kind::Revision => i::KIND_REVISION,
    }
}
