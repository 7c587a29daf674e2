//! The identity card of a metric: value, facts, life, SMART, findings, lineage, history.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::calendar::Grain;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::lifecycle::{revision_of, users};
use sandtable_engine::model::lint::smart;
use sandtable_engine::model::{MetricId, Model, overdue_days};
use sandtable_engine::query::{Axis, Query, Sort, SortBy};

use super::checks::FindingList;
use super::facts::Facts;
use super::form::{AuthorField, Draft, author};
use super::history::HistoryList;
use super::life::{LifeCycle, Waiting};
use super::lineage::LineageCard;
use super::list::{layer_code, layer_name};
use super::touched::TouchedList;
use super::{Desk, Pane};
use crate::browser;
use crate::charts::{Sparkline, Theme};
use crate::commands::Command;
use crate::components::{Button, ButtonKind, Glyph, t};
use crate::i18n::{
    CANCEL, CARD_COMPARE, CARD_DELETE, CARD_EDIT, CARD_FRESH, CARD_STALE, CARD_USE, CARD_VALUE, DELETE_ASK,
    DELETE_NOT, DICTIONARY_NONE, FINDINGS_NONE, NOT_SAID, SECTION_CARD, SECTION_FINDINGS, SECTION_HISTORY,
    SECTION_LIFE, SECTION_LINEAGE, SECTION_SMART, SECTION_SQL,
};
use crate::queries::{MetricGroup, facts_of, has_time, metric_compact, metric_full, sparklines, totals};
use crate::route::Screen;
use crate::session::{Priority, Session};
use crate::state::{NoticeKind, Origin, Store, TIME, View};
use crate::views::sql::SqlText;

