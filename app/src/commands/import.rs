//! Steps of an import: each can be undone, and knows no page.

use std::sync::Arc;

use sandtable_engine::load::{LoadReport, Recognition};
use sandtable_engine::model::{ColumnFacts, ColumnRole, role_of};
use sandtable_engine::table::DataType;

use crate::queries::{guessed_role, links_of};
use crate::state::{ColumnDraft, Draft, LinkDraft, TableDraft};

/// A step of the reader in an import.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportCommand {
    /// Take a file out, with the links that it has.
    RemoveTable(usize),
    /// Call a table otherwise.
    RenameTable(usize, String),
    /// Say whether the first record holds the column names.
    Header(usize, bool),
    /// Say what separates the fields.
    Delimiter(usize, u8),
    /// Say whether quotes are quotes.
    Quotes(usize, bool),
    /// Say what a column is for.
    Role(usize, usize, ColumnRole),
    /// Say what type a column has; none is what its values suggest.
    Type(usize, usize, Option<DataType>),
    /// Call a column otherwise.
    RenameColumn(usize, usize, String),
    /// Link two tables.
    AddLink(LinkDraft),
    /// Take a link away.
    RemoveLink(usize),
    /// Drop the definition that came as a file.
    DropDefinition,
}

impl ImportCommand {
    /// The table that has to be looked at again after this step.
    pub fn looks_again(&self) -> Option<usize> {
        match self {
            Self::Header(table, _) | Self::Delimiter(table, _) | Self::Quotes(table, _) => Some(*table),
            _ => None,
        }
    }
}

/// The draft after a step. What has been loaded otherwise than it is now wanted counts as not loaded.
#[must_use]
pub fn apply_import(draft: &Draft, command: ImportCommand) -> Draft {
    let mut next = draft.clone();
    match command {
        ImportCommand::RemoveTable(at) => remove_table(&mut next, at),
        ImportCommand::RenameTable(at, name) => {
            let name = name.trim().to_owned();
            let is_free =
                next.tables.iter().enumerate().all(|(other, table)| other == at || table.name() != name);
            // The file is read alike under any name.
            if let Some(table) = next.tables.get_mut(at).filter(|_| is_free && !name.is_empty()) {
                table.options.table = name;
            }
        }
        ImportCommand::Header(at, header) => {
            decide(&mut next, at, |table| table.options.header = Some(header))
        }
        ImportCommand::Delimiter(at, byte) => {
            decide(&mut next, at, |table| table.options.delimiter = Some(byte))
        }
        ImportCommand::Quotes(at, quotes) => {
            decide(&mut next, at, |table| table.options.quotes = Some(quotes))
        }
        ImportCommand::Role(table, column, role) => {
            edit(&mut next, table, column, |column| {
                column.chosen = Some(role);
                if role == ColumnRole::Date && !column.final_type().is_time() {
                    column.wanted = Some(DataType::Date);
                }
            });
        }
        ImportCommand::Type(table, column, wanted) => {
            edit(&mut next, table, column, |column| {
                column.wanted = wanted.filter(|wanted| *wanted != column.data_type);
                column.guessed = role_of(&column.name, column.final_type(), &column.facts);
                // A role that the new type cannot play ends.
                let plays = |role| match role {
                    ColumnRole::Date => column.final_type().is_time(),
                    ColumnRole::Measure => column.final_type().is_number(),
                    _ => true,
                };
                column.chosen = column.chosen.filter(|role| plays(*role));
            });
        }
        ImportCommand::RenameColumn(table, column, name) => {
            rename_column(&mut next, table, column, name.trim())
        }
        ImportCommand::AddLink(link) => {
            let mut links = links_of(&next);
            if link.from.0 != link.to.0 && !links.contains(&link) {
                links.push(link);
            }
            next.links = Some(links);
        }
        ImportCommand::RemoveLink(at) => {
            let mut links = links_of(&next);
            if at < links.len() {
                links.remove(at);
            }
            next.links = Some(links);
        }
        ImportCommand::DropDefinition => next.definition = None,
    }
    next
}

fn decide(draft: &mut Draft, at: usize, change: impl FnOnce(&mut TableDraft)) {
    if let Some(table) = draft.tables.get_mut(at) {
        change(table);
        table.report = None;
    }
}

fn edit(draft: &mut Draft, table: usize, column: usize, change: impl FnOnce(&mut ColumnDraft)) {
    if let Some(table) = draft.tables.get_mut(table)
        && let Some(column) = table.columns.get_mut(column)
    {
        change(column);
        table.report = None;
    }
}

fn remove_table(draft: &mut Draft, at: usize) {
    if at >= draft.tables.len() {
        return;
    }
    draft.tables.remove(at);
    let Some(links) = &mut draft.links else { return };
    links.retain(|link| link.from.0 != at && link.to.0 != at);
    for link in links {
        link.from.0 -= usize::from(link.from.0 > at);
        link.to.0 -= usize::from(link.to.0 > at);
    }
}

fn rename_column(draft: &mut Draft, table: usize, column: usize, name: &str) {
    let Some(columns) = draft.tables.get(table).map(|table| &table.columns) else { return };
    let is_free = columns.iter().enumerate().all(|(other, taken)| other == column || taken.name != name);
    let Some(before) = columns.get(column).map(|column| column.name.clone()) else { return };
    if name.is_empty() || !is_free {
        return;
    }
    edit(draft, table, column, |column| name.clone_into(&mut column.name));
    for link in draft.links.iter_mut().flatten() {
        for end in [&mut link.from, &mut link.to] {
            if end.0 == table && end.1 == before {
                name.clone_into(&mut end.1);
            }
        }
    }
}

