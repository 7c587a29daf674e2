//! What a tree grows by: a new one from its north star, and metrics that are hung below others by hand.

use leptos::prelude::*;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::tree::{Bond, Edge, Tree, leads};
use sandtable_engine::model::{At, MetricId, TreeDoc};
use sandtable_engine::text::Text;

use super::metric_choice::MetricChoice;
use super::trees::{bond_name, redraw, revise};
use super::{Desk, Pane};
use crate::browser;
use crate::components::{Button, ButtonKind, t};
use crate::i18n::{self as i, Lang};
use crate::state::Store;

/// A tree from its north star: the metrics of its formula are below it by themselves.
#[component]
pub(super) fn NewTree() -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let model = store.model();
    let (root, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let create = move || {
        let found = model.with_untracked(|model| {
            let metric = model.metric(model.find_metric(&root.get_untracked())?);
            let is_free = |code: &String| model.trees.iter().all(|tree| tree.code != *code);
            let mut codes = (1..).map(|number| match number {
                1 => format!("{}_tree", metric.code),
                _ => format!("{}_tree_{number}", metric.code),
            });
            let typed = name.get_untracked();
            let label = if typed.trim().is_empty() { metric.label.clone() } else { Text::same(typed.trim()) };
            Some((codes.find(is_free)?, label, metric.code.clone()))
        });
        let Some((code, label, root)) = found else { return };
        let tree = TreeDoc { code: At::new(code.clone()), label, root: At::new(root), ..TreeDoc::default() };
        revise(Change::Tree(Box::new(tree)));
        desk.show(Pane::Trees(Some(code)));
    };
    view! {
        <div class="row">
            <span class="field-label">{t(i::TREE_ROOT)}</span>
            <MetricChoice phrase=i::TREE_PICK keeps=true choose=move |code| root.set(code)/>
            <label class="field is-inline">
                <span class="field-label">{t(i::TREE_NAME)}</span>
                <input class="input is-small" prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
            </label>
            <Button
                phrase=i::TREE_CREATE
                kind=ButtonKind::Primary
                disabled=Signal::derive(move || root.with(String::is_empty))
                on_press=create
            />
        </div>
    }
}

/// Hangs a metric below another one.
#[component]
pub(super) fn AddBelow(
    tree: Tree,
    from: MetricId,
    /// What stands below already.
    own: Vec<Edge>,
    /// Whether that was drawn by hand.
    is_drawn: bool,
    grown: impl Fn() + Copy + Send + Sync + 'static,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let (chosen, bond) = (RwSignal::new(String::new()), RwSignal::new(Bond::Driver));
    // What stands there already, and what would close a circle.
    let taken = model.with_untracked(|model| {
        let is_taken =
            |id: MetricId| id == from || own.iter().any(|edge| edge.to == id) || leads(&tree.edges, id, from);
        let ids = (0..model.metrics.len() as u32).map(MetricId).filter(|id| is_taken(*id));
        ids.map(|id| model.metric(id).code.clone()).collect::<Vec<_>>()
    });
    let taken = RwSignal::new(taken);
    let kept = StoredValue::new((tree.code, own));
    let add = move || {
        let Some(to) = model.with_untracked(|model| model.find_metric(&chosen.get_untracked())) else {
            return;
        };
        let (code, own) = kept.get_value();
        redraw(desk, store, &code, |edges, written| {
            // What the formula gave is drawn from now on, so that the new metric stands beside it.
            if !is_drawn {
                edges.extend(own.into_iter().map(written));
            }
            edges.push(written(Edge { from, to, bond: bond.get_untracked() }));
        });
        grown();
        close();
    };
    Effect::new(|_| browser::focus_first(".tree-add input"));
    let words = move |bond: Bond| -> String {
        let lang: Lang = lang.get();
        bond_name(bond).get(lang).to_owned()
    };
    view! {
        <div class="tree-add">
            <MetricChoice phrase=i::TREE_PICK keeps=true except=taken choose=move |code| chosen.set(code)/>
            <select
                class="select is-small"
                aria-label=t(i::TREE_BOND)
                on:change=move |event| {
                    let word = event_target_value(&event);
                    bond.set(Bond::WORDS.iter().find(|(own, _)| *own == word).map_or(Bond::Driver, |(_, own)| *own));
                }
            >
                {Bond::WORDS
                    .into_iter()
                    .rev()
                    .map(|(word, own)| view! { <option value=word>{move || words(own)}</option> })
                    .collect_view()}
            </select>
            <Button phrase=i::TREE_ADD_HERE kind=ButtonKind::Primary disabled=Signal::derive(move || chosen.with(String::is_empty)) on_press=add/>
            <Button phrase=i::CANCEL kind=ButtonKind::Quiet on_press=close/>
        </div>
    }
}
