use super::*;
use crate::model::read;
use crate::table::DataType;

const CATALOGUE: &str = "sandtable: 1
datasets:
- code: orders
  label: {zh: 工单, en: Service orders}
  table: fact_service_order
  key: order_id
  time: order_date
  fields:
  - {code: order_id, aliases: [工单号]}
  - {code: order_date, label: {zh: 工单日期, en: Order date}}
  - {code: margin, expr: total_amount - cost_amount}
- {code: stores, label: {zh: 门店, en: Stores}, table: dim_store, key: store_key}
- {code: complaints, label: 投诉, table: fact_complaint, time: complaint_date}
relationships:
- {from: orders.store_key, to: stores.store_key}
dimensions:
- {code: region, label: {zh: 区域, en: Region}, field: stores.region, aliases: 大区}
qualifiers:
- {code: beijing, label: 北京, where: region = '北京'}
- {code: warranty, label: 质保, where: is_warranty = 1, on: orders}
metrics:
- {code: order_count, label: {zh: 工单数, en: Orders}, dataset: orders, aggregate: count, field: order_id, guards: complaint_rate}
- {code: total_amount, label: {zh: 总金额, en: Total amount}, dataset: orders, aggregate: sum, field: total_amount}
- {code: margin, label: 毛利, dataset: orders, aggregate: sum, field: margin}
- {code: arpu, label: {zh: 客单价, en: ARPU}, formula: total_amount / order_count}
- {code: complaint_count, label: 投诉数, dataset: complaints, aggregate: count_rows}
- {code: complaint_rate, label: 投诉率, formula: complaint_count / order_count}
generate:
- {base: order_count, period: this_month, qualifier: [beijing, warranty]}
";

fn schema(table: &str, columns: &[(&str, DataType)]) -> Schema {
    let columns = columns.iter().map(|(name, data_type)| ((*name).to_owned(), *data_type)).collect();
    Schema { table: table.to_owned(), columns }
}

fn applied(schemas: &[Schema]) -> Applied {
    let (catalogue, found) = read(CATALOGUE, &Limits::default());
    assert_eq!(found, []);
    let applied = apply(&catalogue, schemas, &Limits::default());
    let (_, findings) = resolve(&applied.document, schemas, &Limits::default());
    assert_eq!(findings, [], "what is left is sound");
    applied
}

fn codes(applied: &Applied) -> Vec<&str> {
    applied.model.metrics.iter().map(|metric| metric.code.as_str()).collect()
}

#[test]
fn chinese_columns_are_known_by_labels_and_aliases() {
    let money = DataType::Decimal { scale: 2 };
    let orders = [
        ("工单号", DataType::Text),
        ("工单日期", DataType::Date),
        ("总金额", money),
        ("Store Key", DataType::Int),
    ];
    let stores = [("store_key", DataType::Int), ("大区", DataType::Text)];
    let applied = applied(&[schema("工单", &orders), schema("stores", &stores)]);
    assert_eq!(codes(&applied), ["order_count", "total_amount", "arpu", "this_month_beijing_order_count"]);
    let found: Vec<(&str, &str)> =
        applied.tables.iter().map(|table| (table.wanted.as_str(), table.found.as_str())).collect();
    assert_eq!(found, [("fact_service_order", "工单"), ("dim_store", "stores")]);
    let texts: Vec<String> = applied.missing.iter().map(|missing| missing.text().zh).collect();
    assert_eq!(
        texts,
        [
            "毛利：表 fact_service_order 缺少列 cost_amount",
            "投诉数：缺少表 fact_complaint",
            "投诉率：缺少表 fact_complaint",
            "this_month_warranty_order_count：表 fact_service_order 缺少列 is_warranty",
        ]
    );
    assert_eq!(applied.missing[0].text().en, "毛利: the column cost_amount of fact_service_order is missing");
}

#[test]
fn a_table_is_known_by_its_columns() {
    let orders = [
        ("ORDER_ID", DataType::Text),
        ("order_date", DataType::DateTime),
        ("total_amount", DataType::Float),
        ("cost_amount", DataType::Float),
        ("is_warranty", DataType::Bool),
    ];
    let applied = applied(&[schema("export_2024", &orders)]);
    let codes = codes(&applied);
    assert!(codes.contains(&"margin") && codes.contains(&"this_month_warranty_order_count"), "{codes:?}");
    let beijing =
        applied.missing.iter().find(|missing| missing.metric.contains("beijing")).expect("it is missing");
    let needs: Vec<String> = beijing.needs.iter().map(|need| need.text().en).collect();
    assert_eq!(
        needs,
        ["the table dim_store is missing", "the column store_key of fact_service_order is missing"]
    );
}

#[test]
fn a_text_is_no_date() {
    let orders =
        [("order_id", DataType::Text), ("order_date", DataType::Text), ("total_amount", DataType::Int)];
    let applied = applied(&[schema("fact_service_order", &orders)]);
    let month =
        applied.missing.iter().find(|missing| missing.metric.contains("warranty")).expect("it is missing");
    assert!(month.needs.iter().any(|need| need.column.as_deref() == Some("order_date")));
    assert!(codes(&applied).contains(&"arpu"), "totals need no date");
}

#[test]
fn nothing_fits_nothing() {
    let applied = applied(&[schema("weather", &[("day", DataType::Date), ("rain", DataType::Float)])]);
    assert_eq!(codes(&applied), [""; 0]);
    assert_eq!(applied.missing.len(), 8);
}
