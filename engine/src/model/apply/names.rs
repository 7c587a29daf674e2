//! Which imported table, and which of its columns, a name of the catalogue stands for.

use std::collections::{BTreeMap, BTreeSet};

use super::TableMatch;
use crate::model::document::Document;
use crate::table::{DataType, Schema};
use crate::text::Text;

/// Beginnings of table names that tell a layer of a warehouse and nothing of the content.
const LAYERS: [&str; 9] = ["fact", "dim", "ods", "dwd", "dws", "dwm", "ads", "tbl", "t_"];

/// How many of the columns that a catalogue needs must be there to know a table by its columns alone.
const ENOUGH: f64 = 0.6;

/// Names of the catalogue, as they are compared.
pub(super) struct Matcher {
    /// Names of each table.
    tables: BTreeMap<String, BTreeSet<String>>,
    /// Names of each column of a table, besides its own.
    columns: BTreeMap<(String, String), BTreeSet<String>>,
}

/// A wanted and an imported table, and how well they go together.
struct Pair {
    at: usize,
    by: usize,
    score: f64,
    columns: Vec<(String, String)>,
}

/// Letters and digits only, lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The same without the mark of a layer.
fn bare(name: &str) -> String {
    let lower = name.to_lowercase();
    let rest = LAYERS.iter().find_map(|layer| lower.strip_prefix(layer)).filter(|rest| !rest.is_empty());
    let plain = plain(rest.unwrap_or(&lower));
    // orders and order name the same table.
    plain.strip_suffix('s').map_or(plain.clone(), str::to_owned)
}

fn texts(text: &Text) -> impl Iterator<Item = &String> {
    [&text.zh, &text.en].into_iter().filter(|text| !text.is_empty())
}

impl Matcher {
    pub(super) fn new(catalogue: &Document) -> Self {
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut columns: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut by_code: BTreeMap<&str, String> = BTreeMap::new();
        for dataset in &catalogue.datasets {
            let table = if dataset.table.is_empty() { &dataset.code.value } else { &dataset.table.value };
            by_code.insert(dataset.code.as_str(), table.clone());
            let names = tables.entry(table.clone()).or_default();
            names.extend([bare(table), bare(&dataset.code)]);
            names.extend(texts(&dataset.label).map(|name| bare(name)));
            names.extend(dataset.aliases.iter().map(|name| bare(name)));
            for field in dataset.fields.iter().filter(|field| field.expr.is_empty()) {
                let column = if field.column.is_empty() { &field.code.value } else { &field.column.value };
                let names = columns.entry((table.clone(), column.clone())).or_default();
                names.extend(texts(&field.label).map(|name| plain(name)));
                names.extend(field.aliases.iter().map(|name| plain(name)));
            }
        }
        for dimension in &catalogue.dimensions {
            let Some((dataset, column)) = dimension.field.split_once('.') else { continue };
            let Some(table) = by_code.get(dataset) else { continue };
            let names = columns.entry((table.clone(), column.to_owned())).or_default();
            names.extend(texts(&dimension.label).map(|name| plain(name)));
            names.extend(dimension.aliases.iter().map(|name| plain(name)));
        }
        // A sum is called as what it adds up.
        for metric in catalogue.metrics.iter().filter(|metric| *metric.aggregate.value == *"sum") {
            let Some(table) = by_code.get(metric.dataset.as_str()) else { continue };
            let names = columns.entry((table.clone(), metric.field.value.clone())).or_default();
            names.extend(texts(&metric.label).map(|name| plain(name)));
        }
        Self { tables, columns }
    }

    /// Every table of the catalogue that is found; an imported table stands for one only.
    pub(super) fn tables(&self, wanted: &[Schema], schemas: &[Schema]) -> Vec<TableMatch> {
        let mut pairs: Vec<Pair> = Vec::new();
        for (at, want) in wanted.iter().enumerate() {
            for (by, have) in schemas.iter().enumerate() {
                let columns = self.columns(want, have);
                let share = columns.len() as f64 / want.columns.len().max(1) as f64;
                let names = self.tables.get(&want.table);
                let score = if have.table == want.table {
                    3.0
                } else if names.is_some_and(|names| names.contains(&bare(&have.table))) && !columns.is_empty()
                {
                    2.0
                } else if share >= ENOUGH && columns.len() >= 3 {
                    0.0
                } else {
                    continue;
                };
                pairs.push(Pair { at, by, score: score + share, columns });
            }
        }
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.at, a.by).cmp(&(b.at, b.by))));
        let (mut taken, mut found) = (BTreeSet::new(), BTreeMap::new());
        for Pair { at, by, columns, .. } in pairs {
            if !found.contains_key(&at) && taken.insert(by) {
                found.insert(at, (by, columns));
            }
        }
        found
            .into_iter()
            .map(|(at, (by, columns))| TableMatch {
                wanted: wanted[at].table.clone(),
                found: schemas[by].table.clone(),
                columns,
            })
            .collect()
    }

    /// Columns of `have` for those of `want`: by the own name first, so that no label takes a column from it.
    fn columns(&self, want: &Schema, have: &Schema) -> Vec<(String, String)> {
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        let none = BTreeSet::new();
        for by_label in [false, true] {
            for (at, (column, hint)) in want.columns.iter().enumerate() {
                if found.contains_key(&at) {
                    continue;
                }
                let labels = self.columns.get(&(want.table.clone(), column.clone())).unwrap_or(&none);
                let own = plain(column);
                let is_named = |name: &String| {
                    let name = plain(name);
                    if by_label { labels.contains(&name) } else { name == own }
                };
                let place = have.columns.iter().enumerate().position(|(by, (name, data_type))| {
                    !taken.contains(&by) && is_named(name) && fits(*hint, *data_type)
                });
                if let Some(by) = place {
                    taken.insert(by);
                    found.insert(at, by);
                }
            }
        }
        found.into_iter().map(|(at, by)| (want.columns[at].0.clone(), have.columns[by].0.clone())).collect()
    }
}

/// Whether a column can be what its use asks for: a date must be one, an amount a number.
fn fits(wanted: DataType, found: DataType) -> bool {
    match wanted {
        DataType::Date | DataType::DateTime => found.is_time(),
        DataType::Decimal { .. } | DataType::Float => found.is_number() || found == DataType::Bool,
        _ => true,
    }
}
