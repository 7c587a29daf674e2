use super::*;
use crate::limits::Limits;
use crate::model::{read, resolve, write};

fn table(name: &str, columns: &[(&str, DataType, u64)], rows: u64) -> TableFacts {
    let schema = Schema {
        table: name.to_owned(),
        columns: columns.iter().map(|(name, data_type, _)| ((*name).to_owned(), *data_type)).collect(),
    };
    let facts = columns
        .iter()
        .map(|(.., distinct)| ColumnFacts {
            rows,
            nulls: 0,
            distinct: *distinct,
            is_unique: *distinct == rows,
        })
        .collect();
    TableFacts::guessed(schema, facts)
}

/// Infers a definition, which must resolve without a finding and read back from its text.
#[track_caller]
fn check(tables: &[TableFacts]) -> Document {
    let document = infer(Text::same("x"), tables);
    let schemas: Vec<Schema> = tables.iter().map(|table| table.schema.clone()).collect();
    let (model, diagnostics) = resolve(&document, &schemas, &Limits::default());
    assert_eq!(diagnostics, []);
    assert_eq!(model.metrics.len(), document.metrics.len());
    assert_eq!(read(&write(&document).unwrap(), &Limits::default()), (document.clone(), Vec::new()));
    document
}

fn codes<T>(items: &[At<T>], code: impl Fn(&T) -> &At<String>) -> Vec<String> {
    items.iter().map(|item| code(item).value.clone()).collect()
}

#[test]
fn a_single_file() {
    let money = DataType::Decimal { scale: 2 };
    let cars = table(
        "car_data",
        &[
            ("Car_id", DataType::Text, 23_906),
            ("Date", DataType::Date, 612),
            ("Gender", DataType::Text, 2),
            ("Annual Income", DataType::Int, 2_508),
            ("Dealer_No ", DataType::Text, 7),
            ("Company", DataType::Text, 30),
            ("Model", DataType::Text, 154),
            ("Price ($)", money, 870),
            ("Phone", DataType::Int, 23_804),
            ("Dealer_Region", DataType::Text, 7),
            ("客户", DataType::Text, 3_000),
            ("性别", DataType::Text, 2),
        ],
        23_906,
    );
    let document = check(&[cars]);
    assert_eq!(*document.datasets[0].code, "car_data");
    assert_eq!(*document.datasets[0].key[0], "Car_id");
    assert_eq!(
        codes(&document.dimensions, |dimension| &dimension.code),
        ["gender", "dealer_no", "company", "model", "dealer_region", "column_1", "column_2"]
    );
    assert_eq!(*document.hierarchies[0].code, "car_data_company");
    assert_eq!(document.hierarchies.len(), 1);
    assert_eq!(
        codes(&document.metrics, |metric| &metric.code),
        [
            "car_data_rows",
            "annual_income_sum",
            "annual_income_avg",
            "price_sum",
            "price_avg",
            "phone_distinct"
        ]
    );
    assert_eq!(document.metrics[0].label, Text::new("行数", "Rows"));
}

#[test]
fn a_star_with_prefixes() {
    let (int, text) = (DataType::Int, DataType::Text);
    let lineorder = table(
        "lineorder",
        &[
            ("lo_orderkey", int, 1_500),
            ("lo_custkey", int, 300),
            ("lo_orderdate", int, 900),
            ("lo_commitdate", int, 900),
            ("lo_revenue", int, 5_000),
        ],
        6_000,
    );
    let customer =
        table("customer", &[("c_custkey", int, 300), ("c_city", text, 90), ("c_region", text, 5)], 300);
    let dates =
        table("dates", &[("d_datekey", int, 2_556), ("d_year", int, 7), ("d_date", text, 2_556)], 2_556);
    let document = check(&[lineorder, customer, dates]);
    let edges: Vec<String> = document
        .relationships
        .iter()
        .map(|edge| format!("{}: {} → {}", *edge.code, *edge.from[0], *edge.to[0]))
        .collect();
    assert_eq!(
        edges,
        [
            "lineorder_customer: lineorder.lo_custkey → customer.c_custkey",
            "lineorder_dates: lineorder.lo_orderdate → dates.d_datekey",
            "lineorder_dates_lo_commitdate: lineorder.lo_commitdate → dates.d_datekey",
        ]
    );
    let year = document.dimensions.iter().find(|dimension| *dimension.code == "d_year").unwrap();
    assert_eq!(*year.via[0], "lineorder_dates");
}

