//! What the chart itself says.

use crate::format::Lang;

/// One text in both languages.
#[derive(Clone, Copy)]
pub(super) struct Words {
    zh: &'static str,
    en: &'static str,
}

impl Words {
    pub(super) fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

pub(super) const NO_VALUES: Words = Words { zh: "没有可画的数值", en: "No values to draw" };
pub(super) const PARTIAL: Words = Words { zh: "数据尚不完整", en: "Not complete yet" };
pub(super) const LEGEND: Words = Words { zh: "图例", en: "Legend" };
pub(super) const NO_REASON: Words = Words { zh: "无数据", en: "no data" };

pub(super) fn data_table(is_open: bool) -> Words {
    if is_open {
        Words { zh: "收起数据表", en: "Hide the data table" }
    } else {
        Words { zh: "查看数据表", en: "Show the data table" }
    }
}

pub(super) fn keys(drills: bool) -> Words {
    if drills {
        Words {
            zh: "左右键切换数据点，上下键切换系列，回车下钻，Esc 关闭",
            en: "Left and right for points, up and down for series, Enter to drill down, Esc to close",
        }
    } else {
        Words {
            zh: "左右键切换数据点，上下键切换系列，Esc 关闭",
            en: "Left and right for points, up and down for series, Esc to close",
        }
    }
}

pub(super) fn omitted(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 个系列未画出，见数据表"),
        Lang::En if count == 1 => "1 more series is in the data table".to_owned(),
        Lang::En => format!("{count} more series are in the data table"),
    }
}

pub(super) fn more_rows(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("还有 {count} 行未列出"),
        Lang::En => format!("{count} more rows are not listed"),
    }
}
