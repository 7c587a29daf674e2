//! The members of a field, to search and to tick.

use leptos::prelude::*;
use sandtable_engine::frame::Frame;

use super::filter_editor::toggle;
use super::states::Answered;
use super::subject_view;
use crate::components::{SearchField, t};
use crate::i18n::{LISTED_FIRST, NO_MATCH, SEARCH_MEMBERS};
use crate::queries::{
    MEMBERS_LISTED, field_info, member_at, member_label, member_words, members, metric_compact,
};
use crate::session::{Priority, Session, Shown};
use crate::state::{Member, Store};

/// The list. What is ticked stays on top, found or not.
#[component]
pub(super) fn MemberList(field: String, chosen: RwSignal<Vec<Member>>) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, view, lang) = (store.model(), subject_view(), store.lang());
    let search = RwSignal::new(String::new());
    let is_text = model.with_untracked(|model| {
        field_info(model, &field)
            .is_some_and(|info| info.data_type == sandtable_engine::table::DataType::Text)
    });
    let shown = session.ask(Priority::Interactive, move || {
        model.with(|model| view.with(|view| members(model, view, &field, &search.get())))
    });
    view! {
        <Show when=move || is_text>
            <div class="menu-note">
                <SearchField phrase=SEARCH_MEMBERS search=search/>
            </div>
        </Show>
        <Answered shown=shown lines=6>
            <div class="menu">{move || found(shown, chosen, lang.get())}</div>
        </Answered>
    }
}

fn found(shown: Signal<Shown>, chosen: RwSignal<Vec<Member>>, lang: crate::i18n::Lang) -> AnyView {
    let mut rows =
        shown.with(|shown| shown.frame.as_deref().map(|frame| listed(frame, lang)).unwrap_or_default());
    let is_cut = rows.len() == MEMBERS_LISTED;
    // What is ticked but not found stays in reach. Ticking does not move a row from under the pointer or the focus.
    let ticked =
        chosen.get_untracked().into_iter().filter(|member| !rows.iter().any(|(other, ..)| other == member));
    let ticked: Vec<_> =
        ticked.map(|member| (member.clone(), member_words(&member, lang), String::new())).collect();
    rows.splice(0..0, ticked);
    if rows.is_empty() {
        return view! { <p class="menu-note">{t(NO_MATCH)}</p> }.into_any();
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(member, label, value)| view! { <MemberRow member=member label=label value=value chosen=chosen/> })
        .collect();
    let note = LISTED_FIRST.fill(lang, &[("count", &MEMBERS_LISTED.to_string())]);
    view! {
        {rows}
        {is_cut.then(|| view! { <p class="menu-note small">{note}</p> })}
    }
    .into_any()
}

fn listed(frame: &Frame, lang: crate::i18n::Lang) -> Vec<(Member, String, String)> {
    let (Some(key), Some(metric)) = (frame.dimensions().next(), frame.metrics().next()) else {
        return Vec::new();
    };
    (0..frame.rows())
        .filter_map(|row| {
            Some((member_at(key, row)?, member_label(key, row, lang), metric_compact(metric, row, lang)))
        })
        .collect()
}

#[component]
fn MemberRow(member: Member, label: String, value: String, chosen: RwSignal<Vec<Member>>) -> impl IntoView {
    let ticked = {
        let member = member.clone();
        move || chosen.with(|chosen| chosen.contains(&member))
    };
    view! {
        <label class="menu-item">
            <input
                type="checkbox"
                prop:checked=ticked
                on:change=move |_| chosen.update(|chosen| toggle(chosen, member.clone()))
            />
            <span class="truncate">{label}</span>
            <span class="menu-hint">{value}</span>
        </label>
    }
}
