//! A [`Document`] put together from a foreign definition: names that it may use, metrics that expressions ask for.

use std::collections::BTreeMap;

use super::code::{code_of, free};
use super::messages as m;
use super::sql::{self, Refusal, Sql};
use crate::diag::Diagnostic;
use crate::formula::{self, quote_name};
use crate::model::{At, DatasetDoc, Document, FieldDoc, MetricDoc};
use crate::text::Text;

/// A dataset under its foreign names.
struct Source {
    name: String,
    code: String,
    /// Foreign name of a field → our code.
    fields: BTreeMap<String, String>,
}

/// The definition so far, and what did not map.
pub(super) struct Build {
    pub(super) document: Document,
    pub(super) diagnostics: Vec<Diagnostic>,
    sources: Vec<Source>,
    /// Foreign name of a metric → our code.
    metrics: BTreeMap<String, String>,
}

/// One aggregate of SQL.
pub(super) struct Aggregate {
    /// The metric without its condition.
    pub(super) atomic: MetricDoc,
    /// The condition on its rows.
    pub(super) condition: Option<String>,
}

fn words(zh: &str, en: &str) -> Refusal {
    Text::new(zh, en)
}

impl Build {
    pub(super) fn new() -> Self {
        Self {
            document: Document::empty(),
            diagnostics: Vec::new(),
            sources: Vec::new(),
            metrics: BTreeMap::new(),
        }
    }

    /// Adds a dataset and gives its position.
    pub(super) fn dataset(&mut self, name: &str, mut item: DatasetDoc) -> usize {
        let code =
            free(code_of(name, "dataset"), |code| self.sources.iter().any(|source| source.code == code));
        item.code = At::new(code.clone());
        self.sources.push(Source { name: name.to_owned(), code, fields: BTreeMap::new() });
        self.document.datasets.push(At::new(item));
        self.sources.len() - 1
    }

    /// Makes a field known under its foreign name.
    pub(super) fn field(&mut self, dataset: usize, name: &str, code: &str) {
        self.sources[dataset].fields.insert(name.to_owned(), code.to_owned());
    }

    /// The dataset of a foreign name.
    pub(super) fn find_dataset(&self, name: &str) -> Option<usize> {
        let exact = self.sources.iter().position(|source| source.name == name);
        exact.or_else(|| self.sources.iter().position(|source| source.name.eq_ignore_ascii_case(name)))
    }

    /// The code of a dataset.
    pub(super) fn dataset_code(&self, at: usize) -> &str {
        &self.sources[at].code
    }

    /// Our code of a field that may not be declared.
    pub(super) fn field_code(&self, dataset: usize, name: &str) -> String {
        let code = self.sources[dataset].fields.get(name);
        code.map_or_else(|| name.to_owned(), String::clone)
    }

    /// Reserves the code of a metric; its foreign name stands for it from now on.
    pub(super) fn reserve(&mut self, name: &str) -> String {
        let code = free(code_of(name, "metric"), |code| self.metrics.values().any(|taken| taken == code));
        self.metrics.insert(name.to_owned(), code.clone());
        code
    }

    /// The code of a metric by its foreign name.
    pub(super) fn metric_code(&self, name: &str) -> Option<&str> {
        self.metrics.get(name).map(String::as_str)
    }

    /// Says that a definition did not map.
    pub(super) fn refuse(&mut self, name: &str, value: &str, why: &Text, place: &At<impl Sized>) {
        let found = m::NOT_TRANSLATED.warning().arg("name", name).arg_text("why", why);
        self.diagnostics.push(place.mark(found.at_field(name).at_value(value)));
    }

    /// What a column name stands for: its dataset and the field.
    fn resolve(&self, parts: &[String], home: Option<usize>) -> Result<(usize, String), Refusal> {
        let unknown = || {
            let name = parts.join(".");
            words(
                &format!("不知道 {name} 是哪个数据集的列"),
                &format!("no dataset is known to have the column {name}"),
            )
        };
        let (field, rest) = parts.split_last().ok_or_else(unknown)?;
        let dataset = match rest.last() {
            Some(dataset) => self.find_dataset(dataset),
            None => {
                let has = |at: &usize| self.sources[*at].fields.contains_key(field);
                let mut having = (0..self.sources.len()).filter(has);
                match (home.filter(has), having.next(), having.next()) {
                    (Some(home), ..) => Some(home),
                    (None, Some(only), None) => Some(only),
                    _ => home.or(if self.sources.len() == 1 { Some(0) } else { None }),
                }
            }
        };
        let dataset = dataset.ok_or_else(unknown)?;
        Ok((dataset, self.field_code(dataset, field)))
    }

