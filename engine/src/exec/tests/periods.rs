//! Time axes, stocks, and periods that count from today.

use super::*;

#[test]
fn months_come_in_order_and_empty_ones_on_demand() {
    check(
        &query(&["orders"], vec![Axis::by("time", Grain::Month)]),
        "2024-01-01 2
         2024-02-01 3
         2024-03-01 1",
    );
    let mut quiet = query(&["orders", "amount"], vec![Axis::by("time", Grain::TenDay)]);
    quiet.all_members = true;
    check(
        &quiet,
        "2024-01-21 2 1250e-2
         2024-02-01 2 60e-2
         2024-02-11 0 <NoData>
         2024-02-21 1 1e-2
         2024-03-01 1 <NoData>",
    );
}

#[test]
fn stocks_take_the_last_day_of_each_bucket() {
    let mut stock = query(&["stock"], vec![Axis::by("time", Grain::Month)]);
    check(&stock, "2024-01-01 250e-2\n2024-02-01 1e-2\n2024-03-01 <NoData>");
    stock.dimensions.clear();
    check(&stock, "<NoData>");
    // Of its period, where it has one.
    check(&query(&["stock_last_month"], vec![]), "1e-2");
    check(
        &query(&["stock_last_month"], vec![Axis::new("region")]),
        "华东 <NoData>
         华南 50e-2
         <Blank> 1e-2
         <Unmatched> 10e-2",
    );
}

#[test]
fn relative_periods_are_anchored_at_each_bucket() {
    check(&query(&["orders_2d"], vec![]), "4");
    check(
        &query(&["orders_2d"], vec![Axis::by("time", Grain::Month)]),
        "2024-01-01 2
         2024-02-01 4
         2024-03-01 4",
    );
    let mut conflict = query(&["orders_2d"], vec![]);
    conflict.period = Some(Period::Between(
        Date::parse("2024-01-01").expect("a date"),
        Date::parse("2024-01-31").expect("a date"),
    ));
    check(&conflict, "period_conflict");
}

#[test]
fn without_a_date_nothing_lies_in_a_period() {
    let mut undated = tables();
    let orders = &undated["orders"];
    let columns = orders.columns().iter().map(|column| match column.name() {
        "day" => ints("day", &[None; 6], DataType::Date),
        _ => column.clone(),
    });
    let orders = Table::new("orders", columns.collect(), orders.rows());
    undated.insert("orders".to_owned(), orders);
    check_in(model(), &undated, &query(&["orders", "orders_2d"], Vec::new()), "6 0");
    let mut recent = query(&["orders"], Vec::new());
    recent.period = Some(Period::Bucket { grain: Grain::Month, offset: 0 });
    check_in(model(), &undated, &recent, "0");
}