#[test]
fn what_merely_has_the_same_name_is_no_key() {
    let (int, text) = (DataType::Int, DataType::Text);
    let customer = table(
        "customer",
        &[("c_custkey", int, 300), ("c_address", text, 300), ("c_city", text, 173), ("c_phone", text, 300)],
        300,
    );
    let supplier = table(
        "supplier",
        &[("s_suppkey", int, 20), ("s_address", text, 20), ("s_city", text, 20), ("s_phone", text, 20)],
        20,
    );
    let lineorder = table(
        "lineorder",
        &[("lo_orderkey", int, 1_500), ("lo_custkey", int, 450), ("lo_suppkey", int, 20)],
        6_000,
    );
    let document = check(&[customer, supplier, lineorder]);
    // Some customers of the orders may be missing.
    assert_eq!(
        codes(&document.relationships, |edge| &edge.code),
        ["lineorder_customer", "lineorder_supplier"]
    );
    // What is measured is the fact, whatever file came first.
    assert_eq!(*document.metrics[0].code, "lineorder_rows");
    assert_eq!(*document.metrics[0].dataset, "lineorder");
    // Each of several tables has its rows.
    assert_eq!(document.metrics[0].label, Text::new("lineorder行数", "lineorder rows"));
}

#[test]
fn the_key_of_a_table_is_what_others_point_at() {
    let (date, text) = (DataType::Date, DataType::Text);
    let dates = table("dates", &[("d_datekey", date, 2_556), ("d_no", text, 2_556)], 2_556);
    let orders = table("orders", &[("o_orderdate", date, 2_406), ("o_amount", DataType::Int, 900)], 60_000);
    let document = check(&[dates, orders]);
    assert_eq!(codes(&document.relationships, |edge| &edge.code), ["orders_dates"]);
    assert_eq!(*document.datasets[0].key[0], "d_datekey");
}

#[test]
fn a_snowflake_prefers_the_facts_own_way() {
    let (int, text) = (DataType::Int, DataType::Text);
    let orders = table(
        "orders",
        &[("id", int, 9_000), ("center_id", int, 300), ("technician_id", int, 900), ("amount", int, 99)],
        9_000,
    );
    let technicians =
        table("technicians", &[("id", int, 900), ("center_id", int, 300), ("level", text, 3)], 900);
    let centers = table(
        "centers",
        &[("id", int, 300), ("region", text, 7), ("city", text, 90), ("open_date", DataType::Date, 200)],
        300,
    );
    let document = check(&[orders, technicians, centers]);
    assert_eq!(
        codes(&document.relationships, |edge| &edge.code),
        ["orders_centers", "orders_technicians", "technicians_centers"]
    );
    let region = document.dimensions.iter().find(|dimension| *dimension.code == "region").unwrap();
    assert_eq!(*region.via[0], "orders_centers");
    assert_eq!(*document.hierarchies[0].levels[1], "city");
}

#[test]
fn roles() {
    let facts = |distinct, rows| ColumnFacts { rows, nulls: 0, distinct, is_unique: distinct == rows };
    let check = |name: &str, data_type, facts: ColumnFacts, role| {
        assert_eq!(role_of(name, data_type, &facts), role, "{name}");
    };
    check("order_id", DataType::Text, facts(9_000, 9_000), ColumnRole::Id);
    check("VIN", DataType::Text, facts(8_000, 9_000), ColumnRole::Id);
    check("store_name", DataType::Text, facts(300, 300), ColumnRole::Dimension);
    check("year", DataType::Int, facts(3, 9_000), ColumnRole::Dimension);
    check("is_warranty", DataType::Int, facts(2, 9_000), ColumnRole::Dimension);
    check("是否预约", DataType::Int, facts(2, 9_000), ColumnRole::Dimension);
    check("user_key", DataType::Int, facts(700, 9_000), ColumnRole::Id);
    check("工单编号", DataType::Int, facts(700, 9_000), ColumnRole::Id);
    check("score", DataType::Int, facts(5, 9_000), ColumnRole::Measure);
    check("latitude", DataType::Float, facts(300, 300), ColumnRole::Ignored);
    check("empty", DataType::Text, ColumnFacts { rows: 5, nulls: 5, ..facts(0, 5) }, ColumnRole::Ignored);
    check("paid_at", DataType::DateTime, facts(9, 9_000), ColumnRole::Date);
}
