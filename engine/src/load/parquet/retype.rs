//! A typed column as the type that a person wants instead.

use super::super::build::{
    Bounds, Brief, Builder, Built, BuiltColumn, Cells, Kind, RejectLog, TextBuilder, grouped, kind_of,
};
use super::super::messages;
use super::super::options::ColumnOption;
use super::super::report::{Reason, type_names};
use crate::table::{Column, DataType, Scalar, Values};

/// Rows that are texts at the same time.
const BLOCK: usize = 1 << 16;

/// The column as `wanted`; what does not fit is rejected.
pub(super) fn retyped(column: &Column, wanted: DataType, option: &ColumnOption, keep: usize) -> BuiltColumn {
    let brief = Brief {
        forced: Some(wanted),
        trim: option.trim,
        named_date: false,
        expected: column.len(),
        keep,
        reconsider: false,
    };
    if wanted == DataType::Text {
        return as_text(column, brief);
    }
    match column.cast(wanted) {
        Some(found) => checked(column, found, keep),
        None => read(column, wanted, option, brief),
    }
}

fn as_text(column: &Column, brief: Brief) -> BuiltColumn {
    let mut builder = TextBuilder::new(brief);
    each_block(column, |texts, _| {
        builder.append_values(texts.iter().map(|text| text.as_deref().map(str::as_bytes)));
    });
    done(builder.finish(), column.len())
}

/// A cast column, with what became null by it.
fn checked(column: &Column, found: Column, keep: usize) -> BuiltColumn {
    let mut rejects = RejectLog::new(keep);
    let reason = match found.data_type() {
        DataType::Bool => Reason::Not(DataType::Bool),
        _ => Reason::OutOfRange,
    };
    for row in (0..column.len()).filter(|&row| column.is_valid(row) && !found.is_valid(row)) {
        rejects.add(row as u64, text(&column.get(row)).unwrap_or_default().as_bytes(), reason);
    }
    let is_cut = rejects.total > 0 && reason == Reason::OutOfRange;
    let notes = is_cut.then(|| messages::LOST_DIGITS.warning().arg("count", grouped(rejects.total)));
    BuiltColumn {
        data_type: found.data_type(),
        values: found.values().clone(),
        validity: found.validity().cloned(),
        evidence: type_names(found.data_type()),
        nulls: column.null_count() as u64,
        rejects,
        notes: notes.into_iter().collect(),
        gbk: false,
    }
}

/// Reads the column's texts as a text file's are read.
fn read(column: &Column, wanted: DataType, option: &ColumnOption, brief: Brief) -> BuiltColumn {
    let kind = match kind_of(Some(wanted)) {
        Kind::Date(_) => Kind::Date(option.date_order),
        kind => kind,
    };
    let mut builder = Builder::new(kind, brief);
    each_block(column, |texts, first_row| {
        let (mut bytes, mut places) = (Vec::new(), Vec::with_capacity(texts.len()));
        for text in texts {
            let start = bytes.len() as u32;
            bytes.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
            places.push((start, bytes.len() as u32));
        }
        let cells = Cells {
            bytes: &bytes,
            bounds: Bounds::Pairs(&places),
            columns: 1,
            rows: texts.len(),
            quoted: false,
            carriage: false,
            first_row,
        };
        builder.append(&cells.column(0));
    });
    done(builder.finish(), column.len())
}

fn each_block(column: &Column, mut visit: impl FnMut(&[Option<String>], u64)) {
    for first in (0..column.len()).step_by(BLOCK) {
        let rows = first..column.len().min(first + BLOCK);
        let texts: Vec<Option<String>> = rows.map(|row| text(&column.get(row))).collect();
        visit(&texts, first as u64);
    }
}

/// A value as a text file would hold it.
fn text(value: &Scalar) -> Option<String> {
    Some(match value {
        Scalar::Null => return None,
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => super::super::numbers::decimal(*units, *scale),
        Scalar::Float(value) => value.to_string(),
        Scalar::Date(value) => value.to_string(),
        Scalar::DateTime(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
    })
}

fn done(built: Built, rows: usize) -> BuiltColumn {
    match built {
        Built::Column(built) => *built,
        // Nothing asks for another type than the one that it is told.
        Built::Again(_) => BuiltColumn {
            data_type: DataType::Text,
            values: Values::Plain(std::iter::repeat_n("", rows).collect()),
            validity: Some(std::iter::repeat_n(false, rows).collect()),
            evidence: type_names(DataType::Text),
            nulls: rows as u64,
            rejects: RejectLog::default(),
            notes: Vec::new(),
            gbk: false,
        },
    }
}
