//! Civil dates, grains, periods. Knows no clock: the day that counts as today is an argument.

mod absolute;
mod date;
mod grain;
mod name;
mod period;
#[cfg(test)]
mod tests;

pub use date::{Date, DateTime, Grain, MICROS_PER_DAY};
pub use period::Period;

/// Half-width, lower case, without outer blanks.
fn normal(text: &str) -> String {
    let half_width = |c| match c {
        '\u{3000}' => ' ',
        // The wave dash stays: it stands between two dates.
        '～' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.trim().chars().map(half_width).collect::<String>().to_lowercase()
}
