//! A picture on the page: `<figure>` with its finding, legend, texts, crosshair, tooltip, keys and data table.

mod legend;
mod overlay;
mod sparkline;
mod table;
mod tip;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use self::legend::legend;
use self::overlay::overlay;
use self::table::data_table;
use self::tip::{announcement, tip};
use super::{ChartSpec, Focus, Picture, Point, Size, Step, Theme, draw, finding};
use crate::browser;
use crate::format::Lang;
use crate::i18n;

pub use self::sparkline::Sparkline;

/// Pictures higher than this scroll within the card.
const HIGHEST: f64 = 640.0;

/// A chart. It fills the width it is given, and can be read by pointer, by keys, and as a table.
#[component]
pub fn Chart(
    /// What is shown.
    #[prop(into)]
    spec: Signal<ChartSpec>,
    /// The reader's language.
    #[prop(into)]
    lang: Signal<Lang>,
    /// Light or dark.
    #[prop(into)]
    theme: Signal<Theme>,
    /// The usual height of the picture in pixels; charts with rows take what their rows need.
    #[prop(default = 280.0)]
    height: f64,
    /// Called with the value that a click or Enter chooses.
    #[prop(optional, into)]
    on_drill: Option<Callback<Focus>>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let width = browser::width_of(node);
    let natural_height = Memo::new(move |_| spec.with(|spec| spec.natural_height(height)));
    let picture = Memo::new(move |_| match width.get() {
        0.0 => Picture::default(),
        width => {
            let size = Size { width, height: natural_height.get() };
            spec.with(|spec| draw(spec, size, theme.get(), lang.get()))
        }
    });
    let focus = RwSignal::new(None::<Focus>);
    let shown = Memo::new(move |_| focus.get().filter(|focus| is_within(&spec.read(), *focus)));
    let sentence = Memo::new(move |_| spec.with(|spec| finding(spec, lang.get())));
    let has_values = Memo::new(move |_| spec.with(ChartSpec::has_values));
    let is_tall = move || natural_height.get() > HIGHEST;
    let is_table_open = RwSignal::new(false);

    view! {
        <figure class="chart" aria-label=sentence>
            <figcaption class="chart-head">
                <span class="chart-finding">{sentence}</span>
                {legend(picture, lang)}
            </figcaption>
            <div class="chart-scroll" class:is-tall=is_tall>
                <div class="chart-box" node_ref=node style:height=move || format!("{}px", natural_height.get())>
                    <div class="chart-marks" class:is-dense=move || picture.read().is_dense() aria-hidden="true" inner_html=move || picture.read().svg.clone()></div>
                    {overlay(spec, picture, shown)}
                    {surface(picture, focus, sentence, lang, on_drill)}
                    {tip(spec, picture, shown, lang)}
                    <Show when=move || !has_values.get()>
                        <p class="chart-empty">{move || i18n::CHART_NO_VALUES.get(lang.get())}</p>
                    </Show>
                </div>
            </div>
            <p class="visually-hidden" role="status">
                {move || shown.get().map(|focus| spec.with(|spec| announcement(spec, focus, lang.get())))}
            </p>
            <div class="chart-foot" hidden=move || !has_values.get()>
                {move || {
                    let omitted = picture.read().omitted_series;
                    (omitted > 0).then(|| view! { <span>{i18n::CHART_SERIES_OMITTED.fill(lang.get(), &[("count", &omitted.to_string())])}</span> })
                }}
                <button
                    type="button"
                    class="link-button"
                    aria-expanded=move || is_table_open.get().to_string()
                    on:click=move |_| is_table_open.update(|open| *open = !*open)
                >
                    {move || {
                        let phrase = if is_table_open.get() { i18n::CHART_HIDE_TABLE } else { i18n::CHART_SHOW_TABLE };
                        phrase.get(lang.get())
                    }}
                </button>
            </div>
            <Show when=move || is_table_open.get()>
                {data_table(spec, lang)}
            </Show>
        </figure>
    }
    .into_any()
}

/// The transparent sheet on top that takes pointer and keys.
fn surface(
    picture: Memo<Picture>,
    focus: RwSignal<Option<Focus>>,
    sentence: Memo<String>,
    lang: Signal<Lang>,
    on_drill: Option<Callback<Focus>>,
) -> impl IntoView {
    // A finger first shows a value and drills with the second tap; a mouse shows by hovering.
    let may_drill = StoredValue::new(true);
    let at = move |event: &PointerEvent| {
        let at = Point { x: f64::from(event.offset_x()), y: f64::from(event.offset_y()) };
        picture.read_untracked().nearest(at)
    };
    let look = move |found: Option<Focus>| {
        if focus.get_untracked() != found {
            focus.set(found);
        }
    };
    let drill = move || {
        if let (Some(focus), Some(on_drill)) = (focus.get_untracked(), on_drill) {
            on_drill.run(focus);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let step = match key.as_str() {
            "ArrowLeft" => Step::Left,
            "ArrowRight" => Step::Right,
            "ArrowUp" => Step::Up,
            "ArrowDown" => Step::Down,
            "Home" => Step::First,
            "End" => Step::Last,
            "Enter" | " " if on_drill.is_some() => {
                event.prevent_default();
                return drill();
            }
            "Escape" if focus.get_untracked().is_some() => {
                event.stop_propagation();
                return look(None);
            }
            _ => return,
        };
        event.prevent_default();
        look(picture.read_untracked().stepped(focus.get_untracked(), step));
    };
    let keys = if on_drill.is_some() { i18n::CHART_KEYS_DRILL } else { i18n::CHART_KEYS };
    view! {
        <div
            class="chart-surface"
            class:is-drillable=move || on_drill.is_some() && focus.get().is_some()
            tabindex="0"
            role="application"
            aria-label=move || format!("{} {}", sentence.get(), keys.get(lang.get()))
            on:pointermove=move |event| look(at(&event))
            on:pointerdown=move |event| {
                let found = at(&event);
                may_drill.set_value(event.pointer_type() == "mouse" || focus.get_untracked() == found);
                look(found);
            }
            on:pointerleave=move |event| {
                if event.pointer_type() == "mouse" {
                    look(None);
                }
            }
            on:blur=move |_| look(None)
            on:click=move |_| {
                if may_drill.get_value() {
                    drill();
                }
            }
            on:keydown=on_key
        ></div>
    }
}

fn is_within(spec: &ChartSpec, focus: Focus) -> bool {
    focus.series < spec.series.len() && focus.category < spec.categories.len()
}
