//! What a definition says and another format has no place for.

use super::messages as m;
use crate::diag::Diagnostic;
use crate::model::{Document, MetricDoc};
use crate::text::Text;

/// One kind of content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Model,
    Dimensions,
    /// Labels that differ by language.
    Labels,
    /// Descriptions that differ by language.
    Descriptions,
    /// Labels and aliases of tables and fields.
    Tables,
    Aliases,
    Units,
    ZeroFill,
    /// A date that is not the dataset's default.
    Dates,
    Splits,
    Domain,
    Duties,
    Origin,
    Targets,
    Life,
    Hierarchies,
    Qualifiers,
    Trees,
    History,
}

const ALL: [(Content, &str, &str); 19] = [
    (Content::Model, "数据集与关系", "datasets and relationships"),
    (Content::Dimensions, "维度", "dimensions"),
    (Content::Labels, "第二种语言的名称", "names in a second language"),
    (Content::Descriptions, "第二种语言的口径说明", "descriptions in a second language"),
    (Content::Tables, "数据集与字段的名称和别名", "names and aliases of datasets and fields"),
    (Content::Aliases, "别名", "aliases"),
    (Content::Units, "单位、格式、方向", "unit, format, polarity"),
    (Content::ZeroFill, "空值补零", "nulls shown as zero"),
    (Content::Dates, "指标自己的时间字段", "a date of the metric's own"),
    (Content::Splits, "可拆维度、先行滞后", "dimensions to split by, leading or lagging"),
    (Content::Domain, "主题域、标签、业务目的", "domain, tags, reason"),
    (Content::Duties, "负责人、审核人、RACI", "owner, reviewer, RACI"),
    (Content::Origin, "更新频率、来源系统", "refresh, source systems"),
    (Content::Targets, "目标、预警线、制衡指标", "target, alert limits, guards"),
    (Content::Life, "状态、版本、日期", "state, version, dates"),
    (Content::Hierarchies, "层级", "hierarchies"),
    (Content::Qualifiers, "业务限定的登记", "the register of qualifiers"),
    (Content::Trees, "指标树", "metric trees"),
    (Content::History, "变更历史", "history"),
];

/// Tells, for each kind of content that is there and that `format` does not say, how often.
pub(super) fn unsaid(document: &Document, format: &str, says: &[Content]) -> Vec<Diagnostic> {
    let of = |content: Content| count(document, content);
    let lost = ALL.iter().filter(|entry| !says.contains(&entry.0)).map(|entry| (entry, of(entry.0)));
    let told = lost.filter(|(_, count)| *count > 0).map(|((_, zh, en), count)| {
        let found = m::NOT_SAID.info().arg("format", format).arg_text("what", &Text::new(*zh, *en));
        found.arg("count", count)
    });
    told.collect()
}

fn is_double(text: &Text) -> bool {
    !text.zh.is_empty() && !text.en.is_empty() && text.zh != text.en
}

fn count(document: &Document, content: Content) -> usize {
    let metrics =
        |test: &dyn Fn(&MetricDoc) -> bool| document.metrics.iter().filter(|metric| test(metric)).count();
    match content {
        Content::Model => document.datasets.len() + document.relationships.len(),
        Content::Dimensions => document.dimensions.len(),
        Content::Labels => {
            metrics(&|metric| is_double(&metric.label))
                + document.dimensions.iter().filter(|dimension| is_double(&dimension.label)).count()
        }
        Content::Descriptions => metrics(&|metric| is_double(&metric.description)),
        Content::Tables => {
            let datasets = document.datasets.iter();
            let fields = datasets.clone().flat_map(|dataset| &dataset.fields);
            datasets.filter(|dataset| !dataset.label.is_empty() || !dataset.aliases.is_empty()).count()
                + fields.filter(|field| !field.label.is_empty() || !field.aliases.is_empty()).count()
        }
        Content::Aliases => {
            metrics(&|metric| !metric.aliases.is_empty())
                + document.dimensions.iter().filter(|dimension| !dimension.aliases.is_empty()).count()
        }
        Content::Units => metrics(&|metric| {
            !metric.unit.is_empty() || !metric.format.is_empty() || !metric.polarity.is_empty()
        }),
        Content::ZeroFill => metrics(&|metric| metric.zero_fill),
        Content::Dates => metrics(&|metric| !metric.time.is_empty()),
        Content::Splits => metrics(&|metric| !metric.dimensions.is_empty() || !metric.timing.is_empty()),
        Content::Domain => metrics(&|metric| {
            !metric.domain.is_empty() || !metric.tags.is_empty() || !metric.reason.is_empty()
        }),
        Content::Duties => metrics(&|metric| {
            !metric.owner.is_empty() || !metric.reviewer.is_empty() || metric.raci != Default::default()
        }),
        Content::Origin => metrics(&|metric| !metric.refresh.is_empty() || !metric.systems.is_empty()),
        Content::Targets => metrics(&|metric| {
            metric.target != Default::default()
                || metric.alert != Default::default()
                || !metric.guards.is_empty()
        }),
        Content::Life => metrics(&|metric| {
            !metric.state.is_empty()
                || metric.version.is_some()
                || !metric.created.is_empty()
                || !metric.updated.is_empty()
        }),
        Content::Hierarchies => document.hierarchies.len(),
        Content::Qualifiers => document.qualifiers.len(),
        Content::Trees => document.trees.len(),
        Content::History => document.history.len(),
    }
}
