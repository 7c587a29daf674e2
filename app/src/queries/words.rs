//! Definitions in words, as a reader says them.

use sandtable_engine::formula::{self, BinaryOp, Expr, Node, UnaryOp, quote_name};
use sandtable_engine::model::{
    Access, Aggregate, Anchor, Definition, FieldId, MetricId, Model, OverTime, Placing, Window,
};
use sandtable_engine::table::Scalar;

use super::labels::scalar_words;
use crate::i18n::{self, Lang, Phrase};

/// A definition as a reader says it: 总金额 ÷ 工单数.
pub fn definition_words(model: &Model, id: MetricId, lang: Lang) -> String {
    let comma = i18n::LIST_COMMA.get(lang);
    match &model.metric(id).definition {
        Definition::Atomic { dataset, aggregate, field, over_time, condition, time, .. } => {
            let table = model.dataset(*dataset).label.get(lang);
            let aggregate = aggregate_words(*aggregate, lang);
            let mut words = match field {
                None => i18n::WORDS_ROWS.fill(lang, &[("table", table)]),
                Some(field) => {
                    let field = &field_name(model, *field, lang);
                    i18n::WORDS_OF
                        .fill(lang, &[("table", table), ("field", field), ("aggregate", &aggregate)])
                }
            };
            if let Some(condition) = condition {
                let list = condition_words(model, condition, lang);
                words += &i18n::WORDS_WHERE.fill(lang, &[("list", &list)]);
            }
            let usual = model.dataset(*dataset).times.first();
            if let Some(time) = time.filter(|time| Some(time) != usual) {
                words += &i18n::WORDS_BY.fill(lang, &[("time", model.field(time).label.get(lang))]);
            }
            words + over_time.map(over_time_words).map_or("", |phrase| phrase.get(lang))
        }
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            let period = period.map(|period| period.label().get(lang).to_owned());
            let qualifiers: Vec<String> = qualifiers
                .iter()
                .map(|at| model.qualifiers[*at as usize].label.get(lang).to_owned())
                .collect();
            let base = model.metric(*base).label.get(lang).to_owned();
            if condition.is_none() && placing.is_plain() {
                let parts: Vec<String> = period.into_iter().chain(qualifiers).chain([base]).collect();
                return parts.join(" + ");
            }
            let mut words = base;
            if !qualifiers.is_empty() {
                words += &i18n::WORDS_LIMITED.fill(lang, &[("list", &qualifiers.join(comma))]);
            }
            let start = placing.start.map(|test| {
                let phrase = if test.is_before { i18n::STARTED_BEFORE } else { i18n::STARTED_SINCE };
                phrase.fill(lang, &[("field", &field_name(model, test.field, lang))])
            });
            let own = condition.as_ref().map(|condition| condition_words(model, condition, lang));
            let tests: Vec<String> = own.into_iter().chain(start).collect();
            if !tests.is_empty() {
                let list = tests.join(i18n::WORDS_AND.get(lang));
                words += &i18n::WORDS_WHERE.fill(lang, &[("list", &list)]);
            }
            let days: Vec<String> = period.into_iter().chain(window_list(placing, lang)).collect();
            if !days.is_empty() {
                let list = days.join(i18n::WORDS_OR.get(lang));
                words += &i18n::WORDS_OVER.fill(lang, &[("list", &list)]);
            }
            words
        }
        Definition::Composite { formula, .. } => formula_words(model, formula, lang),
    }
}

/// A formula by the names of its metrics: 总金额 ÷ 工单数.
pub fn formula_words(model: &Model, formula: &Expr<MetricId>, lang: Lang) -> String {
    with_signs(&formula::print(formula, &|id: &MetricId| model.metric(*id).label.get(lang).to_owned()))
}

/// A printed formula as it is read. Names stand bare here: nobody parses what is shown in words.
pub(super) fn with_signs(printed: &str) -> String {
    let text = printed.replace('`', "");
    text.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
}

