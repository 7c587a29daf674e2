//! A line of the size of a word.

use super::geometry::{Plane, Point, Rect, Size, coordinate};
use super::surface::{Grid, drawn};
use super::theme::Theme;

/// A drawn sparkline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// The SVG document.
    pub svg: String,
    /// The place of each value; none for gaps.
    pub points: Vec<Option<Point>>,
}

/// Room for the line's own width and the last dot.
const MARGIN: f64 = 3.0;

/// Draws values in order of time over the whole height; the latest one gets a dot. Gaps stay gaps.
pub fn spark(values: &[Option<f64>], size: Size, theme: Theme) -> Spark {
    let present = || values.iter().flatten().copied().filter(|value| value.is_finite());
    let low = present().fold(f64::INFINITY, f64::min);
    let high = present().fold(f64::NEG_INFINITY, f64::max);
    if low > high || size.width < 4.0 * MARGIN || size.height < 4.0 * MARGIN {
        return Spark { svg: String::new(), points: vec![None; values.len()] };
    }
    // A level line runs through the middle.
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, high + 1.0) };
    let last = coordinate(values.len().saturating_sub(1)).max(1.0);
    let plot = Rect { left: MARGIN, top: MARGIN, right: size.width - MARGIN, bottom: size.height - MARGIN };
    let plane = Plane { x: (0.0, last), y: (low, high), plot };
    let palette = theme.palette();
    let world: Vec<Option<(f64, f64)>> = values
        .iter()
        .enumerate()
        .map(|(at, value)| value.filter(|value| value.is_finite()).map(|value| (coordinate(at), value)))
        .collect();
    let svg = drawn(size, &plane, Grid::default(), |surface| {
        for run in world.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
            match run[..] {
                [] => {}
                [point] => surface.dot(point, 1.5, palette.series[0], 1.0),
                _ => surface.line(run, palette.series[0], 1.5),
            }
        }
        if let Some(&point) = world.iter().rev().flatten().next() {
            surface.dot(point, 2.5, palette.series[0], 1.0);
        }
    });
    let points = world.iter().map(|point| point.map(|(x, y)| plane.screen_from_world(x, y))).collect();
    Spark { svg, points }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 96.0, height: 24.0 };

    #[test]
    fn runs_from_edge_to_edge_and_keeps_gaps() {
        let spark = spark(&[Some(1.0), Some(3.0), None, Some(2.0)], SIZE, Theme::Light);
        assert_eq!(spark.points[0], Some(Point { x: 3.0, y: 21.0 }));
        assert_eq!(spark.points[1], Some(Point { x: 33.0, y: 3.0 }));
        assert_eq!(spark.points[2], None);
        assert_eq!(spark.points[3], Some(Point { x: 93.0, y: 12.0 }));
        assert_eq!(spark.svg.matches("<polyline").count(), 1, "{}", spark.svg);
        assert_eq!(spark.svg.matches("<circle").count(), 2, "the lone value and the latest one");
    }

    #[test]
    fn level_single_and_empty() {
        let level = spark(&[Some(5.0), Some(5.0)], SIZE, Theme::Light);
        assert!(level.points.iter().flatten().all(|point| point.y == 12.0));
        assert_eq!(spark(&[Some(5.0)], SIZE, Theme::Dark).points[0], Some(Point { x: 3.0, y: 12.0 }));
        for values in [&[][..], &[None, None][..], &[Some(f64::NAN)][..]] {
            let spark = spark(values, SIZE, Theme::Light);
            assert_eq!((spark.svg.as_str(), spark.points.len()), ("", values.len()));
        }
    }
}
