//! Expression → value, one group at a time.
//!
//! Nulls go through: an operation on a null has the null's reason, no data before zero denominator, overflow before
//! both. Only `coalesce`, `if`, `min` and `max` stop them, and none stops an overflow, which is an error. Comparisons
//! follow SQL: with a null they are unknown, and `and`, `or`, `not` follow three-valued logic.

use std::cmp::Ordering;

use super::check::result_type;
use super::{BinaryOp, Expr, Function, Node, UnaryOp, Value, column_of};
use crate::calendar::Period;
use crate::frame::{Cells, Null};
use crate::table::DataType;

/// Which cell a name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The group at hand.
    Group,
    /// All groups of the query, inside `total(…)`.
    Total,
}

/// The value of `expr`; `get` gives the value of a name in the group at hand or over all groups.
pub fn evaluate<R>(expr: &Expr<R>, get: &dyn Fn(&R, Over) -> Value) -> Value {
    value_of(expr, Over::Group, get)
}

/// The values of `expr` in all of `rows` groups. `column` gives a name's cells and null reasons (empty for none), of
/// `rows` each; `total` its value over all groups. The type of the result follows from the types of the columns alone.
pub fn evaluate_columns<'a, R: Clone>(
    expr: &Expr<R>,
    rows: usize,
    column: &dyn Fn(&R) -> (&'a Cells, &'a [Null]),
    total: &dyn Fn(&R) -> Value,
) -> (Cells, Vec<Null>) {
    let data_type = result_type(expr, &|name| Some(cells_type(column(name).0))).unwrap_or(DataType::Float);
    let values = (0..rows).map(|row| {
        evaluate(expr, &|name, over| match over {
            Over::Group => {
                let (cells, nulls) = column(name);
                Value::of_cell(cells, nulls, row)
            }
            Over::Total => total(name),
        })
    });
    column_of(values, data_type)
}

fn cells_type(cells: &Cells) -> DataType {
    match cells {
        Cells::Text(_) => DataType::Text,
        Cells::Date(_) => DataType::Date,
        Cells::Int(_) => DataType::Int,
        Cells::Decimal { scale, .. } => DataType::Decimal { scale: *scale },
        Cells::Float(_) => DataType::Float,
        Cells::Bool(_) => DataType::Bool,
        Cells::DateTime(_) => DataType::DateTime,
    }
}

fn value_of<R>(expr: &Expr<R>, over: Over, get: &dyn Fn(&R, Over) -> Value) -> Value {
    let value = |expr: &Expr<R>| value_of(expr, over, get);
    match &expr.node {
        Node::Literal(scalar) => Value::from(scalar),
        Node::Name(name) => get(name, over),
        Node::Unary(UnaryOp::Neg, x) => value(x).negate(),
        Node::Unary(UnaryOp::Not, x) => match value(x) {
            Value::Bool(x) => Value::Bool(!x),
            x => Value::Null(x.null().unwrap_or(Null::NoData)),
        },
        Node::Binary(op, x, y) => binary(*op, &value(x), &value(y)),
        Node::Call(Function::Total, arguments) => {
            arguments.first().map_or(Value::Null(Null::NoData), |x| value_of(x, Over::Total, get))
        }
        Node::Call(function, arguments) => call(*function, arguments, &value),
        Node::In(x, items, is_negated) => {
            let x = value(x);
            let found = items.iter().fold(Value::Bool(false), |found, item| {
                either(&found, &binary(BinaryOp::Eq, &x, &value(item)))
            });
            match found {
                Value::Bool(found) => Value::Bool(found != *is_negated),
                unknown => unknown,
            }
        }
        Node::Between(x, low, high) => {
            let x = value(x);
            both(&binary(BinaryOp::Ge, &x, &value(low)), &binary(BinaryOp::Le, &x, &value(high)))
        }
        Node::IsNull(x, is_negated) => match value(x) {
            Value::Null(Null::Overflow) => Value::Null(Null::Overflow),
            x => Value::Bool(x.null().is_some() != *is_negated),
        },
    }
}

/// The reason of a result that misses one or both operands.
fn missing(x: &Value, y: &Value) -> Option<Null> {
    let rank = |null: &Null| match null {
        Null::Overflow => 2,
        Null::NoData => 1,
        _ => 0,
    };
    [x.null(), y.null()].into_iter().flatten().max_by_key(rank)
}

