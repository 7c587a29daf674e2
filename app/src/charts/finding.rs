//! One sentence that says what a chart shows; it is the chart's name for those who do not see it.

use super::spec::{ChartKind, ChartSpec, Role, Series};
use crate::format::{Lang, MISSING, change_ratio, compact};

/// The sentence, from the numbers as drawn.
pub fn finding(spec: &ChartSpec, lang: Lang) -> String {
    let title = &spec.title;
    if !spec.has_values() || spec.categories.is_empty() {
        return match lang {
            Lang::Zh => format!("{title}：没有数据"),
            Lang::En => format!("{title}: no data"),
        };
    }
    match spec.kind {
        ChartKind::Scatter => cloud(spec, lang),
        ChartKind::Heatmap => cells(spec, lang),
        _ if spec.is_horizontal() => ranking(spec, lang),
        _ => course(spec, lang),
    }
}

/// From first to last, and the peak, of the leading series.
fn course(spec: &ChartSpec, lang: Lang) -> String {
    let (at, series) = leading(spec);
    let say = |value: f64| compact(Some(value), spec.format_of(at), lang);
    let present: Vec<(usize, f64)> = numbers(series).collect();
    let (Some(&first), Some(&last)) = (present.first(), present.last()) else {
        return format!("{} {MISSING}", spec.title);
    };
    let peak = present.iter().copied().fold(first, |peak, next| if next.1 > peak.1 { next } else { peak });
    let name = series_name(spec, at, lang);
    let label =
        |category: usize| spec.categories.get(category).map_or("", |category| category.label.as_str());
    if present.len() == 1 {
        return match lang {
            Lang::Zh => format!("{name}：{} 为 {}", label(first.0), say(first.1)),
            Lang::En => format!("{name}: {} in {}", say(first.1), label(first.0)),
        };
    }
    let ratio = (first.1 > 0.0 && !spec.format.is_rate()).then(|| (last.1 - first.1) / first.1);
    let ratio_text = ratio.map_or_else(String::new, |ratio| match lang {
        Lang::Zh => format!("（{}）", change_ratio(Some(ratio))),
        Lang::En => format!(" ({})", change_ratio(Some(ratio))),
    });
    match lang {
        Lang::Zh => {
            let moved = if last.1 > first.1 {
                "升至"
            } else if last.1 < first.1 {
                "降至"
            } else {
                "持平于"
            };
            format!(
                "{name}从 {} 的 {} {moved} {} 的 {}{ratio_text}，最高为 {} 的 {}",
                label(first.0),
                say(first.1),
                label(last.0),
                say(last.1),
                label(peak.0),
                say(peak.1),
            )
        }
        Lang::En => {
            let moved = if last.1 > first.1 {
                "rose"
            } else if last.1 < first.1 {
                "fell"
            } else {
                "stayed level"
            };
            format!(
                "{name} {moved} from {} in {} to {} in {}{ratio_text}; peak {} in {}",
                say(first.1),
                label(first.0),
                say(last.1),
                label(last.0),
                say(peak.1),
                label(peak.0),
            )
        }
    }
}

/// Highest and lowest member.
fn ranking(spec: &ChartSpec, lang: Lang) -> String {
    let (at, series) = leading(spec);
    let say = |value: f64| compact(Some(value), spec.format_of(at), lang);
    let name = series_name(spec, at, lang);
    let Some((highest, lowest)) = extremes(numbers(series)) else { return format!("{name} {MISSING}") };
    let label =
        |category: usize| spec.categories.get(category).map_or("", |category| category.label.as_str());
    let count = numbers(series).count();
    match lang {
        Lang::Zh if count == 1 => format!("{name}：{} 为 {}", label(highest.0), say(highest.1)),
        Lang::En if count == 1 => format!("{name}: {} {}", label(highest.0), say(highest.1)),
        Lang::Zh => format!(
            "{name}共 {count} 项，最高 {} {}，最低 {} {}",
            label(highest.0),
            say(highest.1),
            label(lowest.0),
            say(lowest.1),
        ),
        Lang::En => format!(
            "{name} across {count}: highest {} {}, lowest {} {}",
            label(highest.0),
            say(highest.1),
            label(lowest.0),
            say(lowest.1),
        ),
    }
}

fn cloud(spec: &ChartSpec, lang: Lang) -> String {
    let [upright, level, ..] = &spec.series[..] else { return spec.title.clone() };
    let both =
        (0..spec.categories.len()).filter(|&at| upright.value(at).is_some() && level.value(at).is_some());
    let count = both.count();
    let top = extremes(numbers(upright)).map(|(highest, _)| highest);
    let (label, value) = top.map_or(("", MISSING.to_owned()), |(category, value)| {
        let label = spec.categories.get(category).map_or("", |category| category.label.as_str());
        (label, compact(Some(value), spec.format_of(0), lang))
    });
    match lang {
        Lang::Zh => format!(
            "{} 与 {}：共 {count} 个点，{} 最高的是 {label} {value}",
            upright.name, level.name, upright.name
        ),
        Lang::En => format!(
            "{} against {}: {count} points, highest {} is {label} {value}",
            upright.name, level.name, upright.name
        ),
    }
}

fn cells(spec: &ChartSpec, lang: Lang) -> String {
    let all = spec
        .series
        .iter()
        .enumerate()
        .flat_map(|(row, series)| numbers(series).map(move |(column, value)| ((row, column), value)));
    let Some((highest, lowest)) = extremes(all) else { return spec.title.clone() };
    let say = |((row, column), value): ((usize, usize), f64)| {
        let column = spec.categories.get(column).map_or("", |category| category.label.as_str());
        let value = compact(Some(value), &spec.format, lang);
        format!("{} × {column} {value}", spec.series[row].name)
    };
    match lang {
        Lang::Zh => format!("{}：最高 {}，最低 {}", spec.title, say(highest), say(lowest)),
        Lang::En => format!("{}: highest {}, lowest {}", spec.title, say(highest), say(lowest)),
    }
}

/// The series a sentence is about: the actual one, else the first with numbers.
fn leading(spec: &ChartSpec) -> (usize, &Series) {
    let has_numbers = |series: &Series| series.values().next().is_some();
    let actual = spec.series.iter().position(|series| series.role == Role::Actual && has_numbers(series));
    let at = actual.or_else(|| spec.series.iter().position(has_numbers)).unwrap_or(0);
    (at, &spec.series[at])
}

/// The title, with the member where there are several series of members.
fn series_name(spec: &ChartSpec, at: usize, lang: Lang) -> String {
    let series = &spec.series[at];
    if series.role != Role::Member || spec.series.len() == 1 || series.name == spec.title {
        return spec.title.clone();
    }
    match lang {
        Lang::Zh => format!("{}（{}）", spec.title, series.name),
        Lang::En => format!("{} ({})", spec.title, series.name),
    }
}

fn numbers(series: &Series) -> impl Iterator<Item = (usize, f64)> + '_ {
    (0..series.data.len()).filter_map(|at| Some((at, series.value(at)?)))
}

/// Highest and lowest; the first of equals.
fn extremes<T: Copy>(mut values: impl Iterator<Item = (T, f64)>) -> Option<((T, f64), (T, f64))> {
    let first = values.next()?;
    Some(values.fold((first, first), |(highest, lowest), next| {
        (if next.1 > highest.1 { next } else { highest }, if next.1 < lowest.1 { next } else { lowest })
    }))
}

#[cfg(test)]
mod tests;
