//! States to values.

use super::{Input, Output, State, sentinel};
use crate::exec::sum;
use crate::formula::Value;
use crate::frame::Null;
use crate::model::Aggregate;
use crate::table::DataType;

impl State {
    /// The values of all groups, of `rows` rows each; entry 0 is meaningless.
    #[expect(clippy::disallowed_methods, reason = "a count does not depend on the order of a set")]
    pub(crate) fn finish(&self, input: &Input, output: Output, rows: &[u32]) -> Vec<Value> {
        match self {
            Self::Count(counts) => {
                counts.as_deref().unwrap_or(rows).iter().map(|&count| Value::Int(i128::from(count))).collect()
            }
            Self::Sum { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(&sum, &count)| finish_sum(i128::from(sum), count, output))
                .collect(),
            Self::SumWide { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(&sum, &count)| finish_sum(sum, count, output))
                .collect(),
            Self::SumFloat { sums, counts } => sums
                .iter()
                .zip(counts.as_deref().unwrap_or(rows))
                .map(|(parts, &count)| match (count, output.aggregate) {
                    (0, _) => Value::Null(Null::NoData),
                    (_, Aggregate::Avg) => Value::Float(sum::rounded(parts) / f64::from(count)),
                    _ => Value::Float(sum::rounded(parts)),
                })
                .collect(),
            Self::Extreme { best, counts, greatest } => best
                .iter()
                .zip(0..)
                .map(|(&value, group): (&i64, usize)| {
                    let is_none = || match counts {
                        Some(counts) => counts[group] == 0,
                        None => !input.is_complete() || rows[group] == 0,
                    };
                    if value == sentinel(*greatest) && is_none() {
                        Value::Null(Null::NoData)
                    } else if let Input::Ranked(coding, _, codes) = input {
                        Value::from(&coding.member(codes[value as usize] as usize))
                    } else {
                        typed(i128::from(value), output.data_type)
                    }
                })
                .collect(),
            Self::ExtremeFloat { best, .. } => best
                .iter()
                .map(|&value| if value.is_nan() { Value::Null(Null::NoData) } else { Value::Float(value) })
                .collect(),
            Self::Bits { words, bits } => bits
                .chunks_exact((*words).max(1))
                .map(|set| Value::Int(set.iter().map(|word| i128::from(word.count_ones())).sum()))
                .collect(),
            Self::Pairs { pairs, .. } => {
                let mut counts = vec![0u32; rows.len()];
                for &pair in pairs.iter() {
                    counts[(pair >> 32) as usize] += 1;
                }
                counts.into_iter().map(|count| Value::Int(i128::from(count))).collect()
            }
            Self::Tally { counts: tally, least, .. } => {
                let mut counts = vec![0u32; rows.len()];
                for (&pair, _) in tally.iter().filter(|(_, count)| **count >= *least) {
                    counts[(pair >> 32) as usize] += 1;
                }
                counts.into_iter().map(|count| Value::Int(i128::from(count))).collect()
            }
            Self::Values { values, .. } => quantiles(values, output, rows.len()),
        }
    }
}

/// A sum or mean of `count` values.
pub(crate) fn finish_sum(sum: i128, count: u32, output: Output) -> Value {
    if count == 0 {
        return Value::Null(Null::NoData);
    }
    if output.data_type == DataType::Float {
        let sum = sum as f64 * 2f64.powi(-output.shift);
        return Value::Float(if output.aggregate == Aggregate::Avg { sum / f64::from(count) } else { sum });
    }
    if output.aggregate == Aggregate::Avg {
        let scale = match output.data_type {
            DataType::Decimal { scale } => 10f64.powi(i32::from(scale)),
            _ => 1.0,
        };
        return Value::Float(sum as f64 / scale / f64::from(count));
    }
    if i64::try_from(sum).is_err() {
        return Value::Null(Null::Overflow);
    }
    typed(sum, output.data_type)
}

fn typed(units: i128, data_type: DataType) -> Value {
    match data_type {
        DataType::Decimal { scale } => Value::Decimal { units, scale },
        DataType::Date => Value::Date(crate::calendar::Date::from_days(units as i32)),
        DataType::DateTime => Value::DateTime(crate::calendar::DateTime::from_micros(units as i64)),
        DataType::Bool => Value::Bool(units != 0),
        _ => Value::Int(units),
    }
}

/// Linear interpolation at (n − 1)·p, type 7 of Hyndman and Fan (1996).
fn quantiles(values: &[(u32, f64)], output: Output, groups: usize) -> Vec<Value> {
    let p = match output.aggregate {
        Aggregate::Percentile(p) => p.clamp(0.0, 1.0),
        _ => 0.5,
    };
    let scale = match output.data_type {
        DataType::Decimal { scale } => 10f64.powi(i32::from(scale)),
        _ => 1.0,
    };
    let mut by_group: Vec<Vec<f64>> = vec![Vec::new(); groups];
    for &(group, value) in values {
        by_group[group as usize].push(value);
    }
    by_group
        .into_iter()
        .map(|mut values| {
            if values.is_empty() {
                return Value::Null(Null::NoData);
            }
            values.sort_unstable_by(f64::total_cmp);
            let at = (values.len() - 1) as f64 * p;
            let (low, share) = (at.floor() as usize, at.fract());
            let low_value = values[low];
            let value = match values.get(low + 1) {
                Some(high) if share > 0.0 => low_value + (high - low_value) * share,
                _ => low_value,
            };
            Value::Float(value / scale)
        })
        .collect()
}
