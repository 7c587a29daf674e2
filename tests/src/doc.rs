//! Model documents, built in code. JSON is YAML too, so they go through the reader of the format that users write.

use sandtable_engine::calendar::Period;
use sandtable_engine::model::Aggregate;
use sandtable_engine::table::DataType;
use serde_json::{Map, Value, json};

/// A model document.
#[derive(Clone, Debug)]
pub struct ModelDoc {
    root: Map<String, Value>,
}

impl Default for ModelDoc {
    fn default() -> Self {
        Self::new()
    }
}

impl ModelDoc {
    /// An empty document.
    pub fn new() -> Self {
        let mut root = Map::new();
        root.insert("sandtable".to_owned(), json!(1));
        Self { root }
    }

    /// Sets the first month of the fiscal year.
    pub fn fiscal_start_month(&mut self, month: u32) {
        self.root.insert("fiscal_start_month".to_owned(), json!(month));
    }

    fn push(&mut self, list: &str, entry: Value) {
        let entries = self.root.entry(list).or_insert_with(|| json!([]));
        if let Some(entries) = entries.as_array_mut() {
            entries.push(entry);
        }
    }

    /// Adds a dataset that reads the table of its name; `key` may be empty, `times` are its dates, default first.
    pub fn dataset(&mut self, code: &str, columns: &[(String, DataType)], key: &[&str], times: &[&str]) {
        let fields: Vec<Value> = columns.iter().map(|(name, _)| json!({ "code": name })).collect();
        self.push("datasets", json!({ "code": code, "key": key, "time": times, "fields": fields }));
    }

    /// Adds a computed field to a dataset that is already there.
    pub fn computed(&mut self, dataset: &str, code: &str, expr: &str) {
        let datasets = self.root.get_mut("datasets").and_then(Value::as_array_mut).into_iter().flatten();
        for entry in datasets.filter(|entry| entry["code"] == dataset) {
            if let Some(fields) = entry["fields"].as_array_mut() {
                fields.push(json!({ "code": code, "expr": expr }));
            }
        }
    }

    /// Adds a many-to-one edge; `keys` pair the fields of `from` with those of `to`.
    pub fn relationship(&mut self, code: &str, from: &str, to: &str, keys: &[(&str, &str)]) {
        let from_fields: Vec<String> = keys.iter().map(|(field, _)| format!("{from}.{field}")).collect();
        let to_fields: Vec<String> = keys.iter().map(|(_, field)| format!("{to}.{field}")).collect();
        self.push("relationships", json!({ "code": code, "from": from_fields, "to": to_fields }));
    }

    /// Adds a metric as the format writes it.
    pub fn metric(&mut self, entry: Value) {
        self.push("metrics", entry);
    }

    /// The text of the document.
    pub fn text(&self) -> String {
        Value::Object(self.root.clone()).to_string()
    }
}

/// One aggregate over one dataset. `field` is left out for counts of rows.
pub fn atomic(code: &str, dataset: &str, aggregate: Aggregate, field: Option<&str>) -> Value {
    let mut entry = json!({ "code": code, "dataset": dataset, "aggregate": aggregate.code() });
    if let Some(field) = field {
        entry["field"] = json!(field);
    }
    if let Aggregate::Percentile(p) = aggregate {
        entry["p"] = json!(p);
    }
    if let Aggregate::CountRepeated(least) = aggregate {
        entry["at_least"] = json!(least);
    }
    entry
}

/// The aggregate of a name; `p` makes it a percentile.
pub fn aggregate(name: &str, p: Option<f64>) -> Option<Aggregate> {
    let found = Aggregate::WORDS.into_iter().find(|(word, _)| *word == name)?.1;
    Some(match (found, p) {
        (Aggregate::Percentile(_), Some(p)) => Aggregate::Percentile(p),
        (found, _) => found,
    })
}

/// A condition and a period on an atomic metric.
pub fn derived(code: &str, base: &str, condition: Option<&str>, period: Option<Period>) -> Value {
    let mut entry = json!({ "code": code, "base": base });
    if let Some(condition) = condition {
        entry["where"] = json!(condition);
    }
    if let Some(period) = period {
        entry["period"] = json!(period.code());
    }
    entry
}

/// A formula over metrics.
pub fn composite(code: &str, formula: &str) -> Value {
    json!({ "code": code, "formula": formula })
}
