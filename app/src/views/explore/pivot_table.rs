//! The pivot table as an aria grid: arrows walk the cells, Enter sorts, filters or opens.

use std::collections::BTreeSet;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use sandtable_engine::calendar::Period;
use sandtable_engine::frame::Role;
use sandtable_engine::query::{Sort, SortBy};

use super::grid_keys::grid_target;
use super::pivot_card::{Tabled, is_open};
use super::question::field_name;
use crate::browser;
use crate::commands::Command;
use crate::components::{Glyph, Icon, t};
use crate::i18n::{CLOSE_ROW, Lang, OPEN_ROW, PIVOT, TOTAL};
use crate::queries::{
    bucket_start, grain_of, member_at, metric_cell, metric_full, metric_header, null_reason,
};
use crate::state::Store;

/// The table.
#[component]
pub(super) fn PivotTable(
    tabled: Memo<Option<Tabled>>,
    drawn: Memo<Vec<usize>>,
    toggled: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let store = Store::here();
    let lang = store.lang();
    let on_key = move |event: KeyboardEvent| {
        tabled.with_untracked(|tabled| {
            if let Some(tabled) = tabled
                && pressed(&event, tabled, &drawn.get_untracked(), toggled, store)
            {
                event.prevent_default();
            }
        });
    };
    let role = move || {
        if tabled.with(|tabled| tabled.as_ref().is_some_and(|tabled| tabled.pivot.depth > 1)) {
            "treegrid"
        } else {
            "grid"
        }
    };
    view! {
        <div class="table-wrap">
            <table
                class="table pivot"
                role=role
                aria-label=t(PIVOT)
                aria-rowcount=move || (drawn.with(Vec::len) + 1).to_string()
                on:keydown=on_key
            >
                {move || tabled.get().map(|tabled| head(&tabled, store, lang.get()))}
                {move || {
                    tabled.get().map(|tabled| {
                        let rows = drawn.get();
                        let toggled_now = toggled.get();
                        let lang = lang.get();
                        let rows: Vec<_> = rows
                            .iter()
                            .enumerate()
                            .map(|(at, &row)| body_row(&tabled, row, at + 1, &toggled_now, toggled, lang))
                            .collect();
                        view! { <tbody>{rows}</tbody> }
                    })
                }}
                {move || tabled.get().and_then(|tabled| foot(&tabled, drawn.with(Vec::len) + 1, lang.get()))}
            </table>
        </div>
    }
}

fn head(tabled: &Tabled, store: Store, lang: Lang) -> AnyView {
    let (pivot, view) = (&tabled.pivot, &tabled.view);
    let metrics: Vec<_> = tabled.frame.metrics().collect();
    let has_across = view.columns.is_some();
    let corner = field_name(view.rows.first().cloned().unwrap_or_default());
    let corner_names: Vec<Signal<String>> = view.rows.iter().map(|row| field_name(row.clone())).collect();
    let corner_text = move || corner_names.iter().map(|name| name.get()).collect::<Vec<_>>().join(" / ");
    let (corner_command, corner_sorted) = (first_dimension_sort(tabled), first_dimension_sorted(tabled));
    let names_metric = !has_across || metrics.len() > 1;
    let groups = (has_across && names_metric).then(|| {
        let groups: Vec<_> = pivot
            .columns
            .chunks(metrics.len().max(1))
            .map(|chunk| {
                let group = chunk[0].group.clone().unwrap_or_default();
                view! { <th class="is-group" scope="colgroup" colspan=chunk.len().to_string()>{group}</th> }
            })
            .collect();
        view! { <tr><th></th>{groups}</tr> }
    });
    let heads: Vec<_> = pivot
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let metric = metrics[column.metric];
            let (name, unit) = metric_header(metric, lang);
            let text = if names_metric { name } else { column.group.clone().unwrap_or_default() };
            let sorted = aria_sort(tabled, at);
            let command = sort_command(tabled, at);
            let label = view! {
                {text}
                {unit.map(|unit| view! { <span class="unit">{unit}</span> })}
            };
            let label = match command {
                Some(command) => view! {
                    <button type="button" class="sort" tabindex="-1" on:click=move |_| store.run(command.clone())>{label}</button>
                }
                .into_any(),
                None => label.into_any(),
            };
            view! {
                <th class="is-number" scope="col" tabindex="-1" data-row="0" data-column=(at + 1).to_string() aria-sort=sorted>
                    {label}
                </th>
            }
        })
        .collect();
    view! {
        <thead>
            {groups}
            <tr>
                <th scope="col" tabindex="0" data-row="0" data-column="0" title=corner aria-sort=corner_sorted>
                    <button type="button" class="sort" tabindex="-1" on:click=move |_| store.run(corner_command.clone())>
                        {corner_text}
                    </button>
                </th>
                {heads}
            </tr>
        </thead>
    }
    .into_any()
}

