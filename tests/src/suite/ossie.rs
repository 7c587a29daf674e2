//! Cases on the text of a foreign model: fixture and model written as Ossie, and what reading it finds.

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::interop::ossie;
use sandtable_engine::limits::Limits;
use serde_json::{Map, Value, json};

use super::{list, text};

/// What the reader says of a fixture with the additions of a case.
pub(crate) fn findings(fixture: &Value, model: &Value) -> Vec<Diagnostic> {
    let datasets: Vec<Value> = list(fixture, "datasets").iter().map(|item| dataset(item, model)).collect();
    let metrics: Vec<Value> = list(model, "metrics").iter().map(metric).collect();
    let semantic = json!({
        "name": "case",
        "datasets": datasets,
        "relationships": fixture["relationships"],
        "metrics": metrics,
    });
    let file = json!({ "version": "0.2.0.dev0", "semantic_model": [semantic] });
    ossie::read(&file.to_string(), &Limits::default()).1
}

fn expression(sql: &str) -> Value {
    json!({ "dialects": [{ "dialect": "ANSI_SQL", "expression": sql }] })
}

fn dataset(item: &Value, model: &Value) -> Value {
    let name = text(item, "name");
    let of_case = |key: &str| -> Vec<Value> {
        list(model, key).iter().filter(|own| text(own, "dataset") == name).cloned().collect()
    };
    let named = |name: &str, sql: &str| json!({ "name": name, "expression": expression(sql) });
    let columns = list(item, "columns").iter().filter_map(|column| column[0].as_str());
    let mut fields: Vec<Value> = columns.map(|column| named(column, column)).collect();
    fields.extend(of_case("fields").iter().map(|field| named(text(field, "name"), text(field, "expr"))));
    let mut out =
        json!({ "name": name, "source": name, "primary_key": item["primary_key"], "fields": fields });
    let metrics: Vec<Value> = of_case("dataset_metrics").iter().map(metric).collect();
    if !metrics.is_empty() {
        out["metrics"] = Value::Array(metrics);
    }
    out
}

/// A metric as the case writes it: what is not for the runner stands in the file.
fn metric(item: &Value) -> Value {
    let for_runner = ["expr", "agg", "of", "dataset"];
    let keys = item.as_object().into_iter().flatten();
    let mut out: Map<String, Value> = keys
        .filter(|(key, _)| !for_runner.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    out.insert("expression".to_owned(), expression(text(item, "expr")));
    Value::Object(out)
}
