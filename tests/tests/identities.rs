//! What must hold between metrics of the catalogue, whatever they are split by.

use std::collections::BTreeMap;

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::query::{Axis, Comparison, Filter, Query, Test, Totals};
use sandtable_engine::table::Scalar;
use sandtable_tests::duckdb::Cell;
use sandtable_tests::real::ask;
use sandtable_tests::sample::sample;

/// An answer, by row.
struct Answer(Frame);

impl Answer {
    fn of(bound: &Bound, metrics: &str, dimensions: Vec<Axis>, period: Option<Period>) -> Self {
        let metrics = metrics.split_whitespace().map(str::to_owned).collect();
        let query = Query { metrics, dimensions, period, totals: Totals::Grand, ..Query::default() };
        Self(ask(bound, &query))
    }

    /// Null is 0 here: a group without rows.
    fn at(&self, row: usize, code: &str) -> f64 {
        self.known(row, code).unwrap_or(0.0)
    }

    fn known(&self, row: usize, code: &str) -> Option<f64> {
        Cell::of_frame(self.0.column(code).unwrap_or_else(|| panic!("no column {code}")), row).number()
    }

    fn details(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.rows()).filter(|&row| self.0.rolled_up[row] == 0)
    }

    /// The row of the grand total; of a query without dimensions the only one.
    fn total(&self) -> usize {
        self.0.rows() - 1
    }

    fn key(&self, row: usize, at: usize) -> String {
        format!("{:?}", Cell::of_frame(&self.0.columns[at], row))
    }

    fn each(&self, mut check: impl FnMut(usize)) {
        assert!(self.0.rows() > 1, "there is something to check");
        (0..self.0.rows()).for_each(&mut check);
    }
}

fn year(year: i32) -> Option<Period> {
    let date = |text: String| Date::parse(&text).expect("a date");
    Some(Period::Between(date(format!("{year}-01-01")), date(format!("{year}-12-31"))))
}

fn months() -> Axis {
    Axis::by("time", Grain::Month)
}

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{what}: {found} and {expected}");
}

const STOCKS: &str = "prospect_stock_now prospect_stock_open new_prospect_count lost_reactivated_count \
    dormant_reactivated_count lost_count dormant_count valid_vehicle_order_count order_stock_now order_stock_open \
    new_order_count order_cancel_count delivery_count held_order_delivery_count new_order_delivery_count \
    first_order_count converted_order_count order_close_rate held_order_close_rate new_order_close_rate";

/// S1–S4 and S10 in every row, totals included.
fn check_stocks(answer: &Answer) {
    answer.each(|row| {
        let at = |code| answer.at(row, code);
        let inflow =
            at("new_prospect_count") + at("lost_reactivated_count") + at("dormant_reactivated_count");
        let outflow = at("lost_count") + at("dormant_count") + at("valid_vehicle_order_count");
        assert_close(at("prospect_stock_now"), at("prospect_stock_open") + inflow - outflow, "S1");
        let left = at("order_cancel_count") + at("delivery_count");
        assert_close(at("order_stock_now"), at("order_stock_open") + at("new_order_count") - left, "S2");
        let delivered = at("held_order_delivery_count") + at("new_order_delivery_count");
        assert_close(at("delivery_count"), delivered, "S3");
        assert_close(at("new_order_count"), at("first_order_count") + at("converted_order_count"), "S4");
        let rates = ["order_close_rate", "held_order_close_rate", "new_order_close_rate"];
        if let [Some(all), Some(held), Some(new)] = rates.map(|code| answer.known(row, code)) {
            assert!(held.min(new) - 1e-12 <= all && all <= held.max(new) + 1e-12, "S10: {held} {all} {new}");
        }
    });
}

#[test]
fn stocks_and_flows_balance_in_every_slice() {
    let bound = sample();
    for period in [None, year(2023), year(2024)] {
        check_stocks(&Answer::of(&bound, STOCKS, vec![Axis::new("region")], period));
        check_stocks(&Answer::of(&bound, STOCKS, vec![months()], period));
    }
    check_stocks(&Answer::of(&bound, STOCKS, vec![Axis::new("dealer"), months()], year(2024)));
    check_stocks(&Answer::of(&bound, STOCKS, vec![Axis::by("time", Grain::Week)], year(2024)));
    for axis in ["advisor", "series", "source"] {
        let without_delivery = "prospect_stock_now prospect_stock_open order_stock_now order_stock_open";
        let answer = Answer::of(&bound, without_delivery, vec![Axis::new(axis)], year(2024));
        for code in without_delivery.split(' ') {
            let sum: f64 = answer.details().map(|row| answer.at(row, code)).sum();
            assert_close(sum, answer.at(answer.total(), code), "S12 of stocks");
        }
    }
}

