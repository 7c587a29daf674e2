//! Leaderboards: the members of each dimension by the leading metric. A click keeps a member, Shift-click leaves it out.

use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::table::DataType;

use super::grid_keys::list_keys;
use super::question::field_name;
use super::states::{Answered, BusyBar, PartialBadge};
use crate::browser;
use crate::commands::Command;
use crate::components::{Glyph, Icon, t};
use crate::format;
use crate::i18n::{
    GROUP_BY, LEADERBOARD_HINT, Lang, MORE_DIMENSIONS, NO_VALUES, SHARE, SHOW_ALL_MEMBERS, SHOW_FEWER, VALUE,
};
use crate::queries::{
    LEADERBOARD_ROWS, MEMBERS_LISTED, dimensions_of, is_additive, leaderboard, member_at, member_label,
    metric_compact, metric_full,
};
use crate::session::{Priority, Session};
use crate::state::{FieldFilter, Member, Store, TIME};

/// How many dimensions show at first: each asks a query of its own.
const BOARDS: usize = 6;

/// All leaderboards of the leading metric.
#[component]
pub(super) fn Leaderboards() -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let is_wide = RwSignal::new(false);
    let fields = Memo::new(move |_| {
        let lead = view.with(|view| view.metrics.first().cloned()).unwrap_or_default();
        let all = model.with(|model| dimensions_of(model, [lead.as_str()]));
        let named = |data_type| matches!(data_type, DataType::Text | DataType::Bool | DataType::Int);
        all.into_iter()
            .filter(|field| field.code != TIME && named(field.data_type))
            .map(|field| field.code)
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let count = if is_wide.get() { usize::MAX } else { BOARDS };
        fields.get().into_iter().take(count).collect::<Vec<_>>()
    };
    let hidden = move || if is_wide.get() { 0 } else { fields.with(Vec::len).saturating_sub(BOARDS) };
    view! {
        <For each=shown key=String::clone let:field>
            <Leaderboard field=field/>
        </For>
        <Show when=move || { hidden() > 0 }>
            <button type="button" class="button" on:click=move |_| is_wide.set(true)>
                {move || MORE_DIMENSIONS.fill(lang.get(), &[("count", &hidden().to_string())])}
            </button>
        </Show>
    }
}

#[component]
fn Leaderboard(field: String) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let is_expanded = RwSignal::new(false);
    let asked = field.clone();
    let shown = session.ask(Priority::Background, move || {
        let rows = if is_expanded.get() { MEMBERS_LISTED } else { LEADERBOARD_ROWS };
        model.with(|model| view.with(|view| leaderboard(model, view, &asked, rows)))
    });
    let has_shares = Memo::new(move |_| {
        view.with(|view| {
            view.metrics.first().is_some_and(|lead| model.with(|model| is_additive(model, lead)))
        })
    });
    let filtered = field.clone();
    let filter = Memo::new(move |_| view.with(|view| view.members(&filtered).cloned()));
    let groups = Memo::new(move |_| shown.with(|shown| shown.frame.as_ref().map_or(0, |frame| frame.groups)));
    let grouped = field.clone();
    let is_grouped = Memo::new(move |_| view.with(|view| view.has_dimension(&grouped)));
    let name = field_name(field.clone());
    let (toggled, rows_field) = (field.clone(), field);
    view! {
        <section class="card leaderboard" aria-label=name>
            <BusyBar shown=shown/>
            <div class="card-head">
                <h3 class="card-title">{name}</h3>
                <PartialBadge shown=shown/>
                <div class="card-actions">
                    <button
                        type="button"
                        class="icon-button is-small"
                        aria-pressed=move || is_grouped.get().to_string()
                        aria-label=move || GROUP_BY.fill(lang.get(), &[("field", &name.get())])
                        title=move || GROUP_BY.fill(lang.get(), &[("field", &name.get())])
                        on:click=move |_| store.run(Command::ToggleDimension(toggled.clone()))
                    >
                        <Icon glyph=Glyph::Table/>
                    </button>
                </div>
            </div>
            <div class="leaderboard-head" aria-hidden="true">
                <span></span>
                <span>{t(VALUE)}</span>
                <span>{move || has_shares.get().then(|| SHARE.get(lang.get()))}</span>
            </div>
            <Answered shown=shown lines=LEADERBOARD_ROWS>
                <Rows field=rows_field.clone() shown=shown filter=filter has_shares=has_shares/>
            </Answered>
            <div class="leaderboard-foot">
                <Show when=move || { groups.get() > LEADERBOARD_ROWS }>
                    <button
                        type="button"
                        class="link-button"
                        aria-expanded=move || is_expanded.get().to_string()
                        on:click=move |_| is_expanded.update(|expanded| *expanded = !*expanded)
                    >
                        {move || {
                            if is_expanded.get() {
                                SHOW_FEWER.get(lang.get()).to_owned()
                            } else {
                                SHOW_ALL_MEMBERS.fill(lang.get(), &[("count", &groups.get().to_string())])
                            }
                        }}
                    </button>
                </Show>
            </div>
        </section>
    }
}

