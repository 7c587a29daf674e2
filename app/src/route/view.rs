//! A view as `key=value` pairs. What is as usual is left out, so that links stay short.

use sandtable_engine::query::{Comparison, Sort, SortBy};

use super::escape::{escape, unescape};
use super::value::{
    parse_grain, parse_member, parse_period, parse_scalar, write_grain, write_member, write_period,
    write_scalar,
};
use crate::state::{Chart, Condition, FieldFilter, View};

const CHARTS: [(Chart, &str); 5] = [
    (Chart::Line, "line"),
    (Chart::Bar, "bar"),
    (Chart::Stacked, "stacked"),
    (Chart::Scatter, "scatter"),
    (Chart::Heatmap, "heatmap"),
];

const COMPARISONS: [(Comparison, &str); 6] = [
    (Comparison::Eq, "eq"),
    (Comparison::Ne, "ne"),
    (Comparison::Lt, "lt"),
    (Comparison::Le, "le"),
    (Comparison::Gt, "gt"),
    (Comparison::Ge, "ge"),
];

pub(super) fn write(view: &View) -> Vec<String> {
    let usual = View::default();
    let mut pairs = Vec::new();
    let list = |items: &[String]| items.iter().map(|item| escape(item)).collect::<Vec<_>>().join(",");
    if !view.metrics.is_empty() {
        pairs.push(format!("m={}", list(&view.metrics)));
    }
    if !view.rows.is_empty() {
        pairs.push(format!("by={}", list(&view.rows)));
    }
    if let Some(columns) = &view.columns {
        pairs.push(format!("across={}", escape(columns)));
    }
    if let Some(period) = &view.period {
        pairs.push(format!("p={}", write_period(period)));
    }
    if view.grain != usual.grain {
        pairs.push(format!("g={}", write_grain(view.grain)));
    }
    pairs.extend(view.filters.iter().map(|filter| format!("f={}", write_filter(filter))));
    if let Some(sort) = &view.sort {
        let sign = if sort.descending { "!" } else { "" };
        pairs.push(match &sort.by {
            SortBy::Metric(code) => format!("sort={sign}{}", escape(code)),
            SortBy::Dimension(at) => format!("sort={sign}*{at}"),
        });
    }
    if let Some(top) = view.top {
        pairs.push(format!("top={top}"));
    }
    if view.others != usual.others {
        pairs.push("others=0".to_owned());
    }
    if view.totals != usual.totals {
        pairs.push("totals=0".to_owned());
    }
    if let Some((_, name)) = CHARTS.iter().find(|(chart, _)| Some(*chart) == view.chart) {
        pairs.push(format!("chart={name}"));
    }
    pairs
}

/// None where there is no metric: such a hash says nothing about a view.
pub(super) fn parse(pairs: &[(&str, &str)]) -> Option<View> {
    let mut view = View::default();
    let list = |text: &str| text.split(',').filter(|item| !item.is_empty()).map(unescape).collect::<Vec<_>>();
    for (key, value) in pairs {
        // Chat programs like to encode more than needed, separators included.
        let decoded = relax(value);
        let value = decoded.as_str();
        match *key {
            "m" => view.metrics = list(value),
            "by" => view.rows = list(value),
            "across" => view.columns = Some(unescape(value)),
            "p" => view.period = parse_period(value),
            "g" => view.grain = parse_grain(value).unwrap_or(view.grain),
            "f" => view.filters.extend(parse_filter(value)),
            "sort" => view.sort = parse_sort(value),
            "top" => view.top = value.parse().ok().filter(|&top| top > 0),
            "others" => view.others = value != "0",
            "totals" => view.totals = value != "0",
            "chart" => view.chart = CHARTS.iter().find(|(_, name)| *name == value).map(|(chart, _)| *chart),
            _ => {}
        }
    }
    (!view.metrics.is_empty()).then_some(view)
}

/// Only letters beyond ASCII are decoded here; an encoded separator is part of a name and stays encoded.
fn relax(value: &str) -> String {
    if !value.is_ascii() || !value.contains('%') {
        return value.to_owned();
    }
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let encoded = rest[at..].len() >= 3
            && matches!(rest.as_bytes()[at + 1], b'8'..=b'9' | b'A'..=b'F' | b'a'..=b'f');
        let end = if encoded { encoded_end(rest, at) } else { at + 1 };
        if encoded {
            out.push_str(&unescape(&rest[at..end]));
        } else {
            out.push('%');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The end of a run of encoded bytes beyond ASCII that begins at `at`.
fn encoded_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes.get(end) == Some(&b'%')
        && matches!(bytes.get(end + 1), Some(b'8'..=b'9' | b'A'..=b'F' | b'a'..=b'f'))
        && bytes.get(end + 2).is_some_and(u8::is_ascii_hexdigit)
    {
        end += 3;
    }
    end.max(at + 1)
}

fn parse_sort(text: &str) -> Option<Sort> {
    let (descending, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let by = match text.strip_prefix('*') {
        Some(position) => SortBy::Dimension(position.parse().ok()?),
        None => SortBy::Metric(unescape(text)),
    };
    Some(Sort { by, descending })
}

/// `region~in~华东|华南`, `!store~has~北`, `price~range~*i10|*i20`, `price~ge~*i10`, `city~blank`.
fn write_filter(filter: &FieldFilter) -> String {
    let sign = if filter.exclude { "!" } else { "" };
    let field = escape(&filter.field);
    let bound = |bound: &Option<_>| bound.as_ref().map(write_scalar).unwrap_or_default();
    match &filter.condition {
        Condition::Members(members) => {
            let members: Vec<String> = members.iter().map(write_member).collect();
            format!("{sign}{field}~in~{}", members.join("|"))
        }
        Condition::Range(low, high) => format!("{sign}{field}~range~{}|{}", bound(low), bound(high)),
        Condition::Compare(comparison, value) => {
            let name =
                COMPARISONS.iter().find(|(other, _)| other == comparison).map_or("eq", |(_, name)| name);
            format!("{sign}{field}~{name}~{}", write_scalar(value))
        }
        Condition::Contains(text) => format!("{sign}{field}~has~{}", escape(text)),
        Condition::Blank => format!("{sign}{field}~blank"),
    }
}

fn parse_filter(text: &str) -> Option<FieldFilter> {
    let (exclude, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let mut parts = text.splitn(3, '~');
    let field = unescape(parts.next()?);
    let (kind, value) = (parts.next()?, parts.next().unwrap_or_default());
    let condition = match kind {
        "in" => Condition::Members(value.split('|').filter_map(parse_member).collect()),
        "range" => {
            let (low, high) = value.split_once('|')?;
            let bound = |text: &str| if text.is_empty() { Some(None) } else { parse_scalar(text).map(Some) };
            Condition::Range(bound(low)?, bound(high)?)
        }
        "has" => Condition::Contains(unescape(value)),
        "blank" => Condition::Blank,
        _ => {
            let (comparison, _) = COMPARISONS.iter().find(|(_, name)| *name == kind)?;
            Condition::Compare(*comparison, parse_scalar(value)?)
        }
    };
    Some(FieldFilter { field, exclude, condition })
}
