//! Expressions over the fields of one row: computed fields, and conditions that no lookup can answer.

use super::bound::Bound;
use crate::formula::{Expr, Over, Value, evaluate};
use crate::frame::Null;
use crate::model::{DatasetId, FieldId};
use crate::table::{Bitmap, Codes, Column, DataType, Dictionary, Ints, PlainText, Values};

/// The column of a computed field.
pub(crate) fn computed(
    bound: &Bound,
    dataset: DatasetId,
    name: &str,
    expr: &Expr<FieldId>,
    data_type: DataType,
) -> Column {
    let rows = bound.rows(dataset);
    let mut inputs: Vec<(FieldId, Column)> = Vec::new();
    for &field in expr.names() {
        if !inputs.iter().any(|(known, _)| *known == field) {
            inputs.push((field, bound.column(field)));
        }
    }
    let value = |row: usize| {
        evaluate(expr, &|field: &FieldId, _: Over| {
            inputs
                .iter()
                .find(|(known, _)| known == field)
                .map_or(Value::Null(Null::NoData), |(_, column)| Value::from(&column.get(row)))
        })
    };
    let values = (0..rows).map(value);
    column_of(name, data_type, values, rows)
}

/// A column of `rows` values; what is null or does not fit the type is null.
pub(super) fn column_of(
    name: &str,
    data_type: DataType,
    values: impl Iterator<Item = Value>,
    rows: usize,
) -> Column {
    let mut valid: Vec<bool> = Vec::with_capacity(rows);
    macro_rules! collect {
        ($take:expr) => {{
            let take = $take;
            values
                .map(|value| {
                    let value = take(&value);
                    valid.push(value.is_some());
                    value.unwrap_or_default()
                })
                .collect::<Vec<_>>()
        }};
    }
    let stored = match data_type {
        DataType::Bool => {
            let bits = collect!(|value: &Value| match value {
                Value::Bool(v) => Some(*v),
                _ => None,
            });
            Values::Bits(Bitmap::from_iter(bits))
        }
        DataType::Float => Values::Floats(collect!(Value::as_f64).into()),
        DataType::Text => {
            let texts = collect!(|value: &Value| match value {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            });
            let (codes, firsts) =
                super::coding::intern_rows(texts.len(), |_| true, |row| texts[row].as_str());
            let entries: PlainText = firsts.iter().map(|&row| &texts[row as usize]).collect();
            Values::Coded {
                codes: Codes::narrowest(codes, firsts.len()),
                dictionary: std::sync::Arc::new(Dictionary::new(entries)),
            }
        }
        DataType::Int | DataType::Decimal { .. } | DataType::Date | DataType::DateTime => {
            Values::Ints(Ints::narrowest(collect!(|value: &Value| units(value, data_type))))
        }
    };
    Column::new(name, data_type, stored, Some(Bitmap::from_iter(valid)))
}

fn units(value: &Value, data_type: DataType) -> Option<i64> {
    match (value, data_type) {
        (Value::Date(date), DataType::Date) => Some(i64::from(date.days())),
        (Value::DateTime(time), DataType::DateTime) => Some(time.micros()),
        (Value::Int(units), DataType::Int) => i64::try_from(*units).ok(),
        (Value::Int(units), DataType::Decimal { scale }) => {
            i64::try_from(units.checked_mul(10i128.checked_pow(u32::from(scale))?)?).ok()
        }
        (Value::Decimal { units, scale: from }, DataType::Decimal { scale }) if *from <= scale => {
            i64::try_from(units.checked_mul(10i128.checked_pow(u32::from(scale - from))?)?).ok()
        }
        _ => None,
    }
}
