//! A derived metric: period, qualifiers, atomic metric; or its name, taken apart.

use leptos::prelude::*;
use sandtable_engine::calendar::Period;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::naming::{self, Parts};
use sandtable_engine::model::{At, DatasetId, Layer, MetricDoc, Model, Window};
use sandtable_engine::text::Text;

use super::period::PeriodField;
use crate::components::{Findings, t};
use crate::i18n::{self as i, Lang};
use crate::queries::{dimensions_of, facts_of, field_info, window_words};
use crate::state::{Store, TIME};
use crate::views::dictionary::form::{Draft, SelectField};
use crate::views::dictionary::qualifier_form::QualifierForm;
use crate::views::dictionary::{Desk, Pane};

/// Windows that are offered: days that move with the bucket.
const WINDOWS: [&str; 8] = [
    "last_7d to end",
    "last_30d to end",
    "last_90d to end",
    "last_365d to end",
    "all to end",
    "last_30d before start",
    "last_365d before start",
    "all before start",
];

/// Codes and names of metrics of one layer.
fn metrics_of(model: &Model, layer: Layer, lang: Lang) -> Vec<(String, String)> {
    let own = model.metrics.iter().filter(|metric| metric.definition.layer() == layer);
    own.map(|metric| (metric.code.clone(), metric.label.get(lang).to_owned())).collect()
}

#[component]
pub(super) fn DerivedFields(draft: RwSignal<Draft>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let said = RwSignal::new(Vec::<Diagnostic>::new());
    let bases = Signal::derive(move || {
        let mut options = vec![(String::new(), "—".to_owned())];
        for layer in [Layer::Atomic, Layer::Composite] {
            options.extend(model.with(|model| metrics_of(model, layer, lang.get())));
        }
        options
    });
    let windows = Signal::derive(move || {
        let lang = lang.get();
        let words = |code: &str| Window::parse(code).map(|window| window_words(&window, lang));
        let mut options = vec![(String::new(), i::BUILD_NO_WINDOW.get(lang).to_owned())];
        options.extend(WINDOWS.iter().map(|code| ((*code).to_owned(), words(code).unwrap_or_default())));
        // Several windows, or one that was written by hand, stand among the others.
        let own = draft.with(|draft| window_of(&draft.metric));
        if options.iter().all(|(code, _)| *code != own) {
            options.push((own.clone(), words(&own).unwrap_or(own)));
        }
        options
    });
    let dimensions = Signal::derive(move || {
        let (base, own) = draft.with(|draft| (draft.metric.base.value.clone(), by_of(&draft.metric)));
        let mut options = vec![(String::new(), i::BUILD_BY_NONE.get(lang.get()).to_owned())];
        model.with(|model| {
            let all = dimensions_of(model, [base.as_str()]).into_iter().filter(|found| found.code != TIME);
            let own_names = all.filter(|found| !found.code.contains('@'));
            options.extend(own_names.map(|found| (found.code, found.label.get(lang.get()).to_owned())));
            // Several that were typed stand among the others.
            if options.iter().all(|(code, _)| *code != own) {
                let label =
                    |code: &str| field_info(model, code).map(|info| info.label.get(lang.get()).to_owned());
                let words: Vec<String> = own.split(',').filter_map(label).collect();
                options.push((own.clone(), words.join(i::LIST_COMMA.get(lang.get()))));
            }
        });
        options
    });
    let fact = Memo::new(move |_| {
        let base = draft.with(|draft| draft.metric.base.value.clone());
        // A composite metric takes the qualifiers of the fact that its formula begins with.
        model.with(|model| facts_of(model, &base).first().copied())
    });
    let read_name = move |text: String| {
        let read =
            model.with_untracked(|model| naming::parse(model, &text).map(|parts| metric_of(model, parts)));
        // What a refused name was before it is not what the reader wants to save.
        let parts = match read {
            Ok(parts) => {
                said.set(Vec::new());
                parts
            }
            Err(error) => {
                said.set(if text.trim().is_empty() { Vec::new() } else { vec![error] });
                MetricDoc::default()
            }
        };
        draft.update(|draft| {
            let own = &mut draft.metric;
            (own.base, own.period, own.qualifiers, own.by) =
                (parts.base, parts.period, parts.qualifiers, parts.by);
        });
    };
    view! {
        <label class="field">
            <span class="field-label">{t(i::BUILD_TYPE_NAME)}</span>
            <input class="input" autofocus placeholder=t(i::BUILD_TYPE_HINT) on:input=move |event| read_name(event_target_value(&event))/>
        </label>
        {move || view! { <Findings diagnostics=said.get()/> }}
        <div class="form-grid">
            <PeriodField draft=draft/>
            <SelectField phrase=i::BUILD_WINDOW draft=draft options=windows get=window_of set=set_window/>
            <SelectField phrase=i::BUILD_BY draft=draft options=dimensions get=by_of set=|m, v| m.by = v.split(',').filter(|by| !by.is_empty()).collect()/>
            <SelectField phrase=i::BUILD_BASE_CHOICE draft=draft options=bases get=|m| m.base.value.clone() set=|m, v| m.base = v.into()/>
        </div>
        <fieldset class="build-qualifiers">
            <legend class="field-label">{t(i::BUILD_QUALIFIERS)}</legend>
            <div class="row">{move || {
                model.with(|model| qualifiers_for(model, fact.get()))
                    .into_iter()
                    .map(|(code, label)| view! { <QualifierCheck draft=draft code=code label=label/> })
                    .collect_view()
            }}</div>
        </fieldset>
        <details>
            <summary>{t(i::BUILD_NEW_QUALIFIER)}</summary>
            <QualifierForm
                document=None
                fact=Some(fact)
                on_done=move |code: String| draft.update(|draft| {
                    if draft.metric.qualifiers.iter().all(|own| own.value != code) {
                        draft.metric.qualifiers.0.push(code.into());
                    }
                })
            />
        </details>
        <button type="button" class="link-button" on:click=move |_| desk.show(Pane::Qualifiers(None))>
            {t(i::QUALIFIERS_OPEN)}
        </button>
    }
}

