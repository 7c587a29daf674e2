//! One file per form: spec → picture.

mod bar;
mod heatmap;
mod line;
mod scatter;

use super::geometry::{Point, Rect, Size, coordinate};
use super::picture::{Anchor, Label, LabelRole, LegendEntry, LegendKey, Picture};
use super::spec::{ChartKind, ChartSpec};
use super::text_width::AXIS_TEXT;
use super::theme::{Ink, Theme};
use crate::format::{Lang, Style};

/// Draws `spec` at `size`. A spec without numbers gives a picture without marks; the view then says why.
pub fn draw(spec: &ChartSpec, size: Size, theme: Theme, lang: Lang) -> Picture {
    let size = Size { width: size.width.max(160.0), height: size.height.max(80.0) };
    let sheet = Sheet { spec, size, theme, lang };
    if spec.categories.is_empty() || !spec.has_values() {
        return sheet.picture();
    }
    match spec.kind {
        ChartKind::Line => line::draw(&sheet),
        ChartKind::Bar | ChartKind::StackedBar => bar::draw(&sheet),
        ChartKind::Scatter => scatter::draw(&sheet),
        ChartKind::Heatmap => heatmap::draw(&sheet),
    }
}

/// What every form is given.
pub(crate) struct Sheet<'a> {
    pub(crate) spec: &'a ChartSpec,
    pub(crate) size: Size,
    pub(crate) theme: Theme,
    pub(crate) lang: Lang,
}

/// Room right of the plot, so that the last label is not cut.
const RIGHT: f64 = 16.0;

impl Sheet<'_> {
    /// An empty picture of the right size.
    fn picture(&self) -> Picture {
        let drawn = self.spec.drawn_series().len();
        let drawable = match self.spec.kind {
            ChartKind::Scatter => drawn,
            _ => self.spec.series.len(),
        };
        Picture {
            size: self.size,
            plot: Rect { left: 0.0, top: 0.0, right: self.size.width, bottom: self.size.height },
            marks: vec![Vec::new(); self.spec.series.len()],
            is_horizontal: self.spec.is_horizontal(),
            omitted_series: drawable - drawn,
            ..Picture::default()
        }
    }

    /// The colour of each series, drawn or not.
    fn inks(&self) -> Vec<Ink> {
        let palette = self.theme.palette();
        let mut members = 0;
        self.spec
            .series
            .iter()
            .map(|series| {
                let ink = palette.of(series.role, members);
                members += usize::from(series.role == super::spec::Role::Member);
                ink
            })
            .collect()
    }

    fn legend(&self, key: LegendKey) -> Vec<LegendEntry> {
        let inks = self.inks();
        let entry = |series: usize| LegendEntry {
            series: Some(series),
            name: self.spec.series[series].name.clone(),
            ink: inks[series],
            key,
        };
        self.spec.drawn_series().into_iter().map(entry).collect()
    }

    /// Number of ticks that suits a length in pixels.
    fn wanted_ticks(pixels: f64, spacing: f64) -> usize {
        (2..=6).rev().find(|&ticks| coordinate(ticks) * spacing <= pixels).unwrap_or(2)
    }

    /// The unit, where the labels of the axis do not carry it as they do for money and percentages.
    fn unit(&self) -> Option<String> {
        let format = &self.spec.format;
        let is_said = matches!(format.style, Style::Money(_)) && !format.unit.contains('/');
        if is_said { None } else { format.unit_name(self.lang) }
    }

    /// The unit, above the upper left corner of the plot.
    fn unit_label(&self) -> Option<Label> {
        let at = Point { x: 0.0, y: AXIS_TEXT / 2.0 + 2.0 };
        Some(Label { at, text: self.unit()?, anchor: Anchor::Start, role: LabelRole::Unit })
    }

    /// Room above the plot.
    fn top(&self) -> f64 {
        if self.unit().is_some() { 26.0 } else { 10.0 }
    }
}

/// `places` of categories whose bands share the length from `start` to `end`.
fn band_centers(count: usize, start: f64, end: f64) -> Vec<f64> {
    let band = (end - start) / coordinate(count);
    (0..count).map(|at| (coordinate(at) + 0.5).mul_add(band, start)).collect()
}

#[cfg(test)]
mod tests;
