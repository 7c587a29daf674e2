//! What can be wrong with an expression.

use crate::diag::Message;

pub(super) const UNEXPECTED_CHARACTER: Message =
    Message::new("unexpected_character", "出现无法识别的字符 `{found}`", "unexpected character `{found}`");
pub(super) const UNCLOSED_QUOTE: Message =
    Message::new("unclosed_quote", "引号没有闭合", "this quote is never closed");
pub(super) const EMPTY_NAME: Message = Message::new("empty_name", "名称为空", "the name is empty");
pub(super) const NOT_A_DATE: Message = Message::new(
    "not_a_date",
    "`{found}` 不是日期，应写成 2024-03-08",
    "`{found}` is not a date, expected one such as 2024-03-08",
);
pub(super) const MALFORMED_NUMBER: Message =
    Message::new("malformed_number", "`{found}` 不是数字", "`{found}` is not a number");
pub(super) const QUOTE_NAME: Message = Message::new(
    "quote_name",
    "若是名称，请加反引号：`{name}`",
    "put a name that starts with a digit into backquotes: `{name}`",
);
pub(super) const NUMBER_TOO_LARGE: Message =
    Message::new("number_too_large", "数字 {found} 太大", "the number {found} is too large");
pub(super) const EXPECTED_OPERAND: Message = Message::new(
    "expected_operand",
    "此处应为数值、名称或括号，却是{found}",
    "expected a value, a name or a parenthesis, found {found}",
);
pub(super) const EXPECTED_END: Message =
    Message::new("expected_operator", "此处应为运算符，却是{found}", "expected an operator, found {found}");
pub(super) const EXPECTED: Message =
    Message::new("expected_token", "此处应为 {expected}，却是{found}", "expected {expected}, found {found}");
pub(super) const EMPTY_FORMULA: Message = Message::new("empty_formula", "公式为空", "the formula is empty");
pub(super) const CHAINED_COMPARISON: Message =
    Message::new("chained_comparison", "比较不能连写", "comparisons cannot be chained");
pub(super) const CHAINED_HINT: Message = Message::new(
    "chained_comparison_hint",
    "写成 `a < b and b < c`，或用 between",
    "write `a < b and b < c`, or use between",
);
pub(super) const UNKNOWN_FUNCTION: Message =
    Message::new("unknown_function", "没有函数 `{name}`", "unknown function `{name}`");
pub(super) const FUNCTIONS_ARE: Message =
    Message::new("functions_are", "可用函数：{list}", "the functions are {list}");
pub(super) const AGGREGATE_IN_FORMULA: Message = Message::new(
    "aggregate_in_formula",
    "公式里不能聚合：`{name}`",
    "`{name}` aggregates, which a formula cannot do",
);
pub(super) const AGGREGATE_HINT: Message = Message::new(
    "aggregate_in_formula_hint",
    "先定义原子指标（aggregate: {name}），再在公式里引用它的编码",
    "define an atomic metric with `aggregate: {name}` and use its code in the formula",
);
pub(super) const ARGUMENT_COUNT: Message = Message::new(
    "argument_count",
    "{name} 需要 {expected} 个参数，给了 {found} 个",
    "{name} takes {expected} arguments, found {found}",
);
pub(super) const NESTED_TOTAL: Message =
    Message::new("nested_total", "total 里不能再用 total", "total cannot stand inside total");
pub(super) const TYPE_MISMATCH: Message =
    Message::new("type_mismatch", "{op} 不能用于{left}和{right}", "{op} cannot combine {left} with {right}");
pub(super) const OPERAND_TYPE: Message = Message::new(
    "operand_type",
    "{op} 需要{expected}，却是{found}",
    "{op} expects {expected}, found {found}",
);
pub(super) const FUNCTION_NOT_HERE: Message =
    Message::new("function_not_here", "{name} 不能用在这里", "{name} cannot be used here");
pub(super) const QUOTE_TEXT_HINT: Message =
    Message::new("quote_text_hint", "文本要加单引号：'{value}'", "put text into single quotes: '{value}'");
pub(super) const TRUTH_HINT: Message =
    Message::new("truth_hint", "写成比较，例如 `{name} = 1`", "write a comparison, such as `{name} = 1`");
pub(super) const WINDOW_NOT_HERE: Message = Message::new(
    "window_not_here",
    "窗口 `{name}(…) over (…)` 不能写在这里",
    "the window `{name}(…) over (…)` cannot stand here",
);
pub(super) const WINDOW_ALONE: Message = Message::new(
    "window_not_alone",
    "窗口 `{name}(…) over (…)` 之后不能再有别的",
    "nothing can follow the window `{name}(…) over (…)`",
);
pub(super) const WINDOW_ARGUMENT: Message = Message::new(
    "window_of_expression",
    "窗口里只能写字段的名称",
    "the parts of a window are names of fields",
);
pub(super) const WINDOW_HINT: Message = Message::new(
    "window_hint",
    "在数据集里给它单独定义一个字段，再引用这个字段",
    "define a field of the dataset for it, and use that field",
);
pub(super) const WINDOW_FUNCTIONS_ARE: Message =
    Message::new("window_functions_are", "可用的窗口函数：{list}", "the window functions are {list}");
pub(super) const WINDOW_ORDER: Message =
    Message::new("window_without_order", "{name} 需要 order by", "{name} needs an `order by`");
pub(super) const WINDOW_BACKWARDS: Message =
    Message::new("window_backwards", "窗口的终点在起点之前", "the window ends before it starts");
pub(super) const RANGE_OFFSET: Message =
    Message::new("range_offset", "range 不能按行数偏移，请用 rows", "range has no number of rows, use rows");
pub(super) const WINDOW_EDGE: Message = Message::new(
    "window_edge",
    "`current row`、`unbounded` 或行数",
    "`current row`, `unbounded` or a number of rows",
);
