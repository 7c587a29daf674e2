//! One record at a time, byte by byte: the reader for everything out of the ordinary, and for the first look.

/// The signs of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) struct Signs {
    /// Separates fields.
    pub(in crate::load) delimiter: u8,
    /// Ends records; a carriage return before a line feed belongs to it.
    pub(in crate::load) newline: u8,
    /// Whether `"` quotes fields.
    pub(in crate::load) quotes: bool,
}

/// A record without quotes: field `i` is `bytes[places[i]]`.
#[derive(Debug, Default)]
pub(in crate::load) struct Record {
    pub(in crate::load) bytes: Vec<u8>,
    pub(in crate::load) places: Vec<(u32, u32)>,
    /// Whether a quote stood where RFC 4180 has none.
    pub(in crate::load) is_stray: bool,
}

/// How reading a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum End {
    /// The next record begins there.
    At(usize),
    /// The bytes end within the record; where a quote stands open, its place.
    Cut(Option<usize>),
}

impl Record {
    pub(in crate::load) fn clear(&mut self) {
        self.bytes.clear();
        self.places.clear();
        self.is_stray = false;
    }

    /// Appends the record that begins at `at`. With `is_last` the end of the bytes ends it.
    ///
    /// A quoted field ends at its closing quote; what stands between that and the separator is kept as it is.
    pub(in crate::load) fn read(&mut self, bytes: &[u8], mut at: usize, signs: Signs, is_last: bool) -> End {
        let cut = if is_last { End::At(bytes.len()) } else { End::Cut(None) };
        loop {
            let start = self.bytes.len() as u32;
            if signs.quotes && bytes.get(at) == Some(&b'"') {
                let open = at;
                at += 1;
                loop {
                    let Some(&byte) = bytes.get(at) else { return End::Cut(Some(open)) };
                    at += 1;
                    if byte != b'"' {
                        self.bytes.push(byte);
                    } else if bytes.get(at) == Some(&b'"') {
                        self.bytes.push(b'"');
                        at += 1;
                    } else {
                        break;
                    }
                }
                let is_end = |byte: &u8| *byte == signs.delimiter || *byte == signs.newline || *byte == b'\r';
                self.is_stray |= !bytes.get(at).is_none_or(is_end);
            }
            let rest = &bytes[at..];
            let stop = memchr::memchr2(signs.delimiter, signs.newline, rest);
            let text = &rest[..stop.unwrap_or(rest.len())];
            let is_record_end = stop.is_none_or(|stop| rest[stop] == signs.newline);
            let carriage = is_record_end && signs.newline == b'\n' && text.last() == Some(&b'\r');
            self.bytes.extend_from_slice(&text[..text.len() - usize::from(carriage)]);
            self.places.push((start, self.bytes.len() as u32));
            match stop {
                None => return cut,
                Some(stop) if is_record_end => return End::At(at + stop + 1),
                Some(stop) => at += stop + 1,
            }
        }
    }

    /// The fields.
    pub(in crate::load) fn fields(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.places.iter().map(|&(start, end)| &self.bytes[start as usize..end as usize])
    }

    /// Whether it is an empty line.
    pub(in crate::load) fn is_blank(&self) -> bool {
        self.places.len() == 1 && self.bytes.is_empty()
    }
}
