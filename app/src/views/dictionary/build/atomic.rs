//! An atomic metric: one aggregate over one column of a fact.

use leptos::prelude::*;
use sandtable_engine::model::{Aggregate, At, MetricDoc};

use crate::i18n as i;
use crate::queries::aggregate_words;
use crate::state::Store;
use crate::views::dictionary::form::{Draft, SelectField, TextField, set_both};

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
        let mut options = vec![(String::new(), "—".to_owned())];
        // A count without a column is the count of rows.
        let offered =
            Aggregate::WORDS.into_iter().filter(|(_, aggregate)| *aggregate != Aggregate::CountRows);
        options.extend(
            offered.map(|(code, aggregate)| (code.to_owned(), aggregate_words(aggregate, lang.get()))),
        );
        options
    });
    let times = Signal::derive(move || {
        let dataset = draft.with(|draft| draft.metric.dataset.value.clone());
        let mut options = vec![(String::new(), i::BUILD_TIME_USUAL.get(lang.get()).to_owned())];
        model.with(|model| {
            let dates =
                model.find_dataset(&dataset).map(|id| model.dataset(id).times.as_slice()).unwrap_or_default();
            options.extend(dates.iter().map(|id| {
                let field = model.field(*id);
                (field.code.clone(), field.label.get(lang.get()).to_owned())
            }));
        });
        options
    });
    let stocks = Signal::derive(move || {
        let words = [
            ("", i::BUILD_FLOW),
            ("last", i::BUILD_STOCK_LAST),
            ("first", i::BUILD_STOCK_FIRST),
            ("running", i::BUILD_STOCK_RUNNING),
            ("opening", i::BUILD_STOCK_OPENING),
        ];
        words.map(|(code, phrase)| (code.to_owned(), phrase.get(lang.get()).to_owned())).to_vec()
    });
    let is_percentile = Memo::new(move |_| draft.with(|draft| draft.metric.aggregate.value == "percentile"));
    view! {
        <div class="form-grid">
            <SelectField phrase=i::BUILD_DATASET draft=draft options=datasets get=|m| m.dataset.value.clone() set=|m, v| m.dataset = v.into()/>
            <SelectField phrase=i::BUILD_AGGREGATE draft=draft options=aggregates get=|m| m.aggregate.value.clone() set=|m, v| m.aggregate = v.into()/>
            <SelectField phrase=i::BUILD_FIELD draft=draft options=fields get=|m| m.field.value.clone() set=|m, v| m.field = v.into()/>
            <SelectField phrase=i::BUILD_TIME draft=draft options=times get=|m| m.time.value.clone() set=|m, v| m.time = v.into()/>
            <SelectField phrase=i::BUILD_OVER_TIME draft=draft options=stocks get=|m| m.over_time.value.clone() set=|m, v| m.over_time = v.into()/>
            <Show when=move || is_percentile.get()>
                <TextField phrase=i::BUILD_PERCENTILE draft=draft get=percent_of set=|m, v| m.p = v.trim().parse().ok().map(|p: f64| At::new(p / 100.0))/>
            </Show>
            <TextField phrase=i::CARD_NAME draft=draft get=|m| m.label.zh.clone() set=|m, v| m.label.zh = v/>
            <TextField phrase=i::CARD_ENGLISH draft=draft get=|m| m.label.en.clone() set=|m, v| m.label.en = v/>
            <TextField phrase=i::CARD_UNIT draft=draft get=|m| m.unit.zh.clone() set=|m, v| set_both(&mut m.unit, v)/>
            <TextField phrase=i::CARD_CODE draft=draft get=|m| m.code.value.clone() set=|m, v| m.code = v.into()/>
        </div>
    }
}

fn percent_of(metric: &MetricDoc) -> String {
    metric.p.as_ref().map(|p| (p.value * 100.0).to_string()).unwrap_or_default()
}
