//! Empty sets, nulls, division and exact sums over one table.

use sandtable_engine::calendar::{Date, Grain};
use sandtable_engine::frame::Frame;
use sandtable_engine::query::{Axis, Comparison, Filter, Query, Test, Totals};
use sandtable_engine::table::{DataType, Scalar, Table};
use serde_json::{Value, json};

use super::expect::{cell_fits, compare_rows, data_type, scalar};
use super::semantics::{overflows, texts};
use super::{Outcome, list, text};
use crate::doc::{ModelDoc, aggregate, atomic, composite, derived};
use crate::engine::{execute, render};
use crate::tables::table;

pub(crate) fn run(file: &Value, case: &Value) -> Outcome {
    let tolerance = file["defaults"]["tolerance"].as_f64().unwrap_or(1e-9);
    let (asked, expect) = (&case["query"], &case["expect"]);
    let input = Input::read(case);
    let answer = execute(&input.model(asked), vec![input.table.clone()], &input.query(asked));
    let rows = list(expect, "rows");
    if rows.first().and_then(|row| row[0].get("error")).is_some() {
        let reported = overflows(&answer);
        return if reported {
            Outcome::Pass
        } else {
            Outcome::Fail("the overflow is not reported".to_owned())
        };
    }
    match answer {
        Err(findings) => Outcome::Fail(render(&findings)),
        Ok(frame) => {
            let why = compare_rows(&frame, rows, false, tolerance)
                .or_else(|| compare_total(&frame, list(expect, "total"), tolerance));
            why.map_or(Outcome::Pass, Outcome::Fail)
        }
    }
}

fn compare_total(frame: &Frame, expected: &[Value], tolerance: f64) -> Option<String> {
    if expected.is_empty() {
        return None;
    }
    let Some(row) = (0..frame.rows()).find(|&row| frame.rolled_up[row] != 0) else {
        return Some("there is no grand total".to_owned());
    };
    let fits = frame.metrics().zip(expected).all(|(column, cell)| cell_fits(column, row, cell, tolerance));
    (!fits).then(|| format!("expected the total {expected:?}, found {}", super::expect::show(frame, &[row])))
}

struct Input {
    columns: Vec<(String, DataType)>,
    table: Table,
    /// The column that a case uses as a time axis; its months become dates.
    axis: Option<String>,
}

impl Input {
    fn read(case: &Value) -> Self {
        let axis = case["query"].get("axis").map(|_| texts(&case["query"], "dimensions").concat());
        let written = &case["table"];
        let repeated: Vec<Value> = list(written, "repeat")
            .iter()
            .flat_map(|pair| (0..pair[1].as_u64().unwrap_or_default()).map(|_| json!([pair[0]])))
            .collect();
        let rows = if repeated.is_empty() { list(written, "rows") } else { &repeated };
        let mut columns: Vec<(String, DataType)> = list(written, "columns")
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let kind = column[1].as_str().unwrap_or_default();
                (
                    column[0].as_str().unwrap_or_default().to_owned(),
                    data_type(kind, rows.iter().map(|r| &r[at])),
                )
            })
            .collect();
        let mut values: Vec<Vec<Scalar>> = rows
            .iter()
            .map(|row| columns.iter().enumerate().map(|(at, (_, kind))| scalar(&row[at], *kind)).collect())
            .collect();
        if let Some(at) = columns.iter().position(|(code, _)| Some(code) == axis.as_ref()) {
            columns[at].1 = DataType::Date;
            for row in &mut values {
                if let Scalar::Text(month) = &row[at] {
                    row[at] = Date::parse(&format!("{month}-01")).map_or(Scalar::Null, Scalar::Date);
                }
            }
        }
        let table = table("t", &columns, &values);
        Self { columns, table, axis }
    }

    fn model(&self, asked: &Value) -> ModelDoc {
        let mut doc = ModelDoc::new();
        let times: Vec<&str> = self.axis.iter().map(String::as_str).collect();
        doc.dataset("t", &self.columns, &[], &times);
        for metric in list(asked, "metrics") {
            let name = text(metric, "name");
            if let Some(formula) = metric["formula"].as_str() {
                doc.metric(composite(name, formula));
                continue;
            }
            let Some(aggregate) = aggregate(text(metric, "agg"), metric["p"].as_f64()) else { continue };
            let condition = text(metric, "where");
            let base = if condition.is_empty() { name.to_owned() } else { format!("{name}_all") };
            let mut entry = atomic(&base, "t", aggregate, metric["of"].as_str());
            if metric["zero_fill"] == true {
                entry["zero_fill"] = json!(true);
            }
            doc.metric(entry);
            if !condition.is_empty() {
                doc.metric(derived(name, &base, Some(&self.qualified(condition)), None));
            }
        }
        doc
    }

    /// `kind = 'parts'` as `t.kind = 'parts'`.
    fn qualified(&self, condition: &str) -> String {
        let word = |word: &str| match self.columns.iter().any(|(code, _)| code == word) {
            true => format!("t.{word}"),
            false => word.to_owned(),
        };
        condition.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    fn query(&self, asked: &Value) -> Query {
        let axis = |name: String| match &self.axis {
            Some(time) if *time == name => Axis::by("time", Grain::Month),
            _ => Axis::new(format!("t.{name}")),
        };
        let dimensions: Vec<Axis> = texts(asked, "dimensions").into_iter().map(axis).collect();
        Query {
            metrics: list(asked, "metrics").iter().map(|metric| text(metric, "name").to_owned()).collect(),
            filters: texts(asked, "where").iter().filter_map(|condition| equals(condition)).collect(),
            totals: if dimensions.is_empty() { Totals::None } else { Totals::Grand },
            all_members: self.axis.is_some(),
            dimensions,
            ..Query::default()
        }
    }
}

/// `g = 'a'`.
fn equals(condition: &str) -> Option<Filter> {
    let (field, value) = condition.split_once(" = ")?;
    let value = Scalar::Text(value.trim_matches('\'').to_owned());
    Some(Filter::test(format!("t.{field}"), Test::Is(Comparison::Eq, value)))
}
