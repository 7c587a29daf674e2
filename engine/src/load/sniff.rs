//! What a file is, by its first bytes.

use super::messages;
use super::report::Format;
use crate::diag::Diagnostic;
use crate::text::Text;

/// UTF-8 byte order mark.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The format of a file by its first bytes; a diagnostic when it is no table.
pub(super) fn format(head: &[u8]) -> Result<Format, Diagnostic> {
    if head.is_empty() {
        return Err(messages::EMPTY_FILE.error());
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"PARE") {
        return Err(messages::ENCRYPTED_PARQUET.error());
    }
    if is_utf16(head) {
        return Err(messages::UTF16.error().hint(messages::SAVE_AS_UTF8_HINT.text()));
    }
    if let Some((kind, is_spreadsheet)) = known_kind(head) {
        let hint = if is_spreadsheet { messages::SAVE_AS_CSV_HINT } else { messages::NOT_A_TABLE_HINT };
        return Err(messages::NOT_A_TABLE.error().arg_text("kind", &kind).hint(hint.text()));
    }
    if is_binary(head) {
        let kind = Text::new("二进制文件", "a binary file");
        return Err(messages::NOT_A_TABLE
            .error()
            .arg_text("kind", &kind)
            .hint(messages::NOT_A_TABLE_HINT.text()));
    }
    if head.iter().all(u8::is_ascii_whitespace) || head == BOM {
        return Err(messages::EMPTY_FILE.error());
    }
    Ok(Format::Csv)
}

/// A kind that its first bytes give away, and whether a spreadsheet program opens it.
fn known_kind(head: &[u8]) -> Option<(Text, bool)> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let kind = match () {
        () if starts(b"PK\x03\x04") && contains(head, b"xl/") => {
            (Text::new("Excel 工作簿", "an Excel workbook"), true)
        }
        () if starts(b"PK\x03\x04") && contains(head, b"opendocument.spreadsheet") => {
            (Text::new("ODS 工作簿", "an OpenDocument spreadsheet"), true)
        }
        () if starts(b"PK\x03\x04") => (Text::new("ZIP 压缩包", "a ZIP archive"), false),
        () if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => {
            (Text::new("旧版 Office 文件", "an old Office file"), true)
        }
        () if starts(b"\x1F\x8B") => (Text::new("gzip 压缩文件", "a gzip file"), false),
        () if starts(b"\x28\xB5\x2F\xFD") => (Text::new("Zstandard 压缩文件", "a Zstandard file"), false),
        () if starts(b"BZh") => (Text::new("bzip2 压缩文件", "a bzip2 file"), false),
        () if starts(b"7z\xBC\xAF\x27\x1C") => (Text::new("7-Zip 压缩包", "a 7-Zip archive"), false),
        () if starts(b"Rar!") => (Text::new("RAR 压缩包", "a RAR archive"), false),
        () if starts(b"%PDF") => (Text::new("PDF 文件", "a PDF file"), false),
        () if starts(b"\x89PNG") => (Text::new("PNG 图片", "a PNG image"), false),
        () if starts(b"\xFF\xD8\xFF") => (Text::new("JPEG 图片", "a JPEG image"), false),
        () if starts(b"GIF8") => (Text::new("GIF 图片", "a GIF image"), false),
        () if starts(b"SQLite format 3\0") => (Text::new("SQLite 数据库", "an SQLite database"), false),
        () if starts(b"ARROW1\0\0") => (Text::new("Arrow 文件", "an Arrow file"), false),
        () if starts(b"Obj\x01") => (Text::new("Avro 文件", "an Avro file"), false),
        () if starts(b"ORC") && is_binary(head) => (Text::new("ORC 文件", "an ORC file"), false),
        () if starts(b"\x7FELF") || starts(b"MZ") && is_binary(head) => {
            (Text::new("程序文件", "a program"), false)
        }
        () if starts(b"\0asm") => (Text::new("WebAssembly 程序", "a WebAssembly program"), false),
        () => return None,
    };
    Some(kind)
}

fn contains(head: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(head, needle).is_some()
}

fn is_utf16(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return true;
    }
    // Without a mark: every second byte is zero.
    let pairs = head.chunks_exact(2).take(32);
    let count = pairs.len();
    count >= 4
        && (pairs.clone().all(|p| p[0] == 0 && p[1] != 0) || pairs.clone().all(|p| p[0] != 0 && p[1] == 0))
}

/// Whether bytes are no text: a NUL, or many control characters.
pub(super) fn is_binary(head: &[u8]) -> bool {
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31)).count();
    memchr::memchr(0, head).is_some() || controls * 20 > head.len()
}

/// Whether bytes make sense as GBK or GB18030: every byte above 0x7F is part of a pair or of a group of four, and one
/// pair at least has two high bytes, as nearly all characters in use have; a lone Latin-1 letter before an ASCII one
/// is a pair too, but no likely one.
pub(super) fn is_gbk(text: &[u8]) -> bool {
    let mut at = 0;
    let mut is_likely = false;
    while at < text.len() {
        at += match text[at..] {
            [0..=0x7F, ..] => 1,
            [0x81..=0xFE, trail @ (0x40..=0x7E | 0x80..=0xFE), ..] => {
                is_likely |= text[at] > 0xA0 && trail > 0xA0;
                2
            }
            [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, ..] => 4,
            _ => return false,
        };
    }
    is_likely
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[track_caller]
    fn check(head: &[u8], expected: &str) {
        let shown = match format(head) {
            Ok(format) => format!("{format:?}"),
            Err(diagnostic) => diagnostic.render(Lang::En).lines().next().unwrap_or_default().to_owned(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn files() {
        check(b"", "error[empty_file]: the file is empty");
        check(b"\xEF\xBB\xBF", "error[empty_file]: the file is empty");
        check(b"\r\n\r\n", "error[empty_file]: the file is empty");
        check(b"a,b\n1,2\n", "Csv");
        check("日期,金额\n".as_bytes(), "Csv");
        check(b"PAR1....", "Parquet");
        check(b"PARE....", "error[encrypted_parquet]: the Parquet file is encrypted and cannot be read");
        check(b"\xFF\xFEa\0,\0", "error[utf16]: the file is UTF-16, expected UTF-8");
        check(b"a\0,\0b\0\n\0", "error[utf16]: the file is UTF-16, expected UTF-8");
        check(b"PK\x03\x04....xl/workbook", "error[not_a_table]: this is an Excel workbook, not a table");
        check(b"a,b\n\0\0\0\0,\x01", "error[not_a_table]: this is a binary file, not a table");
        check(b"\x89PNG\r\n", "error[not_a_table]: this is a PNG image, not a table");
    }

    #[test]
    fn gbk() {
        assert!(is_gbk(b"\xB6\xA9\xB5\xA5\xBA\xC5"));
        assert!(!is_gbk(b"Kangoo\xA0"));
        assert!(!is_gbk(b"\xA0Mercedes"));
        assert!(!is_gbk(b"caf\xE9"));
    }
}
