use super::*;
use crate::format::Currency;

const ZH: Lang = Lang::Zh;
const EN: Lang = Lang::En;

#[test]
fn compact_counts() {
    let format = NumberFormat::integer();
    for (value, zh, en) in [
        (0.0, "0", "0"),
        (7.0, "7", "7"),
        (999.0, "999", "999"),
        (1234.0, "1,234", "1,234"),
        (9999.0, "9,999", "9,999"),
        (9999.6, "1万", "10K"),
        (10_000.0, "1万", "10K"),
        (12_345.0, "1.23万", "12.3K"),
        (123_000.0, "12.3万", "123K"),
        (123_456.0, "12.3万", "123K"),
        (999_499.0, "99.9万", "999K"),
        (999_999.0, "100万", "1M"),
        (12_345_678.0, "1,235万", "12.3M"),
        (99_999_999.0, "1亿", "100M"),
        (125_000_000.0, "1.25亿", "125M"),
        (12_345_678_900.0, "123亿", "12.3B"),
        (1_250_000_000_000.0, "1.25万亿", "1.25T"),
        (-123_456.0, "-12.3万", "-123K"),
        (-0.2, "0", "0"),
    ] {
        assert_eq!(compact(Some(value), &format, ZH), zh, "{value}");
        assert_eq!(compact(Some(value), &format, EN), en, "{value}");
    }
}

#[test]
fn compact_other_styles() {
    let money = NumberFormat::money();
    for (value, format, zh, en) in [
        (1234.5, &money, "¥1,235", "¥1,235"),
        (34.5, &money, "¥34.50", "¥34.50"),
        (-34.5, &money, "-¥34.50", "-¥34.50"),
        (125_000_000.0, &money, "¥1.25亿", "¥125M"),
        (0.1234, &NumberFormat::percent(), "12.3%", "12.3%"),
        (12.0, &NumberFormat::percent(), "1,200.0%", "1,200.0%"),
        (4.567, &NumberFormat::decimal(2), "4.57", "4.57"),
        (4567.8, &NumberFormat::decimal(2), "4,568", "4,568"),
        (46.0, &NumberFormat::decimal(1), "46", "46"),
    ] {
        assert_eq!(compact(Some(value), format, ZH), zh);
        assert_eq!(compact(Some(value), format, EN), en);
    }
}

#[test]
fn missing_and_not_finite() {
    for value in [None, Some(f64::NAN), Some(f64::INFINITY), Some(f64::NEG_INFINITY)] {
        for format in [NumberFormat::integer(), NumberFormat::money(), NumberFormat::percent()] {
            assert_eq!(compact(value, &format, ZH), "--");
            assert_eq!(full(value, &format, EN), "--");
            assert_eq!(cell(value, &format), "--");
            assert_eq!(change(value, &format, ZH), "--");
        }
        assert_eq!(change_ratio(value), "--");
        assert_eq!(share(value), "--");
    }
}

#[test]
fn full_values() {
    let dollars = NumberFormat::new(Style::Money(Currency::Usd));
    for (value, format, zh, en) in [
        (123_456.0, NumberFormat::integer(), "123,456", "123,456"),
        (123_456.0, NumberFormat::from_unit("orders", true), "123,456 单", "123,456 orders"),
        (1234.5, NumberFormat::money(), "¥1,234.50", "¥1,234.50"),
        (-1234.5, NumberFormat::money(), "-¥1,234.50", "-¥1,234.50"),
        (1234.5, dollars, "$1,234.50", "$1,234.50"),
        (812.4, NumberFormat::from_unit("CNY/order", false), "¥812.40/单", "¥812.40/order"),
        (0.1234, NumberFormat::percent(), "12.3%", "12.3%"),
        (42.125, NumberFormat::from_unit("minutes/order", false), "42.13 分钟/单", "42.13 minutes/order"),
    ] {
        assert_eq!(full(Some(value), &format, ZH), zh);
        assert_eq!(full(Some(value), &format, EN), en);
    }
}

#[test]
fn table_cells() {
    for (value, format, expected) in [
        (123_456.0, NumberFormat::integer(), "123,456"),
        (2.5, NumberFormat::integer(), "2.5"),
        (1234.5, NumberFormat::money(), "1,234.50"),
        (-0.001, NumberFormat::money(), "0.00"),
        (0.1234, NumberFormat::percent(), "12.3%"),
        (3.0, NumberFormat::decimal(2), "3.00"),
    ] {
        assert_eq!(cell(Some(value), &format), expected);
    }
}

#[test]
fn changes_carry_their_sign() {
    for (delta, format, zh, en) in [
        (0.012, NumberFormat::percent(), "+1.2 个百分点", "+1.2 pp"),
        (-0.012, NumberFormat::percent(), "-1.2 个百分点", "-1.2 pp"),
        (0.0, NumberFormat::percent(), "0.0 个百分点", "0.0 pp"),
        (-0.0001, NumberFormat::percent(), "0.0 个百分点", "0.0 pp"),
        (123_456.0, NumberFormat::integer(), "+12.3万", "+123K"),
        (-12.0, NumberFormat::integer(), "-12", "-12"),
        (0.0, NumberFormat::integer(), "0", "0"),
        (1500.0, NumberFormat::money(), "+¥1,500", "+¥1,500"),
    ] {
        assert_eq!(change(Some(delta), &format, ZH), zh);
        assert_eq!(change(Some(delta), &format, EN), en);
    }
    for (ratio, expected) in
        [(0.123, "+12.3%"), (-0.05, "-5.0%"), (0.0, "0.0%"), (12.345, "+1,235%"), (-0.0004, "0.0%")]
    {
        assert_eq!(change_ratio(Some(ratio)), expected);
    }
}

#[test]
fn shares_sizes_and_times() {
    for (part, expected) in [(0.1234, "12.3%"), (0.0, "0.0%"), (0.0001, "<0.1%"), (1.0, "100.0%")] {
        assert_eq!(share(Some(part)), expected);
    }
    for (bytes, expected) in [
        (0, "0 B"),
        (999, "999 B"),
        (6_200, "6.2 KB"),
        (401_000_000, "401 MB"),
        (1_770_000_000, "1.8 GB"),
        (999_999, "1 MB"),
    ] {
        assert_eq!(byte_size(bytes), expected);
    }
    for (time, zh, en) in [
        (46.2, "46 毫秒", "46 ms"),
        (999.9, "1.0 秒", "1.0 s"),
        (3_400.0, "3.4 秒", "3.4 s"),
        (125_000.0, "2 分 5 秒", "2 min 5 s"),
        (59_980.0, "1 分 0 秒", "1 min 0 s"),
    ] {
        assert_eq!(millis(time, ZH), zh);
        assert_eq!(millis(time, EN), en);
    }
    assert_eq!(count(23_906), "23,906");
}
