//! Definitions with something wrong, and every diagnostic that they get.

use super::*;
use crate::diag::has_errors;

/// Whether a mark of the wording was not filled.
fn has_open_mark(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| {
        rest.split_once('}').is_some_and(|(word, _)| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    })
}

/// Reads `text` and compares the diagnostics, each as `line:column code message` in English.
#[track_caller]
fn check(text: &str, expected: &[&str]) -> Model {
    let (model, diagnostics) = load(text, "m.yaml", &schemas(), &Limits::default());
    let found: Vec<String> = diagnostics
        .iter()
        .map(|found| {
            assert!(
                !has_open_mark(&found.message.zh) && !has_open_mark(&found.message.en),
                "{:?}",
                found.message
            );
            let place = &found.location;
            let hints: String = found.hints.iter().map(|hint| format!(" → {}", hint.get(Lang::En))).collect();
            format!(
                "{}:{} {}: {}{hints}",
                place.line.unwrap_or_default(),
                place.column.unwrap_or_default(),
                found.code,
                found.message.get(Lang::En)
            )
        })
        .collect();
    assert_eq!(found, expected, "\n{text}");
    model
}

/// `lines` after a head that defines orders, centers and their relationship; the first of them is line 8.
fn after_head(lines: &str) -> String {
    format!(
        "sandtable: 1\n\
         datasets:\n\
         \x20 - {{code: orders, table: fact_service_order, time: order_date, key: order_id}}\n\
         \x20 - {{code: centers, key: center_key}}\n\
         relationships:\n\
         \x20 - {{code: order_center, from: orders.center_key, to: centers.center_key}}\n\
         dimensions: [{{code: region, label: 区域, field: centers.region}}]\n\
         {lines}"
    )
}

#[test]
fn shapes() {
    check("", &["0:0 empty_document: the definition is empty"]);
    check("name: x", &["0:0 no_version: the format version is missing, expected `sandtable: 1`"]);
    check("sandtable: 7", &["1:12 other_version: the format version is 7, this program reads 1"]);
    check(
        "sandtable: 1\ndataset: []\nhierarchies:\n  - {code: a, level: b}\n  - {code: c, levels: [], x: 1}\n",
        &[
            "2:1 unknown_key: unknown key `dataset` → did you mean `datasets`?",
            "4:5 missing_value: `levels` is missing",
            "4:15 unknown_key: unknown key `level` → did you mean `levels`?",
            "5:5 missing_value: `levels` is missing",
            "5:27 unknown_key: unknown key `x` → the keys here are code, label, levels",
        ],
    );
    check("sandtable: 1\nmetrics: 5\n", &["2:10 wrong_shape: expected a list here"]);
    check("sandtable: one\n", &["1:12 wrong_shape: expected a number here"]);
    check(
        "sandtable: 1\nname: [a]\n",
        &["2:1 wrong_shape: expected a text, or a text in zh and en, found sequence"],
    );
    check(
        "sandtable: 1\nname: {zh: a, fr: b}\n",
        &["2:15 unknown_key: unknown key `fr` → the keys here are zh, en"],
    );
    check("sandtable: 1\nsandtable: 1\n", &["2:1 duplicate_key: the key `sandtable` stands twice"]);
    check(
        "sandtable: 1\nmetrics:\n  - code: x\n   formula: y\n",
        &[
            "4:4 not_yaml: this is not valid YAML: while parsing a block collection, did not find expected '-' indicator",
        ],
    );
    check(
        "sandtable: 1\n---\nsandtable: 1\n",
        &["2:1 several_documents: one file holds one definition, found several"],
    );
    check(
        "sandtable: 1\nmetrics:\n  - {code: a, formula: ~}\n",
        &["3:24 null_value: the value is missing here"],
    );
    check("PK\u{3}\u{4}\u{0}", &["1:1 not_yaml: this is not valid YAML: unexpected character: `\\u{3}'"]);
    check(
        "sandtable: 1\nfiscal_start_month: 13\n",
        &["2:21 fiscal_month: the fiscal year starts in month 13, expected 1–12"],
    );
}

