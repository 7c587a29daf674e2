//! What each command does to a view.

use sandtable_engine::query::SortBy;

use super::Command;
use crate::state::{Condition, FieldFilter, Member, TIME, View};

/// The view after a command.
#[must_use]
pub fn apply(view: &View, command: Command) -> View {
    let mut next = view.clone();
    match command {
        Command::Show(shown) => next = *shown,
        Command::ToggleMetric(code) => toggle_metric(&mut next, code),
        Command::LeadWith(code) => {
            next.metrics.retain(|metric| *metric != code);
            next.metrics.insert(0, code);
        }
        Command::ToggleDimension(field) => toggle_dimension(&mut next, field),
        Command::MoveOut(field) => {
            if let Some(at) = next.rows.iter().position(|row| *row == field).filter(|&at| at > 0) {
                next.rows.swap(at, at - 1);
                next.sort = None;
            }
        }
        Command::Across(field) => put_across(&mut next, field),
        Command::Period(period) => next.period = period,
        Command::Grain(grain) => next.grain = grain,
        Command::SetFilter(filter) => set_filter(&mut next.filters, filter),
        Command::RemoveFilter(at) => {
            if at < next.filters.len() {
                next.filters.remove(at);
            }
        }
        Command::ClearFilters => next.filters.clear(),
        Command::ToggleMember { field, member, exclude } => {
            toggle_member(&mut next.filters, field, member, exclude);
        }
        Command::Sort(sort) => next.sort = sort,
        Command::Top(top) => next.top = top,
        Command::Others(others) => next.others = others,
        Command::Totals(totals) => next.totals = totals,
        Command::Chart(chart) => next.chart = chart,
    }
    next
}

fn toggle_metric(view: &mut View, code: String) {
    match view.metrics.iter().position(|metric| *metric == code) {
        Some(_) if view.metrics.len() == 1 => {}
        Some(at) => {
            view.metrics.remove(at);
            if view.sort.as_ref().is_some_and(|sort| sort.by == SortBy::Metric(code)) {
                view.sort = None;
            }
        }
        None => view.metrics.push(code),
    }
}

fn toggle_dimension(view: &mut View, field: String) {
    if view.columns.as_ref() == Some(&field) {
        view.columns = None;
    } else if let Some(at) = view.rows.iter().position(|row| *row == field) {
        view.rows.remove(at);
        // A table reads from its rows: what stood across takes their place.
        if view.rows.is_empty() {
            view.rows.extend(view.columns.take());
        }
    } else if field == TIME {
        // Time leads: a series reads along it.
        view.rows.insert(0, field);
    } else {
        view.rows.push(field);
    }
    forget_positions(view);
}

fn put_across(view: &mut View, field: Option<String>) {
    let back = view.columns.take();
    if let Some(field) = field {
        view.rows.retain(|row| *row != field);
        view.columns = Some(field);
    }
    if let Some(back) = back.filter(|back| view.columns.as_ref() != Some(back)) {
        view.rows.push(back);
    }
    if view.rows.is_empty() {
        view.rows.extend(view.columns.take());
    }
    forget_positions(view);
}

/// A sort by a dimension names its position, and a chosen chart its dimensions: both end when dimensions change.
fn forget_positions(view: &mut View) {
    if view.sort.as_ref().is_some_and(|sort| matches!(sort.by, SortBy::Dimension(_))) {
        view.sort = None;
    }
    view.chart = None;
}

fn set_filter(filters: &mut Vec<FieldFilter>, filter: FieldFilter) {
    let same_kind = |other: &FieldFilter| {
        other.field == filter.field
            && std::mem::discriminant(&other.condition) == std::mem::discriminant(&filter.condition)
    };
    let at = filters.iter().position(same_kind);
    let is_empty = matches!(&filter.condition, Condition::Members(members) if members.is_empty());
    match (at, is_empty) {
        (Some(at), true) => {
            filters.remove(at);
        }
        (Some(at), false) => filters[at] = filter,
        (None, true) => {}
        (None, false) => filters.push(filter),
    }
}

