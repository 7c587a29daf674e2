//! A frame as a pivot table: a tree of rows, one column per metric and member across.
//!
//! Every value, subtotals included, is a cell of the frame: the table only puts cells in their places.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use sandtable_engine::frame::{Cells, Frame, FrameColumn, Null};
use sandtable_engine::query::SortBy;

use super::cells::{member_label, number_format};
use crate::format::Lang;
use crate::state::View;

/// A table ready to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pivot {
    /// Columns after the row headers.
    pub columns: Vec<PivotColumn>,
    /// Rows in order, children below their parents. The grand total is not among them.
    pub rows: Vec<PivotRow>,
    /// The frame row of the grand total of each column.
    pub total: Option<Vec<Option<usize>>>,
    /// How many dimensions stand down the table.
    pub depth: usize,
    /// Groups that the limit left out are in a row 其他.
    pub has_others: bool,
}

/// A column of values.
#[derive(Clone, Debug, PartialEq)]
pub struct PivotColumn {
    /// Position of the metric among the frame's metrics.
    pub metric: usize,
    /// A frame row that has the member across; none for the total across and for tables without.
    pub member_row: Option<usize>,
    /// The member across, or the total.
    pub group: Option<String>,
}

/// A row of values.
#[derive(Clone, Debug, PartialEq)]
pub struct PivotRow {
    /// What it is called.
    pub label: String,
    /// How deep it stands, from 0.
    pub level: usize,
    /// Whether rows stand below it.
    pub has_children: bool,
    /// Identifies the row among all rows, to keep it open.
    pub path: String,
    /// The frame row of each column; none where there is no group.
    pub cells: Vec<Option<usize>>,
    /// A frame row that has the row's keys.
    pub key_row: usize,
}

/// Which combination of keys a frame row stands for: a text per dimension, none where rolled up.
type Keys = Vec<Option<(Null, String)>>;

/// Rows below each path, with their own keys.
type Children = BTreeMap<Keys, Vec<(usize, (Null, String))>>;

/// The table of an answer. The dimensions of the frame are the view's rows, then the one across.
pub fn pivot(view: &View, frame: &Frame, lang: Lang) -> Pivot {
    let dimensions: Vec<&FrameColumn> = frame.dimensions().collect();
    let metrics: Vec<&FrameColumn> = frame.metrics().collect();
    let across = view.columns.as_ref().and_then(|_| dimensions.last().copied());
    let depth = dimensions.len() - usize::from(across.is_some());
    let mut found: HashMap<Keys, usize> = HashMap::new();
    for row in 0..frame.rows() {
        found.entry(keys(frame, &dimensions, row)).or_insert(row);
    }
    let table = Table { frame, dimensions: &dimensions, metrics: &metrics, found, lang, view };
    let columns = table.columns(across);
    let mut pivot = Pivot { depth, ..Pivot::default() };
    pivot.rows = table.rows(depth, &columns, across.is_some());
    let total = table.cells(&vec![None; depth], &columns, across.is_some());
    pivot.total = (view.totals && total.iter().any(Option::is_some)).then_some(total);
    pivot.has_others = dimensions.first().is_some_and(|column| column.nulls.contains(&Null::Other));
    pivot.columns = columns;
    pivot
}

fn is_rolled_up(frame: &Frame, row: usize, dimension: usize) -> bool {
    frame.rolled_up.get(row).is_some_and(|bits| bits >> dimension & 1 == 1)
}

fn keys(frame: &Frame, dimensions: &[&FrameColumn], row: usize) -> Keys {
    let key =
        |(at, column): (usize, &&FrameColumn)| (!is_rolled_up(frame, row, at)).then(|| key(column, row));
    dimensions.iter().enumerate().map(key).collect()
}

fn key(column: &FrameColumn, row: usize) -> (Null, String) {
    let null = column.null(row);
    let text = if null == Null::None { member_label(column, row, Lang::En) } else { String::new() };
    (null, text)
}

