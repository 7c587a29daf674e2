//! The question itself: what stands down the table, what across, how many, with which totals.

use leptos::prelude::*;

use crate::commands::Command;
use crate::components::{Chip, Glyph, Icon, Menu, t};
use crate::i18n::{
    ACROSS, ADD_DIMENSION, ALL_MEMBERS, DOWN, MOVE_OUT, NO_MATCH, NOTHING_ACROSS, QUESTION, REMOVE_DIMENSION,
    SHOW_OTHERS, SHOW_TOTALS, TOP_N, TOP_N_LABEL,
};
use crate::queries::{dimensions_of, field_info};
use crate::state::Store;

const TOPS: [usize; 5] = [5, 10, 20, 50, 100];

/// The bar above chart and table.
#[component]
pub(super) fn QuestionBar() -> impl IntoView {
    let store = Store::here();
    let (view, lang) = (store.view(), store.lang());
    let rows = Memo::new(move |_| view.with(|view| view.rows.clone()));
    let top = Memo::new(move |_| view.with(|view| view.top));
    let (totals, others) = (
        Memo::new(move |_| view.with(|view| view.totals)),
        Memo::new(move |_| view.with(|view| view.others)),
    );
    view! {
        <section class="card question" aria-label=t(QUESTION)>
            <div class="slot">
                <span class="label">{t(DOWN)}</span>
                {move || {
                    rows.get()
                        .into_iter()
                        .enumerate()
                        .map(|(at, field)| view! { <RowChip at=at field=field/> })
                        .collect_view()
                }}
                <AddDimension/>
            </div>
            <div class="slot"><AcrossChoice/></div>
            <div class="slot">
                <label class="row">
                    <span class="label">{t(TOP_N_LABEL)}</span>
                    <select
                        class="select is-small"
                        on:change=move |event| store.run(Command::Top(event_target_value(&event).parse().ok()))
                    >
                        <option value="" selected=move || top.get().is_none()>{t(ALL_MEMBERS)}</option>
                        {TOPS
                            .map(|count| {
                                view! {
                                    <option value=count.to_string() selected=move || top.get() == Some(count)>
                                        {move || TOP_N.fill(lang.get(), &[("count", &count.to_string())])}
                                    </option>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </select>
                </label>
                <Show when=move || top.get().is_some()>
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=others
                            on:change=move |event| store.run(Command::Others(event_target_checked(&event)))
                        />
                        {t(SHOW_OTHERS)}
                    </label>
                </Show>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=totals
                        on:change=move |event| store.run(Command::Totals(event_target_checked(&event)))
                    />
                    {t(SHOW_TOTALS)}
                </label>
            </div>
        </section>
    }
}

/// The name of a field in the reader's language.
pub(super) fn field_name(code: String) -> Signal<String> {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    Signal::derive(move || {
        model.with(|model| {
            field_info(model, &code)
                .map_or_else(|| code.clone(), |info| info.label.get(lang.get()).to_owned())
        })
    })
}

#[component]
fn RowChip(at: usize, field: String) -> impl IntoView {
    let store = Store::here();
    let lang = store.lang();
    let name = field_name(field.clone());
    let moved = field.clone();
    let hint =
        Signal::derive(move || if at > 0 { MOVE_OUT.get(lang.get()).to_owned() } else { String::new() });
    view! {
        <Chip
            key=Signal::derive(String::new)
            value=name
            title=hint
            remove_label=Signal::derive(move || REMOVE_DIMENSION.fill(lang.get(), &[("field", &name.get())]))
            on_open=move || store.run(Command::MoveOut(moved.clone()))
            on_remove=move || store.run(Command::ToggleDimension(field.clone()))
        />
    }
}

#[component]
fn AddDimension() -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let open = RwSignal::new(false);
    let free = Memo::new(move |_| {
        view.with(|view| {
            let metrics = view.metrics.iter().map(String::as_str);
            let all = model.with(|model| dimensions_of(model, metrics));
            all.into_iter().filter(|field| !view.has_dimension(&field.code)).collect::<Vec<_>>()
        })
    });
    let add = move |code: String| {
        store.run(Command::ToggleDimension(code));
        open.set(false);
    };
    view! {
        <Menu
            phrase=ADD_DIMENSION
            label=Signal::derive(move || ADD_DIMENSION.get(lang.get()).to_owned())
            glyph=Glyph::Plus
            class="button is-small"
            open=open
        >
            <div class="menu">
                {move || {
                    let free = free.get();
                    if free.is_empty() {
                        return view! { <p class="menu-note">{t(NO_MATCH)}</p> }.into_any();
                    }
                    free.into_iter()
                        .map(|field| {
                            let code = field.code.clone();
                            view! {
                                <button type="button" class="menu-item" on:click=move |_| add(code.clone())>
                                    <span class="truncate">{field.label.get(lang.get()).to_owned()}</span>
                                    <span class="menu-hint code">{field.code}</span>
                                </button>
                            }
                        })
                        .collect_view()
                        .into_any()
                }}
            </div>
        </Menu>
    }
}

/// Which dimension stands across: one of those of the question.
#[component]
fn AcrossChoice() -> impl IntoView {
    let store = Store::here();
    let view = store.view();
    let dimensions =
        Memo::new(move |_| view.with(|view| view.dimensions().map(str::to_owned).collect::<Vec<_>>()));
    let across = Memo::new(move |_| view.with(|view| view.columns.clone()));
    let choose =
        move |value: String| store.run(Command::Across(Some(value).filter(|value| !value.is_empty())));
    view! {
        <Show when=move || { dimensions.with(Vec::len) > 1 }>
            <label class="row">
                <Icon glyph=Glyph::Pivot/>
                <span class="label">{t(ACROSS)}</span>
                <select class="select is-small" on:change=move |event| choose(event_target_value(&event))>
                    <option value="" selected=move || across.get().is_none()>{t(NOTHING_ACROSS)}</option>
                    {move || {
                        dimensions
                            .get()
                            .into_iter()
                            .map(|code| {
                                let name = field_name(code.clone());
                                let is_chosen = across.get().as_ref() == Some(&code);
                                view! { <option value=code selected=is_chosen>{name}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
        </Show>
    }
}
