//! Lines over categories. Missing values are gaps; provisional stretches are dashed.

use super::{RIGHT, Sheet, band_centers};
use crate::charts::geometry::{Plane, Rect, coordinate};
use crate::charts::hit::Hits;
use crate::charts::layout::{category_labels, category_room, labels_left, widest};
use crate::charts::picture::{LabelRole, LegendKey, Mark, Picture};
use crate::charts::spec::{Role, Series};
use crate::charts::surface::{Grid, Surface, drawn};
use crate::charts::theme::Ink;
use crate::format::{Ticks, axis_ticks};

const LINE: f64 = 2.0;
const DOT: f64 = 3.0;
/// A base line at zero may cost this part of the height; beyond, the line would be pressed flat.
const MOST_FOR_ZERO: f64 = 0.65;

pub(super) fn draw(sheet: &Sheet<'_>) -> Picture {
    let spec = sheet.spec;
    let series = spec.drawn_series();
    let count = spec.categories.len();
    let mut plot = Rect {
        left: 0.0,
        top: sheet.top(),
        right: sheet.size.width - RIGHT,
        bottom: sheet.size.height - category_room(&spec.categories),
    };
    let ticks = measure_ticks(sheet, plot.height());
    plot.left = widest(&ticks.labels, 90.0) + 8.0;
    let (low, high) = ticks.range();
    let plane = Plane { x: (0.0, coordinate(count)), y: (low, high), plot };
    let inks = sheet.inks();

    let svg = drawn(sheet.size, &plane, Grid { x: &[], y: &ticks.values }, |surface| {
        let palette = sheet.theme.palette();
        surface.grid(palette.grid);
        let base = if low <= 0.0 && high >= 0.0 { 0.0 } else { low };
        surface.edge((0.0, base), (coordinate(count), base), palette.axis, 1.0);
        // The comparison lies below what it is compared with.
        let (below, above): (Vec<usize>, Vec<usize>) =
            series.iter().partition(|&&at| spec.series[at].role == Role::Previous);
        for at in below.into_iter().chain(above.into_iter().rev()) {
            line(surface, &spec.series[at], inks[at], spec.partial_from);
        }
    });

    let places = band_centers(count, plot.left, plot.right);
    let mut picture = sheet.picture();
    for &at in &series {
        picture.marks[at] = (0..count)
            .map(|category| {
                let value = spec.series[at].value(category)?;
                let anchor = plane.screen_from_world(coordinate(category) + 0.5, value);
                Some(Mark { bounds: Rect::around(anchor, 0.0), anchor, ink: inks[at] })
            })
            .collect();
    }
    let heights: Vec<f64> = ticks.values.iter().map(|&value| plane.screen_from_world(0.0, value).y).collect();
    picture.labels = labels_left(&ticks.labels, &heights, &plot, LabelRole::Measure, 90.0);
    picture.labels.extend(category_labels(&spec.categories, &places, &plot, sheet.size.width));
    picture.labels.extend(sheet.unit_label());
    picture.legend = sheet.legend(LegendKey::Line);
    picture.category_places = places;
    picture.hits = Hits::Bands;
    Picture { svg, plot, ..picture }
}

fn measure_ticks(sheet: &Sheet<'_>, height: f64) -> Ticks {
    let spec = sheet.spec;
    let values = || spec.drawn_series().into_iter().flat_map(|at| spec.series[at].values());
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let zoomed = low > 0.0 && low > MOST_FOR_ZERO * high || high < 0.0 && high < MOST_FOR_ZERO * low;
    let (low, high) = if zoomed { (low, high) } else { (low.min(0.0), high.max(0.0)) };
    axis_ticks(low, high, Sheet::wanted_ticks(height, 44.0), &spec.format, sheet.lang)
}

fn line(surface: &mut Surface<'_>, series: &Series, ink: Ink, partial_from: Option<usize>) {
    let point = |category: usize, value: f64| (coordinate(category) + 0.5, value);
    for run in runs(series) {
        if let [(category, value)] = run[..] {
            surface.dot(point(category, value), DOT, ink, 1.0);
            continue;
        }
        let provisional = partial_from.unwrap_or(usize::MAX);
        let settled: Vec<_> =
            run.iter().filter(|(at, _)| *at < provisional).map(|&(at, value)| point(at, value)).collect();
        // The dashes begin at the last settled point.
        let from = settled.len().saturating_sub(1);
        let rest: Vec<_> = run[from..].iter().map(|&(at, value)| point(at, value)).collect();
        if settled.len() > 1 {
            surface.line(settled, ink, LINE);
        }
        if rest.len() > 1 {
            surface.dashes(rest, ink, LINE);
        }
    }
}

/// Stretches without a gap.
fn runs(series: &Series) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut is_open = false;
    for category in 0..series.data.len() {
        match series.value(category) {
            Some(value) => {
                match runs.last_mut() {
                    Some(run) if is_open => run.push((category, value)),
                    _ => runs.push(vec![(category, value)]),
                }
                is_open = true;
            }
            None => is_open = false,
        }
    }
    runs
}
