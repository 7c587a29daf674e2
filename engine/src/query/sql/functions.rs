//! Functions that every database has and each calls by another name.

use super::dialect::Dialect;
use super::tree::{
    Op, Sql, binary, call, call_distinct, call_with, call_within, case, cast, collate, equal, is_call, minus,
    not, null_if_zero, raw, whole,
};
use crate::calendar::Grain;
use crate::model::Aggregate;
use crate::table::DataType;

use Dialect::{ClickHouse, DuckDb, Postgres, Snowflake, Spark};

impl Dialect {
    /// A number as a double.
    pub(super) fn to_double(self, number: Sql) -> Sql {
        match self {
            ClickHouse => call("toFloat64", vec![number]),
            _ => cast(number, &self.type_name(DataType::Float)),
        }
    }

    /// A whole number, date or truth value as text.
    pub(super) fn to_text(self, value: Sql) -> Sql {
        match self {
            ClickHouse => call("toString", vec![value]),
            _ => cast(value, &self.type_name(DataType::Text)),
        }
    }

    /// The day of a date or timestamp.
    pub(super) fn to_date(self, value: Sql, data_type: DataType) -> Sql {
        match (self, data_type) {
            (ClickHouse, _) if is_call(&value, "toDate32") => value,
            // Dates of 16 bits end in 2149.
            (ClickHouse, _) => call("toDate32", vec![value]),
            (_, DataType::Date) => value,
            _ => cast(value, "DATE"),
        }
    }

    /// The midnight of a date.
    pub(super) fn to_timestamp(self, date: Sql) -> Sql {
        match self {
            ClickHouse => call("toDateTime64", vec![date, whole(6)]),
            _ => cast(date, "TIMESTAMP"),
        }
    }

    /// Text in the order of its code points.
    pub(super) fn by_code_point(self, text: Sql) -> Sql {
        if self == Postgres { collate(text, "\"C\"") } else { text }
    }

    /// Text with the letters A to Z, and no others, in lower case.
    pub(super) fn lower_ascii(self, text: Sql) -> Sql {
        match self {
            ClickHouse => call("lower", vec![text]),
            _ => {
                let letters = |range: std::ops::RangeInclusive<char>| self.text(&range.collect::<String>());
                call("TRANSLATE", vec![text, letters('A'..='Z'), letters('a'..='z')])
            }
        }
    }

    /// A date some days later.
    pub(super) fn add_days(self, date: Sql, days: Sql) -> Sql {
        match self {
            DuckDb | Postgres => binary(date, Op::Plus, days),
            Spark => call("date_add", vec![date, days]),
            ClickHouse => call("addDays", vec![date, days]),
            Snowflake => call("DATEADD", vec![raw("DAY"), days, date]),
        }
    }

    /// A date a number of days later that is known.
    pub(super) fn plus_days(self, date: Sql, days: i64) -> Sql {
        match (self, days) {
            (_, 0) => date,
            (DuckDb | Postgres, ..0) => binary(date, Op::Minus, whole(-days)),
            _ => self.add_days(date, whole(days)),
        }
    }

    /// A date some months later, at most on the last day of its month.
    pub(super) fn add_months(self, date: Sql, months: Sql) -> Sql {
        match self {
            DuckDb | Postgres => {
                let interval = binary(months, Op::Multiply, raw("INTERVAL '1' MONTH"));
                cast(binary(date, Op::Plus, interval), "DATE")
            }
            Spark => call("add_months", vec![date, months]),
            ClickHouse => call("addMonths", vec![date, months]),
            Snowflake => call("DATEADD", vec![raw("MONTH"), months, date]),
        }
    }

    pub(super) fn plus_months(self, date: Sql, months: i64) -> Sql {
        if months == 0 { date } else { self.add_months(date, whole(months)) }
    }

    /// Days from `other` to `date`.
    pub(super) fn days_between(self, date: Sql, other: Sql) -> Sql {
        match self {
            DuckDb | Postgres => binary(date, Op::Minus, other),
            Spark => call("datediff", vec![date, other]),
            ClickHouse => call("dateDiff", vec![raw("'day'"), other, date]),
            Snowflake => call("DATEDIFF", vec![raw("DAY"), other, date]),
        }
    }

    /// Days from one timestamp to another, as a double.
    pub(super) fn days_between_times(self, time: Sql, other: Sql) -> Sql {
        let micros = |sql: Sql| binary(self.to_double(sql), Op::Divide, raw("86400000000.0"));
        match self {
            DuckDb => micros(binary(call("epoch_us", vec![time]), Op::Minus, call("epoch_us", vec![other]))),
            Postgres => {
                let seconds = |time: Sql| call("date_part", vec![raw("'epoch'"), time]);
                binary(binary(seconds(time), Op::Minus, seconds(other)), Op::Divide, raw("86400.0"))
            }
            Spark => {
                let of = |time: Sql| call("unix_micros", vec![time]);
                micros(binary(of(time), Op::Minus, of(other)))
            }
            ClickHouse => {
                let of = |time: Sql| {
                    call("toUnixTimestamp64Micro", vec![call("toDateTime64", vec![time, whole(6)])])
                };
                micros(binary(of(time), Op::Minus, of(other)))
            }
            Snowflake => micros(call("DATEDIFF", vec![raw("MICROSECOND"), other, time])),
        }
    }

