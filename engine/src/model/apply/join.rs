//! What holds of a catalogue beside a definition that is there already.

use super::super::document::Document;
use super::super::place::At;

/// `own` with everything of `catalogue` whose code `own` does not have: what people have defined is never changed.
pub fn join(own: &Document, catalogue: &Document) -> Document {
    let mut all = own.clone();
    add(&mut all.datasets, &catalogue.datasets, |item| &item.code);
    add(&mut all.relationships, &catalogue.relationships, |item| &item.code);
    add(&mut all.dimensions, &catalogue.dimensions, |item| &item.code);
    add(&mut all.hierarchies, &catalogue.hierarchies, |item| &item.code);
    // Several facts may have a qualifier of one code; the definition's own come first.
    let own_qualifiers = own.qualifiers.len();
    for item in &catalogue.qualifiers {
        if all.qualifiers[..own_qualifiers].iter().all(|own| own.code != item.code) {
            all.qualifiers.push(item.clone());
        }
    }
    add(&mut all.metrics, &catalogue.metrics, |item| &item.code);
    add(&mut all.trees, &catalogue.trees, |item| &item.code);
    all
}

fn add<T: Clone>(all: &mut Vec<At<T>>, more: &[At<T>], code: impl Fn(&T) -> &At<String>) {
    for item in more {
        if all.iter().all(|own| code(&own.value) != code(&item.value)) {
            all.push(item.clone());
        }
    }
}
