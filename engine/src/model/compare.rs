//! 口径 comparison: from one definition to another in steps, each a definition of its own, so that the changes of value
//! along the way add up to the gap exactly.
//!
//! A ratio is taken apart into numerator and denominator, both down to atomic metrics with the rows that they count
//! (period and qualifiers). The way goes: rows of the numerator, terms of the numerator, then the same below.

use std::collections::BTreeSet;

use super::document::MetricDoc;
use super::edit::Change;
use super::{Definition, MetricId, Model, Placing};
use crate::calendar::Period;
use crate::formula::{self, BinaryOp, Expr, Node};
use crate::table::Scalar;
use crate::text::{Lang, Text};

/// What a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Which rows the numerator counts.
    NumeratorRows,
    /// What the numerator adds up.
    NumeratorTerms,
    /// Which rows the denominator counts.
    DenominatorRows,
    /// What the denominator adds up.
    DenominatorTerms,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it changes.
    pub part: Part,
    /// How that reads before.
    pub from: Text,
    /// How that reads after.
    pub to: Text,
}

/// The way from one definition to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Metrics along the way, the first and the last included: one more than steps.
    pub codes: Vec<String>,
    /// What leads from each to the next.
    pub steps: Vec<Step>,
    /// Defines those in between, for a trial.
    pub change: Change,
}

/// Rows of a fact: which of them count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Rows {
    period: Option<Period>,
    qualifiers: BTreeSet<String>,
}

/// An atomic metric over some rows. A metric with a condition of its own is taken as it is.
#[derive(Clone, Debug, PartialEq)]
struct Leaf {
    base: MetricId,
    rows: Rows,
}

/// The way from `a` to `b`; none where they are the same or a definition cannot be taken apart.
pub fn bridge(model: &Model, a: MetricId, b: MetricId) -> Option<Bridge> {
    let ((above_a, below_a), (above_b, below_b)) = (sides(model, a)?, sides(model, b)?);
    let mut way =
        Way { model, metrics: Vec::new(), codes: vec![model.metric(a).code.clone()], steps: Vec::new() };
    let mut above = above_a;
    let mut below = below_a;
    for (rows, terms, is_above) in [
        (Part::NumeratorRows, Part::NumeratorTerms, true),
        (Part::DenominatorRows, Part::DenominatorTerms, false),
    ] {
        let (now, goal) = if is_above { (above.clone(), &above_b) } else { (below.clone(), &below_b) };
        let mut stages = Vec::new();
        if let (Some(own), Some(wanted)) = (common_rows(&now), common_rows(goal))
            && own != wanted
        {
            let moved = with_rows(&now, &wanted);
            // Where the rows are all that differs, the goal itself comes next.
            stages.push((rows, way.rows_text(&own), way.rows_text(&wanted), moved));
        }
        let last = stages.last().map_or(&now, |(_, _, _, moved)| moved);
        if terms_key(last) != terms_key(goal) {
            let (from, to) = (way.terms_text(last), way.terms_text(goal));
            stages.push((terms, from, to, goal.clone()));
        }
        for (part, from, to, next) in stages {
            if is_above {
                above = next
            } else {
                below = next
            }
            way.step(Step { part, from, to }, &above, &below);
        }
    }
    way.finish(b)
}

/// Numerator and denominator, taken down to atomic metrics.
fn sides(model: &Model, id: MetricId) -> Option<(Expr<Leaf>, Expr<Leaf>)> {
    let whole = opened(model, id)?;
    Some(match whole.node {
        Node::Binary(BinaryOp::Div, above, below) => (*above, *below),
        _ => (whole, Expr { node: Node::Literal(Scalar::Int(1)), span: (0, 0) }),
    })
}

fn opened(model: &Model, id: MetricId) -> Option<Expr<Leaf>> {
    let leaf = |leaf| Some(Expr { node: Node::Name(leaf), span: (0, 0) });
    match &model.metric(id).definition {
        Definition::Atomic { .. } | Definition::Derived { condition: Some(_), .. } => {
            leaf(Leaf { base: id, rows: Rows::default() })
        }
        Definition::Derived { placing, .. } if *placing != Placing::default() => {
            leaf(Leaf { base: id, rows: Rows::default() })
        }
        Definition::Derived { base, period, qualifiers, condition: None, .. } => {
            let codes = qualifiers.iter().map(|at| model.qualifiers[*at as usize].code.clone());
            leaf(Leaf { base: *base, rows: Rows { period: *period, qualifiers: codes.collect() } })
        }
        Definition::Composite { formula, .. } => open_all(model, formula),
    }
}

