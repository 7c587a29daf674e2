//! Texts of the picture, and what marks the value that is looked at.

use leptos::prelude::*;

use crate::charts::{ChartKind, ChartSpec, Focus, Label, Picture};

/// Room around a highlighted dot.
const DOT: f64 = 4.5;

/// An SVG over the marks with the same coordinates.
pub(super) fn overlay(
    spec: Signal<ChartSpec>,
    picture: Memo<Picture>,
    focus: Memo<Option<Focus>>,
) -> impl IntoView {
    let view_box = move || {
        let size = picture.read().size;
        format!("0 0 {} {}", size.width.max(1.0), size.height.max(1.0))
    };
    let labels = move || picture.read().labels.iter().map(text).collect_view();
    let below = move || focus.get().and_then(|focus| highlight(&spec.read(), &picture.read(), focus));
    view! {
        <svg class="chart-overlay" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
            {below}
            {labels}
        </svg>
    }
}

fn text(label: &Label) -> impl IntoView + use<> {
    view! {
        <text class=label.role.class() x=label.at.x.to_string() y=label.at.y.to_string() text-anchor=label.anchor.as_svg()>
            {label.text.clone()}
        </text>
    }
}

/// A crosshair for lines, a band for bars, a ring for dots, a frame for cells.
fn highlight(spec: &ChartSpec, picture: &Picture, focus: Focus) -> Option<AnyView> {
    match spec.kind {
        ChartKind::Line => Some(crosshair(picture, focus)?.into_any()),
        ChartKind::Bar | ChartKind::StackedBar => Some(band(picture, focus)?.into_any()),
        ChartKind::Scatter => Some(ring(picture, focus)?.into_any()),
        ChartKind::Heatmap => Some(frame(picture, focus)?.into_any()),
    }
}

fn crosshair(picture: &Picture, focus: Focus) -> Option<impl IntoView + use<>> {
    let x = picture.category_places.get(focus.category)?.to_string();
    let (top, bottom) = (picture.plot.top.to_string(), picture.plot.bottom.to_string());
    let dots: Vec<_> = picture
        .drawn_series()
        .filter_map(|series| picture.mark(Focus { series, ..focus }).map(|mark| (series, *mark)))
        .map(|(series, mark)| {
            let radius = if series == focus.series { DOT + 1.0 } else { DOT };
            view! {
                <circle
                    class="chart-dot"
                    cx=mark.anchor.x.to_string()
                    cy=mark.anchor.y.to_string()
                    r=radius.to_string()
                    fill=mark.ink.hex()
                ></circle>
            }
        })
        .collect();
    Some(view! {
        <line class="chart-crosshair" x1=x.clone() x2=x y1=top y2=bottom></line>
        {dots}
    })
}

fn band(picture: &Picture, focus: Focus) -> Option<impl IntoView + use<>> {
    let place = *picture.category_places.get(focus.category)?;
    let plot = picture.plot;
    let extent = if picture.is_horizontal { plot.height() } else { plot.width() };
    let thickness = extent / picture.category_places.len().to_string().parse::<f64>().ok()?;
    let (x, y, width, height) = if picture.is_horizontal {
        (0.0, place - thickness / 2.0, picture.size.width, thickness)
    } else {
        (place - thickness / 2.0, plot.top, thickness, plot.height())
    };
    let edge = picture
        .mark(focus)
        .filter(|_| picture.drawn_series().count() > 1)
        .map(|mark| rect("chart-ring", mark.bounds));
    Some(view! {
        <rect
            class="chart-band"
            x=x.to_string()
            y=y.to_string()
            width=width.to_string()
            height=height.to_string()
        ></rect>
        {edge}
    })
}

fn ring(picture: &Picture, focus: Focus) -> Option<impl IntoView + use<>> {
    let mark = picture.mark(focus)?;
    let (x, y) = (mark.anchor.x.to_string(), mark.anchor.y.to_string());
    let plot = picture.plot;
    Some(view! {
        <line
            class="chart-crosshair"
            x1=x.clone()
            x2=x.clone()
            y1=y.clone()
            y2=plot.bottom.to_string()
        ></line>
        <line class="chart-crosshair" x1=plot.left.to_string() x2=x.clone() y1=y.clone() y2=y.clone()></line>
        <circle class="chart-dot" cx=x cy=y r=(DOT + 2.0).to_string() fill=mark.ink.hex()></circle>
    })
}

fn frame(picture: &Picture, focus: Focus) -> Option<impl IntoView + use<>> {
    Some(rect("chart-ring", picture.mark(focus)?.bounds))
}

fn rect(class: &'static str, bounds: crate::charts::Rect) -> impl IntoView + use<> {
    view! {
        <rect
            class=class
            x=bounds.left.to_string()
            y=bounds.top.to_string()
            width=bounds.width().to_string()
            height=bounds.height().to_string()
        ></rect>
    }
}
