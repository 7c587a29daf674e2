//! Dates, and dates with times.

use super::super::messages;
use super::super::options::DateOrder;
use super::super::report::Reason;
use super::super::times::{Calendar, Moment, NotDate, Written, days, moment, ordered};
use super::super::values::is_null;
use super::grow::{GrowInts, GrowValidity};
use super::{Brief, Built, BuiltColumn, CellsOf, Kind, RejectLog, and, evidence, grouped, is_few};
use crate::calendar::MICROS_PER_DAY;
use crate::diag::Diagnostic;
use crate::table::{DataType, Values};
use crate::text::Text;

pub(in crate::load) struct DateBuilder {
    brief: Brief,
    /// The order of year-last dates, once it is settled.
    order: Option<DateOrder>,
    form: Form,
    /// Days since 1970-01-01; year-last dates whose order is open are packed as [`packed`].
    days: GrowInts,
    /// Microseconds since midnight; absent until the first cell with a time.
    times: Option<Vec<i64>>,
    validity: GrowValidity,
    block: Vec<i64>,
    block_nulls: Vec<u32>,
    /// Year-last dates whose first number is above 12, and whose second number is.
    above_12: [u64; 2],
    midnights: u64,
    /// Least and greatest offset from UTC in minutes, and how many values have one.
    offsets: Option<(i16, i16)>,
    with_offset: u64,
    nulls: u64,
    rejects: RejectLog,
}

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Open,
    YearFirst { separator: u8 },
    YearLast { separator: u8 },
}

fn packed(year: u16, a: u8, b: u8) -> i64 {
    i64::from(year) << 16 | i64::from(a) << 8 | i64::from(b)
}

impl DateBuilder {
    pub(super) fn new(brief: Brief, order: Option<DateOrder>) -> Self {
        Self {
            brief,
            order,
            form: Form::Open,
            days: GrowInts::new(),
            times: None,
            validity: GrowValidity::default(),
            block: Vec::new(),
            block_nulls: Vec::new(),
            above_12: [0; 2],
            midnights: 0,
            offsets: None,
            with_offset: 0,
            nulls: 0,
            rejects: RejectLog::new(brief.keep),
        }
    }

    pub(super) fn append(&mut self, cells: &CellsOf<'_>) {
        let calendar = Calendar::new();
        self.block.clear();
        self.block_nulls.clear();
        for row in 0..cells.rows() {
            let (start, end) = cells.span(row);
            let plain = match (&self.times, self.form) {
                (None, Form::YearFirst { .. }) => calendar.iso(cells.bytes(), start, end),
                _ => None,
            };
            match plain {
                Some(days) => self.block.push(i64::from(days)),
                None => self.push_unusual(cells, row),
            }
        }
        self.days.extend(&self.block, self.brief.expected);
        self.validity.extend(cells.rows(), &self.block_nulls, self.brief.expected);
    }

    fn push_unusual(&mut self, cells: &CellsOf<'_>, row: usize) {
        let cell = cells.raw(row);
        let found = self.moment(cell).and_then(|moment| Ok((self.day(moment.date, cell)?, moment)));
        let (day, moment) = match found {
            Ok(found) => found,
            Err(why) => {
                if is_null(cell) {
                    self.nulls += 1;
                } else {
                    let reason = match why {
                        NotDate::Calendar => Reason::NoSuchDate,
                        NotDate::Shape => Reason::Not(self.data_type()),
                    };
                    self.rejects.add(cells.first_row() + row as u64, cell, reason);
                }
                self.block_nulls.push(row as u32);
                self.block.push(0);
                if let Some(times) = &mut self.times {
                    times.push(0);
                }
                return;
            }
        };
        if moment.time.is_some() && self.times.is_none() {
            let before = self.days.len() + self.block.len();
            let mut times = Vec::with_capacity(self.brief.expected.max(before));
            times.resize(before, 0);
            self.midnights = before as u64;
            self.times = Some(times);
        }
        self.block.push(day);
        if let Some(times) = &mut self.times {
            let time = moment.time.unwrap_or(0);
            self.midnights += u64::from(time == 0);
            times.push(time);
        }
        if let Some(offset) = moment.offset {
            let (low, high) = self.offsets.unwrap_or((offset, offset));
            self.offsets = Some((low.min(offset), high.max(offset)));
            self.with_offset += 1;
        }
    }

