//! Texts of months as dates.

use super::dialect::Dialect;
use super::tree::{Op, Sql, binary, call, case, cast, is_not_null, whole};

use Dialect::{ClickHouse, DuckDb, Postgres, Snowflake, Spark};

/// `2024-03`, `2024/3`, `2024年3月`.
const MONTH: &str = "^[1-9][0-9]{3}[-/.年](0?[1-9]|1[0-2])月?$";

impl Dialect {
    /// The first day of a month that is a text. Other texts, which may be periods or none, stop the statement.
    pub(super) fn first_day(self, text: Sql) -> Sql {
        let number = call("REPLACE", vec![self.after_year(text.clone()), self.text("月"), self.text("")]);
        let month =
            call(if self == ClickHouse { "leftPad" } else { "LPAD" }, vec![number, whole(2), self.text("0")]);
        let year = call("SUBSTRING", vec![text.clone(), whole(1), whole(4)]);
        let day = call("CONCAT", vec![year, self.text("-"), month, self.text("-01")]);
        let none = call("CONCAT", vec![self.text("not a month: "), text.clone()]);
        let months = vec![
            (self.matches(text.clone(), MONTH), self.date_of(day)),
            (is_not_null(text), self.date_of(none)),
        ];
        case(months, None)
    }

    /// Text after four digits and a mark.
    fn after_year(self, text: Sql) -> Sql {
        let name = if self == ClickHouse { "substringUTF8" } else { "SUBSTRING" };
        call(name, vec![text, whole(6)])
    }

    fn date_of(self, text: Sql) -> Sql {
        match self {
            ClickHouse => call("toDate32", vec![text]),
            _ => cast(text, "DATE"),
        }
    }

    /// Whether a text matches a pattern without backslashes.
    fn matches(self, text: Sql, pattern: &str) -> Sql {
        let pattern = self.text(pattern);
        match self {
            DuckDb => call("regexp_matches", vec![text, pattern]),
            Postgres => binary(text, Op::PGRegexMatch, pattern),
            ClickHouse => call("match", vec![text, pattern]),
            Spark | Snowflake => binary(text, Op::Custom("RLIKE".to_owned()), pattern),
        }
    }
}
