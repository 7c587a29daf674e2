//! Conditions as typed → filters of a query.

use sandtable_engine::diag::{Diagnostic, Message};
use sandtable_engine::formula::{BinaryOp, Expr, Function, Node, UnaryOp, parse};
use sandtable_engine::query::{Comparison, Filter, Test};
use sandtable_engine::table::Scalar;

const UNSUPPORTED: Message = Message::new(
    "unsupported_condition",
    "条件 `{found}` 要写成字段和常量的比较",
    "the condition `{found}` is not a test of a name against constants",
);
const USE_TESTS: Message = Message::new(
    "supported_conditions",
    "可用：= <> < <= > >=、in (…)、between … and …、is null、contains(字段, '…')、starts_with(字段, '…')、and、or、not",
    "there are = <> < <= > >=, in (…), between … and …, is null, contains(name, '…'), starts_with(name, '…'), and, or, not",
);

/// Reads a condition such as `region = '华东' and not (amount between 1 and 2)`.
pub(crate) fn read(text: &str) -> Result<Filter, Vec<Diagnostic>> {
    let expr = parse(text)?;
    filter(&expr).ok_or_else(|| {
        let (start, end) = expr.span;
        vec![UNSUPPORTED.error().arg("found", text).at_span(start, end).hint(USE_TESTS.text())]
    })
}

/// Whether the only thing wrong is that it is no test.
pub(crate) fn is_unsupported(found: &[Diagnostic]) -> bool {
    found.iter().all(|found| found.code == UNSUPPORTED.code)
}

fn filter(expr: &Expr<String>) -> Option<Filter> {
    Some(match &expr.node {
        Node::Name(name) => Filter::test(name, Test::Is(Comparison::Eq, Scalar::Bool(true))),
        Node::Unary(UnaryOp::Not, inner) => Filter::Not(Box::new(filter(inner)?)),
        Node::Binary(BinaryOp::And, left, right) => Filter::All(vec![filter(left)?, filter(right)?]),
        Node::Binary(BinaryOp::Or, left, right) => Filter::Any(vec![filter(left)?, filter(right)?]),
        Node::Binary(op, left, right) => {
            let op = Comparison::of(*op)?;
            match (name(left), constant(right)) {
                (Some(name), Some(value)) => Filter::test(name, Test::Is(op, value)),
                _ => Filter::test(name(right)?, Test::Is(mirrored(op), constant(left)?)),
            }
        }
        Node::In(tested, items, negated) => {
            let items: Option<Vec<Scalar>> = items.iter().map(constant).collect();
            negate(Filter::test(name(tested)?, Test::In(items?)), *negated)
        }
        Node::Between(tested, low, high) => {
            Filter::test(name(tested)?, Test::Between(Some(constant(low)?), Some(constant(high)?)))
        }
        Node::IsNull(tested, negated) => negate(Filter::test(name(tested)?, Test::Null), *negated),
        Node::Call(function, arguments) => {
            let [tested, part] = arguments.as_slice() else { return None };
            let Some(Scalar::Text(part)) = constant(part) else { return None };
            let test = match function {
                Function::Contains => Test::Contains(part),
                Function::StartsWith => Test::StartsWith(part),
                _ => return None,
            };
            Filter::test(name(tested)?, test)
        }
        Node::Literal(_) | Node::Unary(UnaryOp::Neg, _) => return None,
    })
}

fn negate(filter: Filter, negated: bool) -> Filter {
    if negated { Filter::Not(Box::new(filter)) } else { filter }
}

fn name(expr: &Expr<String>) -> Option<String> {
    match &expr.node {
        Node::Name(name) => Some(name.clone()),
        _ => None,
    }
}

fn constant(expr: &Expr<String>) -> Option<Scalar> {
    match &expr.node {
        Node::Literal(value) => Some(value.clone()),
        Node::Unary(UnaryOp::Neg, inner) => match constant(inner)? {
            Scalar::Int(value) => value.checked_neg().map(Scalar::Int),
            Scalar::Decimal { units, scale } => {
                units.checked_neg().map(|units| Scalar::Decimal { units, scale })
            }
            Scalar::Float(value) => Some(Scalar::Float(-value)),
            _ => None,
        },
        _ => None,
    }
}

/// `1 < x` is `x > 1`.
fn mirrored(op: Comparison) -> Comparison {
    match op {
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        same => same,
    }
}
