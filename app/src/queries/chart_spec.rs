//! A frame as a chart: rows become categories and series.

use std::collections::HashMap;

use sandtable_engine::frame::{Frame, FrameColumn, Null};

use super::cells::{bucket_start, grain_of, member_label, null_reason, number_format};
use super::chart_kind::{ChartPlan, drawn_as};
use crate::charts::{Category, CategoryAxis, ChartKind, ChartSpec, Datum, Role, Series};
use crate::format::{self, Lang};
use crate::i18n;
use crate::state::Chart;

/// A chart and the frame rows behind its categories, for drilling.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChart {
    /// Which of the choices it is.
    pub kind: Chart,
    /// What to draw.
    pub spec: ChartSpec,
    /// For each category, a row of the frame that has it.
    pub category_rows: Vec<usize>,
    /// For each series of a second dimension, a row of the frame that has it.
    pub series_rows: Vec<usize>,
}

/// The chart of an answer, in the reader's language; with the answer to [`ChartPlan::rest_query`], a member left over
/// alone has its name.
pub fn chart_spec(plan: &ChartPlan, frame: &Frame, rest: Option<&Frame>, lang: Lang) -> Option<DrawnChart> {
    let category_column = frame.dimensions().next()?;
    let lead = frame.metrics().next()?;
    let drawn = drawn_as(plan, frame);
    let kind = match drawn {
        Chart::Line => ChartKind::Line,
        Chart::Bar => ChartKind::Bar,
        Chart::Stacked => ChartKind::StackedBar,
        Chart::Scatter => ChartKind::Scatter,
        Chart::Heatmap => ChartKind::Heatmap,
    };
    let is_time = grain_of(category_column).is_some();
    let details: Vec<usize> =
        (0..frame.rows()).filter(|&row| frame.rolled_up.get(row).is_none_or(|&bits| bits == 0)).collect();
    let mut categories = Places::of(category_column, &details, lang);
    if is_time {
        categories.in_time(category_column);
    }
    let mut spec = ChartSpec::new(kind, lead.label.get(lang), number_format(lead, lang));
    spec.category_title = category_column.label.get(lang).to_owned();
    spec.axis = if is_time { CategoryAxis::Time } else { CategoryAxis::Nominal };
    spec.categories = categories.rows.iter().map(|&row| category(category_column, row, lang)).collect();
    let mut series_rows = Vec::new();
    match frame.dimensions().nth(1) {
        Some(series_column) if plan.series.is_some() => {
            let series = Places::of(series_column, &details, lang);
            spec.series =
                matrix(&categories, &series, (category_column, series_column), lead, &details, lang);
            if let Some(name) = rest.and_then(|rest| lone_member(&series, rest, lang))
                && let Some(other) = spec.series.iter_mut().find(|series| series.role == Role::Other)
            {
                other.name = name;
            }
            series_rows = series.rows;
        }
        _ => {
            spec.series = frame
                .metrics()
                .filter(|metric| kind == ChartKind::Scatter || shares_axis(metric, lead))
                .map(|metric| Series {
                    name: metric.label.get(lang).to_owned(),
                    role: if plan.metrics.len() > 1 { Role::Member } else { Role::Actual },
                    data: categories.rows.iter().map(|&row| datum(metric, row, lang)).collect(),
                })
                .collect();
        }
    }
    if kind == ChartKind::Scatter {
        spec.x_format = frame.metrics().nth(1).map(|metric| number_format(metric, lang));
    }
    if is_time && !frame.coverage.is_complete() {
        spec.partial_from = Some(0);
    }
    Some(DrawnChart { kind: drawn, spec, category_rows: categories.rows, series_rows })
}

/// Whether two metrics can stand on one axis: one unit, one way of writing.
fn shares_axis(metric: &FrameColumn, lead: &FrameColumn) -> bool {
    use sandtable_engine::frame::Role;
    match (&metric.role, &lead.role) {
        (Role::Metric { unit, format, .. }, Role::Metric { unit: lead_unit, format: lead_format, .. }) => {
            unit == lead_unit && format == lead_format
        }
        _ => false,
    }
}

/// The distinct groups of a column, each with the first row that has it.
struct Places {
    rows: Vec<usize>,
    by_key: HashMap<(Null, String), usize>,
}

impl Places {
    fn of(column: &FrameColumn, details: &[usize], lang: Lang) -> Self {
        let mut places = Self { rows: Vec::new(), by_key: HashMap::new() };
        for &row in details {
            let at = places.rows.len();
            if *places.by_key.entry(key(column, row, lang)).or_insert(at) == at {
                places.rows.push(row);
            }
        }
        // 其他 stands last, wherever its value would put it.
        places.reorder(column, lang, |column, row| u8::from(column.null(row) == Null::Other));
        places
    }

    /// In order of time; rows without a date last.
    fn in_time(&mut self, column: &FrameColumn) {
        self.reorder(column, Lang::En, |column, row| {
            bucket_start(column, row).map_or(i64::MAX, |date| i64::from(date.days()))
        });
    }

    fn reorder<K: Ord>(
        &mut self,
        column: &FrameColumn,
        lang: Lang,
        order: impl Fn(&FrameColumn, usize) -> K,
    ) {
        self.rows.sort_by_key(|&row| order(column, row));
        self.by_key = self.rows.iter().enumerate().map(|(at, &row)| (key(column, row, lang), at)).collect();
    }
}

fn key(column: &FrameColumn, row: usize, _lang: Lang) -> (Null, String) {
    let null = column.null(row);
    (null, if null == Null::None { member_label(column, row, Lang::En) } else { String::new() })
}

fn category(column: &FrameColumn, row: usize, lang: Lang) -> Category {
    match (grain_of(column), bucket_start(column, row)) {
        (Some(grain), Some(start)) => {
            let tick = format::period_tick(start, grain, lang);
            Category::period(format::period(start, grain, lang), tick.text, tick.group)
        }
        _ => Category::named(member_label(column, row, lang)),
    }
}

fn matrix(
    categories: &Places,
    series: &Places,
    (category_column, series_column): (&FrameColumn, &FrameColumn),
    metric: &FrameColumn,
    details: &[usize],
    lang: Lang,
) -> Vec<Series> {
    let gap = || Datum::Missing(i18n::NULL_NO_DATA.get(lang).to_owned());
    let mut data = vec![vec![gap(); categories.rows.len()]; series.rows.len()];
    for &row in details {
        let at = categories.by_key.get(&key(category_column, row, lang));
        let of = series.by_key.get(&key(series_column, row, lang));
        if let (Some(&at), Some(&of)) = (at, of) {
            data[of][at] = datum(metric, row, lang);
        }
    }
    series
        .rows
        .iter()
        .zip(data)
        .map(|(&row, data)| Series {
            name: member_label(series_column, row, lang),
            role: if series_column.null(row) == Null::Other { Role::Other } else { Role::Member },
            data,
        })
        .collect()
}

/// The name of the one member that has no series of its own, where there is just one.
fn lone_member(series: &Places, rest: &Frame, lang: Lang) -> Option<String> {
    let members = rest.dimensions().next()?;
    let mut left = (0..rest.rows()).filter(|&row| !series.by_key.contains_key(&key(members, row, lang)));
    let lone = left.next()?;
    left.next().is_none().then(|| member_label(members, lone, lang))
}

fn datum(metric: &FrameColumn, row: usize, lang: Lang) -> Datum {
    match metric.number(row) {
        Some(value) => Datum::Value(value),
        None => Datum::Missing(null_reason(metric, row, lang).unwrap_or_default().to_owned()),
    }
}
