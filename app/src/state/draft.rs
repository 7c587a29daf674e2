//! An import before it is done: which files, how each column is read and what it is for, how the tables hang together.

use std::sync::Arc;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::load::{ColumnOption, LoadOptions, LoadReport, Recognition};
use sandtable_engine::model::{ColumnFacts, ColumnRole};
use sandtable_engine::sandbox::Sandbox as Document;
use sandtable_engine::table::DataType;
use sandtable_engine::text::Text;

/// Names a file that the session holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey(pub u32);

/// The whole import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Tables in the order in which their files came.
    pub tables: Vec<TableDraft>,
    /// Many-to-one edges between them, once the reader has changed them; none is what keys suggest.
    pub links: Option<Vec<LinkDraft>>,
    /// A definition that came as a file, in place of one made from the roles: its name and its text.
    pub definition: Option<(String, Arc<str>)>,
    /// A sandbox whose files are awaited.
    pub awaited: Option<Arc<Document>>,
}

/// A file that becomes a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDraft {
    /// The file.
    pub file: FileKey,
    /// Its name.
    pub file_name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What was decided about it beside its columns.
    pub options: LoadOptions,
    /// What it looks like; none while it is being looked at.
    pub recognised: Option<Arc<Recognition>>,
    /// Why it cannot be read.
    pub failed: Arc<[Diagnostic]>,
    /// Its columns in file order.
    pub columns: Vec<ColumnDraft>,
    /// How it was read.
    pub report: Option<Arc<LoadReport>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDraft {
    /// Name in the file, or its default name.
    pub source: String,
    /// Name in the table.
    pub name: String,
    /// The type that its values suggest.
    pub data_type: DataType,
    /// The type that the reader wants instead.
    pub wanted: Option<DataType>,
    /// What it is probably for.
    pub guessed: ColumnRole,
    /// What the reader says that it is for.
    pub chosen: Option<ColumnRole>,
    /// What is known of its values; estimated until all are read.
    pub facts: ColumnFacts,
    /// Why it has its type.
    pub evidence: Text,
    /// Whether it can be loaded at all.
    pub loadable: bool,
}

/// Rows of one table that point at rows of another.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkDraft {
    /// The many side: position of its table, name of its column.
    pub from: (usize, String),
    /// The one side.
    pub to: (usize, String),
}

impl TableDraft {
    /// A file that has not been looked at.
    pub fn new(file: FileKey, file_name: String, bytes: u64, options: LoadOptions) -> Self {
        Self {
            file,
            file_name,
            bytes,
            options,
            recognised: None,
            failed: Arc::from([]),
            columns: Vec::new(),
            report: None,
        }
    }

    /// What the loader is told: the decisions about the whole file and about each column.
    pub fn load_options(&self) -> LoadOptions {
        let columns = self.columns.iter().filter(|column| column.loadable).map(|column| ColumnOption {
            source: column.source.clone(),
            rename: (column.name != column.source).then(|| column.name.clone()),
            data_type: column.wanted,
            skip: column.role() == ColumnRole::Ignored,
            ..self
                .options
                .columns
                .iter()
                .find(|told| told.source == column.source)
                .cloned()
                .unwrap_or_default()
        });
        LoadOptions { columns: columns.collect(), ..self.options.clone() }
    }

    /// Whether it can be loaded: looked at, without errors, with a column left.
    pub fn is_loadable(&self) -> bool {
        self.recognised.is_some() && self.failed.is_empty() && self.kept().next().is_some()
    }

    /// The columns that are not left out.
    pub fn kept(&self) -> impl Iterator<Item = &ColumnDraft> {
        self.columns.iter().filter(|column| column.loadable && column.role() != ColumnRole::Ignored)
    }

    /// The name of the table.
    pub fn name(&self) -> &str {
        &self.options.table
    }
}

impl ColumnDraft {
    /// The type that it will have.
    pub fn final_type(&self) -> DataType {
        self.wanted.unwrap_or(self.data_type)
    }

    /// What it is for.
    pub fn role(&self) -> ColumnRole {
        self.chosen.unwrap_or(self.guessed)
    }
}
