//! One batch of rows into the states of their groups.

use super::{Counts, Input, Scratch, State, better};
use crate::exec::coding::Reader;
use crate::exec::kernels;
use crate::exec::sum::{self, Scaling};
use crate::for_ints;
use crate::table::Values;

impl State {
    /// Adds rows `start..start + groups.len()`.
    pub(crate) fn update(&mut self, input: &Input, start: usize, groups: &[u32], scratch: &mut Scratch) {
        let groups = match input.validity() {
            None => groups,
            Some(bits) => {
                scratch.groups.clear();
                scratch.groups.extend_from_slice(groups);
                kernels::apply_validity(bits, start, &mut scratch.groups);
                &scratch.groups
            }
        };
        let rows = start..start + groups.len();
        match (self, input) {
            (Self::Count(counts), _) => count(groups, counts),
            (Self::Sum { sums, counts }, Input::Column(column, scaling)) => {
                count(groups, counts);
                match column.values() {
                    Values::Ints(ints) => for_ints!(ints, v => kernels::sum(&v[rows], groups, sums)),
                    Values::Floats(values) => {
                        let factor = factor(*scaling);
                        for (&value, &group) in values[rows].iter().zip(groups) {
                            sums[group as usize] = sums[group as usize].wrapping_add((value * factor) as i64);
                        }
                    }
                    Values::Bits(bits) => {
                        for (row, &group) in rows.zip(groups) {
                            sums[group as usize] += i64::from(bits.get_bit(row));
                        }
                    }
                    _ => {}
                }
            }
            (Self::SumWide { sums, counts }, Input::Column(column, scaling)) => {
                count(groups, counts);
                match column.values() {
                    Values::Ints(ints) => for_ints!(ints, v => kernels::sum_wide(&v[rows], groups, sums)),
                    Values::Floats(values) => {
                        let factor = factor(*scaling);
                        for (&value, &group) in values[rows].iter().zip(groups) {
                            if group != 0 {
                                sums[group as usize] += (value * factor) as i128;
                            }
                        }
                    }
                    _ => {}
                }
            }
            (Self::SumFloat { sums, counts }, Input::Column(column, _)) => {
                count(groups, counts);
                if let Values::Floats(values) = column.values() {
                    for (&value, &group) in values[rows].iter().zip(groups) {
                        if group != 0 && value.is_finite() {
                            sum::add(&mut sums[group as usize], value);
                        }
                    }
                }
            }
            (Self::Extreme { best, counts, greatest }, Input::Column(column, _)) => {
                count(groups, counts);
                match column.values() {
                    Values::Ints(ints) => for_ints!(ints, v => match greatest {
                        true => kernels::greatest(&v[rows], groups, best),
                        false => kernels::least(&v[rows], groups, best),
                    }),
                    Values::Bits(bits) => {
                        let values: Vec<i8> = rows.map(|row| i8::from(bits.get_bit(row))).collect();
                        match greatest {
                            true => kernels::greatest(&values, groups, best),
                            false => kernels::least(&values, groups, best),
                        }
                    }
                    _ => {}
                }
            }
            (Self::Extreme { best, greatest, .. }, Input::Ranked(coding, ranks, _)) => {
                let reader = coding.reader();
                for (row, &group) in rows.zip(groups) {
                    if group != 0 {
                        let rank = i64::from(ranks[reader.code(row) as usize]);
                        let slot = &mut best[group as usize];
                        *slot = if *greatest { (*slot).max(rank) } else { (*slot).min(rank) };
                    }
                }
            }
            (Self::ExtremeFloat { best, greatest }, Input::Column(column, _)) => {
                if let Values::Floats(values) = column.values() {
                    for (&value, &group) in values[rows].iter().zip(groups) {
                        better(&mut best[group as usize], value, *greatest);
                    }
                }
            }
            (Self::Bits { words, bits }, Input::Codes(coding)) => {
                kernels::mark(coding.reader(), start, groups, *words, bits);
            }
            (Self::Pairs { pairs, .. }, Input::Codes(coding)) => {
                let reader: Reader<'_> = coding.reader();
                for (row, &group) in rows.zip(groups) {
                    if group != 0 {
                        pairs.insert(u64::from(group) << 32 | u64::from(reader.code(row)));
                    }
                }
            }
            (Self::Tally { counts, .. }, Input::Codes(coding)) => {
                let reader: Reader<'_> = coding.reader();
                for (row, &group) in rows.zip(groups) {
                    if group != 0 {
                        let slot = counts.entry(u64::from(group) << 32 | u64::from(reader.code(row)));
                        let slot = slot.or_insert(0);
                        *slot = slot.saturating_add(1);
                    }
                }
            }
            (Self::Values { values, .. }, Input::Column(column, _)) => match column.values() {
                Values::Ints(ints) => {
                    for (row, &group) in rows.zip(groups) {
                        if group != 0 {
                            values.push((group, ints.get(row) as f64));
                        }
                    }
                }
                Values::Floats(floats) => {
                    for (row, &group) in rows.zip(groups) {
                        if group != 0 {
                            values.push((group, floats[row]));
                        }
                    }
                }
                _ => {}
            },
            _ => debug_assert!(false, "an aggregate meets the input that it was made for"),
        }
    }
}
fn count(groups: &[u32], counts: &mut Counts) {
    if let Some(counts) = counts {
        kernels::count(groups, counts);
    }
}
fn factor(scaling: Scaling) -> f64 {
    match scaling {
        Scaling::Narrow { shift } | Scaling::Wide { shift } => 2f64.powi(shift),
        Scaling::Expansion => 1.0,
    }
}
