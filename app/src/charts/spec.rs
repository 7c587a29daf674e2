//! What a chart shows: a matrix of categories × series, and how to read it.

use crate::format::NumberFormat;

/// At most so many members are drawn with a colour of their own; the rest belongs into one series in grey, which the
/// query computes, since ratios and distinct counts cannot be added up here.
pub const MAX_MEMBERS: usize = 6;

/// The form of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Values over time.
    Line,
    /// Values side by side, from zero: upright over time, lying for names.
    Bar,
    /// Parts on top of each other, from zero.
    StackedBar,
    /// Two metrics of many members: the first series is the vertical axis, the second the horizontal one.
    Scatter,
    /// One value per cell: series are rows, categories are columns.
    Heatmap,
}

/// Whether categories have an order of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CategoryAxis {
    /// Periods in order, evenly spaced.
    Time,
    /// Names, in the order given.
    Nominal,
}

/// One place on the category axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The full name, for tooltips and the data table.
    pub label: String,
    /// The short name on the axis.
    pub tick: String,
    /// What neighbours share, written once below them, such as the year of months.
    pub group: Option<String>,
}

impl Category {
    /// A category that is called the same everywhere.
    pub fn named(label: impl Into<String>) -> Self {
        let label = label.into();
        Self { tick: label.clone(), label, group: None }
    }

    /// A period with its full name, short name and group.
    pub fn period(label: impl Into<String>, tick: impl Into<String>, group: Option<String>) -> Self {
        Self { label: label.into(), tick: tick.into(), group }
    }
}

/// What a series stands for; it decides the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The metric in the chosen period.
    Actual,
    /// The same metric in the period compared with.
    Previous,
    /// One member of a dimension among others.
    Member,
    /// All members that have no colour of their own: 其他, or the only one that is left.
    Other,
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A finite number.
    Value(f64),
    /// The reason in the reader's language, such as 「分母为零」.
    Missing(String),
}

impl Datum {
    /// The number, if there is one; values that are not finite count as missing.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Value(value) if value.is_finite() => Some(*value),
            _ => None,
        }
    }

    /// Why there is no number.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Missing(reason) if !reason.is_empty() => Some(reason),
            _ => None,
        }
    }
}

/// One row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name in legend, tooltip and table.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// One datum per category; categories beyond its end are missing.
    pub data: Vec<Datum>,
}

impl Series {
    /// A series of values and gaps without reasons.
    pub fn new(name: impl Into<String>, role: Role, data: impl IntoIterator<Item = Option<f64>>) -> Self {
        let data = data
            .into_iter()
            .map(|value| value.map_or_else(|| Datum::Missing(String::new()), Datum::Value))
            .collect();
        Self { name: name.into(), role, data }
    }

    /// The number at a category, if there is one.
    pub fn value(&self, category: usize) -> Option<f64> {
        self.data.get(category).and_then(Datum::value)
    }

    /// All numbers.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.data.iter().filter_map(Datum::value)
    }
}

/// All that a chart needs to know, in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartSpec {
    /// The form.
    pub kind: ChartKind,
    /// What is shown, such as the metric's name.
    pub title: String,
    /// What the categories are, such as the dimension's name; heads the data table.
    pub category_title: String,
    /// Whether the categories are periods or names.
    pub axis: CategoryAxis,
    /// The categories in drawing order.
    pub categories: Vec<Category>,
    /// The series; those after [`MAX_MEMBERS`] members are left to the data table.
    pub series: Vec<Series>,
    /// How the values are written. One unit for all series (for a scatter chart: of the first).
    pub format: NumberFormat,
    /// How the values of a scatter chart's second series are written.
    pub x_format: Option<NumberFormat>,
    /// From this category on the values are provisional, as the period or the computation is not complete.
    pub partial_from: Option<usize>,
}

impl ChartSpec {
    /// A chart without categories and series.
    pub fn new(kind: ChartKind, title: impl Into<String>, format: NumberFormat) -> Self {
        Self {
            kind,
            title: title.into(),
            category_title: String::new(),
            axis: CategoryAxis::Time,
            categories: Vec::new(),
            series: Vec::new(),
            format,
            x_format: None,
            partial_from: None,
        }
    }

    /// The format of one series.
    pub fn format_of(&self, series: usize) -> &NumberFormat {
        match (&self.x_format, self.kind, series) {
            (Some(format), ChartKind::Scatter, 1) => format,
            _ => &self.format,
        }
    }

    /// The series that get drawn: all rows of a heatmap, the first of a scatter chart, else everything but members
    /// past the sixth.
    pub fn drawn_series(&self) -> Vec<usize> {
        let all = 0..self.series.len();
        match self.kind {
            ChartKind::Heatmap => all.collect(),
            ChartKind::Scatter => all.take(1).collect(),
            _ => {
                let mut members = 0;
                all.filter(|&at| {
                    members += usize::from(self.series[at].role == Role::Member);
                    self.series[at].role != Role::Member || members <= MAX_MEMBERS
                })
                .collect()
            }
        }
    }

    /// Whether bars lie, so that long names are read without turning the head.
    pub fn is_horizontal(&self) -> bool {
        matches!(self.kind, ChartKind::Bar | ChartKind::StackedBar) && self.axis == CategoryAxis::Nominal
    }

    /// Whether there is any number to draw.
    pub fn has_values(&self) -> bool {
        self.series.iter().any(|series| series.values().next().is_some())
    }

    /// The height that suits the content, in pixels: rows decide where there are rows, else `usual`.
    pub fn natural_height(&self, usual: f64) -> f64 {
        use super::geometry::coordinate;
        let categories = coordinate(self.categories.len());
        match self.kind {
            _ if self.is_horizontal() => {
                let bars = match self.kind {
                    ChartKind::Bar => coordinate(self.drawn_series().len()),
                    _ => 1.0,
                };
                let row = (bars * 14.0 + 12.0).max(28.0);
                categories.mul_add(row, 40.0).max(usual.min(120.0))
            }
            ChartKind::Heatmap => coordinate(self.series.len()).mul_add(30.0, 44.0),
            _ => usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_members_and_the_rest_are_drawn() {
        let mut spec = ChartSpec::new(ChartKind::Line, "销量", NumberFormat::integer());
        for at in 0..9 {
            spec.series.push(Series::new(format!("区域{at}"), Role::Member, [Some(1.0)]));
        }
        spec.series.push(Series::new("其他", Role::Other, [Some(1.0)]));
        assert_eq!(spec.drawn_series(), [0, 1, 2, 3, 4, 5, 9]);
        spec.kind = ChartKind::Heatmap;
        assert_eq!(spec.drawn_series().len(), 10);
        spec.kind = ChartKind::Scatter;
        assert_eq!(spec.drawn_series(), [0]);
    }

    #[test]
    fn values_that_are_not_finite_are_missing() {
        let series = Series::new("a", Role::Actual, [Some(f64::NAN), None, Some(2.0)]);
        assert_eq!(series.values().collect::<Vec<_>>(), [2.0]);
        assert_eq!((series.value(0), series.value(7)), (None, None));
    }
}
