//! The filter bar: a chip per filter, and a menu to add one.

use leptos::prelude::*;
use sandtable_engine::model::{DatasetId, Model};
use sandtable_engine::table::DataType;

use super::filter_editor::FilterEditor;
use super::subject_view;
use crate::commands::Command;
use crate::components::{Chip, Glyph, Menu, SearchField, t};
use crate::i18n::{ADD_FILTER, CHOOSE_FIELD, CLEAR_FILTERS, FILTERS, NO_MATCH, REMOVE_FILTER, SEARCH_FIELDS};
use crate::queries::{FieldInfo, dimensions_of, facts_of, field_info, filter_words};
use crate::state::{FieldFilter, Store, TIME};

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
    let model = Store::here().model();
    let done = move || {
        open.set(false);
        field.set(None);
    };
    // A menu that is closed elsewhere begins anew.
    on_cleanup(move || {
        field.try_set(None);
    });
    move || match field.get().and_then(|code| model.with(|model| field_info(model, &code))) {
        Some(info) => {
            view! { <FilterEditor info=info on_back=move || field.set(None) on_done=done/> }.into_any()
        }
        None => view! { <FieldList on_choose=move |code| field.set(Some(code))/> }.into_any(),
    }
}

#[component]
fn FieldList(on_choose: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), subject_view(), store.lang());
    let search = RwSignal::new(String::new());
    let fields = Memo::new(move |_| {
        let lead = view.with(|view| view.metrics.first().cloned()).unwrap_or_default();
        model.with(|model| filterable(model, &lead))
    });
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

/// What the leading metric can be filtered by: its dimensions, then numbers and dates of its facts.
fn filterable(model: &Model, lead: &str) -> Vec<FieldInfo> {
    let mut fields: Vec<FieldInfo> =
        dimensions_of(model, [lead]).into_iter().filter(|field| field.code != TIME).collect();
    for fact in facts_of(model, lead) {
        fields.extend(measures(model, fact));
    }
    fields
}

fn measures(model: &Model, fact: DatasetId) -> Vec<FieldInfo> {
    let dataset = model.dataset(fact);
    let is_dimension = |at: usize| {
        model
            .dimensions
            .iter()
            .any(|dimension| dimension.field.dataset == fact && dimension.field.field as usize == at)
    };
    dataset
        .fields
        .iter()
        .enumerate()
        .filter(|(at, field)| !is_dimension(*at) && field.data_type != DataType::Text)
        .filter_map(|(_, field)| field_info(model, &format!("{}.{}", dataset.code, field.code)))
        .collect()
}
