//! Relationships by their keys: a column that is unique in one table, and one of the same name in another that has not
//! many values more.

use super::names::slug;
use super::{ColumnFacts, ColumnRole, TableFacts};
use crate::table::DataType;

/// A many-to-one edge between two tables, by their positions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Join {
    pub(super) code: String,
    pub(super) from: usize,
    pub(super) from_column: String,
    pub(super) to: usize,
    pub(super) to_column: String,
}

/// Edges that names, types and uniqueness suggest; they form no circle.
pub(super) fn find(tables: &[TableFacts], codes: &[String]) -> Vec<Join> {
    let stems: Vec<Vec<String>> = tables.iter().map(stems).collect();
    let mut joins: Vec<Join> = Vec::new();
    for (from, many) in tables.iter().enumerate() {
        for (column, (name, data_type, role, facts)) in many.columns().enumerate() {
            if matches!(role, ColumnRole::Ignored)
                || !matches!(data_type, DataType::Int | DataType::Text | DataType::Date)
            {
                continue;
            }
            let target = tables
                .iter()
                .enumerate()
                .filter(|(to, _)| *to != from)
                .filter_map(|(to, one)| {
                    let key = one
                        .columns()
                        .enumerate()
                        .filter(|(_, (_, other, _, facts))| facts.is_unique && *other == data_type);
                    let best = key
                        .filter_map(|(at, (key, _, _, key_facts))| {
                            // Of two unique columns the one with fewer rows is the dimension's.
                            let is_one_side = !facts.is_unique || key_facts.rows < facts.rows;
                            let closeness = closeness(&stems[from][column], &stems[to][at], &codes[to]);
                            let fits = is_one_side && may_point_at(facts, key_facts);
                            closeness.filter(|_| fits).map(|closeness| (closeness, key))
                        })
                        .max_by_key(|(closeness, _)| *closeness);
                    best.map(|(closeness, key)| (closeness, to, key))
                })
                .max_by_key(|(closeness, to, _)| (*closeness, usize::MAX - to));
            let Some((_, to, key)) = target else { continue };
            if reaches(&joins, to, from) {
                continue;
            }
            let code = unused(&joins, format!("{}_{}", codes[from], codes[to]), &slug(name));
            joins.push(Join { code, from, from_column: name.to_owned(), to, to_column: key.to_owned() });
        }
    }
    joins
}

/// What points at a key has few values that the key has not: phone numbers of customers do not point at phone numbers of
/// suppliers. Some keys may be missing from the table that they identify, and counts are estimates.
fn may_point_at(facts: &ColumnFacts, key: &ColumnFacts) -> bool {
    facts.distinct <= 2 * key.distinct
}

/// How many joins lead away from a table: a fact has the most.
pub(super) fn outgoing(joins: &[Join], table: usize) -> usize {
    joins.iter().filter(|join| join.from == table).count()
}

/// Relationships that dimensions of a table take where a fact has more than one way to it: the fact's own.
pub(super) fn preferred(joins: &[Join], table: usize) -> Vec<String> {
    let is_fact = |at: usize| joins.iter().all(|join| join.to != at);
    let mut facts: Vec<usize> = joins.iter().map(|join| join.from).filter(|&at| is_fact(at)).collect();
    facts.sort_unstable();
    facts.dedup();
    if facts.iter().all(|&fact| ways(joins, fact, table) < 2) {
        return Vec::new();
    }
    facts
        .iter()
        .filter_map(|&fact| joins.iter().find(|join| join.from == fact && join.to == table))
        .map(|join| join.code.clone())
        .collect()
}

fn ways(joins: &[Join], from: usize, to: usize) -> usize {
    if from == to {
        return 1;
    }
    joins.iter().filter(|join| join.from == from).map(|join| ways(joins, join.to, to)).sum()
}

fn reaches(joins: &[Join], from: usize, to: usize) -> bool {
    from == to || joins.iter().any(|join| join.from == from && reaches(joins, join.to, to))
}

fn unused(joins: &[Join], code: String, column: &str) -> String {
    let is_taken = |code: &str| joins.iter().any(|join| join.code == code);
    if !is_taken(&code) {
        return code;
    }
    let by_column = format!("{code}_{column}");
    let mut all = std::iter::once(by_column.clone()).chain((2..).map(|number| format!("{code}_{number}")));
    all.find(|code| !is_taken(code)).unwrap_or(by_column)
}

/// Column names without the prefix that all columns of the table share, such as `lo_` of `lo_custkey`.
fn stems(table: &TableFacts) -> Vec<String> {
    let names: Vec<String> = table
        .schema
        .columns
        .iter()
        .map(|(name, _)| {
            let slug = slug(name);
            if slug.is_empty() { name.trim().to_lowercase() } else { slug }
        })
        .collect();
    let prefix = names.first().and_then(|name| name.split_once('_')).map(|(prefix, _)| format!("{prefix}_"));
    let shared = prefix.filter(|prefix| names.len() > 1 && names.iter().all(|name| name.starts_with(prefix)));
    let skip = shared.map_or(0, |prefix| prefix.len());
    names.into_iter().map(|name| name[skip..].to_owned()).collect()
}

/// How well a column's name fits a key's: 3 the same, 2 `customer_id` and `id` of `customers`, 1 `orderdate` and
/// `datekey`.
fn closeness(column: &str, key: &str, table: &str) -> Option<u8> {
    let table = table.strip_suffix('s').unwrap_or(table);
    let table = ["dim_", "d_", "t_"].iter().find_map(|start| table.strip_prefix(start)).unwrap_or(table);
    if column == key {
        // Columns called `id` are everywhere the table's own.
        return (!is_generic(key)).then_some(3);
    }
    if is_generic(key) && column.strip_suffix(key).is_some_and(|head| head.trim_end_matches('_') == table) {
        return Some(2);
    }
    let stem =
        ["key", "id", "code", "no"].iter().find_map(|ending| key.strip_suffix(ending))?.trim_end_matches('_');
    let column = ["key", "id", "code", "no"]
        .iter()
        .find_map(|ending| column.strip_suffix(ending))
        .unwrap_or(column)
        .trim_end_matches('_');
    (stem.len() >= 4 && column.ends_with(stem)).then_some(1)
}

fn is_generic(key: &str) -> bool {
    matches!(key, "id" | "key" | "code" | "no" | "name" | "date" | "编号" | "编码" | "序号")
}
