//! Windows over the groups of an answer.

use super::*;
use crate::query::RowColumn;

fn with(mut query: Query, windows: &[&str]) -> Query {
    let windows = windows.iter().enumerate();
    query.windows = windows.map(|(at, text)| RowColumn::computed(format!("w{at}"), *text)).collect();
    query
}

#[test]
fn a_running_total_is_recomputed_from_rows() {
    let by_month = query(&["users", "orders"], vec![Axis::by("time", Grain::Month)]);
    // User 7 comes in January and February: once in the total of both.
    check(
        &with(
            by_month,
            &[
                "total(users) over (order by time)",
                "sum(orders) over (order by time)",
                "total(per_user) over (order by time rows between 1 preceding and current row)",
                "lag(orders) over (order by time)",
                "share(orders) over ()",
            ],
        ),
        "2024-01-01 2 2 2 2 6.25 <NoData> 0.3333333333333333
         2024-02-01 1 3 2 5 6.555 2 0.5
         2024-03-01 1 1 2 6 0.305 3 0.16666666666666666",
    );
}

#[test]
fn ranks_stand_beside_groups_and_totals_have_none() {
    let mut by_region = with(
        query(&["amount"], vec![Axis::new("region")]),
        &[
            "rank() over (order by amount desc)",
            "count(*) over ()",
            "first_value(region) over (order by amount)",
        ],
    );
    by_region.totals = Totals::Grand;
    check(
        &by_region,
        "华东 1250e-2 1 4 <Blank>
         华南 50e-2 2 4 <Blank>
         <Blank> 1e-2 4 4 <Blank>
         <Unmatched> 10e-2 3 4 <Blank>
         <Total> 1311e-2 <NoData> <NoData> <NoData>",
    );
    // What the limit leaves out still counts, what a condition on results leaves out does not.
    by_region.totals = Totals::None;
    by_region.limit = Some(Limit { keep: 1, dimension: None, others: false });
    by_region.sort = vec![Sort { by: SortBy::Metric("amount".to_owned()), descending: false }];
    check(&by_region, "<Blank> 1e-2 4 4 <Blank>");
    by_region.having = vec![Filter::test("amount", Test::Is(Comparison::Lt, Scalar::Int(1)))];
    check(&by_region, "<Blank> 1e-2 3 3 <Blank>");
}

#[test]
fn what_has_no_window_is_refused() {
    let refused = |metrics: &[&str], window: &str, code: &str| {
        check(&with(query(metrics, vec![Axis::new("region")]), &[window]), code);
    };
    refused(&["users"], "sum(users) over ()", "not_additive");
    refused(&["per_user"], "avg(per_user) over ()", "not_additive");
    refused(&["stock"], "total(stock) over ()", "window_over_windows");
    refused(&["orders"], "total(region) over ()", "window_of_dimension");
    refused(&["orders"], "rank() over (order by orders.user)", "not_in_answer");
    refused(&["orders"], "orders + 1", "not_a_window");
    refused(&["orders"], "rank() over ()", "window_without_order");
    // A metric that is not shown may still decide.
    check(
        &with(query(&["orders"], vec![Axis::new("region")]), &["rank() over (order by users desc)"]),
        "华东 3 1
         华南 1 2
         <Blank> 1 4
         <Unmatched> 1 2",
    );
}
