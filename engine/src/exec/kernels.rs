//! Inner loops over one batch of rows. `groups[i]` is the group of row `start + i`; group 0 takes what is filtered out,
//! so that no loop branches on a filter.
//!
//! In WebAssembly the vector unit is asked for function by function: for the module as a whole the compiler does not
//! bear it, and only these loops gain.

use num_traits::PrimInt;

use crate::exec::coding::Reader;
use crate::with_codes;

/// Rows of one batch: its buffers stay in the cache.
pub(crate) const BATCH: usize = 4_096;

/// `groups[i] += map[code(start + i)]`: one axis of a mixed-radix key.
pub(crate) fn add_mapped(reader: Reader<'_>, start: usize, map: &[u32], groups: &mut [u32]) {
    with_codes!(reader, start..start + groups.len(), code => {
        for (i, group) in groups.iter_mut().enumerate() {
            *group += map[code(i) as usize];
        }
    });
}

/// `groups[i] += code(start + i) * stride`: an axis whose members are its codes.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn add_codes(reader: Reader<'_>, start: usize, stride: u32, groups: &mut [u32]) {
    with_codes!(reader, start..start + groups.len(), code => {
        for (i, group) in groups.iter_mut().enumerate() {
            *group += code(i) * stride;
        }
    });
}

/// [`add_mapped`] for keys beyond 32 bits: `keys[i] += map[code] * stride`.
pub(crate) fn add_mapped_wide(reader: Reader<'_>, start: usize, map: &[u32], stride: u64, keys: &mut [u64]) {
    with_codes!(reader, start..start + keys.len(), code => {
        for (i, key) in keys.iter_mut().enumerate() {
            *key += u64::from(map[code(i) as usize]) * stride;
        }
    });
}

/// `mask[i] &= allowed[code(start + i)]`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn and_allowed(reader: Reader<'_>, start: usize, allowed: &[u8], mask: &mut [u8]) {
    with_codes!(reader, start..start + mask.len(), code => {
        for (i, bit) in mask.iter_mut().enumerate() {
            *bit &= allowed[code(i) as usize];
        }
    });
}

/// `mask[i] &= (low <= values[i] <= high) == inside`, compared in the column's own width.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn and_between<T: PrimInt + Into<i64>>(
    values: &[T],
    low: i64,
    high: i64,
    inside: bool,
    mask: &mut [u8],
) {
    let (least, greatest) = (T::min_value().into(), T::max_value().into());
    let narrowed = T::from(low.max(least)).zip(T::from(high.min(greatest)));
    let Some((low, high)) = narrowed.filter(|(low, high)| low <= high) else {
        // No value of this width lies in the range.
        if inside {
            mask.fill(0);
        }
        return;
    };
    let outside = u8::from(!inside);
    for (bit, &value) in mask.iter_mut().zip(values) {
        *bit &= u8::from((low <= value) & (value <= high)) ^ outside;
    }
}

/// Sends rows whose mask is 0 to group 0.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn apply_mask(mask: &[u8], groups: &mut [u32]) {
    for (group, &bit) in groups.iter_mut().zip(mask) {
        *group *= u32::from(bit);
    }
}

/// Sends rows without a value to group 0.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn apply_validity(bits: &crate::table::Bitmap, start: usize, groups: &mut [u32]) {
    for (i, group) in groups.iter_mut().enumerate() {
        *group *= u32::from(bits.get_bit(start + i));
    }
}

/// `counts[group] += 1`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn count(groups: &[u32], counts: &mut [u32]) {
    if let [_, only] = counts {
        // Groups are 0 and 1: their sum is the count.
        *only += groups.iter().sum::<u32>();
        return;
    }
    for &group in groups {
        counts[group as usize] += 1;
    }
}

/// `sums[group] += value`; the caller has shown that no sum leaves 64 bits.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn sum<T: Copy + Into<i64>>(values: &[T], groups: &[u32], sums: &mut [i64]) {
    if let [_, only] = sums {
        if groups.iter().sum::<u32>() as usize == groups.len() {
            *only += values.iter().map(|&value| value.into()).sum::<i64>();
            return;
        }
        // Groups are 0 and 1: minus the group is a mask, which is cheaper than a product of 64 bits.
        let masked = values.iter().zip(groups).map(|(&value, &group)| value.into() & -i64::from(group));
        *only += masked.sum::<i64>();
        return;
    }
    for (&value, &group) in values.iter().zip(groups) {
        sums[group as usize] += value.into();
    }
}

/// `sums[group] += value`, exact.
pub(crate) fn sum_wide<T: Copy + Into<i64>>(values: &[T], groups: &[u32], sums: &mut [i128]) {
    for (&value, &group) in values.iter().zip(groups) {
        sums[group as usize] += i128::from(value.into());
    }
}

/// `best[group] = min(best[group], value)`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn least<T: Copy + Into<i64>>(values: &[T], groups: &[u32], best: &mut [i64]) {
    for (&value, &group) in values.iter().zip(groups) {
        let slot = &mut best[group as usize];
        *slot = (*slot).min(value.into());
    }
}

/// `best[group] = max(best[group], value)`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn greatest<T: Copy + Into<i64>>(values: &[T], groups: &[u32], best: &mut [i64]) {
    for (&value, &group) in values.iter().zip(groups) {
        let slot = &mut best[group as usize];
        *slot = (*slot).max(value.into());
    }
}

/// Sets the bit of each row's code in its group's set of `words` words. The null code must have been sent to group 0.
pub(crate) fn mark(reader: Reader<'_>, start: usize, groups: &[u32], words: usize, bits: &mut [u64]) {
    with_codes!(reader, start..start + groups.len(), code => {
        for (i, &group) in groups.iter().enumerate() {
            let code = code(i) as usize;
            bits[group as usize * words + (code >> 6)] |= 1 << (code & 63);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::and_between;

    #[test]
    fn ranges_beyond_a_width() {
        let kept = |low, high, inside| {
            let mut mask = [1, 1, 0, 1];
            and_between(&[i8::MIN, 0, 0, i8::MAX], low, high, inside, &mut mask);
            mask
        };
        assert_eq!(kept(0, 127, true), [0, 1, 0, 1]);
        assert_eq!(kept(0, 127, false), [1, 0, 0, 0]);
        assert_eq!(kept(i64::MIN, 0, true), [1, 1, 0, 0]);
        assert_eq!(kept(-1_000, i64::MAX, false), [0, 0, 0, 0]);
        for nowhere in [(128, 400), (-400, -129), (5, 4), (i64::MAX, i64::MIN)] {
            assert_eq!(kept(nowhere.0, nowhere.1, true), [0, 0, 0, 0], "{nowhere:?}");
            assert_eq!(kept(nowhere.0, nowhere.1, false), [1, 1, 0, 1], "{nowhere:?}");
        }
    }
}
