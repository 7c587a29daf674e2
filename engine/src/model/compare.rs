//! 口径 comparison: from one definition to another in steps, each a definition of its own, so that the changes of value
//! along the way add up to the gap exactly.
//!
//! A ratio is taken apart into numerator and denominator, both down to atomic metrics over the rows that they count.
//! On either side the way goes: conditions that only the first definition has fall away one by one, then what is
//! computed changes term by term, then the conditions that only the second has are laid on. So no condition ever stands
//! on a fact that does not know it.

mod leaf;
#[cfg(test)]
mod tests;

use super::document::MetricDoc;
use super::edit::Change;
use super::{MetricId, Model};
use crate::formula::{BinaryOp, Expr, Node};
use crate::table::Scalar;
use crate::text::Text;
use leaf::{Clause, Leaf, When, key, opened};

/// What a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// All of a metric that is no ratio.
    Whole,
    /// What stands above the line.
    Numerator,
    /// What stands below it.
    Denominator,
}

/// How a step changes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// A condition falls away: more rows count.
    Drop(Text),
    /// A condition is laid on: fewer rows count.
    Add(Text),
    /// Rows of other days count.
    Days {
        /// Before.
        from: Text,
        /// After.
        to: Text,
    },
    /// A term joins the sum.
    AddTerm(Text),
    /// A term leaves the sum.
    DropTerm(Text),
    /// Something else is computed.
    Terms {
        /// Before.
        from: Text,
        /// After.
        to: Text,
    },
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where.
    pub side: Side,
    /// What.
    pub turn: Turn,
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

/// The way from `a` to `b`; none where they mean the same.
pub fn bridge(model: &Model, a: MetricId, b: MetricId) -> Option<Bridge> {
    let (from, to) = (sides(model, a), sides(model, b));
    let is_ratio = [&from.1, &to.1].into_iter().any(|below| !is_one(below));
    let above_side = if is_ratio { Side::Numerator } else { Side::Whole };
    let mut stages = Vec::new();
    for (turn, above) in walk(model, &from.0, &to.0) {
        stages.push((Step { side: above_side, turn }, above, from.1.clone()));
    }
    for (turn, below) in walk(model, &from.1, &to.1) {
        stages.push((Step { side: Side::Denominator, turn }, to.0.clone(), below));
    }
    // The last stage is the other metric itself.
    let (last, _, _) = stages.pop()?;
    let mut trial = Trial::new(model);
    let mut codes = vec![model.metric(a).code.clone()];
    let mut steps = Vec::new();
    for (step, above, below) in stages {
        codes.push(trial.stage(&above, &below));
        steps.push(step);
    }
    codes.push(model.metric(b).code.clone());
    steps.push(last);
    let puts = trial.metrics.into_iter().map(|metric| Change::Put(Box::new(metric), None));
    Some(Bridge { codes, steps, change: Change::All(puts.collect()) })
}

/// A definition taken down to atomic metrics and the conditions on each, in words.
pub fn opened_words(model: &Model, id: MetricId) -> Text {
    leaf::words(model, &opened(model, id))
}

/// Numerator and denominator, taken down to atomic metrics.
fn sides(model: &Model, id: MetricId) -> (Expr<Leaf>, Expr<Leaf>) {
    let whole = opened(model, id);
    match whole.node {
        Node::Binary(BinaryOp::Div, above, below) => (*above, *below),
        _ => (whole, plain(Node::Literal(Scalar::Int(1)))),
    }
}

fn is_one(expr: &Expr<Leaf>) -> bool {
    matches!(expr.node, Node::Literal(Scalar::Int(1)))
}

fn plain(node: Node<Leaf>) -> Expr<Leaf> {
    Expr { node, span: (0, 0) }
}

