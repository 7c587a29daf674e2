//! Engine tables from rows of values.

use sandtable_engine::table::{
    Bitmap, Codes, Column, DataType, Dictionary, Ints, PlainText, Scalar, Table, Values,
};

/// A table of `rows`, each as wide as `columns`. Values must fit their column's type; decimals may have a smaller scale.
///
/// # Panics
/// If a row or a value does not fit: the test data is wrong.
pub fn table(name: &str, columns: &[(String, DataType)], rows: &[Vec<Scalar>]) -> Table {
    for row in rows {
        assert_eq!(row.len(), columns.len(), "a row of `{name}` has {} values", columns.len());
    }
    let columns = columns
        .iter()
        .enumerate()
        .map(|(at, (code, data_type))| column(code, *data_type, rows.iter().map(|row| &row[at])))
        .collect();
    Table::new(name, columns, rows.len())
}

/// One column of `values`.
///
/// # Panics
/// If a value does not fit the type.
pub fn column<'a>(name: &str, data_type: DataType, values: impl Iterator<Item = &'a Scalar>) -> Column {
    let values: Vec<&Scalar> = values.collect();
    let validity: Bitmap = values.iter().map(|value| !matches!(value, Scalar::Null)).collect();
    let stored = match data_type {
        DataType::Bool => {
            Values::Bits(values.iter().map(|value| matches!(value, Scalar::Bool(true))).collect())
        }
        DataType::Float => {
            Values::Floats(values.iter().map(|value| double(value)).collect::<Vec<_>>().into())
        }
        DataType::Text => coded(&values),
        DataType::Int | DataType::Decimal { .. } | DataType::Date | DataType::DateTime => {
            Values::Ints(Ints::narrowest(values.iter().map(|value| units(value, data_type)).collect()))
        }
    };
    Column::new(name, data_type, stored, Some(validity))
}

fn double(value: &Scalar) -> f64 {
    match value {
        Scalar::Null => 0.0,
        Scalar::Float(value) => *value,
        Scalar::Int(value) => *value as f64,
        other => panic!("expected a double, found {other:?}"),
    }
}

fn units(value: &Scalar, data_type: DataType) -> i64 {
    match (value, data_type) {
        (Scalar::Null, _) => 0,
        (Scalar::Int(value), DataType::Int) => *value,
        (Scalar::Int(value), DataType::Decimal { scale }) => value * 10i64.pow(u32::from(scale)),
        (Scalar::Decimal { units, scale: found }, DataType::Decimal { scale }) if *found <= scale => {
            units * 10i64.pow(u32::from(scale - found))
        }
        (Scalar::Date(date), DataType::Date) => i64::from(date.days()),
        (Scalar::DateTime(time), DataType::DateTime) => time.micros(),
        (other, _) => panic!("expected a value of {data_type:?}, found {other:?}"),
    }
}

fn coded(values: &[&Scalar]) -> Values {
    let mut entries: Vec<&str> = Vec::new();
    let codes: Vec<u32> = values
        .iter()
        .map(|value| {
            let Scalar::Text(text) = value else { return 0 };
            let found = entries.iter().position(|entry| entry == text);
            found.unwrap_or_else(|| {
                entries.push(text);
                entries.len() - 1
            }) as u32
        })
        .collect();
    if entries.is_empty() {
        entries.push("");
    }
    Values::Coded {
        codes: Codes::narrowest(codes, entries.len()),
        dictionary: std::sync::Arc::new(Dictionary::new(entries.into_iter().collect::<PlainText>())),
    }
}