fn toggle_member(filters: &mut Vec<FieldFilter>, field: String, member: Member, exclude: bool) {
    let found = filters
        .iter_mut()
        .enumerate()
        .find(|(_, filter)| filter.field == field && matches!(filter.condition, Condition::Members(_)));
    let Some((at, filter)) = found else {
        filters.push(FieldFilter { field, exclude, condition: Condition::Members(vec![member]) });
        return;
    };
    let Condition::Members(members) = &mut filter.condition else { return };
    if filter.exclude != exclude {
        // From "only these" to "not these", or back: the other members were meant otherwise.
        filter.exclude = exclude;
        *members = vec![member];
        return;
    }
    match members.iter().position(|other| *other == member) {
        Some(position) => {
            members.remove(position);
        }
        None => members.push(member),
    }
    if members.is_empty() {
        filters.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use sandtable_engine::query::Sort;
    use sandtable_engine::table::Scalar;

    use super::*;

    fn view() -> View {
        View { metrics: vec!["sales".into()], rows: vec!["region".into()], ..View::default() }
    }

    fn after(view: &View, commands: impl IntoIterator<Item = Command>) -> View {
        commands.into_iter().fold(view.clone(), |view, command| apply(&view, command))
    }

    fn member(text: &str) -> Member {
        Member::Value(Scalar::Text(text.into()))
    }

    fn toggle(text: &str, exclude: bool) -> Command {
        Command::ToggleMember { field: "region".into(), member: member(text), exclude }
    }

    #[test]
    fn the_last_metric_stays() {
        let one = after(&view(), [Command::ToggleMetric("sales".into())]);
        assert_eq!(one.metrics, ["sales"]);
        let two = after(&one, [Command::ToggleMetric("amount".into()), Command::LeadWith("amount".into())]);
        assert_eq!(two.metrics, ["amount", "sales"]);
        assert_eq!(after(&two, [Command::ToggleMetric("amount".into())]).metrics, ["sales"]);
    }

    #[test]
    fn a_removed_metric_takes_its_sort_along() {
        let sorted = View {
            metrics: vec!["a".into(), "b".into()],
            sort: Some(Sort { by: SortBy::Metric("b".into()), descending: true }),
            ..view()
        };
        assert_eq!(after(&sorted, [Command::ToggleMetric("b".into())]).sort, None);
        assert!(after(&sorted, [Command::ToggleMetric("a".into())]).sort.is_some());
    }

    #[test]
    fn dimensions_move_between_rows_and_columns() {
        let two = after(&view(), [Command::ToggleDimension(TIME.into())]);
        assert_eq!(two.rows, [TIME, "region"]);
        let across = after(&two, [Command::Across(Some("region".into()))]);
        assert_eq!(
            (across.rows.as_slice(), across.columns.as_deref()),
            ([TIME.to_owned()].as_slice(), Some("region"))
        );
        let swapped = after(&across, [Command::Across(Some(TIME.into()))]);
        assert_eq!(
            (swapped.rows.as_slice(), swapped.columns.as_deref()),
            (["region".to_owned()].as_slice(), Some(TIME))
        );
        let rows_gone = after(&across, [Command::ToggleDimension(TIME.into())]);
        assert_eq!((rows_gone.rows.as_slice(), rows_gone.columns), (["region".to_owned()].as_slice(), None));
    }

    #[test]
    fn members_toggle_and_an_empty_filter_goes() {
        let one = after(&view(), [toggle("华东", false), toggle("华南", false), toggle("华东", false)]);
        assert_eq!(one.filters.len(), 1);
        assert_eq!(one.filters[0].condition, Condition::Members(vec![member("华南")]));
        assert!(after(&one, [toggle("华南", false)]).filters.is_empty());
        let turned = after(&one, [toggle("华北", true)]);
        assert!(turned.filters[0].exclude);
        assert_eq!(turned.filters[0].condition, Condition::Members(vec![member("华北")]));
    }

    #[test]
    fn a_filter_replaces_its_like() {
        let contains = |text: &str| {
            Command::SetFilter(FieldFilter {
                field: "store".into(),
                exclude: false,
                condition: Condition::Contains(text.into()),
            })
        };
        let view = after(&view(), [contains("上"), toggle("华东", false), contains("海")]);
        assert_eq!(view.filters.len(), 2);
        assert_eq!(view.filters[0].condition, Condition::Contains("海".into()));
        assert_eq!(after(&view, [Command::RemoveFilter(0), Command::RemoveFilter(9)]).filters.len(), 1);
    }
}
