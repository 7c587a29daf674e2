//! An atomic metric: one aggregate over one column of a fact.

use leptos::prelude::*;

use crate::i18n as i;
use crate::state::Store;
use crate::views::dictionary::form::{Draft, SelectField, TextField};

#[component]
pub(super) fn AtomicFields(draft: RwSignal<Draft>) -> impl IntoView {
    let store = Store::here();
    let (model, lang) = (store.model(), store.lang());
    let datasets = Signal::derive(move || {
        let mut options = vec![(String::new(), "—".to_owned())];
        model.with(|model| {
            let facts = model.datasets.iter().filter(|dataset| !dataset.times.is_empty());
            options.extend(
                facts.map(|dataset| (dataset.code.clone(), dataset.label.get(lang.get()).to_owned())),
            );
        });
        options
    });
    let fields = Signal::derive(move || {
        let dataset = draft.with(|draft| draft.metric.dataset.value.clone());
        let mut options = vec![(String::new(), "—".to_owned())];
        model.with(|model| {
            let fields = model
                .find_dataset(&dataset)
                .map(|id| model.dataset(id).fields.as_slice())
                .unwrap_or_default();
            options.extend(
                fields.iter().map(|field| (field.code.clone(), field.label.get(lang.get()).to_owned())),
            );
        });
        options
    });
    let aggregates = Signal::derive(move || {
        let words = [
            ("count", i::AGGREGATE_COUNT),
            ("count_distinct", i::AGGREGATE_COUNT_DISTINCT),
            ("sum", i::AGGREGATE_SUM),
            ("min", i::AGGREGATE_MIN),
            ("max", i::AGGREGATE_MAX),
            ("avg", i::AGGREGATE_AVG),
            ("median", i::AGGREGATE_MEDIAN),
        ];
        let mut options = vec![(String::new(), "—".to_owned())];
        options.extend(
            words.iter().map(|(code, phrase)| ((*code).to_owned(), phrase.get(lang.get()).to_owned())),
        );
        options
    });
    view! {
        <div class="form-grid">
            <SelectField phrase=i::BUILD_DATASET draft=draft options=datasets get=|m| m.dataset.value.clone() set=|m, v| m.dataset = v.into()/>
            <SelectField phrase=i::BUILD_AGGREGATE draft=draft options=aggregates get=|m| m.aggregate.value.clone() set=|m, v| m.aggregate = v.into()/>
            <SelectField phrase=i::BUILD_FIELD draft=draft options=fields get=|m| m.field.value.clone() set=|m, v| m.field = v.into()/>
            <TextField phrase=i::CARD_NAME draft=draft get=|m| m.label.zh.clone() set=|m, v| m.label.zh = v/>
            <TextField phrase=i::CARD_ENGLISH draft=draft get=|m| m.label.en.clone() set=|m, v| m.label.en = v/>
            <TextField phrase=i::CARD_CODE draft=draft get=|m| m.code.value.clone() set=|m, v| m.code = v.into()/>
        </div>
    }
}
