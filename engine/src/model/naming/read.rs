//! A typed name → its parts.

use super::Parts;
use crate::calendar::Period;
use crate::diag::{Diagnostic, Message};
use crate::model::{Definition, DimensionId, Layer, MetricId, Model, Qualifier};
use crate::suggest::{closest, did_you_mean};
use crate::text::Text;

const NO_METRIC: Message = Message::new(
    "name_without_metric",
    "「{name}」不以登记过的指标结尾",
    "\"{name}\" does not name a registered metric",
);
const NO_QUALIFIER: Message = Message::new(
    "unknown_qualifier",
    "「{name}」里的「{rest}」不是登记过的时间周期或业务限定",
    "\"{rest}\" in \"{name}\" is neither a period nor a registered qualifier",
);
const REGISTER: Message = Message::new(
    "register_qualifier",
    "先把它登记为业务限定，或换用登记过的：{list}",
    "register it as a qualifier first, or use a registered one: {list}",
);
const ORDER: Message = Message::new(
    "name_order",
    "「{name}」的次序不对：应为时间周期 + 业务限定 + 原子指标",
    "the parts of \"{name}\" are out of order: a name is qualifiers, metric, period",
);
const THIRD_OF_MONTH: Message = Message::new(
    "third_of_which_month",
    "「{found}」要说明是哪个月，例如「2024年12月{found}」；上一个十天写「上一旬」",
    "say of which month, for example \"early Dec 2024\"; the ten days before these are \"last ten-day\"",
);
const IS_COMPARISON: Message = Message::new(
    "period_is_comparison",
    "「{found}」要看另一个周期才知道是哪几天：定义「上年」「上月」等周期的指标",
    "which days \"{found}\" are depends on another period: define the metric for last year, last month …",
);
const WRITE: Message = Message::new("write_name", "写作「{right}」", "write \"{right}\"");
const NO_DIMENSION: Message =
    Message::new("unknown_dimension", "没有维度「{found}」", "there is no dimension \"{found}\"");
const TOO_LONG: Message =
    Message::new("name_too_long", "名称超过 {limit} 个字", "the name has more than {limit} characters");

/// Longer names are not taken apart.
const CHARACTERS: usize = 120;

/// Takes a Chinese or English name, or a code, apart.
///
/// # Errors
/// The first part that is none, with what would do.
pub fn parse(model: &Model, name: &str) -> Result<Parts, Diagnostic> {
    let name = name.trim();
    if name.chars().count() > CHARACTERS {
        return Err(TOO_LONG.error().arg("limit", CHARACTERS));
    }
    let (stem, by) = dimensions(model, name)?;
    if let Some(parts) = exact(model, stem) {
        return Ok(Parts { by, ..parts });
    }
    if let Some(parts) = shuffled(model, stem) {
        let right = Parts { by, ..parts }.label(model);
        return Err(ORDER.error().arg("name", name).hint(WRITE.text().with_text("right", &right)));
    }
    Err(explain(model, name, stem))
}

/// Cuts 按大区、城市, ` by region, city` or `_by_region` off.
fn dimensions<'n>(model: &Model, name: &'n str) -> Result<(&'n str, Vec<DimensionId>), Diagnostic> {
    let cut =
        name.rsplit_once('按').or_else(|| name.rsplit_once(" by ")).or_else(|| name.rsplit_once("_by_"));
    let Some((stem, list)) = cut else { return Ok((name, Vec::new())) };
    let find = |word: &str| {
        let named = |label: &Text| is_word(&label.zh, word) || is_word(&label.en, word);
        model
            .dimensions
            .iter()
            .position(|found| {
                found.code == word || named(&found.label) || found.aliases.iter().any(|own| own == word)
            })
            .map(|at| DimensionId(at as u32))
            .ok_or_else(|| {
                let known =
                    model.dimensions.iter().flat_map(|found| [found.label.zh.as_str(), found.code.as_str()]);
                let error = NO_DIMENSION.error().arg("found", word);
                match closest(word, known) {
                    Some(close) => error.hint(did_you_mean(close)),
                    None => error,
                }
            })
    };
    let by = list.split(['、', ',', '，']).map(|word| find(word.trim())).collect::<Result<_, _>>()?;
    Ok((stem.trim_end(), by))
}

