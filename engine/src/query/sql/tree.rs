//! Short ways to build the library's tree. Names and constants come in as text that the dialect has quoted, so what a
//! person wrote never meets the library's own ideas of quoting.

use sqlparser::ast as tree;
use sqlparser::ast::helpers::attached_token::AttachedToken;

pub(super) use sqlparser::ast::BinaryOperator as Op;
pub(super) type Sql = tree::Expr;

/// An identifier that is quoted already.
pub(super) fn ident(quoted: impl Into<String>) -> tree::Ident {
    tree::Ident::new(quoted)
}

pub(super) fn object(parts: impl IntoIterator<Item = String>) -> tree::ObjectName {
    tree::ObjectName(parts.into_iter().map(|part| tree::ObjectNamePart::Identifier(ident(part))).collect())
}

/// Text that stands as it is: numbers, quoted constants, keywords.
pub(super) fn raw(text: impl Into<String>) -> Sql {
    Sql::Value(tree::Value::Placeholder(text.into()).into())
}

/// A whole number.
pub(super) fn whole(value: impl Into<i64>) -> Sql {
    raw(value.into().to_string())
}

/// Null without a type.
pub(super) fn null() -> Sql {
    raw("NULL")
}

/// A column of a table, both quoted already.
pub(super) fn column(table: &str, name: &str) -> Sql {
    Sql::CompoundIdentifier(vec![ident(table), ident(name)])
}

/// Whether an expression needs parentheses beside an operator.
fn is_compound(expr: &Sql) -> bool {
    !matches!(
        expr,
        Sql::Value(_)
            | Sql::Identifier(_)
            | Sql::CompoundIdentifier(_)
            | Sql::Function(_)
            | Sql::Cast { .. }
            | Sql::Extract { .. }
            | Sql::Position { .. }
            | Sql::Nested(_)
    )
}

/// In parentheses where an operator stands beside it.
pub(super) fn operand(expr: Sql) -> Sql {
    if is_compound(&expr) { Sql::Nested(Box::new(expr)) } else { expr }
}

/// `left op right`.
pub(super) fn binary(left: Sql, op: Op, right: Sql) -> Sql {
    Sql::BinaryOp { left: Box::new(operand(left)), op, right: Box::new(operand(right)) }
}

/// `left = right`.
pub(super) fn equal(left: Sql, right: Sql) -> Sql {
    binary(left, Op::Eq, right)
}

/// `left + right`, without parentheses around a sum on the left.
pub(super) fn add(left: Sql, right: Sql) -> Sql {
    chain(vec![left, right], &Op::Plus).unwrap_or_else(null)
}

fn chain(parts: Vec<Sql>, op: &Op) -> Option<Sql> {
    parts.into_iter().reduce(|left, right| {
        // The same operator needs no parentheses on its left.
        let left = match left {
            Sql::BinaryOp { op: ref inner, .. } if inner == op => left,
            other => operand(other),
        };
        Sql::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(operand(right)) }
    })
}

/// All of `parts`; none for an empty list.
pub(super) fn all(parts: Vec<Sql>) -> Option<Sql> {
    chain(parts, &Op::And)
}

/// Any of `parts`; none for an empty list.
pub(super) fn any(parts: Vec<Sql>) -> Option<Sql> {
    chain(parts, &Op::Or)
}

/// `NOT x`.
pub(super) fn not(expr: Sql) -> Sql {
    Sql::UnaryOp { op: tree::UnaryOperator::Not, expr: Box::new(operand(expr)) }
}

/// `-x`.
pub(super) fn minus(expr: Sql) -> Sql {
    Sql::UnaryOp { op: tree::UnaryOperator::Minus, expr: Box::new(Sql::Nested(Box::new(expr))) }
}

/// `x IS NULL`.
pub(super) fn is_null(expr: Sql) -> Sql {
    Sql::IsNull(Box::new(operand(expr)))
}

/// `x IS NOT NULL`.
pub(super) fn is_not_null(expr: Sql) -> Sql {
    Sql::IsNotNull(Box::new(operand(expr)))
}

/// `x BETWEEN low AND high`.
pub(super) fn between(expr: Sql, low: Sql, high: Sql) -> Sql {
    Sql::Between {
        expr: Box::new(operand(expr)),
        negated: false,
        low: Box::new(operand(low)),
        high: Box::new(operand(high)),
    }
}

/// `x IN (…)`.
pub(super) fn in_list(expr: Sql, list: Vec<Sql>) -> Sql {
    Sql::InList { expr: Box::new(operand(expr)), list, negated: false }
}

