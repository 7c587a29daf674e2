//! The page headers of a column chunk, checked before anything is decoded.
//!
//! The decoder takes them at their word and reserves memory for what they promise; in WASM a promise that cannot be
//! kept would end the worker.

use std::io::Cursor;

use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;

use super::super::messages;
use super::damaged;
use crate::diag::Diagnostic;
use crate::text::Text;

/// Bytes of one page when decompressed.
const PAGE_LIMIT: i32 = 1 << 29;

/// Whether the pages of `chunk` lie within it and hold `rows` values in all.
pub(super) fn check(chunk: &[u8], rows: usize) -> Result<(), Diagnostic> {
    let mut cursor = Cursor::new(chunk);
    let mut seen = 0usize;
    while seen < rows && (cursor.position() as usize) < chunk.len() {
        let header = {
            let mut protocol = TCompactInputProtocol::new(&mut cursor, chunk.len());
            PageHeader::read_from_in_protocol(&mut protocol).map_err(damaged)?
        };
        let left = chunk.len() - cursor.position() as usize;
        let size = usize::try_from(header.compressed_page_size).ok().filter(|&size| size <= left);
        let (Some(size), 0..=PAGE_LIMIT) = (size, header.uncompressed_page_size) else {
            return Err(bad_sizes());
        };
        let data = header.data_page_header.as_ref().map(|data| data.num_values);
        let data = data.or(header.data_page_header_v2.as_ref().map(|data| data.num_values));
        if let Some(values) = data {
            let values = usize::try_from(values).map_err(|_| bad_sizes())?;
            seen = seen.saturating_add(values);
        }
        if let Some(words) = &header.dictionary_page_header
            && !(0..=header.uncompressed_page_size).contains(&words.num_values)
        {
            return Err(bad_sizes());
        }
        cursor.set_position(cursor.position() + size as u64);
    }
    if seen == rows {
        return Ok(());
    }
    let reason =
        Text::new("应有 {rows} 行，页中有 {seen} 行", "expected {rows} rows, found {seen} in its pages");
    let reason = reason.with("rows", &rows.to_string()).with("seen", &seen.to_string());
    Err(messages::BAD_PARQUET.error().arg_text("reason", &reason))
}

fn bad_sizes() -> Diagnostic {
    let reason = Text::new("页头的大小不可能", "a page header gives sizes that cannot be");
    messages::BAD_PARQUET.error().arg_text("reason", &reason)
}