    pub(super) fn month(self, date: Sql) -> Sql {
        match self {
            DuckDb => call("month", vec![date]),
            Postgres => cast(call("date_part", vec![raw("'month'"), date]), "INTEGER"),
            Spark | Snowflake => call("MONTH", vec![date]),
            ClickHouse => call("toMonth", vec![date]),
        }
    }

    pub(super) fn day(self, date: Sql) -> Sql {
        match self {
            DuckDb => call("day", vec![date]),
            Postgres => cast(call("date_part", vec![raw("'day'"), date]), "INTEGER"),
            Spark | Snowflake => call("DAYOFMONTH", vec![date]),
            ClickHouse => call("toDayOfMonth", vec![date]),
        }
    }

    fn month_start(self, date: Sql) -> Sql {
        match self {
            DuckDb | Postgres => cast(call("date_trunc", vec![raw("'month'"), date]), "DATE"),
            Snowflake => call("DATE_TRUNC", vec![raw("'MONTH'"), date]),
            Spark | ClickHouse => {
                let back = binary(whole(1), Op::Minus, self.day(date.clone()));
                self.add_days(date, back)
            }
        }
    }

    /// Monday.
    fn week_start(self, date: Sql) -> Sql {
        match self {
            DuckDb | Postgres => cast(call("date_trunc", vec![raw("'week'"), date]), "DATE"),
            Spark => call("date_sub", vec![date.clone(), call("weekday", vec![date])]),
            // Week functions of the others follow settings; the number of the day does not.
            ClickHouse => {
                let back = binary(whole(1), Op::Minus, call("toDayOfWeek", vec![date.clone()]));
                self.add_days(date, back)
            }
            Snowflake => {
                let back = binary(whole(1), Op::Minus, call("DAYOFWEEKISO", vec![date.clone()]));
                self.add_days(date, back)
            }
        }
    }

    /// The first day of the bucket of a date.
    pub(super) fn bucket_start(self, grain: Grain, date: Sql, fiscal_start_month: u32) -> Sql {
        match grain {
            Grain::Day => date,
            Grain::Week => self.week_start(date),
            Grain::Month => self.month_start(date),
            Grain::TenDay => {
                let up_to = |day: i64| binary(self.day(date.clone()), Op::LtEq, whole(day));
                let tens = vec![(up_to(10), whole(0)), (up_to(20), whole(10))];
                self.add_days(self.month_start(date.clone()), case(tens, Some(whole(20))))
            }
            Grain::Quarter | Grain::Half | Grain::Year => {
                let month = self.month(date.clone());
                let from = 12 - i64::from(fiscal_start_month.clamp(1, 12));
                let elapsed = binary(binary(month, Op::Plus, whole(from)), Op::Modulo, whole(grain.months()));
                self.add_months(self.month_start(date), minus(elapsed))
            }
        }
    }

