//! Types of expressions, and what does not fit together.

use super::value::MAX_SCALE;
use super::{BinaryOp, Expr, Function, Node, UnaryOp, messages as m, print};
use crate::calendar::{Date, DateTime};
use crate::diag::Diagnostic;
use crate::table::{DataType, Scalar};
use crate::text::Text;

/// What an expression is for: some functions have a meaning in one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Over metrics.
    Formula,
    /// Over fields of a row.
    Row,
}

/// Finds the type of `expr` and all that does not fit. `type_of` gives the type of a name, none where it is not known.
/// Constants are turned into the type they are compared with: `'2024-03-01'` beside a date becomes a date, 0 and 1
/// beside a truth value become false and true.
///
/// The type is none where it is not known or where the expression is `null`.
pub fn check<R>(
    expr: &mut Expr<R>,
    place: Use,
    type_of: &dyn Fn(&R) -> Option<DataType>,
    name: &dyn Fn(&R) -> String,
) -> (Option<DataType>, Vec<Diagnostic>) {
    let mut checker = Checker { place, type_of, name, diagnostics: Vec::new() };
    let data_type = checker.check(expr);
    (data_type, checker.diagnostics)
}

/// The type of an expression that has passed [`check`].
pub(super) fn result_type<R: Clone>(
    expr: &Expr<R>,
    type_of: &dyn Fn(&R) -> Option<DataType>,
) -> Option<DataType> {
    let mut checker =
        Checker { place: Use::Formula, type_of, name: &|_| String::new(), diagnostics: Vec::new() };
    checker.check(&mut expr.clone())
}

struct Checker<'a, R> {
    place: Use,
    type_of: &'a dyn Fn(&R) -> Option<DataType>,
    name: &'a dyn Fn(&R) -> String,
    diagnostics: Vec<Diagnostic>,
}

