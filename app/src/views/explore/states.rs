//! What every panel shows while an answer is on its way, partial, or not to be had.

use leptos::prelude::*;

use crate::components::{Findings, Glyph, Icon, Skeleton, t};
use crate::i18n::{ANSWER_FAILED, PARTIAL_ANSWER};
use crate::session::{Shown, Standing};
use crate::state::Store;

/// A badge while the answer has seen only a part of the rows.
#[component]
pub(super) fn PartialBadge(shown: Signal<Shown>) -> impl IntoView {
    let lang = Store::here().lang();
    let percent =
        Memo::new(move |_| shown.with(|shown| shown.part_seen().map(|part| format!("{:.0}%", part * 100.0))));
    move || {
        percent.get().map(|percent| {
            view! {
                <span class="badge is-partial" role="status">
                    {move || PARTIAL_ANSWER.fill(lang.get(), &[("percent", &percent)])}
                </span>
            }
        })
    }
}

/// A moving line on the upper edge of a card while an older answer is shown.
#[component]
pub(super) fn BusyBar(shown: Signal<Shown>) -> impl IntoView {
    let is_busy = Memo::new(move |_| shown.with(|shown| shown.standing == Standing::Waiting));
    move || is_busy.get().then(|| view! { <span class="busy-bar" aria-hidden="true"></span> })
}

/// Skeleton, failure, or the content.
#[component]
pub(super) fn Answered(
    /// The answer.
    shown: Signal<Shown>,
    /// How many lines the content will have, roughly.
    #[prop(default = 5)]
    lines: usize,
    /// The content, once there is a frame.
    children: ChildrenFn,
) -> impl IntoView {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Empty,
        Failed,
        Content,
    }
    let state = Memo::new(move |_| {
        shown.with(|shown| match shown.standing {
            Standing::Failed => State::Failed,
            _ if shown.frame.is_some() => State::Content,
            _ => State::Empty,
        })
    });
    let is_stale = Memo::new(move |_| shown.with(Shown::is_stale));
    move || match state.get() {
        State::Empty => view! { <Skeleton lines=lines/> }.into_any(),
        State::Failed => {
            let diagnostics = shown.with(|shown| shown.diagnostics.to_vec());
            view! {
                <div class="empty is-error" role="alert">
                    <Icon glyph=Glyph::Warning/>
                    <strong>{t(ANSWER_FAILED)}</strong>
                    <Findings diagnostics/>
                </div>
            }
            .into_any()
        }
        State::Content => {
            let children = children.clone();
            view! { <div class:is-stale=is_stale>{children()}</div> }.into_any()
        }
    }
}