/// Only columns of whole groups order the rows: a single member across does not.
fn sort_command(tabled: &Tabled, column: usize) -> Option<Command> {
    let place = tabled.pivot.columns.get(column).filter(|column| column.member_row.is_none())?;
    let code = tabled.frame.metrics().nth(place.metric)?.code.clone();
    let by = SortBy::Metric(code);
    // Greatest first, then least first, then as it follows from the question.
    Some(Command::Sort(match &tabled.view.sort {
        Some(sort) if sort.by == by && sort.descending => Some(Sort { by, descending: false }),
        Some(sort) if sort.by == by => None,
        _ => Some(Sort { by, descending: true }),
    }))
}

/// First to last, then last to first, then as it follows from the question.
fn first_dimension_sort(tabled: &Tabled) -> Command {
    let by = SortBy::Dimension(0);
    Command::Sort(match first_dimension_sorted(tabled) {
        None => Some(Sort { by, descending: false }),
        Some("ascending") => Some(Sort { by, descending: true }),
        Some(_) => None,
    })
}

fn first_dimension_sorted(tabled: &Tabled) -> Option<&'static str> {
    let sort = tabled.view.sort.as_ref().filter(|sort| sort.by == SortBy::Dimension(0))?;
    Some(if sort.descending { "descending" } else { "ascending" })
}

fn aria_sort(tabled: &Tabled, column: usize) -> Option<&'static str> {
    let place = tabled.pivot.columns.get(column).filter(|column| column.member_row.is_none())?;
    let code = &tabled.frame.metrics().nth(place.metric)?.code;
    let sort = tabled.view.sort.as_ref().filter(|sort| sort.by == SortBy::Metric(code.clone()))?;
    Some(if sort.descending { "descending" } else { "ascending" })
}

fn body_row(
    tabled: &Tabled,
    row: usize,
    place: usize,
    toggled_now: &BTreeSet<String>,
    toggled: RwSignal<BTreeSet<String>>,
    lang: Lang,
) -> AnyView {
    let pivot = &tabled.pivot;
    let row = &pivot.rows[row];
    let is_tree = pivot.depth > 1;
    let is_row_open = is_open(pivot, &row.path, toggled_now);
    let toggle = row.has_children.then(|| {
        let path = row.path.clone();
        let phrase = if is_row_open { CLOSE_ROW } else { OPEN_ROW };
        view! {
            <button
                type="button"
                class="tree-toggle"
                tabindex="-1"
                aria-expanded=is_row_open.to_string()
                aria-label=phrase.get(lang)
                on:click=move |_| toggle_row(toggled, &path)
            >
                <Icon glyph=Glyph::Next/>
            </button>
        }
    });
    view! {
        <tr
            class:is-subtotal=row.has_children
            prop:ariaLevel=is_tree.then(|| (row.level + 1).to_string())
            aria-expanded=row.has_children.then(|| is_row_open.to_string())
        >
            <th scope="row" tabindex="-1" data-row=place.to_string() data-column="0" data-depth=row.level.to_string()>
                {toggle}
                {row.label.clone()}
            </th>
            {cells(tabled, &row.cells, place, lang)}
        </tr>
    }
    .into_any()
}

