//! Computed fields: over the fields of a row, and windows over the rows beside it.

use super::order::order;
use super::{Kind, Owner, Resolver, label_or};
use crate::formula::{self, Expr, RowExpr, Use, Windowed};
use crate::limits;
use crate::model::document::{DatasetDoc, FieldDoc};
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::{DatasetId, Field, FieldId, FieldSource};
use crate::table::DataType;
use crate::text::Text;

impl Resolver<'_> {
    /// Computed fields, each after those that it reads.
    pub(super) fn computed(&mut self, id: DatasetId, item: &At<DatasetDoc>) {
        let is_known = |resolver: &Self, code: &str| resolver.own_field(id, code).is_some();
        let mut parsed: Vec<(&At<FieldDoc>, RowExpr<String>)> = Vec::new();
        for field in &item.fields {
            let is_computed = !field.expr.is_empty() && field.column.is_empty() && !field.code.is_empty();
            if !is_computed
                || is_known(self, &field.code)
                || parsed.iter().any(|(other, _)| other.code == field.code)
            {
                continue;
            }
            match formula::parse_row(&field.expr, self.limits) {
                Ok(expr) => parsed.push((field, expr)),
                Err(errors) => {
                    let placed = errors.into_iter().map(|error| error.at_field(field.code.as_str()));
                    self.diagnostics.extend(placed.map(|error| field.expr.mark_span(error)));
                }
            }
        }
        let own = format!("{}.", item.code.value);
        let bare = |name: &str| name.strip_prefix(&own).unwrap_or(name).to_owned();
        let needs: Vec<Vec<usize>> = parsed
            .iter()
            .map(|(_, expr)| {
                let names = expr.names().into_iter().map(|name| bare(name));
                names
                    .filter_map(|name| parsed.iter().position(|(other, _)| other.code.value == name))
                    .collect()
            })
            .collect();
        let order = order(&needs);
        for cycle in &order.cycles {
            let path: Vec<&str> = cycle.iter().map(|&at| parsed[at].0.code.as_str()).collect();
            let first = parsed[cycle[0]].0;
            let error = m::FIELD_CYCLE.error().arg("path", path.join(" → ")).at_field(first.code.as_str());
            self.report(first.expr.mark(error));
        }
        for at in order.sorted {
            let (field, expr) = &parsed[at];
            if order.depth[at] > self.limits.depth {
                let what = Text::new("计算字段的引用层数", "the chain of computed fields");
                let (found, limit) = (u64::from(order.depth[at]), u64::from(self.limits.depth));
                let error = limits::reached("depth", &what, found, limit).at_field(field.code.as_str());
                self.report(field.expr.mark(error));
                continue;
            }
            self.computed_field(id, field, expr, &bare);
        }
    }

    fn computed_field(
        &mut self,
        id: DatasetId,
        field: &At<FieldDoc>,
        expr: &RowExpr<String>,
        bare: &dyn Fn(&str) -> String,
    ) {
        let owner = Owner { kind: Kind::Field, code: &field.code };
        let mut errors = Vec::new();
        let mut resolve = |name: &String, span: (u32, u32)| {
            let found = self.own_field(id, &bare(name));
            if found.is_none() {
                let error = if self.is_defined(id, &bare(name)) {
                    owner.error(&m::UNAVAILABLE).arg("needs", name)
                } else if self.dotted_field(name).is_some() {
                    owner.error(&m::OTHER_TABLE).arg("found", name)
                } else {
                    self.no_field(Some(id), name, owner)
                };
                errors.push(error.at_span(span.0, span.1));
            }
            found
        };
        let resolved = match expr {
            RowExpr::Each(expr) => expr.try_map(&mut resolve).map(RowExpr::Each),
            RowExpr::Window(window) => window.try_map(&mut resolve).map(RowExpr::Window),
        };
        self.diagnostics.extend(errors.into_iter().map(|error| field.expr.mark_span(error)));
        let found = resolved.and_then(|resolved| match resolved {
            RowExpr::Each(expr) => self.each_row(expr, field),
            RowExpr::Window(window) => self.window(window, field),
        });
        if let Some((source, data_type)) = found {
            self.model.datasets[id.index()].fields.push(Field {
                code: field.code.value.clone(),
                label: label_or(&field.label, &field.code),
                source,
                data_type,
            });
        }
    }

    fn each_row(&mut self, mut expr: Expr<FieldId>, field: &At<FieldDoc>) -> Option<(FieldSource, DataType)> {
        let data_type = self.check(&mut expr, Use::Row, &field.expr, &field.code)?;
        Some((FieldSource::Computed(expr), data_type))
    }

    fn window(&mut self, window: Windowed<FieldId>, field: &At<FieldDoc>) -> Option<(FieldSource, DataType)> {
        let of = window.of.map(|of| self.model.field(of).data_type);
        match window.check(of) {
            Ok(data_type) => Some((FieldSource::Windowed(window), data_type)),
            Err(error) => {
                self.report(field.expr.mark(error.at_field(field.code.as_str())));
                None
            }
        }
    }

    /// Whether the document defines such a field, sound or not.
    fn is_defined(&self, dataset: DatasetId, code: &str) -> bool {
        let dataset = &self.model.dataset(dataset).code;
        self.document
            .datasets
            .iter()
            .filter(|item| item.code.value == *dataset)
            .any(|item| item.fields.iter().any(|field| field.code.value == code))
    }
}
