//! The dictionary: which metrics a search and its filters leave, and definitions in words.

use sandtable_engine::formula::{self, quote_name};
use sandtable_engine::model::search::SearchKeys;
use sandtable_engine::model::{
    Aggregate, Anchor, Definition, FieldId, Layer, Metric, MetricId, Model, OverTime, Placing, State, Window,
};

use crate::i18n::{self, Lang};

/// What the list is narrowed to. Empty texts narrow nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookup {
    /// Name, code, alias, English, pinyin or initials.
    pub search: String,
    /// One layer.
    pub layer: Option<Layer>,
    /// One station of life.
    pub state: Option<State>,
    /// One domain.
    pub domain: String,
    /// One owner.
    pub owner: String,
    /// One tag.
    pub tag: String,
}

/// Positions of the metrics that a lookup leaves: by fit where something is searched, else by layer as in the model.
pub fn look_up(model: &Model, keys: &[SearchKeys], lookup: &Lookup) -> Vec<u32> {
    let fits = |metric: &Metric| {
        let own = &metric.governance;
        lookup.layer.is_none_or(|layer| metric.definition.layer() == layer)
            && lookup.state.is_none_or(|state| own.state == state)
            && (lookup.domain.is_empty() || own.domain == lookup.domain)
            && (lookup.owner.is_empty() || own.owner == lookup.owner)
            && (lookup.tag.is_empty() || metric.tags.contains(&lookup.tag))
    };
    let search = lookup.search.trim();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (at, metric) in model.metrics.iter().enumerate().filter(|(_, metric)| fits(metric)) {
        let rank = match search {
            "" => Some(2 - metric.definition.layer() as u32),
            _ => keys.get(at).and_then(|keys| keys.rank(search)),
        };
        found.extend(rank.map(|rank| (rank, at as u32)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Every value that a filter of the list can take, in order.
pub fn values_of(model: &Model, of: impl Fn(&Metric) -> Vec<String>) -> Vec<String> {
    let mut values: Vec<String> =
        model.metrics.iter().flat_map(of).filter(|value| !value.is_empty()).collect();
    values.sort();
    values.dedup();
    values
}

/// A definition as a reader says it: 总金额 ÷ 工单数.
pub fn definition_words(model: &Model, id: MetricId, lang: Lang) -> String {
    let label = |id: &MetricId| model.metric(*id).label.get(lang).to_owned();
    match &model.metric(id).definition {
        Definition::Atomic { dataset, aggregate, field, over_time, .. } => {
            let of = field.map_or_else(
                || model.dataset(*dataset).label.get(lang).to_owned(),
                |field| model.field(field).label.get(lang).to_owned(),
            );
            let words = aggregate_words(*aggregate, lang);
            let stock = match over_time {
                Some(OverTime::First) => i18n::OVER_TIME_FIRST.get(lang),
                Some(OverTime::Last) => i18n::OVER_TIME_LAST.get(lang),
                Some(OverTime::Running) => i18n::OVER_TIME_RUNNING.get(lang),
                Some(OverTime::Opening) => i18n::OVER_TIME_OPENING.get(lang),
                None => "",
            };
            format!("{words}({of}) · {}{stock}", model.dataset(*dataset).label.get(lang))
        }
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            let mut parts: Vec<String> =
                period.map(|period| period.label().get(lang).to_owned()).into_iter().collect();
            parts.extend(
                qualifiers.iter().map(|at| model.qualifiers[*at as usize].label.get(lang).to_owned()),
            );
            parts.extend(
                condition
                    .as_ref()
                    .map(|condition| formula::print(condition, &|id| field_name(model, *id, lang))),
            );
            parts.extend(placing_words(model, placing, lang));
            parts.push(label(base));
            parts.join(" + ")
        }
        Definition::Composite { formula, .. } => {
            // Names stand bare here: nobody parses what is shown in words.
            let text = formula::print(formula, &label).replace('`', "");
            text.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
        }
    }
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

/// How rows stand to the bucket, where they do not simply lie in it.
fn placing_words(model: &Model, placing: &Placing, lang: Lang) -> Vec<String> {
    let mut words: Vec<String> = placing.windows.iter().map(|window| window_words(window, lang)).collect();
    words.extend(placing.start.map(|test| {
        let phrase = if test.is_before { i18n::STARTED_BEFORE } else { i18n::STARTED_SINCE };
        phrase.fill(lang, &[("field", &field_name(model, test.field, lang))])
    }));
    words
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

/// What a field is called: by its label, else by the dimension that reads it.
pub(super) fn field_name(model: &Model, id: FieldId, lang: Lang) -> String {
    let field = model.field(id);
    let own = field.label.get(lang);
    let dimension = model.dimensions.iter().find(|dimension| dimension.field == id);
    match dimension.filter(|_| own == field.code) {
        Some(dimension) => dimension.label.get(lang).to_owned(),
        None => own.to_owned(),
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