fn cells(tabled: &Tabled, cells: &[Option<usize>], place: usize, lang: Lang) -> Vec<AnyView> {
    let metrics: Vec<_> = tabled.frame.metrics().collect();
    cells
        .iter()
        .zip(&tabled.pivot.columns)
        .enumerate()
        .map(|(at, (cell, column))| {
            let metric = metrics[column.metric];
            let column_text = (at + 1).to_string();
            let (text, title, is_missing) = match cell {
                Some(row) => {
                    let reason = null_reason(metric, *row, lang);
                    let title = reason.map_or_else(|| metric_full(metric, *row, lang), str::to_owned);
                    (metric_cell(metric, *row, lang), title, reason.is_some())
                }
                None => (String::new(), String::new(), false),
            };
            view! {
                <td
                    class="is-number"
                    class:is-missing=is_missing
                    tabindex="-1"
                    data-row=place.to_string()
                    data-column=column_text
                    title=title
                >
                    {text}
                </td>
            }
            .into_any()
        })
        .collect()
}

fn foot(tabled: &Tabled, place: usize, lang: Lang) -> Option<AnyView> {
    let total = tabled.pivot.total.as_ref()?;
    let is_metric = tabled.frame.metrics().any(|metric| matches!(metric.role, Role::Metric { .. }));
    is_metric.then(|| {
        view! {
            <tfoot>
                <tr class="is-total">
                    <th scope="row" tabindex="-1" data-row=place.to_string() data-column="0">{TOTAL.get(lang)}</th>
                    {cells(tabled, total, place, lang)}
                </tr>
            </tfoot>
        }
        .into_any()
    })
}

fn toggle_row(toggled: RwSignal<BTreeSet<String>>, path: &str) {
    toggled.update(|toggled| {
        if !toggled.remove(path) {
            toggled.insert(path.to_owned());
        }
    });
}

/// What a key does in the table; whether it was used up.
fn pressed(
    event: &KeyboardEvent,
    tabled: &Tabled,
    drawn: &[usize],
    toggled: RwSignal<BTreeSet<String>>,
    store: Store,
) -> bool {
    let Some((row, column)) = browser::cell_of(event) else { return false };
    let key = browser::key_of(event);
    let body_row = row.checked_sub(1).and_then(|at| drawn.get(at)).map(|&at| &tabled.pivot.rows[at]);
    match (key.name.as_str(), body_row) {
        ("Enter" | " ", None) if row == 0 && column == 0 => {
            store.run(first_dimension_sort(tabled));
            return true;
        }
        ("Enter" | " ", None) if row == 0 => {
            if let Some(command) = sort_command(tabled, column - 1) {
                store.run(command);
            }
            return true;
        }
        ("Enter", Some(body)) if column == 0 => {
            if let Some(command) = row_command(tabled, body.level, body.key_row, key.shift, store) {
                store.run(command);
            }
            return true;
        }
        ("ArrowRight" | "ArrowLeft" | " ", Some(body)) if column == 0 && body.has_children => {
            let is_row_open = toggled.with_untracked(|toggled| is_open(&tabled.pivot, &body.path, toggled));
            if key.name == " " || is_row_open == (key.name == "ArrowLeft") {
                toggle_row(toggled, &body.path);
                browser::refocus_cell((row, column));
                return true;
            }
        }
        _ => {}
    }
    let rows = drawn.len() + 1 + usize::from(tabled.pivot.total.is_some());
    let size = (rows, tabled.pivot.columns.len() + 1);
    match grid_target(&key.name, key.control, (row, column), size) {
        Some(target) => {
            browser::focus_cell(event, target);
            true
        }
        None => false,
    }
}

/// What choosing a row means: a time becomes the time range, a member a filter.
fn row_command(
    tabled: &Tabled,
    level: usize,
    key_row: usize,
    exclude: bool,
    store: Store,
) -> Option<Command> {
    let column = tabled.frame.dimensions().nth(level)?;
    if let (Some(grain), Some(start)) = (grain_of(column), bucket_start(column, key_row)) {
        let fiscal_start = store.model().with_untracked(|model| model.fiscal_start_month).max(1);
        return Some(Command::Period(Some(Period::Between(start, grain.end(start, fiscal_start)))));
    }
    Some(Command::ToggleMember { field: column.code.clone(), member: member_at(column, key_row)?, exclude })
}
