//! Names, constants and refusals. What the statements answer is asked of the databases themselves, in the workspace's
//! tests.

mod rows;

use super::dialect::{Dialect, comment_line};
use super::{Options, write};
use crate::limits::Limits;
use crate::model::{self, Model};
use crate::query::{Axis, Comparison, Filter, Query, Test, plan};
use crate::table::{DataType, Scalar, Schema};

use Dialect::{ClickHouse, DuckDb, Postgres, Snowflake, Spark};

const MODEL: &str = r#"
sandtable: 1
datasets:
  - code: sales
    key: id
    time: day
    fields: [{code: nth, expr: "row_number() over (partition by store order by day)"}]
  - {code: stores, key: id}
relationships:
  - {code: by_number, from: sales.store, to: stores.id}
dimensions:
  - {code: city, label: "城市\n; DROP TABLE sales; --", field: stores.city, via: by_number}
metrics:
  - {code: amount, dataset: sales, aggregate: sum, field: amount}
  - {code: orders, label: {zh: "单\\", en: Orders}, dataset: sales, aggregate: count_rows}
  - {code: stores, dataset: stores, aggregate: count_rows}
  - {code: recent, base: orders, period: last_30d}
  - {code: fixed, base: orders, period: y2024}
  - {code: average, formula: amount / orders, zero_fill: true}
  - {code: filled, formula: "coalesce(amount / orders, amount)", zero_fill: true}
  - {code: digits, formula: "round(amount, orders)"}
  - {code: recent_window, base: orders, window: last_30d to end}
  - {code: before, base: orders, since_start: day}
  - {code: running, dataset: sales, aggregate: count_rows, over_time: running}
  - {code: opening, dataset: sales, aggregate: count_rows, over_time: opening}
  - {code: ratio, formula: orders / recent_window}
  - {code: repeated, dataset: sales, aggregate: count_distinct, field: store, at_least: 2}
  - {code: per_day, formula: orders / days()}
  - {code: c1, formula: amount + amount + amount + amount + amount + amount + amount + amount}
"#;

fn schemas() -> [Schema; 2] {
    let schema = |table: &str, columns: &[(&str, DataType)]| Schema {
        table: table.to_owned(),
        columns: columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
    };
    [
        schema(
            "sales",
            &[
                ("id", DataType::Int),
                ("day", DataType::Date),
                ("store", DataType::Int),
                ("amount", DataType::Decimal { scale: 2 }),
            ],
        ),
        schema("stores", &[("id", DataType::Int), ("city", DataType::Text)]),
    ]
}

fn model() -> Model {
    let (model, findings) = model::load(MODEL, "model.yaml", &schemas(), &Limits::default());
    assert_eq!(findings, []);
    model
}

fn asked(metric: &str, dimensions: &[&str]) -> Query {
    let dimensions = dimensions.iter().map(|name| Axis::new(*name)).collect();
    Query { metrics: vec![metric.to_owned()], dimensions, ..Query::default() }
}

fn written(query: &Query, dialect: Dialect) -> Result<String, Vec<String>> {
    let model = model();
    let plan = plan(&model, query).expect("the query is sound");
    let written = write(&model, &plan, dialect, &Options::default());
    written.map_err(|findings| findings.iter().map(|finding| finding.code.to_string()).collect())
}

#[test]
fn constants_are_quoted_as_each_database_reads_them() {
    let check = |dialect: Dialect, text: &str, expected: &str| {
        assert_eq!(dialect.text(text).to_string(), expected, "{dialect:?}");
    };
    let hostile = r"'; \' --";
    check(DuckDb, hostile, r"'''; \'' --'");
    check(Postgres, hostile, r"E'''; \\'' --'");
    check(Postgres, "O'Hara", "'O''Hara'");
    check(Snowflake, hostile, r"'''; \\'' --'");
    check(Spark, hostile, r"'\'; \\\' --'");
    check(ClickHouse, hostile, r"'\'; \\\' --'");
    for dialect in Dialect::ALL {
        check(dialect, "中文 🚗", "'中文 🚗'");
    }
}