#[test]
fn bombs_are_refused() {
    let code = |text: &str| load(text, "m.yaml", &[], &Limits::default()).1[0].code.to_string();
    let mut laughs = String::from("sandtable: 1\na: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (name, last) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        let items = vec![format!("*{last}"); 10].join(",");
        laughs.push_str(&format!("{name}: &{name} [{items}]\n"));
    }
    assert_eq!(code(&laughs), "too_many_aliases");
    assert_eq!(code(&format!("a: {}", "[".repeat(100_000))), "not_yaml");
    assert_eq!(code(&"- ".repeat(10_000)), "wrong_shape");
    assert_eq!(
        code(&format!("sandtable: 1\nx: {}1{}", "{a: ".repeat(20), "}".repeat(20))),
        "document_too_large"
    );
    assert_eq!(code(&"#".repeat(5 << 20)), "limit_reached");
    assert_eq!(code("sandtable: 1\nmetrics: &m [*m]\n"), "too_many_aliases");
}

#[test]
fn data() {
    check(
        "sandtable: 1\ndatasets:\n  - {code: orders, table: fact_service_orders}\n  - {code: Centers}\n  \
         - {code: centers}\n  - {code: centers}\n  - {label: x}\n  - {code: time}\n",
        &[
            "3:27 missing_table: the dataset `orders` needs the table `fact_service_orders`, which is not there",
            "4:12 bad_code: the code `Centers` must be lower-case ASCII letters, digits and underscores, a letter first",
            "6:12 duplicate_code: the code `centers` stands twice",
            "7:5 missing_value: `code` is missing",
            "8:12 reserved_code: the code `time` has a meaning of its own",
        ],
    );
    check(
        "sandtable: 1\ndatasets:\n  - code: centers\n    key: [center_kye]\n    time: region\n    fields:\n      \
         - {code: town, column: citty}\n      - {code: a, expr: b + 1}\n      - {code: b, expr: c}\n      \
         - {code: c, expr: 2 * b}\n      - {code: d, expr: region + 1}\n      - {code: e, expr: d}\n      \
         - {code: f, expr: 'sum(center_key)'}\n      - {code: g, expr: 地区}\n      - {code: region, expr: '1'}\n",
        &[
            "4:11 missing_column: the dataset `centers` needs the column `center_kye`, which the table `centers` does not have → did you mean `center_key`?",
            "5:11 not_a_time: `region` is text, which cannot stand on a time axis",
            "7:30 missing_column: the field `town` needs the column `citty`, which the table `centers` does not have → did you mean `city`?",
            "8:25 unavailable: the field `a` needs `b`, which is not available",
            "9:25 field_cycle: these fields refer to each other: b → c → b",
            "11:25 type_mismatch: + cannot combine text with a whole number",
            "12:25 unavailable: the field `e` needs `d`, which is not available",
            "13:26 aggregate_in_formula: `sum` aggregates, which a formula cannot do → define an atomic metric with `aggregate: sum` and use its code in the formula",
            "14:25 missing_column: the field `g` needs the column `地区`, which the table `centers` does not have",
            "15:16 duplicate_code: the code `region` stands twice",
        ],
    );
    check(
        "sandtable: 1\ndatasets: [{code: orders, table: fact_service_order}, {code: centers, key: center_key}, \
         {code: visits}, {code: gone}]\nrelationships:\n  - {code: a, from: orders.center_key, to: centers.region}\n  \
         - {code: b, from: orders.center_key}\n  - {code: c, from: visits.city, to: centers.city}\n  \
         - {code: d, from: centers.center_key, to: visits.center_key}\n  \
         - {code: e, from: visits.center_key, to: centers.center_key}\n  \
         - {code: f, from: [orders.order_id, centers.region], to: centers.region}\n  \
         - {code: g, from: [orders.center_key], to: [centers.center_key, centers.region]}\n  \
         - {code: h, from: orders.center_key, to: gone.center_key}\n  \
         - {code: i, from: orders.service_type, to: centers.city}\n  \
         - {code: i, from: orders.center_key, to: centers.center_key}\n",
        &[
            "2:112 missing_table: the dataset `gone` needs the table `gone`, which is not there",
            "4:21 key_type: the relationship `a` joins `orders.center_key`, a whole number, with `centers.region`, text → change the type of one of the columns when importing",
            "5:5 missing_value: `to` is missing",
            "6:21 missing_column: the relationship `c` needs the column `city`, which the table `visits` does not have",
            "8:21 relationship_cycle: the relationship `e` closes a circle: visits → centers → visits",
            "9:22 one_dataset: the relationship `f` names several datasets on its `from` side",
            "10:22 key_count: the relationship `g` has 1 key fields on one side and 2 on the other",
            "11:44 unavailable: the relationship `h` needs `gone`, which is not available",
            "12:46 not_the_key: the relationship `i` does not point at the key of `centers`",
            "13:12 duplicate_code: the code `i` stands twice",
        ],
    );
}

