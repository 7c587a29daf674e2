//! Windows: canonical text, defaults, and what is refused.

use super::*;
use crate::limits::Limits;

fn read(source: &str) -> Result<RowExpr<String>, Vec<Diagnostic>> {
    parse_row(source, &Limits::default())
}

#[track_caller]
fn prints_window(source: &str, expected: &str) {
    for text in [source, expected] {
        match read(text).unwrap_or_else(|found| panic!("{text}: {found:?}")) {
            RowExpr::Window(window) => assert_eq!(window.print(&String::clone), expected, "{text}"),
            RowExpr::Each(expr) => panic!("{text} reads as {expr}"),
        }
    }
}

#[track_caller]
fn refused(source: &str, expected: &str) {
    let found = read(source).expect_err(source);
    assert_eq!(codes(&found), [expected], "{source}");
}

#[test]
fn windows_have_canonical_text() {
    prints_window("ROW_NUMBER() OVER (ORDER BY a DESC, b ASC)", "row_number() over (order by a desc, b)");
    prints_window(
        "sum(orders.amount) over (partition by orders.user order by day)",
        "sum(orders.amount) over (partition by orders.user order by day)",
    );
    prints_window("count( * ) over ()", "count(*) over ()");
    prints_window("lag(x, 1) over (order by d)", "lag(x) over (order by d)");
    prints_window("lead(x, 3) over (order by d)", "lead(x, 3) over (order by d)");
    prints_window("ntile(4) over (order by d)", "ntile(4) over (order by d)");
    prints_window(
        "avg(金额) over (partition by 区域、`城市 (新)` order by 日期 rows 6 preceding)",
        "avg(金额) over (partition by 区域, `城市 (新)` order by 日期 rows between 6 preceding and current row)",
    );
    prints_window("sum(x) over (order by d range unbounded preceding)", "sum(x) over (order by d)");
    prints_window("max(x) over (rows between unbounded preceding and unbounded following)", "max(x) over ()");
    prints_window(
        "min(x) over (order by d rows between 2 following and unbounded following)",
        "min(x) over (order by d rows between 2 following and unbounded following)",
    );
}

#[test]
fn what_is_no_window_reads_as_an_expression() {
    assert!(matches!(read("abs(over) + over"), Ok(RowExpr::Each(_))));
    assert!(matches!(read("coalesce(a, b)"), Ok(RowExpr::Each(_))));
}

#[test]
fn windows_stand_alone_and_over_names() {
    refused("sum(sum(x) over ()) over ()", "window_of_expression 7..8");
    refused("sum(a * b) over ()", "window_of_expression 6..7");
    refused("rank() over (order by abs(a))", "window_of_expression 25..26");
    refused("sum(x) over () / 2", "window_not_alone 15..16");
    refused("x / sum(x) over ()", "window_not_here 4..15");
    refused("rank() over (order by a) = 1", "window_not_alone 25..26");
}

#[test]
fn what_is_wrong_with_a_window_is_told_at_its_place() {
    refused("median(x) over ()", "unknown_function 0..6");
    refused("rank(x) over (order by x)", "argument_count 0..7");
    refused("sum() over ()", "argument_count 0..5");
    refused("ntile(0) over (order by x)", "window_of_expression 6..7");
    refused("rank() over (partition by x)", "window_without_order 0..28");
    refused("sum(x) over (partition x)", "expected_token 23..24");
    refused("sum(x) over (order by d groups 1 preceding)", "expected_token 24..30");
    refused("sum(x) over (rows between current row and 1 preceding)", "window_backwards 18..53");
    refused("sum(x) over (rows unbounded following)", "window_backwards 18..37");
    refused("sum(x) over (order by d range 1 preceding)", "range_offset 30..41");
    refused("sum(x) over (rows between a and b)", "expected_token 26..27");
    refused("sum(x) over (", "expected_token 13..14");
}
