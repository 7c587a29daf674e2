//! Metric queries over related tables: rows, or the error.

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::{Frame, Null};
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::{Axis, Comparison, Filter, Limit, Query, RowColumn, Rows, Sort, SortBy, Test};
use sandtable_engine::table::{DataType, Scalar, Table};
use sandtable_engine::text::Lang;
use serde_json::Value;

use super::expect::{compare_rows, data_type, is_subset, scalar};
use super::{Outcome, codes, list, ossie, text};
use crate::doc::{ModelDoc, aggregate, atomic, composite};
use crate::engine::{execute, render};
use crate::tables::table;

pub(crate) fn run(file: &Value, case: &Value) -> Outcome {
    let fixture = &file["fixtures"][text(case, "fixture")];
    if list(case, "needs").iter().any(|need| need == "ossie_import") {
        return check_error(
            &case["expect"],
            &ossie::findings(fixture, &case["model"]),
            text(&case["expect"], "error"),
        );
    }
    let tolerance = file["defaults"]["tolerance"].as_f64().unwrap_or(1e-9);
    check(case, &answer(fixture, case), tolerance)
}

/// One table of a fixture: name, columns, primary key, rows.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, DataType)>,
    pub(crate) key: Vec<String>,
    pub(crate) table: Table,
}

impl Input {
    fn read(dataset: &Value) -> Self {
        let name = text(dataset, "name").to_owned();
        let rows = list(dataset, "rows");
        let columns: Vec<(String, DataType)> = list(dataset, "columns")
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let written = column[1].as_str().unwrap_or_default();
                let code = column[0].as_str().unwrap_or_default().to_owned();
                (code, data_type(written, rows.iter().map(|row| &row[at])))
            })
            .collect();
        let values: Vec<Vec<Scalar>> = rows
            .iter()
            .map(|row| columns.iter().enumerate().map(|(at, (_, kind))| scalar(&row[at], *kind)).collect())
            .collect();
        let table = table(&name, &columns, &values);
        Self { name, columns, key: texts(dataset, "primary_key"), table }
    }
}

fn answer(fixture: &Value, case: &Value) -> Result<Frame, Vec<Diagnostic>> {
    let inputs: Vec<Input> = list(fixture, "datasets").iter().map(Input::read).collect();
    let mut doc = ModelDoc::new();
    for input in &inputs {
        let key: Vec<&str> = input.key.iter().map(String::as_str).collect();
        doc.dataset(&input.name, &input.columns, &key, &[]);
    }
    for edge in list(fixture, "relationships") {
        let (from, to) = (texts(edge, "from_columns"), texts(edge, "to_columns"));
        let keys: Vec<(&str, &str)> = from.iter().zip(&to).map(|(f, t)| (f.as_str(), t.as_str())).collect();
        doc.relationship(text(edge, "name"), text(edge, "from"), text(edge, "to"), &keys);
    }
    let mut writer = Writer { doc };
    let asked = &case["query"];
    for field in list(&case["model"], "fields") {
        writer.doc.computed(text(field, "dataset"), text(field, "name"), text(field, "expr"));
    }
    for metric in list(&case["model"], "metrics") {
        writer.metric(metric, asked);
    }
    for measure in list(asked, "measures").iter().filter(|measure| measure.get("metric").is_none()) {
        writer.metric(measure, asked);
    }
    let query = writer.query(asked);
    let tables: Vec<Table> = inputs.iter().map(|input| input.table.clone()).collect();
    execute(&writer.doc, tables, &query)
}

struct Writer {
    doc: ModelDoc,
}