/// What stands above and below the line of a ratio.
pub fn ratio_of(model: &Model, id: MetricId) -> Option<(&Expr<MetricId>, &Expr<MetricId>)> {
    let Definition::Composite { formula, .. } = &model.metric(id).definition else { return None };
    match &formula.node {
        Node::Binary(BinaryOp::Div, above, below) => Some((above, below)),
        _ => None,
    }
}

/// The days that a metric counts, where it does not leave them to the page.
pub fn period_words(model: &Model, id: MetricId, lang: Lang) -> Option<String> {
    match &model.metric(id).definition {
        Definition::Atomic { over_time, .. } => {
            // The phrase goes on after a name; alone it begins without its comma.
            let words = over_time.map(|own| over_time_words(own).get(lang));
            words.map(|words| words.trim_start_matches(['，', ',', ' ']).to_owned())
        }
        Definition::Derived { period, placing, .. } => {
            let period = period.map(|period| period.label().get(lang).to_owned());
            let days: Vec<String> = period.into_iter().chain(window_list(placing, lang)).collect();
            (!days.is_empty()).then(|| days.join(i18n::WORDS_OR.get(lang)))
        }
        Definition::Composite { .. } => None,
    }
}

/// A condition on rows: 事件类型是 app_open 且 已完成 = 1.
pub fn condition_words(model: &Model, condition: &Expr<FieldId>, lang: Lang) -> String {
    said(condition, &|id| field_name(model, *id, lang), lang)
}

/// An expression in words; `name` gives those of its names.
pub(super) fn said<R>(expr: &Expr<R>, name: &dyn Fn(&R) -> String, lang: Lang) -> String {
    let say = |expr: &Expr<R>| said(expr, name, lang);
    let list = |items: &[Expr<R>]| items.iter().map(say).collect::<Vec<_>>().join(i18n::LIST_COMMA.get(lang));
    let with = |phrase: Phrase, x: &Expr<R>, list: &str| phrase.fill(lang, &[("x", &say(x)), ("list", list)]);
    match &expr.node {
        Node::Literal(value) => scalar_words(value, lang),
        Node::Name(reference) => name(reference),
        Node::Unary(UnaryOp::Not, x) => with(i18n::SAID_NOT, x, ""),
        Node::Unary(UnaryOp::Neg, x) => format!("−{}", inside(x, say(x))),
        Node::Binary(op, x, y) => {
            let is_text = matches!(y.node, Node::Literal(Scalar::Text(_)));
            let sign = match op {
                BinaryOp::And => i18n::WORDS_AND.get(lang),
                BinaryOp::Or => i18n::WORDS_OR.get(lang),
                BinaryOp::Eq if is_text => return with(i18n::SAID_IS, x, &say(y)),
                BinaryOp::Ne if is_text => return with(i18n::SAID_IS_NOT, x, &say(y)),
                BinaryOp::Ne => " ≠ ",
                BinaryOp::Le => " ≤ ",
                BinaryOp::Ge => " ≥ ",
                BinaryOp::Sub => " − ",
                BinaryOp::Mul => " × ",
                BinaryOp::Div => " ÷ ",
                BinaryOp::Add => " + ",
                BinaryOp::Eq => " = ",
                BinaryOp::Lt => " < ",
                BinaryOp::Gt => " > ",
            };
            let bind = |side: &Expr<R>| match (&side.node, op) {
                (Node::Binary(BinaryOp::Or, ..), BinaryOp::And) => format!("({})", say(side)),
                (Node::Binary(..), BinaryOp::And | BinaryOp::Or) => say(side),
                _ => match op.is_comparison() {
                    true => say(side),
                    false => inside(side, say(side)),
                },
            };
            format!("{}{sign}{}", bind(x), bind(y))
        }
        Node::Call(function, arguments) => format!("{}({})", function.word(), list(arguments)),
        Node::In(x, items, false) => with(i18n::SAID_IN, x, &list(items)),
        Node::In(x, items, true) => with(i18n::SAID_NOT_IN, x, &list(items)),
        Node::Between(x, low, high) => {
            let ends = [("x", &*say(x)), ("low", &say(low)), ("high", &say(high))];
            i18n::SAID_BETWEEN.fill(lang, &ends)
        }
        Node::IsNull(x, false) => with(i18n::SAID_EMPTY, x, ""),
        Node::IsNull(x, true) => with(i18n::SAID_GIVEN, x, ""),
    }
}

