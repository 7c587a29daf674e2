//! Definitions: rates are ratios, units agree, parts of a formula fit each other.

use std::collections::BTreeSet;

use super::messages as m;
use super::{Lint, Subject};
use crate::formula::{BinaryOp, Expr, Function, Node};
use crate::model::unit::unit_of;
use crate::model::{Aggregate, Definition, Format, MetricId, Model};
use crate::text::{Lang, Text};

pub(super) fn check(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    match &subject.metric.definition {
        Definition::Atomic { dataset, aggregate, .. } => {
            if matches!(aggregate, Aggregate::Avg) {
                lint.say(subject, m::AVERAGE.warning());
            }
            let table = lint.model.dataset(*dataset);
            let is_pointed_at = lint.model.relationships.iter().any(|edge| edge.to == *dataset);
            if is_pointed_at && table.times.is_empty() {
                lint.say(subject, m::NOT_FACT.warning().arg_text("table", &table.label));
            }
        }
        Definition::Derived { .. } => {}
        Definition::Composite { formula, .. } => {
            units(lint, subject, formula);
            periods(lint, subject, formula);
        }
    }
    rate(lint, subject);
    unit(lint, subject);
}

/// A name that promises a rate, and a formula that divides.
fn rate(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    const ENDS_ZH: [&str; 4] = ["率", "占比", "比例", "比"];
    const WORDS_EN: [&str; 4] = ["rate", "ratio", "share", "percentage"];
    let name = &subject.metric.label;
    let is_rate = ENDS_ZH.iter().any(|end| name.get(Lang::Zh).ends_with(end))
        || name
            .get(Lang::En)
            .to_lowercase()
            .split(' ')
            .next_back()
            .is_some_and(|word| WORDS_EN.contains(&word));
    if is_rate && !divides(lint.model, subject.id) {
        lint.say(subject, m::RATE.warning().arg_text("name", name).hint(m::DIVIDE.text()));
    }
}

fn divides(model: &Model, id: MetricId) -> bool {
    match &model.metric(id).definition {
        Definition::Composite { formula, .. } => {
            has_division(formula) || formula.names().into_iter().any(|id| divides(model, *id))
        }
        Definition::Derived { base, .. } => divides(model, *base),
        Definition::Atomic { .. } => false,
    }
}

fn has_division(expr: &Expr<MetricId>) -> bool {
    matches!(expr.node, Node::Binary(BinaryOp::Div, ..)) || expr.children().into_iter().any(has_division)
}

fn unit(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let metric = subject.metric;
    if metric.unit.is_empty() && metric.format != Format::Percent {
        let unit = match &metric.definition {
            Definition::Composite { formula, .. } => {
                unit_of(lint.model, formula).0.map(|unit| unit.text()).filter(|unit| !unit.is_empty())
            }
            _ => None,
        };
        let fix = unit.and_then(|unit| set_unit(lint, subject, unit));
        lint.offer(subject, m::NO_UNIT.warning(), fix);
    }
}

fn units(lint: &mut Lint<'_>, subject: &Subject<'_>, formula: &Expr<MetricId>) {
    let (unit, clashes) = unit_of(lint.model, formula);
    for clash in clashes {
        lint.say(subject, clash);
    }
    let declared = &subject.metric.unit;
    let Some(unit) = unit.filter(|unit| !declared.is_empty() && !unit.agrees(declared)) else { return };
    let expected = unit.text();
    // A mean keeps the word of what it is the mean of: 满意度 is told in 分, not in 分/单.
    let is_mean_of = |sum: MetricId| lint.model.metric(sum).unit == *declared;
    // A count for each hundred of another, such as complaints of orders, is told in percent.
    let is_share =
        subject.metric.format == Format::Percent && matches!(formula.node, Node::Binary(BinaryOp::Div, ..));
    if expected.is_empty() || is_share || mean_of(lint.model, formula).is_some_and(is_mean_of) {
        return;
    }
    let fix = set_unit(lint, subject, expected.clone());
    let warning = m::UNIT_DIFFERS.info().arg_text("found", declared).arg_text("expected", &expected);
    lint.offer(subject, warning, fix);
}

/// The sum whose mean a formula is: a sum over a column by the count of its values.
fn mean_of(model: &Model, formula: &Expr<MetricId>) -> Option<MetricId> {
    let Node::Binary(BinaryOp::Div, above, below) = &formula.node else { return None };
    let (Node::Name(sum), Node::Name(count)) = (&above.node, &below.node) else { return None };
    let column = |id: MetricId| match &model.metric(id).definition {
        Definition::Atomic { aggregate, field: Some(field), .. } => Some((*aggregate, *field)),
        _ => None,
    };
    let ((of_sum, summed), (of_count, counted)) = (column(*sum)?, column(*count)?);
    (summed == counted && of_sum == Aggregate::Sum && of_count == Aggregate::Count).then_some(*sum)
}

fn set_unit(lint: &Lint<'_>, subject: &Subject<'_>, unit: Text) -> Option<super::Fix> {
    lint.change(subject, m::SET_UNIT.text().with_text("unit", &unit), |item| item.unit = unit)
}

/// Parts that are bound to different periods without a word about it.
fn periods(lint: &mut Lint<'_>, subject: &Subject<'_>, formula: &Expr<MetricId>) {
    if formula.calls(Function::Total) {
        return;
    }
    let of = |id: &&MetricId| match &lint.model.metric(**id).definition {
        Definition::Derived { period, .. } => *period,
        _ => None,
    };
    let names = formula.names();
    let found: BTreeSet<String> = names.iter().filter_map(of).map(|period| period.code()).collect();
    if found.len() > 1 {
        let labels: Vec<Text> = names.iter().filter_map(of).map(|period| period.label()).collect();
        let join = |lang: Lang| labels.iter().map(|label| label.get(lang)).collect::<Vec<_>>().join(", ");
        let list = Text::new(join(Lang::Zh), join(Lang::En));
        lint.say(subject, m::OPERANDS.warning().arg_text("list", &list).hint(m::SAME_PERIOD.text()));
    }
}
