//! The browser: the only room that names `web_sys`. Everything else takes and gives plain Rust.

mod resize;

pub use resize::width_of;
