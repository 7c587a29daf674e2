//! The columns of the sheet: every field of a metric, under a header in either language.

use super::choices;
use super::kinds::{self, Place};
use crate::diag::Message;
use crate::model::{MetricDoc, State};
use crate::suggest;
use crate::text::{Lang, Text};

use kinds::{count, list, number, plain, truth, word};

const ONE_OF: Message = Message::new("interop_one_of", "不在可选值里", "it is none of the allowed values");
const PLAIN_NUMBER: Message = Message::new(
    "interop_plain_number",
    "只写数字，如 1950 或 0.25",
    "write digits alone, such as 1950 or 0.25",
);
const ALLOWED: Message = Message::new("interop_allowed", "可选：{list}", "allowed: {list}");

/// A column.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Column {
    /// Stable; read as a header, too.
    pub(in super::super) key: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Whether its cells are numbers.
    pub(super) is_number: bool,
}

impl Column {
    /// What stands above it.
    pub(super) fn header(&self, lang: Lang) -> &'static str {
        if lang == Lang::Zh { self.zh } else { self.en }
    }

    /// Its name in both languages.
    pub(in super::super) fn title(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

macro_rules! columns {
    ($($key:literal $zh:literal $en:literal $kind:ident($($path:ident).+);)*) => {
        /// All that are read, in their order.
        pub(in super::super) const COLUMNS: &[Column] = &[$(Column {
            key: $key,
            zh: $zh,
            en: $en,
            is_number: matches!(stringify!($kind).as_bytes(), b"number" | b"count"),
        }),*];

        /// The cells of a metric, choices by their codes.
        pub(in super::super) fn cells(metric: &MetricDoc) -> Vec<String> {
            vec![$($kind::cell(&metric.$($path).+)),*]
        }

        fn put(metric: &mut MetricDoc, key: &str, cell: &str, place: Place) -> Result<(), &'static Message> {
            match key {
                $($key => $kind::set(&mut metric.$($path).+, cell, place),)*
                _ => Ok(()),
            }
        }

        /// Empties what a column shows.
        pub(super) fn clear(metric: &mut MetricDoc, key: &str) {
            match key {
                $($key => metric.$($path).+ = Default::default(),)*
                _ => {}
            }
        }
    };
}

columns! {
    "code" "编码" "Code" word(code);
    "name_zh" "指标名称" "Name (Chinese)" plain(label.zh);
    "name_en" "英文名" "Name (English)" plain(label.en);
    "description_zh" "业务口径" "Definition (Chinese)" plain(description.zh);
    "description_en" "业务口径（英文）" "Definition (English)" plain(description.en);
    "formula" "计算公式" "Formula" word(formula);
    "dataset" "数据集" "Dataset" word(dataset);
    "aggregate" "聚合" "Aggregate" word(aggregate);
    "field" "字段" "Field" word(field);
    "p" "百分位" "Percentile" number(p);
    "at_least" "至少出现次数" "At least" count(at_least);
    "time" "时间字段" "Date field" word(time);
    "over_time" "存量取值" "Over time" word(over_time);
    "base" "原子指标" "Base metric" word(base);
    "period" "时间周期" "Period" word(period);
    "qualifiers" "业务限定" "Qualifiers" list(qualifiers);
    "where" "条件" "Condition" word(condition);
    "window" "时间窗" "Window" list(window);
    "before_start" "期初之前" "Before start" word(before_start);
    "since_start" "期初以后" "Since start" word(since_start);
    "by" "统计维度" "Shown by" list(by);
    "unit_zh" "单位" "Unit (Chinese)" plain(unit.zh);
    "unit_en" "单位（英文）" "Unit (English)" plain(unit.en);
    "format" "格式" "Format" word(format);
    "polarity" "方向" "Better when" word(polarity);
    "zero_fill" "空值补零" "Zero for nothing" truth(zero_fill);
    "aliases" "别名" "Aliases" list(aliases);
    "tags" "标签" "Tags" list(tags);
    "domain" "主题域" "Domain" word(domain);
    "reason_zh" "业务目的" "Reason (Chinese)" plain(reason.zh);
    "reason_en" "业务目的（英文）" "Reason (English)" plain(reason.en);
    "owner" "负责人" "Owner" word(owner);
    "reviewer" "审核人" "Reviewer" word(reviewer);
    "raci_r" "执行（R）" "Responsible" list(raci.responsible);
    "raci_a" "问责（A）" "Accountable" list(raci.accountable);
    "raci_c" "咨询（C）" "Consulted" list(raci.consulted);
    "raci_i" "知情（I）" "Informed" list(raci.informed);
    "refresh_zh" "更新频率" "Refresh (Chinese)" plain(refresh.zh);
    "refresh_en" "更新频率（英文）" "Refresh (English)" plain(refresh.en);
    "systems" "来源系统" "Source systems" list(systems);
    "access" "权限等级" "Access" word(access);
    "dimensions" "可拆维度" "Dimensions" list(dimensions);
    "timing" "先行滞后" "Timing" word(timing);
    "guards" "制衡指标" "Guards" list(guards);
    "target_value" "目标值" "Target" number(target.value);
    "target_metric" "目标指标" "Target metric" word(target.metric);
    "target_by" "目标期限" "Target date" word(target.by);
    "alert_green" "绿线" "Green limit" number(alert.green);
    "alert_red" "红线" "Red limit" number(alert.red);
    "state" "状态" "State" word(state);
    "version" "版本" "Version" count(version);
    "created" "创建时间" "Created" word(created);
    "updated" "最后更新" "Updated" word(updated);
}

