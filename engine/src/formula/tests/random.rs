//! Properties that hold for every expression, tried on many random ones.

use super::*;

/// A small generator with a fixed seed (xorshift64*), so that a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    fn number(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self
                .pick(&[
                    "n",
                    "m",
                    "f",
                    "zero",
                    "none",
                    "`an odd name`",
                    "7",
                    "0",
                    "2.50",
                    "1e3",
                    "null",
                    "金额",
                ])
                .to_owned();
        }
        let d = depth - 1;
        match self.below(10) {
            0..=3 => {
                format!(
                    "({}) {} {}",
                    self.number(d),
                    self.pick(&["+", "-", "*", "/", "×", "÷"]),
                    self.number(d)
                )
            }
            4 => format!("-({})", self.number(d)),
            5 => format!("if({}, {}, {})", self.truth(d), self.number(d), self.number(d)),
            6 => {
                format!("{}({}, {})", self.pick(&["min", "max", "coalesce"]), self.number(d), self.number(d))
            }
            7 => format!("{}({})", self.pick(&["abs", "round", "total"]), self.number(0)),
            8 => format!("round({}, {})", self.number(d), self.below(5)),
            _ => format!("nullif({}, {})", self.number(d), self.number(d)),
        }
    }

    fn truth(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.pick(&["true", "false", "b", "n > 1", "m is null"]).to_owned();
        }
        let d = depth - 1;
        match self.below(6) {
            0 => format!("({}) {} ({})", self.truth(d), self.pick(&["and", "or"]), self.truth(d)),
            1 => format!("not ({})", self.truth(d)),
            2 => {
                let op = self.pick(&["=", "<>", "<", "<=", "≥", ">"]);
                format!("({}) {op} ({})", self.number(d), self.number(d))
            }
            3 => format!("({}) {} (1, {})", self.number(d), self.pick(&["in", "not in"]), self.number(d)),
            4 => format!("({}) between {} and ({})", self.number(d), self.below(9), self.number(d)),
            _ => format!("({}) is {}null", self.number(d), self.pick(&["", "not "])),
        }
    }
}

fn without_places(expr: &Expr<String>) -> String {
    // Places are the only numbers in parentheses that stand after `span`.
    let debug = format!("{expr:?}");
    debug.split("span: (").map(|part| part.split_once(") }").map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn what_is_printed_reads_back() {
    let mut random = Random(1);
    for _ in 0..3_000 {
        let depth = random.below(5) as u32;
        let source = random.number(depth);
        let Ok(expr) = parse(&source) else {
            assert!(source.contains("total"), "{source}");
            continue;
        };
        let text = expr.to_string();
        let again = parse(&text).unwrap_or_else(|found| panic!("{source}: {text}: {found:?}"));
        assert_eq!(without_places(&again), without_places(&expr), "{source}: {text}");
        assert_eq!(again.to_string(), text);
    }
}

#[test]
fn any_text_is_read_or_refused() {
    let pieces = [
        "a", "中", "1", ".", "(", ")", "（", "'", "`", "\"", ",", "+", "-", "*", "/", "<", ">", "=", "!",
        "not ", "in ", "between ", "and ", "is ", "null ", "date ", "if(", "sum(", " ", "\n", "😀", "e", "9",
        "“", "”", "\u{0}",
    ];
    let mut random = Random(2);
    for _ in 0..20_000 {
        let source: String = (0..random.below(14)).map(|_| random.pick(&pieces)).collect();
        let length = source.chars().count() as u32;
        match parse(&source) {
            Ok(expr) => assert!(expr.span.1 <= length, "{source:?}"),
            Err(found) => {
                assert!(!found.is_empty(), "{source:?}");
                for found in found {
                    let (start, end) = found.location.span.unwrap_or_default();
                    assert!(start <= end && end <= length + 1, "{source:?}: {found:?}");
                }
            }
        }
    }
}

#[test]
fn values_have_the_type_that_the_checker_says() {
    let type_of = |name: &String| {
        Some(match name.as_str() {
            "m" | "金额" => DataType::Decimal { scale: 2 },
            "f" => DataType::Float,
            "b" => DataType::Bool,
            _ => DataType::Int,
        })
    };
    let mut random = Random(3);
    let mut checked = 0;
    for _ in 0..6_000 {
        let depth = random.below(5) as u32;
        let source = if random.below(2) == 0 { random.number(depth) } else { random.truth(depth) };
        let Ok(mut expr) = parse(&source) else { continue };
        let (data_type, diagnostics) = check(&mut expr, Use::Formula, &type_of, &String::clone);
        if !diagnostics.is_empty() {
            continue;
        }
        let seed = random.below(1_000) as i128 - 500;
        let value = evaluate(&expr, &|name: &String, _| match name.as_str() {
            "m" | "金额" => Value::Decimal { units: seed * 101, scale: 2 },
            "f" => Value::Float(seed as f64 / 7.0),
            "b" => Value::Bool(seed % 2 == 0),
            "zero" => Value::Int(0),
            "none" => Value::Null(Null::NoData),
            _ => Value::Int(seed),
        });
        let fits = match (&value, data_type) {
            (Value::Null(_), _) => true,
            (Value::Bool(_), Some(DataType::Bool)) => true,
            (Value::Int(_), Some(DataType::Int | DataType::Float | DataType::Decimal { .. })) => true,
            (Value::Decimal { scale, .. }, Some(DataType::Decimal { scale: most })) => *scale <= most,
            (Value::Decimal { .. } | Value::Float(_), Some(DataType::Float)) => true,
            _ => false,
        };
        assert!(fits, "{source}: {value:?} is not {data_type:?}");
        checked += 1;
    }
    assert!(checked > 4_000, "{checked}");
}
