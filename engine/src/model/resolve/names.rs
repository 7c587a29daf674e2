//! What a name of a field stands for, and what to say where it stands for nothing.

use super::{Kind, Owner, Resolver};
use crate::diag::Diagnostic;
use crate::model::messages as m;
use crate::model::{DatasetId, FieldId};
use crate::suggest;
use crate::text::Text;

impl Resolver<'_> {
    /// The field of `dataset` with this code or label.
    pub(super) fn own_field(&self, dataset: DatasetId, name: &str) -> Option<FieldId> {
        let fields = &self.model.dataset(dataset).fields;
        let at = fields.iter().position(|field| field.code == name).or_else(|| {
            let mut labelled = fields.iter().enumerate().filter(|(_, field)| is_label(&field.label, name));
            // A label that several fields carry names none of them.
            labelled.next().filter(|_| labelled.next().is_none()).map(|(at, _)| at)
        })?;
        Some(FieldId { dataset, field: at as u32 })
    }

    /// The field of a dimension with this code, label or alias.
    pub(super) fn dimension_field(&self, name: &str) -> Option<FieldId> {
        let dimensions = &self.model.dimensions;
        let by_code = dimensions.iter().find(|dimension| dimension.code == name);
        let found = by_code.or_else(|| {
            let is_named = |label: &Text, aliases: &[String]| {
                is_label(label, name) || aliases.iter().any(|alias| alias == name)
            };
            let mut named = dimensions.iter().filter(|found| is_named(&found.label, &found.aliases));
            named.next().filter(|_| named.next().is_none())
        });
        found.map(|dimension| dimension.field)
    }

    /// A field written `dataset.field`.
    pub(super) fn dotted_field(&self, name: &str) -> Option<FieldId> {
        let (dataset, field) = name.split_once('.')?;
        self.own_field(self.model.find_dataset(dataset)?, field)
    }

    /// What a name means in an expression: a field of `scope`, a dimension, or `dataset.field`.
    pub(super) fn field_in(&self, scope: Option<DatasetId>, name: &str) -> Option<FieldId> {
        scope
            .and_then(|dataset| self.own_field(dataset, name))
            .or_else(|| self.dimension_field(name))
            .or_else(|| self.dotted_field(name))
    }

    /// Why [`field_in`](Self::field_in) found nothing.
    pub(super) fn no_field(&self, scope: Option<DatasetId>, name: &str, owner: Owner<'_>) -> Diagnostic {
        if let Some((dataset, field)) = name.split_once('.') {
            if let Some(id) = self.model.find_dataset(dataset) {
                return self.no_column(id, field, owner);
            }
            if self.is_absent(dataset) {
                return owner.error(&m::UNAVAILABLE).arg("needs", dataset);
            }
            if self.document.datasets.iter().any(|item| *item.code == dataset) {
                return owner.error(&m::UNAVAILABLE).arg("needs", dataset);
            }
        }
        match scope {
            Some(dataset) if !name.contains('.') => self.no_column(dataset, name, owner),
            _ => {
                let paths = self.all_paths();
                let bare = self.model.datasets.iter().flat_map(|dataset| &dataset.fields);
                let dimensions = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
                let known = dimensions
                    .chain(bare.map(|field| field.code.as_str()))
                    .chain(paths.iter().map(String::as_str));
                self.unknown(Kind::Field, name, known).at_field(owner.code)
            }
        }
    }

    fn no_column(&self, dataset: DatasetId, column: &str, owner: Owner<'_>) -> Diagnostic {
        let dataset = self.model.dataset(dataset);
        let fields = dataset.fields.iter().map(|field| field.code.as_str());
        let dimensions = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
        let mut error = owner.error(&m::MISSING_COLUMN).arg("column", column).arg("table", &dataset.table);
        error.hints.extend(self.closest(column, fields.chain(dimensions)));
        error
    }

    fn all_paths(&self) -> Vec<String> {
        let of = |dataset: &crate::model::Dataset| {
            let code = dataset.code.clone();
            dataset.fields.iter().map(move |field| format!("{code}.{}", field.code)).collect::<Vec<_>>()
        };
        self.model.datasets.iter().flat_map(of).collect()
    }

    /// The error for a name that is not among `known`, with the closest of them as hint.
    pub(super) fn unknown<'n>(
        &self,
        kind: Kind,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Diagnostic {
        let mut error = m::UNKNOWN_NAME.error().arg_text("what", &kind.text()).arg("found", name);
        error.hints.extend(self.closest(name, known));
        error
    }

    /// The hint with the closest known name. Only the first errors get one: comparing names is slow, and nobody reads
    /// the hints of thousands.
    pub(super) fn closest<'n>(&self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<Text> {
        let left = self.hints_left.get();
        if left == 0 {
            return None;
        }
        self.hints_left.set(left - 1);
        suggest::closest(name, known).map(suggest::did_you_mean)
    }

    /// The dataset with this code; reports where there is none.
    pub(super) fn dataset_named(
        &mut self,
        name: &crate::model::At<String>,
        owner: Owner<'_>,
    ) -> Option<DatasetId> {
        if let Some(id) = self.model.find_dataset(name) {
            return Some(id);
        }
        let error = if self.document.datasets.iter().any(|item| item.code == *name) {
            owner.error(&m::UNAVAILABLE).arg("needs", &name.value)
        } else {
            let known = self.document.datasets.iter().map(|item| item.code.as_str());
            self.unknown(Kind::Dataset, name, known).at_field(owner.code)
        };
        self.report(name.mark(error));
        None
    }
}

/// Whether `name` is the label in either language, letter case of ASCII ignored.
pub(in crate::model) fn is_label(label: &Text, name: &str) -> bool {
    !name.is_empty() && (label.zh.eq_ignore_ascii_case(name) || label.en.eq_ignore_ascii_case(name))
}
