//! What the rules say.

use crate::diag::Message;

pub(in crate::model) const CONTRADICTS: Message = Message::new(
    "name_contradicts",
    "名称「{name}」说的是「{said}」，定义却是「{meant}」",
    "the name \"{name}\" says \"{said}\", the definition is \"{meant}\"",
);
pub(super) const OFF_GRAMMAR: Message = Message::new(
    "name_off_grammar",
    "名称「{name}」不合命名规则（时间周期 + 业务限定 + 原子指标）",
    "the name \"{name}\" is not qualifiers, atomic metric, period",
);
pub(super) const RENAME: Message = Message::new("rename_to", "改名为「{right}」", "rename to \"{right}\"");
pub(super) const SAME_NAME: Message = Message::new(
    "same_name",
    "「{name}」与 `{other}` 同名，口径却不同",
    "\"{name}\" is also the name of `{other}`, which is defined otherwise",
);
pub(super) const TELL_APART: Message =
    Message::new("tell_apart", "改用能说清差别的名称", "choose a name that says what differs");
pub(super) const SAME_DEFINITION: Message = Message::new(
    "same_definition",
    "与 `{other}`（{name}）口径完全相同：一个口径只用一个名称",
    "has the same definition as `{other}` ({name}): one definition, one name",
);
pub(super) const REUSE: Message = Message::new(
    "reuse_metric",
    "删除其一，把名称写进另一个的别名",
    "delete one and make its name an alias of the other",
);
pub(super) const MERGE: Message = Message::new(
    "merge_metrics",
    "并入「{name}」：删除这一个，它的名称成为别名",
    "merge into \"{name}\": this one goes, its name becomes an alias",
);
pub(super) const NO_ENGLISH: Message =
    Message::new("one_language", "只有一种语言的名称", "the name is in one language only");
pub(super) const RATE: Message = Message::new(
    "rate_without_ratio",
    "「{name}」是率或占比，却没有分子和分母",
    "\"{name}\" is a rate without numerator and denominator",
);
pub(super) const DIVIDE: Message = Message::new(
    "divide_two",
    "写成两个指标相除的公式",
    "write it as a formula that divides one metric by another",
);
pub(super) const NO_UNIT: Message = Message::new("unit_missing", "没有单位", "has no unit");
pub(super) const UNIT_DIFFERS: Message = Message::new(
    "unit_differs",
    "单位写作「{found}」，按公式应为「{expected}」",
    "its unit is \"{found}\", the formula gives \"{expected}\"",
);
pub(super) const SET_UNIT: Message =
    Message::new("set_unit", "单位改为「{unit}」", "set the unit to \"{unit}\"");
pub(super) const OPERANDS: Message = Message::new(
    "operands_differ",
    "公式两边的时间周期不同：{list}",
    "the parts of the formula have different periods: {list}",
);
pub(super) const SAME_PERIOD: Message = Message::new(
    "same_period",
    "换成同一周期的指标，或在业务口径中写明理由",
    "use metrics of one period, or give the reason in the definition",
);
pub(super) const AVERAGE: Message = Message::new(
    "average_as_atomic",
    "平均值不能再汇总：拆成总和与个数，用复合指标相除",
    "an average cannot be added up: make it the quotient of a sum and a count",
);
pub(super) const NOT_FACT: Message = Message::new(
    "atomic_off_fact",
    "原子指标来自维度表「{table}」，应来自事实表",
    "an atomic metric comes from a fact table, \"{table}\" is a dimension table",
);
pub(super) const NO_POLARITY: Message =
    Message::new("polarity_missing", "没有说升高是好是坏", "does not say which direction is better");
pub(super) const NO_DESCRIPTION: Message =
    Message::new("definition_missing", "没有业务口径", "has no definition in words");
pub(super) const NO_OWNER: Message =
    Message::new("owner_missing", "没有负责人（三不管）", "has no owner: it is nobody's business");
pub(super) const OWN_REVIEWER: Message =
    Message::new("owner_reviews", "负责人和审核人是同一个人", "owner and reviewer are the same person");
pub(super) const ACCOUNTABLE: Message = Message::new(
    "raci_accountable",
    "RACI 中问责（A）应有且只有一人，现有 {found} 人",
    "RACI needs exactly one accountable, found {found}",
);
pub(super) const NO_RESPONSIBLE: Message =
    Message::new("raci_responsible", "RACI 中没有执行人（R）", "RACI names nobody responsible");
pub(super) const NAME_OWNER: Message =
    Message::new("name_owner", "写上负责人{owner}", "name the owner, {owner}");
pub(super) const NO_TARGET: Message = Message::new("target_missing", "没有目标", "has no target");
pub(super) const GAMEABLE: Message = Message::new(
    "gameable_alone",
    "单独考核容易作弊：还没有配对的护栏指标",
    "can be gamed when it is judged alone: it has no guard metric",
);
pub(super) const ADD_GUARDS: Message =
    Message::new("add_guards", "与{list}一起考核", "judge it together with {list}");
pub(super) const NO_TIMING: Message =
    Message::new("timing_missing", "没有标明先行或滞后", "is tagged neither leading nor lagging");
pub(super) const LAGGING_ALONE: Message = Message::new(
    "lagging_alone",
    "是滞后指标，同一主题域里没有先行指标",
    "is a lagging metric, and its domain has no leading one",
);
pub(super) const DATES: Message =
    Message::new("dates_reversed", "创建日期晚于更新日期", "was created after it was last changed");
pub(super) const ALERT: Message = Message::new(
    "alert_reversed",
    "预警界限与好坏方向相反",
    "the alert's limits contradict which direction is better",
);
pub(super) const SWAP: Message = Message::new("swap_limits", "对调两个界限", "swap the two limits");
pub(super) const SWAP_DATES: Message = Message::new("swap_dates", "对调两个日期", "swap the two dates");
