//! Metrics ↔ rows of text.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Message};
use crate::model::{At, Document, MetricDoc, Names};
use crate::text::Lang;

use super::super::messages as m;

const UNKNOWN_COLUMN: Message = Message::new(
    "interop_unknown_column",
    "不认识的列“{name}”，没有读",
    "the column {name} is not known and was not read",
);
const NO_HEADER: Message =
    Message::new("interop_no_header", "第一行没有“编码”列", "the first row has no column code");
const BAD_CELL: Message = Message::new(
    "interop_bad_cell",
    "第 {row} 行“{column}”的值“{value}”不对：{why}",
    "row {row}, {column}: {value} is wrong: {why}",
);
const TWICE: Message =
    Message::new("interop_column_twice", "列“{name}”出现两次", "the column {name} stands twice");

macro_rules! columns {
    ($($key:literal $zh:literal $kind:ident($($path:ident).+);)*) => {
        /// Key, which is also the English header, and Chinese header.
        const COLUMNS: &[(&str, &str)] = &[$(($key, $zh)),*];

        fn cells(metric: &MetricDoc) -> Vec<String> {
            vec![$($kind::cell(&metric.$($path).+)),*]
        }

        fn set(metric: &mut MetricDoc, key: &str, cell: &str) -> Result<(), &'static Message> {
            match key {
                $($key => $kind::set(&mut metric.$($path).+, cell),)*
                _ => Ok(()),
            }
        }
    };
}

columns! {
    "code" "编码" word(code);
    "name_zh" "中文名" plain(label.zh);
    "name_en" "英文名" plain(label.en);
    "description_zh" "口径说明" plain(description.zh);
    "description_en" "口径说明（英文）" plain(description.en);
    "dataset" "数据集" word(dataset);
    "aggregate" "聚合" word(aggregate);
    "field" "字段" word(field);
    "p" "百分位" number(p);
    "time" "时间字段" word(time);
    "over_time" "存量取值" word(over_time);
    "base" "原子指标" word(base);
    "period" "时间周期" word(period);
    "qualifiers" "业务限定" list(qualifiers);
    "where" "条件" word(condition);
    "formula" "公式" word(formula);
    "unit_zh" "单位" plain(unit.zh);
    "unit_en" "单位（英文）" plain(unit.en);
    "format" "格式" word(format);
    "polarity" "方向" word(polarity);
    "zero_fill" "空值补零" truth(zero_fill);
    "aliases" "别名" list(aliases);
    "tags" "标签" list(tags);
    "domain" "主题域" word(domain);
    "reason_zh" "业务目的" plain(reason.zh);
    "reason_en" "业务目的（英文）" plain(reason.en);
    "owner" "负责人" word(owner);
    "reviewer" "审核人" word(reviewer);
    "raci_r" "执行（R）" list(raci.responsible);
    "raci_a" "问责（A）" list(raci.accountable);
    "raci_c" "咨询（C）" list(raci.consulted);
    "raci_i" "知情（I）" list(raci.informed);
    "refresh_zh" "更新频率" plain(refresh.zh);
    "refresh_en" "更新频率（英文）" plain(refresh.en);
    "systems" "来源系统" list(systems);
    "dimensions" "可拆维度" list(dimensions);
    "timing" "先行滞后" word(timing);
    "guards" "制衡指标" list(guards);
    "target_value" "目标值" number(target.value);
    "target_metric" "目标指标" word(target.metric);
    "target_by" "目标期限" word(target.by);
    "alert_green" "绿线" number(alert.green);
    "alert_red" "红线" number(alert.red);
    "state" "状态" word(state);
    "version" "版本" count(version);
    "created" "创建日期" word(created);
    "updated" "更新日期" word(updated);
}

const NUMBER: Message = Message::new("interop_number", "应为数值", "a number is expected");
const COUNT: Message = Message::new("interop_count", "应为正整数", "a whole number is expected");
const TRUTH: Message = Message::new("interop_truth", "应为 是 或 否", "true or false is expected");
const CODE: Message = Message::new("interop_code", "不能为空", "it cannot be empty");
const CODE_TWICE: Message = Message::new("interop_code_twice", "与上面的行重复", "a row above has it, too");

mod word {
    use super::*;
    pub(super) fn cell(value: &At<String>) -> String {
        value.value.clone()
    }
    pub(super) fn set(value: &mut At<String>, cell: &str) -> Result<(), &'static Message> {
        *value = cell.into();
        Ok(())
    }
}

mod plain {
    use super::*;
    pub(super) fn cell(value: &str) -> String {
        value.to_owned()
    }
    pub(super) fn set(value: &mut String, cell: &str) -> Result<(), &'static Message> {
        cell.clone_into(value);
        Ok(())
    }
}

mod list {
    use super::*;
    pub(super) fn cell(value: &Names) -> String {
        value.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join("; ")
    }
    pub(super) fn set(value: &mut Names, cell: &str) -> Result<(), &'static Message> {
        let names = cell.split([';', '；', '、', '\n']).map(str::trim);
        *value = names.filter(|name| !name.is_empty()).collect();
        Ok(())
    }
}

