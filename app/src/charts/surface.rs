//! The sheet that plotters draws on. No text goes through it: on wasm plotters measures text with a DOM span, and
//! its SVG text is smaller than asked.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::combinators::WithKeyPoints;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    BindKeyPoints, Cartesian2d, Circle, Color, DashedLineSeries, DrawingArea, IntoDrawingArea, LineSeries,
    PathElement, Rectangle, SVGBackend, ShapeStyle,
};

use super::geometry::{Plane, Rect, Size};
use super::theme::Ink;

/// plotters has integer coordinates; drawn this much larger, they are quarters of a pixel.
pub(crate) const OVERSAMPLING: f64 = 4.0;

type Ranged = WithKeyPoints<RangedCoordf64>;
type Context<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<Ranged, Ranged>>;

/// An open drawing; all methods take world coordinates of its plane and widths in pixels.
pub(crate) struct Surface<'a> {
    chart: Context<'a>,
}

/// Lines of the grid in world coordinates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Grid<'a> {
    /// Upright lines at these places of the horizontal axis.
    pub(crate) x: &'a [f64],
    /// Level lines at these places of the vertical axis.
    pub(crate) y: &'a [f64],
}

/// Draws with `marks` on `plane` within a picture of `size` and returns an SVG document. It has a view box and
/// scales to whatever box it is put into.
pub(crate) fn drawn(
    size: Size,
    plane: &Plane,
    grid: Grid<'_>,
    marks: impl FnOnce(&mut Surface<'_>),
) -> String {
    let mut svg = String::new();
    {
        let area: DrawingArea<SVGBackend<'_>, Shift> =
            SVGBackend::with_string(&mut svg, (scaled(size.width), scaled(size.height))).into_drawing_area();
        let Rect { left, top, right, bottom } = plane.plot;
        let chart = infallible(
            ChartBuilder::on(&area)
                .margin_left(scaled(left))
                .margin_top(scaled(top))
                .margin_right(scaled(size.width).saturating_sub(scaled(right)))
                .margin_bottom(scaled(size.height).saturating_sub(scaled(bottom)))
                .build_cartesian_2d(axis(plane.x, grid.x), axis(plane.y, grid.y)),
        );
        marks(&mut Surface { chart });
        infallible(area.present());
    }
    svg
}

impl Surface<'_> {
    /// The grid lines.
    pub(crate) fn grid(&mut self, ink: Ink) {
        let style = stroke(ink, 1.0);
        infallible(self.chart.plotting_area().draw_mesh(|backend, line| line.draw(backend, &style), 0, 0));
    }

    /// A line through points.
    pub(crate) fn line(&mut self, points: Vec<(f64, f64)>, ink: Ink, width: f64) {
        infallible(self.chart.draw_series(LineSeries::new(points, stroke(ink, width))));
    }

    /// A dashed line through points.
    pub(crate) fn dashes(&mut self, points: Vec<(f64, f64)>, ink: Ink, width: f64) {
        let (dash, space) = (scaled(5.0), scaled(4.0));
        infallible(self.chart.draw_series(DashedLineSeries::new(points, dash, space, stroke(ink, width))));
    }

    /// A straight edge without softened ends, such as a base line.
    pub(crate) fn edge(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) {
        let style = stroke(ink, width);
        infallible(self.chart.draw_series(std::iter::once(PathElement::new(vec![from, to], style))));
    }

    /// A filled rectangle between two corners. `opacity` is 1 for the colour itself.
    pub(crate) fn block(&mut self, a: (f64, f64), b: (f64, f64), ink: Ink, opacity: f64) {
        let style = ink.rgb().mix(opacity).filled();
        infallible(self.chart.draw_series(std::iter::once(Rectangle::new([a, b], style))));
    }

    /// A filled dot.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: f64, ink: Ink, opacity: f64) {
        let style = ink.rgb().mix(opacity).filled();
        infallible(self.chart.draw_series(std::iter::once(Circle::new(at, scaled(radius), style))));
    }

    /// A circle line.
    pub(crate) fn ring(&mut self, at: (f64, f64), radius: f64, ink: Ink, width: f64) {
        let circle = Circle::new(at, scaled(radius), stroke(ink, width));
        infallible(self.chart.draw_series(std::iter::once(circle)));
    }
}

fn axis((low, high): (f64, f64), lines: &[f64]) -> Ranged {
    (low..high).with_key_points(lines.to_vec()).with_light_points(lines.iter().copied())
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ink.rgb().stroke_width(scaled(width))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "screens are small and pixels not negative"
)]
fn scaled(pixels: f64) -> u32 {
    (pixels * OVERSAMPLING).round().max(0.0) as u32
}

/// Drawing into a string cannot fail; if it does, that is a bug.
fn infallible<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("drawing into memory does not fail")
}
