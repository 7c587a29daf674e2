//! Names and members that would end a constant, a name or a line.

use sandtable_engine::calendar::Date;
use sandtable_engine::frame::Frame;
use sandtable_engine::query::{Axis, Comparison, Filter, Query, Test};
use sandtable_engine::table::{DataType, Scalar};
use sandtable_tests::real::bind;
use sandtable_tests::{engine, tables};
use serde_json::json;

use crate::Case;

/// Members that would end a constant, a name or a line.
const HOSTILE: [&str; 14] = [
    "O'Hara",
    "''",
    "'; DROP TABLE t; --",
    "\\",
    "\\'",
    "\\\\'; --",
    "a\"b",
    "a`b",
    "line\nline",
    "tab\t%_",
    "中文",
    "🚗",
    "select",
    "",
];

/// One table whose members are hostile; `table` and the names of its columns are the caller's.
pub(crate) fn case(schema: &str, table: &str, columns: [&str; 3]) -> Case {
    let types = [DataType::Text, DataType::Int, DataType::Date];
    let columns: Vec<(String, DataType)> = columns.map(str::to_owned).into_iter().zip(types).collect();
    let day = |at: usize| Scalar::Date(Date::from_days(19_000 + at as i32 * 7));
    let members = HOSTILE.iter().map(|text| Scalar::Text((*text).to_owned())).chain([Scalar::Null]);
    let rows: Vec<Vec<Scalar>> =
        members.enumerate().map(|(at, member)| vec![member, Scalar::Int(at as i64), day(at)]).collect();
    let stored = tables::table(table, &columns, &rows);
    let fields: Vec<_> = ["who", "amount", "day"]
        .iter()
        .zip(&columns)
        .map(|(code, (column, _))| json!({ "code": code, "column": column }))
        .collect();
    let label = json!({ "zh": "名\n; DROP TABLE t; --\\", "en": "*/ ' \" ` --" });
    let model = json!({
        "sandtable": 1,
        "datasets": [{ "code": "facts", "table": table, "time": "day", "fields": fields, "label": label }],
        "dimensions": [{ "code": "who", "field": "facts.who", "label": label }],
        "qualifiers": [{ "code": "hara", "where": "who = 'O''Hara'", "label": label }],
        "metrics": [
            { "code": "amount", "dataset": "facts", "aggregate": "sum", "field": "amount", "label": label },
            { "code": "first_name", "dataset": "facts", "aggregate": "min", "field": "who" },
            { "code": "haras", "base": "amount", "qualifiers": ["hara"] },
        ],
    });
    let bound = bind(&model.to_string(), vec![stored.clone()]);
    let of = |dimensions: &[&str], filters: Vec<Filter>| Query {
        metrics: ["amount", "first_name", "haras"].map(str::to_owned).into(),
        dimensions: dimensions.iter().map(|name| Axis::new(*name)).collect(),
        filters,
        ..Query::default()
    };
    let mut queries = vec![of(&[], Vec::new()), of(&["who"], Vec::new()), of(&["time"], Vec::new())];
    let everyone: Vec<Scalar> = HOSTILE.iter().map(|text| Scalar::Text((*text).to_owned())).collect();
    queries.push(of(&["who"], vec![Filter::test("who", Test::In(everyone))]));
    for text in HOSTILE {
        let constant = Scalar::Text(text.to_owned());
        queries.push(of(&[], vec![Filter::test("who", Test::Is(Comparison::Eq, constant.clone()))]));
        queries.push(of(&["who"], vec![Filter::test("who", Test::Is(Comparison::Gt, constant.clone()))]));
        queries.push(of(&["who"], vec![Filter::test("who", Test::Contains(text.to_owned()))]));
        let mut kept = of(&["who"], vec![Filter::test("who", Test::StartsWith(text.to_owned()))]);
        kept.having =
            vec![Filter::Not(Box::new(Filter::test("who", Test::In(vec![constant, Scalar::Null]))))];
        queries.push(kept);
    }
    let answered = |query: Query| {
        let frame = engine::run(&bound, &query, usize::MAX);
        (query, frame.unwrap_or_else(|findings| panic!("{}", engine::render(&findings))))
    };
    let asked: Vec<(Query, Frame)> = queries.into_iter().map(answered).collect();
    let together = asked.iter().step_by(4).cloned().collect();
    Case { bound, schema: schema.to_owned(), tables: vec![stored], asked, together }
}
