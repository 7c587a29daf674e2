//! Choosing one of all metrics, found as the dictionary finds them.

use leptos::prelude::*;

use super::Desk;
use crate::components::{Choice, Combobox};
use crate::i18n::Phrase;
use crate::queries::{Lookup, look_up};
use crate::state::Store;

/// A box for a metric; `choose` gets the code.
#[component]
pub(super) fn MetricChoice(
    phrase: Phrase,
    /// Whether the name stays in the box.
    #[prop(optional)]
    keeps: bool,
    /// Codes that are not offered.
    #[prop(optional, into)]
    except: Signal<Vec<String>>,
    choose: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let (model, lang) = (store.model(), store.lang());
    let find = move |text: &str| {
        let lookup = Lookup { search: text.to_owned(), ..Lookup::default() };
        desk.dictionary.with(|dictionary| {
            let keys = dictionary.as_ref().map(|dictionary| dictionary.keys.as_slice()).unwrap_or_default();
            model.with(|model| {
                let found = look_up(model, keys, &lookup);
                let metrics = found.into_iter().filter_map(|at| model.metrics.get(at as usize));
                let offered = metrics.filter(|metric| except.with(|except| !except.contains(&metric.code)));
                offered
                    .map(|metric| Choice {
                        value: metric.code.clone(),
                        label: metric.label.get(lang.get()).to_owned(),
                        hint: metric.code.clone(),
                    })
                    .collect()
            })
        })
    };
    view! { <Combobox phrase=phrase find=find keeps=keeps choose=choose/> }
}
