//! Conditions on rows and on results as SQL, unknown where the engine finds them unknown.

use super::messages as m;
use super::source::Source;
use super::tree::{Op, Sql, all, any, binary, equal, not, null, position, raw, whole};
use super::writer::{Typed, Writer};
use crate::calendar::Date;
use crate::formula::BinaryOp;
use crate::query::plan::as_test;
use crate::query::{Comparison, Condition, Reach, Test};
use crate::table::{DataType, Scalar};

/// What a test looks at.
pub(super) struct Tested {
    pub(super) value: Typed,
    /// Whether there is no value though a row was found.
    pub(super) is_blank: Sql,
    /// Whether the key has no row.
    pub(super) is_unmatched: Sql,
}

impl<'a> Writer<'a> {
    /// A condition on the rows of a fact.
    pub(super) fn condition(&mut self, source: &mut Source<'a>, condition: &Condition) -> Sql {
        if !self.spend() {
            return null();
        }
        let mut parts = |writer: &mut Self, parts: &[Condition]| -> Vec<Sql> {
            parts.iter().map(|part| writer.condition(source, part)).collect()
        };
        match condition {
            Condition::All(list) => all(parts(self, list)).unwrap_or_else(|| raw("TRUE")),
            Condition::Any(list) => any(parts(self, list)).unwrap_or_else(|| raw("FALSE")),
            Condition::Not(inner) => not(self.condition(source, inner)),
            Condition::Test(reach, test) => self.reached_test(source, reach, test),
            Condition::Expr(expr) => self.row_expr(source, expr),
        }
    }

    fn reached_test(&mut self, source: &mut Source<'a>, reach: &Reach, test: &Test) -> Sql {
        let tested = source.tested(self, reach);
        let code = self.model.field(reach.field).code.clone();
        self.test(&tested, test, &code)
    }

    /// An expression over fields; comparisons of a field with a constant are tests, here as in the engine.
    fn row_expr(&mut self, source: &mut Source<'a>, expr: &crate::formula::Expr<Reach>) -> Sql {
        if let crate::formula::Node::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) = &expr.node {
            let parts = vec![self.row_expr(source, left), self.row_expr(source, right)];
            let joined = if *op == BinaryOp::And { all(parts) } else { any(parts) };
            return joined.unwrap_or_else(null);
        }
        if let Some((reach, test)) = as_test(expr) {
            return self.reached_test(source, reach, &test);
        }
        source.computed(self, expr).sql
    }

    /// A test; `code` names what is tested.
    pub(super) fn test(&mut self, tested: &Tested, test: &Test, code: &str) -> Sql {
        let value = &tested.value;
        match test {
            Test::Null => tested.is_blank.clone(),
            Test::Unmatched => tested.is_unmatched.clone(),
            Test::In(list) => self.test_in(tested, list),
            Test::Is(op, constant) => match self.aligned(value, constant) {
                Some((value, constant)) => self.compare(operator(*op), value, constant),
                None => null(),
            },
            Test::Between(low, high) => {
                let mut parts = Vec::new();
                for (op, end) in [(BinaryOp::Ge, low), (BinaryOp::Le, high)] {
                    let Some(end) = end else { continue };
                    let Some((value, end)) = self.aligned(value, end) else { return null() };
                    parts.push(self.compare(op, value, end));
                }
                all(parts).unwrap_or_else(|| equal(value.sql.clone(), value.sql.clone()))
            }
            Test::Contains(part) | Test::StartsWith(part) => {
                let text = match value.data_type {
                    Some(DataType::Text) => value.sql.clone(),
                    Some(DataType::Int | DataType::Date) => self.dialect.to_text(value.sql.clone()),
                    None => return null(),
                    Some(_) => return self.refuse(&m::TEXT_OF_TYPE, code),
                };
                if part.is_empty() {
                    return equal(value.sql.clone(), value.sql.clone());
                }
                let part = self.text(&part.to_ascii_lowercase());
                let at = position(part, self.dialect.lower_ascii(text));
                match test {
                    Test::Contains(_) => binary(at, Op::Gt, whole(0)),
                    _ => equal(at, whole(1)),
                }
            }
            Test::Period(period) => match value.data_type {
                Some(of) if of.is_time() => {
                    let window = self.resolve(*period);
                    self.in_window(self.dialect.to_date(value.sql.clone(), of), window)
                }
                _ => null(),
            },
        }
    }

    /// A null among the constants asks for the null bucket; other nulls are unknown, whatever the list holds.
    fn test_in(&mut self, tested: &Tested, list: &[Scalar]) -> Sql {
        let value = &tested.value;
        let constants: Vec<(Typed, Typed)> = list
            .iter()
            .filter(|constant| **constant != Scalar::Null)
            .filter_map(|constant| self.aligned(value, constant))
            .collect();
        let is_plain = |(left, right): &(Typed, Typed)| {
            left.data_type == value.data_type && right.data_type == left.data_type
        };
        let found = if constants.is_empty() {
            // False for a value, unknown for a null.
            binary(value.sql.clone(), Op::NotEq, value.sql.clone())
        } else if value.data_type != Some(DataType::Date) && constants.iter().all(is_plain) {
            let list = constants.into_iter().map(|(_, constant)| constant.sql).collect();
            self.one_of(value.sql.clone(), list)
        } else {
            let tests = constants.into_iter().map(|(x, y)| self.compare(BinaryOp::Eq, x, y)).collect();
            any(tests).unwrap_or_else(null)
        };
        if list.contains(&Scalar::Null) {
            any(vec![tested.is_blank.clone(), found]).unwrap_or_else(null)
        } else {
            found
        }
    }

    /// A value and a constant as things that compare, as the engine reads the constant; none where they do not.
    fn aligned(&mut self, value: &Typed, constant: &Scalar) -> Option<(Typed, Typed)> {
        let data_type = value.data_type?;
        let by_day =
            |writer: &Self| Typed::new(writer.dialect.to_date(value.sql.clone(), data_type), DataType::Date);
        let read = match (data_type, constant) {
            (_, Scalar::Null) => return None,
            (DataType::Date | DataType::DateTime, Scalar::Text(text)) => {
                let date = Scalar::Date(Date::parse(text)?);
                return Some((by_day(self), self.literal(&date)));
            }
            (DataType::DateTime, Scalar::Date(_)) => return Some((by_day(self), self.literal(constant))),
            (DataType::Bool, Scalar::Text(text)) => Scalar::Bool(text.parse().ok()?),
            (DataType::Int | DataType::Decimal { .. } | DataType::Float, Scalar::Text(text)) => {
                Scalar::Float(text.parse().ok().filter(|number: &f64| number.is_finite())?)
            }
            (DataType::Text, Scalar::Int(number)) => Scalar::Text(number.to_string()),
            (DataType::Text, Scalar::Text(_)) => constant.clone(),
            (DataType::Text, _) => return None,
            (DataType::Date | DataType::DateTime, Scalar::Date(_) | Scalar::DateTime(_)) => constant.clone(),
            (DataType::Date | DataType::DateTime, _) | (_, Scalar::Date(_) | Scalar::DateTime(_)) => {
                return None;
            }
            _ => constant.clone(),
        };
        Some((value.clone(), self.literal(&read)))
    }
}

fn operator(op: Comparison) -> BinaryOp {
    match op {
        Comparison::Eq => BinaryOp::Eq,
        Comparison::Ne => BinaryOp::Ne,
        Comparison::Lt => BinaryOp::Lt,
        Comparison::Le => BinaryOp::Le,
        Comparison::Gt => BinaryOp::Gt,
        Comparison::Ge => BinaryOp::Ge,
    }
}
