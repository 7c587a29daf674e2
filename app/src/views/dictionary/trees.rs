//! North-star trees: which metrics make or move one, with their values and changes under the filters of the sandbox.

use std::collections::BTreeSet;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::model::edit::Change;
use sandtable_engine::model::tree::{Bond, Edge, Tree, below};
use sandtable_engine::model::{At, EdgeDoc, MetricId};

use super::form::author;
use super::reading::Reading;
use super::tree_forms::{AddBelow, NewTree};
use super::{Desk, Pane};
use crate::browser;
use crate::components::{Button, ButtonKind, Glyph, Icon, t};
use crate::i18n::{self as i, Phrase};
use crate::session::Session;
use crate::state::{NoticeKind, Store};
use crate::views::explore::{FilterBar, PeriodMenu, Subject};

/// Metrics from the root down to a node.
pub(super) type Path = Vec<MetricId>;

/// What the nodes of one tree share. Copies are the same.
#[derive(Clone, Copy)]
struct Grove {
    tree: Memo<Option<Tree>>,
    /// Nodes that are not as they begin: drawn levels open, levels of formulas folded.
    turned: RwSignal<BTreeSet<Path>>,
    /// The node that gets a metric below it.
    growing: RwSignal<Option<Path>>,
}

/// All trees; one is shown.
#[component]
pub(super) fn Trees(code: Option<String>) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let chosen = StoredValue::new(code);
    let tree = Memo::new(move |_| {
        model.with(|model| {
            let named = |tree: &&Tree| chosen.with_value(|code| code.as_ref() == Some(&tree.code));
            model.trees.iter().find(named).or(model.trees.first()).cloned()
        })
    });
    let grove = Grove { tree, turned: RwSignal::default(), growing: RwSignal::new(None) };
    provide_context(grove);
    provide_context(Subject(Signal::derive(move || {
        let root = tree.with(|tree| tree.as_ref().map(|tree| tree.root))?;
        model.with(|model| model.metrics.get(root.index()).map(|metric| metric.code.clone()))
    })));
    let is_new = RwSignal::new(false);
    let names = move || {
        model.with(|model| {
            let name = |tree: &Tree| (tree.code.clone(), tree.label.get(lang.get()).to_owned());
            model.trees.iter().map(name).collect::<Vec<_>>()
        })
    };
    let shown = move || tree.with(|tree| tree.as_ref().map(|tree| tree.code.clone()));
    let delete = move || {
        if let Some(code) = shown() {
            revise(Change::DropTree(code));
        }
    };
    view! {
        <article class="card dictionary-card">
            <header class="card-head">
                <h2 class="card-title is-large">{t(i::TREES_TITLE)}</h2>
                <div class="card-actions">
                    <Button phrase=i::TREE_NEW glyph=Glyph::Plus on_press=move || is_new.set(true)/>
                    <Show when=move || tree.with(Option::is_some)>
                        <Button phrase=i::TREE_DELETE kind=ButtonKind::Quiet on_press=delete/>
                    </Show>
                    <Button phrase=i::CLOSE on_press=move || desk.show(Pane::Card)/>
                </div>
            </header>
            <Show when=move || is_new.get() || tree.with(Option::is_none)>
                <div class="card-section">
                    <p class="quiet">{t(i::TREE_NONE)}</p>
                    <NewTree/>
                </div>
            </Show>
            <Show when=move || tree.with(Option::is_some)>
                <div class="tree-head">
                    <select
                        class="select is-small"
                        aria-label=t(i::TREE_CHOICE)
                        on:change=move |event| desk.show(Pane::Trees(Some(event_target_value(&event))))
                    >
                        {move || names().into_iter().map(|(code, name)| {
                            let is_shown = shown().as_ref() == Some(&code);
                            view! { <option value=code selected=is_shown>{name}</option> }
                        }).collect_view()}
                    </select>
                    <PeriodMenu/>
                    <FilterBar/>
                </div>
                <div class="tree-wrap">
                    {move || tree.get().map(|tree| view! {
                        <ul class="metric-tree" role="tree" aria-label=t(i::TREES_TITLE)>
                            <TreeNode path=vec![tree.root] bond=None is_drawn=false/>
                        </ul>
                    })}
                </div>
            </Show>
        </article>
    }
}

