//! The filter bar: a chip per filter, and a menu to add one.

use leptos::prelude::*;

use super::filter_editor::FilterEditor;
use super::subject_view;
use crate::commands::Command;
use crate::components::{Chip, Glyph, Menu, SearchField, t};
use crate::i18n::{ADD_FILTER, CHOOSE_FIELD, CLEAR_FILTERS, FILTERS, NO_MATCH, REMOVE_FILTER, SEARCH_FIELDS};
use crate::queries::{FieldInfo, field_info, filter_words, filterable};
use crate::state::{FieldFilter, Store};

/// The bar.
#[component]
pub(in crate::views) fn FilterBar() -> impl IntoView {
    let store = Store::here();
    let view = store.view();
    let filters = Memo::new(move |_| view.with(|view| view.filters.clone()));
    // The field whose editor is open; none lists the fields.
    let field = RwSignal::new(None::<String>);
    let open = RwSignal::new(false);
    let edit = move |code: String| {
        field.set(Some(code));
        open.set(true);
    };
    view! {
        <div class="filter-bar" role="group" aria-label=t(FILTERS)>
            <div class="chips">
                {move || {
                    filters
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(at, filter)| view! { <FilterChip at=at filter=filter on_open=edit/> })
                        .collect_view()
                }}
                <Menu phrase=ADD_FILTER label=add_label() glyph=Glyph::Filter class="button is-small" open=open>
                    <FilterPanel field=field open=open/>
                </Menu>
                <Show when=move || { filters.with(Vec::len) > 1 }>
                    <button type="button" class="link-button" on:click=move |_| store.run(Command::ClearFilters)>
                        {t(CLEAR_FILTERS)}
                    </button>
                </Show>
            </div>
        </div>
    }
}

fn add_label() -> Signal<String> {
    let lang = Store::here().lang();
    Signal::derive(move || ADD_FILTER.get(lang.get()).to_owned())
}

#[component]
fn FilterChip(at: usize, filter: FieldFilter, on_open: impl Fn(String) + 'static) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let field = filter.field.clone();
    let excludes = filter.exclude;
    let words = Memo::new(move |_| model.with(|model| filter_words(model, &filter, lang.get())));
    view! {
        <Chip
            key=Signal::derive(move || words.with(|(field, _)| field.clone()))
            value=Signal::derive(move || words.with(|(_, condition)| condition.clone()))
            remove_label=Signal::derive(move || {
                words.with(|(field, _)| REMOVE_FILTER.fill(lang.get(), &[("field", field)]))
            })
            excludes=excludes
            on_open=move || on_open(field.clone())
            on_remove=move || store.run(Command::RemoveFilter(at))
        />
    }
}

/// The list of fields, or the editor of the chosen one.
#[component]
fn FilterPanel(field: RwSignal<Option<String>>, open: RwSignal<bool>) -> impl IntoView {
    let store = Store::here();
    let (model, view, about) = (store.model(), store.view(), subject_view());
    // Applying a filter is one step that can be undone.
    let apply = move |filter: FieldFilter| {
        store.run(Command::SetFilter(filter));
        open.set(false);
        field.set(None);
    };
    let fields = Memo::new(move |_| {
        let lead = about.with(|view| view.metrics.first().cloned()).unwrap_or_default();
        model.with(|model| filterable(model, &lead))
    });
    // A menu that is closed elsewhere begins anew.
    on_cleanup(move || {
        field.try_set(None);
    });
    move || match field.get().and_then(|code| model.with(|model| field_info(model, &code))) {
        Some(info) => {
            let present =
                view.with_untracked(|view| view.filters.iter().find(|own| own.field == info.code).cloned());
            view! {
                <FilterEditor info=info present=present about=about.into() on_back=move || field.set(None) on_apply=apply/>
            }
            .into_any()
        }
        None => view! { <FieldList fields=fields on_choose=move |code| field.set(Some(code))/> }.into_any(),
    }
}

#[component]
pub(in crate::views) fn FieldList(
    fields: Memo<Vec<FieldInfo>>,
    on_choose: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let lang = Store::here().lang();
    let search = RwSignal::new(String::new());
    let found = move || {
        let wanted = search.get().to_lowercase();
        let lang = lang.get();
        fields
            .get()
            .into_iter()
            .filter(|field| {
                let mut names =
                    [&field.code, &field.label.zh, &field.label.en].into_iter().chain(&field.aliases);
                names.any(|name| name.to_lowercase().contains(&wanted))
            })
            .map(|field| {
                let code = field.code.clone();
                view! {
                    <button type="button" class="menu-item" on:click=move |_| on_choose(code.clone())>
                        <span>{field.label.get(lang).to_owned()}</span>
                        <span class="menu-hint">{field.code}</span>
                    </button>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div class="popover-search">
            <SearchField phrase=SEARCH_FIELDS search=search autofocus=true/>
        </div>
        <div class="menu" role="group" aria-label=t(CHOOSE_FIELD)>
            {move || {
                let found = found();
                if found.is_empty() {
                    view! { <p class="menu-note">{t(NO_MATCH)}</p> }.into_any()
                } else {
                    found.into_any()
                }
            }}
        </div>
    }
}
