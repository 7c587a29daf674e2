//! The rows of one fact in SQL: joins, what is blank or unmatched, conditions, group keys.

use std::fmt::Write as _;

use sandtable_engine::calendar::Date;
use sandtable_engine::query::{Axis, Filter, Query, Test};

use super::time::bucket;
use crate::random::filters;
use crate::random::world::{Edge, World};
/// The rows of one fact with everything that they reach.
pub(crate) struct Scope<'a> {
    pub(crate) world: &'a World,
    /// The fact's dataset.
    pub(crate) dataset: &'a str,
    /// The date that places its rows.
    pub(crate) time: Option<&'a str>,
    /// The day that counts as today.
    pub(crate) as_of: Option<Date>,
}

/// A field as seen from a fact.
pub(crate) struct Place {
    pub(crate) value: String,
    pub(crate) is_blank: String,
    pub(crate) is_unmatched: String,
}

/// A way from a fact to a table: edge codes.
type Path = Vec<&'static str>;

fn alias(path: &[&str]) -> String {
    if path.is_empty() { "f".to_owned() } else { format!("j_{}", path.join("_")) }
}

impl Scope<'_> {
    fn paths(&self) -> Vec<(Path, &str)> {
        let mut found: Vec<(Path, &str)> = vec![(Vec::new(), self.dataset)];
        let mut next = 0;
        while next < found.len() {
            let (path, at) = found[next].clone();
            for edge in self.world.edges.iter().filter(|edge| edge.from == at) {
                let mut longer = path.clone();
                longer.push(edge.code);
                found.push((longer, edge.to));
            }
            next += 1;
        }
        found
    }

    pub(super) fn clause_of_tables(&self) -> String {
        let mut sql = format!("{} AS f", self.dataset);
        for (path, to) in self.paths().iter().filter(|(path, _)| !path.is_empty()) {
            let edge = self.edge(path[path.len() - 1]);
            let (near, far) = (alias(&path[..path.len() - 1]), alias(path));
            let keys: Vec<String> =
                edge.keys.iter().map(|(from, to)| format!("{near}.{from} = {far}.{to}")).collect();
            write!(sql, " LEFT JOIN {to} AS {far} ON {}", keys.join(" AND ")).expect("text can be written");
        }
        sql
    }

    fn edge(&self, code: &str) -> &Edge {
        self.world.edges.iter().find(|edge| edge.code == code).expect("an edge of the world")
    }

    /// The field written `dataset.field`, `dataset.field@edge` or `time`.
    pub(crate) fn place(&self, written: &str) -> Place {
        if written == "time" {
            let value = format!("f.{}", self.time.expect("the fact has a time"));
            return Place { is_blank: format!("({value} IS NULL)"), is_unmatched: "FALSE".to_owned(), value };
        }
        let (name, role) = written.split_once('@').map_or((written, None), |(name, role)| (name, Some(role)));
        let (dataset, field) = name.split_once('.').expect("a qualified field");
        let mut ways: Vec<Path> =
            self.paths().into_iter().filter(|(_, to)| *to == dataset).map(|(path, _)| path).collect();
        if ways.len() > 1 {
            ways.retain(|path| path.iter().any(|edge| Some(*edge) == role));
        }
        let path = ways.first().unwrap_or_else(|| panic!("{} reaches {written}", self.dataset));
        let value = format!("{}.{field}", alias(path));
        if path.is_empty() {
            return Place { is_blank: format!("({value} IS NULL)"), is_unmatched: "FALSE".to_owned(), value };
        }
        let hit = format!("{}.hit IS NOT NULL", alias(path));
        let missing = self.is_unmatched(path);
        Place {
            is_blank: format!("(({hit} AND {value} IS NULL) OR (NOT ({hit}) AND NOT {missing}))"),
            is_unmatched: format!("(NOT ({hit}) AND {missing})"),
            value,
        }
    }

    /// Where nothing is found at the end of a path: whether a key stands at the last table that was found.
    fn is_unmatched(&self, path: &[&str]) -> String {
        let Some((last, before)) = path.split_last() else { return "FALSE".to_owned() };
        let near = alias(before);
        let keys: Vec<String> =
            self.edge(last).keys.iter().map(|(from, _)| format!("{near}.{from} IS NOT NULL")).collect();
        let here = keys.join(" AND ");
        if before.is_empty() {
            return format!("({here})");
        }
        format!("(CASE WHEN {near}.hit IS NOT NULL THEN ({here}) ELSE {} END)", self.is_unmatched(before))
    }

    pub(super) fn where_clause(&self, query: &Query) -> String {
        let mut parts: Vec<String> = query.filters.iter().map(|filter| filters::sql(filter, self)).collect();
        if let Some(period) = query.period {
            parts.push(filters::sql(&Filter::test("time", Test::Period(period)), self));
        }
        // A day that the query sets cuts the data: what came later is not known yet.
        if let (Some(as_of), Some(time)) = (query.as_of, self.time) {
            parts.push(format!("CAST(f.{time} AS DATE) <= DATE '{as_of}'"));
        }
        if parts.is_empty() { "TRUE".to_owned() } else { parts.join(" AND ") }
    }

    /// Kind and value of a group key.
    pub(super) fn key(&self, axis: &Axis) -> (String, String) {
        let place = self.place(&axis.field);
        let kind =
            format!("CASE WHEN {} THEN 2 WHEN {} THEN 1 ELSE 0 END", place.is_unmatched, place.is_blank);
        let value = match axis.grain {
            None => place.value,
            Some(grain) => {
                bucket(&format!("CAST({} AS DATE)", place.value), grain, self.world.fiscal_start_month)
            }
        };
        (kind, value)
    }
}