/// Makes a change of a tree.
pub(super) fn revise(change: Change) {
    let (store, session) = (Store::here(), Session::here());
    spawn_local(async move {
        if let Err(found) = session.revise(store, change, author("")).await {
            store.report(NoticeKind::Error, None, found);
        }
    });
}

/// Changes the edges of a tree as it is written: what these tables do not bear stays in it.
pub(super) fn redraw(
    desk: Desk,
    store: Store,
    code: &str,
    change: impl FnOnce(&mut Vec<At<EdgeDoc>>, &dyn Fn(Edge) -> At<EdgeDoc>),
) {
    let model = store.model();
    let code_of = |id: MetricId| model.with_untracked(|model| At::new(model.metric(id).code.clone()));
    let written = |edge: Edge| {
        At::new(EdgeDoc {
            from: code_of(edge.from),
            to: code_of(edge.to),
            kind: edge.bond.code().into(),
            ..EdgeDoc::default()
        })
    };
    let tree = desk.dictionary.with_untracked(|dictionary| {
        let trees = &dictionary.as_ref()?.document.trees;
        trees.iter().find(|tree| *tree.code == code).map(|tree| tree.value.clone())
    });
    if let Some(mut tree) = tree {
        change(&mut tree.edges, &written);
        revise(Change::Tree(Box::new(tree)));
    }
}