impl Writer {
    fn metric(&mut self, metric: &Value, query: &Value) {
        let (name, expr) = (text(metric, "name"), text(metric, "expr"));
        let aggregate = aggregate(text(metric, "agg"), None);
        if let Some((dataset, product)) = product(expr) {
            let code = format!("{name}_row");
            self.doc.computed(&dataset, &code, &product);
            self.doc.metric(atomic(name, &dataset, Aggregate::Sum, Some(&code)));
            return;
        }
        match (aggregate, text(metric, "of").split_once('.')) {
            (None, _) => self.doc.metric(composite(name, &expr.to_lowercase())),
            (Some(aggregate), Some((dataset, field))) => {
                self.doc.metric(atomic(name, dataset, aggregate, Some(field)));
            }
            (Some(aggregate), None) => self.doc.metric(atomic(name, &counted(query), aggregate, None)),
        }
    }

    fn query(&self, asked: &Value) -> Query {
        let dimensions: Vec<String> = texts(asked, "dimensions");
        let measured = |measure: &Value| {
            let reference = text(measure, "metric");
            if reference.is_empty() { text(measure, "name").to_owned() } else { reference.to_owned() }
        };
        let sort = list(asked, "order_by").iter().map(|order| {
            let name = order[0].as_str().unwrap_or_default();
            let by = match dimensions.iter().position(|dimension| dimension == name) {
                Some(at) => SortBy::Dimension(at),
                None => SortBy::Metric(name.to_owned()),
            };
            Sort { by, descending: order[1] == "desc" }
        });
        let limit = asked["limit"].as_u64();
        let (tested, written): (Vec<&Value>, Vec<&Value>) =
            list(asked, "where").iter().partition(|condition| is_test(condition));
        Query {
            metrics: list(asked, "measures").iter().map(measured).collect(),
            filters: tested.into_iter().map(|c| self.condition(c, asked)).collect(),
            conditions: written.into_iter().map(|c| text(c, "expr").to_owned()).collect(),
            having: list(asked, "having").iter().map(|c| self.condition(c, asked)).collect(),
            sort: sort.collect(),
            limit: limit.map(|keep| Limit { keep: keep as usize, dimension: None, others: false }),
            dimensions: dimensions.into_iter().map(Axis::new).collect(),
            rows: asked.get("fields").map(|_| {
                let columns = list(asked, "fields").iter().map(|field| match field.as_str() {
                    Some(name) => RowColumn::new(name),
                    None => RowColumn::computed(text(field, "name"), text(field, "expr")),
                });
                Rows { columns: columns.collect(), ..Rows::default() }
            }),
            ..Query::default()
        }
    }

    fn condition(&self, condition: &Value, query: &Value) -> Filter {
        let all = list(condition, "all");
        if !all.is_empty() {
            return Filter::All(all.iter().map(|part| self.condition(part, query)).collect());
        }
        let field = match text(condition, "field") {
            "" => list(query, "measures")
                .iter()
                .find(|m| m["agg"] == condition["agg"] && m["of"] == condition["of"])
                .map_or("", |measure| text(measure, "name")),
            field => field,
        };
        if text(condition, "op") == "is not null" {
            return Filter::Not(Box::new(Filter::test(field, Test::Null)));
        }
        let comparison = match text(condition, "op") {
            "=" => Comparison::Eq,
            "<>" | "!=" => Comparison::Ne,
            "<" => Comparison::Lt,
            "<=" => Comparison::Le,
            ">" => Comparison::Gt,
            _ => Comparison::Ge,
        };
        let value = match &condition["value"] {
            Value::String(text) => Scalar::Text(text.clone()),
            Value::Bool(truth) => Scalar::Bool(*truth),
            Value::Number(number) => number
                .as_i64()
                .map_or_else(|| Scalar::Float(number.as_f64().unwrap_or_default()), Scalar::Int),
            _ => Scalar::Null,
        };
        Filter::test(field, Test::Is(comparison, value))
    }
}

/// Whether a condition is given in parts beside its text.
fn is_test(condition: &Value) -> bool {
    ["all", "field", "agg"].iter().any(|part| condition.get(part).is_some())
}

/// `SUM(order_lines.qty * order_lines.price)` as the dataset and `qty * price`.
fn product(expr: &str) -> Option<(String, String)> {
    let inner = expr.strip_prefix("SUM(")?.strip_suffix(')')?;
    let (left, right) = inner.split_once(" * ")?;
    let (dataset, left) = left.split_once('.')?;
    let (_, right) = right.split_once('.')?;
    Some((dataset.to_owned(), format!("{left} * {right}")))
}

