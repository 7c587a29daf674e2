//! Buttons.

use leptos::prelude::*;

use super::{Glyph, Icon, t};
use crate::i18n::Phrase;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The way forward.
    Primary,
    /// Beside text.
    Quiet,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button is-primary",
            Self::Quiet => "button is-quiet",
        }
    }
}

/// A button with a word.
#[component]
pub fn Button(
    /// What it says.
    phrase: Phrase,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the word.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class=kind.class() disabled=disabled on:click=move |_| on_press()>
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            <span>{t(phrase)}</span>
        </button>
    }
}

/// A button with only an icon; its word is its label and its tooltip.
#[component]
pub fn IconButton(
    /// What it is called.
    phrase: Phrase,
    /// Its drawing.
    glyph: Glyph,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=t(phrase)
            title=t(phrase)
            disabled=disabled
            on:click=move |_| on_press()
        >
            <Icon glyph/>
        </button>
    }
}
