//! Every message of this room.

use crate::diag::Message;

const fn message(code: &'static str, zh: &'static str, en: &'static str) -> Message {
    Message::new(code, zh, en)
}

pub(super) const EMPTY_FILE: Message = message("empty_file", "文件是空的", "the file is empty");
pub(super) const NO_ROWS: Message =
    message("no_rows", "只有表头，没有数据行", "there is a header and no data row");
pub(super) const SHORT_READ: Message = message(
    "short_read",
    "读取中断：文件应有 {expected} 字节，只读到 {found} 字节",
    "reading stopped early: expected {expected} bytes, found {found}",
);
pub(super) const SHORT_READ_HINT: Message = message(
    "short_read",
    "文件可能在读取时被改动，请重新打开",
    "the file may have changed while it was read; open it again",
);
pub(super) const NOT_A_TABLE: Message =
    message("not_a_table", "这是{kind}，不是表格文件", "this is {kind}, not a table");
pub(super) const NOT_A_TABLE_HINT: Message =
    message("not_a_table", "请打开 CSV 或 Parquet 文件", "open a CSV or a Parquet file");
pub(super) const SAVE_AS_CSV_HINT: Message = message(
    "not_a_table",
    "请在表格软件中另存为“CSV UTF-8”",
    "save it as \"CSV UTF-8\" in the spreadsheet program",
);
pub(super) const UTF16: Message =
    message("utf16", "文件是 UTF-16 编码，应为 UTF-8", "the file is UTF-16, expected UTF-8");
pub(super) const SAVE_AS_UTF8_HINT: Message = message(
    "save_as_utf8",
    "请另存为 UTF-8 编码的 CSV 再打开",
    "save the file as CSV in UTF-8 and open it again",
);
pub(super) const NOT_UTF8: Message = message(
    "not_utf8",
    "{count} 个单元格不是 UTF-8，读不出的字节以 \u{FFFD} 代替",
    "{count} cells are not UTF-8; bytes that cannot be read are replaced by \u{FFFD}",
);
pub(super) const LOOKS_GBK: Message = message(
    "looks_gbk",
    "文件像是 GBK（GB18030）编码，不是 UTF-8：{count} 个单元格读不出",
    "the file looks like GBK (GB18030), not UTF-8: {count} cells cannot be read",
);
pub(super) const UNCLOSED_QUOTE: Message = message(
    "unclosed_quote",
    "第 {line} 行打开的引号没有关闭",
    "the quote opened in line {line} is never closed",
);
pub(super) const UNCLOSED_QUOTE_HINT: Message = message(
    "unclosed_quote",
    "补上缺少的引号，或在导入选项中关闭引号",
    "add the missing quote, or switch quotes off in the import options",
);
pub(super) const STRAY_QUOTES: Message = message(
    "stray_quotes",
    "{count} 条记录的引号不合 RFC 4180，按字面读取；首条在第 {line} 行",
    "{count} records have quotes against RFC 4180, read as they stand; the first is in line {line}",
);
pub(super) const SHORT_ROWS: Message = message(
    "short_rows",
    "{count} 行的单元格少于 {columns} 列，缺少的为空；首行是第 {row} 行",
    "{count} rows have fewer than {columns} cells, the missing ones are null; the first is row {row}",
);
pub(super) const LONG_ROWS: Message = message(
    "long_rows",
    "{count} 行的单元格多于 {columns} 列，多出的被舍弃；首行是第 {row} 行",
    "{count} rows have more than {columns} cells, the extra ones are dropped; the first is row {row}",
);
pub(super) const EMPTY_NAME: Message = message(
    "empty_column_name",
    "第 {number} 列没有列名，命名为 `{name}`",
    "column {number} has no name, called `{name}`",
);
pub(super) const SAME_NAME: Message = message(
    "same_column_name",
    "列名 `{source}` 重复，第 {number} 列命名为 `{name}`",
    "the name `{source}` occurs again, column {number} is called `{name}`",
);
pub(super) const TRIMMED_NAME: Message = message(
    "trimmed_column_name",
    "列名 `{source}` 两端有空白，命名为 `{name}`",
    "the name `{source}` has blanks around it, called `{name}`",
);
pub(super) const UNKNOWN_COLUMN: Message = message(
    "unknown_column_option",
    "导入选项提到的列 `{name}` 不在文件中",
    "the import options name a column `{name}` that is not in the file",
);
pub(super) const LOST_DIGITS: Message = message(
    "lost_digits",
    "{count} 个值的小数放不进指定的类型，置为空",
    "{count} values have digits that do not fit the demanded type and are null",
);
pub(super) const REJECTED: Message = message(
    "rejected_values",
    "{count} 个值不是{type}，置为空",
    "{count} values are not a {type} and are null",
);
pub(super) const AMBIGUOUS_DATES: Message = message(
    "ambiguous_dates",
    "日期的“日”都不超过 12，月日次序无法判断，按 {used} 读取",
    "no date has a day above 12, so its order is open; read as {used}",
);
pub(super) const AMBIGUOUS_DATES_HINT: Message = message(
    "ambiguous_dates",
    "如果应为 {other}，请在导入选项中指定",
    "if it is {other}, say so in the import options",
);
pub(super) const OFFSET_DROPPED: Message = message(
    "offset_dropped",
    "时间带有时区 {offset}，保留当地时间",
    "times carry the offset {offset}; local time is kept",
);
pub(super) const OFFSETS_DIFFER: Message = message(
    "offsets_differ",
    "{count} 个时间带有不同的时区（{low} 至 {high}），各自保留当地时间",
    "{count} times carry different offsets ({low} to {high}); each keeps its local time",
);
pub(super) const BLANKS_AROUND: Message = message(
    "blanks_around",
    "有的文本两端有空白，例如“{value}”",
    "some texts have blanks around them, such as \"{value}\"",
);
pub(super) const BLANKS_AROUND_HINT: Message =
    message("blanks_around", "在导入选项中选择去除空白", "choose to trim them in the import options");