    /// An expression over the rows of `dataset` in our language; other datasets' fields are written with their dataset.
    pub(super) fn row(&self, sql: &Sql, dataset: usize) -> Result<String, Refusal> {
        sql::formula(sql, &mut |part| {
            let Sql::Name(parts) = part else { return None };
            Some(self.resolve(parts, Some(dataset)).map(|(found, field)| {
                if found == dataset {
                    quote_name(&field)
                } else {
                    quote_name(&format!("{}.{field}", self.sources[found].code))
                }
            }))
        })
    }

    /// The first dataset that `sql` names.
    fn home_of(&self, sql: &Sql, home: Option<usize>) -> Option<usize> {
        let mut first = None;
        let _ = sql::formula(sql, &mut |part| {
            let Sql::Name(parts) = part else { return None };
            if first.is_none() {
                first = self.resolve(parts, home).ok().map(|found| found.0);
            }
            Some(Ok("x".to_owned()))
        });
        first
    }

    /// Reads `sum(x)`, `count(distinct case when c then x end)` …; none where `sql` is no aggregate. `code` names a
    /// computed field where one is needed.
    pub(super) fn aggregate(
        &mut self,
        sql: &Sql,
        home: Option<usize>,
        code: &str,
    ) -> Option<Result<Aggregate, Refusal>> {
        let Sql::Call(call, is_distinct, arguments) = sql else { return None };
        let aggregate = match (call.as_str(), is_distinct) {
            ("count", true) => "count_distinct",
            ("sum" | "count" | "avg" | "min" | "max" | "median", false) if arguments.len() == 1 => call,
            ("sum" | "avg" | "count" | "median", _) => {
                return Some(Err(words(
                    &format!("不支持 {call} 的这种写法"),
                    &format!("this form of {call} is not supported"),
                )));
            }
            _ => return None,
        };
        let [argument] = arguments.as_slice() else {
            return Some(Err(words("聚合要有一个参数", "an aggregate takes one argument")));
        };
        Some(self.aggregate_of(aggregate, argument, home, code))
    }

    /// An aggregate of an argument; a `case` with one branch becomes a condition.
    pub(super) fn aggregate_of(
        &mut self,
        aggregate: &str,
        argument: &Sql,
        home: Option<usize>,
        code: &str,
    ) -> Result<Aggregate, Refusal> {
        let is_zero = |sql: &Sql| matches!(sql, Sql::Literal(text) if text == "0");
        let is_null = |sql: &Sql| matches!(sql, Sql::Literal(text) if text == "null");
        let (condition, value, zero_fill) = match argument {
            Sql::Case(branches, otherwise) => match (branches.as_slice(), otherwise.as_deref()) {
                ([(when, then)], None) => (Some(when), then, false),
                ([(when, then)], Some(other)) if is_null(other) => (Some(when), then, false),
                ([(when, then)], Some(other)) if aggregate == "sum" && is_zero(other) => {
                    (Some(when), then, true)
                }
                _ => (None, argument, false),
            },
            other => (None, other, false),
        };
        let dataset = self.home_of(argument, home).or(home);
        let dataset = dataset.or(if self.sources.len() == 1 { Some(0) } else { None });
        let dataset = dataset
            .ok_or_else(|| words("不知道属于哪个数据集", "it does not say which dataset it counts"))?;
        let is_one = matches!(value, Sql::Star) || matches!(value, Sql::Literal(text) if text == "1");
        let mut atomic = MetricDoc { zero_fill, ..MetricDoc::default() };
        let mut home = dataset;
        if is_one && matches!(aggregate, "sum" | "count") {
            atomic.aggregate = "count_rows".into();
        } else {
            atomic.aggregate = aggregate.into();
            let field = match value {
                Sql::Name(parts) => {
                    let (found, field) = self.resolve(parts, Some(dataset))?;
                    home = found;
                    field
                }
                computed => {
                    let found = self.home_of(computed, Some(dataset)).unwrap_or(dataset);
                    home = found;
                    let text = self.row(computed, found)?;
                    self.computed(found, &text, code)
                }
            };
            atomic.field = At::new(field);
        }
        let condition = condition.map(|when| self.row(when, home)).transpose()?;
        atomic.dataset = self.sources[home].code.as_str().into();
        Ok(Aggregate { atomic, condition })
    }

