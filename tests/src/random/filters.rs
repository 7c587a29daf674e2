//! Random conditions, and the same condition in SQL and in the formula language.

use fastrand::Rng;
use sandtable_engine::calendar::{Date, Period};
use sandtable_engine::query::{Comparison, Filter, Test};
use sandtable_engine::table::{DataType, Scalar};

use crate::random::sql::{Place, Scope, bounds};
use crate::random::world::{DAYS, FIRST_DAY, sql_literal};

/// A field that conditions may test: dataset, name, type, some values.
struct Candidate {
    dataset: &'static str,
    name: &'static str,
    kind: DataType,
}

const CANDIDATES: [(&str, &str, DataType); 20] = [
    ("sale", "qty", DataType::Int),
    ("sale", "amount", DataType::Decimal { scale: 2 }),
    ("sale", "weight", DataType::Float),
    ("sale", "paid", DataType::Bool),
    ("sale", "channel", DataType::Text),
    ("sale", "day", DataType::Date),
    ("sale", "maker", DataType::Text),
    ("sale", "store_id", DataType::Int),
    ("visit", "minutes", DataType::Int),
    ("visit", "cost", DataType::Decimal { scale: 4 }),
    ("visit", "guest", DataType::Text),
    ("visit", "day", DataType::Date),
    ("store", "name", DataType::Text),
    ("store", "size", DataType::Int),
    ("store", "opened", DataType::Date),
    ("store", "region_id", DataType::Text),
    ("region", "zone", DataType::Text),
    ("region", "tier", DataType::Int),
    ("product", "family", DataType::Text),
    ("product", "price", DataType::Decimal { scale: 2 }),
];

const TEXTS: [&str; 12] =
    ["web", "a", "A", "外拓", "O'Hara \"x\"", "", "suv", "north", "华北", "u2", "n", "北京朝阳店"];

fn candidates(from: &[&str]) -> Vec<Candidate> {
    CANDIDATES
        .iter()
        .filter(|(dataset, ..)| from.contains(dataset))
        .map(|&(dataset, name, kind)| Candidate { dataset, name, kind })
        .collect()
}

fn value(rng: &mut Rng, kind: DataType) -> Scalar {
    match kind {
        DataType::Bool => Scalar::Bool(rng.bool()),
        DataType::Int => Scalar::Int(rng.i64(-3..16)),
        DataType::Decimal { scale } => Scalar::Decimal { units: rng.i64(-9_000..700_000), scale },
        DataType::Float => Scalar::Float(f64::from(rng.i32(-40..400)) / 8.0),
        DataType::Date | DataType::DateTime => Scalar::Date(Date::from_days(FIRST_DAY + rng.i32(0..DAYS))),
        DataType::Text => Scalar::Text((*rng.choice(&TEXTS).unwrap_or(&"")).to_owned()),
    }
}

fn comparison(rng: &mut Rng) -> Comparison {
    use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};
    *rng.choice(&[Eq, Ne, Lt, Le, Gt, Ge]).unwrap_or(&Eq)
}

/// A condition that the formula language can write, on the rows of `dataset`.
pub(crate) fn condition(rng: &mut Rng, dataset: &str, has_roles: bool) -> Filter {
    let from: &[&str] = match dataset {
        "sale" if has_roles => &["sale", "product"],
        "sale" => &["sale", "product", "store", "region"],
        "visit" => &["visit", "store", "region"],
        _ => &["store", "region"],
    };
    let fields = candidates(from);
    tree(rng, 2, &mut |rng| {
        let field = &fields[rng.usize(0..fields.len())];
        let test = match rng.u8(0..8) {
            0 => Test::Null,
            1 => Test::In((0..rng.usize(1..4)).map(|_| value(rng, field.kind)).collect()),
            2 if field.kind != DataType::Bool && field.kind != DataType::Text => {
                Test::Between(Some(value(rng, field.kind)), Some(value(rng, field.kind)))
            }
            3 if field.kind == DataType::Text => {
                Test::Contains((*rng.choice(&TEXTS).unwrap_or(&"a")).to_owned())
            }
            4 if field.kind == DataType::Text => {
                Test::StartsWith((*rng.choice(&TEXTS).unwrap_or(&"a")).to_owned())
            }
            _ if field.kind == DataType::Bool => Test::Is(Comparison::Eq, value(rng, field.kind)),
            _ => Test::Is(comparison(rng), value(rng, field.kind)),
        };
        Filter::test(format!("{}.{}", field.dataset, field.name), test)
    })
}

/// A condition of a query on fields of `from`; `role` is put behind the fields of dimension tables.
pub(crate) fn filter(rng: &mut Rng, from: &[&str], role: &str, has_time: bool) -> Filter {
    let fields = candidates(from);
    tree(rng, 2, &mut |rng| {
        if has_time && rng.u8(0..8) == 0 {
            let (a, b) = (rng.i32(0..DAYS), rng.i32(0..DAYS));
            let day = |at: i32| Date::from_days(FIRST_DAY + at);
            let period = Period::Between(day(a.min(b)), day(a.max(b)));
            return Filter::test("time", Test::Period(period));
        }
        let field = &fields[rng.usize(0..fields.len())];
        let is_far = !["sale", "visit"].contains(&field.dataset);
        let kind = field.kind;
        let open = |rng: &mut Rng| (rng.u8(0..4) > 0).then(|| value(rng, kind));
        let test = match rng.u8(0..9) {
            0 => Test::Null,
            1 | 2 => {
                let mut list: Vec<Scalar> = (0..rng.usize(0..4)).map(|_| value(rng, kind)).collect();
                if rng.u8(0..3) == 0 {
                    list.push(Scalar::Null);
                }
                Test::In(list)
            }
            3 if kind != DataType::Bool => Test::Between(open(rng), open(rng)),
            4 if kind == DataType::Text => Test::Contains((*rng.choice(&TEXTS).unwrap_or(&"a")).to_owned()),
            5 if kind == DataType::Text => Test::StartsWith((*rng.choice(&TEXTS).unwrap_or(&"a")).to_owned()),
            6 if is_far => Test::Unmatched,
            _ if kind == DataType::Bool => Test::Is(Comparison::Eq, value(rng, kind)),
            _ => Test::Is(comparison(rng), value(rng, kind)),
        };
        let role = if ["store", "region"].contains(&field.dataset) { role } else { "" };
        Filter::test(format!("{}.{}{role}", field.dataset, field.name), test)
    })
}

