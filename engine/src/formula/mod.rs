//! Formulas over metrics and conditions over fields: one grammar, two kinds of names.

mod ast;

pub use ast::{BinaryOp, Expr, Function, Node, UnaryOp};
