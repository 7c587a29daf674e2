//! Two readings of a metric, field by field, in words.

use sandtable_engine::calendar::Period;
use sandtable_engine::formula;
use sandtable_engine::model::lifecycle::state_of;
use sandtable_engine::model::{Aggregate, Definition, MetricDoc, Model, Names, Window};
use sandtable_engine::text::Text;

use super::cells::truth;
use super::words::{aggregate_words, domain_words, said, tag_words, window_words, with_signs};
use crate::i18n::{self as i, Lang, Phrase};
use crate::state::TIME;

/// A field that differs: its name, how it read, and how it reads. An empty text is not given.
pub type Differing = (Phrase, String, String);

/// What differs between two readings, in the order of the identity card.
pub fn changed_fields(model: &Model, before: &MetricDoc, after: &MetricDoc, lang: Lang) -> Vec<Differing> {
    let pairs = fields(model, before, lang).into_iter().zip(fields(model, after, lang));
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((name, before), (_, after))| (name, before, after))
        .collect()
}

/// Fields of a metric with their words.
fn fields(model: &Model, metric: &MetricDoc, lang: Lang) -> Vec<(Phrase, String)> {
    let comma = i::LIST_COMMA.get(lang);
    let plain = |names: &Names| names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(comma);
    let each = |names: &Names, words: &dyn Fn(&str) -> String| {
        names.iter().map(|name| words(name)).collect::<Vec<_>>().join(comma)
    };
    let label = |code: &str| label_of(model, code, lang);
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let dimension = |code: &str| match (code, model.find_dimension(code)) {
        (TIME, _) => i::TIME_AXIS.get(lang).to_owned(),
        (_, Some(id)) => model.dimensions[id.index()].label.get(lang).to_owned(),
        (_, None) => code.to_owned(),
    };
    let field = |name: &str| field_of(model, metric, name, lang);
    let target = match (&metric.target.value, metric.target.metric.as_str()) {
        (Some(value), _) => value.value.to_string(),
        (None, code) => label(code),
    };
    vec![
        (i::CARD_NAME, metric.label.zh.clone()),
        (i::CARD_ENGLISH, metric.label.en.clone()),
        (i::CARD_CODE, metric.code.value.clone()),
        (i::CARD_DEFINITION, both(&metric.description)),
        (i::BUILD_DATASET, dataset_of(model, &metric.dataset, lang)),
        (
            i::BUILD_AGGREGATE,
            aggregate(&metric.aggregate, metric.at_least.as_ref().map(|own| own.value), lang),
        ),
        (i::BUILD_FIELD, field(&metric.field)),
        (i::BUILD_PERCENTILE, number(metric.p.as_ref().map(|p| p.value * 100.0))),
        (i::BUILD_TIME, field(&metric.time)),
        (i::BUILD_OVER_TIME, word(&metric.over_time, &STOCKS, lang)),
        (i::BUILD_BASE, label(&metric.base)),
        (i::BUILD_PERIOD, period(&metric.period, lang)),
        (i::BUILD_QUALIFIERS, each(&metric.qualifiers, &|code| qualifier(model, code, lang))),
        (i::BUILD_CONDITION, condition(model, metric, lang)),
        (i::BUILD_WINDOW, each(&metric.window, &|code| window(code, lang))),
        (i::BUILD_BY, each(&metric.by, &dimension)),
        (i::CHANGED_BEFORE_START, field(&metric.before_start)),
        (i::CHANGED_SINCE_START, field(&metric.since_start)),
        (i::BUILD_FORMULA, formula_text(model, &metric.formula, lang)),
        (i::CHANGED_ZERO_FILL, truth(metric.zero_fill, lang).to_owned()),
        (i::CARD_UNIT, both(&metric.unit)),
        (i::CHANGED_FORMAT, word(&metric.format, &FORMATS, lang)),
        (i::CARD_POLARITY, word(&metric.polarity, &POLARITIES, lang)),
        (i::STATE, state_of(metric).label().get(lang).to_owned()),
        (i::DOMAIN, domain_words(model, &metric.domain, lang)),
        (i::OWNER, metric.owner.value.clone()),
        (i::CARD_REVIEWER, metric.reviewer.value.clone()),
        (i::CARD_RACI_R, plain(&metric.raci.responsible)),
        (i::CARD_RACI_A, plain(&metric.raci.accountable)),
        (i::CARD_RACI_C, plain(&metric.raci.consulted)),
        (i::CARD_RACI_I, plain(&metric.raci.informed)),
        (i::CARD_REFRESH, both(&metric.refresh)),
        (i::CARD_SYSTEMS, plain(&metric.systems)),
        (i::CARD_ACCESS, word(&metric.access, &ACCESSES, lang)),
        (i::CARD_DIMENSIONS, each(&metric.dimensions, &dimension)),
        (i::CARD_REASON, both(&metric.reason)),
        (i::CARD_ALIASES, plain(&metric.aliases)),
        (i::CARD_TAGS, each(&metric.tags, &|code| tag_words(model, code, lang))),
        (i::CARD_TIMING, word(&metric.timing, &TIMINGS, lang)),
        (i::CARD_GUARDS, each(&metric.guards, &label)),
        (i::CARD_TARGET, target),
        (i::TARGET_BY, period(&metric.target.by, lang)),
        (i::ALERT_GREEN, number(metric.alert.green.as_ref().map(|limit| limit.value))),
        (i::ALERT_RED, number(metric.alert.red.as_ref().map(|limit| limit.value))),
    ]
}

