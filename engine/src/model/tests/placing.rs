//! Windows, stocks from stage dates, families of derived metrics, dimensions that a metric may be split by.

use crate::limits::Limits;
use crate::model::{Aggregate, Definition, OverTime, Window, load, read, write};
use crate::query::{Axis, Query, explain, plan};
use crate::table::{DataType, Schema};

const HEAD: &str = "sandtable: 1
datasets:
- {code: orders, time: day, fields: [{code: month_start, expr: first_day(month)}]}
dimensions:
- {code: city, field: orders.city}
- {code: kind, field: orders.kind}
qualifiers:
- {code: night, label: {zh: 夜间, en: Night}, where: hour > 20, on: orders}
metrics:
- {code: orders_n, label: {zh: 订单数, en: Orders}, description: {zh: 订单, en: All orders}, tags: core, dataset: orders, aggregate: count_rows}
";

fn schemas() -> Vec<Schema> {
    let columns = [
        ("day", DataType::Date),
        ("opened", DataType::Date),
        ("hour", DataType::Int),
        ("city", DataType::Text),
        ("kind", DataType::Text),
        ("month", DataType::Text),
    ];
    let columns = columns.map(|(name, data_type)| (name.to_owned(), data_type)).to_vec();
    vec![Schema { table: "orders".to_owned(), columns }]
}

/// The codes of what is wrong with the head and more lines.
#[track_caller]
fn check(more: &str, expected: &[&str]) {
    let (_, found) = load(&format!("{HEAD}{more}"), "t", &schemas(), &Limits::default());
    let codes: Vec<&str> = found.iter().map(|finding| &*finding.code).collect();
    assert_eq!(codes, expected, "{more}\n{found:?}");
}

#[test]
fn a_metric_is_placed_in_one_way() {
    check("- {code: a, base: orders_n, window: last_365d to end}", &[]);
    check("- {code: a, base: orders_n, window: [last_7d to end, 近7天 before start]}", &[]);
    check("- {code: a, base: orders_n, before_start: opened}", &[]);
    check("- {code: a, base: orders_n, window: last_365d}", &["bad_window"]);
    check("- {code: a, base: orders_n, window: last_7d to end, period: today}", &["two_placings"]);
    check("- {code: a, base: orders_n, before_start: opened, since_start: day}", &["two_placings"]);
    check("- {code: a, base: orders_n, before_start: hour}", &["not_a_time"]);
    check(
        "- {code: a, dataset: orders, aggregate: count_rows, window: last_7d to end}",
        &["key_of_other_layer"],
    );
    let stock = "- {code: s, dataset: orders, aggregate: count_rows, over_time: running}\n";
    check(&format!("{stock}- {{code: a, base: s, qualifiers: night}}"), &[]);
    check(&format!("{stock}- {{code: a, base: s, period: today}}"), &["two_placings"]);
    check("- {code: s, dataset: orders, aggregate: count_rows, at_least: 2}", &["only_distinct"]);
}

#[test]
fn what_is_read_is_kept() {
    let text = format!(
        "{HEAD}- {{code: s, dataset: orders, aggregate: count_distinct, field: city, at_least: 3, over_time: opening}}\n\
         - {{code: a, base: orders_n, window: [all to end, last_30d before last_month]}}\n\
         - {{code: b, formula: orders_n / days()}}\n"
    );
    let (model, found) = load(&text, "t", &schemas(), &Limits::default());
    assert_eq!(found, []);
    let definition = |code: &str| &model.metric(model.find_metric(code).expect("a metric")).definition;
    assert!(matches!(
        definition("s"),
        Definition::Atomic { aggregate: Aggregate::CountRepeated(3), over_time: Some(OverTime::Opening), .. }
    ));
    let Definition::Derived { placing, .. } = definition("a") else { panic!("a is derived") };
    let codes: Vec<String> = placing.windows.iter().map(Window::code).collect();
    assert_eq!(codes, ["all to end", "last_30d before last_month"]);
    let (document, _) = read(&text, &Limits::default());
    let written = write(&document).expect("it is written");
    assert_eq!(read(&written, &Limits::default()).0, document);
}

