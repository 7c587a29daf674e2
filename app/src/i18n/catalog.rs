//! The catalogue: one line a phrase, Chinese and English side by side.

use sandtable_engine::calendar::Grain;
use sandtable_engine::model::ColumnRole;
use sandtable_engine::table::DataType;

use super::{Phrase, phrases};
use crate::state::Chart;

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
    UNDO_KEYS: "撤销（Ctrl+Z）", "Undo (Ctrl+Z)";
    REDO_KEYS: "重做（Ctrl+Shift+Z）", "Redo (Ctrl+Shift+Z)";
    SWITCH_LANGUAGE: "English", "中文";
    SWITCH_LANGUAGE_TITLE: "Switch to English", "切换到中文";
    THEME: "配色", "Theme";
    THEME_SYSTEM: "跟随系统", "System";
    THEME_LIGHT: "浅色", "Light";
    THEME_DARK: "深色", "Dark";
    SAVE_SANDBOX: "保存沙盘文件（不含数据）", "Save the sandbox as a file (without data)";
    ENGINE_RESTARTING: "计算引擎意外停止，正在重新启动并恢复数据…", "The engine stopped unexpectedly; it is restarting and getting its data back…";
    ENGINE_FAILED: "计算引擎没能启动", "The engine does not start";
    HELP_KEYS: "帮助（?）", "Help (?)";
    CLOSE: "关闭", "Close";
    CANCEL: "取消", "Cancel";
    RETRY: "重试", "Try again";
    LOADING: "加载中…", "Loading…";

    PLACE_LINE: "第 {line} 行", "line {line}";
    PLACE_COLUMN: "第 {column} 个字符", "character {column}";
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
    START_NEEDS_DATA: "这个链接只含视图，不含数据。请先导入它用到的文件，或打开示例。", "This link holds a view without its data. Import the files it needs, or open the sample.";

    // Words of data.
    TIME_AXIS: "时间", "Time";
    BLANK: "(空)", "(blank)";
    UNMATCHED: "(未匹配)", "(unmatched)";
    OTHERS: "其他", "Other";
    TOTAL: "合计", "Total";
    YES: "是", "Yes";
    NO: "否", "No";
    NULL_NO_DATA: "没有数据", "no data";
    NULL_ZERO_DENOMINATOR: "分母为零", "division by zero";
    NULL_OVERFLOW: "超出整数范围", "beyond the range of whole numbers";
    LIST_COMMA: "、", ", ";
    AND_MORE: "{named} 等 {count} 项", "{named} … {count} in all";
    ANY_VALUE: "任意值", "any value";
    CONTAINS_TEXT: "包含“{text}”", "contains “{text}”";
    IS_BLANK: "为空", "is blank";
    NOT_CONDITION: "不是 {condition}", "not {condition}";

    PAGE_TITLE: "Sandtable 指标沙盘", "Sandtable";

    // Explore: time and filters.
    GRAIN: "时间粒度", "Time grain";
    GRAIN_DAY: "日", "Day";
    GRAIN_WEEK: "周", "Week";
    GRAIN_TEN_DAY: "旬", "10 days";
    GRAIN_MONTH: "月", "Month";
    GRAIN_QUARTER: "季", "Quarter";
    GRAIN_HALF: "半年", "Half";
    GRAIN_YEAR: "年", "Year";
    PERIOD: "时间范围", "Time range";
    ALL_TIME: "全部时间", "All time";
    PERIOD_CUSTOM: "自定义", "Custom range";
    PERIOD_FROM: "开始日期", "First day";
    PERIOD_TO: "结束日期", "Last day";
    PERIOD_ORDER: "开始日期要早于结束日期", "The first day must not be after the last";
    APPLY: "应用", "Apply";
    BACK: "返回", "Back";
    FILTERS: "筛选", "Filters";
    ADD_FILTER: "添加筛选", "Add filter";
    CLEAR_FILTERS: "清除全部筛选", "Clear all filters";
    REMOVE_FILTER: "去掉“{field}”的筛选", "Remove the filter on {field}";
    CHOOSE_FIELD: "选择字段", "Choose a field";
    SEARCH_FIELDS: "搜索字段", "Search fields";
    SEARCH_MEMBERS: "搜索成员", "Search members";
    NO_MATCH: "没有匹配项", "Nothing matches";
    LISTED_FIRST: "只列出前 {count} 个，可用搜索缩小范围", "The first {count} are listed; search to see others";
    EXCLUDE: "排除", "Exclude";
    BY_MEMBERS: "成员", "Members";
    BY_RANGE: "范围", "Range";
    BY_CONTAINS: "包含文字", "Contains";
    CONTAINS_LABEL: "包含的文字", "Text to find";
    RANGE_FROM: "从", "From";
    RANGE_TO: "到", "To";
    BY_FIELD: "{field}：{condition}", "{field}: {condition}";

    // Explore: metrics.
    METRICS: "指标", "Metrics";
    ADD_METRIC: "选择指标", "Choose metrics";
    REMOVE_METRIC: "移除“{metric}”", "Remove {metric}";
    SEARCH_METRICS: "按名称、编码或别名搜索", "Search by name, code or alias";
    LAYER_ATOMIC: "原子指标", "Atomic";
    LAYER_DERIVED: "派生指标", "Derived";
    LAYER_COMPOSITE: "复合指标", "Composite";
    FILTER_NOT_REACHED: "这些指标没有用到筛选：{fields}（它们的事实表没有该字段）", "Filters without effect on these metrics: {fields} (their fact table has no such field)";
    AS_OF: "数据截至 {date}", "Data as of {date}";

    // Explore: the question.
    QUESTION: "问题", "Question";
    DOWN: "行", "Rows";
    ACROSS: "列", "Columns";
    NOTHING_ACROSS: "无", "None";
    ADD_DIMENSION: "添加维度", "Add dimension";
    REMOVE_DIMENSION: "移除“{field}”", "Remove {field}";
    MOVE_OUT: "点击外移一层", "Click to move one level out";
    TOP_N_LABEL: "显示", "Show";
    TOP_N: "前 {count} 名", "Top {count}";
    ALL_MEMBERS: "全部", "All";
    SHOW_OTHERS: "其他", "Other";
    SHOW_TOTALS: "合计", "Totals";

    // Explore: answers.
    ANSWER_FAILED: "没能算出结果", "There is no result";
    PARTIAL_ANSWER: "已算 {percent}", "{percent} computed";
    NO_RESULTS: "没有结果", "No results";
    NO_RESULTS_FILTER: "筛选“{filter}”之后没有数据。", "Nothing is left after the filter {filter}.";
    NO_RESULTS_PERIOD: "所选时间范围内没有数据。", "There is no data in the chosen time range.";
    NO_RESULTS_TOGETHER: "这些筛选和时间范围合在一起没有数据。", "Filters and time range together leave nothing.";
    NO_RESULTS_PLAIN: "数据里没有可以汇总的行。", "The data has no rows to aggregate.";
    NO_VALUES: "没有数据", "No data";
    REMOVE_THIS: "去掉这个筛选", "Remove this filter";
    SHOW_ALL_TIME: "看全部时间", "Show all time";
    CHART_TYPE: "图表", "Chart";
    CHART_OF: "{metric}，按{by}", "{metric} by {by}";
    CHART_LINE: "折线", "Line";
    CHART_BAR: "条形", "Bars";
    CHART_STACKED: "堆叠", "Stacked";
    CHART_SCATTER: "散点", "Scatter";
    CHART_HEATMAP: "热力", "Heatmap";
    NOTHING_TO_DRAW: "添加一个维度来画图。", "Add a dimension to draw a chart.";
    PIVOT: "透视表", "Pivot table";
    PIVOT_NEEDS_DIMENSION: "添加一个维度，按它展开表格。", "Add a dimension to break the numbers down.";
    METRICS_LEFT_OUT: "未列出的指标：{metrics}（它们不能按这些维度或筛选拆分）", "Left out: {metrics} (they cannot be split by these dimensions or filters)";
    ROWS_SHOWN: "显示 {shown} / {total} 行", "{shown} of {total} {total|row|rows}";
    SHOW_MORE_ROWS: "显示更多行", "Show more rows";
    OPEN_ROW: "展开", "Expand";
    CLOSE_ROW: "收起", "Collapse";
    VALUE: "数值", "Value";
    SHARE: "占比", "Share";
    GROUP_BY: "按“{field}”拆分", "Break down by {field}";
    LEADERBOARD_HINT: "单击筛选，Shift+单击排除", "Click to filter, Shift-click to exclude";
    SHOW_ALL_MEMBERS: "展开全部 {count} 个", "Show all {count}";
    SHOW_FEWER: "收起", "Show fewer";
    MORE_DIMENSIONS: "再看 {count} 个维度", "{count} more dimensions";

    // Charts.
    CHART_NO_VALUES: "没有可画的数值", "No values to draw";
    CHART_PARTIAL: "数据尚不完整", "Not complete yet";
    CHART_LEGEND: "图例", "Legend";
    CHART_NO_REASON: "无数据", "no data";
    CHART_SHOW_TABLE: "查看数据表", "Show the data table";
    CHART_HIDE_TABLE: "收起数据表", "Hide the data table";
    CHART_KEYS: "左右键切换数据点，上下键切换系列，Esc 关闭", "Left and right for points, up and down for series, Esc to close";
    CHART_KEYS_DRILL: "左右键切换数据点，上下键切换系列，回车下钻，Esc 关闭", "Left and right for points, up and down for series, Enter to drill down, Esc to close";
    CHART_SERIES_OMITTED: "另有 {count} 个系列未画出，见数据表", "Series in the data table only: {count}";
    CHART_ROWS_OMITTED: "还有 {count} 行未列出", "Rows not listed: {count}";

    // Import.
    IMPORT_TITLE: "导入", "Import";
    STEP_COLUMNS: "选文件、看列", "Files and columns";
    STEP_CHECK: "检查", "Check";
    STEP_EXPLORE: "探索", "Explore";
    IMPORT_CHOOSE: "选择文件", "Choose files";
    IMPORT_CHOOSE_MORE: "再加文件", "Add more files";
    IMPORT_DROP: "或把文件拖到页面任意位置，可一次多个", "or drop them anywhere on this page, several at once";
    IMPORT_FORMATS: "CSV、TSV、Parquet；也可带上一个模型文件 .yaml。文件只在浏览器里读取。", "CSV, TSV, Parquet; a model .yaml may come along. Files are read in this browser only.";
    IMPORT_LOAD: "读入数据", "Load the data";
    IMPORT_LOADING: "正在读取 {file}（{at}/{count}）：{rows} 行，{bytes} / {total}", "Reading {file} ({at} of {count}): {rows} {rows|row|rows}, {bytes} of {total}";
    IMPORT_NOTHING_READY: "等每个文件都识别好，或移除读不了的文件", "Wait until every file is recognised, or remove those that cannot be read";
    IMPORT_FINISH: "开始探索", "Explore";
    IMPORT_DISCARD: "放弃导入", "Discard the import";
    IMPORT_FAILED: "文件没能读入，原来打开的内容不变。", "The file could not be read. What was open before is unchanged.";
    IMPORT_STOPPED: "已取消读取。", "Reading was cancelled.";
    IMPORT_MODEL_FAILED: "模型有错误，没有打开；原来打开的内容不变。", "The model has errors and was not opened. What was open before is unchanged.";
    IMPORT_EXCEL_LATER: "还不能直接读 Excel 工作簿。请在 Excel 里另存为 CSV UTF-8，再导入。", "Workbooks cannot be read yet. Save the sheet as CSV UTF-8 in Excel and import that.";
    IMPORT_AWAITS_FILES: "沙盘文件里没有数据。请选择或拖入它用到的文件。", "The sandbox file holds no data. Choose or drop the files that it uses.";
    SANDBOX_UNREADABLE: "沙盘文件打不开。", "The sandbox file cannot be opened.";
    SAMPLE_FAILED: "示例没能打开。", "The sample could not be opened.";
    SAMPLE_OPENING: "正在打开示例：{file}（{at}/{count}）", "Opening the sample: {file} ({at} of {count})";
    SCREEN_NOT_LOADED: "这个页面没能取到：网络断开了，或网站已更新。刷新页面再试。", "This screen could not be fetched: the connection is gone, or the site has been updated. Reload to try again.";
    RELOAD_PAGE: "刷新页面", "Reload the page";
    DEFINITION_FILE: "模型文件，代替自动生成的定义", "model file, used instead of a generated definition";
    REMOVE_FILE: "移除 {file}", "Remove {file}";
    FILE_FAILED: "这个文件读不了", "This file cannot be read";
    TABLE_NAME: "表名", "Table name";
    DELIMITER: "分隔符", "Delimiter";
    DELIMITER_COMMA: "逗号 ,", "Comma ,";
    DELIMITER_TAB: "制表符", "Tab";
    DELIMITER_SEMICOLON: "分号 ;", "Semicolon ;";
    DELIMITER_PIPE: "竖线 |", "Pipe |";
    HEADER_ROW: "首行是列名", "First row holds names";
    QUOTES: "引号包裹字段", "Quotes enclose fields";
    FORMAT: "格式", "Format";
    ENCODING: "编码", "Encoding";
    ROWS_EXACT: "{rows} 行，{columns} 列", "{rows} {rows|row|rows}, {columns} {columns|column|columns}";
    ROWS_ABOUT: "约 {rows} 行，{columns} 列", "about {rows} {rows|row|rows}, {columns} {columns|column|columns}";
    COLUMNS_SHOWN: "预览前 {shown} 列，共 {total} 列；其余列按推断的用途读入", "The first {shown} of {total} columns are shown; the others are loaded as recognised";
    PREVIEW_OF: "{file} 的前几行", "First rows of {file}";
    COLUMN_NAME: "列名", "Column name";
    COLUMN_ROLE: "用途", "role";
    COLUMN_TYPE: "类型", "type";
    NOT_LOADABLE: "不能读取", "cannot be read";
    ROLE_DIMENSION: "维度", "Dimension";
    ROLE_MEASURE: "度量", "Measure";
    ROLE_DATE: "日期", "Date";
    ROLE_ID: "编号", "ID";
    ROLE_IGNORE: "忽略", "Ignore";
    TYPE_TEXT: "文本", "Text";
    TYPE_INT: "整数", "Whole number";
    TYPE_DECIMAL: "定点数", "Decimal";
    TYPE_FLOAT: "浮点数", "Number";
    TYPE_DATE: "日期", "Date";
    TYPE_DATETIME: "日期时间", "Date and time";
    TYPE_BOOL: "是/否", "Yes/no";
    BACK_TO_COLUMNS: "返回修改列", "Back to columns";
    LOADED_ROWS: "{rows} 行，占内存 {bytes}", "{rows} {rows|row|rows}, {bytes} in memory";
    LOADED_CLEAN: "没有问题", "no problems";
    LOADED_WITH_PROBLEMS: "{count} 个值未能读取，已置空", "{count} {count|value|values} could not be read, left blank";
    PROBLEM_ROW: "行", "Row";
    PROBLEM_COLUMN: "列", "Column";
    PROBLEM_VALUE: "值", "Value";
    PROBLEM_REASON: "原因", "Reason";
    PROBLEMS_OF: "{table} 的问题", "Problems of {table}";
    PROBLEMS_SUMMARY: "{column}：{reason} × {count}", "{column}: {reason} × {count}";
    PROBLEMS_SHOWN: "列出前 {shown} 个，共 {total} 个", "The first {shown} of {total} are listed";
    PROBLEMS_SAVE: "下载问题清单", "Download the problems";
    PROBLEMS_FILE: "{table}-问题.csv", "{table}-problems.csv";
    LINKS_TITLE: "表之间的关系", "Links between tables";
    LINKS_TEXT: "左边每一行指向右边至多一行；维度沿着关系用到事实表上。", "Each row on the left points at one row on the right at most; dimensions follow these links to the facts.";
    LINKS_NONE: "还没有关系：各表分开统计。", "No links yet: each table stands alone.";
    LINK_FROM: "多的一侧", "Many side";
    LINK_TO: "一的一侧", "One side";
    ADD_LINK: "添加关系", "Add link";
    REMOVE_LINK: "移除这条关系", "Remove this link";
    POINTS_AT: "指向", "points at";
}

