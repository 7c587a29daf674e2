// The eight questions, each as SQL for DuckDB and as a query for Sandtable. Both answer with the same columns:
// first the keys, then the numbers.

const dimension = name => ({ field: `orders.${name}`, grain: null });
const month = { field: "orders.order_date", grain: "month" };
const MONTH = "date_trunc('month', order_date) AS month";
/// DuckDB groups by dates, which is its fast way; only the groups are written as text.
const dated = sql => `SELECT * REPLACE (strftime(month, '%Y-%m-%d') AS month) FROM (${sql})`;

const query = (metrics, dimensions, more = {}) => ({ metrics, dimensions, ...more });
const test = (name, test) => ({ test: { field: `orders.${name}`, test } });

const BOARD = [
  ["orders", "count(*)"],
  ["users", "count(DISTINCT user_key)"],
  ["vehicles", "count(DISTINCT vehicle_key)"],
  ["labor", "sum(labor_amount)"],
  ["parts", "sum(parts_amount)"],
  ["amount", "sum(total_amount)"],
  ["warranty_orders", "count(*) FILTER (is_warranty = 1)"],
  ["first_time_fixes", "count(*) FILTER (is_first_time_fix = 1)"],
  ["satisfaction", "avg(satisfaction_score)"],
  ["labor_share", "sum(labor_amount) / sum(total_amount)"],
  ["first_time_fix_rate", "count(*) FILTER (is_first_time_fix = 1) / count(*)"],
  ["amount_per_order", "sum(total_amount) / count(*)"],
];

/// The month of the board, the month before it, and the month a year before it: first and last day.
const PERIODS = [
  ["2024-11-01", "2024-11-30"],
  ["2024-10-01", "2024-10-31"],
  ["2023-11-01", "2023-11-30"],
];

export const questions = [
  {
    name: "totals",
    keys: 0,
    sql: "SELECT count(*), sum(labor_amount), sum(parts_amount), sum(total_amount) FROM orders",
    query: query(["orders", "labor", "parts", "amount"], []),
  },
  {
    name: "by store",
    keys: 1,
    sql: "SELECT center_key, count(*), sum(total_amount) FROM orders GROUP BY ALL",
    query: query(["orders", "amount"], [dimension("center_key")]),
  },
  {
    name: "month × region",
    keys: 2,
    sql: dated(`SELECT ${MONTH}, region, count(*), sum(total_amount) FROM orders GROUP BY ALL`),
    query: query(["orders", "amount"], [month, dimension("region")]),
  },
  {
    name: "distinct users by month",
    keys: 1,
    sql: dated(`SELECT ${MONTH}, count(DISTINCT user_key) FROM orders GROUP BY ALL`),
    query: query(["users"], [month]),
  },
  {
    name: "filtered ratio by series × month",
    keys: 2,
    sql: dated(`SELECT series, ${MONTH}, count(*) FILTER (is_first_time_fix = 1) / count(*)
          FROM orders WHERE is_warranty = 1 GROUP BY ALL`),
    query: query(["first_time_fix_rate"], [dimension("series"), month], {
      filters: [test("is_warranty", { is: ["eq", { int: 1 }] })],
    }),
  },
  {
    name: "twelve-metric board, three periods",
    keys: 1,
    sql: dated(`SELECT ${MONTH}, ${BOARD.map(([, sql]) => sql).join(", ")} FROM orders
          WHERE ${PERIODS.map(([from, to]) => `order_date BETWEEN DATE '${from}' AND DATE '${to}'`).join(" OR ")}
          GROUP BY ALL`),
    query: query(BOARD.map(([metric]) => metric), [month], {
      filters: [{ any: PERIODS.map(between => test("order_date", { period: { between } })) }],
    }),
  },
  {
    name: "store × month ratio",
    keys: 2,
    sql: dated(`SELECT center_key, ${MONTH}, sum(labor_amount) / sum(total_amount) FROM orders GROUP BY ALL`),
    query: query(["labor_share"], [dimension("center_key"), month]),
  },
  {
    name: "top 20 users by amount",
    keys: 1,
    sql: "SELECT user_key, sum(total_amount) FROM orders GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 20",
    query: query(["amount"], [dimension("user_key")], {
      sort: [{ by: { metric: "amount" }, descending: true }],
      limit: { keep: 20, dimension: 0, others: false },
    }),
  },
];