impl<R> Checker<'_, R> {
    fn check(&mut self, expr: &mut Expr<R>) -> Option<DataType> {
        let span = expr.span;
        match &mut expr.node {
            Node::Literal(value) => scalar_type(value),
            Node::Name(name) => (self.type_of)(name),
            Node::Unary(UnaryOp::Not, x) => self.truth(x, "not"),
            Node::Unary(UnaryOp::Neg, x) => self.number(x, "-").filter(|found| found.is_number()),
            Node::Binary(op @ (BinaryOp::And | BinaryOp::Or), x, y) => {
                self.truth(x, op.word());
                self.truth(y, op.word())
            }
            Node::Binary(op, x, y) => {
                let (left, right) = (self.check(x), self.check(y));
                if op.is_comparison() {
                    self.comparable(op.word(), (x, left), (y, right));
                    return Some(DataType::Bool);
                }
                let (Some(left), Some(right)) = (left, right) else {
                    return if *op == BinaryOp::Div { Some(DataType::Float) } else { None };
                };
                let result = arithmetic_type(*op, left, right);
                if result.is_none() {
                    self.diagnostics.push(mismatch(op.word(), left, right).at_span(span.0, span.1));
                }
                result
            }
            Node::Call(function, arguments) => self.call(*function, span, arguments),
            Node::In(x, items, _) => {
                let left = self.check(x);
                for item in items {
                    let right = self.check(item);
                    self.comparable("in", (x, left), (item, right));
                }
                Some(DataType::Bool)
            }
            Node::Between(x, low, high) => {
                let left = self.check(x);
                for end in [low, high] {
                    let right = self.check(end);
                    self.comparable("between", (x, left), (end, right));
                }
                Some(DataType::Bool)
            }
            Node::IsNull(x, _) => {
                self.check(x);
                Some(DataType::Bool)
            }
        }
    }

    fn truth(&mut self, expr: &mut Expr<R>, op: &str) -> Option<DataType> {
        if let Some(found) = self.check(expr).filter(|found| *found != DataType::Bool) {
            let mut diagnostic = operand_type(op, &Text::new("真假值", "a truth value"), found);
            if let Node::Name(reference) = &expr.node
                && found == DataType::Int
            {
                diagnostic = diagnostic.hint(m::TRUTH_HINT.text().with("name", &(self.name)(reference)));
            }
            self.diagnostics.push(diagnostic.at_span(expr.span.0, expr.span.1));
        }
        Some(DataType::Bool)
    }

    fn number(&mut self, expr: &mut Expr<R>, op: &str) -> Option<DataType> {
        let found = self.check(expr);
        if let Some(found) = found.filter(|found| !found.is_number()) {
            let diagnostic = operand_type(op, &Text::new("数值", "a number"), found);
            self.diagnostics.push(diagnostic.at_span(expr.span.0, expr.span.1));
        }
        found
    }

    /// Aligns constants on either side, then demands that both sides compare.
    fn comparable(&mut self, op: &str, x: Typed<'_, R>, y: Typed<'_, R>) {
        let (Some(left), Some(right)) = (x.1, y.1) else { return };
        if self.align(x.0, right) || self.align(y.0, left) || same_kind(left, right) {
            return;
        }
        let mut diagnostic = mismatch(op, left, right);
        for (side, other) in [(&*x.0, right), (&*y.0, left)] {
            if let (Node::Literal(value), DataType::Text) = (&side.node, other) {
                let value = print::literal(value);
                diagnostic = diagnostic.hint(m::QUOTE_TEXT_HINT.text().with("value", &value));
            }
        }
        let (x, y) = (x.0.span, y.0.span);
        self.diagnostics.push(diagnostic.at_span(x.0.min(y.0), x.1.max(y.1)));
    }

    /// Turns a constant into the type of what it is compared with; whether it did.
    fn align(&mut self, expr: &mut Expr<R>, to: DataType) -> bool {
        let span = expr.span;
        let Node::Literal(value) = &mut expr.node else { return false };
        let aligned = match (&*value, to) {
            (Scalar::Text(text), DataType::Date | DataType::DateTime) => {
                let date = Date::parse(text.trim()).map(Scalar::Date);
                let aligned = date.or_else(|| DateTime::parse(text.trim()).map(Scalar::DateTime));
                aligned.unwrap_or_else(|| {
                    self.diagnostics.push(m::NOT_A_DATE.error().arg("found", text).at_span(span.0, span.1));
                    Scalar::Null
                })
            }
            (Scalar::Int(value @ (0 | 1)), DataType::Bool) => Scalar::Bool(*value == 1),
            _ => return false,
        };
        *value = aligned;
        true
    }

    fn call(&mut self, function: Function, span: (u32, u32), arguments: &mut [Expr<R>]) -> Option<DataType> {
        let word = function.word();
        let is_out_of_place = match function {
            Function::Total | Function::Days => self.place == Use::Row,
            Function::Contains | Function::StartsWith | Function::FirstDay => self.place == Use::Formula,
            _ => false,
        };
        if is_out_of_place {
            self.diagnostics.push(m::FUNCTION_NOT_HERE.error().arg("name", word).at_span(span.0, span.1));
        }
        match function {
            Function::Abs => self.number(arguments.first_mut()?, word),
            Function::Total => self.check(arguments.first_mut()?),
            Function::Round => {
                let (x, rest) = arguments.split_first_mut()?;
                let found = self.number(x, word)?;
                let Some(digits) = rest.first_mut() else { return Some(rounded_type(found, 0)) };
                self.number(digits, word);
                match &digits.node {
                    Node::Literal(Scalar::Int(digits)) => Some(rounded_type(found, *digits)),
                    _ => Some(found),
                }
            }
            Function::Min | Function::Max | Function::Coalesce => self.common(word, arguments),
            Function::If => {
                let (condition, rest) = arguments.split_first_mut()?;
                self.truth(condition, word);
                self.common(word, rest)
            }
            Function::NullIf => {
                let [x, y] = arguments else { return None };
                let (left, right) = (self.check(x), self.check(y));
                self.comparable(word, (x, left), (y, right));
                left
            }
            Function::Days => Some(DataType::Int),
            Function::Contains | Function::StartsWith | Function::FirstDay => {
                for argument in arguments {
                    if let Some(found) = self.check(argument).filter(|found| *found != DataType::Text) {
                        let diagnostic = operand_type(word, &Text::new("文本", "text"), found);
                        self.diagnostics.push(diagnostic.at_span(argument.span.0, argument.span.1));
                    }
                }
                Some(if function == Function::FirstDay { DataType::Date } else { DataType::Bool })
            }
        }
    }

    /// The type that holds all of them.
    fn common(&mut self, word: &str, exprs: &mut [Expr<R>]) -> Option<DataType> {
        let mut common: Option<DataType> = None;
        for expr in exprs {
            let Some(found) = self.check(expr) else { continue };
            let widened = common.map_or(Some(found), |common| widest(common, found));
            if let (None, Some(common)) = (widened, common) {
                self.diagnostics.push(mismatch(word, common, found).at_span(expr.span.0, expr.span.1));
            }
            common = widened.or(common);
        }
        common
    }
}

