//! The result of drawing: plain data that a view shows and a test measures.

use super::geometry::{Point, Rect, Size};
use super::hit::{Focus, Hits};
use super::theme::Ink;

/// Bands thinner than this many pixels are not snapped to the pixel grid.
const THINNEST_SNAPPED: f64 = 4.0;

/// A drawn chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Size in pixels; all places below are within it.
    pub size: Size,
    /// Where the marks are.
    pub plot: Rect,
    /// Grid, axes and marks as an SVG document without text.
    pub svg: String,
    /// Texts to write over it.
    pub labels: Vec<Label>,
    /// The mark of each category, by series; none for missing values and for series that are not drawn.
    pub marks: Vec<Vec<Option<Mark>>>,
    /// The place of each category on its axis: x for upright charts, y for lying ones; the crosshair's place.
    pub category_places: Vec<f64>,
    /// Whether categories run from top to bottom.
    pub is_horizontal: bool,
    /// One entry per drawn series, or one per step of a heat scale.
    pub legend: Vec<LegendEntry>,
    /// How many members are left to the data table.
    pub omitted_series: usize,
    pub(crate) hits: Hits,
}

/// A drawn value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// What it covers; a point for lines.
    pub bounds: Rect,
    /// Where its value is read: the point, or the middle of the bar's end.
    pub anchor: Point,
    /// Its colour.
    pub ink: Ink,
}

/// A text of the picture, which the view writes, as plotters cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The anchor point, on the middle of the text's height.
    pub at: Point,
    /// What to write; long names end in an ellipsis.
    pub text: String,
    /// Which part of the text is at the anchor point.
    pub anchor: Anchor,
    /// What kind of text it is.
    pub role: LabelRole,
}

impl Label {
    /// Estimated left and right edges in pixels.
    pub(crate) fn span(&self) -> (f64, f64) {
        let width = super::text_width::width(&self.text);
        match self.anchor {
            Anchor::Start => (self.at.x, self.at.x + width),
            Anchor::Middle => (self.at.x - width / 2.0, self.at.x + width / 2.0),
            Anchor::End => (self.at.x - width, self.at.x),
        }
    }
}

/// Alignment of a text at its point, as `text-anchor` in SVG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

impl Anchor {
    /// The value of `text-anchor`.
    pub fn as_svg(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// What a label tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelRole {
    /// A value on a measure axis.
    Measure,
    /// A category.
    Category,
    /// What several categories share.
    Group,
    /// The unit or the name of an axis.
    Unit,
    /// A value at its mark, on the card's ground.
    Value,
    /// A value inside a dark cell.
    OnDark,
    /// A value inside a light cell.
    OnLight,
}

impl LabelRole {
    /// The class in `charts.css`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Measure => "chart-label is-measure",
            Self::Category => "chart-label is-category",
            Self::Group => "chart-label is-group",
            Self::Unit => "chart-label is-unit",
            Self::Value => "chart-label is-value",
            Self::OnDark => "chart-label is-on-dark",
            Self::OnLight => "chart-label is-on-light",
        }
    }
}

/// A line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// Which series; none for a step of a heat scale.
    pub series: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub ink: Ink,
    /// Its shape.
    pub key: LegendKey,
}

/// The shape beside a name in the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegendKey {
    /// A line.
    Line,
    /// A square.
    Block,
    /// A step of a heat scale.
    Step,
}

impl Picture {
    /// The mark of a value, if it is drawn.
    pub fn mark(&self, focus: Focus) -> Option<&Mark> {
        self.marks.get(focus.series)?.get(focus.category)?.as_ref()
    }

    /// The value nearest to a point of the screen; none outside the plot.
    pub fn nearest(&self, at: Point) -> Option<Focus> {
        self.hits.nearest(self, at)
    }

    /// Whether the bands are so thin that marks snapped to whole pixels would get lost.
    pub fn is_dense(&self) -> bool {
        let extent = if self.is_horizontal { self.plot.height() } else { self.plot.width() };
        extent < THINNEST_SNAPPED * super::geometry::coordinate(self.category_places.len())
    }

    /// The series that have marks, in order.
    pub fn drawn_series(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.marks.iter().enumerate().filter(|(_, marks)| !marks.is_empty()).map(|(at, _)| at)
    }
}