/// A table with what a look at its file found. What the reader has already decided about columns of the same name
/// stays.
#[must_use]
pub fn recognised(table: &TableDraft, found: Recognition) -> TableDraft {
    let mut next = table.clone();
    if next.options.table.is_empty() {
        next.options.table.clone_from(&found.table);
    }
    next.columns = (0..found.columns.len()).map(|at| recognised_column(table, &found, at)).collect();
    next.recognised = Some(Arc::new(found));
    next.failed = Arc::from([]);
    next.report = None;
    next
}

fn recognised_column(table: &TableDraft, found: &Recognition, at: usize) -> ColumnDraft {
    let column = &found.columns[at];
    let before = table.columns.iter().find(|before| before.source == column.source);
    if let Some(before) = before.filter(|before| before.data_type == column.data_type) {
        return before.clone();
    }
    let told = table.options.columns.iter().find(|told| told.source == column.source);
    let name = told.and_then(|told| told.rename.clone()).unwrap_or_else(|| column.name.clone());
    let wanted = told.and_then(|told| told.data_type);
    let is_skipped = told.is_some_and(|told| told.skip);
    ColumnDraft {
        guessed: guessed_role(found, at, &name, wanted.unwrap_or(column.data_type)),
        chosen: is_skipped.then_some(ColumnRole::Ignored),
        facts: ColumnFacts { rows: found.rows, ..ColumnFacts::default() },
        source: column.source.clone(),
        name,
        data_type: column.data_type,
        wanted,
        evidence: column.evidence.clone(),
        loadable: column.loadable,
    }
}

/// A table with what reading all of its file found: the types that hold, and roles that all values support.
#[must_use]
pub fn loaded(table: &TableDraft, report: LoadReport, facts: &[(String, ColumnFacts)]) -> TableDraft {
    let mut next = table.clone();
    for column in &mut next.columns {
        if let Some(found) = report.columns.iter().find(|found| found.name == column.name) {
            column.evidence = found.evidence.clone();
            if column.wanted.is_none() {
                column.data_type = found.data_type;
            }
        }
        if let Some((_, facts)) = facts.iter().find(|(name, _)| *name == column.name) {
            column.facts = *facts;
            // What was loaded must stay: a column that turns out to be empty is of no use, but is there.
            column.guessed = match role_of(&column.name, column.final_type(), facts) {
                ColumnRole::Ignored if column.role() != ColumnRole::Ignored => ColumnRole::Dimension,
                role => role,
            };
        }
    }
    next.report = Some(Arc::new(report));
    next
}

#[cfg(test)]
mod tests {
    use sandtable_engine::load::LoadOptions;
    use sandtable_engine::text::Text;

    use super::*;
    use crate::state::FileKey;

    fn table(name: &str, columns: &[(&str, DataType)]) -> TableDraft {
        let options = LoadOptions { table: name.into(), ..LoadOptions::default() };
        let mut table = TableDraft::new(FileKey(0), format!("{name}.csv"), 1, options);
        table.columns = columns
            .iter()
            .map(|(name, data_type)| ColumnDraft {
                source: (*name).to_owned(),
                name: (*name).to_owned(),
                data_type: *data_type,
                wanted: None,
                guessed: role_of(name, *data_type, &ColumnFacts::default()),
                chosen: None,
                facts: ColumnFacts::default(),
                evidence: Text::default(),
                loadable: true,
            })
            .collect();
        table
    }

    fn draft() -> Draft {
        let link = |from, to| LinkDraft { from: (from, "key".into()), to: (to, "key".into()) };
        let one = |name| table(name, &[("key", DataType::Int), ("day", DataType::Text)]);
        Draft {
            tables: vec![one("a"), one("b"), one("c")],
            links: Some(vec![link(0, 2), link(1, 2)]),
            ..Draft::default()
        }
    }

    #[test]
    fn a_removed_table_takes_its_links_along() {
        let next = apply_import(&draft(), ImportCommand::RemoveTable(0));
        assert_eq!(next.links, Some(vec![LinkDraft { from: (0, "key".into()), to: (1, "key".into()) }]));
    }

    #[test]
    fn names_stay_unique_and_links_follow_them() {
        let taken = apply_import(&draft(), ImportCommand::RenameColumn(2, 0, "day".into()));
        assert_eq!(taken, draft());
        let next = apply_import(&draft(), ImportCommand::RenameColumn(2, 0, " id ".into()));
        let links = next.links.expect("the links of the reader");
        assert_eq!((links[0].to.1.as_str(), links[0].from.1.as_str()), ("id", "key"));
        assert_eq!(apply_import(&draft(), ImportCommand::RenameTable(0, "b".into())), draft());
    }

    #[test]
    fn a_date_role_makes_a_date() {
        let next = apply_import(&draft(), ImportCommand::Role(0, 1, ColumnRole::Date));
        assert_eq!(next.tables[0].columns[1].final_type(), DataType::Date);
        let back = apply_import(&next, ImportCommand::Type(0, 1, None));
        assert_eq!(back.tables[0].columns[1].role(), ColumnRole::Dimension);
    }

    #[test]
    fn ignored_columns_are_skipped_when_loading() {
        let next = apply_import(&draft(), ImportCommand::Role(0, 1, ColumnRole::Ignored));
        let options = next.tables[0].load_options();
        assert!(options.columns[1].skip && !options.columns[0].skip);
        assert_eq!(options.table, "a");
    }
}
