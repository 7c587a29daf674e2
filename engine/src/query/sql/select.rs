//! SELECTs, unions and the parts of a WITH, built out of expressions.

use sqlparser::ast as tree;
use sqlparser::ast::helpers::attached_token::AttachedToken;

use super::tree::{Sql, all, ident, object, raw, whole};

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

/// `JOIN relation ON condition`.
pub(super) fn inner_join(relation: tree::TableFactor, condition: Sql) -> tree::Join {
    let join_operator = tree::JoinOperator::Join(tree::JoinConstraint::On(condition));
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
    match limit {
        Some(limit) => paged(query, 0, Some(raw(limit.to_string()))),
        None => query,
    }
}

/// Leaves out the first rows, and keeps so many after them.
pub(super) fn paged(mut query: tree::Query, skip: usize, limit: Option<Sql>) -> tree::Query {
    let offset = tree::Offset { value: raw(skip.to_string()), rows: tree::OffsetRows::None };
    let offset = (skip > 0).then_some(offset);
    let clause = tree::LimitClause::LimitOffset { limit, offset, limit_by: Vec::new() };
    query.limit_clause = Some(clause);
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

/// `SETTINGS key = value, …` of ClickHouse.
pub(super) fn setting(mut query: tree::Query, settings: &[(&str, i64)]) -> tree::Query {
    let setting = |(key, value): &(&str, i64)| tree::Setting { key: ident(*key), value: whole(*value) };
    query.settings = Some(settings.iter().map(setting).collect());
    query
}
