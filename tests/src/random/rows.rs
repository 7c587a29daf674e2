//! Random queries of rows, with windows, and groups over many-to-many relations, each with the SQL that answers it.
//!
//! Names and windows are written alike in both languages; only nulls and missing rows have to be told apart by hand.

use fastrand::Rng;
use sandtable_engine::query::{Axis, Filter, Limit, Query, RowColumn, Rows, Sort, SortBy, Test, Totals};
use sandtable_engine::table::Scalar;

use crate::random::world::{DAYS, FIRST_DAY, World};

/// All joins that a sale makes.
const SALES: &str = "sale LEFT JOIN product ON sale.maker = product.maker AND sale.sku = product.sku \
                     LEFT JOIN store ON sale.store_id = store.id \
                     LEFT JOIN region ON store.region_id = region.code";

const FIELDS: [&str; 16] = [
    "sale.id",
    "sale.maker",
    "sale.day",
    "sale.shipped",
    "sale.qty",
    "sale.amount",
    "sale.weight",
    "sale.paid",
    "sale.channel",
    "sale.gross",
    "product.family",
    "product.price",
    "store.name",
    "store.size",
    "store.opened",
    "region.zone",
];

/// Where a field has no row: its value is null for two reasons, which are two partitions.
fn kind(field: &str) -> Option<&'static str> {
    match field.split_once('.').map(|(dataset, _)| dataset) {
        Some("product") => Some("(product.hit IS NULL AND sale.maker IS NOT NULL AND sale.sku IS NOT NULL)"),
        Some("store") => Some("(store.hit IS NULL AND sale.store_id IS NOT NULL)"),
        _ => None,
    }
}

/// A query of the rows of `sale`, and its SQL.
pub fn listing(rng: &mut Rng) -> (Query, String) {
    let mut columns = vec![RowColumn::new("sale.id")];
    let mut selected = vec!["sale.id".to_owned()];
    for _ in 0..rng.usize(0..4) {
        let field = pick(rng, &FIELDS);
        columns.push(RowColumn::new(field));
        selected.push(field.to_owned());
    }
    for at in 0..rng.usize(0..3) {
        let (ours, theirs) = window(rng);
        columns.push(RowColumn::computed(format!("w{at}"), ours));
        selected.push(theirs);
    }
    if rng.u8(0..3) == 0 {
        let expr = pick(rng, &["sale.qty * sale.amount", "sale.amount - product.price", "sale.qty / 4"]);
        columns.push(RowColumn::computed("each", expr));
        selected.push(expr.to_owned());
    }
    let conditions = conditions(rng);
    let (sort, mut order) = order(rng, &columns, &selected);
    order.push("sale.id".to_owned());
    let limit = (rng.u8(0..3) == 0).then(|| rng.usize(0..12));
    let skip = if rng.u8(0..4) == 0 { rng.usize(0..6) } else { 0 };
    let mut sql = format!("SELECT {} FROM {SALES}", selected.join(", "));
    sql += &format!(" WHERE {}", where_clause(&conditions));
    sql += &format!(" ORDER BY {}", order.join(", "));
    sql += &limit.map_or_else(String::new, |keep| format!(" LIMIT {keep}"));
    sql += &format!(" OFFSET {skip}");
    let rows = Rows { of: (rng.bool()).then(|| "sale".to_owned()), columns, skip };
    let limit = limit.map(|keep| Limit { keep, dimension: None, others: false });
    (Query { rows: Some(rows), conditions, sort, limit, ..Query::default() }, sql)
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(0..from.len())]
}

fn where_clause(conditions: &[String]) -> String {
    let all: Vec<String> = conditions.iter().map(|condition| format!("({condition})")).collect();
    if all.is_empty() { "TRUE".to_owned() } else { all.join(" AND ") }
}

fn conditions(rng: &mut Rng) -> Vec<String> {
    let one = |rng: &mut Rng| match rng.u8(0..6) {
        0 => format!("sale.qty > {}", rng.i64(-3..8)),
        1 => "product.family is not null and sale.qty <> 3".to_owned(),
        2 => format!("sale.amount between {}.5 and 9000", rng.i64(-200..4_000)),
        3 => "sale.channel in ('web', 'Web') or store.size >= 1".to_owned(),
        4 => "not (store.name = 'a' and sale.paid)".to_owned(),
        _ => "sale.qty * sale.amount > product.price".to_owned(),
    };
    (0..*rng.choice(&[0, 0, 1, 1, 2]).unwrap_or(&0)).map(|_| one(rng)).collect()
}

