//! The head of a preview column: its name, role and type, each to be changed, and why it has its type.

use leptos::prelude::*;
use sandtable_engine::model::ColumnRole;
use sandtable_engine::table::DataType;

use super::table_card::TablePlace;
use crate::commands::ImportCommand;
use crate::components::{t, unique_id};
use crate::i18n::{COLUMN_NAME, COLUMN_ROLE, COLUMN_TYPE, NOT_LOADABLE, ROLES, TYPE_NAMES};
use crate::state::{ColumnDraft, Store};

/// A decimal of two digits: money.
const MONEY: DataType = DataType::Decimal { scale: 2 };

/// What a reader may ask for. Decimals keep the digits that were found.
fn types(found: DataType) -> [DataType; 7] {
    let decimal = if matches!(found, DataType::Decimal { .. }) { found } else { MONEY };
    [
        DataType::Text,
        DataType::Int,
        decimal,
        DataType::Float,
        DataType::Date,
        DataType::DateTime,
        DataType::Bool,
    ]
}

fn is_same_kind(a: DataType, b: DataType) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// The head.
#[component]
pub(super) fn ColumnHead(place: TablePlace, at: usize) -> impl IntoView {
    let lang = Store::here().lang();
    let column = Memo::new(move |_| place.read(|table| table.columns.get(at).cloned()).flatten());
    let read = move |read: fn(&ColumnDraft) -> String| {
        column.with(|column| column.as_ref().map(read).unwrap_or_default())
    };
    let name = Memo::new(move |_| read(|column| column.name.clone()));
    let evidence = move || {
        column.with(|column| {
            column.as_ref().map(|column| column.evidence.get(lang.get()).to_owned()).unwrap_or_default()
        })
    };
    // Esc takes the whole text away from what it covers, until it is asked for again.
    let is_dismissed = RwSignal::new(false);
    let evidence_id = unique_id("evidence");
    let described_by = evidence_id.clone();
    let loadable =
        Memo::new(move |_| column.with(|column| column.as_ref().is_none_or(|column| column.loadable)));
    let role = Memo::new(move |_| column.with(|column| column.as_ref().map(ColumnDraft::role)));
    let found = Memo::new(move |_| {
        column.with(|column| column.as_ref().map_or(DataType::Text, |column| column.data_type))
    });
    let now = Memo::new(move |_| {
        column.with(|column| column.as_ref().map_or(DataType::Text, ColumnDraft::final_type))
    });
    view! {
        <th scope="col">
            <div class="column-head">
                <input
                    class="input is-small"
                    aria-label=t(COLUMN_NAME)
                    title=move || read(|column| column.source.clone())
                    prop:value=name
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        place.run(|table| ImportCommand::RenameColumn(table, at, name));
                    }
                />
                <Show when=move || loadable.get() fallback=move || view! { <span class="badge is-error">{t(NOT_LOADABLE)}</span> }>
                    <select
                        class="select is-small"
                        aria-label=move || format!("{} {}", name.get(), COLUMN_ROLE.get(lang.get()))
                        on:change=move |event| {
                            let value = event_target_value(&event);
                            if let Some((role, _)) = ROLES.iter().find(|(role, _)| format!("{role:?}") == value) {
                                let role: ColumnRole = *role;
                                place.run(|table| ImportCommand::Role(table, at, role));
                            }
                        }
                    >
                        {ROLES
                            .into_iter()
                            .map(|(choice, phrase)| {
                                view! {
                                    <option value=format!("{choice:?}") selected=move || role.get() == Some(choice)>{t(phrase)}</option>
                                }
                            })
                            .collect_view()}
                    </select>
                    <select
                        class="select is-small"
                        aria-label=move || format!("{} {}", name.get(), COLUMN_TYPE.get(lang.get()))
                        aria-describedby=described_by.clone()
                        on:change=move |event| {
                            let position: Option<usize> = event_target_value(&event).parse().ok();
                            let wanted = position.and_then(|position| types(found.get_untracked()).get(position).copied());
                            let wanted = wanted.filter(|wanted| !is_same_kind(*wanted, found.get_untracked()));
                            place.run(|table| ImportCommand::Type(table, at, wanted));
                        }
                    >
                        {move || {
                            types(found.get())
                                .into_iter()
                                .enumerate()
                                .map(|(position, choice)| {
                                    let phrase = TYPE_NAMES.iter().find(|(kind, _)| is_same_kind(*kind, choice)).map(|(_, phrase)| *phrase);
                                    view! {
                                        <option value=position.to_string() selected=move || is_same_kind(now.get(), choice)>
                                            {phrase.map(t)}
                                        </option>
                                    }
                                })
                                .collect_view()
                        }}
                    </select>
                </Show>
                <div
                    class="column-evidence"
                    class:is-dismissed=is_dismissed
                    id=evidence_id
                    tabindex="0"
                    role="note"
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            is_dismissed.set(true);
                        }
                    }
                    on:blur=move |_| is_dismissed.set(false)
                    on:pointerleave=move |_| is_dismissed.set(false)
                >
                    <span>{evidence}</span>
                </div>
            </div>
        </th>
    }
}
