//! A composite metric: a formula with completion, checked while it is typed.

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::formula;
use sandtable_engine::model::search::SearchKeys;
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{Metric, MetricId, Model};

use crate::browser;
use crate::components::{Findings, t};
use crate::i18n::{self as i, Lang};
use crate::queries::{Lookup, look_up};
use crate::state::Store;
use crate::views::dictionary::Desk;
use crate::views::dictionary::form::{Draft, TextField};

/// The formula's text field.
const FIELD: &str = "build-formula";
/// Metrics that are suggested at once.
const SUGGESTED: usize = 8;

#[component]
pub(super) fn CompositeFields(draft: RwSignal<Draft>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let source = Memo::new(move |_| draft.with(|draft| draft.metric.formula.value.clone()));
    let checked =
        Memo::new(move |_| model.with(|model| source.with(|source| look_at(model, source, lang.get()))));
    let caret = RwSignal::new(source.with_untracked(String::len));
    let notice_caret = move || {
        caret.set(source.with_untracked(|source| browser::caret_of(FIELD, source).unwrap_or(source.len())));
    };
    let suggestions = Memo::new(move |_| {
        let word = source.with(|source| word_at(source, caret.get()).1.to_owned());
        desk.dictionary.with(|dictionary| {
            let keys = dictionary.as_ref().map(|dictionary| dictionary.keys.as_slice()).unwrap_or_default();
            model.with(|model| complete(model, keys, &word, lang.get()))
        })
    });
    let insert = move |name: String| {
        let (text, end) = source.with_untracked(|source| {
            let (start, word) = word_at(source, caret.get_untracked());
            let name = formula::quote_name(&name);
            let rest = &source[start + word.len()..];
            let gap = if rest.starts_with(' ') { "" } else { " " };
            (format!("{}{name}{gap}{rest}", &source[..start]), start + name.len() + 1)
        });
        browser::place_caret(FIELD, &text, end);
        caret.set(end);
        draft.update(|draft| draft.metric.formula = text.into());
    };
    view! {
        <div class="form-grid">
            <TextField phrase=i::CARD_NAME draft=draft get=|m| m.label.zh.clone() set=|m, v| m.label.zh = v/>
            <TextField phrase=i::CARD_ENGLISH draft=draft get=|m| m.label.en.clone() set=|m, v| m.label.en = v/>
            <TextField phrase=i::CARD_CODE draft=draft get=|m| m.code.value.clone() set=|m, v| m.code = v.into()/>
        </div>
        <label class="field">
            <span class="field-label">{t(i::BUILD_FORMULA)}</span>
            <textarea
                id=FIELD
                class="input code is-multiline"
                rows="2"
                spellcheck="false"
                prop:value=source
                on:input=move |event| {
                    draft.update(|draft| draft.metric.formula = event_target_value(&event).into());
                    notice_caret();
                }
                on:keyup=move |_| notice_caret()
                on:click=move |_| notice_caret()
            ></textarea>
            <span class="field-hint">{t(i::BUILD_FORMULA_HINT)}</span>
        </label>
        <div class="row build-suggestions" role="group" aria-label=t(i::BUILD_SUGGESTIONS)>
            {move || suggestions.get().into_iter().map(|(name, label)| view! {
                <button type="button" class="button is-small" on:click=move |_| insert(name.clone())>{label}</button>
            }).collect_view()}
        </div>
        {move || {
            let (found, unit) = checked.get();
            view! {
                <Findings diagnostics=found/>
                <p class="card-note">{unit}</p>
            }
        }}
    }
}

/// A formula as a reader of `lang` writes it: Chinese names read as names, others as codes.
pub(super) fn in_words(model: &Model, source: &str, lang: Lang) -> String {
    let Ok(parsed) = formula::parse(source) else { return source.to_owned() };
    formula::print(&parsed, &|name: &String| match model.find_metric(name) {
        Some(id) => written(model.metric(id), lang).to_owned(),
        None => name.clone(),
    })
}

/// What a metric is called in a formula.
fn written(metric: &Metric, lang: Lang) -> &str {
    let is_short = lang == Lang::Zh && !metric.label.zh.is_empty() && !metric.label.zh.contains(' ');
    if is_short { &metric.label.zh } else { &metric.code }
}

/// What is to be said about a formula, and its unit in words.
fn look_at(model: &Model, source: &str, lang: Lang) -> (Vec<Diagnostic>, Option<String>) {
    if source.trim().is_empty() {
        return (Vec::new(), None);
    }
    let parsed = match formula::parse(source) {
        Ok(parsed) => parsed,
        Err(found) => return (found, None),
    };
    let resolved = parsed.try_map(&mut |name: &String, _| named(model, name));
    let Some(resolved) = resolved else { return (Vec::new(), None) };
    let (unit, found) = unit_of(model, &resolved);
    let words = unit.map(|unit| {
        let text = unit.text();
        if text.is_empty() {
            return i::BUILD_UNIT_NONE.get(lang).to_owned();
        }
        let words = i::BUILD_UNIT_OF.fill(lang, &[("unit", text.get(lang))]);
        match unit.repeated() {
            Some(word) => words + &i::BUILD_UNIT_REPEATED.fill(lang, &[("word", word.get(lang))]),
            None => words,
        }
    });
    (found, words)
}

/// The metric with this code or label.
pub(super) fn named(model: &Model, name: &str) -> Option<MetricId> {
    let by_label = || {
        let at =
            model.metrics.iter().position(|metric| metric.label.zh == name || metric.label.en == name)?;
        Some(MetricId(at as u32))
    };
    model.find_metric(name).or_else(by_label)
}

/// The word that the caret stands in or behind, and where it begins.
fn word_at(source: &str, caret: usize) -> (usize, &str) {
    let caret = if source.is_char_boundary(caret) { caret.min(source.len()) } else { source.len() };
    let is_mark = |letter: char| " \n+-*/()×÷−（），,`".contains(letter);
    let start = source[..caret]
        .rfind(is_mark)
        .map_or(0, |at| at + source[at..].chars().next().map_or(0, char::len_utf8));
    let end = source[caret..].find(is_mark).map_or(source.len(), |at| caret + at);
    (start, &source[start..end])
}

/// Metrics that a search for the word being typed finds, by fit: how a formula calls them, and their names.
fn complete(model: &Model, keys: &[SearchKeys], word: &str, lang: Lang) -> Vec<(String, String)> {
    if word.is_empty() || word.parse::<f64>().is_ok() {
        return Vec::new();
    }
    let found = look_up(model, keys, &Lookup { search: word.to_owned(), ..Lookup::default() });
    let metrics = found.into_iter().filter_map(|at| model.metrics.get(at as usize));
    let own = |metric: &&Metric| written(metric, lang) != word;
    metrics
        .filter(own)
        .take(SUGGESTED)
        .map(|metric| (written(metric, lang).to_owned(), metric.label.get(lang).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_caret_is_completed() {
        let source = "总金 / (工单数 + 1)";
        assert_eq!(word_at(source, 6), (0, "总金"));
        assert_eq!(word_at(source, 3), (0, "总金"));
        let open = source.find('工').expect("it is there");
        assert_eq!(word_at(source, open), (open, "工单数"));
        assert_eq!(word_at(source, 7), (7, ""));
        assert_eq!(word_at("", 0), (0, ""));
    }
}