#[component]
fn TreeNode(path: Path, bond: Option<Bond>, is_drawn: bool) -> AnyView {
    let (store, desk, grove) = (Store::here(), Desk::here(), expect_context::<Grove>());
    let (model, lang) = (store.model(), store.lang());
    let Some(id) = path.last().copied() else { return ().into_any() };
    let Some(metric) = model.with_untracked(|model| model.metrics.get(id.index()).cloned()) else {
        return ().into_any();
    };
    let parts = grove.tree.with_untracked(|tree| {
        tree.as_ref().map(|tree| model.with_untracked(|model| below(model, tree, id))).unwrap_or_default()
    });
    // A metric that stands above already would grow for ever.
    let edges: Vec<Edge> = parts.0.into_iter().filter(|edge| !path.contains(&edge.to)).collect();
    let (is_open_at_first, has_below) = (parts.1 || path.len() == 1, !edges.is_empty());
    let label = StoredValue::new(metric.label.clone());
    let path = StoredValue::new(path);
    let is_open = Memo::new(move |_| {
        has_below
            && is_open_at_first != grove.turned.with(|turned| path.with_value(|path| turned.contains(path)))
    });
    let turn = move || {
        grove.turned.update(|turned| {
            let path = path.get_value();
            if !turned.remove(&path) {
                turned.insert(path);
            }
        });
    };
    let keys = move |event: KeyboardEvent| {
        let (is_open, key) = (is_open.get_untracked(), event.key());
        match key.as_str() {
            "ArrowRight" if has_below && !is_open => turn(),
            "ArrowLeft" if is_open => turn(),
            "ArrowRight" | "ArrowDown" => browser::walk_tree(&event, browser::ListStep::Next),
            "ArrowUp" => browser::walk_tree(&event, browser::ListStep::Previous),
            "ArrowLeft" => browser::walk_tree(&event, browser::ListStep::First),
            _ => return,
        }
        event.prevent_default();
    };
    let code = metric.code.clone();
    let open_card = move |_| {
        desk.show(Pane::Card);
        store.look_up(Some(code.clone()));
    };
    let named = move |phrase: Phrase| {
        let lang = lang.get();
        phrase.fill(lang, &[("metric", label.with_value(|label| label.get(lang).to_owned()).as_str())])
    };
    let remove = move |_| {
        let Some(tree) = grove.tree.get_untracked() else { return };
        let above = path.with_value(|path| path.len().checked_sub(2).map(|at| path[at]));
        let codes = model.with_untracked(|model| {
            above.map(|above| (model.metric(above).code.clone(), model.metric(id).code.clone()))
        });
        let Some((from, to)) = codes else { return };
        redraw(desk, store, &tree.code, |edges, _| {
            edges.retain(|edge| (edge.from.as_str(), edge.to.as_str()) != (from.as_str(), to.as_str()));
        });
    };
    let is_growing =
        move || grove.growing.with(|growing| path.with_value(|path| growing.as_ref() == Some(path)));
    let edges = StoredValue::new(edges);
    let children = move || {
        edges
            .get_value()
            .into_iter()
            .map(|edge| {
                let mut longer = path.get_value();
                longer.push(edge.to);
                view! { <TreeNode path=longer bond=Some(edge.bond) is_drawn=parts.1/> }
            })
            .collect_view()
    };
    view! {
        <li
            role="treeitem"
            aria-expanded=move || has_below.then(|| is_open.get().to_string())
            aria-label=move || named(i::TREE_NODE)
        >
            <div class="tree-node" data-bond=bond.map(bond_code)>
                {bond.map(|bond| view! { <span class="tree-bond" title=t(bond_name(bond))>{bond_sign(bond)}</span> })}
                <button type="button" class="tree-name truncate" on:click=open_card on:keydown=keys>
                    {move || label.with_value(|label| label.get(lang.get()).to_owned())}
                </button>
                <Reading code=metric.code.clone() polarity=metric.polarity/>
                <span class="tree-actions">
                    {has_below.then(|| view! {
                        <button type="button" class="icon-button is-small" title=move || named(i::TREE_OPEN) aria-label=move || named(i::TREE_OPEN) on:click=move |_| turn()>
                            {move || if is_open.get() { view! { <Icon glyph=Glyph::Up/> } } else { view! { <Icon glyph=Glyph::Down/> } }}
                        </button>
                    })}
                    <button type="button" class="icon-button is-small" title=move || named(i::TREE_ADD) aria-label=move || named(i::TREE_ADD) on:click=move |_| grove.growing.set(Some(path.get_value()))>
                        <Icon glyph=Glyph::Plus/>
                    </button>
                    {is_drawn.then(|| view! {
                        <button type="button" class="icon-button is-small" title=move || named(i::TREE_REMOVE) aria-label=move || named(i::TREE_REMOVE) on:click=remove>
                            <Icon glyph=Glyph::Close/>
                        </button>
                    })}
                </span>
                {move || is_growing().then(|| grove.tree.get_untracked()).flatten().map(|tree| {
                    let own = edges.get_value();
                    // What has grown is seen: a level that was drawn begins open.
                    let grown = move || grove.turned.update(|turned| {
                        path.with_value(|path| turned.remove(path));
                    });
                    view! { <AddBelow tree=tree from=id own=own is_drawn=parts.1 grown=grown close=move || grove.growing.set(None)/> }
                })}
            </div>
            <Show when=move || is_open.get()>
                <ul role="group">{children()}</ul>
            </Show>
        </li>
    }
    .into_any()
}

/// The value of `data-bond`.
fn bond_code(bond: Bond) -> &'static str {
    if bond == Bond::Driver { "driver" } else { "formula" }
}

fn bond_sign(bond: Bond) -> &'static str {
    match bond {
        Bond::Factor => "×",
        Bond::Divisor => "÷",
        Bond::Term => "+",
        Bond::Deduction => "−",
        Bond::Part => "ƒ",
        Bond::Driver => "→",
    }
}

pub(super) fn bond_name(bond: Bond) -> Phrase {
    match bond {
        Bond::Factor => i::BOND_FACTOR,
        Bond::Divisor => i::BOND_DIVISOR,
        Bond::Term => i::BOND_TERM,
        Bond::Deduction => i::BOND_DEDUCTION,
        Bond::Part => i::BOND_PART,
        Bond::Driver => i::BOND_DRIVER,
    }
}
