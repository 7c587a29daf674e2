//! What a cell can hold: one module a kind, with how it is written, read and emptied.

use crate::diag::Message;
use crate::model::{At, Names};

const NUMBER: Message = Message::new("interop_number", "应为数值", "a number is expected");
const COUNT: Message = Message::new("interop_count", "应为正整数", "a whole number above zero is expected");
const TRUTH: Message = Message::new("interop_truth", "应为 是 或 否", "yes or no is expected");

/// Where a cell stands: row and column of its sheet, from 1.
pub(super) type Place = (u32, u32);

/// Marks that separate the names of a list.
const MARKS: [char; 4] = [';', '；', '、', '\n'];

pub(super) mod word {
    use super::*;
    pub(in super::super) fn cell(value: &At<String>) -> String {
        value.value.clone()
    }
    pub(in super::super) fn set(
        value: &mut At<String>,
        cell: &str,
        (row, column): Place,
    ) -> Result<(), &'static Message> {
        *value = At::placed(cell.to_owned(), row, column);
        Ok(())
    }
}

pub(super) mod plain {
    use super::*;
    pub(in super::super) fn cell(value: &str) -> String {
        value.to_owned()
    }
    pub(in super::super) fn set(value: &mut String, cell: &str, _: Place) -> Result<(), &'static Message> {
        cell.clone_into(value);
        Ok(())
    }
}

pub(super) mod list {
    use super::*;
    pub(in super::super) fn cell(value: &Names) -> String {
        let quoted = |name: &str| match name.contains(MARKS) || name.starts_with('"') {
            true => format!("\"{}\"", name.replace('"', "\"\"")),
            false => name.to_owned(),
        };
        value.iter().map(|name| quoted(name)).collect::<Vec<_>>().join("; ")
    }
    pub(in super::super) fn set(
        value: &mut Names,
        cell: &str,
        (row, column): Place,
    ) -> Result<(), &'static Message> {
        *value = Names(names(cell).into_iter().map(|name| At::placed(name, row, column)).collect());
        Ok(())
    }

    /// The names of a cell; one that holds a mark stands in double quotes.
    fn names(cell: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut name = String::new();
        let mut is_quoted = false;
        let mut chars = cell.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if is_quoted && chars.peek() == Some(&'"') => {
                    name.push('"');
                    chars.next();
                }
                '"' if is_quoted => is_quoted = false,
                '"' if name.trim().is_empty() => {
                    name.clear();
                    is_quoted = true;
                }
                mark if !is_quoted && MARKS.contains(&mark) => names.push(std::mem::take(&mut name)),
                c => name.push(c),
            }
        }
        names.push(name);
        let trimmed = names.into_iter().map(|name| name.trim().to_owned());
        trimmed.filter(|name| !name.is_empty()).collect()
    }
}

pub(super) mod number {
    use super::*;
    pub(in super::super) fn cell(value: &Option<At<f64>>) -> String {
        value.as_ref().map_or_else(String::new, |value| value.value.to_string())
    }
    pub(in super::super) fn set(
        value: &mut Option<At<f64>>,
        cell: &str,
        (row, column): Place,
    ) -> Result<(), &'static Message> {
        let read = cell.parse::<f64>().ok().filter(|number| number.is_finite());
        *value = Some(At::placed(read.ok_or(&NUMBER)?, row, column));
        Ok(())
    }
}

pub(super) mod count {
    use super::*;
    pub(in super::super) fn cell(value: &Option<At<u32>>) -> String {
        value.as_ref().map_or_else(String::new, |value| value.value.to_string())
    }
    pub(in super::super) fn set(
        value: &mut Option<At<u32>>,
        cell: &str,
        (row, column): Place,
    ) -> Result<(), &'static Message> {
        let read = cell.parse::<u32>().ok().filter(|count| *count > 0);
        *value = Some(At::placed(read.ok_or(&COUNT)?, row, column));
        Ok(())
    }
}

pub(super) mod truth {
    use super::*;
    pub(in super::super) fn cell(value: &bool) -> String {
        if *value { "true".to_owned() } else { String::new() }
    }
    pub(in super::super) fn set(value: &mut bool, cell: &str, _: Place) -> Result<(), &'static Message> {
        *value = match cell.to_lowercase().as_str() {
            "true" | "yes" | "1" | "是" => true,
            "false" | "no" | "0" | "否" => false,
            _ => return Err(&TRUTH),
        };
        Ok(())
    }
}
