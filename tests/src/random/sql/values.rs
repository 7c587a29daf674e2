//! Metrics, formulas and conditions on results in SQL.

use sandtable_engine::query::{Filter, Test};

use super::Writer;
use crate::random::filters;
use crate::random::metrics::{Formula, Kind};
use crate::random::world::sql_literal;

impl Writer<'_> {
    /// A metric of the query; `whole` asks for its grand total.
    pub(super) fn value(&self, code: &str, whole: bool) -> String {
        let metric = self.metric(code);
        match &metric.kind {
            Kind::Composite(formula) => {
                let sql = self.formula(formula, whole);
                if metric.zero_fill { format!("COALESCE({sql}, 0)") } else { sql }
            }
            _ if whole => format!("m_{code}_whole"),
            _ => format!("m_{code}"),
        }
    }

    fn formula(&self, formula: &Formula, whole: bool) -> String {
        let number = |code: &str, whole: bool| format!("CAST({} AS DOUBLE)", self.value(code, whole));
        let inner = |f: &Formula| self.formula(f, whole);
        match formula {
            Formula::Metric(code) => number(code, whole),
            Formula::Total(code) => number(code, true),
            Formula::Number(value) => format!("CAST({value} AS DOUBLE)"),
            Formula::Op('/', x, y) => format!("({} / NULLIF({}, 0))", inner(x), inner(y)),
            Formula::Op(op, x, y) => format!("({} {op} {})", inner(x), inner(y)),
            Formula::Coalesce(x, or) => format!("COALESCE({}, {or})", inner(x)),
            Formula::IfGreater(x, than, yes, no) => {
                format!("(CASE WHEN {} > {than} THEN {} ELSE {} END)", inner(x), inner(yes), inner(no))
            }
            Formula::Abs(x) => format!("abs({})", inner(x)),
            Formula::NullIf(x, value) => format!("NULLIF({}, {value})", inner(x)),
            Formula::Extreme(which, x, y) => {
                let function = if *which == "min" { "least" } else { "greatest" };
                format!("{function}({}, {})", inner(x), inner(y))
            }
        }
    }

    pub(super) fn having(&self, filter: &Filter) -> String {
        let joined = |list: &[Filter], word: &str| {
            format!("({})", list.iter().map(|f| self.having(f)).collect::<Vec<_>>().join(word))
        };
        match filter {
            Filter::All(list) => joined(list, " AND "),
            Filter::Any(list) => joined(list, " OR "),
            Filter::Not(inner) => format!("(NOT {})", self.having(inner)),
            Filter::Test { field, test } => {
                let value = self.value(field, false);
                match test {
                    Test::Is(comparison, constant) => {
                        format!("({value} {} {})", filters::symbol(*comparison), sql_literal(constant))
                    }
                    Test::Between(Some(low), Some(high)) => {
                        format!("({value} BETWEEN {} AND {})", sql_literal(low), sql_literal(high))
                    }
                    Test::In(list) => {
                        let listed: Vec<String> = list.iter().map(sql_literal).collect();
                        format!("({value} IN ({}))", listed.join(", "))
                    }
                    Test::Null => format!("({value} IS NULL)"),
                    other => panic!("no such condition on results: {other:?}"),
                }
            }
        }
    }
}
