//! The tables that a definition asks for: names of columns as it uses them, types as far as the use tells them.
//!
//! A definition can so be checked without data, and applying one to data can list what is missing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::document::{Document, MetricDoc};
use super::resolve::is_label;
use crate::formula::{self, BinaryOp, Expr, Function, Node, RowExpr, UnaryOp, WindowFunction};
use crate::limits::Limits;
use crate::table::{DataType, Scalar, Schema};

/// The schemas that `document` would resolve against, one for each table that it names, columns in the order of their
/// names.
pub fn assumed_schemas(document: &Document) -> Vec<Schema> {
    let mut uses = Uses::new(document, false);
    uses.data();
    uses.dimensions();
    uses.metrics();
    uses.differ_from_dates();
    uses.join_types();
    let mut schemas: Vec<Schema> = Vec::new();
    for dataset in &document.datasets {
        let table = uses.table(&dataset.code);
        if !schemas.iter().any(|schema| schema.table == table) {
            let of_table = uses.columns.iter().filter(|((owner, _), _)| *owner == table);
            let columns = of_table.map(|((_, column), hint)| (column.clone(), hint.data_type())).collect();
            schemas.push(Schema { table, columns });
        }
    }
    schemas
}

/// Columns that one metric needs, by dataset, in the document's own names: what it aggregates, its dates, its conditions,
/// and the keys that lead to other tables; of all metrics below it.
pub(super) fn columns_of(document: &Document, code: &str) -> BTreeSet<(String, String)> {
    let mut uses = Uses::new(document, true);
    let mut open = vec![code.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(code) = open.pop() {
        let Some(metric) = document.metrics.iter().find(|item| *item.code == code) else { continue };
        if !seen.insert(code) {
            continue;
        }
        uses.metric(metric);
        uses.dates(metric);
        if !metric.base.is_empty() {
            open.push(metric.base.value.clone());
        }
        if let Ok(formula) = formula::parse(&metric.formula) {
            open.extend(formula.names().into_iter().cloned());
        }
    }
    uses.columns.into_keys().collect()
}

/// What a use tells of a column's type, the most telling one last.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hint {
    Any,
    Member,
    Truth,
    Key,
    Number,
    Literal(DataType),
    Time,
}

impl Hint {
    fn rank(self) -> u8 {
        match self {
            Self::Any => 0,
            Self::Member => 1,
            Self::Truth => 2,
            Self::Key => 3,
            Self::Number => 4,
            Self::Literal(_) => 5,
            Self::Time => 6,
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Self::Any | Self::Member => DataType::Text,
            Self::Truth => DataType::Bool,
            Self::Key => DataType::Int,
            Self::Number => DataType::Decimal { scale: 2 },
            Self::Literal(data_type) => data_type,
            Self::Time => DataType::Date,
        }
    }
}

/// A table and its column.
type Column = (String, String);

struct Uses<'a> {
    document: &'a Document,
    /// By table and column.
    columns: BTreeMap<Column, Hint>,
    /// Columns of which one is taken from the other.
    differences: Vec<(Column, Column)>,
    /// Keys are datasets instead of tables, computed fields stand for what they read, and other tables for the keys
    /// that lead to them.
    is_expanding: bool,
}

impl<'a> Uses<'a> {
    fn new(document: &'a Document, is_expanding: bool) -> Self {
        Self { document, columns: BTreeMap::new(), differences: Vec::new(), is_expanding }
    }

    fn table(&self, dataset: &str) -> String {
        let item = self.document.datasets.iter().find(|item| *item.code == dataset);
        let table = item.map(|item| item.table.value.clone()).filter(|table| !table.is_empty());
        table.unwrap_or_else(|| dataset.to_owned())
    }

    fn note(&mut self, dataset: &str, field: &str, hint: Hint) -> Option<Column> {
        let item = self.document.datasets.iter().find(|item| *item.code == dataset)?;
        let described = item.fields.iter().find(|described| *described.code == field);
        let column = match described {
            Some(computed) if !computed.expr.is_empty() => {
                if self.is_expanding {
                    self.field(dataset, &computed.expr);
                }
                return None;
            }
            Some(renamed) if !renamed.column.is_empty() => renamed.column.value.clone(),
            _ => field.to_owned(),
        };
        let key = (if self.is_expanding { dataset.to_owned() } else { self.table(dataset) }, column);
        let known = self.columns.entry(key.clone()).or_insert(Hint::Any);
        if hint.rank() > known.rank() {
            *known = hint;
        }
        Some(key)
    }

    /// Notes a name that stands in the rows of `scope`.
    fn note_name(&mut self, scope: Option<&str>, name: &str, hint: Hint) -> Option<Column> {
        let document = self.document;
        let own = scope.and_then(|scope| document.datasets.iter().find(|item| *item.code == scope));
        if let Some(own) = own.filter(|own| own.fields.iter().any(|field| *field.code == name)) {
            return self.note(&own.code.value.clone(), name, hint);
        }
        let dimension = document.dimensions.iter().find(|item| {
            *item.code == name
                || is_label(&item.label, name)
                || item.aliases.iter().any(|alias| alias.value == name)
        });
        let path = dimension.map_or(name, |dimension| dimension.field.as_str());
        if let Some((dataset, field)) = path.split_once('.')
            && document.datasets.iter().any(|item| *item.code == dataset)
        {
            let noted = self.note(dataset, field, hint);
            if let Some(scope) = scope.filter(|_| self.is_expanding) {
                self.note_way(scope, dataset);
            }
            noted
        } else {
            self.note(scope?, name, hint)
        }
    }