fn open_all(model: &Model, expr: &Expr<MetricId>) -> Option<Expr<Leaf>> {
    let node = match &expr.node {
        Node::Name(id) => return opened(model, *id),
        Node::Literal(value) => Node::Literal(value.clone()),
        Node::Unary(op, inner) => Node::Unary(*op, Box::new(open_all(model, inner)?)),
        Node::Binary(op, left, right) => {
            Node::Binary(*op, Box::new(open_all(model, left)?), Box::new(open_all(model, right)?))
        }
        Node::Call(function, parts) => {
            Node::Call(*function, parts.iter().map(|part| open_all(model, part)).collect::<Option<_>>()?)
        }
        Node::In(..) | Node::Between(..) | Node::IsNull(..) => return None,
    };
    Some(Expr { node, span: (0, 0) })
}

/// The rows that all leaves share.
fn common_rows(expr: &Expr<Leaf>) -> Option<Rows> {
    let mut rows = expr.names().into_iter().map(|leaf| &leaf.rows);
    let first = rows.next()?.clone();
    rows.all(|rows| *rows == first).then_some(first)
}

fn with_rows(expr: &Expr<Leaf>, rows: &Rows) -> Expr<Leaf> {
    let moved = expr.try_map(&mut |leaf: &Leaf, _| Some(Leaf { base: leaf.base, rows: rows.clone() }));
    moved.unwrap_or_else(|| expr.clone())
}

fn terms_key(expr: &Expr<Leaf>) -> String {
    formula::print(expr, &|leaf| format!("{} {:?}", leaf.base.0, leaf.rows))
}

struct Way<'m> {
    model: &'m Model,
    metrics: Vec<MetricDoc>,
    codes: Vec<String>,
    steps: Vec<Step>,
}

