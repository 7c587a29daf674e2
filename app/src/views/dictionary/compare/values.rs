//! The values of all metrics by time and dimension.

use leptos::prelude::*;
use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::query::{Axis, Limit, Query, Sort, SortBy, Totals};

use super::table::{Cell, table};
use super::{MEMBERS, Scene, label};
use crate::components::{Findings, t};
use crate::i18n::{self as i, Lang};
use crate::queries::{bucket_start, member_label, metric_full, null_reason};
use crate::session::{Priority, Session};
use crate::state::Store;

/// Rows that are drawn.
const DRAWN: usize = 400;

/// More days than any data lie from 1970.
const FAR_DAYS: i32 = 1 << 21;

/// The rows of the table: for each member its total and its buckets, then the total of all.
#[component]
pub(super) fn Values() -> impl IntoView {
    let (store, session, scene) = (Store::here(), Session::here(), Scene::here());
    let (model, lang) = (store.model(), store.lang());
    let shown = session.ask(Priority::Background, move || {
        let dimension = scene.dimension_axis();
        let is_time = dimension.is_none();
        let axes = dimension.into_iter().chain(scene.time_axis()).collect();
        let query = scene.codes.with(|codes| scene.query(codes));
        Some(Query { totals: Totals::All, ..by_axes(query, is_time, axes) })
    });
    let content = move || {
        let lang = lang.get();
        let names: Vec<String> = model.with(|model| {
            scene.codes.with(|codes| codes.iter().map(|code| label(model, code, lang)).collect())
        });
        shown.with(|shown| match &shown.frame {
            Some(frame) => drawn(frame, names, lang),
            None => view! { <Findings diagnostics=shown.diagnostics.to_vec()/> }.into_any(),
        })
    };
    let rest = move || {
        let rows = shown.with(|shown| shown.frame.as_ref().map_or(0, |frame| frame.rows()));
        let left = rows.checked_sub(DRAWN).filter(|left| *left > 0)?;
        Some(i::COMPARE_REST.fill(lang.get(), &[("count", &left.to_string())]))
    };
    view! {
        <h3>{t(i::COMPARE_VALUES)}</h3>
        {content}
        <p class="quiet small">{rest}</p>
    }
}

/// A query by these axes: over time in its order, else the members that weigh most in the first metric, and the others
/// as one.
pub(super) fn by_axes(query: Query, is_time: bool, axes: Vec<Axis>) -> Query {
    let by = match query.metrics.first() {
        Some(lead) if !is_time => SortBy::Metric(lead.clone()),
        _ => SortBy::Dimension(0),
    };
    let sort = axes.first().map(|_| Sort { by, descending: !is_time });
    let limit = Limit { keep: MEMBERS, dimension: Some(0), others: true };
    Query {
        limit: sort.as_ref().filter(|_| !is_time).map(|_| limit),
        sort: sort.into_iter().collect(),
        dimensions: axes,
        ..query
    }
}

/// Rows in reading order: members by their weight, under each its buckets; the total of all at the end.
fn order(frame: &Frame) -> Vec<usize> {
    let columns: Vec<_> = frame.dimensions().collect();
    let rolled = |row: usize| frame.rolled_up.get(row).copied().unwrap_or(0);
    let [member, time] = columns.as_slice() else {
        return (0..frame.rows()).collect();
    };
    // The members stand in the order of their own totals, and those in the order of the query; the others as one are last.
    let name = |row: usize| (member.null(row) == Null::Other, member_label(member, row, Lang::Zh));
    let of_members = (0..frame.rows()).filter(|row| rolled(*row) == 0b10);
    let (rest, mut ranked): (Vec<_>, Vec<_>) = of_members.map(name).partition(|(is_rest, _)| *is_rest);
    ranked.extend(rest);
    let place = |row: usize| -> u32 {
        let rank = match rolled(row) {
            0b11 => ranked.len(),
            _ => ranked.iter().position(|own| *own == name(row)).unwrap_or(ranked.len()),
        };
        // The total of a member stands before its buckets, and rows without a day after them.
        let day = match bucket_start(time, row) {
            Some(day) => (day.days() + FAR_DAYS) as u32,
            None if rolled(row) == 0 => 2 * FAR_DAYS as u32 - 1,
            None => 0,
        };
        rank as u32 * 2 * FAR_DAYS as u32 + day
    };
    let mut rows: Vec<(u32, u32)> =
        (0..frame.rows()).filter(|row| rolled(*row) != 0b01).map(|row| (place(row), row as u32)).collect();
    rows.sort_unstable();
    rows.into_iter().map(|(_, row)| row as usize).collect()
}

fn drawn(frame: &Frame, names: Vec<String>, lang: Lang) -> AnyView {
    let heads = frame.dimensions().map(|column| Cell::name(column.label.get(lang)));
    let heads = heads.chain(names.into_iter().map(|name| Cell::number(name, ""))).collect();
    let row = |row: usize| {
        let names = frame.dimensions().map(|column| Cell::name(member_label(column, row, lang)));
        let number = |column| {
            let reason = null_reason(column, row, lang).unwrap_or_default();
            Cell::number(metric_full(column, row, lang), reason)
        };
        let is_total = frame.rolled_up.get(row).is_some_and(|rolled| *rolled != 0);
        (is_total, names.chain(frame.metrics().map(number)).collect())
    };
    table(heads, order(frame).into_iter().take(DRAWN).map(row).collect())
}

#[cfg(test)]
mod tests {
    use sandtable_engine::calendar::{Date, Grain};
    use sandtable_engine::frame::{Cells, FrameColumn, Role};
    use sandtable_engine::text::Text;

    use super::*;

    #[test]
    fn members_stand_by_weight_and_their_buckets_by_time() {
        let day = |month| Date::from_ymd(2024, month, 1).expect("a date");
        // As the engine answers: details by value, then the totals. A member may be called as the others are.
        let rows = [
            ("a", 2, 0, Null::None),
            ("其他", 1, 0, Null::None),
            ("a", 1, 0, Null::None),
            ("", 1, 0, Null::Other),
            ("", 1, 0b01, Null::Total),
            ("", 0, 0b10, Null::Other),
            ("其他", 0, 0b10, Null::None),
            ("a", 0, 0b10, Null::None),
            ("", 0, 0b11, Null::Total),
        ];
        let column = |cells, nulls, grain| FrameColumn {
            code: String::new(),
            label: Text::default(),
            role: Role::Dimension { grain },
            cells,
            nulls,
        };
        let names = rows.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let days = rows.iter().map(|(_, month, ..)| day((*month).max(1))).collect();
        let is_rolled = |month: u32| if month == 0 { Null::Total } else { Null::None };
        let frame = Frame {
            columns: vec![
                column(Cells::Text(names), rows.iter().map(|(.., null)| *null).collect(), None),
                column(
                    Cells::Date(days),
                    rows.iter().map(|(_, month, ..)| is_rolled(*month)).collect(),
                    Some(Grain::Month),
                ),
            ],
            rolled_up: rows.iter().map(|(_, _, rolled, _)| *rolled).collect(),
            ..Frame::default()
        };
        // 其他, a member, with its month; a with its two; the others as one with theirs; the total.
        assert_eq!(order(&frame), [6, 1, 7, 2, 0, 5, 3, 8]);
    }
}
