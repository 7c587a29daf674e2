//! A chosen filter as the condition of a qualifier: what stands in a definition is text.

use sandtable_engine::formula::{self, BinaryOp, Expr, Function, Node, UnaryOp};
use sandtable_engine::table::Scalar;

use crate::state::{Condition, FieldFilter, Member};

type Written = Expr<String>;

/// The condition in the words of the definition file; none where it can only be asked of a view.
pub fn condition_text(filter: &FieldFilter) -> Option<String> {
    let condition = expression(filter)?;
    Some(formula::print(&condition, &String::clone))
}

/// Both conditions.
pub fn and_also(first: &str, second: &str) -> String {
    let is_loose = |text: &str| {
        let parsed = formula::parse(text).map(|parsed| parsed.node);
        matches!(parsed, Ok(Node::Binary(BinaryOp::Or, ..)))
    };
    let part = |text: &str| match is_loose(text) {
        true => format!("({})", text.trim()),
        false => text.trim().to_owned(),
    };
    match (first.trim(), second.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (first, second) => format!("{} and {}", part(first), part(second)),
    }
}

fn expression(filter: &FieldFilter) -> Option<Written> {
    let field = || of(Node::Name(filter.field.clone()));
    let blank = |is_not| of(Node::IsNull(Box::new(field()), is_not));
    let (kept, names_blank) = match &filter.condition {
        Condition::Members(members) => {
            let values: Vec<Written> = members
                .iter()
                .filter_map(|member| match member {
                    Member::Value(value) => Some(literal(value)),
                    _ => None,
                })
                .collect();
            let named = match values.as_slice() {
                [] => None,
                [one] => Some(binary(BinaryOp::Eq, field(), one.clone())),
                _ => Some(of(Node::In(Box::new(field()), values, false))),
            };
            match (named, members.contains(&Member::Blank)) {
                (Some(named), true) => (binary(BinaryOp::Or, named, blank(false)), true),
                (Some(named), false) => (named, false),
                (None, true) => (blank(false), true),
                (None, false) => return None,
            }
        }
        Condition::Range(Some(low), Some(high)) => {
            let [field, low, high] = [field(), literal(low), literal(high)].map(Box::new);
            (of(Node::Between(field, low, high)), false)
        }
        Condition::Range(Some(low), None) => (binary(BinaryOp::Ge, field(), literal(low)), false),
        Condition::Range(None, Some(high)) => (binary(BinaryOp::Le, field(), literal(high)), false),
        Condition::Range(None, None) | Condition::Compare(..) => return None,
        Condition::Contains(part) => {
            let part = literal(&Scalar::Text(part.clone()));
            (of(Node::Call(Function::Contains, vec![field(), part])), false)
        }
        Condition::Blank => (blank(false), true),
    };
    if !filter.exclude {
        return Some(kept);
    }
    let left = of(Node::Unary(UnaryOp::Not, Box::new(kept)));
    // To leave a member out keeps the rows without any, as in the filter bar.
    Some(if names_blank { left } else { binary(BinaryOp::Or, left, blank(false)) })
}

fn of(node: Node<String>) -> Written {
    Expr { node, span: (0, 0) }
}

/// A constant as a reader writes it: 2000 and 0.5, whatever the column's type.
fn literal(value: &Scalar) -> Written {
    let exact = match value {
        Scalar::Float(number) => formula::parse(&number.to_string()).ok(),
        _ => None,
    };
    exact.unwrap_or_else(|| of(Node::Literal(value.clone())))
}

fn binary(op: BinaryOp, left: Written, right: Written) -> Written {
    of(Node::Binary(op, Box::new(left), Box::new(right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(exclude: bool, condition: Condition, expected: &str) {
        let filter = FieldFilter { field: "region".into(), exclude, condition };
        let text = condition_text(&filter).expect("it can be written");
        assert_eq!(text, expected);
        assert!(formula::parse(&text).is_ok(), "{text}");
    }

    fn value(text: &str) -> Member {
        Member::Value(Scalar::Text(text.into()))
    }

    #[test]
    fn a_filter_becomes_a_condition() {
        check(false, Condition::Members(vec![value("华东")]), "region = '华东'");
        check(
            false,
            Condition::Members(vec![value("O'Neil"), value("华南")]),
            "region in ('O''Neil', '华南')",
        );
        check(true, Condition::Members(vec![value("华东")]), "not region = '华东' or region is null");
        check(true, Condition::Members(vec![Member::Blank]), "not region is null");
        check(false, Condition::Range(Some(Scalar::Int(3)), None), "region >= 3");
        check(false, Condition::Range(Some(Scalar::Int(3)), Some(Scalar::Int(9))), "region between 3 and 9");
        check(false, Condition::Range(Some(Scalar::Float(2000.0)), None), "region >= 2000");
        check(false, Condition::Range(None, Some(Scalar::Float(-0.5))), "region <= -0.5");
        check(false, Condition::Contains("东".into()), "contains(region, '东')");
    }

    #[test]
    fn two_conditions_hold_together() {
        assert_eq!(and_also("", "a = 1"), "a = 1");
        assert_eq!(and_also("a = 1 or b = 2", "c = 3"), "(a = 1 or b = 2) and c = 3");
    }
}