#[test]
fn dimensions_and_qualifiers() {
    check(
        &after_head(
            "hierarchies: [{code: geo, levels: [regions, region]}]\n\
             qualifiers:\n\
             \x20 - {code: a, where: is_waranty = 1}\n\
             \x20 - {code: b, where: region = 1}\n\
             \x20 - {code: c, where: total_amount}\n\
             \x20 - {code: d, where: 区域 = '北京', on: [orders, order], excludes: e}\n\
             \x20 - {code: f}\n\
             \x20 - {code: g, where: order_date > 'yesterday'}\n\
             \x20 - {code: h, where: orders.nothing = 1}\n",
        ),
        &[
            "8:36 unknown_name: unknown dimension `regions` → did you mean `region`?",
            "10:22 unknown_name: unknown field `is_waranty` → did you mean `is_warranty`?",
            "11:22 type_mismatch: = cannot combine text with a whole number → put text into single quotes: '1'",
            "12:22 not_a_condition: a condition must be true or false, found a decimal",
            "13:46 unknown_name: unknown dataset `order` → did you mean `orders`?",
            "13:64 unknown_name: unknown qualifier `e`",
            "14:5 missing_value: `where` is missing",
            "15:35 not_a_date: `yesterday` is not a date, expected one such as 2024-03-08",
            "16:22 missing_column: the qualifier `h` needs the column `nothing`, which the table `fact_service_order` does not have",
        ],
    );
}