    fn data(&mut self) {
        for dataset in &self.document.datasets {
            let code = dataset.code.as_str();
            for field in &dataset.fields {
                if field.expr.is_empty() {
                    self.note(code, &field.code, Hint::Any);
                } else {
                    self.field(code, &field.expr);
                }
            }
            for key in dataset.key.iter() {
                self.note(code, key, Hint::Any);
            }
            for time in dataset.time.iter() {
                self.note(code, time, Hint::Time);
            }
        }
        for edge in &self.document.relationships {
            for end in edge.from.iter().chain(edge.to.iter()) {
                self.note_name(None, end, Hint::Key);
            }
        }
    }

    fn dimensions(&mut self) {
        for dimension in &self.document.dimensions {
            self.note_name(None, &dimension.field, Hint::Member);
        }
        for qualifier in &self.document.qualifiers {
            if qualifier.on.is_empty() {
                self.expression(None, &qualifier.condition, Hint::Truth);
            }
            for dataset in qualifier.on.iter() {
                self.expression(Some(dataset), &qualifier.condition, Hint::Truth);
            }
        }
    }

    fn metrics(&mut self) {
        let document = self.document;
        for metric in &document.metrics {
            self.metric(metric);
        }
    }

    fn metric(&mut self, metric: &'a MetricDoc) {
        let document = self.document;
        let fact = self.fact(metric.base.as_str(), &metric.dataset, &metric.field);
        let Some(fact) = fact else { return };
        let hint = match metric.aggregate.as_str() {
            "sum" | "avg" | "min" | "max" | "median" | "percentile" => Hint::Number,
            _ => Hint::Any,
        };
        if !metric.field.is_empty() {
            self.note_name(Some(fact), &metric.field, hint);
        }
        if !metric.time.is_empty() {
            self.note_name(Some(fact), &metric.time, Hint::Time);
        }
        for date in [&metric.before_start, &metric.since_start] {
            if !date.is_empty() {
                self.note_name(Some(fact), date, Hint::Time);
            }
        }
        self.expression(Some(fact), &metric.condition, Hint::Truth);
        for name in metric.qualifiers.iter() {
            let used = document.qualifiers.iter().find(|item| {
                item.code == *name
                    || is_label(&item.label, name)
                    || item.aliases.iter().any(|alias| alias == name)
            });
            if let Some(used) = used.filter(|used| used.on.is_empty() || self.is_expanding) {
                self.expression(Some(fact), &used.condition, Hint::Truth);
            }
        }
    }

    /// The date that places a metric's rows, where it has any.
    fn dates(&mut self, metric: &'a MetricDoc) {
        let Some(fact) = self.fact(metric.base.as_str(), &metric.dataset, &metric.field) else { return };
        let data = self.document.datasets.iter().find(|item| *item.code == fact);
        if let (true, Some(time)) = (metric.time.is_empty(), data.and_then(|data| data.time.first())) {
            self.note(fact, time, Hint::Time);
        }
    }

    /// The keys of the shortest way from a fact to another dataset.
    fn note_way(&mut self, fact: &str, target: &str) {
        let document = self.document;
        let owner = |end: &str| end.split_once('.').map(|(dataset, _)| dataset.to_owned());
        let mut ways = VecDeque::from([(fact.to_owned(), Vec::new())]);
        let mut seen = BTreeSet::from([fact.to_owned()]);
        while let Some((at, way)) = ways.pop_front() {
            if at == target {
                for end in way {
                    self.note_name(None, end, Hint::Key);
                }
                return;
            }
            for edge in &document.relationships {
                let ends = (
                    edge.from.first().and_then(|end| owner(end)),
                    edge.to.first().and_then(|end| owner(end)),
                );
                let (Some(from), Some(to)) = ends else { continue };
                if from == at && seen.insert(to.clone()) {
                    let keys = edge.from.iter().chain(edge.to.iter()).map(|end| end.as_str());
                    ways.push_back((to, way.iter().copied().chain(keys).collect()));
                }
            }
        }
    }

