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
    /// Text contains text; conditions only.
    Contains,
    /// Text starts with text; conditions only.
    StartsWith,
}
