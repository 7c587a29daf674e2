//! Expressions of conditions, computed fields and formulas as SQL.

use super::functions::zero_or_one;
use super::messages as m;
use super::tree::{
    Op, Sql, all, any, between, binary, call, equal, in_list, is_not_null, is_null, minus, not, null,
    null_if_zero, raw,
};
use super::writer::{Typed, Writer};
use crate::formula::{BinaryOp, Expr, Function, Node, Over, UnaryOp};
use crate::model::{FieldId, FieldSource};
use crate::table::{DataType, Scalar};

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Over the fields of one row: products of exact numbers stay exact.
    Row,
    /// Over metrics: products are doubles, as sums may have as many digits as a database has.
    Formula,
}

/// What a name stands for.
pub(super) type Names<'n, 'a, R> = dyn Fn(&mut Writer<'a>, &R, Over) -> Typed + 'n;

impl Typed {
    pub(super) fn new(sql: Sql, data_type: DataType) -> Self {
        Self { sql, data_type: Some(data_type) }
    }

    pub(super) fn truth(sql: Sql) -> Self {
        Self::new(sql, DataType::Bool)
    }

    pub(super) fn null() -> Self {
        Self { sql: null(), data_type: None }
    }

    /// As a number: a truth value is 0 or 1.
    pub(super) fn number(self) -> Sql {
        match self.data_type {
            Some(DataType::Bool) => zero_or_one(self.sql),
            _ => self.sql,
        }
    }
}

pub(super) fn scale(data_type: DataType) -> Option<u8> {
    match data_type {
        DataType::Int | DataType::Bool => Some(0),
        DataType::Decimal { scale } => Some(scale),
        _ => None,
    }
}

pub(super) fn exact(scale: u8) -> DataType {
    if scale == 0 { DataType::Int } else { DataType::Decimal { scale } }
}

/// Digits after the point that the engine keeps; products with more are doubles there too.
const MAX_SCALE: u8 = 18;

impl<'a> Writer<'a> {
    /// A field of a table of the statement.
    pub(super) fn field(&mut self, alias: &str, id: FieldId) -> Typed {
        let model = self.model;
        let field = model.field(id);
        match &field.source {
            FieldSource::Column(name) => {
                let name = self.dialect.stored_name(name);
                let table = self.dialect.name_of(alias);
                Typed::new(super::tree::column(&table, &name), field.data_type)
            }
            FieldSource::Computed(expr) => {
                let alias = alias.to_owned();
                let names = move |writer: &mut Writer<'a>, id: &FieldId, _: Over| writer.field(&alias, *id);
                let value = self.value(expr, Place::Row, Over::Group, &names);
                Typed::new(value.sql, field.data_type)
            }
            FieldSource::Windowed(window) => self.windowed_field(alias, id, window),
        }
    }

    /// A value as it is shown.
    pub(super) fn shown(&self, value: Typed) -> Sql {
        match value.data_type {
            Some(DataType::Date) => self.dialect.to_date(value.sql, DataType::Date),
            _ => value.sql,
        }
    }

    /// An expression.
    pub(super) fn value<R>(
        &mut self,
        expr: &Expr<R>,
        place: Place,
        over: Over,
        names: &Names<'_, 'a, R>,
    ) -> Typed {
        if !self.spend() {
            return Typed::null();
        }
        match &expr.node {
            Node::Literal(scalar) => self.literal(scalar),
            Node::Name(name) => names(self, name, over),
            Node::Unary(UnaryOp::Not, x) => {
                let x = self.value(x, place, over, names);
                Typed::truth(not(x.sql))
            }
            Node::Unary(UnaryOp::Neg, x) => {
                let x = self.value(x, place, over, names);
                Typed { data_type: x.data_type, sql: minus(x.number()) }
            }
            Node::Binary(op, x, y) => {
                let (x, y) = (self.value(x, place, over, names), self.value(y, place, over, names));
                self.binary(*op, x, y, place)
            }
            Node::In(x, items, is_negated) => {
                let x = self.value(x, place, over, names);
                let x = self.repeated(x);
                let tests: Vec<Sql> = items
                    .iter()
                    .map(|item| {
                        let item = self.value(item, place, over, names);
                        self.compare(BinaryOp::Eq, x.clone(), item)
                    })
                    .collect();
                let found = any(tests).unwrap_or_else(|| raw("FALSE"));
                Typed::truth(if *is_negated { not(found) } else { found })
            }
            Node::Between(x, low, high) => {
                let x = self.value(x, place, over, names);
                let x = self.repeated(x);
                let low = self.value(low, place, over, names);
                let high = self.value(high, place, over, names);
                let above = self.compare(BinaryOp::Ge, x.clone(), low);
                let below = self.compare(BinaryOp::Le, x, high);
                Typed::truth(all(vec![above, below]).unwrap_or_else(null))
            }
            Node::IsNull(x, is_negated) => {
                let x = self.value(x, place, over, names).sql;
                Typed::truth(if *is_negated { is_not_null(x) } else { is_null(x) })
            }
            Node::Call(Function::Days, _) => self.day_count(over),
            Node::Call(Function::Total, arguments) => match arguments.first() {
                Some(x) => self.value(x, place, Over::Total, names),
                None => Typed::null(),
            },
            Node::Call(Function::Round, arguments) => {
                let digits = match arguments.get(1).map(|digits| &digits.node) {
                    None => 0,
                    Some(Node::Literal(Scalar::Int(digits))) => *digits,
                    Some(Node::Unary(UnaryOp::Neg, x)) if matches!(x.node, Node::Literal(Scalar::Int(_))) => {
                        match x.node {
                            Node::Literal(Scalar::Int(digits)) => -digits,
                            _ => 0,
                        }
                    }
                    Some(_) => return Typed { sql: self.refuse(&m::NO_ROUND, "round"), data_type: None },
                };
                match arguments.first() {
                    Some(x) => {
                        let x = self.value(x, place, over, names);
                        let x = self.repeated(x);
                        self.round(x, digits.clamp(-18, 18))
                    }
                    None => Typed::null(),
                }
            }
            Node::Call(function, arguments) => {
                let mut values: Vec<Typed> =
                    arguments.iter().map(|x| self.value(x, place, over, names)).collect();
                if matches!(function, Function::Min | Function::Max | Function::NullIf | Function::FirstDay) {
                    values = values.into_iter().map(|value| self.repeated(value)).collect();
                }
                self.call(*function, values)
            }
        }
    }

    /// A constant.
    pub(super) fn literal(&mut self, scalar: &Scalar) -> Typed {
        let data_type = match scalar {
            Scalar::Null => return Typed::null(),
            Scalar::Bool(_) => DataType::Bool,
            Scalar::Int(_) => DataType::Int,
            Scalar::Decimal { scale, .. } => DataType::Decimal { scale: *scale },
            Scalar::Float(_) => DataType::Float,
            Scalar::Date(_) => DataType::Date,
            Scalar::DateTime(_) => DataType::DateTime,
            Scalar::Text(text) => return Typed::new(self.text(text), DataType::Text),
        };
        match self.dialect.constant(scalar) {
            Some(sql) => Typed::new(sql, data_type),
            None => Typed { sql: self.refuse(&m::BAD_NUMBER, ""), data_type: None },
        }
    }

    fn binary(&mut self, op: BinaryOp, x: Typed, y: Typed, place: Place) -> Typed {
        // A truth value among numbers becomes a CASE that names it twice.
        let is_truth = |value: &Typed| value.data_type == Some(DataType::Bool);
        let (x, y) = match op {
            BinaryOp::And | BinaryOp::Or => (x, y),
            _ => (
                if is_truth(&x) { self.repeated(x) } else { x },
                if is_truth(&y) { self.repeated(y) } else { y },
            ),
        };
        match op {
            BinaryOp::And => return Typed::truth(all(vec![x.sql, y.sql]).unwrap_or_else(null)),
            BinaryOp::Or => return Typed::truth(any(vec![x.sql, y.sql]).unwrap_or_else(null)),
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {}
            comparison => return Typed::truth(self.compare(comparison, x, y)),
        }
        let (Some(left), Some(right)) = (x.data_type, y.data_type) else { return Typed::null() };
        let dialect = self.dialect;
        match (op, left, right) {
            (BinaryOp::Sub, DataType::Date, DataType::Date) => {
                return Typed::new(dialect.days_between(x.sql, y.sql), DataType::Int);
            }
            (BinaryOp::Add, DataType::Date, _) => {
                return Typed::new(dialect.add_days(x.sql, self.days(y)), DataType::Date);
            }
            (BinaryOp::Add, _, DataType::Date) => {
                return Typed::new(dialect.add_days(y.sql, self.days(x)), DataType::Date);
            }
            (BinaryOp::Sub, DataType::Date, DataType::Int) => {
                let days = Typed::new(minus(y.sql), DataType::Int);
                return Typed::new(dialect.add_days(x.sql, self.days(days)), DataType::Date);
            }
            (BinaryOp::Sub, left, right) if left.is_time() && right.is_time() => {
                let (x, y) = (self.timestamp(x), self.timestamp(y));
                return Typed::new(dialect.days_between_times(x, y), DataType::Float);
            }
            _ => {}
        }
        let scales = scale(left).zip(scale(right));
        let (x, y) = (x.number(), y.number());
        match (op, scales) {
            (BinaryOp::Div, _) => {
                let divisor = null_if_zero(dialect.to_double(y));
                Typed::new(binary(dialect.to_double(x), Op::Divide, divisor), DataType::Float)
            }
            (BinaryOp::Mul, Some((a, b))) if place == Place::Row && a + b <= MAX_SCALE => {
                // ClickHouse would wrap around.
                let x = match (dialect, a + b) {
                    (super::Dialect::ClickHouse, 0) => call("toInt128", vec![x]),
                    _ => x,
                };
                Typed::new(binary(x, Op::Multiply, y), exact(a + b))
            }
            (BinaryOp::Mul, _) => {
                let (x, y) = (dialect.to_double(x), dialect.to_double(y));
                Typed::new(binary(x, Op::Multiply, y), DataType::Float)
            }
            (op, scales) => {
                let op = if op == BinaryOp::Sub { Op::Minus } else { Op::Plus };
                match scales {
                    Some((a, b)) => Typed::new(binary(x, op, y), exact(a.max(b))),
                    None => {
                        let (x, y) = (dialect.to_double(x), dialect.to_double(y));
                        Typed::new(binary(x, op, y), DataType::Float)
                    }
                }
            }
        }
    }

    /// Days to add, in the type that the database adds.
    fn days(&self, days: Typed) -> Sql {
        match self.dialect {
            super::Dialect::ClickHouse => days.sql,
            _ => super::tree::cast(days.sql, "INTEGER"),
        }
    }

    fn timestamp(&self, value: Typed) -> Sql {
        match value.data_type {
            Some(DataType::Date) => self.dialect.to_timestamp(value.sql),
            _ => value.sql,
        }
    }

    /// A comparison of two values of types that compare.
    pub(super) fn compare(&mut self, op: BinaryOp, x: Typed, y: Typed) -> Sql {
        let is_order = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        let sign = match op {
            BinaryOp::Eq => Op::Eq,
            BinaryOp::Ne => Op::NotEq,
            BinaryOp::Lt => Op::Lt,
            BinaryOp::Le => Op::LtEq,
            BinaryOp::Gt => Op::Gt,
            _ => Op::GtEq,
        };
        let (Some(left), Some(right)) = (x.data_type, y.data_type) else { return null() };
        match (left, right) {
            (DataType::Text, DataType::Text) if is_order => {
                binary(self.dialect.by_code_point(x.sql), sign, y.sql)
            }
            (DataType::Text, DataType::Text) => binary(x.sql, sign, y.sql),
            (DataType::Date, DataType::Date) => {
                let date = |sql| self.dialect.to_date(sql, DataType::Date);
                binary(date(x.sql), sign, date(y.sql))
            }
            (left, right) if left.is_time() && right.is_time() => {
                binary(self.timestamp(x), sign, self.timestamp(y))
            }
            (DataType::Bool, DataType::Bool) if !is_order => binary(x.sql, sign, y.sql),
            (left, right) if scale(left).is_some() && scale(right).is_some() => {
                binary(x.number(), sign, y.number())
            }
            (left, right) if is_number(left) && is_number(right) => binary(x.number(), sign, y.number()),
            _ => null(),
        }
    }

    /// Whether a day lies between two others.
    pub(super) fn in_window(&self, day: Sql, window: (Sql, Sql)) -> Sql {
        between(day, window.0, window.1)
    }

    /// Whether a value is one of a list.
    pub(super) fn one_of(&self, value: Sql, list: Vec<Sql>) -> Sql {
        match list.as_slice() {
            [one] => equal(value, one.clone()),
            _ => in_list(value, list),
        }
    }
}

pub(super) fn is_number(data_type: DataType) -> bool {
    data_type.is_number() || data_type == DataType::Bool
}

pub(super) fn wider(left: DataType, right: DataType) -> DataType {
    match (scale(left), scale(right)) {
        _ if left == right => left,
        (Some(a), Some(b)) => exact(a.max(b)),
        _ if is_number(left) && is_number(right) => DataType::Float,
        _ if left.is_time() && right.is_time() => DataType::DateTime,
        _ => left,
    }
}
