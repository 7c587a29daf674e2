//! The end of a number column: which type it has, and why.

use super::super::super::messages;
use super::super::super::numbers::{CURRENCIES, POW10, decimal};
use super::super::super::report::{Reason, type_names};
use super::super::super::times::days;
use super::super::grow::{GrowInts, fitted};
use super::super::{Built, BuiltColumn, Kind, and, evidence, grouped, is_few};
use super::{EXACT, NumberBuilder};
use crate::diag::Diagnostic;
use crate::table::{DataType, Values};
use crate::text::Text;

impl NumberBuilder {
    /// Ends the column.
    pub(in super::super) fn finish(mut self) -> Built {
        if let Some(kind) = self.again {
            return Built::Again(kind);
        }
        let good = (self.validity.rows() - self.validity.nulls()) as u64;
        let all = good + self.rejects.total;
        let agrees = |count: u64| count == 0 || count == good;
        let is_one_style =
            agrees(self.marks.percent) && self.marks.currency[1..].iter().all(|&count| agrees(count));
        if self.brief.forced.is_none() && (!is_few(self.rejects.total, all) || !is_one_style) {
            return Built::Again(Kind::Text);
        }
        let mut notes = Vec::new();
        let mut what = type_names(self.data_type());
        if self.marks.percent > 0 {
            what = Text::new("百分数，按小数存", "percentages, stored as fractions");
            match &mut self.floats {
                Some(floats) => floats.iter_mut().for_each(|value| *value /= 100.0),
                None => self.scale += 2,
            }
        }
        let (data_type, values) = match (self.as_dates(), self.brief.forced) {
            (Some(dates), _) => {
                what = Text::new("YYYYMMDD 形式的日期", "dates written YYYYMMDD");
                (DataType::Date, Values::Ints(dates.finish()))
            }
            (None, Some(forced)) => self.converted(forced, &mut notes),
            (None, None) => self.natural(),
        };
        let mut evidence = evidence(good, all, &what);
        if let Some(mark) = (1u8..7).find(|&code| self.marks.currency[usize::from(code)] > 0) {
            let sign = CURRENCIES.iter().find(|(_, code)| *code == mark).map_or("", |(sign, _)| sign);
            evidence = and(evidence, &Text::new("都带 {sign}", "all carry {sign}").with("sign", sign));
        }
        if self.marks.thousands > 0 {
            let sentence = Text::new("{n} 个有千位分隔符", "{n} have thousands separators");
            evidence = and(evidence, &sentence.with("n", &grouped(self.marks.thousands)));
        }
        Built::Column(Box::new(BuiltColumn {
            data_type,
            values,
            validity: self.validity.finish(),
            evidence,
            nulls: self.nulls,
            rejects: self.rejects,
            notes,
            gbk: true,
        }))
    }

    /// The values as they are.
    fn natural(&mut self) -> (DataType, Values) {
        let data_type = self.data_type();
        match self.floats.take() {
            Some(floats) => (data_type, Values::Floats(fitted(floats).into())),
            None => (data_type, Values::Ints(std::mem::replace(&mut self.ints, GrowInts::new()).finish())),
        }
    }

    /// The column as dates, when every value is a day written YYYYMMDD and either the name says date or there are
    /// too many different ones for a coincidence.
    fn as_dates(&self) -> Option<GrowInts> {
        const ENOUGH: usize = 20;
        if self.scale != 0 || self.floats.is_some() || self.brief.forced.is_some() || self.marks.thousands > 0
        {
            return None;
        }
        let mut distinct = std::collections::BTreeSet::new();
        let mut dates = GrowInts::new();
        let mut block = Vec::with_capacity(4096);
        for (row, value) in self.ints.iter().enumerate() {
            if !self.validity.is_valid(row) {
                block.push(0);
            } else if (19_000_101..=21_001_231).contains(&value) {
                let value = value as u32;
                block.push(i64::from(days(value / 10_000, value / 100 % 100, value % 100)?));
                if distinct.len() < ENOUGH {
                    distinct.insert(value);
                }
            } else {
                return None;
            }
            if block.len() == 4096 {
                dates.extend(&block, self.ints.len());
                block.clear();
            }
        }
        dates.extend(&block, self.ints.len());
        let is_evident = distinct.len() >= ENOUGH || self.brief.named_date && !distinct.is_empty();
        is_evident.then_some(dates)
    }

    /// The values as the demanded type; what does not fit becomes null and is counted.
    fn converted(&mut self, forced: DataType, notes: &mut Vec<Diagnostic>) -> (DataType, Values) {
        let unit = 10f64.powi(self.scale.into());
        if forced == DataType::Float {
            let ints = &self.ints;
            let floats = self.floats.take();
            return (
                DataType::Float,
                Values::Floats(
                    floats.unwrap_or_else(|| ints.iter().map(|u| u as f64 / unit).collect()).into(),
                ),
            );
        }
        let scale = if let DataType::Decimal { scale } = forced { scale.min(18) } else { 0 };
        let before = self.rejects.total;
        let found: Vec<Result<i64, String>> = match &self.floats {
            Some(floats) => {
                floats.iter().map(|&value| units_of(value, scale).ok_or(value.to_string())).collect()
            }
            None => self
                .ints
                .iter()
                .map(|units| rescaled(units, self.scale, scale).ok_or_else(|| decimal(units, self.scale)))
                .collect(),
        };
        let mut values = Vec::with_capacity(found.len());
        for (row, units) in found.into_iter().enumerate() {
            if let (Err(value), true) = (&units, self.validity.is_valid(row)) {
                self.rejects.add(row as u64, value.as_bytes(), Reason::OutOfRange);
                self.validity.set_null(row);
            }
            values.push(units.unwrap_or(0));
        }
        let lost = self.rejects.total - before;
        if lost > 0 {
            notes.push(messages::LOST_DIGITS.warning().arg("count", grouped(lost)));
        }
        let data_type =
            if scale == 0 && forced == DataType::Int { forced } else { DataType::Decimal { scale } };
        let mut ints = GrowInts::new();
        ints.extend(&values, values.len());
        (data_type, Values::Ints(ints.finish()))
    }
}

/// `value` in units of 10^-scale, when it is a whole number of them.
fn units_of(value: f64, scale: u8) -> Option<i64> {
    let scaled = value * 10f64.powi(scale.into());
    let is_whole = scaled.abs() < EXACT as f64 && (scaled - scaled.round()).abs() < 1e-6;
    is_whole.then(|| scaled.round() as i64)
}

/// `units` of 10^-from in units of 10^-to, when no digit is lost.
fn rescaled(units: i64, from: u8, to: u8) -> Option<i64> {
    if to >= from {
        return units.checked_mul(*POW10.get(usize::from(to - from))?);
    }
    let factor = *POW10.get(usize::from(from - to))?;
    (units % factor == 0).then_some(units / factor)
}
