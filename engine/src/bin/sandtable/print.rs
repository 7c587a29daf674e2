//! Frames as text: a table for people, CSV and JSON for programs.

use std::fmt::Write as _;

use sandtable_engine::frame::{Cells, Frame, FrameColumn, Null, Role};
use sandtable_engine::model::Format;
use sandtable_engine::text::{Lang, Text};
use unicode_width::UnicodeWidthStr;

/// A table with aligned columns: text to the left, numbers to the right. Widths count Chinese characters as two.
pub(crate) fn table(frame: &Frame, lang: Lang) -> String {
    let heads: Vec<String> = frame.columns.iter().map(|column| head(column, lang)).collect();
    let cells: Vec<Vec<String>> = (0..frame.rows())
        .map(|row| frame.columns.iter().map(|column| shown(column, row, lang)).collect())
        .collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|at| cells.iter().map(|row| row[at].width()).chain([heads[at].width()]).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    let mut line = |row: &[String]| {
        let mut text = String::new();
        for (at, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[at] - cell.width());
            let gap = if at == 0 { "" } else { "  " };
            let written = if frame.columns[at].is_dimension() {
                write!(text, "{gap}{cell}{pad}")
            } else {
                write!(text, "{gap}{pad}{cell}")
            };
            debug_assert!(written.is_ok(), "text can be written");
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(&heads);
    line(&widths.iter().map(|&width| "─".repeat(width)).collect::<Vec<_>>());
    cells.iter().for_each(|row| line(row));
    out
}

fn head(column: &FrameColumn, lang: Lang) -> String {
    let label = column.label.get(lang);
    match &column.role {
        Role::Metric { unit, format: Format::Percent, .. } if unit.is_empty() || unit.en == "%" => {
            format!("{label} (%)")
        }
        Role::Metric { unit, .. } if !unit.is_empty() => format!("{label} ({})", unit.get(lang)),
        _ => label.to_owned(),
    }
}

/// A cell as a person reads it: digits grouped by metric format, nulls by their reason.
fn shown(column: &FrameColumn, row: usize, lang: Lang) -> String {
    if let Some(word) = special(column.null(row)) {
        return word.get(lang).to_owned();
    }
    let format = match column.role {
        Role::Metric { format, .. } => format,
        Role::Dimension { .. } => return plain(column, row),
    };
    let Some(number) = column.number(row) else { return plain(column, row) };
    let digits = match (format, &column.cells) {
        (Format::Percent, _) => return format!("{:.1}", number * 100.0),
        (Format::Integer, _) | (Format::Number, Cells::Int(_)) => 0,
        (Format::Decimal1, _) => 1,
        (Format::Money | Format::Decimal2 | Format::Number, _) => 2,
    };
    grouped(&rounded(column, row, number, digits))
}

/// Exact cells are rounded as integers, half away from zero, so that no digit is lost to a double.
fn rounded(column: &FrameColumn, row: usize, number: f64, digits: usize) -> String {
    let (units, scale) = match &column.cells {
        Cells::Int(cells) => (i128::from(cells[row]), 0),
        Cells::Decimal { units, scale } => (units[row], usize::from(*scale)),
        _ => return format!("{number:.digits$}"),
    };
    if scale <= digits {
        return decimal(units * 10i128.pow((digits - scale) as u32), digits);
    }
    let power = 10i128.pow((scale - digits) as u32);
    decimal((units + units.signum() * power / 2) / power, digits)
}

/// An exact decimal, all digits.
pub(crate) fn decimal(units: i128, scale: usize) -> String {
    if scale == 0 {
        return units.to_string();
    }
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, ""), |(whole, fraction)| (whole, fraction));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn special(null: Null) -> Option<Text> {
    Some(match null {
        Null::None => return None,
        Null::NoData => Text::same("–"),
        Null::ZeroDenominator => Text::new("–（分母为零）", "– (zero denominator)"),
        Null::Overflow => Text::new("溢出", "overflow"),
        Null::Blank => Text::new("(空)", "(blank)"),
        Null::Unmatched => Text::new("(未匹配)", "(unmatched)"),
        Null::Other => Text::new("其他", "Other"),
        Null::Total => Text::new("合计", "Total"),
    })
}

