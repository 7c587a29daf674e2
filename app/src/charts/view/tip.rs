//! The full values at the place that is looked at, as a box beside it and as a sentence for screen readers.

use leptos::prelude::*;

use crate::charts::{ChartKind, ChartSpec, Focus, Ink, Picture, Point};
use crate::format::{Lang, MISSING, full};
use crate::i18n;

/// From the value to the box.
const DISTANCE: f64 = 14.0;

/// One line of the box.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    ink: Option<Ink>,
    name: String,
    /// The value, or why there is none.
    value: Result<String, String>,
    is_focused: bool,
}

/// The box, while a value is looked at.
pub(super) fn tip(
    spec: Signal<ChartSpec>,
    picture: Memo<Picture>,
    focus: Memo<Option<Focus>>,
    lang: Signal<Lang>,
) -> impl IntoView {
    move || {
        let focus = focus.get()?;
        let (spec, picture, lang) = (spec.read(), picture.read(), lang.get());
        let (x, y) = place(&spec, &picture, focus)?;
        let is_partial = spec.partial_from.is_some_and(|from| focus.category >= from);
        let lines = lines(&spec, &picture, focus, lang).into_iter().map(line).collect_view();
        Some(view! {
            <div class="chart-tip" style=("--tip-x", x) style=("--tip-y", y) aria-hidden="true">
                <p class="title">{title(&spec, focus)}</p>
                <dl>{lines}</dl>
                {is_partial.then(|| view! { <p class="note">{i18n::CHART_PARTIAL.get(lang)}</p> })}
            </div>
        })
    }
}

/// What a screen reader says of the value.
pub(super) fn announcement(spec: &ChartSpec, focus: Focus, lang: Lang) -> String {
    let lines = lines(spec, &Picture::default(), focus, lang);
    let told = lines.iter().filter(|line| line.is_focused).map(|line| {
        let value = line.value.clone().unwrap_or_else(|reason| format!("{MISSING} {reason}"));
        format!("{} {value}", line.name)
    });
    std::iter::once(title(spec, focus)).chain(told).collect::<Vec<_>>().join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

fn title(spec: &ChartSpec, focus: Focus) -> String {
    match spec.kind {
        ChartKind::Heatmap => spec.series[focus.series].name.clone(),
        _ => spec.categories[focus.category].label.clone(),
    }
}

fn lines(spec: &ChartSpec, picture: &Picture, focus: Focus, lang: Lang) -> Vec<Line> {
    let value = |series: usize| match spec.series[series].value(focus.category) {
        Some(value) => Ok(full(Some(value), spec.format_of(series), lang)),
        None => {
            let datum = spec.series[series].data.get(focus.category);
            Err(datum.and_then(|datum| datum.reason()).unwrap_or(i18n::CHART_NO_REASON.get(lang)).to_owned())
        }
    };
    let ink = |series: usize| picture.mark(Focus { series, ..focus }).map(|mark| mark.ink);
    let line = |series: usize, name: &str, is_focused: bool| Line {
        ink: ink(series),
        name: name.to_owned(),
        value: value(series),
        is_focused,
    };
    match spec.kind {
        ChartKind::Heatmap => vec![line(focus.series, &spec.categories[focus.category].label, true)],
        ChartKind::Scatter => (0..spec.series.len().min(2))
            .map(|series| line(series, &spec.series[series].name, true))
            .collect(),
        _ => {
            let drawn = spec.drawn_series().into_iter();
            drawn.map(|series| line(series, &spec.series[series].name, series == focus.series)).collect()
        }
    }
}

fn line(line: Line) -> impl IntoView {
    let (class, value) = match line.value {
        Ok(value) => ("", value),
        Err(reason) => ("is-missing", format!("{MISSING} {reason}")),
    };
    view! {
        <div class="line" class:is-focused=line.is_focused>
            <span class="key" style=("--ink", line.ink.map_or_else(|| "transparent".to_owned(), Ink::hex))></span>
            <dt>{line.name}</dt>
            <dd class=class>{value}</dd>
        </div>
    }
}

/// Where the box goes: beside the value, on the side with more room, and inside the picture. Over time it stays at
/// the top.
fn place(spec: &ChartSpec, picture: &Picture, focus: Focus) -> Option<(String, String)> {
    let along = *picture.category_places.get(focus.category)?;
    let mark = picture.mark(focus);
    let follows = picture.is_horizontal || matches!(spec.kind, ChartKind::Scatter | ChartKind::Heatmap);
    let anchor = match (mark, picture.is_horizontal) {
        (Some(mark), _) if follows => mark.anchor,
        (_, true) => Point { x: picture.plot.left, y: along },
        (_, false) => Point { x: along, y: picture.plot.top },
    };
    let x = beside(anchor.x, picture.size.width);
    let y = if follows { beside(anchor.y, picture.size.height) } else { format!("{}px", anchor.y) };
    Some((x, y))
}

/// A CSS length within `0..extent`; 100% is the extent of the box itself.
fn beside(at: f64, extent: f64) -> String {
    if at > extent / 2.0 {
        format!("max(0px, {}px - 100%)", at - DISTANCE)
    } else {
        format!("max(0px, min({}px, {extent}px - 100%))", at + DISTANCE)
    }
}
