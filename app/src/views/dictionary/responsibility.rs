//! Who answers for what: metrics × roles.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sandtable_engine::model::{Metric, Raci};

use super::touched::{Way, WayList};
use super::{Desk, Pane};
use crate::components::t;
use crate::i18n::{CARD_NAME, OWNER, RACI_FIND, RACI_KEY, RACI_NOBODY, RACI_SIZE};
use crate::state::Store;

/// Code, name, owner, and a cell for each role.
type Row = (String, String, String, Vec<String>);

/// The RACI matrix with a letter where a role has a part, and the metrics that nobody owns.
#[component]
pub(super) fn Responsibility() -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let sought = RwSignal::new(String::new());
    // The most named role first.
    let roles = Memo::new(move |_| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        model.with(|model| {
            for metric in &model.metrics {
                for role in parts(&metric.governance.raci).into_iter().flat_map(|part| part.1) {
                    *counts.entry(role.clone()).or_default() += 1;
                }
            }
        });
        let mut roles: Vec<(String, usize)> = counts.into_iter().collect();
        roles.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        roles.into_iter().map(|(role, _)| role).collect::<Vec<_>>()
    });
    let rows = Memo::new(move |_| {
        let (lang, roles, sought) = (lang.get(), roles.get(), sought.get().trim().to_lowercase());
        let fits = |metric: &&Metric| {
            let own = [metric.label.get(lang), &metric.governance.owner, &metric.code];
            sought.is_empty() || own.iter().any(|text| text.to_lowercase().contains(&sought))
        };
        model.with(|model| {
            let mut shown: Vec<&Metric> = model
                .metrics
                .iter()
                .filter(fits)
                .filter(|metric| !metric.governance.raci.is_empty())
                .collect();
            // Roles that few share stand first.
            let named = |metric: &Metric| {
                parts(&metric.governance.raci).iter().map(|part| part.1.len()).sum::<usize>()
            };
            shown.sort_by_key(|metric| std::cmp::Reverse(named(metric)));
            let row = |metric: &Metric| -> Row {
                let cells = roles.iter().map(|role| letters(&metric.governance.raci, role)).collect();
                let owner = metric.governance.owner.clone();
                (metric.code.clone(), metric.label.get(lang).to_owned(), owner, cells)
            };
            shown.into_iter().map(row).collect::<Vec<_>>()
        })
    });
    let nobody = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| {
            let without = model.metrics.iter().filter(|metric| metric.governance.owner.is_empty());
            without
                .map(|metric| (metric.label.get(lang).to_owned(), Way::Metric(metric.code.clone())))
                .collect::<Vec<_>>()
        })
    });
    let size = move || {
        let (metrics, roles) = (rows.with(Vec::len).to_string(), roles.with(Vec::len).to_string());
        RACI_SIZE.fill(lang.get(), &[("metrics", &metrics), ("roles", &roles)])
    };
    let drawn = move |(code, name, owner, cells): Row| {
        let open = move |_| {
            desk.show(Pane::Card);
            store.look_up(Some(code.clone()));
        };
        view! {
            <tr>
                <th scope="row"><button type="button" class="link-button" on:click=open>{name}</button></th>
                <td>{owner}</td>
                {cells.into_iter().map(|cell| view! { <td class="raci">{cell}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <p class="card-note">
            {move || RACI_NOBODY.fill(lang.get(), &[("count", &nobody.with(Vec::len).to_string())])}
        </p>
        {move || view! { <WayList ways=nobody.get()/> }}
        <div class="row responsibility-find">
            <input
                class="input is-small"
                type="search"
                placeholder=t(RACI_FIND)
                aria-label=t(RACI_FIND)
                on:input=move |event| sought.set(event_target_value(&event))
            />
            <span class="quiet small" role="status">{size}</span>
        </div>
        <div class="table-wrap is-short" tabindex="0" role="region" aria-label=size>
            <table class="table responsibility">
                <thead>
                    <tr>
                        <th scope="col">{t(CARD_NAME)}</th>
                        <th scope="col">{t(OWNER)}</th>
                        {move || roles.get().into_iter().map(|role| view! { <th scope="col">{role}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(drawn).collect_view()}</tbody>
            </table>
        </div>
        <p class="quiet small">{t(RACI_KEY)}</p>
    }
}

fn parts(raci: &Raci) -> [(char, &Vec<String>); 4] {
    [('R', &raci.responsible), ('A', &raci.accountable), ('C', &raci.consulted), ('I', &raci.informed)]
}

/// `RA` where one role does both.
fn letters(raci: &Raci, role: &str) -> String {
    parts(raci)
        .iter()
        .filter(|(_, people)| people.iter().any(|own| own == role))
        .map(|(letter, _)| *letter)
        .collect()
}