/// `POSITION(part IN text)`.
pub(super) fn position(part: Sql, text: Sql) -> Sql {
    Sql::Position { expr: Box::new(operand(part)), r#in: Box::new(operand(text)) }
}

/// `x COLLATE name`.
pub(super) fn collate(expr: Sql, collation: &str) -> Sql {
    let expr = Box::new(operand(expr));
    Sql::Nested(Box::new(Sql::Collate { expr, collation: object([collation.to_owned()]) }))
}

/// `CASE WHEN … THEN … ELSE … END`.
pub(super) fn case(whens: Vec<(Sql, Sql)>, otherwise: Option<Sql>) -> Sql {
    Sql::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: whens
            .into_iter()
            .map(|(condition, result)| tree::CaseWhen { condition, result })
            .collect(),
        else_result: otherwise.map(Box::new),
    }
}

/// `CAST(x AS type)`.
pub(super) fn cast(expr: Sql, data_type: &str) -> Sql {
    Sql::Cast {
        kind: tree::CastKind::Cast,
        expr: Box::new(expr),
        data_type: tree::DataType::Custom(object([data_type.to_owned()]), Vec::new()),
        format: None,
    }
}

fn function(name: &str, arguments: Vec<Sql>) -> tree::Function {
    tree::Function {
        name: object([name.to_owned()]),
        uses_odbc_syntax: false,
        parameters: tree::FunctionArguments::None,
        args: tree::FunctionArguments::List(arguments_of(arguments, false)),
        within_group: Vec::new(),
        filter: None,
        null_treatment: None,
        over: None,
    }
}

fn arguments_of(arguments: Vec<Sql>, distinct: bool) -> tree::FunctionArgumentList {
    tree::FunctionArgumentList {
        duplicate_treatment: distinct.then_some(tree::DuplicateTreatment::Distinct),
        args: arguments
            .into_iter()
            .map(|argument| tree::FunctionArg::Unnamed(tree::FunctionArgExpr::Expr(argument)))
            .collect(),
        clauses: Vec::new(),
    }
}

/// `name(…)`.
pub(super) fn call(name: &str, arguments: Vec<Sql>) -> Sql {
    Sql::Function(function(name, arguments))
}

/// `NULLIF(x, 0)`.
pub(super) fn null_if_zero(number: Sql) -> Sql {
    call("NULLIF", vec![number, whole(0)])
}

/// Whether an expression is a call of `name`.
pub(super) fn is_call(expr: &Sql, name: &str) -> bool {
    matches!(expr, Sql::Function(function) if function.name == object([name.to_owned()]))
}

/// `name(DISTINCT x)`.
pub(super) fn call_distinct(name: &str, argument: Sql) -> Sql {
    let args = tree::FunctionArguments::List(arguments_of(vec![argument], true));
    Sql::Function(tree::Function { args, ..function(name, Vec::new()) })
}

/// `name(parameter)(x)`.
pub(super) fn call_with(name: &str, parameter: Sql, argument: Sql) -> Sql {
    let parameters = tree::FunctionArguments::List(arguments_of(vec![parameter], false));
    Sql::Function(tree::Function { parameters, ..function(name, vec![argument]) })
}

/// `name(parameter) WITHIN GROUP (ORDER BY x)`.
pub(super) fn call_within(name: &str, parameter: Sql, argument: Sql) -> Sql {
    let within_group = vec![order(argument, None, None)];
    Sql::Function(tree::Function { within_group, ..function(name, vec![parameter]) })
}

/// `PARTITION BY … ORDER BY … ROWS BETWEEN …`.
pub(super) fn over(
    partition_by: Vec<Sql>,
    order_by: Vec<tree::OrderByExpr>,
    window_frame: Option<tree::WindowFrame>,
) -> tree::WindowSpec {
    tree::WindowSpec { window_name: None, partition_by, order_by, window_frame }
}

/// `name(x) OVER (…)`.
pub(super) fn call_over(name: &str, arguments: Vec<Sql>, over: &tree::WindowSpec) -> Sql {
    let over = Some(tree::WindowType::WindowSpec(over.clone()));
    Sql::Function(tree::Function { over, ..function(name, arguments) })
}

/// `name(x) RESPECT NULLS OVER (…)`.
pub(super) fn call_over_nulls(name: &str, argument: Sql, over: &tree::WindowSpec) -> Sql {
    let over = Some(tree::WindowType::WindowSpec(over.clone()));
    let null_treatment = Some(tree::NullTreatment::RespectNulls);
    Sql::Function(tree::Function { over, null_treatment, ..function(name, vec![argument]) })
}

/// `x ASC|DESC NULLS FIRST|LAST`.
pub(super) fn order(expr: Sql, descending: Option<bool>, nulls_first: Option<bool>) -> tree::OrderByExpr {
    let sort = descending.map(|is| if is { tree::OrderBySort::Desc } else { tree::OrderBySort::Asc });
    tree::OrderByExpr { expr, options: tree::OrderByOptions { sort, nulls_first }, with_fill: None }
}
