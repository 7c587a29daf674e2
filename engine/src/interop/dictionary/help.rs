//! What the columns mean, for the sheet of instructions.

/// Words for the foot of the sheet.
pub(super) const NOTES: &[(&str, &str)] = &[
    (
        "一行一个指标，编码唯一。编码已有的指标按这一行修改，没有的新增；表里没有的指标不动。",
        "One row a metric, one code each. A code that exists is changed, another is added; metrics that are not in the sheet stay as they are.",
    ),
    (
        "原子指标填 数据集、聚合、字段；派生指标填 原子指标，加 时间周期、业务限定；复合指标填 计算公式。",
        "An atomic metric has dataset, aggregate and field; a derived one a base metric with period and qualifiers; a composite one a formula.",
    ),
    (
        "空单元格不改原有内容。几个值用分号隔开；值里有分号的写在双引号里。",
        "An empty cell leaves what is there. Several values are separated by semicolons; one that holds a semicolon stands in double quotes.",
    ),
    (
        "指标层级、公式（名称）、分子、分母、数据来源、所在指标树由程序算出，导入时不读。",
        "Layer, formula in names, numerator, denominator, data source and metric trees are worked out and not read on import.",
    ),
];

/// The meaning of a column in both languages, and an example.
pub(in super::super) fn of(key: &str) -> ((&'static str, &'static str), &'static str) {
    match key {
        "code" => (
            (
                "唯一编码：小写字母、数字、下划线；必填",
                "unique: lower-case letters, digits, underscores; required",
            ),
            "arpu",
        ),
        "name_zh" => (("中文名称", "Chinese name"), "客单价"),
        "name_en" => (("英文名称", "English name"), "ARPU"),
        "description_zh" => {
            (("指标是什么、怎么数", "what it is and how it is counted"), "单个工单的平均收入")
        }
        "description_en" => (("英文口径", "the same in English"), "average income of one order"),
        "formula" => (
            ("复合指标：指标编码的四则运算", "composite: arithmetic over metric codes"),
            "total_amount / order_count",
        ),
        "dataset" => (("原子指标：数据集编码", "atomic: code of the dataset"), "orders"),
        "aggregate" => (("原子指标：怎样汇总", "atomic: how values are aggregated"), "sum"),
        "field" => (("原子指标：汇总哪个字段", "atomic: the field that is aggregated"), "total_amount"),
        "p" => (("百分位数：0 到 1", "percentile: from 0 to 1"), "0.9"),
        "at_least" => (
            ("去重计数：至少出现几次才算", "count of distinct values: only those of at least so many rows"),
            "2",
        ),
        "time" => (
            (
                "原子指标：按哪个日期统计；空为数据集的默认日期",
                "atomic: the date that places its rows; the default of the dataset where empty",
            ),
            "paid_at",
        ),
        "over_time" => (("存量在时间上怎样取值", "how a stock is read over time"), "last"),
        "base" => (("派生指标：原子指标的编码", "derived: code of the atomic metric"), "order_count"),
        "period" => (("派生指标：时间周期，编码或名称", "derived: period, by code or by name"), "近30天"),
        "qualifiers" => (("派生指标：业务限定的编码", "derived: codes of qualifiers"), "in_warranty"),
        "where" => (("派生指标：自己的条件", "derived: a condition of its own"), "hour >= 22"),
        "window" => {
            (("派生指标：随时间桶移动的时间窗", "derived: days that hang on the bucket"), "last_365d to end")
        }
        "before_start" => {
            (("派生指标：该日期在期初之前", "derived: this date lies before the bucket"), "lead_date")
        }
        "since_start" => {
            (("派生指标：该日期在期初以后", "derived: this date does not lie before the bucket"), "lead_date")
        }
        "by" => (("按哪些维度展示，名称里写“按…”", "dimensions that it is shown by"), "region"),
        "unit_zh" | "unit_en" => (("单位", "unit"), "元/单"),
        "format" => (("数值怎样显示", "how values are written"), "money"),
        "polarity" => (("哪个方向更好", "which direction is better"), "up"),
        "zero_fill" => (("没有数据时显示 0", "0 where there is nothing to aggregate"), "是"),
        "aliases" => (("其他叫法，供搜索", "other names, for search"), "单均收入; 平均客单"),
        "tags" => (("分组标签", "groups that it is listed under"), "north_star"),
        "domain" => (("主题域", "subject area"), "after_sales"),
        "reason_zh" | "reason_en" => (("为什么需要它", "why it is needed"), "看单次服务的价值"),
        "owner" => (("负责人", "who answers for it"), "张三"),
        "reviewer" => (("审核人，不能是负责人", "who approves it; not the owner"), "李四"),
        "raci_r" => (("谁执行", "who does it"), "数据分析师"),
        "raci_a" => (("谁问责，只有一个", "who is accountable; exactly one"), "区域运营总监"),
        "raci_c" => (("事前咨询谁", "who is asked before"), "财务BP"),
        "raci_i" => (("事后通知谁", "who is told after"), "CEO; COO"),
        "refresh_zh" | "refresh_en" => (("数据多久更新一次", "when its data are renewed"), "每日凌晨2点"),
        "systems" => (("数据来自哪些系统", "systems that its data come from"), "新售后系统"),
        "dimensions" => (
            ("允许按哪些维度拆；空为全部", "dimensions that it may be split by; all where empty"),
            "region; center",
        ),
        "access" => (("谁可以看", "who may see it"), "internal"),
        "timing" => (("先行还是滞后", "leading or lagging"), "leading"),
        "guards" => (("要一起看的制衡指标", "metrics to be read beside it"), "valid_order_count"),
        "target_value" => (("目标值，比率写小数", "value to reach; a rate as a fraction"), "1950"),
        "target_metric" => (("以另一个指标为目标", "another metric as the target"), "budget"),
        "target_by" => (("目标期限", "until when"), "y2024q4"),
        "alert_green" => (("绿灯从这里开始", "green from here on"), "1800"),
        "alert_red" => (("越过这里是红灯", "red beyond this"), "1600"),
        "state" => (
            (
                "所处环节；已有的指标只按流程改",
                "where it is in its life; of an existing metric it changes by steps only",
            ),
            "online",
        ),
        "version" => (
            (
                "发布过几版；已有的指标由程序计数",
                "published definitions; counted by the program once it exists",
            ),
            "1",
        ),
        "created" => {
            (("创建日期；空为导入当天", "first written; the day of import where empty"), "2024-01-15")
        }
        "updated" => {
            (("最后更新；空为导入当天", "last changed; the day of import where empty"), "2024-12-20")
        }
        "layer" => (("原子、派生或复合", "atomic, derived or composite"), "复合指标"),
        "reading" => (("用名称写出的公式", "the formula in names"), "总金额 ÷ 工单数"),
        "numerator" => (("比率的分子", "numerator of a ratio"), "total_amount"),
        "denominator" => (("比率的分母", "denominator of a ratio"), "order_count"),
        "source" => (("用到的表和列", "tables and columns that it reads"), "fact_service_order.total_amount"),
        "trees" => (("在哪些指标树上", "trees that it stands in"), "ltv"),
        _ => (("", ""), ""),
    }
}
