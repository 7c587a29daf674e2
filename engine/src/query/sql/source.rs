//! A fact and the tables that its paths lead to: joins, group keys, and which keys have no row.

use super::condition::Tested;
use super::messages as m;
use super::select::{cross_join, from, left_join};
use super::tree::{Sql, all, any, case, equal, is_not_null, is_null, not, raw, whole};
use super::value::Place;
use super::writer::{Typed, Writer};
use crate::calendar::Grain;
use crate::formula::{Expr, Over};
use crate::model::{DatasetId, RelationshipId};
use crate::query::{PlanAxis, Reach};
use crate::table::DataType;
use sqlparser::ast as syntax;

/// What a group key stands for. They sort in this order.
pub(super) const MEMBER: i64 = 0;
pub(super) const BLANK: i64 = 1;
pub(super) const UNMATCHED: i64 = 2;
pub(super) const OTHERS: i64 = 3;
pub(super) const TOTAL: i64 = 4;

/// The alias of the fact.
pub(super) const FACT: &str = "f";

/// A fact and the tables joined to it so far.
pub(super) struct Source<'a> {
    dataset: DatasetId,
    /// Its alias.
    name: String,
    /// The part that has its rows, where that is not its table.
    pub(super) part: Option<String>,
    /// Path and alias.
    joins: Vec<(Vec<RelationshipId>, String)>,
    model: std::marker::PhantomData<&'a ()>,
}

impl<'a> Source<'a> {
    pub(super) fn new(dataset: DatasetId) -> Self {
        Self::called(dataset, FACT)
    }

    /// Under another alias.
    pub(super) fn called(dataset: DatasetId, name: &str) -> Self {
        let name = name.to_owned();
        Self { dataset, name, part: None, joins: Vec::new(), model: std::marker::PhantomData }
    }

    /// Its alias.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The alias of the table at the end of a path, which is joined if need be.
    pub(super) fn alias(&mut self, writer: &mut Writer<'a>, path: &[RelationshipId]) -> String {
        for end in 1..=path.len() {
            if self.joins.iter().all(|(known, _)| known != &path[..end]) {
                Self::check_keys(writer, path[end - 1]);
                let before = if self.name == FACT { "" } else { &self.name };
                let alias = format!("{before}d{}", self.joins.len() + 1);
                self.joins.push((path[..end].to_vec(), alias));
            }
        }
        self.known(path)
    }

    /// The alias of a path that is joined already.
    pub(super) fn known(&self, path: &[RelationshipId]) -> String {
        let found = self.joins.iter().find(|(known, _)| known == path);
        found.map_or_else(|| self.name.clone(), |(_, alias)| alias.clone())
    }

    /// Keys of unlike types never match in the engine; databases convert them in their own ways.
    fn check_keys(writer: &mut Writer<'a>, id: RelationshipId) {
        let edge = &writer.model.relationships[id.index()];
        let kind = |data_type: DataType| match data_type {
            data_type if data_type.is_number() => DataType::Float,
            other => other,
        };
        let pairs = edge.from_fields.iter().zip(&edge.to_fields);
        if pairs.into_iter().any(|(&a, &b)| kind(writer.type_of(a)) != kind(writer.type_of(b))) {
            let code = edge.code.clone();
            writer.refuse(&m::KEY_TYPES, &code);
        }
    }

    /// A field at the end of a path, and what its nulls mean.
    pub(super) fn tested(&mut self, writer: &mut Writer<'a>, reach: &Reach) -> Tested {
        let alias = self.alias(writer, &reach.path);
        let value = writer.field(&alias, reach.field);
        let is_null = is_null(value.sql.clone());
        match self.unmatched(writer, &reach.path) {
            None => Tested { value, is_blank: is_null, is_unmatched: raw("FALSE") },
            Some(is_unmatched) => {
                let is_blank = all(vec![is_null, not(is_unmatched.clone())]).unwrap_or_else(|| raw("FALSE"));
                Tested { value, is_blank, is_unmatched }
            }
        }
    }

    /// A field that an expression names, its table joined.
    pub(super) fn value(&mut self, writer: &mut Writer<'a>, reach: &Reach) -> Typed {
        let alias = self.alias(writer, &reach.path);
        writer.field(&alias, reach.field)
    }

