mod broken;
mod changes;
mod fields;
mod life;
mod placing;

use super::*;
use crate::calendar::{Grain, Period};
use crate::formula::print;
use crate::table::DataType;
use crate::text::{Lang, Text};

fn schema(table: &str, columns: &[(&str, DataType)]) -> Schema {
    let columns = columns.iter().map(|(name, data_type)| ((*name).to_owned(), *data_type)).collect();
    Schema { table: table.to_owned(), columns }
}

fn schemas() -> Vec<Schema> {
    let money = DataType::Decimal { scale: 2 };
    vec![
        schema(
            "fact_service_order",
            &[
                ("order_id", DataType::Text),
                ("order_date", DataType::Date),
                ("paid_at", DataType::DateTime),
                ("center_key", DataType::Int),
                ("total_amount", money),
                ("cost_amount", money),
                ("is_warranty", DataType::Int),
                ("is_fixed", DataType::Bool),
                ("service_type", DataType::Text),
            ],
        ),
        schema(
            "centers",
            &[("center_key", DataType::Int), ("region", DataType::Text), ("city", DataType::Text)],
        ),
        schema(
            "visits",
            &[("visit_id", DataType::Text), ("center_key", DataType::Int), ("is_warranty", DataType::Int)],
        ),
    ]
}

const SAMPLE: &str = "\
sandtable: 1
name: {zh: 示例沙盘, en: Sample}
fiscal_start_month: 4
datasets:
  - code: orders
    label: {zh: 工单, en: Service orders}
    table: fact_service_order
    key: order_id
    time: [order_date, paid_at]
    fields:
      - {code: margin, expr: total_amount - cost, label: 毛利}
      - {code: cost, column: cost_amount}
      - {code: double_margin, expr: margin * 2}
  - {code: centers, key: center_key}
  - code: visits
relationships:
  - {code: order_center, from: orders.center_key, to: centers.center_key}
  - {from: visits.center_key, to: centers.center_key}
dimensions:
  - {code: region, label: {zh: 区域, en: Region}, field: centers.region, aliases: [大区]}
  - {code: city, label: 城市, field: centers.city, via: order_center}
hierarchies:
  - {code: geo, levels: [region, city]}
qualifiers:
  - {code: in_warranty, label: {zh: 质保期内, en: In-warranty}, where: is_warranty = 1, excludes: self_pay}
  - {code: self_pay, label: 自费, where: is_warranty = 0, on: orders}
  - {code: beijing, label: {zh: 北京区域, en: Beijing}, where: 大区 = '北京'}
metrics:
  - {code: warranty_share, formula: in_warranty_orders / 工单数, format: percent}
  - {code: order_count, label: {zh: 工单数, en: Orders}, dataset: orders, aggregate: count, field: order_id, unit: {zh: 单, en: orders}, format: integer, polarity: up}
  - {code: total_amount, label: 总金额, field: orders.total_amount, aggregate: sum, format: money}
  - {code: fixed_count, dataset: orders, aggregate: count_rows, where: is_fixed}
  - {code: p90, dataset: orders, aggregate: percentile, p: 0.9, field: margin, time: paid_at}
  - {code: in_warranty_orders, base: order_count, qualifiers: [in_warranty]}
  - {code: recent, base: order_count, period: 近30天, qualifiers: [beijing, 自费], where: service_type in ('repair')}
  - {code: warranty_visits, base: visit_count, qualifiers: in_warranty}
  - {code: visit_count, dataset: visits, aggregate: count}
  - {code: arpu, formula: total_amount ÷ order_count, unit: {zh: 元/单, en: CNY/order}}
";

