//! Two metrics of many members: a dot per member.

use super::{RIGHT, Sheet};
use crate::charts::geometry::{Plane, Point, Rect};
use crate::charts::hit::Hits;
use crate::charts::layout::{labels_below, labels_left, widest};
use crate::charts::picture::{Anchor, Label, LabelRole, Mark, Picture};
use crate::charts::spec::Series;
use crate::charts::surface::{Grid, drawn};
use crate::charts::text_width::AXIS_TEXT;
use crate::format::{NumberFormat, Ticks, axis_ticks};

const DOT: f64 = 4.0;
/// Dots let what lies below show through.
const OPACITY: f64 = 0.62;
/// Axes begin at zero unless all values lie above this part of the largest.
const MOST_FOR_ZERO: f64 = 0.5;
/// Below the plot: tick labels and the name of the axis.
const BOTTOM: f64 = 42.0;

pub(super) fn draw(sheet: &Sheet<'_>) -> Picture {
    let spec = sheet.spec;
    let [upright, level, ..] = &spec.series[..] else { return sheet.picture() };
    let mut plot = Rect {
        left: 0.0,
        top: 26.0,
        right: sheet.size.width - RIGHT,
        bottom: (sheet.size.height - BOTTOM).max(60.0),
    };
    let y = ticks(sheet, upright, spec.format_of(0), plot.height(), 44.0);
    plot.left = widest(&y.labels, 90.0) + 8.0;
    let x = ticks(sheet, level, spec.format_of(1), plot.width(), 84.0);
    let plane = Plane { x: x.range(), y: y.range(), plot };
    let points: Vec<Option<(f64, f64)>> =
        (0..spec.categories.len()).map(|at| Some((level.value(at)?, upright.value(at)?))).collect();
    let ink = sheet.theme.palette().series[0];

    let svg = drawn(sheet.size, &plane, Grid { x: &x.values, y: &y.values }, |surface| {
        let palette = sheet.theme.palette();
        surface.grid(palette.grid);
        surface.edge((plane.x.0, plane.y.0), (plane.x.1, plane.y.0), palette.axis, 1.0);
        surface.edge((plane.x.0, plane.y.0), (plane.x.0, plane.y.1), palette.axis, 1.0);
        for &point in points.iter().flatten() {
            surface.dot(point, DOT, ink, OPACITY);
            surface.ring(point, DOT, ink, 1.0);
        }
    });

    let mut picture = sheet.picture();
    let marks: Vec<Option<Mark>> = points
        .iter()
        .map(|point| {
            let (x, y) = (*point)?;
            let anchor = plane.screen_from_world(x, y);
            Some(Mark { bounds: Rect::around(anchor, DOT), anchor, ink })
        })
        .collect();
    let mut order: Vec<(f64, usize)> =
        marks.iter().enumerate().filter_map(|(at, mark)| Some((mark.as_ref()?.anchor.x, at))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    picture.category_places = marks.iter().map(|mark| mark.map_or(plot.left, |mark| mark.anchor.x)).collect();
    picture.marks[0] = marks;
    picture.hits = Hits::Cloud(order);

    let heights: Vec<f64> =
        y.values.iter().map(|&value| plane.screen_from_world(plane.x.0, value).y).collect();
    let places: Vec<f64> =
        x.values.iter().map(|&value| plane.screen_from_world(value, plane.y.0).x).collect();
    picture.labels = labels_left(&y.labels, &heights, &plot, LabelRole::Measure, 90.0);
    picture.labels.extend(labels_below(&x.labels, &places, &plot, sheet.size.width));
    let name = |at: usize, x: f64, y: f64, anchor: Anchor| {
        let unit = spec.format_of(at).unit_name(sheet.lang);
        let name = &spec.series[at].name;
        let text = unit.map_or_else(|| name.clone(), |unit| format!("{name} ({unit})"));
        Label { at: Point { x, y }, text, anchor, role: LabelRole::Unit }
    };
    picture.labels.push(name(0, 0.0, AXIS_TEXT / 2.0 + 2.0, Anchor::Start));
    picture.labels.push(name(1, plot.right, sheet.size.height - 8.0, Anchor::End));
    Picture { svg, plot, ..picture }
}

fn ticks(sheet: &Sheet<'_>, series: &Series, format: &NumberFormat, pixels: f64, spacing: f64) -> Ticks {
    let low = series.values().fold(f64::INFINITY, f64::min);
    let high = series.values().fold(f64::NEG_INFINITY, f64::max);
    let low = if low > 0.0 && low < MOST_FOR_ZERO * high { 0.0 } else { low };
    let high = if high < 0.0 && high > MOST_FOR_ZERO * low { 0.0 } else { high };
    axis_ticks(low, high, Sheet::wanted_ticks(pixels, spacing), format, sheet.lang)
}