fn order(rng: &mut Rng, columns: &[RowColumn], selected: &[String]) -> (Vec<Sort>, Vec<String>) {
    let (mut sort, mut order) = (Vec::new(), Vec::new());
    for _ in 0..rng.usize(0..3) {
        let descending = rng.bool();
        let (by, sql) = if rng.bool() {
            let at = rng.usize(0..columns.len());
            (SortBy::Dimension(at), selected[at].clone())
        } else {
            let field = pick(rng, &FIELDS);
            (SortBy::Metric(field.to_owned()), field.to_owned())
        };
        sort.push(Sort { by, descending });
        order.push(format!("{sql} {} NULLS LAST", if descending { "DESC" } else { "ASC" }));
    }
    (sort, order)
}

/// A window in our words and in SQL.
fn window(rng: &mut Rng) -> (String, String) {
    let number = pick(rng, &["sale.qty", "sale.amount", "sale.weight", "product.price", "store.size"]);
    let any = pick(rng, &FIELDS);
    let steps = rng.usize(0..4);
    let ranks = ["row_number()", "rank()", "dense_rank()", "percent_rank()", "cume_dist()"];
    let (call, needs_order, takes_extent) = match rng.u8(0..12) {
        0..3 => (pick(rng, &ranks).to_owned(), true, false),
        3 => (format!("ntile({})", steps + 1), true, false),
        4 => (format!("lag({any}, {steps})"), true, false),
        5 => (format!("lead({any})"), true, false),
        6 => (format!("{}({any})", pick(rng, &["first_value", "last_value"])), true, true),
        7 => (format!("{}({any})", pick(rng, &["min", "max", "count"])), false, true),
        8 => ("count(*)".to_owned(), false, true),
        _ => (format!("{}({number})", pick(rng, &["sum", "avg"])), false, true),
    };
    let partition: Vec<&str> = (0..rng.usize(0..3)).map(|_| pick(rng, &FIELDS[1..14])).collect();
    let mut order: Vec<String> = (0..rng.usize(0..3))
        .map(|_| format!("{} {}", pick(rng, &FIELDS), pick(rng, &["asc", "desc"])))
        .collect();
    // Rows of one place have no order of their own in SQL.
    let is_shared = call.contains("rank()") || call.contains("cume");
    let by_place = !needs_order && rng.bool();
    if (needs_order && (order.is_empty() || !is_shared)) || (!by_place && takes_extent) {
        order.push("sale.id".to_owned());
    }
    let extent = if by_place || !takes_extent { String::new() } else { extent(rng) };
    let ordered = if order.is_empty() { String::new() } else { format!(" order by {}", order.join(", ")) };
    let over = |parts: &[String]| {
        let by = if parts.is_empty() { String::new() } else { format!("partition by {}", parts.join(", ")) };
        format!("{call} over ({by}{ordered}{extent})")
    };
    let ours: Vec<String> = partition.iter().map(|&field| field.to_owned()).collect();
    let kinds = partition.iter().filter_map(|field| kind(field)).map(str::to_owned);
    let theirs: Vec<String> = ours.iter().cloned().chain(kinds).collect();
    (over(&ours), over(&theirs))
}

fn extent(rng: &mut Rng) -> String {
    match rng.u8(0..6) {
        0 => " rows between unbounded preceding and current row".to_owned(),
        1 => format!(" rows between {} preceding and {} following", rng.u8(0..4), rng.u8(0..4)),
        2 => format!(" rows between {} preceding and {} preceding", rng.u8(3..5), rng.u8(1..3)),
        3 => format!(" rows between current row and {} following", rng.u8(0..3)),
        4 => " rows between unbounded preceding and unbounded following".to_owned(),
        _ => " rows between 2 following and unbounded following".to_owned(),
    }
}

