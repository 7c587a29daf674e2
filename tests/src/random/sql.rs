//! The SQL that answers a query, written from the query and the semantics, not from the engine's plan.
//!
//! One common table expression per fact: its rows joined to every table that it reaches, filtered, grouped. The facts
//! meet on the group keys by a union of keys and null-safe joins. A group key is two columns: what it is (`0` a value,
//! `1` blank, `2` unmatched, `3` what a limit left out, `4` rolled up, `9` what a limit drops) and the value.

use std::fmt::Write as _;

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::{Axis, Filter, Limit, Query, Sort, SortBy, Test, Totals};
use sandtable_engine::table::Scalar;

use crate::random::filters;
use crate::random::metrics::{Atomic, Formula, Kind, MetricSpec};
use crate::random::world::{World, sql_literal};

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

    fn clause_of_tables(&self) -> String {
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

    fn edge(&self, code: &str) -> &crate::random::world::Edge {
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

    fn where_clause(&self, query: &Query) -> String {
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
    fn key(&self, axis: &Axis) -> (String, String) {
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

/// The first day of the bucket that holds `date`.
pub(crate) fn bucket(date: &str, grain: Grain, fiscal_start_month: u32) -> String {
    let back = fiscal_start_month - 1;
    let shifted = format!("({date} - INTERVAL {back} MONTH)");
    let months = |width: u32| {
        let month = format!("(datepart('month', {shifted}) - 1) % {width}");
        format!("CAST(date_trunc('month', {date}) - to_months(CAST({month} AS INTEGER)) AS DATE)")
    };
    match grain {
        Grain::Day => date.to_owned(),
        Grain::Week => format!("CAST(date_trunc('week', {date}) AS DATE)"),
        Grain::TenDay => {
            let tens = format!("least((datepart('day', {date}) - 1) // 10, 2)");
            format!("(CAST(date_trunc('month', {date}) AS DATE) + CAST(10 * {tens} AS INTEGER))")
        }
        Grain::Month => format!("CAST(date_trunc('month', {date}) AS DATE)"),
        Grain::Quarter => months(3),
        Grain::Half => months(6),
        Grain::Year => months(12),
    }
}

fn interval(grain: Grain, count: i64) -> String {
    match grain {
        Grain::Day => format!("INTERVAL ({count}) DAY"),
        Grain::Week => format!("INTERVAL ({}) DAY", 7 * count),
        Grain::TenDay => panic!("ten-day periods have no fixed length"),
        Grain::Month => format!("INTERVAL ({count}) MONTH"),
        Grain::Quarter => format!("INTERVAL ({}) MONTH", 3 * count),
        Grain::Half => format!("INTERVAL ({}) MONTH", 6 * count),
        Grain::Year => format!("INTERVAL ({}) MONTH", 12 * count),
    }
}

/// First and last day of a period, both included.
pub(crate) fn bounds(period: Period, as_of: Option<Date>, fiscal_start_month: u32) -> (String, String) {
    let today = || format!("DATE '{}'", as_of.expect("relative periods have a day to stand on"));
    match period {
        Period::Between(first, last) => (format!("DATE '{first}'"), format!("DATE '{last}'")),
        Period::Bucket { grain, offset } => {
            let start = bucket(&today(), grain, fiscal_start_month);
            let first = format!("CAST({start} + {} AS DATE)", interval(grain, i64::from(offset)));
            let next = format!("CAST({start} + {} AS DATE)", interval(grain, i64::from(offset) + 1));
            (first, format!("least({next} - 1, {})", today()))
        }
        Period::Trailing { grain, count } => {
            let before = format!("CAST({} - {} AS DATE)", today(), interval(grain, i64::from(count)));
            (format!("({before} + 1)"), today())
        }
        Period::ToDate(grain) => (bucket(&today(), grain, fiscal_start_month), today()),
    }
}

/// An atomic or derived metric below the query.
struct Leaf<'a> {
    code: &'a str,
    atomic: &'a Atomic,
    condition: Option<&'a Filter>,
    period: Option<Period>,
    zero_fill: bool,
}

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
        let union: Vec<String> = (0..self.facts.len())
            .map(|at| {
                let columns: Vec<&str> = keys.iter().map(String::as_str).chain(["rolled"]).collect();
                format!("SELECT {} FROM groups{at}", columns.join(", "))
            })
            .collect();
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

    /// A metric of the query; `whole` asks for its grand total.
    fn value(&self, code: &str, whole: bool) -> String {
        let metric = self.metric(code);
        match &metric.kind {
            Kind::Composite(formula) => {
                let sql = self.formula(formula, whole);
                if metric.zero_fill { format!("COALESCE({sql}, 0)") } else { sql }
            }
            _ if whole => format!("m_{code}_whole"),
            _ => format!("m_{code}"),
        }
    }

    fn formula(&self, formula: &Formula, whole: bool) -> String {
        let number = |code: &str, whole: bool| format!("CAST({} AS DOUBLE)", self.value(code, whole));
        let inner = |f: &Formula| self.formula(f, whole);
        match formula {
            Formula::Metric(code) => number(code, whole),
            Formula::Total(code) => number(code, true),
            Formula::Number(value) => format!("CAST({value} AS DOUBLE)"),
            Formula::Op('/', x, y) => format!("({} / NULLIF({}, 0))", inner(x), inner(y)),
            Formula::Op(op, x, y) => format!("({} {op} {})", inner(x), inner(y)),
            Formula::Coalesce(x, or) => format!("COALESCE({}, {or})", inner(x)),
            Formula::IfGreater(x, than, yes, no) => {
                format!("(CASE WHEN {} > {than} THEN {} ELSE {} END)", inner(x), inner(yes), inner(no))
            }
            Formula::Abs(x) => format!("abs({})", inner(x)),
            Formula::NullIf(x, value) => format!("NULLIF({}, {value})", inner(x)),
            Formula::Extreme(which, x, y) => {
                let function = if *which == "min" { "least" } else { "greatest" };
                format!("{function}({}, {})", inner(x), inner(y))
            }
        }
    }

    fn having(&self, filter: &Filter) -> String {
        let joined = |list: &[Filter], word: &str| {
            format!("({})", list.iter().map(|f| self.having(f)).collect::<Vec<_>>().join(word))
        };
        match filter {
            Filter::All(list) => joined(list, " AND "),
            Filter::Any(list) => joined(list, " OR "),
            Filter::Not(inner) => format!("(NOT {})", self.having(inner)),
            Filter::Test { field, test } => {
                let value = self.value(field, false);
                match test {
                    Test::Is(comparison, constant) => {
                        format!("({value} {} {})", filters::symbol(*comparison), sql_literal(constant))
                    }
                    Test::Between(Some(low), Some(high)) => {
                        format!("({value} BETWEEN {} AND {})", sql_literal(low), sql_literal(high))
                    }
                    Test::In(list) => {
                        let listed: Vec<String> = list.iter().map(sql_literal).collect();
                        format!("({value} IN ({}))", listed.join(", "))
                    }
                    Test::Null => format!("({value} IS NULL)"),
                    other => panic!("no such condition on results: {other:?}"),
                }
            }
        }
    }
}

/// A metric's own condition: as in SQL, a missing row and a null are the same null.
fn condition_sql(filter: &Filter, scope: &Scope<'_>) -> String {
    match filter {
        Filter::All(list) => {
            format!("({})", list.iter().map(|f| condition_sql(f, scope)).collect::<Vec<_>>().join(" AND "))
        }
        Filter::Any(list) => {
            format!("({})", list.iter().map(|f| condition_sql(f, scope)).collect::<Vec<_>>().join(" OR "))
        }
        Filter::Not(inner) => format!("(NOT {})", condition_sql(inner, scope)),
        Filter::Test { field, test: Test::Null } => format!("({} IS NULL)", scope.place(field).value),
        test @ Filter::Test { .. } => filters::sql(test, scope),
    }
}

fn aggregates(leaves: &[Leaf<'_>], scope: &Scope<'_>) -> String {
    if leaves.is_empty() {
        return "1 AS no_metric".to_owned();
    }
    let one = |leaf: &Leaf<'_>| {
        let field = leaf.atomic.field.unwrap_or_default();
        let is_bool = scope
            .world
            .dataset(scope.dataset)
            .columns
            .iter()
            .any(|(name, kind)| name == field && *kind == sandtable_engine::table::DataType::Bool);
        debug_assert!(!is_bool || !matches!(leaf.atomic.aggregate, Aggregate::Sum), "no sum of truth values");
        let call = match leaf.atomic.aggregate {
            Aggregate::CountRows => "count(*)".to_owned(),
            Aggregate::Count => format!("count({field})"),
            Aggregate::CountDistinct => format!("count(DISTINCT {field})"),
            Aggregate::Sum => format!("sum({field})"),
            Aggregate::Min => format!("min({field})"),
            Aggregate::Max => format!("max({field})"),
            Aggregate::Avg => format!("avg({field})"),
            Aggregate::Median => format!("quantile_cont(CAST({field} AS DOUBLE), 0.5)"),
            Aggregate::Percentile(p) => format!("quantile_cont(CAST({field} AS DOUBLE), {p})"),
        };
        let is_filtered = leaf.condition.is_some() || leaf.period.is_some();
        let own = if is_filtered { format!(" FILTER (WHERE c_{})", leaf.code) } else { String::new() };
        format!("{call}{own} AS m_{}", leaf.code)
    };
    leaves.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Counts of nothing are 0; so is what the metric says to fill.
fn filled(value: &str, leaf: &Leaf<'_>) -> String {
    let counts =
        matches!(leaf.atomic.aggregate, Aggregate::CountRows | Aggregate::Count | Aggregate::CountDistinct);
    if counts || leaf.zero_fill { format!("COALESCE({value}, 0)") } else { value.to_owned() }
}

/// The constant as SQL writes it, for messages.
pub fn literal(value: &Scalar) -> String {
    sql_literal(value)
}