fn tree(rng: &mut Rng, depth: u8, leaf: &mut dyn FnMut(&mut Rng) -> Filter) -> Filter {
    if depth == 0 {
        return leaf(rng);
    }
    match rng.u8(0..7) {
        0 => Filter::All((0..rng.usize(1..4)).map(|_| tree(rng, depth - 1, leaf)).collect()),
        1 => Filter::Any((0..rng.usize(1..4)).map(|_| tree(rng, depth - 1, leaf)).collect()),
        2 => Filter::Not(Box::new(tree(rng, depth - 1, leaf))),
        _ => leaf(rng),
    }
}

/// The condition in the formula language.
pub fn text(filter: &Filter) -> String {
    let joined = |list: &[Filter], word: &str| {
        let parts: Vec<String> = list.iter().map(text).collect();
        format!("({})", parts.join(word))
    };
    match filter {
        Filter::All(list) => joined(list, " and "),
        Filter::Any(list) => joined(list, " or "),
        Filter::Not(inner) => format!("not {}", text(inner)),
        Filter::Test { field, test } => match test {
            Test::Is(comparison, value) => format!("({field} {} {})", symbol(*comparison), literal(value)),
            Test::In(values) => {
                format!("({field} in ({}))", values.iter().map(literal).collect::<Vec<_>>().join(", "))
            }
            Test::Between(Some(low), Some(high)) => {
                format!("({field} between {} and {})", literal(low), literal(high))
            }
            Test::Contains(part) => format!("contains({field}, {})", literal(&Scalar::Text(part.clone()))),
            Test::StartsWith(part) => {
                format!("starts_with({field}, {})", literal(&Scalar::Text(part.clone())))
            }
            Test::Null => format!("({field} is null)"),
            other => panic!("the formula language has no {other:?}"),
        },
    }
}

fn literal(value: &Scalar) -> String {
    match value {
        Scalar::Date(date) => format!("date '{date}'"),
        Scalar::Float(value) => format!("{value:?}"),
        other => sql_literal(other),
    }
}

pub(crate) fn symbol(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "=",
        Comparison::Ne => "<>",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
        Comparison::Gt => ">",
        Comparison::Ge => ">=",
    }
}

/// The condition in SQL, on the joined rows of a fact.
pub(crate) fn sql(filter: &Filter, scope: &Scope<'_>) -> String {
    let joined = |list: &[Filter], word: &str, empty: &str| match list {
        [] => empty.to_owned(),
        _ => format!("({})", list.iter().map(|f| sql(f, scope)).collect::<Vec<_>>().join(word)),
    };
    match filter {
        Filter::All(list) => joined(list, " AND ", "TRUE"),
        Filter::Any(list) => joined(list, " OR ", "FALSE"),
        Filter::Not(inner) => format!("(NOT {})", sql(inner, scope)),
        Filter::Test { field, test } => test_sql(&scope.place(field), test, scope),
    }
}

fn test_sql(place: &Place, test: &Test, scope: &Scope<'_>) -> String {
    let value = &place.value;
    match test {
        Test::Is(comparison, constant) => {
            format!("({value} {} {})", symbol(*comparison), sql_literal(constant))
        }
        Test::In(list) => {
            let constants: Vec<String> =
                list.iter().filter(|v| !matches!(v, Scalar::Null)).map(sql_literal).collect();
            let listed = match constants.as_slice() {
                [] => format!("({value} <> {value})"),
                _ => format!("({value} IN ({}))", constants.join(", ")),
            };
            if list.contains(&Scalar::Null) { format!("({listed} OR {})", place.is_blank) } else { listed }
        }
        Test::Between(low, high) => {
            let low = low.as_ref().map(|low| format!("{value} >= {}", sql_literal(low)));
            let high = high.as_ref().map(|high| format!("{value} <= {}", sql_literal(high)));
            let parts: Vec<String> = [low, high].into_iter().flatten().collect();
            // Open on both sides it still asks for a value.
            if parts.is_empty() {
                format!("({value} = {value})")
            } else {
                format!("({})", parts.join(" AND "))
            }
        }
        Test::Contains(part) => {
            let part = sql_literal(&Scalar::Text(part.to_ascii_lowercase()));
            format!("contains(lower({value}), {part})")
        }
        Test::StartsWith(part) => {
            let part = sql_literal(&Scalar::Text(part.to_ascii_lowercase()));
            format!("starts_with(lower({value}), {part})")
        }
        Test::Null => place.is_blank.clone(),
        Test::Unmatched => place.is_unmatched.clone(),
        Test::Period(period) => {
            let (first, last) = bounds(*period, scope.as_of, scope.world.fiscal_start_month);
            format!("(CAST({value} AS DATE) BETWEEN {first} AND {last})")
        }
    }
}
