//! Round trips, foreign files, broken files.

mod dbt;
mod dictionary;
mod ossie;

use super::exchange;
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::model::{self, Document, MetricDoc, Model};

/// A definition with metrics of all layers.
const NATIVE: &str = "\
sandtable: 1
name: {zh: 示例, en: Sample}
datasets:
  - {code: orders, label: 工单, table: fact_orders, key: order_id, time: ordered, fields: [{code: margin, expr: amount - cost}]}
  - {code: stores, key: store}
relationships:
  - {code: order_store, from: orders.store, to: stores.store}
dimensions:
  - {code: region, label: {zh: 区域, en: Region}, field: stores.region, aliases: [大区]}
qualifiers:
  - {code: paid, label: 已付, where: is_paid = 1}
metrics:
  - {code: amount, label: {zh: 金额, en: Amount}, dataset: orders, aggregate: sum, field: amount, unit: 元, owner: 张三, aliases: [收入, 流水], state: online, version: 2}
  - {code: order_count, dataset: orders, aggregate: count_rows, label: 工单数}
  - {code: paid_amount, base: amount, qualifiers: [paid]}
  - {code: north_amount, base: amount, where: region = '华北'}
  - {code: last_30d_amount, base: amount, period: last_30d}
  - {code: ticket, formula: amount / order_count, unit: 元, format: decimal2, target: {value: 12.5, by: y2024q4}, alert: {green: 12, red: 8}}
";

fn native() -> Document {
    let (document, found) = model::read(NATIVE, &Limits::default());
    assert_eq!(found, []);
    document
}

fn metric<'a>(document: &'a Document, code: &str) -> &'a MetricDoc {
    let found = document.metrics.iter().find(|metric| metric.code.value == code);
    found.unwrap_or_else(|| panic!("no metric {code}: {:?}", codes(document)))
}

fn codes(document: &Document) -> Vec<&str> {
    document.metrics.iter().map(|metric| metric.code.as_str()).collect()
}

fn said(found: &[Diagnostic]) -> Vec<(&str, Option<u32>)> {
    found.iter().map(|found| (&*found.code, found.location.line)).collect()
}

/// What resolves of a document.
fn resolved(document: &Document) -> Model {
    exchange::resolved(document, None, &Limits::default())
}

/// The document resolves against the columns that it names.
fn resolves(document: &Document) {
    let (_, found) = model::resolve(document, &model::assumed_schemas(document), &Limits::default());
    assert_eq!(found, []);
}
