//! Formulas over metrics and conditions over fields: one grammar, two kinds of names.
//!
//! Text → [`Expr`] by [`parse`], names → ids by [`Expr::try_map`], types by [`check()`], values by [`evaluate`] (one
//! group) and [`evaluate_columns`] (all groups), canonical text by [`print()`]. A field of rows may also be a window over
//! rows, [`Windowed`], read by [`parse_row`]. Conditions over fields run vectorised
//! in [`exec`](crate::exec).

mod ast;
mod check;
mod eval;
mod lexer;
mod messages;
mod parser;
mod print;
#[cfg(test)]
mod tests;
mod value;
mod window_parser;
mod windowed;
mod words;

pub use ast::{BinaryOp, Expr, Function, Node, Rename, UnaryOp};
pub(crate) use check::type_name;
pub use check::{Use, check};
pub use eval::{Over, evaluate, evaluate_columns};
pub use parser::{parse, parse_within};
pub use print::{print, quote_name};
pub use value::{Value, column_of};
pub use window_parser::{RowExpr, parse_row};
pub use windowed::{Edge, Extent, WindowFunction, Windowed};
