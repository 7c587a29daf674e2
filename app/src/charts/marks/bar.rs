//! Bars from zero: side by side or stacked, upright over time or lying for names.

use super::{RIGHT, Sheet, band_centers};
use crate::charts::geometry::{Plane, Point, Rect, coordinate};
use crate::charts::hit::Hits;
use crate::charts::layout::{category_labels, category_room, labels_below, labels_left, widest};
use crate::charts::picture::{Anchor, Label, LabelRole, LegendKey, Mark, Picture};
use crate::charts::spec::ChartKind;
use crate::charts::surface::{Grid, drawn};
use crate::charts::text_width::width;
use crate::format::{axis_ticks, compact};

/// Part of a category's band that its bars take.
const FILL: f64 = 0.72;
/// No bar gets thicker than this many pixels.
const THICKEST: f64 = 40.0;
/// Space between bars of one category, and between parts of a stack, in pixels.
const HAIR: f64 = 1.0;
/// Provisional bars are this opaque.
const PROVISIONAL: f64 = 0.5;

/// One bar in world coordinates: `from..to` in bands along the categories, `start..end` in values.
struct Bar {
    series: usize,
    category: usize,
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

pub(super) fn draw(sheet: &Sheet<'_>) -> Picture {
    let spec = sheet.spec;
    let series = spec.drawn_series();
    let count = spec.categories.len();
    let lying = spec.is_horizontal();
    // A lone lying series has its values written at the bars; an axis would say it twice.
    let writes_values = lying && series.len() == 1;
    let names: Vec<String> = spec.categories.iter().map(|category| category.tick.clone()).collect();

    let mut plot = Rect { left: 0.0, top: sheet.top(), right: sheet.size.width - RIGHT, bottom: 0.0 };
    let bottom_room = match (lying, writes_values) {
        (true, true) => 4.0,
        (true, false) => 24.0,
        (false, _) => category_room(&spec.categories),
    };
    plot.bottom = (sheet.size.height - bottom_room).max(plot.top + 10.0);
    let most_name = (sheet.size.width * 0.34).max(64.0);
    if lying {
        plot.left = widest(&names, most_name) + 8.0;
    }
    let extent = if lying { plot.width() } else { plot.height() };
    let thickness = if lying { plot.height() } else { plot.width() } / coordinate(count);

    let bars = bars(sheet, &series, thickness);
    let low = bars.iter().fold(0.0_f64, |low, bar| low.min(bar.end).min(bar.start));
    let high = bars.iter().fold(0.0_f64, |high, bar| high.max(bar.end).max(bar.start));
    let spacing = if lying { 84.0 } else { 44.0 };
    let ticks = axis_ticks(low, high, Sheet::wanted_ticks(extent, spacing), &spec.format, sheet.lang);
    if !lying {
        plot.left = widest(&ticks.labels, 90.0) + 8.0;
    }
    let (mut low, mut high) = if writes_values { (low, high) } else { ticks.range() };
    if writes_values {
        // The longest bar leaves room for its own value.
        let texts =
            spec.series[series[0]].values().map(|value| compact(Some(value), &spec.format, sheet.lang));
        let text = texts.map(|text| width(&text)).fold(0.0, f64::max) + 8.0;
        let span = if high > low { high - low } else { 1.0 };
        let per_pixel =
            span / (plot.width() - text * if low < 0.0 && high > 0.0 { 2.0 } else { 1.0 }).max(20.0);
        high = if high > 0.0 || low == 0.0 { high.max(low + span) + text * per_pixel } else { high };
        low = if low < 0.0 { low - text * per_pixel } else { low };
    }

    let along = (0.0, coordinate(count));
    let plane = if lying {
        Plane { x: (low, high), y: along, plot }
    } else {
        Plane { x: along, y: (low, high), plot }
    };
    // World coordinates of a place in bands and a value; lying charts are read from the top.
    let world = |band: f64, value: f64| if lying { (value, along.1 - band) } else { (band, value) };
    let inks = sheet.inks();
    let values: &[f64] = if writes_values { &[] } else { &ticks.values };
    let grid = if lying { Grid { x: values, y: &[] } } else { Grid { x: &[], y: values } };

    let svg = drawn(sheet.size, &plane, grid, |surface| {
        let palette = sheet.theme.palette();
        surface.grid(palette.grid);
        for bar in &bars {
            let is_provisional = spec.partial_from.is_some_and(|from| bar.category >= from);
            let opacity = if is_provisional { PROVISIONAL } else { 1.0 };
            surface.block(world(bar.from, bar.start), world(bar.to, bar.end), inks[bar.series], opacity);
            if bar.start != 0.0 {
                surface.edge(world(bar.from, bar.start), world(bar.to, bar.start), palette.card, HAIR);
            }
        }
        surface.edge(world(0.0, 0.0), world(along.1, 0.0), palette.axis, 1.0);
    });

    let mut picture = sheet.picture();
    for &at in &series {
        picture.marks[at] = vec![None; count];
    }
    for bar in &bars {
        let corner = |band, value| {
            let (x, y) = world(band, value);
            plane.screen_from_world(x, y)
        };
        let bounds = Rect::spanned(corner(bar.from, bar.start), corner(bar.to, bar.end));
        let anchor = corner((bar.from + bar.to) / 2.0, bar.end);
        picture.marks[bar.series][bar.category] = Some(Mark { bounds, anchor, ink: inks[bar.series] });
    }
    if lying {
        let places = band_centers(count, plot.top, plot.bottom);
        picture.labels = labels_left(&names, &places, &plot, LabelRole::Category, most_name);
        if writes_values {
            picture.labels.extend(value_labels(sheet, series[0], &picture.marks[series[0]]));
        } else {
            let x: Vec<f64> =
                ticks.values.iter().map(|&value| plane.screen_from_world(value, 0.0).x).collect();
            picture.labels.extend(labels_below(&ticks.labels, &x, &plot, sheet.size.width));
        }
        picture.category_places = places;
    } else {
        let places = band_centers(count, plot.left, plot.right);
        let y: Vec<f64> = ticks.values.iter().map(|&value| plane.screen_from_world(0.0, value).y).collect();
        picture.labels = labels_left(&ticks.labels, &y, &plot, LabelRole::Measure, 90.0);
        picture.labels.extend(category_labels(&spec.categories, &places, &plot, sheet.size.width));
        picture.category_places = places;
    }
    picture.labels.extend(sheet.unit_label());
    picture.legend = sheet.legend(LegendKey::Block);
    picture.hits = Hits::Bands;
    Picture { svg, plot, ..picture }
}

/// All bars. `band` is the thickness of a category in pixels.
fn bars(sheet: &Sheet<'_>, series: &[usize], band: f64) -> Vec<Bar> {
    let spec = sheet.spec;
    let is_stacked = spec.kind == ChartKind::StackedBar;
    let lanes = if is_stacked { 1.0 } else { coordinate(series.len()) };
    // Where many bars share little room, each keeps a pixel as long as its band has one.
    let fill = FILL.max((lanes / band).min(1.0));
    let thickness = fill.min(THICKEST * lanes / band) / lanes;
    let hair = (HAIR / band).min(thickness / 4.0);
    let mut bars = Vec::new();
    for category in 0..spec.categories.len() {
        let center = coordinate(category) + 0.5;
        let (mut above, mut below) = (0.0, 0.0);
        for (lane, &at) in series.iter().enumerate() {
            let Some(value) = spec.series[at].value(category) else { continue };
            let lane = if is_stacked { 0.0 } else { coordinate(lane) };
            let from = center + thickness * (lane - lanes / 2.0);
            let (start, end) = match (is_stacked, value >= 0.0) {
                (false, _) => (0.0, value),
                (true, true) => (above, above + value),
                (true, false) => (below, below + value),
            };
            if value >= 0.0 {
                above = end
            } else {
                below = end
            }
            let gap = if lanes > 1.0 { hair } else { 0.0 };
            bars.push(Bar { series: at, category, from, to: from + thickness - gap, start, end });
        }
    }
    bars
}

fn value_labels(sheet: &Sheet<'_>, series: usize, marks: &[Option<Mark>]) -> Vec<Label> {
    let spec = sheet.spec;
    marks
        .iter()
        .enumerate()
        .filter_map(|(category, mark)| {
            let (mark, value) = (mark.as_ref()?, spec.series[series].value(category)?);
            let (shift, anchor) = if value < 0.0 { (-6.0, Anchor::End) } else { (6.0, Anchor::Start) };
            let at = Point { x: mark.anchor.x + shift, y: mark.anchor.y };
            let text = compact(Some(value), &spec.format, sheet.lang);
            Some(Label { at, text, anchor, role: LabelRole::Value })
        })
        .collect()
}
