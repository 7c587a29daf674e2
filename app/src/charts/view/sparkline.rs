//! The course of a metric beside its value.

use leptos::prelude::*;

use crate::charts::{Size, Theme, spark};

/// The box in `charts.css`.
const SIZE: Size = Size { width: 96.0, height: 28.0 };

/// A small line. It decorates a number that stands beside it and is hidden from screen readers.
#[component]
pub fn Sparkline(
    /// Values in order of time; none for gaps.
    #[prop(into)]
    values: Signal<Vec<Option<f64>>>,
    /// Light or dark.
    #[prop(into)]
    theme: Signal<Theme>,
) -> impl IntoView {
    let svg = Memo::new(move |_| values.with(|values| spark(values, SIZE, theme.get()).svg));
    view! { <span class="spark" aria-hidden="true" inner_html=svg></span> }
}
