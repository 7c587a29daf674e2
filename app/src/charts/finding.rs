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

/// From first to last, and the peak, of the leading series; of several members who is ahead at the end.
fn course(spec: &ChartSpec, lang: Lang) -> String {
    if let Some(standings) = standings(spec, lang) {
        return standings;
    }
    let (at, series) = leading(spec);
    let tell = Tell { spec, lang };
    let present = settled(spec, numbers(series).collect());
    let (Some(&first), Some(&last)) = (present.first(), present.last()) else {
        return format!("{} {MISSING}", spec.title);
    };
    let name = series_name(spec, at, lang);
    let (from, from_value) = tell.pair(at, first);
    if present.len() == 1 {
        return match lang {
            Lang::Zh => format!("{name}：{from}为 {from_value}"),
            Lang::En => format!("{name}: {from_value} in {from}"),
        };
    }
    let (to, to_value) = tell.pair(at, last);
    let peak = present.iter().copied().fold(first, |peak, next| if next.1 > peak.1 { next } else { peak });
    let (top, top_value) = tell.pair(at, peak);
    let ratio =
        (first.1 > 0.0 && !spec.format.is_rate()).then(|| change_ratio(Some((last.1 - first.1) / first.1)));
    let moved = last.1.total_cmp(&first.1);
    match lang {
        Lang::Zh => {
            let moved = ["降至", "持平于", "升至"][step(moved)];
            let ratio = ratio.map_or_else(String::new, |ratio| format!("（{ratio}）"));
            let peak = match peak.0 {
                at if at == last.0 => "，为期间最高".to_owned(),
                at if at == first.0 => String::new(),
                _ => format!("，最高为{top}的 {top_value}"),
            };
            format!("{name}从{from}的 {from_value} {moved}{to}的 {to_value}{ratio}{peak}")
        }
        Lang::En => {
            let moved = ["fell", "stayed level", "rose"][step(moved)];
            let ratio = ratio.map_or_else(String::new, |ratio| format!(" ({ratio})"));
            let peak = match peak.0 {
                at if at == last.0 => ", its peak".to_owned(),
                at if at == first.0 => String::new(),
                _ => format!("; peak {top_value} in {top}"),
            };
            format!("{name} {moved} from {from_value} in {from} to {to_value} in {to}{ratio}{peak}")
        }
    }
}

/// Which member is highest and lowest at the last settled category; none where there are not several.
fn standings(spec: &ChartSpec, lang: Lang) -> Option<String> {
    let members: Vec<usize> =
        (0..spec.series.len()).filter(|&at| spec.series[at].role == Role::Member).collect();
    if members.len() < 2 {
        return None;
    }
    let places = members.iter().flat_map(|&at| numbers(&spec.series[at])).collect();
    let last = settled(spec, places).iter().map(|(category, _)| *category).max()?;
    let at_the_end = members.iter().filter_map(|&at| Some((at, spec.series[at].value(last)?)));
    let (highest, lowest) = extremes(at_the_end)?;
    let when = &spec.categories.get(last)?.label;
    let say = |(at, value): (usize, f64)| (&spec.series[at].name, compact(Some(value), &spec.format, lang));
    let ((top, top_value), (low, low_value)) = (say(highest), say(lowest));
    let title = &spec.title;
    Some(match lang {
        Lang::Zh => format!("{title}在{when}：{top}最高（{top_value}），{low}最低（{low_value}）"),
        Lang::En => format!("{title} in {when}: highest {top} ({top_value}), lowest {low} ({low_value})"),
    })
}

/// Highest and lowest member.
fn ranking(spec: &ChartSpec, lang: Lang) -> String {
    let (at, series) = leading(spec);
    let tell = Tell { spec, lang };
    let name = series_name(spec, at, lang);
    let Some((highest, lowest)) = extremes(numbers(series)) else { return format!("{name} {MISSING}") };
    let ((top, top_value), (low, low_value)) = (tell.pair(at, highest), tell.pair(at, lowest));
    let count = numbers(series).count();
    match lang {
        Lang::Zh if count == 1 => format!("{name}：{top}为 {top_value}"),
        Lang::En if count == 1 => format!("{name}: {top} {top_value}"),
        Lang::Zh => format!("{name}：{top}最高（{top_value}），{low}最低（{low_value}），共 {count} 项"),
        Lang::En => {
            format!("{name}: highest {top} ({top_value}), lowest {low} ({low_value}), {count} in all")
        }
    }
}

fn cloud(spec: &ChartSpec, lang: Lang) -> String {
    let [upright, level, ..] = &spec.series[..] else { return spec.title.clone() };
    let drawn = numbers(upright).filter(|(category, _)| level.value(*category).is_some()).collect::<Vec<_>>();
    let count = drawn.len();
    let Some((highest, _)) = extremes(drawn.into_iter()) else { return spec.title.clone() };
    let (top, value) = Tell { spec, lang }.pair(0, highest);
    let (y, x) = (&upright.name, &level.name);
    match lang {
        Lang::Zh => format!("{y}与{x}，共 {count} 个点；{y}最高的是{top}（{value}）"),
        Lang::En => format!("{y} against {x}, {count} points; highest {y}: {top} ({value})"),
    }
}

fn cells(spec: &ChartSpec, lang: Lang) -> String {
    let all = spec
        .series
        .iter()
        .enumerate()
        .flat_map(|(row, series)| numbers(series).map(move |(column, value)| ((row, column), value)));
    let Some((highest, lowest)) = extremes(all) else { return spec.title.clone() };
    let tell = Tell { spec, lang };
    let say = |((row, column), value): ((usize, usize), f64)| {
        let (column, value) = tell.pair(row, (column, value));
        (format!("{} × {column}", spec.series[row].name), value)
    };
    let ((top, top_value), (low, low_value)) = (say(highest), say(lowest));
    let title = &spec.title;
    match lang {
        Lang::Zh => format!("{title}：{top} 最高（{top_value}），{low} 最低（{low_value}）"),
        Lang::En => format!("{title}: highest {top} ({top_value}), lowest {low} ({low_value})"),
    }
}

/// Words for places and values.
struct Tell<'a> {
    spec: &'a ChartSpec,
    lang: Lang,
}

impl<'a> Tell<'a> {
    /// The name of a category and a value of one series there.
    fn pair(&self, series: usize, (category, value): (usize, f64)) -> (&'a str, String) {
        let label = self.spec.categories.get(category).map_or("", |category| category.label.as_str());
        (label, compact(Some(value), self.spec.format_of(series), self.lang))
    }
}

/// Without provisional values, which would tell a fall that is none; all of them where little else is left.
fn settled(spec: &ChartSpec, values: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    let Some(from) = spec.partial_from else { return values };
    let settled: Vec<(usize, f64)> =
        values.iter().copied().filter(|(category, _)| *category < from).collect();
    if settled.len() < 2 { values } else { settled }
}

/// 0 for less, 1 for equal, 2 for more.
fn step(order: std::cmp::Ordering) -> usize {
    match order {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => 1,
        std::cmp::Ordering::Greater => 2,
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
