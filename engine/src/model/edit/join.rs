//! A definition from elsewhere, laid beside the one in force.

use super::put::put;
use super::{Author, adopt, replace};
use crate::diag::Diagnostic;
use crate::model::apply;
use crate::model::document::Document;

/// Adds what is new; metrics that are known change as if somebody had edited them, so that a published one gets a next
/// version.
pub(super) fn join(document: &mut Document, file: &Document, author: &Author) -> Result<(), Vec<Diagnostic>> {
    let rest = Document { metrics: Vec::new(), trees: Vec::new(), ..file.clone() };
    *document = apply::join(document, &rest);
    for metric in &file.metrics {
        let code = metric.code.value.as_str();
        match document.metrics.iter().any(|own| own.code.value == code) {
            true => put(document, metric, Some(code), author)?,
            false => adopt(document, metric, author)?,
        }
    }
    for tree in &file.trees {
        replace(&mut document.trees, tree, |own| &own.code);
    }
    Ok(())
}
