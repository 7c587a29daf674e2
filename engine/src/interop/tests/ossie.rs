use super::super::ossie::{read, write};
use super::{codes, metric, native, resolved, resolves, said};
use crate::limits::Limits;

const FOREIGN: &str = "\
version: 0.2.0.dev0
semantic_model:
  - name: shop
    ai_context: {instructions: sales}
    datasets:
      - name: Orders
        source: db.public.orders
        primary_key: [id]
        fields:
          - {name: id, expression: {dialects: [{dialect: ANSI_SQL, expression: id}]}}
          - {name: day, datatype: Date, expression: {dialects: [{dialect: ANSI_SQL, expression: day}]}}
          - {name: status, dimension: {is_time: false}, expression: {dialects: [{dialect: ANSI_SQL, expression: order_status}]}}
          - {name: fancy, expression: {dialects: [{dialect: ANSI_SQL, expression: \"a || b\"}]}}
      - {name: customers, source: customers, primary_key: [id]}
    relationships:
      - {name: who, from: Orders, to: customers, from_columns: [customer], to_columns: [id]}
      - {name: lost, from: Orders, to: nowhere, from_columns: [x], to_columns: [x]}
    metrics:
      - {name: ticket, expression: {dialects: [{dialect: ANSI_SQL, expression: \"SUM(orders.amount) / NULLIF(COUNT(DISTINCT customers.id), 0)\"}]}}
      - {name: revenue, description: All, ai_context: {synonyms: [sales]}, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.amount)}]}}
      - {name: paid, expression: {dialects: [{dialect: ANSI_SQL, expression: \"SUM(CASE WHEN orders.status = 'paid' THEN orders.amount ELSE 0 END)\"}]}}
      - {name: margin, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.amount - orders.cost)}]}}
      - {name: spread, expression: {dialects: [{dialect: ANSI_SQL, expression: STDDEV(orders.amount)}]}}
      - {name: cube, expression: {dialects: [{dialect: MDX, expression: x}]}}
";

#[test]
fn our_own_definition_comes_back() {
    let document = native();
    let (text, lost) = write(&document, &resolved(&document)).expect("it can be written");
    let lost: Vec<_> = lost.iter().map(|lost| &*lost.code).collect();
    assert_eq!(lost.first(), Some(&"interop_not_exported"));
    assert_eq!(lost.last(), Some(&"interop_native_kept"));
    let (again, found) = read(&text, &Limits::default());
    assert_eq!(said(&found), [("interop_native_used", None)]);
    assert_eq!(again, document);
}

#[test]
fn what_we_write_is_read_by_others() {
    let (text, _) = write(&native(), &resolved(&native())).expect("it can be written");
    let foreign = text.replace("SANDTABLE", "ELSEWHERE");
    let (document, _) = read(&foreign, &Limits::default());
    assert_eq!(metric(&document, "amount").aggregate.value, "sum");
    assert_eq!(metric(&document, "paid_amount").condition.value, "is_paid = 1");
    assert_eq!(metric(&document, "north_amount").condition.value, "stores.region = '华北'");
    assert_eq!(metric(&document, "ticket").formula.value, "amount / order_count");
    resolves(&document);
}

#[test]
fn a_foreign_file_is_translated() {
    let (document, found) = read(FOREIGN, &Limits::default());
    assert_eq!(
        said(&found),
        [
            ("interop_key_skipped", Some(4)),
            ("interop_not_translated", Some(13)),
            ("interop_dataset_unknown", Some(17)),
            ("interop_not_translated", Some(24)),
            ("interop_not_translated", Some(23)),
            ("interop_datatypes", None),
        ]
    );
    assert_eq!(metric(&document, "revenue").field.value, "amount");
    assert_eq!(metric(&document, "revenue").aliases[0].value, "sales");
    let paid = metric(&document, "paid");
    assert_eq!((paid.base.as_str(), paid.condition.as_str()), ("revenue", "status = 'paid'"));
    assert_eq!(metric(&document, "ticket").formula.value, "revenue / customers_id_count_distinct");
    assert_eq!(metric(&document, "margin").field.value, "margin_value");
    assert!(!codes(&document).contains(&"spread"));
    resolves(&document);
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let check = |text: &str, expected: &[(&str, Option<u32>)]| {
        let (document, found) = read(text, &Limits::default());
        assert!(document.metrics.is_empty());
        assert_eq!(said(&found), expected, "{text}");
    };
    check("metrics: []", &[("interop_other_format", None)]);
    check("a: [", &[("not_yaml", Some(1))]);
    let deep = format!(
        "version: 0.2.0\nsemantic_model:\n- name: x\n  datasets: [{{name: a, source: a}}]\n  metrics:\n  - {{name: m, expression: '{}1'}}",
        "(".repeat(200)
    );
    check(&deep, &[("interop_not_translated", Some(6))]);
}
