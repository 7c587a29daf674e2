//! What metrics are made of: a file, a column, a qualifier; what it is, and every metric that uses it.

use leptos::prelude::*;
use sandtable_engine::formula;
use sandtable_engine::model::lineage::{Source, dependents, uses};
use sandtable_engine::model::{FieldSource, Model};
use sandtable_engine::sandbox::SourceFile;
use sandtable_engine::table::DataType;

use super::touched::{Way, WayList};
use super::{Desk, Pane};
use crate::components::{Button, t};
use crate::i18n::{self as i, Lang, Phrase, TYPE_NAMES};
use crate::queries::{field_name, file_of, rows_words};
use crate::state::Store;

/// A source as it stands in the address.
pub(super) fn address_of(model: &Model, source: Source) -> String {
    match source {
        Source::Dataset(id) => format!("table:{}", model.dataset(id).code),
        Source::Field(id) => format!("field:{}.{}", model.dataset(id.dataset).code, model.field(id).code),
        Source::Qualifier(at) => format!("qualifier:{}", model.qualifiers[at as usize].code),
        Source::Metric(id) => format!("metric:{}", model.metric(id).code),
    }
}

fn source_at(model: &Model, address: &str) -> Option<Source> {
    let (kind, code) = address.split_once(':')?;
    match kind {
        "table" => model.find_dataset(code).map(Source::Dataset),
        "field" => model.find_field(code).map(Source::Field),
        "qualifier" => {
            let at = model.qualifiers.iter().position(|own| own.code == code)?;
            Some(Source::Qualifier(at as u32))
        }
        _ => None,
    }
}

/// What is said of a source.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    title: String,
    kind: Phrase,
    facts: Vec<(Phrase, String)>,
    /// The code of a qualifier, which the register changes.
    qualifier: Option<String>,
    /// What it is made of.
    below: Vec<(String, Way)>,
    users: Vec<(String, Way)>,
}

#[component]
pub(super) fn SourcePane(address: String) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let sources = store.sandbox(|open| open.sources.clone());
    let told = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| {
            let source = source_at(model, &address)?;
            Some(sources.with(|sources| said(model, sources, source, lang)))
        })
    });
    move || {
        let Some(said) = told.get() else {
            return view! { <section class="card"><p class="empty">{t(i::SOURCE_GONE)}</p></section> }
                .into_any();
        };
        let count = said.users.len().to_string();
        let used = move || match count.as_str() {
            "0" => i::SOURCE_UNUSED.get(lang.get()).to_owned(),
            count => i::SOURCE_USED.fill(lang.get(), &[("count", count)]),
        };
        let edit = said.qualifier.map(|code| view! {
            <Button phrase=i::QUALIFIER_EDIT on_press=move || desk.show(Pane::Qualifiers(Some(code.clone())))/>
        });
        let facts = said.facts.into_iter().filter(|(_, value)| !value.is_empty());
        view! {
            <article class="card dictionary-card">
                <header class="card-head">
                    <h2 class="card-title is-large">{said.title}</h2>
                    <span class="badge">{t(said.kind)}</span>
                    <div class="card-actions">
                        {edit}
                        <Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/>
                    </div>
                </header>
                <section class="card-section">
                    <dl class="facts">
                        {facts.map(|(name, value)| view! { <div><dt>{t(name)}</dt><dd>{value}</dd></div> }).collect_view()}
                    </dl>
                    <WayList ways=said.below/>
                </section>
                <section class="card-section">
                    <h3>{used}</h3>
                    <WayList ways=said.users/>
                </section>
            </article>
        }
        .into_any()
    }
}

