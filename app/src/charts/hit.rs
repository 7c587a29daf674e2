//! From a point of the screen, or a key, to a value: binary search, as pictures may have thousands of points.

use super::geometry::Point;
use super::picture::Picture;

/// The value that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    /// Index into the series of the spec.
    pub series: usize,
    /// Index into its categories.
    pub category: usize,
}

/// Where the focus moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
    /// To the first category.
    First,
    /// To the last category.
    Last,
}

/// How values are found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Hits {
    /// Nothing to find.
    #[default]
    Empty,
    /// By category, then by the nearest mark of its series.
    Bands,
    /// A cloud of points in one series: categories in order of x.
    Cloud(Vec<(f64, usize)>),
    /// A grid; the centre of each row, ascending.
    Cells(Vec<f64>),
}

impl Hits {
    pub(crate) fn nearest(&self, picture: &Picture, at: Point) -> Option<Focus> {
        if !picture.plot.contains(at) {
            return None;
        }
        match self {
            Self::Empty => None,
            Self::Bands => {
                let along = if picture.is_horizontal { at.y } else { at.x };
                let category = nearest_index(&picture.category_places, along)?;
                let series = picture
                    .drawn_series()
                    .filter_map(|series| {
                        let mark = picture.mark(Focus { series, category })?;
                        Some((mark.bounds.distance_squared(at), series))
                    })
                    .min_by(|a, b| a.0.total_cmp(&b.0))
                    .map(|(_, series)| series)
                    .or_else(|| picture.drawn_series().next())?;
                Some(Focus { series, category })
            }
            Self::Cloud(order) => nearest_of_cloud(order, picture, at),
            Self::Cells(rows) => Some(Focus {
                series: nearest_index(rows, at.y)?,
                category: nearest_index(&picture.category_places, at.x)?,
            }),
        }
    }
}

/// Index of the place nearest to `at`; `places` ascend.
fn nearest_index(places: &[f64], at: f64) -> Option<usize> {
    let after = places.partition_point(|place| *place < at);
    match (after.checked_sub(1), places.get(after)) {
        (Some(before), Some(next)) if at - places[before] <= next - at => Some(before),
        (_, Some(_)) => Some(after),
        (before, None) => before,
    }
}

/// Walks away from `at` on both sides in order of x, until no nearer point can come.
fn nearest_of_cloud(order: &[(f64, usize)], picture: &Picture, at: Point) -> Option<Focus> {
    let middle = order.partition_point(|(x, _)| *x < at.x);
    let mut best: Option<(f64, usize)> = None;
    let mut look = |(x, category): (f64, usize)| {
        if best.is_some_and(|(distance, _)| (x - at.x).powi(2) > distance) {
            return false;
        }
        if let Some(mark) = picture.mark(Focus { series: 0, category }) {
            let distance = (mark.anchor.x - at.x).powi(2) + (mark.anchor.y - at.y).powi(2);
            if best.is_none_or(|(nearest, _)| distance < nearest) {
                best = Some((distance, category));
            }
        }
        true
    };
    for &point in &order[middle..] {
        if !look(point) {
            break;
        }
    }
    for &point in order[..middle].iter().rev() {
        if !look(point) {
            break;
        }
    }
    best.map(|(_, category)| Focus { series: 0, category })
}

impl Picture {
    /// Where a key leads from `from`; the first value when nothing is looked at yet. It stops at the ends.
    pub fn stepped(&self, from: Option<Focus>, step: Step) -> Option<Focus> {
        let Some(from) = from else { return self.entry(step) };
        if let Hits::Cloud(order) = &self.hits {
            return step_in_cloud(order, from, step);
        }
        let drawn: Vec<usize> = self.drawn_series().collect();
        let last = self.category_places.len().checked_sub(1)?;
        let along = |category: usize, forward: bool| {
            if forward { (category + 1).min(last) } else { category.saturating_sub(1) }
        };
        // With one series, both pairs of keys walk along the categories.
        let walks = match step {
            Step::Left | Step::Right => !self.is_horizontal || drawn.len() < 2,
            Step::Up | Step::Down => self.is_horizontal || drawn.len() < 2,
            Step::First | Step::Last => true,
        };
        if walks {
            let category = match step {
                Step::First => 0,
                Step::Last => last,
                Step::Right => along(from.category, true),
                Step::Left => along(from.category, false),
                Step::Down => along(from.category, self.is_horizontal),
                Step::Up => along(from.category, !self.is_horizontal),
            };
            return Some(Focus { category, ..from });
        }
        let forward = matches!(step, Step::Down | Step::Right);
        let at = drawn.iter().position(|&series| series == from.series).unwrap_or(0);
        let next = if forward { (at + 1).min(drawn.len() - 1) } else { at.saturating_sub(1) };
        Some(Focus { series: drawn[next], ..from })
    }

    fn entry(&self, step: Step) -> Option<Focus> {
        let last = self.category_places.len().checked_sub(1);
        let backwards = matches!(step, Step::Left | Step::Last);
        let category = match &self.hits {
            Hits::Empty => return None,
            Hits::Cloud(order) => if backwards { order.last() } else { order.first() }?.1,
            _ => {
                if backwards {
                    last?
                } else {
                    last.map(|_| 0)?
                }
            }
        };
        Some(Focus { series: self.drawn_series().next()?, category })
    }
}

fn step_in_cloud(order: &[(f64, usize)], from: Focus, step: Step) -> Option<Focus> {
    let last = order.len().checked_sub(1)?;
    let at = order.iter().position(|(_, category)| *category == from.category).unwrap_or(0);
    let to = match step {
        Step::First => 0,
        Step::Last => last,
        Step::Right | Step::Up => (at + 1).min(last),
        Step::Left | Step::Down => at.saturating_sub(1),
    };
    Some(Focus { category: order[to].1, ..from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_place_by_binary_search() {
        let places = [10.0, 20.0, 30.0];
        for (at, expected) in [(-5.0, 0), (10.0, 0), (14.9, 0), (15.1, 1), (20.0, 1), (26.0, 2), (99.0, 2)] {
            assert_eq!(nearest_index(&places, at), Some(expected), "{at}");
        }
        assert_eq!(nearest_index(&[], 1.0), None);
        assert_eq!(nearest_index(&[4.0], 1.0), Some(0));
    }
}