#[derive(Clone, PartialEq)]
struct Row {
    member: Option<Member>,
    label: String,
    value: String,
    full: String,
    share: Option<f64>,
    part: f64,
    is_special: bool,
}

fn rows_of(frame: &Arc<Frame>, has_shares: bool, lang: Lang) -> Vec<Row> {
    let (Some(key), Some(metric)) = (frame.dimensions().next(), frame.metrics().next()) else {
        return Vec::new();
    };
    let is_total = |row: &usize| frame.rolled_up.get(*row).is_some_and(|&bits| bits != 0);
    let total = (0..frame.rows()).find(is_total).and_then(|row| metric.number(row));
    let details: Vec<usize> = (0..frame.rows()).filter(|row| !is_total(row)).collect();
    let greatest = details.iter().filter_map(|&row| metric.number(row)).fold(0.0, f64::max);
    details
        .into_iter()
        .map(|row| {
            let value = metric.number(row);
            let share = value
                .zip(total)
                .filter(|(_, total)| has_shares && *total > 0.0)
                .map(|(value, total)| value / total);
            Row {
                member: member_at(key, row),
                label: member_label(key, row, lang),
                value: metric_compact(metric, row, lang),
                full: metric_full(metric, row, lang),
                share,
                part: value
                    .filter(|_| greatest > 0.0)
                    .map_or(0.0, |value| (value / greatest).clamp(0.0, 1.0)),
                is_special: key.null(row) != Null::None,
            }
        })
        .collect()
}

#[component]
fn Rows(
    field: String,
    shown: Signal<crate::session::Shown>,
    filter: Memo<Option<FieldFilter>>,
    has_shares: Memo<bool>,
) -> impl IntoView {
    let lang = Store::here().lang();
    let rows = Memo::new(move |_| {
        shown.with(|shown| {
            shown.frame.as_ref().map(|frame| rows_of(frame, has_shares.get(), lang.get())).unwrap_or_default()
        })
    });
    view! {
        <div role="group" aria-label=t(LEADERBOARD_HINT) on:keydown=list_keys>
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    return view! { <p class="card-note is-inset">{t(NO_VALUES)}</p> }.into_any();
                }
                let field = field.clone();
                rows.into_iter()
                    .map(move |row| view! { <BoardRow row=row field=field.clone() filter=filter/> })
                    .collect_view()
                    .into_any()
            }}
        </div>
    }
}

#[component]
fn BoardRow(row: Row, field: String, filter: Memo<Option<FieldFilter>>) -> impl IntoView {
    let store = Store::here();
    let member = row.member.clone();
    let chosen = Memo::new(move |_| {
        let filter = filter.get()?;
        let crate::state::Condition::Members(members) = &filter.condition else { return None };
        member.as_ref().is_some_and(|member| members.contains(member)).then_some(filter.exclude)
    });
    let member = row.member.clone();
    let choose = move |exclude: bool| {
        if let Some(member) = member.clone() {
            store.run(Command::ToggleMember { field: field.clone(), member, exclude });
        }
    };
    view! {
        <button
            type="button"
            class="leaderboard-row"
            class:is-blank=row.is_special
            class:is-excluded=move || chosen.get() == Some(true)
            aria-pressed=move || (chosen.get() == Some(false)).to_string()
            style:--part=row.part.to_string()
            title=format!("{} · {}", row.label, row.full)
            on:click=move |event| choose(browser::pointer_modifiers(&event).0)
        >
            <span class="name">{row.label.clone()}</span>
            <span class="value">{row.value.clone()}</span>
            <span class="share">{row.share.map(|share| format::share(Some(share)))}</span>
        </button>
    }
}