#[test]
fn what_closes_a_month_opens_the_next() {
    let bound = sample();
    let codes = "prospect_stock_now prospect_stock_open order_stock_now order_stock_open";
    let answer = Answer::of(&bound, codes, vec![Axis::new("dealer"), months()], year(2024));
    let mut closing: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut checked = 0;
    for row in answer.details() {
        for kind in ["prospect", "order"] {
            let key = (answer.key(row, 0), kind.to_owned());
            if let Some(closed) = closing.get(&key) {
                assert_close(answer.at(row, &format!("{kind}_stock_open")), *closed, "S9");
                checked += 1;
            }
            closing.insert(key, answer.at(row, &format!("{kind}_stock_now")));
        }
    }
    assert!(checked > 6_000, "{checked} months of dealers were checked");
}

#[test]
fn visits_and_leads_add_up() {
    let bound = sample();
    let kinds = [
        "first_visit_carded_count",
        "first_visit_uncarded_count",
        "non_purchase_visit_count",
        "web_invited_visit_count",
        "field_invited_visit_count",
        "post_order_visit_count",
        "return_visit_count",
        "other_visit_count",
    ];
    let codes = format!("visit_count web_lead_count web_lead_distinct_count {}", kinds.join(" "));
    let answer = Answer::of(&bound, &codes, vec![Axis::new("dealer"), months()], year(2024));
    answer.each(|row| {
        let sum: f64 = kinds.iter().map(|code| answer.at(row, code)).sum();
        assert_close(answer.at(row, "visit_count"), sum, "S5");
        assert!(answer.at(row, "web_lead_distinct_count") <= answer.at(row, "web_lead_count"), "S11");
    });
    let by_dealer = Answer::of(&bound, "web_lead_distinct_count", vec![Axis::new("dealer")], year(2024));
    let sum: f64 = by_dealer.details().map(|row| by_dealer.at(row, "web_lead_distinct_count")).sum();
    assert!(sum >= by_dealer.at(by_dealer.total(), "web_lead_distinct_count"), "S11 over dealers");

    let codes = "new_prospect_count first_visit_carded_count web_card_count field_card_count web_arrival_count \
        web_invited_visit_count field_arrival_count field_invited_visit_count valid_vehicle_order_count new_order_count";
    let all = Answer::of(&bound, codes, vec![months()], year(2024));
    let mut others = Query {
        metrics: vec!["new_prospect_count".to_owned()],
        dimensions: vec![months()],
        period: year(2024),
        totals: Totals::Grand,
        ..Query::default()
    };
    let other = Scalar::Text("other".to_owned());
    others.filters = vec![Filter::test("prospect_origin", Test::Is(Comparison::Eq, other))];
    let others = Answer(ask(&bound, &others));
    all.each(|row| {
        let at = |code| all.at(row, code);
        let cards = at("first_visit_carded_count") + at("web_card_count") + at("field_card_count");
        assert_close(at("new_prospect_count"), cards + others.at(row, "new_prospect_count"), "S6");
        assert_close(at("web_arrival_count"), at("web_invited_visit_count"), "S7 of web leads");
        assert_close(at("field_arrival_count"), at("field_invited_visit_count"), "S7 of outreach");
        assert!(at("valid_vehicle_order_count") <= at("new_order_count"), "S8");
    });
}

#[test]
fn after_sales_shares_and_complements_close() {
    let bound = sample();
    let codes = "labor_ratio parts_ratio value_added_ratio first_time_fix_rate first_fix_fail_rate user_retention_rate \
        user_churn_rate revenue_per_technician technician_count total_amount arpu order_count rated_order_count \
        first_fix_success_count csat appointment_rate warranty_ratio bay_utilization_rate collection_rate \
        wait_over_30_rate parts_shortage_rate repurchase_rate five_star_share rating_coverage split_order_share \
        gross_margin_rate nps labor_per_order parts_per_order value_added_per_order annual_service_frequency \
        maintenance_visits_per_year repair_visits_per_year";
    for dimensions in [vec![Axis::new("center")], vec![months()], vec![Axis::new("region"), months()]] {
        let answer = Answer::of(&bound, codes, dimensions, year(2024));
        answer.each(|row| {
            let known = |code: &str| answer.known(row, code);
            let sum_is = |codes: &[&str], expected: f64, what: &str| {
                let values: Vec<f64> = codes.iter().filter_map(|code| known(code)).collect();
                if values.len() == codes.len() {
                    assert_close(values.iter().sum(), expected, what);
                }
            };
            sum_is(&["labor_ratio", "parts_ratio", "value_added_ratio"], 1.0, "V3");
            sum_is(&["first_time_fix_rate", "first_fix_fail_rate"], 1.0, "V9");
            sum_is(&["user_retention_rate", "user_churn_rate"], 1.0, "V9");
            if let Some(arpu) = known("arpu") {
                sum_is(
                    &["labor_per_order", "parts_per_order", "value_added_per_order"],
                    arpu,
                    "parts of the tree",
                );
            }
            if let Some(frequency) = known("annual_service_frequency") {
                sum_is(
                    &["maintenance_visits_per_year", "repair_visits_per_year"],
                    frequency,
                    "visits of the tree",
                );
            }
            for (ratio, denominator) in
                [("revenue_per_technician", "technician_count"), ("arpu", "order_count")]
            {
                if let Some(value) = known(ratio) {
                    assert_close(value * answer.at(row, denominator), answer.at(row, "total_amount"), "V10");
                }
            }
            let shares = "labor_ratio parts_ratio value_added_ratio first_time_fix_rate user_retention_rate \
                appointment_rate warranty_ratio bay_utilization_rate collection_rate wait_over_30_rate \
                parts_shortage_rate repurchase_rate five_star_share rating_coverage split_order_share";
            for code in shares.split_whitespace() {
                assert!(known(code).is_none_or(|value| (0.0..=1.0).contains(&value)), "V4 of {code}");
            }
            assert!(known("nps").is_none_or(|value| (-100.0..=100.0).contains(&value)), "V4 of NPS");
            assert!(known("gross_margin_rate").is_none_or(|value| value <= 1.0), "V4 of the margin");
            assert!(answer.at(row, "rated_order_count") <= answer.at(row, "order_count"), "V5");
            assert!(answer.at(row, "first_fix_success_count") <= answer.at(row, "order_count"), "V5");
            assert!(known("csat").is_none_or(|value| (1.0..=5.0).contains(&value)), "V5 of the rating");
        });
    }
}