#[test]
fn names_are_quoted_as_each_database_reads_them() {
    let hostile = "a\"b`c\\d";
    assert_eq!(DuckDb.name_of(hostile), "\"a\"\"b`c\\d\"");
    assert_eq!(Postgres.name_of(hostile), "\"a\"\"b`c\\d\"");
    assert_eq!(Spark.name_of(hostile), "`a\"b``c\\d`");
    assert_eq!(ClickHouse.name_of(hostile), "`a\"b\\`c\\\\d`");
    assert_eq!(Snowflake.stored_name("fact_order"), "\"FACT_ORDER\"");
    assert_eq!(Snowflake.stored_name("Price ($)"), "\"Price ($)\"");
}

#[test]
fn a_comment_is_one_line() {
    assert_eq!(comment_line("a\r\n; DROP\u{2028}b\\"), "-- a  ; DROP b＼\n");
    for dialect in Dialect::ALL {
        let text = written(&asked("orders", &["city"]), dialect).expect("it can be said");
        let statement = text.lines().position(|line| line.starts_with("WITH")).expect("a statement");
        assert!(text.lines().take(statement).all(|line| line.starts_with("-- ")), "{text}");
    }
}

#[test]
fn numbers_read_back_as_the_same() {
    let check = |scalar: Scalar, expected: &str| {
        let sql = DuckDb.constant(&scalar).expect("a constant");
        assert_eq!(sql.to_string(), expected);
    };
    check(Scalar::Float(0.1), "0.1");
    check(Scalar::Float(-2.5e300), "-2.5e300");
    check(Scalar::Decimal { units: -5, scale: 2 }, "-0.05");
    check(Scalar::Decimal { units: i64::MIN, scale: 3 }, "-9223372036854775.808");
    assert!(DuckDb.constant(&Scalar::Float(f64::NAN)).is_none());
}

#[test]
fn what_cannot_be_said_is_refused() {
    let check = |query: &Query, expected: &str| {
        for dialect in Dialect::ALL {
            assert_eq!(written(query, dialect), Err(vec![expected.to_owned()]), "{dialect:?}");
        }
    };
    check(&asked("filled", &[]), "sql_zero_fill");
    check(&asked("digits", &[]), "sql_round");
    let nul = Filter::test("city", Test::Is(Comparison::Eq, Scalar::Text("a\0b".to_owned())));
    check(&Query { filters: vec![nul], ..asked("orders", &[]) }, "sql_bad_name");
    let searched = Filter::test("sales.amount", Test::Contains("1".to_owned()));
    check(&Query { filters: vec![searched], ..asked("orders", &[]) }, "sql_text_of_type");
    let by_month = vec![Axis::by("time", crate::calendar::Grain::Month)];
    check(&Query { dimensions: by_month, ..asked("fixed", &[]) }, "period_conflict");
}

fn parts_of(text: &str) -> Vec<&str> {
    let parts = text.lines().filter_map(|line| line.split_once("q_")?.1.strip_suffix(" AS ("));
    parts.map(|part| part.trim_end_matches(['"', '`'])).collect()
}

