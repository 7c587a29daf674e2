//! What customers say afterwards: `fact_complaint` and `fact_followup_sample`.

use super::orders::ServiceOrder;
use crate::calendar::{Date, LAST_DAY};
use crate::network::Network;
use crate::rng::Rng;
use crate::stories::{INFLATING_CENTER, INFLATING_FROM};
use crate::table::{Builder, Table};

/// A complaint about a service order.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// Number, from 1.
    pub number: u32,
    /// Number of the service order.
    pub order: u32,
    /// Who complains.
    pub user: i32,
    /// About which center.
    pub center: i32,
    /// When.
    pub date: Date,
    /// 等待时间, 质量, 服务态度 or 延期交车.
    pub kind: &'static str,
}

/// An anonymous call-back.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// Number, from 1.
    pub number: u32,
    /// Number of the service order.
    pub order: u32,
    /// When.
    pub date: Date,
    /// 1 to 5.
    pub score: i32,
}

/// Draws complaints from what went wrong, ordered by date.
pub fn complaints(orders: &[ServiceOrder], network: &Network, seed: u64) -> Vec<Complaint> {
    let mut rng = Rng::new(seed, "complaints");
    let inflating = network.center(INFLATING_CENTER).key;
    let mut found: Vec<Complaint> = Vec::new();
    for order in orders {
        let causes = [
            ("等待时间", if order.wait > 30 { 0.02 } else { 0.001 }),
            ("质量", if order.is_first_time_fix { 0.002 } else { 0.045 }),
            ("服务态度", if order.true_score <= 2 { 0.05 } else { 0.001 }),
            ("延期交车", if order.is_parts_shortage { 0.10 } else { 0.0005 }),
        ];
        let is_pressed = order.center == inflating && order.date >= INFLATING_FROM;
        let risk: f64 = causes.iter().map(|cause| cause.1).sum::<f64>() + if is_pressed { 0.06 } else { 0.0 };
        let draw = rng.unit();
        let date = order.date.plus(rng.between(0, 9));
        if draw < risk && date <= LAST_DAY {
            let mut rest = draw;
            let cause = causes.iter().find(|cause| {
                rest -= cause.1;
                rest < 0.0
            });
            let kind = cause.map_or("服务态度", |cause| cause.0);
            found.push(Complaint {
                number: 0,
                order: order.number,
                user: order.user,
                center: order.center,
                date,
                kind,
            });
        }
    }
    found.sort_by_key(|complaint| (complaint.date, complaint.order));
    (1..).zip(&mut found).for_each(|(number, complaint)| complaint.number = number);
    found
}

/// Calls back a sample of customers; more of them where the ratings look too good.
pub fn follow_ups(orders: &[ServiceOrder], network: &Network, seed: u64) -> Vec<FollowUp> {
    let mut rng = Rng::new(seed, "follow-ups");
    let inflating = network.center(INFLATING_CENTER).key;
    let mut calls: Vec<FollowUp> = Vec::new();
    for order in orders.iter().filter(|order| order.is_completed()) {
        let is_watched = order.center == inflating && order.date >= INFLATING_FROM;
        let date = order.date.plus(rng.between(3, 10));
        if rng.chance(if is_watched { 0.4 } else { 0.02 }) && date <= LAST_DAY {
            calls.push(FollowUp { number: 0, order: order.number, date, score: order.true_score });
        }
    }
    calls.sort_by_key(|call| (call.date, call.order));
    (1..).zip(&mut calls).for_each(|(number, call)| call.number = number);
    calls
}

/// `fact_complaint`.
pub fn complaint_table(complaints: &[Complaint]) -> Table {
    Builder::new("fact_complaint", complaints)
        .id("complaint_id", "CP", 6, |c| c.number)
        .id("order_id", "SO", 8, |c| c.order)
        .int("user_key", |c| c.user)
        .int("center_key", |c| c.center)
        .date("complaint_date", |c| c.date)
        .text("complaint_type", |c| c.kind)
        .build()
}

/// `fact_followup_sample`.
pub fn follow_up_table(calls: &[FollowUp]) -> Table {
    Builder::new("fact_followup_sample", calls)
        .id("sample_id", "FS", 6, |c| c.number)
        .id("order_id", "SO", 8, |c| c.order)
        .date("call_date", |c| c.date)
        .int("anonymous_score", |c| c.score)
        .build()
}
