//! The end of the file: its schema and where its parts are.

use std::io::Cursor;
use std::ops::Range;

use polars_parquet::parquet::read::deserialize_metadata;
use polars_parquet::read::FileMetadata;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{ColumnChunk, FileMetaData as Written};

use super::super::messages;
use super::damaged;
use crate::diag::Diagnostic;
use crate::text::Text;

/// Bytes that hold the footer of most files.
const TAIL: u64 = 64 << 10;

/// The footer being read.
pub(super) struct Footer {
    file_bytes: u64,
    wanted: Range<u64>,
    bytes: Vec<u8>,
    /// Whether the length of the footer is known.
    is_sized: bool,
}

impl Footer {
    pub(super) fn new(file_bytes: u64) -> Result<Self, Diagnostic> {
        if file_bytes < 12 {
            return Err(truncated());
        }
        let wanted = file_bytes.saturating_sub(TAIL)..file_bytes;
        Ok(Self { file_bytes, wanted, bytes: Vec::new(), is_sized: false })
    }

    pub(super) fn wants(&self) -> Range<u64> {
        self.wanted.start + self.bytes.len() as u64..self.wanted.end
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.capacity()
    }

    /// The metadata, once all bytes are there.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Option<FileMetadata>, Diagnostic> {
        self.bytes.extend_from_slice(bytes);
        if !self.wants().is_empty() {
            return Ok(None);
        }
        let Some((rest, magic)) = self.bytes.split_last_chunk::<4>() else { return Err(truncated()) };
        if magic == b"PARE" {
            return Err(messages::ENCRYPTED_PARQUET.error());
        }
        let Some((body, length)) = rest.split_last_chunk::<4>().filter(|_| magic == b"PAR1") else {
            return Err(truncated());
        };
        let length = u64::from(u32::from_le_bytes(*length));
        if length + 12 > self.file_bytes {
            let reason = Text::new("文件尾的长度超出文件", "its footer claims to be longer than the file");
            return Err(messages::BAD_PARQUET.error().arg_text("reason", &reason));
        }
        if body.len() as u64 >= length {
            return metadata(&body[body.len() - length as usize..]).map(Some);
        }
        if self.is_sized {
            return Err(truncated());
        }
        self.is_sized = true;
        self.wanted = self.file_bytes - 8 - length..self.file_bytes;
        self.bytes = Vec::new();
        Ok(None)
    }
}

fn metadata(footer: &[u8]) -> Result<FileMetadata, Diagnostic> {
    // Thrift structures take more room than their encoding, but not without bound.
    let most = footer.len().saturating_mul(16).saturating_add(64 << 10);
    let mut protocol = TCompactInputProtocol::new(Cursor::new(footer), most);
    let written = Written::read_from_in_protocol(&mut protocol).map_err(damaged)?;
    // The decoder adds these up, taking them for what they should be.
    let is_sound = |chunk: &ColumnChunk| {
        chunk.meta_data.as_ref().is_some_and(|about| {
            let start = about.dictionary_page_offset.unwrap_or(about.data_page_offset);
            about.data_page_offset >= 0
                && about.num_values >= 0
                && (0..i64::MAX).contains(&about.total_compressed_size)
                && start.checked_add(about.total_compressed_size).is_some_and(|end| start >= 0 && end >= 0)
        })
    };
    let rows = written.row_groups.iter().try_fold(0i64, |sum, group| sum.checked_add(group.num_rows));
    if rows.is_none()
        || !written.row_groups.iter().all(|group| group.num_rows >= 0 && group.columns.iter().all(is_sound))
    {
        let reason = Text::new("文件尾给出的位置不可能", "its footer gives places that cannot be");
        return Err(messages::BAD_PARQUET.error().arg_text("reason", &reason));
    }
    super::decode::guarded(|| deserialize_metadata(footer, most).map_err(damaged))
}

fn truncated() -> Diagnostic {
    messages::TRUNCATED_PARQUET.error().hint(messages::TRUNCATED_PARQUET_HINT.text())
}