/// What `COUNT(*)` counts: the fact of the other measures, else of the conditions.
fn counted(query: &Value) -> String {
    let of = list(query, "measures").iter().map(|measure| text(measure, "of"));
    let tested = list(query, "where").iter().map(|condition| text(condition, "field"));
    let mut named = of.chain(tested).filter_map(|name| name.split_once('.'));
    named.next().map_or_else(String::new, |(dataset, _)| dataset.to_owned())
}

pub(crate) fn texts(value: &Value, key: &str) -> Vec<String> {
    list(value, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn check(case: &Value, answer: &Result<Frame, Vec<Diagnostic>>, tolerance: f64) -> Outcome {
    let expect = &case["expect"];
    let frame = match (answer, expect.get("error").and_then(Value::as_str)) {
        (Ok(frame), None) => frame,
        (Ok(_), Some(code)) => return Outcome::Fail(format!("expected {code}, found rows")),
        (Err(findings), Some(code)) => return check_error(expect, findings, code),
        (Err(findings), None) => {
            return match expect.get("also_error").and_then(Value::as_str) {
                Some(code) if codes::found(findings, Some(&[code])).is_some() => {
                    Outcome::PassBy("refused, which is also accepted")
                }
                _ => Outcome::Fail(render(findings)),
            };
        }
    };
    if let Some(count) = expect["row_count"].as_u64() {
        let rows =
            if expect.get("subset_of_unmatched").is_some() { "subset_of_unmatched" } else { "subset_of" };
        let fits = frame.rows() as u64 == count && is_subset(frame, list(expect, rows), tolerance);
        return if fits { Outcome::Pass } else { Outcome::Fail("other rows".to_owned()) };
    }
    let rows = if expect.get("rows_unmatched").is_some() { "rows_unmatched" } else { "rows" };
    let ordered = expect["ordered"].as_bool().unwrap_or_default();
    let Some(why) = compare_rows(frame, list(expect, rows), ordered, tolerance) else { return Outcome::Pass };
    if ordered {
        // Text for people keeps missing keys last in both directions; emitted SQL puts them first when descending.
        let (mut last, mut screen): (Vec<Value>, Vec<Value>) =
            list(expect, rows).iter().cloned().partition(|row| row[0].is_null() || row[0] == "<unmatched>");
        screen.append(&mut last);
        if compare_rows(frame, &screen, true, tolerance).is_none() {
            return Outcome::PassBy("missing keys last, as on screen");
        }
    }
    Outcome::Fail(why)
}

fn check_error(expect: &Value, findings: &[Diagnostic], code: &str) -> Outcome {
    let mut accepted = vec![code];
    accepted.extend(list(expect, "also").iter().filter_map(Value::as_str));
    let any = expect["any_code"].as_bool().unwrap_or_default();
    let Some(finding) = codes::found(findings, (!any).then_some(accepted.as_slice())) else {
        return Outcome::Fail(format!("expected {code}, found {}", render(findings)));
    };
    let message = finding.render(Lang::En);
    match texts(expect, "mentions").iter().find(|name| !message.contains(name.as_str())) {
        Some(name) => Outcome::Fail(format!("the message does not name `{name}`: {message}")),
        None if message.contains(text(expect, "hint")) => Outcome::Pass,
        None => Outcome::Fail(format!("no hint at `{}`: {message}", text(expect, "hint"))),
    }
}

/// Whether a frame cell is the overflow that a case asks for.
pub(crate) fn overflows(answer: &Result<Frame, Vec<Diagnostic>>) -> bool {
    match answer {
        Ok(frame) => frame.metrics().any(|column| column.null(0) == Null::Overflow),
        Err(findings) => findings.iter().any(|finding| finding.code.contains("overflow")),
    }
}