#[test]
fn a_whole_definition_resolves() {
    let (model, diagnostics) = load(SAMPLE, "sample.yaml", &schemas(), &Limits::default());
    assert_eq!(diagnostics, []);
    assert_eq!(model.name, Text::new("示例沙盘", "Sample"));
    assert_eq!(model.fiscal_start_month, 4);

    let orders = &model.datasets[0];
    let codes: Vec<&str> = orders.fields.iter().map(|field| field.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "order_id",
            "order_date",
            "paid_at",
            "center_key",
            "total_amount",
            "cost",
            "is_warranty",
            "is_fixed",
            "service_type",
            "margin",
            "double_margin"
        ]
    );
    assert_eq!(orders.fields[5].source, FieldSource::Column("cost_amount".to_owned()));
    assert_eq!(orders.fields[9].data_type, DataType::Decimal { scale: 2 });
    assert_eq!(orders.times.len(), 2);

    assert_eq!(model.relationships[1].code, "visits_centers");
    assert_eq!(model.dimensions[1].via, [RelationshipId(0)]);
    assert_eq!(model.hierarchies[0].levels, [DimensionId(0), DimensionId(1)]);

    let qualifiers: Vec<_> = model.qualifiers.iter().map(|q| (q.code.as_str(), q.dataset)).collect();
    assert_eq!(
        qualifiers,
        [
            ("in_warranty", Some(DatasetId(0))),
            ("in_warranty", Some(DatasetId(2))),
            ("self_pay", Some(DatasetId(0))),
            ("beijing", None),
        ]
    );

    let order: Vec<&str> = model.metrics.iter().map(|metric| metric.code.as_str()).collect();
    assert_eq!(
        order,
        [
            "order_count",
            "in_warranty_orders",
            "warranty_share",
            "total_amount",
            "fixed_count",
            "p90",
            "recent",
            "visit_count",
            "warranty_visits",
            "arpu"
        ]
    );
    for (at, metric) in model.metrics.iter().enumerate() {
        if let Definition::Composite { formula, .. } = &metric.definition {
            assert!(formula.names().iter().all(|id| id.index() < at), "{}", metric.code);
        }
    }
    let metric = |code: &str| model.metric(model.find_metric(code).unwrap());
    let recent = metric("recent");
    assert_eq!(recent.label.get(Lang::Zh), "近30天北京区域自费工单数");
    assert_eq!(recent.label.get(Lang::En), "Beijing 自费 Orders, last 30 days");
    assert_eq!((recent.format, recent.polarity), (Format::Integer, Polarity::Up));
    let Definition::Derived { period, qualifiers, condition, .. } = &recent.definition else { panic!() };
    assert_eq!(*period, Some(Period::Trailing { grain: Grain::Day, count: 30 }));
    assert_eq!(qualifiers, &[3, 2]);
    let name = |id: &FieldId| model.field(*id).code.clone();
    assert_eq!(print(condition.as_ref().unwrap(), &name), "service_type in ('repair')");
    let Definition::Derived { qualifiers, .. } = &metric("warranty_visits").definition else { panic!() };
    assert_eq!(qualifiers, &[1]);
    let Definition::Atomic { aggregate, field, .. } = &metric("visit_count").definition else { panic!() };
    assert_eq!((aggregate, field), (&Aggregate::CountRows, &None));
}

#[test]
fn what_is_written_reads_back() {
    let (document, diagnostics) = read(SAMPLE, &Limits::default());
    assert_eq!(diagnostics, []);
    let text = write(&document).unwrap();
    let (again, diagnostics) = read(&text, &Limits::default());
    assert_eq!(diagnostics, []);
    assert_eq!(again, document);
    assert_eq!(write(&again).unwrap(), text);
}

#[test]
fn a_definition_can_be_checked_without_data() {
    let (document, _) = read(SAMPLE, &Limits::default());
    let assumed = assumed_schemas(&document);
    let tables: Vec<&str> = assumed.iter().map(|schema| schema.table.as_str()).collect();
    assert_eq!(tables, ["fact_service_order", "centers", "visits"]);
    let (model, diagnostics) = resolve(&document, &assumed, &Limits::default());
    assert_eq!(diagnostics, []);
    assert_eq!(model.metrics.len(), 10);
    let type_of = |name: &str| {
        assumed[0].columns.iter().find(|(column, _)| column == name).map(|(_, data_type)| *data_type)
    };
    assert_eq!(type_of("order_date"), Some(DataType::Date));
    assert_eq!(type_of("is_fixed"), Some(DataType::Bool));
    assert_eq!(type_of("service_type"), Some(DataType::Text));
    assert_eq!(type_of("cost_amount"), Some(DataType::Decimal { scale: 2 }));
    assert_eq!(type_of("center_key"), Some(DataType::Int));
    assert_eq!(type_of("margin"), None);
}