#[test]
fn parts_are_called_by_what_they_hold() {
    let check = |metric: &str, expected: &[&str]| {
        let by_month = Axis::by("time", crate::calendar::Grain::Month);
        let query = Query { dimensions: vec![by_month], ..asked(metric, &[]) };
        for dialect in Dialect::ALL {
            let text = written(&query, dialect).expect("it can be said");
            assert_eq!(parts_of(&text), expected, "{text}");
        }
    };
    let calendar = ["today", "rows1", "span1", "digits", "calendar1", "buckets_to_today1"];
    let with = |rest: &[&'static str]| [calendar.as_slice(), rest].concat();
    check("orders", &["rows1", "groups1"]);
    check(
        "recent_window",
        &with(&["windows1_last_30d_to_end", "reached", "groups1_last_30d_to_end", "answer"]),
    );
    check("running", &with(&["windows1_all_to_end", "reached", "groups1_all_to_end", "answer"]));
    check("opening", &with(&["windows1_all_before_start", "reached", "groups1_all_before_start", "answer"]));
    check("repeated", &["rows1", "groups1", "repeated", "answer"]);
    check("before", &["rows1", "groups1_by_start"]);
    check("per_day", &["today", "rows1", "groups1", "values1"]);
}

#[test]
fn a_month_that_is_a_text_becomes_its_first_day() {
    let expected = [
        (DuckDb, "regexp_matches"),
        (Postgres, " ~ "),
        (Spark, " RLIKE "),
        (ClickHouse, "match("),
        (Snowflake, " RLIKE "),
    ];
    for (dialect, word) in expected {
        let text = dialect.first_day(super::tree::raw("month")).to_string();
        assert!(text.contains(word) && text.contains("not a month"), "{text}");
    }
}

#[test]
fn keys_of_unlike_types_are_refused() {
    let mut model = model();
    let key = model.relationships[0].from_fields[0];
    model.datasets[key.dataset.index()].fields[key.field as usize].data_type = DataType::Text;
    let plan = plan(&model, &asked("orders", &["city"])).expect("the query is sound");
    let findings = write(&model, &plan, DuckDb, &Options::default()).expect_err("text meets a number");
    assert_eq!(findings[0].code, "sql_key_types");
}

#[test]
fn formulas_that_grow_by_powers_meet_a_limit() {
    let mut model = model();
    let base = model.find_metric("c1").expect("a formula");
    let mut below = base;
    for depth in 0..12 {
        let mut metric = model.metric(base).clone();
        metric.code = format!("deep_{depth}");
        if let model::Definition::Composite { formula, .. } = &mut metric.definition {
            *formula = formula.try_map(&mut |_, _| Some(below)).expect("names are kept");
        }
        model.metrics.push(metric);
        below = model.find_metric(&format!("deep_{depth}")).expect("just added");
    }
    // Each level is a part of its own, so that the text grows with the depth and not by its powers.
    let plan = plan(&model, &asked("deep_11", &[])).expect("the query is sound");
    let text = write(&model, &plan, DuckDb, &Options::default()).expect("it can be said");
    assert!(text.len() < 20_000, "{} bytes", text.len());
}

#[test]
fn expressions_that_double_meet_a_limit() {
    let nested = (0..40).fold("amount".to_owned(), |inner, at| match at % 3 {
        0 => format!("nullif({inner}, {at})"),
        1 => format!("min({inner}, amount)"),
        _ => format!("round({inner} * 2.5, 1)"),
    });
    let text = format!("{MODEL}  - {{code: nested, formula: \"{nested}\"}}\n");
    let (model, findings) = model::load(&text, "model.yaml", &schemas(), &Limits::default());
    assert_eq!(findings, []);
    let plan = plan(&model, &asked("nested", &[])).expect("the query is sound");
    let findings = write(&model, &plan, DuckDb, &Options::default()).expect_err("it would not end");
    assert_eq!(findings[0].code, "sql_too_long");
}

#[test]
fn a_table_of_the_data_is_not_hidden() {
    let mut model = model();
    model.datasets[0].table = "Q_rows1".to_owned();
    let plan = plan(&model, &asked("orders", &[])).expect("the query is sound");
    let text = write(&model, &plan, DuckDb, &Options::default()).expect("it can be said");
    assert!(text.contains("\"_q_rows1\" AS (") && text.contains("\"Q_rows1\" AS \"f\""), "{text}");
}

#[test]
fn tables_may_be_called_otherwise() {
    let model = model();
    let plan = plan(&model, &asked("orders", &["city"])).expect("the query is sound");
    let mut options = Options { schema: vec!["db".to_owned(), "mart".to_owned()], ..Options::default() };
    options.tables.insert("stores".to_owned(), vec!["other".to_owned(), "shop".to_owned()]);
    let text = write(&model, &plan, Snowflake, &options).expect("it can be said");
    assert!(
        text.contains(r#""DB"."MART"."SALES" AS "f""#) && text.contains(r#""OTHER"."SHOP" AS "d1""#),
        "{text}"
    );
}
