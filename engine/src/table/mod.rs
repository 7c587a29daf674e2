//! Immutable columns over the Arrow buffers of polars (polars-arrow).
//!
//! A [`Table`] is a name and equally long [`Column`]s. Integers, decimals, dates and timestamps share one physical
//! form, [`Ints`], in the narrowest width that holds them; text is coded through a [`Dictionary`] unless nearly every
//! value is distinct. Nulls stand in a validity bitmap; the value below a null is unspecified but in range.

mod cast;
mod column;
mod dictionary;
mod ints;
mod profile;

pub use column::{Column, DataType, IntRange, Scalar, Values};
pub use dictionary::{Codes, Dictionary, PlainText};
pub use ints::Ints;
pub(crate) use ints::wide;
pub use polars_arrow::bitmap::Bitmap;
pub use polars_buffer::Buffer;
pub use profile::Profile;

use std::sync::Arc;

/// Equally long columns under one name. Cloning shares the columns.
#[derive(Clone, Debug)]
pub struct Table {
    name: Arc<str>,
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// A table of `rows` rows.
    ///
    /// # Panics
    /// If a column has another length: a bug of the caller.
    pub fn new(name: impl Into<Arc<str>>, columns: Vec<Column>, rows: usize) -> Self {
        assert!(columns.iter().all(|column| column.len() == rows), "columns of one table have one length");
        Self { name: name.into(), columns, rows }
    }

    /// The same columns under another name.
    #[must_use]
    pub fn renamed(self, name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Its name, as the model refers to it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns in file order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column called `name`, and its position.
    pub fn column(&self, name: &str) -> Option<(usize, &Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name() == name)
    }

    /// Bytes held by all buffers.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }

    /// Names and types, without data.
    pub fn schema(&self) -> Schema {
        Schema {
            table: self.name.to_string(),
            columns: self.columns.iter().map(|c| (c.name().to_owned(), c.data_type())).collect(),
        }
    }
}

/// Names and types of a table's columns: all that resolving a model needs to know of the data.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Schema {
    /// Table name.
    pub table: String,
    /// Column names and types in file order.
    pub columns: Vec<(String, DataType)>,
}
