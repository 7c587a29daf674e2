//! Room for axis texts, and which of them to write so that none touches another.

use super::geometry::{Point, Rect};
use super::picture::{Anchor, Label, LabelRole};
use super::spec::Category;
use super::text_width::{fitted, width};

/// Least room between two labels of a row.
const GAP: f64 = 10.0;
/// From the plot's lower edge to the middle of the first row of labels.
const FIRST_ROW: f64 = 14.0;
/// From one row of labels to the next.
const NEXT_ROW: f64 = 16.0;

/// Height that the labels below an upright category axis take.
pub(crate) fn category_room(categories: &[Category]) -> f64 {
    let has_groups = categories.iter().any(|category| category.group.is_some());
    FIRST_ROW + 8.0 + if has_groups { NEXT_ROW } else { 0.0 }
}

/// Labels below the plot, one or two rows. `places` are the centres of the categories.
pub(crate) fn category_labels(
    categories: &[Category],
    places: &[f64],
    plot: &Rect,
    picture_width: f64,
) -> Vec<Label> {
    let groups = group_starts(categories);
    let bounds = (2.0, picture_width - 2.0);
    let row = |number: f64| plot.bottom + FIRST_ROW + number * NEXT_ROW;
    let label = |at: usize, text: &str, role: LabelRole, y: f64| {
        let most = (plot.width() / 2.0).max(60.0);
        let text_shown = fitted(text, most);
        let half = width(&text_shown) / 2.0;
        let x = places[at].max(bounds.0 + half).min(bounds.1 - half);
        Label { at: Point { x, y }, text: text_shown, anchor: Anchor::Middle, role }
    };
    let ticks = |chosen: &[usize]| -> Vec<Label> {
        chosen.iter().map(|&at| label(at, &categories[at].tick, LabelRole::Category, row(0.0))).collect()
    };
    if groups.is_empty() {
        let step = (1..=categories.len().max(1)).find(|&step| {
            let chosen: Vec<usize> = (0..categories.len()).step_by(step).collect();
            are_apart(&ticks(&chosen))
        });
        let chosen: Vec<usize> = (0..categories.len()).step_by(step.unwrap_or(1)).collect();
        return ticks(&chosen);
    }
    let longest = group_lengths(&groups, categories.len()).max().unwrap_or(1);
    for &step in even_steps(longest) {
        let chosen = chosen_in_groups(&groups, categories.len(), step, |a, b| are_apart(&ticks(&[a, b])));
        let shown = ticks(&chosen);
        if are_apart(&shown) {
            let mut all = shown;
            all.extend(group_row(&groups, &chosen, |at| {
                categories[at].group.as_deref().map(|group| label(at, group, LabelRole::Group, row(1.0)))
            }));
            return all;
        }
    }
    // Not even two buckets of a group fit: the groups alone tell more.
    let by_group = |step: usize| -> Vec<Label> {
        let starts = groups.iter().step_by(step);
        let name = |at: usize| categories[at].group.as_deref().unwrap_or(&categories[at].tick);
        starts.map(|&at| label(at, name(at), LabelRole::Category, row(0.0))).collect()
    };
    let even =
        [1, 2, 3, 4, 6].into_iter().chain((12..).step_by(12)).take_while(|step| *step < groups.len() + 12);
    let step = even.into_iter().find(|&step| are_apart(&by_group(step))).unwrap_or(groups.len());
    by_group(step)
}

/// Steps that divide a group evenly, for the group sizes that calendars have: months of a year, days of a month,
/// weeks of a year.
fn even_steps(longest: usize) -> &'static [usize] {
    match longest {
        ..=4 => &[1, 2],
        5..=12 => &[1, 2, 3, 4, 6],
        13..=36 => &[1, 2, 5, 10, 15],
        _ => &[1, 2, 4, 13, 26],
    }
}

/// Indices where a new group begins; empty where there are no groups.
fn group_starts(categories: &[Category]) -> Vec<usize> {
    if categories.iter().all(|category| category.group.is_none()) {
        return Vec::new();
    }
    let changes = (1..categories.len()).filter(|&at| categories[at].group != categories[at - 1].group);
    std::iter::once(0).chain(changes).collect()
}

fn group_lengths(starts: &[usize], end: usize) -> impl Iterator<Item = usize> + '_ {
    starts.iter().enumerate().map(move |(at, start)| starts.get(at + 1).copied().unwrap_or(end) - start)
}

/// Every `step`th bucket counted from its group's start; one that would touch the next group's first gives way.
fn chosen_in_groups(
    starts: &[usize],
    end: usize,
    step: usize,
    apart: impl Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut chosen = Vec::new();
    for (number, &start) in starts.iter().enumerate() {
        let next = starts.get(number + 1).copied();
        chosen.extend(
            (start..next.unwrap_or(end))
                .step_by(step)
                .filter(|&at| at == start || next.is_none_or(|next| apart(at, next))),
        );
    }
    chosen
}

/// Group names under the first shown bucket of each group, without those that would touch the one before.
fn group_row(starts: &[usize], chosen: &[usize], label: impl Fn(usize) -> Option<Label>) -> Vec<Label> {
    let mut row: Vec<Label> = Vec::new();
    for &start in starts.iter().filter(|start| chosen.contains(start)) {
        let Some(next) = label(start) else { continue };
        if row.last().is_none_or(|last| last.span().1 + GAP <= next.span().0) {
            row.push(next);
        }
    }
    row
}

/// Whether labels of one row, from left to right, keep their distance.
fn are_apart(labels: &[Label]) -> bool {
    labels.windows(2).all(|pair| pair[0].span().1 + GAP <= pair[1].span().0)
}

/// Labels left of the plot, at these heights.
pub(crate) fn labels_left(
    texts: &[String],
    heights: &[f64],
    plot: &Rect,
    role: LabelRole,
    most: f64,
) -> Vec<Label> {
    texts
        .iter()
        .zip(heights)
        .map(|(text, &y)| {
            let shown = fitted(text, most);
            let at = Point { x: plot.left - 8.0, y };
            Label { at, text: shown, anchor: Anchor::End, role }
        })
        .collect()
}

/// Labels below the plot at these places, without those that would touch the one before.
pub(crate) fn labels_below(texts: &[String], places: &[f64], plot: &Rect, picture_width: f64) -> Vec<Label> {
    let mut row: Vec<Label> = Vec::new();
    for (text, &place) in texts.iter().zip(places) {
        let half = width(text) / 2.0;
        let x = place.max(half + 2.0).min(picture_width - half - 2.0);
        let at = Point { x, y: plot.bottom + FIRST_ROW };
        let label = Label { at, text: text.clone(), anchor: Anchor::Middle, role: LabelRole::Measure };
        if row.last().is_none_or(|last| last.span().1 + GAP <= label.span().0) {
            row.push(label);
        }
    }
    row
}

/// The width of the widest text, at most `most`.
pub(crate) fn widest(texts: impl IntoIterator<Item = impl AsRef<str>>, most: f64) -> f64 {
    texts.into_iter().map(|text| width(text.as_ref())).fold(0.0, f64::max).min(most)
}

#[cfg(test)]
mod tests;
