//! Lineage as a picture from left to right, each box a way to what it stands for, and as a list.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sandtable_engine::model::lineage::{Lineage, Source, lineage};
use sandtable_engine::model::{MetricId, Model};
use sandtable_engine::sandbox::SourceFile;

use super::Desk;
use super::touched::{TouchedList, Way, WayList, ways};
use crate::i18n::{LINEAGE_COLUMNS, LINEAGE_PICTURE, LINEAGE_QUALIFIERS, LINEAGE_TABLES, Lang, Phrase};
use crate::queries::{Touched, field_name, file_of, touched};
use crate::state::Store;

const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 30.0;
const ACROSS: f64 = 44.0;
const DOWN: f64 = 10.0;
/// Latin letters that fit a box; a Chinese character takes two.
const FITS: usize = 21;
/// Metrics above that are drawn; the list names all.
const DRAWN: usize = 24;

/// A box of the picture.
#[derive(Clone, Debug, PartialEq)]
struct Drawn {
    x: f64,
    y: f64,
    label: String,
    kind: &'static str,
    way: Option<Way>,
    is_own: bool,
}

/// The picture: boxes, lines, width and height.
#[derive(Clone, Debug, Default, PartialEq)]
struct Picture {
    boxes: Vec<Drawn>,
    lines: Vec<String>,
    width: f64,
    height: f64,
}

#[component]
pub(super) fn LineageCard(id: MetricId, code: String) -> impl IntoView {
    let store = Store::here();
    let (model, view, lang) = (store.model(), store.view(), store.lang());
    let sources = store.sandbox(|open| open.sources.clone());
    let picture = Memo::new(move |_| {
        let lang = lang.get();
        model.with(|model| {
            if id.index() >= model.metrics.len() {
                return Picture::default();
            }
            let touched = view.with(|view| touched(model, view, id));
            sources.with(|sources| drawn(model, sources, &touched, id, lang))
        })
    });
    let rests = Memo::new(move |_| {
        model.with(|model| {
            let is_there = id.index() < model.metrics.len();
            is_there.then(|| sources.with(|sources| rests_on(model, sources, id, lang.get())))
        })
    });
    let named = move || {
        model
            .with(|model| model.metrics.get(id.index()).map(|metric| metric.label.get(lang.get()).to_owned()))
            .unwrap_or_default()
    };
    view! {
        <div class="lineage-wrap">
            {move || {
                let picture = picture.get();
                let view_box = format!("0 0 {} {}", picture.width, picture.height);
                let width = format!("{}", picture.width);
                view! {
                    <svg
                        class="lineage"
                        viewBox=view_box
                        width=width
                        role="group"
                        aria-label=LINEAGE_PICTURE.fill(lang.get(), &[("metric", &named())])
                    >
                        {picture.lines.into_iter().map(|line| view! { <path class="lineage-line" d=line/> }).collect_view()}
                        {picture.boxes.into_iter().map(|node| view! { <Box node=node/> }).collect_view()}
                    </svg>
                }
            }}
        </div>
        <dl class="lineage-list">
            {move || rests.get().into_iter().flatten().filter(|(_, names)| !names.is_empty()).map(|(title, names)| view! {
                <dt class="small quiet">{title.get(lang.get())}</dt>
                <dd><WayList ways=names/></dd>
            }).collect_view()}
        </dl>
        <TouchedList code=code/>
    }
}

#[component]
fn Box(node: Drawn) -> impl IntoView {
    let (store, desk) = (Store::here(), Desk::here());
    let place = format!("translate({} {})", node.x, node.y);
    let short = fitted(&node.label);
    let is_link = node.way.is_some();
    let go = move || {
        if let Some(way) = node.way.clone() {
            way.go(store, desk);
        }
    };
    let pressed = go.clone();
    view! {
        <g
            class="lineage-box"
            class:is-own=node.is_own
            data-kind=node.kind
            transform=place
            tabindex=is_link.then_some("0")
            role=is_link.then_some("link")
            aria-label=node.label.clone()
            on:click=move |_| go()
            on:keydown=move |event| if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                pressed();
            }
        >
            <title>{node.label.clone()}</title>
            <rect width=WIDTH.to_string() height=HEIGHT.to_string() rx="4"></rect>
            <text x="10" y="20">{short}</text>
        </g>
    }
}

