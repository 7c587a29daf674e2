//! Numbers, units and dates as a reader of Chinese or English expects them.
//!
//! Pure text: no locale, clock or browser is asked. Every function takes the language as an argument, and
//! whatever is missing reads as [`MISSING`].

mod axis;
mod date;
mod decimal;
mod number;
mod unit;
mod walk;

pub use axis::{Ticks, axis_ticks};
pub use date::{PeriodTick, day, day_range, period, period_tick, timestamp, weekday};
pub use number::{byte_size, cell, change, change_ratio, compact, count, full, millis, share, unit_suffix};
pub use sandtable_engine::calendar::{Date, DateTime, Grain};
pub use sandtable_engine::text::Lang;
pub use unit::{Currency, NumberFormat, Style};
pub use walk::{Walk, precise, walk};

/// What stands for a value that is not there. Its reason belongs into the tooltip.
pub const MISSING: &str = "--";