#[component]
pub(super) fn Card(code: String) -> impl IntoView {
    let (store, session, desk) = (Store::here(), Session::here(), Desk::here());
    let model = store.model();
    let lang = store.lang();
    let code = StoredValue::new(code);
    let found = Memo::new(move |_| model.with(|model| code.with_value(|code| model.find_metric(code))));
    move || {
        let Some(id) = found.get() else {
            return view! { <section class="card"><p class="empty">{t(DICTIONARY_NONE)}</p></section> }
                .into_any();
        };
        let metric = model.with(|model| model.metric(id).clone());
        let use_it = move || {
            let code = code.get_value();
            if !store.view().with_untracked(|view| view.metrics.contains(&code)) {
                store.run(Command::ToggleMetric(code.clone()));
            }
            store.run(Command::LeadWith(code));
            // 按服务中心: what its name says is what Explore shows.
            let by = model.with_untracked(|model| by_of(model, id));
            for field in by {
                if !store.view().with_untracked(|view| view.rows.contains(&field)) {
                    store.run(Command::ToggleDimension(field));
                }
            }
            store.go(Screen::Explore);
        };
        let edit = move || {
            let draft = desk.dictionary.with_untracked(|dictionary| {
                let document = &dictionary.as_ref()?.document;
                let code = code.get_value();
                // What is edited is the next version where one is on its way.
                let own = || document.metrics.iter().find(|metric| metric.code.value == code);
                let metric = revision_of(document, &code).or_else(|| own().map(|own| own.value.clone()))?;
                Some(Draft::of(&metric))
            });
            if let Some(draft) = draft {
                desk.show(Pane::Build(Box::new(draft)));
            }
        };
        let is_leaving = RwSignal::new(false);
        let is_used = Memo::new(move |_| {
            desk.dictionary.with(|dictionary| {
                let document = dictionary.as_ref().map(|dictionary| &dictionary.document);
                document.is_some_and(|document| code.with_value(|code| !users(document, code).is_empty()))
            })
        });
        let asked = {
            let label = metric.label.clone();
            move || {
                let phrase = if is_used.get() { DELETE_NOT } else { DELETE_ASK };
                phrase.fill(lang.get(), &[("metric", label.get(lang.get()))])
            }
        };
        let delete = move || {
            is_leaving.set(false);
            let change = Change::Delete(code.get_value());
            spawn_local(async move {
                match session.revise(store, change, author("")).await {
                    Ok(()) => store.look_up(None),
                    Err(found) => store.report(NoticeKind::Error, None, found),
                }
            });
        };
        let layer = metric.definition.layer();
        let label = metric.label.clone();
        let description = metric.description.clone();
        view! {
            <article class="card dictionary-card">
                <header class="card-head">
                    <h2 class="card-title is-large">{move || label.get(lang.get()).to_owned()}</h2>
                    <span class="tag-layer" data-layer=layer_code(layer)>{t(layer_name(layer))}</span>
                    <div class="card-actions">
                        <Button phrase=CARD_USE kind=ButtonKind::Primary glyph=Glyph::Chart on_press=use_it/>
                        <Button phrase=CARD_COMPARE on_press=move || desk.show(Pane::Compare(vec![code.get_value()]))/>
                        <Button phrase=CARD_EDIT on_press=edit/>
                        <Button phrase=CARD_DELETE kind=ButtonKind::Quiet on_press=move || is_leaving.set(true)/>
                    </div>
                </header>
                <Show when=move || is_leaving.get()>
                    <div class="card-section notice is-warning" role="alertdialog" aria-label=t(CARD_DELETE)>
                        <div class="notice-text">
                            <strong>{asked.clone()}</strong>
                            <TouchedList code=code.get_value()/>
                        </div>
                        <Show when=move || !is_used.get()>
                            <AuthorField/>
                        </Show>
                        <Button phrase=CANCEL on_press=move || is_leaving.set(false)/>
                        <Show when=move || !is_used.get()>
                            <Button phrase=CARD_DELETE kind=ButtonKind::Primary on_press=delete/>
                        </Show>
                    </div>
                </Show>
                <Waiting code=code.get_value()/>
                <p class="is-inset">{move || description.get(lang.get()).to_owned()}</p>
                <Value code=code.get_value()/>
                <Section title=SECTION_CARD><Facts id=id/></Section>
                <Section title=SECTION_SQL><CardSql code=code.get_value()/></Section>
                <Section title=SECTION_LIFE><LifeCycle code=code.get_value()/></Section>
                <Section title=SECTION_LINEAGE><LineageCard id=id code=code.get_value()/></Section>
                <Section title=SECTION_SMART><SmartLetters id=id/></Section>
                <Section title=SECTION_FINDINGS><FindingList metric=Some(code.get_value()) none=FINDINGS_NONE/></Section>
                <Section title=SECTION_HISTORY><HistoryList code=code.get_value()/></Section>
            </article>
        }
        .into_any()
    }
}

#[component]
fn Section(title: crate::i18n::Phrase, children: Children) -> impl IntoView {
    view! {
        <section class="card-section" aria-label=t(title)>
            <h3>{t(title)}</h3>
            {children()}
        </section>
    }
}

