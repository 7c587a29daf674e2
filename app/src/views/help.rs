//! The help dialog: keys, and the promise about data.

use leptos::prelude::*;

use crate::components::{DialogFrame, t};
use crate::i18n::{
    HELP_CHART, HELP_ESC, HELP_EXCLUDE, HELP_FILTER, HELP_GRID, HELP_OPEN, HELP_PRIVACY, HELP_REDO,
    HELP_SEARCH, HELP_TITLE, HELP_UNDO, Phrase,
};
use crate::state::{Dialog, Store};

const KEYS: [(&[&str], Phrase); 9] = [
    (&["/"], HELP_SEARCH),
    (&["?"], HELP_OPEN),
    (&["Esc"], HELP_ESC),
    (&["Ctrl", "Z"], HELP_UNDO),
    (&["Ctrl", "Shift", "Z"], HELP_REDO),
    (&["↑", "↓", "←", "→"], HELP_GRID),
    (&["Enter"], HELP_FILTER),
    (&["Shift", "Enter"], HELP_EXCLUDE),
    (&["←", "→", "↑", "↓"], HELP_CHART),
];

/// The dialog, closed until asked for.
#[component]
pub(super) fn HelpDialog() -> impl IntoView {
    let store = Store::here();
    view! {
        <DialogFrame
            title=HELP_TITLE
            is_open=Signal::derive(move || store.dialog().get() == Some(Dialog::Help))
            on_close=move || store.close_dialog()
        >
            <dl class="keys">
                {KEYS
                    .map(|(keys, phrase)| {
                        view! {
                            <div class="keys-row">
                                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
                                <dd>{t(phrase)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="quiet">{t(HELP_PRIVACY)}</p>
        </DialogFrame>
    }
}