/// The stages from one side to another, the goal included.
fn walk(model: &Model, from: &Expr<Leaf>, to: &Expr<Leaf>) -> Vec<(Turn, Expr<Leaf>)> {
    let (own, wanted) = (shared(from), shared(to));
    let kept = |clause: &&Clause| own.contains(clause) && wanted.contains(clause);
    let mut stages: Vec<(Turn, Expr<Leaf>)> = Vec::new();
    let mut now = from.clone();
    for clause in own.iter().filter(|clause| !kept(clause)) {
        now = changed(&now, |leaf| leaf.clauses.retain(|other| other != clause));
        stages.push((Turn::Drop(clause.label.clone()), now.clone()));
    }
    // What is computed, with neither's own conditions on it.
    let mut goal =
        changed(to, |leaf| leaf.clauses.retain(|clause| !wanted.contains(clause) || kept(&clause)));
    let (before, after) = (same_when(from), same_when(to));
    let mut later = None;
    if let (Some(before), Some(after)) = (before, after)
        && before != after
    {
        let days = |from: &When, to: &When| Turn::Days { from: from.label(model), to: to.label(model) };
        let none = When::default();
        if after.is_plain() || before.suits(model, after, from, to) {
            now = changed(&now, |leaf| leaf.when = after.clone());
            stages.push((days(before, after), now.clone()));
        } else {
            if !before.is_plain() {
                now = changed(&now, |leaf| leaf.when = none.clone());
                stages.push((days(before, &none), now.clone()));
            }
            goal = changed(&goal, |leaf| leaf.when = none.clone());
            later = Some((days(&none, after), after.clone()));
        }
    }
    for (turn, next) in terms(model, &now, &goal) {
        stages.push((turn, next));
    }
    now = goal;
    if let Some((turn, when)) = later {
        now = changed(&now, |leaf| leaf.when = when.clone());
        stages.push((turn, now.clone()));
    }
    for clause in wanted.iter().filter(|clause| !kept(clause)) {
        now = changed(&now, |leaf| leaf.clauses.push(clause.clone()));
        stages.push((Turn::Add(clause.label.clone()), now.clone()));
    }
    stages
}

/// The conditions that all leaves share.
fn shared(expr: &Expr<Leaf>) -> Vec<Clause> {
    let mut leaves = expr.names().into_iter();
    let Some(first) = leaves.next() else { return Vec::new() };
    let mut shared = first.clauses.clone();
    for leaf in leaves {
        shared.retain(|clause| leaf.clauses.contains(clause));
    }
    shared
}

/// The days of all leaves, where they are the same.
fn same_when(expr: &Expr<Leaf>) -> Option<&When> {
    let mut whens = expr.names().into_iter().map(|leaf| &leaf.when);
    let first = whens.next()?;
    whens.all(|when| when == first).then_some(first)
}

fn changed(expr: &Expr<Leaf>, change: impl Fn(&mut Leaf)) -> Expr<Leaf> {
    let turned = expr.try_map(&mut |leaf: &Leaf, _| {
        let mut leaf = leaf.clone();
        change(&mut leaf);
        Some(leaf)
    });
    turned.unwrap_or_else(|| expr.clone())
}

/// From what is computed to what shall be: term by term where one sum holds the other, else at once.
fn terms(model: &Model, from: &Expr<Leaf>, to: &Expr<Leaf>) -> Vec<(Turn, Expr<Leaf>)> {
    if key(from) == key(to) {
        return Vec::new();
    }
    let (mut own, mut wanted) = (Vec::new(), Vec::new());
    flatten(from, false, &mut own);
    flatten(to, false, &mut wanted);
    let without = |terms: &[Term], others: &[Term]| {
        let mut left = others.to_vec();
        let mut only = Vec::new();
        for term in terms {
            match left.iter().position(|other| other.key() == term.key()) {
                Some(at) => drop(left.remove(at)),
                None => only.push(term.clone()),
            }
        }
        only
    };
    let (gone, new) = (without(&own, &wanted), without(&wanted, &own));
    match (gone.is_empty(), new.is_empty()) {
        (true, true) => return Vec::new(),
        (false, false) => {
            let words = |terms: &[Term]| leaf::words(model, &sum(terms));
            return vec![(Turn::Terms { from: words(&gone), to: words(&new) }, to.clone())];
        }
        _ => {}
    }
    let mut stages = Vec::new();
    let mut now = own;
    for term in gone {
        now.retain(|other| other.key() != term.key());
        stages.push((Turn::DropTerm(term.words(model)), sum(&now)));
    }
    for term in new {
        stages.push((Turn::AddTerm(term.words(model)), {
            now.push(term);
            sum(&now)
        }));
    }
    stages
}

