mod random;
mod windows;

use super::*;
use crate::diag::Diagnostic;
use crate::frame::{Cells, Null};
use crate::table::{DataType, Scalar};
use crate::text::Lang;

fn codes(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|found| {
            let (start, end) = found.location.span.unwrap_or_default();
            format!("{} {start}..{end}", found.code)
        })
        .collect()
}

/// Parses `source` and prints it; what is printed must read back as the same.
#[track_caller]
fn prints(source: &str, expected: &str) {
    let expr = parse(source).unwrap_or_else(|found| panic!("{source}: {found:?}"));
    let text = expr.to_string();
    assert_eq!(text, expected, "{source}");
    assert_eq!(parse(&text).unwrap().to_string(), expected, "{source}, read back");
}

#[test]
fn canonical_text() {
    prints("a+b*c", "a + b * c");
    prints("(a+b)*c", "(a + b) * c");
    prints("a-(b-c)", "a - (b - c)");
    prints("((a-b))-c", "a - b - c");
    prints("a/b/c", "a / b / c");
    prints("-a*-1", "-a * -1");
    prints("-(a+b)", "-(a + b)");
    prints("2 - -1", "2 - -1");
    prints("NOT a = 1 AND b or c", "not a = 1 and b or c");
    prints("a and (b or c)", "a and (b or c)");
    prints("（总金额＋配件费）÷工单数×１００", "(总金额 + 配件费) / 工单数 * 100");
    prints("工时费－配件费", "工时费 - 配件费");
    prints("2024年Q4工单数 / 近30天工单数", "2024年Q4工单数 / 近30天工单数");
    prints("orders.amount > 60", "orders.amount > 60");
    prints("`Price ($)` >= 1.50", "`Price ($)` >= 1.5");
    prints("orders.\"Dealer_No \" = 'x''y'", "`orders.Dealer_No ` = 'x''y'");
    prints("`价格（元）`＞0 and 渠道 = '自有（线上）'", "`价格（元）` > 0 and 渠道 = '自有（线上）'");
    prints("`order`", "order");
    prints("`and` = ‘北京’", "`and` = '北京'");
    prints("region in ('北京'，'上海')", "region in ('北京', '上海')");
    prints("region not in ('a') or x is not null", "region not in ('a') or x is not null");
    prints("x between 1 and 2 and y is null", "x between 1 and 2 and y is null");
    prints("x not between 1 and 2", "not x between 1 and 2");
    prints("d >= date '2024-03-01'", "d >= date '2024-03-01'");
    prints("t < datetime '2024-03-01 08:30:00'", "t < datetime '2024-03-01T08:30:00'");
    prints("If(sy == 0, 0, COALESCE(sx / sy, 1e3))", "if(sy = 0, 0, coalesce(sx / sy, 1e3))");
    prints("total(a) ≠ 0.10", "total(a) <> 0.1");
    prints("a = true and b != null", "a = true and b <> null");
}

#[test]
fn errors_have_places() {
    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let found = parse(source).expect_err(source);
        assert_eq!(codes(&found), expected, "{source}");
    }
    check("", &["empty_formula 0..0"]);
    check("a +", &["expected_operand 3..4"]);
    check("a b", &["expected_operator 2..3"]);
    check("(a + b", &["expected_token 6..7"]);
    check("总金额 / ; 工单数", &["unexpected_character 6..7"]);
    check("a # b", &["unexpected_character 2..3"]);
    check("a = 'x", &["unclosed_quote 4..6"]);
    check("a < b < c", &["chained_comparison 6..7"]);
    check("foo(a) + bar(b)", &["unknown_function 0..3", "unknown_function 9..12"]);
    check("SUM(amount) / 2", &["aggregate_in_formula 0..3"]);
    check("if(a, b)", &["argument_count 0..8"]);
    check("30d_orders", &["malformed_number 0..10"]);
    check("d = date '2024-02-30'", &["not_a_date 4..21"]);
    check("total(total(a))", &["nested_total 0..15"]);
}

#[test]
fn hints_propose() {
    let found = parse("colesce(a, 0)").unwrap_err();
    assert_eq!(found[0].hints[0].get(Lang::En), "did you mean `coalesce`?");
    let found = parse("sum(amount)").unwrap_err();
    assert!(found[0].hints[0].get(Lang::Zh).contains("aggregate: sum"));
}

