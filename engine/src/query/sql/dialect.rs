//! What each database calls things: names, constants, types.

use serde::{Deserialize, Serialize};

use super::tree::{Sql, call, cast, null, raw};
use crate::calendar::{Date, DateTime};
use crate::table::{DataType, Scalar};

/// Whose SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// PostgreSQL, and Hologres, which speaks it.
    Postgres,
    /// Spark SQL, and MaxCompute, which is near to it.
    Spark,
    /// ClickHouse.
    ClickHouse,
    /// Snowflake.
    Snowflake,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::DuckDb, Self::Postgres, Self::Spark, Self::ClickHouse, Self::Snowflake];

    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Postgres => "PostgreSQL / Hologres",
            Self::Spark => "Spark SQL / MaxCompute",
            Self::ClickHouse => "ClickHouse",
            Self::Snowflake => "Snowflake",
        }
    }

    /// The dialect of a word such as `duckdb` or `hologres`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "duckdb" => Self::DuckDb,
            "postgres" | "postgresql" | "hologres" => Self::Postgres,
            "spark" | "maxcompute" => Self::Spark,
            "clickhouse" => Self::ClickHouse,
            "snowflake" => Self::Snowflake,
            _ => return None,
        })
    }

    /// A name of this statement, quoted.
    pub(super) fn name_of(self, name: &str) -> String {
        match self {
            Self::DuckDb | Self::Postgres | Self::Snowflake => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            Self::ClickHouse => format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`")),
        }
    }

    /// A name of the warehouse, quoted. Snowflake folds what is created without quotes to upper case, so that names
    /// in plain lower case are meant in upper case there.
    pub(super) fn stored_name(self, name: &str) -> String {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self == Self::Snowflake && name.chars().all(is_plain) {
            return self.name_of(&name.to_ascii_uppercase());
        }
        self.name_of(name)
    }

    /// A text constant.
    pub(super) fn text(self, text: &str) -> Sql {
        let has_backslash = text.contains('\\');
        raw(match self {
            // With a backslash in it the plain form depends on a setting of the server; the E form does not.
            Self::Postgres if has_backslash => {
                format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            Self::DuckDb | Self::Postgres => format!("'{}'", text.replace('\'', "''")),
            Self::Snowflake => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
            Self::Spark | Self::ClickHouse => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
        })
    }

    pub(super) fn date(self, date: Date) -> Sql {
        match self {
            Self::ClickHouse => call("toDate32", vec![raw(format!("'{date}'"))]),
            _ => raw(format!("DATE '{date}'")),
        }
    }

    pub(super) fn timestamp(self, time: DateTime) -> Sql {
        let text = time.to_string().replace('T', " ");
        match self {
            Self::ClickHouse => call("toDateTime64", vec![raw(format!("'{text}'")), raw("6")]),
            _ => raw(format!("TIMESTAMP '{text}'")),
        }
    }

    /// A constant; none for a number that is not finite.
    pub(super) fn constant(self, scalar: &Scalar) -> Option<Sql> {
        Some(match scalar {
            Scalar::Null => null(),
            Scalar::Bool(value) => raw(if *value { "TRUE" } else { "FALSE" }),
            Scalar::Int(value) => raw(value.to_string()),
            Scalar::Decimal { units, scale } => self.decimal(*units, *scale),
            Scalar::Float(value) if value.is_finite() => raw(double(*value)),
            Scalar::Float(_) => return None,
            Scalar::Text(text) => self.text(text),
            Scalar::Date(date) => self.date(*date),
            Scalar::DateTime(time) => self.timestamp(*time),
        })
    }

    fn decimal(self, units: i64, scale: u8) -> Sql {
        let ten = 10i128.pow(u32::from(scale));
        let (sign, units) = (if units < 0 { "-" } else { "" }, i128::from(units).abs());
        if scale == 0 {
            return raw(format!("{sign}{units}"));
        }
        let digits = format!("{sign}{}.{:0width$}", units / ten, units % ten, width = usize::from(scale));
        match self {
            // A plain constant would be a double.
            Self::ClickHouse => {
                call("toDecimal128", vec![raw(format!("'{digits}'")), raw(scale.to_string())])
            }
            _ => raw(digits),
        }
    }

    /// The name of a type.
    pub(super) fn type_name(self, data_type: DataType) -> String {
        match (self, data_type) {
            (_, DataType::Bool) => "BOOLEAN".to_owned(),
            (_, DataType::Int) => "BIGINT".to_owned(),
            (Self::Postgres, DataType::Decimal { .. }) => "NUMERIC".to_owned(),
            (_, DataType::Decimal { scale }) => format!("DECIMAL(38, {scale})"),
            (Self::Postgres, DataType::Float) => "DOUBLE PRECISION".to_owned(),
            (_, DataType::Float) => "DOUBLE".to_owned(),
            (_, DataType::Date) => "DATE".to_owned(),
            (_, DataType::DateTime) => "TIMESTAMP".to_owned(),
            (Self::Postgres, DataType::Text) => "TEXT".to_owned(),
            (Self::Spark, DataType::Text) => "STRING".to_owned(),
            (_, DataType::Text) => "VARCHAR".to_owned(),
        }
    }

    /// Null of a type, so that unions know what they hold.
    pub(super) fn null_of(self, data_type: DataType) -> Sql {
        match self {
            Self::ClickHouse => {
                let name = match data_type {
                    DataType::Bool => "Bool".to_owned(),
                    DataType::Int => "Int64".to_owned(),
                    DataType::Decimal { scale } => format!("Decimal(38, {scale})"),
                    DataType::Float => "Float64".to_owned(),
                    DataType::Date => "Date32".to_owned(),
                    DataType::DateTime => "DateTime64(6)".to_owned(),
                    DataType::Text => "String".to_owned(),
                };
                cast(null(), &format!("Nullable({name})"))
            }
            _ => cast(null(), &self.type_name(data_type)),
        }
    }

    /// A value of a type that stands for null where nulls have to be joined: whether they are null is joined too.
    pub(super) fn stand_in(self, data_type: DataType) -> Sql {
        match data_type {
            DataType::Text => self.text(""),
            DataType::Bool => raw("FALSE"),
            DataType::Date => self.date(Date::from_days(0)),
            DataType::DateTime => self.timestamp(DateTime::from_micros(0)),
            DataType::Int | DataType::Decimal { .. } | DataType::Float => raw("0"),
        }
    }
}

/// Shortest digits that read back as the same double.
fn double(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-5..1e15).contains(&size) { format!("{value:?}") } else { format!("{value:e}") }
}

/// One line of a comment: nothing in it ends the line, or continues it on the next.
pub(super) fn comment_line(text: &str) -> String {
    let safe = |c: char| match c {
        '\\' => '＼',
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => ' ',
        // Marks that turn the direction of writing could show one text and mean another.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c => c,
    };
    format!("-- {}\n", text.chars().map(safe).collect::<String>().trim_end())
}