fn is_word(label: &str, word: &str) -> bool {
    !label.is_empty() && label.eq_ignore_ascii_case(word)
}

/// A part of a name and how it is said.
struct Way<T> {
    said: String,
    means: T,
}

/// Ways to say the metrics that names are made of, longest first.
fn metrics(model: &Model) -> Vec<Way<MetricId>> {
    let mut ways: Vec<Way<MetricId>> = Vec::new();
    for (at, metric) in model.metrics.iter().enumerate() {
        if metric.definition.layer() == Layer::Derived {
            continue;
        }
        let labels = [&metric.label.zh, &metric.label.en, &metric.code];
        for said in labels.into_iter().chain(&metric.aliases).filter(|said| !said.is_empty()) {
            ways.push(Way { said: said.to_lowercase(), means: MetricId(at as u32) });
        }
    }
    ways.sort_by(|a, b| b.said.len().cmp(&a.said.len()).then_with(|| a.said.cmp(&b.said)));
    ways
}

/// Ways to say the qualifiers that hold for a metric's fact, longest first.
fn qualifiers(model: &Model, base: MetricId) -> Vec<Way<&Qualifier>> {
    let fact = match &model.metric(base).definition {
        Definition::Atomic { dataset, .. } => Some(*dataset),
        _ => None,
    };
    let mut ways: Vec<Way<&Qualifier>> = Vec::new();
    for qualifier in &model.qualifiers {
        if qualifier.dataset.is_some() && qualifier.dataset != fact && fact.is_some() {
            continue;
        }
        let labels = [&qualifier.label.zh, &qualifier.label.en, &qualifier.code];
        for said in labels.into_iter().chain(&qualifier.aliases).filter(|said| !said.is_empty()) {
            ways.push(Way { said: said.to_lowercase(), means: qualifier });
        }
    }
    ways.sort_by_key(|way| std::cmp::Reverse(way.said.len()));
    ways
}

fn exact(model: &Model, stem: &str) -> Option<Parts> {
    let text = stem.to_lowercase();
    let ways = metrics(model);
    // Chinese and codes: the metric ends the name.
    for way in &ways {
        if let Some(head) = text.strip_suffix(&way.said)
            && let Some(parts) = headed(model, head, way.means)
        {
            return Some(parts);
        }
    }
    // English: qualifiers, metric, period.
    for way in ways.iter().filter(|way| way.said.is_ascii()) {
        for (at, _) in text.match_indices(&way.said) {
            let (head, tail) = (&text[..at], text[at + way.said.len()..].trim_matches([' ', ',']));
            if !tail.is_empty()
                && let Some(period) = Period::parse(tail)
                && let Some(found) = split(&qualifiers(model, way.means), head)
            {
                return Some(Parts {
                    period: Some(period),
                    qualifiers: found,
                    base: way.means,
                    by: Vec::new(),
                });
            }
        }
    }
    None
}

/// What stands before the metric: the longest period, then qualifiers and nothing else.
fn headed(model: &Model, head: &str, base: MetricId) -> Option<Parts> {
    let ways = qualifiers(model, base);
    let ends = head.char_indices().map(|(at, _)| at).chain([head.len()]).collect::<Vec<_>>();
    for &end in ends.iter().rev() {
        let (period, rest) = head.split_at(end);
        let period = match period.trim_matches([' ', '_']) {
            "" if end == 0 => None,
            "" => continue,
            text => match Period::parse(text) {
                Some(period) => Some(period),
                None => continue,
            },
        };
        if let Some(qualifiers) = split(&ways, rest) {
            return Some(Parts { period, qualifiers, base, by: Vec::new() });
        }
    }
    None
}