    /// The field of `dataset` that is computed by `expr`; a new one where there is none.
    fn computed(&mut self, dataset: usize, expr: &str, code: &str) -> String {
        let item = &mut self.document.datasets[dataset].value;
        if let Some(field) = item.fields.iter().find(|field| field.expr.value == expr) {
            return field.code.value.clone();
        }
        let code =
            free(format!("{code}_value"), |code| item.fields.iter().any(|field| field.code.value == code));
        item.fields.push(At::new(FieldDoc {
            code: At::new(code.clone()),
            expr: expr.into(),
            ..FieldDoc::default()
        }));
        code
    }

    /// The metric that computes the aggregate, found or made; `identity` is put on it where it is made for that.
    pub(super) fn metric(&mut self, aggregate: Aggregate, identity: Option<MetricDoc>) -> String {
        let Aggregate { mut atomic, condition } = aggregate;
        let Some(condition) = condition else {
            return self.atomic(atomic, identity);
        };
        let zero_fill = std::mem::take(&mut atomic.zero_fill);
        let base = self.atomic(atomic, None);
        let found = self.document.metrics.iter().find(|metric| {
            metric.base.value == base && metric.condition.value == condition && metric.period.is_empty()
        });
        if let (Some(found), None) = (found, &identity) {
            return found.code.value.clone();
        }
        let mut made = identity.unwrap_or_default();
        if made.code.is_empty() {
            made.code = At::new(self.reserve(&format!("{base}_where")));
        }
        made.base = At::new(base);
        made.condition = At::new(condition);
        made.zero_fill |= zero_fill;
        self.push(made)
    }

    fn atomic(&mut self, atomic: MetricDoc, identity: Option<MetricDoc>) -> String {
        let same = |metric: &&At<MetricDoc>| {
            metric.aggregate == atomic.aggregate
                && metric.dataset == atomic.dataset
                && metric.field == atomic.field
                && metric.time == atomic.time
                && metric.over_time == atomic.over_time
                && metric.p == atomic.p
        };
        let found = self.document.metrics.iter().find(same);
        if let (Some(found), None) = (found, &identity) {
            return found.code.value.clone();
        }
        let mut made = identity.unwrap_or_default();
        if made.code.is_empty() {
            let name = format!("{}_{}_{}", atomic.dataset.value, atomic.field.value, atomic.aggregate.value);
            made.code = At::new(self.reserve(&name));
        }
        let MetricDoc { dataset, aggregate, field, p, time, over_time, zero_fill, .. } = atomic;
        made.zero_fill |= zero_fill;
        self.push(MetricDoc { dataset, aggregate, field, p, time, over_time, ..made })
    }

    /// Adds a metric and gives its code.
    pub(super) fn push(&mut self, metric: MetricDoc) -> String {
        let code = metric.code.value.clone();
        self.document.metrics.push(At::new(metric));
        code
    }

    /// A formula over metrics; aggregates in it become metrics of their own, and names are metrics of the file.
    pub(super) fn composite(
        &mut self,
        sql: &Sql,
        home: Option<usize>,
        code: &str,
    ) -> Result<String, Refusal> {
        sql::formula(sql, &mut |part| match part {
            Sql::Name(parts) => Some(match self.metric_code(&parts.join(".")) {
                Some(found) => Ok(found.to_owned()),
                None => {
                    let name = parts.join(".");
                    Err(words(
                        &format!("{name} 在聚合之外，也不是指标"),
                        &format!("{name} is neither aggregated nor a metric"),
                    ))
                }
            }),
            part => {
                let aggregate = self.aggregate(part, home, code)?;
                Some(aggregate.map(|aggregate| self.metric(aggregate, None)))
            }
        })
    }

    /// Leaves out what refers to metrics that did not come in, and gives the result.
    pub(super) fn finish(mut self) -> (Document, Vec<Diagnostic>) {
        loop {
            let codes: Vec<String> =
                self.document.metrics.iter().map(|metric| metric.code.value.clone()).collect();
            let before = codes.len();
            let diagnostics = &mut self.diagnostics;
            self.document.metrics.retain(|metric| {
                let mut needs = Vec::new();
                if !metric.base.is_empty() {
                    needs.push(metric.base.value.clone());
                }
                if let Ok(expr) = formula::parse(&metric.formula) {
                    needs.extend(expr.names().into_iter().cloned());
                }
                let missing = needs.into_iter().find(|need| !codes.contains(need));
                if let Some(other) = &missing {
                    let name = &metric.code.value;
                    let found = m::NEEDS_SKIPPED.warning().arg("name", name).arg("other", other);
                    diagnostics.push(metric.code.mark(found.at_field(name)));
                }
                missing.is_none()
            });
            if self.document.metrics.len() == before {
                return (self.document, self.diagnostics);
            }
        }
    }
}
