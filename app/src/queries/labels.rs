//! Filters in words.

use sandtable_engine::model::Model;
use sandtable_engine::query::Comparison;
use sandtable_engine::table::Scalar;

use super::cells::{decimal_text, truth};
use super::fields::field_info;
use crate::format::{self, Lang};
use crate::i18n;
use crate::state::{Condition, FieldFilter, Member};

/// How many members a chip names before it counts them.
const NAMED: usize = 2;

/// A constant in words.
pub fn scalar_words(value: &Scalar, lang: Lang) -> String {
    match value {
        Scalar::Null => i18n::BLANK.get(lang).to_owned(),
        Scalar::Bool(value) => truth(*value, lang).to_owned(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => decimal_text(i128::from(*units), *scale),
        Scalar::Float(value) => value.to_string(),
        Scalar::Date(date) => format::day(*date),
        Scalar::DateTime(at) => format::timestamp(*at),
        Scalar::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Scalar::Text(text) => text.clone(),
    }
}

/// A member in words.
pub fn member_words(member: &Member, lang: Lang) -> String {
    match member {
        Member::Value(value) => scalar_words(value, lang),
        Member::Blank => i18n::BLANK.get(lang).to_owned(),
        Member::Unmatched => i18n::UNMATCHED.get(lang).to_owned(),
    }
}

/// A condition in words, without its field.
pub fn condition_words(condition: &Condition, lang: Lang) -> String {
    match condition {
        Condition::Members(members) => {
            let named: Vec<String> =
                members.iter().take(NAMED).map(|member| member_words(member, lang)).collect();
            let named = named.join(i18n::LIST_COMMA.get(lang));
            if members.len() > NAMED {
                i18n::AND_MORE.fill(lang, &[("named", &named), ("count", &members.len().to_string())])
            } else {
                named
            }
        }
        Condition::Range(low, high) => {
            let bound = |bound: &Option<Scalar>| bound.as_ref().map(|value| scalar_words(value, lang));
            match (bound(low), bound(high)) {
                (Some(low), Some(high)) => format!("{low} ～ {high}"),
                (Some(low), None) => format!("≥ {low}"),
                (None, Some(high)) => format!("≤ {high}"),
                (None, None) => i18n::ANY_VALUE.get(lang).to_owned(),
            }
        }
        Condition::Compare(comparison, value) => {
            let sign = match comparison {
                Comparison::Eq => "=",
                Comparison::Ne => "≠",
                Comparison::Lt => "<",
                Comparison::Le => "≤",
                Comparison::Gt => ">",
                Comparison::Ge => "≥",
            };
            format!("{sign} {}", scalar_words(value, lang))
        }
        Condition::Contains(text) => i18n::CONTAINS_TEXT.fill(lang, &[("text", text)]),
        Condition::Blank => i18n::IS_BLANK.get(lang).to_owned(),
    }
}

/// A filter in words: field, whether it leaves out, condition.
pub fn filter_words(model: &Model, filter: &FieldFilter, lang: Lang) -> (String, String) {
    let field = field_info(model, &filter.field)
        .map_or_else(|| filter.field.clone(), |info| info.label.get(lang).to_owned());
    let condition = condition_words(&filter.condition, lang);
    if filter.exclude {
        (field, i18n::NOT_CONDITION.fill(lang, &[("condition", &condition)]))
    } else {
        (field, condition)
    }
}

/// That filters on these fields mean nothing for some metrics.
pub fn not_reached(model: &Model, fields: &[String], lang: Lang) -> String {
    let names: Vec<String> = fields
        .iter()
        .map(|code| {
            field_info(model, code).map_or_else(|| code.clone(), |info| info.label.get(lang).to_owned())
        })
        .collect();
    i18n::FILTER_NOT_REACHED.fill(lang, &[("fields", &names.join(" · "))])
}
