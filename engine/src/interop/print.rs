//! Metrics of a resolved model → SQL, as far as one expression can say them.

use crate::formula::{BinaryOp, Expr, Function, Node, UnaryOp};
use crate::model::{Aggregate, Definition, FieldId, MetricId, Model};
use crate::table::Scalar;
use crate::text::Text;

/// Characters of one expression: composites of composites grow without bound.
const LENGTH: usize = 16_384;

/// Nested composites.
const DEPTH: u32 = 32;

type Refusal = Text;

fn literal(value: &Scalar) -> String {
    let literal: Expr<String> = Expr { node: Node::Literal(value.clone()), span: (0, 0) };
    match value {
        Scalar::DateTime(time) => format!("timestamp '{time}'"),
        _ => literal.to_string(),
    }
}

pub(super) fn identifier(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A field as `dataset.field`.
pub(super) fn field(model: &Model, id: FieldId) -> String {
    format!("{}.{}", identifier(&model.dataset(id.dataset).code), identifier(&model.field(id).code))
}

/// An expression; `name` writes what a name stands for.
pub(super) fn sql<R>(
    expr: &Expr<R>,
    name: &mut dyn FnMut(&R) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    let text = match &expr.node {
        Node::Literal(value) => literal(value),
        Node::Name(reference) => name(reference)?,
        Node::Unary(UnaryOp::Not, x) => format!("(NOT {})", sql(x, name)?),
        Node::Unary(UnaryOp::Neg, x) => format!("(- {})", sql(x, name)?),
        Node::Binary(BinaryOp::Div, x, y) => {
            format!("(1.0 * {} / NULLIF({}, 0))", sql(x, name)?, sql(y, name)?)
        }
        Node::Binary(op, x, y) => {
            format!("({} {} {})", sql(x, name)?, op.word().to_uppercase(), sql(y, name)?)
        }
        Node::IsNull(x, is_negated) => {
            format!("({} IS {}NULL)", sql(x, name)?, if *is_negated { "NOT " } else { "" })
        }
        Node::Between(x, low, high) => {
            format!("({} BETWEEN {} AND {})", sql(x, name)?, sql(low, name)?, sql(high, name)?)
        }
        Node::In(x, items, is_negated) => {
            let x = sql(x, name)?;
            format!("({x} {}IN ({}))", if *is_negated { "NOT " } else { "" }, all(items, name)?)
        }
        Node::Call(function, arguments) => call(*function, arguments, name)?,
    };
    if text.len() > LENGTH {
        return Err(Text::new("展开后太长", "it is too long once written out"));
    }
    Ok(text)
}

fn all<R>(items: &[Expr<R>], name: &mut dyn FnMut(&R) -> Result<String, Refusal>) -> Result<String, Refusal> {
    let items: Result<Vec<_>, _> = items.iter().map(|item| sql(item, name)).collect();
    Ok(items?.join(", "))
}

fn call<R>(
    function: Function,
    arguments: &[Expr<R>],
    name: &mut dyn FnMut(&R) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    let word = match function {
        Function::Abs => "ABS",
        Function::Min => "LEAST",
        Function::Max => "GREATEST",
        Function::Round => "ROUND",
        Function::Coalesce => "COALESCE",
        Function::NullIf => "NULLIF",
        Function::If => {
            let parts: Result<Vec<_>, _> = arguments.iter().map(|part| sql(part, name)).collect();
            return match parts?.as_slice() {
                [when, then, otherwise] => Ok(format!("CASE WHEN {when} THEN {then} ELSE {otherwise} END")),
                _ => Err(Text::same("if")),
            };
        }
        Function::Contains | Function::StartsWith => {
            if let [x, Expr { node: Node::Literal(Scalar::Text(part)), .. }] = arguments
                && !part.contains(['%', '_', '\\'])
            {
                let start = if function == Function::Contains { "%" } else { "" };
                return Ok(format!("({} LIKE '{start}{}%')", sql(x, name)?, part.replace('\'', "''")));
            }
            return Err(Text::new("模糊匹配的写法 SQL 没有", "SQL has no such match of texts"));
        }
        Function::Days => {
            return Err(Text::new(
                "天数随时间而变，不是一个表达式",
                "a number of days is no single expression",
            ));
        }
        Function::FirstDay => {
            return Err(Text::new("SQL 没有“时段的第一天”", "SQL has no first day of a named period"));
        }
        Function::Total => return Err(Text::new("总计不是一个表达式", "a total is no single expression")),
    };
    Ok(format!("{word}({})", all(arguments, name)?))
}

/// A metric as one SQL expression.
pub(super) fn metric(model: &Model, id: MetricId, depth: u32) -> Result<String, Refusal> {
    if depth > DEPTH {
        return Err(Text::new("嵌套太深", "it is nested too deeply"));
    }
    match &model.metric(id).definition {
        Definition::Atomic { .. } => atomic(model, id, Vec::new()),
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            if period.is_some() || !placing.is_plain() {
                return Err(Text::new("时间周期不是一个表达式", "a period is no single expression"));
            }
            let mut conditions = Vec::new();
            let named = qualifiers.iter().map(|at| &model.qualifiers[*at as usize].condition);
            for condition in named.chain(condition) {
                conditions.push(sql(condition, &mut |id| Ok(field(model, *id)))?);
            }
            atomic(model, *base, conditions)
        }
        Definition::Composite { formula, .. } => sql(formula, &mut |id| metric(model, *id, depth + 1)),
    }
}

fn atomic(model: &Model, id: MetricId, mut conditions: Vec<String>) -> Result<String, Refusal> {
    let Definition::Atomic { dataset, aggregate, field: read, condition, over_time, .. } =
        &model.metric(id).definition
    else {
        return Err(Text::new("基础指标不是原子指标", "its base is no atomic metric"));
    };
    if over_time.is_some() {
        return Err(Text::new("存量按时间取值，不是一个表达式", "a stock over time is no single expression"));
    }
    if let Some(condition) = condition {
        conditions.push(sql(condition, &mut |id| Ok(field(model, *id)))?);
    }
    let value = match read {
        Some(id) => field(model, *id),
        // Rows of this dataset, where the expression alone does not say which.
        None => match model.dataset(*dataset).key.first() {
            Some(key) => field(model, *key),
            None => {
                return Err(Text::new(
                    "数据集没有主键，无法计行",
                    "rows cannot be counted: the dataset has no key",
                ));
            }
        },
    };
    let value = match conditions.is_empty() {
        true => value,
        false => format!("CASE WHEN {} THEN {value} END", conditions.join(" AND ")),
    };
    Ok(match aggregate {
        Aggregate::CountRows | Aggregate::Count => format!("COUNT({value})"),
        Aggregate::CountRepeated(_) => {
            return Err(Text::new(
                "只计重复出现的值，不是一个表达式",
                "a count of repeated values is no single expression",
            ));
        }
        Aggregate::CountDistinct => format!("COUNT(DISTINCT {value})"),
        Aggregate::Sum => format!("SUM({value})"),
        Aggregate::Min => format!("MIN({value})"),
        Aggregate::Max => format!("MAX({value})"),
        Aggregate::Avg => format!("AVG({value})"),
        Aggregate::Median => format!("MEDIAN({value})"),
        Aggregate::Percentile(p) => format!("PERCENTILE_CONT({p}) WITHIN GROUP (ORDER BY {value})"),
    })
}
