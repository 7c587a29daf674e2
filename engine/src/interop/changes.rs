//! What differs between two definitions, for a look before an import is taken.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dictionary::{COLUMNS, cells_of};
use crate::model::{At, Document, MetricDoc, RelationshipDoc};
use crate::text::Text;

/// What a definition consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A table with meaning.
    Dataset,
    /// A many-to-one edge.
    Relationship,
    /// What results are grouped by.
    Dimension,
    /// A drill path.
    Hierarchy,
    /// A named condition.
    Qualifier,
    /// A metric.
    Metric,
    /// A metric tree.
    Tree,
    /// A subject area.
    Domain,
    /// A tag.
    Tag,
    /// The next version of a published metric.
    Revision,
}

/// What happens to a part of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happens {
    /// It is new.
    Added,
    /// It reads otherwise.
    Changed,
    /// It goes.
    Removed,
}

/// A part of the definition that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What it is.
    pub kind: Kind,
    /// Its code.
    pub code: String,
    /// Its name; empty is the code.
    pub label: Text,
    /// What happens to it.
    pub happens: Happens,
    /// The row of the sheet that says so, from 1.
    pub row: Option<u32>,
    /// Of a metric: what differs, in the order of the identity card.
    pub fields: Vec<FieldChange>,
}

/// A field of a metric that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Stable key.
    pub key: String,
    /// Its name.
    pub title: Text,
    /// As it reads now; empty for none.
    pub before: String,
    /// As it would read.
    pub after: String,
}

/// Everything that differs, in the order of the definition; what goes stands last. `rows` are the rows of metrics.
pub(super) fn changes(before: &Document, after: &Document, rows: &BTreeMap<String, u32>) -> Vec<Changed> {
    let mut all = Vec::new();
    macro_rules! lists {
        ($($kind:ident $list:ident;)*) => {$(
            let of = |item: &_| (Item::code(item), Item::label(item));
            differ(Kind::$kind, &before.$list, &after.$list, of, &mut all);
        )*};
    }
    lists! {
        Dataset datasets;
        Relationship relationships;
        Dimension dimensions;
        Hierarchy hierarchies;
        Qualifier qualifiers;
        Metric metrics;
        Tree trees;
        Domain domains;
        Tag tags;
        Revision revisions;
    }
    let empty = MetricDoc::default();
    for changed in all.iter_mut().filter(|changed| changed.kind == Kind::Metric) {
        let of = |document: &Document| {
            document
                .metrics
                .iter()
                .find(|metric| metric.code.value == changed.code)
                .map(|metric| metric.value.clone())
        };
        let (old, new) = (of(before), of(after));
        changed.row = rows.get(&changed.code).copied();
        let (old, new) = (cells_of(old.as_ref().unwrap_or(&empty)), cells_of(new.as_ref().unwrap_or(&empty)));
        let differ = COLUMNS.iter().zip(old.into_iter().zip(new)).filter(|(_, (old, new))| old != new);
        changed.fields = differ
            .map(|(column, (before, after))| FieldChange {
                key: column.key.to_owned(),
                title: column.title(),
                before,
                after,
            })
            .collect();
    }
    all
}

fn differ<T: PartialEq>(
    kind: Kind,
    before: &[At<T>],
    after: &[At<T>],
    of: impl Fn(&T) -> (String, Text),
    all: &mut Vec<Changed>,
) {
    let told = |item: &T, happens| {
        let (code, label) = of(item);
        Changed { kind, code, label, happens, row: None, fields: Vec::new() }
    };
    let by_code = |list: &'_ [At<T>]| -> BTreeMap<String, usize> {
        (0..).zip(list).map(|(at, item)| (of(item).0, at)).collect()
    };
    let (old, new) = (by_code(before), by_code(after));
    for item in after {
        match old.get(&of(item).0) {
            None => all.push(told(item, Happens::Added)),
            Some(at) if before[*at].value != item.value => all.push(told(item, Happens::Changed)),
            Some(_) => {}
        }
    }
    for item in before.iter().filter(|item| !new.contains_key(&of(item).0)) {
        all.push(told(item, Happens::Removed));
    }
}

/// What has a code and a name.
trait Item {
    fn code(&self) -> String;
    fn label(&self) -> Text;
}

macro_rules! items {
    ($($name:ident),*) => {$(
        impl Item for crate::model::$name {
            fn code(&self) -> String {
                self.code.value.clone()
            }
            fn label(&self) -> Text {
                self.label.clone()
            }
        }
    )*};
}

items!(DatasetDoc, DimensionDoc, HierarchyDoc, QualifierDoc, MetricDoc, TreeDoc, DomainDoc, TagDoc);

impl Item for RelationshipDoc {
    /// Without a code it is known by its ends.
    fn code(&self) -> String {
        if !self.code.is_empty() {
            return self.code.value.clone();
        }
        let ends = self.from.iter().chain(self.to.iter());
        ends.map(|end| end.as_str()).collect::<Vec<_>>().join(" → ")
    }
    fn label(&self) -> Text {
        self.label.clone()
    }
}
