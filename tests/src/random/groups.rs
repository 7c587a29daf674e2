//! Windows over the groups of an answer, with the SQL that answers them.

use fastrand::Rng;
use sandtable_engine::query::{Axis, Limit, Query, RowColumn, Sort, SortBy};

/// Metrics of sales beside those of the world: code, and what the document says of it.
pub const METRICS: [(&str, &str); 4] = [
    ("w_amount", r#"{"dataset": "sale", "aggregate": "sum", "field": "amount"}"#),
    ("w_rows", r#"{"dataset": "sale", "aggregate": "count_rows"}"#),
    ("w_makers", r#"{"dataset": "sale", "aggregate": "count_distinct", "field": "maker"}"#),
    ("w_ratio", r#"{"formula": "w_amount / w_rows"}"#),
];

/// A window in our words, and in SQL over the groups `g` and the rows `d`; A and B stand for the dimensions.
const WINDOWS: [(&str, &str); 12] = [
    ("lag(w_amount) over (partition by A order by B)", "lag(w_amount) over (partition by A order by B)"),
    ("lead(B, 2) over (partition by A order by B)", "lead(B, 2) over (partition by A order by B)"),
    ("rank() over (order by w_amount desc)", "rank() over (order by w_amount desc)"),
    ("row_number() over (partition by A order by w_rows desc, B)", ""),
    ("ntile(3) over (order by w_rows, A, B)", "ntile(3) over (order by w_rows, A, B)"),
    ("sum(w_rows) over (partition by A order by B)", ""),
    ("avg(w_amount) over (order by B, A rows between 2 preceding and current row)", ""),
    ("max(w_ratio) over (partition by B)", "max(w_ratio) over (partition by B)"),
    (
        "total(w_makers) over (partition by A order by B)",
        "(SELECT count(DISTINCT d.maker) FROM d WHERE d.A IS NOT DISTINCT FROM g.A AND (g.B IS NULL OR d.B <= g.B))",
    ),
    (
        "total(w_ratio) over (partition by A)",
        "(SELECT sum(d.amount) / count(*) FROM d WHERE d.A IS NOT DISTINCT FROM g.A)",
    ),
    (
        "share(w_amount) over (partition by B)",
        "CAST(w_amount AS DOUBLE) / NULLIF(CAST(sum(w_amount) over (partition by B) AS DOUBLE), 0)",
    ),
    (
        "share(w_makers) over ()",
        "w_makers / NULLIF((SELECT CAST(count(DISTINCT d.maker) AS DOUBLE) FROM d), 0)",
    ),
];

/// Metrics of sales by two of their columns with windows, and its SQL: kind and value of each key, 0, the metrics.
pub fn grouped(rng: &mut Rng) -> (Query, String) {
    let mut fields = ["channel", "qty", "paid"];
    rng.shuffle(&mut fields);
    let [a, b, _] = fields;
    let condition = format!("sale.weight > {}", rng.i64(-40..300));
    let is_filtered = rng.u8(0..3) == 0;
    let picked: Vec<usize> = (0..rng.usize(1..4)).map(|_| rng.usize(0..WINDOWS.len())).collect();
    let (mut windows, mut selected) = (Vec::new(), Vec::new());
    for (at, &window) in picked.iter().enumerate() {
        let (ours, theirs) = WINDOWS[window];
        let ours_sql = if theirs.is_empty() { ours } else { theirs };
        windows.push(RowColumn::computed(
            format!("w{at}"),
            named(ours, &format!("sale.{a}"), &format!("sale.{b}")),
        ));
        selected.push(named(ours_sql, a, b));
    }
    let kind = |field: &str| format!("CASE WHEN {field} IS NULL THEN 1 ELSE 0 END");
    let limit = (rng.bool()).then(|| rng.usize(0..6));
    let mut sql = format!(
        "WITH d AS (SELECT * FROM sale WHERE {}), g AS (SELECT {a}, {b}, sum(amount) AS w_amount, \
         count(*) AS w_rows, count(DISTINCT maker) AS w_makers, sum(amount) / count(*) AS w_ratio FROM d GROUP BY {a}, {b}) \
         SELECT {} AS ka, {a}, {} AS kb, {b}, 0, w_rows, {} FROM g",
        if is_filtered { &condition } else { "TRUE" },
        kind(a),
        kind(b),
        selected.join(", "),
    );
    let mut query = Query {
        metrics: vec!["w_rows".to_owned()],
        dimensions: vec![Axis::new(format!("sale.{a}")), Axis::new(format!("sale.{b}"))],
        windows,
        ..Query::default()
    };
    if is_filtered {
        query.conditions.push(condition);
    }
    if let Some(keep) = limit {
        query.sort = [0, 1].map(|at| Sort { by: SortBy::Dimension(at), descending: false }).to_vec();
        query.limit = Some(Limit { keep, dimension: None, others: false });
        sql += &format!(" ORDER BY ka, {a}, kb, {b} LIMIT {keep}");
    }
    (query, sql)
}

/// A window with the names of the dimensions.
fn named(window: &str, a: &str, b: &str) -> String {
    let parts = window.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_');
    let part = |part: &str| {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let rest = &part[word.len()..];
        let word = match word {
            "A" => a,
            "B" => b,
            word => word,
        };
        format!("{word}{rest}")
    };
    parts.map(part).collect()
}