const POLARITIES: [(&str, Phrase); 3] =
    [("up", i::POLARITY_UP), ("down", i::POLARITY_DOWN), ("neutral", i::POLARITY_NEUTRAL)];
const TIMINGS: [(&str, Phrase); 2] = [("leading", i::TIMING_LEADING), ("lagging", i::TIMING_LAGGING)];
const ACCESSES: [(&str, Phrase); 3] =
    [("open", i::ACCESS_OPEN), ("internal", i::ACCESS_INTERNAL), ("restricted", i::ACCESS_RESTRICTED)];
const FORMATS: [(&str, Phrase); 6] = [
    ("number", i::WRITTEN_NUMBER),
    ("money", i::WRITTEN_MONEY),
    ("percent", i::WRITTEN_PERCENT),
    ("integer", i::WRITTEN_INTEGER),
    ("decimal1", i::WRITTEN_DECIMAL1),
    ("decimal2", i::WRITTEN_DECIMAL2),
];
const STOCKS: [(&str, Phrase); 4] = [
    ("first", i::BUILD_STOCK_FIRST),
    ("last", i::BUILD_STOCK_LAST),
    ("running", i::BUILD_STOCK_RUNNING),
    ("opening", i::BUILD_STOCK_OPENING),
];

/// The words of a code; a code without words stands for itself.
fn word(code: &str, words: &[(&str, Phrase)], lang: Lang) -> String {
    words.iter().find(|(own, _)| *own == code).map_or(code, |(_, phrase)| phrase.get(lang)).to_owned()
}

/// Both wordings where they differ: either may have changed.
fn both(text: &Text) -> String {
    if text.zh == text.en || text.en.is_empty() {
        text.zh.clone()
    } else {
        format!("{} / {}", text.zh, text.en)
    }
}

fn label_of(model: &Model, name: &str, lang: Lang) -> String {
    model.find_metric(name).map_or(name, |id| model.metric(id).label.get(lang)).to_owned()
}

fn dataset_of(model: &Model, code: &str, lang: Lang) -> String {
    model.find_dataset(code).map_or(code, |id| model.dataset(id).label.get(lang)).to_owned()
}

/// A field by its name on the fact of the metric, a dimension, or as it is written.
fn field_of(model: &Model, metric: &MetricDoc, name: &str, lang: Lang) -> String {
    let fact = || {
        if !metric.dataset.is_empty() {
            return Some(metric.dataset.value.clone());
        }
        match &model.metric(model.find_metric(&metric.base)?).definition {
            Definition::Atomic { dataset, .. } => Some(model.dataset(*dataset).code.clone()),
            _ => None,
        }
    };
    let own = || model.find_field(&format!("{}.{name}", fact()?));
    let field = model.find_field(name).or_else(own);
    let dimension = || Some(model.dimensions[model.find_dimension(name)?.index()].label.get(lang));
    let label = field.map(|id| model.field(id).label.get(lang)).or_else(dimension);
    label.unwrap_or(name).to_owned()
}

