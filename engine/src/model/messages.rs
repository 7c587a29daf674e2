//! What can be wrong with a definition.

use crate::diag::Message;

pub(super) const EMPTY_DOCUMENT: Message =
    Message::new("empty_document", "定义文件是空的", "the definition is empty");
pub(super) const NOT_WRITTEN: Message =
    Message::new("not_written", "定义无法写出：{reason}", "the definition cannot be written: {reason}");
pub(super) const NO_VERSION: Message = Message::new(
    "no_version",
    "缺少格式版本，应有 `sandtable: {expected}`",
    "the format version is missing, expected `sandtable: {expected}`",
);
pub(super) const OTHER_VERSION: Message = Message::new(
    "other_version",
    "格式版本是 {found}，本程序只读 {expected}",
    "the format version is {found}, this program reads {expected}",
);
pub(super) const UNKNOWN_KEY: Message =
    Message::new("unknown_key", "没有 `{found}` 这个键", "unknown key `{found}`");
pub(super) const KEYS_ARE: Message = Message::new("keys_are", "可用的键：{list}", "the keys here are {list}");
pub(super) const TOO_LARGE: Message = Message::new(
    "document_too_large",
    "定义文件超出上限：{what}为 {found}",
    "the definition exceeds a limit: its {what} is {found}",
);
pub(super) const TOO_MANY_ALIASES: Message = Message::new(
    "too_many_aliases",
    "YAML 别名展开过多，拒绝读取",
    "the YAML aliases expand to too much and are refused",
);
pub(super) const DUPLICATE_KEY: Message =
    Message::new("duplicate_key", "键 `{key}` 重复", "the key `{key}` stands twice");
pub(super) const WRONG_SHAPE: Message =
    Message::new("wrong_shape", "应为 {expected}，却是 {found}", "expected {expected}, found {found}");
pub(super) const EXPECTED_SHAPE: Message =
    Message::new("wrong_shape", "这里应为{expected}", "expected {expected} here");
pub(super) const NULL_VALUE: Message = Message::new("null_value", "这里没有值", "the value is missing here");
pub(super) const SEVERAL_DOCUMENTS: Message = Message::new(
    "several_documents",
    "一个文件只能有一份定义",
    "one file holds one definition, found several",
);
pub(super) const NOT_YAML: Message =
    Message::new("not_yaml", "不是有效的 YAML：{detail}", "this is not valid YAML: {detail}");

pub(super) const MISSING_VALUE: Message = Message::new("missing_value", "缺少 `{key}`", "`{key}` is missing");
pub(super) const BAD_CODE: Message = Message::new(
    "bad_code",
    "编码 `{found}` 应由小写字母、数字和下划线组成，以字母开头",
    "the code `{found}` must be lower-case ASCII letters, digits and underscores, a letter first",
);
pub(super) const RESERVED_CODE: Message =
    Message::new("reserved_code", "编码 `{found}` 另有用途", "the code `{found}` has a meaning of its own");
pub(super) const DUPLICATE_CODE: Message =
    Message::new("duplicate_code", "编码 `{found}` 重复", "the code `{found}` stands twice");
pub(super) const CODE_OF_DIMENSION: Message = Message::new(
    "code_of_dimension",
    "`{found}` 已是维度的编码",
    "`{found}` is already the code of a dimension",
);
pub(super) const TREE_CYCLE: Message = Message::new(
    "tree_cycle",
    "边 `{from}` → `{to}` 使指标树成环",
    "the edge `{from}` → `{to}` closes a circle",
);
pub(super) const EDGE_TWICE: Message =
    Message::new("edge_twice", "边 `{from}` → `{to}` 重复", "the edge `{from}` → `{to}` stands twice");
pub(super) const FISCAL_MONTH: Message = Message::new(
    "fiscal_month",
    "财年起始月是 {found}，应为 1–12",
    "the fiscal year starts in month {found}, expected 1–12",
);

pub(super) const MISSING_TABLE: Message = Message::new(
    "missing_table",
    "数据集 `{dataset}` 需要表 `{table}`，尚未导入",
    "the dataset `{dataset}` needs the table `{table}`, which is not there",
);
pub(super) const MISSING_COLUMN: Message = Message::new(
    "missing_column",
    "{what} `{name}` 需要列 `{column}`，表 `{table}` 中没有",
    "the {what} `{name}` needs the column `{column}`, which the table `{table}` does not have",
);
pub(super) const UNAVAILABLE: Message = Message::new(
    "unavailable",
    "{what} `{name}` 需要 `{needs}`，但它不可用",
    "the {what} `{name}` needs `{needs}`, which is not available",
);
pub(super) const UNKNOWN_NAME: Message =
    Message::new("unknown_name", "没有{what} `{found}`", "unknown {what} `{found}`");
