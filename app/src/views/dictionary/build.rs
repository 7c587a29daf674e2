//! The builder: a metric from chosen parts, checked and tried out while it is made.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Period;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::formula;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::naming::{self, Parts};
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{At, DatasetId, Definition, Layer, MetricId, Model, QualifierDoc};
use sandtable_engine::text::Text;

use super::form::{AuthorField, Draft, ManagementFields, SelectField, TextField, author};
use super::preview::Preview;
use super::{Desk, Pane};
use crate::components::{Button, ButtonKind, Findings, t};
use crate::i18n::{self as i, Lang};
use crate::session::Session;
use crate::state::Store;

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

#[component]
pub(super) fn Builder(draft: Draft) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let is_new = draft.replaces.is_none();
    let draft = RwSignal::new(draft);
    let layer = Memo::new(move |_| draft.with(|draft| draft.layer));
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let note = RwSignal::new(String::new());
    // Name and code of a derived metric follow from its parts.
    let made = Memo::new(move |_| model.with(|model| draft.with(|draft| finished(model, draft))));
    let save = move || {
        let made = made.get_untracked();
        let code = made.metric.code.value.clone();
        let change = Change::Put(Box::new(made.cleaned()), made.replaces.clone());
        let why = note.get_untracked();
        spawn_local(async move {
            match session.revise(store, change, author(&why)).await {
                Ok(()) => {
                    desk.show(Pane::Card);
                    store.look_up(Some(code));
                }
                Err(found) => refusal.set(found),
            }
        });
    };
    let layers = [
        (Layer::Derived, i::BUILD_DERIVED),
        (Layer::Composite, i::BUILD_COMPOSITE),
        (Layer::Atomic, i::BUILD_ATOMIC),
    ];
    view! {
        <form class="card dictionary-card" on:submit=move |event| { event.prevent_default(); save(); }>
            <header class="card-head">
                <h2 class="card-title is-large">{t(if is_new { i::BUILD_TITLE } else { i::BUILD_EDIT_TITLE })}</h2>
            </header>
            <div class="card-section">
                <div class="row" role="radiogroup" aria-label=t(i::LAYER)>
                    {layers.into_iter().map(|(own, phrase)| view! {
                        <label class="check">
                            <input
                                type="radio"
                                name="layer"
                                prop:checked=move || layer.get() == own
                                on:change=move |_| draft.update(|draft| draft.layer = own)
                            />
                            <span>{t(phrase)}</span>
                        </label>
                    }).collect_view()}
                </div>
            </div>
            <div class="card-section">
                {move || match layer.get() {
                    Layer::Derived => view! { <DerivedFields draft=draft/> }.into_any(),
                    Layer::Composite => view! { <CompositeFields draft=draft/> }.into_any(),
                    Layer::Atomic => view! { <AtomicFields draft=draft/> }.into_any(),
                }}
            </div>
            <div class="card-section">
                <p class="build-name" role="status">
                    <span class="quiet small">{t(i::BUILD_RESULT)}</span>
                    <strong>{move || made.with(|made| made.metric.label.get(lang.get()).to_owned())}</strong>
                    <span class="code">{move || made.with(|made| made.metric.code.value.clone())}</span>
                </p>
                <Preview made=made/>
            </div>
            <details class="card-section">
                <summary>{t(i::BUILD_MORE)}</summary>
                <ManagementFields draft=draft/>
            </details>
            <div class="card-section">
                {move || view! { <Findings diagnostics=refusal.get()/> }}
                <div class="row">
                    <AuthorField/>
                    <label class="field is-inline">
                        <span class="field-label">{t(i::BUILD_NOTE)}</span>
                        <input class="input" on:input=move |event| note.set(event_target_value(&event))/>
                    </label>
                    <span class="spacer"></span>
                    <Button phrase=i::CANCEL on_press=move || desk.show(Pane::Card)/>
                    <button type="submit" class="button is-primary">{t(i::BUILD_SAVE)}</button>
                </div>
            </div>
        </form>
    }
}

/// The draft with the name and code that follow from its parts, where the reader has not given others.
fn finished(model: &Model, draft: &Draft) -> Draft {
    let mut made = draft.clone();
    if draft.replaces.is_none() && made.metric.code.is_empty() {
        made.metric.code = code_of(&made.metric.label.en).into();
    }
    if draft.layer == Layer::Derived
        && let Some(parts) = parts_of(model, draft)
    {
        let is_old = draft.replaces.is_some() && !draft.metric.label.is_empty();
        if !is_old {
            made.metric.label = parts.label(model);
        }
        if draft.replaces.is_none() {
            made.metric.code = parts.code(model).into();
        }
    }
    made
}