/// In parentheses where it has parts of its own.
fn inside<R>(expr: &Expr<R>, words: String) -> String {
    if matches!(expr.node, Node::Binary(..)) { format!("({words})") } else { words }
}

/// A definition in the words of the definition file.
pub fn definition_expression(model: &Model, id: MetricId) -> String {
    match &model.metric(id).definition {
        Definition::Atomic { dataset, aggregate, field, .. } => {
            let dataset = model.dataset(*dataset);
            let of =
                field.map_or_else(String::new, |field| format!(".{}", quote_name(&model.field(field).code)));
            format!("{}({}{of})", aggregate.code(), dataset.code)
        }
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            let mut parts = vec![model.metric(*base).code.clone()];
            parts.extend(period.map(|period| period.code()));
            parts.extend(qualifiers.iter().map(|at| model.qualifiers[*at as usize].code.clone()));
            parts.extend(
                condition
                    .as_ref()
                    .map(|condition| formula::print(condition, &|id| model.field(*id).code.clone())),
            );
            parts.extend(placing.windows.iter().map(Window::code));
            parts.join(" · ")
        }
        Definition::Composite { formula, .. } => {
            formula::print(formula, &|id: &MetricId| model.metric(*id).code.clone())
        }
    }
}

fn window_list(placing: &Placing, lang: Lang) -> Vec<String> {
    placing.windows.iter().map(|window| window_words(window, lang)).collect()
}

/// A window in words: 近365天（到期末）.
pub fn window_words(window: &Window, lang: Lang) -> String {
    let anchor = match window.anchor {
        Anchor::End => i18n::WINDOW_TO_END,
        _ => i18n::WINDOW_TO_START,
    };
    let days = window
        .period
        .map_or_else(|| i18n::WINDOW_ALL.get(lang).to_owned(), |period| period.label().get(lang).to_owned());
    anchor.fill(lang, &[("days", &days)])
}

/// The name of a field; one without a name of its own is called as the dimension that reads it.
pub fn field_name(model: &Model, id: FieldId, lang: Lang) -> String {
    let field = model.field(id);
    let own = field.label.get(lang);
    let dimension = || model.dimensions.iter().find(|dimension| dimension.field == id);
    let is_bare = own == field.code;
    is_bare.then(dimension).flatten().map_or(own, |dimension| dimension.label.get(lang)).to_owned()
}

/// How a stock is read over time; it goes on after a name.
fn over_time_words(over_time: OverTime) -> Phrase {
    match over_time {
        OverTime::First => i18n::OVER_TIME_FIRST,
        OverTime::Last => i18n::OVER_TIME_LAST,
        OverTime::Running => i18n::OVER_TIME_RUNNING,
        OverTime::Opening => i18n::OVER_TIME_OPENING,
    }
}

/// The name of a subject area; one that the definition does not list stands for itself.
pub fn domain_words(model: &Model, code: &str, lang: Lang) -> String {
    let found = model.domains.iter().find(|domain| domain.code == code);
    found.map_or(code, |domain| domain.label.get(lang)).to_owned()
}

/// The name of a tag.
pub fn tag_words(model: &Model, code: &str, lang: Lang) -> String {
    let found = model.tags.iter().find(|tag| tag.code == code);
    found.map_or(code, |tag| tag.label.get(lang)).to_owned()
}

/// Who may see a metric.
pub fn access_words(access: Access) -> Phrase {
    match access {
        Access::Open => i18n::ACCESS_OPEN,
        Access::Internal => i18n::ACCESS_INTERNAL,
        Access::Restricted => i18n::ACCESS_RESTRICTED,
    }
}

