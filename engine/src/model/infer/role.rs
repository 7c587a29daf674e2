//! What a column is for, guessed from its name, type and profile.

use serde::{Deserialize, Serialize};

use super::names::slug;
use crate::table::DataType;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// Results are grouped by it.
    Dimension,
    /// It is summed and averaged.
    Measure,
    /// It places rows in time.
    Date,
    /// It identifies a thing; distinct values are counted.
    Id,
    /// It is left out.
    Ignored,
}

/// What is known of a column's values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Rows of the table.
    pub rows: u64,
    /// Rows without a value.
    pub nulls: u64,
    /// Distinct values, at least approximately.
    pub distinct: u64,
    /// Whether every row has a value of its own.
    pub is_unique: bool,
}

/// The role of a column: dates are dates, numbers measures, texts dimensions, unless the name or the values say that it
/// is an identifier, a flag, or a part of a date.
pub fn role_of(name: &str, data_type: DataType, facts: &ColumnFacts) -> ColumnRole {
    let words = slug(name);
    let is_id_name = ID_WORDS.iter().any(|word| words == *word || words.ends_with(&format!("_{word}")))
        || words.ends_with("key") && words.len() > 4
        || ID_ENDINGS.iter().any(|ending| name.trim().ends_with(ending));
    let has_value = facts.nulls < facts.rows || facts.rows == 0;
    if !has_value {
        return ColumnRole::Ignored;
    }
    match data_type {
        DataType::Date | DataType::DateTime => ColumnRole::Date,
        DataType::Bool => ColumnRole::Dimension,
        DataType::Text => {
            let is_nearly_unique = facts.distinct > 1_000 && facts.distinct > facts.rows / 2;
            let is_long_id = is_id_name && facts.distinct > 50;
            // A table of a dozen rows has unique names too.
            if (facts.is_unique && (is_id_name || facts.rows > 1_000)) || is_nearly_unique || is_long_id {
                ColumnRole::Id
            } else {
                ColumnRole::Dimension
            }
        }
        DataType::Int => {
            if is_id_name || (facts.is_unique && facts.rows > 20) {
                ColumnRole::Id
            } else if is_flag(&words, name, facts) || is_part_of_date(&words, name) {
                ColumnRole::Dimension
            } else {
                ColumnRole::Measure
            }
        }
        DataType::Decimal { .. } | DataType::Float => {
            if COORDINATES.contains(&words.as_str()) || COORDINATES.contains(&name.trim()) {
                ColumnRole::Ignored
            } else {
                ColumnRole::Measure
            }
        }
    }
}

const ID_WORDS: [&str; 9] = ["id", "key", "no", "code", "number", "vin", "phone", "uuid", "sk"];
const ID_ENDINGS: [&str; 6] = ["编号", "编码", "单号", "主键", "车架号", "手机号"];
const COORDINATES: [&str; 8] = ["longitude", "latitude", "lng", "lon", "lat", "经度", "纬度", "坐标"];
const PARTS_OF_DATES: [&str; 10] = [
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "weekday",
    "day_of_week",
    "year_month",
    "yearmonthnum",
    "weeknuminyear",
];
const PARTS_IN_CHINESE: [&str; 8] = ["年", "年份", "季度", "月", "月份", "周", "日", "星期"];

fn is_flag(words: &str, name: &str, facts: &ColumnFacts) -> bool {
    let is_named = ["is_", "has_", "if_"].iter().any(|start| words.starts_with(start))
        || words.ends_with("_flag")
        || name.starts_with("是否");
    is_named && facts.distinct <= 2
}

fn is_part_of_date(words: &str, name: &str) -> bool {
    let last = words.rsplit_once('_').map_or(words, |(_, last)| last);
    PARTS_OF_DATES.contains(&words)
        || PARTS_OF_DATES.contains(&last)
        || PARTS_IN_CHINESE.contains(&name.trim())
}
