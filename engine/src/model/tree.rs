//! Metric trees: a north star and what makes or moves it.
//!
//! Below a metric stand the edges that were drawn for it; where none was drawn, the metrics of its formula.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Definition, MetricId, Model};
use crate::formula::{BinaryOp, Expr, Node};
use crate::text::Text;

/// A tree as defined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Unique ASCII code.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// The north star.
    pub root: MetricId,
    /// Edges drawn by hand.
    pub edges: Vec<Edge>,
}

/// One metric below another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The upper metric.
    pub from: MetricId,
    /// The lower metric.
    pub to: MetricId,
    /// What it does to the upper one.
    pub bond: Bond,
}

/// What a metric does to the one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bond {
    /// Multiplies it.
    Factor,
    /// Divides it.
    Divisor,
    /// Is added to it.
    Term,
    /// Is taken off it.
    Deduction,
    /// Is part of its formula in another way.
    Part,
    /// Is said to move it, and stands in no formula.
    Driver,
}

impl Bond {
    /// The words of the definition file, one for each.
    pub const WORDS: [(&str, Self); 6] = [
        ("factor", Self::Factor),
        ("divisor", Self::Divisor),
        ("term", Self::Term),
        ("deduction", Self::Deduction),
        ("part", Self::Part),
        ("driver", Self::Driver),
    ];

    /// The word of the definition file.
    pub fn code(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("", |(word, _)| *word)
    }
}

/// What stands directly below a metric, and whether that was drawn by hand.
pub fn below(model: &Model, tree: &Tree, metric: MetricId) -> (Vec<Edge>, bool) {
    let drawn: Vec<Edge> = tree.edges.iter().filter(|edge| edge.from == metric).copied().collect();
    if !drawn.is_empty() {
        return (drawn, true);
    }
    let Definition::Composite { formula, .. } = &model.metric(metric).definition else {
        return (Vec::new(), false);
    };
    let mut parts = Vec::new();
    match formula.node {
        Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => walk(formula, Bond::Term, &mut parts),
        _ => walk(formula, Bond::Factor, &mut parts),
    }
    let mut edges: Vec<Edge> = Vec::new();
    for (to, bond) in parts {
        if edges.iter().all(|edge| edge.to != to) {
            edges.push(Edge { from: metric, to, bond });
        }
    }
    (edges, false)
}

/// The metrics of an expression that is bound to the whole by `bond`, as far as products stay products and sums sums.
fn walk(expr: &Expr<MetricId>, bond: Bond, found: &mut Vec<(MetricId, Bond)>) {
    let turned = |bond| match bond {
        Bond::Factor => Bond::Divisor,
        Bond::Divisor => Bond::Factor,
        Bond::Term => Bond::Deduction,
        Bond::Deduction => Bond::Term,
        other => other,
    };
    let is_product = matches!(bond, Bond::Factor | Bond::Divisor);
    let is_sum = matches!(bond, Bond::Term | Bond::Deduction);
    match &expr.node {
        Node::Name(id) => found.push((*id, bond)),
        Node::Binary(BinaryOp::Mul, x, y) if is_product => {
            walk(x, bond, found);
            walk(y, bond, found);
        }
        Node::Binary(BinaryOp::Div, x, y) if is_product => {
            walk(x, bond, found);
            walk(y, turned(bond), found);
        }
        Node::Binary(BinaryOp::Add, x, y) if is_sum => {
            walk(x, bond, found);
            walk(y, bond, found);
        }
        Node::Binary(BinaryOp::Sub, x, y) if is_sum => {
            walk(x, bond, found);
            walk(y, turned(bond), found);
        }
        _ => found.extend(expr.names().into_iter().map(|id| (*id, Bond::Part))),
    }
}

/// Every metric that stands in a tree.
pub fn metrics(model: &Model, tree: &Tree) -> BTreeSet<MetricId> {
    let mut found = BTreeSet::from([tree.root]);
    let mut open = vec![tree.root];
    while let Some(metric) = open.pop() {
        open.extend(below(model, tree, metric).0.iter().map(|edge| edge.to).filter(|to| found.insert(*to)));
    }
    found
}

