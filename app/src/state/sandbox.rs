//! The document: a model over named tables, and a view of it.

use std::sync::Arc;

use sandtable_engine::model::Model;
use sandtable_engine::sandbox::SourceFile;
use sandtable_engine::text::Text;

use super::View;

/// Where a sandbox came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nothing is open.
    #[default]
    Nothing,
    /// The sample that comes with the site.
    Sample,
    /// The reader's files.
    Files,
}

/// An open sandbox. Cloning shares the model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sandbox {
    /// Display name.
    pub name: Text,
    /// Where it came from.
    pub origin: Origin,
    /// The model as written, YAML.
    pub definition: Arc<str>,
    /// The model, resolved against the tables.
    pub model: Arc<Model>,
    /// The files that the tables came from.
    pub sources: Vec<SourceFile>,
    /// What is looked at.
    pub view: View,
}

impl Sandbox {
    /// Whether anything is open.
    pub fn is_open(&self) -> bool {
        self.origin != Origin::Nothing
    }
}
