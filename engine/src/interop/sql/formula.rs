//! [`Sql`] → text of our formulas.

use super::{Refusal, Sql, unsupported};

/// Turns what differs by place — names, aggregates — into text of our formulas; none leaves it to the rules.
pub(in super::super) type Leaf<'a> = dyn FnMut(&Sql) -> Option<Result<String, Refusal>> + 'a;

/// The expression in our formula language.
pub(in super::super) fn formula(sql: &Sql, leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    let text = write(sql, leaf)?;
    let parsed = crate::formula::parse(&text).map_err(|errors| match errors.into_iter().next() {
        Some(error) => error.message,
        None => unsupported(&text),
    })?;
    Ok(parsed.to_string())
}

fn write(sql: &Sql, leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    if let Some(done) = leaf(sql) {
        return done;
    }
    Ok(match sql {
        Sql::Literal(text) => text.clone(),
        Sql::Name(parts) => return Err(unsupported(&parts.join("."))),
        Sql::Star => return Err(unsupported("*")),
        Sql::Unary(op, x) => format!("({op} {})", write(x, leaf)?),
        // A zero denominator gives null in our language, too.
        Sql::Binary("/", x, y) => format!("({} / {})", write(once(x), leaf)?, write(guarded(y), leaf)?),
        Sql::Binary(op, x, y) => format!("({} {op} {})", write(x, leaf)?, write(y, leaf)?),
        Sql::IsNull(x, is_negated) => {
            format!("({} is {}null)", write(x, leaf)?, if *is_negated { "not " } else { "" })
        }
        Sql::In(x, items, is_negated) => {
            let x = write(x, leaf)?;
            format!("({x} {}in ({}))", if *is_negated { "not " } else { "" }, write_all(items, leaf)?)
        }
        Sql::Call(name, false, arguments) => {
            let name = match name.as_str() {
                "least" => "min",
                "greatest" => "max",
                "ifnull" | "nvl" => "coalesce",
                same @ ("abs" | "round" | "coalesce" | "nullif" | "contains" | "starts_with") => same,
                "safe_divide" | "div0" if arguments.len() == 2 => {
                    return Ok(format!(
                        "({} / {})",
                        write(&arguments[0], leaf)?,
                        write(&arguments[1], leaf)?
                    ));
                }
                other => return Err(unsupported(&format!("{other}()"))),
            };
            format!("{name}({})", write_all(arguments, leaf)?)
        }
        Sql::Call(name, true, _) => return Err(unsupported(&format!("{name}(distinct)"))),
        Sql::Case(branches, otherwise) => {
            let mut out = match otherwise {
                Some(value) => write(value, leaf)?,
                None => "null".to_owned(),
            };
            for (when, then) in branches.iter().rev() {
                out = format!("if({}, {}, {out})", write(when, leaf)?, write(then, leaf)?);
            }
            out
        }
    })
}

/// `x` of `1.0 * x`, which is there to make a division of whole numbers one of doubles.
fn once(sql: &Sql) -> &Sql {
    match sql {
        Sql::Binary("*", one, x) if matches!(&**one, Sql::Literal(text) if text == "1.0") => x,
        other => other,
    }
}

/// `x` of `nullif(x, 0)`.
fn guarded(sql: &Sql) -> &Sql {
    match sql {
        Sql::Call(name, false, arguments) if name == "nullif" => match arguments.as_slice() {
            [x, Sql::Literal(zero)] if zero == "0" => x,
            _ => sql,
        },
        other => other,
    }
}

fn write_all(items: &[Sql], leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    let items: Result<Vec<_>, _> = items.iter().map(|item| write(item, leaf)).collect();
    Ok(items?.join(", "))
}