fn binary(op: BinaryOp, x: &Value, y: &Value) -> Value {
    match op {
        BinaryOp::And => return both(x, y),
        BinaryOp::Or => return either(x, y),
        _ => {}
    }
    if let Some(reason) = missing(x, y) {
        return Value::Null(reason);
    }
    match op {
        BinaryOp::Add => x.add(y, false),
        BinaryOp::Sub => x.add(y, true),
        BinaryOp::Mul => x.multiply(y),
        BinaryOp::Div => x.divide(y),
        _ => x.compare(y).map_or(Value::Null(Null::NoData), |order| {
            Value::Bool(match op {
                BinaryOp::Eq => order == Ordering::Equal,
                BinaryOp::Ne => order != Ordering::Equal,
                BinaryOp::Lt => order == Ordering::Less,
                BinaryOp::Le => order != Ordering::Greater,
                BinaryOp::Gt => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })
        }),
    }
}

fn both(x: &Value, y: &Value) -> Value {
    match (x, y) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
        (Value::Bool(true), Value::Bool(true)) => Value::Bool(true),
        _ => Value::Null(missing(x, y).unwrap_or(Null::NoData)),
    }
}

fn either(x: &Value, y: &Value) -> Value {
    match (x, y) {
        (Value::Bool(true), _) | (_, Value::Bool(true)) => Value::Bool(true),
        (Value::Bool(false), Value::Bool(false)) => Value::Bool(false),
        _ => Value::Null(missing(x, y).unwrap_or(Null::NoData)),
    }
}

fn call<R>(function: Function, arguments: &[Expr<R>], value: &dyn Fn(&Expr<R>) -> Value) -> Value {
    let argument = |at: usize| arguments.get(at).map_or(Value::Null(Null::NoData), value);
    match function {
        Function::Abs => argument(0).abs(),
        Function::Round => match (argument(0), arguments.get(1).map(value)) {
            (x, None) => x.round(0),
            (x, Some(Value::Int(digits))) => x.round(digits.clamp(-99, 99) as i32),
            (x, Some(digits)) => Value::Null(missing(&x, &digits).unwrap_or(Null::NoData)),
        },
        Function::Min => extreme(arguments, value, Ordering::Less),
        Function::Max => extreme(arguments, value, Ordering::Greater),
        Function::Coalesce => {
            let mut result = Value::Null(Null::NoData);
            for argument in arguments {
                result = value(argument);
                if !matches!(result, Value::Null(Null::NoData | Null::ZeroDenominator)) {
                    break;
                }
            }
            result
        }
        Function::If => match argument(0) {
            Value::Bool(true) => argument(1),
            Value::Null(Null::Overflow) => Value::Null(Null::Overflow),
            _ => argument(2),
        },
        Function::NullIf => {
            let (x, y) = (argument(0), argument(1));
            if x.compare(&y) == Some(Ordering::Equal) { Value::Null(Null::NoData) } else { x }
        }
        Function::Total => argument(0),
        // Put in as a number before a formula is evaluated.
        Function::Days => Value::Null(Null::NoData),
        Function::FirstDay => match argument(0) {
            Value::Text(text) => match Period::parse(&text) {
                Some(Period::Between(first, _)) => Value::Date(first),
                _ => Value::Null(Null::NoData),
            },
            x => Value::Null(x.null().unwrap_or(Null::NoData)),
        },
        Function::Contains | Function::StartsWith => match (argument(0), argument(1)) {
            (Value::Text(text), Value::Text(part)) => {
                let (text, part) = (text.to_ascii_lowercase(), part.to_ascii_lowercase());
                Value::Bool(match function {
                    Function::Contains => text.contains(&part),
                    _ => text.starts_with(&part),
                })
            }
            (x, y) => Value::Null(missing(&x, &y).unwrap_or(Null::NoData)),
        },
    }
}

fn extreme<R>(arguments: &[Expr<R>], value: &dyn Fn(&Expr<R>) -> Value, wins: Ordering) -> Value {
    arguments
        .iter()
        .map(value)
        .reduce(|best, next| match (&best, &next) {
            (Value::Null(Null::Overflow), _) | (_, Value::Null(Null::Overflow)) => {
                Value::Null(Null::Overflow)
            }
            (Value::Null(_), Value::Null(_)) => Value::Null(missing(&best, &next).unwrap_or(Null::NoData)),
            (Value::Null(_), _) => next,
            (_, Value::Null(_)) => best,
            _ if next.compare(&best) == Some(wins) => next,
            _ => best,
        })
        .unwrap_or(Value::Null(Null::NoData))
}
