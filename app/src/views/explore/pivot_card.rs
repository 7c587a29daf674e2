//! The pivot table in its card: asking, ordering, opening rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::frame::Frame;
use sandtable_engine::model::Model;

use super::no_results::NoResults;
use super::pivot_table::PivotTable;
use super::states::{Answered, BusyBar, PartialBadge};
use crate::components::t;
use crate::i18n::{METRICS_LEFT_OUT, PIVOT, PIVOT_NEEDS_DIMENSION, ROWS_SHOWN, SHOW_MORE_ROWS};
use crate::queries::{Pivot, pivot, pivot_query, tabled_metrics};
use crate::session::{Priority, Session};
use crate::state::{Store, View};
use crate::views::sql::SqlText;

/// Cells drawn at once; more rows come on demand.
const CELLS: usize = 6_000;
/// From so many rows on, a table opens with its outermost level only.
const OPEN_ROWS: usize = 200;

/// A table and the frame that its cells are in: always of the same answer.
#[derive(Clone)]
pub(super) struct Tabled {
    pub(super) pivot: Arc<Pivot>,
    pub(super) frame: Arc<Frame>,
    pub(super) view: View,
}

impl PartialEq for Tabled {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.frame, &other.frame) && self.view == other.view && self.pivot == other.pivot
    }
}

/// The card.
#[component]
pub(super) fn PivotCard() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let question = Memo::new(move |_| model.with(|model| view.with(|view| pivot_query(model, view))));
    let shown = session.ask(Priority::Interactive, move || question.get());
    let tabled = Memo::new(move |before: Option<&Option<Tabled>>| {
        let (view, lang) = (view.get(), lang.get());
        shown.with(|shown| {
            // An older answer has other columns than the view asks for now: its table stays as it was.
            if shown.is_stale() {
                return before.cloned().flatten();
            }
            let frame = shown.frame.clone()?;
            Some(Tabled { pivot: Arc::new(pivot(&view, &frame, lang)), frame, view })
        })
    });
    let has_question = Memo::new(move |_| question.with(Option::is_some));
    let left_out = Memo::new(move |_| model.with(|model| view.with(|view| left_out(model, view))));
    view! {
        <section class="card" aria-label=t(PIVOT)>
            <BusyBar shown=shown/>
            <div class="card-head">
                <h2 class="card-title">{t(PIVOT)}</h2>
                <PartialBadge shown=shown/>
            </div>
            <div class="card-body is-flush">
                {move || {
                    if has_question.get() {
                        view! { <Answered shown=shown lines=8><Content tabled=tabled/></Answered> }.into_any()
                    } else {
                        view! { <div class="empty"><p>{t(PIVOT_NEEDS_DIMENSION)}</p></div> }.into_any()
                    }
                }}
                {move || {
                    let names = left_out.get();
                    (!names.is_empty()).then(|| {
                        let names: Vec<&str> = names.iter().map(|name| name.get(lang.get())).collect();
                        let text = METRICS_LEFT_OUT.fill(lang.get(), &[("metrics", &names.join(" · "))]);
                        view! { <p class="table-foot">{text}</p> }
                    })
                }}
                <Show when=move || has_question.get()><SqlText query=question name="pivot"/></Show>
            </div>
        </section>
    }
}

/// The chosen metrics that the dimensions of the table do not reach.
fn left_out(model: &Model, view: &View) -> Vec<sandtable_engine::text::Text> {
    let tabled = tabled_metrics(model, view);
    let missing = view.metrics.iter().filter(|code| !tabled.contains(code));
    missing.filter_map(|code| model.find_metric(code)).map(|id| model.metric(id).label.clone()).collect()
}

#[component]
fn Content(tabled: Memo<Option<Tabled>>) -> impl IntoView {
    let lang = Store::here().lang();
    let toggled = RwSignal::new(BTreeSet::<String>::new());
    let more = RwSignal::new(1_usize);
    // The rows in sight: all but those below a closed one.
    let visible = Memo::new(move |_| {
        tabled.with(|tabled| {
            tabled
                .as_ref()
                .map(|tabled| toggled.with(|toggled| open_rows(&tabled.pivot, toggled)))
                .unwrap_or_default()
        })
    });
    let capacity = Memo::new(move |_| {
        let columns =
            tabled.with(|tabled| tabled.as_ref().map_or(1, |tabled| tabled.pivot.columns.len() + 1));
        more.get() * (CELLS / columns).max(20)
    });
    let drawn = Memo::new(move |_| {
        let capacity = capacity.get();
        visible.with(|visible| visible.iter().take(capacity).copied().collect::<Vec<_>>())
    });
    let is_empty = Memo::new(move |_| {
        tabled.with(|tabled| tabled.as_ref().is_some_and(|tabled| tabled.pivot.rows.is_empty()))
    });
    let hidden = move || visible.with(Vec::len).saturating_sub(capacity.get());
    move || {
        if is_empty.get() {
            return view! { <NoResults/> }.into_any();
        }
        view! {
            <PivotTable tabled=tabled drawn=drawn toggled=toggled/>
            <div class="table-foot">
                <span>
                    {move || ROWS_SHOWN.fill(lang.get(), &[
                        ("shown", &drawn.with(Vec::len).to_string()),
                        ("total", &visible.with(Vec::len).to_string()),
                    ])}
                </span>
                <Show when=move || { hidden() > 0 }>
                    <button type="button" class="link-button" on:click=move |_| more.update(|more| *more += 1)>
                        {t(SHOW_MORE_ROWS)}
                    </button>
                </Show>
            </div>
        }
        .into_any()
    }
}

/// Whether a row with children stands open. Toggling turns what is usual for a table of this size.
pub(super) fn is_open(pivot: &Pivot, path: &str, toggled: &BTreeSet<String>) -> bool {
    (pivot.rows.len() <= OPEN_ROWS) != toggled.contains(path)
}

fn open_rows(pivot: &Pivot, toggled: &BTreeSet<String>) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut closed_at = None;
    for (at, row) in pivot.rows.iter().enumerate() {
        if closed_at.is_some_and(|level| row.level > level) {
            continue;
        }
        closed_at = (row.has_children && !is_open(pivot, &row.path, toggled)).then_some(row.level);
        rows.push(at);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::PivotRow;

    #[test]
    fn closed_rows_hide_what_is_below_them() {
        let row = |path: &str, level, has_children| PivotRow {
            label: path.into(),
            level,
            has_children,
            path: path.into(),
            cells: Vec::new(),
            key_row: 0,
        };
        let rows = vec![row("a", 0, true), row("a1", 1, false), row("b", 0, true), row("b1", 1, false)];
        let pivot = Pivot { rows, ..Pivot::default() };
        assert_eq!(open_rows(&pivot, &BTreeSet::new()), [0, 1, 2, 3]);
        assert_eq!(open_rows(&pivot, &BTreeSet::from(["a".to_owned()])), [0, 2, 3]);
    }
}