struct Table<'a> {
    frame: &'a Frame,
    dimensions: &'a [&'a FrameColumn],
    metrics: &'a [&'a FrameColumn],
    found: HashMap<Keys, usize>,
    lang: Lang,
    view: &'a View,
}

impl Table<'_> {
    fn columns(&self, across: Option<&FrameColumn>) -> Vec<PivotColumn> {
        let each_metric = |member_row: Option<usize>, group: Option<String>| {
            let group = group.clone();
            (0..self.metrics.len()).map(move |metric| PivotColumn {
                metric,
                member_row,
                group: group.clone(),
            })
        };
        let Some(across) = across else { return each_metric(None, None).collect() };
        let at = self.dimensions.len() - 1;
        let mut members = self.members(&vec![None; at], at);
        members.sort_by(|&a, &b| self.order(at, a, b));
        let mut columns: Vec<PivotColumn> = members
            .into_iter()
            .flat_map(|row| each_metric(Some(row), Some(member_label(across, row, self.lang))))
            .collect();
        if self.view.totals {
            columns.extend(each_metric(None, Some(crate::i18n::TOTAL.get(self.lang).to_owned())));
        }
        columns
    }

    /// Frame rows, one for each member of dimension `at` below these outer keys, with all others rolled up where the
    /// frame has that, else the first row of the member.
    fn members(&self, outer: &[Option<(Null, String)>], at: usize) -> Vec<usize> {
        let mut best: HashMap<(Null, String), (u32, usize)> = HashMap::new();
        for row in 0..self.frame.rows() {
            if is_rolled_up(self.frame, row, at) {
                continue;
            }
            let is_below =
                outer.iter().zip(self.dimensions).enumerate().all(|(level, (wanted, column))| match wanted {
                    Some(wanted) => !is_rolled_up(self.frame, row, level) && key(column, row) == *wanted,
                    None => true,
                });
            if is_below {
                let rolled = self.frame.rolled_up.get(row).map_or(0, |bits| bits.count_ones());
                let entry = best.entry(key(self.dimensions[at], row)).or_insert((rolled, row));
                if rolled > entry.0 {
                    *entry = (rolled, row);
                }
            }
        }
        let mut rows: Vec<usize> = best.into_values().map(|(_, row)| row).collect();
        rows.sort_unstable();
        rows
    }

    fn rows(&self, depth: usize, columns: &[PivotColumn], has_across: bool) -> Vec<PivotRow> {
        let mut rows = Vec::new();
        // Groups of all rows at once: one pass, not one per parent.
        let mut children = Children::new();
        for level in 0..depth {
            let mut seen: BTreeMap<Keys, (u32, usize)> = BTreeMap::new();
            for row in 0..self.frame.rows() {
                if (0..=level).any(|at| is_rolled_up(self.frame, row, at)) {
                    continue;
                }
                let path: Keys = (0..=level).map(|at| Some(key(self.dimensions[at], row))).collect();
                let rolled = self.frame.rolled_up.get(row).map_or(0, |bits| bits.count_ones());
                let entry = seen.entry(path).or_insert((rolled, row));
                if rolled > entry.0 {
                    *entry = (rolled, row);
                }
            }
            for (mut path, (_, row)) in seen {
                if let Some(Some(own)) = path.pop() {
                    children.entry(path).or_default().push((row, own));
                }
            }
        }
        for (path, list) in &mut children {
            list.sort_by(|(a, _), (b, _)| self.order(path.len(), *a, *b));
        }
        self.descend(&mut Vec::new(), depth, columns, has_across, &children, &mut rows);
        rows
    }

    fn descend(
        &self,
        path: &mut Keys,
        depth: usize,
        columns: &[PivotColumn],
        has_across: bool,
        children: &Children,
        rows: &mut Vec<PivotRow>,
    ) {
        let level = path.len();
        for (row, own) in children.get(path).into_iter().flatten() {
            path.push(Some(own.clone()));
            let mut padded = path.clone();
            padded.resize(depth, None);
            let has_children = level + 1 < depth;
            let is_other = own.0 == Null::Other;
            rows.push(PivotRow {
                label: member_label(self.dimensions[level], *row, self.lang),
                level,
                has_children: has_children && !is_other,
                path: path_text(path),
                cells: self.cells(&padded, columns, has_across),
                key_row: *row,
            });
            if has_children && !is_other {
                self.descend(path, depth, columns, has_across, children, rows);
            }
            path.pop();
        }
    }

    fn cells(
        &self,
        row_keys: &[Option<(Null, String)>],
        columns: &[PivotColumn],
        has_across: bool,
    ) -> Vec<Option<usize>> {
        let across = self.dimensions.last();
        columns
            .iter()
            .map(|column| {
                let mut keys = row_keys.to_vec();
                if has_across {
                    keys.push(column.member_row.zip(across).map(|(row, across)| key(across, row)));
                }
                self.found.get(&keys).copied()
            })
            .collect()
    }

    /// Siblings of one dimension: as the view sorts them; else time in order, the rest by the first metric. What is no
    /// member stands last.
    fn order(&self, at: usize, a: usize, b: usize) -> Ordering {
        let column = self.dimensions[at];
        let last = |row| u8::from(column.null(row) == Null::Other);
        let by_others = last(a).cmp(&last(b));
        let natural = || by_key(column, a, b).then_with(|| a.cmp(&b));
        let is_time = matches!(column.cells, Cells::Date(_) | Cells::DateTime(_));
        let by_metric = |code: Option<&str>, descending: bool| {
            let metric = match code {
                Some(code) => self.metrics.iter().find(|metric| metric.code == code),
                None => self.metrics.first(),
            };
            metric.map_or(Ordering::Equal, |metric| by_number(metric, a, b, descending))
        };
        let chosen = match &self.view.sort {
            Some(sort) => match &sort.by {
                SortBy::Metric(code) => by_metric(Some(code), sort.descending),
                SortBy::Dimension(_) if sort.descending => natural().reverse(),
                SortBy::Dimension(_) => natural(),
            },
            None if is_time => natural(),
            None => by_metric(None, true),
        };
        by_others.then(chosen).then_with(natural)
    }
}

