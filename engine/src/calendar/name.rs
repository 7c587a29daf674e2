//! Names of periods: the code of documents and metric codes, the Chinese and the English name, and reading all three.

use super::{Date, Grain, Period};
use crate::text::Text;

/// One grain's words.
struct Words {
    grain: Grain,
    /// In codes: `this_month`.
    code: &'static str,
    /// In codes of trailing periods: `last_12m`.
    letter: &'static str,
    /// 本X, 上X.
    this: &'static str,
    last: &'static str,
    next: &'static str,
    /// N X: 近12月, 2个月前.
    trailing: &'static str,
    ago: &'static str,
    /// X初至今.
    to_date: &'static str,
    en: &'static str,
    en_to_date: &'static str,
    /// Other words that are read.
    also_this: &'static [&'static str],
    also_last: &'static [&'static str],
    also_unit: &'static [&'static str],
    also_to_date: &'static [&'static str],
}

const WORDS: [Words; 7] = [
    Words {
        grain: Grain::Day,
        code: "day",
        letter: "d",
        this: "今日",
        last: "昨日",
        next: "明日",
        trailing: "天",
        ago: "天前",
        to_date: "今日至今",
        en: "day",
        en_to_date: "day to date",
        also_this: &["今天", "当日", "当天", "本日"],
        also_last: &["昨天"],
        also_unit: &["日"],
        also_to_date: &["dtd"],
    },
    Words {
        grain: Grain::Week,
        code: "week",
        letter: "w",
        this: "本周",
        last: "上周",
        next: "下周",
        trailing: "周",
        ago: "周前",
        to_date: "周初至今",
        en: "week",
        en_to_date: "week to date",
        also_this: &["这周", "当周", "本星期"],
        also_last: &["上星期"],
        also_unit: &["个星期", "星期"],
        also_to_date: &["wtd"],
    },
    Words {
        grain: Grain::TenDay,
        code: "ten_day",
        letter: "t",
        this: "本旬",
        last: "上一旬",
        next: "下一旬",
        trailing: "旬",
        ago: "旬前",
        to_date: "旬初至今",
        en: "ten-day",
        en_to_date: "ten-day to date",
        also_this: &[],
        also_last: &[],
        also_unit: &["个旬"],
        also_to_date: &["ttd"],
    },
    Words {
        grain: Grain::Month,
        code: "month",
        letter: "m",
        this: "本月",
        last: "上月",
        next: "下月",
        trailing: "月",
        ago: "个月前",
        to_date: "月初至今",
        en: "month",
        en_to_date: "month to date",
        also_this: &["这个月", "当月"],
        also_last: &["上个月"],
        also_unit: &["个月"],
        also_to_date: &["mtd", "本月至今", "本月以来"],
    },
    Words {
        grain: Grain::Quarter,
        code: "quarter",
        letter: "q",
        this: "本季",
        last: "上季",
        next: "下季",
        trailing: "季",
        ago: "季前",
        to_date: "季初至今",
        en: "quarter",
        en_to_date: "quarter to date",
        also_this: &["本季度", "当季"],
        also_last: &["上季度", "上个季度"],
        also_unit: &["个季度", "季度", "个季"],
        also_to_date: &["qtd", "本季至今", "本季以来"],
    },
    Words {
        grain: Grain::Half,
        code: "half",
        letter: "h",
        this: "本半年",
        last: "上一半年",
        next: "下一半年",
        trailing: "个半年",
        ago: "个半年前",
        to_date: "半年初至今",
        en: "half-year",
        en_to_date: "half-year to date",
        also_this: &[],
        also_last: &["上个半年"],
        also_unit: &["半年"],
        also_to_date: &["htd"],
    },
    Words {
        grain: Grain::Year,
        code: "year",
        letter: "y",
        this: "本年",
        last: "上年",
        next: "明年",
        trailing: "年",
        ago: "年前",
        to_date: "年初至今",
        en: "year",
        en_to_date: "year to date",
        also_this: &["今年", "当年", "本年度"],
        also_last: &["去年", "上年度", "上一年"],
        also_unit: &["个年"],
        also_to_date: &["ytd", "本年至今", "今年至今", "今年以来", "本年以来", "本年累计"],
    },
];

pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn words(grain: Grain) -> &'static Words {
    &WORDS[grain as usize]
}

