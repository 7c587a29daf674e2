//! A generated table: named, typed columns, built from typed rows.

use crate::calendar::Date;
use std::collections::HashMap;

/// A table ready to be written.
#[derive(Debug, Clone)]
pub struct Table {
    /// File name without extension.
    pub name: &'static str,
    /// Columns, all of the same length.
    pub columns: Vec<Column>,
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Column name.
    pub name: &'static str,
    /// Its values.
    pub values: Values,
}

/// The values of a column.
#[derive(Debug, Clone)]
pub enum Values {
    /// Whole numbers.
    Int(Vec<Option<i32>>),
    /// Fixed-point numbers with two decimals, stored in hundredths.
    Decimal(Vec<Option<i64>>),
    /// Coordinates: fixed-point numbers with four decimals, stored in ten-thousandths.
    Degrees(Vec<Option<i64>>),
    /// Dates.
    Date(Vec<Option<Date>>),
    /// Local times, as seconds since 1970-01-01 00:00.
    Timestamp(Vec<Option<i64>>),
    /// Text: an index into the distinct texts per row.
    Text(Vec<Option<u32>>, Vec<String>),
    /// Numbered identifiers: a prefix and a zero-padded number.
    Id(Vec<Option<u32>>, &'static str, usize),
}

impl Values {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Int(v) => v.len(),
            Values::Decimal(v) | Values::Degrees(v) | Values::Timestamp(v) => v.len(),
            Values::Date(v) => v.len(),
            Values::Text(v, _) | Values::Id(v, ..) => v.len(),
        }
    }

    /// Has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Builds a [`Table`] column by column from `rows`.
#[derive(Debug)]
pub struct Builder<'a, R> {
    rows: &'a [R],
    table: Table,
}

impl<'a, R> Builder<'a, R> {
    /// Starts the table `name`.
    pub fn new(name: &'static str, rows: &'a [R]) -> Builder<'a, R> {
        Builder { rows, table: Table { name, columns: Vec::new() } }
    }

    /// The finished table.
    pub fn build(self) -> Table {
        self.table
    }

    /// A whole number without nulls.
    pub fn int(self, name: &'static str, get: impl Fn(&R) -> i32) -> Self {
        self.int_or_null(name, |row| Some(get(row)))
    }

    /// A whole number.
    pub fn int_or_null(self, name: &'static str, get: impl Fn(&R) -> Option<i32>) -> Self {
        let values = Values::Int(self.rows.iter().map(get).collect());
        self.push(name, values)
    }

    /// A flag, 0 or 1.
    pub fn flag(self, name: &'static str, get: impl Fn(&R) -> bool) -> Self {
        self.int(name, |row| i32::from(get(row)))
    }

    /// A fixed-point number, from hundredths.
    pub fn decimal(self, name: &'static str, get: impl Fn(&R) -> i64) -> Self {
        let values = Values::Decimal(self.rows.iter().map(|row| Some(get(row))).collect());
        self.push(name, values)
    }

    /// A coordinate, from degrees.
    pub fn degrees(self, name: &'static str, get: impl Fn(&R) -> f64) -> Self {
        let stored = |row: &R| Some((get(row) * 10_000.0).round() as i64);
        let values = Values::Degrees(self.rows.iter().map(stored).collect());
        self.push(name, values)
    }

    /// A date without nulls.
    pub fn date(self, name: &'static str, get: impl Fn(&R) -> Date) -> Self {
        self.date_or_null(name, |row| Some(get(row)))
    }

    /// A date.
    pub fn date_or_null(self, name: &'static str, get: impl Fn(&R) -> Option<Date>) -> Self {
        let values = Values::Date(self.rows.iter().map(get).collect());
        self.push(name, values)
    }

    /// A local time, from seconds since 1970-01-01.
    pub fn timestamp_or_null(self, name: &'static str, get: impl Fn(&R) -> Option<i64>) -> Self {
        let values = Values::Timestamp(self.rows.iter().map(get).collect());
        self.push(name, values)
    }

    /// Text without nulls.
    pub fn text(self, name: &'static str, get: impl Fn(&'a R) -> &'a str) -> Self {
        self.text_or_null(name, |row| Some(get(row)))
    }

    /// Text.
    pub fn text_or_null(self, name: &'static str, get: impl Fn(&'a R) -> Option<&'a str>) -> Self {
        let (mut codes, mut distinct) = (HashMap::new(), Vec::new());
        let rows = self.rows.iter().map(|row| {
            get(row).map(|text| {
                *codes.entry(text).or_insert_with(|| {
                    distinct.push(text.to_owned());
                    distinct.len() as u32 - 1
                })
            })
        });
        let indices = rows.collect();
        self.push(name, Values::Text(indices, distinct))
    }

    /// An identifier made of `prefix` and a number of `width` digits.
    pub fn id(self, name: &'static str, prefix: &'static str, width: usize, get: impl Fn(&R) -> u32) -> Self {
        self.id_or_null(name, prefix, width, |row| Some(get(row)))
    }

    /// An identifier that may be missing.
    pub fn id_or_null(
        self,
        name: &'static str,
        prefix: &'static str,
        width: usize,
        get: impl Fn(&R) -> Option<u32>,
    ) -> Self {
        let values = Values::Id(self.rows.iter().map(get).collect(), prefix, width);
        self.push(name, values)
    }

    fn push(mut self, name: &'static str, values: Values) -> Self {
        self.table.columns.push(Column { name, values });
        self
    }
}
