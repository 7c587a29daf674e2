//! The metrics that named conditions narrow.

use sandtable_engine::model::{Definition, Model};

use crate::i18n::Lang;

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
