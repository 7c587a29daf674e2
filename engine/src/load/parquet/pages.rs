//! The pages of a column chunk, checked and decompressed before anything is decoded.
//!
//! The decoder takes them at their word: it reserves memory for what they promise, and asserts that levels and values
//! are as many as promised. In WASM a promise that cannot be kept would end the worker. Two things that it cannot read
//! are put right on the way: pages of several gzip members, and byte streams of fixed-length bytes.

use std::io::{Cursor, Read};

use polars_parquet::parquet::compression::{Compression, DecompressionContext, decompress};
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::read::{ColumnChunkMetadata, PhysicalType};
use polars_parquet_format::thrift::protocol::{TCompactInputProtocol, TCompactOutputProtocol};
use polars_parquet_format::{DataPageHeader, DataPageHeaderV2, Encoding as Written, PageHeader, PageType};

use super::super::messages;
use super::damaged;
use super::levels::{Section, holds_plain, ones};
use crate::diag::Diagnostic;
use crate::limits;
use crate::text::Text;

/// Bytes of one page when decompressed.
const PAGE_LIMIT: i32 = 1 << 29;
/// Bytes of one column chunk when decompressed.
const CHUNK_LIMIT: usize = 1 << 30;

/// The pages of a chunk of `rows` values, decompressed: every page lies within it and holds what it says.
pub(super) fn plain(chunk: &[u8], meta: &ColumnChunkMetadata, rows: usize) -> Result<Vec<u8>, Diagnostic> {
    let compression = Compression::try_from(meta.metadata().codec).map_err(damaged)?;
    let descriptor = &meta.descriptor().descriptor;
    let mut pages = Pages {
        compression,
        context: DecompressionContext::Unset,
        physical: descriptor.primitive_type.physical_type,
        is_optional: descriptor.max_def_level > 0,
        words: None,
        body: Vec::new(),
    };
    let mut cursor = Cursor::new(chunk);
    let mut found = Vec::with_capacity(chunk.len());
    let mut seen = 0usize;
    while seen < rows && (cursor.position() as usize) < chunk.len() {
        let mut header = {
            let mut protocol = TCompactInputProtocol::new(&mut cursor, chunk.len());
            PageHeader::read_from_in_protocol(&mut protocol).map_err(damaged)?
        };
        let at = cursor.position() as usize;
        let size = usize::try_from(header.compressed_page_size).ok();
        let bytes = size.and_then(|size| chunk[at..].get(..size)).ok_or_else(bad_sizes)?;
        cursor.set_position((at + bytes.len()) as u64);
        if !(0..=PAGE_LIMIT).contains(&header.uncompressed_page_size) {
            return Err(bad_sizes());
        }
        let values = match header.type_ {
            PageType::DATA_PAGE => pages.data(&mut header, bytes)?,
            PageType::DATA_PAGE_V2 => pages.data_v2(&mut header, bytes)?,
            PageType::DICTIONARY_PAGE if seen == 0 && pages.words.is_none() => {
                pages.dictionary(&header, bytes)?;
                0
            }
            // An index says nothing that is needed.
            PageType::INDEX_PAGE => continue,
            _ => return Err(bad_sizes()),
        };
        seen = seen.saturating_add(values);
        if found.len() + pages.body.len() > CHUNK_LIMIT {
            let what = Text::new("一个列块解压后的字节数", "the bytes of a column chunk when decompressed");
            let bytes = (found.len() + pages.body.len()) as u64;
            return Err(limits::reached("chunk_bytes", &what, bytes, CHUNK_LIMIT as u64));
        }
        header.crc = None;
        header.uncompressed_page_size = pages.body.len() as i32;
        header.compressed_page_size = pages.body.len() as i32;
        let mut protocol = TCompactOutputProtocol::new(&mut found);
        header.write_to_out_protocol(&mut protocol).map_err(damaged)?;
        found.extend_from_slice(&pages.body);
    }
    if seen == rows {
        return Ok(found);
    }
    let reason =
        Text::new("应有 {rows} 行，页中有 {seen} 行", "expected {rows} rows, found {seen} in its pages");
    let reason = reason.with("rows", &rows.to_string()).with("seen", &seen.to_string());
    Err(messages::BAD_PARQUET.error().arg_text("reason", &reason))
}

struct Pages {
    compression: Compression,
    context: DecompressionContext,
    physical: PhysicalType,
    is_optional: bool,
    /// Entries of the dictionary.
    words: Option<usize>,
    /// The page being looked at, decompressed.
    body: Vec<u8>,
}

impl Pages {
    fn dictionary(&mut self, header: &PageHeader, bytes: &[u8]) -> Result<(), Diagnostic> {
        let words = header.dictionary_page_header.as_ref().ok_or_else(bad_sizes)?.num_values;
        let words = usize::try_from(words).map_err(|_| bad_sizes())?;
        self.decompress(bytes, header.uncompressed_page_size as usize, 0)?;
        if words > self.body.len() || !holds_plain(&self.body, self.physical, words) {
            return Err(bad_sizes());
        }
        self.words = Some(words);
        Ok(())
    }