pub(super) const BAD_PARQUET: Message =
    message("bad_parquet", "Parquet 文件损坏：{reason}", "the Parquet file is damaged: {reason}");
pub(super) const TRUNCATED_PARQUET: Message = message(
    "truncated_parquet",
    "Parquet 文件不完整：应以 PAR1 结尾",
    "the Parquet file is cut off: expected PAR1 at its end",
);
pub(super) const TRUNCATED_PARQUET_HINT: Message =
    message("truncated_parquet", "请重新下载或导出", "download or export it again");
pub(super) const ENCRYPTED_PARQUET: Message = message(
    "encrypted_parquet",
    "Parquet 文件已加密，无法读取",
    "the Parquet file is encrypted and cannot be read",
);
pub(super) const NESTED_COLUMN: Message = message(
    "nested_column",
    "列 `{name}` 是嵌套类型（{type}），未载入",
    "column `{name}` is nested ({type}) and is left out",
);
pub(super) const UNREADABLE_COLUMN: Message = message(
    "unreadable_column",
    "列 `{name}` 的类型（{type}）不支持，未载入",
    "column `{name}` has a type that is not supported ({type}) and is left out",
);
pub(super) const NO_FLAT_COLUMN: Message =
    message("no_flat_column", "没有可载入的列", "there is no column that can be loaded");
pub(super) const UTC_TIMES: Message = message(
    "utc_times",
    "时间以 UTC 存储，按 UTC 的年月日时显示",
    "times are stored in UTC and shown in UTC",
);
pub(super) const CUT_TIMES: Message = message("cut_times", "时间截到{unit}", "times are cut to {unit}");
pub(super) const OUT_OF_RANGE: Message = message(
    "out_of_range",
    "{count} 个值超出可存的范围，置为空",
    "{count} values are beyond what can be stored and are null",
);
pub(super) const HEADER_NOT_UTF8: Message = message(
    "header_not_utf8",
    "列名不是 UTF-8，读不出的字节以 \u{FFFD} 代替",
    "column names are not UTF-8; bytes that cannot be read are replaced by \u{FFFD}",
);
pub(super) const HEADER_LOOKS_GBK: Message = message(
    "header_looks_gbk",
    "列名像是 GBK（GB18030）编码，不是 UTF-8",
    "column names look like GBK (GB18030), not UTF-8",
);
