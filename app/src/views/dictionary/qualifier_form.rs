//! A named condition: chosen from fields, operators and members, or written.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::{DatasetId, Model, QualifierDoc};
use sandtable_engine::text::Text;

use super::form::{author, code_of};
use super::qualifiers::lead_of;
use crate::components::{Button, ButtonKind, Findings, Glyph, Menu, t};
use crate::i18n::{self as i, Lang};
use crate::queries::{and_also, condition_text, field_info, filterable, member_words};
use crate::session::Session;
use crate::state::{Condition, FieldFilter, Store, View};
use crate::views::explore::{FieldList, FilterEditor};

/// The form. Registering is one step that can be undone.
#[component]
pub(super) fn QualifierForm(
    /// The qualifier that is changed; none makes a new one.
    document: Option<QualifierDoc>,
    /// The fact it is for; none lets the reader choose.
    fact: Option<Memo<Option<DatasetId>>>,
    /// Called with the code.
    on_done: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let replaced = document.as_ref().map(|document| document.code.value.clone());
    let is_new = replaced.is_none();
    let replaced = StoredValue::new(replaced);
    let draft = RwSignal::new(document.unwrap_or_default());
    let chosen = RwSignal::new(draft.with_untracked(|draft| {
        let on = draft.on.first().map(|on| on.value.clone());
        on.and_then(|on| model.with_untracked(|model| model.find_dataset(&on)))
    }));
    let on_fact = Memo::new(move |_| match fact {
        Some(fact) => fact.get(),
        None => chosen.get().or_else(|| model.with(|model| facts(model).first().copied())),
    });
    let refusal = RwSignal::new(Vec::<Diagnostic>::new());
    let add = move |filter: FieldFilter| {
        let Some(text) = condition_text(&filter) else { return };
        let lang = lang.get_untracked();
        let name = name_of(&filter, lang);
        draft.update(|draft| {
            let is_first = draft.condition.is_empty();
            draft.condition = and_also(&draft.condition, &text).into();
            if is_first && draft.label.is_empty() {
                draft.label = Text::new(name.clone(), if name.is_ascii() { name.as_str() } else { "" });
            }
            if is_first && draft.code.is_empty() {
                let field = filter.field.rsplit('.').next().unwrap_or_default();
                let code = code_of(&format!("{field} {name}"));
                draft.code = model.with_untracked(|model| free_code(model, &code)).into();
            }
        });
    };
    let register = move || {
        let mut made = draft.get_untracked();
        if is_new {
            let on = model
                .with_untracked(|model| on_fact.get_untracked().map(|id| model.dataset(id).code.clone()));
            made.on = on.into_iter().collect();
        }
        let code = made.code.value.clone();
        let change = Change::Qualifier(Box::new(made), replaced.get_value());
        spawn_local(async move {
            match session.revise(store, change, author("")).await {
                Ok(()) => {
                    refusal.set(Vec::new());
                    if is_new {
                        draft.set(QualifierDoc::default());
                    }
                    on_done(code);
                }
                Err(found) => refusal.set(found),
            }
        });
    };
    let text = move |phrase, get: fn(&QualifierDoc) -> String, set: fn(&mut QualifierDoc, String)| {
        view! {
            <label class="field">
                <span class="field-label">{t(phrase)}</span>
                <input
                    class="input"
                    prop:value=move || draft.with(get)
                    on:input=move |event| draft.update(|draft| set(draft, event_target_value(&event)))
                />
            </label>
        }
    };
    view! {
        <div class="stack">
            {fact.is_none().then(|| view! { <FactSelect chosen=on_fact set=chosen is_fixed=!is_new/> })}
            <div class="row">
                <ConditionMenu fact=on_fact on_choose=add/>
                <Show when=move || draft.with(|draft| !draft.condition.is_empty())>
                    <button type="button" class="link-button" on:click=move |_| draft.update(|draft| draft.condition = "".into())>
                        {t(i::QUALIFIER_CLEAR)}
                    </button>
                </Show>
            </div>
            <label class="field">
                <span class="field-label">{t(i::BUILD_CONDITION)}</span>
                <textarea
                    class="input code is-multiline"
                    rows="2"
                    spellcheck="false"
                    prop:value=move || draft.with(|draft| draft.condition.value.clone())
                    on:input=move |event| draft.update(|draft| draft.condition = event_target_value(&event).into())
                ></textarea>
                <span class="field-hint">{t(i::BUILD_CONDITION_HINT)}</span>
            </label>
            <div
                class="form-grid"
                on:keydown=move |event| {
                    // Enter registers the condition and saves nothing around it.
                    if event.key() == "Enter" && !event.is_composing() {
                        event.prevent_default();
                        register();
                    }
                }
            >
                {text(i::BUILD_RESULT, |d| d.label.zh.clone(), |d, v| d.label.zh = v)}
                {text(i::CARD_ENGLISH, |d| d.label.en.clone(), |d, v| d.label.en = v)}
                {text(i::CARD_CODE, |d| d.code.value.clone(), |d, v| d.code = v.trim().into())}
            </div>
            {move || view! { <Findings diagnostics=refusal.get()/> }}
            <div class="row">
                <Button phrase=if is_new { i::BUILD_SAVE_QUALIFIER } else { i::QUALIFIER_SAVE } kind=ButtonKind::Plain on_press=register/>
            </div>
        </div>
    }
}

