//! Sources and customers of the sales side.

use crate::stories::DUPLICATE_SOURCE;

/// A source of business; its key is its position in [`SOURCES`] plus one.
#[derive(Debug)]
pub struct Source {
    /// 来源.
    pub name: &'static str,
    /// web, field, walk_in or referral.
    pub group: &'static str,
    /// Finer channel.
    pub channel: &'static str,
    /// Share within its group.
    pub share: f64,
}

const fn source(name: &'static str, group: &'static str, channel: &'static str, share: f64) -> Source {
    Source { name, group, channel, share }
}

/// Every source.
pub const SOURCES: [Source; 9] = [
    source("官网", "web", "自有线上", 0.18),
    source("APP", "web", "自有线上", 0.20),
    source(DUPLICATE_SOURCE, "web", "垂直媒体", 0.30),
    source("短视频", "web", "内容平台", 0.22),
    source("热线电话", "web", "电话", 0.10),
    source("车展", "field", "大型展会", 0.42),
    source("商场巡展", "field", "商圈活动", 0.58),
    source("自然到店", "walk_in", "展厅", 1.0),
    source("老客户转介绍", "referral", "口碑", 1.0),
];

/// Key of the source called `name`.
pub(crate) fn source_key(name: &str) -> i32 {
    let position = SOURCES.iter().position(|source| source.name == name);
    position.expect("only listed sources are asked for") as i32 + 1
}

/// A person with a phone number; the key is the position plus one.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Hash of the phone number.
    pub phone_hash: String,
    /// Position in [`crate::geo::CITIES`].
    pub city: usize,
}