#[test]
fn metrics() {
    let head = "qualifiers:\n  \
         - {code: warranty, where: is_warranty = 1, excludes: paid}\n  \
         - {code: paid, where: is_warranty = 0}\n  \
         - {code: here, where: region = 'x', on: centers}\n\
         metrics:\n  \
         - {code: orders_n, label: 工单数, dataset: orders, aggregate: count, field: order_id}\n  \
         - {code: amount, label: 金额, dataset: orders, aggregate: sum, field: total_amount}\n";
    let check =
        |line: &str, expected: &[&str]| check(&after_head(&format!("{head}  - {{{line}}}\n")), expected);
    check(
        "code: x, dataset: orders, aggregate: sum, field: service_type",
        &[
            "15:55 aggregate_type: sum cannot take `service_type`, which is text → use count or count_distinct",
        ],
    );
    check(
        "code: x, dataset: orders, aggregate: sum, field: labor_amount",
        &[
            "15:55 missing_column: the metric `x` needs the column `labor_amount`, which the table `fact_service_order` does not have",
        ],
    );
    check("code: x, dataset: orders, aggregate: sum", &["15:5 missing_value: `field` is missing"]);
    check(
        "code: x, dataset: orders, aggregate: summ, field: total_amount",
        &["15:43 unknown_word: `aggregate` cannot be `summ` → did you mean `sum`?"],
    );
    check(
        "code: x, dataset: order, aggregate: sum, field: total_amount",
        &["15:24 unknown_name: unknown dataset `order` → did you mean `orders`?"],
    );
    check(
        "code: x, dataset: orders, aggregate: sum, field: centers.center_key",
        &[
            "15:55 field_of_dimension: an atomic metric reads its fact `orders`, `centers.center_key` belongs to another table",
        ],
    );
    check(
        "code: x, dataset: orders, aggregate: percentile, field: total_amount",
        &["15:5 missing_value: `p` is missing"],
    );
    check(
        "code: x, dataset: orders, aggregate: percentile, p: 90, field: total_amount",
        &["15:58 bad_percentile: the percentile `p` must lie between 0 and 1"],
    );
    check(
        "code: x, dataset: orders, aggregate: count, where: service_type = 'repair'",
        &[
            "15:57 atomic_condition: an atomic metric takes only a null or truth test on its own column → move the condition to a derived metric: `base: x` and `where`",
        ],
    );
    check(
        "code: x, dataset: orders, aggregate: sum, field: total_amount, where: cost_amount is null",
        &[
            "15:76 atomic_condition: an atomic metric takes only a null or truth test on its own column → move the condition to a derived metric: `base: x` and `where`",
        ],
    );
    check(
        "code: x, dataset: orders, aggregate: sum, field: total_amount, where: total_amount is not null",
        &[],
    );
    check("code: x, dataset: orders, aggregate: count, where: is_warranty = 1", &[]);
    check(
        "code: x, dataset: orders, aggregate: count, time: service_type",
        &["15:56 not_a_time: `service_type` is text, which cannot stand on a time axis"],
    );
    check(
        "code: x, dataset: orders, aggregate: count, period: today",
        &["15:58 key_of_other_layer: `period` does not belong to an atomic metric"],
    );
    check("code: x, aggregate: count, field: order_id", &["15:5 missing_value: `dataset` is missing"]);
    check(
        "code: x, aggregate: sum, base: amount",
        &["15:37 two_layers: the metric `x` has both `aggregate` and `base`"],
    );
    check(
        "code: x, label: y",
        &["15:12 no_layer: the metric `x` has none of `aggregate`, `base`, `formula`"],
    );
    check(
        "code: region, formula: amount",
        &["15:12 code_of_dimension: `region` is already the code of a dimension"],
    );
    check(
        "code: Amount, formula: amount",
        &[
            "15:12 bad_code: the code `Amount` must be lower-case ASCII letters, digits and underscores, a letter first",
        ],
    );
    check("code: amount, formula: orders_n", &["15:12 duplicate_code: the code `amount` stands twice"]);
    check(
        "code: x, base: amount",
        &[
            "15:21 bare_derived: the derived metric `x` has no period and no qualifier, so it is the atomic one",
        ],
    );
    check(
        "code: x, base: amuont, period: today",
        &["15:21 unknown_name: unknown metric `amuont` → did you mean `amount`?"],
    );
    check(
        "code: x, base: x, period: today",
        &["15:21 metric_cycle: these metrics refer to each other: x → x"],
    );
    check(
        "code: x, base: amount, period: someday",
        &[
            "15:37 bad_period: `someday` is not a period → such as this_month, last_30d, ytd, y2024q4, or 本月, 近30天, 2024年Q4",
        ],
    );
    check(
        "code: x, base: amount, qualifiers: [warranty, paid]",
        &[
            "15:42 contradictory_qualifiers: the qualifiers \"warranty\" and \"paid\" exclude each other, so nothing is left",
        ],
    );
    check(
        "code: x, base: amount, qualifiers: [here, warrenty]",
        &[
            "15:42 qualifier_not_here: the qualifier `here` does not apply to the dataset `orders`",
            "15:48 unknown_name: unknown qualifier `warrenty` → did you mean `warranty`?",
        ],
    );
    check(
        "code: x, base: amount, where: regio = 'a'",
        &[
            "15:36 missing_column: the metric `x` needs the column `regio`, which the table `fact_service_order` does not have → did you mean `region`?",
        ],
    );
    check(
        "code: x, formula: amount / order_n",
        &["15:33 unknown_name: unknown metric `order_n` → did you mean `orders_n`?"],
    );
    check(
        "code: x, formula: amount / total_amount",
        &[
            "15:33 column_in_formula: a composite metric refers to metrics, `total_amount` is a field → use the atomic metric on it, `amount`",
        ],
    );
    check(
        "code: x, formula: amount / cost_amount",
        &[
            "15:33 column_in_formula: a composite metric refers to metrics, `cost_amount` is a field → define an atomic metric on it first",
        ],
    );
    check(
        "code: x, formula: sum(amount) / orders_n",
        &[
            "15:24 aggregate_in_formula: `sum` aggregates, which a formula cannot do → define an atomic metric with `aggregate: sum` and use its code in the formula",
        ],
    );
    check("code: x, formula: \"金额 / (orders_n\"", &["15:39 expected_token: expected `)`, found the end"]);
    check(
        "code: x, formula: amount / orders_n, format: percentage, polarity: upward",
        &[
            "15:51 unknown_word: `format` cannot be `percentage` → did you mean `percent`?",
            "15:73 unknown_word: `polarity` cannot be `upward` → it is one of up, down, neutral",
        ],
    );
    check(
        "code: x, formula: 'if(amount, 1, 2)'",
        &["15:28 operand_type: if expects a truth value, found a decimal"],
    );
    check(
        "code: x, formula: y}\n  - {code: y, formula: z + 1}\n  - {code: z, formula: x",
        &["15:24 metric_cycle: these metrics refer to each other: x → y → z → x"],
    );
    check(
        "code: y, label: 金额, formula: amount}\n  - {code: x, formula: 金额",
        &["16:24 ambiguous_name: `金额` can mean amount, y → use the code instead of the name"],
    );
    check(
        "code: d, base: amount, period: today}\n  - {code: x, base: d, period: today",
        &[
            "16:21 base_not_atomic: `d` is not atomic, and a derived metric stands on one atomic metric → use `amount` and join the conditions, or write a composite metric",
        ],
    );
    check(
        "code: x, dataset: orders, aggregate: sum, field: gone}\n  - {code: y, formula: x / amount",
        &[
            "15:55 missing_column: the metric `x` needs the column `gone`, which the table `fact_service_order` does not have",
            "16:24 unavailable: the metric `y` needs `x`, which is not available",
        ],
    );
}

