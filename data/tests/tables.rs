//! The written tables as a whole: keys, formats, determinism, and the files that ship.

use sandtable_data::answers;
use sandtable_data::sample::{DEFAULT_SEED, Sample};
use sandtable_data::scale::Scale;
use sandtable_data::table::{Table, Values};
use sandtable_data::write::{self, Format, csv, parquet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Texts of a column, one per row.
fn texts(table: &Table, name: &str) -> Vec<Option<String>> {
    let column = table.columns.iter().find(|it| it.name == name).expect("column exists");
    match &column.values {
        Values::Int(v) => v.iter().map(|it| it.map(|x| x.to_string())).collect(),
        Values::Text(v, texts) => v.iter().map(|it| it.map(|at| texts[at as usize].clone())).collect(),
        Values::Id(v, prefix, _) => v.iter().map(|it| it.map(|x| format!("{prefix}{x}"))).collect(),
        other => panic!("{name} is no key: {other:?}"),
    }
}

fn keys(tables: &[Table], table: &str, column: &str) -> BTreeSet<String> {
    let table = tables.iter().find(|it| it.name == table).expect("table exists");
    let values = texts(table, column);
    let keys: BTreeSet<String> = values.iter().flatten().cloned().collect();
    assert_eq!(keys.len(), values.len(), "{}.{column} is a primary key", table.name);
    keys
}

#[test]
fn every_key_resolves() {
    let tables: Vec<Table> = Sample::generate(Scale::SMALL.with_visits(6_000), 3).tables().collect();
    let is_service = |name: &str| {
        ["fact_service_order", "fact_complaint", "fact_followup_sample", "fact_user_event"].contains(&name)
    };
    let mut checked = BTreeMap::new();
    for table in &tables {
        for column in &table.columns {
            let target = match column.name {
                "date_key" => ("dim_date", "date_key"),
                "user_key" => ("dim_user", "user_key"),
                "vehicle_key" => ("dim_vehicle", "vehicle_key"),
                "technician_key" => ("dim_technician", "technician_key"),
                "center_key" => ("dim_center", "center_key"),
                "dealer_key" => ("dim_dealer", "dealer_key"),
                "advisor_key" if is_service(table.name) || table.name == "dim_service_advisor" => {
                    ("dim_service_advisor", "advisor_key")
                }
                "advisor_key" => ("dim_advisor", "advisor_key"),
                "series_key" => ("dim_series", "series_key"),
                "model_key" => ("dim_model", "model_key"),
                "source_key" => ("dim_source", "source_key"),
                "region" if table.name != "dim_region" => ("dim_region", "region"),
                "province" if table.name != "dim_province" => ("dim_province", "province"),
                "source_system" if table.name != "dim_source_system" => {
                    ("dim_source_system", "source_system")
                }
                "customer_key" => ("dim_customer", "customer_key"),
                "order_id" | "parent_order_id" if is_service(table.name) => {
                    ("fact_service_order", "order_id")
                }
                "order_id" => ("fact_order", "order_id"),
                "opportunity_id" => ("fact_opportunity", "opportunity_id"),
                "lead_id" => ("fact_lead", "lead_id"),
                "visit_id" => ("fact_visit", "visit_id"),
                _ => continue,
            };
            let known = checked.entry(target).or_insert_with(|| keys(&tables, target.0, target.1));
            let unknown = texts(table, column.name).into_iter().flatten().find(|it| !known.contains(it));
            assert_eq!(unknown, None, "{}.{}", table.name, column.name);
        }
    }
    assert_eq!(checked.len(), 20);
}

#[test]
fn columns_have_one_length_and_flags_are_never_null() {
    for table in Sample::generate(Scale::SMALL.with_visits(2_000), 3).tables() {
        assert!(!table.is_empty(), "{}", table.name);
        for column in &table.columns {
            assert_eq!(column.values.len(), table.len());
            if let Values::Int(values) = &column.values
                && column.name.starts_with("is_")
            {
                assert!(values.iter().all(|it| matches!(it, Some(0 | 1))), "{}.{}", table.name, column.name);
            }
        }
    }
}

#[test]
fn one_seed_gives_one_sample_in_both_formats() {
    let bytes = |seed| {
        let sample = Sample::generate(Scale::SMALL.with_visits(1_000), seed);
        let mut out = Vec::new();
        for table in sample.tables() {
            csv::write(&table, &mut out).unwrap();
            parquet::write(&table, &mut out).unwrap();
        }
        out
    };
    assert!(bytes(1) == bytes(1));
    assert!(bytes(1) != bytes(2));
}

#[test]
fn shipped_files_are_what_the_generator_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = root.join("sample");
    let fresh = std::env::temp_dir().join(format!("sandtable-sample-{}", std::process::id()));
    let sample = Sample::generate(Scale::SMALL, DEFAULT_SEED);
    let (mut total, mut names) = (0, BTreeSet::new());
    for table in sample.tables() {
        let path = write::write_table(&table, &fresh, Format::Mixed).unwrap();
        let name = path.file_name().unwrap().to_owned();
        let (expected, found) = (std::fs::read(&path).unwrap(), std::fs::read(shipped.join(&name)).unwrap());
        assert!(
            expected == found,
            "{name:?} differs: run `cargo run -p sandtable-data -- generate --out data/sample`"
        );
        total += found.len();
        names.insert(name);
    }
    std::fs::remove_dir_all(&fresh).unwrap();
    assert!(total <= 6_000_000, "{total} bytes");
    for entry in std::fs::read_dir(&shipped).unwrap() {
        let name = entry.unwrap().file_name();
        let is_table = Path::new(&name).extension().is_some_and(|it| it == "csv" || it == "parquet");
        assert!(!is_table || names.contains(&name), "{name:?} is left over");
    }
    let mut answers = serde_json::to_string_pretty(&answers::stories(&sample)).unwrap();
    answers.push('\n');
    let path = root.join("answers/stories.json");
    assert!(answers == std::fs::read_to_string(path).unwrap(), "the answers differ: write them again");
}

#[test]
fn requests_are_handled_after_they_are_made() {
    let sample = Sample::generate(Scale::SMALL.with_visits(4_000), 5);
    assert!(sample.requests.iter().all(|it| it.handled.is_none_or(|handled| handled >= it.date)));
    assert!(sample.requests.iter().any(|it| it.handled.is_none()), "some wait still");
    for referral in &sample.referrals {
        assert_eq!(referral.order.is_some(), referral.kind == "purchase");
    }
    let mau = sample.activities.iter().map(|it| it.user).collect::<BTreeSet<_>>();
    assert!(mau.len() > 50, "many users are in the app");
}
