//! What the reader of a file may be told.

use serde::{Deserialize, Serialize};

use super::naming::table_name;

use crate::limits::Limits;
use crate::table::DataType;

/// A file: its name and size. The bytes come later, as the loader asks for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// File name, for diagnostics and for the extension.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What the user decided about a file. The default leaves everything to recognition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoadOptions {
    /// Name of the table; where it is empty, the file name without its extension.
    pub table: String,
    /// Whether the first record holds the column names.
    pub header: Option<bool>,
    /// Field separator of a text file: one ASCII byte.
    pub delimiter: Option<u8>,
    /// Whether `"` quotes fields (RFC 4180); switch it off for a file that has lone quotes.
    pub quotes: Option<bool>,
    /// What differs from the default for single columns.
    pub columns: Vec<ColumnOption>,
    /// Budgets: what this machine allows, so no part of a document.
    #[serde(skip)]
    pub limits: Limits,
}

/// What the user decided about a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnOption {
    /// Which column: its name in the file, or its default name as a [`Recognition`](super::Recognition) gives it.
    pub source: String,
    /// Its name in the table.
    pub rename: Option<String>,
    /// Its type, where the inferred one is not wanted. Every value that does not fit is rejected.
    pub data_type: Option<DataType>,
    /// How to read dates such as 3/4/2024.
    pub date_order: Option<DateOrder>,
    /// Whether blanks around texts are removed.
    pub trim: bool,
    /// Leaves the column out.
    pub skip: bool,
}

/// Which of two numbers is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3/8/2024 is the 8th of March.
    MonthFirst,
    /// 3/8/2024 is the 3rd of August.
    DayFirst,
}

impl LoadOptions {
    /// The table's name: as told, or after the file.
    pub(super) fn table_name(&self, source: &Source) -> String {
        if !self.table.is_empty() {
            return self.table.clone();
        }
        table_name(&source.name)
    }

    /// The option of the column called `name` in the file and `default` by default.
    pub(super) fn column(&self, name: &str, default: &str) -> ColumnOption {
        self.columns
            .iter()
            .find(|option| option.source == default)
            .or_else(|| self.columns.iter().find(|option| option.source == name))
            .cloned()
            .unwrap_or_default()
    }
}
