//! What this crate has to say to a person.

use sandtable_engine::diag::Message;

pub(crate) const CRASHED: Message = Message::new(
    "worker_crashed",
    "计算进程意外停止，已重新启动并恢复数据：{cause}",
    "the engine stopped unexpectedly and is restarted with its data: {cause}",
);

pub(crate) const REQUEST_CRASHED: Message = Message::new(
    "request_crashed",
    "这一步两次使计算进程停止，已放弃：{cause}",
    "this step stopped the engine twice and was given up: {cause}",
);

pub(crate) const REQUEST_CRASHED_HINT: Message = Message::new(
    "request_crashed_hint",
    "数据可能超出可用内存：请减少行、列或分组后再试",
    "the data may not fit into memory: try again with fewer rows, columns or groups",
);

pub(crate) const TABLE_LOST: Message = Message::new(
    "table_lost",
    "重新启动后没能恢复文件 {file} 的数据：{cause}",
    "the data of {file} could not be restored after the restart: {cause}",
);

pub(crate) const TABLE_LOST_HINT: Message =
    Message::new("table_lost_hint", "请再次导入这个文件", "import the file again");

pub(crate) const START_FAILED: Message = Message::new(
    "worker_start_failed",
    "计算引擎没能启动：{cause}",
    "the engine could not be started: {cause}",
);

pub(crate) const START_FAILED_HINT: Message = Message::new(
    "worker_start_failed_hint",
    "请刷新页面；若仍不行，请换用新版的 Chrome、Edge、Firefox 或 Safari",
    "reload the page; if that does not help, use a current Chrome, Edge, Firefox or Safari",
);

pub(crate) const VERSION_MISMATCH: Message = Message::new(
    "worker_version_mismatch",
    "页面与计算引擎版本不一致：页面 {page}，引擎 {worker}",
    "page and engine differ in version: page {page}, engine {worker}",
);

pub(crate) const BAD_MESSAGE: Message = Message::new(
    "worker_bad_message",
    "页面与计算引擎之间的消息无法解读：{cause}",
    "a message between page and engine could not be read: {cause}",
);

pub(crate) const READ_FAILED: Message =
    Message::new("read_failed", "文件读取失败：{cause}", "the file could not be read: {cause}");

pub(crate) const READ_FAILED_HINT: Message = Message::new(
    "read_failed_hint",
    "文件可能已被移动、修改或正被占用：请再次选择它",
    "it may have been moved, changed or locked since it was chosen: choose it again",
);

pub(crate) const NO_MODEL: Message =
    Message::new("no_model", "还没有指标定义", "there is no definition of metrics yet");

pub(crate) const NO_METRIC: Message = Message::new(
    "no_metric",
    "定义里没有可以计算的指标",
    "the definition has no metric that can be computed",
);

pub(crate) const NO_TABLE: Message =
    Message::new("no_table", "没有名为 {table} 的表", "there is no table called {table}");
