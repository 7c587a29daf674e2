//! Points, sizes and rectangles on the screen, in CSS pixels; y grows downwards.

/// A place on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Pixels from the left edge of the picture.
    pub x: f64,
    /// Pixels from the top edge of the picture.
    pub y: f64,
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: f64,
    /// Pixels from top to bottom.
    pub height: f64,
}

/// An upright rectangle; a point where both extents are zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// The rectangle that two opposite corners span, in any order.
    pub fn spanned(a: Point, b: Point) -> Self {
        Self { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }
    }

    /// The square of side `2 × radius` around a centre.
    pub fn around(center: Point, radius: f64) -> Self {
        Self {
            left: center.x - radius,
            top: center.y - radius,
            right: center.x + radius,
            bottom: center.y + radius,
        }
    }

    /// Extent from left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Extent from top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle.
    pub fn center(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    /// Whether the point lies inside or on an edge.
    pub fn contains(&self, point: Point) -> bool {
        self.left <= point.x && point.x <= self.right && self.top <= point.y && point.y <= self.bottom
    }

    /// Squared distance from a point to the nearest place of the rectangle; zero inside.
    pub fn distance_squared(&self, point: Point) -> f64 {
        let dx = (self.left - point.x).max(point.x - self.right).max(0.0);
        let dy = (self.top - point.y).max(point.y - self.bottom).max(0.0);
        dx * dx + dy * dy
    }
}

/// Maps values to pixels: world coordinates of both axes onto the plot area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plane {
    /// World range from the left to the right edge.
    pub(crate) x: (f64, f64),
    /// World range from the bottom to the top edge.
    pub(crate) y: (f64, f64),
    /// Where on the screen.
    pub(crate) plot: Rect,
}

impl Plane {
    /// The place on the screen of a point in world coordinates.
    pub(crate) fn screen_from_world(&self, x: f64, y: f64) -> Point {
        let part = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        Point {
            x: self.plot.left + part(x, self.x) * self.plot.width(),
            y: self.plot.bottom - part(y, self.y) * self.plot.height(),
        }
    }
}

/// A count as a coordinate.
pub(crate) fn coordinate(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