impl Way<'_> {
    /// Defines a metric for a stage.
    fn step(&mut self, step: Step, above: &Expr<Leaf>, below: &Expr<Leaf>) {
        let whole = Expr {
            node: Node::Binary(BinaryOp::Div, Box::new(above.clone()), Box::new(below.clone())),
            span: (0, 0),
        };
        let leaves: Vec<Leaf> = whole.names().into_iter().cloned().collect();
        let names: Vec<String> = leaves.iter().map(|leaf| self.leaf_code(leaf)).collect();
        let name = |leaf: &Leaf| {
            leaves.iter().position(|own| own == leaf).map_or_else(String::new, |at| names[at].clone())
        };
        let code = format!("bridge_{}", self.steps.len() + 1);
        self.metrics.push(MetricDoc {
            code: code.as_str().into(),
            formula: formula::print(&whole, &name).into(),
            ..MetricDoc::default()
        });
        self.codes.push(code);
        self.steps.push(step);
    }

    /// The code of a metric that is this leaf; it is defined where there is none.
    fn leaf_code(&mut self, leaf: &Leaf) -> String {
        let base = &self.model.metric(leaf.base).code;
        if leaf.rows == Rows::default() {
            return base.clone();
        }
        let qualifiers: Vec<&str> = leaf.rows.qualifiers.iter().map(String::as_str).collect();
        let period = leaf.rows.period.map(Period::code).unwrap_or_default();
        let code = format!("bridge_{period}_{}_{base}", qualifiers.join("_"));
        if self.metrics.iter().all(|metric| metric.code.value != code) {
            self.metrics.push(MetricDoc {
                code: code.as_str().into(),
                base: base.as_str().into(),
                period: period.into(),
                qualifiers: qualifiers.into_iter().collect(),
                ..MetricDoc::default()
            });
        }
        code
    }

    fn rows_text(&self, rows: &Rows) -> Text {
        let period = rows.period.map(Period::label);
        let labels = rows.qualifiers.iter().filter_map(|code| {
            self.model.qualifiers.iter().find(|own| own.code == *code).map(|own| own.label.clone())
        });
        let all: Vec<Text> = period.into_iter().chain(labels).collect();
        if all.is_empty() {
            return Text::new("全部", "all rows");
        }
        let join = |lang: Lang| all.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(" + ");
        Text::new(join(Lang::Zh), join(Lang::En))
    }

    fn terms_text(&self, expr: &Expr<Leaf>) -> Text {
        let say = |lang: Lang| {
            let name = |leaf: &Leaf| self.model.metric(leaf.base).label.get(lang).to_owned();
            formula::print(expr, &name).replace('`', "")
        };
        Text::new(say(Lang::Zh), say(Lang::En))
    }

    /// The last stage is the other metric itself.
    fn finish(mut self, b: MetricId) -> Option<Bridge> {
        if self.steps.is_empty() {
            return None;
        }
        let replaced = self.codes.pop()?;
        self.metrics.retain(|metric| metric.code.value != replaced);
        self.codes.push(self.model.metric(b).code.clone());
        let puts = self.metrics.into_iter().map(|metric| Change::Put(Box::new(metric), None));
        Some(Bridge { codes: self.codes, steps: self.steps, change: Change::All(puts.collect()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::model::{assumed_schemas, read, resolve};

    const MODEL: &str = "\
sandtable: 1
datasets:
  - {code: orders, key: order_id, time: order_date}
qualifiers:
  - {code: valid, label: {zh: 有效, en: Valid}, where: \"status <> 'cancelled'\", on: orders}
  - {code: paid, label: {zh: 付款, en: Paid}, where: is_paid = 1, on: orders}
metrics:
  - {code: orders_n, label: {zh: 工单数, en: orders}, dataset: orders, aggregate: count, field: order_id}
  - {code: users_n, label: {zh: 用户数, en: users}, dataset: orders, aggregate: count_distinct, field: user_key}
  - {code: total, label: {zh: 总金额, en: total}, dataset: orders, aggregate: sum, field: total_amount}
  - {code: labor, label: {zh: 工时费, en: labor}, dataset: orders, aggregate: sum, field: labor_amount}
  - {code: parts, label: {zh: 配件费, en: parts}, dataset: orders, aggregate: sum, field: parts_amount}
  - {code: received, label: {zh: 实收金额, en: received}, dataset: orders, aggregate: sum, field: paid_amount}
  - {code: valid_n, base: orders_n, qualifiers: valid}
  - {code: valid_labor, base: labor, qualifiers: valid}
  - {code: valid_parts, base: parts, qualifiers: valid}
  - {code: paying, base: users_n, qualifiers: paid}
  - {code: arpu, label: {zh: 客单价, en: ARPU}, formula: total / orders_n}
  - {code: valid_arpu, label: {zh: 有效工单客单价, en: valid}, formula: (valid_labor + valid_parts) / valid_n}
  - {code: paid_arpu, label: {zh: 付款客户客单价, en: paid}, formula: received / paying}
";

    fn way(a: &str, b: &str) -> Option<String> {
        let (document, found) = read(MODEL, &Limits::default());
        assert_eq!(found, []);
        let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
        assert_eq!(found, []);
        let id = |code| model.find_metric(code).expect("it is there");
        let bridge = bridge(&model, id(a), id(b))?;
        assert_eq!(bridge.codes.len(), bridge.steps.len() + 1);
        // What is in between can be defined.
        let author =
            crate::model::edit::Author { name: String::new(), on: Default::default(), note: String::new() };
        let tried = crate::model::edit::apply(
            &document,
            &bridge.change,
            &author,
            &assumed_schemas(&document),
            &Limits::default(),
        );
        let tried = tried.expect("it holds");
        for code in &bridge.codes {
            assert!(tried.metrics.iter().any(|metric| metric.code.value == *code), "{code}");
        }
        Some(
            bridge
                .steps
                .iter()
                .map(|step| format!("{:?}: {} → {}", step.part, step.from.zh, step.to.zh))
                .collect::<Vec<_>>()
                .join("; "),
        )
    }

    #[test]
    fn each_step_changes_rows_or_terms() {
        assert_eq!(
            way("arpu", "valid_arpu").as_deref(),
            Some(
                "NumeratorRows: 全部 → 有效; NumeratorTerms: 总金额 → 工时费 + 配件费; DenominatorRows: 全部 → 有效"
            )
        );
        assert_eq!(
            way("arpu", "paid_arpu").as_deref(),
            Some(
                "NumeratorTerms: 总金额 → 实收金额; DenominatorRows: 全部 → 付款; DenominatorTerms: 工单数 → 用户数"
            )
        );
        assert_eq!(way("orders_n", "valid_n").as_deref(), Some("NumeratorRows: 全部 → 有效"));
        assert_eq!(way("arpu", "arpu"), None);
    }
}
