//! What the page holds: one undoable sandbox that a colleague must see to see the same thing, and local choices.

mod history;
mod sandbox;
mod store;
mod view;

pub use history::{History, STEPS};
pub use sandbox::{Origin, Sandbox};
pub use store::{Dialog, Notice, NoticeKind, Store, ThemeChoice};
pub use view::{Chart, Condition, FieldFilter, Member, TIME, View};
