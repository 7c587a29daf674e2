//! The after-sales side: what happens to cars once they are sold.

pub mod centers;
pub mod orders;
pub mod users;
pub mod voice;
mod work;