    fn moment(&self, cell: &[u8]) -> Result<Moment, NotDate> {
        let found = moment(cell);
        let text = cell.trim_ascii();
        // Where dates are demanded, YYYYMMDD is one.
        if found.is_err()
            && self.brief.forced.is_some()
            && text.len() == 8
            && text.iter().all(u8::is_ascii_digit)
        {
            let value = text.iter().fold(0u32, |value, b| value * 10 + u32::from(b - b'0'));
            let date = days(value / 10_000, value / 100 % 100, value % 100).ok_or(NotDate::Calendar)?;
            return Ok(Moment { date: Written::YearFirst(date), time: None, offset: None });
        }
        found
    }

    /// What to store for a date: days, or the packed numbers while the order is open.
    fn day(&mut self, date: Written, cell: &[u8]) -> Result<i64, NotDate> {
        let separator = cell.iter().copied().find(|b| matches!(b, b'-' | b'/' | b'.')).unwrap_or(0);
        match date {
            Written::YearFirst(days) => {
                if self.form == Form::Open {
                    self.form = Form::YearFirst { separator };
                }
                let fits = matches!(self.form, Form::YearFirst { .. }) || self.order.is_some();
                fits.then_some(i64::from(days)).ok_or(NotDate::Shape)
            }
            Written::YearLast { year, a, b } => {
                if self.form == Form::Open {
                    self.form = Form::YearLast { separator };
                }
                if matches!(self.form, Form::YearFirst { .. }) && self.order.is_none() {
                    return Err(NotDate::Shape);
                }
                self.above_12[0] += u64::from(a > 12);
                self.above_12[1] += u64::from(b > 12);
                match self.order {
                    None => Ok(packed(year, a, b)),
                    Some(order) => ordered(year, a, b, order).map(i64::from).ok_or(NotDate::Calendar),
                }
            }
        }
    }

    fn data_type(&self) -> DataType {
        if self.times.is_some() { DataType::DateTime } else { DataType::Date }
    }

    pub(super) fn bytes(&self) -> usize {
        self.days.bytes()
            + self.times.as_ref().map_or(0, |times| times.capacity() * 8)
            + self.validity.bytes()
    }

    pub(super) fn finish(mut self) -> Built {
        let good = (self.validity.rows() - self.validity.nulls()) as u64;
        let all = good + self.rejects.total;
        let is_forced = self.brief.forced.is_some();
        if !is_forced && !is_few(self.rejects.total, all) {
            return Built::Again(Kind::Text);
        }
        let mut notes = Vec::new();
        let mut order = self.order;
        if let (Form::YearLast { separator }, None) = (self.form, self.order) {
            let [first, second] = self.above_12;
            if first > 0 && second > 0 {
                // Both occur, so some dates do not exist in either order: read again with the order of the most.
                let (few, most) = match first > second {
                    true => (second, DateOrder::DayFirst),
                    false => (first, DateOrder::MonthFirst),
                };
                let kind = if is_forced || is_few(few, all) { Kind::Date(Some(most)) } else { Kind::Text };
                return Built::Again(kind);
            }
            let settled = match (first, second, separator) {
                (1.., _, _) => DateOrder::DayFirst,
                (_, 1.., _) | (_, _, b'/') => DateOrder::MonthFirst,
                _ => DateOrder::DayFirst,
            };
            if first + second == 0 && good > 0 {
                notes.push(ambiguous(settled));
            }
            let days = std::mem::replace(&mut self.days, GrowInts::new()).map(|value| {
                let day = ordered((value >> 16) as u16, (value >> 8) as u8, value as u8, settled);
                Some(day.map_or(0, i64::from))
            });
            self.days = days.unwrap_or_else(GrowInts::new);
            order = Some(settled);
        }
        let evidence = self.evidence(good, all, order);
        if let Some((low, high)) = self.offsets {
            let message = if low == high && self.with_offset == good {
                messages::OFFSET_DROPPED.info().arg("offset", offset_text(low))
            } else {
                messages::OFFSETS_DIFFER
                    .warning()
                    .arg("low", offset_text(low))
                    .arg("high", offset_text(high))
                    .arg("count", grouped(self.with_offset))
            };
            notes.push(message);
        }
        let is_date = self.brief.forced == Some(DataType::Date)
            || self.brief.forced.is_none() && self.is_all_midnight();
        let (data_type, days) = match self.times.take() {
            Some(times) if !is_date => (DataType::DateTime, with_times(&self.days, &times)),
            None if self.brief.forced == Some(DataType::DateTime) => {
                (DataType::DateTime, with_times(&self.days, &[]))
            }
            _ => (DataType::Date, self.days),
        };
        Built::Column(Box::new(BuiltColumn {
            data_type,
            values: Values::Ints(days.finish()),
            validity: self.validity.finish(),
            evidence,
            nulls: self.nulls,
            rejects: self.rejects,
            notes,
            gbk: true,
        }))
    }

