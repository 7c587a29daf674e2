//! SQL expressions of one column or one metric: read as text, translated, never run.

mod formula;
mod lexer;
mod parser;

pub(super) use formula::formula;
pub(super) use parser::parse;

use crate::text::Text;

/// What cannot be translated, in words.
pub(super) type Refusal = Text;

/// A scalar or aggregate expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sql {
    /// A constant as our formulas write it.
    Literal(String),
    /// `a`, `t.a`, quotes removed.
    Name(Vec<String>),
    /// `*` in `count(*)`.
    Star,
    /// `not` or `-`.
    Unary(&'static str, Box<Sql>),
    /// Operators that our formulas have, too.
    Binary(&'static str, Box<Sql>, Box<Sql>),
    /// Lower-case name, whether `distinct` stands before the arguments, the arguments.
    Call(String, bool, Vec<Sql>),
    /// Conditions with values, and the value of `else`.
    Case(Vec<(Sql, Sql)>, Option<Box<Sql>>),
    /// `x in (…)`; the flag negates.
    In(Box<Sql>, Vec<Sql>, bool),
    /// `x is null`; the flag negates.
    IsNull(Box<Sql>, bool),
}

fn refuse(zh: &str, en: &str) -> Refusal {
    Text::new(zh, en)
}

fn unsupported(what: &str) -> Refusal {
    refuse(&format!("不支持 {what}"), &format!("{what} is not supported"))
}

fn text(value: &str) -> Sql {
    Sql::Literal(format!("'{}'", value.replace('\'', "''")))
}

/// Aggregates of SQL that a field of one row cannot hold.
const AGGREGATES: [&str; 9] =
    ["sum", "count", "avg", "min", "max", "median", "stddev", "variance", "percentile_cont"];

impl Sql {
    /// This and all that it is made of.
    pub(super) fn parts(&self) -> Vec<&Sql> {
        let mut parts = vec![self];
        let mut at = 0;
        while let Some(part) = parts.get(at).copied() {
            match part {
                Sql::Literal(_) | Sql::Name(_) | Sql::Star => {}
                Sql::Unary(_, x) | Sql::IsNull(x, _) => parts.push(x),
                Sql::Binary(_, x, y) => parts.extend([&**x, &**y]),
                Sql::Call(_, _, arguments) => parts.extend(arguments),
                Sql::In(x, items, _) => {
                    parts.push(x);
                    parts.extend(items);
                }
                Sql::Case(branches, otherwise) => {
                    parts.extend(branches.iter().flat_map(|(when, then)| [when, then]));
                    parts.extend(otherwise.as_deref());
                }
            }
            at += 1;
        }
        parts
    }

    /// The names in it, as written but without quotes.
    pub(super) fn names(&self) -> Vec<&[String]> {
        let parts = self.parts().into_iter();
        parts
            .filter_map(|part| if let Sql::Name(name) = part { Some(name.as_slice()) } else { None })
            .collect()
    }

    /// The first aggregate in it.
    pub(super) fn aggregate(&self) -> Option<&str> {
        self.parts().into_iter().find_map(|part| match part {
            // Of several arguments, `min` and `max` compare columns of one row in some dialects.
            Sql::Call(name, _, arguments) if AGGREGATES.contains(&name.as_str()) && arguments.len() < 2 => {
                Some(name.as_str())
            }
            _ => None,
        })
    }
}
