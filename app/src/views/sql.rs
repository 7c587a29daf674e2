//! A query as SQL, to run the same metric on a company's own warehouse.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::query::Query;
use sandtable_engine::query::sql::Dialect;

use crate::browser;
use crate::components::{Button, ButtonKind, Findings, Glyph, t};
use crate::i18n::{SQL_COPIED, SQL_COPY, SQL_DIALECT, SQL_HINT, SQL_SAVE, SQL_SHOW};
use crate::session::Session;
use crate::state::Store;

/// The dialect of last time.
const DIALECT: &str = "sql-dialect";

/// Folded until somebody asks: then the statement follows the query.
#[component]
pub(super) fn SqlText(
    /// What to write; none while nothing is asked.
    #[prop(into)]
    query: Signal<Option<Query>>,
    /// The name of the file that it is saved as.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let (store, session) = (Store::here(), Session::here());
    let lang = store.lang();
    let is_open = RwSignal::new(false);
    let kept = browser::read_setting(DIALECT)
        .and_then(|word| Dialect::ALL.into_iter().find(|own| own.name() == word));
    let dialect = RwSignal::new(kept.unwrap_or(Dialect::DuckDb));
    let written = RwSignal::new(None::<Result<String, Vec<Diagnostic>>>);
    let is_copied = RwSignal::new(false);
    Effect::new(move |_| {
        let (true, Some(query), dialect) = (is_open.get(), query.get(), dialect.get()) else { return };
        spawn_local(async move {
            let found = session.sql(query, dialect).await;
            // A newer statement has taken its place.
            if found.as_ref().is_err_and(Vec::is_empty) {
                return;
            }
            is_copied.set(false);
            let _ = written.try_set(Some(found));
        });
    });
    let text =
        move || written.with(|written| written.as_ref().and_then(|found| found.as_ref().ok().cloned()));
    let name = StoredValue::new(name);
    let copy = move || {
        if let Some(text) = text() {
            browser::copy_text(&text);
            is_copied.set(true);
        }
    };
    let save = move || {
        if let Some(text) = text() {
            browser::save_text(&format!("{}.sql", name.get_value()), "application/sql", &text);
        }
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        if let Some(chosen) = Dialect::ALL.into_iter().find(|own| own.name() == word) {
            browser::write_setting(DIALECT, &word);
            dialect.set(chosen);
        }
    };
    view! {
        <details class="sql" on:toggle=move |_| is_open.update(|open| *open = !*open)>
            <summary>{t(SQL_SHOW)}</summary>
            <div class="sql-head">
                <select class="select is-small" aria-label=t(SQL_DIALECT) on:change=choose>
                    {Dialect::ALL
                        .into_iter()
                        .map(|own| view! { <option value=own.name() selected=move || dialect.get() == own>{own.name()}</option> })
                        .collect_view()}
                </select>
                <Button phrase=SQL_COPY kind=ButtonKind::Quiet on_press=copy/>
                <Button phrase=SQL_SAVE kind=ButtonKind::Quiet glyph=Glyph::Save on_press=save/>
                <span class="quiet small" role="status">{move || is_copied.get().then(|| SQL_COPIED.get(lang.get()))}</span>
            </div>
            <p class="quiet small">{t(SQL_HINT)}</p>
            {move || written.get().and_then(Result::err).map(|found| view! { <Findings diagnostics=found/> })}
            {move || text().map(|text| view! { <pre class="sql-text" tabindex="0">{text}</pre> })}
        </details>
    }
}
