//! Dimensions, hierarchies and qualifiers.

use std::collections::BTreeSet;

use super::{Kind, Owner, Resolver, label_or};
use crate::formula::Expr;
use crate::model::document::QualifierDoc;
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::{DatasetId, Dimension, FieldId, Hierarchy, Qualifier, RelationshipId};

impl Resolver<'_> {
    pub(super) fn dimensions(&mut self) {
        let mut taken = BTreeSet::new();
        for item in &self.document.dimensions {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.insert(item.code.as_str());
            let owner = Owner { kind: Kind::Dimension, code: &item.code };
            if !self.is_given(&item.field, "field", owner, item) {
                continue;
            }
            let Some(field) = self.dotted_field(&item.field) else {
                let error = self.no_field(None, &item.field, owner);
                self.report(item.field.mark(error));
                continue;
            };
            let mut via = Vec::new();
            for name in item.via.iter() {
                match self.model.relationships.iter().position(|edge| edge.code == name.value) {
                    Some(at) => via.push(RelationshipId(at as u32)),
                    None => {
                        let known = self.model.relationships.iter().map(|edge| edge.code.as_str());
                        let error = self.unknown(Kind::Relationship, name, known).at_field(owner.code);
                        self.report(name.mark(error));
                    }
                }
            }
            self.model.dimensions.push(Dimension {
                code: item.code.value.clone(),
                label: label_or(&item.label, &item.code),
                field,
                via,
                aliases: item.aliases.iter().map(|alias| alias.value.clone()).collect(),
            });
        }
    }

    pub(super) fn hierarchies(&mut self) {
        let mut taken = BTreeSet::new();
        for item in &self.document.hierarchies {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.insert(item.code.as_str());
            let owner = Owner { kind: Kind::Hierarchy, code: &item.code };
            let mut levels = Vec::new();
            for name in item.levels.iter() {
                if let Some(id) = self.model.find_dimension(name) {
                    levels.push(id);
                    continue;
                }
                let error = if self.document.dimensions.iter().any(|dimension| dimension.code == *name) {
                    owner.error(&m::UNAVAILABLE).arg("needs", &name.value)
                } else {
                    let known = self.model.dimensions.iter().map(|dimension| dimension.code.as_str());
                    self.unknown(Kind::Dimension, name, known).at_field(owner.code)
                };
                self.report(name.mark(error));
            }
            if !levels.is_empty() {
                self.model.hierarchies.push(Hierarchy {
                    code: item.code.value.clone(),
                    label: label_or(&item.label, &item.code),
                    levels,
                });
            } else if item.levels.is_empty() {
                self.is_given("", "levels", owner, item);
            }
        }
    }

    pub(super) fn qualifiers(&mut self) {
        let mut taken = BTreeSet::new();
        for item in &self.document.qualifiers {
            if self.code_is_free(&item.code, item, &taken) {
                taken.insert(item.code.as_str());
                self.qualifier(item);
            }
        }
        for item in &self.document.qualifiers {
            for name in item.excludes.iter() {
                if !taken.contains(name.as_str()) {
                    let error = self.unknown(Kind::Qualifier, name, taken.iter().copied());
                    self.report(name.mark(error.at_field(item.code.as_str())));
                }
            }
        }
    }

    /// One entry for each fact that the condition reads differently.
    fn qualifier(&mut self, item: &At<QualifierDoc>) {
        let owner = Owner { kind: Kind::Qualifier, code: &item.code };
        if !self.is_given(&item.condition, "where", owner, item) {
            return;
        }
        let Some(parsed) = self.parse(&item.condition, owner.code) else { return };
        if !item.on.is_empty() {
            for name in item.on.iter() {
                let Some(dataset) = self.dataset_named(name, owner) else { continue };
                match self.names_of(&parsed, Some(dataset), owner) {
                    Ok(expr) => self.qualifier_on(item, Some(dataset), expr),
                    Err(errors) => {
                        let errors = errors.into_iter().map(|error| item.condition.mark_span(error));
                        self.diagnostics.extend(errors);
                    }
                }
            }
            return;
        }
        let anywhere = self.names_of(&parsed, None, owner);
        let mut found: Vec<(Option<DatasetId>, Expr<FieldId>)> = Vec::new();
        if let Ok(expr) = &anywhere {
            found.push((None, expr.clone()));
        }
        for at in 0..self.model.datasets.len() {
            let dataset = DatasetId(at as u32);
            if let Ok(expr) = self.names_of(&parsed, Some(dataset), owner)
                && anywhere.as_ref() != Ok(&expr)
            {
                found.push((Some(dataset), expr));
            }
        }
        if let (true, Err(errors)) = (found.is_empty(), anywhere) {
            self.diagnostics.extend(errors.into_iter().map(|error| item.condition.mark_span(error)));
        }
        for (dataset, expr) in found {
            self.qualifier_on(item, dataset, expr);
        }
    }

    fn qualifier_on(&mut self, item: &At<QualifierDoc>, dataset: Option<DatasetId>, expr: Expr<FieldId>) {
        let Some(condition) = self.sound_condition(expr, &item.condition, &item.code) else { return };
        self.model.qualifiers.push(Qualifier {
            code: item.code.value.clone(),
            label: label_or(&item.label, &item.code),
            dataset,
            condition,
            excludes: item.excludes.iter().map(|code| code.value.clone()).collect(),
            aliases: item.aliases.iter().map(|alias| alias.value.clone()).collect(),
        });
    }

    /// The entry of a qualifier for a fact.
    pub(super) fn qualifier_for(&self, code: &str, dataset: DatasetId) -> Option<usize> {
        let on = |wanted: Option<DatasetId>| {
            self.model.qualifiers.iter().position(|found| found.code == code && found.dataset == wanted)
        };
        on(Some(dataset)).or_else(|| on(None))
    }
}
