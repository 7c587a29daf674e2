//! One coloured cell per row and column, with its value written in where there is room.

use super::{RIGHT, Sheet, band_centers};
use crate::charts::geometry::{Plane, Point, Rect, coordinate};
use crate::charts::hit::Hits;
use crate::charts::layout::{category_labels, category_room, labels_left, widest};
use crate::charts::picture::{Anchor, Label, LabelRole, LegendEntry, LegendKey, Mark, Picture};
use crate::charts::surface::{Grid, drawn};
use crate::charts::text_width::width;
use crate::format::compact;

/// Space between cells in pixels.
const SEAM: f64 = 1.0;

pub(super) fn draw(sheet: &Sheet<'_>) -> Picture {
    let spec = sheet.spec;
    let (rows, columns) = (spec.series.len(), spec.categories.len());
    let palette = sheet.theme.palette();
    let names: Vec<String> = spec.series.iter().map(|series| series.name.clone()).collect();
    let most_name = (sheet.size.width * 0.3).max(56.0);
    let plot = Rect {
        left: widest(&names, most_name) + 8.0,
        top: 4.0,
        right: sheet.size.width - RIGHT,
        bottom: (sheet.size.height - category_room(&spec.categories)).max(24.0),
    };
    let plane = Plane { x: (0.0, coordinate(columns)), y: (0.0, coordinate(rows)), plot };
    let values = || spec.series.iter().flat_map(super::super::spec::Series::values);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    // World coordinates of a cell's corners, with half a seam on each side.
    let seam =
        (SEAM / 2.0 / plot.width() * coordinate(columns), SEAM / 2.0 / plot.height() * coordinate(rows));
    let corners = |row: usize, column: usize| {
        let (left, top) = (coordinate(column), coordinate(rows - row));
        ((left + seam.0, top - seam.1), (left + 1.0 - seam.0, top - 1.0 + seam.1))
    };

    let svg = drawn(sheet.size, &plane, Grid::default(), |surface| {
        for (row, series) in spec.series.iter().enumerate() {
            for column in 0..columns {
                let (a, b) = corners(row, column);
                // A missing value leaves the card's ground.
                if let Some(value) = series.value(column) {
                    surface.block(a, b, palette.heat(value, low, high), 1.0);
                }
            }
        }
    });

    let mut picture = sheet.picture();
    let row_places = band_centers(rows, plot.top, plot.bottom);
    let cell = (plot.width() / coordinate(columns), plot.height() / coordinate(rows));
    for (row, series) in spec.series.iter().enumerate() {
        picture.marks[row] = (0..columns)
            .map(|column| {
                let value = series.value(column)?;
                let ((left, top), (right, bottom)) = corners(row, column);
                let bounds =
                    Rect::spanned(plane.screen_from_world(left, top), plane.screen_from_world(right, bottom));
                Some(Mark { bounds, anchor: bounds.center(), ink: palette.heat(value, low, high) })
            })
            .collect();
    }
    picture.category_places = band_centers(columns, plot.left, plot.right);
    picture.labels = labels_left(&names, &row_places, &plot, LabelRole::Category, most_name);
    picture.labels.extend(category_labels(
        &spec.categories,
        &picture.category_places,
        &plot,
        sheet.size.width,
    ));
    picture.labels.extend(cell_labels(sheet, &picture, &row_places, cell));
    picture.hits = Hits::Cells(row_places);
    picture.legend = (0..palette.ramp.len())
        .map(|step| {
            let name = match step {
                0 => compact(Some(low), &spec.format, sheet.lang),
                _ if step + 1 == palette.ramp.len() => compact(Some(high), &spec.format, sheet.lang),
                _ => String::new(),
            };
            LegendEntry { series: None, name, ink: palette.ramp[step], key: LegendKey::Step }
        })
        .collect();
    Picture { svg, plot, ..picture }
}

/// Values in the cells: all of them or none, so that a cell without a text never looks like a missing value.
fn cell_labels(sheet: &Sheet<'_>, picture: &Picture, rows: &[f64], cell: (f64, f64)) -> Vec<Label> {
    let spec = sheet.spec;
    let palette = sheet.theme.palette();
    let mut labels = Vec::new();
    for (row, &y) in rows.iter().enumerate() {
        for (column, &x) in picture.category_places.iter().enumerate() {
            let role = match &picture.marks[row][column] {
                None => LabelRole::Measure,
                Some(mark) if palette.takes_dark_text(mark.ink) => LabelRole::OnLight,
                Some(_) => LabelRole::OnDark,
            };
            let text = compact(spec.series[row].value(column), &spec.format, sheet.lang);
            labels.push(Label { at: Point { x, y }, text, anchor: Anchor::Middle, role });
        }
    }
    let fit = cell.1 >= 18.0 && labels.iter().all(|label| width(&label.text) + 6.0 <= cell.0);
    if fit { labels } else { Vec::new() }
}
