//! Datasets with their fields, and the relationships between them.

use std::collections::BTreeSet;

use super::{Kind, Owner, Resolver, label_or};
use crate::formula;
use crate::model::document::{DatasetDoc, FieldDoc, RelationshipDoc};
use crate::model::messages as m;
use crate::model::place::{At, Names};
use crate::model::{Dataset, DatasetId, Field, FieldId, FieldSource, Relationship};
use crate::table::{DataType, Schema};
use crate::text::Text;

impl Resolver<'_> {
    pub(super) fn datasets(&mut self) {
        let mut taken = BTreeSet::new();
        for item in &self.document.datasets {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.insert(item.code.as_str());
            let owner = Owner { kind: Kind::Dataset, code: &item.code };
            let table = if item.table.is_empty() { &item.code } else { &item.table };
            let Some(schema) = self.schemas.iter().find(|schema| schema.table == table.value) else {
                let error = m::MISSING_TABLE.error().arg("dataset", owner.code).arg("table", &table.value);
                self.absent.push((item.code.value.clone(), table.value.clone()));
                self.report(item.mark(table.mark(error.at_field(owner.code))));
                continue;
            };
            self.dataset(item, schema);
        }
    }

    fn dataset(&mut self, item: &At<DatasetDoc>, schema: &Schema) {
        let id = DatasetId(self.model.datasets.len() as u32);
        self.model.datasets.push(Dataset {
            code: item.code.value.clone(),
            label: label_or(&item.label, &item.code),
            table: schema.table.clone(),
            key: Vec::new(),
            times: Vec::new(),
            fields: Vec::new(),
        });
        self.columns(id, item, schema);
        self.computed(id, item);

        let owner = Owner { kind: Kind::Dataset, code: &item.code };
        let key = self.fields_of(id, &item.key, owner);
        let mut times = self.fields_of(id, &item.time, owner);
        times.retain(|(field, name)| {
            let found = self.model.field(*field).data_type;
            if !found.is_time() {
                let error = m::NOT_A_TIME.error().arg("found", &name.value);
                let error = error.arg_text("type", &formula::type_name(found)).at_field(owner.code);
                self.diagnostics.push(name.mark(error));
            }
            found.is_time()
        });
        let dataset = &mut self.model.datasets[id.index()];
        dataset.key = key.into_iter().map(|(field, _)| field).collect();
        dataset.times = times.into_iter().map(|(field, _)| field).collect();
    }

    fn fields_of<'n>(
        &mut self,
        dataset: DatasetId,
        names: &'n Names,
        owner: Owner<'_>,
    ) -> Vec<(FieldId, &'n At<String>)> {
        let mut fields = Vec::new();
        for name in names.iter() {
            match self.own_field(dataset, name) {
                Some(field) => fields.push((field, name)),
                None => {
                    let error = self.no_field(Some(dataset), name, owner);
                    self.report(name.mark(error));
                }
            }
        }
        fields
    }

    /// Every column is a field: as the document says, or under its own name.
    fn columns(&mut self, id: DatasetId, item: &At<DatasetDoc>, schema: &Schema) {
        let mut taken: Vec<&str> = Vec::new();
        let mut described: Vec<(&At<FieldDoc>, &str)> = Vec::new();
        for field in &item.fields {
            let owner = Owner { kind: Kind::Field, code: &field.code };
            if !self.is_given(&field.code, "code", owner, field) {
                continue;
            }
            let is_computed = !field.expr.is_empty();
            let hides_column =
                is_computed && schema.columns.iter().any(|(name, _)| *name == field.code.value);
            if taken.contains(&field.code.as_str()) || hides_column {
                let error = m::DUPLICATE_CODE.error().arg("found", owner.code).at_field(item.code.as_str());
                self.report(field.code.mark(error));
                continue;
            }
            taken.push(&field.code);
            if is_computed && !field.column.is_empty() {
                self.report(field.column.mark(owner.error(&m::FIELD_AND_COLUMN)));
            } else if !is_computed {
                let column = if field.column.is_empty() { &field.code } else { &field.column };
                if schema.columns.iter().any(|(name, _)| *name == column.value) {
                    described.push((field, column));
                } else {
                    let error = owner.error(&m::MISSING_COLUMN);
                    let error = error.arg("column", &column.value).arg("table", &schema.table);
                    let known = schema.columns.iter().map(|(name, _)| name.as_str());
                    let mut error = column.mark(error);
                    error.hints.extend(self.closest(column, known));
                    self.report(error);
                }
            }
        }
        let mut fields: Vec<Field> = Vec::new();
        for (column, data_type) in &schema.columns {
            let of_column: Vec<_> = described.iter().filter(|(_, name)| name == column).collect();
            for (field, _) in &of_column {
                fields.push(Field {
                    code: field.code.value.clone(),
                    label: label_or(&field.label, &field.code),
                    source: FieldSource::Column(column.clone()),
                    data_type: *data_type,
                });
            }
            let is_free =
                !taken.contains(&column.as_str()) && fields.iter().all(|field| field.code != *column);
            if of_column.is_empty() && is_free {
                fields.push(Field {
                    code: column.clone(),
                    label: Text::same(column),
                    source: FieldSource::Column(column.clone()),
                    data_type: *data_type,
                });
            }
        }
        self.model.datasets[id.index()].fields = fields;
    }

    pub(super) fn relationships(&mut self) {
        let mut taken: Vec<String> = Vec::new();
        for item in &self.document.relationships {
            let from = self.ends(item, &item.from, "from");
            let to = self.ends(item, &item.to, "to");
            let (Some(from), Some(to)) = (from, to) else { continue };
            let code = if item.code.is_empty() {
                let (from, to) = (self.model.dataset(from[0].dataset), self.model.dataset(to[0].dataset));
                At::new(format!("{}_{}", from.code, to.code))
            } else {
                item.code.clone()
            };
            let known = taken.iter().map(String::as_str).collect();
            if self.code_is_free(&code, item, &known) {
                taken.push(code.value.clone());
                self.relationship(item, code.value, from, to);
            }
        }
    }

    /// The fields of one side.
    fn ends(&mut self, item: &At<RelationshipDoc>, names: &Names, side: &str) -> Option<Vec<FieldId>> {
        let owner = Owner { kind: Kind::Relationship, code: &item.code };
        if names.is_empty() {
            self.is_given("", side, owner, item);
            return None;
        }
        let mut fields = Vec::new();
        for name in names.iter() {
            match self.dotted_field(name) {
                Some(field) => fields.push(field),
                None => {
                    let error = self.no_field(None, name, owner);
                    self.report(name.mark(error));
                }
            }
        }
        if fields.len() < names.len() {
            return None;
        }
        if fields.iter().any(|field| field.dataset != fields[0].dataset) {
            self.report(names[0].mark(owner.error(&m::ONE_DATASET).arg("side", side)));
            return None;
        }
        Some(fields)
    }

    fn relationship(
        &mut self,
        item: &At<RelationshipDoc>,
        code: String,
        from_fields: Vec<FieldId>,
        to_fields: Vec<FieldId>,
    ) {
        let owner = Owner { kind: Kind::Relationship, code: &code };
        if from_fields.len() != to_fields.len() {
            let error = owner.error(&m::KEY_COUNT).arg("from", from_fields.len()).arg("to", to_fields.len());
            self.report(item.from[0].mark(error));
            return;
        }
        for (at, (from, to)) in from_fields.iter().zip(&to_fields).enumerate() {
            let (from, to) = (self.model.field(*from), self.model.field(*to));
            if !joins(from.data_type, to.data_type) {
                let error = owner
                    .error(&m::KEY_TYPE)
                    .arg("from", &item.from[at].value)
                    .arg("to", &item.to[at].value)
                    .arg_text("from_type", &formula::type_name(from.data_type))
                    .arg_text("to_type", &formula::type_name(to.data_type))
                    .hint(m::KEY_TYPE_HINT.text());
                self.report(item.from[at].mark(error));
                return;
            }
        }
        let (from, to) = (from_fields[0].dataset, to_fields[0].dataset);
        if let Some(path) = self.path(to, from) {
            let path: Vec<&str> =
                std::iter::once(from).chain(path).map(|id| self.model.dataset(id).code.as_str()).collect();
            let error = owner.error(&m::RELATIONSHIP_CYCLE).arg("path", path.join(" → "));
            self.report(item.from[0].mark(error));
            return;
        }
        let target = self.model.dataset(to);
        let is_key =
            target.key.len() == to_fields.len() && target.key.iter().all(|key| to_fields.contains(key));
        if !target.key.is_empty() && !is_key {
            let mut warning = m::NOT_THE_KEY.warning().arg("name", &code).arg("dataset", &target.code);
            warning = item.to[0].mark(warning.at_field(&code));
            self.report(warning);
        }
        let label = label_or(&item.label, &code);
        self.model.relationships.push(Relationship { code, label, from, from_fields, to, to_fields });
    }

    /// Datasets on a way along the relationships, both ends included.
    fn path(&self, from: DatasetId, to: DatasetId) -> Option<Vec<DatasetId>> {
        let mut ways = vec![vec![from]];
        let mut seen = vec![from];
        while let Some(way) = ways.pop() {
            let last = *way.last()?;
            if last == to {
                return Some(way);
            }
            for edge in self.model.relationships.iter().filter(|edge| edge.from == last) {
                if !seen.contains(&edge.to) {
                    seen.push(edge.to);
                    ways.push(way.iter().copied().chain([edge.to]).collect());
                }
            }
        }
        None
    }
}

/// Whether keys of these types can be equal.
fn joins(from: DataType, to: DataType) -> bool {
    from == to || (from.is_number() && to.is_number() && from != DataType::Float && to != DataType::Float)
}
