//! A derived metric: period, qualifiers, atomic metric; or its name, taken apart.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Period;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::naming;
use sandtable_engine::model::{At, DatasetId, Definition, Layer, MetricDoc, Model, QualifierDoc, Window};
use sandtable_engine::text::Text;

use crate::components::{Button, ButtonKind, Findings, t};
use crate::i18n::{self as i, Lang};
use crate::queries::window_words;
use crate::session::Session;
use crate::state::Store;
use crate::views::dictionary::form::{Draft, SelectField, author};

/// Periods that are offered; others are typed into the name.
const PERIODS: [&str; 17] = [
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_7d",
    "last_14d",
    "last_30d",
    "last_90d",
    "last_12m",
    "mtd",
    "ytd",
];

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
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let said = RwSignal::new(Vec::<Diagnostic>::new());
    let atomic = Signal::derive(move || {
        let mut options = vec![(String::new(), "—".to_owned())];
        options.extend(model.with(|model| metrics_of(model, Layer::Atomic, lang.get())));
        options
    });
    let periods = Signal::derive(move || {
        let lang = lang.get();
        let label = |code: &str| {
            Period::parse(code).map(|period| period.label().get(lang).to_owned()).unwrap_or_default()
        };
        let mut options = vec![(String::new(), i::BUILD_NO_PERIOD.get(lang).to_owned())];
        options.extend(PERIODS.iter().map(|code| ((*code).to_owned(), label(code))));
        // A period that was typed stands among the others.
        let own = draft.with(|draft| draft.metric.period.value.clone());
        if options.iter().all(|(code, _)| *code != own) {
            options.push((own.clone(), label(&own)));
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
    let fact = Memo::new(move |_| {
        let base = draft.with(|draft| draft.metric.base.value.clone());
        model.with(|model| match &model.metric(model.find_metric(&base)?).definition {
            Definition::Atomic { dataset, .. } => Some(*dataset),
            _ => None,
        })
    });
    let read_name = move |text: String| {
        let read = model
            .with_untracked(|model| naming::parse(model, &text).map(|parts| (parts.check(model), parts)));
        match read {
            Ok((found, parts)) => {
                said.set(found);
                let base = model.with_untracked(|model| model.metric(parts.base).code.clone());
                draft.update(|draft| {
                    draft.metric.base = base.into();
                    draft.metric.period = parts.period.map(Period::code).unwrap_or_default().into();
                    draft.metric.qualifiers = parts.qualifiers.into_iter().collect();
                });
            }
            Err(_) if text.trim().is_empty() => said.set(Vec::new()),
            Err(error) => said.set(vec![error]),
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{t(i::BUILD_TYPE_NAME)}</span>
            <input class="input" autofocus placeholder=t(i::BUILD_TYPE_HINT) on:input=move |event| read_name(event_target_value(&event))/>
        </label>
        {move || view! { <Findings diagnostics=said.get()/> }}
        <div class="form-grid">
            <SelectField phrase=i::BUILD_PERIOD draft=draft options=periods get=|m| m.period.value.clone() set=|m, v| m.period = v.into()/>
            <SelectField phrase=i::BUILD_WINDOW draft=draft options=windows get=window_of set=set_window/>
            <SelectField phrase=i::BUILD_BASE draft=draft options=atomic get=|m| m.base.value.clone() set=|m, v| m.base = v.into()/>
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
        <NewQualifier draft=draft fact=fact/>
    }
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

/// A condition that gets a name of its own.
#[component]
fn NewQualifier(draft: RwSignal<Draft>, fact: Memo<Option<DatasetId>>) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let [zh, en, code, condition] = [(); 4].map(|()| RwSignal::new(String::new()));
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let register = move || {
        let on = store
            .model()
            .with_untracked(|model| fact.get_untracked().map(|id| model.dataset(id).code.clone()));
        let qualifier = QualifierDoc {
            code: code.get_untracked().trim().into(),
            label: Text::new(zh.get_untracked().trim(), en.get_untracked().trim()),
            condition: condition.get_untracked().into(),
            on: on.into_iter().collect(),
            ..QualifierDoc::default()
        };
        let own = qualifier.code.clone();
        let change = Change::Qualifier(Box::new(qualifier));
        spawn_local(async move {
            match session.revise(store, change, author("")).await {
                Ok(()) => draft.update(|draft| draft.metric.qualifiers.0.push(own)),
                Err(found) => refusal.set(found),
            }
        });
    };
    let input = |phrase, signal: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="field-label">{t(phrase)}</span>
                <input class="input" prop:value=signal on:input=move |event| signal.set(event_target_value(&event))/>
            </label>
        }
    };
    view! {
        <details>
            <summary>{t(i::BUILD_NEW_QUALIFIER)}</summary>
            <div class="form-grid">
                {input(i::CARD_NAME, zh)}
                {input(i::CARD_ENGLISH, en)}
                {input(i::CARD_CODE, code)}
                {input(i::BUILD_CONDITION, condition)}
            </div>
            <p class="field-hint">{t(i::BUILD_CONDITION_HINT)}</p>
            {move || view! { <Findings diagnostics=refusal.get()/> }}
            <Button phrase=i::BUILD_SAVE_QUALIFIER kind=ButtonKind::Plain on_press=register/>
        </details>
    }
}
