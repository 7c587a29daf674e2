//! The numbers behind a chart.

use leptos::prelude::*;

use crate::charts::{ChartSpec, Datum};
use crate::format::{Lang, MISSING, cell};
use crate::i18n;

/// A page takes long to lay out more rows than this.
const MOST_ROWS: usize = 2_000;

/// Categories as rows, series as columns, full values, units in the header.
pub(super) fn data_table(spec: Signal<ChartSpec>, lang: Signal<Lang>) -> impl IntoView {
    move || {
        let (spec, lang) = (spec.read(), lang.get());
        let head = spec.series.iter().enumerate().map(|(at, series)| {
            let unit = spec.format_of(at).unit_name(lang);
            view! {
                <th scope="col" class="is-number">
                    {series.name.clone()}
                    {unit.map(|unit| view! { <span class="unit">{unit}</span> })}
                </th>
            }
        });
        let rows = spec.categories.iter().take(MOST_ROWS).enumerate().map(|(category, name)| {
            let cells =
                (0..spec.series.len()).map(|series| data_cell(&spec, series, category)).collect_view();
            view! { <tr><th scope="row">{name.label.clone()}</th>{cells}</tr> }
        });
        let rest = spec.categories.len().saturating_sub(MOST_ROWS);
        view! {
            <div class="chart-data table-wrap" tabindex="0" role="region" aria-label=spec.title.clone()>
                <table class="table is-compact pivot">
                    <thead>
                        <tr><th scope="col">{spec.category_title.clone()}</th>{head.collect_view()}</tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                {(rest > 0).then(|| view! { <p class="table-foot">{i18n::CHART_ROWS_OMITTED.fill(lang, &[("count", &rest.to_string())])}</p> })}
            </div>
        }
    }
}

fn data_cell(spec: &ChartSpec, series: usize, category: usize) -> impl IntoView + use<> {
    match spec.series[series].value(category) {
        Some(value) => {
            view! { <td class="is-number">{cell(Some(value), spec.format_of(series))}</td> }.into_any()
        }
        None => {
            let reason = spec.series[series].data.get(category).and_then(Datum::reason).map(str::to_owned);
            view! { <td class="is-number is-missing" title=reason>{MISSING}</td> }.into_any()
        }
    }
}
