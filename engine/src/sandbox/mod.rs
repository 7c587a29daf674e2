//! The document that holds everything a colleague must see to see the same thing: the definition, which files it stands
//! on, and the view. Written as JSON, versioned, migrated forward; what this version does not know is refused.

mod document;
mod view;

pub use document::{Sandbox, SourceFile, VERSION, read, write};
pub use view::{Chart, Condition, FieldFilter, Member, View};
