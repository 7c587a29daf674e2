//! [`Expr`] → canonical text: the least parentheses, ASCII operators, quotes only where needed.

use std::fmt::{self, Write};

use super::lexer::is_plain_name;
use super::words::{COMPARISON, NOT, SIGN};
use super::{BinaryOp, Expr, Node, UnaryOp};
use crate::table::Scalar;

/// Canonical text; `name` gives the text of a name, which is quoted where needed.
pub fn print<R>(expr: &Expr<R>, name: &dyn Fn(&R) -> String) -> String {
    let mut out = String::new();
    write_expr(&mut out, expr, 0, name);
    out
}

impl fmt::Display for Expr<String> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self, &String::clone))
    }
}

/// `name` as it must stand in an expression: in backquotes where it does not read as a name.
pub fn quote_name(name: &str) -> String {
    if is_plain_name(name) { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

fn power<R>(node: &Node<R>) -> u8 {
    match node {
        Node::Binary(op, ..) => op.power(),
        Node::Unary(UnaryOp::Not, _) => NOT,
        Node::Unary(UnaryOp::Neg, _) => SIGN,
        Node::In(..) | Node::Between(..) | Node::IsNull(..) => COMPARISON,
        Node::Literal(value) if is_negative(value) => SIGN,
        Node::Literal(_) | Node::Name(_) | Node::Call(..) => u8::MAX,
    }
}

fn is_negative(value: &Scalar) -> bool {
    match value {
        Scalar::Int(value) => *value < 0,
        Scalar::Decimal { units, .. } => *units < 0,
        Scalar::Float(value) => *value < 0.0,
        _ => false,
    }
}

/// Writes `expr`, in parentheses if it binds less tightly than `floor`.
fn write_expr<R>(out: &mut String, expr: &Expr<R>, floor: u8, name: &dyn Fn(&R) -> String) {
    let own = power(&expr.node);
    if own < floor {
        out.push('(');
        write_expr(out, expr, 0, name);
        out.push(')');
        return;
    }
    match &expr.node {
        Node::Literal(value) => out.push_str(&literal(value)),
        Node::Name(reference) => out.push_str(&quote_name(&name(reference))),
        Node::Unary(UnaryOp::Not, x) => {
            out.push_str("not ");
            write_expr(out, x, NOT + 1, name);
        }
        Node::Unary(UnaryOp::Neg, x) => {
            out.push('-');
            write_expr(out, x, SIGN + 1, name);
        }
        Node::Binary(op, x, y) => {
            // Comparisons do not chain, so both sides bind tighter.
            let left = if op.is_comparison() { own + 1 } else { own };
            write_expr(out, x, left, name);
            out.push(' ');
            out.push_str(op.word());
            out.push(' ');
            write_expr(out, y, own + 1, name);
        }
        Node::Call(function, arguments) => {
            out.push_str(function.word());
            write_list(out, arguments, name);
        }
        Node::In(x, items, is_negated) => {
            write_expr(out, x, COMPARISON + 1, name);
            out.push_str(if *is_negated { " not in " } else { " in " });
            write_list(out, items, name);
        }
        Node::Between(x, low, high) => {
            write_expr(out, x, COMPARISON + 1, name);
            out.push_str(" between ");
            write_expr(out, low, COMPARISON + 1, name);
            out.push(' ');
            out.push_str(BinaryOp::And.word());
            out.push(' ');
            write_expr(out, high, COMPARISON + 1, name);
        }
        Node::IsNull(x, is_negated) => {
            write_expr(out, x, COMPARISON + 1, name);
            out.push_str(if *is_negated { " is not null" } else { " is null" });
        }
    }
}

fn write_list<R>(out: &mut String, items: &[Expr<R>], name: &dyn Fn(&R) -> String) {
    out.push('(');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write_expr(out, item, 0, name);
    }
    out.push(')');
}

pub(super) fn literal(value: &Scalar) -> String {
    match value {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => decimal(i128::from(*units), *scale),
        Scalar::Float(value) => float(*value),
        Scalar::Date(date) => format!("date '{date}'"),
        Scalar::DateTime(time) => format!("datetime '{time}'"),
        Scalar::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

/// A double that reads back as a double, never as an exact number.
fn float(value: f64) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value:e}");
    text
}

/// `units` ÷ 10^`scale` in full.
pub(super) fn decimal(units: i128, scale: u8) -> String {
    let digits = units.unsigned_abs().to_string();
    let scale = usize::from(scale);
    let sign = if units < 0 { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{fraction}")
}
