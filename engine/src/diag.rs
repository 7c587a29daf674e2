//! Diagnostics: what is wrong, where, and what to do, in both languages from one code.
//!
//! Each room declares its own [`Message`] constants; a [`Diagnostic`] is built from one and carries plain text, so
//! that it crosses the wire as it is. Diagnostics are collected, not first-fail.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Lang, Text};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Info,
    /// The result stands, but a reader should know.
    Warning,
    /// There is no result.
    Error,
}

/// A message template: a stable code and its wording with `{name}` marks.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// Stable, ASCII snake_case.
    pub code: &'static str,
    /// Chinese wording.
    pub zh: &'static str,
    /// English wording: lower case, no full stop, found against expected.
    pub en: &'static str,
}

impl Message {
    /// A template.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en }
    }

    /// The wording without arguments, for hints and labels.
    pub fn text(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// An error of this message.
    pub fn error(&self) -> Diagnostic {
        Diagnostic::new(Severity::Error, self)
    }

    /// A warning of this message.
    pub fn warning(&self) -> Diagnostic {
        Diagnostic::new(Severity::Warning, self)
    }

    /// A note of this message.
    pub fn info(&self) -> Diagnostic {
        Diagnostic::new(Severity::Info, self)
    }
}

/// Where it is. What is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// File or document name.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column of the line in characters, from 1.
    pub column: Option<u32>,
    /// Data row, from 1, header not counted.
    pub row: Option<u64>,
    /// Data column, model field or metric code.
    pub field: Option<String>,
    /// The offending value as it stands in the source.
    pub value: Option<String>,
    /// First and one-past-last character of an expression, from 0.
    pub span: Option<(u32, u32)>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Stable code.
    pub code: Cow<'static, str>,
    /// What and why.
    pub message: Text,
    /// Where.
    pub location: Box<Location>,
    /// What to do.
    pub hints: Vec<Text>,
}

impl Diagnostic {
    fn new(severity: Severity, message: &Message) -> Self {
        Self {
            severity,
            code: Cow::Borrowed(message.code),
            message: message.text(),
            location: Box::default(),
            hints: Vec::new(),
        }
    }

    /// Fills the mark `{name}` of the message.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.message = self.message.with(name, &value.to_string());
        self
    }

    /// Fills the mark `{name}` with a text that differs by language.
    #[must_use]
    pub fn arg_text(mut self, name: &str, value: &Text) -> Self {
        self.message = self.message.with_text(name, value);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.location.file = Some(file.into());
        self
    }

    /// Names line and column of a text file, both from 1.
    #[must_use]
    pub fn at_line(mut self, line: u32, column: u32) -> Self {
        self.location.line = Some(line);
        self.location.column = Some(column);
        self
    }

    /// Names the data column, model field or metric code.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.location.field = Some(field.into());
        self
    }

    /// Names the data row, from 1.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.location.row = Some(row);
        self
    }

    /// Names the offending value.
    #[must_use]
    pub fn at_value(mut self, value: impl Into<String>) -> Self {
        self.location.value = Some(value.into());
        self
    }

    /// Names the characters of an expression.
    #[must_use]
    pub fn at_span(mut self, start: u32, end: u32) -> Self {
        self.location.span = Some((start, end));
        self
    }

    /// The same finding where a result stands all the same.
    #[must_use]
    pub fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether there is no result because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// One line (and one per hint) for a terminal.
    pub fn render(&self, lang: Lang) -> String {
        let mut out = String::new();
        let place = &self.location;
        let head: Vec<String> = [
            place.file.clone(),
            place.line.map(|line| line.to_string()),
            place.column.map(|column| column.to_string()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !head.is_empty() {
            out.push_str(&head.join(":"));
            out.push_str(": ");
        }
        let word = match (self.severity, lang) {
            (Severity::Error, Lang::En) => "error",
            (Severity::Error, Lang::Zh) => "错误",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Warning, Lang::Zh) => "警告",
            (Severity::Info, Lang::En) => "note",
            (Severity::Info, Lang::Zh) => "提示",
        };
        out.push_str(&format!("{word}[{}]: {}", self.code, self.message.get(lang)));
        let mut place_words = Vec::new();
        if let Some(field) = &place.field {
            place_words.push(field.clone());
        }
        if let Some(row) = place.row {
            place_words.push(match lang {
                Lang::En => format!("row {row}"),
                Lang::Zh => format!("第 {row} 行"),
            });
        }
        if !place_words.is_empty() {
            out.push_str(&format!(" ({})", place_words.join(", ")));
        }
        for hint in &self.hints {
            out.push_str(&format!("\n  → {}", hint.get(lang)));
        }
        out
    }
}

/// Whether any finding is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
