//! Definitions as written → a resolved [`Model`]: datasets, relationships, dimensions, metrics in three layers.
//!
//! Text → [`Document`] by [`read`], [`Document`] and the schemas of the tables → [`Model`] by [`resolve()`], both at once
//! by [`load`]; [`Document`] → text by [`write()`]. Tables without a definition get a first one by [`infer()`]; a
//! definition without tables is checked against the [`assumed_schemas`].

mod apply;
mod assume;
pub mod compare;
mod display;
mod document;
pub mod edit;
mod freshness;
mod generate;
mod governance;
mod infer;
pub mod lifecycle;
pub mod lineage;
pub mod lint;
mod messages;
pub mod naming;
mod place;
mod placing;
mod resolve;
pub mod search;
#[cfg(test)]
mod tests;
pub mod tree;
mod types;
pub mod unit;
mod yaml;

pub use apply::{Applied, Missing, Need, TableMatch, apply, join, merge};
pub use assume::assumed_schemas;
pub use display::{Format, Polarity};
pub use document::{
    AlertDoc, DatasetDoc, DimensionDoc, Document, DomainDoc, EdgeDoc, FieldDoc, GenerateDoc, HierarchyDoc,
    MetricDoc, QualifierDoc, RaciDoc, RelationshipDoc, TagDoc, TargetDoc, TreeDoc, VERSION, VersionDoc,
};
pub use freshness::overdue_days;
pub use governance::{Access, Alert, Domain, Governance, Raci, State, Tag, Target, TargetValue, Timing};
pub use infer::{ColumnFacts, ColumnRole, TableFacts, infer, role_of};
pub use place::{At, Names};
pub use placing::{Anchor, Placing, StartTest, Window};
pub(crate) use placing::{far_future, far_past};
pub use resolve::resolve;
pub use types::*;
pub(crate) use yaml::parse;
pub use yaml::{read, write};

use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::table::Schema;

/// Reads and resolves a definition against the tables that are there. `file` names it in the diagnostics.
pub fn load(text: &str, file: &str, schemas: &[Schema], limits: &Limits) -> (Model, Vec<Diagnostic>) {
    let (document, mut diagnostics) = read(text, limits);
    let (model, found) = resolve(&document, schemas, limits);
    diagnostics.extend(found);
    diagnostics.sort_by_key(|found| {
        let place = &found.location;
        (place.line.is_none(), place.line, place.column)
    });
    (model, diagnostics.into_iter().map(|found| found.in_file(file)).collect())
}

/// Whether it says that two things have one code.
pub(crate) fn is_duplicate(found: &Diagnostic) -> bool {
    found.code == messages::DUPLICATE_CODE.code
}
