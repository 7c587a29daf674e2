//! What loading and recognising give back beside the data.

use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;
use crate::table::{DataType, Table};
use crate::text::Text;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Delimited text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes read in this pass.
    pub bytes_done: u64,
    /// Bytes to read in this pass.
    pub bytes_total: u64,
    /// Rows read in this pass.
    pub rows: u64,
    /// 1 for the first look at the file; more when columns are read again under another type.
    pub pass: u32,
    /// Bytes held at the moment.
    pub held_bytes: u64,
}

/// A table and how it came about.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The data.
    pub table: Table,
    /// The rest, which crosses the wire.
    pub report: LoadReport,
}

/// How a table came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadReport {
    /// Kind of the file.
    pub format: Format,
    /// Rows of the table.
    pub rows: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of the table.
    pub table_bytes: u64,
    /// Greatest sum of bytes held while loading.
    pub peak_bytes: u64,
    /// How often the file was read.
    pub passes: u32,
    /// Why each column has its type, in table order.
    pub columns: Vec<ColumnEvidence>,
    /// Values that were not taken over.
    pub rejects: Rejects,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a column has its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnEvidence {
    /// Name in the table.
    pub name: String,
    /// Name in the file, as it stands there.
    pub source: String,
    /// Its type.
    pub data_type: DataType,
    /// Values that are not null.
    pub values: u64,
    /// Cells that are empty or hold a word for null.
    pub nulls: u64,
    /// Cells whose value did not fit the type.
    pub rejected: u64,
    /// In words, such as `23,906 of 23,906 values are M/D/YYYY; 14,251 have a day above 12`.
    pub evidence: Text,
}

/// Values that were not taken over: all are counted, the first ones kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rejects {
    /// How many there are.
    pub total: u64,
    /// The first ones in row order, at most [`Limits::rejects_kept`](crate::limits::Limits::rejects_kept).
    pub kept: Vec<Reject>,
}

/// A value that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Data row, from 1, header not counted.
    pub row: u64,
    /// Column name in the table; empty where the whole row is meant.
    pub column: String,
    /// The value as it stands in the file, cut to 200 characters.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

/// Why a value was not taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is not of the column's type.
    Not(DataType),
    /// It is a date that the calendar does not have.
    NoSuchDate,
    /// It is a number beyond the range or the digits of the column.
    OutOfRange,
    /// The row has fewer cells than columns: the rest is null.
    MissingCells,
    /// The row has more cells than columns: the rest is dropped.
    ExtraCells,
    /// Its bytes are not UTF-8: replaced by U+FFFD.
    Encoding,
}

/// What a file looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    /// Kind of the file.
    pub format: Format,
    /// Name of the table by default.
    pub table: String,
    /// Name of the encoding, for text.
    pub encoding: Option<String>,
    /// Field separator, for text.
    pub delimiter: Option<u8>,
    /// Whether the first record holds the column names, for text.
    pub header: Option<bool>,
    /// Rows: exact where the file says so, else an estimate from its size.
    pub rows: u64,
    /// Whether `rows` is exact.
    pub rows_exact: bool,
    /// Columns in file order.
    pub columns: Vec<RecognisedColumn>,
    /// First rows as text, one entry a column; none for null.
    pub preview: Vec<Vec<Option<String>>>,
    /// Findings.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a column looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecognisedColumn {
    /// Name in the file, as it stands there.
    pub source: String,
    /// Name in the table by default: trimmed, not empty, unique.
    pub name: String,
    /// Type that the first values suggest, or that the file declares.
    pub data_type: DataType,
    /// Why, in words.
    pub evidence: Text,
    /// Some distinct values.
    pub samples: Vec<String>,
    /// Whether it can be loaded; a nested column of a Parquet file cannot.
    pub loadable: bool,
}

impl Reason {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Not(data_type) => {
                Text::new("不是{type}", "not a {type}").with_text("type", &type_name(data_type))
            }
            Self::NoSuchDate => Text::new("日历上没有这一天", "no such day in the calendar"),
            Self::OutOfRange => {
                Text::new("超出该列的范围或位数", "beyond the range or the digits of the column")
            }
            Self::MissingCells => {
                Text::new("单元格少于列数，其余为空", "fewer cells than columns, the rest is null")
            }
            Self::ExtraCells => {
                Text::new("单元格多于列数，多出的被舍弃", "more cells than columns, the rest is dropped")
            }
            Self::Encoding => Text::new("字节不是 UTF-8", "bytes are not UTF-8"),
        }
    }
}

/// The name of a type for readers.
pub(super) fn type_name(data_type: DataType) -> Text {
    match data_type {
        DataType::Bool => Text::new("是/否", "truth value"),
        DataType::Int => Text::new("整数", "whole number"),
        DataType::Decimal { .. } => Text::new("定点数", "decimal number"),
        DataType::Float => Text::new("浮点数", "number"),
        DataType::Date => Text::new("日期", "date"),
        DataType::DateTime => Text::new("日期时间", "date and time"),
        DataType::Text => Text::new("文本", "text"),
    }
}

/// The name of a type for several values.
pub(super) fn type_names(data_type: DataType) -> Text {
    let Text { zh, en } = type_name(data_type);
    let en = match data_type {
        DataType::Date => "dates".to_owned(),
        DataType::DateTime => "dates with times".to_owned(),
        DataType::Text => en,
        _ => format!("{en}s"),
    };
    Text { zh, en }
}