impl Period {
    /// The code, ASCII snake_case: `today`, `this_month`, `last_30d`, `ytd`, `y2024q4`, `d20240301_20240308`.
    pub fn code(self) -> String {
        match self {
            Self::Bucket { grain: Grain::Day, offset: 0 } => "today".to_owned(),
            Self::Bucket { grain: Grain::Day, offset: -1 } => "yesterday".to_owned(),
            Self::Bucket { grain, offset } => {
                let code = words(grain).code;
                match offset {
                    0 => format!("this_{code}"),
                    -1 => format!("last_{code}"),
                    1 => format!("next_{code}"),
                    ..0 => format!("{code}_ago_{}", offset.unsigned_abs()),
                    _ => format!("{code}_ahead_{offset}"),
                }
            }
            Self::Trailing { grain, count } => format!("last_{count}{}", words(grain).letter),
            Self::ToDate(grain) => format!("{}td", words(grain).letter),
            Self::Between(first, last) => match Span::of(first, last) {
                Some(span) => span.code(),
                None => {
                    let compact = |date: Date| date.to_string().replace('-', "");
                    format!("d{}_{}", compact(first), compact(last))
                }
            },
        }
    }

    /// The name in both languages: 近30天 and "last 30 days". Reading it gives the period again.
    pub fn label(self) -> Text {
        match self {
            Self::Bucket { grain: Grain::Day, offset: 0 } => Text::new("今日", "today"),
            Self::Bucket { grain: Grain::Day, offset: -1 } => Text::new("昨日", "yesterday"),
            Self::Bucket { grain: Grain::Day, offset: 1 } => Text::new("明日", "tomorrow"),
            Self::Bucket { grain, offset } => {
                let words = words(grain);
                let en = words.en;
                let many = offset.unsigned_abs();
                match offset {
                    0 => Text::new(words.this, format!("this {en}")),
                    -1 => Text::new(words.last, format!("last {en}")),
                    1 => Text::new(words.next, format!("next {en}")),
                    ..0 => Text::new(format!("{many}{}", words.ago), format!("{many} {en}s ago")),
                    _ => Text::new(
                        format!("{many}{}", words.ago.replace('前', "后")),
                        format!("{many} {en}s ahead"),
                    ),
                }
            }
            Self::Trailing { grain, count } => {
                let words = words(grain);
                let plural = if count == 1 { "" } else { "s" };
                Text::new(
                    format!("近{count}{}", words.trailing),
                    format!("last {count} {}{plural}", words.en),
                )
            }
            Self::ToDate(grain) => Text::new(words(grain).to_date, words(grain).en_to_date),
            Self::Between(first, last) => match Span::of(first, last) {
                Some(span) => span.label(),
                None => {
                    let (from, to) = (first.to_string(), last.to_string());
                    let tail = if from[..8] == to[..8] { &to[8..] } else { &to };
                    Text::new(format!("{from}～{tail}"), format!("{from} to {to}"))
                }
            },
        }
    }

    /// Reads a code, a Chinese or an English name; none for anything else. Absolute quarters, halves and years are
    /// those of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let text = super::normal(text);
        if text.len() > 64 {
            return None;
        }
        relative(&text).or_else(|| super::absolute::parse(&text))
    }
}

fn relative(text: &str) -> Option<Period> {
    for words in &WORDS {
        let grain = words.grain;
        let bucket = |offset| Some(Period::Bucket { grain, offset });
        let is = |word: &str, also: &[&str]| text == word || also.contains(&text);
        let en = words.en;
        if is(words.this, words.also_this)
            || text == format!("this_{}", words.code)
            || text == format!("this {en}")
        {
            return bucket(0);
        }
        if is(words.last, words.also_last)
            || text == format!("last_{}", words.code)
            || text == format!("last {en}")
        {
            return bucket(-1);
        }
        if text == words.next || text == format!("next_{}", words.code) || text == format!("next {en}") {
            return bucket(1);
        }
        if is(words.to_date, words.also_to_date) || text == words.en_to_date {
            return Some(Period::ToDate(grain));
        }
    }
    match text {
        "today" => return Some(Period::Bucket { grain: Grain::Day, offset: 0 }),
        "yesterday" => return Some(Period::Bucket { grain: Grain::Day, offset: -1 }),
        "tomorrow" => return Some(Period::Bucket { grain: Grain::Day, offset: 1 }),
        "前日" | "前天" => return Some(Period::Bucket { grain: Grain::Day, offset: -2 }),
        "前年" => return Some(Period::Bucket { grain: Grain::Year, offset: -2 }),
        _ => {}
    }
    counted(text)
}

