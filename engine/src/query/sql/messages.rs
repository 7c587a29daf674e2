//! What a dialect cannot say.

use crate::diag::Message;

pub(super) const BAD_NAME: Message = Message::new(
    "sql_bad_name",
    "空的名称或含有 NUL 字符的文本不能写进 SQL",
    "an empty name or a text with a NUL character cannot be written in SQL",
);
pub(super) const TOO_LONG: Message =
    Message::new("sql_too_long", "展开公式后 SQL 太长", "with its formulas written out the SQL is too long");
pub(super) const KEY_TYPES: Message = Message::new(
    "sql_key_types",
    "关系 {what} 两端的类型不同，数据库会自行转换，结果可能不同",
    "the two sides of `{what}` have different types, which databases convert in their own ways",
);
pub(super) const NO_ROUND: Message = Message::new(
    "sql_round",
    "SQL 里 round 的位数必须是常数（{what}）",
    "in SQL the digits of round must be a constant (`{what}`)",
);
pub(super) const TEXT_OF_TYPE: Message = Message::new(
    "sql_text_of_type",
    "各数据库把 {what} 写成文本的方式不同，不能按文本筛选",
    "databases write `{what}` as text in different ways, so it cannot be searched as text",
);
pub(super) const ZERO_FILL: Message = Message::new(
    "sql_zero_fill",
    "SQL 里分不清 {what} 是没有数据还是除以零，不能补零",
    "in SQL `{what}` does not tell no data from a division by zero, so it cannot be filled with zeros",
);
pub(super) const BAD_NUMBER: Message = Message::new(
    "sql_bad_number",
    "不是有限数的常量不能写进 SQL",
    "a constant that is not a finite number cannot be written in SQL",
);
