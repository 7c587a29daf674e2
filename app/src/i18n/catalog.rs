//! The catalogue: one line a phrase, Chinese and English side by side.

use super::Phrase;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $(#[doc = $en] pub const $name: Phrase = Phrase { zh: $zh, en: $en };)*

        /// Every phrase with its name.
        pub const ALL: &[(&str, Phrase)] = &[$((stringify!($name), $name)),*];
    };
}

phrases! {
    // The shell.
    PRODUCT: "指标沙盘", "Sandtable";
    TAGLINE: "文件到图表，全在浏览器里完成，数据不离开本机。", "From a file to a chart, wholly in the browser. Your data never leaves this machine.";
    NAV_MAIN: "主导航", "Main navigation";
    NAV_START: "开始", "Start";
    NAV_IMPORT: "导入", "Import";
    NAV_EXPLORE: "探索", "Explore";
    SKIP_TO_CONTENT: "跳到正文", "Skip to content";
    SAMPLE_BADGE: "示例数据", "Sample data";
    SAMPLE_BADGE_TITLE: "这些数字是虚构的示例，不是真实业务", "These numbers are made up; they are no real business";
    UNDO: "撤销", "Undo";
    REDO: "重做", "Redo";
    UNDO_KEYS: "撤销（Ctrl+Z）", "Undo (Ctrl+Z)";
    REDO_KEYS: "重做（Ctrl+Shift+Z）", "Redo (Ctrl+Shift+Z)";
    LANGUAGE: "语言", "Language";
    SWITCH_LANGUAGE: "English", "中文";
    SWITCH_LANGUAGE_TITLE: "Switch to English", "切换到中文";
    THEME: "配色", "Theme";
    THEME_SYSTEM: "跟随系统", "System";
    THEME_LIGHT: "浅色", "Light";
    THEME_DARK: "深色", "Dark";
    HELP: "帮助", "Help";
    HELP_KEYS: "帮助（?）", "Help (?)";
    CLOSE: "关闭", "Close";
    CANCEL: "取消", "Cancel";
    RETRY: "重试", "Try again";
    LOADING: "加载中…", "Loading…";

    PLACE_LINE: "第 {line} 行", "line {line}";
    PLACE_ROW: "数据第 {row} 行", "row {row}";
    DROP_HERE: "松开即可导入", "Drop to import";

    // The help dialog.
    HELP_TITLE: "键盘操作", "Keyboard";
    HELP_SEARCH: "搜索指标", "Search metrics";
    HELP_OPEN: "打开本帮助", "Open this help";
    HELP_ESC: "关闭菜单和对话框", "Close menus and dialogs";
    HELP_UNDO: "撤销", "Undo";
    HELP_REDO: "重做", "Redo";
    HELP_GRID: "在表格和排行中移动", "Move in tables and leaderboards";
    HELP_FILTER: "按所选成员筛选", "Filter by the member in focus";
    HELP_EXCLUDE: "排除所选成员", "Exclude the member in focus";
    HELP_CHART: "在图上逐点、逐系列移动", "Move along a chart, point by point, series by series";
    HELP_PRIVACY: "所有计算都在这台电脑的浏览器里完成，页面加载后不再发出网络请求。", "Everything is computed in this browser. Once loaded, the page sends no requests.";

    // Start.
    START_TITLE: "把文件变成看得懂的指标", "From your files to metrics you can read";
    START_PRIVATE: "计算全在本机，数据不上传", "Computed on this machine; nothing is uploaded";
    START_SAMPLE: "看示例数据", "Explore sample data";
    START_SAMPLE_TEXT: "一家新能源车企三年的销售与售后：300 家门店、7 个大区，指标已经建好。", "Three years of sales and service at a maker of electric cars: 300 stores, 7 regions, metrics ready-made.";
    START_SAMPLE_ACTION: "打开示例", "Open the sample";
    START_IMPORT: "导入自己的数据", "Import your data";
    START_IMPORT_TEXT: "CSV 或 Parquet 文件，可一次多个。文件只在浏览器里读取，不会上传。", "CSV or Parquet files, several at once. They are read in this browser and uploaded nowhere.";
    START_IMPORT_ACTION: "选择文件", "Choose files";
    START_OPEN: "打开沙盘", "Open a sandbox";
    START_OPEN_TEXT: "同事发来的 .sandbox、.yaml 文件，或一个链接。", "A .sandbox or .yaml file from a colleague, or a link.";
    START_OPEN_ACTION: "打开文件", "Open a file";
    START_LINK_LABEL: "或粘贴链接", "Or paste a link";
    START_LINK_ACTION: "打开链接", "Open link";
    START_LINK_FOREIGN: "这不是沙盘链接：应含有 #/explore", "this is not a link to a sandbox: expected one with #/explore";
    START_DROP: "也可以把文件拖到页面任意位置", "You can also drop files anywhere on this page";
    START_OPENING_SAMPLE: "正在打开示例…", "Opening the sample…";
    START_NEEDS_DATA: "这个链接只含视图，不含数据。请先导入它用到的文件，或打开示例。", "This link holds a view without its data. Import the files it needs, or open the sample.";
}
