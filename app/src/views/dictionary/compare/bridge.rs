//! The way from one definition to another: what each step changes, and what it makes of the value.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::{Frame, FrameColumn};
use sandtable_engine::model::Model;
use sandtable_engine::model::compare::{Bridge, Side, Step, Turn, bridge};
use sandtable_engine::model::edit::Change;
use sandtable_engine::query::Query;

use super::table::{Cell, table};
use super::values::by_axes;
use super::{Scene, label};
use crate::components::{Findings, t};
use crate::format;
use crate::i18n::{self as i, Lang, Phrase};
use crate::queries::{member_label, null_reason, number_format};
use crate::session::Session;
use crate::state::Store;

/// What is known of a way.
#[derive(Clone, Debug, PartialEq)]
enum Way {
    /// The steps.
    Steps(Box<Bridge>),
    /// There is none: both mean the same.
    Same,
    /// There is none: units that cannot be subtracted.
    Units(String, String),
}

/// An answer, or why there is none; nothing until it is there.
type Tried = Option<Result<Frame, Vec<Diagnostic>>>;

#[component]
pub(super) fn BridgeCard(from: String, to: String) -> impl IntoView {
    let (store, scene) = (Store::here(), Scene::here());
    let (model, lang) = (store.model(), store.lang());
    let ends = StoredValue::new((from, to));
    let way = Memo::new(move |_| {
        model.with(|model| ends.with_value(|(from, to)| way_between(model, from, to, lang.get())))
    });
    let names = move || {
        let lang = lang.get();
        model.with(|model| ends.with_value(|(from, to)| (label(model, from, lang), label(model, to, lang))))
    };
    let is_parted = RwSignal::new(false);
    let axis = Memo::new(move |_| scene.dimension_axis().or_else(|| scene.time_axis()));
    let whole = tried(move || steps_of(&way.get()).map(|bridge| (bridge.change, scene.query(&bridge.codes))));
    let parts = tried(move || {
        let (bridge, axis) = (steps_of(&way.get())?, axis.get().filter(|_| is_parted.get())?);
        let is_time = scene.dimension_axis().is_none();
        let query = by_axes(scene.query(&bridge.codes), is_time, vec![axis]);
        Some((bridge.change, query))
    });
    let lines = move || {
        let (bridge, names) = (steps_of(&way.get())?, names());
        whole.with(|tried| match tried {
            Some(Ok(frame)) => Some(lines(frame, &bridge.steps, names, lang.get())),
            _ => None,
        })
    };
    let note = move || {
        let lang = lang.get();
        match way.get() {
            Way::Same => Some(i::COMPARE_SAME.get(lang).to_owned()),
            Way::Units(one, other) => {
                let (from, to) = names();
                let values = [("from", from.as_str()), ("to", &to), ("one", &one), ("other", &other)];
                Some(i::COMPARE_UNITS.fill(lang, &values))
            }
            Way::Steps(_) => whole.with(|tried| {
                let frame = tried.as_ref()?.as_ref().ok()?;
                let reason = frame.metrics().find_map(|column| null_reason(column, 0, lang))?;
                Some(i::COMPARE_NO_VALUE.fill(lang, &[("reason", reason)]))
            }),
        }
    };
    let found = move || {
        let of = |tried: RwSignal<Tried>| tried.with(|tried| tried.as_ref()?.as_ref().err().cloned());
        let found = of(whole).or_else(|| of(parts).filter(|_| is_parted.get()))?;
        Some(model.with(|model| of_known(model, found)))
    };
    let part_title = move || {
        let lang = lang.get();
        let axis = axis.get()?;
        let name = match axis.grain {
            Some(grain) => i::GRAIN_NAMES
                .iter()
                .find(|(own, _)| *own == grain)
                .map(|(_, name)| name.get(lang).to_lowercase()),
            None => scene
                .dimensions()
                .into_iter()
                .find(|info| info.code == axis.field)
                .map(|info| info.label.get(lang).to_owned()),
        };
        Some(i::COMPARE_PARTED.fill(lang, &[("axis", &name?)]))
    };
    let body = move || {
        view! {
            {note().map(|text| view! { <p class="quiet">{text}</p> })}
            {found().map(|found| view! { <Findings diagnostics=found/> })}
            {lines().map(lines_table)}
        }
    };
    view! {
        <div class="card-section">
            <h3>{move || {
                let (from, to) = names();
                i::COMPARE_BRIDGE.fill(lang.get(), &[("from", &from), ("to", &to)])
            }}</h3>
            {body}
            <Show when=move || matches!(way.get(), Way::Steps(_))>
                {move || part_title().map(|title| view! {
                    <button
                        type="button"
                        class="link-button"
                        aria-expanded=move || is_parted.get().to_string()
                        on:click=move |_| is_parted.update(|is_parted| *is_parted = !*is_parted)
                    >{title}</button>
                })}
            </Show>
            {move || {
                let bridge = steps_of(&way.get()).filter(|_| is_parted.get())?;
                parts.with(|tried| match tried {
                    Some(Ok(frame)) => Some(parts_table(frame, &bridge.steps, names(), lang.get())),
                    _ => None,
                })
            }}
        </div>
    }
}