/// Names of the time grains, fine to coarse.
pub const GRAIN_NAMES: [(Grain, Phrase); 7] = [
    (Grain::Day, GRAIN_DAY),
    (Grain::Week, GRAIN_WEEK),
    (Grain::TenDay, GRAIN_TEN_DAY),
    (Grain::Month, GRAIN_MONTH),
    (Grain::Quarter, GRAIN_QUARTER),
    (Grain::Half, GRAIN_HALF),
    (Grain::Year, GRAIN_YEAR),
];

/// Names of the charts.
pub const CHART_KINDS: [(Chart, Phrase); 5] = [
    (Chart::Line, CHART_LINE),
    (Chart::Bar, CHART_BAR),
    (Chart::Stacked, CHART_STACKED),
    (Chart::Scatter, CHART_SCATTER),
    (Chart::Heatmap, CHART_HEATMAP),
];

/// Names of the roles of columns.
pub const ROLES: [(ColumnRole, Phrase); 5] = [
    (ColumnRole::Dimension, ROLE_DIMENSION),
    (ColumnRole::Measure, ROLE_MEASURE),
    (ColumnRole::Date, ROLE_DATE),
    (ColumnRole::Id, ROLE_ID),
    (ColumnRole::Ignored, ROLE_IGNORE),
];

/// Names of the types of columns; decimals of any scale share one.
pub const TYPE_NAMES: [(DataType, Phrase); 7] = [
    (DataType::Text, TYPE_TEXT),
    (DataType::Int, TYPE_INT),
    (DataType::Decimal { scale: 0 }, TYPE_DECIMAL),
    (DataType::Float, TYPE_FLOAT),
    (DataType::Date, TYPE_DATE),
    (DataType::DateTime, TYPE_DATETIME),
    (DataType::Bool, TYPE_BOOL),
];
