//! A metric in the making, and the fields that fill it in.

use leptos::prelude::*;
use sandtable_engine::model::edit::{Author, Change};
use sandtable_engine::model::{At, Layer, MetricDoc, Names};
use sandtable_engine::text::Text;

use crate::browser;
use crate::components::t;
use crate::i18n::{self as i, Phrase};

/// A metric in the making.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) layer: Layer,
    pub(super) metric: MetricDoc,
    /// The code of the metric that it replaces.
    pub(super) replaces: Option<String>,
    /// Metrics that it needs and that are not there yet, those that others need first.
    pub(super) also: Vec<MetricDoc>,
}

impl Draft {
    /// A derived metric of which nothing is said yet.
    pub(super) fn new() -> Self {
        Self { layer: Layer::Derived, metric: MetricDoc::default(), replaces: None, also: Vec::new() }
    }

    /// A metric that is there.
    pub(super) fn of(metric: &MetricDoc) -> Self {
        let layer = match (metric.base.is_empty(), metric.formula.is_empty()) {
            (false, _) => Layer::Derived,
            (true, false) => Layer::Composite,
            (true, true) => Layer::Atomic,
        };
        Self { layer, metric: metric.clone(), replaces: Some(metric.code.value.clone()), also: Vec::new() }
    }

    /// The change that saving it makes.
    pub(super) fn change(&self) -> Change {
        let own = Change::Put(Box::new(self.cleaned()), self.replaces.clone());
        if self.also.is_empty() {
            return own;
        }
        let before = self.also.iter().map(|metric| Change::Put(Box::new(metric.clone()), None));
        Change::All(before.chain([own]).collect())
    }

    /// The metric without what belongs to another layer.
    fn cleaned(&self) -> MetricDoc {
        let mut metric = self.metric.clone();
        let none = At::<String>::default;
        if self.layer != Layer::Atomic {
            (metric.dataset, metric.aggregate, metric.field) = (none(), none(), none());
            (metric.time, metric.over_time, metric.p, metric.at_least) = (none(), none(), None, None);
        }
        if self.layer != Layer::Derived {
            (metric.base, metric.period, metric.qualifiers) = (none(), none(), Names::default());
            (metric.window, metric.before_start, metric.since_start) = (Names::default(), none(), none());
        }
        if self.layer == Layer::Composite {
            metric.condition = none();
        } else {
            metric.formula = none();
        }
        metric
    }
}

