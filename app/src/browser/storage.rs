//! Choices that outlive the page. Where storage is denied they last as long as the page.

use gloo::storage::{LocalStorage, Storage};

const PREFIX: &str = "sandtable.";

/// A stored choice.
pub fn read_setting(name: &str) -> Option<String> {
    LocalStorage::get(format!("{PREFIX}{name}")).ok()
}

/// Stores a choice.
pub fn write_setting(name: &str, value: &str) {
    let _ = LocalStorage::set(format!("{PREFIX}{name}"), value);
}