pub(super) const AMBIGUOUS_NAME: Message =
    Message::new("ambiguous_name", "`{found}` 可以指 {list}", "`{found}` can mean {list}");
pub(super) const USE_CODE: Message =
    Message::new("use_code", "用编码代替名称", "use the code instead of the name");
pub(super) const FIELD_AND_COLUMN: Message = Message::new(
    "field_and_column",
    "字段 `{name}` 不能同时有 column 和 expr",
    "the field `{name}` has both `column` and `expr`",
);
pub(super) const FIELD_CYCLE: Message =
    Message::new("field_cycle", "字段循环引用：{path}", "these fields refer to each other: {path}");
pub(super) const OTHER_TABLE: Message = Message::new(
    "field_of_other_table",
    "计算字段只能用同一数据集的字段，`{found}` 属于别的数据集",
    "a computed field reads its own dataset, `{found}` belongs to another",
);
pub(super) const NOT_A_TIME: Message = Message::new(
    "not_a_time",
    "`{found}` 是{type}，不能作为时间",
    "`{found}` is {type}, which cannot stand on a time axis",
);
pub(super) const KEY_COUNT: Message = Message::new(
    "key_count",
    "关系 `{name}` 两端的键个数不同：{from} 和 {to}",
    "the relationship `{name}` has {from} key fields on one side and {to} on the other",
);
pub(super) const KEY_TYPE: Message = Message::new(
    "key_type",
    "关系 `{name}` 两端类型不同：`{from}` 是{from_type}，`{to}` 是{to_type}",
    "the relationship `{name}` joins `{from}`, {from_type}, with `{to}`, {to_type}",
);
pub(super) const KEY_TYPE_HINT: Message = Message::new(
    "key_type_hint",
    "在导入时把其中一列改成另一列的类型",
    "change the type of one of the columns when importing",
);
pub(super) const ONE_DATASET: Message = Message::new(
    "one_dataset",
    "关系 `{name}` 的 {side} 端跨了多个数据集",
    "the relationship `{name}` names several datasets on its `{side}` side",
);
pub(super) const RELATIONSHIP_CYCLE: Message = Message::new(
    "relationship_cycle",
    "关系 `{name}` 形成环：{path}",
    "the relationship `{name}` closes a circle: {path}",
);
pub(super) const NOT_THE_KEY: Message = Message::new(
    "not_the_key",
    "关系 `{name}` 指向的字段不是 `{dataset}` 的主键",
    "the relationship `{name}` does not point at the key of `{dataset}`",
);

pub(super) const NO_LAYER: Message = Message::new(
    "no_layer",
    "指标 `{name}` 没有 aggregate、base 或 formula",
    "the metric `{name}` has none of `aggregate`, `base`, `formula`",
);
pub(super) const TWO_LAYERS: Message = Message::new(
    "two_layers",
    "指标 `{name}` 同时有 `{first}` 和 `{second}`",
    "the metric `{name}` has both `{first}` and `{second}`",
);
pub(super) const KEY_OF_OTHER_LAYER: Message = Message::new(
    "key_of_other_layer",
    "`{key}` 不能用于{layer}指标",
    "`{key}` does not belong to {layer} metric",
);
pub(super) const UNKNOWN_WORD: Message =
    Message::new("unknown_word", "`{key}` 不能是 `{found}`", "`{key}` cannot be `{found}`");
pub(super) const WORDS_ARE: Message = Message::new("words_are", "可以是：{list}", "it is one of {list}");
pub(super) const BAD_PERCENTILE: Message = Message::new(
    "bad_percentile",
    "百分位 p 应在 0 和 1 之间",
    "the percentile `p` must lie between 0 and 1",
);
pub(super) const AGGREGATE_TYPE: Message = Message::new(
    "aggregate_type",
    "{aggregate} 不能用于 `{field}`，它是{type}",
    "{aggregate} cannot take `{field}`, which is {type}",
);
pub(super) const COUNT_INSTEAD: Message =
    Message::new("count_instead", "用 count 或 count_distinct", "use count or count_distinct");
