//! The expression tree. `R` is what a name stands for: text when parsed, an id when resolved.

use serde::{Deserialize, Serialize};

use crate::table::Scalar;

/// An expression and its place in the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expr<R> {
    /// What it is.
    pub node: Node<R>,
    /// First and one-past-last character, from 0.
    pub span: (u32, u32),
}

/// Kinds of expressions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node<R> {
    /// A constant.
    Literal(Scalar),
    /// A metric (in formulas) or a field (in conditions and computed fields).
    Name(R),
    /// `-x`, `not x`.
    Unary(UnaryOp, Box<Expr<R>>),
    /// `x + y`, `x and y`, `x <= y` …
    Binary(BinaryOp, Box<Expr<R>>, Box<Expr<R>>),
    /// `coalesce(x, 0)` …
    Call(Function, Vec<Expr<R>>),
    /// `x in (1, 2)`; the flag negates.
    In(Box<Expr<R>>, Vec<Expr<R>>, bool),
    /// `x between 1 and 2`.
    Between(Box<Expr<R>>, Box<Expr<R>>, Box<Expr<R>>),
    /// `x is null`; the flag negates.
    IsNull(Box<Expr<R>>, bool),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnaryOp {
    /// Minus.
    Neg,
    /// Logical not.
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`: always a double; null where the divisor is zero.
    Div,
    /// `=`
    Eq,
    /// `<>` or `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `and`
    And,
    /// `or`
    Or,
}

/// Functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Function {
    /// Absolute value.
    Abs,
    /// Least of the arguments; nulls are skipped.
    Min,
    /// Greatest of the arguments; nulls are skipped.
    Max,
    /// Half away from zero, to a number of digits (second argument, default 0).
    Round,
    /// The first argument that is not null.
    Coalesce,
    /// `if(condition, then, else)`.
    If,
    /// Null where both arguments are equal, else the first.
    NullIf,
    /// The metric over all groups of the query (grand total); formulas only.
    Total,
    /// How many days the bucket or the period has, as far as the data go; formulas only.
    Days,
    /// The first day of the period that a text names, `2024-03`; rows only.
    FirstDay,
    /// Text contains text; conditions only.
    Contains,
    /// Text starts with text; conditions only.
    StartsWith,
}

/// Gives what a name at a place stands for; none where it stands for nothing.
pub type Rename<'a, R, S> = dyn FnMut(&R, (u32, u32)) -> Option<S> + 'a;

impl<R> Expr<R> {
    /// Its direct parts, left to right.
    pub fn children(&self) -> Vec<&Expr<R>> {
        match &self.node {
            Node::Literal(_) | Node::Name(_) => Vec::new(),
            Node::Unary(_, x) | Node::IsNull(x, _) => vec![x],
            Node::Binary(_, x, y) => vec![x, y],
            Node::Call(_, arguments) => arguments.iter().collect(),
            Node::In(x, items, _) => std::iter::once(&**x).chain(items).collect(),
            Node::Between(x, low, high) => vec![x, low, high],
        }
    }

    /// Calls `visit` with each name and its place, left to right.
    pub fn each_name<'a>(&'a self, visit: &mut dyn FnMut(&'a R, (u32, u32))) {
        if let Node::Name(name) = &self.node {
            visit(name, self.span);
        }
        for child in self.children() {
            child.each_name(visit);
        }
    }

    /// The names, left to right, repeated where they stand repeatedly.
    pub fn names(&self) -> Vec<&R> {
        let mut names = Vec::new();
        self.each_name(&mut |name, _| names.push(name));
        names
    }

    /// Whether `function` is called anywhere.
    pub fn calls(&self, function: Function) -> bool {
        matches!(&self.node, Node::Call(called, _) if *called == function)
            || self.children().into_iter().any(|child| child.calls(function))
    }

    /// The same expression with numbers for `days()`: those of the group, and inside `total(…)` those of the whole.
    pub fn with_days(&self, group: i64, whole: i64) -> Self
    where
        R: Clone,
    {
        if let Node::Call(Function::Days, _) = self.node {
            return Self { node: Node::Literal(Scalar::Int(group)), span: self.span };
        }
        let inside = if matches!(self.node, Node::Call(Function::Total, _)) { whole } else { group };
        let part = |x: &Self| x.with_days(inside, whole);
        let boxed = |x: &Self| Box::new(part(x));
        let node = match &self.node {
            Node::Literal(_) | Node::Name(_) => self.node.clone(),
            Node::Unary(op, x) => Node::Unary(*op, boxed(x)),
            Node::IsNull(x, is_negated) => Node::IsNull(boxed(x), *is_negated),
            Node::Binary(op, x, y) => Node::Binary(*op, boxed(x), boxed(y)),
            Node::Call(function, parts) => Node::Call(*function, parts.iter().map(part).collect()),
            Node::In(x, items, is_negated) => {
                Node::In(boxed(x), items.iter().map(part).collect(), *is_negated)
            }
            Node::Between(x, low, high) => Node::Between(boxed(x), boxed(low), boxed(high)),
        };
        Self { node, span: self.span }
    }

    /// The same expression over other names. `rename` sees every name, also after one has failed, so that all that
    /// is wrong can be collected; none where any failed.
    pub fn try_map<S>(&self, rename: &mut Rename<'_, R, S>) -> Option<Expr<S>> {
        let node = match &self.node {
            Node::Literal(value) => Node::Literal(value.clone()),
            Node::Name(name) => Node::Name(rename(name, self.span)?),
            Node::Unary(op, x) => Node::Unary(*op, Box::new(x.try_map(rename)?)),
            Node::IsNull(x, is_negated) => Node::IsNull(Box::new(x.try_map(rename)?), *is_negated),
            Node::Binary(op, x, y) => {
                let (x, y) = (x.try_map(rename), y.try_map(rename));
                Node::Binary(*op, Box::new(x?), Box::new(y?))
            }
            Node::Call(function, arguments) => Node::Call(*function, map_all(arguments, rename)?),
            Node::In(x, items, is_negated) => {
                let (x, items) = (x.try_map(rename), map_all(items, rename));
                Node::In(Box::new(x?), items?, *is_negated)
            }
            Node::Between(x, low, high) => {
                let (x, low, high) = (x.try_map(rename), low.try_map(rename), high.try_map(rename));
                Node::Between(Box::new(x?), Box::new(low?), Box::new(high?))
            }
        };
        Some(Expr { node, span: self.span })
    }
}

fn map_all<R, S>(exprs: &[Expr<R>], rename: &mut Rename<'_, R, S>) -> Option<Vec<Expr<S>>> {
    let mapped: Vec<_> = exprs.iter().map(|expr| expr.try_map(rename)).collect();
    mapped.into_iter().collect()
}
