//! The period of a derived metric: of every grain, so many back, or by dates.

use leptos::prelude::*;
use sandtable_engine::calendar::{Date, Grain, Period};

use crate::components::t;
use crate::i18n::{self as i, GRAIN_NAMES, Phrase};
use crate::state::Store;
use crate::views::dictionary::form::Draft;

/// Lengths that are offered by name.
const RECENT: [(Grain, u32); 7] = [
    (Grain::Day, 7),
    (Grain::Day, 14),
    (Grain::Day, 30),
    (Grain::Day, 90),
    (Grain::Month, 3),
    (Grain::Month, 6),
    (Grain::Month, 12),
];

/// Values of the list that open more fields.
const LENGTH: &str = "+length";
const DATES: &str = "+dates";

/// What is shown beside the list.
#[derive(Clone, Copy, PartialEq)]
enum More {
    Nothing,
    Length,
    Dates,
}

#[component]
pub(super) fn PeriodField(draft: RwSignal<Draft>) -> impl IntoView {
    let lang = Store::here().lang();
    let code = Memo::new(move |_| draft.with(|draft| draft.metric.period.value.clone()));
    let period = Memo::new(move |_| Period::parse(&code.get()));
    let set = move |period: Option<Period>| {
        draft.update(|draft| draft.metric.period = period.map(Period::code).unwrap_or_default().into());
    };
    let more = RwSignal::new(More::Nothing);
    let choose = move |value: String| match value.as_str() {
        LENGTH => {
            more.set(More::Length);
            set(Some(Period::Trailing { grain: Grain::Day, count: 60 }));
        }
        DATES => more.set(More::Dates),
        code => {
            more.set(More::Nothing);
            set(Period::parse(code));
        }
    };
    let groups = groups();
    let is_listed = {
        let groups = groups.clone();
        move |period: Period| groups.iter().any(|(_, own)| own.contains(&period))
    };
    // A period that was typed opens the fields that say it.
    let listed = is_listed.clone();
    Effect::new(move |_| match period.get() {
        Some(Period::Between(..)) => more.set(More::Dates),
        Some(own) if listed(own) => more.set(More::Nothing),
        Some(Period::Trailing { .. }) => more.set(More::Length),
        _ => {}
    });
    let own = Memo::new(move |_| period.get().filter(|period| !is_listed(*period)));
    let option = move |period: Period| {
        let is_chosen = move || more.get() == More::Nothing && code.get() == period.code();
        view! {
            <option value=period.code() selected=is_chosen prop:selected=is_chosen>
                {move || period.label().get(lang.get()).to_owned()}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field">
                <span class="field-label">{t(i::BUILD_PERIOD)}</span>
                <select class="select" on:change=move |event| choose(event_target_value(&event))>
                    <option value="" prop:selected=move || code.with(String::is_empty) && more.get() == More::Nothing>
                        {t(i::BUILD_NO_PERIOD)}
                    </option>
                    {move || own.get().filter(|period| !matches!(period, Period::Between(..) | Period::Trailing { .. })).map(option)}
                    {groups.into_iter().map(|(phrase, periods)| view! {
                        <optgroup label=t(phrase)>{periods.into_iter().map(option).collect_view()}</optgroup>
                    }).collect_view()}
                    <optgroup label=t(i::PERIOD_OTHERS)>
                        <option value=LENGTH prop:selected=move || more.get() == More::Length>{t(i::PERIOD_LENGTH)}</option>
                        <option value=DATES prop:selected=move || more.get() == More::Dates>{t(i::PERIOD_DATES)}</option>
                    </optgroup>
                </select>
            </label>
            {move || match more.get() {
                More::Nothing => ().into_any(),
                More::Length => view! { <Length period=period set=set/> }.into_any(),
                More::Dates => view! { <Dates period=period set=set/> }.into_any(),
            }}
        </div>
    }
}

/// This and the last of each grain, to date, so many back.
fn groups() -> Vec<(Phrase, Vec<Period>)> {
    let bucket = |offset| Grain::ALL.into_iter().map(move |grain| Period::Bucket { grain, offset });
    let to_date = Grain::ALL.into_iter().filter(|grain| *grain != Grain::Day).map(Period::ToDate);
    let recent = RECENT.into_iter().map(|(grain, count)| Period::Trailing { grain, count });
    vec![
        (i::PERIOD_CURRENT, bucket(0).collect()),
        (i::PERIOD_PREVIOUS, bucket(-1).collect()),
        (i::PERIOD_RECENT, recent.collect()),
        (i::PERIOD_TO_DATE, to_date.collect()),
    ]
}

/// The last so many days, weeks, months …
#[component]
fn Length(period: Memo<Option<Period>>, set: impl Fn(Option<Period>) + Copy + 'static) -> impl IntoView {
    let now = move || match period.get() {
        Some(Period::Trailing { grain, count }) => (grain, count),
        _ => (Grain::Day, 1),
    };
    let choose =
        move |grain: Grain, count: u32| set(Some(Period::Trailing { grain, count: count.clamp(1, 9_999) }));
    view! {
        <div class="period-more">
            <span>{t(i::PERIOD_LAST)}</span>
            <input
                class="input is-narrow"
                type="number"
                min="1"
                max="9999"
                aria-label=t(i::PERIOD_COUNT)
                prop:value=move || now().1.to_string()
                on:change=move |event| {
                    if let Ok(count) = event_target_value(&event).parse() {
                        choose(now().0, count);
                    }
                }
            />
            <select
                class="select"
                aria-label=t(i::PERIOD_GRAIN)
                on:change=move |event| {
                    let code = event_target_value(&event);
                    if let Some(grain) = Grain::ALL.into_iter().find(|grain| grain_code(*grain) == code) {
                        choose(grain, now().1);
                    }
                }
            >
                {GRAIN_NAMES.into_iter().map(|(grain, name)| {
                    let is_chosen = move || now().0 == grain;
                    view! { <option value=grain_code(grain) prop:selected=is_chosen>{t(name)}</option> }
                }).collect_view()}
            </select>
        </div>
    }
}

fn grain_code(grain: Grain) -> String {
    Period::ToDate(grain).code()
}

/// From a day to a day.
#[component]
fn Dates(period: Memo<Option<Period>>, set: impl Fn(Option<Period>) + Copy + 'static) -> impl IntoView {
    let lang = Store::here().lang();
    let now = match period.get_untracked() {
        Some(Period::Between(first, last)) => (first.to_string(), last.to_string()),
        _ => Default::default(),
    };
    let (first, last) = (RwSignal::new(now.0), RwSignal::new(now.1));
    let range = move || Date::parse(&first.get_untracked()).zip(Date::parse(&last.get_untracked()));
    let is_reversed = Memo::new(move |_| {
        Date::parse(&first.get()).zip(Date::parse(&last.get())).is_some_and(|(first, last)| first > last)
    });
    let input = move |phrase, text: RwSignal<String>| {
        view! {
            <input
                class="input"
                type="date"
                aria-label=t(phrase)
                prop:value=text
                on:change=move |event| {
                    text.set(event_target_value(&event));
                    if let Some((first, last)) = range().filter(|(first, last)| first <= last) {
                        set(Some(Period::Between(first, last)));
                    }
                }
            />
        }
    };
    view! {
        <div class="period-more">
            {input(i::PERIOD_FROM, first)}
            <span>"～"</span>
            {input(i::PERIOD_TO, last)}
        </div>
        <Show when=move || is_reversed.get()>
            <span class="field-error" role="alert">{t(i::PERIOD_ORDER)}</span>
        </Show>
        <span class="field-hint">
            {move || period.get().map(|period| period.label().get(lang.get()).to_owned())}
        </span>
    }
}