/// A code from a name: `Warranty share` is `warranty_share`.
pub(super) fn code_of(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// Reads and writes one field of a metric.
type ReadField = fn(&MetricDoc) -> String;
type WriteField = fn(&mut MetricDoc, String);

/// A field with one line of text.
#[component]
pub(super) fn TextField(
    phrase: Phrase,
    draft: RwSignal<Draft>,
    get: ReadField,
    set: WriteField,
    #[prop(optional)] hint: Option<Phrase>,
) -> impl IntoView {
    let value = Memo::new(move |_| draft.with(|draft| get(&draft.metric)));
    view! {
        <label class="field">
            <span class="field-label">{t(phrase)}</span>
            <input
                class="input"
                prop:value=value
                on:input=move |event| draft.update(|draft| set(&mut draft.metric, event_target_value(&event)))
            />
            {hint.map(|hint| view! { <span class="field-hint">{t(hint)}</span> })}
        </label>
    }
}

/// A field with one of several values: code and words.
#[component]
pub(super) fn SelectField(
    phrase: Phrase,
    draft: RwSignal<Draft>,
    get: ReadField,
    set: WriteField,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let value = Memo::new(move |_| draft.with(|draft| get(&draft.metric)));
    view! {
        <label class="field">
            <span class="field-label">{t(phrase)}</span>
            <select
                class="select"
                on:change=move |event| draft.update(|draft| set(&mut draft.metric, event_target_value(&event)))
            >
                {move || {
                    let value = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|(code, words)| {
                            let is_chosen = code == value;
                            view! { <option value=code selected=is_chosen prop:selected=is_chosen>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
}

/// Who makes changes, kept for next time.
#[component]
pub(super) fn AuthorField() -> impl IntoView {
    let author = super::Desk::here().author;
    let keep = move |event| {
        let name = event_target_value(&event);
        browser::write_setting(AUTHOR, name.trim());
        author.set(name);
    };
    view! {
        <label class="field is-inline">
            <span class="field-label">{t(i::BUILD_AUTHOR)}</span>
            <input class="input" autocomplete="name" prop:value=author on:input=keep/>
        </label>
    }
}

const AUTHOR: &str = "author";

/// Who changes something now.
pub(super) fn author(note: &str) -> Author {
    Author {
        name: browser::read_setting(AUTHOR).unwrap_or_default(),
        on: browser::today(),
        note: note.to_owned(),
    }
}

/// Names with commas between.
fn list(names: &Names) -> String {
    names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ")
}

fn listed(text: &str) -> Names {
    text.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn number(text: &str) -> Option<At<f64>> {
    text.trim().parse().ok().map(At::new)
}

fn written(number: &Option<At<f64>>) -> String {
    number.as_ref().map(|number| number.value.to_string()).unwrap_or_default()
}

/// What else is said about a metric.
#[component]
pub(super) fn ManagementFields(draft: RwSignal<Draft>) -> impl IntoView {
    let words = |pairs: Vec<(&'static str, Phrase)>| {
        let lang = crate::state::Store::here().lang();
        Signal::derive(move || {
            let mut options = vec![(String::new(), i::NOT_SAID.get(lang.get()).to_owned())];
            options.extend(
                pairs.iter().map(|(code, phrase)| ((*code).to_owned(), phrase.get(lang.get()).to_owned())),
            );
            options
        })
    };
    let polarities =
        words(vec![("up", i::POLARITY_UP), ("down", i::POLARITY_DOWN), ("neutral", i::POLARITY_NEUTRAL)]);
    let timings = words(vec![("leading", i::TIMING_LEADING), ("lagging", i::TIMING_LAGGING)]);
    let accesses = words(vec![
        ("open", i::ACCESS_OPEN),
        ("internal", i::ACCESS_INTERNAL),
        ("restricted", i::ACCESS_RESTRICTED),
    ]);
    let several = i::LIST_HINT;
    view! {
        <div class="form-grid">
            <TextField phrase=i::CARD_DEFINITION draft=draft get=|m| m.description.zh.clone() set=|m, v| set_both(&mut m.description, v)/>
            <TextField phrase=i::CARD_REASON draft=draft get=|m| m.reason.zh.clone() set=|m, v| set_both(&mut m.reason, v)/>
            <TextField phrase=i::CARD_UNIT draft=draft get=|m| m.unit.zh.clone() set=|m, v| set_both(&mut m.unit, v)/>
            <SelectField phrase=i::CARD_POLARITY draft=draft options=polarities get=|m| m.polarity.value.clone() set=|m, v| m.polarity = v.into()/>
            <TextField phrase=i::DOMAIN draft=draft get=|m| m.domain.value.clone() set=|m, v| m.domain = v.into()/>
            <TextField phrase=i::OWNER draft=draft get=|m| m.owner.value.clone() set=|m, v| m.owner = v.into()/>
            <TextField phrase=i::CARD_REVIEWER draft=draft get=|m| m.reviewer.value.clone() set=|m, v| m.reviewer = v.into()/>
            <TextField phrase=i::CARD_REFRESH draft=draft get=|m| m.refresh.zh.clone() set=|m, v| set_both(&mut m.refresh, v)/>
            <TextField phrase=i::CARD_RACI_R draft=draft hint=several get=|m| list(&m.raci.responsible) set=|m, v| m.raci.responsible = listed(&v)/>
            <TextField phrase=i::CARD_RACI_A draft=draft get=|m| list(&m.raci.accountable) set=|m, v| m.raci.accountable = listed(&v)/>
            <TextField phrase=i::CARD_RACI_C draft=draft hint=several get=|m| list(&m.raci.consulted) set=|m, v| m.raci.consulted = listed(&v)/>
            <TextField phrase=i::CARD_RACI_I draft=draft hint=several get=|m| list(&m.raci.informed) set=|m, v| m.raci.informed = listed(&v)/>
            <SelectField phrase=i::CARD_ACCESS draft=draft options=accesses get=|m| m.access.value.clone() set=|m, v| m.access = v.into()/>
            <TextField phrase=i::CARD_ALIASES draft=draft hint=several get=|m| list(&m.aliases) set=|m, v| m.aliases = listed(&v)/>
            <TextField phrase=i::CARD_TAGS draft=draft hint=several get=|m| list(&m.tags) set=|m, v| m.tags = listed(&v)/>
            <SelectField phrase=i::CARD_TIMING draft=draft options=timings get=|m| m.timing.value.clone() set=|m, v| m.timing = v.into()/>
            <TextField phrase=i::CARD_GUARDS draft=draft hint=several get=|m| list(&m.guards) set=|m, v| m.guards = listed(&v)/>
            <TextField phrase=i::CARD_TARGET draft=draft get=|m| written(&m.target.value) set=|m, v| m.target.value = number(&v)/>
            <TextField phrase=i::TARGET_BY draft=draft get=|m| m.target.by.value.clone() set=|m, v| m.target.by = v.into()/>
            <TextField phrase=i::ALERT_GREEN draft=draft get=|m| written(&m.alert.green) set=|m, v| m.alert.green = number(&v)/>
            <TextField phrase=i::ALERT_RED draft=draft get=|m| written(&m.alert.red) set=|m, v| m.alert.red = number(&v)/>
        </div>
    }
}

/// A text that is typed in one language says the same in the other until somebody says otherwise.
pub(super) fn set_both(text: &mut Text, typed: String) {
    let was_same = text.zh == text.en || text.en.is_empty();
    text.zh.clone_from(&typed);
    if was_same {
        text.en = typed;
    }
}