fn said(model: &Model, sources: &[SourceFile], source: Source, lang: Lang) -> Said {
    let comma = i::LIST_COMMA.get(lang);
    let label = |id| field_name(model, id, lang);
    let labels = |ids: &[_]| ids.iter().map(|id| label(*id)).collect::<Vec<_>>().join(comma);
    let (title, kind, facts) = match source {
        Source::Dataset(id) => {
            let own = model.dataset(id);
            let facts = vec![
                (i::LINEAGE_TABLES, file_of(sources, &own.table)),
                (i::SOURCE_TABLE, own.table.clone()),
                (i::SOURCE_KEY, labels(&own.key)),
                (i::SOURCE_TIME, labels(&own.times)),
                (
                    i::LINEAGE_COLUMNS,
                    own.fields.iter().map(|own| own.label.get(lang)).collect::<Vec<_>>().join(comma),
                ),
            ];
            (own.label.get(lang).to_owned(), i::SOURCE_TABLE, facts)
        }
        Source::Field(id) => {
            let own = model.field(id);
            let (column, computed) = match &own.source {
                FieldSource::Column(column) => (column.clone(), String::new()),
                FieldSource::Computed(expr) => (String::new(), formula::print(expr, &|id| label(*id))),
                FieldSource::Windowed(window) => (String::new(), window.print(&|id| label(*id))),
            };
            let facts = vec![
                (i::SOURCE_TABLE, model.dataset(id.dataset).label.get(lang).to_owned()),
                (i::SOURCE_COLUMN, column),
                (i::SOURCE_COMPUTED, computed.replace('`', "")),
                (i::SOURCE_TYPE, type_words(own.data_type, lang)),
            ];
            (label(id), i::BUILD_FIELD, facts)
        }
        Source::Qualifier(at) => {
            let own = &model.qualifiers[at as usize];
            let excluded =
                model.qualifiers.iter().filter(|other| other.code != own.code && own.contradicts(other));
            let mut excluded: Vec<&str> = excluded.map(|other| other.label.get(lang)).collect();
            excluded.dedup();
            let facts = vec![
                (i::CARD_CODE, own.code.clone()),
                (i::SOURCE_CONDITION, rows_words(model, &own.condition, lang)),
                (i::CARD_ALIASES, own.aliases.join(comma)),
                (i::SOURCE_EXCLUDES, excluded.join(comma)),
            ];
            (own.label.get(lang).to_owned(), i::KIND_QUALIFIER, facts)
        }
        Source::Metric(id) => (model.metric(id).label.get(lang).to_owned(), i::KIND_METRIC, Vec::new()),
    };
    // Several facts may read one qualifier, each in its own way.
    let alike = model.qualifiers.iter().enumerate().filter(|(_, own)| match source {
        Source::Qualifier(at) => own.code == model.qualifiers[at as usize].code,
        _ => false,
    });
    let mut all: Vec<Source> = alike.map(|(at, _)| Source::Qualifier(at as u32)).collect();
    if all.is_empty() {
        all.push(source);
    }
    let mut users: Vec<_> = all.iter().flat_map(|source| dependents(model, *source)).collect();
    users.sort_unstable();
    users.dedup();
    let way = |source: Source| {
        let label = match source {
            Source::Dataset(id) => file_of(sources, &model.dataset(id).table),
            Source::Field(id) => label(id),
            Source::Qualifier(at) => model.qualifiers[at as usize].label.get(lang).to_owned(),
            Source::Metric(id) => model.metric(id).label.get(lang).to_owned(),
        };
        (label, Way::of(model, source))
    };
    let below = uses(model, source).into_iter().map(way).collect();
    let qualifier = match source {
        Source::Qualifier(at) => Some(model.qualifiers[at as usize].code.clone()),
        _ => None,
    };
    Said {
        title,
        kind,
        facts,
        qualifier,
        below,
        users: users.into_iter().map(|id| way(Source::Metric(id))).collect(),
    }
}

fn type_words(data_type: DataType, lang: Lang) -> String {
    let is_same = |own: &DataType| std::mem::discriminant(own) == std::mem::discriminant(&data_type);
    let found = TYPE_NAMES.iter().find(|(own, _)| is_same(own));
    found.map_or("", |(_, phrase)| phrase.get(lang)).to_owned()
}