/// A code that no qualifier has.
fn free_code(model: &Model, wanted: &str) -> String {
    let is_free = |code: &String| model.qualifiers.iter().all(|own| own.code != *code);
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    [wanted.to_owned()].into_iter().chain(numbered).find(is_free).unwrap_or_default()
}

/// Facts that have metrics.
fn facts(model: &Model) -> Vec<DatasetId> {
    let all = (0..model.datasets.len()).map(|at| DatasetId(at as u32));
    all.filter(|id| lead_of(model, *id).is_some()).collect()
}

#[component]
fn FactSelect(
    chosen: Memo<Option<DatasetId>>,
    set: RwSignal<Option<DatasetId>>,
    is_fixed: bool,
) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let choose = move |code: String| set.set(model.with_untracked(|model| model.find_dataset(&code)));
    view! {
        <label class="field">
            <span class="field-label">{t(i::BUILD_DATASET)}</span>
            <select class="select" disabled=is_fixed on:change=move |event| choose(event_target_value(&event))>
                {move || model.with(|model| facts(model).into_iter().map(|id| {
                    let dataset = model.dataset(id);
                    let is_chosen = chosen.get() == Some(id);
                    view! {
                        <option value=dataset.code.clone() selected=is_chosen prop:selected=is_chosen>
                            {dataset.label.get(lang.get()).to_owned()}
                        </option>
                    }
                }).collect_view())}
            </select>
        </label>
    }
}

/// A button that opens the fields, then the chosen field's operators and members.
#[component]
fn ConditionMenu(
    fact: Memo<Option<DatasetId>>,
    on_choose: impl Fn(FieldFilter) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let open = RwSignal::new(false);
    let field = RwSignal::new(None::<String>);
    let lead = Memo::new(move |_| model.with(|model| lead_of(model, fact.get()?)));
    let fields = Memo::new(move |_| {
        let lead = lead.get().unwrap_or_default();
        // A role of a dimension has no name in a condition.
        let all = model.with(|model| filterable(model, &lead));
        all.into_iter().filter(|field| !field.code.contains('@')).collect::<Vec<_>>()
    });
    let about = Signal::derive(move || View { metrics: lead.get().into_iter().collect(), ..View::default() });
    let apply = move |filter: FieldFilter| {
        on_choose(filter);
        open.set(false);
        field.set(None);
    };
    let label = Signal::derive(move || i::QUALIFIER_ADD_CONDITION.get(lang.get()).to_owned());
    view! {
        <Menu phrase=i::QUALIFIER_ADD_CONDITION label=label glyph=Glyph::Filter class="button is-small" open=open>
            {move || match field.get().and_then(|code| model.with(|model| field_info(model, &code))) {
                Some(info) => view! {
                    <FilterEditor info=info present=None about=about on_back=move || field.set(None) on_apply=apply/>
                }.into_any(),
                None => view! { <FieldList fields=fields on_choose=move |code| field.set(Some(code))/> }.into_any(),
            }}
        </Menu>
    }
}

/// What a choice of members is called: the members.
fn name_of(filter: &FieldFilter, lang: Lang) -> String {
    match &filter.condition {
        Condition::Members(members) if !filter.exclude && members.len() <= 3 => {
            let words: Vec<String> = members.iter().map(|member| member_words(member, lang)).collect();
            words.join("")
        }
        _ => String::new(),
    }
}
