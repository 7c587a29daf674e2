//! Metrics of Ossie → metrics of ours.

use super::super::build::Build;
use super::super::messages as m;
use super::super::node::Node;
use super::super::sql::{self, Sql};
use super::checks;
use super::read::{expression, label, missing, no_dialect, synonyms};
use crate::model::{At, MetricDoc};
use crate::text::Text;

/// Plain aggregates first, then those with a condition, then formulas, so that each finds what it can be made of.
pub(super) fn read(build: &mut Build, items: &[At<Node>]) {
    let windowed: Vec<&str> =
        items.iter().filter(|item| is_windowed(expression(item))).map(|item| item.str("name")).collect();
    let mut read = Vec::new();
    for item in items {
        let name = item.str("name");
        if name.is_empty() {
            missing(build, "指标", "a metric", "name", item);
            continue;
        }
        let known = checks::known(&["name", "expression", "description", "datatype", "ai_context"]);
        item.skipped(&known, name, &mut build.diagnostics);
        let written = expression(item);
        let parsed = if written.is_empty() { Err(no_dialect()) } else { sql::parse(written) };
        match parsed {
            Ok(sql) => read.push((item, build.reserve(name), sql)),
            Err(why) => build.refuse(name, written, &why, item),
        }
    }
    read.sort_by_key(|(_, _, sql)| match sql {
        Sql::Call(_, _, arguments) if matches!(arguments.as_slice(), [Sql::Case(..)]) => 1,
        Sql::Call(..) => 0,
        _ => 2,
    });
    for (item, code, sql) in read {
        let name = item.str("name");
        let window = sql.names().into_iter().find_map(|parts| match parts {
            [only] => windowed.iter().find(|windowed| *windowed == only),
            _ => None,
        });
        if let Some(other) = window {
            let error = m::WINDOWED.error().arg("name", name).arg("other", other).at_field(name);
            build.diagnostics.push(item.mark(error.at_value(expression(item))));
            continue;
        }
        let identity = MetricDoc {
            code: At::new(code.clone()),
            label: label(name, &code),
            description: Text::same(item.str("description")),
            aliases: synonyms(item, name, &mut build.diagnostics),
            ..MetricDoc::default()
        };
        let done = match build.aggregate(&sql, None, &code) {
            Some(aggregate) => aggregate.map(|aggregate| build.metric(aggregate, Some(identity))),
            None => build
                .composite(&sql, None, &code)
                .map(|formula| build.push(MetricDoc { formula: At::new(formula), ..identity })),
        };
        if let Err(why) = done {
            build.refuse(name, expression(item), &why, item);
        }
    }
}

/// Whether a window function stands in it.
fn is_windowed(written: &str) -> bool {
    let words: Vec<String> = written.split_whitespace().map(str::to_lowercase).collect();
    words.iter().any(|word| word == "over" || word.starts_with("over(") || word.ends_with(")over"))
}
