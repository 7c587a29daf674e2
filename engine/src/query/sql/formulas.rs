//! Composite metrics: formulas over the values of other metrics, those that others need first.

use std::collections::BTreeSet;

use super::messages as m;
use super::select::{Select, cross_join, every, from};
use super::stage::Stage;
use super::tree::{Sql, all, any, call, case, is_null, not, whole};
use super::value::Place;
use super::writer::{Typed, Writer};
use crate::formula::{BinaryOp, Expr, Function, Node, Over, UnaryOp, Use, check};
use crate::model::{Aggregate, Definition, MetricId};
use crate::table::{DataType, Scalar};

impl<'a> Writer<'a> {
    /// The atomic or derived metric's aggregate and type of field.
    fn atomic(&self, id: MetricId) -> Option<(Aggregate, Option<DataType>)> {
        match &self.model.metric(id).definition {
            Definition::Atomic { aggregate, field, .. } => {
                Some((*aggregate, field.map(|field| self.type_of(field))))
            }
            Definition::Derived { base, .. } => self.atomic(*base),
            Definition::Composite { .. } => None,
        }
    }

    /// Whether a metric counts, and so is 0 over no rows.
    pub(super) fn is_count(&self, id: MetricId) -> bool {
        let counts = |aggregate| {
            matches!(
                aggregate,
                Aggregate::CountRows
                    | Aggregate::Count
                    | Aggregate::CountDistinct
                    | Aggregate::CountRepeated(_)
            )
        };
        self.atomic(id).is_some_and(|(aggregate, _)| counts(aggregate))
    }

    /// The type of a metric's values; none for a formula that is null.
    pub(super) fn metric_type(&self, id: MetricId) -> Option<DataType> {
        if let Some((aggregate, of)) = self.atomic(id) {
            return match aggregate {
                Aggregate::CountRows
                | Aggregate::Count
                | Aggregate::CountDistinct
                | Aggregate::CountRepeated(_) => Some(DataType::Int),
                Aggregate::Sum if of == Some(DataType::Bool) => Some(DataType::Int),
                Aggregate::Sum | Aggregate::Min | Aggregate::Max => of,
                Aggregate::Avg | Aggregate::Median | Aggregate::Percentile(_) => Some(DataType::Float),
            };
        }
        self.formula_types.get(&id).copied().flatten()
    }

    /// The value of a metric in rows `alias`.
    pub(super) fn metric_at(&self, alias: &str, id: MetricId) -> Typed {
        Typed { sql: self.at(alias, &self.value_name(id)), data_type: self.metric_type(id) }
    }

    /// Composite metrics that the outputs, the conditions and the order need, each after those that it refers to.
    pub(super) fn composites(&self) -> Vec<MetricId> {
        fn visit(writer: &Writer<'_>, id: MetricId, found: &mut Vec<MetricId>) {
            if found.contains(&id) {
                return;
            }
            if let Definition::Composite { formula, .. } = &writer.model.metric(id).definition {
                formula.names().into_iter().for_each(|&below| visit(writer, below, found));
                found.push(id);
            }
        }
        let mut found = Vec::new();
        for &id in self.plan.outputs.iter().chain(&self.plan.hidden) {
            visit(self, id, &mut found);
        }
        found
    }

    /// Types of all formulas in use.
    pub(super) fn type_formulas(&mut self) {
        for id in self.composites() {
            let Definition::Composite { formula, .. } = &self.model.metric(id).definition else { continue };
            let mut formula = formula.clone();
            let (found, _) = check(&mut formula, Use::Formula, &|below| self.metric_type(*below), &|below| {
                self.model.metric(*below).code.clone()
            });
            self.formula_types.insert(id, found);
        }
    }

    /// Whether a formula needs the grand total.
    pub(super) fn needs_total(&self) -> bool {
        self.composites().into_iter().any(|id| match &self.model.metric(id).definition {
            Definition::Composite { formula, .. } => formula.calls(Function::Total),
            _ => false,
        })
    }

