//! Exact sums of doubles, so that the order of rows, batches and shards does not show in the last bit.
//!
//! A column whose exponents lie close enough is summed as scaled integers. Otherwise each sum is an expansion of
//! non-overlapping doubles (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997), rounded once at the end.

/// How doubles of one column are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scaling {
    /// Every value times 2^`shift` is an integer and no sum leaves 63 bits.
    Narrow { shift: i32 },
    /// The same within 127 bits.
    Wide { shift: i32 },
    /// Exponents lie too far apart.
    Expansion,
}

impl Scaling {
    /// The cheapest exact way to sum these values. Values that are not finite are not summed.
    pub(crate) fn of(values: &[f64]) -> Self {
        let (mut low, mut high) = (i32::MAX, i32::MIN);
        for &value in values {
            if value == 0.0 || !value.is_finite() {
                continue;
            }
            let bits = value.to_bits();
            let exponent = ((bits >> 52) & 0x7FF) as i32;
            let mantissa = bits & ((1 << 52) - 1);
            let (exponent, mantissa) =
                if exponent == 0 { (-1074, mantissa) } else { (exponent - 1075, mantissa | 1 << 52) };
            low = low.min(exponent + mantissa.trailing_zeros() as i32);
            high = high.max(exponent + 64 - mantissa.leading_zeros() as i32);
        }
        if low == i32::MAX {
            return Self::Narrow { shift: 0 };
        }
        let digits = high - low + 1 + (usize::BITS - values.len().leading_zeros()) as i32;
        // 2^±shift must itself be a double.
        if low.abs() > 1_000 || digits > 126 {
            Self::Expansion
        } else if digits <= 62 {
            Self::Narrow { shift: -low }
        } else {
            Self::Wide { shift: -low }
        }
    }
}

/// Adds `value` to an expansion.
pub(crate) fn add(expansion: &mut Vec<f64>, mut value: f64) {
    let mut kept = 0;
    for at in 0..expansion.len() {
        let mut part = expansion[at];
        if value.abs() < part.abs() {
            std::mem::swap(&mut value, &mut part);
        }
        let sum = value + part;
        let rest = part - (sum - value);
        if rest != 0.0 {
            expansion[kept] = rest;
            kept += 1;
        }
        value = sum;
    }
    expansion.truncate(kept);
    expansion.push(value);
}

/// The correctly rounded value of an expansion.
pub(crate) fn rounded(expansion: &[f64]) -> f64 {
    let mut parts = expansion.iter().rev();
    let Some(&first) = parts.next() else { return 0.0 };
    let mut high = first;
    let mut low = 0.0;
    for &part in parts.by_ref() {
        let sum = high + part;
        low = part - (sum - high);
        high = sum;
        if low != 0.0 {
            break;
        }
    }
    // Half-way cases round by what lies below.
    if let Some(&below) = parts.next()
        && ((low < 0.0 && below < 0.0) || (low > 0.0 && below > 0.0))
    {
        let doubled = low * 2.0;
        let candidate = high + doubled;
        if doubled == candidate - high {
            high = candidate;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(values: &[f64]) -> f64 {
        let mut expansion = Vec::new();
        for &value in values {
            add(&mut expansion, value);
        }
        rounded(&expansion)
    }

    #[test]
    fn expansions_round_once() {
        assert_eq!(exact(&[]), 0.0);
        assert_eq!(exact(&[0.1; 10]), 1.0);
        assert_eq!(exact(&[1e100, 1.0, -1e100]), 1.0);
        assert_eq!(exact(&[1e16, 1.0, 1e-16]), 1e16 + 2.0);
        assert_eq!(exact(&[1e308, -1e-308, -1e308]), -1e-308);
    }

    #[test]
    fn scaling_follows_the_exponents() {
        assert_eq!(Scaling::of(&[]), Scaling::Narrow { shift: 0 });
        assert_eq!(Scaling::of(&[1.0, 26_000.0]), Scaling::Narrow { shift: 0 });
        assert_eq!(Scaling::of(&[0.5, 3.25]), Scaling::Narrow { shift: 2 });
        assert!(matches!(Scaling::of(&[0.01, 1e6]), Scaling::Wide { .. }));
        assert_eq!(Scaling::of(&[1e-300, 1e300]), Scaling::Expansion);
    }
}
