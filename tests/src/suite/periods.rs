//! Civil-date periods. Comparisons of periods come with the comparisons of metrics.

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::model::Aggregate;
use sandtable_engine::query::{Axis, Query};
use sandtable_engine::table::{DataType, Scalar};
use serde_json::{Value, json};

use super::{Outcome, list, text};
use crate::doc::{ModelDoc, atomic};
use crate::engine::{execute, render};
use crate::tables::table;

pub(crate) fn run(case: &Value) -> Outcome {
    let (input, expect) = (&case["input"], &case["expect"]);
    let failed = match text(case, "op") {
        "bucket" => bucket(input, expect),
        "relative" => relative(input, expect),
        "as_of" => as_of(input, expect),
        "spring_festival" | "spring_day" => {
            return Outcome::Skip("alignment by the Spring Festival is not built yet".to_owned());
        }
        _ => return Outcome::Skip("comparisons are not built yet".to_owned()),
    };
    failed.map_or(Outcome::Pass, Outcome::Fail)
}

fn bucket(input: &Value, expect: &Value) -> Option<String> {
    let date = Date::parse(text(input, "date"))?;
    let grain = match text(input, "grain") {
        "day" => Grain::Day,
        "iso_week" => Grain::Week,
        "ten_day" => Grain::TenDay,
        "month" => Grain::Month,
        "quarter" => Grain::Quarter,
        "half" => Grain::Half,
        "year" => Grain::Year,
        other => return Some(format!("unknown grain {other}")),
    };
    let fiscal = input["fiscal_start_month"].as_u64().unwrap_or(1) as u32;
    let (start, end) = (grain.start(date, fiscal), grain.end(date, fiscal));
    let mut found = json!({
        "start": start.to_string(), "end": end.to_string(), "days": end.days() - start.days() + 1,
    });
    if grain == Grain::Week {
        let (year, week) = date.iso_week();
        found["iso_year"] = json!(year);
        found["iso_week"] = json!(week);
        found["weekday"] = json!(date.weekday());
    }
    (found != *expect).then(|| format!("expected {expect}, found {found}"))
}

fn relative(input: &Value, expect: &Value) -> Option<String> {
    let as_of = Date::parse(text(input, "as_of"))?;
    for (name, window) in expect.as_object().into_iter().flatten() {
        let Some(period) = Period::parse(name) else { return Some(format!("{name} is not read")) };
        let (first, last) = period.resolve(as_of, 1);
        // The current period is the whole one; what lies after `as_of` does not exist yet.
        let last = last.min(as_of);
        let found = json!([first.to_string(), last.to_string(), last.days() - first.days() + 1]);
        if found != *window {
            return Some(format!("{name}: expected {window}, found {found}"));
        }
    }
    None
}

fn as_of(input: &Value, expect: &Value) -> Option<String> {
    let rows: Vec<Vec<Scalar>> = list(input, "dates")
        .iter()
        .map(|date| vec![date.as_str().and_then(Date::parse).map_or(Scalar::Null, Scalar::Date)])
        .collect();
    let columns = [("day".to_owned(), DataType::Date)];
    let mut doc = ModelDoc::new();
    doc.dataset("fact", &columns, &[], &["day"]);
    doc.metric(atomic("n", "fact", Aggregate::CountRows, None));
    let query = Query {
        metrics: vec!["n".to_owned()],
        dimensions: vec![Axis::by("time", Grain::Day)],
        as_of: Date::parse(text(input, "user")),
        ..Query::default()
    };
    match execute(&doc, vec![table("fact", &columns, &rows)], &query) {
        Err(findings) => Some(render(&findings)),
        Ok(frame) => {
            let expected = expect["as_of"].as_str().and_then(Date::parse);
            (frame.as_of != expected).then(|| format!("expected {expected:?}, found {:?}", frame.as_of))
        }
    }
}
