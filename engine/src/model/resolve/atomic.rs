//! Atomic metrics: one aggregate over one fact.

use super::{Kind, Owner, Resolver};
use crate::formula::{BinaryOp, Expr, Node, UnaryOp, type_name};
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::{Aggregate, DatasetId, Definition, FieldId, OverTime};
use crate::table::{DataType, Scalar};

const OVER_TIME: [(&str, OverTime); 4] = [
    ("first", OverTime::First),
    ("last", OverTime::Last),
    ("running", OverTime::Running),
    ("opening", OverTime::Opening),
];

impl Resolver<'_> {
    pub(super) fn atomic(&mut self, item: &At<MetricDoc>) -> Option<(Definition, Option<DataType>)> {
        let owner = Owner { kind: Kind::Metric, code: &item.code };
        let aggregate = self.aggregate(item, owner);
        let dataset = self.fact(item, owner);
        let (mut aggregate, dataset) = (aggregate?, dataset?);

        let field = match item.field.as_str() {
            "" => None,
            _ => Some(self.fact_field(&item.field, dataset, owner)?),
        };
        match (aggregate, field) {
            (Aggregate::Count, None) => aggregate = Aggregate::CountRows,
            (Aggregate::CountRows, _) | (_, Some(_)) => {}
            (_, None) => {
                self.is_given("", "field", owner, item);
                return None;
            }
        }
        let data_type = self.aggregate_type(aggregate, field);
        if let (None, Some(field)) = (data_type, field) {
            let found = self.model.field(field).data_type;
            let error = owner.error(&m::AGGREGATE_TYPE).arg("aggregate", &item.aggregate.value);
            let error = error.arg("field", &item.field.value).arg_text("type", &type_name(found));
            self.report(item.field.mark(error.hint(m::COUNT_INSTEAD.text())));
            return None;
        }
        let condition = match item.condition.as_str() {
            "" => None,
            _ => {
                let condition = self.condition(&item.condition, dataset, owner)?;
                if !is_own_test(&condition, field) {
                    let error = owner.error(&m::ATOMIC_CONDITION);
                    let error = error.hint(m::MAKE_DERIVED.text().with("name", owner.code));
                    self.report(item.condition.mark(error));
                    return None;
                }
                Some(condition)
            }
        };
        let time = match item.time.as_str() {
            "" => None,
            _ => Some(self.fact_date(&item.time, dataset, owner)?),
        };
        let over_time = self.word(&item.over_time, "over_time", &OVER_TIME, owner.code);
        let definition = Definition::Atomic { dataset, aggregate, field, condition, time, over_time };
        Some((definition, data_type))
    }

    fn aggregate(&mut self, item: &At<MetricDoc>, owner: Owner<'_>) -> Option<Aggregate> {
        let aggregate = self.word(&item.aggregate, "aggregate", &Aggregate::WORDS, owner.code)?;
        match (aggregate, &item.p) {
            (Aggregate::Percentile(_), Some(p)) if (0.0..=1.0).contains(&p.value) => {
                Some(Aggregate::Percentile(p.value))
            }
            (Aggregate::Percentile(_), Some(p)) => {
                self.report(p.mark(m::BAD_PERCENTILE.error().at_field(owner.code)));
                None
            }
            (Aggregate::Percentile(_), None) => {
                self.is_given("", "p", owner, item);
                None
            }
            (Aggregate::CountDistinct, _) if item.at_least.as_ref().is_some_and(|least| least.value > 1) => {
                item.at_least.as_ref().map(|least| Aggregate::CountRepeated(least.value))
            }
            (aggregate, _) => {
                if let Some(least) = &item.at_least
                    && aggregate != Aggregate::CountDistinct
                {
                    self.report(least.mark(m::ONLY_DISTINCT.error().at_field(owner.code)));
                }
                Some(aggregate)
            }
        }
    }

    /// The fact: as told, or the dataset of a field written `dataset.field`.
    fn fact(&mut self, item: &At<MetricDoc>, owner: Owner<'_>) -> Option<DatasetId> {
        if !item.dataset.is_empty() {
            return self.dataset_named(&item.dataset, owner);
        }
        if let Some((dataset, _)) = item.field.split_once('.') {
            if let Some(id) = self.model.find_dataset(dataset) {
                return Some(id);
            }
            let error = self.no_field(None, &item.field, owner);
            self.report(item.field.mark(error));
            return None;
        }
        self.is_given("", "dataset", owner, item);
        None
    }

    pub(super) fn fact_field(
        &mut self,
        name: &At<String>,
        dataset: DatasetId,
        owner: Owner<'_>,
    ) -> Option<FieldId> {
        if let Some(field) = self.own_field(dataset, name) {
            return Some(field);
        }
        let error = match self.dotted_field(name) {
            Some(field) if field.dataset == dataset => return Some(field),
            Some(_) => {
                let dataset = &self.model.dataset(dataset).code;
                owner.error(&m::FIELD_OF_DIMENSION).arg("found", &name.value).arg("dataset", dataset)
            }
            None => self.no_field(Some(dataset), name, owner),
        };
        self.report(name.mark(error));
        None
    }

    /// A date of the fact.
    pub(super) fn fact_date(
        &mut self,
        name: &At<String>,
        dataset: DatasetId,
        owner: Owner<'_>,
    ) -> Option<FieldId> {
        let field = self.fact_field(name, dataset, owner)?;
        let found = self.model.field(field).data_type;
        if !found.is_time() {
            let error = m::NOT_A_TIME.error().arg("found", &name.value).at_field(owner.code);
            self.report(name.mark(error.arg_text("type", &type_name(found))));
            return None;
        }
        Some(field)
    }

    /// The type of an aggregate of a field; none where it has no meaning.
    pub(super) fn aggregate_type(&self, aggregate: Aggregate, field: Option<FieldId>) -> Option<DataType> {
        let Some(field) = field else { return Some(DataType::Int) };
        let of = self.model.field(field).data_type;
        match aggregate {
            Aggregate::CountRows
            | Aggregate::Count
            | Aggregate::CountDistinct
            | Aggregate::CountRepeated(_) => Some(DataType::Int),
            Aggregate::Sum if of == DataType::Bool => Some(DataType::Int),
            Aggregate::Sum => Some(of).filter(|of| of.is_number()),
            Aggregate::Min | Aggregate::Max => Some(of).filter(|of| *of != DataType::Bool),
            Aggregate::Avg if of == DataType::Bool => Some(DataType::Float),
            Aggregate::Avg | Aggregate::Median | Aggregate::Percentile(_) => {
                Some(DataType::Float).filter(|_| of.is_number())
            }
        }
    }
}

/// Whether a condition is a null or truth test on the aggregated column; counting rows has none, so any column of the
/// fact will do.
fn is_own_test(condition: &Expr<FieldId>, own: Option<FieldId>) -> bool {
    let is_own = |expr: &Expr<FieldId>| match expr.node {
        Node::Name(field) => own.is_none_or(|own| own == field),
        _ => false,
    };
    let is_truth =
        |expr: &Expr<FieldId>| matches!(expr.node, Node::Literal(Scalar::Bool(_) | Scalar::Int(0 | 1)));
    match &condition.node {
        Node::Name(_) => is_own(condition),
        Node::Unary(UnaryOp::Not, inner) => is_own_test(inner, own),
        Node::IsNull(inner, _) => is_own(inner),
        Node::Binary(BinaryOp::Eq | BinaryOp::Ne, left, right) => {
            (is_own(left) && is_truth(right)) || (is_own(right) && is_truth(left))
        }
        _ => false,
    }
}
