//! Seeded random numbers with a sequence that never changes.
//!
//! xoshiro256++ seeded through SplitMix64 (Blackman and Vigna, <https://prng.di.unimi.it>), written out here
//! because the shipped files are compared byte for byte: a generator whose sequence may change with a
//! dependency's version would break that. Only `+ − × ÷` and `sqrt` touch floating point, which IEEE 754
//! defines exactly, so every platform draws the same values.

/// A stream of random numbers. Each table draws from its own named stream, so that a change to one table
/// leaves the others as they were.
#[derive(Debug, Clone)]
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// The stream `name` under `seed`.
    pub fn new(seed: u64, name: &str) -> Rng {
        // FNV-1a spreads the name over 64 bits.
        let name_hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut mix = seed ^ name_hash;
        let state = std::array::from_fn(|_| {
            mix = mix.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mix;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Rng { state }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let s = &mut self.state;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// A whole number in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // Multiply-shift: the bias is below n / 2^32 and does not matter for sample data.
        (((self.next_u64() >> 32) * n as u64) >> 32) as usize
    }

    /// A whole number in `low..=high`.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1) as usize) as i32
    }

    /// A number in `[0, 1)` with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A bell-shaped number: mean 0, standard deviation 1, within ±3.5 (sum of four uniforms).
    pub fn bell(&mut self) -> f64 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 3.0_f64.sqrt()
    }

    /// One of `items`, each as likely. `items` must not be empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Draws an index with given weights.
#[derive(Debug, Clone)]
pub struct Weighted {
    cumulative: Vec<f64>,
}

impl Weighted {
    /// Weights must be finite and not negative, and at least one above zero.
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Weighted {
        let mut total = 0.0;
        let cumulative: Vec<f64> = weights
            .into_iter()
            .map(|weight| {
                total += weight;
                total
            })
            .collect();
        assert!(total > 0.0 && total.is_finite(), "weights must add up to a positive number");
        Weighted { cumulative }
    }

    /// An index, as likely as its weight.
    pub fn sample(&self, rng: &mut Rng) -> usize {
        let total = self.cumulative.last().copied().unwrap_or(0.0);
        let target = rng.unit() * total;
        self.cumulative.partition_point(|&sum| sum <= target).min(self.cumulative.len() - 1)
    }
}

/// Splits `total` into whole numbers proportional to `weights`, summing to `total` exactly.
pub fn apportion(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let (mut running, mut given) = (0.0, 0);
    weights
        .iter()
        .map(|weight| {
            running += weight;
            let upto = ((running / sum) * total as f64 + 0.5) as usize;
            let share = upto.min(total) - given;
            given += share;
            share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_never_changes() {
        let mut rng = Rng::new(1, "orders");
        let drawn: Vec<u64> = (0..3).map(|_| rng.next_u64()).collect();
        assert_eq!(drawn, PINNED);
        assert_ne!(Rng::new(1, "users").next_u64(), drawn[0]);
        assert_ne!(Rng::new(2, "orders").next_u64(), drawn[0]);
    }

    const PINNED: [u64; 3] =
        [1_795_756_623_202_637_883, 8_444_232_494_976_418_445, 16_192_445_785_392_682_773];

    #[test]
    fn bell_has_mean_zero_and_unit_deviation() {
        let mut rng = Rng::new(7, "bell");
        let drawn: Vec<f64> = (0..20_000).map(|_| rng.bell()).collect();
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        let variance = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / drawn.len() as f64;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn weighted_draws_follow_their_weights() {
        let (weighted, mut rng) = (Weighted::new([1.0, 0.0, 3.0]), Rng::new(3, "weighted"));
        let mut counts = [0; 3];
        (0..8_000).for_each(|_| counts[weighted.sample(&mut rng)] += 1);
        assert_eq!(counts[1], 0);
        assert!((1_850..2_150).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn apportioned_shares_sum_to_the_total() {
        for total in [0, 1, 7, 1_000_003] {
            let shares = apportion(total, &[0.1, 2.5, 0.0, 1.7]);
            assert_eq!(shares.iter().sum::<usize>(), total);
            assert_eq!(shares[2], 0);
        }
    }
}
