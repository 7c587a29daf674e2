//! Rows of the sales side → tables.

use super::Sales;
use super::dims::SOURCES;
use crate::cars::{SERIES, Series, models};
use crate::geo::CITIES;
use crate::table::{Builder, Table};

fn series_key(position: usize) -> i32 {
    position as i32 + 1
}

pub(super) fn tables(sales: &Sales) -> Vec<Table> {
    let mut tables = dimensions(sales);
    tables.extend([visits(sales), leads(sales), prospects(sales), test_drives(sales)]);
    tables.extend([orders(sales), deliveries(sales), targets(sales)]);
    tables
}

fn dimensions(sales: &Sales) -> Vec<Table> {
    let series: Vec<(i32, &Series)> = (1..).zip(&SERIES).collect();
    let sources: Vec<_> = (1..).zip(&SOURCES).collect();
    let customers: Vec<_> = (1..).zip(&sales.customers).collect();
    let models = models();
    vec![
        Builder::new("dim_series", &series)
            .int("series_key", |s| s.0)
            .text("series_name", |s| s.1.name)
            .text("segment", |s| s.1.segment)
            .text("energy_type", |s| s.1.energy_type)
            .date("launch_date", |s| s.1.launch)
            .build(),
        Builder::new("dim_model", &models)
            .int("model_key", |m| m.key)
            .text("model_name", |m| &m.name)
            .int("series_key", |m| series_key(m.series))
            .decimal("list_price", |m| i64::from(m.list_price) * 100)
            .build(),
        Builder::new("dim_source", &sources)
            .int("source_key", |s| s.0)
            .text("source_name", |s| s.1.name)
            .text("source_group", |s| s.1.group)
            .text("channel", |s| s.1.channel)
            .build(),
        Builder::new("dim_customer", &customers)
            .int("customer_key", |c| c.0)
            .text("phone_hash", |c| &c.1.phone_hash)
            .text("city", |c| CITIES[c.1.city].name)
            .build(),
    ]
}

fn visits(sales: &Sales) -> Table {
    Builder::new("fact_visit", &sales.visits)
        .id("visit_id", "VS", 8, |v| v.number)
        .date("visit_date", |v| v.date)
        .int("dealer_key", |v| v.dealer)
        .int_or_null("advisor_key", |v| v.advisor)
        .int_or_null("series_key", |v| v.series.map(series_key))
        .int("source_key", |v| v.source)
        .int_or_null("customer_key", |v| v.customer)
        .text("visit_type", |v| v.kind)
        .id_or_null("lead_id", "LD", 8, |v| v.lead)
        .id_or_null("opportunity_id", "OP", 8, |v| v.prospect)
        .int("party_size", |v| v.party_size)
        .int("dwell_minutes", |v| v.dwell_minutes)
        .build()
}

fn leads(sales: &Sales) -> Table {
    Builder::new("fact_lead", &sales.leads)
        .id("lead_id", "LD", 8, |l| l.number)
        .timestamp_or_null("created_at", |l| Some(l.created_at))
        .date("created_date", |l| l.created_date())
        .text("lead_group", |l| l.group)
        .text("phone_hash", |l| &sales.customers[l.customer as usize - 1].phone_hash)
        .int("dealer_key", |l| l.dealer)
        .int_or_null("advisor_key", |l| l.advisor)
        .int_or_null("series_key", |l| l.series.map(series_key))
        .int("source_key", |l| l.source)
        .int("customer_key", |l| l.customer)
        .timestamp_or_null("first_followup_at", |l| l.first_followup_at)
        .int("followup_count", |l| l.followup_count)
        .text("lead_status", |l| l.status)
        .date_or_null("carded_date", |l| l.carded)
        .date_or_null("first_arrival_date", |l| l.first_arrival)
        .id_or_null("opportunity_id", "OP", 8, |l| l.prospect)
        .build()
}

fn prospects(sales: &Sales) -> Table {
    Builder::new("fact_opportunity", &sales.prospects)
        .id("opportunity_id", "OP", 8, |p| p.number)
        .int("customer_key", |p| p.customer)
        .int("dealer_key", |p| p.dealer)
        .int("advisor_key", |p| p.advisor)
        .int("series_key", |p| series_key(p.series))
        .int("source_key", |p| p.source)
        .text("origin", |p| p.origin.name())
        .date("created_date", |p| p.created)
        .date_or_null("dormant_date", |p| p.dormant)
        .date_or_null("dormant_reactivated_date", |p| p.dormant_reactivated)
        .date_or_null("lost_date", |p| p.lost)
        .date_or_null("lost_reactivated_date", |p| p.lost_reactivated)
        .date_or_null("won_date", |p| p.won)
        .text("intent_level", |p| p.intent_level)
        .text_or_null("lost_reason", |p| p.lost_reason)
        .build()
}

fn test_drives(sales: &Sales) -> Table {
    Builder::new("fact_test_drive", &sales.test_drives)
        .id("test_drive_id", "TD", 8, |t| t.number)
        .id("opportunity_id", "OP", 8, |t| t.prospect)
        .id_or_null("visit_id", "VS", 8, |t| t.visit)
        .date("test_date", |t| t.date)
        .int("dealer_key", |t| t.dealer)
        .int("advisor_key", |t| t.advisor)
        .int("series_key", |t| series_key(t.series))
        .int("model_key", |t| t.model)
        .int("source_key", |t| t.source)
        .text("drive_type", |t| t.kind)
        .build()
}

fn orders(sales: &Sales) -> Table {
    Builder::new("fact_order", &sales.orders)
        .id("order_id", "VO", 8, |o| o.number)
        .text("order_type", |o| if o.is_vehicle { "vehicle" } else { "goods" })
        .flag("is_valid", |o| o.is_valid)
        .date("order_date", |o| o.date)
        .id_or_null("opportunity_id", "OP", 8, |o| o.prospect)
        .date_or_null("prospect_created_date", |o| o.prospect_created)
        .date_or_null("cancelled_date", |o| o.cancelled)
        .date_or_null("delivery_date", |o| o.delivered)
        .int("dealer_key", |o| o.dealer)
        .int("advisor_key", |o| o.advisor)
        .int("series_key", |o| series_key(o.series))
        .int("model_key", |o| o.model)
        .int("source_key", |o| o.source)
        .int("customer_key", |o| o.customer)
        .decimal("deposit_amount", |o| o.deposit)
        .decimal("order_amount", |o| o.amount)
        .build()
}

fn deliveries(sales: &Sales) -> Table {
    Builder::new("fact_delivery", &sales.deliveries)
        .id("delivery_id", "DL", 8, |d| d.number)
        .id("order_id", "VO", 8, |d| d.order.number)
        .date_or_null("delivery_date", |d| d.order.delivered)
        .int("dealer_key", |d| d.order.dealer)
        .int("advisor_key", |d| d.order.advisor)
        .int("series_key", |d| series_key(d.order.series))
        .int("model_key", |d| d.order.model)
        .int("source_key", |d| d.order.source)
        .text("vin", |d| &d.vin)
        .decimal("invoice_amount", |d| d.order.amount)
        .build()
}

fn targets(sales: &Sales) -> Table {
    Builder::new("fact_target", &sales.targets)
        .text("month", |t| &t.month)
        .int("dealer_key", |t| t.dealer)
        .int_or_null("series_key", |_| None)
        .text("metric_code", |_| "actual_sales_count")
        .decimal("target_value", |t| i64::from(t.cars) * 100)
        .text("imported_by", |_| "销售运营")
        .timestamp_or_null("imported_at", |t| Some(t.imported_at))
        .text("source_system", |_| "手工导入")
        .build()
}
