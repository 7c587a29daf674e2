//! A composite metric: a formula with completion, checked while it is typed.

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::formula;
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{MetricId, Model};

use crate::components::{Findings, t};
use crate::i18n::{self as i, Lang};
use crate::state::Store;
use crate::views::dictionary::form::{Draft, TextField};

#[component]
pub(super) fn CompositeFields(draft: RwSignal<Draft>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let checked = Memo::new(move |_| {
        let source = draft.with(|draft| draft.metric.formula.value.clone());
        model.with(|model| look_at(model, &source, lang.get()))
    });
    let suggestions = Memo::new(move |_| {
        let source = draft.with(|draft| draft.metric.formula.value.clone());
        model.with(|model| complete(model, &source, lang.get()))
    });
    let insert = move |name: String| {
        draft.update(|draft| {
            let source = &mut draft.metric.formula.value;
            source.truncate(source.len() - last_word(source).len());
            source.push_str(&formula::quote_name(&name));
            source.push(' ');
        });
        crate::browser::focus("build-formula");
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
                id="build-formula"
                class="input code is-multiline"
                rows="2"
                spellcheck="false"
                prop:value=move || draft.with(|draft| draft.metric.formula.value.clone())
                on:input=move |event| draft.update(|draft| draft.metric.formula = event_target_value(&event).into())
            ></textarea>
            <span class="field-hint">{t(i::BUILD_FORMULA_HINT)}</span>
        </label>
        <div class="row build-suggestions" role="group" aria-label=t(i::BUILD_SUGGESTIONS)>
            {move || suggestions.get().into_iter().map(|(code, label)| view! {
                <button type="button" class="button is-small" on:click=move |_| insert(code.clone())>{label}</button>
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
            i::BUILD_UNIT_NONE.get(lang).to_owned()
        } else {
            i::BUILD_UNIT_OF.fill(lang, &[("unit", text.get(lang))])
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

/// What is being typed at the end of a formula.
fn last_word(source: &str) -> &str {
    let cut = source.rfind(|letter: char| " +-*/()×÷（），,`".contains(letter));
    cut.map_or(source, |at| {
        source[at..].trim_start_matches(|letter: char| " +-*/()×÷（），,`".contains(letter))
    })
}

/// Metrics whose name or code goes on from what is being typed.
fn complete(model: &Model, source: &str, lang: Lang) -> Vec<(String, String)> {
    let word = last_word(source).to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&word);
    let found = model.metrics.iter().filter(|metric| {
        !word.is_empty() && (fits(&metric.code) || fits(&metric.label.zh) || fits(&metric.label.en))
    });
    found.take(8).map(|metric| (metric.code.clone(), metric.label.get(lang).to_owned())).collect()
}
