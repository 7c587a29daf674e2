//! What holds of a catalogue beside a definition that is there already.

use super::super::document::Document;
use super::super::place::At;
use crate::text::Text;

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
    add(&mut all.domains, &catalogue.domains, |item| &item.code);
    add(&mut all.tags, &catalogue.tags, |item| &item.code);
    add(&mut all.trees, &catalogue.trees, |item| &item.code);
    all
}

/// `own` with the metrics and trees of `file`, which take the place of those of their codes, and with everything else
/// of it whose code `own` does not have: what merging comes to once every gate is passed. Second, what stays as it was
/// although the file has it otherwise.
pub fn merge(own: &Document, file: &Document) -> (Document, Vec<Text>) {
    let mut all = join(own, file);
    put(&mut all.metrics, &file.metrics, |item| &item.code);
    put(&mut all.trees, &file.trees, |item| &item.code);
    let mut kept = Vec::new();
    differing(&own.datasets, &file.datasets, |item| (&item.code, &item.label), &mut kept);
    differing(&own.dimensions, &file.dimensions, |item| (&item.code, &item.label), &mut kept);
    differing(&own.hierarchies, &file.hierarchies, |item| (&item.code, &item.label), &mut kept);
    differing(&own.relationships, &file.relationships, |item| (&item.code, &item.label), &mut kept);
    differing(&own.qualifiers, &file.qualifiers, |item| (&item.code, &item.label), &mut kept);
    (all, kept)
}

fn put<T: Clone>(all: &mut [At<T>], from: &[At<T>], code: impl Fn(&T) -> &At<String>) {
    for item in from {
        if let Some(own) = all.iter_mut().find(|own| code(&own.value) == code(&item.value)) {
            *own = item.clone();
        }
    }
}

fn differing<T: PartialEq>(
    own: &[At<T>],
    file: &[At<T>],
    names: impl Fn(&T) -> (&At<String>, &Text),
    kept: &mut Vec<Text>,
) {
    for item in file {
        let (code, label) = names(&item.value);
        let mut alike = own.iter().filter(|own| !code.is_empty() && names(&own.value).0 == code).peekable();
        if alike.peek().is_some() && alike.all(|own| own.value != item.value) {
            kept.push(if label.is_empty() { Text::same(code.value.clone()) } else { label.clone() });
        }
    }
}

fn add<T: Clone>(all: &mut Vec<At<T>>, more: &[At<T>], code: impl Fn(&T) -> &At<String>) {
    for item in more {
        if all.iter().all(|own| code(&own.value) != code(&item.value)) {
            all.push(item.clone());
        }
    }
}
