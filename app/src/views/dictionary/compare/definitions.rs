//! The fields of each definition side by side; what differs stands out.

use leptos::prelude::*;
use sandtable_engine::model::compare::opened_words;
use sandtable_engine::model::{MetricId, Model};

use super::super::facts::facts;
use super::{Scene, label};
use crate::components::t;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::{Pieces, differences};
use crate::state::Store;

/// Fields that name a metric: they differ always, which tells nothing.
const NAMES: [Phrase; 2] = [i::CARD_ENGLISH, i::CARD_CODE];
/// Fields that are compared word by word.
const FORMULAS: [Phrase; 3] = [i::CARD_FORMULA, i::COMPARE_OPENED, i::CARD_EXPRESSION];
/// Fields that say what a number is, and who stands for it.
const OTHERS: [Phrase; 6] =
    [i::CARD_DEFINITION, i::CARD_SOURCE, i::CARD_REFRESH, i::CARD_UNIT, i::OWNER, i::CARD_REVIEWER];

#[component]
pub(super) fn Definitions() -> impl IntoView {
    let (store, scene) = (Store::here(), Scene::here());
    let (model, lang) = (store.model(), store.lang());
    let names = move || {
        let name = |code: &String| {
            let name = model.with(|model| label(model, code, lang.get()));
            view! { <th scope="col">{name}</th> }
        };
        scene.codes.with(|codes| codes.iter().map(name).collect_view())
    };
    let rows = Memo::new(move |_| {
        let codes = scene.codes.get();
        model.with(|model| {
            let ids: Vec<MetricId> = codes.iter().filter_map(|code| model.find_metric(code)).collect();
            rows_of(model, &ids, lang.get())
        })
    });
    let row = move |(field, cells): (Phrase, Vec<Pieces>)| {
        let cell = |pieces: Pieces| {
            let piece = |(text, differs): (String, bool)| match differs {
                true => view! { <mark class="difference">{text}</mark> }.into_any(),
                false => text.into_any(),
            };
            view! { <td>{pieces.into_iter().map(piece).collect_view()}</td> }
        };
        view! { <tr><th scope="row">{t(field)}</th>{cells.into_iter().map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead><tr><td></td>{names}</tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn rows_of(model: &Model, ids: &[MetricId], lang: Lang) -> Vec<(Phrase, Vec<Pieces>)> {
    let cards: Vec<_> = ids.iter().map(|id| facts(model, *id, lang)).collect();
    let field = |field: Phrase| -> Vec<String> {
        if field == i::COMPARE_OPENED {
            return ids.iter().map(|id| opened_words(model, *id).get(lang).to_owned()).collect();
        }
        let of = |card: &Vec<(Phrase, String)>| {
            card.iter().find(|(own, _)| *own == field).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        cards.iter().map(of).collect()
    };
    let order =
        NAMES.into_iter().chain(OTHERS.into_iter().take(1)).chain(FORMULAS).chain(OTHERS.into_iter().skip(1));
    let marked = |name: Phrase| {
        let texts = field(name);
        if texts.iter().all(String::is_empty) {
            return None;
        }
        let said = |text: String| if text.is_empty() { i::NOT_SAID.get(lang).to_owned() } else { text };
        let cells = match NAMES.contains(&name) {
            true => texts.into_iter().map(|text| vec![(said(text), false)]).collect(),
            false => {
                let texts: Vec<String> = texts.into_iter().map(said).collect();
                differences(&texts, FORMULAS.contains(&name))
            }
        };
        Some((name, cells))
    };
    order.filter_map(marked).collect()
}
