//! Queries of rows, windows, and rows that point at a fact.

use expect_test::{Expect, expect};

use super::{asked, parts_of, written};
use crate::query::sql::Dialect;
use crate::query::{Axis, Limit, Query, RowColumn, Rows, Sort, SortBy};

use Dialect::{ClickHouse, DuckDb, Postgres, Snowflake, Spark};

fn listed(columns: Vec<RowColumn>, skip: usize) -> Query {
    Query { rows: Some(Rows { columns, skip, ..Rows::default() }), ..Query::default() }
}

#[test]
fn rows_are_a_part_with_what_decides_their_order() {
    let so_far = "sum(sales.amount) over (partition by city order by sales.day)";
    let columns = vec![RowColumn::new("city"), RowColumn::computed("so_far", so_far)];
    let by_amount = Sort { by: SortBy::Metric("sales.amount".to_owned()), descending: true };
    let first = Limit { keep: 5, dimension: None, others: false };
    let query = Query { sort: vec![by_amount], limit: Some(first), ..listed(columns, 10) };
    expect![[r#"
        -- Sandtable, PostgreSQL / Hologres
        -- city: 城市 ; DROP TABLE sales; -- / 城市 ; DROP TABLE sales; --
        -- so_far: so_far / so_far
        -- …_kind: 0 成员 member, 1 (空) blank, 2 (未匹配) unmatched, 3 其他 others, 4 合计 total
        WITH "q_rows1" AS (
          SELECT
            CASE
              WHEN "d1"."city" IS NOT NULL THEN
                0
              WHEN ("f"."store" IS NOT NULL) AND ("d1"."id" IS NULL) THEN
                2
              ELSE
                1
            END AS "n1",
            "d1"."city" AS "k1",
            SUM("f"."amount") OVER (
              PARTITION BY CASE WHEN "d1"."city" IS NOT NULL THEN 0 WHEN ("f"."store" IS NOT NULL) AND ("d1"."id" IS NULL) THEN 2 ELSE 1 END, "d1"."city"
              ORDER BY "f"."day" ASC NULLS LAST
              RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS "k2",
            "f"."amount" AS "k3",
            "f"."id" AS "k4"
          FROM
            "sales" AS "f"
            LEFT JOIN "stores" AS "d1" ON "f"."store" = "d1"."id"
        )
        SELECT
          "r"."k1" AS "city",
          "r"."n1" AS "city_kind",
          "r"."k2" AS "so_far"
        FROM
          "q_rows1" AS "r" ORDER BY "r"."k3" DESC NULLS LAST, "r"."k4" ASC NULLS LAST LIMIT 5 OFFSET 10
    "#]].assert_eq(&written(&query, Postgres).expect("it can be said"));
    let unlimited = listed(vec![RowColumn::new("sales.id")], 3);
    for (dialect, end) in [(Spark, " OFFSET 3\n"), (Snowflake, " LIMIT NULL OFFSET 3\n")] {
        let text = written(&unlimited, dialect).expect("it can be said");
        assert!(text.ends_with(end), "{text}");
    }
    assert_eq!(
        written(&listed(vec![RowColumn::computed("a\0", "sales.id")], 0), DuckDb),
        Err(vec!["sql_bad_name".to_owned()])
    );
}

#[test]
fn a_windowed_field_is_a_column_over_its_whole_table() {
    let query = Query { conditions: vec!["sales.nth = 1".to_owned()], ..asked("orders", &[]) };
    expect![[r#"
        -- Sandtable, DuckDB
        -- orders: 单＼ / Orders
        WITH "q_windowed1" AS (
          SELECT
            "f".*,
            ROW_NUMBER() OVER (
              PARTITION BY "f"."store"
              ORDER BY "f"."day" ASC NULLS LAST, "f"."id" ASC NULLS LAST
            ) AS "w5"
          FROM
            "sales" AS "f"
        ), "q_rows1" AS (
          SELECT
            1 AS "one"
          FROM
            "q_windowed1" AS "f"
          WHERE
            "f"."w5" = 1
        ), "q_groups1" AS (
          SELECT
            COUNT(*) AS "m_orders"
          FROM
            "q_rows1" AS "r"
        )
        SELECT
          "a"."m_orders" AS "orders"
        FROM
          "q_groups1" AS "a"
    "#]]
    .assert_eq(&written(&query, DuckDb).expect("it can be said"));
}

#[test]
fn windows_say_what_each_database_would_leave_open() {
    let check = |window: &str, dialect: Dialect, expected: &Expect| {
        let text =
            written(&listed(vec![RowColumn::computed("w", window)], 0), dialect).expect("it can be said");
        let line = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let (text, _) = text.split_once(" AS \"k1\"").or(text.split_once(" AS `k1`")).expect("a column");
        let (_, text) = text.split_once("SELECT").expect("a part");
        expected.assert_eq(line(text).trim());
    };
    check(
        "last_value(sales.amount) over (order by sales.day)",
        DuckDb,
        &expect![[
            r#"LAST_VALUE("f"."amount") OVER ( PARTITION BY "f"."day" ORDER BY "f"."day" ASC NULLS LAST, "f"."id" ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING )"#
        ]],
    );
    check(
        "last_value(sales.amount) over (order by sales.day)",
        ClickHouse,
        &expect![
            "LAST_VALUE(toNullable(`f`.`amount`)) RESPECT NULLS OVER ( PARTITION BY `f`.`day` ORDER BY `f`.`day` ASC NULLS LAST, `f`.`id` ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING )"
        ],
    );
    check(
        "lag(sales.store, 2) over (order by sales.day desc)",
        ClickHouse,
        &expect![
            "FIRST_VALUE(toNullable(`f`.`store`)) RESPECT NULLS OVER ( ORDER BY `f`.`day` DESC NULLS FIRST, `f`.`id` ASC NULLS LAST ROWS BETWEEN 2 PRECEDING AND 2 PRECEDING )"
        ],
    );
    check(
        "cume_dist() over (order by sales.day)",
        ClickHouse,
        &expect![
            "toInt64(COUNT(*) OVER (ORDER BY `f`.`day` ASC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) / toInt64(COUNT(*) OVER ())"
        ],
    );
    check(
        "avg(sales.store) over (order by sales.day rows between 9999999999 preceding and 1 preceding)",
        Spark,
        &expect![
            "CAST(SUM(CAST(`f`.`store` AS DECIMAL(20, 0))) OVER (ORDER BY `f`.`day` ASC NULLS LAST, `f`.`id` ASC NULLS LAST ROWS BETWEEN 2147483647 PRECEDING AND 1 PRECEDING) AS DOUBLE) / CAST(NULLIF(COUNT(`f`.`store`) OVER (ORDER BY `f`.`day` ASC NULLS LAST, `f`.`id` ASC NULLS LAST ROWS BETWEEN 2147483647 PRECEDING AND 1 PRECEDING), 0) AS DOUBLE)"
        ],
    );
    check(
        "count(*) over (partition by sales.store order by sales.day range current row)",
        Snowflake,
        &expect![[r#"COUNT(*) OVER ( PARTITION BY "f"."STORE", "f"."DAY" )"#]],
    );
}

#[test]
fn windows_over_groups_stand_beside_the_metrics() {
    let check = |windows: &[&str], expected: &[&str], column: &Expect| {
        let windows = windows.iter().map(|window| RowColumn::computed("w", *window)).collect();
        let text =
            written(&Query { windows, ..asked("orders", &["city"]) }, Postgres).expect("it can be said");
        assert_eq!(parts_of(&text), expected, "{text}");
        let (before, _) = text.split_once(" AS \"w1\"").expect("a window");
        let (_, value) = before.rsplit_once("\"a\".*,").expect("beside the rest");
        column.assert_eq(value.split_whitespace().collect::<Vec<_>>().join(" ").as_str());
    };
    let plain = ["rows1", "groups1", "windows"];
    check(
        &["rank() over (order by orders desc)"],
        &plain,
        &expect![[r#"RANK() OVER ( ORDER BY "a"."m_orders" DESC NULLS FIRST )"#]],
    );
    check(
        &["row_number() over (order by orders)"],
        &plain,
        &expect![[
            r#"ROW_NUMBER() OVER ( ORDER BY "a"."m_orders" ASC NULLS LAST, "a"."n1", ("a"."k1" COLLATE "C") ASC NULLS LAST )"#
        ]],
    );
    let totals =
        ["rows1", "groups1", "places1", "extents1", "taken1", "total1_groups1", "total1_answer", "windows"];
    let shared = ["share(orders) over ()", "total(repeated) over ()"];
    check(
        &shared[..1],
        &totals,
        &expect![[
            r#"CAST("a"."m_orders" AS DOUBLE PRECISION) / NULLIF(CAST("total1_answer"."m_orders" AS DOUBLE PRECISION), 0)"#
        ]],
    );
    let with_repeated = [&totals[..6], &["total1_repeated", "total1_answer", "windows"]].concat();
    check(
        &shared,
        &[&["rows1", "groups1", "repeated", "answer"], &with_repeated[2..]].concat(),
        &expect![[
            r#"CAST("a"."m_orders" AS DOUBLE PRECISION) / NULLIF(CAST("total1_answer"."m_orders" AS DOUBLE PRECISION), 0)"#
        ]],
    );
}

#[test]
fn rows_that_point_at_a_fact_count_once_in_each_group() {
    let query = Query { dimensions: vec![Axis::new("sales.day")], ..asked("stores", &[]) };
    expect![[r#"
        -- Sandtable, DuckDB
        -- stores: stores / stores
        -- sales.day: day / day
        -- …_kind: 0 成员 member, 1 (空) blank, 2 (未匹配) unmatched, 3 其他 others, 4 合计 total
        WITH "q_windowed1" AS (
          SELECT
            "f".*,
            ROW_NUMBER() OVER (
              PARTITION BY "f"."id"
              ORDER BY "f"."id" ASC NULLS LAST
            ) AS "w0"
          FROM
            "stores" AS "f"
        ), "q_rows1" AS (
          SELECT
            CASE
              WHEN "b1"."day" IS NOT NULL THEN
                0
              ELSE
                1
            END AS "n1",
            "b1"."day" AS "k1",
            "f"."id" AS "i1",
            "f"."w0" AS "i2"
          FROM
            "q_windowed1" AS "f"
            LEFT JOIN "sales" AS "b1" ON "b1"."store" = "f"."id"
        ), "q_groups1" AS (
          SELECT
            "o"."n1" AS "n1",
            "o"."k1" AS "k1",
            COUNT(*) AS "m_stores"
          FROM
            (
              SELECT DISTINCT
                "r"."n1" AS "n1",
                "r"."k1" AS "k1",
                "r"."i1" AS "i1",
                "r"."i2" AS "i2"
              FROM
                "q_rows1" AS "r"
            ) AS "o"
          GROUP BY
            "o"."n1", "o"."k1"
        )
        SELECT
          "a"."k1" AS "sales.day",
          "a"."n1" AS "sales.day_kind",
          "a"."m_stores" AS "stores"
        FROM
          "q_groups1" AS "a" ORDER BY "a"."n1", "a"."k1" ASC NULLS LAST
    "#]]
    .assert_eq(&written(&query, DuckDb).expect("it can be said"));
    let left =
        Query { conditions: vec!["sales.amount > 1".to_owned()], ..listed(vec![RowColumn::new("city")], 0) };
    let text = written(&left, DuckDb).expect("it can be said");
    assert_eq!(parts_of(&text), ["windowed1", "pointed", "rows1"], "{text}");
}
