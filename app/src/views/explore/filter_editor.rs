//! One filter: members to tick, a range, a text, or nulls; to keep or to leave out.

use leptos::prelude::*;
use sandtable_engine::calendar::{Date, DateTime, MICROS_PER_DAY};
use sandtable_engine::table::{DataType, Scalar};

use super::member_list::MemberList;
use crate::components::{Glyph, Icon, say, t};
use crate::i18n::{
    APPLY, BACK, BY_CONTAINS, BY_MEMBERS, BY_RANGE, CONTAINS_LABEL, EXCLUDE, IS_BLANK, Phrase, RANGE_FROM,
    RANGE_TO,
};
use crate::queries::FieldInfo;
use crate::state::{Condition, FieldFilter, Member, View};

/// How the rows are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Members,
    Range,
    Contains,
    Blank,
}

/// The editor of one field's filter.
#[component]
pub(in crate::views) fn FilterEditor(
    info: FieldInfo,
    /// The filter that is there.
    present: Option<FieldFilter>,
    /// What members are counted and narrowed by.
    about: Signal<View>,
    on_back: impl Fn() + 'static,
    on_apply: impl Fn(FieldFilter) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let modes = modes(info.data_type);
    let mode = RwSignal::new(present.as_ref().map_or(modes[0].0, |filter| mode_of(&filter.condition)));
    let exclude = RwSignal::new(present.as_ref().is_some_and(|filter| filter.exclude));
    let (low, high, part) = texts(present.as_ref().map(|filter| &filter.condition));
    let (low, high, part) = (RwSignal::new(low), RwSignal::new(high), RwSignal::new(part));
    let members = RwSignal::new(match present.map(|filter| filter.condition) {
        Some(Condition::Members(members)) => members,
        _ => Vec::new(),
    });
    let data_type = info.data_type;
    let condition = Memo::new(move |_| match mode.get() {
        Mode::Members => Some(Condition::Members(members.get())),
        Mode::Blank => Some(Condition::Blank),
        Mode::Contains => Some(part.get()).filter(|text| !text.is_empty()).map(Condition::Contains),
        Mode::Range => range(data_type, &low.get(), &high.get()),
    });
    let field = info.code.clone();
    let apply = move || {
        if let Some(condition) = condition.get_untracked() {
            let filter = FieldFilter { field: field.clone(), exclude: exclude.get_untracked(), condition };
            on_apply(filter);
        }
    };
    let code = info.code.clone();
    view! {
        <form
            class="filter-editor"
            on:submit=move |event| {
                event.prevent_default();
                // It may stand in a form of its own.
                event.stop_propagation();
                apply();
            }
        >
            <div class="popover-search stack">
                <div class="row">
                    <button type="button" class="icon-button is-small" aria-label=t(BACK) on:click=move |_| on_back()>
                        <Icon glyph=Glyph::Back/>
                    </button>
                    <strong class="truncate">{say(info.label.clone())}</strong>
                    <span class="spacer"></span>
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=exclude
                            on:change=move |event| exclude.set(event_target_checked(&event))
                        />
                        {t(EXCLUDE)}
                    </label>
                </div>
                <div class="segmented is-small" role="radiogroup">
                    {modes
                        .into_iter()
                        .map(|(choice, phrase)| {
                            view! {
                                <button
                                    type="button"
                                    role="radio"
                                    aria-checked=move || (mode.get() == choice).to_string()
                                    on:click=move |_| mode.set(choice)
                                >
                                    {t(phrase)}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
            {move || match mode.get() {
                Mode::Members => view! { <MemberList field=code.clone() chosen=members about=about/> }.into_any(),
                Mode::Range => view! { <RangeFields data_type=data_type low=low high=high/> }.into_any(),
                Mode::Contains => {
                    view! {
                        <div class="menu-note">
                            <input
                                class="input"
                                aria-label=t(CONTAINS_LABEL)
                                placeholder=t(CONTAINS_LABEL)
                                prop:value=part
                                on:input=move |event| part.set(event_target_value(&event))
                            />
                        </div>
                    }
                    .into_any()
                }
                Mode::Blank => view! { <p class="menu-note">{t(IS_BLANK)}</p> }.into_any(),
            }}
            <div class="popover-foot">
                <button type="submit" class="button is-primary" disabled=move || condition.with(Option::is_none)>
                    {t(APPLY)}
                </button>
            </div>
        </form>
    }
}

fn modes(data_type: DataType) -> Vec<(Mode, Phrase)> {
    match data_type {
        DataType::Text => {
            vec![(Mode::Members, BY_MEMBERS), (Mode::Contains, BY_CONTAINS), (Mode::Blank, IS_BLANK)]
        }
        DataType::Bool => vec![(Mode::Members, BY_MEMBERS), (Mode::Blank, IS_BLANK)],
        DataType::Int => vec![(Mode::Members, BY_MEMBERS), (Mode::Range, BY_RANGE), (Mode::Blank, IS_BLANK)],
        _ => vec![(Mode::Range, BY_RANGE), (Mode::Blank, IS_BLANK)],
    }
}

fn mode_of(condition: &Condition) -> Mode {
    match condition {
        Condition::Members(_) => Mode::Members,
        Condition::Range(..) | Condition::Compare(..) => Mode::Range,
        Condition::Contains(_) => Mode::Contains,
        Condition::Blank => Mode::Blank,
    }
}

/// What stands in the text boxes of an existing condition: low, high, part.
fn texts(condition: Option<&Condition>) -> (String, String, String) {
    let bound = |bound: &Option<Scalar>| match bound {
        Some(Scalar::DateTime(at)) => at.date().to_string(),
        Some(value) => crate::queries::scalar_words(value, crate::i18n::Lang::En),
        None => String::new(),
    };
    match condition {
        Some(Condition::Range(low, high)) => (bound(low), bound(high), String::new()),
        Some(Condition::Contains(text)) => (String::new(), String::new(), text.clone()),
        _ => Default::default(),
    }
}

/// The range between two texts; none while a text cannot be read or both are empty.
fn range(data_type: DataType, low: &str, high: &str) -> Option<Condition> {
    let bound = |text: &str, is_high: bool| {
        let text = text.trim();
        if text.is_empty() { Some(None) } else { parse(data_type, text, is_high).map(Some) }
    };
    let (low, high) = (bound(low, false)?, bound(high, true)?);
    (low.is_some() || high.is_some()).then_some(Condition::Range(low, high))
}

fn parse(data_type: DataType, text: &str, is_high: bool) -> Option<Scalar> {
    match data_type {
        DataType::Int => text.parse().ok().map(Scalar::Int).or_else(|| float(text)),
        DataType::Decimal { .. } | DataType::Float => float(text),
        DataType::Date => Date::parse(text).map(Scalar::Date),
        DataType::DateTime => {
            // A day as the upper end means all of that day.
            let days = i64::from(Date::parse(text)?.days()) + i64::from(is_high);
            Some(Scalar::DateTime(DateTime::from_micros(days * MICROS_PER_DAY - i64::from(is_high))))
        }
        DataType::Text => Some(Scalar::Text(text.to_owned())),
        DataType::Bool => None,
    }
}

fn float(text: &str) -> Option<Scalar> {
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Scalar::Float)
}

#[component]
fn RangeFields(data_type: DataType, low: RwSignal<String>, high: RwSignal<String>) -> impl IntoView {
    let kind = if data_type.is_time() { "date" } else { "text" };
    let mode = if data_type.is_number() { "decimal" } else { "text" };
    let field = move |text: RwSignal<String>, phrase: Phrase| {
        view! {
            <input
                class="input"
                type=kind
                inputmode=mode
                aria-label=t(phrase)
                placeholder=t(phrase)
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
        }
    };
    view! {
        <div class="menu-note row">
            {field(low, RANGE_FROM)}
            <span>"～"</span>
            {field(high, RANGE_TO)}
        </div>
    }
}

/// Puts a member into a list, or takes it out.
pub(super) fn toggle(members: &mut Vec<Member>, member: Member) {
    match members.iter().position(|other| *other == member) {
        Some(at) => {
            members.remove(at);
        }
        None => members.push(member),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_type_says() {
        assert_eq!(range(DataType::Int, "3", " "), Some(Condition::Range(Some(Scalar::Int(3)), None)));
        assert_eq!(range(DataType::Float, "1e400", ""), None);
        assert_eq!(range(DataType::Float, "", ""), None);
        assert_eq!(range(DataType::Date, "2024-02-30", ""), None);
        let day = 86_400_000_000;
        assert_eq!(
            range(DataType::DateTime, "1970-01-01", "1970-01-01"),
            Some(Condition::Range(
                Some(Scalar::DateTime(DateTime::from_micros(0))),
                Some(Scalar::DateTime(DateTime::from_micros(day - 1))),
            ))
        );
    }
}
