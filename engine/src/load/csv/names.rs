//! Column names out of a header: as typed, but trimmed, not empty, unique.

use std::collections::BTreeSet;

use super::super::messages;
use crate::diag::Diagnostic;

/// A column's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::load) struct Name {
    /// As it stands in the file.
    pub(in crate::load) source: String,
    /// As the table calls it unless told otherwise.
    pub(in crate::load) name: String,
}

/// Names for a header.
///
/// Blanks around a name are dropped and a line break within it becomes a blank, since both are invisible in a formula
/// and in a picker; `Name::source` keeps what was typed. What is not there is called `column_3`, what occurs again
/// `name_2`.
pub(in crate::load) fn names(header: &[String], diagnostics: &mut Vec<Diagnostic>) -> Vec<Name> {
    let mut taken: BTreeSet<String> = header.iter().map(|source| tidy(source)).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(header.len());
    for (index, source) in header.iter().enumerate() {
        let tidied = tidy(source);
        let number = index + 1;
        let mut name = tidied.clone();
        if tidied.is_empty() {
            name = free(&format!("column_{number}"), &mut taken);
            diagnostics.push(messages::EMPTY_NAME.warning().arg("number", number).arg("name", &name));
        } else if !seen.insert(tidied.clone()) {
            name = free_number(&tidied, &mut taken);
            let message = messages::SAME_NAME.warning().arg("source", &tidied).arg("number", number);
            diagnostics.push(message.arg("name", &name));
        } else if tidied != *source {
            let message = messages::TRIMMED_NAME.info().arg("source", source);
            diagnostics.push(message.arg("name", &name));
        }
        found.push(Name { source: source.clone(), name });
    }
    found
}

/// Names for a file without a header: `column_1`, …
pub(in crate::load) fn numbered(columns: usize) -> Vec<Name> {
    (1..=columns)
        .map(|number| {
            let name = format!("column_{number}");
            Name { source: name.clone(), name }
        })
        .collect()
}

fn tidy(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(name.to_owned()) { name.to_owned() } else { free_number(name, taken) }
}

fn free_number(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut number = 2;
    loop {
        let candidate = format!("{name}_{number}");
        if taken.insert(candidate.clone()) {
            return candidate;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &[&str], expected: &[&str], notes: &[&str]) {
        let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
        let mut diagnostics = Vec::new();
        let found = names(&header, &mut diagnostics);
        assert_eq!(found.iter().map(|name| name.name.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(diagnostics.iter().map(|d| d.code.as_ref()).collect::<Vec<_>>(), notes);
    }

    #[test]
    fn headers() {
        check(&["a", "b"], &["a", "b"], &[]);
        check(&["Dealer_No ", "Price ($)"], &["Dealer_No", "Price ($)"], &["trimmed_column_name"]);
        check(&["", "a", ""], &["column_1", "a", "column_3"], &["empty_column_name", "empty_column_name"]);
        check(&["a", "a", "a_2"], &["a", "a_3", "a_2"], &["same_column_name"]);
        check(&["column_2", ""], &["column_2", "column_2_2"], &["empty_column_name"]);
        check(&["两\n行"], &["两 行"], &["trimmed_column_name"]);
    }
}
