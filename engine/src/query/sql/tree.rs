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

fn object(parts: impl IntoIterator<Item = String>) -> tree::ObjectName {
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

/// `name(x) OVER (PARTITION BY … ORDER BY …)`.
pub(super) fn call_over(
    name: &str,
    arguments: Vec<Sql>,
    partition_by: Vec<Sql>,
    order_by: Vec<tree::OrderByExpr>,
) -> Sql {
    let over = tree::WindowSpec { window_name: None, partition_by, order_by, window_frame: None };
    Sql::Function(tree::Function {
        over: Some(tree::WindowType::WindowSpec(over)),
        ..function(name, arguments)
    })
}

/// `x ASC|DESC NULLS FIRST|LAST`.
pub(super) fn order(expr: Sql, descending: Option<bool>, nulls_first: Option<bool>) -> tree::OrderByExpr {
    let sort = descending.map(|is| if is { tree::OrderBySort::Desc } else { tree::OrderBySort::Asc });
    tree::OrderByExpr { expr, options: tree::OrderByOptions { sort, nulls_first }, with_fill: None }
}

/// One SELECT; what is empty is left out.
#[derive(Default)]
pub(super) struct Select {
    /// Expressions and their quoted names; a name `*` takes all columns of the table that the expression names.
    pub(super) items: Vec<tree::SelectItem>,
    /// The first table and what is joined to it.
    pub(super) from: Option<tree::TableWithJoins>,
    /// All must hold.
    pub(super) filter: Vec<Sql>,
    pub(super) group_by: Vec<Sql>,
    pub(super) having: Option<Sql>,
    pub(super) distinct: bool,
}

/// `x AS name`, the name quoted already.
pub(super) fn named(expr: Sql, alias: &str) -> tree::SelectItem {
    tree::SelectItem::ExprWithAlias { expr, alias: ident(alias) }
}

/// `table.*`.
pub(super) fn every(table: &str) -> tree::SelectItem {
    let name = object([table.to_owned()]);
    tree::SelectItem::QualifiedWildcard(
        tree::SelectItemQualifiedWildcardKind::ObjectName(name),
        tree::WildcardAdditionalOptions::default(),
    )
}

/// A table of the data or of this statement, all quoted already.
pub(super) fn table(parts: Vec<String>, alias: &str) -> tree::TableFactor {
    tree::TableFactor::Table {
        name: object(parts),
        alias: Some(aliased(alias)),
        args: None,
        with_hints: Vec::new(),
        version: None,
        with_ordinality: false,
        partitions: Vec::new(),
        json_path: None,
        sample: None,
        index_hints: Vec::new(),
    }
}

/// A query in parentheses.
pub(super) fn derived(query: tree::Query, alias: &str) -> tree::TableFactor {
    tree::TableFactor::Derived {
        lateral: false,
        subquery: Box::new(query),
        alias: Some(aliased(alias)),
        sample: None,
    }
}

fn aliased(alias: &str) -> tree::TableAlias {
    tree::TableAlias { explicit: true, name: ident(alias), columns: Vec::new(), at: None }
}

/// A FROM that is one table so far.
pub(super) fn from(relation: tree::TableFactor) -> tree::TableWithJoins {
    tree::TableWithJoins { relation, joins: Vec::new() }
}

/// `LEFT JOIN relation ON condition`.
pub(super) fn left_join(relation: tree::TableFactor, condition: Sql) -> tree::Join {
    let join_operator = tree::JoinOperator::Left(tree::JoinConstraint::On(condition));
    tree::Join { relation, global: false, join_operator }
}

/// `CROSS JOIN relation`.
pub(super) fn cross_join(relation: tree::TableFactor) -> tree::Join {
    let join_operator = tree::JoinOperator::CrossJoin(tree::JoinConstraint::None);
    tree::Join { relation, global: false, join_operator }
}

impl Select {
    /// As a part of a union.
    pub(super) fn body(self) -> tree::SetExpr {
        tree::SetExpr::Select(Box::new(tree::Select {
            select_token: AttachedToken::empty(),
            optimizer_hints: Vec::new(),
            distinct: self.distinct.then_some(tree::Distinct::Distinct),
            select_modifiers: None,
            top: None,
            top_before_distinct: false,
            projection: self.items,
            exclude: None,
            into: None,
            from: self.from.into_iter().collect(),
            lateral_views: Vec::new(),
            prewhere: None,
            selection: all(self.filter),
            connect_by: Vec::new(),
            group_by: tree::GroupByExpr::Expressions(self.group_by, Vec::new()),
            cluster_by: Vec::new(),
            distribute_by: Vec::new(),
            sort_by: Vec::new(),
            having: self.having,
            named_window: Vec::new(),
            qualify: None,
            window_before_qualify: false,
            value_table_mode: None,
            flavor: tree::SelectFlavor::Standard,
        }))
    }

    /// As a query of its own.
    pub(super) fn query(self) -> tree::Query {
        query(self.body())
    }
}

/// A query without order.
pub(super) fn query(body: tree::SetExpr) -> tree::Query {
    tree::Query {
        with: None,
        body: Box::new(body),
        order_by: None,
        limit_clause: None,
        fetch: None,
        locks: Vec::new(),
        for_clause: None,
        settings: None,
        format_clause: None,
        pipe_operators: Vec::new(),
    }
}

/// The union of several SELECTs, duplicates kept or, distinct, dropped.
pub(super) fn union(parts: Vec<Select>, distinct: bool) -> Option<tree::Query> {
    let set_quantifier = if distinct { tree::SetQuantifier::Distinct } else { tree::SetQuantifier::All };
    let body = parts.into_iter().map(Select::body).reduce(|left, right| tree::SetExpr::SetOperation {
        op: tree::SetOperator::Union,
        set_quantifier,
        left: Box::new(left),
        right: Box::new(right),
    });
    body.map(query)
}

/// Adds order and limit to a query.
pub(super) fn ordered(
    mut query: tree::Query,
    order_by: Vec<tree::OrderByExpr>,
    limit: Option<usize>,
) -> tree::Query {
    if !order_by.is_empty() {
        let kind = tree::OrderByKind::Expressions(order_by);
        query.order_by = Some(tree::OrderBy { kind, interpolate: None });
    }
    query.limit_clause = limit.map(|limit| tree::LimitClause::LimitOffset {
        limit: Some(raw(limit.to_string())),
        offset: None,
        limit_by: Vec::new(),
    });
    query
}

/// `WITH …` before a query.
pub(super) fn with(mut query: tree::Query, parts: Vec<(String, tree::Query)>) -> tree::Query {
    let cte = |(name, query): (String, tree::Query)| tree::Cte {
        alias: tree::TableAlias { explicit: false, ..aliased(&name) },
        query: Box::new(query),
        from: None,
        materialized: None,
        closing_paren_token: AttachedToken::empty(),
    };
    query.with = Some(tree::With {
        with_token: AttachedToken::empty(),
        recursive: false,
        cte_tables: parts.into_iter().map(cte).collect(),
    });
    query
}

/// `SETTINGS key = value` of ClickHouse.
pub(super) fn setting(mut query: tree::Query, key: &str, value: i64) -> tree::Query {
    query.settings = Some(vec![tree::Setting { key: ident(key), value: whole(value) }]);
    query
}
