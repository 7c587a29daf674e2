//! What the worker answers.

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::Frame;
use sandtable_engine::interop::{Exported, Imported};
use sandtable_engine::load::{LoadReport, Recognition};
use sandtable_engine::model::lint::Finding;
use sandtable_engine::model::search::SearchKeys;
use sandtable_engine::model::{Document, Missing, Model, TableMatch};
use sandtable_engine::table::{DataType, Profile, Scalar, Schema};
use sandtable_engine::text::Text;
use serde::{Deserialize, Serialize};

/// The answer to a request of the same name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// To `Recognise`.
    Recognised(Recognition),
    /// To `Load`.
    Loaded(Loaded),
    /// To `SetModel` and `Open`.
    Model(ModelReport),
    /// To [`Request::Dictionary`](super::Request::Dictionary).
    Dictionary(Box<Dictionary>),
    /// To [`Request::Revise`](super::Request::Revise): the definition after the change.
    Revised(String),
    /// To `Fit`.
    Fitted(Box<Fitted>),
    /// To `Query`: complete.
    Frame(Frame),
    /// To `Explain`.
    Plan(String),
    /// To `Sql`.
    Sql(String),
    /// To `Rows`.
    Rows(Rows),
    /// To `Profile`.
    Profile(Profile),
    /// To `DropTable`.
    Dropped,
    /// To `Stats`.
    Stats(Stats),
    /// To [`Request::Export`](super::Request::Export).
    Exported(Exported),
    /// To [`Request::Import`](super::Request::Import).
    Imported(Box<Imported>),
}

/// What comes before an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Update {
    /// How far it is.
    Progress(Progress),
    /// The answer from the rows seen so far; its `coverage` says how many.
    Partial(Frame),
}

/// How far something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Rows read in this pass.
    pub rows: u64,
    /// Bytes read in this pass.
    pub bytes: u64,
    /// Bytes to read in this pass.
    pub bytes_total: u64,
    /// 1 for the first look at the file; more when columns are read again under another type.
    pub pass: u32,
}

impl Progress {
    /// Bytes of this pass that are done, 0 to 1.
    pub fn fraction(&self) -> f64 {
        if self.bytes_total == 0 { 0.0 } else { (self.bytes as f64 / self.bytes_total as f64).min(1.0) }
    }
}

/// A catalogue beside the definition in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The definition in force with all of the catalogue that holds and is not there yet.
    pub definition: String,
    /// Names of the metrics that it adds.
    pub added: Vec<Text>,
    /// How many metrics of the catalogue are there already.
    pub known: u32,
    /// Which table stands for which of the catalogue's.
    pub tables: Vec<TableMatch>,
    /// Metrics that do not hold, and what they lack.
    pub missing: Vec<Missing>,
}

/// A table that is there now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loaded {
    /// Names and types.
    pub schema: Schema,
    /// How it came about: evidence for the types, rejected values, findings, memory.
    pub report: LoadReport,
    /// What the worker holds now.
    pub stats: Stats,
}

/// What became of a definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelReport {
    /// What resolves: definitions with errors are left out.
    pub model: Model,
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// Rows of a table as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// Position of the first row, from 0.
    pub from: u64,
    /// Rows of the table.
    pub total: u64,
    /// Columns in file order: name, type, one value a row.
    pub columns: Vec<(String, DataType, Vec<Scalar>)>,
}

/// What is held, and what it costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Bytes of the worker's memory. It never shrinks: this is the peak since the start.
    pub memory_bytes: u64,
    /// Tables in the order in which they came.
    pub tables: Vec<TableStats>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableStats {
    /// Its name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Columns.
    pub columns: u32,
    /// Bytes held by its columns.
    pub bytes: u64,
}

/// A definition as written, with what search and linter make of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dictionary {
    /// The definition; places in the file are left out.
    pub document: Document,
    /// What each metric of the model is found by.
    pub keys: Vec<SearchKeys>,
    /// What the linter saw.
    pub findings: Vec<Finding>,
}