/// A code from an English name: `Warranty share` is `warranty_share`.
fn code_of(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

fn parts_of(model: &Model, draft: &Draft) -> Option<Parts> {
    let metric = &draft.metric;
    Some(Parts {
        period: Period::parse(&metric.period),
        qualifiers: metric.qualifiers.iter().map(|name| name.value.clone()).collect(),
        base: model.find_metric(&metric.base)?,
        by: Vec::new(),
    })
}

/// Codes and names of metrics of one layer.
fn metrics_of(model: &Model, layer: Layer, lang: Lang) -> Vec<(String, String)> {
    let own = model.metrics.iter().filter(|metric| metric.definition.layer() == layer);
    own.map(|metric| (metric.code.clone(), metric.label.get(lang).to_owned())).collect()
}

#[component]
fn DerivedFields(draft: RwSignal<Draft>) -> impl IntoView {
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
    let (zh, code, condition) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let register = move || {
        let on = store
            .model()
            .with_untracked(|model| fact.get_untracked().map(|id| model.dataset(id).code.clone()));
        let qualifier = QualifierDoc {
            code: code.get_untracked().trim().into(),
            label: Text::same(zh.get_untracked().trim()),
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
                {input(i::CARD_CODE, code)}
                {input(i::BUILD_CONDITION, condition)}
            </div>
            <p class="field-hint">{t(i::BUILD_CONDITION_HINT)}</p>
            {move || view! { <Findings diagnostics=refusal.get()/> }}
            <Button phrase=i::BUILD_SAVE_QUALIFIER kind=ButtonKind::Plain on_press=register/>
        </details>
    }
}

#[component]
fn CompositeFields(draft: RwSignal<Draft>) -> impl IntoView {
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
                class="textarea code"
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
fn named(model: &Model, name: &str) -> Option<MetricId> {
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

#[component]
fn AtomicFields(draft: RwSignal<Draft>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let datasets = Signal::derive(move || {
        let mut options = vec![(String::new(), "—".to_owned())];
        model.with(|model| {
            let facts = model.datasets.iter().filter(|dataset| !dataset.times.is_empty());
            options.extend(
                facts.map(|dataset| (dataset.code.clone(), dataset.label.get(lang.get()).to_owned())),
            );
        });
        options
    });
    let fields = Signal::derive(move || {
        let dataset = draft.with(|draft| draft.metric.dataset.value.clone());
        let mut options = vec![(String::new(), "—".to_owned())];
        model.with(|model| {
            let fields = model
                .find_dataset(&dataset)
                .map(|id| model.dataset(id).fields.as_slice())
                .unwrap_or_default();
            options.extend(
                fields.iter().map(|field| (field.code.clone(), field.label.get(lang.get()).to_owned())),
            );
        });
        options
    });
    let aggregates = Signal::derive(move || {
        let words = [
            ("count", i::AGGREGATE_COUNT),
            ("count_distinct", i::AGGREGATE_COUNT_DISTINCT),
            ("sum", i::AGGREGATE_SUM),
            ("min", i::AGGREGATE_MIN),
            ("max", i::AGGREGATE_MAX),
            ("avg", i::AGGREGATE_AVG),
            ("median", i::AGGREGATE_MEDIAN),
        ];
        let mut options = vec![(String::new(), "—".to_owned())];
        options.extend(
            words.iter().map(|(code, phrase)| ((*code).to_owned(), phrase.get(lang.get()).to_owned())),
        );
        options
    });
    view! {
        <div class="form-grid">
            <SelectField phrase=i::BUILD_DATASET draft=draft options=datasets get=|m| m.dataset.value.clone() set=|m, v| m.dataset = v.into()/>
            <SelectField phrase=i::BUILD_AGGREGATE draft=draft options=aggregates get=|m| m.aggregate.value.clone() set=|m, v| m.aggregate = v.into()/>
            <SelectField phrase=i::BUILD_FIELD draft=draft options=fields get=|m| m.field.value.clone() set=|m, v| m.field = v.into()/>
            <TextField phrase=i::CARD_NAME draft=draft get=|m| m.label.zh.clone() set=|m, v| m.label.zh = v/>
            <TextField phrase=i::CARD_ENGLISH draft=draft get=|m| m.label.en.clone() set=|m, v| m.label.en = v/>
            <TextField phrase=i::CARD_CODE draft=draft get=|m| m.code.value.clone() set=|m, v| m.code = v.into()/>
        </div>
    }
}
