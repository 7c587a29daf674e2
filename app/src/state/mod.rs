//! What the page holds: one undoable sandbox that a colleague must see to see the same thing, and local choices.

mod draft;
mod history;
mod sandbox;
mod store;

pub use draft::{ColumnDraft, Draft, FileKey, LinkDraft, TableDraft};
pub use history::{History, STEPS};
pub use sandbox::{Origin, Sandbox};
pub use sandtable_engine::query::TIME;
pub use sandtable_engine::sandbox::{Chart, Condition, FieldFilter, Member, View};
pub use store::{Dialog, ImportStep, Loading, Notice, NoticeKind, Store, ThemeChoice};
