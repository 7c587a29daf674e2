//! A box that finds one of many by what is typed.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{t, unique_id};
use crate::browser;
use crate::i18n::{CHOICES_MORE, NO_MATCH, Phrase};
use crate::state::Store;

/// Choices drawn at once.
const DRAWN: usize = 50;

/// One of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Beside it.
    pub hint: String,
}

/// The box. Arrows walk through what is found, Enter takes it, Esc closes the list.
#[component]
pub fn Combobox(
    /// What it is called.
    phrase: Phrase,
    /// The choices that a text leaves, the best first.
    find: impl Fn(&str) -> Vec<Choice> + Send + Sync + 'static,
    /// Whether what is chosen stays in the box; else it is empty again for the next.
    #[prop(optional)]
    keeps: bool,
    /// Gets what is chosen; nothing where the box has been emptied.
    choose: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    let lang = Store::here().lang();
    let (typed, chosen) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (is_open, active) = (RwSignal::new(false), RwSignal::new(0_usize));
    let list = unique_id("choices");
    let item = StoredValue::new(list.clone());
    let item = move |at: usize| item.with_value(|list| format!("{list}-{at}"));
    let found = Memo::new(move |_| {
        if !is_open.get() {
            return Vec::new();
        }
        // What has been chosen is no search: all can be chosen instead.
        let text = typed.get();
        if chosen.with(|chosen| *chosen == text) { find("") } else { find(text.trim()) }
    });
    let choose = StoredValue::new(choose);
    let take = move |choice: Choice| {
        let label = if keeps { choice.label } else { String::new() };
        is_open.set(false);
        chosen.set(label.clone());
        typed.set(label);
        choose.with_value(|choose| choose(choice.value));
    };
    let close = move || {
        is_open.set(false);
        // A text that was not taken is no choice; an empty one takes the choice back.
        if keeps && typed.with_untracked(String::is_empty) && !chosen.with_untracked(String::is_empty) {
            chosen.set(String::new());
            choose.with_value(|choose| choose(String::new()));
        }
        typed.set(chosen.get_untracked());
    };
    let walk = move |step: isize| {
        let count = found.with_untracked(Vec::len).min(DRAWN);
        if !is_open.get_untracked() {
            active.set(0);
            is_open.set(true);
        } else if count > 0 {
            active.update(|active| *active = (*active + count).saturating_add_signed(step) % count);
            browser::reveal(&item(active.get_untracked()));
        }
    };
    let keys = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => walk(1),
            "ArrowUp" => walk(-1),
            "Enter" if is_open.get_untracked() => {
                let at = active.get_untracked();
                if let Some(choice) = found.with_untracked(|found| found.get(at).cloned()) {
                    take(choice);
                }
            }
            "Escape" if is_open.get_untracked() => {
                event.stop_propagation();
                close();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let rows = move || {
        let draw = |(at, choice): (usize, Choice)| {
            let label = choice.label.clone();
            let hint = choice.hint.clone();
            view! {
                <li
                    id=item(at)
                    role="option"
                    class="menu-item"
                    aria-selected=move || (active.get() == at).to_string()
                    on:click=move |_| take(choice.clone())
                >
                    <span class="truncate">{label}</span>
                    <span class="menu-hint code">{hint}</span>
                </li>
            }
        };
        found.get().into_iter().take(DRAWN).enumerate().map(draw).collect_view()
    };
    let note = move || {
        let count = found.with(Vec::len);
        match count {
            0 => Some(NO_MATCH.get(lang.get()).to_owned()),
            _ if count > DRAWN => {
                Some(CHOICES_MORE.fill(lang.get(), &[("count", &(count - DRAWN).to_string())]))
            }
            _ => None,
        }
    };
    view! {
        <div class="combobox">
            <input
                class="input is-small"
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-label=t(phrase)
                placeholder=t(phrase)
                aria-expanded=move || is_open.get().to_string()
                aria-controls=list.clone()
                aria-activedescendant=move || (is_open.get() && found.with(|found| !found.is_empty())).then(|| item(active.get()))
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    active.set(0);
                    is_open.set(true);
                }
                on:click=move |_| {
                    active.set(0);
                    is_open.set(true);
                }
                on:keydown=keys
                on:blur=move |_| close()
            />
            // A press in the list does not take the focus from the box.
            <Show when=move || is_open.get()>
                <div class="combobox-list" on:mousedown=move |event| event.prevent_default()>
                    <ul id=list.clone() role="listbox" aria-label=t(phrase)>{rows}</ul>
                    {move || note().map(|note| view! { <p class="menu-note small" role="status">{note}</p> })}
                </div>
            </Show>
        </div>
    }
}
