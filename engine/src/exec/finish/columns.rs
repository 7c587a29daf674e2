//! Members and values as columns of a frame.

use crate::calendar::{Date, Grain};
use crate::exec::rows::Rows;
use crate::exec::run::Run;
use crate::exec::{axis, join};
use crate::formula::Value;
use crate::frame::{Cells, FrameColumn, Null, Role};
use crate::query::Target;
use crate::table::{DataType, Scalar};
pub(super) fn dimension(run: &Run<'_>, layout: &Rows, axis: usize, order: &[usize]) -> FrameColumn {
    let planned = &run.plan.axes[axis];
    let domain = &run.domains[axis];
    let mut nulls = Vec::with_capacity(order.len());
    let mut members = Vec::with_capacity(order.len());
    for &row in order {
        let code = run.keys.code(layout.keys[row], axis);
        nulls.push(match code {
            _ if code < domain.members => Null::None,
            _ if code == domain.blank() => Null::Blank,
            _ if code == domain.unmatched() => Null::Unmatched,
            _ if code == domain.other() => Null::Other,
            _ => Null::Total,
        });
        members.push(if code < domain.members { domain.member(code) } else { Scalar::Null });
    }
    if nulls.iter().all(|null| *null == Null::None) {
        nulls.clear();
    }
    let data_type = match planned.target {
        _ if domain.is_time() => DataType::Date,
        Target::Field(field) => run.bound.model().field(field).data_type,
        Target::Time => DataType::Date,
    };
    let grain = if domain.is_time() { Some(planned.grain.unwrap_or(Grain::Day)) } else { None };
    FrameColumn {
        code: planned.code.clone(),
        label: planned.label.clone(),
        role: Role::Dimension { grain },
        cells: key_cells(&members, data_type),
        nulls,
    }
}

/// Values of one type as they are.
pub(in crate::exec) fn key_cells(members: &[Scalar], data_type: DataType) -> Cells {
    let integer = |scalar: &Scalar| match scalar {
        Scalar::Int(v) => *v,
        Scalar::DateTime(v) => v.micros(),
        Scalar::Decimal { units, .. } => *units,
        _ => 0,
    };
    match data_type {
        DataType::Int => Cells::Int(members.iter().map(integer).collect()),
        DataType::DateTime => Cells::DateTime(members.iter().map(integer).collect()),
        DataType::Decimal { scale } => {
            Cells::Decimal { units: members.iter().map(|m| i128::from(integer(m))).collect(), scale }
        }
        DataType::Date => {
            let day = |scalar: &Scalar| axis::day_of(scalar).unwrap_or(Date::from_days(0));
            Cells::Date(members.iter().map(day).collect())
        }
        DataType::Float => {
            Cells::Float(members.iter().map(|m| Value::from(m).as_f64().unwrap_or_default()).collect())
        }
        DataType::Bool => Cells::Bool(members.iter().map(|m| *m == Scalar::Bool(true)).collect()),
        DataType::Text => Cells::Text(
            members
                .iter()
                .map(|m| if *m == Scalar::Null { String::new() } else { join::written(m) })
                .collect(),
        ),
    }
}

/// One type for a column: exact while every value is.
pub(in crate::exec) fn cells(values: &[Value]) -> (Cells, Vec<Null>) {
    let mut data_type: Option<DataType> = None;
    for value in values {
        let of = match value {
            Value::Null(_) => continue,
            Value::Int(_) => DataType::Int,
            Value::Decimal { scale, .. } => DataType::Decimal { scale: *scale },
            Value::Float(_) => DataType::Float,
            Value::Bool(_) => DataType::Bool,
            Value::Date(_) => DataType::Date,
            Value::DateTime(_) => DataType::DateTime,
            Value::Text(_) => DataType::Text,
        };
        data_type = Some(match (data_type, of) {
            (Some(DataType::Float), _) | (_, DataType::Float) => DataType::Float,
            (Some(DataType::Decimal { scale: a }), DataType::Decimal { scale: b }) => {
                DataType::Decimal { scale: a.max(b) }
            }
            (Some(DataType::Decimal { scale }), DataType::Int)
            | (Some(DataType::Int), DataType::Decimal { scale }) => DataType::Decimal { scale },
            (_, of) => of,
        });
    }
    crate::formula::column_of(values.iter().cloned(), data_type.unwrap_or(DataType::Float))
}
