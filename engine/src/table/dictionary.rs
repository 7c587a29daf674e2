//! Text: coded through a dictionary, or plain where nearly every value is distinct.

use polars_buffer::Buffer;

/// Distinct texts in order of first appearance; a code is a position.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: PlainText,
}

impl Dictionary {
    /// A dictionary of texts that are distinct.
    pub fn new(text: PlainText) -> Self {
        Self { text }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a code.
    pub fn get(&self, code: usize) -> &str {
        self.text.get(code)
    }

    /// All texts by code.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|code| self.get(code))
    }

    /// The code of `text`, by a scan.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.iter().position(|entry| entry == text)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.text.bytes()
    }
}

/// Codes in the narrowest width that holds the dictionary's size.
#[derive(Clone, Debug)]
pub enum Codes {
    /// At most 256 entries.
    U8(Buffer<u8>),
    /// At most 65,536 entries.
    U16(Buffer<u16>),
    /// More.
    U32(Buffer<u32>),
}

/// Runs an expression with `$codes` bound to the typed slice of a [`Codes`].
#[macro_export]
macro_rules! for_codes {
    ($all:expr, $codes:ident => $body:expr) => {
        match $all {
            $crate::table::Codes::U8($codes) => $body,
            $crate::table::Codes::U16($codes) => $body,
            $crate::table::Codes::U32($codes) => $body,
        }
    };
}

impl Codes {
    /// The narrowest codes for a dictionary of `entries`.
    pub fn narrowest(codes: Vec<u32>, entries: usize) -> Self {
        if entries <= 1 << 8 {
            Self::U8(codes.into_iter().map(|c| c as u8).collect::<Vec<_>>().into())
        } else if entries <= 1 << 16 {
            Self::U16(codes.into_iter().map(|c| c as u16).collect::<Vec<_>>().into())
        } else {
            Self::U32(codes.into())
        }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        for_codes!(self, codes => codes.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code at `row`.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        for_codes!(self, codes => wide(codes[row]))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        for_codes!(self, codes => std::mem::size_of_val(codes.as_slice()))
    }
}

#[inline]
fn wide(code: impl Into<u32>) -> u32 {
    code.into()
}

/// Texts one after the other: `bytes[offsets[i]..offsets[i + 1]]` is UTF-8.
#[derive(Clone, Debug)]
pub struct PlainText {
    offsets: Buffer<u32>,
    bytes: Buffer<u8>,
}

impl Default for PlainText {
    fn default() -> Self {
        Self { offsets: vec![0].into(), bytes: Vec::new().into() }
    }
}

impl PlainText {
    /// Texts from their parts. `bytes` must be UTF-8 and every offset a character boundary: it is checked.
    ///
    /// # Panics
    /// If the parts do not fit together: a bug of the caller.
    pub fn new(offsets: Vec<u32>, bytes: Vec<u8>) -> Self {
        assert!(!offsets.is_empty() && offsets[offsets.len() - 1] as usize == bytes.len());
        let text = std::str::from_utf8(&bytes).is_ok_and(|text| {
            offsets.windows(2).all(|pair| pair[0] <= pair[1])
                && offsets.iter().all(|&offset| text.is_char_boundary(offset as usize))
        });
        assert!(text, "plain text is UTF-8, cut at character boundaries");
        Self { offsets: offsets.into(), bytes: bytes.into() }
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text at `row`.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        let bytes = &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize];
        // Checked once in `new`; a second check is cheaper than an unsafe block here.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.offsets.len() * 4 + self.bytes.len()
    }
}

impl<S: AsRef<str>> FromIterator<S> for PlainText {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut offsets = vec![0u32];
        let mut bytes = Vec::new();
        for text in texts {
            bytes.extend_from_slice(text.as_ref().as_bytes());
            offsets.push(bytes.len() as u32);
        }
        Self { offsets: offsets.into(), bytes: bytes.into() }
    }
}
