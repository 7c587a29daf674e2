//! Expressions over fields: reading, names, types.

use super::{Owner, Resolver};
use crate::diag::Diagnostic;
use crate::formula::{self, Expr, Use};
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::{DatasetId, FieldId};
use crate::table::DataType;

impl Resolver<'_> {
    /// Reads an expression; reports what is wrong with it.
    pub(super) fn parse(&mut self, source: &At<String>, code: &str) -> Option<Expr<String>> {
        match formula::parse_within(source, self.limits) {
            Ok(expr) => Some(expr),
            Err(errors) => {
                let errors = errors.into_iter().map(|error| source.mark_span(error.at_field(code)));
                self.diagnostics.extend(errors);
                None
            }
        }
    }

    /// The type of an expression over fields; reports and gives none where it does not fit together.
    pub(super) fn check(
        &mut self,
        expr: &mut Expr<FieldId>,
        place: Use,
        source: &At<String>,
        code: &str,
    ) -> Option<DataType> {
        let model = &self.model;
        let (data_type, errors) =
            formula::check(expr, place, &|field| Some(model.field(*field).data_type), &|field| {
                model.field(*field).code.clone()
            });
        let is_sound = errors.is_empty();
        self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error.at_field(code))));
        data_type.filter(|_| is_sound)
    }

    /// Names of a condition become fields of `scope`, dimensions, or fields of other tables.
    pub(super) fn names_of(
        &self,
        expr: &Expr<String>,
        scope: Option<DatasetId>,
        owner: Owner<'_>,
    ) -> Result<Expr<FieldId>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let resolved = expr.try_map(&mut |name: &String, span| {
            let found = self.field_in(scope, name);
            if found.is_none() {
                errors.push(self.no_field(scope, name, owner).at_span(span.0, span.1));
            }
            found
        });
        resolved.ok_or(errors)
    }

    /// Types a condition; reports and gives none where it is not one.
    pub(super) fn sound_condition(
        &mut self,
        mut expr: Expr<FieldId>,
        source: &At<String>,
        code: &str,
    ) -> Option<Expr<FieldId>> {
        let data_type = self.check(&mut expr, Use::Row, source, code)?;
        if data_type == DataType::Bool {
            return Some(expr);
        }
        let error = m::NOT_A_CONDITION.error().arg_text("found", &formula::type_name(data_type));
        self.report(source.mark_span(error.at_span(expr.span.0, expr.span.1).at_field(code)));
        None
    }

    /// Reads and resolves a condition over the rows of `scope`.
    pub(super) fn condition(
        &mut self,
        source: &At<String>,
        scope: DatasetId,
        owner: Owner<'_>,
    ) -> Option<Expr<FieldId>> {
        let parsed = self.parse(source, owner.code)?;
        match self.names_of(&parsed, Some(scope), owner) {
            Ok(expr) => self.sound_condition(expr, source, owner.code),
            Err(errors) => {
                self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error)));
                None
            }
        }
    }
}
