//! Values of cases: inputs to engine scalars, expected cells against frame cells.

use sandtable_engine::calendar::Date;
use sandtable_engine::frame::{Cells, Frame, FrameColumn, Null};
use sandtable_engine::table::{DataType, Scalar};
use serde_json::Value;

/// The type that a case writes as `decimal(10,2)`. A decimal without scale takes the longest fraction of its `values`.
pub(crate) fn data_type<'a>(name: &str, values: impl Iterator<Item = &'a Value>) -> DataType {
    match name {
        "integer" => DataType::Int,
        "double" => DataType::Float,
        "boolean" => DataType::Bool,
        "date" => DataType::Date,
        "string" => DataType::Text,
        _ => {
            let written = name.trim_end_matches(')').split_once(',').and_then(|(_, s)| s.parse().ok());
            let seen = || values.filter_map(|v| decimal(&plain(v))).map(|(_, scale)| scale).max();
            DataType::Decimal { scale: written.or_else(seen).unwrap_or_default() }
        }
    }
}

/// A table cell of a case as a value of its column.
pub(crate) fn scalar(value: &Value, data_type: DataType) -> Scalar {
    let fit = |scalar: Option<Scalar>| scalar.unwrap_or_else(|| panic!("{value} is no {data_type:?}"));
    if value.is_null() {
        return Scalar::Null;
    }
    fit(match data_type {
        DataType::Text => value.as_str().map(|text| Scalar::Text(text.to_owned())),
        DataType::Bool => value.as_bool().map(Scalar::Bool),
        DataType::Int => plain(value).parse().ok().map(Scalar::Int),
        DataType::Float => value.as_f64().map(Scalar::Float),
        DataType::Date => value.as_str().and_then(Date::parse).map(Scalar::Date),
        DataType::DateTime => None,
        DataType::Decimal { .. } => {
            decimal(&plain(value)).map(|(units, scale)| Scalar::Decimal { units, scale })
        }
    })
}

/// A number or text without quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `-12.50` as −1250 and 2.
fn decimal(text: &str) -> Option<(i64, u8)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let units = format!("{whole}{fraction}").parse().ok()?;
    Some((units, fraction.len() as u8))
}

/// Rows of a case against the detail rows of a frame; none when they agree.
pub(crate) fn compare_rows(frame: &Frame, rows: &[Value], ordered: bool, tolerance: f64) -> Option<String> {
    let detail: Vec<usize> = (0..frame.rows()).filter(|&row| frame.rolled_up[row] == 0).collect();
    if detail.len() != rows.len() {
        return Some(format!(
            "expected {} rows, found {}: {}",
            rows.len(),
            detail.len(),
            show(frame, &detail)
        ));
    }
    let mut free = detail.clone();
    for (at, expected) in rows.iter().enumerate() {
        let fits = |row: usize| row_fits(frame, row, expected, tolerance);
        let found =
            if ordered { fits(detail[at]).then_some(0) } else { free.iter().position(|&row| fits(row)) };
        match found {
            Some(_) if ordered => {}
            Some(position) => {
                free.remove(position);
            }
            None => return Some(format!("expected row {expected}, found {}", show(frame, &detail))),
        }
    }
    None
}

/// Whether every detail row of the frame is one of `rows`.
pub(crate) fn is_subset(frame: &Frame, rows: &[Value], tolerance: f64) -> bool {
    (0..frame.rows()).all(|row| rows.iter().any(|expected| row_fits(frame, row, expected, tolerance)))
}

fn row_fits(frame: &Frame, row: usize, expected: &Value, tolerance: f64) -> bool {
    expected.as_array().is_some_and(|cells| {
        cells.len() == frame.columns.len()
            && cells.iter().zip(&frame.columns).all(|(cell, column)| cell_fits(column, row, cell, tolerance))
    })
}

/// Whether the cell at `row` is what the case asks for.
pub(crate) fn cell_fits(column: &FrameColumn, row: usize, expected: &Value, tolerance: f64) -> bool {
    let null = column.null(row);
    match expected {
        Value::Null if column.is_dimension() => null == Null::Blank,
        Value::Null => null != Null::None && null != Null::Overflow,
        Value::Object(pinned) => {
            let reason = pinned.get("null").or_else(|| pinned.get("error")).and_then(Value::as_str);
            reason == Some(reason_of(null))
        }
        Value::String(text) if column.is_dimension() && text == "<unmatched>" => null == Null::Unmatched,
        _ if null != Null::None => false,
        Value::String(text) if !column.is_dimension() => exact(&column.cells, row, text),
        Value::String(text) => match &column.cells {
            Cells::Text(cells) => cells[row] == *text,
            Cells::Date(cells) => cells[row].to_string().starts_with(text.as_str()),
            _ => false,
        },
        Value::Bool(truth) => matches!(&column.cells, Cells::Bool(cells) if cells[row] == *truth),
        Value::Number(number) => {
            let expected = number.as_f64().unwrap_or(f64::NAN);
            column.number(row).is_some_and(|found| near(found, expected, tolerance))
        }
        Value::Array(_) => false,
    }
}

fn reason_of(null: Null) -> &'static str {
    match null {
        Null::None => "",
        Null::NoData => "no_data",
        Null::ZeroDenominator => "zero_denominator",
        Null::Overflow => "overflow",
        Null::Blank => "blank",
        Null::Unmatched => "unmatched",
        Null::Other => "other",
        Null::Total => "total",
    }
}

/// Absolute or relative difference at most `tolerance`.
pub(crate) fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    let difference = (found - expected).abs();
    difference <= tolerance || difference <= tolerance * expected.abs()
}

/// A number written as text must be met to the last digit; an average may be a double that prints as it.
fn exact(cells: &Cells, row: usize, text: &str) -> bool {
    let Some((units, scale)) = decimal(text) else { return false };
    match cells {
        Cells::Int(cells) => i128::from(cells[row]) * 10i128.pow(u32::from(scale)) == i128::from(units),
        Cells::Decimal { units: cells, scale: found } => {
            cells[row] * 10i128.pow(u32::from(scale)) == i128::from(units) * 10i128.pow(u32::from(*found))
        }
        Cells::Float(cells) => text.parse() == Ok(cells[row]),
        _ => false,
    }
}

/// The first rows of a frame, for messages.
pub(crate) fn show(frame: &Frame, rows: &[usize]) -> String {
    let cell = |column: &FrameColumn, row: usize| match column.null(row) {
        Null::None => match &column.cells {
            Cells::Text(v) => v[row].clone(),
            Cells::Date(v) => v[row].to_string(),
            Cells::Int(v) | Cells::DateTime(v) => v[row].to_string(),
            Cells::Decimal { units, scale } => format!("{}e-{scale}", units[row]),
            Cells::Float(v) => v[row].to_string(),
            Cells::Bool(v) => v[row].to_string(),
        },
        null => format!("<{}>", reason_of(null)),
    };
    let lines: Vec<String> = rows
        .iter()
        .take(12)
        .map(|&row| frame.columns.iter().map(|column| cell(column, row)).collect::<Vec<_>>().join(", "))
        .collect();
    format!("[{}]", lines.join("; "))
}