    /// The last day of the bucket that starts on `start`.
    pub(super) fn bucket_end(self, grain: Grain, start: Sql) -> Sql {
        match grain {
            Grain::Day => start,
            Grain::Week => self.plus_days(start, 6),
            Grain::TenDay => {
                let is_last = equal(self.day(start.clone()), whole(21));
                let next = self.plus_months(self.plus_days(start.clone(), -20), 1);
                case(vec![(is_last, self.plus_days(next, -1))], Some(self.plus_days(start, 9)))
            }
            Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
                self.plus_days(self.plus_months(start, grain.months()), -1)
            }
        }
    }

    /// The first day of the bucket that stands `by` after the one that starts on `start`.
    pub(super) fn bucket_shift(self, grain: Grain, start: Sql, by: i64) -> Sql {
        match grain {
            _ if by == 0 => start,
            Grain::Day => self.plus_days(start, by),
            Grain::Week => self.plus_days(start, by * 7),
            Grain::TenDay => {
                let target = |tens: i64| {
                    let to = tens + by;
                    let month = self.plus_months(self.month_start(start.clone()), to.div_euclid(3));
                    self.plus_days(month, to.rem_euclid(3) * 10)
                };
                let is = |day: i64| equal(self.day(start.clone()), whole(day));
                case(vec![(is(1), target(0)), (is(11), target(1))], Some(target(2)))
            }
            Grain::Month | Grain::Quarter | Grain::Half | Grain::Year => {
                self.plus_months(start, by * grain.months())
            }
        }
    }

    /// The lesser or greater of values that may be null; nulls are skipped.
    pub(super) fn extreme(self, name: &str, values: Vec<Sql>) -> Sql {
        if let [one] = values.as_slice() {
            return one.clone();
        }
        // Databases differ on nulls among the arguments, so each argument falls back on the others.
        let fallback = |at: usize| {
            let rest = values.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, sql)| sql);
            call("COALESCE", std::iter::once(&values[at]).chain(rest).cloned().collect())
        };
        call(name, (0..values.len()).map(fallback).collect())
    }

    /// Half away from zero. Only exact numbers are left to the database: their ways with doubles differ.
    pub(super) fn round(self, number: Sql, is_exact: bool, digits: i64) -> Sql {
        if is_exact {
            return call("ROUND", vec![number, whole(digits)]);
        }
        let unit = raw(format!("1e{}", digits.unsigned_abs()));
        let (there, back) = if digits >= 0 { (Op::Multiply, Op::Divide) } else { (Op::Divide, Op::Multiply) };
        let scaled = binary(call("ABS", vec![number.clone()]), there, self.to_double(unit.clone()));
        let floor = call("FLOOR", vec![binary(scaled, Op::Plus, raw("0.5"))]);
        let sign = call("SIGN", vec![number]);
        binary(binary(sign, Op::Multiply, floor), back, self.to_double(unit))
    }

    /// An aggregate of a value of a type; without one, of rows.
    pub(super) fn aggregate(self, aggregate: Aggregate, value: Sql, data_type: DataType) -> Sql {
        self.aggregate_by(&call, aggregate, value, data_type)
    }

    /// The same where `call` writes the calls, as over a window.
    pub(super) fn aggregate_by(
        self,
        call: &dyn Fn(&str, Vec<Sql>) -> Sql,
        aggregate: Aggregate,
        value: Sql,
        data_type: DataType,
    ) -> Sql {
        // Over no rows ClickHouse gives zeros where SQL gives null, unless told so.
        let or_null = |name: &str| match self {
            ClickHouse => format!("{}OrNull", name.to_ascii_lowercase()),
            _ => name.to_owned(),
        };
        let text = |value: Sql| match data_type {
            DataType::Text => self.by_code_point(value),
            _ => value,
        };
        let quantile = |value: Sql, p: f64| {
            let (value, p) = (self.to_double(value), raw(format!("{p:?}")));
            match self {
                DuckDb => call("quantile_cont", vec![value, p]),
                Spark => call("percentile", vec![value, p]),
                ClickHouse => call_with("quantileExactInclusiveOrNull", p, value),
                Postgres | Snowflake => call_within("PERCENTILE_CONT", p, value),
            }
        };
        match aggregate {
            Aggregate::CountRows | Aggregate::Count => self.count(call("COUNT", vec![value])),
            // Those that must be repeated are refused before anything is written.
            Aggregate::CountDistinct | Aggregate::CountRepeated(_) => {
                self.count(call_distinct("COUNT", value))
            }
            Aggregate::Sum => call(&or_null("SUM"), vec![self.summand(value, data_type)]),
            Aggregate::Avg if data_type == DataType::Float => call(&or_null("AVG"), vec![value]),
            Aggregate::Avg => {
                // The exact sum over the count: the same in every order of rows.
                let (number, of) = match data_type {
                    DataType::Bool => (zero_or_one(value), DataType::Int),
                    other => (value, other),
                };
                let sum = self.aggregate_by(call, Aggregate::Sum, number.clone(), of);
                let count = null_if_zero(call("COUNT", vec![number]));
                binary(self.to_double(sum), Op::Divide, self.to_double(count))
            }
            Aggregate::Min => call(&or_null("MIN"), vec![text(value)]),
            Aggregate::Max => call(&or_null("MAX"), vec![text(value)]),
            Aggregate::Median => quantile(value, 0.5),
            Aggregate::Percentile(p) => quantile(value, p.clamp(0.0, 1.0)),
        }
    }

    /// A number that counts, signed everywhere.
    pub(super) fn count(self, sql: Sql) -> Sql {
        match self {
            ClickHouse => call("toInt64", vec![sql]),
            _ => sql,
        }
    }

    /// What is added up: wide enough that no sum of 64-bit numbers wraps around.
    fn summand(self, value: Sql, data_type: DataType) -> Sql {
        match (self, data_type) {
            (_, DataType::Bool) => zero_or_one(value),
            (ClickHouse, DataType::Int) => call("toInt128", vec![value]),
            (Spark, DataType::Int) => cast(value, "DECIMAL(20, 0)"),
            _ => value,
        }
    }
}

/// A truth value as a number.
pub(super) fn zero_or_one(value: Sql) -> Sql {
    case(vec![(value.clone(), whole(1)), (not(value), whole(0))], None)
}
