//! Whether a page holds as many levels and values as it says (Parquet encodings: RLE / bit-packing hybrid, PLAIN).
//!
//! The decoder asserts what this checks.

use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::read::PhysicalType;

/// The values of one data page.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub(super) encoding: Encoding,
    pub(super) physical: PhysicalType,
    /// How many values are not null.
    pub(super) present: usize,
    /// Entries of the dictionary, as far as there is one.
    pub(super) words: Option<usize>,
    pub(super) bytes: &'a [u8],
}

/// How many of `count` levels, one bit each, are 1; none where they end early or are more than 1.
pub(super) fn ones(bytes: &[u8], count: usize) -> Option<usize> {
    let mut ones = 0;
    runs(bytes, 1, count, |run| match run {
        Run::Repeated { value, times } => {
            ones += value as usize * times;
            value <= 1
        }
        Run::Packed { bytes, count } => {
            ones += (0..count).filter(|at| bytes[at / 8] >> (at % 8) & 1 == 1).count();
            true
        }
    })?;
    Some(ones)
}

impl Section<'_> {
    /// Whether the values are all there.
    pub(super) fn is_whole(&self) -> bool {
        match self.encoding {
            Encoding::Plain => holds_plain(self.bytes, self.physical, self.present),
            Encoding::PlainDictionary | Encoding::RleDictionary => self.has_codes(),
            Encoding::Rle => {
                let Some((length, rest)) = self.bytes.split_first_chunk::<4>() else {
                    return self.present == 0;
                };
                let length = u32::from_le_bytes(*length) as usize;
                rest.get(..length).is_some_and(|runs| ones(runs, self.present).is_some())
            }
            // These carry their own counts, and end in an error of the decoder.
            _ => true,
        }
    }

    fn has_codes(&self) -> bool {
        let Some(words) = self.words else { return false };
        let Some((&width, bytes)) = self.bytes.split_first() else { return self.present == 0 };
        if self.present == 0 {
            return true;
        }
        // A page may be older than the dictionary's later words: its codes take as few bits as there were words then, and
        // none while there was one.
        if width > 32 {
            return false;
        }
        let is_any_known = width < 32 && 1usize << width <= words;
        let visited = runs(bytes, u32::from(width), self.present, |run| match run {
            Run::Repeated { value, .. } => (value as usize) < words,
            Run::Packed { .. } if is_any_known => true,
            Run::Packed { bytes, count } => {
                (0..count).all(|at| (packed(bytes, usize::from(width), at) as usize) < words)
            }
        });
        visited.is_some()
    }
}

/// Whether `count` values stand in `bytes` as they are.
pub(super) fn holds_plain(mut bytes: &[u8], physical: PhysicalType, count: usize) -> bool {
    let width = match physical {
        PhysicalType::Boolean => return count.div_ceil(8) <= bytes.len(),
        PhysicalType::Int32 | PhysicalType::Float => 4,
        PhysicalType::Int64 | PhysicalType::Double => 8,
        PhysicalType::Int96 => 12,
        PhysicalType::FixedLenByteArray(width) => width,
        PhysicalType::ByteArray => {
            return (0..count).all(|_| {
                let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
                let Some(rest) = rest.get(u32::from_le_bytes(*length) as usize..) else { return false };
                bytes = rest;
                true
            });
        }
    };
    count.checked_mul(width).is_some_and(|needed| needed <= bytes.len())
}

enum Run<'a> {
    Repeated { value: u32, times: usize },
    Packed { bytes: &'a [u8], count: usize },
}

/// Visits runs until `count` values have been seen; none where the bytes end before, or a visit says no.
fn runs<'a>(
    mut bytes: &'a [u8],
    width: u32,
    count: usize,
    mut visit: impl FnMut(Run<'a>) -> bool,
) -> Option<()> {
    let mut left = count;
    while left > 0 {
        let header = varint(&mut bytes)?;
        let length = usize::try_from(header >> 1).ok()?;
        let run = if header & 1 == 1 {
            let values = left.min(length.saturating_mul(8));
            let size = length.checked_mul(width as usize)?.min(bytes.len());
            let packed = bytes.split_off(..size)?;
            if values.checked_mul(width as usize)?.div_ceil(8) > packed.len() {
                return None;
            }
            left -= values;
            Run::Packed { bytes: packed, count: values }
        } else {
            let value = bytes.split_off(..width.div_ceil(8) as usize)?;
            let value = value.iter().rev().fold(0u32, |value, &byte| value << 8 | u32::from(byte));
            let times = left.min(length);
            left -= times;
            Run::Repeated { value, times }
        };
        if !visit(run) {
            return None;
        }
    }
    Some(())
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

/// The value at `at` of values of `width` bits each, little end first.
fn packed(bytes: &[u8], width: usize, at: usize) -> u64 {
    let bit = at * width;
    let window =
        bytes[bit / 8..].iter().take(5).rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte));
    window >> (bit % 8) & ((1 << width) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        // A run of five ones; eight packed bits, of which three are wanted; a run too short; a value too great.
        assert_eq!(ones(&[10, 1], 5), Some(5));
        assert_eq!(ones(&[3, 0b101], 3), Some(2));
        assert_eq!(ones(&[10, 1, 3, 0b101], 8), Some(7));
        for damaged in [&[10, 1][..], &[12, 2], &[3], &[0, 0], &[255, 255, 255, 255, 255, 1]] {
            assert_eq!(ones(damaged, 6), None, "{damaged:?}");
        }
    }

    #[test]
    fn codes() {
        let whole = |bytes, present, words| {
            let encoding = Encoding::RleDictionary;
            Section { encoding, physical: PhysicalType::Int32, present, words: Some(words), bytes }.is_whole()
        };
        // Width 2, codes 0 1 2 3 packed.
        assert!(whole(&[2, 3, 0b1110_0100, 0], 4, 4));
        assert!(!whole(&[2, 3, 0b1110_0100, 0], 4, 3));
        assert!(!whole(&[2, 3, 0b1110_0100], 8, 4));
        assert!(whole(&[0, 8], 4, 1) && whole(&[0, 8], 4, 2) && !whole(&[0, 8], 4, 0));
        assert!(whole(&[], 0, 4) && !whole(&[], 1, 4) && !whole(&[33, 8, 0], 4, 4));
    }
}