#[test]
fn trees() {
    let check = |tree: &str, expected: &[&str]| {
        let metrics = ["a", "b"]
            .map(|code| format!("  - {{code: {code}, dataset: orders, aggregate: count}}\n"))
            .concat();
        check(&after_head(&format!("metrics:\n{metrics}trees:\n  - {{{tree}}}\n")), expected)
    };
    check("code: t, label: T", &["12:5 missing_value: `root` is missing"]);
    check("code: t, root: c", &["12:21 unknown_name: unknown metric `c`"]);
    check(
        "code: t, root: a, edges: [{from: a, to: b, kind: cause}]",
        &[
            "12:55 unknown_word: `kind` cannot be `cause` → it is one of factor, divisor, term, deduction, part, driver",
        ],
    );
    check(
        "code: t, root: a, edges: [{from: a, to: b, kind: term}, {from: b, to: a, kind: term}]",
        &["12:62 tree_cycle: the edge `b` → `a` closes a circle"],
    );
    check(
        "code: t, root: a, edges: [{from: a, to: b, kind: term}, {from: a, to: b, kind: driver}]",
        &["12:62 edge_twice: the edge `a` → `b` stands twice"],
    );
}

#[test]
fn depth_is_limited() {
    let deep = format!("{}amount{}", "(".repeat(300), ")".repeat(300));
    let lines = format!("metrics:\n  - {{code: x, formula: '{deep}'}}\n");
    let (_, diagnostics) = load(&after_head(&lines), "m", &schemas(), &Limits::default());
    assert_eq!(diagnostics[0].code, "limit_reached");
    assert_eq!(diagnostics[0].location.line, Some(9));

    let broken: String =
        (0..9_000).map(|at| format!("  - {{code: m{at}, formula: n{at} + o{at}}}\n")).collect();
    let (_, diagnostics) =
        load(&after_head(&format!("metrics:\n{broken}")), "m", &schemas(), &Limits::default());
    assert_eq!(diagnostics.len(), 18_000);
    let (_, diagnostics) =
        load(&after_head(&format!("metrics:\n{broken}{broken}")), "m", &schemas(), &Limits::default());
    assert_eq!(diagnostics[0].code, "limit_reached");

    let mut lines = "metrics:\n  - {code: m0, dataset: orders, aggregate: count}\n".to_owned();
    for at in 1..300 {
        lines.push_str(&format!("  - {{code: m{at}, formula: m{} + 1}}\n", at - 1));
    }
    let (model, diagnostics) = load(&after_head(&lines), "m", &schemas(), &Limits::default());
    assert_eq!(model.metrics.len(), 64);
    assert!(has_errors(&diagnostics));
    assert_eq!(diagnostics[0].code, "limit_reached");
}