/// A part of a sum.
#[derive(Clone)]
struct Term {
    is_taken_off: bool,
    expr: Expr<Leaf>,
}

impl Term {
    fn key(&self) -> (bool, String) {
        (self.is_taken_off, key(&self.expr))
    }

    fn words(&self, model: &Model) -> Text {
        let words = leaf::words(model, &self.expr);
        if self.is_taken_off {
            Text::new(format!("−{}", words.zh), format!("−{}", words.en))
        } else {
            words
        }
    }
}

fn flatten(expr: &Expr<Leaf>, is_taken_off: bool, terms: &mut Vec<Term>) {
    match &expr.node {
        Node::Binary(BinaryOp::Add, x, y) => {
            flatten(x, is_taken_off, terms);
            flatten(y, is_taken_off, terms);
        }
        Node::Binary(BinaryOp::Sub, x, y) => {
            flatten(x, is_taken_off, terms);
            flatten(y, !is_taken_off, terms);
        }
        _ => terms.push(Term { is_taken_off, expr: expr.clone() }),
    }
}

fn sum(terms: &[Term]) -> Expr<Leaf> {
    let mut whole = None;
    for term in terms {
        let own = term.expr.clone();
        let op = if term.is_taken_off { BinaryOp::Sub } else { BinaryOp::Add };
        whole = Some(match whole {
            None if !term.is_taken_off => own,
            None => plain(Node::Binary(op, Box::new(plain(Node::Literal(Scalar::Int(0)))), Box::new(own))),
            Some(before) => plain(Node::Binary(op, Box::new(before), Box::new(own))),
        });
    }
    whole.unwrap_or_else(|| plain(Node::Literal(Scalar::Int(0))))
}

/// The metrics in between.
struct Trial<'m> {
    model: &'m Model,
    /// What no metric's code begins with.
    stem: String,
    leaves: Vec<(Leaf, String)>,
    metrics: Vec<MetricDoc>,
}

impl<'m> Trial<'m> {
    fn new(model: &'m Model) -> Self {
        let mut stem = "bridge".to_owned();
        while model.metrics.iter().any(|metric| metric.code.starts_with(&stem)) {
            stem.push('_');
        }
        Self { model, stem, leaves: Vec::new(), metrics: Vec::new() }
    }

    /// Defines a stage.
    fn stage(&mut self, above: &Expr<Leaf>, below: &Expr<Leaf>) -> String {
        let whole = match is_one(below) {
            true => above.clone(),
            false => plain(Node::Binary(BinaryOp::Div, Box::new(above.clone()), Box::new(below.clone()))),
        };
        let named = whole.try_map(&mut |leaf: &Leaf, _| Some(self.leaf(leaf)));
        let code = self.next_code();
        self.metrics.push(MetricDoc {
            code: code.as_str().into(),
            formula: named.map(|named| named.to_string()).unwrap_or_default().into(),
            ..MetricDoc::default()
        });
        code
    }

    fn next_code(&self) -> String {
        format!("{}_{}", self.stem, self.metrics.len() + 1)
    }

    /// The code of a metric that is this leaf; it is defined where there is none.
    fn leaf(&mut self, leaf: &Leaf) -> String {
        let base = &self.model.metric(leaf.base).code;
        if leaf.clauses.is_empty() && leaf.when.is_plain() {
            return base.clone();
        }
        if let Some((_, code)) = self.leaves.iter().find(|(own, _)| own == leaf) {
            return code.clone();
        }
        let code = self.next_code();
        self.metrics.push(leaf.document(self.model, &code));
        self.leaves.push((leaf.clone(), code.clone()));
        code
    }
}
