//! Functions of the formula language as SQL.

use super::tree::{Op, Sql, binary, call, case, equal, null, position, whole};
use super::value::{exact, scale, wider};
use super::writer::{Typed, Writer};
use crate::formula::{BinaryOp, Function};
use crate::table::DataType;

impl Writer<'_> {
    pub(super) fn round(&mut self, x: Typed, digits: i64) -> Typed {
        let Some(data_type) = x.data_type else { return Typed::null() };
        match scale(data_type) {
            Some(scale) if i64::from(scale) <= digits => x,
            Some(_) => {
                let kept = u8::try_from(digits.max(0)).unwrap_or_default();
                Typed::new(self.dialect.round(x.number(), true, digits), exact(kept))
            }
            None => Typed::new(self.dialect.round(x.sql, false, digits), DataType::Float),
        }
    }

    pub(super) fn call(&mut self, function: Function, mut values: Vec<Typed>) -> Typed {
        let common = values.iter().filter_map(|value| value.data_type).reduce(wider);
        let first =
            |values: &mut Vec<Typed>| if values.is_empty() { Typed::null() } else { values.remove(0) };
        match function {
            Function::Abs => {
                let x = first(&mut values);
                Typed { data_type: x.data_type, sql: call("ABS", vec![x.number()]) }
            }
            Function::Min | Function::Max => {
                let name = if function == Function::Min { "LEAST" } else { "GREATEST" };
                let is_text = common == Some(DataType::Text);
                let values = values.into_iter().filter(|value| value.data_type.is_some());
                let aligned = values.map(|value| {
                    let sql = self.align(value, common);
                    if is_text { self.dialect.by_code_point(sql) } else { sql }
                });
                let aligned: Vec<Sql> = aligned.collect();
                if aligned.is_empty() {
                    return Typed::null();
                }
                Typed { sql: self.dialect.extreme(name, aligned), data_type: common }
            }
            Function::Coalesce => {
                let aligned: Vec<Sql> = values.into_iter().map(|value| self.align(value, common)).collect();
                if aligned.is_empty() {
                    return Typed::null();
                }
                Typed { sql: call("COALESCE", aligned), data_type: common }
            }
            Function::If => {
                let condition = first(&mut values);
                let of = values.iter().filter_map(|value| value.data_type).reduce(wider);
                let then = first(&mut values);
                let otherwise = first(&mut values);
                let (then, otherwise) = (self.align(then, of), self.align(otherwise, of));
                Typed { sql: case(vec![(condition.sql, then)], Some(otherwise)), data_type: of }
            }
            Function::NullIf => {
                let (x, y) = (first(&mut values), first(&mut values));
                let is_equal = self.compare(BinaryOp::Eq, x.clone(), y);
                Typed { data_type: x.data_type, sql: case(vec![(is_equal, null())], Some(x.sql)) }
            }
            Function::Contains | Function::StartsWith => {
                let (text, part) = (first(&mut values), first(&mut values));
                let at = position(self.dialect.lower_ascii(part.sql), self.dialect.lower_ascii(text.sql));
                Typed::truth(match function {
                    Function::Contains => binary(at, Op::Gt, whole(0)),
                    _ => equal(at, whole(1)),
                })
            }
            Function::FirstDay => {
                let text = first(&mut values);
                Typed::new(self.dialect.first_day(text.sql), DataType::Date)
            }
            // Written where they stand.
            Function::Round | Function::Total | Function::Days => Typed::null(),
        }
    }

    /// A value among others of a type.
    fn align(&self, value: Typed, to: Option<DataType>) -> Sql {
        match (value.data_type, to) {
            (Some(DataType::Date), Some(DataType::DateTime)) => self.dialect.to_timestamp(value.sql),
            (Some(of), Some(DataType::Float)) if of != DataType::Float => {
                self.dialect.to_double(value.number())
            }
            (Some(DataType::Bool), Some(to)) if to != DataType::Bool => value.number(),
            _ => value.sql,
        }
    }
}
