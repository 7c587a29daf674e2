//! The names that people see: of columns, and in the comment above the statement.

use super::KINDS;
use super::dialect::comment_line;
use super::select::named;
use super::source::{BLANK, MEMBER, OTHERS, TOTAL, UNMATCHED};
use super::tree::Sql;
use super::writer::Writer;
use sqlparser::ast as syntax;

/// Columns of the answer, no two of one name.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) items: Vec<syntax::SelectItem>,
    taken: Vec<String>,
}

impl Columns {
    pub(super) fn add(&mut self, writer: &Writer<'_>, value: Sql, wanted: &str) {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while self.taken.contains(&name.to_lowercase()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        self.taken.push(name.to_lowercase());
        self.items.push(named(value, &writer.dialect.name_of(&name)));
    }
}

impl Writer<'_> {
    /// What stands before the statement: its metrics in both languages, and what the kinds of keys mean.
    pub(super) fn header(&self) -> String {
        let mut text = comment_line(&format!("Sandtable, {}", self.dialect.name()));
        for &id in &self.plan.outputs {
            let metric = self.model.metric(id);
            let line = format!("{}: {} / {}", metric.code, metric.label.zh, metric.label.en);
            text.push_str(&comment_line(&line));
        }
        for axis in &self.plan.axes {
            let line = format!("{}: {} / {}", axis.code, axis.label.zh, axis.label.en);
            text.push_str(&comment_line(&line));
        }
        let listed = self.plan.rows.iter().flat_map(|rows| &rows.columns);
        let mut has_kinds = !self.plan.axes.is_empty();
        for column in listed {
            let line = format!("{}: {} / {}", column.code, column.label.zh, column.label.en);
            text.push_str(&comment_line(&line));
            has_kinds |= column.has_kind();
        }
        if has_kinds {
            let kinds = [MEMBER, BLANK, UNMATCHED, OTHERS, TOTAL].iter().zip(KINDS);
            let kinds: Vec<String> = kinds.map(|(number, word)| format!("{number} {word}")).collect();
            text.push_str(&comment_line(&format!("…_kind: {}", kinds.join(", "))));
        }
        if let Some(as_of) = self.as_of() {
            text.push_str(&comment_line(&format!("as of / 数据截止: {as_of}")));
        }
        text
    }
}
