//! `profile`: what a file holds, column by column.

use sandtable_engine::calendar::DateTime;
use sandtable_engine::frame::{Cells, Coverage, Frame, FrameColumn, Role};
use sandtable_engine::load::LoadReport;
use sandtable_engine::table::{DataType, Profile, Scalar};
use sandtable_engine::text::{Lang, Text};

use crate::args::{Format, ProfileArgs};
use crate::{Said, files, print};

pub(crate) fn run(args: &ProfileArgs) -> Said {
    let lang: Lang = args.lang.lang.into();
    let loaded = match files::load("", &args.file) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return Said { text: String::new(), diagnostics },
    };
    let columns: Vec<(&str, Profile)> =
        loaded.table.columns().iter().map(|column| (column.name(), column.profile(FREQUENT))).collect();
    let frame = frame(&columns, &loaded.report, lang);
    let text = match args.format {
        Format::Table => print::table(&frame, lang),
        Format::Csv => print::csv(&frame, lang),
        Format::Json => print::json(&frame, lang),
    };
    Said { text, diagnostics: loaded.report.diagnostics }
}

/// How many of the most frequent values are shown.
const FREQUENT: usize = 5;

/// The profile as a frame, so that it prints as every answer does.
fn frame(columns: &[(&str, Profile)], report: &LoadReport, lang: Lang) -> Frame {
    let texts = |code: &str, label: Text, of: &dyn Fn(&str, &Profile) -> String| FrameColumn {
        code: code.to_owned(),
        label,
        role: Role::Dimension { grain: None },
        cells: Cells::Text(columns.iter().map(|(name, profile)| of(name, profile)).collect()),
        nulls: Vec::new(),
    };
    let counts = |code: &str, label: Text, of: &dyn Fn(&str, &Profile) -> u64| FrameColumn {
        code: code.to_owned(),
        label,
        role: Role::Metric {
            unit: Text::default(),
            format: sandtable_engine::model::Format::Integer,
            polarity: sandtable_engine::model::Polarity::Neutral,
        },
        cells: Cells::Int(
            columns
                .iter()
                .map(|(name, profile)| i64::try_from(of(name, profile)).unwrap_or(i64::MAX))
                .collect(),
        ),
        nulls: Vec::new(),
    };
    let rejected = |name: &str| report.columns.iter().find(|of| of.name == name).map_or(0, |of| of.rejected);
    let evidence = |name: &str| {
        let found = report.columns.iter().find(|of| of.name == name);
        found.map_or_else(String::new, |of| of.evidence.get(lang).to_owned())
    };
    let frame_columns = vec![
        texts("column", Text::new("列", "Column"), &|name, _| name.to_owned()),
        texts("type", Text::new("类型", "Type"), &|_, column| {
            type_name(column.data_type).get(lang).to_owned()
        }),
        counts("rows", Text::new("行数", "Rows"), &|_, column| column.rows),
        counts("nulls", Text::new("空值", "Nulls"), &|_, column| column.nulls),
        counts("rejected", Text::new("被拒值", "Rejected"), &|name, _| rejected(name)),
        counts("distinct", Text::new("不同值", "Distinct"), &|_, column| column.distinct),
        texts("min", Text::new("最小", "Min"), &|_, column| written(&column.min)),
        texts("max", Text::new("最大", "Max"), &|_, column| written(&column.max)),
        texts("top", Text::new("最常见", "Most frequent"), &|_, column| {
            let top: Vec<String> =
                column.top.iter().map(|(value, rows)| format!("{} × {rows}", written(value))).collect();
            top.join(", ")
        }),
        texts("evidence", Text::new("判断依据", "Evidence"), &|name, _| evidence(name)),
    ];
    Frame {
        rolled_up: vec![0; columns.len()],
        coverage: Coverage { rows_done: report.rows, rows_total: report.rows },
        groups: columns.len(),
        columns: frame_columns,
        ..Frame::default()
    }
}

fn type_name(data_type: DataType) -> Text {
    match data_type {
        DataType::Bool => Text::new("是/否", "bool"),
        DataType::Int => Text::new("整数", "int"),
        DataType::Decimal { scale } => Text::new(format!("定点数({scale})"), format!("decimal({scale})")),
        DataType::Float => Text::new("浮点数", "float"),
        DataType::Date => Text::new("日期", "date"),
        DataType::DateTime => Text::new("日期时间", "datetime"),
        DataType::Text => Text::new("文本", "text"),
    }
}

/// A value in a few characters.
fn written(value: &Scalar) -> String {
    const LONGEST: usize = 40;
    let text = match value {
        Scalar::Null => String::new(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Date(value) => value.to_string(),
        Scalar::DateTime(value) => DateTime::from_micros(value.micros()).to_string(),
        Scalar::Decimal { units, scale } => print::decimal(i128::from(*units), usize::from(*scale)),
        Scalar::Text(value) => value.clone(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
