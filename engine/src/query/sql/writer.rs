//! What the parts of a statement share: the model, the dialect, what has gone wrong.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::dialect::Dialect;
use super::length::Days;
use super::messages as m;
use super::select::{self, cross_join, table};
use super::tree::{Sql, column, null};
use super::{Options, window};
use crate::calendar::{Date, Period};
use crate::diag::{Diagnostic, Message};
use crate::model::{DatasetId, FieldId, FieldSource, MetricId, Model, Placing};
use crate::query::{Condition, Filter, Plan, Test};
use crate::table::DataType;
use sqlparser::ast as syntax;

/// Expressions that one statement may have: formulas that name formulas grow by powers.
const MAX_EXPRESSIONS: u32 = 200_000;

/// Bytes of an expression that may stand more than once.
const MAX_REPEATED: usize = 20_000;

/// Takes text until it is full.
struct Room(usize);

impl fmt::Write for Room {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.checked_sub(text.len()).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// An expression and its type; without one it is null.
#[derive(Clone)]
pub(super) struct Typed {
    pub(super) sql: Sql,
    pub(super) data_type: Option<DataType>,
}

/// A statement being written.
pub(super) struct Writer<'a> {
    pub(super) model: &'a Model,
    pub(super) plan: &'a Plan,
    pub(super) dialect: Dialect,
    pub(super) options: &'a Options,
    pub(super) errors: Vec<Diagnostic>,
    /// Parts of the WITH so far, quoted names first.
    pub(super) parts: Vec<(String, syntax::Query)>,
    /// Types of composite metrics.
    pub(super) formula_types: BTreeMap<MetricId, Option<DataType>>,
    /// What `days()` stands for in the formula that is being written.
    pub(super) days: Days,
    /// Columns that are windows over a table, with the part of each, over those of its table before it.
    pub(super) windowed: Vec<(DatasetId, String, String)>,
    /// Parts with the windows of each bucket of an axis.
    pub(super) window_parts: Vec<(usize, Placing, String)>,
    expressions: u32,
    /// Before the names of parts, so that none hides a table of the data.
    prefix: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model, plan: &'a Plan, dialect: Dialect, options: &'a Options) -> Self {
        let mut prefix = String::new();
        let hidden = |prefix: &str| {
            let is_like = |name: &str| name.to_lowercase().starts_with(&format!("{prefix}q_"));
            model.datasets.iter().any(|dataset| is_like(&dataset.table))
                || options.tables.values().flatten().any(|name| is_like(name))
        };
        while hidden(&prefix) {
            prefix.push('_');
        }
        let mut writer = Self {
            model,
            plan,
            dialect,
            options,
            errors: Vec::new(),
            parts: Vec::new(),
            formula_types: BTreeMap::new(),
            days: Days::default(),
            windowed: Vec::new(),
            window_parts: Vec::new(),
            expressions: 0,
            prefix,
        };
        writer.check_names();
        writer
    }

    /// No database takes a text with a NUL in it.
    fn check_names(&mut self) {
        let names = self.model.datasets.iter().flat_map(|dataset| {
            let columns = dataset.fields.iter().filter_map(|field| match &field.source {
                FieldSource::Column(name) => Some(name),
                FieldSource::Computed(_) | FieldSource::Windowed(_) => None,
            });
            columns.chain([&dataset.table])
        });
        let names: Vec<String> = names
            .chain(self.options.tables.values().flatten())
            .chain(&self.options.schema)
            .chain(self.plan.windows.iter().map(|window| &window.code))
            .chain(self.plan.rows.iter().flat_map(|rows| &rows.columns).map(|column| &column.code))
            .cloned()
            .collect();
        if names.iter().any(|name| name.contains('\0') || name.is_empty()) {
            self.refuse(&m::BAD_NAME, "");
        }
    }

    /// Notes what cannot be said; a null stands in its place.
    pub(super) fn refuse(&mut self, message: &Message, what: &str) -> Sql {
        let error = message.error().arg("what", what).arg("dialect", self.dialect.name());
        let error = if what.is_empty() { error } else { error.at_field(what) };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
        null()
    }

    /// Counts an expression; false where there are too many.
    pub(super) fn spend(&mut self) -> bool {
        self.expressions += 1;
        if self.expressions == MAX_EXPRESSIONS {
            self.refuse(&m::TOO_LONG, "");
        }
        self.expressions < MAX_EXPRESSIONS
    }

    /// An expression that will stand more than once: expressions within expressions that double would grow by powers.
    pub(super) fn repeated(&mut self, value: Typed) -> Typed {
        let mut room = Room(MAX_REPEATED);
        if write!(room, "{}", value.sql).is_ok() {
            return value;
        }
        Typed { sql: self.refuse(&m::TOO_LONG, ""), data_type: value.data_type }
    }

    /// A text constant.
    pub(super) fn text(&mut self, text: &str) -> Sql {
        if text.contains('\0') {
            return self.refuse(&m::BAD_NAME, "");
        }
        self.dialect.text(text)
    }

    /// The quoted name of a part of the statement.
    pub(super) fn part(&self, name: &str) -> String {
        self.dialect.name_of(&format!("{}q_{name}", self.prefix))
    }

    /// A column of a part.
    pub(super) fn at(&self, alias: &str, name: &str) -> Sql {
        column(&self.dialect.name_of(alias), &self.dialect.name_of(name))
    }

    pub(super) fn add_part(&mut self, name: &str, query: syntax::Query) {
        self.parts.push((self.part(name), query));
    }

    /// A part as a table.
    pub(super) fn table_of(&self, name: &str, alias: &str) -> syntax::TableFactor {
        table(vec![self.part(name)], &self.dialect.name_of(alias))
    }

    /// `expr AS name`.
    pub(super) fn named(&self, expr: Sql, name: &str) -> syntax::SelectItem {
        select::named(expr, &self.dialect.name_of(name))
    }

    /// The table of a dataset in the warehouse.
    pub(super) fn stored_table(&self, table_name: &str, alias: &str) -> syntax::TableFactor {
        let own = [table_name.to_owned()];
        let parts: Vec<String> = match self.options.tables.get(table_name) {
            Some(parts) => parts.clone(),
            None => self.options.schema.iter().chain(&own).cloned().collect(),
        };
        let quoted = parts.iter().map(|part| self.dialect.stored_name(part)).collect();
        table(quoted, &self.dialect.name_of(alias))
    }

    /// The name of the column that holds the value of a metric.
    pub(super) fn value_name(&self, id: MetricId) -> String {
        let code = &self.model.metric(id).code;
        // PostgreSQL cuts names after 63 bytes, which could make two of them one.
        if code.len() > 48 { format!("m{}", id.0) } else { format!("m_{code}") }
    }

    /// The day that counts as today, if it is known now.
    pub(super) fn as_of(&self) -> Option<Date> {
        self.plan.as_of.or(self.options.as_of)
    }

    /// The day that counts as today.
    pub(super) fn today(&self) -> Sql {
        match self.as_of() {
            Some(date) => self.dialect.date(date),
            None => self.at("today", "as_of"),
        }
    }

    /// First and last day of a period.
    pub(super) fn resolve(&self, period: Period) -> (Sql, Sql) {
        let known = match period {
            Period::Between(first, last) => Some((first, last)),
            _ => self.as_of().map(|as_of| period.resolve(as_of, self.plan.fiscal_start_month)),
        };
        match known {
            Some((first, last)) => (self.dialect.date(first), self.dialect.date(last)),
            None => window::of_period(self.dialect, period, &self.today(), self.plan.fiscal_start_month),
        }
    }

    /// Joins the day that counts as today where it has to be looked up.
    pub(super) fn join_today(&self) -> Option<syntax::Join> {
        self.looks_up_today().then(|| cross_join(self.table_of("today", "today")))
    }

    /// Whether the last date of the facts has to be looked up.
    pub(super) fn looks_up_today(&self) -> bool {
        fn of_filter(filter: &Filter) -> bool {
            match filter {
                Filter::All(parts) | Filter::Any(parts) => parts.iter().any(of_filter),
                Filter::Not(inner) => of_filter(inner),
                Filter::Test { test, .. } => of_test(test),
            }
        }
        fn of_test(test: &Test) -> bool {
            matches!(test, Test::Period(period) if period.is_relative())
        }
        fn of_condition(condition: &Condition) -> bool {
            match condition {
                Condition::All(parts) | Condition::Any(parts) => parts.iter().any(of_condition),
                Condition::Not(inner) => of_condition(inner),
                Condition::Test(_, test) => of_test(test),
                Condition::Expr(_) => false,
            }
        }
        let plan = self.plan;
        self.as_of().is_none()
            && (plan.period.is_some_and(Period::is_relative)
                || plan.having.iter().any(of_filter)
                || self.counts_days()
                || plan.facts.iter().any(|fact| {
                    let beyond = fact.bridges.iter().flat_map(|bridge| &bridge.filter);
                    fact.filter.iter().chain(beyond).any(of_condition)
                        || fact.measures.iter().any(|measure| {
                            measure.period.is_some_and(Period::is_relative)
                                || !measure.placing.windows.is_empty()
                        })
                }))
    }

    /// The type of a field.
    pub(super) fn type_of(&self, field: FieldId) -> DataType {
        self.model.field(field).data_type
    }
}
