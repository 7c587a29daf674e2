//! States of groups into the states of coarser ones.

use super::{Counts, State, better};
use crate::exec::sum;

impl State {
    /// Adds every group's state to the groups of `target` that `targets` visits for it.
    #[expect(clippy::disallowed_methods, reason = "a union of sets does not depend on their order")]
    pub(crate) fn fold(&self, target: &mut Self, targets: impl Fn(u32, &mut dyn FnMut(u32))) {
        match (self, target) {
            (Self::Count(from), Self::Count(into)) => fold_counts(from, into, &targets),
            (Self::Sum { sums, counts }, Self::Sum { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, sum| into[to] += sum);
            }
            (Self::SumWide { sums, counts }, Self::SumWide { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, sum| into[to] += sum);
            }
            (Self::SumFloat { sums, counts }, Self::SumFloat { sums: into, counts: into_counts }) => {
                fold_counts(counts, into_counts, &targets);
                each(sums, &targets, |to, parts| {
                    parts.iter().for_each(|&part| sum::add(&mut into[to], part))
                });
            }
            (
                Self::Extreme { best, counts, greatest },
                Self::Extreme { best: into, counts: into_counts, .. },
            ) => {
                fold_counts(counts, into_counts, &targets);
                each(best, &targets, |to, &value| {
                    into[to] = if *greatest { into[to].max(value) } else { into[to].min(value) };
                });
            }
            (Self::ExtremeFloat { best, greatest }, Self::ExtremeFloat { best: into, .. }) => {
                each(best, &targets, |to, &value| better(&mut into[to], value, *greatest));
            }
            (Self::Bits { words, bits }, Self::Bits { bits: into, .. }) => {
                for (group, set) in bits.chunks_exact(*words).enumerate().skip(1) {
                    targets(group as u32, &mut |to| {
                        let to = &mut into[to as usize * words..][..*words];
                        to.iter_mut().zip(set).for_each(|(into, word)| *into |= word);
                    });
                }
            }
            (Self::Bits { words, bits }, Self::Pairs { pairs, .. }) => {
                for (group, set) in bits.chunks_exact(*words).enumerate().skip(1) {
                    targets(group as u32, &mut |to| {
                        for (at, &word) in set.iter().enumerate() {
                            let mut rest = word;
                            while rest != 0 {
                                let code = (at as u64) << 6 | u64::from(rest.trailing_zeros());
                                pairs.insert(u64::from(to) << 32 | code);
                                rest &= rest - 1;
                            }
                        }
                    });
                }
            }
            (Self::Pairs { pairs, .. }, Self::Bits { words, bits }) => {
                for &pair in pairs.iter() {
                    let code = (pair & 0xFFFF_FFFF) as usize;
                    targets((pair >> 32) as u32, &mut |to| {
                        bits[to as usize * *words + (code >> 6)] |= 1 << (code & 63);
                    });
                }
            }
            (Self::Pairs { pairs, .. }, Self::Pairs { pairs: into, .. }) => {
                for &pair in pairs.iter() {
                    targets((pair >> 32) as u32, &mut |to| {
                        into.insert(u64::from(to) << 32 | (pair & 0xFFFF_FFFF));
                    });
                }
            }
            (Self::Tally { counts, .. }, Self::Tally { counts: into, .. }) => {
                for (&pair, &count) in counts.iter() {
                    targets((pair >> 32) as u32, &mut |to| {
                        let slot = into.entry(u64::from(to) << 32 | (pair & 0xFFFF_FFFF)).or_insert(0);
                        *slot = slot.saturating_add(count);
                    });
                }
            }
            (Self::Values { values, .. }, Self::Values { values: into, .. }) => {
                for &(group, value) in values {
                    targets(group, &mut |to| into.push((to, value)));
                }
            }
            _ => debug_assert!(false, "states of one aggregate are of one kind"),
        }
    }
}
/// Adds the counts of each group to its targets.
pub(crate) fn fold_counts(from: &Counts, into: &mut Counts, targets: &impl Fn(u32, &mut dyn FnMut(u32))) {
    if let (Some(from), Some(into)) = (from, into) {
        each(from, targets, |to, count| into[to] += count);
    }
}
fn each<T>(from: &[T], targets: &impl Fn(u32, &mut dyn FnMut(u32)), mut add: impl FnMut(usize, &T)) {
    for (group, state) in from.iter().enumerate().skip(1) {
        targets(group as u32, &mut |to| add(to as usize, state));
    }
}
