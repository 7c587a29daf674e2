//! The part of an HTTP/1.1 request that a file server needs.

use std::io::{self, BufRead, ErrorKind, Read};

const HEAD_LIMIT_BYTES: u64 = 32 * 1024;

/// A request line; the headers are read and dropped.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Decoded, without the query.
    pub(super) path: String,
}

impl Request {
    pub(super) fn read(stream: &mut impl BufRead) -> io::Result<Self> {
        let bad = || io::Error::from(ErrorKind::InvalidData);
        let mut head = stream.take(HEAD_LIMIT_BYTES);
        let mut line = String::new();
        head.read_line(&mut line)?;
        let mut words = line.split_ascii_whitespace();
        let (method, target) = (words.next().ok_or_else(bad)?, words.next().ok_or_else(bad)?);
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let request = Self { method: method.to_owned(), path: decode(path).ok_or_else(bad)? };
        let mut header = Vec::new();
        loop {
            header.clear();
            let length = head.read_until(b'\n', &mut header)?;
            if length == 0 || header == b"\r\n" || header == b"\n" {
                return Ok(request);
            }
        }
    }

    pub(super) fn reads_only(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// Percent-decodes a path; `None` when it is not UTF-8 afterwards or an escape is cut short.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let hex = str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(decode(path).as_deref(), expected);
        check("/plain", Some("/plain"));
        check("/%E9%94%80", Some("/销"));
        check("/%2", None);
        check("/%FF", None);
        check("/%zz", None);
    }
}