/// What is said of metrics that the reader knows: the same is said of stages, whose codes mean nothing to anybody.
fn of_known(model: &Model, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_known = |found: &&Diagnostic| {
        found.location.field.as_ref().is_none_or(|field| model.find_metric(field).is_some())
    };
    let known: Vec<Diagnostic> = found.iter().filter(is_known).cloned().collect();
    if known.is_empty() { found } else { known }
}

fn steps_of(way: &Way) -> Option<Bridge> {
    match way {
        Way::Steps(bridge) => Some((**bridge).clone()),
        _ => None,
    }
}

fn way_between(model: &Model, from: &str, to: &str, lang: Lang) -> Way {
    let Some((from, to)) = model.find_metric(from).zip(model.find_metric(to)) else { return Way::Same };
    let (one, other) = (&model.metric(from).unit, &model.metric(to).unit);
    // 元/单 and 元/人 are both money: what each is divided by is a step of the way.
    let measured = |unit: &str| unit.split('/').next().map(str::to_owned);
    if measured(&one.zh) != measured(&other.zh) {
        let named = |unit: &str| if unit.is_empty() { i::COMPARE_NO_UNIT.get(lang) } else { unit }.to_owned();
        return Way::Units(named(one.get(lang)), named(other.get(lang)));
    }
    bridge(model, from, to).map_or(Way::Same, |bridge| Way::Steps(Box::new(bridge)))
}

/// Computes what is asked, again whenever the question or the definition changes.
fn tried(asked: impl Fn() -> Option<(Change, Query)> + Send + Sync + 'static) -> RwSignal<Tried> {
    let (store, session) = (Store::here(), Session::here());
    let model = store.model();
    let (tried, turn) = (RwSignal::new(None), StoredValue::new(0_u32));
    Effect::new(move |_| {
        model.track();
        let Some((change, query)) = asked() else { return };
        let own = turn.get_value() + 1;
        turn.set_value(own);
        spawn_local(async move {
            // Several ways are asked side by side: each has a place of its own.
            let result = session.try_out_beside(change, query).await;
            // Unless a newer question has been asked, or the card is gone.
            if turn.try_get_value() == Some(own) {
                let _ = tried.try_set(Some(result));
            }
        });
    });
    tried
}

/// A line of the way: what it says, its bar from–to as parts of the widest value, change and value, both as they add up
/// and in full.
#[derive(Clone, Debug, Default, PartialEq)]
struct Line {
    words: String,
    from: f64,
    part: f64,
    kind: &'static str,
    change: String,
    whole_change: String,
    value: String,
    whole_value: String,
}

fn lines(frame: &Frame, steps: &[Step], (from, to): (String, String), lang: Lang) -> Vec<Line> {
    let columns: Vec<&FrameColumn> = frame.metrics().collect();
    let (Some(start), Some(end)) = (columns.first(), columns.last()) else { return Vec::new() };
    let values: Vec<Option<f64>> = columns.iter().map(|column| column.number(0)).collect();
    // Stages in between are formulas without a format: they are written like the first.
    let (own, other) = (number_format(start, lang), number_format(end, lang));
    let walk = format::walk(&values, &own, lang);
    let widest = values.iter().flatten().fold(0.0_f64, |widest, value| widest.max(value.abs()));
    let part = |value: f64| if widest == 0.0 { 0.0 } else { value.abs() / widest };
    let bar = |words: String, at: usize| Line {
        words,
        part: values[at].map_or(0.0, part),
        kind: "value",
        value: walk.values[at].clone(),
        whole_value: format::precise(values[at], &own),
        ..Line::default()
    };
    let mut lines = vec![bar(from, 0)];
    lines[0].value += &format::unit_suffix(&own, lang);
    for (at, step) in steps.iter().enumerate() {
        let (before, after) = (values[at], values[at + 1]);
        let change = before.zip(after).map(|(before, after)| after - before);
        let low = before.zip(after).map_or(0.0, |(before, after)| before.min(after).max(0.0));
        lines.push(Line {
            from: part(low),
            part: change.map_or(0.0, part),
            kind: if change.is_some_and(|change| change < 0.0) { "down" } else { "up" },
            change: walk.changes[at].clone(),
            whole_change: format::precise(change, &own),
            ..bar(format!("{} · {}", at + 1, step_words(step, lang)), at + 1)
        });
    }
    let last = values.len() - 1;
    let gap = values[0].zip(values[last]).map(|(from, to)| to - from);
    lines.push(Line { change: walk.gap.clone(), whole_change: format::precise(gap, &own), ..bar(to, last) });
    if let Some(line) = lines.last_mut() {
        line.value += &format::unit_suffix(&other, lang);
    }
    lines
}

