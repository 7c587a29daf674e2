//! How the tables hang together: suggested by keys, to be changed.

use leptos::prelude::*;

use crate::commands::ImportCommand;
use crate::components::{Glyph, Icon, t};
use crate::i18n::{
    ADD_LINK, LINK_FROM, LINK_TO, LINKS_NONE, LINKS_TEXT, LINKS_TITLE, POINTS_AT, REMOVE_LINK,
};
use crate::queries::links_of;
use crate::state::{Draft, LinkDraft, Store};

/// The card.
#[component]
pub(super) fn Links() -> impl IntoView {
    let store = Store::here();
    let (draft, lang) = (store.draft(), store.lang());
    let links = Memo::new(move |_| draft.with(links_of));
    let line = move |at: usize, link: LinkDraft| {
        let end = |(table, column): &(usize, String)| {
            draft.with(|draft| {
                draft.tables.get(*table).map(|table| format!("{}.{column}", table.name())).unwrap_or_default()
            })
        };
        view! {
            <li class="file-line">
                <span class="code">{end(&link.from)}</span>
                <Icon glyph=Glyph::Next/>
                <span class="visually-hidden">{t(POINTS_AT)}</span>
                <span class="code">{end(&link.to)}</span>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="icon-button is-small"
                    aria-label=t(REMOVE_LINK)
                    title=t(REMOVE_LINK)
                    on:click=move |_| store.run_import(ImportCommand::RemoveLink(at))
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </li>
        }
    };
    view! {
        <article class="card" aria-label=t(LINKS_TITLE)>
            <div class="card-head"><h2 class="card-title">{t(LINKS_TITLE)}</h2></div>
            <p class="card-note is-inset">{t(LINKS_TEXT)}</p>
            {move || {
                let links = links.get();
                if links.is_empty() {
                    view! { <p class="is-inset">{LINKS_NONE.get(lang.get())}</p> }.into_any()
                } else {
                    let lines = links.into_iter().enumerate().map(|(at, link)| line(at, link)).collect_view();
                    view! { <ul>{lines}</ul> }.into_any()
                }
            }}
            <AddLink/>
        </article>
    }
}

/// Columns of all tables, as `table\u{1f}column` by position.
fn columns(draft: &Draft) -> Vec<(usize, String, String)> {
    let tables = draft.tables.iter().enumerate();
    tables
        .flat_map(|(at, table)| {
            table
                .kept()
                .map(move |column| (at, column.name.clone(), format!("{}.{}", table.name(), column.name)))
        })
        .collect()
}

#[component]
fn AddLink() -> impl IntoView {
    let store = Store::here();
    let draft = store.draft();
    let all = Memo::new(move |_| draft.with(columns));
    let (from, to) = (RwSignal::new(None::<usize>), RwSignal::new(None::<usize>));
    let link = Memo::new(move |_| {
        all.with(|all| {
            let end = |at: Option<usize>| all.get(at?).map(|(table, column, _)| (*table, column.clone()));
            let (from, to) = (end(from.get())?, end(to.get())?);
            (from.0 != to.0).then_some(LinkDraft { from, to })
        })
    });
    let choice = move |chosen: RwSignal<Option<usize>>, phrase| {
        view! {
            <label class="field">
                <span class="field-label">{t(phrase)}</span>
                <select class="select is-small" on:change=move |event| chosen.set(event_target_value(&event).parse().ok())>
                    <option value="">"…"</option>
                    {move || {
                        all.get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, (.., name))| view! { <option value=at.to_string() selected=move || chosen.get() == Some(at)>{name}</option> })
                            .collect_view()
                    }}
                </select>
            </label>
        }
    };
    view! {
        <form
            class="is-inset row link-form"
            on:submit=move |event| {
                event.prevent_default();
                if let Some(link) = link.get_untracked() {
                    store.run_import(ImportCommand::AddLink(link));
                    from.set(None);
                    to.set(None);
                }
            }
        >
            {choice(from, LINK_FROM)}
            {choice(to, LINK_TO)}
            <button type="submit" class="button" disabled=move || link.with(Option::is_none)>{t(ADD_LINK)}</button>
        </form>
    }
}
