//! Where four signs stand among 64 bytes, as bits: the one place that talks to the vector unit.
#![expect(
    unsafe_code,
    reason = "vector loads need pointers; each reads one array of 64 bytes that it is given"
)]

/// One bit a byte: bit i stands for byte i.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// Field separators.
    pub(super) delimiters: u64,
    /// Record ends.
    pub(super) newlines: u64,
    /// Quotes.
    pub(super) quotes: u64,
}

#[cfg(target_arch = "wasm32")]
#[inline]
#[target_feature(enable = "simd128")]
fn equal(chunk: &[u8; 64], signs: [u8; 3]) -> [u64; 3] {
    use core::arch::wasm32::{i8x16_bitmask, u8x16_eq, u8x16_splat, v128, v128_load};
    let mut found = [0u64; 3];
    for part in 0..4 {
        // SAFETY: 16 bytes from 16 × part on lie within the 64 bytes of `chunk`; the load needs no alignment.
        let bytes = unsafe { v128_load(chunk.as_ptr().add(16 * part).cast::<v128>()) };
        for (mask, sign) in found.iter_mut().zip(signs) {
            *mask |= u64::from(i8x16_bitmask(u8x16_eq(bytes, u8x16_splat(sign)))) << (16 * part);
        }
    }
    found
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn equal(chunk: &[u8; 64], signs: [u8; 3]) -> [u64; 3] {
    use core::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};
    let mut found = [0u64; 3];
    for part in 0..4 {
        for (mask, sign) in found.iter_mut().zip(signs) {
            // SAFETY: 16 bytes from 16 × part on lie within the 64 bytes of `chunk`; the load needs no alignment, and
            // every x86-64 has SSE2.
            let hits = unsafe {
                let bytes = _mm_loadu_si128(chunk.as_ptr().add(16 * part).cast::<__m128i>());
                _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(sign as i8)))
            };
            *mask |= u64::from(hits as u16) << (16 * part);
        }
    }
    found
}

/// The same with plain words, for other machines and for checking the two above.
#[cfg(any(test, not(any(target_arch = "wasm32", target_arch = "x86_64"))))]
fn equal_in_words(chunk: &[u8; 64], signs: [u8; 3]) -> [u64; 3] {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    signs.map(|sign| {
        let splat = u64::from(sign) * 0x0101_0101_0101_0101;
        let mut mask = 0;
        for (part, word) in chunk.chunks_exact(8).enumerate() {
            let word = word.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte)) ^ splat;
            // The high bit of each byte that is zero, without carries into the next (Mycroft; Hacker's Delight 6-1).
            let zeros = !(((word & LOW) + LOW) | word | LOW) >> 7;
            mask |= (zeros.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * part);
        }
        mask
    })
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
use equal_in_words as equal;

/// Where delimiters, newlines and quotes stand.
#[inline(always)]
pub(super) fn masks(chunk: &[u8; 64], delimiter: u8, newline: u8, quote: u8) -> Masks {
    // In WebAssembly simd128 is a feature of the module as a whole: an engine without it refuses the module at start,
    // so that the call is safe there too.
    let [delimiters, newlines, quotes] = equal(chunk, [delimiter, newline, quote]);
    Masks { delimiters, newlines, quotes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_agree_with_words() {
        let mut chunk = [0u8; 64];
        let mut state = 1u32;
        for _ in 0..2_000 {
            for byte in &mut chunk {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = b",\n\"a\0\xFF-.\x80\x8A"[(state >> 24) as usize % 10];
            }
            let found = masks(&chunk, b',', b'\n', b'"');
            let plain = equal_in_words(&chunk, [b',', b'\n', b'"']);
            assert_eq!([found.delimiters, found.newlines, found.quotes], plain);
        }
    }
}
