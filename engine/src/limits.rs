//! Budgets. A limit that is met is a diagnostic that names the limit, never a crash.

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Message};

/// What one sandbox may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Rows of one table.
    pub rows: u64,
    /// Columns of one table.
    pub columns: u32,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of one cell.
    pub cell_bytes: u32,
    /// Groups of one query.
    pub groups: u32,
    /// Depth of a formula or of nested definitions.
    pub depth: u32,
    /// Rejected values kept with their place; all are counted.
    pub rejects_kept: u32,
    /// Bytes of one definition file.
    pub document_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 100_000_000,
            columns: 4_096,
            file_bytes: 2_000_000_000,
            cell_bytes: 1 << 20,
            groups: 2_000_000,
            depth: 64,
            rejects_kept: 1_000,
            document_bytes: 4 << 20,
        }
    }
}

const LIMIT: Message = Message::new(
    "limit_reached",
    "超出上限：{what}为 {found}，上限是 {limit}（{name}）",
    "limit reached: {what} is {found}, the limit is {limit} ({name})",
);

/// The diagnostic of a limit that was met. `what` reads as a noun in both languages.
pub fn reached(name: &str, what: &crate::text::Text, found: u64, limit: u64) -> Diagnostic {
    LIMIT.error().arg_text("what", what).arg("found", found).arg("limit", limit).arg("name", name)
}
