//! Where the separators and record ends of a region are, quotes taken into account.

use super::masks::masks;
use super::record::Signs;

/// Separators and record ends of a region that begins with a record.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Places, of which the first `len` count; the first is `u32::MAX`, the place before the first byte.
    places: Vec<u32>,
    /// Places up to the last record end, the first one not counted.
    pub(super) complete: usize,
    /// Record ends.
    pub(super) records: usize,
    /// Whether there is a quote.
    pub(super) has_quotes: bool,
    /// Whether a quote stands where RFC 4180 has none: then the places are worth nothing.
    pub(super) is_stray: bool,
}

impl Index {
    /// The place before the first byte, then the places of separators and record ends up to the last record end.
    pub(super) fn places(&self) -> &[u32] {
        &self.places[..=self.complete]
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * 4
    }

    /// Indexes `bytes`, at most 4 GB.
    pub(super) fn build(&mut self, bytes: &[u8], signs: Signs) {
        if self.places.len() < bytes.len() + 65 {
            self.places.resize(bytes.len() + 65, 0);
        }
        self.places[0] = u32::MAX;
        (self.complete, self.records, self.has_quotes, self.is_stray) = (0, 0, false, false);
        let mut scan = Scan { len: 1, ..Scan::default() };
        let (chunks, tail) = bytes.as_chunks::<64>();
        let mut base = 0;
        for chunk in chunks {
            self.chunk(chunk, base, signs, &mut scan);
            base += 64;
        }
        if !tail.is_empty() {
            // Zeros are no sign: a delimiter is never NUL.
            let mut chunk = [0u8; 64];
            chunk[..tail.len()].copy_from_slice(tail);
            self.chunk(&chunk, base, signs, &mut scan);
        }
    }

    #[inline(always)]
    fn chunk(&mut self, chunk: &[u8; 64], base: u32, signs: Signs, scan: &mut Scan) {
        let mut found = masks(chunk, signs.delimiter, signs.newline, b'"');
        if !signs.quotes {
            found.quotes = 0;
        }
        let mut ends = found.delimiters | found.newlines;
        if found.quotes | scan.inside | scan.after_closing != 0 {
            let outside = scan.outside(chunk, found.quotes, ends);
            ends &= outside;
            found.newlines &= outside;
            self.has_quotes = true;
            self.is_stray |= scan.is_stray;
        } else {
            scan.after_end = ends >> 63;
        }
        if found.newlines != 0 {
            self.records += found.newlines.count_ones() as usize;
            let upto = u64::MAX >> found.newlines.leading_zeros();
            self.complete = scan.len - 1 + (ends & upto).count_ones() as usize;
        }
        // `build` has made room for one place a byte.
        let room = &mut self.places[scan.len..];
        let mut count = 0;
        while ends != 0 && count < room.len() {
            room[count] = base + ends.trailing_zeros();
            ends &= ends - 1;
            count += 1;
        }
        scan.len += count;
    }
}

/// What one group of 64 bytes hands to the next.
#[derive(Debug)]
struct Scan {
    len: usize,
    /// All ones while a quote is open.
    inside: u64,
    /// 1 when the last byte was an end outside quotes, or the region begins: a quote may open.
    after_end: u64,
    /// 1 when the last byte was a closing quote: an end or another quote must follow.
    after_closing: u64,
    is_stray: bool,
}

impl Default for Scan {
    fn default() -> Self {
        Self { len: 0, inside: 0, after_end: 1, after_closing: 0, is_stray: false }
    }
}

impl Scan {
    /// The bytes that stand outside quotes; notes where the quotes do not follow RFC 4180.
    ///
    /// Quotes toggle, so a running exclusive-or says what is inside (Langdale and Lemire, "Parsing gigabytes of JSON
    /// per second", 2019). A doubled quote closes and opens again at once.
    fn outside(&mut self, chunk: &[u8; 64], quotes: u64, ends: u64) -> u64 {
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.inside;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let ends = ends & !inside;
        let may_open = (ends | closing) << 1 | self.after_end | self.after_closing;
        let after_closing = closing << 1 | self.after_closing;
        let unexpected = after_closing & !(ends | opening);
        self.is_stray |= opening & !may_open != 0;
        if unexpected != 0 {
            self.is_stray |=
                (0..64).any(|at| unexpected >> at & 1 == 1 && chunk[at] != b'\r' && chunk[at] != 0);
        }
        self.after_end = ends >> 63;
        self.after_closing = closing >> 63;
        self.inside = ((inside as i64) >> 63) as u64;
        !inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut index = Index::default();
        index.build(text.as_bytes(), Signs { delimiter: b',', newline: b'\n', quotes: true });
        let places: Vec<String> = index.places()[1..].iter().map(u32::to_string).collect();
        let stray = if index.is_stray { " stray" } else { "" };
        assert_eq!(format!("{} in {}{stray}", places.join(" "), index.records), expected, "{text}");
    }

    #[test]
    fn places() {
        check("a,b\nc,d\n", "1 3 5 7 in 2");
        check("a,b\nc,", "1 3 in 1");
        check("\"a,b\",c\n", "5 7 in 1");
        check("\"a\"\"b\",c\n", "6 8 in 1");
        check("\"a\nb\",c\r\n", "5 8 in 1");
        check("\"\",\"\"\n", "2 5 in 1");
        check("\"\"\"\",x\n", "4 6 in 1");
        check("a\"b,c\n", " in 0 stray");
        check("\"a\"b,c\n", "4 6 in 1 stray");
        check("\"a,b\nc\n", " in 0");
        let long = format!("\"{}\",b\n", "x,".repeat(100));
        check(&long, "202 204 in 1");
        let edge = format!("{},\"b\"\n", "x".repeat(62));
        check(&edge, "62 66 in 1");
        let edge = format!("{},\"\"\n", "x".repeat(61));
        check(&edge, "61 64 in 1");
    }
}
