//! What interchange has to say.

use crate::diag::Message;

pub(super) const NOT_THIS_FORMAT: Message = Message::new(
    "interop_other_format",
    "文件里没有 {expected}，不是{format}的定义",
    "found no {expected}: this is no definition of {format}",
);
pub(super) const NATIVE_USED: Message = Message::new(
    "interop_native_used",
    "文件带有沙盘自己的定义，按它还原；文件的其他部分没有读",
    "the file carries our own definition, which was restored; its other parts were not read",
);
pub(super) const OTHER_VERSION: Message = Message::new(
    "interop_other_version",
    "版本是 {found}，按 {expected} 读",
    "the version is {found}, read as {expected}",
);
pub(super) const SEVERAL_MODELS: Message = Message::new(
    "interop_several_models",
    "文件有 {found} 个语义模型，只读第一个",
    "found {found} semantic models, only the first was read",
);
pub(super) const KEY_SKIPPED: Message =
    Message::new("interop_key_skipped", "“{key}”没有对应，略过", "{key} has no counterpart and was skipped");
pub(super) const NAME_MISSING: Message =
    Message::new("interop_name_missing", "{what}缺少 {key}，略过", "{what} without {key} was skipped");
pub(super) const DATASET_UNKNOWN: Message = Message::new(
    "interop_dataset_unknown",
    "没有数据集“{name}”，略过",
    "there is no dataset {name}; skipped",
);
pub(super) const NOT_TRANSLATED: Message =
    Message::new("interop_not_translated", "“{name}”没有导入：{why}", "{name} was not imported: {why}");
pub(super) const NEEDS_SKIPPED: Message = Message::new(
    "interop_needs_skipped",
    "“{name}”没有导入：它引用的 {other} 没有导入",
    "{name} was not imported: it refers to {other}, which was not",
);
pub(super) const NOT_EXPORTED: Message =
    Message::new("interop_not_exported", "“{name}”没有导出：{why}", "{name} was not exported: {why}");
pub(super) const NATIVE_KEPT: Message = Message::new(
    "interop_native_kept",
    "其他工具读不到的内容保存在 custom_extensions 里，再导入时原样还原",
    "what other tools cannot read is kept in custom_extensions and comes back on import",
);
pub(super) const NOT_SAID: Message = Message::new(
    "interop_not_said",
    "{format} 不能表达：{what}（{count} 处）",
    "{format} cannot say: {what} ({count})",
);
pub(super) const NATIVE_BROKEN: Message = Message::new(
    "interop_native_broken",
    "文件带的沙盘定义读不出来，改读文件的其他部分",
    "our own definition in the file cannot be read; its other parts were read instead",
);
pub(super) const DATATYPES: Message = Message::new(
    "interop_datatypes",
    "{count} 处 datatype 没有读：类型以数据为准",
    "datatype was not read ({count} times): types come from the data",
);
pub(super) const DEFERRED_KEY: Message = Message::new(
    "interop_deferred_key",
    "“{name}”的 {key} 会改变结果，还不支持",
    "{key} of {name} changes numbers and is not supported",
);
pub(super) const DROP_KEY: Message = Message::new(
    "interop_drop_key",
    "去掉 {key}，写进指标的表达式",
    "take {key} out and say it in the expression of a metric",
);
pub(super) const NAME_TWICE: Message =
    Message::new("interop_name_twice", "名称“{name}”指两样东西", "the name {name} stands for two things");
pub(super) const RENAME_ONE: Message =
    Message::new("interop_rename_one", "给其中一个改名", "give one of them another name");
pub(super) const AGGREGATE_IN_FIELD: Message = Message::new(
    "interop_aggregate_in_field",
    "字段“{name}”里有聚合 {found}",
    "the field {name} holds the aggregate {found}",
);
pub(super) const FINER_GRAIN: Message = Message::new(
    "interop_finer_grain",
    "字段“{name}”读的 {found} 在多的一侧：它的一行对应多行",
    "the field {name} reads {found} of the many side: one of its rows meets many",
);
pub(super) const MAKE_METRIC: Message =
    Message::new("interop_make_metric", "把聚合写成指标", "write the aggregate as a metric");
pub(super) const WINDOWED: Message = Message::new(
    "interop_windowed",
    "“{name}”建立在窗口指标 {other} 上",
    "{name} is built on the windowed metric {other}",
);
pub(super) const KEPT: Message = Message::new(
    "interop_kept",
    "文件里的写法不同，保留现有的：{list}",
    "the file has these otherwise; yours are kept: {list}",
);
pub(super) const NOT_TEXT: Message =
    Message::new("interop_not_text", "文件不是 UTF-8 文本", "the file is no text in UTF-8");
pub(super) const SAVE_TEXT: Message =
    Message::new("interop_save_text", "另存为 UTF-8 的 YAML", "save it as YAML in UTF-8");