#[test]
fn a_family_is_written_out_as_metrics() {
    let text = format!(
        "{HEAD}- {{code: this_month_orders_n, label: 按手写, base: orders_n, period: this_month}}\n\
         generate:\n\
         - {{base: orders_n, period: [today, 本月], qualifier: night, tags: family}}\n\
         - {{base: orders_n, period: [today, 本月]}}\n"
    );
    let (document, found) = read(&text, &Limits::default());
    assert_eq!(found, []);
    assert!(document.generate.is_empty());
    let (model, found) = load(&text, "t", &schemas(), &Limits::default());
    assert_eq!(found, []);
    let codes: Vec<&str> = model.metrics.iter().map(|metric| metric.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "orders_n",
            "this_month_orders_n",
            "today_night_orders_n",
            "this_month_night_orders_n",
            "today_orders_n"
        ]
    );
    let metric = &model.metrics[3];
    assert_eq!(
        (metric.label.zh.as_str(), metric.label.en.as_str()),
        ("本月夜间订单数", "Night Orders, this month")
    );
    assert_eq!(metric.description.zh, "订单（本月、夜间）");
    assert_eq!(metric.tags, ["family"]);
    assert_eq!(model.metrics[4].tags, ["core"]);
    assert_eq!(model.metrics[1].label.zh, "按手写");
}

#[test]
fn a_metric_offers_only_its_dimensions() {
    let text = format!(
        "{HEAD}- {{code: by_city, dataset: orders, aggregate: count_rows, dimensions: [time, city]}}\n\
         - {{code: untimed, dataset: orders, aggregate: count_rows, dimensions: city}}\n\
         - {{code: timed, dataset: orders, aggregate: count_rows, dimensions: time}}\n\
         - {{code: share, formula: by_city / orders_n}}\n"
    );
    let (model, found) = load(&text, "t", &schemas(), &Limits::default());
    assert_eq!(found, []);
    let refused = |metric: &str, dimension: &str| {
        let query = Query {
            metrics: vec![metric.to_owned()],
            dimensions: vec![Axis::new(dimension)],
            ..Query::default()
        };
        match plan(&model, &query) {
            Ok(_) => None,
            Err(errors) => Some((
                errors[0].code.to_string(),
                errors[0].message.zh.clone(),
                errors[0].hints[0].en.clone(),
            )),
        }
    };
    assert_eq!(refused("by_city", "city"), None);
    assert_eq!(refused("by_city", "time"), None);
    assert_eq!(refused("orders_n", "kind"), None);
    let (code, zh, hint) = refused("by_city", "kind").expect("it is refused");
    assert_eq!(code, "dimension_not_allowed");
    assert_eq!(zh, "「by_city」不能按「kind」看：它的来源没有这个维度");
    assert_eq!(hint, "it can be seen by time, city");
    let (_, zh, _) = refused("share", "orders.kind").expect("it is refused");
    assert_eq!(zh, "「share」不能按「kind」看：其中的「by_city」没有这个维度");
    assert!(refused("untimed", "time").is_some());
    assert!(refused("timed", "city").is_some());
    assert_eq!(refused("timed", "time"), None);
}

#[test]
fn a_plan_says_where_rows_are_taken_from() {
    let text = format!(
        "{HEAD}- {{code: held, dataset: orders, aggregate: count_rows, over_time: running}}\n\
         - {{code: either, base: orders_n, window: [last_7d before start, last_7d to end]}}\n\
         - {{code: old, base: orders_n, before_start: opened}}\n"
    );
    let (model, _) = load(&text, "t", &schemas(), &Limits::default());
    let metrics = ["held", "either", "old"].map(str::to_owned).to_vec();
    let plan = plan(&model, &Query { metrics, ..Query::default() }).expect("it plans");
    let explained = explain(&model, &plan);
    let measures: Vec<&str> =
        explained.lines().filter(|line| line.contains("= count")).map(str::trim).collect();
    assert_eq!(
        measures,
        [
            "held = count_rows over all to end",
            "either = count_rows over last_7d before start or last_7d to end",
            "old = count_rows with opened before the start",
        ]
    );
}