pub(super) const FIELD_OF_DIMENSION: Message = Message::new(
    "field_of_dimension",
    "原子指标取自事实表 `{dataset}`，`{found}` 属于别的表",
    "an atomic metric reads its fact `{dataset}`, `{found}` belongs to another table",
);
pub(super) const ATOMIC_CONDITION: Message = Message::new(
    "atomic_condition",
    "原子指标只能对自己的列作空值或真假判断",
    "an atomic metric takes only a null or truth test on its own column",
);
pub(super) const MAKE_DERIVED: Message = Message::new(
    "make_derived",
    "把条件移到派生指标：base: {name} 加 where",
    "move the condition to a derived metric: `base: {name}` and `where`",
);
pub(super) const NOT_A_CONDITION: Message = Message::new(
    "not_a_condition",
    "条件的结果应是真假，却是{found}",
    "a condition must be true or false, found {found}",
);
pub(super) const ONLY_DISTINCT: Message =
    Message::new("only_distinct", "`at_least` 只用于 count_distinct", "`at_least` belongs to count_distinct");
pub(super) const BAD_WINDOW: Message =
    Message::new("bad_window", "`{found}` 不是时间窗口", "`{found}` is not a window");
pub(super) const WINDOWS_ARE: Message = Message::new(
    "windows_are",
    "例如 last_365d to end、last_365d before start、last_365d before last_365d、all to end",
    "such as `last_365d to end`, `last_365d before start`, `last_365d before last_365d`, `all to end`",
);
pub(super) const TWO_PLACINGS: Message = Message::new(
    "two_placings",
    "指标 `{name}` 不能同时有 `{first}` 和 `{second}`",
    "the metric `{name}` cannot have both `{first}` and `{second}`",
);
pub(super) const BASE_NOT_ATOMIC: Message = Message::new(
    "base_not_atomic",
    "`{found}` 不是原子指标，派生指标只能基于原子指标",
    "`{found}` is not atomic, and a derived metric stands on one atomic metric",
);
pub(super) const BASE_HINT: Message = Message::new(
    "base_hint",
    "改用 `{base}` 并合并条件，或写成复合指标",
    "use `{base}` and join the conditions, or write a composite metric",
);
pub(super) const BARE_DERIVED: Message = Message::new(
    "bare_derived",
    "派生指标 `{name}` 没有周期也没有限定，与原子指标相同",
    "the derived metric `{name}` has no period and no qualifier, so it is the atomic one",
);
pub(super) const CONTRADICTION: Message = Message::new(
    "contradictory_qualifiers",
    "限定「{first}」和「{second}」互斥，结果总为空",
    "the qualifiers \"{first}\" and \"{second}\" exclude each other, so nothing is left",
);
pub(super) const QUALIFIER_TWICE: Message =
    Message::new("qualifier_twice", "限定「{found}」写了两次", "the qualifier \"{found}\" stands twice");
pub(super) const QUALIFIER_EMPTIES: Message = Message::new(
    "qualifier_empties",
    "「{first}」只留下「{second}」加总为 0 的行，结果永远是 0",
    "\"{first}\" keeps only rows of which \"{second}\" adds up to 0: the result would always be 0",
);
pub(super) const QUALIFIER_NOT_HERE: Message = Message::new(
    "qualifier_not_here",
    "限定 `{found}` 不能用于数据集 `{dataset}`",
    "the qualifier `{found}` does not apply to the dataset `{dataset}`",
);
pub(super) const BAD_PERIOD: Message =
    Message::new("bad_period", "`{found}` 不是周期", "`{found}` is not a period");
pub(super) const PERIODS_ARE: Message = Message::new(
    "periods_are",
    "例如 this_month、last_30d、ytd、y2024q4，或 本月、近30天、2024年Q4",
    "such as this_month, last_30d, ytd, y2024q4, or 本月, 近30天, 2024年Q4",
);
pub(super) const COLUMN_IN_FORMULA: Message = Message::new(
    "column_in_formula",
    "复合指标不能直接用字段 `{found}`",
    "a composite metric refers to metrics, `{found}` is a field",
);
pub(super) const USE_METRIC: Message =
    Message::new("use_metric", "用它的原子指标 `{metric}`", "use the atomic metric on it, `{metric}`");
pub(super) const DEFINE_METRIC: Message =
    Message::new("define_metric", "先为它定义原子指标", "define an atomic metric on it first");
pub(super) const METRIC_CYCLE: Message =
    Message::new("metric_cycle", "指标循环引用：{path}", "these metrics refer to each other: {path}");

pub(super) const ONE_LIMIT: Message = Message::new(
    "one_limit",
    "预警需要 `green` 和 `red` 两个界限",
    "an alert needs both limits, `green` and `red`",
);
pub(super) const BAD_DATE: Message = Message::new(
    "bad_date",
    "{found} 不是日期，应如 2024-12-20",
    "`{found}` is not a date such as 2024-12-20",
);
