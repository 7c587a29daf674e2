//! The browser: the only room that names `web_sys`. Everything else takes and gives plain Rust.

mod events;
mod fetch;
mod files;
mod grid;
mod location;
mod page;
mod resize;
mod storage;

pub use events::{
    Key, contains_target, is_typing, key_of, left_below, on_dropped_files, on_key, pointer_modifiers,
    prevent_default, reveal,
};
pub use fetch::{FetchError, fetch_file, fetch_text};
pub use files::{PickedFile, files_of_input, reset_input};
pub use grid::{ListStep, cell_of, focus_cell, refocus_cell, walk_buttons, walk_tree};
pub use location::{go_to_hash, hash, on_hash_change};
pub use page::{
    blur_active, caret_of, close_dialog, copy_text, focus, focus_first, languages, on_color_scheme,
    open_search, place_caret, prefers_dark, reload, save_bytes, save_text, scroll_to, scrolled, set_document,
    show_dialog, today, worker_url,
};
pub use resize::width_of;
pub use storage::{read_setting, write_setting};