/// An expression and its type.
type Typed<'e, R> = (&'e mut Expr<R>, Option<DataType>);

fn mismatch(op: &str, left: DataType, right: DataType) -> Diagnostic {
    m::TYPE_MISMATCH
        .error()
        .arg("op", op)
        .arg_text("left", &type_name(left))
        .arg_text("right", &type_name(right))
}

fn operand_type(op: &str, expected: &Text, found: DataType) -> Diagnostic {
    m::OPERAND_TYPE.error().arg("op", op).arg_text("expected", expected).arg_text("found", &type_name(found))
}

fn rounded_type(found: DataType, digits: i64) -> DataType {
    match found {
        DataType::Decimal { scale } => {
            exact_type(u8::try_from(digits.clamp(0, i64::from(scale))).unwrap_or(scale))
        }
        found => found,
    }
}

fn scalar_type(value: &Scalar) -> Option<DataType> {
    Some(match value {
        Scalar::Null => return None,
        Scalar::Bool(_) => DataType::Bool,
        Scalar::Int(_) => DataType::Int,
        Scalar::Decimal { scale, .. } => DataType::Decimal { scale: *scale },
        Scalar::Float(_) => DataType::Float,
        Scalar::Date(_) => DataType::Date,
        Scalar::DateTime(_) => DataType::DateTime,
        Scalar::Text(_) => DataType::Text,
    })
}

/// Whether values of both types have an order among each other.
fn same_kind(left: DataType, right: DataType) -> bool {
    left == right || (left.is_number() && right.is_number()) || (left.is_time() && right.is_time())
}

fn scale_of(data_type: DataType) -> Option<u8> {
    match data_type {
        DataType::Int => Some(0),
        DataType::Decimal { scale } => Some(scale),
        _ => None,
    }
}

fn exact_type(scale: u8) -> DataType {
    if scale == 0 { DataType::Int } else { DataType::Decimal { scale } }
}

fn widest(left: DataType, right: DataType) -> Option<DataType> {
    match (scale_of(left), scale_of(right)) {
        _ if left == right => Some(left),
        (Some(left), Some(right)) => Some(exact_type(left.max(right))),
        _ if left.is_number() && right.is_number() => Some(DataType::Float),
        _ if left.is_time() && right.is_time() => Some(DataType::DateTime),
        _ => None,
    }
}

fn arithmetic_type(op: BinaryOp, left: DataType, right: DataType) -> Option<DataType> {
    if left.is_number() && right.is_number() {
        return Some(match (op, scale_of(left), scale_of(right)) {
            (BinaryOp::Add | BinaryOp::Sub, Some(left), Some(right)) => exact_type(left.max(right)),
            (BinaryOp::Mul, Some(left), Some(right)) if left + right <= MAX_SCALE => exact_type(left + right),
            _ => DataType::Float,
        });
    }
    match (op, left, right) {
        (BinaryOp::Sub, DataType::Date, DataType::Date) => Some(DataType::Int),
        (BinaryOp::Sub, left, right) if left.is_time() && right.is_time() => Some(DataType::Float),
        (BinaryOp::Add | BinaryOp::Sub, DataType::Date, DataType::Int)
        | (BinaryOp::Add, DataType::Int, DataType::Date) => Some(DataType::Date),
        _ => None,
    }
}

/// How a type is called.
pub(crate) fn type_name(data_type: DataType) -> Text {
    match data_type {
        DataType::Bool => Text::new("真假值", "a truth value"),
        DataType::Int => Text::new("整数", "a whole number"),
        DataType::Decimal { .. } => Text::new("小数", "a decimal"),
        DataType::Float => Text::new("浮点数", "a number"),
        DataType::Date => Text::new("日期", "a date"),
        DataType::DateTime => Text::new("日期时间", "a date and time"),
        DataType::Text => Text::new("文本", "text"),
    }
}