    fn is_all_midnight(&self) -> bool {
        self.times.as_ref().is_none_or(|times| times.iter().all(|&time| time == 0))
    }

    fn evidence(&self, good: u64, all: u64, order: Option<DateOrder>) -> Text {
        let separated = |parts: [&str; 3], separator: u8| match separator {
            0 => "YYYY年M月D日".to_owned(),
            separator => parts.join(std::str::from_utf8(&[separator]).unwrap_or("-")),
        };
        let mut pattern = match (self.form, order) {
            (Form::YearLast { separator }, Some(DateOrder::DayFirst)) => {
                separated(["D", "M", "YYYY"], separator)
            }
            (Form::YearLast { separator }, _) => separated(["M", "D", "YYYY"], separator),
            (Form::YearFirst { separator: b'-' }, _) => "YYYY-MM-DD".to_owned(),
            (Form::YearFirst { separator }, _) => separated(["YYYY", "M", "D"], separator),
            (Form::Open, _) => String::new(),
        };
        if self.times.is_some() {
            pattern.push_str(" HH:MM:SS");
        }
        let mut text = evidence(good, all, &Text::same(pattern.trim()));
        let above = self.above_12[0].max(self.above_12[1]);
        if matches!(self.form, Form::YearLast { .. }) {
            let sentence = Text::new("其中 {n} 个的“日”大于 12", "{n} have a day above 12");
            text = and(text, &sentence.with("n", &grouped(above)));
        }
        if self.times.is_some() && self.is_all_midnight() && self.brief.forced.is_none() {
            text = and(text, &Text::new("时间都是零点，所以是日期", "all at midnight, so dates"));
        }
        text
    }
}

fn with_times(days: &GrowInts, times: &[i64]) -> GrowInts {
    let moments: Vec<i64> = days
        .iter()
        .enumerate()
        .map(|(row, day)| day * MICROS_PER_DAY + times.get(row).copied().unwrap_or(0))
        .collect();
    let mut ints = GrowInts::new();
    ints.extend(&moments, moments.len());
    ints
}

fn ambiguous(settled: DateOrder) -> Diagnostic {
    let (used, other) = match settled {
        DateOrder::MonthFirst => (Text::new("月/日", "month/day"), Text::new("日/月", "day/month")),
        DateOrder::DayFirst => (Text::new("日/月", "day/month"), Text::new("月/日", "month/day")),
    };
    messages::AMBIGUOUS_DATES
        .warning()
        .arg_text("used", &used)
        .hint(messages::AMBIGUOUS_DATES_HINT.text().with_text("other", &other))
}

fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