/// 近30天, last_30d, last 30 days; 2个月前, month_ago_2, 2 months ago.
fn counted(text: &str) -> Option<Period> {
    for prefix in ["最近", "过去", "近", "last_", "last ", "past "] {
        if let Some((count, unit)) = text.strip_prefix(prefix).and_then(number_first)
            && (1..=100_000).contains(&count)
            && let Some(grain) = grain_of(unit.trim_start())
        {
            return Some(Period::Trailing { grain, count });
        }
    }
    if let Some((count, rest)) = number_first(text) {
        let rest = rest.trim_start();
        for (suffix, sign) in [("前", -1), ("后", 1), (" ago", -1), (" ahead", 1)] {
            if let Some(grain) = rest.strip_suffix(suffix).and_then(grain_of) {
                return offset_by(grain, count, sign);
            }
        }
    }
    for (mark, sign) in [("_ago_", -1), ("_ahead_", 1)] {
        if let Some((code, count)) = text.split_once(mark)
            && let Some(words) = WORDS.iter().find(|words| words.code == code)
        {
            return offset_by(words.grain, count.parse().ok()?, sign);
        }
    }
    None
}

fn offset_by(grain: Grain, count: u32, sign: i32) -> Option<Period> {
    let offset = i32::try_from(count).ok().filter(|count| *count <= 100_000)? * sign;
    Some(Period::Bucket { grain, offset })
}

/// A leading number and what follows.
pub(super) fn number_first(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn grain_of(unit: &str) -> Option<Grain> {
    WORDS
        .iter()
        .find(|words| {
            unit == words.trailing
                || unit == words.letter
                || words.also_unit.contains(&unit)
                || unit.strip_suffix('s').unwrap_or(unit) == words.en
        })
        .map(|words| words.grain)
}

/// A range that is one bucket of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    grain: Grain,
    first: Date,
}

impl Span {
    /// The widest grain of which the range is one bucket; no week, which is told by its number only when asked for.
    fn of(first: Date, last: Date) -> Option<Self> {
        Grain::ALL
            .into_iter()
            .rev()
            .find(|grain| grain.start(first, 1) == first && grain.end(first, 1) == last)
            .map(|grain| Self { grain, first })
    }

    fn code(self) -> String {
        let (year, month, day) = self.first.ymd();
        match self.grain {
            Grain::Day => format!("d{}", self.first.to_string().replace('-', "")),
            Grain::Week => {
                let (year, week) = self.first.iso_week();
                format!("y{year}w{week}")
            }
            Grain::TenDay => format!("y{year}m{month}t{}", day / 10 + 1),
            Grain::Month => format!("y{year}m{month}"),
            Grain::Quarter => format!("y{year}q{}", month.div_ceil(3)),
            Grain::Half => format!("y{year}h{}", month.div_ceil(6)),
            Grain::Year => format!("y{year}"),
        }
    }

    fn label(self) -> Text {
        let (year, month, day) = self.first.ymd();
        let name = MONTHS[month as usize - 1];
        match self.grain {
            Grain::Day => Text::same(self.first.to_string()),
            Grain::Week => {
                let (year, week) = self.first.iso_week();
                Text::new(format!("{year}年第{week}周"), format!("{year} W{week}"))
            }
            Grain::TenDay => {
                let at = (day / 10) as usize;
                Text::new(
                    format!("{year}年{month}月{}旬", ["上", "中", "下"][at]),
                    format!("{} {name} {year}", ["early", "mid", "late"][at]),
                )
            }
            Grain::Month => Text::new(format!("{year}年{month}月"), format!("{name} {year}")),
            Grain::Quarter => {
                let quarter = month.div_ceil(3);
                Text::new(format!("{year}年Q{quarter}"), format!("{year} Q{quarter}"))
            }
            Grain::Half => {
                let half = month.div_ceil(6);
                Text::new(
                    format!("{year}年{}半年", if half == 1 { '上' } else { '下' }),
                    format!("{year} H{half}"),
                )
            }
            Grain::Year => Text::new(format!("{year}年"), format!("{year}")),
        }
    }
}