/// Nulls last, whichever way the rest goes.
fn by_number(metric: &FrameColumn, a: usize, b: usize, descending: bool) -> Ordering {
    match (metric.number(a), metric.number(b)) {
        (Some(a), Some(b)) if descending => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn by_key(column: &FrameColumn, a: usize, b: usize) -> Ordering {
    let special = |row| column.null(row) != Null::None;
    special(a).cmp(&special(b)).then_with(|| {
        if special(a) || special(b) {
            return Ordering::Equal;
        }
        match &column.cells {
            Cells::Text(texts) => texts[a].cmp(&texts[b]),
            Cells::Date(dates) => dates[a].cmp(&dates[b]),
            Cells::Int(numbers) | Cells::DateTime(numbers) => numbers[a].cmp(&numbers[b]),
            Cells::Bool(values) => values[a].cmp(&values[b]),
            Cells::Float(numbers) => numbers[a].total_cmp(&numbers[b]),
            Cells::Decimal { units, .. } => units[a].cmp(&units[b]),
        }
    })
}

fn path_text(path: &Keys) -> String {
    let parts = path.iter().flatten().map(|(null, text)| format!("{null:?}\u{1f}{text}"));
    parts.collect::<Vec<_>>().join("\u{1e}")
}

/// The header of a metric column: name, and its unit where the cells do not tell it.
pub fn metric_header(column: &FrameColumn, lang: Lang) -> (String, Option<String>) {
    (column.label.get(lang).to_owned(), number_format(column, lang).unit_name(lang))
}
