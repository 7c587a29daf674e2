//! One view per screen, and the shell around them.

mod dictionary;
mod explore;
mod help;
mod import;
mod screens;
mod shell;
mod sql;
mod start;
mod top_bar;

pub use shell::Page;
