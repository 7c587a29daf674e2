//! One view per screen, and the shell around them.

mod help;
mod shell;
mod start;
mod top_bar;

pub use shell::Page;
