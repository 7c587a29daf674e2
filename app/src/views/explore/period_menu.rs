//! The time range: usual ones by name, any other by two dates.

use leptos::prelude::*;
use sandtable_engine::calendar::{Date, Grain, Period};

use super::subject_view;
use crate::commands::Command;
use crate::components::{Glyph, Menu, t};
use crate::format;
use crate::i18n::{ALL_TIME, APPLY, PERIOD, PERIOD_CUSTOM, PERIOD_FROM, PERIOD_ORDER, PERIOD_TO};
use crate::queries::totals;
use crate::session::{Priority, Session};
use crate::state::Store;

const USUAL: [Period; 10] = [
    Period::Trailing { grain: Grain::Day, count: 7 },
    Period::Trailing { grain: Grain::Day, count: 30 },
    Period::Trailing { grain: Grain::Month, count: 12 },
    Period::Bucket { grain: Grain::Month, offset: 0 },
    Period::Bucket { grain: Grain::Month, offset: -1 },
    Period::Bucket { grain: Grain::Quarter, offset: 0 },
    Period::Bucket { grain: Grain::Quarter, offset: -1 },
    Period::ToDate(Grain::Year),
    Period::Bucket { grain: Grain::Year, offset: 0 },
    Period::Bucket { grain: Grain::Year, offset: -1 },
];

/// The menu, with the dates that the choice comes to.
#[component]
pub(in crate::views) fn PeriodMenu() -> impl IntoView {
    let store = Store::here();
    let (view, lang, model) = (store.view(), store.lang(), store.model());
    let open = RwSignal::new(false);
    let period = Memo::new(move |_| view.with(|view| view.period));
    let label = Signal::derive(move || match period.get() {
        None => ALL_TIME.get(lang.get()).to_owned(),
        Some(Period::Between(first, last)) => format::day_range(first, last, lang.get()),
        Some(period) => period.label().get(lang.get()).to_owned(),
    });
    let as_of = as_of();
    let dates = move |period: Period| {
        let as_of = as_of.get()?;
        let (first, last) = period.resolve(as_of, model.with(|model| model.fiscal_start_month).max(1));
        Some(format::day_range(first, last, lang.get()))
    };
    let choose = move |choice: Option<Period>| {
        store.run(Command::Period(choice));
        open.set(false);
    };
    view! {
        <Menu phrase=PERIOD label=label glyph=Glyph::Calendar open=open>
            <div class="menu" role="radiogroup" aria-label=t(PERIOD)>
                <button
                    type="button"
                    class="menu-item"
                    role="radio"
                    aria-checked=move || period.get().is_none().to_string()
                    on:click=move |_| choose(None)
                >
                    {t(ALL_TIME)}
                </button>
                {USUAL
                    .into_iter()
                    .map(|choice| {
                        view! {
                            <button
                                type="button"
                                class="menu-item"
                                role="radio"
                                aria-checked=move || (period.get() == Some(choice)).to_string()
                                on:click=move |_| choose(Some(choice))
                            >
                                <span>{move || choice.label().get(lang.get()).to_owned()}</span>
                                <span class="menu-hint">{move || dates(choice)}</span>
                            </button>
                        }
                    })
                    .collect_view()}
                <div class="menu-separator"></div>
                <CustomRange period=period as_of=as_of on_choose=move |period| choose(Some(period))/>
            </div>
        </Menu>
        <span class="dates">
            {move || period.get().filter(|period| period.is_relative()).and_then(dates)}
        </span>
    }
}

/// The day that counts as today: the last date in the facts, as the engine found it.
fn as_of() -> Memo<Option<Date>> {
    let (store, session) = (Store::here(), Session::here());
    let (view, model) = (subject_view(), store.model());
    let shown = session.ask(Priority::Background, move || {
        let lead = view.with(|view| view.metrics.first().cloned())?;
        model.with(|model| model.find_metric(&lead))?;
        // Any period makes the engine tell the day; without filters the answer serves every view.
        let everything = crate::state::View {
            period: Some(Period::Trailing { grain: Grain::Day, count: 1 }),
            ..crate::state::View::default()
        };
        Some(totals(&everything, &[lead]))
    });
    Memo::new(move |_| shown.with(|shown| shown.frame.as_ref().and_then(|frame| frame.as_of)))
}

#[component]
fn CustomRange(
    period: Memo<Option<Period>>,
    as_of: Memo<Option<Date>>,
    on_choose: impl Fn(Period) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let fiscal_start = Store::here().model().with_untracked(|model| model.fiscal_start_month).max(1);
    let now = period
        .get_untracked()
        .zip(as_of.get_untracked())
        .map(|(period, as_of)| period.resolve(as_of, fiscal_start));
    let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let first = RwSignal::new(text(now.map(|(first, _)| first)));
    let last = RwSignal::new(text(now.map(|(_, last)| last).or(as_of.get_untracked())));
    let range = Memo::new(move |_| Date::parse(&first.get()).zip(Date::parse(&last.get())));
    let is_reversed = move || range.get().is_some_and(|(first, last)| first > last);
    view! {
        <form
            class="stack menu-note"
            on:submit=move |event| {
                event.prevent_default();
                if let Some((first, last)) = range.get_untracked().filter(|(first, last)| first <= last) {
                    on_choose(Period::Between(first, last));
                }
            }
        >
            <strong>{t(PERIOD_CUSTOM)}</strong>
            <div class="row">
                <input
                    class="input"
                    type="date"
                    aria-label=t(PERIOD_FROM)
                    prop:value=first
                    on:input=move |event| first.set(event_target_value(&event))
                />
                <span>"～"</span>
                <input
                    class="input"
                    type="date"
                    aria-label=t(PERIOD_TO)
                    aria-invalid=move || is_reversed().to_string()
                    prop:value=last
                    on:input=move |event| last.set(event_target_value(&event))
                />
            </div>
            <Show when=is_reversed><span class="field-error" role="alert">{t(PERIOD_ORDER)}</span></Show>
            <button
                type="submit"
                class="button is-primary"
                disabled=move || range.get().is_none_or(|(first, last)| first > last)
            >
                {t(APPLY)}
            </button>
        </form>
    }
}