/// Metrics of stores by columns of the sales that point at them, and its SQL: a column and its kind for each axis,
/// whether the row is a total, then the metrics.
pub fn bridged(rng: &mut Rng, world: &World) -> (Query, String) {
    let beyond = ["sale.channel", "sale.paid", "sale.qty", "product.family"];
    let own = ["store.name", "store.size"];
    let mut fields = vec![pick(rng, &beyond)];
    for _ in 0..rng.usize(0..3) {
        let field = if rng.bool() { pick(rng, &beyond) } else { pick(rng, &own) };
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    rng.shuffle(&mut fields);
    let mut filters = Vec::new();
    let mut conditions = vec!["TRUE".to_owned()];
    if rng.u8(0..3) == 0 {
        filters.push(Filter::test("store.size", Test::Between(Some(Scalar::Int(rng.i64(-2..3))), None)));
        if let Some(Filter::Test { test: Test::Between(Some(Scalar::Int(low)), _), .. }) = filters.last() {
            conditions.push(format!("store.size >= {low}"));
        }
    }
    match rng.u8(0..5) {
        0 => {
            filters.push(Filter::test("sale.qty", Test::Between(None, Some(Scalar::Int(4)))));
            conditions.push("sale.qty <= 4".to_owned());
        }
        1 => {
            filters.push(Filter::test("sale.channel", Test::Null));
            conditions.push("sale.channel IS NULL".to_owned());
        }
        _ => {}
    }
    let as_of = (rng.u8(0..4) == 0).then(|| {
        let day = sandtable_engine::calendar::Date::from_days(FIRST_DAY + rng.i32(0..DAYS));
        conditions.push(format!("store.opened <= DATE '{day}'"));
        day
    });
    // What came later does not point at anything yet.
    let known = as_of.map_or_else(String::new, |day| format!(" AND sale.day <= DATE '{day}'"));
    let keys: Vec<(String, String)> = fields.iter().map(|field| key(field)).collect();
    let joined = format!(
        "store LEFT JOIN sale ON sale.store_id = store.id{known} \
         LEFT JOIN product ON sale.maker = product.maker AND sale.sku = product.sku WHERE {}",
        conditions.join(" AND ")
    );
    let columns: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(at, (kind, value))| format!("{kind} AS k{at}, {value} AS v{at}"))
        .collect();
    let shown: Vec<String> = (0..keys.len()).map(|at| format!("k{at}, v{at}")).collect();
    let empty: Vec<&str> = keys.iter().map(|_| "4, NULL").collect();
    let aggregates = "count(*), count(size), sum(size), avg(size), count(DISTINCT name), min(name), \
                      quantile_cont(CAST(size AS DOUBLE), 0.5)";
    let all = (1u32 << keys.len()) - 1;
    let sql = format!(
        "WITH d AS (SELECT DISTINCT store.id, store.size, store.name, {} FROM {joined}) \
         SELECT {shown}, 0, {aggregates} FROM d GROUP BY {shown} \
         UNION ALL SELECT {}, {all}, {aggregates} FROM (SELECT DISTINCT id, size, name FROM d)",
        columns.join(", "),
        empty.join(", "),
        shown = shown.join(", "),
    );
    debug_assert!(!world.has_roles, "one way from sales to stores");
    let query = Query {
        metrics: METRICS.iter().map(|(code, ..)| (*code).to_owned()).collect(),
        dimensions: fields.into_iter().map(Axis::new).collect(),
        filters,
        as_of,
        totals: Totals::Grand,
        ..Query::default()
    };
    (query, sql)
}

/// Metrics of stores: code, aggregate, field.
pub const METRICS: [(&str, &str, &str); 7] = [
    ("of_stores", "count_rows", ""),
    ("of_sized", "count", "size"),
    ("of_sizes", "sum", "size"),
    ("of_mean_size", "avg", "size"),
    ("of_names", "count_distinct", "name"),
    ("of_first_name", "min", "name"),
    ("of_middle_size", "median", "size"),
];

/// Kind and value of a key: 0 a member, 1 null or nobody, 2 without a row.
fn key(field: &str) -> (String, String) {
    let missing = match field.split_once('.') {
        Some(("product", _)) => {
            "WHEN product.hit IS NULL AND sale.maker IS NOT NULL AND sale.sku IS NOT NULL THEN 2 "
        }
        _ => "",
    };
    (format!("CASE {missing}WHEN {field} IS NULL THEN 1 ELSE 0 END"), field.to_owned())
}