fn drawn(model: &Model, sources: &[SourceFile], touched: &Touched, id: MetricId, lang: Lang) -> Picture {
    let all = lineage(model, id);
    let hidden: Vec<Source> = touched.metrics.iter().skip(DRAWN).copied().map(Source::Metric).collect();
    let mut nodes: Vec<(String, &str, Option<Way>)> =
        all.nodes.iter().map(|source| named(model, sources, *source, lang)).collect();
    let mut levels = levels_of(&all);
    let mut edges = all.edges.clone();
    let last = levels.iter().copied().max().unwrap_or_default() + 1;
    let own = all.nodes.binary_search(&Source::Metric(id)).unwrap_or_default();
    let [_, trees, views] = ways(model, touched, lang);
    for (label, way) in trees.into_iter().chain(views) {
        edges.push((own as u32, nodes.len() as u32));
        levels.push(last);
        nodes.push((label, "view", Some(way)));
    }
    let mut columns: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let is_hidden = |at: usize| all.nodes.get(at).is_some_and(|source| hidden.contains(source));
    for (at, level) in levels.iter().enumerate().filter(|(at, _)| !is_hidden(*at)) {
        columns.entry(*level).or_default().push(at);
    }
    let mut places: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (column, nodes) in columns.values().enumerate() {
        for (row, at) in nodes.iter().enumerate() {
            let place = (column as f64 * (WIDTH + ACROSS) + 1.0, row as f64 * (HEIGHT + DOWN) + 1.0);
            places.insert(*at, place);
        }
    }
    let tallest = columns.values().map(Vec::len).max().unwrap_or(0) as f64;
    let boxes = places.iter().map(|(at, (x, y))| {
        let (label, kind, way) = nodes[*at].clone();
        Drawn { x: *x, y: *y, label, kind, way, is_own: *at == own }
    });
    let lines = edges.iter().filter_map(|(used, user)| {
        let (from, to) = (places.get(&(*used as usize))?, places.get(&(*user as usize))?);
        let (x0, y0, x1, y1) = (from.0 + WIDTH, from.1 + HEIGHT / 2.0, to.0, to.1 + HEIGHT / 2.0);
        let middle = (x0 + x1) / 2.0;
        Some(format!("M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"))
    });
    Picture {
        boxes: boxes.collect(),
        lines: lines.collect(),
        width: columns.len() as f64 * (WIDTH + ACROSS) - ACROSS + 2.0,
        height: tallest * (HEIGHT + DOWN) - DOWN + 2.0,
    }
}

/// The label, cut where it would leave its box.
fn fitted(label: &str) -> String {
    let mut width = 0;
    let end = label.char_indices().find(|(_, letter)| {
        width += if letter.is_ascii() { 1 } else { 2 };
        width > FITS
    });
    match end {
        Some((end, _)) => format!("{}…", label[..end].trim_end()),
        None => label.to_owned(),
    }
}

/// The longest way from a table, by position.
fn levels_of(all: &Lineage) -> Vec<u32> {
    let mut levels = vec![0; all.nodes.len()];
    // Nothing stands in a circle, so as many rounds as there are nodes settle every way.
    for _ in 0..all.nodes.len() {
        let mut is_settled = true;
        for (used, user) in &all.edges {
            let least = levels[*used as usize] + 1;
            if levels[*user as usize] < least {
                levels[*user as usize] = least;
                is_settled = false;
            }
        }
        if is_settled {
            break;
        }
    }
    levels
}

/// Label, kind, and where it leads.
fn named(
    model: &Model,
    sources: &[SourceFile],
    source: Source,
    lang: Lang,
) -> (String, &'static str, Option<Way>) {
    let (label, kind) = match source {
        Source::Dataset(id) => (file_of(sources, &model.dataset(id).table), "table"),
        Source::Field(id) => (field_name(model, id, lang), "column"),
        Source::Qualifier(at) => (model.qualifiers[at as usize].label.get(lang).to_owned(), "qualifier"),
        Source::Metric(id) => {
            let metric = model.metric(id);
            (metric.label.get(lang).to_owned(), super::list::layer_code(metric.definition.layer()))
        }
    };
    (label, kind, Some(Way::of(model, source)))
}

/// Files, columns and qualifiers below a metric, each a way to it.
fn rests_on(
    model: &Model,
    sources: &[SourceFile],
    id: MetricId,
    lang: Lang,
) -> [(Phrase, Vec<(String, Way)>); 3] {
    let mut found = [LINEAGE_TABLES, LINEAGE_COLUMNS, LINEAGE_QUALIFIERS].map(|title| (title, Vec::new()));
    for source in lineage(model, id).nodes {
        let group = match source {
            Source::Dataset(_) => 0,
            Source::Field(_) => 1,
            Source::Qualifier(_) => 2,
            Source::Metric(_) => continue,
        };
        found[group].1.push((named(model, sources, source, lang).0, Way::of(model, source)));
    }
    found
}