#[test]
fn depth_is_limited() {
    let nested = format!("{}a{}", "(".repeat(300), ")".repeat(300));
    assert_eq!(parse(&nested).unwrap_err()[0].code, "limit_reached");
    let signs = format!("{}a", "-".repeat(300));
    assert_eq!(parse(&signs).unwrap_err()[0].code, "limit_reached");
    let calls = format!("{}a{}", "abs(".repeat(300), ")".repeat(300));
    assert_eq!(parse(&calls).unwrap_err()[0].code, "limit_reached");
    let chain = format!("a{}", " + a".repeat(100_000));
    assert_eq!(parse(&chain).unwrap_err()[0].code, "limit_reached");
    assert!(parse(&format!("a{}", " + a".repeat(400))).is_ok());
    assert!(parse(&"(a)".repeat(3).replace(")(", ") + (")).is_ok());
}

/// What a name stands for in the tests of values.
fn named(name: &str, over: Over) -> Value {
    let value = match name {
        "zero" => Value::Int(0),
        "two" => Value::Int(2),
        "three" => Value::Int(3),
        "cents" => Value::Decimal { units: 1050, scale: 2 },
        "half" => Value::Float(0.5),
        "big" => Value::Int(i128::MAX),
        "none" => Value::Null(Null::NoData),
        "lost" => Value::Null(Null::Overflow),
        "yes" => Value::Bool(true),
        "text" => Value::Text("北京".into()),
        other => panic!("{other}"),
    };
    if over == Over::Total { value.add(&Value::Int(10), false) } else { value }
}

#[test]
fn values() {
    #[track_caller]
    fn check(source: &str, expected: Value) {
        let expr = parse(source).unwrap();
        let found = evaluate(&expr, &|name: &String, over| named(name, over));
        assert_eq!(found, expected, "{source}");
    }
    let decimal = |units, scale| Value::Decimal { units, scale };
    let (no_data, zero, overflow) =
        (Value::Null(Null::NoData), Value::Null(Null::ZeroDenominator), Value::Null(Null::Overflow));

    check("two + three * 2", Value::Int(8));
    check("cents + two", decimal(1250, 2));
    check("cents * cents", decimal(1_102_500, 4));
    check("cents - 0.125", decimal(10_375, 3));
    check("two / 4", Value::Float(0.5));
    check("half * two", Value::Float(1.0));
    check("big + 1", overflow.clone());
    check("big * 2", overflow.clone());

    check("three / zero", zero.clone());
    check("zero / zero", zero.clone());
    check("none / zero", no_data.clone());
    check("three / none", no_data.clone());
    check("three / zero + 1", zero.clone());
    check("three / zero + none", no_data.clone());
    check("none + three / zero", no_data.clone());
    check("lost + none", overflow.clone());
    check("coalesce(three / zero, 0)", Value::Int(0));
    check("coalesce(none, three / zero)", zero.clone());
    check("coalesce(lost, 0)", overflow.clone());
    check("if(zero = 0, 0, three / zero)", Value::Int(0));
    check("if(none > 1, 1, 2)", Value::Int(2));
    check("nullif(zero, 0)", no_data.clone());
    check("three / nullif(zero, 0)", no_data.clone());
    check("nullif(two, 0)", Value::Int(2));
    check("min(three, none, two)", Value::Int(2));
    check("max(three, 3.5, half)", decimal(35, 1));
    check("max(none, three / zero)", no_data.clone());
    check("abs(two - cents)", decimal(850, 2));
    check("total(two) / two", Value::Float(6.0));
    check("total(two / three)", Value::Float(12.0 / 13.0));

    check("round(cents)", Value::Int(11));
    check("round(-cents)", Value::Int(-11));
    check("round(2.345, 2)", decimal(235, 2));
    check("round(-2.345, 2)", decimal(-235, 2));
    check("round(2.344, 2)", decimal(234, 2));
    check("round(1250, -2)", Value::Int(1300));
    check("round(half)", Value::Float(1.0));
    check("round(two, 3)", Value::Int(2));

    check("none = none", no_data.clone());
    check("none > 1 or yes", Value::Bool(true));
    check("none > 1 and not yes", Value::Bool(false));
    check("not (none > 1)", no_data.clone());
    check("cents = 10.5", Value::Bool(true));
    check("cents between two and 11", Value::Bool(true));
    check("two in (1, 2, none)", Value::Bool(true));
    check("three in (1, 2, none)", no_data.clone());
    check("three not in (1, 2)", Value::Bool(true));
    check("none is null and two is not null", Value::Bool(true));
    check("three / zero is null", Value::Bool(true));
    check("text in ('上海', '北京')", Value::Bool(true));
    check("contains(text, '京') and starts_with(text, '北')", Value::Bool(true));
    check("date '2024-03-01' - date '2024-02-01'", Value::Int(29));
}

