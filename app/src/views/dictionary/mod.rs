//! Dictionary: the list left, and right of it a metric's card, the builder, or the checks.

mod build;
mod card;
mod catalogue;
mod checks;
mod compare;
mod exchange;
mod facts;
mod form;
mod history;
mod life;
mod lineage;
mod list;
mod metric_choice;
mod preview;
mod qualifier_form;
mod qualifiers;
mod reading;
mod touched;
mod tree_forms;
mod trees;

use std::sync::Arc;

use leptos::prelude::*;
use sandtable_worker::protocol::Dictionary;

use crate::components::{Glyph, Icon, Skeleton, t};
use crate::i18n::{BACK_TO_LIST, DICTIONARY_PICK, DICTIONARY_TITLE};
use crate::session::Session;
use crate::state::Store;
use build::Builder;
use card::Card;
use catalogue::Catalogue;
use checks::Checks;
use compare::Compare;
use exchange::Exchange;
use form::Draft;
use list::MetricList;
use qualifiers::Qualifiers;
use trees::Trees;

/// What stands beside the list.
#[derive(Clone, Debug, Default, PartialEq)]
enum Pane {
    /// The metric of the address.
    #[default]
    Card,
    /// A metric in the making.
    Build(Box<Draft>),
    /// What the linter saw.
    Checks,
    /// The built-in catalogue on these tables.
    Catalogue,
    /// Files out and in.
    Exchange,
    /// A tree by its code; without one, the first.
    Trees(Option<String>),
    /// Named conditions; the one that is looked for.
    Qualifiers(Option<String>),
    /// Definitions side by side: codes.
    Compare(Vec<String>),
}

/// What the parts of this screen share. Copies are the same.
#[derive(Clone, Copy)]
struct Desk {
    dictionary: Signal<Option<Arc<Dictionary>>>,
    pane: RwSignal<Pane>,
}

impl Desk {
    fn here() -> Self {
        expect_context()
    }

    fn show(&self, pane: Pane) {
        self.pane.set(pane);
    }
}

/// The screen.
#[component]
pub(super) fn DictionaryScreen() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let desk = Desk { dictionary: session.dictionary(), pane: RwSignal::new(Pane::default()) };
    provide_context(desk);
    let is_ready = Memo::new(move |_| desk.dictionary.with(Option::is_some));
    let has_pane = Memo::new(move |_| {
        store.metric().with(Option::is_some) || desk.pane.with(|pane| *pane != Pane::Card)
    });
    view! {
        <div class="dictionary" class:has-pane=has_pane aria-label=t(DICTIONARY_TITLE)>
            <div class="dictionary-list"><MetricList/></div>
            <div class="dictionary-pane">
                <button
                    type="button"
                    class="button is-quiet dictionary-back"
                    on:click=move |_| {
                        desk.show(Pane::Card);
                        store.look_up(None);
                    }
                >
                    <Icon glyph=Glyph::Back/>
                    <span>{t(BACK_TO_LIST)}</span>
                </button>
                {move || {
                    if !is_ready.get() {
                        return view! { <section class="card"><Skeleton lines=6/></section> }.into_any();
                    }
                    match desk.pane.get() {
                        Pane::Build(draft) => view! { <Builder draft=*draft/> }.into_any(),
                        Pane::Exchange => view! { <Exchange/> }.into_any(),
                        Pane::Catalogue => view! { <Catalogue/> }.into_any(),
                        Pane::Trees(code) => view! { <Trees code=code/> }.into_any(),
                        Pane::Qualifiers(code) => view! { <Qualifiers code=code/> }.into_any(),
                        Pane::Checks => view! { <Checks/> }.into_any(),
                        Pane::Compare(codes) => view! { <Compare codes=codes/> }.into_any(),
                        Pane::Card => match store.metric().get() {
                            Some(code) => view! { <Card code=code/> }.into_any(),
                            None => view! { <section class="card"><p class="empty">{t(DICTIONARY_PICK)}</p></section> }.into_any(),
                        },
                    }
                }}
            </div>
        </div>
    }
}