fn lines_table(lines: Vec<Line>) -> AnyView {
    let last = lines.len() - 1;
    let row = |(at, line): (usize, Line)| {
        view! {
            <tr class:is-total=at == last>
                <th scope="row">{line.words}</th>
                <td aria-hidden="true">
                    <span class="bridge-track">
                        <span
                            class="bridge-bar"
                            data-kind=line.kind
                            style:--from=line.from.to_string()
                            style:--part=line.part.to_string()
                        ></span>
                    </span>
                </td>
                <td class="is-number" title=line.whole_change>
                    {(at == last).then(|| view! { <span class="quiet">{t(i::COMPARE_GAP)} " "</span> })}
                    {line.change}
                </td>
                <td class="is-number" title=line.whole_value>{line.value}</td>
            </tr>
        }
    };
    let head = |phrase: Phrase| view! { <th scope="col" class="is-number">{t(phrase)}</th> };
    view! {
        <table class="table bridge">
            <thead><tr>
                <th scope="col">{t(i::COMPARE_STEP)}</th>
                <th scope="col" aria-hidden="true"></th>
                {head(i::COMPARE_CHANGE)}
                {head(i::COMPARE_VALUE)}
            </tr></thead>
            <tbody>{lines.into_iter().enumerate().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// Each member of an axis with its steps, which add up in its row.
fn parts_table(frame: &Frame, steps: &[Step], (from, to): (String, String), lang: Lang) -> AnyView {
    let columns: Vec<&FrameColumn> = frame.metrics().collect();
    let (Some(axis), Some(start)) = (frame.dimensions().next(), columns.first()) else {
        return ().into_any();
    };
    let own = number_format(start, lang);
    let mut heads = vec![Cell::name(axis.label.get(lang)), Cell::number(from, "")];
    heads.extend(
        steps.iter().enumerate().map(|(at, step)| Cell::number((at + 1).to_string(), step_words(step, lang))),
    );
    heads.extend([Cell::number(i::COMPARE_GAP.get(lang), ""), Cell::number(to, "")]);
    let row = |row: usize| {
        let values: Vec<Option<f64>> = columns.iter().map(|column| column.number(row)).collect();
        let last = values.len() - 1;
        let walk = format::walk(&values, &own, lang);
        let cell = |text: &str, value: Option<f64>| Cell::number(text, format::precise(value, &own));
        let change = |at: usize, to: usize| values[at].zip(values[to]).map(|(from, to)| to - from);
        let mut cells = vec![Cell::name(member_label(axis, row, lang)), cell(&walk.values[0], values[0])];
        cells.extend(walk.changes.iter().enumerate().map(|(at, text)| cell(text, change(at, at + 1))));
        cells.extend([cell(&walk.gap, change(0, last)), cell(&walk.values[last], values[last])]);
        (false, cells)
    };
    table(heads, (0..frame.rows()).map(row).collect())
}

fn step_words(step: &Step, lang: Lang) -> String {
    let turn = match &step.turn {
        Turn::Add(what) => i::COMPARE_ADD_CLAUSE.fill(lang, &[("what", what.get(lang))]),
        Turn::Drop(what) => i::COMPARE_DROP_CLAUSE.fill(lang, &[("what", what.get(lang))]),
        Turn::AddTerm(what) => i::COMPARE_ADD_TERM.fill(lang, &[("what", what.get(lang))]),
        Turn::DropTerm(what) => i::COMPARE_DROP_TERM.fill(lang, &[("what", what.get(lang))]),
        Turn::Days { from, to } | Turn::Terms { from, to } => {
            i::COMPARE_TURN.fill(lang, &[("from", from.get(lang)), ("to", to.get(lang))])
        }
    };
    match step.side {
        Side::Whole => turn,
        Side::Numerator => i::COMPARE_ABOVE.fill(lang, &[("turn", &turn)]),
        Side::Denominator => i::COMPARE_BELOW.fill(lang, &[("turn", &turn)]),
    }
}