fn aggregate(code: &str, least: Option<u32>, lang: Lang) -> String {
    let found = Aggregate::WORDS.iter().find(|(word, _)| *word == code);
    match (found, least) {
        (Some((_, Aggregate::CountDistinct)), Some(least)) => {
            aggregate_words(Aggregate::CountRepeated(least), lang)
        }
        // Which percentile is a field of its own.
        (Some((_, Aggregate::Percentile(_))), _) => i::AGGREGATE_PERCENTILE.get(lang).trim().to_owned(),
        (Some((_, own)), _) => aggregate_words(*own, lang),
        (None, _) => code.to_owned(),
    }
}

fn period(code: &str, lang: Lang) -> String {
    Period::parse(code).map_or_else(|| code.to_owned(), |period| period.label().get(lang).to_owned())
}

fn qualifier(model: &Model, code: &str, lang: Lang) -> String {
    let found = model.qualifiers.iter().find(|own| own.code == code);
    found.map_or(code, |own| own.label.get(lang)).to_owned()
}

fn window(code: &str, lang: Lang) -> String {
    Window::parse(code).map_or_else(|| code.to_owned(), |window| window_words(&window, lang))
}

fn condition(model: &Model, metric: &MetricDoc, lang: Lang) -> String {
    let Ok(parsed) = formula::parse(&metric.condition) else { return metric.condition.value.clone() };
    said(&parsed, &|name: &String| field_of(model, metric, name, lang), lang)
}

fn formula_text(model: &Model, text: &str, lang: Lang) -> String {
    let Ok(parsed) = formula::parse(text) else { return text.to_owned() };
    with_signs(&formula::print(&parsed, &|name: &String| label_of(model, name, lang)))
}

#[cfg(test)]
mod tests {
    use sandtable_engine::limits::Limits;
    use sandtable_engine::model::{assumed_schemas, read, resolve};

    use super::*;

    const MODEL: &str = "\
sandtable: 1
datasets:
  - {code: orders, label: {zh: 工单, en: Orders}, key: id, time: day, fields: [{code: kind, label: {zh: 类型, en: kind}}]}
qualifiers:
  - {code: vip, label: {zh: VIP用户, en: VIP-user}, where: level = 'VIP', on: orders}
domains: [{code: after_sales, label: {zh: 售后, en: After-sales}}]
metrics:
  - {code: n, label: {zh: 工单数, en: orders}, dataset: orders, aggregate: count, field: id}
  - {code: amount, label: {zh: 总金额, en: amount}, dataset: orders, aggregate: sum, field: paid}
  - {code: before, base: n, where: kind = 'a'}
  - {code: after, base: n, qualifiers: vip, period: this_month, state: requested, domain: after_sales, polarity: up}
  - {code: ratio, formula: amount / n}
";

    #[test]
    fn what_differs_is_said_in_words() {
        let (document, found) = read(MODEL, &Limits::default());
        assert_eq!(found, []);
        let (model, _) = resolve(&document, &assumed_schemas(&document), &Limits::default());
        let of =
            |code: &str| document.metrics.iter().find(|own| own.code.value == code).expect("it is there");
        let said = |before: &str, after: &str, lang: Lang| -> Vec<String> {
            let differing = changed_fields(&model, of(before), of(after), lang);
            differing.iter().map(|(name, a, b)| format!("{}: {a} → {b}", name.get(lang))).collect()
        };
        assert_eq!(
            said("before", "after", Lang::Zh),
            [
                "编码: before → after",
                "时间周期:  → 本月",
                "业务限定:  → VIP用户",
                "条件: 类型为“a” → ",
                "好坏方向:  → 越高越好",
                "状态: 草稿 → 需求申请",
                "主题域:  → 售后",
            ]
        );
        let english = said("n", "ratio", Lang::En);
        assert!(english.contains(&"Formula:  → amount ÷ orders".to_owned()), "{english:?}");
        assert!(english.contains(&"Fact: Orders → ".to_owned()), "{english:?}");
        assert_eq!(said("n", "n", Lang::Zh), Vec::<String>::new());
    }
}