/// A cell as a program reads it.
fn plain(column: &FrameColumn, row: usize) -> String {
    match &column.cells {
        Cells::Text(cells) => cells[row].clone(),
        Cells::Date(cells) => cells[row].to_string(),
        Cells::Int(cells) => cells[row].to_string(),
        Cells::Decimal { units, scale } => decimal(units[row], usize::from(*scale)),
        Cells::Float(cells) => cells[row].to_string(),
        Cells::Bool(cells) => cells[row].to_string(),
        Cells::DateTime(cells) => sandtable_engine::calendar::DateTime::from_micros(cells[row]).to_string(),
    }
}

/// CSV with a header of codes (RFC 4180, line feeds). Metrics without value are empty; keys without value carry their
/// word.
pub(crate) fn csv(frame: &Frame, lang: Lang) -> String {
    let mut out = String::new();
    let heads: Vec<String> = frame.columns.iter().map(|column| quoted(&column.code)).collect();
    out.push_str(&heads.join(","));
    out.push('\n');
    for row in 0..frame.rows() {
        let cells: Vec<String> = frame
            .columns
            .iter()
            .map(|column| match special(column.null(row)) {
                None => quoted(&plain(column, row)),
                Some(word) if column.is_dimension() => quoted(word.get(lang)),
                Some(_) => String::new(),
            })
            .collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// One JSON object: `columns` (code, label, role, unit), `rows` of cells, `nulls` with the reason of each missing cell
/// as `[row, column, reason]`, `rolled_up`, `groups`, `as_of`. Exact decimals are JSON numbers with all digits.
pub(crate) fn json(frame: &Frame, lang: Lang) -> String {
    let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
    let columns: Vec<String> = frame
        .columns
        .iter()
        .map(|column| {
            let (role, unit) = match &column.role {
                Role::Dimension { .. } => ("dimension", ""),
                Role::Metric { unit, .. } => ("metric", unit.get(lang)),
            };
            let label = column.label.get(lang);
            format!(
                "{{\"code\":{},\"label\":{},\"role\":\"{role}\",\"unit\":{}}}",
                text(&column.code),
                text(label),
                text(unit)
            )
        })
        .collect();
    let cell = |column: &FrameColumn, row: usize| match (&column.cells, column.null(row)) {
        (Cells::Text(_) | Cells::Date(_) | Cells::DateTime(_), Null::None) => text(&plain(column, row)),
        (Cells::Float(cells), Null::None) if !cells[row].is_finite() => "null".to_owned(),
        (_, Null::None) => plain(column, row),
        _ => "null".to_owned(),
    };
    let mut nulls = Vec::new();
    let rows: Vec<String> = (0..frame.rows())
        .map(|row| {
            for (at, column) in frame.columns.iter().enumerate() {
                let reason = reason(column.null(row));
                if !reason.is_empty() {
                    nulls.push(format!("[{row},{at},\"{reason}\"]"));
                }
            }
            let cells: Vec<String> = frame.columns.iter().map(|column| cell(column, row)).collect();
            format!("[{}]", cells.join(","))
        })
        .collect();
    let rolled: Vec<String> = frame.rolled_up.iter().map(u32::to_string).collect();
    let as_of = frame.as_of.map_or("null".to_owned(), |date| text(&date.to_string()));
    format!(
        "{{\"columns\":[{}],\n\"rows\":[{}],\n\"nulls\":[{}],\n\"rolled_up\":[{}],\"groups\":{},\"as_of\":{as_of}}}\n",
        columns.join(","),
        rows.join(",\n"),
        nulls.join(","),
        rolled.join(","),
        frame.groups
    )
}

fn reason(null: Null) -> &'static str {
    match null {
        Null::None => "",
        Null::NoData => "no_data",
        Null::ZeroDenominator => "zero_denominator",
        Null::Overflow => "overflow",
        Null::Blank => "blank",
        Null::Unmatched => "unmatched",
        Null::Other => "other",
        Null::Total => "total",
    }
}
