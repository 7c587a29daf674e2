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
mod responsibility;
mod source;
mod touched;
mod tree_forms;
mod trees;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use sandtable_worker::protocol::Dictionary;

use crate::browser;
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
use source::SourcePane;
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
    /// A file, a column or a qualifier, as [`source`] writes it.
    Source(String),
}

impl Pane {
    /// Its part of the address; a card and a metric in the making have none.
    fn address(&self) -> Option<String> {
        match self {
            Self::Card | Self::Build(_) => None,
            Self::Checks => Some("checks".to_owned()),
            Self::Catalogue => Some("catalogue".to_owned()),
            Self::Exchange => Some("exchange".to_owned()),
            Self::Trees(None) => Some("trees".to_owned()),
            Self::Trees(Some(code)) => Some(format!("trees.{code}")),
            Self::Qualifiers(None) => Some("qualifiers".to_owned()),
            Self::Qualifiers(Some(code)) => Some(format!("qualifiers.{code}")),
            Self::Compare(codes) => Some(format!("compare.{}", codes.join(","))),
            Self::Source(source) => Some(format!("source.{source}")),
        }
    }

    /// The pane of an address; any other shows the card.
    fn at(address: &str) -> Self {
        let (kind, rest) = address.split_once('.').unwrap_or((address, ""));
        match kind {
            "checks" => Self::Checks,
            "catalogue" => Self::Catalogue,
            "exchange" => Self::Exchange,
            "trees" => Self::Trees((!rest.is_empty()).then(|| rest.to_owned())),
            "qualifiers" => Self::Qualifiers((!rest.is_empty()).then(|| rest.to_owned())),
            "compare" => Self::Compare(rest.split(',').map(str::to_owned).collect()),
            "source" => Self::Source(rest.to_owned()),
            _ => Self::Card,
        }
    }
}

/// Metric and pane of the address.
type Address = (Option<String>, Option<String>);

/// What the parts of this screen share. Copies are the same.
#[derive(Clone, Copy)]
struct Desk {
    store: Store,
    dictionary: Signal<Option<Arc<Dictionary>>>,
    /// A metric in the making, and the address at which it was begun: it shows there alone.
    making: RwSignal<Option<(Box<Draft>, Address)>>,
    /// Who makes changes.
    author: RwSignal<String>,
}

impl Desk {
    fn here() -> Self {
        expect_context()
    }

    fn new(store: Store, dictionary: Signal<Option<Arc<Dictionary>>>) -> Self {
        let author = RwSignal::new(form::author("").name);
        Self { store, dictionary, making: RwSignal::new(None), author }
    }

    fn address(&self) -> Address {
        (self.store.metric().get(), self.store.pane().get())
    }

    fn show(&self, pane: Pane) {
        let address = pane.address();
        let draft = match pane {
            Pane::Build(draft) => Some(draft),
            _ => None,
        };
        let metric = self.store.metric().get_untracked();
        self.making.set(draft.map(|draft| (draft, (metric, address.clone()))));
        self.store.look_at(address);
    }

    /// What stands beside the list: what the address says, or the metric that is made there.
    fn pane(&self) -> Pane {
        let address = self.address();
        let made = self.making.with(|making| {
            let (draft, begun_at) = making.as_ref()?;
            (*begun_at == address).then(|| Pane::Build(draft.clone()))
        });
        made.unwrap_or_else(|| address.1.as_deref().map_or(Pane::Card, Pane::at))
    }
}

/// The screen.
#[component]
pub(super) fn DictionaryScreen() -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let desk = Desk::new(store, session.dictionary());
    provide_context(desk);
    let pane = Memo::new(move |_| desk.pane());
    let is_ready = Memo::new(move |_| desk.dictionary.with(Option::is_some));
    let has_pane =
        Memo::new(move |_| store.metric().with(Option::is_some) || pane.with(|pane| *pane != Pane::Card));
    keep_place(Memo::new(move |_| (store.metric().get(), pane.get())), has_pane);
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
                    match pane.get() {
                        Pane::Build(draft) => view! { <Builder draft=*draft/> }.into_any(),
                        Pane::Exchange => view! { <Exchange/> }.into_any(),
                        Pane::Catalogue => view! { <Catalogue/> }.into_any(),
                        Pane::Trees(code) => view! { <Trees code=code/> }.into_any(),
                        Pane::Qualifiers(code) => view! { <Qualifiers code=code/> }.into_any(),
                        Pane::Checks => view! { <Checks/> }.into_any(),
                        Pane::Compare(codes) => view! { <Compare codes=codes/> }.into_any(),
                        Pane::Source(source) => view! { <SourcePane address=source/> }.into_any(),
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

/// What is opened begins at its top; where list and pane share one column, the list is found again where it was left.
fn keep_place(shown: Memo<(Option<String>, Pane)>, has_pane: Memo<bool>) {
    let list_at = StoredValue::new(0.0);
    let scrolling = window_event_listener(ev::scroll, move |_| {
        if !has_pane.get_untracked() {
            list_at.set_value(browser::scrolled());
        }
    });
    on_cleanup(move || scrolling.remove());
    Effect::new(move |before: Option<(Option<String>, Pane)>| {
        let now = shown.get();
        if before.is_some_and(|before| before != now) {
            browser::scroll_to(if has_pane.get_untracked() { 0.0 } else { list_at.get_value() });
        }
        now
    });
}
