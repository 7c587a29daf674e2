//! Values that were not taken over: row, column, value, reason; counted by reason, and to be saved.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::load::{LoadReport, Reject};

use crate::browser;
use crate::components::t;
use crate::format;
use crate::i18n::{
    Lang, PROBLEM_COLUMN, PROBLEM_REASON, PROBLEM_ROW, PROBLEM_VALUE, PROBLEMS_FILE, PROBLEMS_OF,
    PROBLEMS_SAVE, PROBLEMS_SHOWN, PROBLEMS_SUMMARY,
};
use crate::state::Store;

/// Problems on screen.
const SHOWN: usize = 100;

/// The table of problems.
#[component]
pub(super) fn Problems(table: String, report: Arc<LoadReport>) -> impl IntoView {
    let lang = Store::here().lang();
    let kept = report.rejects.kept.clone();
    let summary = {
        let kept = kept.clone();
        move || by_reason(&kept, lang.get())
    };
    let is_cut = report.rejects.total as usize > SHOWN.min(kept.len());
    let total = format::count(report.rejects.total);
    let saved = kept.clone();
    let name = table.clone();
    let save = move |_| {
        let lang = lang.get_untracked();
        browser::save_text(&PROBLEMS_FILE.fill(lang, &[("table", &name)]), "text/csv", &csv(&saved, lang));
    };
    let rows = move || {
        let lang = lang.get();
        kept.iter()
            .take(SHOWN)
            .map(|reject| {
                view! {
                    <tr>
                        <td class="is-number">{format::count(reject.row)}</td>
                        <td>{reject.column.clone()}</td>
                        <td><span class="value">{reject.value.clone()}</span></td>
                        <td>{reject.reason.text().get(lang).to_owned()}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <p class="is-inset">{summary}</p>
        <div class="table-wrap is-short" tabindex="0" role="region" aria-label=move || {
            PROBLEMS_OF.fill(lang.get(), &[("table", &table)])
        }>
            <table class="table problems">
                <thead>
                    <tr>
                        <th scope="col" class="is-number">{t(PROBLEM_ROW)}</th>
                        <th scope="col">{t(PROBLEM_COLUMN)}</th>
                        <th scope="col">{t(PROBLEM_VALUE)}</th>
                        <th scope="col">{t(PROBLEM_REASON)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="table-foot">
            {move || is_cut.then(|| PROBLEMS_SHOWN.fill(lang.get(), &[("shown", &SHOWN.to_string()), ("total", &total)]))}
            <button type="button" class="link-button" on:click=save>{t(PROBLEMS_SAVE)}</button>
        </div>
    }
}

/// How many of the kept problems each column has, worst first.
fn by_reason(kept: &[Reject], lang: Lang) -> String {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for reject in kept {
        *counts.entry((reject.column.clone(), reject.reason.text().get(lang).to_owned())).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts: Vec<String> = counts
        .into_iter()
        .map(|((column, reason), count)| {
            PROBLEMS_SUMMARY.fill(
                lang,
                &[("column", &column), ("reason", &reason), ("count", &format::count(count as u64))],
            )
        })
        .collect();
    parts.join(" · ")
}

/// The kept problems as a CSV file with a byte order mark, which spreadsheets want.
fn csv(kept: &[Reject], lang: Lang) -> String {
    let quoted = |text: &str| {
        // A leading sign would make a spreadsheet compute what came from a file.
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let head =
        [PROBLEM_ROW, PROBLEM_COLUMN, PROBLEM_VALUE, PROBLEM_REASON].map(|phrase| quoted(phrase.get(lang)));
    let mut text = format!("\u{feff}{}\r\n", head.join(","));
    for reject in kept {
        let cells = [&reject.row.to_string(), &reject.column, &reject.value, reject.reason.text().get(lang)]
            .map(quoted);
        text.push_str(&format!("{}\r\n", cells.join(",")));
    }
    text
}

#[cfg(test)]
mod tests {
    use sandtable_engine::load::Reason;

    use super::*;

    #[test]
    fn a_saved_value_is_never_a_formula() {
        let reject =
            Reject { row: 3, column: "price".into(), value: "=1+\"2\"".into(), reason: Reason::NoSuchDate };
        let text = csv(&[reject], Lang::En);
        assert!(
            text.ends_with("\"3\",\"price\",\"'=1+\"\"2\"\"\",\"no such day in the calendar\"\r\n"),
            "{text}"
        );
    }
}