    /// The dataset of an atomic metric, or of the one that a derived metric stands on.
    fn fact(&self, base: &str, dataset: &'a str, field: &'a str) -> Option<&'a str> {
        let of = |dataset: &'a str, field: &'a str| {
            if dataset.is_empty() { field.split_once('.').map(|(dataset, _)| dataset) } else { Some(dataset) }
        };
        if base.is_empty() {
            return of(dataset, field);
        }
        let base = self.document.metrics.iter().find(|item| {
            *item.code == base
                || is_label(&item.label, base)
                || item.aliases.iter().any(|alias| alias.value == base)
        })?;
        of(&base.dataset, &base.field)
    }

    /// A computed field: over its row, or a window.
    fn field(&mut self, dataset: &str, source: &str) {
        match formula::parse_row(source, &Limits::default()) {
            Ok(RowExpr::Each(expr)) => self.walk(Some(dataset), &expr, Hint::Any),
            Ok(RowExpr::Window(window)) => {
                let adds = matches!(window.function, WindowFunction::Sum | WindowFunction::Avg);
                for name in window.names() {
                    let is_added = adds && window.of.as_ref() == Some(name);
                    self.note_name(Some(dataset), name, if is_added { Hint::Number } else { Hint::Any });
                }
            }
            Err(_) => {}
        }
    }

    fn expression(&mut self, scope: Option<&str>, source: &str, hint: Hint) {
        if let Ok(expr) = formula::parse(source) {
            self.walk(scope, &expr, hint);
        }
    }

    fn walk(&mut self, scope: Option<&str>, expr: &Expr<String>, hint: Hint) {
        match &expr.node {
            Node::Literal(_) => {}
            Node::Name(name) => {
                self.note_name(scope, name, hint);
            }
            Node::Unary(UnaryOp::Not, x) => self.walk(scope, x, Hint::Truth),
            Node::Unary(UnaryOp::Neg, x) => self.walk(scope, x, Hint::Number),
            Node::Binary(BinaryOp::And | BinaryOp::Or, x, y) => {
                self.walk(scope, x, Hint::Truth);
                self.walk(scope, y, Hint::Truth);
            }
            Node::Binary(op, x, y) if op.is_comparison() => {
                self.walk(scope, x, beside(y));
                self.walk(scope, y, beside(x));
            }
            Node::Binary(BinaryOp::Sub, x, y) => {
                let sides = [x, y].map(|side| match &side.node {
                    Node::Name(name) => self.note_name(scope, name, Hint::Number),
                    _ => {
                        self.walk(scope, side, Hint::Number);
                        None
                    }
                });
                if let [Some(x), Some(y)] = sides {
                    self.differences.push((x, y));
                }
            }
            Node::Binary(_, x, y) => {
                self.walk(scope, x, Hint::Number);
                self.walk(scope, y, Hint::Number);
            }
            Node::In(x, items, _) => self.walk(scope, x, items.first().map_or(Hint::Any, beside)),
            Node::Between(x, low, _) => self.walk(scope, x, beside(low)),
            Node::IsNull(x, _) => self.walk(scope, x, Hint::Any),
            Node::Call(function, arguments) => {
                for (at, argument) in arguments.iter().enumerate() {
                    let hint = match function {
                        Function::If if at == 0 => Hint::Truth,
                        Function::Abs | Function::Round => Hint::Number,
                        Function::Contains | Function::StartsWith | Function::FirstDay => {
                            Hint::Literal(DataType::Text)
                        }
                        _ => hint,
                    };
                    self.walk(scope, argument, hint);
                }
            }
        }
    }

    /// What is taken from a date is a date, and what a date is taken from, along whole chains.
    fn differ_from_dates(&mut self) {
        for _ in 0..self.differences.len() {
            for (from, to) in &self.differences {
                let is_time = |column| self.columns.get(column) == Some(&Hint::Time);
                if is_time(from) || is_time(to) {
                    self.columns.insert(from.clone(), Hint::Time);
                    self.columns.insert(to.clone(), Hint::Time);
                }
            }
        }
    }

    /// Both ends of a relationship have one type: that of the more telling use, along whole chains.
    fn join_types(&mut self) {
        let ends = |name: &str| {
            let (dataset, field) = name.split_once('.')?;
            let item = self.document.datasets.iter().find(|item| *item.code == dataset)?;
            let renamed = item.fields.iter().find(|described| *described.code == field);
            let column = renamed.map(|renamed| renamed.column.as_str()).filter(|column| !column.is_empty());
            Some((self.table(dataset), column.unwrap_or(field).to_owned()))
        };
        let pairs: Vec<_> = self
            .document
            .relationships
            .iter()
            .flat_map(|edge| edge.from.iter().zip(edge.to.iter()))
            .filter_map(|(from, to)| Some((ends(from)?, ends(to)?)))
            .collect();
        // Each round carries a type one edge further.
        for _ in 0..pairs.len() {
            for (from, to) in &pairs {
                let (Some(a), Some(b)) = (self.columns.get(from), self.columns.get(to)) else { continue };
                let best = if a.rank() >= b.rank() { *a } else { *b };
                self.columns.insert(from.clone(), best);
                self.columns.insert(to.clone(), best);
            }
        }
    }
}

/// What standing beside `other` in a comparison tells.
fn beside(other: &Expr<String>) -> Hint {
    match &other.node {
        Node::Literal(Scalar::Int(_) | Scalar::Decimal { .. } | Scalar::Float(_)) => Hint::Number,
        Node::Literal(Scalar::Text(_)) => Hint::Literal(DataType::Text),
        Node::Literal(Scalar::Bool(_)) => Hint::Truth,
        Node::Literal(Scalar::Date(_) | Scalar::DateTime(_)) => Hint::Time,
        _ => Hint::Any,
    }
}
