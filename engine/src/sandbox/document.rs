//! The document and its file form.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::View;
use crate::diag::{Diagnostic, Message};
use crate::limits::{self, Limits};
use crate::load::LoadOptions;
use crate::text::Text;

/// The version that this program writes.
pub const VERSION: u32 = 1;

const NOT_JSON: Message = Message::new(
    "sandbox_not_json",
    "沙盘文件不是有效的 JSON：{why}",
    "the sandbox file is not valid JSON: {why}",
);
const NOT_A_SANDBOX: Message = Message::new(
    "not_a_sandbox",
    "这个文件不是沙盘：没有版本号",
    "this file is not a sandbox: it has no version",
);
const NEWER: Message = Message::new(
    "sandbox_newer",
    "沙盘文件的版本是 {found}，这里只认识到 {known}",
    "the sandbox file has version {found}; this program knows versions up to {known}",
);
const RELOAD: Message = Message::new(
    "sandbox_reload",
    "刷新页面以取得新版本，或请对方用旧版本保存",
    "reload the page to get the new version, or ask for a file of the older one",
);
const MALFORMED: Message =
    Message::new("sandbox_malformed", "沙盘文件的内容不对：{why}", "the sandbox file does not read: {why}");
const EXPORT_AGAIN: Message = Message::new(
    "sandbox_export_again",
    "从原来的沙盘重新导出",
    "export it again from the sandbox that it came from",
);

/// A sandbox without its data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    /// Format version.
    pub version: u32,
    /// Display name.
    pub name: Text,
    /// The model as written, YAML.
    pub definition: Arc<str>,
    /// The files that the tables came from.
    pub sources: Vec<SourceFile>,
    /// What is looked at.
    pub view: View,
}

/// A file and how it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// File name.
    pub file: String,
    /// How it was read; names the table.
    pub options: LoadOptions,
}

/// What leads from version `n` to `n + 1`, at position `n − 1`.
const MIGRATIONS: [fn(Value) -> Value; 0] = [];

/// The document as a file.
pub fn write(sandbox: &Sandbox) -> String {
    // A document of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&Sandbox { version: VERSION, ..sandbox.clone() }).unwrap_or_default()
}

/// Reads a file of this or an older version.
///
/// # Errors
/// What is wrong, with its line and column where the file is of this version.
pub fn read(text: &str, limits: &Limits) -> Result<Sandbox, Diagnostic> {
    if text.len() as u64 > u64::from(limits.document_bytes) {
        let what = Text::new("沙盘文件的大小（字节）", "the size of the sandbox file in bytes");
        return Err(limits::reached(
            "document_bytes",
            &what,
            text.len() as u64,
            u64::from(limits.document_bytes),
        ));
    }
    let located = |message: &Message, error: &serde_json::Error| {
        let mut found = message.error().arg("why", error).hint(EXPORT_AGAIN.text());
        if error.line() > 0 {
            found = found.at_line(error.line() as u32, error.column() as u32);
        }
        found
    };
    let value: Value = serde_json::from_str(text).map_err(|error| located(&NOT_JSON, &error))?;
    let version = value.get("version").and_then(Value::as_u64).ok_or_else(|| NOT_A_SANDBOX.error())?;
    if version > u64::from(VERSION) || version == 0 {
        return Err(NEWER.error().arg("found", version).arg("known", VERSION).hint(RELOAD.text()));
    }
    if version == u64::from(VERSION) {
        return serde_json::from_str(text).map_err(|error| located(&MALFORMED, &error));
    }
    let migrated = MIGRATIONS.iter().skip(version as usize - 1).fold(value, |value, step| step(value));
    serde_json::from_value(migrated).map_err(|error| located(&MALFORMED, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Grain, Period};

    fn sample() -> Sandbox {
        Sandbox {
            version: VERSION,
            name: Text::new("示例", "Sample"),
            definition: "sandtable: 1\n".into(),
            sources: vec![SourceFile { file: "orders.csv".to_owned(), options: LoadOptions::default() }],
            view: View {
                metrics: vec!["order_count".to_owned()],
                rows: vec!["region".to_owned()],
                period: Some(Period::Trailing { grain: Grain::Day, count: 30 }),
                ..View::default()
            },
        }
    }

    #[track_caller]
    fn refused(text: &str, code: &str) -> Diagnostic {
        let error = read(text, &Limits::default()).expect_err("it is refused");
        assert_eq!(error.code, code);
        error
    }

    #[test]
    fn a_document_survives_its_file() {
        assert_eq!(read(&write(&sample()), &Limits::default()), Ok(sample()));
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_place() {
        let error = refused(&write(&sample()).replace("\"rows\"", "\"lines\""), "sandbox_malformed");
        assert!(error.location.line.is_some_and(|line| line > 1));
        assert!(error.message.en.contains("lines"), "{}", error.message.en);
        refused(&write(&sample()).replace("\"version\": 1", "\"version\": 99"), "sandbox_newer");
        refused("{}", "not_a_sandbox");
        refused("[1, 2", "sandbox_not_json");
        let limits = Limits { document_bytes: 10, ..Limits::default() };
        assert_eq!(read(&write(&sample()), &limits).expect_err("it is too long").code, "limit_reached");
    }
}
