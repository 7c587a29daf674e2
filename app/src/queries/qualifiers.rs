//! Named conditions in words, and the metrics that use them.

use sandtable_engine::formula::{self, Expr};
use sandtable_engine::model::{Definition, FieldId, Model};

use super::words::field_name;
use crate::i18n::Lang;

/// A condition with its fields by name.
pub fn condition_in_words(model: &Model, condition: &Expr<FieldId>, lang: Lang) -> String {
    formula::print(condition, &|id| field_name(model, *id, lang)).replace('`', "")
}

/// Codes and names of the metrics that a qualifier narrows.
pub fn qualifier_users(model: &Model, code: &str, lang: Lang) -> Vec<(String, String)> {
    let uses = |definition: &Definition| match definition {
        Definition::Derived { qualifiers, .. } => {
            qualifiers.iter().any(|at| model.qualifiers[*at as usize].code == code)
        }
        _ => false,
    };
    let users = model.metrics.iter().filter(|metric| uses(&metric.definition));
    users.map(|metric| (metric.code.clone(), metric.label.get(lang).to_owned())).collect()
}