/// An aggregate in words.
pub fn aggregate_words(aggregate: Aggregate, lang: Lang) -> String {
    let phrase = match aggregate {
        Aggregate::CountRows => i18n::AGGREGATE_COUNT_ROWS,
        Aggregate::Count => i18n::AGGREGATE_COUNT,
        Aggregate::CountDistinct => i18n::AGGREGATE_COUNT_DISTINCT,
        Aggregate::CountRepeated(least) => {
            return i18n::AGGREGATE_COUNT_REPEATED.fill(lang, &[("least", &least.to_string())]);
        }
        Aggregate::Sum => i18n::AGGREGATE_SUM,
        Aggregate::Min => i18n::AGGREGATE_MIN,
        Aggregate::Max => i18n::AGGREGATE_MAX,
        Aggregate::Avg => i18n::AGGREGATE_AVG,
        Aggregate::Median => i18n::AGGREGATE_MEDIAN,
        Aggregate::Percentile(_) => i18n::AGGREGATE_PERCENTILE,
    };
    match aggregate {
        Aggregate::Percentile(p) => format!("{}{:.0}", phrase.get(lang), p * 100.0),
        _ => phrase.get(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use sandtable_engine::limits::Limits;
    use sandtable_engine::model::{assumed_schemas, read, resolve};

    use super::*;

    const MODEL: &str = "\
sandtable: 1
datasets:
  - code: events
    label: {zh: 用户行为, en: User events}
    key: event
    time: [day, paid]
    fields:
      - {code: user, label: {zh: 用户编号, en: user}}
      - {code: kind, label: {zh: 行为类型, en: event type}}
      - {code: score, label: {zh: 评分, en: score}}
      - {code: paid, label: {zh: 付款日, en: payment day}}
qualifiers:
  - {code: vip, label: {zh: VIP用户, en: VIP-user}, where: level = 'VIP', on: events}
metrics:
  - {code: users, label: {zh: 互动用户数, en: Users}, dataset: events, aggregate: count_distinct, field: user}
  - {code: rows, label: {zh: 行为数, en: Events}, dataset: events, aggregate: count_rows, time: paid}
  - {code: mau, base: users, window: this_month to end}
  - {code: app, base: users, where: \"kind = 'open' and (score >= 4 or score is null)\", window: this_month to end}
  - {code: part, base: users, qualifiers: vip, where: \"kind not in ('a', 'b')\", period: this_month}
  - {code: plain, base: users, qualifiers: vip, period: this_month}
  - {code: each, formula: rows / users}
";

    #[test]
    fn definitions_are_said_as_sentences() {
        let (document, found) = read(MODEL, &Limits::default());
        assert_eq!(found, []);
        let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
        assert_eq!(found, []);
        let check = |code: &str, zh: &str, en: &str| {
            let id = model.find_metric(code).expect("it is there");
            assert_eq!(definition_words(&model, id, Lang::Zh), zh);
            assert_eq!(definition_words(&model, id, Lang::En), en);
        };
        check("users", "用户行为中用户编号的去重计数", "distinct count of user in User events");
        check(
            "rows",
            "用户行为的行数，按付款日计时间",
            "number of rows in User events, placed in time by payment day",
        );
        check("mau", "互动用户数，时间取本月（到期末）", "Users, over this month (to the end)");
        check(
            "app",
            "互动用户数，只算行为类型为“open” 且 (评分 ≥ 4 或 评分为空)的记录，时间取本月（到期末）",
            "Users, only records where event type is \"open\" and (score ≥ 4 or score is empty), over this month (to the end)",
        );
        check(
            "part",
            "互动用户数，限VIP用户，只算行为类型不属于（a、b）的记录，时间取本月",
            "Users, limited to VIP-user, only records where event type is none of (a, b), over this month",
        );
        check("plain", "本月 + VIP用户 + 互动用户数", "this month + VIP-user + Users");
        check("each", "行为数 ÷ 互动用户数", "Events ÷ Users");
        let each = model.find_metric("each").expect("it is there");
        let (above, below) = ratio_of(&model, each).expect("it divides");
        assert_eq!(formula_words(&model, above, Lang::Zh), "行为数");
        assert_eq!(formula_words(&model, below, Lang::Zh), "互动用户数");
    }
}
