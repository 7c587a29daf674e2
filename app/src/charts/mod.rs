//! A matrix of numbers becomes a picture one can look at, point into, and walk through with keys.
//!
//! 1. [`ChartSpec`] says what is shown, in the reader's language,
//! 2. [`draw`] makes a [`Picture`] of it for a size and a [`Theme`]: plotters draws grid, axes and marks as SVG,
//!    texts and places are plain data,
//! 3. [`Picture::nearest`] and [`Picture::stepped`] find values by pointer and key,
//! 4. [`finding()`] says in one sentence what is to be seen,
//! 5. [`Chart`] puts it all on the page.
//!
//! Nothing here computes a metric: totals, ratios and 其他 come with the data.

mod finding;
mod geometry;
mod hit;
mod layout;
mod marks;
mod picture;
mod sparkline;
mod spec;
mod surface;
mod text_width;
mod theme;
#[expect(unreachable_pub, reason = "the component macro makes its functions public")]
mod view;

pub use finding::finding;
pub use geometry::{Point, Rect, Size};
pub use hit::{Focus, Step};
pub use marks::draw;
pub use picture::{Anchor, Label, LabelRole, LegendEntry, LegendKey, Mark, Picture};
pub use sparkline::{Spark, spark};
pub use spec::{Category, CategoryAxis, ChartKind, ChartSpec, Datum, MAX_MEMBERS, Role, Series};
pub use theme::{Ink, Theme};
pub use view::{Chart, Sparkline};
