use super::*;
use crate::charts::hit::{Focus, Step};
use crate::charts::picture::Mark;
use crate::charts::spec::{Category, CategoryAxis, Role, Series};
use crate::charts::surface::OVERSAMPLING;
use crate::format::NumberFormat;

const SIZE: Size = Size { width: 640.0, height: 280.0 };

fn spec(kind: ChartKind, axis: CategoryAxis, series: &[(Role, &[Option<f64>])]) -> ChartSpec {
    let mut spec = ChartSpec::new(kind, "销量", NumberFormat::integer());
    spec.axis = axis;
    let count = series.iter().map(|(_, data)| data.len()).max().unwrap_or(0);
    spec.categories = (0..count).map(|at| Category::named(format!("第{at}项"))).collect();
    spec.series = series
        .iter()
        .enumerate()
        .map(|(at, (role, data))| Series::new(format!("系列{at}"), *role, data.iter().copied()))
        .collect();
    spec
}

fn light(spec: &ChartSpec) -> Picture {
    draw(spec, SIZE, Theme::Light, Lang::Zh)
}

fn mark(picture: &Picture, series: usize, category: usize) -> Mark {
    *picture.mark(Focus { series, category }).expect("a mark")
}

/// All numbers of one attribute of one kind of element, in pixels.
fn attributes(svg: &str, element: &str, name: &str) -> Vec<f64> {
    svg.lines()
        .filter(|line| line.starts_with(&format!("<{element} ")))
        .filter_map(|line| line.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse::<f64>().ok())
        .map(|number| number / OVERSAMPLING)
        .collect()
}

fn polylines(svg: &str) -> Vec<Vec<(f64, f64)>> {
    let points = svg.lines().filter_map(|line| {
        let list = line.strip_prefix("<polyline ")?.split_once("points=\"")?.1.split('"').next()?;
        let pair = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse::<f64>().ok()? / OVERSAMPLING, y.parse::<f64>().ok()? / OVERSAMPLING))
        };
        Some(list.split_whitespace().filter_map(pair).collect())
    });
    points.collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 0.5, "found {found}, expected {expected}");
}

#[test]
fn bars_stand_on_zero_and_are_as_high_as_their_values() {
    let spec =
        spec(ChartKind::Bar, CategoryAxis::Time, &[(Role::Actual, &[Some(50.0), Some(100.0), Some(-25.0)])]);
    let picture = light(&spec);
    let [half, whole, below] = [0, 1, 2].map(|at| mark(&picture, 0, at).bounds);
    assert_near(whole.height(), 2.0 * half.height());
    assert_near(below.height(), half.height() / 2.0);
    assert_near(half.bottom, whole.bottom);
    assert_near(below.top, half.bottom);
    assert!(half.width() <= 40.0 + 1e-9 && half.center().x < whole.center().x);
    // What plotters drew is where the picture says it is.
    let heights = attributes(&picture.svg, "rect", "height");
    assert_eq!(heights.len(), 3);
    for (drawn, bounds) in heights.iter().zip([half, whole, below]) {
        assert_near(*drawn, bounds.height());
    }
    for (drawn, bounds) in attributes(&picture.svg, "rect", "x").iter().zip([half, whole, below]) {
        assert_near(*drawn, bounds.left);
    }
}

#[test]
fn bars_side_by_side_do_not_overlap() {
    let values: Vec<Option<f64>> = (1..=36).map(|at| Some(f64::from(at))).collect();
    let spec =
        spec(ChartKind::Bar, CategoryAxis::Time, &[(Role::Actual, &values), (Role::Previous, &values)]);
    let picture = light(&spec);
    for category in 0..36 {
        let (a, b) = (mark(&picture, 0, category).bounds, mark(&picture, 1, category).bounds);
        assert!(a.right <= b.left && a.width() > 2.0, "{a:?} {b:?}");
        if category > 0 {
            assert!(mark(&picture, 1, category - 1).bounds.right < a.left);
        }
    }
}

