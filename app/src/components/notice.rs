//! What went wrong or was mended: what, why, and what to do next.

use leptos::prelude::*;
use sandtable_engine::diag::{Diagnostic, Severity};

use super::{Glyph, Icon, IconButton, t};
use crate::i18n::{CLOSE, Lang, PLACE_COLUMN, PLACE_LINE, PLACE_ROW};
use crate::state::{NoticeKind, Store};

/// The notice of the store, above the screen.
#[component]
pub fn NoticeBar() -> impl IntoView {
    let store = Store::here();
    move || {
        store.notice().get().map(|notice| {
            let (class, role) = match notice.kind {
                NoticeKind::Info => ("notice", "status"),
                NoticeKind::Warning => ("notice is-warning", "status"),
                NoticeKind::Error => ("notice is-error", "alert"),
            };
            view! {
                <div class=class role=role>
                    <Icon glyph=Glyph::Warning/>
                    <div class="notice-text">
                        {notice.phrase.map(|phrase| view! { <p>{t(phrase)}</p> })}
                        <Findings diagnostics=notice.diagnostics/>
                    </div>
                    <IconButton phrase=CLOSE glyph=Glyph::Close on_press=move || store.close_notice()/>
                </div>
            }
        })
    }
}

/// Findings of the engine as a list.
#[component]
pub fn Findings(
    /// What was found.
    diagnostics: Vec<Diagnostic>,
) -> impl IntoView {
    let lang = Store::here().lang();
    (!diagnostics.is_empty()).then(|| {
        let items = diagnostics
            .into_iter()
            .map(|finding| {
                let class = match finding.severity {
                    Severity::Error => "finding is-error",
                    Severity::Warning => "finding is-warning",
                    Severity::Info => "finding",
                };
                let place = finding.clone();
                let hints = finding.hints.clone();
                view! {
                    <li class=class>
                        <span class="finding-text">{move || sentence(finding.message.get(lang.get()))}</span>
                        <span class="finding-place">{move || place_of(&place, lang.get())}</span>
                        {hints
                            .into_iter()
                            .map(|hint| view! { <span class="finding-hint">{move || format!("→ {}", hint.get(lang.get()))}</span> })
                            .collect_view()}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="findings">{items}</ul> }
    })
}

/// Diagnostics begin in lower case; on screen they stand alone.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn place_of(finding: &Diagnostic, lang: Lang) -> String {
    let place = &finding.location;
    let mut parts = Vec::new();
    parts.extend(place.file.clone());
    parts.extend(place.line.map(|line| PLACE_LINE.fill(lang, &[("line", &line.to_string())])));
    parts.extend(place.column.map(|column| PLACE_COLUMN.fill(lang, &[("column", &column.to_string())])));
    parts.extend(place.row.map(|row| PLACE_ROW.fill(lang, &[("row", &row.to_string())])));
    parts.extend(place.field.clone());
    parts.join(" · ")
}
