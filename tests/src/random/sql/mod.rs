//! The SQL that answers a query, written from the query and the semantics, not from the engine's plan.
//!
//! One common table expression per fact: its rows joined to every table that it reaches, filtered, grouped. The facts
//! meet on the group keys by a union of keys and null-safe joins. A group key is two columns: what it is (`0` a value,
//! `1` blank, `2` unmatched, `3` what a limit left out, `4` rolled up, `9` what a limit drops) and the value.

mod leaf;
mod scope;
mod time;
mod values;

use std::fmt::Write as _;

use sandtable_engine::query::{Filter, Limit, Query, Sort, SortBy, Test, Totals};
use sandtable_engine::table::Scalar;

use crate::random::filters;
use crate::random::metrics::{Kind, MetricSpec};
use crate::random::world::{World, sql_literal};
use leaf::{Leaf, aggregates, condition_sql, filled};
pub(crate) use scope::{Place, Scope};
pub(crate) use time::bounds;

struct Writer<'a> {
    world: &'a World,
    query: &'a Query,
    facts: Vec<(Scope<'a>, Vec<Leaf<'a>>)>,
}

/// The SELECT that answers `query`: for each dimension kind and value, then the rolled-up bits, then the metrics.
pub fn select(world: &World, query: &Query) -> String {
    let mut writer = Writer { world, query, facts: Vec::new() };
    let sorted = query.sort.iter().filter_map(|sort| match &sort.by {
        SortBy::Metric(code) => Some(code.as_str()),
        SortBy::Dimension(_) => None,
    });
    let mut tested = Vec::new();
    query.having.iter().for_each(|filter| names_of(filter, &mut tested));
    let codes: Vec<&str> = query.metrics.iter().map(String::as_str).chain(sorted).chain(tested).collect();
    for code in codes {
        if world.metrics.iter().any(|metric| metric.code == code) {
            writer.leaves(code);
        }
    }
    writer.statement()
}

fn names_of<'a>(filter: &'a Filter, names: &mut Vec<&'a str>) {
    match filter {
        Filter::All(list) | Filter::Any(list) => list.iter().for_each(|f| names_of(f, names)),
        Filter::Not(inner) => names_of(inner, names),
        Filter::Test { field, .. } => names.push(field),
    }
}

