//! Tables as CSV (RFC 4180 with LF line ends).

use crate::calendar::Date;
use crate::table::{Table, Values};
use std::io::{self, Write};

/// Writes a header line and one line per row.
pub fn write(table: &Table, mut out: impl Write) -> io::Result<()> {
    for (i, column) in table.columns.iter().enumerate() {
        write!(out, "{}{}", if i == 0 { "" } else { "," }, column.name)?;
    }
    out.write_all(b"\n")?;
    for row in 0..table.len() {
        for (i, column) in table.columns.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            write_value(&column.values, row, &mut out)?;
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn write_value(values: &Values, row: usize, out: &mut impl Write) -> io::Result<()> {
    match values {
        Values::Int(v) => v[row].map_or(Ok(()), |x| write!(out, "{x}")),
        Values::Decimal(v) => v[row].map_or(Ok(()), |x| write_fixed(x, 2, out)),
        Values::Degrees(v) => v[row].map_or(Ok(()), |x| write_fixed(x, 4, out)),
        Values::Date(v) => v[row].map_or(Ok(()), |x| write!(out, "{x}")),
        Values::Timestamp(v) => v[row].map_or(Ok(()), |x| write_timestamp(x, out)),
        Values::Text(v, distinct) => v[row].map_or(Ok(()), |x| write_text(&distinct[x as usize], out)),
        Values::Id(v, prefix, width) => v[row].map_or(Ok(()), |x| write!(out, "{prefix}{x:0width$}")),
    }
}

/// Writes `value` ÷ 10^`scale` with exactly `scale` decimals.
pub(crate) fn write_fixed(value: i64, scale: usize, out: &mut impl Write) -> io::Result<()> {
    let unit = 10_i64.pow(scale as u32);
    let sign = if value < 0 { "-" } else { "" };
    write!(out, "{sign}{}.{:0scale$}", value.abs() / unit, value.abs() % unit)
}

fn write_timestamp(seconds: i64, out: &mut impl Write) -> io::Result<()> {
    let (date, second) = (Date(seconds.div_euclid(86_400) as i32), seconds.rem_euclid(86_400));
    write!(out, "{date} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    if text.contains([',', '"', '\n', '\r']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    #[test]
    fn values_are_written_plainly() {
        let column = |name, values| Column { name, values };
        let table = Table {
            name: "t",
            columns: vec![
                column("int", Values::Int(vec![Some(-3), None])),
                column("money", Values::Decimal(vec![Some(-105), Some(120_000)])),
                column("date", Values::Date(vec![Some(Date::of(2024, 2, 29)), None])),
                column("at", Values::Timestamp(vec![Some(86_399), None])),
                column("text", Values::Text(vec![Some(0), Some(1)], vec!["a,\"b\"".into(), "店".into()])),
                column("id", Values::Id(vec![Some(7), None], "SO", 4)),
            ],
        };
        let mut out = Vec::new();
        write(&table, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "int,money,date,at,text,id\n-3,-1.05,2024-02-29,1970-01-01 23:59:59,\"a,\"\"b\"\"\",SO0007\n,1200.00,,,店,\n"
        );
    }
}