/// The parts of a name as a derived metric.
fn metric_of(model: &Model, parts: Parts) -> MetricDoc {
    let by = parts.by.iter().map(|id| model.dimensions[id.index()].code.clone());
    MetricDoc {
        base: model.metric(parts.base).code.as_str().into(),
        period: parts.period.map(Period::code).unwrap_or_default().into(),
        by: by.collect(),
        qualifiers: parts.qualifiers.into_iter().collect(),
        ..MetricDoc::default()
    }
}

fn by_of(metric: &MetricDoc) -> String {
    metric.by.iter().map(|by| by.value.as_str()).collect::<Vec<_>>().join(",")
}

fn window_of(metric: &MetricDoc) -> String {
    metric.window.iter().map(|window| window.value.as_str()).collect::<Vec<_>>().join(", ")
}

fn set_window(metric: &mut MetricDoc, windows: String) {
    let each = windows.split(',').map(str::trim).filter(|window| !window.is_empty());
    metric.window = each.map(str::to_owned).collect();
}

/// Qualifiers that hold for a fact, each once.
fn qualifiers_for(model: &Model, fact: Option<DatasetId>) -> Vec<(String, Text)> {
    let mut found: Vec<(String, Text)> = Vec::new();
    for qualifier in &model.qualifiers {
        let holds = fact.is_some() && (qualifier.dataset.is_none() || qualifier.dataset == fact);
        if holds && found.iter().all(|(code, _)| *code != qualifier.code) {
            found.push((qualifier.code.clone(), qualifier.label.clone()));
        }
    }
    found
}

#[component]
fn QualifierCheck(draft: RwSignal<Draft>, code: String, label: Text) -> impl IntoView {
    let lang = Store::here().lang();
    let has = {
        let code = code.clone();
        Memo::new(move |_| draft.with(|draft| draft.metric.qualifiers.iter().any(|own| own.value == code)))
    };
    let toggle = move |_| {
        draft.update(|draft| {
            let list = &mut draft.metric.qualifiers.0;
            match list.iter().position(|own| own.value == code) {
                Some(at) => {
                    list.remove(at);
                }
                None => list.push(At::new(code.clone())),
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=has on:change=toggle/>
            <span>{move || label.get(lang.get()).to_owned()}</span>
        </label>
    }
}