/// What the metric is over all data, and its course by month.
#[component]
fn Value(code: String) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let (model, lang) = (store.model(), store.lang());
    let fresh_code = StoredValue::new(code.clone());
    let view = View { metrics: vec![code.clone()], ..View::default() };
    let metrics = vec![code.clone()];
    let asked = view.clone();
    let values = session.ask(Priority::Interactive, move || Some(totals(&asked, &metrics)));
    let courses = session.ask(Priority::Background, move || -> Option<Query> {
        model.with(|model| {
            let group = MetricGroup {
                metrics: vec![code.clone()],
                facts: facts_of(model, &code),
                unreached: Vec::new(),
            };
            sparklines(model, &view, &group)
        })
    });
    let shown = move |in_full: bool| {
        values.with(|shown| {
            let frame = shown.frame.as_ref()?;
            let column = frame.metrics().next()?;
            (frame.rows() > 0).then(|| match in_full {
                true => metric_full(column, 0, lang.get()),
                false => metric_compact(column, 0, lang.get()),
            })
        })
    };
    let course = Memo::new(move |_| {
        courses.with(|shown| {
            let Some(frame) = &shown.frame else { return Vec::new() };
            let column = frame.metrics().next();
            column.map(|column| (0..frame.rows()).map(|row| column.number(row)).collect()).unwrap_or_default()
        })
    });
    // The sample ends on a day of its own: no refresh of it is missing.
    let is_sample = store.sandbox(|sandbox| sandbox.origin == Origin::Sample);
    let fresh = move || {
        let last = courses.with(|shown| shown.frame.as_ref().and_then(|frame| frame.as_of))?;
        let day = last.to_string();
        let own = model.with(|model| {
            let id = fresh_code.with_value(|code| model.find_metric(code))?;
            Some(model.metric(id).governance.clone())
        })?;
        let late = overdue_days(&own.refresh, last, browser::today()).filter(|_| !is_sample.get());
        let Some(late) = late else {
            return Some((CARD_FRESH.fill(lang.get(), &[("day", &day)]), false));
        };
        let owner = if own.owner.is_empty() { NOT_SAID.get(lang.get()) } else { &own.owner };
        let (count, refresh) = (late.to_string(), own.refresh.get(lang.get()));
        let values = [("day", &*day), ("refresh", refresh), ("count", &count), ("owner", owner)];
        Some((CARD_STALE.fill(lang.get(), &values), true))
    };
    let is_dark = store.is_dark();
    let theme = Signal::derive(move || if is_dark.get() { Theme::Dark } else { Theme::Light });
    view! {
        <div class="dictionary-value">
            <span class="quiet small">{t(CARD_VALUE)}</span>
            <strong title=move || shown(true)>{move || shown(false)}</strong>
            <Sparkline values=course theme=theme/>
            {move || fresh().map(|(words, is_stale)| view! {
                <span class="small" class:quiet=!is_stale class:is-stale=is_stale role=is_stale.then_some("status")>{words}</span>
            })}
        </div>
    }
}

/// The metric by month, as SQL.
#[component]
fn CardSql(code: String) -> impl IntoView {
    let model = Store::here().model();
    let name = code.clone();
    let query = Memo::new(move |_| {
        let is_timed = model.with(|model| has_time(model, &facts_of(model, &code)));
        let dimensions: Vec<Axis> = is_timed.then(|| Axis::by(TIME, Grain::Month)).into_iter().collect();
        let sort = dimensions.iter().map(|_| Sort { by: SortBy::Dimension(0), descending: false }).collect();
        Some(Query { metrics: vec![code.clone()], dimensions, sort, ..Query::default() })
    });
    view! { <SqlText query=query name=name/> }
}

/// SMART, letter by letter.
#[component]
fn SmartLetters(id: MetricId) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let lang = store.lang();
    let letters = Memo::new(move |_| {
        desk.dictionary.with(|dictionary| {
            let dictionary = dictionary.as_ref()?;
            store.model().with(|model| {
                (id.index() < model.metrics.len()).then(|| smart(&dictionary.document, model, id, None))
            })
        })
    });
    view! {
        <ol class="smart">
            {move || {
                letters
                    .get()
                    .into_iter()
                    .flatten()
                    .map(|letter| {
                        let state = match letter.holds {
                            Some(true) => "ok",
                            Some(false) => "watch",
                            None => "none",
                        };
                        view! {
                            <li>
                                <span class="smart-letter" data-state=state>{letter.letter.to_string()}</span>
                                <span>{move || letter.why.get(lang.get()).to_owned()}</span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ol>
    }
}

/// Codes of the dimensions that a metric is shown by.
fn by_of(model: &Model, id: MetricId) -> Vec<String> {
    model.metric(id).by.iter().map(|by| model.dimensions[by.index()].code.clone()).collect()
}
