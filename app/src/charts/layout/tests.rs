use super::*;
use crate::charts::geometry::coordinate;
use crate::format::{Date, Grain, Lang, period, period_tick};

fn months(count: i32, lang: Lang) -> Vec<Category> {
    (0..count)
        .map(|at| bucket(2022 + at.div_euclid(12), at.rem_euclid(12) + 1, 1, Grain::Month, lang))
        .collect()
}

fn days(count: i32, lang: Lang) -> Vec<Category> {
    let first = Date::from_ymd(2022, 1, 1).expect("a date");
    (0..count)
        .map(|at| {
            let (year, month, day) = first.plus_days(at).ymd();
            bucket(year, month.cast_signed(), day, Grain::Day, lang)
        })
        .collect()
}

fn bucket(year: i32, month: i32, day: u32, grain: Grain, lang: Lang) -> Category {
    let start = Date::from_ymd(year, month.cast_unsigned(), day).expect("a date");
    let tick = period_tick(start, grain, lang);
    Category::period(period(start, grain, lang), tick.text, tick.group)
}

fn placed(categories: &[Category], width: f64) -> Vec<Label> {
    let plot = Rect { left: 40.0, top: 10.0, right: width - 16.0, bottom: 200.0 };
    let band = plot.width() / coordinate(categories.len());
    let places: Vec<f64> =
        (0..categories.len()).map(|at| plot.left + band * (coordinate(at) + 0.5)).collect();
    category_labels(categories, &places, &plot, width)
}

fn texts(labels: &[Label], role: LabelRole) -> Vec<&str> {
    labels.iter().filter(|label| label.role == role).map(|label| label.text.as_str()).collect()
}

#[test]
fn no_two_labels_touch_and_none_leaves_the_picture() {
    let names: Vec<Category> = (0..40).map(|at| Category::named(format!("上海浦东体验中心{at}"))).collect();
    for lang in [Lang::Zh, Lang::En] {
        for categories in [months(36, lang), months(7, lang), days(1096, lang), days(20, lang), names.clone()]
        {
            for width in [240.0, 320.0, 390.0, 640.0, 900.0, 1400.0] {
                let labels = placed(&categories, width);
                assert!(!labels.is_empty());
                for role in [LabelRole::Category, LabelRole::Group] {
                    let row: Vec<Label> = labels.iter().filter(|label| label.role == role).cloned().collect();
                    assert!(are_apart(&row), "{width} {row:?}");
                    let inside = row.iter().all(|label| label.span().0 >= 0.0 && label.span().1 <= width);
                    assert!(inside, "{width} {row:?}");
                }
            }
        }
    }
}

#[test]
fn months_keep_even_steps_within_the_year() {
    let labels = placed(&months(36, Lang::Zh), 560.0);
    assert_eq!(
        texts(&labels, LabelRole::Category),
        ["1月", "4月", "7月", "10月", "1月", "4月", "7月", "10月", "1月", "4月", "7月", "10月"]
    );
    assert_eq!(texts(&labels, LabelRole::Group), ["2022年", "2023年", "2024年"]);
}

#[test]
fn many_days_fall_back_to_their_groups() {
    let labels = placed(&days(1096, Lang::Zh), 320.0);
    assert!(texts(&labels, LabelRole::Group).is_empty() || texts(&labels, LabelRole::Category).len() > 3);
}

#[test]
fn a_bucket_without_a_date_stands_on_its_own() {
    let mut categories = months(6, Lang::Zh);
    categories.push(Category::named("(空)"));
    let labels = placed(&categories, 640.0);
    assert_eq!(texts(&labels, LabelRole::Category).last(), Some(&"(空)"));
    assert_eq!(texts(&labels, LabelRole::Group), ["2022年"]);
    let mut categories = days(1000, Lang::Zh);
    categories.push(Category::named("(空)"));
    assert!(placed(&categories, 240.0).iter().all(|label| !label.text.is_empty()));
}

#[test]
fn lone_names_are_all_written_where_they_fit() {
    let names: Vec<Category> = ["华东", "华南", "华北"].map(Category::named).to_vec();
    assert_eq!(texts(&placed(&names, 320.0), LabelRole::Category), ["华东", "华南", "华北"]);
}