#[test]
fn stacks_add_up_and_part_by_sign() {
    let spec = spec(
        ChartKind::StackedBar,
        CategoryAxis::Time,
        &[(Role::Member, &[Some(30.0)]), (Role::Member, &[Some(20.0)]), (Role::Member, &[Some(-10.0)])],
    );
    let picture = light(&spec);
    let [low, high, below] = [0, 1, 2].map(|at| mark(&picture, at, 0).bounds);
    assert_near(high.bottom, low.top);
    assert_near(high.height() * 1.5, low.height());
    assert_near(below.top, low.bottom);
    assert_near(below.height() * 3.0, low.height());
}

#[test]
fn lying_bars_are_read_from_the_top_with_values_written() {
    let mut spec =
        spec(ChartKind::Bar, CategoryAxis::Nominal, &[(Role::Actual, &[Some(300.0), None, Some(100.0)])]);
    spec.categories[0] = Category::named("上海浦东金桥新能源体验中心旗舰店超长名称一二三四五六七八");
    let picture = light(&spec);
    let (long, short) = (mark(&picture, 0, 0).bounds, mark(&picture, 0, 2).bounds);
    assert!(long.bottom < short.top);
    assert_near(long.width(), 3.0 * short.width());
    let values: Vec<&Label> = picture.labels.iter().filter(|label| label.role == LabelRole::Value).collect();
    assert_eq!(values.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["300", "100"]);
    assert!(values.iter().all(|label| label.span().1 <= SIZE.width), "values stay inside");
    let name = picture.labels.iter().find(|label| label.role == LabelRole::Category).expect("a name");
    assert!(name.text.ends_with('…') && name.span().0 >= 0.0);
}

#[test]
fn all_negative_lying_bars_stay_inside() {
    let spec = spec(ChartKind::Bar, CategoryAxis::Nominal, &[(Role::Actual, &[Some(-300.0), Some(-30.0)])]);
    let picture = light(&spec);
    let bounds = mark(&picture, 0, 0).bounds;
    assert!(bounds.left > picture.plot.left && bounds.right <= picture.plot.right + 0.5, "{bounds:?}");
    let values = picture.labels.iter().filter(|label| label.role == LabelRole::Value);
    assert!(
        values.clone().count() == 2 && values.clone().all(|label| label.span().0 >= picture.plot.left - 1.0)
    );
}