#[test]
fn columns_take_their_type_from_the_operands() {
    let ints = Cells::Int(vec![3, 4, i64::MAX]);
    let divisors = Cells::Int(vec![0, 2, 1]);
    let money = Cells::Decimal { units: vec![150, 1, 2], scale: 2 };
    let missing = [Null::None, Null::NoData, Null::None];
    let check = |source: &str, cells: Cells, nulls: &[Null]| {
        let column = |name: &String| match name.as_str() {
            "i" => (&ints, [].as_slice()),
            "d" => (&divisors, [].as_slice()),
            _ => (&money, missing.as_slice()),
        };
        let found = evaluate_columns(&parse(source).unwrap(), 3, &column, &|_| Value::Int(0));
        assert_eq!(found, (cells, nulls.to_vec()), "{source}");
    };
    let (none, no_data, zero, over) = (Null::None, Null::NoData, Null::ZeroDenominator, Null::Overflow);
    check("i / d", Cells::Float(vec![0.0, 2.0, i64::MAX as f64]), &[zero, none, none]);
    check("if(d = 0, 0, i / d)", Cells::Float(vec![0.0, 2.0, i64::MAX as f64]), &[]);
    check("i + d", Cells::Int(vec![3, 6, 0]), &[none, none, over]);
    check("m * 2", Cells::Decimal { units: vec![300, 0, 4], scale: 2 }, &[none, no_data, none]);
    check("coalesce(m, d)", Cells::Decimal { units: vec![150, 200, 2], scale: 2 }, &[]);
    check("i > d", Cells::Bool(vec![true, true, true]), &[]);
    check("i / total(d)", Cells::Float(vec![0.0; 3]), &[zero, zero, zero]);
}

#[test]
fn types() {
    #[track_caller]
    fn check(source: &str, expected: Option<DataType>, findings: &[&str]) -> Expr<String> {
        let mut expr = parse(source).unwrap();
        let type_of = |name: &String| {
            Some(match name.as_str() {
                "n" => DataType::Int,
                "m" => DataType::Decimal { scale: 2 },
                "f" => DataType::Float,
                "b" => DataType::Bool,
                "d" => DataType::Date,
                "ts" => DataType::DateTime,
                "t" => DataType::Text,
                _ => return None,
            })
        };
        let (found, diagnostics) = super::check(&mut expr, Use::Row, &type_of, &String::clone);
        assert_eq!(codes(&diagnostics), findings, "{source}");
        assert_eq!(found, expected, "{source}");
        expr
    }
    let decimal = |scale| Some(DataType::Decimal { scale });
    let (truth, number) = (Some(DataType::Bool), Some(DataType::Float));
    check("n + m", decimal(2), &[]);
    check("m * m * m", decimal(6), &[]);
    check("m * m * m * m * m * m * m * m * m * m", number, &[]);
    check("n / n", number, &[]);
    check("round(m, 1)", decimal(1), &[]);
    check("round(m)", Some(DataType::Int), &[]);
    check("if(b, n, null)", Some(DataType::Int), &[]);
    check("coalesce(n, f)", number, &[]);
    check("d - d", Some(DataType::Int), &[]);
    check("(ts - d) * 24 <= 24", truth, &[]);
    check("n = 1 and t = 'x'", truth, &[]);
    check("unknown + 1 > 2", truth, &[]);
    check("t + 1", None, &["type_mismatch 0..5"]);
    check("t = 1", truth, &["type_mismatch 0..5"]);
    check("n and b", truth, &["operand_type 0..1"]);
    check("not n", truth, &["operand_type 4..5"]);
    check("-t", None, &["operand_type 1..2"]);
    check("d > 'soon'", truth, &["not_a_date 4..10"]);
    check("if(b, n, t)", Some(DataType::Int), &["type_mismatch 9..10"]);
    check("total(n)", Some(DataType::Int), &["function_not_here 0..8"]);
    check("contains(n, 'x')", truth, &["operand_type 9..10"]);

    let aligned = check("d >= '2024-03-01' and b = 1 and d in ('2024-03-02')", truth, &[]);
    assert_eq!(aligned.to_string(), "d >= date '2024-03-01' and b = true and d in (date '2024-03-02')");
}

#[test]
fn numbers_are_exact() {
    let literal = |source: &str| match parse(source).unwrap().node {
        Node::Literal(value) => value,
        other => panic!("{other:?}"),
    };
    assert_eq!(literal("9007199254740995"), Scalar::Int(9_007_199_254_740_995));
    assert_eq!(literal("0.30"), Scalar::Decimal { units: 3, scale: 1 });
    assert_eq!(literal(".5"), Scalar::Decimal { units: 5, scale: 1 });
    assert_eq!(literal("2.0"), Scalar::Int(2));
    assert_eq!(literal("1e2"), Scalar::Float(100.0));
}
