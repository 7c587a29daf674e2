use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::query::{Comparison, Sort, SortBy};
use sandtable_engine::table::Scalar;

use super::*;
use crate::state::{Chart, Condition, FieldFilter, Member, TIME};

fn filter(field: &str, exclude: bool, condition: Condition) -> FieldFilter {
    FieldFilter { field: field.into(), exclude, condition }
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.into())
}

/// The hash reads back as the same view.
fn check(view: View, expected: &str) {
    let route = Route { view: Some(view), is_sample: false, ..Route::to(Screen::Explore) };
    let hash = route.hash();
    assert_eq!(hash, format!("#/explore?{expected}"));
    assert_eq!(Route::parse(&hash), route);
}

fn asking(metric: &str) -> View {
    View { metrics: vec![metric.into()], ..View::default() }
}

#[test]
fn screens_without_a_view() {
    for screen in [Screen::Start, Screen::Import, Screen::Explore] {
        assert_eq!(Route::parse(&Route::to(screen).hash()), Route::to(screen));
    }
    assert_eq!(Route::parse(""), Route::to(Screen::Start));
    assert_eq!(Route::parse("#/nowhere?m=a"), Route::to(Screen::Start));
}

#[test]
fn a_plain_question_is_readable() {
    check(asking("sales"), "m=sales");
    let view =
        View { rows: vec![TIME.into(), "区域".into()], columns: Some("series".into()), ..asking("sales") };
    check(view, "m=sales&by=time,区域&across=series");
}

#[test]
fn periods() {
    let day = |text| Date::parse(text).expect("a date");
    let with = |period| View { period: Some(period), ..asking("a") };
    check(with(Period::Between(day("2024-01-01"), day("2024-03-31"))), "m=a&p=2024-01-01~2024-03-31");
    check(with(Period::Bucket { grain: Grain::Month, offset: -1 }), "m=a&p=month.-1");
    check(with(Period::Trailing { grain: Grain::Day, count: 30 }), "m=a&p=last.30.day");
    check(with(Period::ToDate(Grain::Year)), "m=a&p=to.year");
}

#[test]
fn filters_keep_types_and_hostile_names() {
    let members = vec![
        Member::Value(text("华东")),
        Member::Value(text("a|b~c&d=e,f*g!%#? +")),
        Member::Blank,
        Member::Unmatched,
        Member::Value(Scalar::Int(-5)),
        Member::Value(Scalar::Bool(true)),
        Member::Value(text("")),
    ];
    let view = View { filters: vec![filter("Price ($)", true, Condition::Members(members))], ..asking("a") };
    let route = Route { view: Some(view), is_sample: true, ..Route::to(Screen::Explore) };
    assert_eq!(Route::parse(&route.hash()), route);
}

#[test]
fn every_kind_of_filter() {
    let view = View {
        filters: vec![
            filter("price", false, Condition::Range(Some(Scalar::Decimal { units: 1050, scale: 2 }), None)),
            filter("price", false, Condition::Compare(Comparison::Ge, Scalar::Float(0.5))),
            filter("day", false, Condition::Range(None, Some(Scalar::Date(Date::from_days(0))))),
            filter("store", true, Condition::Contains("北".into())),
            filter("city", false, Condition::Blank),
        ],
        ..asking("a")
    };
    check(
        view,
        "m=a&f=price~range~*d1050e2|&f=price~ge~*f0.5&f=day~range~|*t1970-01-01&f=!store~has~北&f=city~blank",
    );
}

#[test]
fn how_the_answer_is_shown() {
    let view = View {
        grain: Grain::Quarter,
        sort: Some(Sort { by: SortBy::Metric("a".into()), descending: true }),
        top: Some(10),
        others: false,
        totals: false,
        chart: Some(Chart::Stacked),
        ..asking("a")
    };
    check(view, "m=a&g=quarter&sort=!a&top=10&others=0&totals=0&chart=stacked");
    let view = View { sort: Some(Sort { by: SortBy::Dimension(1), descending: false }), ..asking("a") };
    check(view, "m=a&sort=*1");
}

#[test]
fn what_was_encoded_on_the_way_is_read_all_the_same() {
    let route =
        Route::parse("#/explore?m=a&f=region~in~%E5%8D%8E%E4%B8%9C|%e5%8d%8e%e5%8d%97&p=2024-13-01~x&top=0");
    let view = route.view.expect("a view");
    let members = vec![Member::Value(text("华东")), Member::Value(text("华南"))];
    assert_eq!(view.filters, [filter("region", false, Condition::Members(members))]);
    assert_eq!((view.period, view.top), (None, None));
}

#[test]
fn broken_hashes_do_not_panic() {
    for hash in [
        "#/explore?m=%",
        "#/explore?m=%E5%8",
        "#/explore?m=a&f=~~~&f=!&f=x~in&sort=*&f=x~range~*&p=~",
        "#?&&==",
    ] {
        let _ = Route::parse(hash);
    }
}

#[test]
fn links_are_recognised_by_their_hash() {
    assert_eq!(hash_of_link(" https://x.cn/s/#/explore?m=a "), Some("#/explore?m=a"));
    assert_eq!(hash_of_link("https://x.cn/"), None);
}

#[test]
fn a_metric_of_the_dictionary_has_an_address() {
    let route = Route { metric: Some("arpu".to_owned()), is_sample: true, ..Route::to(Screen::Dictionary) };
    assert_eq!(route.hash(), "#/dictionary?data=sample&metric=arpu");
    assert_eq!(Route::parse(&route.hash()), route);
    assert_eq!(Route::parse("#/dictionary"), Route::to(Screen::Dictionary));
    let route = Route { pane: Some("source.field:orders.金额 (元)".to_owned()), ..route };
    assert_eq!(Route::parse(&route.hash()), route);
}