#[test]
fn additive_metrics_add_up_and_distinct_ones_lie_between() {
    let bound = sample();
    let additive = "order_count labor_amount parts_amount total_amount service_duration satisfaction_sum \
        first_fix_success_count rated_order_count new_order_count converted_order_count visit_count";
    let distinct =
        "user_count vehicle_count technician_count center_count web_lead_distinct_count repeated_user_count";
    let codes = format!("{additive} {distinct}");
    let axes = [Axis::new("region"), Axis::by("time", Grain::Quarter), Axis::by("time", Grain::Day)];
    for axis in axes {
        let answer = Answer::of(&bound, &codes, vec![axis.clone()], year(2024));
        for code in codes.split_whitespace() {
            // Which orders are converted depends on where the bucket starts.
            if code == "converted_order_count" && axis.field == "time" {
                continue;
            }
            let parts: Vec<f64> = answer.details().map(|row| answer.at(row, code)).collect();
            let (sum, total) = (parts.iter().sum::<f64>(), answer.at(answer.total(), code));
            if additive.contains(code) {
                assert_close(sum, total, "V6");
            } else {
                let most = parts.iter().copied().fold(0.0, f64::max);
                let is_repeated = code == "repeated_user_count";
                assert!(
                    most <= total && (is_repeated || total <= sum),
                    "V7 and V8 of {code}: {most} {total} {sum}"
                );
            }
        }
    }
}

#[test]
fn qualifiers_narrow_and_their_complements_close() {
    let bound = sample();
    let codes = "this_month_order_count this_month_in_warranty_order_count this_month_self_pay_order_count \
        this_month_appointment_order_count this_month_walk_in_order_count this_month_valid_order_count \
        this_month_total_amount this_month_in_warranty_total_amount this_month_self_pay_total_amount \
        this_month_user_count this_month_in_warranty_user_count this_month_self_pay_user_count";
    let answer = Answer::of(&bound, codes, vec![Axis::new("region")], None);
    answer.each(|row| {
        let at = |code: &str| answer.at(row, &format!("this_month_{code}"));
        assert_close(
            at("in_warranty_order_count") + at("self_pay_order_count"),
            at("order_count"),
            "by payer",
        );
        assert_close(
            at("appointment_order_count") + at("walk_in_order_count"),
            at("order_count"),
            "by arrival",
        );
        assert_close(
            at("in_warranty_total_amount") + at("self_pay_total_amount"),
            at("total_amount"),
            "by payer",
        );
        assert!(
            at("in_warranty_user_count") + at("self_pay_user_count") >= at("user_count"),
            "a user is in both"
        );
        assert!(at("valid_order_count") <= at("order_count"), "V17");
    });
}

#[test]
fn active_users_nest() {
    let bound = sample();
    let answer = Answer::of(&bound, "mau after_sales_mau app_mau", vec![months()], year(2024));
    answer.each(|row| {
        let (after_sales, app) = (answer.at(row, "after_sales_mau"), answer.at(row, "app_mau"));
        assert!(after_sales <= answer.at(row, "mau") && app <= answer.at(row, "mau"));
    });
}

#[test]
fn a_blank_key_is_a_member_so_that_sums_close() {
    let bound = sample();
    let answer = Answer::of(&bound, "visit_count", vec![Axis::new("advisor")], year(2024));
    let has_blank = answer.details().any(|row| answer.key(row, 0) == "Null");
    let sum: f64 = answer.details().map(|row| answer.at(row, "visit_count")).sum();
    assert!(has_blank, "walk-ins who met nobody are there");
    assert_close(sum, answer.at(answer.total(), "visit_count"), "V19");
}
