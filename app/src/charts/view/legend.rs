//! Names and colours of the series, or the scale of a heatmap.

use leptos::prelude::*;

use crate::charts::{LegendEntry, LegendKey, Picture};
use crate::format::Lang;
use crate::i18n;

/// The legend; nothing for a lone series, whose name the card already has.
pub(super) fn legend(picture: Memo<Picture>, lang: Signal<Lang>) -> impl IntoView {
    let entries = Memo::new(move |_| picture.read().legend.clone());
    move || {
        let entries = entries.get();
        if entries.len() < 2 {
            return None;
        }
        let is_scale = entries.iter().all(|entry| entry.key == LegendKey::Step);
        let last = entries.len() - 1;
        let items = entries.into_iter().enumerate().map(|(at, entry)| item(entry, is_scale && at == last));
        Some(view! {
            <ul class="chart-legend" class:is-scale=is_scale aria-label=i18n::CHART_LEGEND.get(lang.get())>
                {items.collect_view()}
            </ul>
        })
    }
}

/// The key, then the name; the last step of a scale has its name behind its key, all others before.
fn item(entry: LegendEntry, is_last_step: bool) -> impl IntoView {
    let class = if entry.key == LegendKey::Line { "key is-line" } else { "key" };
    let key = view! { <span class=class style=("--ink", entry.ink.hex()) aria-hidden="true"></span> };
    let name = (!entry.name.is_empty()).then(|| {
        let title = entry.name.clone();
        view! { <span class="name" title=title>{entry.name}</span> }
    });
    if entry.key == LegendKey::Step && !is_last_step {
        view! { <li>{name}{key}</li> }.into_any()
    } else {
        view! { <li>{key}{name}</li> }.into_any()
    }
}