/// Columns that say what the program works out; they are written and not read.
pub(super) const COMPUTED: &[Column] = &[
    Column { key: "layer", zh: "指标层级", en: "Layer", is_number: false },
    Column { key: "reading", zh: "公式（名称）", en: "Formula in names", is_number: false },
    Column { key: "numerator", zh: "分子", en: "Numerator", is_number: false },
    Column { key: "denominator", zh: "分母", en: "Denominator", is_number: false },
    Column { key: "source", zh: "数据来源", en: "Data source", is_number: false },
    Column { key: "trees", zh: "所在指标树", en: "Metric trees", is_number: false },
];

/// Columns that only say how a metric is computed: another layer has others.
pub(super) const DEFINING: &[&str] = &[
    "formula",
    "dataset",
    "aggregate",
    "field",
    "p",
    "at_least",
    "time",
    "over_time",
    "base",
    "period",
    "qualifiers",
    "where",
    "window",
    "before_start",
    "since_start",
];

/// The column under a header: its key or its title in either language.
pub(super) fn column_of(header: &str) -> Option<&'static Column> {
    let header = header.trim().trim_end_matches('*').trim();
    let key = header.to_lowercase().replace([' ', '-'], "_");
    let is_it =
        |column: &&Column| column.key == key || column.zh == header || column.en.eq_ignore_ascii_case(header);
    COLUMNS.iter().chain(COMPUTED).find(is_it)
}

/// A cell as it is shown: choices by their names in Chinese, by their codes in English.
pub(super) fn shown(key: &str, cell: String, lang: Lang) -> String {
    let choice = || choices::of(key)?.iter().find(|(code, _)| *code == cell).map(|(_, zh)| (*zh).to_owned());
    if lang == Lang::Zh { choice().unwrap_or(cell) } else { cell }
}

/// Reads a cell into a metric.
///
/// # Errors
/// What is wrong, and what to do about it where there is more to say.
pub(super) fn set(
    metric: &mut MetricDoc,
    key: &str,
    cell: &str,
    place: Place,
) -> Result<(), (&'static Message, Option<Text>)> {
    let Some(choices) = choices::of(key) else {
        return put(metric, key, cell, place).map_err(|why| (why, Some(PLAIN_NUMBER.text())));
    };
    let lower = cell.to_lowercase();
    match choices.iter().find(|(code, zh)| *code == lower || *zh == cell || is_state(code, cell, key)) {
        Some((code, _)) => put(metric, key, code, place).map_err(|why| (why, None)),
        None => {
            let names = choices.iter().flat_map(|(code, zh)| [*code, *zh]);
            let hint = match suggest::closest(cell, names) {
                Some(close) => suggest::did_you_mean(close),
                None => {
                    let zh: Vec<&str> = choices.iter().map(|(_, zh)| *zh).collect();
                    let en: Vec<&str> = choices.iter().map(|(code, _)| *code).collect();
                    ALLOWED.text().with_text("list", &Text::new(zh.join("、"), en.join(", ")))
                }
            };
            Err((&ONE_OF, Some(hint)))
        }
    }
}

/// States have a name in English, too.
fn is_state(code: &str, cell: &str, key: &str) -> bool {
    let of = |(own, state): &(&str, State)| *own == code && state.label().en.eq_ignore_ascii_case(cell);
    key == "state" && State::ALL.iter().any(of)
}
