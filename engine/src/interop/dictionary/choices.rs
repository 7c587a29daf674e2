//! Columns with a fixed list of values: code and Chinese name.

/// The values of a column; none where it takes anything.
pub(super) fn of(key: &str) -> Option<&'static [(&'static str, &'static str)]> {
    Some(match key {
        "aggregate" => &[
            ("count", "计数"),
            ("count_rows", "行数"),
            ("count_distinct", "去重计数"),
            ("sum", "求和"),
            ("min", "最小值"),
            ("max", "最大值"),
            ("avg", "平均值"),
            ("median", "中位数"),
            ("percentile", "百分位数"),
        ],
        "over_time" => {
            &[("first", "期内首日"), ("last", "期内末日"), ("running", "累计"), ("opening", "期初")]
        }
        "format" => &[
            ("number", "数值"),
            ("money", "金额"),
            ("percent", "百分比"),
            ("integer", "整数"),
            ("decimal1", "一位小数"),
            ("decimal2", "两位小数"),
        ],
        "polarity" => &[("up", "越高越好"), ("down", "越低越好"), ("neutral", "中性")],
        "zero_fill" => &[("true", "是"), ("false", "否")],
        "access" => &[("open", "公开"), ("internal", "内部"), ("restricted", "受限")],
        "timing" => &[("leading", "先行"), ("lagging", "滞后")],
        "state" => &[
            ("draft", "草稿"),
            ("requested", "需求申请"),
            ("reviewed", "审核通过"),
            ("developed", "开发完成"),
            ("online", "上线"),
            ("rejected", "驳回"),
            ("retired", "停用"),
        ],
        _ => return None,
    })
}
