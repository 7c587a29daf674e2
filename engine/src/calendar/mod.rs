//! Civil dates, grains, periods. Knows no clock: the day that counts as today is an argument.

mod date;
mod period;

pub use date::{Date, DateTime, Grain, MICROS_PER_DAY};
pub use period::Period;