    /// Adds the values of all formulas to a part that has those of the aggregates; the name of the last part. `total`
    /// is the part with the grand total; none where the part itself is that.
    pub(super) fn formulas(&mut self, mut part: String, stage: &Stage<'_>, total: Option<&str>) -> String {
        let composites = self.composites().into_iter().filter(|&id| stage.computes(id));
        let mut depths: Vec<(usize, MetricId)> = Vec::new();
        for id in composites {
            let Definition::Composite { formula, .. } = &self.model.metric(id).definition else { continue };
            let below = |known: &(usize, MetricId)| formula.names().contains(&&known.1);
            let depth = depths.iter().filter(|known| below(known)).map(|(depth, _)| depth + 1).max();
            depths.push((depth.unwrap_or(0), id));
        }
        let deepest = depths.iter().map(|(depth, _)| depth + 1).max().unwrap_or(0);
        for depth in 0..deepest {
            let mut select = Select { items: vec![every(&self.dialect.name_of("a"))], ..Select::default() };
            let (mut wholes, mut needs_today) = (BTreeSet::new(), false);
            for &(_, id) in depths.iter().filter(|(of, _)| *of == depth) {
                wholes.extend(self.set_days(id, stage));
                needs_today |= self.asks_for_days(id);
                let value = self.formula(id, total.is_some());
                select.items.push(self.named(value, &self.value_name(id)));
            }
            let mut tables = from(self.table_of(&part, "a"));
            tables.joins.extend(total.map(|total| cross_join(self.table_of(total, "t"))));
            tables.joins.extend(wholes.iter().map(|whole| cross_join(self.table_of(whole, whole))));
            tables.joins.extend(self.join_today().filter(|_| needs_today));
            select.from = Some(tables);
            part = format!("{}values{}", stage.name, depth + 1);
            self.add_part(&part, select.query());
        }
        part
    }

    fn formula(&mut self, id: MetricId, has_total: bool) -> Sql {
        let metric = self.model.metric(id);
        let Definition::Composite { formula, .. } = &metric.definition else { return super::tree::null() };
        let names = |writer: &mut Writer<'a>, id: &MetricId, over: Over| {
            let alias = if over == Over::Total && has_total { "t" } else { "a" };
            writer.metric_at(alias, *id)
        };
        let value = self.value(formula, Place::Formula, Over::Group, &names);
        if !metric.zero_fill {
            return value.sql;
        }
        if !self.divides(id) {
            return call("COALESCE", vec![value.sql, whole(0)]);
        }
        match self.has_no_data(formula, Over::Group, &names) {
            Some(no_data) => {
                let has_none = all(vec![is_null(value.sql.clone()), no_data]).unwrap_or(value.sql.clone());
                case(vec![(has_none, whole(0))], Some(value.sql))
            }
            None => self.refuse(&m::ZERO_FILL, &metric.code),
        }
    }

    /// Whether a null of a metric may come from a division by zero.
    fn divides(&self, id: MetricId) -> bool {
        fn divides(expr: &Expr<MetricId>) -> bool {
            matches!(expr.node, Node::Binary(BinaryOp::Div, ..)) || expr.children().into_iter().any(divides)
        }
        // Those that a formula refers to stand before it.
        let mut dividing: Vec<MetricId> = Vec::new();
        for composite in self.composites() {
            let Definition::Composite { formula, .. } = &self.model.metric(composite).definition else {
                continue;
            };
            if divides(formula) || formula.names().iter().any(|below| dividing.contains(below)) {
                dividing.push(composite);
            }
        }
        dividing.contains(&id)
    }

    /// Whether a null of an expression comes from nothing to aggregate: that reason goes through before a division by
    /// zero. None where SQL cannot tell.
    fn has_no_data(
        &mut self,
        expr: &Expr<MetricId>,
        over: Over,
        names: &super::value::Names<'_, 'a, MetricId>,
    ) -> Option<Sql> {
        match &expr.node {
            Node::Name(id) if !self.divides(*id) => Some(is_null(names(self, id, over).sql)),
            Node::Literal(constant) => {
                Some(super::tree::raw(if *constant == Scalar::Null { "TRUE" } else { "FALSE" }))
            }
            Node::Unary(UnaryOp::Neg, x) => self.has_no_data(x, over, names),
            Node::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, x, y) => {
                any(vec![self.has_no_data(x, over, names)?, self.has_no_data(y, over, names)?])
            }
            Node::Call(Function::Days, _) => Some(super::tree::raw("FALSE")),
            Node::Call(Function::Total, arguments) => {
                self.has_no_data(arguments.first()?, Over::Total, names)
            }
            Node::Call(Function::Abs | Function::Round, arguments) => {
                self.has_no_data(arguments.first()?, over, names)
            }
            _ => None,
        }
    }

    /// Whether any of the keys is what a limit left out.
    pub(super) fn is_others(&self, alias: &str) -> Option<Sql> {
        let others = (0..self.plan.axes.len()).map(|axis| {
            super::tree::equal(self.at(alias, &super::rows::kind_name(axis)), whole(super::source::OTHERS))
        });
        any(others.collect())
    }

    /// Not, for conditions of two values.
    pub(super) fn details_only(&self, alias: &str, condition: Sql) -> Sql {
        let is_detail = super::tree::equal(self.at(alias, "level"), whole(0));
        any(vec![not(is_detail), condition]).unwrap_or_else(super::tree::null)
    }
}
