//! Families of derived metrics, written as what they are made of: 原子指标 × 时间周期 × 业务限定.
//!
//! Reading writes a family out as ordinary metrics, so that each can be looked up, edited and kept like any other. A
//! metric that is written by hand stands.

use std::collections::BTreeSet;

use super::document::{Document, GenerateDoc, MetricDoc};
use super::place::{At, Names};
use crate::calendar::Period;

/// More metrics than any document may have.
const MOST: usize = 20_000;

/// Moves the families of a document into its metrics.
pub(super) fn expand(document: &mut Document) {
    let families = std::mem::take(&mut document.generate);
    let mut taken: BTreeSet<String> = document.metrics.iter().map(|item| item.code.value.clone()).collect();
    for family in &families {
        for item in members(family) {
            if taken.len() >= MOST {
                return;
            }
            if taken.insert(item.code.value.clone()) {
                document.metrics.push(item);
            }
        }
    }
}

/// The metrics of one family, in the order base, qualifier, period.
fn members(family: &At<GenerateDoc>) -> impl Iterator<Item = At<MetricDoc>> {
    let or_none = |names: &Names| -> Vec<Option<At<String>>> {
        if names.is_empty() { vec![None] } else { names.iter().cloned().map(Some).collect() }
    };
    let (qualifiers, periods) = (or_none(&family.qualifier), or_none(&family.period));
    family.base.iter().flat_map(move |base| {
        let periods = periods.clone();
        qualifiers.clone().into_iter().flat_map(move |qualifier| {
            periods.clone().into_iter().map(move |period| member(family, base, qualifier.clone(), period))
        })
    })
}

fn member(
    family: &At<GenerateDoc>,
    base: &At<String>,
    qualifier: Option<At<String>>,
    period: Option<At<String>>,
) -> At<MetricDoc> {
    let period_code = period.as_ref().map(|written| match Period::parse(written) {
        Some(period) => period.code(),
        None => written.value.clone(),
    });
    let parts = period_code.into_iter().chain(qualifier.as_ref().map(|code| code.value.clone()));
    let code = parts.chain([base.value.clone()]).collect::<Vec<_>>().join("_");
    let item = MetricDoc {
        code: base.moved(code),
        base: base.clone(),
        period: period.unwrap_or_default(),
        qualifiers: Names(qualifier.into_iter().collect()),
        tags: family.tags.clone(),
        state: family.state.clone(),
        ..MetricDoc::default()
    };
    family.moved(item)
}
