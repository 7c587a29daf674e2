//! [`Document`] and the schemas of the tables that are there → [`Model`].
//!
//! Nothing stops at the first error: what holds is resolved, what does not is left out and told, and so is everything
//! that needs it.

mod atomic;
mod conditions;
mod data;
mod dimensions;
mod drafts;
mod fields;
mod governance;
mod metrics;
mod names;
mod order;
mod placing;
mod shared;
mod trees;

pub(super) use names::is_label;

use std::cell::Cell;
use std::collections::BTreeSet;

use super::Model;
use super::document::Document;
use super::messages as m;
use super::place::At;
use crate::diag::{Diagnostic, Message};
use crate::limits::{self, Limits};
use crate::table::Schema;
use crate::text::Text;

/// Resolves a definition. The model holds everything that is sound; the diagnostics, in the order of the file, tell
/// everything that is not.
pub fn resolve(document: &Document, schemas: &[Schema], limits: &Limits) -> (Model, Vec<Diagnostic>) {
    let model = Model { name: document.name.clone(), fiscal_start_month: 1, ..Model::default() };
    let mut resolver = Resolver {
        document,
        schemas,
        limits,
        model,
        absent: Vec::new(),
        hints_left: Cell::new(HINTS),
        diagnostics: Vec::new(),
    };
    if let Err(limit) = within_limit(document) {
        return (resolver.model, vec![limit]);
    }
    resolver.fiscal_year();
    resolver.datasets();
    resolver.relationships();
    resolver.dimensions();
    resolver.hierarchies();
    resolver.qualifiers();
    resolver.groups();
    resolver.metrics();
    resolver.trees();
    let Resolver { model, mut diagnostics, .. } = resolver;
    // Without a place stand last; the sort is stable, so that they keep the order of the document.
    diagnostics.sort_by_key(|found| {
        let place = &found.location;
        (place.line.is_none(), place.line, place.column)
    });
    // A qualifier that several facts share is checked for each of them.
    diagnostics.dedup();
    (model, diagnostics)
}

fn within_limit(document: &Document) -> Result<(), Diagnostic> {
    let found = [
        document.datasets.len(),
        document.datasets.iter().map(|dataset| dataset.fields.len()).sum(),
        document.relationships.len(),
        document.dimensions.len(),
        document.hierarchies.len(),
        document.qualifiers.len(),
        document.metrics.len() + document.revisions.len(),
        document.domains.len() + document.tags.len(),
        document.trees.iter().map(|tree| 1 + tree.edges.len()).sum(),
    ];
    let found = found.into_iter().sum::<usize>() as u64;
    let datasets = document.datasets.len() as u64;
    if datasets > DATASETS {
        let what = Text::new("数据集的个数", "the number of datasets");
        return Err(limits::reached("datasets", &what, datasets, DATASETS));
    }
    if found <= DEFINITIONS {
        return Ok(());
    }
    Err(limits::reached(
        "definitions",
        &Text::new("定义的个数", "the number of definitions"),
        found,
        DEFINITIONS,
    ))
}

struct Resolver<'a> {
    document: &'a Document,
    schemas: &'a [Schema],
    limits: &'a Limits,
    model: Model,
    /// Codes of datasets whose table is not there, and the tables.
    absent: Vec<(String, String)>,
    /// How many more errors get a hint of the closest name.
    hints_left: Cell<u32>,
    diagnostics: Vec<Diagnostic>,
}

/// Errors that get a hint of the closest name.
const HINTS: u32 = 200;

/// Datasets of one document; each holds all columns of its table.
const DATASETS: u64 = 500;

/// Definitions of one document.
const DEFINITIONS: u64 = 10_000;

/// What a definition is, for messages.
#[derive(Clone, Copy)]
enum Kind {
    Dataset,
    Field,
    Relationship,
    Dimension,
    Hierarchy,
    Qualifier,
    Metric,
    Tree,
    Tag,
}

impl Kind {
    fn text(self) -> Text {
        match self {
            Self::Dataset => Text::new("数据集", "dataset"),
            Self::Field => Text::new("字段", "field"),
            Self::Relationship => Text::new("关系", "relationship"),
            Self::Dimension => Text::new("维度", "dimension"),
            Self::Hierarchy => Text::new("层级", "hierarchy"),
            Self::Qualifier => Text::new("限定", "qualifier"),
            Self::Metric => Text::new("指标", "metric"),
            Self::Tree => Text::new("指标树", "tree"),
            Self::Tag => Text::new("标签", "tag"),
        }
    }
}

/// Who asks, for messages: its kind and code.
#[derive(Clone, Copy)]
struct Owner<'a> {
    kind: Kind,
    code: &'a str,
}

impl Owner<'_> {
    /// `message` with the marks `{what}` and `{name}` filled, at this definition.
    fn error(self, message: &Message) -> Diagnostic {
        message.error().arg_text("what", &self.kind.text()).arg("name", self.code).at_field(self.code)
    }
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn fiscal_year(&mut self) {
        let Some(month) = &self.document.fiscal_start_month else { return };
        if (1..=12).contains(&month.value) {
            self.model.fiscal_start_month = month.value;
        } else {
            self.report(month.mark(m::FISCAL_MONTH.error().arg("found", month.value)));
        }
    }

    /// Whether `code` can stand: present, well formed, not taken. `item` has the place where it is missing.
    fn code_is_free<T>(&mut self, code: &At<String>, item: &At<T>, taken: &BTreeSet<&str>) -> bool {
        let error = if code.is_empty() {
            item.mark(m::MISSING_VALUE.error().arg("key", "code"))
        } else if !is_code(code) {
            m::BAD_CODE.error().arg("found", &code.value)
        } else if RESERVED.contains(&code.as_str()) {
            m::RESERVED_CODE.error().arg("found", &code.value)
        } else if taken.contains(code.as_str()) {
            m::DUPLICATE_CODE.error().arg("found", &code.value)
        } else {
            return true;
        };
        self.report(code.mark(error));
        false
    }

    /// Whether a required value is there.
    fn is_given<T>(&mut self, value: &str, key: &str, owner: Owner<'_>, item: &At<T>) -> bool {
        if value.is_empty() {
            let error = m::MISSING_VALUE.error().arg("key", key).at_field(owner.code);
            self.report(item.mark(error));
        }
        !value.is_empty()
    }

    fn is_absent(&self, dataset: &str) -> bool {
        self.absent.iter().any(|(code, _)| code == dataset)
    }
}

/// Codes that queries give a meaning of their own.
const RESERVED: [&str; 1] = ["time"];

fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `label`, or the code where there is none.
fn label_or(label: &Text, code: &str) -> Text {
    if label.is_empty() { Text::same(code) } else { label.clone() }
}