    fn data(&mut self, header: &mut PageHeader, bytes: &[u8]) -> Result<usize, Diagnostic> {
        let size = header.uncompressed_page_size as usize;
        let DataPageHeader { num_values, encoding, definition_level_encoding, statistics, .. } =
            header.data_page_header.as_mut().ok_or_else(bad_sizes)?;
        *statistics = None;
        let values = usize::try_from(*num_values).map_err(|_| bad_sizes())?;
        self.decompress(bytes, size, 0)?;
        let (mut present, mut start) = (values, 0);
        if self.is_optional && *definition_level_encoding == Written::RLE {
            let (length, rest) = self.body.split_first_chunk::<4>().ok_or_else(bad_levels)?;
            let length = u32::from_le_bytes(*length) as usize;
            let levels = rest.get(..length).ok_or_else(bad_levels)?;
            present = ones(levels, values).ok_or_else(bad_levels)?;
            start = 4 + length;
        } else if self.is_optional {
            // The bit-packed levels of old writers, which the decoder refuses.
            return Ok(values);
        }
        self.check(encoding, present, start)?;
        Ok(values)
    }

    fn data_v2(&mut self, header: &mut PageHeader, bytes: &[u8]) -> Result<usize, Diagnostic> {
        let size = header.uncompressed_page_size as usize;
        let page: &mut DataPageHeaderV2 = header.data_page_header_v2.as_mut().ok_or_else(bad_sizes)?;
        page.statistics = None;
        let values = usize::try_from(page.num_values).map_err(|_| bad_sizes())?;
        let length = usize::try_from(page.definition_levels_byte_length).map_err(|_| bad_levels())?;
        let repeated = usize::try_from(page.repetition_levels_byte_length).map_err(|_| bad_levels())?;
        // Levels of repetition say nothing of a flat column, but some writers write them.
        let start = repeated.saturating_add(length);
        if start > bytes.len().min(size) {
            return Err(bad_levels());
        }
        if page.is_compressed == Some(false) {
            self.body.clear();
            self.body.extend_from_slice(bytes);
        } else {
            self.decompress(bytes, size, start)?;
        }
        page.is_compressed = Some(false);
        let mut present = values;
        // Without nulls some writers leave the levels out.
        if self.is_optional && (length > 0 || page.num_nulls != 0) {
            present = ones(&self.body[repeated..start], values).ok_or_else(bad_levels)?;
        }
        // The decoder believes these two, and some writers give other numbers than the levels do.
        page.num_nulls = (values - present) as i32;
        page.num_rows = page.num_values;
        self.check(&mut page.encoding, present, start)?;
        Ok(values)
    }

    /// Whether the values after `start` are all there, and what the decoder does not read as what it does.
    fn check(&mut self, encoding: &mut Written, present: usize, start: usize) -> Result<(), Diagnostic> {
        let found = Encoding::try_from(*encoding).map_err(damaged)?;
        if let (Encoding::ByteStreamSplit, PhysicalType::FixedLenByteArray(width)) = (found, self.physical) {
            if Some(self.body.len() - start) != present.checked_mul(width) {
                return Err(bad_values());
            }
            let streams = self.body.split_off(start);
            let values = (0..present).flat_map(|row| (0..width).map(move |byte| byte * present + row));
            self.body.extend(values.map(|at| streams[at]));
            *encoding = Written::PLAIN;
            return Ok(());
        }
        let section = Section {
            encoding: found,
            physical: self.physical,
            present,
            words: self.words,
            bytes: &self.body[start..],
        };
        if section.is_whole() { Ok(()) } else { Err(bad_values()) }
    }

    /// Decompresses a page of `size` bytes, of which the first `stored` are not compressed.
    fn decompress(&mut self, bytes: &[u8], size: usize, stored: usize) -> Result<(), Diagnostic> {
        self.body.clear();
        if self.compression == Compression::Uncompressed {
            self.body.extend_from_slice(bytes);
            return Ok(());
        }
        self.body.extend_from_slice(&bytes[..stored]);
        self.body.resize(size, 0);
        // A page of nulls may have nothing to decompress.
        if bytes.len() == stored {
            return Ok(());
        }
        let (from, into) = (&bytes[stored..], &mut self.body[stored..]);
        match self.compression {
            Compression::Gzip => flate2::read::MultiGzDecoder::new(from).read_exact(into).map_err(damaged),
            other => decompress(other, from, into, &mut self.context).map_err(damaged),
        }
    }
}

fn bad_sizes() -> Diagnostic {
    bad(&Text::new("页头的大小不可能", "a page header gives sizes that cannot be"))
}

fn bad_levels() -> Diagnostic {
    bad(&Text::new(
        "一页的空值标记与它的行数不符",
        "the marks of nulls of a page do not agree with its number of rows",
    ))
}

fn bad_values() -> Diagnostic {
    bad(&Text::new(
        "一页的值少于它声明的个数，或不在字典中",
        "a page holds fewer values than it says, or values that its dictionary does not have",
    ))
}

fn bad(reason: &Text) -> Diagnostic {
    messages::BAD_PARQUET.error().arg_text("reason", reason)
}