    /// An expression over the fields of a row.
    pub(super) fn computed(&mut self, writer: &mut Writer<'a>, expr: &Expr<Reach>) -> Typed {
        for reach in expr.names() {
            self.alias(writer, &reach.path);
        }
        let found = &*self;
        let names = |writer: &mut Writer<'a>, reach: &Reach, _: Over| {
            let alias = found.known(&reach.path);
            writer.field(&alias, reach.field)
        };
        writer.value(expr, Place::Row, Over::Group, &names)
    }

    /// Whether a key on the path has a value but no row; none for the fact's own fields.
    fn unmatched(&self, writer: &mut Writer<'a>, path: &[RelationshipId]) -> Option<Sql> {
        let misses = (0..path.len()).map(|at| {
            let edge = &writer.model.relationships[path[at].index()];
            let (from_fields, to) = (edge.from_fields.clone(), edge.to_fields.first().copied());
            let (before, after) = (self.known(&path[..at]), self.known(&path[..=at]));
            let keys = from_fields.iter().map(|&field| is_not_null(writer.field(&before, field).sql));
            let mut parts: Vec<Sql> = keys.collect();
            parts.extend(to.map(|field| is_null(writer.field(&after, field).sql)));
            all(parts).unwrap_or_else(|| raw("FALSE"))
        });
        any(misses.collect())
    }

    /// The value of a field, and what it stands for.
    pub(super) fn kind_and_value(&mut self, writer: &mut Writer<'a>, reach: &Reach) -> (Sql, Typed) {
        let tested = self.tested(writer, reach);
        let has_value = is_not_null(tested.value.sql.clone());
        let mut kinds = vec![(has_value, whole(MEMBER))];
        if !reach.path.is_empty() {
            kinds.push((tested.is_unmatched, whole(UNMATCHED)));
        }
        (case(kinds, Some(whole(BLANK))), tested.value)
    }

    /// A group key: what it stands for, and the value.
    pub(super) fn key(&mut self, writer: &mut Writer<'a>, axis: &PlanAxis, reach: &Reach) -> (Sql, Sql) {
        let (kind, value) = self.kind_and_value(writer, reach);
        let value = match (axis.is_time(), value.data_type) {
            (true, Some(of)) => {
                let day = writer.dialect.to_date(value.sql, of);
                let grain = axis.grain.unwrap_or(Grain::Day);
                writer.dialect.bucket_start(grain, day, writer.plan.fiscal_start_month)
            }
            _ => writer.shown(value),
        };
        (kind, value)
    }

    /// The fact with all that is joined to it.
    pub(super) fn tables(&self, writer: &mut Writer<'a>) -> syntax::TableWithJoins {
        let mut tables = from(match &self.part {
            Some(part) => writer.table_of(part, &self.name),
            None => writer.dataset_table(self.dataset, &self.name),
        });
        tables.joins = self.joins(writer);
        tables.joins.extend(writer.join_today());
        tables
    }

    /// The tables that its paths lead to.
    pub(super) fn joins(&self, writer: &mut Writer<'a>) -> Vec<syntax::Join> {
        let mut joins = Vec::new();
        for (path, alias) in &self.joins {
            let Some((&id, before)) = path.split_last() else { continue };
            let keys = same_keys(writer, id, &self.known(before), alias);
            let relation = writer.dataset_table(writer.model.relationships[id.index()].to, alias);
            joins.push(match all(keys) {
                Some(condition) => left_join(relation, condition),
                None => cross_join(relation),
            });
        }
        joins
    }

    /// Whether its rows point at rows called `alias`.
    pub(super) fn points_at(&self, writer: &mut Writer<'a>, id: RelationshipId, alias: &str) -> Vec<Sql> {
        Self::check_keys(writer, id);
        same_keys(writer, id, &self.name, alias)
    }
}

/// Whether the keys of a relationship agree between tables called `many` and `one`.
fn same_keys(writer: &mut Writer<'_>, id: RelationshipId, many: &str, one: &str) -> Vec<Sql> {
    let model = writer.model;
    let edge = &model.relationships[id.index()];
    let pairs = edge.from_fields.iter().zip(&edge.to_fields);
    let same = pairs.map(|(&from, &to)| equal(writer.field(many, from).sql, writer.field(one, to).sql));
    same.collect()
}