impl<'a> Writer<'a> {
    fn metric(&self, code: &str) -> &'a MetricSpec {
        self.world.metrics.iter().find(|metric| metric.code == code).expect("a metric of the world")
    }

    fn leaves(&mut self, code: &str) {
        let metric = self.metric(code);
        let (atomic, condition, period) = match &metric.kind {
            Kind::Atomic(atomic) => (atomic, None, None),
            Kind::Derived { base, condition, period } => match &self.metric(base).kind {
                Kind::Atomic(atomic) => (atomic, condition.as_ref(), *period),
                _ => panic!("{base} is atomic"),
            },
            Kind::Composite(formula) => {
                let mut names = Vec::new();
                formula.names(&mut names);
                names.iter().for_each(|(name, _)| self.leaves(name));
                return;
            }
        };
        let dataset = self.world.dataset(atomic.dataset);
        let time = atomic.time.or(dataset.times.first().copied());
        let at = self
            .facts
            .iter()
            .position(|(scope, _)| scope.dataset == atomic.dataset && scope.time == time)
            .unwrap_or_else(|| {
                let as_of = self.query.as_of;
                self.facts
                    .push((Scope { world: self.world, dataset: atomic.dataset, time, as_of }, Vec::new()));
                self.facts.len() - 1
            });
        if self.facts[at].1.iter().all(|leaf| leaf.code != code) {
            // A derived metric fills as its atomic metric does.
            let base = match &metric.kind {
                Kind::Derived { base, .. } => self.metric(base).zero_fill,
                _ => false,
            };
            let zero_fill = metric.zero_fill || base;
            self.facts[at].1.push(Leaf { code: &metric.code, atomic, condition, period, zero_fill });
        }
    }

    /// The axes whose keys a limit picks, and the SELECT that picks them; none for a limit on plain rows.
    fn kept(&self) -> Option<(Vec<usize>, String)> {
        let limit = self.query.limit.as_ref()?;
        let width = self.query.dimensions.len();
        let axes: Vec<usize> = match limit.dimension {
            Some(axis) => vec![axis],
            None if limit.others => (0..width).collect(),
            None => return None,
        };
        let mut ranked = self.query.clone();
        ranked.dimensions = axes.iter().map(|&at| self.query.dimensions[at].clone()).collect();
        ranked.limit = Some(Limit { keep: limit.keep, dimension: None, others: false });
        ranked.totals = Totals::None;
        if let [axis] = axes[..] {
            ranked.sort.retain(|sort| match sort.by {
                SortBy::Metric(_) => true,
                SortBy::Dimension(at) => at == axis,
            });
            for sort in &mut ranked.sort {
                if let SortBy::Dimension(at) = &mut sort.by {
                    *at = 0;
                }
            }
            if ranked.sort.is_empty() {
                let by = SortBy::Metric(self.query.metrics[0].clone());
                ranked.sort.push(Sort { by, descending: true });
            }
        }
        Some((axes, select(self.world, &ranked)))
    }

    fn statement(&self) -> String {
        let width = self.query.dimensions.len();
        let keys: Vec<String> = (0..width).flat_map(|at| [format!("t{at}"), format!("k{at}")]).collect();
        let mut parts = Vec::new();
        if let Some((_, picked)) = self.kept() {
            parts.push(format!("kept AS ({picked})"));
        }
        for (at, (scope, leaves)) in self.facts.iter().enumerate() {
            parts.push(self.rows(at, scope));
            parts.push(self.groups(at, leaves));
            parts.push(format!("whole{at} AS (SELECT {} FROM rows{at})", aggregates(leaves, scope)));
        }
        let mut union: Vec<String> = (0..self.facts.len())
            .map(|at| {
                let columns: Vec<&str> = keys.iter().map(String::as_str).chain(["rolled"]).collect();
                format!("SELECT {} FROM groups{at}", columns.join(", "))
            })
            .collect();
        // All members of the only axis, as its own table has them.
        if let Some(axis) = self.query.dimensions.first().filter(|_| self.query.all_members) {
            let name = axis.field.split('@').next().unwrap_or_default();
            let (dataset, field) = name.split_once('.').expect("a qualified field");
            union.push(format!("SELECT 0, {field}, 0 FROM {dataset} WHERE {field} IS NOT NULL"));
        }
        parts.push(format!("keys AS ({})", union.join(" UNION ")));
        let mut joined = "SELECT keys.*".to_owned();
        for (at, (_, leaves)) in self.facts.iter().enumerate() {
            for leaf in leaves {
                let value = filled(&format!("groups{at}.m_{}", leaf.code), leaf);
                let whole = filled(&format!("whole{at}.m_{}", leaf.code), leaf);
                write!(joined, ", {value} AS m_{0}, {whole} AS m_{0}_whole", leaf.code)
                    .expect("text can be written");
            }
        }
        joined.push_str(" FROM keys");
        for at in 0..self.facts.len() {
            let same: Vec<String> = keys
                .iter()
                .map(String::as_str)
                .chain(["rolled"])
                .map(|key| format!("groups{at}.{key} IS NOT DISTINCT FROM keys.{key}"))
                .collect();
            write!(joined, " LEFT JOIN groups{at} ON {} CROSS JOIN whole{at}", same.join(" AND "))
                .expect("text can be written");
        }
        parts.push(format!("joined AS ({joined})"));
        format!("WITH {} {}", parts.join(", "), self.outer(&keys))
    }

    fn rows(&self, at: usize, scope: &Scope<'_>) -> String {
        let mut columns = Vec::new();
        for (position, axis) in self.query.dimensions.iter().enumerate() {
            let (kind, value) = scope.key(axis);
            columns.push(format!("{kind} AS t{position}, {value} AS k{position}"));
        }
        for leaf in &self.facts[at].1 {
            let mut tests: Vec<String> = leaf.condition.iter().map(|f| condition_sql(f, scope)).collect();
            if let Some(period) = leaf.period {
                tests.push(filters::sql(&Filter::test("time", Test::Period(period)), scope));
            }
            if !tests.is_empty() {
                columns.push(format!("({}) AS c_{}", tests.join(" AND "), leaf.code));
            }
        }
        columns.push("f.*".to_owned());
        let select = format!(
            "SELECT {} FROM {} WHERE {}",
            columns.join(", "),
            scope.clause_of_tables(),
            scope.where_clause(self.query)
        );
        let (Some((axes, _)), Some(limit)) = (self.kept(), &self.query.limit) else {
            return format!("rows{at} AS ({select})");
        };
        let same: Vec<String> = axes
            .iter()
            .enumerate()
            .map(|(position, axis)| {
                format!(
                    "kept.t{position} = raw.t{axis} AND kept.k{position} IS NOT DISTINCT FROM raw.k{axis}"
                )
            })
            .collect();
        let is_kept = format!("EXISTS (SELECT 1 FROM kept WHERE {})", same.join(" AND "));
        let rest = if limit.others { 3 } else { 9 };
        let replaced: Vec<String> = axes
            .iter()
            .map(|axis| {
                format!(
                    "CASE WHEN {is_kept} THEN t{axis} ELSE {rest} END AS t{axis}, \
                     CASE WHEN {is_kept} THEN k{axis} END AS k{axis}"
                )
            })
            .collect();
        format!("rows{at} AS (SELECT * REPLACE ({}) FROM ({select}) AS raw)", replaced.join(", "))
    }

    /// Grouped by all keys, and by fewer for totals.
    fn groups(&self, at: usize, leaves: &[Leaf<'_>]) -> String {
        let width = self.query.dimensions.len();
        let aggregates = aggregates(leaves, &self.facts[at].0);
        if width == 0 {
            return format!("groups{at} AS (SELECT 0 AS rolled, {aggregates} FROM rows{at})");
        }
        let all = (1u32 << width) - 1;
        let sets: Vec<u32> = match self.query.totals {
            Totals::None => vec![0],
            Totals::Grand => vec![0, all],
            Totals::All => (0..=all).collect(),
        };
        let selects: Vec<String> = sets
            .iter()
            .map(|&rolled| {
                let is_rolled = |position: usize| rolled >> position & 1 == 1;
                let keys: Vec<String> = (0..width)
                    .map(|p| {
                        if is_rolled(p) { format!("4 AS t{p}, NULL AS k{p}") } else { format!("t{p}, k{p}") }
                    })
                    .collect();
                let by: Vec<String> =
                    (0..width).filter(|&p| !is_rolled(p)).map(|p| format!("t{p}, k{p}")).collect();
                let shown: Vec<String> =
                    (0..width).filter(|&p| !is_rolled(p)).map(|p| format!(" AND t{p} <> 9")).collect();
                let group =
                    if by.is_empty() { String::new() } else { format!(" GROUP BY {}", by.join(", ")) };
                let shown = shown.concat();
                format!(
                    "SELECT {}, {rolled} AS rolled, {aggregates} FROM rows{at} WHERE TRUE{shown}{group}",
                    keys.join(", ")
                )
            })
            .collect();
        format!("groups{at} AS ({})", selects.join(" UNION ALL "))
    }

    fn outer(&self, keys: &[String]) -> String {
        let mut columns: Vec<String> = keys.to_vec();
        columns.push("rolled".to_owned());
        columns.extend(self.query.metrics.iter().map(|code| self.value(code, false)));
        let mut sql = format!("SELECT {} FROM joined", columns.join(", "));
        if !self.query.having.is_empty() {
            let tests: Vec<String> = self.query.having.iter().map(|filter| self.having(filter)).collect();
            write!(sql, " WHERE rolled <> 0 OR ({})", tests.join(" AND ")).expect("text can be written");
        }
        let mut order = vec!["rolled".to_owned()];
        let rest: Vec<String> = (0..self.query.dimensions.len()).map(|at| format!("t{at} = 3")).collect();
        for sort in &self.query.sort {
            let direction = if sort.descending { "DESC" } else { "ASC" };
            match &sort.by {
                SortBy::Metric(code) => {
                    // What a limit left out stands behind what it kept, however much it is.
                    if !rest.is_empty() {
                        order.push(format!("({})", rest.join(" OR ")));
                    }
                    order.push(format!("{} {direction} NULLS LAST", self.value(code, false)));
                }
                SortBy::Dimension(at) => {
                    order.push(format!("t{at}"));
                    order.push(format!("k{at} {direction} NULLS LAST"));
                }
            }
        }
        for at in 0..self.query.dimensions.len() {
            order.push(format!("t{at}"));
            order.push(format!("k{at} NULLS LAST"));
        }
        write!(sql, " ORDER BY {}", order.join(", ")).expect("text can be written");
        if let Some(limit) = self.query.limit.as_ref().filter(|_| self.kept().is_none()) {
            // Totals stand behind the detail rows in this order, and no query here asks for both.
            write!(sql, " LIMIT {}", limit.keep).expect("text can be written");
        }
        sql
    }
}

/// The constant as SQL writes it, for messages.
pub fn literal(value: &Scalar) -> String {
    sql_literal(value)
}
