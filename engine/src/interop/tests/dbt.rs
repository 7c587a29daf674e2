use super::super::dbt::{read, write};
use super::{metric, native, resolved, resolves, said};
use crate::limits::Limits;

const OLD: &str = "\
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: status, type: categorical}
    measures:
      - {name: revenue, agg: sum, expr: amount, create_metric: true}
      - {name: orders_all, agg: count, expr: 1}
  - name: customers
    model: ref('customers')
    entities:
      - {name: customer, type: primary, expr: id}
    dimensions:
      - {name: region, type: categorical}
metrics:
  - {name: order_total, label: Order total, type: simple, type_params: {measure: orders_all}}
  - {name: paid, type: simple, type_params: {measure: {name: revenue}}, filter: \"{{ Dimension('order__status') }} = 'paid'\"}
  - {name: north, type: simple, type_params: {measure: revenue}, filter: \"{{ Dimension('customer__region') }} = 'north'\"}
  - {name: ticket, type: ratio, type_params: {numerator: revenue, denominator: order_total}}
  - name: rest
    type: derived
    type_params:
      expr: a - b
      metrics: [{name: revenue, alias: a}, {name: revenue, alias: b, filter: \"{{ Dimension('order__status') }} = 'paid'\"}]
  - {name: running, type: cumulative, type_params: {measure: revenue, window: 7 days}}
";

const NEW: &str = "\
models:
  - name: orders
    semantic_model: {enabled: true}
    agg_time_dimension: ordered_at
    columns:
      - {name: order_id, entity: {type: primary, name: order}}
      - {name: ordered_at, granularity: day, dimension: {type: time}}
      - {name: state, dimension: {type: categorical, name: status}}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: amount}
      - {name: p95, type: simple, agg: percentile, expr: amount, percentile: 95.0}
      - {name: flagged, type: simple, agg: sum_boolean, expr: is_flagged}
      - {name: paid, type: simple, agg: sum, expr: amount, filter: \"{{ Dimension('order__status') }} = 'paid'\"}
metrics:
  - {name: share, type: ratio, numerator: paid, denominator: revenue}
  - {name: growth, type: derived, expr: now - before, input_metrics: [{name: revenue, alias: now}, {name: revenue, alias: before, offset_window: 1 month}]}
";

#[test]
fn the_older_form_is_translated() {
    let (document, found) = read(OLD, &Limits::default());
    assert_eq!(said(&found), [("interop_not_translated", Some(30))]);
    assert_eq!(metric(&document, "order_total").aggregate.value, "count_rows");
    assert_eq!(metric(&document, "paid").condition.value, "status = 'paid'");
    assert_eq!(metric(&document, "north").condition.value, "customers.region = 'north'");
    assert_eq!(metric(&document, "ticket").formula.value, "revenue / order_total");
    assert_eq!(metric(&document, "rest").formula.value, "revenue - paid");
    assert_eq!(document.relationships[0].from[0].value, "orders.customer_id");
    resolves(&document);
}

#[test]
fn the_newer_form_is_translated() {
    let (document, found) = read(NEW, &Limits::default());
    assert_eq!(said(&found), [("interop_not_translated", Some(16))]);
    assert_eq!(metric(&document, "p95").p.as_ref().map(|p| p.value), Some(0.95));
    assert_eq!(metric(&document, "flagged").condition.value, "is_flagged");
    assert_eq!(metric(&document, "paid").condition.value, "state = 'paid'");
    assert_eq!(metric(&document, "share").formula.value, "paid / revenue");
    resolves(&document);
}

#[test]
fn what_we_write_is_read_again() {
    let (text, lost) = write(&native(), &resolved(&native()));
    let refused: Vec<_> = lost.iter().filter_map(|lost| lost.location.field.as_deref()).collect();
    assert_eq!(refused, ["last_30d_amount"]);
    let (document, found) = read(&text, &Limits::default());
    assert_eq!(said(&found), [], "{text}");
    assert_eq!(metric(&document, "paid_amount").condition.value, "is_paid = 1");
    assert_eq!(metric(&document, "north_amount").condition.value, "stores.region = '华北'");
    resolves(&document);
}

#[test]
fn broken_files_are_refused() {
    let (_, found) = read("models: [{name: a}]", &Limits::default());
    assert_eq!(said(&found), [("interop_other_format", None)]);
}
