//! What is said about a metric beside its definition: who answers for it, how far it is on its way, what it is to
//! reach. Nothing here changes a number.

use serde::{Deserialize, Serialize};

use super::{DimensionId, MetricId};
use crate::calendar::Date;
use crate::text::Text;

/// Management data of a metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Governance {
    /// Subject area.
    pub domain: String,
    /// Why it is needed.
    pub reason: Text,
    /// Who answers for it; empty is nobody (三不管).
    pub owner: String,
    /// Who approves it.
    pub reviewer: String,
    /// Who does what about it.
    pub raci: Raci,
    /// When its data are renewed.
    pub refresh: Text,
    /// Source systems of its data.
    pub systems: Vec<String>,
    /// Who may see it.
    pub access: Option<Access>,
    /// Dimensions that it may be split by; empty is every one that its facts reach.
    pub dimensions: Vec<DimensionId>,
    /// Whether time is on its list of dimensions; none where it has no list.
    pub by_time: Option<bool>,
    /// Whether it tells beforehand or afterwards.
    pub timing: Option<Timing>,
    /// Codes of metrics to be read beside it.
    pub guards: Vec<String>,
    /// What it is to reach.
    pub target: Option<Target>,
    /// From where on it is a concern.
    pub alert: Option<Alert>,
    /// Where it is in its life.
    pub state: State,
    /// Counts definitions, from 1.
    pub version: u32,
    /// First written.
    pub created: Option<Date>,
    /// Last changed.
    pub updated: Option<Date>,
}

/// The responsibility matrix of one metric: people or roles, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raci {
    /// Who does it.
    pub responsible: Vec<String>,
    /// Who answers for it.
    pub accountable: Vec<String>,
    /// Who is asked before.
    pub consulted: Vec<String>,
    /// Who is told after.
    pub informed: Vec<String>,
}

impl Raci {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A subject area with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Unique code.
    pub code: String,
    /// Display name.
    pub label: Text,
}

/// A tag with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// As it stands on metrics.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// Whether it is a group of the dictionary.
    pub is_group: bool,
}

/// Who may see a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// 公开.
    Open,
    /// 内部.
    Internal,
    /// 受限.
    Restricted,
}

/// Whether a metric tells beforehand or afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// 先行指标.
    Leading,
    /// 滞后指标.
    Lagging,
}

/// What a metric is to reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The value or where it comes from.
    pub value: TargetValue,
    /// Until when, as written.
    pub by: String,
}

/// A target's value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetValue {
    /// In the metric's unit; a rate as fraction.
    Number(f64),
    /// Another metric.
    Metric(MetricId),
}

/// Two limits in the metric's unit. With polarity `up`, green is from `green` on and red below `red`; with `down`, green
/// is up to `green` and red above `red`. What lies between is yellow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Where green begins.
    pub green: f64,
    /// Where red begins.
    pub red: f64,
}

/// Stations of a metric's life. A metric that says nothing is a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿.
    #[default]
    Draft,
    /// 需求申请.
    Requested,
    /// 审核.
    Reviewed,
    /// 数据开发.
    Developed,
    /// 上线应用.
    Online,
    /// 驳回.
    Rejected,
    /// 停用.
    Retired,
}

impl State {
    /// All, with their codes.
    pub const ALL: [(&str, State); 7] = [
        ("draft", Self::Draft),
        ("requested", Self::Requested),
        ("reviewed", Self::Reviewed),
        ("developed", Self::Developed),
        ("online", Self::Online),
        ("rejected", Self::Rejected),
        ("retired", Self::Retired),
    ];

    /// The code.
    pub fn code(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "Draft"),
            Self::Requested => ("需求申请", "Requested"),
            Self::Reviewed => ("审核通过", "Reviewed"),
            Self::Developed => ("开发完成", "Developed"),
            Self::Online => ("上线", "Online"),
            Self::Rejected => ("驳回", "Rejected"),
            Self::Retired => ("停用", "Retired"),
        };
        Text::new(zh, en)
    }
}