#[test]
fn lines_pass_through_their_points_and_break_at_gaps() {
    let data = [Some(10.0), Some(20.0), None, Some(40.0), None, Some(5.0), Some(15.0)];
    let picture = light(&spec(ChartKind::Line, CategoryAxis::Time, &[(Role::Actual, &data)]));
    // The last polyline pair are the two runs; the base line is drawn before them.
    let runs: Vec<_> = polylines(&picture.svg).into_iter().skip(1).collect();
    assert_eq!(runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    for (run, categories) in runs.iter().zip([[0, 1], [5, 6]]) {
        for (&(x, y), category) in run.iter().zip(categories) {
            let anchor = mark(&picture, 0, category).anchor;
            assert_near(x, anchor.x);
            assert_near(y, anchor.y);
        }
    }
    assert_eq!(attributes(&picture.svg, "circle", "cx").len(), 1, "a lone value is a dot");
    assert_near(attributes(&picture.svg, "circle", "cx")[0], mark(&picture, 0, 3).anchor.x);
    assert_eq!(picture.mark(Focus { series: 0, category: 2 }), None);
    let (ten, twenty) = (mark(&picture, 0, 0).anchor.y, mark(&picture, 0, 1).anchor.y);
    assert_near(mark(&picture, 0, 3).anchor.y, twenty - 2.0 * (ten - twenty));
}

#[test]
fn provisional_values_are_dashed() {
    let data = [Some(1.0), Some(2.0), Some(3.0), Some(4.0)];
    let mut spec = spec(ChartKind::Line, CategoryAxis::Time, &[(Role::Actual, &data)]);
    let settled = polylines(&light(&spec).svg).len();
    spec.partial_from = Some(3);
    let picture = light(&spec);
    let lines = polylines(&picture.svg);
    assert!(lines.len() > settled + 3, "dashes are many short lines");
    assert_eq!(lines[1].len(), 3);
    assert!(lines[2..].iter().flatten().all(|(x, _)| *x >= mark(&picture, 0, 2).anchor.x - 0.5));
}

#[test]
fn the_measure_axis_holds_zero_unless_that_flattens_the_line() {
    let labels = |data: &[Option<f64>]| -> Vec<String> {
        let picture = light(&spec(ChartKind::Line, CategoryAxis::Time, &[(Role::Actual, data)]));
        let measure = picture.labels.iter().filter(|label| label.role == LabelRole::Measure);
        measure.map(|label| label.text.clone()).collect()
    };
    assert!(labels(&[Some(40.0), Some(100.0)]).contains(&"0".to_owned()));
    assert!(!labels(&[Some(980.0), Some(1000.0)]).contains(&"0".to_owned()));
    assert!(labels(&[Some(-5.0), Some(1000.0)]).contains(&"0".to_owned()));
}

#[test]
fn pointing_finds_the_nearest_value() {
    let series: &[(Role, &[Option<f64>])] =
        &[(Role::Member, &[Some(10.0), Some(90.0)]), (Role::Member, &[Some(80.0), None])];
    let picture = light(&spec(ChartKind::Line, CategoryAxis::Time, series));
    for (series, category) in [(0, 0), (1, 0), (0, 1)] {
        let anchor = mark(&picture, series, category).anchor;
        let near = Point { x: anchor.x + 3.0, y: anchor.y + 2.0 };
        assert_eq!(picture.nearest(near), Some(Focus { series, category }));
    }
    assert_eq!(picture.nearest(Point { x: 0.0, y: 0.0 }), None, "outside the plot");
}

#[test]
fn pointing_into_a_cloud_agrees_with_a_search_of_all_points() {
    let scattered = |at: u32, by: u32| Some(f64::from((at * by + 17) % 101));
    let y: Vec<Option<f64>> = (0..300).map(|at| scattered(at, 37)).collect();
    let x: Vec<Option<f64>> =
        (0..300).map(|at| if at % 50 == 7 { None } else { scattered(at, 53) }).collect();
    let picture =
        light(&spec(ChartKind::Scatter, CategoryAxis::Nominal, &[(Role::Member, &y), (Role::Member, &x)]));
    assert_eq!(picture.marks[0].iter().flatten().count(), 294);
    let distance = |category: usize, at: Point| {
        let anchor = mark(&picture, 0, category).anchor;
        (anchor.x - at.x).powi(2) + (anchor.y - at.y).powi(2)
    };
    for step in 0..200_u32 {
        let at = Point {
            x: picture.plot.left + f64::from(step * 7 % 100) / 100.0 * picture.plot.width(),
            y: picture.plot.top + f64::from(step * 13 % 100) / 100.0 * picture.plot.height(),
        };
        let found = picture.nearest(at).expect("inside the plot");
        let naive = (0..300)
            .filter(|category| picture.marks[0][*category].is_some())
            .map(|category| distance(category, at))
            .fold(f64::INFINITY, f64::min);
        assert_near(distance(found.category, at), naive);
    }
}

#[test]
fn keys_walk_and_stop_at_the_ends() {
    let series: &[(Role, &[Option<f64>])] =
        &[(Role::Actual, &[Some(1.0), None, Some(3.0)]), (Role::Previous, &[Some(2.0)])];
    let walk = |picture: &Picture, steps: &[Step]| {
        steps
            .iter()
            .fold(None, |focus, step| picture.stepped(focus, *step))
            .map(|focus| (focus.series, focus.category))
    };
    let line = light(&spec(ChartKind::Line, CategoryAxis::Time, series));
    use Step::{Down, First, Last, Left, Right, Up};
    assert_eq!(walk(&line, &[Right]), Some((0, 0)));
    assert_eq!(walk(&line, &[Left]), Some((0, 2)));
    assert_eq!(walk(&line, &[Right, Right, Right, Right, Right]), Some((0, 2)), "gaps are visited too");
    assert_eq!(walk(&line, &[Right, Down, Down]), Some((1, 0)));
    assert_eq!(walk(&line, &[Right, Down, Up, Last, First]), Some((0, 0)));
    let lying = light(&spec(ChartKind::Bar, CategoryAxis::Nominal, series));
    assert_eq!(walk(&lying, &[Down, Down, Right]), Some((1, 1)));
    let lone = light(&spec(ChartKind::Bar, CategoryAxis::Nominal, &series[..1]));
    assert_eq!(walk(&lone, &[Down, Down, Left]), Some((0, 0)));
    let heat = light(&spec(ChartKind::Heatmap, CategoryAxis::Nominal, series));
    assert_eq!(walk(&heat, &[Right, Right, Down]), Some((1, 1)));
}

#[test]
fn heat_cells_tile_the_plot() {
    let rows: &[(Role, &[Option<f64>])] =
        &[(Role::Member, &[Some(1.0), Some(2.0), None]), (Role::Member, &[Some(3.0), Some(4.0), Some(5.0)])];
    let picture = light(&spec(ChartKind::Heatmap, CategoryAxis::Nominal, rows));
    let (first, below) = (mark(&picture, 0, 0).bounds, mark(&picture, 1, 0).bounds);
    assert!(first.bottom < below.top && below.top - first.bottom < 1.5);
    assert_near(first.left, picture.plot.left);
    assert_near(below.bottom, picture.plot.bottom);
    assert_eq!(picture.nearest(mark(&picture, 1, 2).anchor), Some(Focus { series: 1, category: 2 }));
    assert_eq!(picture.legend.len(), 7);
    assert_eq!((picture.legend[0].name.as_str(), picture.legend[6].name.as_str()), ("1", "5"));
    let inside =
        picture.labels.iter().filter(|label| matches!(label.role, LabelRole::OnDark | LabelRole::OnLight));
    assert_eq!(inside.count(), 5);
}

#[test]
fn no_text_goes_through_plotters_and_every_size_is_drawn() {
    let data: Vec<Option<f64>> = (0..40).map(|at| (at % 9 != 0).then(|| f64::from(at) * 1e5 - 3e5)).collect();
    for kind in
        [ChartKind::Line, ChartKind::Bar, ChartKind::StackedBar, ChartKind::Scatter, ChartKind::Heatmap]
    {
        for axis in [CategoryAxis::Time, CategoryAxis::Nominal] {
            let spec = spec(kind, axis, &[(Role::Member, &data), (Role::Member, &data)]);
            for (width, height) in [(0.0, 0.0), (160.0, 80.0), (358.0, 240.0), (1400.0, 600.0)] {
                for theme in [Theme::Light, Theme::Dark] {
                    let picture = draw(&spec, Size { width, height }, theme, Lang::En);
                    assert!(picture.svg.starts_with("<svg ") && !picture.svg.contains("<text"));
                    assert!(!picture.svg.contains("NaN") && picture.plot.width() > 0.0);
                }
            }
        }
    }
}

#[test]
fn nothing_to_draw_gives_an_empty_picture() {
    for data in [&[][..], &[None, None][..], &[Some(f64::NAN)][..]] {
        let picture = light(&spec(ChartKind::Line, CategoryAxis::Time, &[(Role::Actual, data)]));
        assert!(picture.svg.is_empty() && picture.nearest(Point { x: 100.0, y: 100.0 }).is_none());
        assert_eq!(picture.stepped(None, Step::Right), None);
    }
}

#[test]
fn members_past_the_sixth_are_counted() {
    let one: &[Option<f64>] = &[Some(1.0)];
    let members: Vec<(Role, &[Option<f64>])> = (0..9).map(|_| (Role::Member, one)).collect();
    let picture = light(&spec(ChartKind::Line, CategoryAxis::Time, &members));
    assert_eq!((picture.omitted_series, picture.legend.len()), (3, 6));
    let mut inks: Vec<String> = picture.legend.iter().map(|entry| entry.ink.hex()).collect();
    inks.dedup();
    assert_eq!(inks.len(), 6);
}
