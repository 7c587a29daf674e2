//! The linter of a metric system: what is computable and still poor. Each rule has a code, says what it saw, and where
//! there is one right answer carries it as a change that one click makes.
//!
//! The rules are those of the metric design course that the catalogue follows: names by the grammar, rates as ratios,
//! units that agree, one definition under one name, an owner for each, nothing that can be gamed alone, SMART letter by
//! letter.

mod definitions;
mod management;
mod messages;
mod names;
mod smart;
#[cfg(test)]
mod tests;

pub(super) use messages::CONTRADICTS;
pub(super) use names::{is_same_definition, names_of};
pub use smart::{Letter, Smart, smart};

use serde::{Deserialize, Serialize};

use super::document::{Document, MetricDoc};
use super::edit::Change;
use super::place::At;
use super::{Metric, MetricId, Model};
use crate::diag::{Diagnostic, Severity};
use crate::text::Text;

/// One thing that a rule saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the metric.
    pub metric: String,
    /// What, why, and what to do; with its place in the document.
    pub diagnostic: Diagnostic,
    /// What puts it right.
    pub fix: Option<Fix>,
}

/// A change that puts a finding right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does.
    pub label: Text,
    /// The change.
    pub change: Change,
}

impl Finding {
    /// Whether a metric with this finding cannot pass the review.
    pub fn is_gate(&self) -> bool {
        const GATES: [&str; 7] = [
            "name_contradicts",
            "same_name",
            "same_definition",
            "unit_clash",
            "unit_missing",
            "rate_without_ratio",
            "raci_accountable",
        ];
        GATES.contains(&&*self.diagnostic.code)
    }
}

/// All findings, by metric in the order of the document, the gravest first.
pub fn lint(document: &Document, model: &Model) -> Vec<Finding> {
    let mut lint = Lint { document, model, found: Vec::new() };
    for item in &document.metrics {
        let Some(id) = model.find_metric(&item.code) else { continue };
        let subject = Subject { item, id, metric: model.metric(id) };
        names::check(&mut lint, &subject);
        definitions::check(&mut lint, &subject);
        management::check(&mut lint, &subject);
    }
    let mut found = lint.found;
    let place = |finding: &Finding| document.metrics.iter().position(|own| own.code.value == finding.metric);
    found.sort_by_key(|finding| (place(finding), std::cmp::Reverse(finding.diagnostic.severity)));
    found
}

/// The metric that the rules look at.
struct Subject<'a> {
    item: &'a At<MetricDoc>,
    id: MetricId,
    metric: &'a Metric,
}

struct Lint<'a> {
    document: &'a Document,
    model: &'a Model,
    found: Vec<Finding>,
}

impl Lint<'_> {
    fn say(&mut self, subject: &Subject<'_>, diagnostic: Diagnostic) {
        self.offer(subject, diagnostic, None);
    }

    fn offer(&mut self, subject: &Subject<'_>, diagnostic: Diagnostic, fix: Option<Fix>) {
        let code = subject.metric.code.clone();
        // Places inside a formula are counted from its own first character.
        let marked = subject.item.formula.mark_span(diagnostic);
        let diagnostic = subject.item.code.mark(marked).at_field(&code);
        self.found.push(Finding { metric: code, diagnostic, fix });
    }

    /// A fix that changes the metric itself.
    fn change(&self, subject: &Subject<'_>, label: Text, edit: impl FnOnce(&mut MetricDoc)) -> Option<Fix> {
        let mut metric = subject.item.value.clone();
        edit(&mut metric);
        Some(Fix { label, change: Change::Put(Box::new(metric), Some(subject.metric.code.clone())) })
    }
}

/// How many findings there are of each severity: errors, warnings, notes.
pub fn counts(found: &[Finding]) -> [usize; 3] {
    let of =
        |severity: Severity| found.iter().filter(|finding| finding.diagnostic.severity == severity).count();
    [of(Severity::Error), of(Severity::Warning), of(Severity::Info)]
}
