//! One column chunk → Arrow arrays → the column's buffers.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use polars_arrow::array::{Array, DictionaryArray};
use polars_arrow::datatypes::{ArrowDataType, DTYPE_CATEGORICAL_NEW, Field as ArrowField, IntegerType};
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::read::PageMetaData;
use polars_parquet::read::{BasicDecompressor, ColumnChunkMetadata, PageReader, column_iter_to_arrays};

use super::pages;
use super::sink::Sink;
use super::types::Field;
use super::{damaged, messages};
use crate::diag::Diagnostic;
use crate::table::{Buffer, DataType};
use crate::text::Text;

/// Runs a decoder of bytes that may be anything.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| {
        let reason = Text::new("数据无法解码", "its data cannot be decoded");
        Err(messages::BAD_PARQUET.error().arg_text("reason", &reason))
    })
}

/// Decodes the chunk of a column in a row group of `rows` rows.
pub(super) fn chunk(
    bytes: Vec<u8>,
    meta: &ColumnChunkMetadata,
    rows: usize,
    field: &Field,
    sink: &mut Sink,
) -> Result<(), Diagnostic> {
    // Some writers give no place to chunks without rows.
    if rows == 0 {
        return Ok(());
    }
    let found = guarded(|| {
        if usize::try_from(meta.num_values()) != Ok(rows) {
            return Err(wrong_rows(rows, meta.num_values()));
        }
        let bytes: Buffer<u8> = pages::plain(&bytes, meta, rows)?.into();
        if is_coded(meta, field) {
            // Only the data pages tell whether all of them use the dictionary; where one does not, decode plainly.
            if let Ok(arrays) = arrays(bytes.clone(), meta, coded_field(field)) {
                return take(&arrays, rows, sink, Sink::push_coded);
            }
        }
        let plain = ArrowField::new(field.name.as_str().into(), field.arrow.clone(), true);
        take(&arrays(bytes, meta, plain)?, rows, sink, Sink::push)
    });
    found.map_err(|diagnostic| diagnostic.at_field(&field.name))
}

fn take<A>(
    arrays: &[Box<dyn Array>],
    rows: usize,
    sink: &mut Sink,
    push: impl Fn(&mut Sink, &A) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic>
where
    A: ?Sized,
    Box<dyn Array>: AsArray<A>,
{
    let found: usize = arrays.iter().map(|array| array.len()).sum();
    if found != rows {
        return Err(wrong_rows(rows, found as i64));
    }
    arrays.iter().try_for_each(|array| push(sink, array.as_array()?))
}

fn wrong_rows(rows: usize, found: i64) -> Diagnostic {
    let reason = Text::new("应有 {rows} 行，只有 {found} 行", "expected {rows} rows, found {found}");
    let reason = reason.with("rows", &rows.to_string()).with("found", &found.to_string());
    messages::BAD_PARQUET.error().arg_text("reason", &reason)
}

/// An array as what the sink takes.
trait AsArray<A: ?Sized> {
    fn as_array(&self) -> Result<&A, Diagnostic>;
}

impl AsArray<dyn Array> for Box<dyn Array> {
    fn as_array(&self) -> Result<&dyn Array, Diagnostic> {
        Ok(self.as_ref())
    }
}

impl AsArray<DictionaryArray<u32>> for Box<dyn Array> {
    fn as_array(&self) -> Result<&DictionaryArray<u32>, Diagnostic> {
        self.as_any().downcast_ref().ok_or_else(|| damaged("dictionary"))
    }
}

fn arrays(
    bytes: Buffer<u8>,
    meta: &ColumnChunkMetadata,
    field: ArrowField,
) -> Result<Vec<Box<dyn Array>>, Diagnostic> {
    let most = bytes.len();
    let descriptor = meta.descriptor().descriptor.clone();
    let about = PageMetaData::new(0, meta.num_values(), Compression::Uncompressed, descriptor);
    let pages = PageReader::new_with_page_meta(Cursor::new(bytes), about, Vec::new(), most);
    let pages = BasicDecompressor::new(pages, Vec::new());
    let primitive = &meta.descriptor().descriptor.primitive_type;
    let (arrays, _) = column_iter_to_arrays(vec![pages], vec![primitive], field, None).map_err(damaged)?;
    Ok(arrays)
}

/// Whether a text chunk may be coded throughout: then its dictionary is decoded once, and not each row's text.
fn is_coded(meta: &ColumnChunkMetadata, field: &Field) -> bool {
    let has_codes = meta.column_encoding().iter().any(|&encoding| {
        matches!(Encoding::try_from(encoding), Ok(Encoding::PlainDictionary | Encoding::RleDictionary))
    });
    let is_text = matches!(field.arrow, ArrowDataType::Utf8View | ArrowDataType::BinaryView);
    is_text
        && field.data_type == DataType::Text
        && has_codes
        && meta.dictionary_page_offset().is_some_and(|offset| offset > 0)
}

/// polars-parquet hands out codes for fields that it takes for its own categoricals.
fn coded_field(field: &Field) -> ArrowField {
    let mark = BTreeMap::from([(DTYPE_CATEGORICAL_NEW.into(), "".into())]);
    let codes = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false);
    let mut coded = ArrowField::new(field.name.as_str().into(), codes, true);
    coded.metadata = Some(Arc::new(mark));
    coded
}
