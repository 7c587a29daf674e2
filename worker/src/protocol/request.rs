//! What the page asks.

use sandtable_engine::interop::{Format, ImportOptions};
use sandtable_engine::load::LoadOptions;
use sandtable_engine::model::edit::{Author, Change};
use sandtable_engine::query::Query;
use sandtable_engine::query::sql::Dialect;
use sandtable_engine::text::Lang;
use serde::{Deserialize, Serialize};

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Look at a file without reading all of it: format, dialect, columns, first rows. With one file.
    Recognise {
        /// File name; its ending is a hint only.
        name: String,
        /// What is already decided about it.
        options: Box<LoadOptions>,
    },
    /// Read a file into a table; a table of this name is replaced when the new one is complete. With one file.
    Load {
        /// File name; its ending is a hint only.
        name: String,
        /// What is decided about it, the name of the table among it.
        options: Box<LoadOptions>,
    },
    /// Resolve this definition against the tables that are there, and answer queries by it from now on.
    SetModel {
        /// The definition as written.
        source: ModelSource,
    },
    /// Open what was loaded under names for the time being: give the tables their own names, forget others, and answer
    /// queries by this definition from now on. All of it happens at once, or, when a table is not there, or the
    /// definition has errors or no metric, nothing of it.
    Open {
        /// The definition as written, in terms of the new names.
        source: ModelSource,
        /// Tables and their new names. A table that has such a name is replaced.
        renamed: Vec<Renaming>,
        /// Tables to forget; one that is not there is no error.
        gone: Vec<String>,
    },
    /// Compute.
    Query {
        /// Metrics by dimensions.
        query: Box<Query>,
    },
    /// The plan of a query, as stable text.
    Explain {
        /// Metrics by dimensions.
        query: Box<Query>,
    },
    /// A query as SQL for a warehouse that has the same tables.
    Sql {
        /// Metrics by dimensions.
        query: Box<Query>,
        /// Whose SQL.
        dialect: Dialect,
    },
    /// Rows of a table as they are.
    Rows {
        /// Which table.
        table: String,
        /// First row, from 0.
        from: u64,
        /// How many at most.
        count: u32,
    },
    /// What a column holds. One column a request, so that others are heard between two columns of a long table.
    Profile {
        /// Which table.
        table: String,
        /// Position of the column, from 0.
        column: u32,
        /// How many frequent values to list at most.
        top: u32,
    },
    /// Forget a table.
    DropTable {
        /// Which.
        table: String,
    },
    /// The definition with search keys and findings.
    Dictionary,
    /// Computes as if a change had been made.
    Try {
        /// The change.
        change: Box<Change>,
        /// The question.
        query: Box<Query>,
    },
    /// Changes the definition; what is in force stays until it is set.
    Revise {
        /// The change.
        change: Box<Change>,
        /// Who makes it, and when.
        author: Author,
    },
    /// What of a catalogue holds on the tables that are there; nothing changes.
    Fit {
        /// The catalogue.
        catalogue: ModelSource,
    },
    /// What is held, and what it costs.
    Stats,
    /// Writes the definition in force in a format.
    Export {
        /// The format.
        format: Format,
        /// Headers of sheets, and the name of the file.
        lang: Lang,
    },
    /// Reads a file beside the definition in force; nothing changes.
    Import {
        /// The name of the file.
        name: String,
        /// What it holds.
        bytes: Vec<u8>,
        /// What it is written in; none to find out.
        format: Option<Format>,
        /// How a sheet is taken.
        options: ImportOptions,
    },
}

/// Another name for a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renaming {
    /// What it is called.
    pub from: String,
    /// What it is called from now on.
    pub to: String,
}

/// A definition as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSource {
    /// File name that diagnostics name.
    pub name: String,
    /// YAML.
    pub text: String,
}