/// Whether a way of drawn edges leads from `from` to `to`.
pub fn leads(edges: &[Edge], from: MetricId, to: MetricId) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(&metric) = seen.get(at) {
        if metric == to {
            return true;
        }
        for edge in edges.iter().filter(|edge| edge.from == metric) {
            if !seen.contains(&edge.to) {
                seen.push(edge.to);
            }
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{assumed_schemas, load, read, write};

    fn text(formula: &str, tree: &str) -> String {
        let names = ["a", "b", "c", "d"].map(|code| {
            format!("  - {{code: {code}, dataset: orders, aggregate: count_distinct, field: {code}_key}}\n")
        });
        format!(
            "sandtable: 1\ndatasets: [{{code: orders}}]\nmetrics:\n{}  - {{code: top, formula: '{formula}'}}\ntrees:\n  {tree}\n",
            names.concat()
        )
    }

    fn model(formula: &str, tree: &str) -> Model {
        let text = text(formula, tree);
        let (document, _) = read(&text, &Default::default());
        let (model, diagnostics) = load(&text, "m.yaml", &assumed_schemas(&document), &Default::default());
        assert_eq!(diagnostics, [], "{text}");
        model
    }

    #[track_caller]
    fn check(formula: &str, expected: &str) {
        let model = model(formula, "- {code: t, root: top}");
        let tree = &model.trees[0];
        let (edges, is_drawn) = below(&model, tree, tree.root);
        assert!(!is_drawn);
        let found: Vec<String> =
            edges.iter().map(|edge| format!("{} {:?}", model.metric(edge.to).code, edge.bond)).collect();
        assert_eq!(found.join(", "), expected, "{formula}");
    }

    #[test]
    fn formulas_give_edges() {
        check("a / b", "a Factor, b Divisor");
        check("a * (b / c) / d", "a Factor, b Factor, c Divisor, d Divisor");
        check("a - (b - c) + d", "a Term, b Deduction, c Term, d Term");
        check("(a - b) / c", "a Part, b Part, c Divisor");
        check("a / (a + b)", "a Factor, b Part");
        check("coalesce(a, 0)", "a Part");
    }

    #[test]
    fn what_a_formula_gave_reads_the_same_once_it_is_drawn() {
        for formula in ["a / b", "a - (b - c) + d", "coalesce(a, 0) / b"] {
            let grown = model(formula, "- {code: t, root: top}");
            let (edges, _) = below(&grown, &grown.trees[0], grown.trees[0].root);
            let code = |id| grown.metric(id).code.as_str();
            let edge = |edge: &Edge| {
                format!("{{from: {}, to: {}, kind: {}}}", code(edge.from), code(edge.to), edge.bond.code())
            };
            let drawn: Vec<String> = edges.iter().map(edge).collect();
            let tree = format!("- {{code: t, root: top, edges: [{}]}}", drawn.join(", "));
            let drawn = model(formula, &tree);
            assert_eq!(below(&drawn, &drawn.trees[0], drawn.trees[0].root), (edges, true), "{formula}");
            let (document, _) = read(&text(formula, &tree), &Default::default());
            let written = write(&document).expect("it can be written");
            let (again, _) = load(&written, "m.yaml", &assumed_schemas(&document), &Default::default());
            assert_eq!(again.trees, drawn.trees, "{written}");
        }
    }

    #[test]
    fn what_is_drawn_stands_for_the_formula() {
        let drawn =
            "- {code: t, root: top, edges: [{from: top, to: d, kind: driver}, {from: d, to: c, kind: term}]}";
        let model = model("a / b", drawn);
        let tree = &model.trees[0];
        let (edges, is_drawn) = below(&model, tree, tree.root);
        assert!(is_drawn);
        assert_eq!(edges.iter().map(|edge| edge.bond).collect::<Vec<_>>(), [Bond::Driver]);
        assert!(leads(&tree.edges, tree.root, model.find_metric("c").unwrap()));
        assert!(!leads(&tree.edges, edges[0].to, tree.root));
    }
}
