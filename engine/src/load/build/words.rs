//! A hash table of distinct texts: bytes → code.

use super::super::numbers::load8;

/// No code.
pub(super) const VACANT: u32 = u32::MAX;

/// Distinct texts one after the other, and where each one is.
pub(super) struct Words {
    slots: Vec<Slot>,
    offsets: Vec<u32>,
    bytes: Vec<u8>,
}

/// `tag` is the text itself up to 8 bytes, else its hash.
#[derive(Clone, Copy)]
struct Slot {
    tag: u64,
    len: u32,
    code: u32,
}

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The text itself up to 8 bytes, else a hash of it.
#[inline(always)]
fn tag(bytes: &[u8], start: usize, end: usize) -> u64 {
    let len = end - start;
    if len <= 8 {
        return load8(bytes, start) & (u64::MAX >> (64 - 8 * len as u32));
    }
    let mut hash = 0u64;
    let mut at = start;
    while at + 8 < end {
        hash = (hash.rotate_left(23) ^ load8(bytes, at)).wrapping_mul(MIX);
        at += 8;
    }
    (hash.rotate_left(23) ^ load8(bytes, end - 8)).wrapping_mul(MIX)
}

/// Whether two texts of the same length, at least 8, are the same.
#[inline(always)]
fn is_same(a: &[u8], a_start: usize, b: &[u8], b_start: usize, len: usize) -> bool {
    let mut at = 0;
    while at + 8 < len {
        if load8(a, a_start + at) != load8(b, b_start + at) {
            return false;
        }
        at += 8;
    }
    load8(a, a_start + len - 8) == load8(b, b_start + len - 8)
}

impl Words {
    pub(super) fn new() -> Self {
        Self { slots: vec![Slot { tag: 0, len: 0, code: VACANT }; 64], offsets: vec![0], bytes: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Bytes of all texts.
    pub(super) fn text_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Offsets and bytes, as a [`PlainText`](crate::table::PlainText) has them.
    pub(super) fn into_parts(self) -> (Vec<u32>, Vec<u8>) {
        (self.offsets, self.bytes)
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.offsets.capacity() * 4 + self.bytes.capacity()
    }

    pub(super) fn get(&self, code: u32) -> &[u8] {
        let code = code as usize;
        match self.offsets.get(code + 1) {
            Some(&end) => &self.bytes[self.offsets[code] as usize..end as usize],
            None => b"",
        }
    }

    /// Where a text stands or would stand.
    #[inline(always)]
    fn slot(&self, bytes: &[u8], start: usize, end: usize, tag: u64) -> usize {
        let len = (end - start) as u32;
        let mask = self.slots.len() - 1;
        let mixed = (tag ^ u64::from(len)).wrapping_mul(MIX);
        let mut at = (mixed >> (64 - self.slots.len().trailing_zeros())) as usize;
        loop {
            let slot = self.slots[at & mask];
            if slot.code == VACANT {
                return at & mask;
            }
            if slot.tag == tag && slot.len == len {
                let stored = self.offsets[slot.code as usize] as usize;
                if len <= 8 || is_same(bytes, start, &self.bytes, stored, len as usize) {
                    return at & mask;
                }
            }
            at += 1;
        }
    }

    /// The code of a text of at least one byte, or [`VACANT`].
    #[inline(always)]
    pub(super) fn find(&self, bytes: &[u8], start: usize, end: usize) -> u32 {
        self.slots[self.slot(bytes, start, end, tag(bytes, start, end))].code
    }

    /// The code of a text, which is added if it is new.
    pub(super) fn code(&mut self, text: &[u8]) -> u32 {
        let tag = if text.is_empty() { 0 } else { tag(text, 0, text.len()) };
        let mut at = self.slot(text, 0, text.len(), tag);
        if self.slots[at].code != VACANT {
            return self.slots[at].code;
        }
        if self.len() * 2 >= self.slots.len() {
            self.grow();
            at = self.slot(text, 0, text.len(), tag);
        }
        let code = self.len() as u32;
        self.slots[at] = Slot { tag, len: text.len() as u32, code };
        self.bytes.extend_from_slice(text);
        self.offsets.push(self.bytes.len() as u32);
        code
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let old = std::mem::replace(&mut self.slots, vec![Slot { tag: 0, len: 0, code: VACANT }; size]);
        let shift = 64 - size.trailing_zeros();
        for slot in old.into_iter().filter(|slot| slot.code != VACANT) {
            let mut at = ((slot.tag ^ u64::from(slot.len)).wrapping_mul(MIX) >> shift) as usize;
            while self.slots[at & (size - 1)].code != VACANT {
                at += 1;
            }
            self.slots[at & (size - 1)] = slot;
        }
    }
}