mod number {
    use super::*;
    pub(super) fn cell(value: &Option<At<f64>>) -> String {
        value.as_ref().map_or_else(String::new, |value| value.value.to_string())
    }
    pub(super) fn set(value: &mut Option<At<f64>>, cell: &str) -> Result<(), &'static Message> {
        let read = cell.parse::<f64>().ok().filter(|number| number.is_finite());
        *value = Some(At::new(read.ok_or(&NUMBER)?));
        Ok(())
    }
}

mod count {
    use super::*;
    pub(super) fn cell(value: &Option<At<u32>>) -> String {
        value.as_ref().map_or_else(String::new, |value| value.value.to_string())
    }
    pub(super) fn set(value: &mut Option<At<u32>>, cell: &str) -> Result<(), &'static Message> {
        *value = Some(At::new(cell.parse().map_err(|_| &COUNT)?));
        Ok(())
    }
}

mod truth {
    use super::*;
    pub(super) fn cell(value: &bool) -> String {
        if *value { "true".to_owned() } else { String::new() }
    }
    pub(super) fn set(value: &mut bool, cell: &str) -> Result<(), &'static Message> {
        *value = match cell.to_lowercase().as_str() {
            "true" | "yes" | "1" | "是" => true,
            "false" | "no" | "0" | "否" => false,
            _ => return Err(&TRUTH),
        };
        Ok(())
    }
}

/// Header and one row a metric; what a table of metrics leaves out is told.
pub(super) fn write(document: &Document, lang: Lang) -> (Vec<Vec<String>>, Vec<Diagnostic>) {
    let header = COLUMNS.iter().map(|(key, zh)| if lang == Lang::Zh { *zh } else { *key }.to_owned());
    let mut rows = vec![header.collect()];
    rows.extend(document.metrics.iter().map(|metric| cells(metric)));
    let mut lost = Vec::new();
    for (zh, en, count) in [
        (
            "数据集与关系",
            "datasets and relationships",
            document.datasets.len() + document.relationships.len(),
        ),
        ("维度与层级", "dimensions and hierarchies", document.dimensions.len() + document.hierarchies.len()),
        ("限定的条件", "conditions of qualifiers", document.qualifiers.len()),
        ("指标树", "metric trees", document.trees.len()),
        ("变更历史", "history", document.history.len()),
    ] {
        if count > 0 {
            let found = m::NOT_SAID.info().arg("format", "CSV");
            lost.push(found.arg_text("what", &crate::text::Text::new(zh, en)).arg("count", count));
        }
    }
    (rows, lost)
}

fn key_of(header: &str) -> Option<&'static str> {
    let header = header.trim();
    let english = header.to_lowercase().replace([' ', '-'], "_");
    let found = COLUMNS.iter().find(|(key, zh)| *key == english || *zh == header);
    found.map(|(key, _)| *key)
}

/// Metrics of the rows below a header. A row with an error is left out.
pub(super) fn read(rows: &[Vec<String>]) -> (Document, Vec<Diagnostic>) {
    let mut document = Document::empty();
    let mut diagnostics = Vec::new();
    let header: &[String] = rows.first().map_or(&[], Vec::as_slice);
    let mut keys: Vec<Option<&str>> = Vec::new();
    for name in header {
        let key = key_of(name);
        let message = if key.is_none() { UNKNOWN_COLUMN } else { TWICE };
        let is_new = key.is_some() && !keys.contains(&key);
        if !is_new && !name.trim().is_empty() {
            diagnostics.push(message.warning().arg("name", name.trim()).at_field(name.trim()));
        }
        keys.push(key.filter(|_| is_new));
    }
    let Some(code_at) = keys.iter().position(|key| *key == Some("code")) else {
        diagnostics.push(NO_HEADER.error());
        return (document, diagnostics);
    };
    let mut codes = BTreeSet::new();
    for (row, cells) in (1_u64..).zip(rows.iter().skip(1)) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut metric = MetricDoc::default();
        let before = diagnostics.len();
        let mut wrong = |at: usize, value: &str, why: &Message| {
            let column = header.get(at).map_or("", |name| name.trim());
            let found = BAD_CELL.error().arg("row", row).arg("column", column).arg("value", value);
            diagnostics.push(found.arg_text("why", &why.text()).at_row(row).at_field(column).at_value(value));
        };
        for (at, (cell, key)) in cells.iter().zip(&keys).enumerate() {
            let cell = cell.trim();
            if let (Some(key), false) = (key, cell.is_empty())
                && let Err(why) = set(&mut metric, key, cell)
            {
                wrong(at, cell, why);
            }
        }
        if metric.code.is_empty() {
            wrong(code_at, "", &CODE);
        } else if !codes.insert(metric.code.value.clone()) {
            wrong(code_at, &metric.code, &CODE_TWICE);
        }
        if diagnostics.len() == before {
            document.metrics.push(At::new(metric));
        }
    }
    (document, diagnostics)
}