/// Splits a text completely into qualifiers.
fn split(ways: &[Way<&Qualifier>], text: &str) -> Option<Vec<String>> {
    let text = text.trim_matches([' ', '_']);
    if text.is_empty() {
        return Some(Vec::new());
    }
    ways.iter().find_map(|way| {
        let rest = text.strip_prefix(&way.said)?;
        let mut found = split(ways, rest)?;
        if found.contains(&way.means.code) {
            return None;
        }
        found.insert(0, way.means.code.clone());
        Some(found)
    })
}

/// The parts of a name in a wrong order.
fn shuffled(model: &Model, stem: &str) -> Option<Parts> {
    let text = stem.to_lowercase();
    for way in metrics(model) {
        let Some(at) = text.find(&way.said) else { continue };
        let (before, after) = (&text[..at], &text[at + way.said.len()..]);
        let gap = if way.said.is_ascii() { " " } else { "" };
        let trim = |part: &str| part.trim_matches([' ', ',', '_']).to_owned();
        let (before, after) = (trim(before), trim(after));
        for rest in [format!("{after}{gap}{before}"), format!("{before}{gap}{after}")] {
            if let Some(parts) = headed(model, &rest, way.means) {
                return Some(parts);
            }
            // A qualifier before the period: 质保期内本月工单数.
            let ends: Vec<usize> = rest.char_indices().map(|(at, _)| at).skip(1).collect();
            for end in ends {
                let turned = format!("{}{gap}{}", &rest[end..], &rest[..end]);
                if let Some(parts) = headed(model, &turned, way.means) {
                    return Some(parts);
                }
            }
        }
    }
    None
}

/// Why a name has no reading.
fn explain(model: &Model, name: &str, stem: &str) -> Diagnostic {
    let text = stem.to_lowercase();
    let Some(way) = metrics(model).into_iter().find(|way| text.ends_with(&way.said)) else {
        let error = NO_METRIC.error().arg("name", name);
        let known =
            model.metrics.iter().flat_map(|metric| [metric.label.zh.as_str(), metric.label.en.as_str()]);
        return match closest(stem, known) {
            Some(close) => error.hint(did_you_mean(close)),
            None => error,
        };
    };
    let head = &text[..text.len() - way.said.len()];
    let ways = qualifiers(model, way.means);
    let rest = unexplained(&ways, head);
    let mut error = NO_QUALIFIER.error().arg("name", name).arg("rest", rest);
    let part = |words: &[&'static str]| words.iter().find(|word| rest.contains(**word)).copied();
    if let Some(found) = part(&["上旬", "中旬", "下旬"]) {
        return error.hint(THIRD_OF_MONTH.text().with("found", found));
    }
    if let Some(found) = part(&["去年同期", "同期", "same period last year"]) {
        return error.hint(IS_COMPARISON.text().with("found", found));
    }
    let labels = ways.iter().map(|way| &way.means.label);
    if let Some(close) = closest(rest, labels.clone().flat_map(|label| [&*label.zh, &*label.en])) {
        error = error.hint(did_you_mean(close));
    }
    let mut list: Vec<Text> = Vec::new();
    for label in labels {
        if !list.contains(label) && list.len() < 8 {
            list.push(label.clone());
        }
    }
    error.hint(REGISTER.text().with_text("list", &Text::join(&list, "、", ", ")))
}

/// What is left of a head once period and qualifiers are taken off both ends.
fn unexplained<'t>(ways: &[Way<&Qualifier>], head: &'t str) -> &'t str {
    let mut rest = head.trim_matches([' ', '_']);
    let ends: Vec<usize> = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).collect();
    if let Some(&end) = ends.iter().rev().find(|&&end| end > 0 && Period::parse(&rest[..end]).is_some()) {
        rest = &rest[end..];
    }
    loop {
        let front = ways.iter().find_map(|way| rest.strip_prefix(&way.said));
        let back = ways.iter().find_map(|way| rest.strip_suffix(&way.said));
        match front.or(back).filter(|shorter| !shorter.is_empty()) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}
